package call

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/pkg/errors"
)

const (
	sweepBatch = 200
	// maxFailures in a row mean that Whereby is away.
	maxFailures = 3
	// retryAfter is when what has failed is tried again.
	retryAfter = 30 * time.Second
	// memory is how long done observations and events are remembered.
	memory = 7 * 24 * time.Hour
	// webhooksSilent is after how long without any webhook they count as not working.
	webhooksSilent = 24 * time.Hour
)

// Sweep does what is due: it finishes what crashes and outages have left, and
// what only the clock brings about. One node at a time runs it; it is safe
// beside everything else.
func (s *Service) Sweep(ctx context.Context) error {
	steps := []func(context.Context) error{s.readLeftovers, s.tendDue, s.tendRooms, s.publishLeftovers}
	var failure error
	for _, step := range steps {
		if err := step(ctx); err != nil && failure == nil {
			failure = err
		}
	}
	if err := s.Journal.Forget(ctx, s.now().Add(-memory)); err != nil && failure == nil {
		failure = errors.Wrap(err, "forget the past")
	}
	return failure
}

// readLeftovers digests what a node noted and did not get to.
func (s *Service) readLeftovers(ctx context.Context) error {
	for {
		noted, err := s.Journal.Unread(ctx, s.now().Add(-unreadAge), batch)
		if err != nil {
			return errors.Wrap(err, "find unread observations")
		}
		if len(noted) == 0 {
			return nil
		}
		if err = s.digest(ctx, noted); err != nil {
			return errors.Wrap(err, "digest observations left behind")
		}
		if len(noted) < batch {
			return nil
		}
	}
}

// publishLeftovers tells events whose node died before it had told them.
func (s *Service) publishLeftovers(ctx context.Context) error {
	events, err := s.Journal.Unpublished(ctx, s.now().Add(-unreadAge), batch)
	if err != nil {
		return errors.Wrap(err, "find unpublished events")
	}
	for i := range events {
		if events[i].Call, err = s.Store.Get(ctx, events[i].Call.ID); err != nil && CodeOf(err) != CodeNotFound {
			return errors.Wrap(err, "find an event's call")
		}
	}
	s.publish(events)
	return nil
}

// tendDue tends the calls that need it. When some in a row could not be,
// Whereby is taken to be away, and the rest is done without it.
func (s *Service) tendDue(ctx context.Context) error {
	var failure error
	inARow := 0
	for {
		calls, err := s.Store.Find(ctx, Query{Due: s.now(), Limit: sweepBatch})
		if err != nil {
			return errors.Wrap(err, "find calls that are due")
		}
		for _, c := range calls {
			away := inARow >= maxFailures
			switch err = s.tend(ctx, c, away); {
			case err != nil:
				failure = errors.Wrapf(err, "tend call %s", c.ID)
				s.Log.Warn("call left for later", "call_id", c.ID, "err", err)
				inARow++
			case !away:
				inARow = 0
			}
		}
		if len(calls) < sweepBatch || ctx.Err() != nil {
			return failure
		}
	}
}

// tend does what is due for one call, with or without Whereby. The error is
// that of Whereby or the database; what failed stays due, some time later.
func (s *Service) tend(ctx context.Context, c Call, away bool) error {
	if c.State == Creating {
		var err error
		if c, err = s.recover(ctx, c); err != nil || c.State == Creating {
			return err
		}
	}
	var repairErr error
	if !away {
		c, repairErr = s.repair(ctx, c)
	}
	c, err := s.tick(ctx, c)
	if err != nil {
		return err
	}
	c, claimed, err := s.claimed(ctx, c)
	if err != nil || !claimed {
		return cmp.Or(err, repairErr)
	}
	if _, err = s.settle(ctx, c, away); err != nil {
		return err
	}
	return repairErr
}

// tick lets the clock work on a call.
func (s *Service) tick(ctx context.Context, c Call) (Call, error) {
	heard, err := s.Journal.Heard(ctx)
	if err != nil {
		return c, errors.Wrap(err, "when a webhook came")
	}
	webhooksWork := s.now().Sub(heard) < webhooksSilent
	return s.change(ctx, c, func(stored *Call) error {
		before, check := stored.State, stored.CheckAt
		stored.tick(s.now(), webhooksWork)
		if stored.State == before && stored.CheckAt.Equal(check) {
			return errNothing
		}
		return nil
	})
}

// release gives up the place of a call that ought not to run any more.
func (s *Service) release(ctx context.Context, c Call) error {
	if c.State == Creating {
		_, err := s.recover(ctx, c)
		return err
	}
	_, err := s.change(ctx, c, func(stored *Call) error {
		if !stored.State.Running() {
			return errNothing
		}
		at := stored.ExpiresAt
		if stored.State == Live {
			at = s.now()
		}
		stored.end(ReasonTime, "", at)
		stored.plan(s.now())
		return nil
	})
	return err
}

// recover decides over a start that died half-way: a call whose link already
// stands in the channel is used, any other has failed.
func (s *Service) recover(ctx context.Context, c Call) (Call, error) {
	if !c.abandoned(s.now()) {
		return c, nil
	}
	postID, err := s.Cards.Lookup(ctx, c)
	if err != nil {
		return c, errors.Wrap(err, "look for the post")
	}
	decided, err := s.change(ctx, c, func(stored *Call) error {
		if stored.State != Creating {
			return errNothing
		}
		if stored.Room.State == RoomMade && postID != "" {
			stored.opened(postID, s.now())
			return nil
		}
		stored.PostID = postID
		stored.fail(s.now())
		return nil
	})
	if err != nil {
		return c, errors.Wrap(err, "decide over a dead start")
	}
	s.Log.Warn("start had died half-way", "call_id", c.ID, "channel_id", c.ChannelID, "state", decided.State)
	return decided, nil
}

