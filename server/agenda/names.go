package agenda

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/teambition/rrule-go"
)

// weekdays are the library's, by Go's.
var weekdays = [...]rrule.Weekday{rrule.SU, rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR, rrule.SA}

var weekdayNames = map[string]time.Weekday{
	"mon": time.Monday, "tue": time.Tuesday, "tues": time.Tuesday, "wed": time.Wednesday,
	"thu": time.Thursday, "thur": time.Thursday, "thurs": time.Thursday,
	"fri": time.Friday, "sat": time.Saturday, "sun": time.Sunday,
	"monday": time.Monday, "tuesday": time.Tuesday, "wednesday": time.Wednesday,
	"thursday": time.Thursday, "friday": time.Friday, "saturday": time.Saturday, "sunday": time.Sunday,
}

// weekdayName reads a weekday; several are meant by "mondays".
func weekdayName(low string) (day time.Weekday, several, ok bool) {
	if day, ok = weekdayNames[low]; ok {
		return day, false, true
	}
	day, ok = weekdayNames[strings.TrimSuffix(low, "s")]
	return day, ok, ok
}

// weekdaysFromTo returns all days from one to another, over the weekend if need be.
func weekdaysFromTo(first, last time.Weekday) []time.Weekday {
	days := []time.Weekday{first}
	for first != last {
		first = (first + 1) % 7
		days = append(days, first)
	}
	return days
}

// cutDays reads mon-fri.
func cutDays(low string) (first, last time.Weekday, ok bool) {
	from, to, cut := strings.Cut(low, "-")
	first, _, known := weekdayName(from)
	last, _, ok = weekdayName(to)
	return first, last, cut && known && ok
}

// monthName reads a month in full, in three letters, or "sept".
func monthName(low string) (time.Month, bool) {
	for month := time.January; month <= time.December; month++ {
		name := strings.ToLower(month.String())
		if low == name || low == name[:3] || low == "sept" && month == time.September {
			return month, true
		}
	}
	return 0, false
}

var numberNames = map[string]int{
	"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
	"seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
}

// number reads a whole number of up to six digits.
func number(low string) (int, bool) {
	if n, ok := numberNames[low]; ok {
		return n, true
	}
	if len(low) == 0 || len(low) > 6 || strings.Trim(low, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(low)
	return n, err == nil
}

const last = -1 // as an ordinal

var (
	ordinalNames   = map[string]int{"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": last}
	ordinalPattern = regexp.MustCompile(`^(\d{1,2})(st|nd|rd|th)$`)
)

// ordinal reads 1st to 31st, first to fifth, and last.
func ordinal(low string) (int, bool) {
	if n, ok := ordinalNames[low]; ok {
		return n, true
	}
	parts := ordinalPattern.FindStringSubmatch(low)
	if parts == nil {
		return 0, false
	}
	n, _ := number(parts[1])
	return n, n >= 1 && n <= 31
}

// frequency reads what a rule counts in.
func frequency(low string) (rrule.Frequency, bool) {
	switch strings.TrimSuffix(low, "s") {
	case "day":
		return rrule.DAILY, true
	case "week":
		return rrule.WEEKLY, true
	case "month":
		return rrule.MONTHLY, true
	case "year":
		return rrule.YEARLY, true
	}
	return 0, false
}

// adverb reads a rule in one word.
func adverb(low string) (f rrule.Frequency, interval int, ok bool) {
	switch low {
	case "daily":
		return rrule.DAILY, 1, true
	case "weekly":
		return rrule.WEEKLY, 1, true
	case "fortnightly", "biweekly":
		return rrule.WEEKLY, 2, true
	case "monthly":
		return rrule.MONTHLY, 1, true
	case "quarterly":
		return rrule.MONTHLY, 3, true
	case "yearly", "annually":
		return rrule.YEARLY, 1, true
	}
	return 0, 0, false
}
