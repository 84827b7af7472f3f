package call

import (
	"context"
	"sync"
	"time"

	"github.com/pkg/errors"
)

// answerFirst is how far the answer to a start goes ahead of what is left to be
// written down: at the same time they slow each other.
const answerFirst = 5 * time.Millisecond

// openingTime is for how long others wait for a call to be open whose link is out.
const openingTime = 2 * time.Second

// place finds a call its room, if there is one already, and takes the channel's
// place: in the most common case, an ordinary call for which a room is at hand,
// by one statement.
func (s *Service) place(
	ctx context.Context, c Call, req StartRequest, a Access, settings Settings, quick bool, room func() (LastingRoom, error),
) (Call, error) {
	if quick {
		if inside, placed, err := s.placeInWarmRoom(ctx, c, settings); err != nil || placed {
			return inside, err
		}
	}
	c, err := s.inLastingRoom(ctx, c, req, a, settings, room)
	if err != nil {
		return c, err
	}
	return s.reserve(ctx, c, s.recipe(c, settings))
}

func (s *Service) placeInWarmRoom(ctx context.Context, c Call, settings Settings) (inside Call, placed bool, err error) {
	warm, found := s.Pool.Offer(s.recipe(c, settings), c.ExpiresAt)
	if !found {
		return c, false, nil
	}
	c.Room = warm.Room
	placed, err = s.Store.ReserveIn(ctx, c, warm.ID)
	return c, placed, err
}

// reserve takes the channel's place, from a dead or overdue call if need be,
// and a warm room if there is one.
func (s *Service) reserve(ctx context.Context, c Call, recipe string) (Call, error) {
	room, err := s.Store.ReserveWarm(ctx, c, recipe)
	refusal := new(Error)
	if errors.As(err, &refusal) && refusal.Code == CodeRunning {
		holder := *refusal.Call
		if !holder.abandoned(c.CreatedAt) && !holder.overdue(c.CreatedAt) {
			return c, err
		}
		if err = s.release(ctx, holder); err != nil {
			return c, err
		}
		room, err = s.Store.ReserveWarm(ctx, c, recipe)
	}
	if err == nil && room.State == RoomMade {
		c.Room = room
	}
	return c, err
}

// post makes a reserved call's room, if it has none, and posts its link. On an
// error the call that it returns holds what was made until then.
func (s *Service) post(ctx context.Context, c Call, settings Settings, host Person, verdict func() Verdict) (Call, error) {
	if c.Room.State != RoomMade {
		return s.makeAndPost(ctx, c, settings, host, verdict)
	}
	c.Options.heed(verdict())
	var err error
	c.PostID, err = s.link(ctx, c, host)
	return c, err
}

// link posts a call's link. From then on people may come.
func (s *Service) link(ctx context.Context, c Call, host Person) (postID string, err error) {
	s.opening.begin(c.ID)
	postID, err = s.Cards.Post(ctx, c, host)
	return postID, errors.Wrap(err, "post the call")
}

// open writes down that a posted call can be joined.
func (s *Service) open(ctx context.Context, c Call) (Call, error) {
	defer s.opening.end(c.ID)
	posted := c
	opened, err := s.change(ctx, c, func(stored *Call) error {
		if stored.State != Creating {
			return errors.Errorf("the call has become %s meanwhile", stored.State)
		}
		stored.Options = posted.Options
		stored.Room = posted.Room // with a warm room's links, which only now are the call's
		stored.opened(posted.PostID, s.now())
		return nil
	})
	if err != nil {
		return c, errors.Wrap(err, "open the call")
	}
	s.tendSoon(opened)
	return opened, nil
}

// openSoon opens a posted call in the background and returns it as it will be.
// Who looks for the call meanwhile waits for it.
func (s *Service) openSoon(c Call, failed func(error), andThen func()) Call {
	s.work.background(func() {
		defer andThen()
		time.Sleep(answerFirst)
		ctx, cancel := context.WithTimeout(context.Background(), StartTimeout)
		defer cancel()
		if opened, err := s.open(ctx, c); err != nil {
			if _, err = s.undo(ctx, opened, err); err != nil {
				failed(err)
			}
		}
	})
	opened := c
	opened.opened(c.PostID, s.now())
	return opened
}

