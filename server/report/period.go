package report

import "time"

// Period is from one moment until before another.
type Period struct {
	From time.Time
	To   time.Time
	Zone *time.Location
}

// Step is into what a period is cut.
type Step string

// The steps.
const (
	Day   Step = "day"
	Week  Step = "week"
	Month Step = "month"
)

// More days than these are shown by week, or by month.
const (
	mostDays  = 92
	mostWeeks = 2 * 366
)

// Step is what a period of that length is best shown by.
func (p Period) Step() Step {
	days := 0
	for at := p.From.In(p.Zone); at.Before(p.To) && days <= mostWeeks; at = at.AddDate(0, 0, 1) {
		days++
	}
	switch {
	case days > mostWeeks:
		return Month
	case days > mostDays:
		return Week
	}
	return Day
}

// Steps are the moments at which the days, weeks or months of the period begin
// in its zone; the first can be before the period. Weeks begin on Mondays.
func (p Period) Steps() []time.Time {
	step := p.Step()
	first := p.From.In(p.Zone)
	year, month, day := first.Date()
	switch step {
	case Week:
		day -= (int(first.Weekday()) + 6) % 7
	case Month:
		day = 1
	}
	var steps []time.Time
	for {
		at := startOfDay(year, month, day, p.Zone)
		if !at.Before(p.To) {
			return steps
		}
		steps = append(steps, at)
		switch step {
		case Day:
			day++
		case Week:
			day += 7
		case Month:
			month++
		}
	}
}

// startOfDay is the first moment of a day. Clocks that are set forward over
// midnight skip it, those that are set back have it twice.
func startOfDay(year int, month time.Month, day int, zone *time.Location) time.Time {
	noon := time.Date(year, month, day, 12, 0, 0, 0, zone)
	at := time.Date(year, month, day, 0, 0, 0, 0, zone)
	if at.Day() != noon.Day() { // in the hour before the one that is skipped
		_, at = at.ZoneBounds()
		return at
	}
	if changed, _ := at.ZoneBounds(); !changed.IsZero() {
		_, after := at.Zone()
		_, before := changed.Add(-time.Nanosecond).In(zone).Zone()
		earlier := at.Add(time.Duration(after-before) * time.Second)
		if earlier.Before(changed) && earlier.Before(at) && earlier.Day() == noon.Day() {
			return earlier
		}
	}
	return at
}
