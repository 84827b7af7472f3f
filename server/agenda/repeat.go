package agenda

import (
	"slices"
	"time"

	"github.com/teambition/rrule-go"
)

// every takes what begins with "every".
func (r *reader) every(from int) (bool, error) {
	if !r.take("every", "each") {
		return false, nil
	}
	if r.said.named || r.said.repeats {
		return false, r.refuse(BadRule, from)
	}
	r.said.repeats, r.said.interval = true, 1
	if d, err := r.monthDate(); err != nil || d != nil {
		return r.yearly(d, err, from)
	}
	counted, err := r.counted(from)
	if err != nil {
		return false, err
	}
	if freq, ok := frequency(r.low(r.pos)); ok {
		r.said.named, r.said.freq = true, freq
		r.pos++
		_, err := r.andDetails()
		return true, err
	}
	if days, _ := r.dayList(true); len(days) > 0 {
		if counted && r.said.interval != 2 {
			return false, r.about(BadRule, from)
		}
		r.said.named, r.said.freq = true, rrule.WEEKLY
		return true, r.addDays(days, from)
	}
	if nth := r.ordinals(); !counted && len(nth) > 0 {
		return r.inMonth(nth, from)
	}
	return false, r.refuse(BadRule, from)
}

// counted reads "other", "2" or "second" before what is repeated.
func (r *reader) counted(from int) (bool, error) {
	if r.take("other") {
		r.said.interval = 2
		return true, nil
	}
	n, ok := number(r.low(r.pos))
	if unit, span := spanUnit(r.low(r.pos + 1)); ok && span {
		r.pos++
		if time.Duration(n)*unit < minGap {
			return false, r.refuse(TooOften, from)
		}
		return false, r.refuse(BadRule, from)
	}
	if r.is(r.pos, "minute") {
		return false, r.refuse(TooOften, from)
	}
	if !ok {
		if n, ok = ordinal(r.low(r.pos)); n == last {
			return false, nil
		}
		if _, unit := frequency(r.low(r.pos + 1)); !unit {
			return false, nil
		}
	}
	if !ok {
		return false, nil
	}
	r.pos++
	r.said.interval = n
	if freq, named := frequency(r.low(r.pos)); n < 1 || named && n > longest[freq] {
		reason := BadRule
		if n > 1 {
			reason = Far
		}
		return false, r.refuse(reason, from)
	}
	return true, nil
}

// longest are the intervals of five years.
var longest = map[rrule.Frequency]int{rrule.DAILY: 5 * 365, rrule.WEEKLY: 5 * 52, rrule.MONTHLY: 5 * 12, rrule.YEARLY: 5}

// yearly takes the date of a yearly rule.
func (r *reader) yearly(d *date, err error, from int) (bool, error) {
	if err != nil {
		return false, err
	}
	if d.year != 0 {
		return false, r.about(BadRule, from)
	}
	r.said.named, r.said.freq = true, rrule.YEARLY
	r.said.month, r.said.monthdays = d.month, []int{d.day}
	return true, nil
}

// andDetails takes the days behind "every month" and the like, if they follow.
func (r *reader) andDetails() (bool, error) {
	begin := r.pos
	for r.is(r.pos, "on", "the") {
		r.pos++
	}
	understood, err := r.details(begin)
	if err == nil && !understood {
		r.pos = begin
	}
	return understood, err
}

// details takes the days of a monthly or yearly rule that is named already, and
// "first monday of every month", which names it.
func (r *reader) details(from int) (bool, error) {
	if r.said.named && r.said.freq == rrule.YEARLY && r.said.month == 0 {
		if d, err := r.monthDate(); err != nil || d != nil && d.year == 0 {
			return r.yearly(d, err, from)
		}
		r.pos = r.skipFillers(from)
	}
	monthly := r.said.named && (r.said.freq == rrule.MONTHLY || r.said.freq == rrule.YEARLY) && len(r.said.monthdays)+len(r.said.nth) == 0
	nth := r.ordinals()
	if monthly && len(nth) == 0 && r.pos > from {
		r.take("day")
		if n, ok := r.dayOfMonth(r.pos); ok {
			r.pos++
			nth = []int{n}
		}
	}
	switch {
	case len(nth) == 0:
		return false, nil
	case monthly:
		return r.inMonth(nth, from)
	}
	begin := r.pos
	_, _ = r.dayList(false)
	r.take("day")
	whole := r.take("of") && (r.take("every", "each") || r.take("the")) && r.take("month")
	r.pos = begin
	if r.take("of"); r.isMonth(r.pos) { // a date
		return false, nil
	}
	r.pos = begin
	switch {
	case whole && !r.said.repeats:
		r.said.repeats, r.said.interval = true, 1
		return r.inMonth(nth, from)
	case r.is(from, "on") && r.is(from+1, "the") && ordinalPattern.MatchString(r.low(from+2)): // of which month?
		return false, r.about(BadDate, from)
	}
	return false, nil
}

func (r *reader) isMonth(i int) bool {
	_, ok := monthName(r.low(i))
	return ok
}

