package schedule

import (
	"context"
	"runtime/debug"
	"time"

	"github.com/pkg/errors"
)

// Clock ticks at every full minute.
type Clock struct {
	cancel context.CancelFunc
	ended  chan struct{}
}

// tickTimeout bounds one tick.
const tickTimeout = 5 * time.Minute

// StartClock lets a service tick until the clock is stopped, and says what
// came of each tick. Each node has one.
func StartClock(s *Service, ran func(began time.Time, err error)) *Clock {
	ctx, cancel := context.WithCancel(context.Background())
	c := &Clock{cancel: cancel, ended: make(chan struct{})}
	go func() {
		defer close(c.ended)
		for {
			now := time.Now()
			select {
			case <-time.After(now.Truncate(time.Minute).Add(time.Minute).Sub(now)):
				began := time.Now()
				ran(began, s.tickSafely(ctx))
			case <-ctx.Done():
				return
			}
		}
	}()
	return c
}

// tickSafely survives panics: one would end the plugin's process.
func (s *Service) tickSafely(ctx context.Context) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = errors.Errorf("panic: %v", cause)
			s.Log.Error("clock panicked", "cause", cause, "stack", string(debug.Stack()))
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, tickTimeout)
	defer cancel()
	if err = s.Tick(ctx); err != nil && ctx.Err() == nil {
		s.Log.Warn("planned calls not looked at", "err", err)
	}
	return err
}

// Stop ends the clock when what it is at is done.
func (c *Clock) Stop() {
	c.cancel()
	<-c.ended
}
