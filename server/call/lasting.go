package call

import (
	"context"
	"crypto/rand"
	"strings"
	"time"

	"github.com/pkg/errors"
)

const (
	// roomLife is how long a lasting room is asked for. Whereby names no
	// longest, and cannot put an end date off.
	roomLife = 180 * 24 * time.Hour
	// roomRenewal is how long before its end a room is replaced, when nobody
	// is in it.
	roomRenewal = 7 * 24 * time.Hour
	// roomCheck is how often it is looked whether a room is still there, and
	// roomTrust for how long a start believes it.
	roomCheck = 24 * time.Hour
	roomTrust = time.Hour
	// roomInUseCheck is how often it is looked whether a room that is to be
	// removed is still in use.
	roomInUseCheck = 10 * time.Minute
)

// LastingRoom is a channel's own room, or that of calls planned ahead: the same
// link for months, with a call and a record each time that people meet in it.
type LastingRoom struct {
	// ID is that of the channel, or of the schedule whose calls are held in it.
	ID        string
	ChannelID string
	// Room is in state RoomNone until it is made, RoomGone from its removal on.
	Room Room
	// Key signs the ids of people, as Call.Key does.
	Key string
	// Options are what the room is like; of them only Locked and Large matter.
	Options Options
	// Preferred rooms are used by calls that do not ask for anything else.
	Preferred bool
	MadeBy    string
	MadeAt    time.Time
	// EndsAt is the room's end date at Whereby.
	EndsAt time.Time
	// SeenAt is when Whereby was last known to have the room.
	SeenAt time.Time
	// Pending is the end date of a room that is being made, zero when none is,
	// and PendingAt since when.
	Pending   time.Time
	PendingAt time.Time
	// Old are the meetings of rooms that were replaced and are to be removed.
	Old []string
	// CheckAt is when the sweep looks at the room.
	CheckAt  time.Time
	Revision int64
}

// usable tells whether calls can be held in the room.
func (r LastingRoom) usable() bool { return r.Room.State == RoomMade }

// planned tells whether the room is that of calls planned ahead.
func (r LastingRoom) planned() bool { return r.ID != r.ChannelID }

// takes tells whether a call as asked can be held in the room: what a room is
// like cannot be changed at Whereby.
func (r LastingRoom) takes(o Options) bool {
	return r.suits(o) && o.IsLocked() == r.Options.IsLocked() && o.IsLarge() == r.Options.IsLarge()
}

// suits is takes for who does not care for waiting room and size.
func (r LastingRoom) suits(o Options) bool {
	return !o.IsTownHall() && !o.IsRecorded() && !o.IsTranscribed() && !o.IsCaptioned() && !o.IsStreamed() && o.Brand == ""
}

// asCall is the room as a call without a record, for links into it.
func (r LastingRoom) asCall() Call {
	return Call{ChannelID: r.ChannelID, Room: r.Room, Key: r.Key, Options: r.Options}
}

// plan notes when the room has to be looked at next.
func (r *LastingRoom) plan(now time.Time) {
	next := r.SeenAt.Add(roomCheck)
	if renewal := r.EndsAt.Add(-roomRenewal); renewal.Before(next) {
		next = renewal
	}
	if !r.Pending.IsZero() {
		next = r.PendingAt.Add(startLease)
	}
	if len(r.Old) > 0 || r.Room.State == RoomGone {
		next = now
	}
	r.CheckAt = next
}

// roomSoon returns what looks the channel's room up. It does so while other
// things are asked, unless the call will probably do without.
func (s *Service) roomSoon(ctx context.Context, req StartRequest, quick bool) func() (LastingRoom, error) {
	id := req.ChannelID
	if req.ScheduleID != "" {
		id = req.ScheduleID
	} else if req.Second && !req.InRoom {
		return func() (LastingRoom, error) { return LastingRoom{}, &Error{Code: CodeNotFound} }
	}
	lookUp := func() (LastingRoom, error) { return s.Lasting.Room(ctx, id) }
	if quick {
		return lookUp
	}
	return soon(&s.work, lookUp)
}

