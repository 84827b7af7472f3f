package agenda

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func mustParse(t testing.TB, words, zone string, now time.Time) Plan {
	t.Helper()
	parsed, err := Parse(words, zone, now)
	require.NoError(t, err)
	return parsed.Plan
}

func TestNextOfOne(t *testing.T) {
	plan := mustParse(t, "tomorrow 14:00", "Europe/Berlin", now)
	next, ok := plan.Next(now, nil)
	assert.True(t, ok)
	assert.Equal(t, plan.Start, next)
	_, ok = plan.Next(plan.Start, nil)
	assert.False(t, ok)
	_, ok = plan.Next(now, []time.Time{plan.Start.UTC()})
	assert.False(t, ok)
	assert.Len(t, plan.NextN(now, nil, 5), 1)
}

func TestNextSkips(t *testing.T) {
	plan := mustParse(t, "every day 9:00 4 times", "Europe/Berlin", now)
	all := plan.NextN(now, nil, 9)
	require.Len(t, all, 4) // a skipped one counts
	assert.Equal(t, []time.Time{all[1], all[3]}, plan.NextN(now, []time.Time{all[0].UTC(), all[2]}, 9))
	next, ok := plan.Next(all[0], nil)
	assert.True(t, ok)
	assert.Equal(t, all[1], next)
	_, ok = plan.Next(all[3], nil)
	assert.False(t, ok)
}

func TestUntilIsTheWholeDay(t *testing.T) {
	plan := mustParse(t, "every day 23:59 until 2026-11-27", "America/New_York", now)
	all := plan.NextN(now, nil, 9)
	require.Len(t, all, 3)
	assert.Equal(t, "2026-11-27 23:59", all[2].Format("2006-01-02 15:04"))
}

// TestLongAgo looks at rules begun years ago: the same occurrences as counted from the first.
func TestLongAgo(t *testing.T) {
	began := time.Date(2001, 3, 1, 0, 0, 0, 0, time.UTC)
	for _, words := range []string{
		"every 3 days 2:30", "every 2 weeks on sun,tue 2:30", "every 5 weeks 10:00", "every 7 months on the 31st 10:00", "every 2 months on the last friday 10:00",
		"every 3 years on 29 feb 10:00", "every 2 years on 1 may 10:00", "cron 0,30 1-3 * 3,10 0", "cron 0 12 29 2 *", "every day 9:00 until 2005-01-01",
	} {
		plan := mustParse(t, words, "Europe/Berlin", began)
		all := plan.NextN(began, nil, 20_000)
		for i := 0; i+1 < len(all) && all[i].Year() < 2060; i += 1 + i/50 {
			next, ok := plan.Next(all[i], nil)
			require.True(t, ok, words)
			require.Equal(t, all[i+1], next, "%s after %s", words, all[i])
			next, _ = plan.Next(all[i+1].Add(-time.Second), nil)
			require.Equal(t, all[i+1], next, words)
		}
	}
}

func TestCheck(t *testing.T) {
	start := time.Date(2026, 12, 1, 9, 0, 0, 0, in(t, "Europe/Berlin"))
	assert.NoError(t, Plan{Start: start, Zone: "Europe/Berlin", Rule: "FREQ=DAILY"}.Check())
	assert.NoError(t, Plan{Start: start.UTC(), Zone: "Europe/Berlin"}.Check())
	for _, plan := range []Plan{
		{Start: start, Zone: "Europe/Atlantis"},
		{Start: start.In(time.Local), Zone: "Local"},
		{Start: start},
		{Start: start, Zone: "Europe/Berlin", Rule: "FREQ=SOMETIMES"},
		{Start: start, Zone: "Europe/Berlin", Rule: "FREQ=SECONDLY"},
		{Start: start, Zone: "Europe/Berlin", Rule: "FREQ=DAILY;BYHOUR=25"},
		{Start: start, Zone: "Europe/Berlin", Rule: "FREQ=MONTHLY;BYDAY=53MO"},
		{Start: start, Zone: "Europe/Berlin", Rule: "FREQ=DAILY;INTERVAL=9999999999"},
		{Start: start, Zone: "Europe/Berlin", Rule: "FREQ=DAILY\r\nATTENDEE:x"},
		{Start: start, Zone: "Europe/Berlin", Rule: "DTSTART:20260101T000000Z\nFREQ=DAILY"},
		{Start: start, Zone: "Europe/Berlin", Rule: "FREQ=DAILY;DTSTART=20260101T000000Z"},
		{Start: start, Zone: "Europe/Berlin", Rule: strings.Repeat("FREQ=DAILY;", 500)},
	} {
		assert.Error(t, plan.Check(), "%+v", plan)
		assert.Empty(t, plan.NextN(start, nil, 3))
	}
	never := Plan{Start: start, Zone: "Europe/Berlin", Rule: "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"}
	assert.Empty(t, never.NextN(start, nil, 3))
}

// BenchmarkNext asks for the next occurrence of rules begun long ago.
func BenchmarkNext(b *testing.B) {
	began := time.Date(2016, 3, 1, 0, 0, 0, 0, time.UTC)
	for _, words := range []string{
		"every weekday 9:00", "every 2 weeks on tue 10:00", "every last friday 15:00", "every year on 29 feb 10:00",
		"cron */5 * * * *", "every day 9:00 1000 times",
	} {
		plan := mustParse(b, words, "Europe/Berlin", began)
		for _, years := range []int{0, 10} {
			after := began.AddDate(years, 0, 0)
			if years == 10 && words == "every day 9:00 1000 times" {
				after = began.AddDate(0, 0, 990)
			}
			b.Run(fmt.Sprintf("%s/%d years", words, years), func(b *testing.B) {
				for b.Loop() {
					if _, ok := plan.Next(after, nil); !ok {
						b.Fatal("there is none")
					}
				}
			})
		}
	}
}

func BenchmarkParse(b *testing.B) {
	for b.Loop() {
		if _, err := Parse(`"Standup" every weekday at 09:00 15m`, "Europe/Berlin", now); err != nil {
			b.Fatal(err)
		}
	}
}

func TestSkipsMonths(t *testing.T) {
	for words, want := range map[string]bool{
		"every 28th 10:00": false, "every 29th 10:00": true, "every 31st 10:00": true, "every month on the 1st, 15th and 30th 10:00": true,
		"every last day of the month 10:00": false, "every fifth monday 10:00": true, "every month on the last friday 10:00": false,
		"every 29 feb 10:00": true, "every 24 dec 16:00": false, "every 31 dec 16:00": false, "every day 10:00": false, "tomorrow 10:00": false,
		"cron 0 9 31 1,3 *": false, "cron 0 9 31 * *": true, "every weekday at 09:00": false,
	} {
		parsed, err := Parse(words, "Europe/Berlin", time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC))
		require.NoError(t, err, words)
		assert.Equal(t, want, parsed.Plan.SkipsMonths(), words)
	}
}
