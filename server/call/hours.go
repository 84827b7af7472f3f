package call

import "time"

// Hours are when calls may be started. The zero value is always.
type Hours struct {
	// Days are the spans of each weekday, Sunday first; all empty for always.
	Days [7][]Span
	// Zone is where the spans are read; nil for UTC.
	Zone *time.Location
	// Holidays are days without any, as 2026-12-24, or 12-24 for every year.
	Holidays map[string]bool
	// Closed is set when the hours cannot be read: then there are none.
	Closed bool
}

// Span is a part of a day, in minutes since midnight by the clock on the wall.
type Span struct{ From, To int }

const dayMinutes = 24 * 60

// Open tells whether calls may be started at that time.
func (h Hours) Open(at time.Time) bool {
	local := h.local(at)
	if h.Closed || h.isHoliday(local) {
		return false
	}
	if h.always() {
		return true
	}
	minute := local.Hour()*60 + local.Minute()
	for _, s := range h.Days[local.Weekday()] {
		if s.From <= minute && minute < s.To {
			return true
		}
	}
	return false
}

// searchDays is how far Next looks.
const searchDays = 400

// Next returns when calls may be started again, zero if not in the next year.
func (h Hours) Next(after time.Time) time.Time {
	local := h.local(after)
	for day := range searchDays {
		date := time.Date(local.Year(), local.Month(), local.Day()+day, 12, 0, 0, 0, local.Location())
		if h.isHoliday(date) {
			continue
		}
		spans := h.Days[date.Weekday()]
		if h.always() {
			spans = []Span{{From: 0, To: dayMinutes}}
		}
		for _, s := range spans {
			opens := time.Date(date.Year(), date.Month(), date.Day(), 0, s.From, 0, 0, date.Location())
			if opens.After(after) && h.Open(opens) {
				return opens
			}
		}
	}
	return time.Time{}
}

func (h Hours) always() bool {
	for _, spans := range h.Days {
		if len(spans) > 0 {
			return false
		}
	}
	return true
}

func (h Hours) local(at time.Time) time.Time {
	if h.Zone == nil {
		return at.UTC()
	}
	return at.In(h.Zone)
}

func (h Hours) isHoliday(local time.Time) bool {
	return h.Holidays[local.Format(time.DateOnly)] || h.Holidays[local.Format("01-02")]
}
