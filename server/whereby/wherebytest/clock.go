package wherebytest

import (
	"sync"
	"time"
)

// Clock is the sandbox's time: real time plus an offset.
type Clock struct {
	mu      sync.Mutex
	offset  time.Duration
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
	c.offset += d
	c.mu.Unlock()
	c.changed()
}

// Set moves the clock to a moment, from which it runs on.
func (c *Clock) Set(now time.Time) {
	c.mu.Lock()
	c.offset = now.Sub(time.Now().Round(0))
	c.mu.Unlock()
	c.changed()
}
