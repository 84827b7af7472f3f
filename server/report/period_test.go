package report_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/report"
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	location, err := time.LoadLocation(name)
	require.NoError(t, err)
	return location
}

func TestParsePeriod(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	now := time.Date(2026, 11, 26, 23, 30, 0, 0, time.UTC) // already Friday the 27th in Berlin
	for text, want := range map[string][2]string{
		"":                       {"2026-10-29", "2026-11-28"},
		"30d":                    {"2026-10-29", "2026-11-28"},
		"7d":                     {"2026-11-21", "2026-11-28"},
		"today":                  {"2026-11-27", "2026-11-28"},
		"Yesterday":              {"2026-11-26", "2026-11-27"},
		"week":                   {"2026-11-23", "2026-11-28"},
		" last   week ":          {"2026-11-16", "2026-11-23"},
		"this month":             {"2026-11-01", "2026-11-28"},
		"last month":             {"2026-10-01", "2026-11-01"},
		"quarter":                {"2026-10-01", "2026-11-28"},
		"last quarter":           {"2026-07-01", "2026-10-01"},
		"year":                   {"2026-01-01", "2026-11-28"},
		"last year":              {"2025-01-01", "2026-01-01"},
		"2024":                   {"2024-01-01", "2025-01-01"},
		"2024-02":                {"2024-02-01", "2024-03-01"},
		"2026-10-05":             {"2026-10-05", "2026-10-06"},
		"2026-10-01..2026-10-31": {"2026-10-01", "2026-11-01"},
		"2026-01..2026-12":       {"2026-01-01", "2026-11-28"},
		"2027":                   {"2027-01-01", "2028-01-01"},
	} {
		p, err := report.ParsePeriod(text, now, berlin)
		require.NoError(t, err, text)
		assert.Equal(t, want, [2]string{p.From.In(berlin).Format(time.DateOnly), p.To.In(berlin).Format(time.DateOnly)}, text)
		for _, at := range []time.Time{p.From, p.To} {
			assert.Equal(t, "00:00:00", at.In(berlin).Format(time.TimeOnly), text)
		}
	}
	for _, text := range []string{"sometime", "0d", "-1d", "99999d", "2026-13", "2026-02-30", "1066", "2026-10..2026-09", "..", "2026..", "last today x"} {
		_, err := report.ParsePeriod(text, now, berlin)
		assert.Equal(t, call.CodeBadPeriod, call.CodeOf(err), text)
	}
}

func TestSteps(t *testing.T) {
	begins := func(zoneName, text string) (report.Step, []string) {
		p, err := report.ParsePeriod(text, time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC), zone(t, zoneName))
		require.NoError(t, err)
		var list []string
		for _, step := range p.Steps() {
			list = append(list, step.In(p.Zone).Format("01-02 15:04 -07"))
		}
		return p.Step(), list
	}
	for name, test := range map[string]struct {
		zone, text string
		step       report.Step
		want       []string
	}{
		"clocks go back":                {"Europe/Berlin", "2026-10-24..2026-10-26", report.Day, []string{"10-24 00:00 +02", "10-25 00:00 +02", "10-26 00:00 +01"}},
		"midnight is skipped":           {"Africa/Cairo", "2026-04-23..2026-04-25", report.Day, []string{"04-23 00:00 +02", "04-24 01:00 +03", "04-25 00:00 +03"}},
		"an hour before midnight twice": {"Africa/Cairo", "2026-10-29..2026-10-30", report.Day, []string{"10-29 00:00 +03", "10-30 00:00 +02"}},
		"midnight comes twice":          {"America/Havana", "2026-11-01..2026-11-02", report.Day, []string{"11-01 00:00 -04", "11-02 00:00 -05"}},
	} {
		step, got := begins(test.zone, test.text)
		assert.Equal(t, test.step, step, name)
		assert.Equal(t, test.want, got, name)
	}
	step, weeks := begins("UTC", "2026")
	assert.Equal(t, report.Week, step)
	assert.Equal(t, "12-29 00:00 +00", weeks[0], "the Monday")
	assert.Len(t, weeks, 53)
	step, months := begins("UTC", "2022..2026")
	assert.Equal(t, report.Month, step)
	assert.Len(t, months, 60)
}

func TestZones(t *testing.T) {
	for _, name := range []string{"", "Local", "Nowhere/Land", "../etc/passwd"} {
		_, err := report.LoadZone(name)
		assert.Error(t, err, name)
		assert.Equal(t, time.UTC, report.ZoneOf(call.Person{TimeZone: name}))
	}
	assert.Equal(t, "Asia/Tokyo", report.ZoneOf(call.Person{TimeZone: "Asia/Tokyo"}).String())
}
