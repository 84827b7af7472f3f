package agenda

import (
	"math/bits"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
	"github.com/teambition/rrule-go"
)

// cronField is what one of the five fields consists of; anything else the
// library may take for more than it is.
var cronField = regexp.MustCompile(`^[0-9A-Za-z*/,-]+$`)

// free is the library's mark for a field that is free.
const free = uint64(1) << 63

// cronRule turns a cron line into one rule. What needs two, such as days of
// the month or of the week, is refused.
func cronRule(line string) (*rrule.ROption, error) {
	refused := &Error{Reason: BadCron, Value: line}
	fields := strings.Fields(line)
	if len(fields) != 5 || slices.ContainsFunc(fields, func(f string) bool { return !cronField.MatchString(f) }) {
		return nil, refused
	}
	fields[4] = sundays(fields[4])
	parser := cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow)
	parsed, err := parser.Parse(strings.Join(fields, " "))
	if err != nil {
		return nil, refused
	}
	spec, ok := parsed.(*cron.SpecSchedule)
	if !ok || spec.Dom&free == 0 && spec.Dow&free == 0 {
		return nil, refused
	}
	option := &rrule.ROption{Interval: 1, Byminute: values(spec.Minute), Byhour: values(spec.Hour)}
	if len(option.Byminute) == 0 || len(option.Byhour) == 0 || values(spec.Dom) == nil || values(spec.Month) == nil || values(spec.Dow) == nil {
		return nil, refused
	}
	if tooOften(option.Byhour, option.Byminute) {
		return nil, &Error{Reason: TooOften, Value: line}
	}
	restrict(option, spec)
	return option, nil
}

// restrict gives a rule the months and days of a cron line.
func restrict(option *rrule.ROption, spec *cron.SpecSchedule) {
	option.Freq = rrule.DAILY
	if spec.Month&free == 0 {
		option.Bymonth = values(spec.Month)
	}
	switch {
	case spec.Dow&free == 0:
		option.Freq = rrule.WEEKLY
		for _, day := range values(spec.Dow) {
			option.Byweekday = append(option.Byweekday, weekdays[day])
		}
	case spec.Dom&free == 0:
		option.Freq = rrule.MONTHLY
		if len(option.Bymonth) > 0 {
			option.Freq = rrule.YEARLY
		}
		option.Bymonthday = values(spec.Dom)
	}
}

// sundays writes 7 as 0 in the days of the week, as the library wants it.
func sundays(field string) string {
	parts := strings.Split(field, ",")
	for i, part := range parts {
		switch first, isRange := strings.CutSuffix(part, "-7"); {
		case part == "7" || isRange && first == "7":
			parts[i] = "0"
		case isRange && first == "6":
			parts[i] = "6,0"
		case isRange:
			parts[i] = first + "-6,0"
		}
	}
	return strings.Join(parts, ",")
}

// values returns the numbers of a set.
func values(set uint64) (numbers []int) {
	for set &^= free; set != 0; set &= set - 1 {
		numbers = append(numbers, bits.TrailingZeros64(set))
	}
	return numbers
}

// tooOften tells whether times of day are too close together, over midnight too.
func tooOften(hours, minutes []int) bool {
	first, before := -1, -1
	for _, hour := range hours {
		for _, minute := range minutes {
			at := 60*hour + minute
			if first < 0 {
				first = at
			} else if time.Duration(at-before)*time.Minute < minGap {
				return true
			}
			before = at
		}
	}
	return first != before && time.Duration(24*60+first-before)*time.Minute < minGap
}
