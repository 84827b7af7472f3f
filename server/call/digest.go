package call

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/pkg/errors"
)

const (
	// batch is how many observations are worked on at once. Under load a batch
	// costs the database hardly more than one.
	batch = 500
	// maxQueue bounds what waits in memory; the journal has the rest.
	maxQueue = 20_000
	// noteTimeout bounds the writing down of what has arrived.
	noteTimeout = 10 * time.Second
	// digestTimeout bounds the work on one batch.
	digestTimeout = 30 * time.Second
	// unreadAge is when an observation counts as left behind by its node.
	unreadAge = 30 * time.Second
	// wakeTime is for how long it is tried to begin a call for somebody who
	// came into a channel's room.
	wakeTime = time.Hour
)

// Receive remembers what Whereby reported and returns; the work on it follows.
// Observations of rooms that are no call's are ignored.
func (s *Service) Receive(ctx context.Context, o Observation) error {
	if o.At.IsZero() {
		o.At = s.now()
	}
	o.At = o.At.UTC().Truncate(time.Millisecond)
	written := make(chan error, 1)
	w := &s.work
	w.mu.Lock()
	w.arrived = append(w.arrived, arrival{o, written})
	if !w.noting {
		w.noting = true
		w.background(s.noteArrived)
	}
	w.mu.Unlock()
	select {
	case err := <-written:
		return err
	case <-ctx.Done():
		return errors.Wrap(ctx.Err(), "note the observation")
	}
}

// noteArrived writes down what has arrived until nothing more has. What
// arrives during one write is written together by the next.
func (s *Service) noteArrived() {
	for {
		s.work.mu.Lock()
		arrived := s.work.arrived
		s.work.arrived = nil
		s.work.noting = len(arrived) > 0
		s.work.mu.Unlock()
		if len(arrived) == 0 {
			return
		}
		observations := make([]Observation, len(arrived))
		for i, a := range arrived {
			observations[i] = a.observation
		}
		ctx, cancel := context.WithTimeout(context.Background(), noteTimeout)
		callIDs, err := s.Journal.Note(ctx, observations)
		cancel()
		for _, a := range arrived {
			if callID := callIDs[a.observation.ID]; callID != "" {
				s.queue(Noted{CallID: callID, Observation: a.observation})
				delete(callIDs, a.observation.ID) // it may have arrived twice
			}
			a.written <- errors.Wrap(err, "note the observation")
		}
	}
}

func (s *Service) queue(n Noted) {
	w := &s.work
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.queue) < maxQueue {
		w.queue = append(w.queue, n)
	}
	if !w.draining {
		w.draining = true
		w.background(s.drain)
	}
}

// drain works through the queue until it is empty. A node that dies over it
// leaves the rest to the sweep of any other.
func (s *Service) drain() {
	for {
		s.work.mu.Lock()
		next := s.work.queue
		if len(next) == 0 {
			s.work.draining = false
			s.work.mu.Unlock()
			return
		}
		next = next[:min(batch, len(next))]
		s.work.queue = slices.Clone(s.work.queue[len(next):])
		s.work.mu.Unlock()

		ctx, cancel := context.WithTimeout(context.Background(), digestTimeout)
		if err := s.digest(ctx, next); err != nil {
			s.Log.Warn("observations left to the sweep", "call_ids", callsOf(next), "err", err)
		}
		cancel()
	}
}

// callsOf names the calls that observations are about, for the log.
func callsOf(noted []Noted) string {
	var ids []string
	for _, n := range noted {
		if !slices.Contains(ids, n.CallID) {
			ids = append(ids, n.CallID)
		}
	}
	return strings.Join(ids, " ")
}

// digest makes observations part of their calls. Who finds a call changed
// meanwhile, by another node perhaps, starts again from its new copy.
func (s *Service) digest(ctx context.Context, noted []Noted) error {
	byCall := map[string][]Observation{}
	for _, n := range noted {
		byCall[n.CallID] = append(byCall[n.CallID], n.Observation)
	}
	var failure error
	for try := 0; ; try++ { // until ctx is done
		changes, failed, err := s.observeAll(ctx, byCall)
		if err != nil {
			return err
		}
		failure = cmp.Or(failure, failed)
		stale, err := s.save(ctx, changes...)
		if err != nil {
			return err
		}
		var events []Event
		for _, change := range changes {
			if slices.Contains(stale, change.Call.ID) {
				continue
			}
			delete(byCall, change.Call.ID)
			saved := change.saved()
			events = append(events, saved.Events...)
			s.tendSoon(saved.Call)
		}
		s.publish(events)
		if len(stale) == 0 {
			return failure
		}
		pause(ctx, try)
	}
}

// observeAll returns what observations change. Those of rooms in which no call
// could be begun are taken out: they stay unread, and failed tells why.
func (s *Service) observeAll(ctx context.Context, byCall map[string][]Observation) (changes []Change, failed, err error) {
	ids := make([]string, 0, len(byCall))
	for id := range byCall {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	calls, err := s.Store.Find(ctx, Query{IDs: ids})
	if err != nil {
		return nil, nil, errors.Wrap(err, "find the calls of observations")
	}
	if len(calls) < len(ids) {
		if failed, err = s.wakeRooms(ctx, byCall, calls); err != nil {
			return nil, failed, err
		}
		changes, _, err = s.observeAll(ctx, byCall)
		return changes, failed, err
	}
	now := s.now()
	changes = make([]Change, 0, len(calls))
	for _, c := range calls {
		seen := make([]string, 0, len(byCall[c.ID]))
		next := c.copyToChange()
		for _, o := range byCall[c.ID] {
			next.observe(o, now)
			seen = append(seen, o.ID)
		}
		changes = append(changes, next.change(seen))
	}
	return changes, nil, nil
}

// wakeRooms finds the calls of observations that name a channel's room in
// place of one; those that are of no call are done with. A room in which none
// can be begun does not keep other calls' observations waiting.
func (s *Service) wakeRooms(ctx context.Context, byCall map[string][]Observation, known []Call) (failed, err error) {
	for id, observations := range byCall {
		if slices.ContainsFunc(known, func(c Call) bool { return c.ID == id }) {
			continue
		}
		delete(byCall, id)
		callID, wakeErr := s.wake(ctx, id, observations)
		if callID != "" && wakeErr == nil {
			byCall[callID] = append(byCall[callID], observations...)
			continue
		}
		var seen []string
		for _, o := range observations {
			if wakeErr == nil || s.now().Sub(o.At) > wakeTime { // each try leaves a failed call
				seen = append(seen, o.ID)
			}
		}
		if wakeErr != nil {
			failed = errors.Wrapf(wakeErr, "begin a call in the room of channel %s", id)
		}
		if len(seen) > 0 {
			if err = s.Journal.Dismiss(ctx, seen); err != nil {
				return failed, err
			}
		}
	}
	return failed, nil
}

// tendSoon brings post and report in line at once where that is due. What the
// claim of another keeps us from, the sweep does.
func (s *Service) tendSoon(c Call) {
	if c.State == Creating || c.CheckAt.IsZero() || c.CheckAt.After(s.now()) {
		return
	}
	s.work.background(func() {
		ctx, cancel := context.WithTimeout(context.Background(), settleTimeout)
		defer cancel()
		if err := s.tend(ctx, c, false); err != nil {
			s.Log.Warn("call left for later", "call_id", c.ID, "err", err)
		}
	})
}