// inLastingRoom puts a call that is about to be reserved into the channel's
// room, if it is asked for or preferred.
func (s *Service) inLastingRoom(
	ctx context.Context, c Call, req StartRequest, a Access, settings Settings, room func() (LastingRoom, error),
) (Call, error) {
	r, err := room()
	missing := CodeOf(err) == CodeNotFound || err == nil && !r.usable()
	if req.ScheduleID != "" {
		return s.inPlannedRoom(ctx, c, r, missing, err, a, settings)
	}
	switch {
	case err != nil && !missing:
		return c, err
	case missing && !req.InRoom, !req.InRoom && (!r.Preferred || !r.takes(c.Options)):
		return c, nil
	case !r.suits(c.Options):
		return c, &Error{Code: CodeRoomFixed}
	case missing:
		if r, err = s.makeRoom(ctx, a, c.Options, settings); err != nil {
			return c, err
		}
	}
	running, err := s.runningIn(ctx, r)
	switch {
	case err != nil:
		return c, err
	case running != nil && req.Second: // two calls in it would share their people and the host's link
		return c, &Error{Code: CodeRoomInUse}
	case running == nil || running.overdue(c.CreatedAt) || running.abandoned(c.CreatedAt): // whose people would be thrown out of a room that is replaced
		if r, err = s.fresh(ctx, r, a.Channel, settings, c.ExpiresAt); err != nil {
			return c, err
		}
	}
	c.Room, c.Key = r.Room, r.Key
	c.Options.Locked, c.Options.Large = r.Options.Locked, r.Options.Large
	return c, nil
}

// stillThere looks whether the room was reset or removed while a call in it was
// being reserved. Later it cannot go: tendRoom leaves rooms with calls in them alone.
func (s *Service) stillThere(ctx context.Context, c Call) (Call, error) {
	id := c.ChannelID
	if c.ScheduleID != "" {
		id = c.ScheduleID
	}
	r, err := s.Lasting.Room(ctx, id)
	switch {
	case CodeOf(err) == CodeNotFound, err == nil && (!r.usable() || r.Key != c.Key): // removed, or made anew
		return c, &Error{Code: CodeRoomBusy}
	case err != nil, r.Room.MeetingID == c.Room.MeetingID:
		return c, err
	}
	return s.change(ctx, c, func(stored *Call) error {
		if stored.State != Creating {
			return errors.Errorf("the call has become %s meanwhile", stored.State)
		}
		stored.Room = r.Room
		return nil
	})
}

// fresh sees to it that the room is there and stays until then. While Whereby
// cannot be asked it is taken to be.
func (s *Service) fresh(ctx context.Context, r LastingRoom, ch Channel, settings Settings, until time.Time) (LastingRoom, error) {
	gone := r.EndsAt.Before(until)
	if !gone && s.now().Sub(r.SeenAt) < roomTrust {
		return r, nil
	}
	if !gone {
		_, err := s.Rooms.Links(ctx, r.Room.MeetingID)
		if gone = CodeOf(err) == CodeOver; !gone {
			if err == nil {
				r.SeenAt = s.now()
				r.plan(s.now())
				_, err = s.Lasting.SaveRoom(ctx, r) // who was faster knows as much
				return r, err
			}
			s.Log.Warn("lasting room not looked at", "channel_id", r.ChannelID, "err", err)
			return r, nil
		}
	}
	renewed, err := s.renew(ctx, r, ch, settings)
	if err == nil {
		s.announceMove(ctx, renewed, r.Room.URL)
	}
	return renewed, err
}

// makeRoom gives the channel its room. The policy has been asked.
func (s *Service) makeRoom(ctx context.Context, a Access, o Options, settings Settings) (LastingRoom, error) {
	now := s.now()
	r := LastingRoom{
		ID: a.Channel.ID, ChannelID: a.Channel.ID, Key: rand.Text(), Preferred: true, MadeBy: a.Person.ID, MadeAt: now, SeenAt: now,
		Options: Options{Locked: o.Locked, Large: o.Large, DurationMinutes: o.DurationMinutes},
	}
	stored, err := s.Lasting.Room(ctx, r.ID)
	switch {
	case err == nil && stored.usable():
		return stored, nil
	case err == nil: // being made, or being removed
		return stored, &Error{Code: CodeRoomBusy}
	case CodeOf(err) != CodeNotFound:
		return r, err
	}
	made, err := s.renew(ctx, r, a.Channel, settings)
	if err != nil {
		return r, err
	}
	s.head(ctx, made, "")
	return made, nil
}

