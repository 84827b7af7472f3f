package calendar

import (
	"bytes"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"
	"unicode/utf8"

	"github.com/emersion/go-ical"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/agenda"
)

var now = time.Date(2026, 11, 25, 10, 20, 30, 0, time.UTC)

func event(t testing.TB, words, zone string) Event {
	t.Helper()
	parsed, err := agenda.Parse(words, zone, now)
	require.NoError(t, err)
	return Event{
		UID: "abc@chat.example.com", Sequence: 2, Plan: parsed.Plan, Minutes: parsed.Minutes, Title: parsed.Rest,
		Description: "In ~demo", URL: "https://acme.whereby.com/demo?x=1", RemindMinutes: 10, Created: now, Changed: now.Add(time.Hour),
	}
}

func write(t testing.TB, events ...Event) string {
	t.Helper()
	written, err := Write("Calls", events)
	require.NoError(t, err)
	return string(written)
}

func parse(t testing.TB, written string) *ical.Calendar {
	t.Helper()
	calendar, err := ical.NewDecoder(strings.NewReader(written)).Decode()
	require.NoError(t, err)
	// Its writer checks which properties must be there and how often.
	var again bytes.Buffer
	require.NoError(t, ical.NewEncoder(&again).Encode(calendar))
	return calendar
}

func TestWriteSeries(t *testing.T) {
	e := event(t, `Stand-up every weekday at 09:00 15m`, "Europe/Berlin")
	e.Skipped = e.Plan.NextN(now, nil, 3)[1:]
	written := write(t, e)
	assert.Equal(t, strings.ReplaceAll(`BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Whereby for Mattermost//Calls//EN
CALSCALE:GREGORIAN
METHOD:PUBLISH
X-WR-CALNAME:Calls
BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:STANDARD
DTSTART:20261025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:20270328T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VEVENT
UID:abc@chat.example.com
SEQUENCE:2
DTSTAMP:20261125T112030Z
CREATED:20261125T102030Z
LAST-MODIFIED:20261125T112030Z
DTSTART;TZID=Europe/Berlin:20261126T090000
DURATION:PT15M
RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR
EXDATE;TZID=Europe/Berlin:20261127T090000
EXDATE;TZID=Europe/Berlin:20261130T090000
SUMMARY:Stand-up
DESCRIPTION:In ~demo
URL:https://acme.whereby.com/demo?x=1
LOCATION:https://acme.whereby.com/demo?x=1
STATUS:CONFIRMED
BEGIN:VALARM
ACTION:DISPLAY
DESCRIPTION:Stand-up
TRIGGER:-PT10M
END:VALARM
END:VEVENT
END:VCALENDAR
`, "\n", "\r\n"), written)
}

func TestWriteOne(t *testing.T) {
	e := event(t, `Demo tomorrow 14:00`, "America/New_York")
	e.RemindMinutes, e.Cancelled = 0, true
	events := parse(t, write(t, e)).Events()
	require.Len(t, events, 1)
	start, err := events[0].DateTimeStart(nil)
	require.NoError(t, err)
	assert.True(t, start.Equal(e.Plan.Start))
	end, err := events[0].DateTimeEnd(nil)
	require.NoError(t, err)
	assert.Equal(t, defaultMinutes*time.Minute, end.Sub(start))
	status, err := events[0].Status()
	require.NoError(t, err)
	assert.Equal(t, ical.EventCancelled, status)
	assert.Empty(t, events[0].Props.Values(ical.PropRecurrenceRule))
	assert.Empty(t, events[0].Children)
}

func TestWriteInUTC(t *testing.T) {
	e := event(t, `every day 9:00`, "UTC")
	written := write(t, e)
	assert.Contains(t, written, "\r\nDTSTART:20261126T090000Z\r\n")
	assert.NotContains(t, written, "VTIMEZONE")

	// The second 02:30 of the night in which clocks are set back.
	berlin, err := agenda.Zone("Europe/Berlin")
	require.NoError(t, err)
	e.Plan = agenda.Plan{Start: time.Date(2027, 10, 31, 1, 30, 0, 0, time.UTC).In(berlin), Zone: "Europe/Berlin"}
	assert.Contains(t, write(t, e), "\r\nDTSTART:20271031T013000Z\r\n")
	e.Plan.Start = e.Plan.Start.Add(-time.Hour)
	assert.Contains(t, write(t, e), "\r\nDTSTART;TZID=Europe/Berlin:20271031T023000\r\n")
}

