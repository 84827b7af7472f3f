package invite

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/call"
)

var berlin = Zone("Europe/Berlin")

// noon is a Thursday in winter.
var noon = time.Date(2026, 11, 26, 12, 0, 0, 0, berlin)

func TestParse(t *testing.T) {
	local := func(month time.Month, day, hour, minute int) time.Time {
		return time.Date(2026, month, day, hour, minute, 0, 0, berlin)
	}
	tests := map[string]struct {
		name  string
		until time.Time
	}{
		"":                             {},
		"Zoe":                          {name: "Zoe"},
		"  Zoe   Zebra ":               {name: "Zoe Zebra"},
		"zoe@example.com":              {name: "zoe@example.com"},
		"2fast@example.com":            {name: "2fast@example.com"},
		"Agent 47":                     {name: "Agent 47"},
		"Henry the 8th":                {name: "Henry the 8th"},
		"May":                          {name: "May"},
		"Zoe 2h":                       {"Zoe", noon.Add(2 * time.Hour)},
		"Zoe 45m":                      {"Zoe", noon.Add(45 * time.Minute)},
		"2H":                           {"", noon.Add(2 * time.Hour)},
		"Zoe 1h30m":                    {"Zoe", noon.Add(90 * time.Minute)},
		"Zoe 1h 30m":                   {"Zoe", noon.Add(90 * time.Minute)},
		"Zoe 1.5h":                     {"Zoe", noon.Add(90 * time.Minute)},
		"Zoe 90 minutes":               {"Zoe", noon.Add(90 * time.Minute)},
		"Zoe 2 hours":                  {"Zoe", noon.Add(2 * time.Hour)},
		"Zoe 2 days":                   {"Zoe", noon.Add(48 * time.Hour)},
		"Agent 47 2h":                  {"Agent 47", noon.Add(2 * time.Hour)},
		"zoe@example.com 18:00":        {"zoe@example.com", local(11, 26, 18, 0)},
		"Zoe 8:05":                     {"Zoe", local(11, 27, 8, 5)}, // has passed today
		"Zoe 12:00":                    {"Zoe", local(11, 27, 12, 0)},
		"Zoe 6pm":                      {"Zoe", local(11, 26, 18, 0)},
		"Zoe 6 PM":                     {"Zoe", local(11, 26, 18, 0)},
		"Zoe 6:30 p.m.":                {"Zoe", local(11, 26, 18, 30)},
		"Zoe 12am":                     {"Zoe", local(11, 27, 0, 0)},
		"Zoe 12pm":                     {"Zoe", local(11, 27, 12, 0)},
		"Zoe tomorrow":                 {"Zoe", local(11, 28, 0, 0)}, // all of it
		"Zoe today":                    {"Zoe", local(11, 27, 0, 0)},
		"Zoe tomorrow 9:30":            {"Zoe", local(11, 27, 9, 30)},
		"Zoe tomorrow at 9 am":         {"Zoe", local(11, 27, 9, 0)},
		"Zoe 18:00 Tomorrow":           {"Zoe", local(11, 27, 18, 0)},
		"Zoe tomorrow, 18:00":          {"Zoe", local(11, 27, 18, 0)},
		"Zoe 2026-12-24":               {"Zoe", local(12, 25, 0, 0)},
		"Zoe 2026-12-24 18:00":         {"Zoe", local(12, 24, 18, 0)},
		"Zoe 2026-12-24T18:00":         {"Zoe", local(12, 24, 18, 0)},
		"Zoe 2020-01-01":               {"Zoe", time.Date(2020, 1, 2, 0, 0, 0, 0, berlin)}, // the service says that it is past
		"Zoe until 18:00":              {"Zoe", local(11, 26, 18, 0)},
		"Zoe Zebra till tomorrow 6 pm": {"Zoe Zebra", local(11, 27, 18, 0)},
		"until 2h":                     {"", noon.Add(2 * time.Hour)},
	}
	for text, want := range tests {
		t.Run(text, func(t *testing.T) {
			name, until, err := Parse(text, noon.UTC(), berlin)
			require.NoError(t, err)
			assert.Equal(t, want.name, name)
			assert.True(t, want.until.Equal(until), "%s is %s", text, until)
		})
	}
}

