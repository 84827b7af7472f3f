// Package pace keeps one person or address from asking for too much. Each node
// counts for itself.
package pace

import (
	"sync"
	"time"
)

// Window is how long counts last; then all begin anew.
const Window = time.Minute

// Limiter counts requests in windows of a minute. Its zero value limits nothing.
type Limiter struct {
	// Each is how many requests one asker has in a window, and All how many all
	// have together; nil and 0 for any number.
	Each, All func() int

	mu     sync.Mutex
	begun  time.Time
	counts map[string]int
	all    int
}

// Fixed is a limit that no setting changes.
func Fixed(limit int) func() int { return func() int { return limit } }

// Take returns how long to wait, 0 when the request may go through. What is
// refused counts for nothing, so a Limiter with All remembers no more askers.
func (l *Limiter) Take(asker string, now time.Time) time.Duration {
	each, all := limit(l.Each), limit(l.All)
	l.mu.Lock()
	defer l.mu.Unlock()
	if since := now.Sub(l.begun); since >= Window || since < 0 {
		l.begun, l.counts, l.all = now, map[string]int{}, 0
	}
	if each > 0 && l.counts[asker] >= each || all > 0 && l.all >= all {
		return l.begun.Add(Window).Sub(now)
	}
	l.counts[asker]++
	l.all++
	return 0
}

func limit(of func() int) int {
	if of == nil {
		return 0
	}
	return of()
}
