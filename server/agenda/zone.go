package agenda

import (
	"slices"
	"time"

	"github.com/teambition/rrule-go"
)

// Zone returns a time zone by its IANA name, and an Error if there is none.
// "Local" is none: it would depend on the machine.
func Zone(name string) (*time.Location, error) {
	if name == "" || name == "Local" {
		return nil, &Error{Reason: BadZone, Value: name}
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, &Error{Reason: BadZone, Value: name}
	}
	return zone, nil
}

// wall returns what a clock in the zone shows at t, as a time in UTC: there
// rules are counted, where every day has 24 hours.
func wall(t time.Time, zone *time.Location) time.Time {
	_, offset := t.In(zone).Zone()
	return t.UTC().Add(time.Duration(offset) * time.Second)
}

// resolve returns when clocks in the zone show a time of day, and whether they
// skip it.
func resolve(shown time.Time, zone *time.Location) (t time.Time, skipped bool) {
	// A guess, which may be wrong only near a clock change: then the offsets of
	// the two sides are tried.
	guess := time.Date(shown.Year(), shown.Month(), shown.Day(), shown.Hour(), shown.Minute(), shown.Second(), 0, zone)
	before := at(shown, guess.Add(-day))
	after := at(shown, guess.Add(day))
	for _, t := range []time.Time{before, guess, after} { // before is the first of two
		if wall(t, zone).Equal(shown) {
			return t, false
		}
	}
	return before, true
}

// at returns when a clock with the offset of another time shows a time of day.
func at(shown, other time.Time) time.Time {
	_, offset := other.Zone()
	return shown.Add(-time.Duration(offset) * time.Second).In(other.Location())
}

// beforeGap returns the time of day that a clock change skipped and that is
// counted as t, if there is one.
func beforeGap(t time.Time, zone *time.Location) (time.Time, bool) {
	shown := wall(t, zone)
	gap := shown.Sub(wall(t.Add(-day), zone)) - day // by how much clocks were put forward
	if gap <= 0 {
		return time.Time{}, false
	}
	before := shown.Add(-gap)
	counted, skipped := resolve(before, zone)
	return before, skipped && counted.Equal(t)
}

// named returns which of two times of day a rule that begins at start means.
func named(option *rrule.ROption, start, shown, skipped time.Time) time.Time {
	hours, minutes := option.Byhour, option.Byminute
	if len(hours) == 0 {
		hours = []int{start.Hour()}
	}
	if len(minutes) == 0 {
		minutes = []int{start.Minute()}
	}
	means := func(t time.Time) bool {
		return slices.Contains(hours, t.Hour()) && slices.Contains(minutes, t.Minute())
	}
	if !means(shown) && means(skipped) {
		return skipped
	}
	return shown
}
