// Package retryafter reads how long another service wants to be left alone.
package retryafter

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Max is what a longer wait is cut to: nobody keeps us away for good.
const Max = time.Hour

// Read understands a Retry-After header in both of its forms, seconds and date
// (RFC 9110, 10.2.3), and fractions of seconds. It is false for anything else.
func Read(header string, now time.Time) (time.Duration, bool) {
	header = strings.TrimSpace(header)
	if seconds, err := strconv.ParseFloat(header, 64); err == nil && seconds >= 0 {
		return Milliseconds(seconds * 1000), true
	}
	if at, err := http.ParseTime(header); err == nil {
		return min(max(at.Sub(now), 0), Max), true
	}
	return 0, false
}

// Milliseconds is a wait that is told as a number, cut in the same way.
func Milliseconds(ms float64) time.Duration {
	return time.Duration(math.Min(ms, float64(Max.Milliseconds())) * float64(time.Millisecond))
}