// opening knows the calls whose links are out, or will be in a moment, and that
// this node has not yet written down as open.
type opening struct {
	mu    sync.Mutex
	calls map[string]chan struct{} // by id, closed at the end
}

func (o *opening) begin(callID string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.calls == nil {
		o.calls = map[string]chan struct{}{}
	}
	o.calls[callID] = make(chan struct{})
}

func (o *opening) end(callID string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if over, found := o.calls[callID]; found {
		delete(o.calls, callID)
		close(over)
	}
}

// await waits for calls that are being opened, and tells whether any of these
// may have changed since they were read.
func (o *opening) await(ctx context.Context, calls []Call) (changed bool) {
	ctx, cancel := context.WithTimeout(ctx, openingTime)
	defer cancel()
	for _, c := range calls {
		if c.State != Creating {
			continue
		}
		changed = true
		o.mu.Lock()
		over, found := o.calls[c.ID]
		o.mu.Unlock()
		if !found {
			continue
		}
		select {
		case <-over:
		case <-ctx.Done():
		}
	}
	return changed
}

// stored reads a call.
func (s *Service) stored(ctx context.Context, callID string) (Call, error) {
	c, err := s.Store.Get(ctx, callID)
	if err == nil && s.opening.await(ctx, []Call{c}) {
		c, err = s.Store.Get(ctx, callID)
	}
	return c, err
}

// opened makes a call that stands in its channel one that can be joined.
func (c *Call) opened(postID string, now time.Time) {
	c.PostID, c.State, c.Shown = postID, Open, string(Open)
	c.happened(EventCreated, now, Visitor{}, "")
	c.planRepair(now)
	c.follow(now)
}

// makeAndPost makes the room, then writes it down and posts its link, at the
// same time: both wait for the database, and recover knows what to make of
// either alone. A room gets its looks before its link is out.
func (s *Service) makeAndPost(ctx context.Context, c Call, settings Settings, host Person, verdict func() Verdict) (Call, error) {
	room, err := s.Rooms.Create(ctx, settings.roomSpec(c))
	if err != nil {
		if known := new(Error); errors.As(err, &known) && !known.MayHaveHappened {
			c.Room.State = RoomNone
		}
		return c, err
	}
	room.State = RoomMade
	c.Room = room
	c.Options.heed(verdict())
	recorded := make(chan error, 1)
	go func() {
		_, err := s.save(ctx, c.change(nil))
		recorded <- err
	}()
	s.dress(ctx, c.Room.Name, c.Options.Brand, "call_id", c.ID)
	postID, postErr := s.link(ctx, c, host)
	recordErr := <-recorded
	c.PostID = postID
	if recordErr == nil {
		c.Revision++
	}
	if postErr != nil {
		return c, postErr
	}
	return c, errors.Wrap(recordErr, "remember the room")
}

// undo takes back what a failed start had done and returns its cause. The
// caller's deadline may be what made it fail, so it has one of its own.
func (s *Service) undo(ctx context.Context, c Call, cause error) (Call, error) {
	s.opening.end(c.ID)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), undoTimeout)
	defer cancel()
	log := s.Log.With("call_id", c.ID, "channel_id", c.ChannelID)
	log.Warn("call not started", "err", cause)

	failed, err := s.change(ctx, c, func(stored *Call) error {
		if stored.State != Creating {
			return errNothing // taken for dead and put to use, or given up, meanwhile
		}
		stored.Room, stored.PostID = c.Room, c.PostID
		stored.fail(s.now())
		stored.claim(s.now())
		return nil
	})
	switch {
	case err != nil:
		log.Warn("failed start not recorded", "err", err)
		failed = c // what can be taken back is, the record is left to the sweep
		failed.fail(s.now())
	case failed.State.Running():
		return failed, nil
	}
	_, _ = s.settle(ctx, failed, false) // logged there, and tried again by the sweep
	return Call{}, cause
}

func (c *Call) fail(now time.Time) {
	c.State, c.EndedAt, c.RepairAt = Failed, now, time.Time{}
	c.plan(now)
}
