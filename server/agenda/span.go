package agenda

import (
	"math"
	"regexp"
	"strings"
	"time"
)

// clock is a time of day.
type clock struct{ hour, minute int }

var (
	clockPattern = regexp.MustCompile(`^(\d{1,2})(?::(\d{2}))?(am|pm)?$`)
	almostClock  = regexp.MustCompile(`^\d{1,2}:\d{2}`) // 1:1 is a topic
	spanPattern  = regexp.MustCompile(`^\d+(\.\d+)?[hm](\d+m)?$`)
	spanNames    = regexp.MustCompile(`(hours?|hrs?|h|minutes?|mins?|m)`)
)

// clockOf reads 14:30, 2:30pm, 9am and, where half says that nothing else can
// be meant, 9. tried is false for what does not look like a time of day.
func clockOf(low string, half bool) (c clock, ok, tried bool) {
	if low == "noon" {
		return clock{hour: 12}, true, true
	}
	low = strings.NewReplacer("a.m.", "am", "p.m.", "pm", "a.m", "am", "p.m", "pm").Replace(low)
	parts := clockPattern.FindStringSubmatch(low)
	if parts == nil {
		return clock{}, false, almostClock.MatchString(low)
	}
	if parts[2] == "" && parts[3] == "" && !half {
		return clock{}, false, false
	}
	c.hour, _ = number(parts[1])
	c.minute, _ = number(parts[2])
	if parts[3] != "" {
		if c.hour < 1 || c.hour > 12 {
			return clock{}, false, true
		}
		c.hour %= 12
		if parts[3] == "pm" {
			c.hour += 12
		}
	}
	return c, c.hour < 24 && c.minute < 60, true
}

// spanOf reads 45m, 1h30m, 1.5h, 90min.
func spanOf(low string) (time.Duration, bool) {
	if low == "" || low[0] < '0' || low[0] > '9' {
		return 0, false
	}
	short := spanNames.ReplaceAllStringFunc(low, func(name string) string { return name[:1] })
	if !spanPattern.MatchString(short) {
		return 0, false
	}
	span, err := time.ParseDuration(short)
	if err != nil {
		return math.MaxInt64, true // too long to be counted
	}
	return span, true
}

// spanUnit reads hours and minutes.
func spanUnit(low string) (time.Duration, bool) {
	switch low {
	case "m", "min", "mins", "minute", "minutes":
		return time.Minute, true
	case "h", "hr", "hrs", "hour", "hours":
		return time.Hour, true
	}
	return 0, false
}
