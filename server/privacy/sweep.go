package privacy

import (
	"cmp"
	"context"
	"time"

	"mattermost-plugin-whereby/server/call"
)

const (
	// droppedAtOnce is how many calls one statement drops. Between two of them
	// others have the database.
	droppedAtOnce = 500
	breath        = 200 * time.Millisecond
	day           = 24 * time.Hour
)

// RetentionStore forgets calls.
type RetentionStore interface {
	// DropCalls drops some of the calls that ended before that time, with all that belongs to them.
	DropCalls(ctx context.Context, endedBefore, now time.Time, limit int) (dropped int, err error)
	// DropTraces drops what is left of calls that are gone, and of planned calls.
	DropTraces(ctx context.Context, before time.Time) error
	// NamedCalls lists some of the calls that are over and done with, and of which it is remembered who was there.
	NamedCalls(ctx context.Context, limit int) (callIDs []string, err error)
	// Unname forgets who was rung for calls, and invited by name.
	Unname(ctx context.Context, callIDs []string) error
}

// Sweep does what is due, in small pieces. One node at a time runs it. What it
// returns is logged already.
func (s *Service) Sweep() (failure error) {
	s.guarded(func(ctx context.Context) {
		for _, step := range []func(context.Context) error{s.dropOld, s.dropNames, s.resume, s.eraseGone} {
			if err := step(ctx); err != nil && ctx.Err() == nil {
				s.Log.Warn("privacy sweep failed", "err", err)
				failure = cmp.Or(failure, err)
			}
		}
	})
	return failure
}

// dropOld drops the calls whose time is over.
func (s *Service) dropOld(ctx context.Context) error {
	days := s.Settings().RetentionDays
	if days <= 0 {
		return nil
	}
	before := s.Now().Add(-time.Duration(days) * day)
	total := 0
	for {
		dropped, err := s.Store.DropCalls(ctx, before, s.Now(), droppedAtOnce)
		if err != nil {
			return err
		}
		total += dropped
		if dropped == 0 || !rest(ctx) { // fewer than asked for may be those that others have locked
			break
		}
	}
	if total == 0 {
		return nil
	}
	s.Log.Info("old calls dropped", "count", total, "days", days)
	return s.Store.DropTraces(ctx, before)
}

// dropNames forgets who was in the calls that are over, where names are not wanted.
func (s *Service) dropNames(ctx context.Context) error {
	for !s.Settings().Names {
		ids, err := s.Store.NamedCalls(ctx, callsAtOnce)
		if err != nil || len(ids) == 0 {
			return err
		}
		if err = s.Store.Unname(ctx, ids); err != nil {
			return err
		}
		if err = s.Calls.Forget(ctx, ids, call.Forgotten{}); err != nil || len(ids) < callsAtOnce || !rest(ctx) {
			return err
		}
	}
	return nil
}

// rest gives others a chance; it is false when there is no time left.
func rest(ctx context.Context) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(breath):
		return true
	}
}
