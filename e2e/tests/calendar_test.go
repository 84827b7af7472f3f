package tests

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/agenda"
	"mattermost-plugin-whereby/server/calendar"
)

const (
	comparedOccurrences = 60
	comparedYears       = 8 // with two leap days
	awkwardTitle        = "Q&A; \"quoted\", with\nATTENDEE:mailto:x@example.com and ünïcode 日本語 🎉, long enough to be folded twice"
)

// awkwardSeries are rules, zones and days after which their occurrences are compared.
func awkwardSeries(t *testing.T) (series []calendar.Event, after time.Time) {
	now := time.Date(2026, 11, 25, 10, 20, 30, 0, time.UTC)
	for _, zone := range []string{
		"Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Sydney", "Australia/Lord_Howe", "Africa/Cairo", "Africa/Casablanca", "UTC",
	} {
		for _, words := range []string{
			"every weekday 9:00", "every sun 2:30", "every sun 1:30", "every day 0:30", "every day 3:00 100 times", "every day 22:00 until 2027-04-10",
			"every 2 weeks on tue 10:00", "every 3 weeks on mon,fri,sun 10:00", "every 10 days 2:30",
			"every 31st 10:00", "every month on the 1st, 15th and 30th 10:00", "every last day of the month 23:30",
			"every month on the last friday 15:00", "every fifth monday 15:00", "every 2 months on the first and third sunday 2:30",
			"every 29 feb 10:00", "every 24 dec 16:00", "every last sunday of march 2:30",
			"cron 0,30 8,17 * * 1-5", "cron 15 8 1,15 */3 *", "cron 0 12 * 3,10 0", "cron 0 9 31 * *",
		} {
			parsed, err := agenda.Parse(words, zone, now)
			require.NoError(t, err)
			event := calendar.Event{
				UID: fmt.Sprintf("%d@example.com", len(series)), Plan: parsed.Plan, Minutes: 45, Title: awkwardTitle, Description: words,
				URL: "https://acme.whereby.com/demo", RemindMinutes: 10, Created: now, Changed: now,
			}
			first := parsed.Plan.NextN(now, nil, 7)
			event.Sequence, event.Cancelled = len(series), len(series)%5 == 4
			event.Skipped = []time.Time{first[len(first)-1], first[1]}
			series = append(series, event)
		}
	}
	return series, now
}

// TestCalendarsAgree has ical.js, which knows nothing of this plugin, count the
// occurrences of awkward rules in the calendar files that the plugin writes.
func TestCalendarsAgree(t *testing.T) {
	series, after := awkwardSeries(t)
	until := after.AddDate(comparedYears, 0, 0)
	args := []string{"occurrences.mjs", strconv.Itoa(comparedOccurrences), strconv.FormatInt(after.UnixMilli(), 10), strconv.FormatInt(until.UnixMilli(), 10)}
	folder := t.TempDir()
	for i := range series {
		written, err := calendar.Write("Calls", series[i:i+1])
		require.NoError(t, err)
		file := filepath.Join(folder, fmt.Sprintf("%d.ics", i))
		require.NoError(t, os.WriteFile(file, written, 0o600))
		args = append(args, file)
	}
	cmd := exec.CommandContext(t.Context(), "node", args...)
	cmd.Dir = ".."
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	require.NoError(t, err, "node with ical.js (npm ci in e2e)")

	var read []struct {
		Occurrences []int64
		Title       string
		Minutes     int
		Zones       int
		Sequence    int
		Status      string
		Alarms      []int // minutes from the beginning
	}
	require.NoError(t, json.Unmarshal(out, &read))
	require.Len(t, read, len(series))
	for i, event := range series {
		want := event.Plan.NextN(after, event.Skipped, comparedOccurrences)
		want = slices.DeleteFunc(want, func(at time.Time) bool { return !at.Before(until) })
		what := fmt.Sprintf("%s in %s (%s)", event.Description, event.Plan.Zone, event.Plan.Rule)
		var got []time.Time
		for n, ms := range read[i].Occurrences {
			at := time.UnixMilli(ms).In(event.Plan.Start.Location())
			if n < len(want) && unclear(want[n], at) {
				at = want[n]
			}
			got = append(got, at)
		}
		assert.NotEmpty(t, want, what)
		assert.Equal(t, want, got, what)
		assert.Equal(t, event.Title, read[i].Title, what)
		assert.Equal(t, event.Minutes, read[i].Minutes, what)
		assert.Equal(t, event.Sequence, read[i].Sequence, what)
		assert.Equal(t, map[bool]string{false: "CONFIRMED", true: "CANCELLED"}[event.Cancelled], read[i].Status, what)
		if event.Cancelled {
			assert.Empty(t, read[i].Alarms, what)
		} else {
			assert.Equal(t, []int{-event.RemindMinutes}, read[i].Alarms, what)
		}
		assert.Equal(t, event.Plan.Zone != "UTC", read[i].Zones == 1, what)
	}
}

// unclear tells whether two times are the same but for a clock change that
// skips or repeats them in the night. There ical.js does not keep to RFC 5545
// (it says so in its source): it takes the later offset for both. The server's
// own tests look at these times.
func unclear(want, got time.Time) bool {
	_, before := want.Add(-24 * time.Hour).Zone()
	_, after := want.Add(24 * time.Hour).Zone()
	shift := (time.Duration(after-before) * time.Second).Abs()
	return shift > 0 && (want.Hour() < 4 || want.Hour() == 23) && got.Sub(want).Abs() <= 2*shift
}