// repair asks Whereby's insights for what no webhook has told.
func (s *Service) repair(ctx context.Context, c Call) (Call, error) {
	now := s.now()
	if c.RepairAt.IsZero() || now.Before(c.RepairAt) || c.Room.Name == "" {
		return c, nil
	}
	var sightings []Sighting
	var files []File
	var summary string
	var err error
	quiet := !c.State.Running() || now.Sub(c.HeardAt) >= quietTime
	during := c.inTheRoom()
	if quiet {
		if sightings, err = s.Archive.Stays(ctx, c.Room.Name, during); err == nil && !c.State.Running() && (c.attended() || len(sightings) > 0) {
			files, summary, err = s.Archive.Files(ctx, c.Room.Name, during)
		}
	}
	repaired, saveErr := s.change(ctx, c, func(stored *Call) error {
		switch {
		case err != nil:
			stored.RepairAt = now.Add(retryAfter)
			if !stored.State.Running() && now.Sub(stored.EndedAt) > 6*time.Hour {
				stored.RepairAt = time.Time{} // insights are not to be had
			}
		default:
			stored.planRepair(now)
		}
		stored.learn(sightings, now)
		for _, f := range files {
			stored.addFile(f)
		}
		if summary != "" && summary != stored.Summary {
			stored.Summary = summary
			stored.happened(EventSummaryReady, now, Visitor{}, "")
		}
		stored.plan(now)
		return nil
	})
	if saveErr != nil {
		return c, saveErr
	}
	return repaired, errors.Wrap(err, "ask for insights")
}

// inTheRoom is the part of the room's past that is the call's. Before and
// after it, a lasting room has other calls'.
func (c Call) inTheRoom() Period {
	const slack = time.Minute
	during := Period{Since: c.CreatedAt.Add(-slack)}
	if c.Room.Lasting && !c.EndedAt.IsZero() {
		during.Until = c.EndedAt.Add(slack)
	}
	return during
}

// Strays lists the rooms at Whereby that carry our prefix and that no record
// knows. Only system admins may ask.
func (s *Service) Strays(ctx context.Context, userID string) ([]FoundRoom, error) {
	person, err := s.Directory.Person(userID)
	if err != nil {
		return nil, err
	}
	prefix := s.Settings().RoomPrefix
	switch {
	case !person.Admin:
		return nil, &Error{Code: CodeNotAdmin}
	case !s.Settings().Configured:
		return nil, &Error{Code: CodeNotConfigured}
	case prefix == "":
		return nil, &Error{Code: CodeNoPrefix} // every room of the organization would match
	}
	rooms, err := s.Rooms.List(ctx, prefix)
	if err != nil {
		return nil, err
	}
	// Rooms are written down before they are made: who asks afterwards misses none.
	starting, err := s.Store.Find(ctx, Query{Running: true})
	if err != nil {
		return nil, err
	}
	making, err := s.Lasting.DueRooms(ctx, s.now().Add(startLease), sweepBatch)
	if err != nil {
		return nil, err
	}
	warming, err := s.Pool.Making(ctx)
	if err != nil {
		return nil, err
	}
	meetingIDs := make([]string, 0, len(rooms))
	for _, room := range rooms {
		meetingIDs = append(meetingIDs, room.MeetingID)
	}
	calls, err := s.Store.Find(ctx, Query{MeetingIDs: meetingIDs})
	if err != nil {
		return nil, err
	}
	known := map[string]bool{}
	for _, c := range calls {
		known[c.Room.MeetingID] = true
	}
	lasting, err := s.Lasting.KnownRooms(ctx, meetingIDs)
	if err != nil {
		return nil, err
	}
	for _, id := range lasting {
		known[id] = true
	}
	strays := []FoundRoom{}
	for _, room := range rooms {
		endsAt := func(t time.Time) bool { return t.Truncate(time.Second).Equal(room.EndDate.Truncate(time.Second)) }
		beingMade := slices.ContainsFunc(starting, func(c Call) bool { return c.Room.State == RoomRequested && endsAt(c.ExpiresAt) }) ||
			slices.ContainsFunc(making, func(r LastingRoom) bool { return endsAt(r.Pending) }) || slices.ContainsFunc(warming, endsAt)
		if !known[room.MeetingID] && !beingMade {
			strays = append(strays, room)
		}
	}
	return strays, nil
}

// RemoveStrays removes those of the rooms that are still strays.
func (s *Service) RemoveStrays(ctx context.Context, userID string, meetingIDs []string) (removed int, err error) {
	strays, err := s.Strays(ctx, userID)
	if err != nil {
		return 0, err
	}
	for _, room := range strays {
		if !slices.Contains(meetingIDs, room.MeetingID) {
			continue
		}
		if err = s.Rooms.Delete(ctx, room.MeetingID); err != nil {
			return removed, err
		}
		s.Log.Info("stray room removed", "room", room.Name, "user_id", userID)
		removed++
	}
	return removed, nil
}
