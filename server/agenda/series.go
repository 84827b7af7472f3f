package agenda

import (
	"slices"
	"strings"
	"time"

	"github.com/pkg/errors"
	"github.com/teambition/rrule-go"
)

const (
	day = 24 * time.Hour
	// horizon is how far ahead occurrences are looked for, so that a rule
	// without any comes to an end.
	horizon = 100 * 366 * day
	// ruleLength and maxInterval are more than any sensible rule has.
	ruleLength  = 2000
	maxInterval = 10_000
)

// series yields a plan's occurrences in order.
type series struct {
	zone  *time.Location
	start time.Time
	near  time.Time                // what clocks show before is not wanted
	shown func() (time.Time, bool) // what the clock shows at the next occurrence

	ahead   time.Time   // read already, not given yet
	skipped []time.Time // the same, of times that a clock change skipped: they come out later
	last    time.Time   // given last
}

// from returns the plan's occurrences, at the latest from the first after a time on.
func (p Plan) from(after time.Time) (*series, error) {
	zone, err := p.location()
	if err != nil {
		return nil, err
	}
	if p.Rule == "" {
		return &series{zone: zone, start: p.Start, ahead: p.Start.In(zone), shown: func() (time.Time, bool) { return time.Time{}, false }}, nil
	}
	option, err := readRule(p.Rule)
	if err != nil {
		return nil, err
	}
	if option.Dtstart, err = p.Wall(p.Start); err != nil {
		return nil, err
	}
	latest := later(wall(after, zone), option.Dtstart)
	if end := latest.Add(horizon); option.Until.IsZero() {
		option.Until = end
	} else {
		option.Until = earlier(wall(option.Until, zone), end)
	}
	near := latest.Add(-2 * day) // more than any clock change is
	rule, err := rrule.NewRRule(*shift(complete(option), near))
	if err != nil {
		return nil, errors.Wrapf(err, "read rule %q", p.Rule)
	}
	return &series{zone: zone, start: p.Start, near: near, shown: rule.Iterator()}, nil
}

// readRule reads a rule and refuses what Parse never makes: the library is slow
// with some of that, and panics over some.
func readRule(rule string) (*rrule.ROption, error) {
	foreign := strings.Trim(rule, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789=;,+-")
	if len(rule) > ruleLength || foreign != "" {
		return nil, errors.Errorf("the rule is %d long and has %q", len(rule), foreign)
	}
	option, err := rrule.StrToROption(rule)
	if err != nil {
		return nil, errors.Wrapf(err, "read rule %q", rule)
	}
	farWeek := slices.ContainsFunc(option.Byweekday, func(d rrule.Weekday) bool { return d.N() < -5 || d.N() > 5 })
	if option.Freq > rrule.DAILY || option.Interval > maxInterval || farWeek || !option.Dtstart.IsZero() ||
		len(option.Byeaster)+len(option.Byweekno)+len(option.Byyearday)+len(option.Bysetpos) > 0 {
		return nil, errors.Errorf("the rule %q is of no kind that is used here", rule)
	}
	return option, nil
}

// next returns the next occurrence. Times that a clock change skips come out
// after it, among those of the hour that follows; two at the same time are one.
func (s *series) next() (time.Time, bool) {
	for {
		t, ok := s.pop()
		if !ok {
			return time.Time{}, false
		}
		if t.Before(s.start) || t.Equal(s.last) {
			continue
		}
		s.last = t
		return t, true
	}
}

func (s *series) pop() (t time.Time, ok bool) {
	for s.ahead.IsZero() {
		shown, more := s.shown()
		if !more {
			break
		}
		if shown.Before(s.near) {
			continue
		}
		t, skipped := resolve(shown, s.zone)
		if skipped {
			s.skipped = append(s.skipped, t)
		} else {
			s.ahead = t
		}
	}
	if len(s.skipped) > 0 && (s.ahead.IsZero() || !s.ahead.Before(s.skipped[0])) {
		t, s.skipped = s.skipped[0], s.skipped[1:]
		return t, true
	}
	t, s.ahead = s.ahead, time.Time{}
	return t, !t.IsZero()
}

// complete writes into a rule what RFC 5545 takes from the first occurrence, so
// that it can be counted from another one.
func complete(o *rrule.ROption) *rrule.ROption {
	start := o.Dtstart
	if o.Interval < 1 {
		o.Interval = 1
	}
	setDefault(&o.Byhour, start.Hour())
	setDefault(&o.Byminute, start.Minute())
	setDefault(&o.Bysecond, start.Second())
	if len(o.Bymonthday)+len(o.Byweekday) > 0 {
		return o
	}
	switch o.Freq {
	case rrule.YEARLY:
		setDefault(&o.Bymonth, int(start.Month()))
		setDefault(&o.Bymonthday, start.Day())
	case rrule.MONTHLY:
		setDefault(&o.Bymonthday, start.Day())
	case rrule.WEEKLY:
		o.Byweekday = []rrule.Weekday{weekdays[start.Weekday()]}
	}
	return o
}

func setDefault(values *[]int, value int) {
	if len(*values) == 0 {
		*values = []int{value}
	}
}

// shift moves the beginning of a complete rule towards a time, by whole
// intervals, so that what happened before need not be counted again. A rule
// that ends after so many times has to be counted from its first.
func shift(o *rrule.ROption, to time.Time) *rrule.ROption {
	if o.Count > 0 || !to.After(o.Dtstart) {
		return o
	}
	year, month, monthday := o.Dtstart.Date()
	date := time.Date(year, month, monthday, 0, 0, 0, 0, time.UTC)
	days := int(to.Sub(date) / day)
	var moved time.Time
	switch o.Freq {
	case rrule.DAILY:
		moved = date.AddDate(0, 0, whole(days, o.Interval))
	case rrule.WEEKLY:
		monday := (int(date.Weekday())+6)%7 - o.Wkst.Day()
		first := date.AddDate(0, 0, -(monday+7)%7)
		moved = first.AddDate(0, 0, 7*whole(int(to.Sub(first)/(7*day)), o.Interval))
	case rrule.MONTHLY:
		months := 12*(to.Year()-year) + int(to.Month()-month)
		moved = time.Date(year, month+time.Month(whole(months, o.Interval)), 1, 0, 0, 0, 0, time.UTC)
	case rrule.YEARLY:
		moved = time.Date(year+whole(to.Year()-year, o.Interval), 1, 1, 0, 0, 0, 0, time.UTC)
	}
	if moved.After(o.Dtstart) {
		o.Dtstart = moved
	}
	return o
}

// whole returns how much of n is whole intervals.
func whole(n, interval int) int { return n / interval * interval }

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
