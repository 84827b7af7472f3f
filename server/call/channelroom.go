package call

import (
	"context"
	"slices"
	"time"

	"github.com/pkg/errors"
)

// RoomAct is what somebody wants done with a channel's lasting room.
type RoomAct string

// The acts.
const (
	RoomShow    RoomAct = "show" // makes it if there is none
	RoomReset   RoomAct = "reset"
	RoomRemove  RoomAct = "remove"
	RoomPrefer  RoomAct = "on"
	RoomNeglect RoomAct = "off"
)

// ChannelRoom does something with the channel's lasting room and returns it.
// made tells that it was made just now. Showing a room that is there is for
// members, making one for who may start calls, the rest for its maker and the
// channel's admins.
func (s *Service) ChannelRoom(ctx context.Context, userID, channelID string, act RoomAct) (r LastingRoom, made bool, err error) {
	settings := s.Settings()
	access, err := s.Directory.Access(ctx, userID, channelID)
	if err == nil {
		err = mayJoin(access)
	}
	if err != nil {
		return r, false, err
	}
	r, err = s.Lasting.Room(ctx, channelID)
	missing := CodeOf(err) == CodeNotFound || err == nil && !r.usable()
	switch {
	case err != nil && !missing:
		return r, false, err
	case missing && act == RoomShow:
		options, access, err := s.allowed(ctx, StartRequest{UserID: userID, ChannelID: channelID}, settings)
		if err != nil {
			return r, false, err
		}
		r, err = s.makeRoom(ctx, access, options, settings)
		return r, err == nil, err
	case missing:
		return r, false, &Error{Code: CodeNoRoom}
	case act == RoomShow:
		s.head(ctx, r, r.Room.URL)
		return r, false, nil
	}
	if err = s.mayManageRoom(ctx, r, userID); err != nil {
		return r, false, err
	}
	r, err = s.changeRoom(ctx, r, access.Channel, settings, act)
	return r, false, err
}

// LookUpRoom returns the channel's lasting room to one of its members,
// CodeNoRoom when there is none.
func (s *Service) LookUpRoom(ctx context.Context, userID, channelID string) (LastingRoom, error) {
	access, err := s.Directory.Access(ctx, userID, channelID)
	if err == nil {
		err = mayJoin(access)
	}
	if err != nil {
		return LastingRoom{}, err
	}
	r, err := s.Lasting.Room(ctx, channelID)
	if CodeOf(err) == CodeNotFound || err == nil && !r.usable() {
		return LastingRoom{}, &Error{Code: CodeNoRoom}
	}
	return r, err
}

func (s *Service) mayManageRoom(ctx context.Context, r LastingRoom, userID string) error {
	if r.MadeBy == userID {
		return nil
	}
	manages, err := s.Directory.Manages(ctx, userID, r.ChannelID)
	if err == nil && !manages {
		err = &Error{Code: CodeMayNotManageRoom}
	}
	return err
}

func (s *Service) changeRoom(ctx context.Context, r LastingRoom, ch Channel, settings Settings, act RoomAct) (LastingRoom, error) {
	before := r.Room.URL
	var err error
	switch act {
	case RoomPrefer, RoomNeglect:
		r.Preferred = act == RoomPrefer
		return s.saveRoom(ctx, r)
	case RoomReset:
		if err = s.checkRoomIsFree(ctx, r); err != nil {
			return r, err
		}
		if r, err = s.renew(ctx, r, ch, settings); err != nil {
			return r, err
		}
	case RoomRemove:
		if err = s.checkRoomIsFree(ctx, r); err != nil {
			return r, err
		}
		r.Room.State = RoomGone
		r.plan(s.now())
		if r, err = s.saveRoom(ctx, r); err != nil {
			return r, err
		}
	}
	s.head(ctx, r, before)
	removed := r
	s.work.background(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleTimeout)
		defer cancel()
		if err := s.tendRoom(ctx, removed); err != nil {
			s.Log.Warn("old room left for later", "channel_id", removed.ChannelID, "err", err)
		}
	})
	return r, nil
}

// checkRoomIsFree keeps people from being thrown out of a call.
func (s *Service) checkRoomIsFree(ctx context.Context, r LastingRoom) error {
	running, err := s.runningIn(ctx, r)
	if err == nil && running != nil {
		err = &Error{Code: CodeRoomInUse}
	}
	return err
}

// runningIn returns the call that runs in the room, nil when none does.
func (s *Service) runningIn(ctx context.Context, r LastingRoom) (*Call, error) {
	calls, err := s.Store.Find(ctx, Query{ChannelID: r.ChannelID, Running: true})
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(calls, func(c Call) bool { return c.Room.MeetingID == r.Room.MeetingID })
	if i < 0 {
		return nil, nil //nolint:nilnil // nothing is an answer
	}
	return &calls[i], nil
}

// inUse tells whether a call runs in one of the rooms that are to be removed.
func (s *Service) inUse(ctx context.Context, r LastingRoom) (bool, error) {
	calls, err := s.Store.Find(ctx, Query{ChannelID: r.ChannelID, Running: true})
	return slices.ContainsFunc(calls, func(c Call) bool {
		return slices.Contains(r.Old, c.Room.MeetingID) || r.Room.State == RoomGone && c.Room.MeetingID == r.Room.MeetingID
	}), err
}

// EnterRoom returns the person's own link into the channel's room.
func (s *Service) EnterRoom(ctx context.Context, userID, channelID string) (string, error) {
	r, err := s.LookUpRoom(ctx, userID, channelID)
	if err != nil {
		return "", err
	}
	return s.enter(ctx, r, userID)
}

