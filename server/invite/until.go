package invite

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"mattermost-plugin-whereby/server/call"
)

// untilWords is how many words an end can have: "tomorrow at 6 pm".
const untilWords = 4

// Parse reads whom an invite is for and when it ends, in the inviter's time
// zone: a length, a time of day, a date or both, "tomorrow". Without an end,
// until is zero. What looks like an end and is none is an Error with
// CodeBadUntil: it would go into the name unnoticed.
func Parse(text string, now time.Time, zone *time.Location) (name string, until time.Time, err error) {
	words := strings.Fields(text)
	for i, word := range words {
		if lower := strings.ToLower(word); lower == "until" || lower == "till" {
			if until, err = Until(strings.Join(words[i+1:], " "), now, zone); err != nil {
				return "", time.Time{}, err
			}
			return strings.Join(words[:i], " "), until, nil
		}
	}
	for n := min(untilWords, len(words)); n > 0; n-- {
		before := words[:len(words)-n]
		until, readable := read(words[len(words)-n:], now, zone)
		if m := unreadable(before); readable && m > 0 {
			return "", time.Time{}, bad(words[len(words)-n-m:])
		}
		if readable {
			return strings.Join(before, " "), until, nil
		}
	}
	if m := unreadable(words); m > 0 {
		return "", time.Time{}, bad(words[len(words)-m:])
	}
	return strings.Join(words, " "), time.Time{}, nil
}

// Until reads an end that stands alone.
func Until(text string, now time.Time, zone *time.Location) (time.Time, error) {
	words := strings.Fields(text)
	if until, readable := read(words, now, zone); readable {
		return until, nil
	}
	return time.Time{}, bad(words)
}

func bad(words []string) error {
	return &call.Error{Code: call.CodeBadUntil, Value: strings.Join(words, " ")}
}

var (
	numbers   = regexp.MustCompile(`^\d+$`)
	digitLed  = regexp.MustCompile(`^[+-]?\d`)
	ordinal   = regexp.MustCompile(`^\d+(st|nd|rd|th)$`)
	unitAlone = regexp.MustCompile(`^([ap]\.?m\.?|h|hrs?|hours?|m|mins?|minutes?|d|days?|secs?|seconds?|weeks?|months?|o'clock)$`)

	lengthPattern = regexp.MustCompile(`^(?:(\d{1,3}) ?d(?:ays?)?)? ?(?:(\d{1,4}(?:\.\d{1,2})?) ?h(?:(?:ou)?rs?)?)? ?(?:(\d{1,5}) ?m(?:in(?:ute)?s?)?)?$`)
	clockPattern  = regexp.MustCompile(`^(\d{1,2})(?::(\d{2}))?(?: ?([ap])\.?m\.?)?$`)
)

// unreadable returns how many of the last words are meant as a time, going by
// their looks. Names rarely begin with a digit; those that do can be put in quotes.
func unreadable(words []string) int {
	if len(words) == 0 {
		return 0
	}
	last := strings.ToLower(strings.Trim(words[len(words)-1], ","))
	switch {
	case last == "yesterday":
		return 1
	case len(words) > 1 && unitAlone.MatchString(last) && digitLed.MatchString(words[len(words)-2]):
		return 2
	case digitLed.MatchString(last) && !numbers.MatchString(last) && !ordinal.MatchString(last) && !strings.Contains(last, "@"):
		return 1
	}
	return 0
}

// read understands words that are an end and nothing else.
func read(words []string, now time.Time, zone *time.Location) (time.Time, bool) {
	var clean []string
	for _, word := range words {
		if word = strings.Trim(strings.ToLower(word), ","); word != "at" {
			clean = append(clean, word)
		}
	}
	if len(clean) == 0 {
		return time.Time{}, false
	}
	if length, ok := readLength(strings.Join(clean, " ")); ok {
		return now.Add(length), true
	}
	now = now.In(zone)
	last := len(clean) - 1
	for _, order := range []struct{ day, clock string }{
		{clean[0], strings.Join(clean[1:], " ")},       // tomorrow 6 pm
		{clean[last], strings.Join(clean[:last], " ")}, // 6 pm tomorrow
	} {
		if day, clock, ok := strings.Cut(order.day, "t"); ok && order.clock == "" && digitLed.MatchString(clock) {
			order.day, order.clock = day, clock // 2026-12-24T18:00
		}
		if day, ok := readDay(order.day, now); ok {
			return onDay(day, order.clock)
		}
	}
	return nextClock(strings.Join(clean, " "), now)
}

func readLength(text string) (time.Duration, bool) {
	parts := lengthPattern.FindStringSubmatch(text)
	if parts == nil {
		return 0, false
	}
	var sum float64
	for i, unit := range []time.Duration{24 * time.Hour, time.Hour, time.Minute} {
		if n, err := strconv.ParseFloat(parts[i+1], 64); err == nil {
			sum += n * float64(unit)
		}
	}
	return time.Duration(sum), sum >= float64(time.Minute)
}

// readDay returns the midnight at which a day begins.
func readDay(word string, now time.Time) (time.Time, bool) {
	switch word {
	case "today":
		return midnight(now, 0), true
	case "tomorrow":
		return midnight(now, 1), true
	}
	day, err := time.ParseInLocation("2006-01-02", word, now.Location())
	return day, err == nil
}

// onDay returns a time of a day, without one the day's end.
func onDay(day time.Time, clock string) (time.Time, bool) {
	if clock == "" {
		return midnight(day, 1), true
	}
	hour, minute, ok := readClock(clock)
	return time.Date(day.Year(), day.Month(), day.Day(), hour, minute, 0, 0, day.Location()), ok
}

// nextClock returns when it will next be that time of day.
func nextClock(clock string, now time.Time) (time.Time, bool) {
	t, ok := onDay(midnight(now, 0), clock)
	if ok && !t.After(now) {
		t, ok = onDay(midnight(now, 1), clock)
	}
	return t, ok
}

func midnight(t time.Time, daysLater int) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day()+daysLater, 0, 0, 0, 0, t.Location())
}

// readClock understands 18:00, 6pm and 6:30 pm.
func readClock(text string) (hour, minute int, ok bool) {
	parts := clockPattern.FindStringSubmatch(text)
	if parts == nil || parts[2] == "" && parts[3] == "" {
		return 0, 0, false
	}
	hour, _ = strconv.Atoi(parts[1])
	minute, _ = strconv.Atoi(parts[2])
	if parts[3] == "" {
		return hour, minute, hour < 24 && minute < 60
	}
	if hour < 1 || hour > 12 || minute > 59 {
		return 0, 0, false
	}
	hour %= 12
	if parts[3] == "p" {
		hour += 12
	}
	return hour, minute, true
}
