package agenda

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// FuzzParse looks for words that make it panic, or that give a plan which is
// not what it says it is.
func FuzzParse(f *testing.F) {
	for _, words := range []string{
		`"Standup" every weekday at 09:00 15m`, "every 2 weeks on tue,fri 10:00 until 2027-01-31", "every first and last monday 9am 10 times",
		"every month on the 31st at 2:30 America/New_York", "every year on 29 feb 10:00", "cron 0,30 2,3 * * *", `cron "*/5 * 1-7 jan *" UTC`,
		"tomorrow 14:00-15:30", "in 3 days 9 p.m.", "dec 24th, 2026 4pm", "weekly review on mon-fri 9:00 from 24 dec", "in 1h 30m",
		"the last day of every month noon", "monthly on the 15th 9:00", "day after tomorrow 0:00", "until", "every other", "on the", "at", "utc+", "cron",
	} {
		for _, zone := range []string{"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"} {
			f.Add(words, zone, now.Unix())
			f.Add(words, zone, time.Date(2027, 3, 27, 23, 59, 59, 0, time.UTC).Unix())
		}
	}
	f.Fuzz(func(t *testing.T, words, zone string, unix int64) {
		if unix < 0 || unix > 1<<33 {
			unix = now.Unix()
		}
		now := time.Unix(unix, 0)
		parsed, err := Parse(words, zone, now)
		if err != nil {
			var refused *Error
			require.ErrorAs(t, err, &refused)
			return
		}
		plan := parsed.Plan
		require.NoError(t, plan.Check())
		assert.True(t, plan.Start.After(now), "in the past")
		assert.False(t, plan.Start.After(now.AddDate(maxYears, 0, 1)), "far away")
		assert.Equal(t, plan.Zone, plan.Start.Location().String())
		assert.True(t, parsed.Minutes >= 0 && parsed.Minutes <= 24*60)

		next := plan.NextN(now, nil, 4)
		require.NotEmpty(t, next)
		require.True(t, next[0].Equal(plan.Start), "%s is not %s", next[0], plan.Start)
		for i, occurrence := range next[1:] {
			require.GreaterOrEqual(t, occurrence.Sub(next[i]), minGap)
			again, ok := plan.Next(next[i], nil)
			require.True(t, ok && again.Equal(occurrence))
		}
		if plan.Rule == "" {
			require.Len(t, next, 1)
		}
	})
}
