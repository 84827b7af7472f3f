package call

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/pkg/errors"
)

const (
	// maxTries bounds how often a change is tried while others change the same call.
	maxTries = 8
	// maxPause is the longest wait between two of them.
	maxPause = 250 * time.Millisecond
	// publishTimeout bounds the marking of events that have been published.
	publishTimeout = 10 * time.Second
	// claimTime is how long bringing one call in line may take. It must exceed settleTimeout.
	claimTime = time.Minute
)

// errNothing tells that there is nothing to change.
var errNothing = errors.New("nothing to change")

// change applies a change to the newest copy of a call and saves it together
// with its events. c is tried first; when it has proved old, apply is called
// again with the stored one. An error of apply changes nothing.
func (s *Service) change(ctx context.Context, c Call, apply func(*Call) error) (Call, error) {
	for try := range maxTries {
		next := c.copyToChange()
		if err := apply(&next); err != nil {
			if errors.Is(err, errNothing) {
				return c, nil
			}
			return c, err
		}
		if next.State != c.State && !c.State.CanBecome(next.State) {
			return c, errors.Errorf("a call cannot go from %s to %s", c.State, next.State)
		}
		change := next.change(nil)
		stale, err := s.save(ctx, change)
		if err != nil {
			return c, err
		}
		if len(stale) == 0 {
			change = change.saved()
			s.publish(change.Events)
			return change.Call, nil
		}
		pause(ctx, try)
		if c, err = s.Store.Get(ctx, c.ID); err != nil {
			return c, err
		}
	}
	return c, errors.Errorf("call %s changes too fast", c.ID)
}

// pause lets others finish, longer with each try, so that they do not meet again.
func pause(ctx context.Context, try int) {
	select {
	case <-ctx.Done():
	case <-time.After(rand.N(min(5*time.Millisecond<<min(try, 10), maxPause))): //nolint:gosec // no secret
	}
}

func (s *Service) save(ctx context.Context, changes ...Change) (stale []string, err error) {
	stale, err = s.Store.Save(ctx, changes...)
	return stale, errors.Wrap(err, "save")
}

// saved returns the change with its call as it is in the store afterwards.
func (c Change) saved() Change {
	c.Call.Revision++
	for i := range c.Events {
		c.Events[i].Call = c.Call
	}
	return c
}

// publish tells events, then notes that they were told. Those of a process
// that dies in between are told again by the sweep.
func (s *Service) publish(events []Event) {
	if len(events) == 0 {
		return
	}
	s.Publisher.Publish(events)
	ids, calls := make([]string, len(events)), make([]Noted, len(events))
	for i, e := range events {
		ids[i], calls[i].CallID = e.ID, e.Call.ID
	}
	s.work.background(func() {
		ctx, cancel := context.WithTimeout(context.Background(), publishTimeout)
		defer cancel()
		if err := s.Journal.Published(ctx, ids); err != nil {
			s.Log.Warn("events not marked as published", "call_ids", callsOf(calls), "err", err)
		}
	})
}

// work is what the service does beside its answers.
type work struct {
	group sync.WaitGroup

	mu sync.Mutex
	// arrived waits to be written down, queue to be worked on.
	arrived  []arrival
	noting   bool
	queue    []Noted
	draining bool
}

// arrival is an observation whose sender waits for it to be written down.
type arrival struct {
	observation Observation
	written     chan<- error
}

func (w *work) background(do func()) {
	w.group.Go(do)
}

// soon asks in the background, and returns what waits for the answer.
func soon[T any](w *work, ask func() (T, error)) func() (T, error) {
	type reply struct {
		answer T
		err    error
	}
	came := make(chan reply, 1)
	w.background(func() {
		answer, err := ask()
		came <- reply{answer, err}
	})
	return func() (T, error) {
		r := <-came
		return r.answer, r.err
	}
}

// Wait waits until the work that was begun beside answers is done.
func (s *Service) Wait() {
	s.work.group.Wait()
}
