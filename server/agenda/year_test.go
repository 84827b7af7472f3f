package agenda

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// local is what a clock on the wall shows.
type local struct {
	date         time.Time // midnight in UTC
	hour, minute int
}

// step divides every time of day and every clock change here.
const step = 5

// oracle walks through some years minute by minute, five at a time, and asks of
// what clocks show then whether it is meant; it knows no rules, no library, and
// of clock changes only what it sees.
func oracle(zone *time.Location, after time.Time, years int, meant func(local) bool) []time.Time {
	var found []time.Time
	end := after.AddDate(years, 0, 0)
	t := after.Truncate(time.Hour).Add(-3 * time.Hour)
	latest := show(t, zone)
	late := map[time.Time]bool{}
	for ; !t.After(end); t = t.Add(step * time.Minute) {
		now := show(t, zone)
		// Clocks jumped: what they left out comes as much later as it would have come.
		for i, left := 0, latest.add(step); left.less(now); i, left = i+1, left.add(step) {
			late[t.Add(time.Duration(i*step)*time.Minute)] = meant(left)
		}
		first := latest.less(now)
		if t.After(after) && (late[t] || first && meant(now)) {
			found = append(found, t)
		}
		if first {
			latest = now
		}
	}
	return found
}

func show(t time.Time, zone *time.Location) local {
	t = t.In(zone)
	year, month, day := t.Date()
	return local{time.Date(year, month, day, 0, 0, 0, 0, time.UTC), t.Hour(), t.Minute()}
}

func (l local) add(minutes int) local {
	t := l.date.Add(time.Duration(60*l.hour+l.minute+minutes) * time.Minute)
	return local{midnight(t), t.Hour(), t.Minute()}
}

func (l local) less(other local) bool {
	at := func(l local) time.Time { return l.date.Add(time.Duration(60*l.hour+l.minute) * time.Minute) }
	return at(l).Before(at(other))
}

func (l local) at(hour, minute int) bool { return l.hour == hour && l.minute == minute }

func (l local) on(days ...time.Weekday) bool {
	return slices.Contains(days, l.date.Weekday())
}

// daysSince counts from a day.
func (l local) daysSince(date string) int {
	from, err := time.Parse(time.DateOnly, date)
	if err != nil {
		panic(err)
	}
	return int(l.date.Sub(from) / day)
}

// TestAYearOfAwkwardRules compares rules with what the oracle sees.
func TestAYearOfAwkwardRules(t *testing.T) {
	for _, c := range []struct {
		words string
		years int
		meant func(local) bool
	}{
		{"every day 9:00", 1, func(l local) bool { return l.at(9, 0) }},
		{"every day 1:30", 1, func(l local) bool { return l.at(1, 30) }},
		{"every day 2:30", 1, func(l local) bool { return l.at(2, 30) }},
		{"every day 2:00", 1, func(l local) bool { return l.at(2, 0) }},
		{"every day 3:00", 1, func(l local) bool { return l.at(3, 0) }},
		{"every day 0:00", 1, func(l local) bool { return l.at(0, 0) }},
		{"cron 0,30 1-3 * * *", 1, func(l local) bool { return l.hour >= 1 && l.hour <= 3 && l.minute%30 == 0 }},
		{"cron */5 2 * * 0", 1, func(l local) bool { return l.on(time.Sunday) && l.hour == 2 && l.minute%5 == 0 }},
		{"every weekday 23:45", 1, func(l local) bool { return !l.on(time.Saturday, time.Sunday) && l.at(23, 45) }},
		{"every sun 2:30", 1, func(l local) bool { return l.on(time.Sunday) && l.at(2, 30) }},
		{"every 31st at 10:00", 1, func(l local) bool { return l.date.Day() == 31 && l.at(10, 0) }},
		{"every last day of the month 10:00", 1, func(l local) bool { return l.date.AddDate(0, 0, 1).Day() == 1 && l.at(10, 0) }},
		{"every 29 feb 10:00", 5, func(l local) bool { return l.date.Month() == time.February && l.date.Day() == 29 && l.at(10, 0) }},
		{"every month on the last friday 15:00", 1, func(l local) bool {
			return l.on(time.Friday) && l.date.AddDate(0, 0, 7).Month() != l.date.Month() && l.at(15, 0)
		}},
		{"every fifth monday 15:00", 1, func(l local) bool { return l.on(time.Monday) && l.date.Day() > 28 && l.at(15, 0) }},
		{"every last sunday 2:30", 1, func(l local) bool {
			return l.on(time.Sunday) && l.date.AddDate(0, 0, 7).Month() != l.date.Month() && l.at(2, 30)
		}},
		{"every 2 weeks on tue 10:00 from 2026-12-01", 1, func(l local) bool {
			return l.daysSince("2026-12-01") >= 0 && l.daysSince("2026-12-01")%14 == 0 && l.at(10, 0)
		}},
		{"every 3 weeks on mon,fri 10:00 from 2026-12-04", 1, func(l local) bool { // weeks begin on Monday: 30 November
			n := l.daysSince("2026-11-30")
			return n >= 4 && n/7%3 == 0 && l.on(time.Monday, time.Friday) && l.at(10, 0)
		}},
		{"every 10 days 2:30 from 2026-12-01", 1, func(l local) bool {
			return l.daysSince("2026-12-01") >= 0 && l.daysSince("2026-12-01")%10 == 0 && l.at(2, 30)
		}},
		{"every 5 months on the 31st 10:00 from 2026-12-31", 2, func(l local) bool {
			months := 12*(l.date.Year()-2026) + int(l.date.Month()) - 12
			return months >= 0 && months%5 == 0 && l.date.Day() == 31 && l.at(10, 0)
		}},
		{"cron 15 8 1,15 */3 *", 1, func(l local) bool {
			return (l.date.Day() == 1 || l.date.Day() == 15) && l.date.Month()%3 == 1 && l.at(8, 15)
		}},
	} {
		t.Run(c.words, func(t *testing.T) {
			t.Parallel()
			for _, name := range []string{"Europe/Berlin", "America/New_York", "Australia/Sydney", "Asia/Kathmandu", "Australia/Lord_Howe"} {
				zone := in(t, name)
				parsed, err := Parse(c.words, name, now)
				require.NoError(t, err)
				want := oracle(zone, now, c.years, c.meant)
				require.NotEmpty(t, want)
				end := now.AddDate(c.years, 0, 0)
				var got []time.Time
				for _, occurrence := range parsed.Plan.NextN(now, nil, len(want)+1) {
					if !occurrence.After(end) {
						got = append(got, occurrence.UTC())
					}
				}
				require.Equal(t, want, got, name)
			}
		})
	}
}

