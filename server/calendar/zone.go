package calendar

import (
	"fmt"
	"slices"
	"time"

	"github.com/pkg/errors"

	"mattermost-plugin-whereby/server/agenda"
)

// yearsAhead is how far clock changes are looked at: a rule that holds for so
// long is taken to hold for ever, and without one they are listed so far.
const yearsAhead = 20

// zones writes every time zone that the events are in, with the clock changes
// from the first event on.
func (w *writer) zones(events []Event) error {
	spans := map[string]*span{}
	var names []string
	for i := range events {
		plan := events[i].Plan
		if inUTC(plan) {
			continue
		}
		found := spans[plan.Zone]
		if found == nil {
			found = &span{from: plan.Start, to: plan.Start}
			spans[plan.Zone] = found
			names = append(names, plan.Zone)
		}
		found.add(plan.Start)
		found.add(events[i].Changed)
	}
	slices.Sort(names)
	for _, name := range names {
		zone, err := agenda.Zone(name)
		if err != nil {
			return errors.Wrap(err, "write time zone")
		}
		w.zone(zone, *spans[name])
	}
	return nil
}

// span is between the first and the last thing that is dated.
type span struct{ from, to time.Time }

func (s *span) add(t time.Time) {
	if t.IsZero() {
		return
	}
	if t.Before(s.from) {
		s.from = t
	}
	if t.After(s.to) {
		s.to = t
	}
}

func (w *writer) zone(zone *time.Location, s span) {
	w.line("BEGIN", "VTIMEZONE")
	w.line("TZID", zone.String())
	for _, kind := range observances(zone, s.from.Add(-day), s.to.AddDate(yearsAhead, 0, 0)) {
		kind.write(w)
	}
	w.line("END", "VTIMEZONE")
}

// observance is what clocks show from some changes on: summer time, for example.
type observance struct {
	name     string
	summer   bool
	from, to int         // seconds east of Greenwich, before and after the change
	changes  []time.Time // what clocks showed at the change, before it, in UTC
}

const day = 24 * time.Hour

// observances returns what clocks in the zone show between two times.
func observances(zone *time.Location, from, to time.Time) []observance {
	changes := changesBetween(zone, from.Add(-400*day), to)
	// What holds at first began with the last change before.
	for len(changes) > 1 && !changes[1].After(from) {
		changes = changes[1:]
	}
	if len(changes) == 0 || changes[0].After(from) {
		return note([]observance{since1970(from.In(zone))}, changes)
	}
	return note(nil, changes)
}

// changesBetween returns when clocks in the zone changed. It looks at every
// day: Time.ZoneBounds knows it sooner, but at the end of leap years it is wrong.
func changesBetween(zone *time.Location, from, to time.Time) (changes []time.Time) {
	for t := from.Truncate(time.Hour).In(zone); t.Before(to); t = t.Add(day) {
		if !same(t, t.Add(day)) {
			changes = append(changes, changeWithin(t, t.Add(day)))
		}
	}
	return changes
}

// changeWithin returns the second at which clocks changed, by halving.
func changeWithin(before, after time.Time) time.Time {
	for after.Sub(before) > time.Second {
		middle := before.Add((after.Sub(before) / 2).Truncate(time.Second))
		if same(before, middle) {
			before = middle
		} else {
			after = middle
		}
	}
	return after
}

// same tells whether clocks show times the same way.
func same(a, b time.Time) bool {
	nameA, offsetA := a.Zone()
	nameB, offsetB := b.Zone()
	return nameA == nameB && offsetA == offsetB && a.IsDST() == b.IsDST()
}

// since1970 returns the observance of a time whose beginning does not matter.
func since1970(t time.Time) observance {
	name, offset := t.Zone()
	return observance{name: name, summer: t.IsDST(), from: offset, to: offset, changes: []time.Time{time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC)}}
}

// note adds changes to the observances.
func note(kinds []observance, changes []time.Time) []observance {
	for _, change := range changes {
		kind := observance{summer: change.IsDST()}
		kind.name, kind.to = change.Zone()
		_, kind.from = change.Add(-time.Second).Zone()
		i := slices.IndexFunc(kinds, func(k observance) bool {
			return k.name == kind.name && k.summer == kind.summer && k.from == kind.from && k.to == kind.to
		})
		if i < 0 {
			kinds, i = append(kinds, kind), len(kinds)
		}
		kinds[i].changes = append(kinds[i].changes, change.UTC().Add(time.Duration(kind.from)*time.Second))
	}
	return kinds
}

func (o *observance) write(w *writer) {
	part := "STANDARD"
	if o.summer {
		part = "DAYLIGHT"
	}
	w.line("BEGIN", part)
	w.line("DTSTART", o.changes[0].Format(localFormat))
	if rule, ok := yearly(o.changes); ok {
		w.line("RRULE", rule)
	} else if len(o.changes) > 1 {
		for _, change := range o.changes { // the first too: ical.js forgets it otherwise
			w.line("RDATE", change.Format(localFormat))
		}
	}
	w.line("TZOFFSETFROM", offset(o.from))
	w.line("TZOFFSETTO", offset(o.to))
	w.text("TZNAME", o.name)
	w.line("END", part)
}

// yearly returns the rule of changes that come every year on the same weekday
// of a month, such as the last Sunday of March.
func yearly(changes []time.Time) (string, bool) {
	first := changes[0]
	if len(changes) < yearsAhead-1 {
		return "", false
	}
	for _, nth := range []int{-1, (first.Day()-1)/7 + 1} {
		if follows(changes, nth) {
			return fmt.Sprintf("FREQ=YEARLY;BYMONTH=%d;BYDAY=%d%s", first.Month(), nth, weekdays[first.Weekday()]), true
		}
	}
	return "", false
}

var weekdays = [...]string{"SU", "MO", "TU", "WE", "TH", "FR", "SA"}

func follows(changes []time.Time, nth int) bool {
	first := changes[0]
	for i, change := range changes {
		same := change.Year() == first.Year()+i && change.Month() == first.Month() && change.Weekday() == first.Weekday() &&
			change.Sub(midnight(change)) == first.Sub(midnight(first))
		number := (change.Day()-1)/7 + 1
		if nth < 0 && change.AddDate(0, 0, 7).Month() != change.Month() {
			number = nth
		}
		if !same || number != nth {
			return false
		}
	}
	return true
}

func midnight(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

// offset writes seconds east of Greenwich as +0545.
func offset(seconds int) string {
	sign := '+'
	if seconds < 0 {
		sign, seconds = '-', -seconds
	}
	text := fmt.Sprintf("%c%02d%02d", sign, seconds/3600, seconds/60%60)
	if seconds%60 != 0 {
		text += fmt.Sprintf("%02d", seconds%60)
	}
	return text
}