func TestParseRefuses(t *testing.T) {
	tests := map[string]string{
		"Zoe 25:00": "25:00", "Zoe 18:61": "18:61", "Zoe 13pm": "13pm", "Zoe 0am": "0am", "Zoe 6:75pm": "6:75pm",
		"Zoe 24:00": "24:00", "Zoe 2x": "2x", "Zoe 0m": "0m", "Zoe -2h": "-2h", "Zoe 0 hours": "0 hours", "Zoe 13 pm": "13 pm",
		"Zoe 2026-13-45": "2026-13-45", "Zoe 2026-02-30": "2026-02-30", "Zoe 24.12.": "24.12.", "Zoe 18h30": "18h30",
		"Zoe 2026-13-45 18:00": "2026-13-45 18:00", "Zoe tomorrow 25:00": "25:00", "Zoe 30s": "30s", "Zoe 2 weeks": "2 weeks",
		"yesterday": "yesterday", "Zoe until": "", "Zoe until someday": "someday", "Zoe until 18": "18", "7-Eleven 2h": "7-Eleven 2h",
		"Zoe 99999999999999h": "99999999999999h",
	}
	for text, value := range tests {
		t.Run(text, func(t *testing.T) {
			_, until, err := Parse(text, noon, berlin)
			require.Equal(t, call.CodeBadUntil, call.CodeOf(err), "%s", until)
			known, _ := err.(*call.Error)
			assert.Equal(t, value, known.Value)
		})
	}
}

func TestUntilIsOnTheInvitersClock(t *testing.T) {
	tests := map[string]struct {
		zone  string
		now   string
		until string
		want  string
	}{
		"far east":            {"Asia/Tokyo", "2026-11-26T20:00:00Z", "6:00", "2026-11-26T21:00:00Z"},
		"already tomorrow":    {"Asia/Tokyo", "2026-11-26T20:00:00Z", "today", "2026-11-27T15:00:00Z"},
		"far west":            {"America/Los_Angeles", "2026-11-27T03:00:00Z", "8pm", "2026-11-27T04:00:00Z"},
		"unknown zone":        {"Moon/Crater", "2026-11-26T12:00:00Z", "18:00", "2026-11-26T18:00:00Z"},
		"no zone":             {"", "2026-11-26T12:00:00Z", "18:00", "2026-11-26T18:00:00Z"},
		"a day of 25 hours":   {"Europe/Berlin", "2026-10-24T20:00:00Z", "tomorrow 18:00", "2026-10-25T17:00:00Z"},
		"an hour left out":    {"Europe/Berlin", "2026-03-28T20:00:00Z", "tomorrow 2:30", "2026-03-29T01:30:00Z"},
		"a length crosses it": {"Europe/Berlin", "2026-10-24T22:00:00Z", "6h", "2026-10-25T04:00:00Z"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			now, err := time.Parse(time.RFC3339, test.now)
			require.NoError(t, err)
			until, err := Until(test.until, now, Zone(test.zone))
			require.NoError(t, err)
			assert.Equal(t, test.want, until.UTC().Format(time.RFC3339))
		})
	}
}

func FuzzParse(f *testing.F) {
	for _, text := range []string{"", "Zoe 2h", "Zoe until 18:00", "tomorrow at 6 pm", "2026-12-24T18:00", "at", "at at", ",", "until", "\xff 1h", "T", "9999-12-31 23:59", "999d 9999h 99999m"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		name, until, err := Parse(text, noon, berlin)
		if err != nil && call.CodeOf(err) != call.CodeBadUntil {
			t.Errorf("%q: %v", text, err)
		}
		if err != nil && (name != "" || !until.IsZero()) {
			t.Errorf("%q is refused and gives %q, %s", text, name, until)
		}
		if len(strings.Fields(name)) > len(strings.Fields(text)) {
			t.Errorf("%q became the name %q", text, name)
		}
		if !until.IsZero() && (until.Year() < 0 || until.Year() > 10000) {
			t.Errorf("%q ends at %s", text, until)
		}
	})
}
