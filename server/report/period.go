package report

import (
	"strconv"
	"strings"
	"time"

	"github.com/pkg/errors"

	"mattermost-plugin-whereby/server/call"
)

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

// usualDays is for how long a report looks back when nothing else is asked for.
const usualDays = 30

// Usual is the last 30 days, today among them.
func Usual(now time.Time, zone *time.Location) Period { return lastDays(usualDays, now, zone) }

// Ever is all time until now.
func Ever(now time.Time, zone *time.Location) Period {
	return Period{From: time.UnixMilli(0), To: now.Add(time.Minute), Zone: zone} // other nodes' clocks differ
}

func lastDays(n int, now time.Time, zone *time.Location) Period {
	year, month, day := now.In(zone).Date()
	return Period{From: startOfDay(year, month, day-n+1, zone), To: startOfDay(year, month, day+1, zone), Zone: zone}
}

// LoadZone finds a time zone by its name.
func LoadZone(name string) (*time.Location, error) {
	if name == "" || name == "Local" { // the server's
		return nil, &call.Error{Code: call.CodeInvalid, Value: "time_zone"}
	}
	zone, err := time.LoadLocation(name)
	return zone, errors.Wrap(err, "load time zone")
}

// ZoneOf is a person's time zone, UTC when it is not known.
func ZoneOf(p call.Person) *time.Location {
	if zone, err := LoadZone(p.TimeZone); err == nil {
		return zone
	}
	return time.UTC
}

// ParsePeriod reads how people name a period:
//
//	today | yesterday | [this] week | month | quarter | year | last week | …
//	7d | 2026 | 2026-10 | 2026-10-05 | 2026-10-01..2026-10-31
//
// Nothing is the last 30 days. A period that goes on ends today.
func ParsePeriod(text string, now time.Time, zone *time.Location) (Period, error) {
	text = strings.ToLower(strings.Join(strings.Fields(text), " "))
	today := now.In(zone)
	p, err := parsePeriod(text, today)
	if err != nil {
		return Period{}, &call.Error{Code: call.CodeBadPeriod, Value: text, Cause: err}
	}
	y, m, d := today.Date()
	if tomorrow := startOfDay(y, m, d+1, zone); p.From.Before(tomorrow) && p.To.After(tomorrow) {
		p.To = tomorrow
	}
	return p, nil
}

func parsePeriod(text string, today time.Time) (Period, error) {
	zone := today.Location()
	year, month, day := today.Date()
	unit, last := strings.CutPrefix(text, "last ")
	unit = strings.TrimPrefix(unit, "this ")
	back := 0
	if last {
		back = 1
	}
	if text == "yesterday" {
		unit, back = "today", 1
	}
	between := func(fromYear int, fromMonth time.Month, fromDay, toYear int, toMonth time.Month, toDay int) (Period, error) {
		return Period{From: startOfDay(fromYear, fromMonth, fromDay, zone), To: startOfDay(toYear, toMonth, toDay, zone), Zone: zone}, nil
	}
	switch unit {
	case "":
		return Usual(today, zone), nil
	case "today":
		return between(year, month, day-back, year, month, day-back+1)
	case "week":
		monday := day - (int(today.Weekday())+6)%7 - 7*back
		return between(year, month, monday, year, month, monday+7)
	case "month":
		return between(year, month-time.Month(back), 1, year, month-time.Month(back)+1, 1)
	case "quarter":
		first := month - (month-1)%3 - time.Month(3*back)
		return between(year, first, 1, year, first+3, 1)
	case "year":
		return between(year-back, time.January, 1, year-back+1, time.January, 1)
	}
	if digits, found := strings.CutSuffix(unit, "d"); found {
		n, err := strconv.Atoi(digits)
		if err != nil || n < 1 || n > mostDaysBack {
			return Period{}, errors.Errorf("%q days", digits)
		}
		return lastDays(n, today, zone), nil
	}
	begin, end, isRange := strings.Cut(text, "..")
	if !isRange {
		return parseSpan(begin, zone)
	}
	first, err := parseSpan(begin, zone)
	if err != nil {
		return Period{}, err
	}
	final, err := parseSpan(end, zone)
	if err == nil && !first.From.Before(final.To) {
		err = errors.New("the end comes before the beginning")
	}
	return Period{From: first.From, To: final.To, Zone: zone}, err
}

// mostDaysBack is a hundred years.
const mostDaysBack = 36525

// parseSpan reads a year, a month or a day.
func parseSpan(text string, zone *time.Location) (Period, error) {
	for layout, add := range map[string][3]int{"2006": {1, 0, 0}, "2006-01": {0, 1, 0}, time.DateOnly: {0, 0, 1}} {
		date, err := time.Parse(layout, strings.TrimSpace(text))
		if err != nil || date.Year() < 1970 || date.Year() > 2100 {
			continue
		}
		next := date.AddDate(add[0], add[1], add[2])
		return Period{
			From: startOfDay(date.Year(), date.Month(), date.Day(), zone), To: startOfDay(next.Year(), next.Month(), next.Day(), zone), Zone: zone,
		}, nil
	}
	return Period{}, errors.Errorf("%q is no date", text)
}
