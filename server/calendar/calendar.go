// Package calendar writes calls for other calendars: files and feeds in
// iCalendar (RFC 5545), and links that fill in Google's and Outlook's forms.
package calendar

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/pkg/errors"

	"mattermost-plugin-whereby/server/agenda"
)

const (
	productID = "-//Whereby for Mattermost//Calls//EN"
	// defaultMinutes is how long a call without a length stands in a calendar:
	// it has no end there, but an entry without one can hardly be seen.
	defaultMinutes = 60

	localFormat = "20060102T150405"
	utcFormat   = "20060102T150405Z"
)

// Event is a call, or a series of them, in a calendar.
type Event struct {
	UID           string
	Sequence      int // goes up with every change
	Plan          agenda.Plan
	Skipped       []time.Time
	Minutes       int // 0 = no length
	Title         string
	Description   string
	URL           string // http or https, or empty
	RemindMinutes int    // 0 = no reminder
	Created       time.Time
	Changed       time.Time
	Cancelled     bool
}

// Write returns a calendar of this name with the events. The same events make
// the same bytes. An event that
// cannot be written is an error.
func Write(name string, events []Event) ([]byte, error) {
	var w writer
	w.line("BEGIN", "VCALENDAR")
	w.line("VERSION", "2.0")
	w.line("PRODID", productID)
	w.line("CALSCALE", "GREGORIAN")
	w.line("METHOD", "PUBLISH")
	w.text("X-WR-CALNAME", name)
	if err := w.zones(events); err != nil {
		return nil, err
	}
	for i := range events {
		if err := w.event(&events[i]); err != nil {
			return nil, errors.Wrapf(err, "write event %q", events[i].UID)
		}
	}
	w.line("END", "VCALENDAR")
	return w.out.Bytes(), nil
}

func (w *writer) event(e *Event) error {
	link, err := e.link()
	if err != nil {
		return err
	}
	if e.UID == "" {
		return errors.New("it has no UID")
	}
	w.line("BEGIN", "VEVENT")
	w.text("UID", e.UID)
	w.line("SEQUENCE", fmt.Sprint(e.Sequence))
	w.line("DTSTAMP", e.Changed.UTC().Format(utcFormat))
	w.line("CREATED", e.Created.UTC().Format(utcFormat))
	w.line("LAST-MODIFIED", e.Changed.UTC().Format(utcFormat))
	if err := w.times(e); err != nil {
		return err
	}
	w.text("SUMMARY", e.Title)
	if e.Description != "" {
		w.text("DESCRIPTION", e.Description)
	}
	if link != "" {
		w.line("URL", link)
		w.text("LOCATION", link) // some calendars show no URL
	}
	w.line("STATUS", e.status())
	w.alarm(e)
	w.line("END", "VEVENT")
	return nil
}

// times writes when the event is.
func (w *writer) times(e *Event) error {
	if err := e.Plan.Check(); err != nil {
		return err
	}
	start, err := stamp(e.Plan, e.Plan.Start)
	if err != nil {
		return err
	}
	w.line("DTSTART"+start.params, start.value)
	w.line("DURATION", duration(e.minutes()))
	if e.Plan.Rule == "" {
		return nil
	}
	w.line("RRULE", e.Plan.Rule)
	for _, skipped := range e.Skipped {
		left, err := stamp(e.Plan, skipped)
		if err != nil {
			return err
		}
		w.line("EXDATE"+left.params, left.value)
	}
	return nil
}

func (w *writer) alarm(e *Event) {
	if e.RemindMinutes <= 0 || e.Cancelled {
		return
	}
	w.line("BEGIN", "VALARM")
	w.line("ACTION", "DISPLAY")
	w.text("DESCRIPTION", e.Title)
	w.line("TRIGGER", "-"+duration(e.RemindMinutes))
	w.line("END", "VALARM")
}

func (e *Event) status() string {
	if e.Cancelled {
		return "CANCELLED"
	}
	return "CONFIRMED"
}

func (e *Event) minutes() int {
	if e.Minutes <= 0 {
		return defaultMinutes
	}
	return e.Minutes
}

// link returns the event's address as it may stand in a line of its own.
func (e *Event) link() (string, error) {
	if e.URL == "" {
		return "", nil
	}
	link, err := url.Parse(e.URL)
	if err != nil || link.Scheme != "https" && link.Scheme != "http" || link.Host == "" {
		return "", errors.New("its URL is no web address")
	}
	var b strings.Builder
	for _, c := range []byte(link.String()) { // a query stays as it was typed
		if c <= ' ' || c == '"' || c >= 0x7F {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String(), nil
}

// duration writes minutes as PT1H30M would be, in minutes only.
func duration(minutes int) string { return fmt.Sprintf("PT%dM", minutes) }

// moment is a time as a property has it.
type moment struct{ params, value string }

// stamp writes an occurrence as clocks show it in the plan's zone: so it stays
// where it is when the zone's rules change.
func stamp(plan agenda.Plan, t time.Time) (moment, error) {
	if inUTC(plan) {
		return moment{value: t.UTC().Format(utcFormat)}, nil
	}
	shown, err := plan.Wall(t)
	if err != nil {
		return moment{}, err
	}
	return moment{params: ";TZID=" + plan.Zone, value: shown.Format(localFormat)}, nil
}

// inUTC tells whether an event's times are written in UTC. So are those of a
// single event whose time clocks show twice, if the second is meant: a local
// time is the first.
func inUTC(plan agenda.Plan) bool {
	if plan.Zone == "UTC" {
		return true
	}
	if plan.Rule != "" {
		return false
	}
	year, month, day := plan.Start.Date()
	hour, minute, second := plan.Start.Clock()
	earlier := plan.Start.Add(-3 * time.Hour)
	_, before := earlier.Zone()
	first := time.Date(year, month, day, hour, minute, second, 0, time.FixedZone("", before))
	return first.Before(plan.Start) && sameClock(first.In(plan.Start.Location()), plan.Start)
}

func sameClock(a, b time.Time) bool { return a.Format(localFormat) == b.Format(localFormat) }