// TestOccurrences compares what another parser makes of series with what agenda says.
func TestOccurrences(t *testing.T) {
	for _, words := range []string{
		"every weekday at 09:00", "every 2 weeks on tue,fri 10:00", "every 31st at 10:00", "every month on the last friday 15:00",
		"every 29 feb 10:00", "every day 23:30 until 2027-05-01", "every monday 9:00 10 times", "cron 0,30 8,17 1,15 * *",
	} {
		for _, zone := range []string{"Europe/Berlin", "America/New_York", "Australia/Sydney", "Asia/Kathmandu", "UTC"} {
			e := event(t, words, zone)
			e.Skipped = e.Plan.NextN(now, nil, 2)[1:]
			component := parse(t, write(t, e)).Events()[0]
			set, err := component.RecurrenceSet(nil)
			require.NoError(t, err)
			next := set.Iterator()
			for _, want := range e.Plan.NextN(now, e.Skipped, 60) {
				got, ok := next()
				require.True(t, ok)
				require.True(t, got.Equal(want), "%s in %s: %s is not %s", words, zone, got, want)
				if want.Year() > 2060 {
					break
				}
			}
		}
	}
}

// TestZones reads what is written about zones as another calendar would, and
// compares what it says with what Go knows.
func TestZones(t *testing.T) {
	for _, zone := range []string{
		"Europe/Berlin", "Europe/Dublin", "America/New_York", "Australia/Sydney", "Australia/Lord_Howe", "Asia/Kathmandu",
		"Asia/Kolkata", "Asia/Jerusalem", "Africa/Cairo", "Africa/Casablanca", "America/Sao_Paulo", "GMT", "Pacific/Chatham",
	} {
		calendar := parse(t, write(t, event(t, "every day 9:00", zone)))
		require.Equal(t, ical.CompTimezone, calendar.Children[0].Name)
		location, err := agenda.Zone(zone)
		require.NoError(t, err)
		for at := now; at.Year() < 2045; at = at.Add(11 * time.Hour) {
			_, want := at.In(location).Zone()
			require.Equal(t, want, shown(t, calendar.Children[0], at), "%s at %s", zone, at)
		}
	}
}

// onsets are when an observance begins, as it is written, by component.
var onsets = map[*ical.Component][]time.Time{}

// shown returns the offset that a written time zone has at a time.
func shown(t *testing.T, zone *ical.Component, at time.Time) (offset int) {
	var latest time.Time
	for _, part := range zone.Children {
		from, to := seconds(t, part, ical.PropTimezoneOffsetFrom), seconds(t, part, ical.PropTimezoneOffsetTo)
		if onsets[part] == nil {
			set, err := part.RecurrenceSet(time.UTC)
			require.NoError(t, err)
			begin, err := part.Props.DateTime(ical.PropDateTimeStart, time.UTC)
			require.NoError(t, err)
			onsets[part] = []time.Time{begin}
			if set != nil {
				onsets[part] = set.Between(begin, begin.AddDate(30, 0, 0), true)
			}
			for _, listed := range part.Props.Values(ical.PropRecurrenceDates) {
				one, err := listed.DateTime(time.UTC)
				require.NoError(t, err)
				onsets[part] = append(onsets[part], one)
			}
		}
		for _, onset := range onsets[part] {
			if begin := onset.Add(-time.Duration(from) * time.Second); !begin.After(at) && begin.After(latest) {
				latest, offset = begin, to
			}
		}
	}
	require.False(t, latest.IsZero())
	return offset
}

func seconds(t *testing.T, part *ical.Component, name string) int {
	var hours, minutes int
	text := part.Props.Get(name).Value
	_, err := fmt.Sscanf(text[1:], "%2d%2d", &hours, &minutes)
	require.NoError(t, err)
	if text[0] == '-' {
		return -3600*hours - 60*minutes
	}
	return 3600*hours + 60*minutes
}

func TestWriteRefuses(t *testing.T) {
	for name, spoil := range map[string]func(*Event){
		"no UID":      func(e *Event) { e.UID = "" },
		"no zone":     func(e *Event) { e.Plan.Zone = "Europe/Atlantis" },
		"bad rule":    func(e *Event) { e.Plan.Rule = "FREQ=DAILY\r\nATTENDEE:mailto:x@example.com" },
		"script":      func(e *Event) { e.URL = "javascript:alert(1)" },
		"broken link": func(e *Event) { e.URL = "https://x.example.com/\r\nATTENDEE:x" },
	} {
		e := event(t, "every day 9:00", "Europe/Berlin")
		spoil(&e)
		_, err := Write("Calls", []Event{e})
		assert.Error(t, err, name)
	}
	_, err := Write("Calls", nil)
	assert.NoError(t, err)
}

