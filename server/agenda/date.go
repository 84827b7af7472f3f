package agenda

import (
	"regexp"
	"time"
)

// date is a day as people name it.
type date struct {
	kind dateKind

	year  int // 0 if not named
	month time.Month
	day   int

	after   int // days from today
	weekday time.Weekday
	strict  bool // "next": not today
}

type dateKind int

const (
	onDate dateKind = iota
	fromToday
	onWeekday
)

// on returns the days that may be meant, the nearest first, as times in UTC.
func (d *date) on(today time.Time) []time.Time {
	switch {
	case d.kind == fromToday:
		return []time.Time{today.AddDate(0, 0, d.after)}
	case d.kind == onWeekday:
		days := (int(d.weekday) - int(today.Weekday()) + 7) % 7
		if days == 0 && d.strict {
			days = 7
		}
		next := today.AddDate(0, 0, days)
		return []time.Time{next, next.AddDate(0, 0, 7)}
	case d.year != 0:
		return []time.Time{time.Date(d.year, d.month, d.day, 0, 0, 0, 0, time.UTC)}
	}
	var days []time.Time // this year, next year; of 29 February up to eight years on
	for year := today.Year(); year <= today.Year()+8; year++ {
		day := time.Date(year, d.month, d.day, 0, 0, 0, 0, time.UTC)
		if day.Month() == d.month && !day.Before(today) {
			days = append(days, day)
		}
	}
	return days
}

// exists tells whether there is such a day, in the year or in any.
func (d *date) exists() bool {
	year := d.year
	if year == 0 {
		year = 2000 // has a 29 February
	}
	return d.day >= 1 && time.Date(year, d.month, d.day, 0, 0, 0, 0, time.UTC).Month() == d.month
}

var (
	isoPattern = regexp.MustCompile(`^(\d{4})-(\d{1,2})-(\d{1,2})(?:t(\d{1,2}:\d{2}))?$`)
	// numericPattern is of dates that are read differently in different countries.
	numericPattern = regexp.MustCompile(`^\d{1,4}(/\d{1,2}){1,2}(/\d{2,4})?$|^\d{1,2}\.\d{1,2}\.(\d{2,4})?$|^\d+-\d+-\d+`)
)

// dateAt reads a date, and returns nil where there is none.
func (r *reader) dateAt() (*date, error) {
	from := r.pos
	if d := r.iso(); d != nil {
		if d.month < 1 || d.month > 12 || !d.exists() {
			return nil, r.about(BadDate, from)
		}
		return d, nil
	}
	if numericPattern.MatchString(r.low(r.pos)) {
		return nil, r.refuse(BadDate, from)
	}
	if r.take("today", "tonight") {
		return &date{kind: fromToday}, nil
	}
	if r.take("tomorrow") {
		return &date{kind: fromToday, after: 1}, nil
	}
	if r.is(r.pos, "day") && r.is(r.pos+1, "after") && r.is(r.pos+2, "tomorrow") {
		r.pos += 3
		return &date{kind: fromToday, after: 2}, nil
	}
	return r.monthDate()
}

// iso reads 2026-12-24. Of 2026-12-24T16:00 the second half is left to be read.
func (r *reader) iso() *date {
	parts := isoPattern.FindStringSubmatch(r.low(r.pos))
	if parts == nil {
		return nil
	}
	d := &date{}
	d.year, _ = number(parts[1])
	month, _ := number(parts[2])
	d.month = time.Month(month)
	d.day, _ = number(parts[3])
	if parts[4] != "" {
		r.tokens[r.pos].low = parts[4]
	} else {
		r.pos++
	}
	return d
}

// monthDate reads 24 dec, 24th of december 2026, dec 24, dec 24 2026.
func (r *reader) monthDate() (*date, error) {
	from := r.pos
	if month, ok := monthName(r.low(r.pos)); ok {
		day, ok := r.dayOfMonth(r.pos + 1)
		if !ok {
			return nil, nil
		}
		r.pos += 2
		return r.withYear(&date{month: month, day: day}, from)
	}
	day, ok := r.dayOfMonth(r.pos)
	if !ok {
		return nil, nil
	}
	r.pos++
	r.take("of")
	month, ok := monthName(r.low(r.pos))
	if !ok {
		r.pos = from
		return nil, nil
	}
	r.pos++
	return r.withYear(&date{month: month, day: day}, from)
}