// renew makes a room in place of the one that there is, if any. It writes
// down first what it is about to make, so that nothing gets lost at Whereby.
func (s *Service) renew(ctx context.Context, r LastingRoom, ch Channel, settings Settings) (LastingRoom, error) {
	now := s.now()
	r.Pending = now.Add(roomLife).Truncate(time.Second).Add(anyMilliseconds())
	r.PendingAt = now
	r.plan(now)
	r, err := s.saveRoom(ctx, r)
	if err != nil {
		return r, err
	}
	room, err := s.Rooms.Create(ctx, settings.lastingSpec(r, ch))
	if err != nil {
		s.renewFailed(ctx, r, err)
		return r, err
	}
	s.dress(ctx, room.Name, r.Options.Brand, "channel_id", r.ChannelID)
	if r.Room.MeetingID != "" {
		r.Old = append(r.Old, r.Room.MeetingID)
	}
	room.State, room.Lasting = RoomMade, true
	r.Room, r.EndsAt, r.SeenAt, r.Pending = room, r.Pending, s.now(), time.Time{}
	r.plan(s.now())
	return s.saveRoom(ctx, r)
}

// renewFailed takes back what was written down of a room that was surely not
// made; of others the sweep looks whether they were.
func (s *Service) renewFailed(ctx context.Context, r LastingRoom, cause error) {
	if known := new(Error); !errors.As(cause, &known) || known.MayHaveHappened {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), undoTimeout)
	defer cancel()
	var err error
	if r.Room.State == RoomNone {
		err = s.Lasting.DropRoom(ctx, r.ID, r.Revision)
	} else {
		r.Pending = time.Time{}
		r.plan(s.now())
		_, err = s.saveRoom(ctx, r)
	}
	if err != nil {
		s.Log.Warn("failed room not forgotten yet", "channel_id", r.ChannelID, "err", err)
	}
}

func (s *Service) saveRoom(ctx context.Context, r LastingRoom) (LastingRoom, error) {
	saved, err := s.Lasting.SaveRoom(ctx, r)
	if err != nil {
		return r, errors.Wrap(err, "save the channel's room")
	}
	if !saved {
		return r, &Error{Code: CodeRoomBusy} // somebody else is at it
	}
	r.Revision++
	return r, nil
}

// lastingSpec is the room that a channel asks for. Names of channels that not
// everybody may know stay out of it.
func (s Settings) lastingSpec(r LastingRoom, ch Channel) RoomSpec {
	if r.planned() {
		return s.roomSpec(Call{Options: r.Options, ExpiresAt: r.Pending, CreatedAt: r.PendingAt})
	}
	name := ""
	if ch.Public {
		name = ch.Name
	}
	return RoomSpec{
		NamePrefix: roomNamePrefix(s.RoomPrefix, name), EndDate: r.Pending,
		Locked: r.Options.IsLocked(), Large: r.Options.IsLarge(), RequestedAt: r.PendingAt,
	}
}

func (s *Service) head(ctx context.Context, r LastingRoom, old string) {
	if err := s.Herald.Head(ctx, r, old); err != nil {
		s.Log.Warn("channel header not changed", "channel_id", r.ChannelID, "err", err)
	}
}

// announceMove tells of a channel's room; planned calls bring their own link.
func (s *Service) announceMove(ctx context.Context, r LastingRoom, old string) {
	if r.planned() {
		return
	}
	s.head(ctx, r, old)
	if err := s.Herald.Moved(ctx, r); err != nil {
		s.Log.Warn("move of a room not told", "channel_id", r.ChannelID, "err", err)
	}
}

// dressTime is how long a call's link waits for its room's looks, and
// dressLimit how long the looks may take.
const (
	dressTime  = 1500 * time.Millisecond
	dressLimit = 10 * time.Second
)

// dress gives a room its looks. It keeps nobody waiting for long, and nothing
// hangs on its success. The log says whose room it is by idName and id.
func (s *Service) dress(ctx context.Context, roomName, brand, idName, id string) {
	if brand == NoBrand {
		return
	}
	done := make(chan struct{})
	s.work.background(func() {
		defer close(done)
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), dressLimit)
		defer cancel()
		if err := s.Dresser.Dress(ctx, roomName, brand); err != nil {
			s.Log.Warn("room not branded", "room", strings.TrimPrefix(roomName, "/"), "brand", brand, idName, id, "err", err)
		}
	})
	select {
	case <-done:
	case <-time.After(dressTime):
	}
}