// enter returns the person's own link into a lasting room. Who finds nobody's
// call there begins one by coming in, so the policy is asked.
func (s *Service) enter(ctx context.Context, r LastingRoom, userID string) (string, error) {
	running, err := s.runningIn(ctx, r)
	switch {
	case err != nil:
		return "", err
	case running != nil:
		return s.Join(ctx, running.ID, userID)
	}
	access, err := s.Directory.Access(ctx, userID, r.ChannelID)
	if err != nil {
		return "", err
	}
	settings := s.Settings()
	template, _ := settings.Template(r.Options.Template)
	if err = s.mayStart(ctx, access, r.Options, template.Always, settings, s.now()); err != nil {
		return "", err
	}
	c := r.asCall()
	if r.planned() {
		c.HostID = r.MadeBy // planned calls have their host already
	}
	link, err := s.linkFor(ctx, c, userID)
	if err != nil {
		return "", err
	}
	return joinURL(link, c, access.Person)
}

// tendRooms does what is due for channels' rooms: removes old ones, replaces
// those that end soon or have gone, finds what a crash has left.
func (s *Service) tendRooms(ctx context.Context) error {
	rooms, err := s.Lasting.DueRooms(ctx, s.now(), sweepBatch)
	if err != nil {
		return errors.Wrap(err, "find rooms that are due")
	}
	var failure error
	inARow := 0
	for _, r := range rooms {
		if inARow >= maxFailures {
			break
		}
		if err = s.tendRoom(ctx, r); err == nil {
			inARow = 0
			continue
		}
		inARow++
		failure = errors.Wrapf(err, "tend the lasting room %s", r.ID)
		r.CheckAt = s.now().Add(retryAfter)
		if _, err = s.Lasting.SaveRoom(ctx, r); err != nil {
			return errors.Wrap(err, "put a room off")
		}
	}
	return failure
}

func (s *Service) tendRoom(ctx context.Context, r LastingRoom) error {
	now := s.now()
	if !r.Pending.IsZero() {
		if now.Before(r.PendingAt.Add(startLease)) {
			return nil // its maker is at it
		}
		return s.clearPending(ctx, r)
	}
	gone := r.Room.State == RoomGone
	if gone || len(r.Old) > 0 {
		inUse, err := s.inUse(ctx, r)
		if err != nil {
			return err
		}
		if inUse { // a call was started just when the room was given up
			r.CheckAt = now.Add(roomInUseCheck)
			_, err = s.Lasting.SaveRoom(ctx, r)
			return err
		}
	}
	for len(r.Old) > 0 {
		if err := s.Rooms.Delete(ctx, r.Old[0]); err != nil {
			return err
		}
		r.Old = r.Old[1:]
	}
	if gone {
		if err := s.Rooms.Delete(ctx, r.Room.MeetingID); err != nil {
			return err
		}
		return s.Lasting.DropRoom(ctx, r.ID, r.Revision)
	}
	return s.keepRoom(ctx, r)
}

// keepRoom looks whether the room is still there, and replaces it in time.
func (s *Service) keepRoom(ctx context.Context, r LastingRoom) error {
	now := s.now()
	ending := !now.Before(r.EndsAt.Add(-roomRenewal))
	gone := !now.Before(r.EndsAt)
	if !gone && !now.Before(r.SeenAt.Add(roomCheck)) {
		_, err := s.Rooms.Links(ctx, r.Room.MeetingID)
		if gone = CodeOf(err) == CodeOver; err != nil && !gone {
			return err
		}
		r.SeenAt = now
		if !gone {
			s.dress(ctx, r.Room.Name, r.Options.Brand, "channel_id", r.ChannelID) // the brand may have changed
		}
	}
	if ending || gone {
		running, err := s.runningIn(ctx, r)
		if err != nil {
			return err
		}
		if gone || running == nil {
			return s.replaceRoom(ctx, r)
		}
	}
	r.plan(now)
	if ending {
		r.CheckAt = now.Add(time.Hour) // when the call in it is over
	}
	_, err := s.Lasting.SaveRoom(ctx, r)
	return err
}

func (s *Service) replaceRoom(ctx context.Context, r LastingRoom) error {
	access, err := s.Directory.Access(ctx, r.MadeBy, r.ChannelID)
	if err != nil && CodeOf(err) != CodeNotFound {
		return err
	}
	if err != nil || access.Channel.Archived { // nobody meets there any more
		r.Room.State = RoomGone
		r.plan(s.now())
		_, err = s.Lasting.SaveRoom(ctx, r)
		return err
	}
	renewed, err := s.renew(ctx, r, access.Channel, s.Settings())
	if err != nil {
		return err
	}
	s.announceMove(ctx, renewed, r.Room.URL)
	return s.tendRoom(ctx, renewed)
}

// clearPending removes the room that a dead maker may have left.
func (s *Service) clearPending(ctx context.Context, r LastingRoom) error {
	ids, err := s.Rooms.Lookup(ctx, RoomSpec{NamePrefix: s.Settings().RoomPrefix, EndDate: r.Pending, RequestedAt: r.PendingAt})
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err = s.Rooms.Delete(ctx, id); err != nil {
			return err
		}
	}
	if r.Room.State == RoomNone {
		return s.Lasting.DropRoom(ctx, r.ID, r.Revision)
	}
	r.Pending = time.Time{}
	r.plan(s.now())
	_, err = s.Lasting.SaveRoom(ctx, r)
	return err
}
