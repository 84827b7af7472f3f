package wherebytest

import (
	"math"
	"net/http"
	"strconv"
	"time"
)

// What a call costs, by Whereby's OpenAPI document.
const (
	costRead   = 1
	costDelete = 2
	costWrite  = 3
)

// points is the organization's budget: a fixed window of one minute on the sandbox's clock.
type points struct {
	limit  int
	spent  int
	window time.Time // start of the current minute, zero before the first call
}

// SetPoints changes the points per minute and starts a new minute.
func (s *Sandbox) SetPoints(limit int) {
	s.lock()
	defer s.unlock()
	s.points = points{limit: limit}
}

// SetPlan changes what the organization pays for.
func (s *Sandbox) SetPlan(plan Plan) {
	s.lock()
	defer s.unlock()
	s.plan = plan
}

// spend takes the cost of a call and writes the headers; false after a 429 was answered.
func (s *Sandbox) spend(w http.ResponseWriter, cost int) bool {
	s.lock()
	now := s.clock.Now()
	p := &s.points
	if p.window.IsZero() || now.Sub(p.window) >= time.Minute || now.Before(p.window) {
		p.window, p.spent = now, 0
	}
	enough := p.spent+cost <= p.limit
	if enough {
		p.spent += cost
	}
	limit, remaining, reset := p.limit, p.limit-p.spent, p.window.Add(time.Minute)
	s.unlock()

	header := w.Header()
	header.Set("X-RateLimit-Limit", strconv.Itoa(limit))
	header.Set("X-RateLimit-Remaining", strconv.Itoa(remaining))
	header.Set("X-RateLimit-Reset", reset.Format(http.TimeFormat))
	if !enough {
		writeRateLimited(w, reset.Sub(now))
	}
	return enough
}

func writeRateLimited(w http.ResponseWriter, wait time.Duration) {
	w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
	writeJSON(w, http.StatusTooManyRequests, map[string]any{
		"error": "Rate limit active for throttle key: organization:42",
		"data":  map[string]any{"msLeft": wait.Milliseconds()},
	})
}
