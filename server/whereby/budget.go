package whereby

import (
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"mattermost-plugin-whereby/server/retryafter"
)

// Budget is the organization's points of the current minute, as the last answer told. Every call
// costs some (reads 1, deletes 2, writes 3 and more), and all API keys of the organization share them.
type Budget struct {
	// Known is false until an answer had the headers; the rest is zero then.
	Known     bool
	Limit     int
	Remaining int
	// ResetAt is when the points are back, zero when not said in a form we know.
	ResetAt time.Time
	// RetryAt is when Whereby wants to be asked again; zero unless the last answer was 429.
	RetryAt time.Time
	// SeenAt is when the answer came.
	SeenAt time.Time
}

// Budget is what the latest answer said about points; it asks nothing.
func (c *Client) Budget() Budget {
	c.budget.Lock()
	defer c.budget.Unlock()
	return c.budget.last
}

// Ample tells whether more than half of the points are left, as far as is known.
func (b Budget) Ample(now time.Time) bool {
	if now.Before(b.RetryAt) {
		return false
	}
	return !b.Known || now.Sub(b.SeenAt) >= time.Minute || b.Remaining*2 > b.Limit
}

type budgetKeeper struct {
	sync.Mutex
	last Budget
}

// see keeps what an answer says. Answers without the headers change nothing but RetryAt.
func (k *budgetKeeper) see(header http.Header, refused time.Duration, now time.Time) {
	limit, limitErr := strconv.Atoi(strings.TrimSpace(header.Get("X-RateLimit-Limit")))
	remaining, remainingErr := strconv.Atoi(strings.TrimSpace(header.Get("X-RateLimit-Remaining")))

	k.Lock()
	defer k.Unlock()
	k.last.RetryAt = time.Time{}
	if refused > 0 {
		k.last.RetryAt = now.Add(refused)
	}
	if limitErr == nil && remainingErr == nil {
		k.last.Known = true
		k.last.Limit = limit
		k.last.Remaining = max(remaining, 0)
		k.last.ResetAt = parseReset(header.Get("X-RateLimit-Reset"), now)
		k.last.SeenAt = now
	}
}

// parseReset reads X-RateLimit-Reset, which is documented as "date" only: an HTTP or ISO date,
// seconds or milliseconds since 1970, or seconds from now. Anything else is the zero time.
func parseReset(text string, now time.Time) time.Time {
	text = strings.TrimSpace(text)
	for _, layout := range []string{time.RFC3339, http.TimeFormat, time.RFC1123Z} {
		if at, err := time.Parse(layout, text); err == nil {
			return at.UTC()
		}
	}
	number, err := strconv.ParseInt(text, 10, 64)
	const year, year2001 = 365 * 24 * 60 * 60, 1_000_000_000
	switch {
	case err != nil || number < 0:
		return time.Time{}
	case number < year:
		return now.Add(time.Duration(number) * time.Second)
	case number < year2001:
		return time.Time{}
	case number < year2001*1000:
		return time.Unix(number, 0).UTC()
	default:
		return time.UnixMilli(number).UTC()
	}
}

// retryAfter is the wait a 429 asks for: the header's, else the body's milliseconds,
// else a minute, which is when Whereby's points are back at the latest.
func retryAfter(header string, msLeft float64, now time.Time) time.Duration {
	if wait, said := retryafter.Read(header, now); said {
		return wait
	}
	if msLeft > 0 {
		return retryafter.Milliseconds(msLeft)
	}
	return time.Minute
}
