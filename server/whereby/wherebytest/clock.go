package wherebytest

import (
	"context"
	"sync"
	"time"
)

// Clock is the sandbox's time: real time plus an offset.
type Clock struct {
	mu      sync.Mutex
	offset  time.Duration
	turned  chan struct{} // closed when the offset changes; nil while nobody waits
	changed func()
}

// Now is the sandbox's time in UTC.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Round(0).UTC().Add(c.offset)
}

// Advance moves the clock on; what falls due on the way happens before Advance returns.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	c.turn(c.offset + d)
	c.mu.Unlock()
	c.changed()
}

// Set moves the clock to a moment, from which it runs on.
func (c *Clock) Set(now time.Time) {
	c.mu.Lock()
	c.turn(now.Sub(time.Now().Round(0)))
	c.mu.Unlock()
	c.changed()
}

func (c *Clock) turn(offset time.Duration) {
	c.offset = offset
	if c.turned != nil {
		close(c.turned)
		c.turned = nil
	}
}

// wait waits until it is a certain time, sooner when the clock is turned.
func (c *Clock) wait(ctx context.Context, until time.Time) error {
	for {
		c.mu.Lock()
		if c.turned == nil {
			c.turned = make(chan struct{})
		}
		turned := c.turned
		c.mu.Unlock()
		left := until.Sub(c.Now())
		if left <= 0 || ctx.Err() != nil {
			return ctx.Err()
		}
		timer := time.NewTimer(left)
		select {
		case <-timer.C:
		case <-turned:
		case <-ctx.Done():
		}
		timer.Stop()
	}
}
