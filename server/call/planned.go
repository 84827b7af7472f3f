package call

import (
	"context"
	"crypto/rand"
	"reflect"
	"time"
)

// PlanCall asks the Policy whether such a call may be started at that time and
// returns what it comes to. Whoever plans a call for working hours is not
// stopped outside them.
func (s *Service) PlanCall(ctx context.Context, req StartRequest, at time.Time) (Options, Access, error) {
	return s.allowedAt(ctx, req, s.Settings(), at)
}

// PrepareRoom makes the room of planned calls ahead of them, so that it lasts
// until then, and returns its link for everybody of the channel.
func (s *Service) PrepareRoom(ctx context.Context, req StartRequest, until time.Time) (LastingRoom, error) {
	settings := s.Settings()
	options, access, err := s.allowedAt(ctx, req, settings, req.Planned)
	if err != nil {
		return LastingRoom{}, err
	}
	r, err := s.Lasting.Room(ctx, req.ScheduleID)
	missing := CodeOf(err) == CodeNotFound || err == nil && !r.usable()
	return s.plannedRoom(ctx, r, missing, err, req.ScheduleID, options, access, settings, until)
}

// DropRoom gives up the room of planned calls that will not be: CodeRoomInUse
// while people meet in it, CodeRoomBusy while it is being made.
func (s *Service) DropRoom(ctx context.Context, scheduleID string) error {
	r, err := s.Lasting.Room(ctx, scheduleID)
	switch {
	case CodeOf(err) == CodeNotFound, err == nil && r.Room.State == RoomGone:
		return nil
	case err != nil:
		return err
	case !r.usable(), !r.Pending.IsZero():
		return &Error{Code: CodeRoomBusy}
	}
	if err = s.checkRoomIsFree(ctx, r); err != nil {
		return err
	}
	r.Room.State = RoomGone
	r.plan(s.now())
	_, err = s.saveRoom(ctx, r) // the sweep removes it
	return err
}

// EnterPlanned returns the person's own link into the room of planned calls,
// CodeNotYet until it is made. Membership was asked for by the schedule.
func (s *Service) EnterPlanned(ctx context.Context, scheduleID, userID string) (string, error) {
	r, err := s.Lasting.Room(ctx, scheduleID)
	if CodeOf(err) == CodeNotFound || err == nil && !r.usable() {
		return "", &Error{Code: CodeNotYet}
	}
	if err != nil {
		return "", err
	}
	return s.enter(ctx, r, userID)
}

// inPlannedRoom puts a planned call that is about to be reserved into its room.
func (s *Service) inPlannedRoom(
	ctx context.Context, c Call, r LastingRoom, missing bool, err error, a Access, settings Settings,
) (Call, error) {
	r, err = s.plannedRoom(ctx, r, missing, err, c.ScheduleID, c.Options, a, settings, c.ExpiresAt)
	if err != nil {
		return c, err
	}
	c.Room, c.Key = r.Room, r.Key
	return c, nil
}

func (s *Service) plannedRoom(
	ctx context.Context, r LastingRoom, missing bool, err error, id string, o Options, a Access, settings Settings, until time.Time,
) (LastingRoom, error) {
	switch {
	case err != nil && !missing:
		return r, err
	case missing && err == nil:
		return r, &Error{Code: CodeRoomBusy}
	case missing:
		now := s.now()
		r = LastingRoom{ID: id, ChannelID: a.Channel.ID, Key: rand.Text(), MadeBy: a.Person.ID, MadeAt: now, SeenAt: now, Options: o}
		return s.renew(ctx, r, a.Channel, settings)
	}
	running, err := s.runningIn(ctx, r)
	switch now := s.now(); {
	case err != nil:
		return r, err
	case running != nil && !running.overdue(now) && !running.abandoned(now):
		return r, nil // who came early is not thrown out
	}
	other := r.MadeBy != a.Person.ID || // who was host before has a host's link into it
		!sameRoom(settings.roomSpec(Call{Options: r.Options}), settings.roomSpec(Call{Options: o}))
	changed := !reflect.DeepEqual(r.Options, o)
	if other {
		if !r.Pending.IsZero() || len(r.Old) > 0 { // of which the sweep has to know
			return r, &Error{Code: CodeRoomBusy}
		}
		// It goes first: what is written down of it must not be taken for the new one's.
		if err = s.Rooms.Delete(ctx, r.Room.MeetingID); err != nil {
			return r, err
		}
		r.Room, r.Options, r.MadeBy = Room{}, o, a.Person.ID
		return s.renew(ctx, r, a.Channel, settings)
	}
	if r.Options = o; changed {
		if r, err = s.saveRoom(ctx, r); err != nil {
			return r, err
		}
	}
	return s.fresh(ctx, r, a.Channel, settings, until)
}

// sameRoom tells whether two rooms do the same, such as record. A template or
// the settings may have changed since a room was made, which cannot be.
func sameRoom(a, b RoomSpec) bool {
	a.NamePrefix, b.NamePrefix = "", ""
	return a == b
}