// FuzzWrite has strangers write texts, and reads them back.
func FuzzWrite(f *testing.F) {
	f.Add("Stand-up", "every\\nday; \"x\", y", "https://x.example.com/a?b=c d")
	f.Add("x\r\nATTENDEE:mailto:x@example.com\r\n", "\nEND:VEVENT\nBEGIN:VEVENT", "https://x.example.com/\u2028é")
	f.Add(strings.Repeat("ü", 200), strings.Repeat("日本語🎉", 100)+`\`, "https://x.example.com/"+strings.Repeat("a", 300))
	f.Add("\x00\x0b\x1b\u0085\u2028\xff", ":;,=", "")
	f.Fuzz(func(t *testing.T, title, description, link string) {
		e := event(t, "every day 9:00", "Europe/Berlin")
		e.Title, e.Description, e.URL = title, description, link
		if _, err := e.link(); err != nil {
			e.URL = ""
		}
		e.UID = title + "@x"
		plain := write(t, event(t, "every day 9:00", "Europe/Berlin"))
		written, err := Write(title, []Event{e})
		require.NoError(t, err)
		require.True(t, utf8.Valid(written))
		for line := range strings.SplitSeq(string(written), "\r\n") {
			require.LessOrEqual(t, len(line), maxLine)
			require.False(t, strings.ContainsAny(line, "\r\n\x00\x0b\x0c\x1c\x1d\x1e\u0085\u2028\u2029"), "%q", line)
		}
		calendar := parse(t, string(written))
		require.Len(t, calendar.Events(), 1)
		require.Len(t, calendar.Children, len(parse(t, plain).Children))
		props := calendar.Events()[0].Props
		require.Empty(t, props.Values("ATTENDEE"))
		read, err := props.Text(ical.PropSummary)
		require.NoError(t, err)
		require.Equal(t, expected(title), read)
		for _, made := range []string{GoogleLink(e), outlookLink(e, now)} {
			require.Less(t, len(made), 5000)
			parsed, err := url.Parse(made)
			require.NoError(t, err)
			values, err := url.ParseQuery(parsed.RawQuery)
			require.NoError(t, err)
			for name, list := range values {
				require.Len(t, list, 1, name)
			}
			text := values.Get("text") + values.Get("subject")
			require.True(t, strings.HasPrefix(strings.ToValidUTF8(title, "\uFFFD"), text))
		}
	})
}

// expected is a text as it must come back: what ends lines is a new line, other
// control characters are spaces.
func expected(text string) string {
	text = strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\r\n", "\n")
	return strings.Map(plain, text)
}

func TestLinks(t *testing.T) {
	e := event(t, `"Q&A + more" every monday 9:00 45m`, "Europe/Berlin")
	google := "https://calendar.google.com/calendar/render?action=TEMPLATE&text=Q%26A%20%2B%20more" +
		"&dates=20261130T090000/20261130T094500&ctz=Europe%2FBerlin&details=In%20~demo" +
		"&location=https%3A%2F%2Facme.whereby.com%2Fdemo%3Fx%3D1"
	assert.Equal(t, google+"&recur=RRULE%3AFREQ%3DWEEKLY%3BBYDAY%3DMO", GoogleLink(e))
	later := e.Plan.NextN(now, nil, 3)
	e.Skipped = later[1:2]
	assert.Equal(t, "https://outlook.office.com/calendar/0/deeplink/compose?path=%2Fcalendar%2Faction%2Fcompose&rru=addevent"+
		"&subject=Q%26A%20%2B%20more&startdt=2026-12-14T08%3A00%3A00Z&enddt=2026-12-14T08%3A45%3A00Z&body=In%20~demo"+
		"&location=https%3A%2F%2Facme.whereby.com%2Fdemo%3Fx%3D1", outlookLink(e, later[0]))
	e.Plan.Rule = ""
	assert.Equal(t, google, GoogleLink(e))
	assert.Contains(t, OutlookLink(e), "startdt=2026-11-30T08%3A00%3A00Z") // over, or to come: the only one
	e.Plan.Zone = "Europe/Atlantis"
	assert.Empty(t, GoogleLink(e))

	utc := event(t, "tomorrow 9:00", "UTC")
	assert.Contains(t, GoogleLink(utc), "&dates=20261126T090000Z/20261126T100000Z&")
}

func BenchmarkWrite(b *testing.B) {
	var events []Event
	for _, zone := range []string{"Europe/Berlin", "America/New_York", "Asia/Kolkata"} {
		for range 30 {
			events = append(events, event(b, "every weekday 9:00", zone))
		}
	}
	for b.Loop() {
		write(b, events...)
	}
}
