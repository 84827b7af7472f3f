package call

import (
	"context"
	"time"

	"github.com/pkg/errors"
)

const (
	// lookupTime is for how long a room whose creation went unanswered may
	// still turn up at Whereby.
	lookupTime = 5 * time.Minute
	sweepBatch = 200
	// maxFailures in a row mean that Whereby is away.
	maxFailures = 3
)

// Sweep finishes what crashes, outages and the clock have left: starts that
// died half-way, calls past their time, rooms and posts of calls that are over.
// One node at a time runs it; it is safe beside starts and ends.
func (s *Service) Sweep(ctx context.Context) error {
	now := s.now()
	stuck, err := s.Store.Find(ctx, Query{Limit: sweepBatch, Stuck: &Stuck{
		CreatedBefore: now.Add(-startLease),
		ExpiredBefore: now.Add(-roomGrace),
	}})
	if err != nil {
		return errors.Wrap(err, "find stuck calls")
	}
	for _, c := range stuck {
		if err = s.release(ctx, c); err != nil {
			s.Log.Warn("stuck call left for later", "call_id", c.ID, "err", err)
		}
	}
	return s.settleAll(ctx)
}

// settleAll settles the calls that are over. One that Whereby cannot settle
// holds up no other, but after some in a row Whereby is taken to be away.
func (s *Service) settleAll(ctx context.Context) error {
	query := Query{Unsettled: true, Limit: sweepBatch}
	var failure error
	inARow := 0
	for {
		calls, err := s.Store.Find(ctx, query)
		if err != nil {
			return errors.Wrap(err, "find unsettled calls")
		}
		for _, c := range calls {
			if _, err = s.settle(ctx, c, s.Settings()); err == nil {
				inARow = 0
				continue
			}
			failure = errors.Wrapf(err, "settle call %s", c.ID)
			if inARow++; inARow == maxFailures {
				return failure
			}
		}
		if len(calls) < sweepBatch {
			return failure
		}
		last := calls[len(calls)-1]
		query.Before = &Cursor{CreatedAt: last.CreatedAt, ID: last.ID}
	}
}

// release gives up the place of a call that ought not to run any more. Its
// room and post are left to settle.
func (s *Service) release(ctx context.Context, c Call) error {
	if c.State == Creating {
		return s.recover(ctx, c)
	}
	_, err := s.finish(ctx, c, c.ExpiresAt)
	return err
}

// recover decides over a start that died half-way: a call whose link already
// stands in the channel is used, any other has failed.
func (s *Service) recover(ctx context.Context, c Call) error {
	postID, err := s.Cards.Lookup(ctx, c)
	if err != nil {
		return errors.Wrap(err, "look for the post")
	}
	next := c
	next.PostID = postID
	if c.Room.State == RoomMade && postID != "" {
		next.State, next.Shown = Open, Open
	} else {
		next.State, next.EndedAt = Failed, s.now()
	}
	if err = s.Store.Update(ctx, next, Creating); err != nil {
		return errors.Wrap(err, "decide over a dead start")
	}
	s.Log.Warn("start had died half-way", "call_id", c.ID, "channel_id", c.ChannelID, "state", next.State)
	if next.State == Open {
		s.Publisher.Publish(Event{Kind: EventCreated, Call: next})
	}
	return nil
}

// finish ends a running call as of at, whatever the reason.
func (s *Service) finish(ctx context.Context, c Call, at time.Time) (Call, error) {
	ended := c
	ended.State, ended.EndedAt = Ended, at
	if err := s.Store.Update(ctx, ended, c.State); err != nil {
		if !errors.Is(err, ErrStale) {
			return Call{}, errors.Wrap(err, "end the call")
		}
		stored, err := s.Store.Get(ctx, c.ID)
		if err != nil || !stored.State.Running() {
			return stored, err // somebody else has just ended it
		}
		return s.finish(ctx, stored, at) // states only go forward, so this comes to an end
	}
	s.Publisher.Publish(Event{Kind: EventEnded, Call: ended})
	return ended, nil
}

// settle removes the room of a call that is over and makes its post say so.
// What does not work now is tried again by the next sweep. The error is that
// of Whereby, if any.
func (s *Service) settle(ctx context.Context, c Call, settings Settings) (Call, error) {
	before := c
	log := s.Log.With("call_id", c.ID, "channel_id", c.ChannelID)
	if err := s.updatePost(ctx, &c); err != nil {
		log.Warn("post not updated yet", "err", err)
	}
	roomErr := s.removeRoom(ctx, &c, settings)
	if roomErr != nil {
		log.Warn("room not removed yet", "err", roomErr)
	}
	if c != before {
		if err := s.Store.Update(ctx, c, c.State); err != nil {
			log.Warn("settled call not recorded", "err", err)
		}
	}
	return c, roomErr
}

func (s *Service) removeRoom(ctx context.Context, c *Call, settings Settings) error {
	switch c.Room.State {
	case RoomMade:
		ranOut := !c.EndedAt.Before(c.ExpiresAt)
		if ranOut && c.State == Ended && s.now().Before(c.ExpiresAt.Add(roomGrace)) {
			return nil // people may still be talking; nobody asked them to leave
		}
		if err := s.Rooms.Delete(ctx, c.Room.MeetingID); err != nil {
			return err
		}
	case RoomRequested:
		if err := s.removeLostRoom(ctx, *c, settings); err != nil {
			return err
		}
		if s.now().Before(c.CreatedAt.Add(lookupTime)) {
			return nil // it may yet turn up
		}
	default:
		return nil
	}
	c.Room.State = RoomGone
	return nil
}

// removeLostRoom removes the room that a creation without an answer may have left.
func (s *Service) removeLostRoom(ctx context.Context, c Call, settings Settings) error {
	ids, err := s.Rooms.Lookup(ctx, settings.roomSpec(c))
	if err != nil {
		return err
	}
	for _, id := range ids {
		known, err := s.Store.Find(ctx, Query{MeetingID: id, Limit: 1})
		if err != nil {
			return err
		}
		if len(known) > 0 {
			continue // another call's
		}
		if err = s.Rooms.Delete(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) updatePost(ctx context.Context, c *Call) error {
	if c.PostID == "" || c.Shown == c.State {
		return nil
	}
	if c.State == Failed {
		if err := s.Cards.Delete(ctx, c.PostID); err != nil {
			return err
		}
	} else if err := s.Cards.Update(ctx, *c); err != nil {
		return err
	}
	c.Shown = c.State
	return nil
}