func (r *reader) skipFillers(from int) int {
	i := from
	for r.is(i, fillers...) && i-from < 3 {
		i++
	}
	return i
}

// inMonth takes which days of a month are meant: the nth weekdays or the nth days.
func (r *reader) inMonth(nth []int, from int) (bool, error) {
	days, _ := r.dayList(false)
	if len(days) == 0 && !r.take("day") && slices.Contains(nth, last) {
		return false, r.refuse(BadRule, from)
	}
	yearly := r.said.named && r.said.freq == rrule.YEARLY
	if r.take("of") || r.is(r.pos, "every") {
		_ = r.take("every", "each") || r.take("the")
		month, ok := monthName(r.low(r.pos))
		if !ok && !r.is(r.pos, "month") || ok && r.said.named && !yearly {
			return false, r.refuse(BadRule, from)
		}
		r.pos++
		r.said.month = month
		yearly = ok
	}
	if yearly && r.said.month == 0 {
		return false, r.about(BadRule, from)
	}
	r.said.named, r.said.freq = true, rrule.MONTHLY
	if yearly {
		r.said.freq = rrule.YEARLY
	}
	if len(days) == 0 {
		r.said.monthdays = nth
		return true, r.daysExist(from)
	}
	if slices.ContainsFunc(nth, func(n int) bool { return n > 5 }) {
		return false, r.about(BadRule, from)
	}
	r.said.nth = nth
	return true, r.addDays(days, from)
}

// daysExist refuses days of the month that there are not.
func (r *reader) daysExist(from int) error {
	for _, n := range r.said.monthdays {
		d := date{month: max(r.said.month, time.January), day: n}
		if n != last && !d.exists() {
			return r.about(BadDate, from)
		}
	}
	return nil
}

// ordinals reads 1st, "1st and 15th", "first, third".
func (r *reader) ordinals() (list []int) {
	for {
		i := r.pos
		if len(list) > 0 && r.is(i, "and", "&") {
			i++
		}
		if len(list) > 0 && r.is(i, "the") {
			i++
		}
		n, ok := ordinal(r.low(i))
		if !ok {
			return list
		}
		r.pos = i + 1
		list = append(list, n)
	}
}

// someDays takes weekdays: one is the next such day unless a rule is named;
// several, or mondays, are a rule. "From monday" says when a rule begins.
func (r *reader) someDays(from int) (bool, error) {
	if r.pos > from && r.is(r.pos-1, "from", "starting", "beginning", "start") {
		if d := r.weekdayAt(); d != nil {
			return r.onDay(d, from)
		}
	}
	days, several := r.dayList(false)
	if len(days) == 0 {
		return false, nil
	}
	if len(days) > 1 || several {
		r.said.repeats = true
	}
	return true, r.addDays(days, from)
}

func (r *reader) addDays(days []time.Weekday, from int) error {
	if len(r.said.days) > 0 {
		return r.about(BadDate, from)
	}
	r.said.days, r.said.daysText = days, r.text(from, r.pos)
	return nil
}

// dayList reads "mon,thu", "monday and thursday", "mon-fri", "monday to
// friday", "weekdays", and behind "every" also "weekday".
func (r *reader) dayList(behindEvery bool) (days []time.Weekday, several bool) {
	if r.take("weekdays", "workdays") || behindEvery && r.take("weekday", "workday") {
		return weekdaysFromTo(time.Monday, time.Friday), true
	}
	if r.take("weekends") || behindEvery && r.take("weekend") {
		return weekdaysFromTo(time.Saturday, time.Sunday), true
	}
	for {
		begin := r.pos
		if len(days) > 0 {
			r.take("and", "&", "+")
		}
		more, plural := r.dayRange()
		if len(more) == 0 {
			r.pos = begin
			return days, several
		}
		several = several || plural
		for _, day := range more {
			if !slices.Contains(days, day) {
				days = append(days, day)
			}
		}
	}
}

// dayRange reads "monday", "mondays", "mon-fri" and "monday to friday".
func (r *reader) dayRange() (days []time.Weekday, several bool) {
	if first, last, ok := cutDays(r.low(r.pos)); ok {
		r.pos++
		return weekdaysFromTo(first, last), true
	}
	first, several, ok := weekdayName(r.low(r.pos))
	if !ok {
		return nil, false
	}
	r.pos++
	if r.is(r.pos, "to", "through", "-") {
		if last, _, ok := weekdayName(r.low(r.pos + 1)); ok {
			r.pos += 2
			return weekdaysFromTo(first, last), true
		}
	}
	return []time.Weekday{first}, several
}

// unclear refuses words that change what others mean and are not understood.
func (r *reader) unclear(from int) (bool, error) {
	if !r.said.repeats {
		return false, nil
	}
	_, counted := number(r.low(r.pos))
	_, unit := frequency(r.low(r.pos + 1))
	if counted && unit { // "for 2 weeks"
		r.pos++
	} else if !r.is(r.pos, "except", "excluding") {
		return false, nil
	}
	return false, r.refuse(BadRule, from)
}