// TestClockChanges names the days that matter.
func TestClockChanges(t *testing.T) {
	for _, c := range []struct {
		zone, clock string
		day, want   string
	}{
		{"Europe/Berlin", "2:30", "2027-03-28", "2027-03-28T03:30:00+02:00"},       // skipped
		{"Europe/Berlin", "2:30", "2027-10-31", "2027-10-31T02:30:00+02:00"},       // twice: the first
		{"America/New_York", "2:30", "2027-03-14", "2027-03-14T03:30:00-04:00"},    // skipped
		{"America/New_York", "1:30", "2027-11-07", "2027-11-07T01:30:00-04:00"},    // twice
		{"Australia/Sydney", "2:30", "2027-10-03", "2027-10-03T03:30:00+11:00"},    // skipped
		{"Australia/Sydney", "2:30", "2027-04-04", "2027-04-04T02:30:00+11:00"},    // twice
		{"Australia/Lord_Howe", "2:15", "2027-10-03", "2027-10-03T02:45:00+11:00"}, // half an hour skipped
		{"Africa/Cairo", "0:30", "2027-04-30", "2027-04-30T01:30:00+03:00"},        // at midnight
		{"Asia/Kathmandu", "2:30", "2027-03-28", "2027-03-28T02:30:00+05:45"},      // none
	} {
		t.Run(c.zone+" "+c.day, func(t *testing.T) {
			once, err := Parse(c.day+" "+c.clock, c.zone, now)
			require.NoError(t, err)
			assert.Equal(t, c.want, once.Plan.Start.Format(time.RFC3339))

			daily, err := Parse("every day "+c.clock, c.zone, now)
			require.NoError(t, err)
			begin, err := time.ParseInLocation(time.DateOnly, c.day, in(t, c.zone))
			require.NoError(t, err)
			next := daily.Plan.NextN(begin.Add(-time.Second), nil, 2)
			assert.Equal(t, c.want, next[0].Format(time.RFC3339))
			assert.NotEqual(t, c.day, next[1].Format(time.DateOnly))
		})
	}
}

// TestBeginsInAGap is of a rule whose first time clocks skip: the others keep it.
func TestBeginsInAGap(t *testing.T) {
	before := time.Date(2027, 3, 27, 12, 0, 0, 0, time.UTC)
	parsed, err := Parse("every day 2:30 3 times", "Europe/Berlin", before)
	require.NoError(t, err)
	assert.Equal(t, "FREQ=DAILY;COUNT=3;BYHOUR=2;BYMINUTE=30", parsed.Plan.Rule)
	var got []string
	for _, occurrence := range parsed.Plan.NextN(before, nil, 9) {
		got = append(got, occurrence.Format("02 15:04"))
	}
	assert.Equal(t, []string{"28 03:30", "29 02:30", "30 02:30"}, got)
	shown, err := parsed.Plan.Wall(parsed.Plan.Start)
	require.NoError(t, err)
	assert.Equal(t, "2027-03-28 02:30", shown.Format("2006-01-02 15:04"))
}