// dayOfMonth reads 24 or 24th. A number that is followed by what it counts is none.
func (r *reader) dayOfMonth(i int) (int, bool) {
	low := r.low(i)
	if n, ok := ordinal(low); ok && ordinalPattern.MatchString(low) {
		return n, true
	}
	n, ok := number(low)
	if _, word := numberNames[low]; word || len(low) > 2 || r.countsThings(i+1) {
		return 0, false
	}
	return n, ok
}

func (r *reader) withYear(d *date, from int) (*date, error) {
	low := r.low(r.pos)
	if year, ok := number(low); ok && len(low) == 4 {
		d.year = year
		r.pos++
	}
	if !d.exists() {
		return nil, r.about(BadDate, from)
	}
	return d, nil
}

// weekdayAt reads the next of one weekday.
func (r *reader) weekdayAt() *date {
	from := r.pos
	strict := r.take("next")
	day, several, ok := weekdayName(r.low(r.pos))
	if !ok || several {
		r.pos = from
		return nil
	}
	r.pos++
	return &date{kind: onWeekday, weekday: day, strict: strict}
}

// someDate takes the date of the call, or from which on a rule counts.
func (r *reader) someDate(from int) (bool, error) {
	d, err := r.dateAt()
	if d == nil || err != nil {
		return false, err
	}
	return r.onDay(d, from)
}

// nextDay takes "next monday". What the next week is, people disagree on.
func (r *reader) nextDay(from int) (bool, error) {
	if !r.is(r.pos, "next") {
		return false, nil
	}
	if _, ok := frequency(r.low(r.pos + 1)); ok {
		r.pos++
		return false, r.refuse(BadDate, from)
	}
	d := r.weekdayAt()
	if d == nil {
		return false, nil
	}
	return r.onDay(d, from)
}

func (r *reader) onDay(d *date, from int) (bool, error) {
	if r.said.date != nil {
		return false, r.about(BadDate, from)
	}
	r.said.date = d
	return true, nil
}

// until takes the last day of a rule.
func (r *reader) until(from int) (bool, error) {
	if !r.take("until", "till", "til") {
		return false, nil
	}
	r.take("the")
	begin := r.pos
	d, err := r.dateAt()
	if err != nil {
		return false, err
	}
	if d == nil {
		d = r.weekdayAt()
	}
	if d == nil || r.said.until != nil {
		return false, r.refuse(BadDate, from)
	}
	if r.said.count > 0 {
		return false, r.about(BadRule, from)
	}
	r.said.until = d
	r.said.untilText = r.text(begin, r.pos)
	return true, nil
}

// maxCount is how often a rule with a number of times may come.
const maxCount = 1000

// times takes "10 times".
func (r *reader) times(from int) (bool, error) {
	n, ok := number(r.low(r.pos))
	if !ok || !r.is(r.pos+1, "times") {
		return false, nil
	}
	r.pos += 2
	if n < 1 || n > maxCount || r.said.count > 0 || r.said.until != nil {
		return false, r.about(BadRule, from)
	}
	r.said.count = n
	return true, nil
}

// offset takes "in 2 hours" and "in 3 days".
func (r *reader) offset(from int) (bool, error) {
	if !r.take("in") {
		return false, nil
	}
	if span, ok := r.length(); ok {
		switch {
		case span < time.Minute:
			return false, r.about(BadTime, from)
		case span > 5*366*day:
			return false, r.about(Far, from)
		case r.said.in > 0 || r.said.date != nil:
			return false, r.about(BadDate, from)
		}
		r.said.in = span
		return true, nil
	}
	n, ok := number(r.low(r.pos))
	if !ok && r.is(r.pos, "a", "an") {
		n, ok = 1, true
	}
	unit := r.low(r.pos + 1)
	if _, named := frequency(unit); !ok || !named {
		return false, nil
	}
	r.pos += 2
	switch unit {
	case "week", "weeks":
		n *= 7
	case "day", "days":
	default: // a month's length depends
		return false, r.about(BadDate, from)
	}
	if n > 5*366 {
		return false, r.about(Far, from)
	}
	return r.onDay(&date{kind: fromToday, after: n}, from)
}
