// Package agenda reads when calls are to be, in words that people type, and
// tells when they are. Inside there is one representation: a first time, a time
// zone and a recurrence rule of RFC 5545.
//
// Clocks change. A time of day that a change skips is counted by the clock as
// it went before (02:30 becomes 03:30), and of a time that comes twice the
// first counts. That is RFC 5545's way and so what calendars show; Go's
// time.Date promises neither, and chooses differently east and west of
// Greenwich. Days and months that a rule names and a month does not have, such
// as the 31st, are left out.
package agenda

import (
	"slices"
	"time"

	"github.com/teambition/rrule-go"
)

// Plan is when calls are: once, or again and again.
type Plan struct {
	Start time.Time // of the first, in its zone (Location = Zone)
	Zone  string    // IANA name
	Rule  string    // RFC 5545 RRULE value without "RRULE:", empty for once
}

// Next returns the first occurrence strictly after a time that is not skipped,
// and false if there is none.
func (p Plan) Next(after time.Time, skipped []time.Time) (time.Time, bool) {
	next := p.NextN(after, skipped, 1)
	if len(next) == 0 {
		return time.Time{}, false
	}
	return next[0], true
}

// NextN returns up to n occurrences strictly after a time that are not skipped.
// A plan that is not valid has none.
func (p Plan) NextN(after time.Time, skipped []time.Time, n int) []time.Time {
	series, err := p.from(after)
	if err != nil {
		return nil
	}
	left := make(map[int64]bool, len(skipped))
	for _, t := range skipped {
		left[t.Unix()] = true
	}
	var next []time.Time
	for len(next) < n {
		t, ok := series.next()
		if !ok {
			break
		}
		if t.After(after) && !left[t.Unix()] {
			next = append(next, t)
		}
	}
	return next
}

// SkipsMonths tells whether some months, or years, have no occurrence because
// they lack the day that the rule names: the 31st, or a fifth Monday.
func (p Plan) SkipsMonths() bool {
	if p.Rule == "" {
		return false
	}
	option, err := readRule(p.Rule)
	if err != nil {
		return false
	}
	option.Dtstart = p.Start
	complete(option)
	if option.Freq != rrule.MONTHLY && option.Freq != rrule.YEARLY {
		return false
	}
	if slices.ContainsFunc(option.Byweekday, func(d rrule.Weekday) bool { return d.N() == 5 || d.N() == -5 }) {
		return true
	}
	if len(option.Bymonthday) == 0 {
		return false
	}
	last := slices.Max(option.Bymonthday)
	return slices.ContainsFunc(months(option), func(m time.Month) bool {
		return last > time.Date(2027, m+1, 0, 0, 0, 0, 0, time.UTC).Day() // no leap year
	})
}

// months are those in which a complete rule can have occurrences.
func months(option *rrule.ROption) (list []time.Month) {
	if len(option.Bymonth) > 0 {
		for _, m := range option.Bymonth {
			list = append(list, time.Month(m))
		}
		return list
	}
	step := option.Interval
	if option.Freq == rrule.YEARLY {
		step = 1
	}
	for i := range 12 {
		list = append(list, time.Month((int(option.Dtstart.Month())-1+i*step)%12+1))
	}
	return list
}

// Check returns an error when the plan's zone or rule is not valid.
func (p Plan) Check() error {
	_, err := p.from(p.Start)
	return err
}

// Wall returns what a clock on the wall shows at an occurrence, as a time in
// UTC. Where a clock change skipped that time it is nevertheless the one that
// the rule names, as in calendar entries.
func (p Plan) Wall(t time.Time) (time.Time, error) {
	zone, err := p.location()
	if err != nil {
		return time.Time{}, err
	}
	shown := wall(t, zone)
	skipped, ok := beforeGap(t, zone)
	if !ok || p.Rule == "" {
		return shown, nil
	}
	option, err := readRule(p.Rule)
	if err != nil {
		return time.Time{}, err
	}
	return named(option, p.Start.In(zone), shown, skipped), nil
}

// location returns the plan's zone, without reading it again when Start has it.
func (p Plan) location() (*time.Location, error) {
	if zone := p.Start.Location(); zone != time.Local && zone.String() == p.Zone {
		return zone, nil
	}
	return Zone(p.Zone)
}
