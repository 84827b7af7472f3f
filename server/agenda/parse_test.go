package agenda

import (
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A Wednesday, 11:20 in Berlin.
var now = time.Date(2026, 11, 25, 10, 20, 30, 0, time.UTC)

func in(t testing.TB, zone string) *time.Location {
	t.Helper()
	location, err := Zone(zone)
	require.NoError(t, err)
	return location
}

func TestParse(t *testing.T) {
	const berlin = "Europe/Berlin"
	for _, c := range []struct {
		words string
		start string // in the zone
		rule  string
		zone  string // Europe/Berlin if empty
		mins  int
		rest  string
	}{
		// Rules by weekdays.
		{words: "every weekday at 09:00", start: "2026-11-26 09:00", rule: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"},
		{words: "Every Weekday 09:00", start: "2026-11-26 09:00", rule: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"},
		{words: "weekdays 9:00", start: "2026-11-26 09:00", rule: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"},
		{words: "every weekday 11:30", start: "2026-11-25 11:30", rule: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"},
		{words: "every weekend noon", start: "2026-11-28 12:00", rule: "FREQ=WEEKLY;BYDAY=SA,SU"},
		{words: "every mon,thu 14:30 Europe/Berlin", start: "2026-11-26 14:30", rule: "FREQ=WEEKLY;BYDAY=MO,TH"},
		{words: "every monday and thursday at 14:30", start: "2026-11-26 14:30", rule: "FREQ=WEEKLY;BYDAY=MO,TH"},
		{words: "every mon, thu, and fri, 14:30", start: "2026-11-26 14:30", rule: "FREQ=WEEKLY;BYDAY=MO,TH,FR"},
		{words: "mon thu 14:30", start: "2026-11-26 14:30", rule: "FREQ=WEEKLY;BYDAY=MO,TH"},
		{words: "mon-fri 9am", start: "2026-11-26 09:00", rule: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"},
		{words: "Monday to Thursday at 9 am", start: "2026-11-26 09:00", rule: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH"},
		{words: "every fri–mon 9:00", start: "2026-11-27 09:00", rule: "FREQ=WEEKLY;BYDAY=FR,SA,SU,MO"},
		{words: "mondays 10:00", start: "2026-11-30 10:00", rule: "FREQ=WEEKLY;BYDAY=MO"},
		{words: "09:00 every tuesday", start: "2026-12-01 09:00", rule: "FREQ=WEEKLY;BYDAY=TU"},
		{words: "each tues at 9", start: "2026-12-01 09:00", rule: "FREQ=WEEKLY;BYDAY=TU"},
		// Days and weeks.
		{words: "every day 9am", start: "2026-11-26 09:00", rule: "FREQ=DAILY"},
		{words: "every other day at 12pm", start: "2026-11-25 12:00", rule: "FREQ=DAILY;INTERVAL=2"},
		{words: "every 3 days 12:30 a.m.", start: "2026-11-26 00:30", rule: "FREQ=DAILY;INTERVAL=3"},
		{words: "every day mon-fri 9:00", start: "2026-11-26 09:00", rule: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"},
		{words: "every 2 weeks on tue 10:00", start: "2026-12-01 10:00", rule: "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"},
		{words: "every two weeks at 10:00 on tue and fri", start: "2026-11-27 10:00", rule: "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,FR"},
		{words: "every other week on tue 10:00", start: "2026-12-01 10:00", rule: "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"},
		{words: "every other tuesday 10:00", start: "2026-12-01 10:00", rule: "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"},
		{words: "every second week tue 10:00", start: "2026-12-01 10:00", rule: "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"},
		{words: "tue every 2 weeks 10:00", start: "2026-12-01 10:00", rule: "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"},
		{words: "every week 10:00", start: "2026-11-26 10:00", rule: "FREQ=WEEKLY"},
		{words: "daily at 9:00", start: "2026-11-26 09:00", rule: "FREQ=DAILY"},
		{words: "weekly on tue 10:00", start: "2026-12-01 10:00", rule: "FREQ=WEEKLY;BYDAY=TU"},
		{words: "fortnightly monday 10:00", start: "2026-11-30 10:00", rule: "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"},
		{words: "Standup daily 9:00 15m", start: "2026-11-26 09:00", rule: "FREQ=DAILY", mins: 15, rest: "Standup"},
		{words: "Daily standup 9:00", start: "2026-11-26 09:00", rule: "FREQ=DAILY", rest: "Daily standup"},
		{words: "Daily standup every weekday 9:00", start: "2026-11-26 09:00", rule: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", rest: "Daily standup"},
		{words: "Weekly review tomorrow 10:00", start: "2026-11-26 10:00", rest: "Weekly review"},
		{words: `"Weekly" tomorrow 10:00`, start: "2026-11-26 10:00", rest: "Weekly"},
		// Months.
		{words: "every month on the 1st at 9:00", start: "2026-12-01 09:00", rule: "FREQ=MONTHLY;BYMONTHDAY=1"},
		{words: "every month at 9:00 on the 1st and 15th", start: "2026-12-01 09:00", rule: "FREQ=MONTHLY;BYMONTHDAY=1,15"},
		{words: "monthly on the 15th 9:00", start: "2026-12-15 09:00", rule: "FREQ=MONTHLY;BYMONTHDAY=15"},
		{words: "every month on day 5 at 9:00", start: "2026-12-05 09:00", rule: "FREQ=MONTHLY;BYMONTHDAY=5"},
		{words: "the 1st of every month 9:00", start: "2026-12-01 09:00", rule: "FREQ=MONTHLY;BYMONTHDAY=1"},
		{words: "every month on the last friday at 15:00", start: "2026-11-27 15:00", rule: "FREQ=MONTHLY;BYDAY=-1FR"},
		{words: "every month on the last day 15:00", start: "2026-11-30 15:00", rule: "FREQ=MONTHLY;BYMONTHDAY=-1"},
		{words: "every last day of the month 15:00", start: "2026-11-30 15:00", rule: "FREQ=MONTHLY;BYMONTHDAY=-1"},
		{words: "every 31st at 10:00", start: "2026-12-31 10:00", rule: "FREQ=MONTHLY;BYMONTHDAY=31"},
		{words: "every 2 months on the 31st 10:00", start: "2026-12-31 10:00", rule: "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=31"},
		{words: "every first monday 10:00", start: "2026-12-07 10:00", rule: "FREQ=MONTHLY;BYDAY=+1MO"},
		{words: "every first and third monday of the month, 10:00", start: "2026-12-07 10:00", rule: "FREQ=MONTHLY;BYDAY=+1MO,+3MO"},
		{words: "first monday of every month 10:00", start: "2026-12-07 10:00", rule: "FREQ=MONTHLY;BYDAY=+1MO"},
		{words: "every 2nd tuesday 10:00", start: "2026-12-08 10:00", rule: "FREQ=MONTHLY;BYDAY=+2TU"},
		// Years.
		{words: "every year on 29 feb 10:00", start: "2028-02-29 10:00", rule: "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29"},
		{words: "every year on dec 24th 10:00", start: "2026-12-24 10:00", rule: "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24"},
		{words: "every 24th of december 10:00", start: "2026-12-24 10:00", rule: "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24"},
		{words: "yearly 3 nov 10:00", start: "2027-11-03 10:00", rule: "FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=3"},
		{words: "every year on the last friday of november 15:00", start: "2026-11-27 15:00", rule: "FREQ=YEARLY;BYMONTH=11;BYDAY=-1FR"},
		{words: "every last friday of november 15:00", start: "2026-11-27 15:00", rule: "FREQ=YEARLY;BYMONTH=11;BYDAY=-1FR"},
		// From a day on.
		{words: "every week 2027-01-05 10:00", start: "2027-01-05 10:00", rule: "FREQ=WEEKLY;BYDAY=TU"},
		{words: "every month from 2027-01-31 10:00", start: "2027-01-31 10:00", rule: "FREQ=MONTHLY;BYMONTHDAY=31"},
		{words: "every monday 10:00 starting 2027-01-05", start: "2027-01-11 10:00", rule: "FREQ=WEEKLY;BYDAY=MO"},
		{words: "every weekday 9:00 from tomorrow", start: "2026-11-26 09:00", rule: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"},
		{words: "from monday every day 9:00", start: "2026-11-30 09:00", rule: "FREQ=DAILY"},
		{words: "quarterly on the 1st 9:00", start: "2026-12-01 09:00", rule: "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1"},
		// Ends.
		{words: "every day 9:00 until 2027-01-31", start: "2026-11-26 09:00", rule: "FREQ=DAILY;UNTIL=20270131T225959Z"},
		{words: "every day 9:00 until 2027-01-31 America/New_York", zone: "America/New_York", start: "2026-11-25 09:00", rule: "FREQ=DAILY;UNTIL=20270201T045959Z"},
		{words: "every day until friday 9:00", start: "2026-11-26 09:00", rule: "FREQ=DAILY;UNTIL=20261127T225959Z"},
		{words: "every monday 9:00 until 24 dec 30m", start: "2026-11-30 09:00", rule: "FREQ=WEEKLY;UNTIL=20261224T225959Z;BYDAY=MO", mins: 30},
		{words: "every day 9:00 10 times", start: "2026-11-26 09:00", rule: "FREQ=DAILY;COUNT=10"},
		{words: "every day 9:00 ten times", start: "2026-11-26 09:00", rule: "FREQ=DAILY;COUNT=10"},
		// Once.
		{words: "tomorrow 14:00 45m", start: "2026-11-26 14:00", mins: 45},
		{words: "tomorrow at 2pm for 45 minutes", start: "2026-11-26 14:00", mins: 45},
		{words: "tomorrow 14:00 1h30m", start: "2026-11-26 14:00", mins: 90},
		{words: "tomorrow 14:00 1h 30m", start: "2026-11-26 14:00", mins: 90},
		{words: "tomorrow 14:00 1.5h", start: "2026-11-26 14:00", mins: 90},
		{words: "tomorrow 14:00 for an hour", start: "2026-11-26 14:00", mins: 60},
		{words: "tomorrow 14:00-15:30", start: "2026-11-26 14:00", mins: 90},
		{words: "2h tomorrow 14:00", start: "2026-11-26 14:00", mins: 120},
		{words: "today 16:30", start: "2026-11-25 16:30"},
		{words: "day after tomorrow 16:30", start: "2026-11-27 16:30"},
		{words: "monday 10:00", start: "2026-11-30 10:00"},
		{words: "this friday 10:00", start: "2026-11-27 10:00"},
		{words: "wed 11:30", start: "2026-11-25 11:30"},
		{words: "wed 11:00", start: "2026-12-02 11:00"},
		{words: "next wednesday 11:30", start: "2026-12-02 11:30"},
		{words: "next monday 10:00", start: "2026-11-30 10:00"},
		{words: "in 2 hours", start: "2026-11-25 13:20"},
		{words: "in 30m", start: "2026-11-25 11:50"},
		{words: "in 30m for 15m", start: "2026-11-25 11:50", mins: 15},
		{words: "in an hour", start: "2026-11-25 12:20"},
		{words: "in 3 days at 9:00", start: "2026-11-28 09:00"},
		{words: "in a week 9:00", start: "2026-12-02 09:00"},
		{words: "2026-12-24 16:00", start: "2026-12-24 16:00"},
		{words: "2026-12-24T16:00", start: "2026-12-24 16:00"},
		{words: "24 dec 16:00", start: "2026-12-24 16:00"},
		{words: "on the 24th of December at 16:00", start: "2026-12-24 16:00"},
		{words: "3 nov 16:00", start: "2027-11-03 16:00"},
		{words: "25 nov 9:00", start: "2027-11-25 09:00"},
		{words: "dec 24 2026 4pm", start: "2026-12-24 16:00"},
		{words: "Dec 24th, 2026, 4 p.m.", start: "2026-12-24 16:00"},
		{words: "29 feb 10:00", start: "2028-02-29 10:00"},
		{words: "14:00", start: "2026-11-25 14:00"},
		{words: "09:00", start: "2026-11-26 09:00"},
		// Zones.
		{words: "09:00 UTC", zone: "UTC", start: "2026-11-26 09:00"},
		{words: "tomorrow gmt 09:00", zone: "GMT", start: "2026-11-26 09:00"},
		{words: "america/new_york today 6am", zone: "America/New_York", start: "2026-11-25 06:00"},
		{words: "every day 9:00 Asia/Kathmandu", zone: "Asia/Kathmandu", start: "2026-11-26 09:00", rule: "FREQ=DAILY"},
		// Topics.
		{words: `"Standup" every weekday at 09:00`, start: "2026-11-26 09:00", rule: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", rest: "Standup"},
		{words: `“Every day at 5” tomorrow 14:00`, start: "2026-11-26 14:00", rest: "Every day at 5"},
		{words: `„Montag 10:00“ tomorrow 14:00`, start: "2026-11-26 14:00", rest: "Montag 10:00"},
		{words: "Lunch and learn, every friday at 12:00", start: "2026-11-27 12:00", rule: "FREQ=WEEKLY;BYDAY=FR", rest: "Lunch and learn"},
		{words: "Review of   Sales,Marketing tomorrow 10:00 with Bob", start: "2026-11-26 10:00", rest: "Review of Sales,Marketing with Bob"},
		{words: "meeting in Berlin tomorrow 10:00", start: "2026-11-26 10:00", rest: "meeting in Berlin"},
		{words: "A/B test and May numbers tomorrow 10:00", start: "2026-11-26 10:00", rest: "A/B test and May numbers"},
		{words: "1:1 with Bob tomorrow 10:00", start: "2026-11-26 10:00", rest: "1:1 with Bob"},
		{words: "Q3 1st draft tomorrow 10:00", start: "2026-11-26 10:00", rest: "Q3 1st draft"},
		{words: "cron job review tomorrow 10:00", start: "2026-11-26 10:00", rest: "cron job review"},
		{words: `15" screens tomorrow 10:00`, start: "2026-11-26 10:00", rest: `15" screens`},
		{words: "Überblick 日本 tomorrow 10:00", start: "2026-11-26 10:00", rest: "Überblick 日本"},
		// Cron.
		{words: `cron "0 9 * * 1-5"`, start: "2026-11-26 09:00", rule: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"},
		{words: `cron 0 9 * * 1-5 Standup 15m`, start: "2026-11-26 09:00", rule: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", rest: "Standup", mins: 15},
		{words: `Backup cron “30 8,17 * * mon,Wed” UTC`, zone: "UTC", start: "2026-11-25 17:30", rule: "FREQ=WEEKLY;BYDAY=MO,WE;BYHOUR=8,17;BYMINUTE=30", rest: "Backup"},
		{words: `cron 0 9 * * 7`, start: "2026-11-29 09:00", rule: "FREQ=WEEKLY;BYDAY=SU"},
		{words: `cron 0 9 * * 5-7`, start: "2026-11-27 09:00", rule: "FREQ=WEEKLY;BYDAY=SU,FR,SA"},
		{words: `cron 0 9 31 * *`, start: "2026-12-31 09:00", rule: "FREQ=MONTHLY;BYMONTHDAY=31"},
		{words: `cron 0 9 1,15 jan-mar *`, start: "2027-01-01 09:00", rule: "FREQ=YEARLY;BYMONTH=1,2,3;BYMONTHDAY=1,15"},
		{words: `cron 0 9 * 12 1`, start: "2026-12-07 09:00", rule: "FREQ=WEEKLY;BYMONTH=12;BYDAY=MO"},
		{words: `cron 0 */6 * * *`, start: "2026-11-25 12:00", rule: "FREQ=DAILY;BYHOUR=0,6,12,18;BYMINUTE=0"},
		{words: `cron 0 9 * * *  until 2026-12-24`, start: "2026-11-26 09:00", rule: "FREQ=DAILY;UNTIL=20261224T225959Z"},
	} {
		t.Run(c.words, func(t *testing.T) {
			parsed, err := Parse(c.words, berlin, now)
			require.NoError(t, err)
			zone := c.zone
			if zone == "" {
				zone = berlin
			}
			assert.Equal(t, c.start, parsed.Plan.Start.Format("2006-01-02 15:04"))
			assert.Zero(t, parsed.Plan.Start.Second())
			assert.Equal(t, zone, parsed.Plan.Zone)
			assert.Equal(t, zone, parsed.Plan.Start.Location().String())
			assert.Equal(t, c.rule, parsed.Plan.Rule)
			assert.Equal(t, c.mins, parsed.Minutes)
			assert.Equal(t, c.rest, parsed.Rest)
			next, ok := parsed.Plan.Next(now, nil)
			assert.True(t, ok)
			assert.True(t, next.Equal(parsed.Plan.Start), "next is %s", next)
		})
	}
}

func TestParseRefuses(t *testing.T) {
	for _, c := range []struct {
		words  string
		reason Reason
		value  string
	}{
		{"", Nothing, ""},
		{"Standup", Nothing, ""},
		{`"tomorrow 10:00"`, Nothing, ""},
		{strings.Repeat("x", maxWords+1), Nothing, ""},
		{"tomorrow", BadTime, ""},
		{"every monday", BadTime, ""},
		{"tomorrow 25:00", BadTime, "25:00"},
		{"tomorrow 9:60", BadTime, "9:60"},
		{"tomorrow 13pm", BadTime, "13pm"},
		{"tomorrow 0am", BadTime, "0am"},
		{"tomorrow 10:00:00", BadTime, "10:00:00"},
		{"monday 10:00 and 14:00", BadTime, "and 14:00"},
		{"tomorrow 10:00 30m 45m", BadTime, "45m"},
		{"tomorrow 10:00 25h", BadTime, "25h"},
		{"tomorrow 10:00 0m", BadTime, "0m"},
		{"tomorrow 10:00 99999999999999h", BadTime, "99999999999999h"},
		{"in 0 minutes", BadTime, "in 0 minutes"},
		{"in 2 hours at 10:00", BadTime, ""},
		{"2026-02-30 10:00", BadDate, "2026-02-30"},
		{"2026-13-01 10:00", BadDate, "2026-13-01"},
		{"2027-02-29 10:00", BadDate, "2027-02-29"},
		{"31 apr 10:00", BadDate, "31 apr"},
		{"feb 29 2027 10:00", BadDate, "feb 29 2027"},
		{"12/24/2026 10:00", BadDate, "12/24/2026"},
		{"24.12. 10:00", BadDate, "24.12."},
		{"tomorrow monday 10:00", BadDate, "monday"},
		{"tomorrow 24 dec 10:00", BadDate, "24 dec"},
		{"next week 10:00", BadDate, "next week"},
		{"in 2 months 10:00", BadDate, "in 2 months"},
		{"on the 15th at 10:00", BadDate, "on the 15th"},
		{"every month 10:00", BadDate, ""},
		{"every year 10:00", BadDate, ""},
		{"every 31 feb 10:00", BadDate, "31 feb"},
		{"every day 10:00 until further notice", BadDate, "until further"},
		{"every day 10:00 until 2027-02-30", BadDate, "2027-02-30"},
		{"today 9:00", Past, ""},
		{"2026-11-25 11:20", Past, ""},
		{"2020-12-24 16:00", Past, ""},
		{"every day 9:00 from 2020-01-01", Past, "2020-01-01"},
		{"every day 9:00 until today", Past, "today"},
		{"every day 9:00 until 2026-01-31", Past, "2026-01-31"},
		{"tomorrow 9:00 Europe/Atlantis", BadZone, "Europe/Atlantis"},
		{"tomorrow 9:00 Europe/Berlin Asia/Tokyo", BadZone, "Asia/Tokyo"},
		{"tomorrow 9:00 UTC+2", BadZone, "UTC+2"},
		{"tomorrow 9:00 CET", BadZone, "CET"},
		{"tomorrow 9:00 Etc/../UTC", BadZone, "Etc/../UTC"},
		{"every", BadRule, "every"},
		{"every voice tomorrow 10:00", BadRule, "every voice"},
		{"every 0 days 10:00", BadRule, "every 0 days"},
		{"every 2 hours", BadRule, "every 2 hours"},
		{"every 2 mondays 10:00", "", ""}, // understood as every other
		{"every 3 mondays 10:00", BadRule, "every 3 mondays"},
		{"every 15th monday 10:00", BadRule, "every 15th monday"},
		{"every monday every friday 10:00", BadRule, "every friday"},
		{"every day except friday 10:00", BadRule, "except"},
		{"every day 10:00 for 2 weeks", BadRule, "for 2 weeks"},
		{"every day monday 10:00", BadRule, "monday"},
		{"quarterly 10:00", BadDate, ""},
		{"every month on monday 10:00", BadRule, "on monday"},
		{"tomorrow 10:00 until 2027-01-01", BadRule, "2027-01-01"},
		{"tomorrow 10:00 3 times", BadRule, ""},
		{"every day 10:00 0 times", BadRule, "0 times"},
		{"every day 10:00 5000 times", BadRule, "5000 times"},
		{"every day 10:00 3 times until friday", BadRule, "until friday"},
		{"every 2 minutes", TooOften, "every 2 minutes"},
		{"every minute", TooOften, "every minute"},
		{"cron * * * * *", TooOften, "* * * * *"},
		{"cron */4 9 * * *", TooOften, "*/4 9 * * *"},
		{"cron 0,58 0,23 * * *", TooOften, "0,58 0,23 * * *"},
		{"cron 0 9 1 * 1", BadCron, "0 9 1 * 1"},
		{"cron 0 9 */2 * 1", BadCron, "0 9 */2 * 1"},
		{"cron 0 9 * *", BadCron, "0 9 * *"},
		{`cron "0 0 9 * * 1"`, BadCron, "0 0 9 * * 1"},
		{"cron 61 9 * * *", BadCron, "61 9 * * *"},
		{"cron 0 9 L * *", BadCron, "0 9 L * *"},
		{"cron 0 9 30 2 *", BadCron, "0 9 30 2 *"},
		{`cron "TZ=UTC 9 * * *"`, BadCron, "TZ=UTC 9 * * *"},
		{`cron "@daily"`, BadCron, "@daily"},
		{`cron ", 9 * * *"`, BadCron, ", 9 * * *"},
		{"cron 0 9 * * 1 14:00", BadCron, "0 9 * * 1"},
		{"2031-11-26 10:00", Far, "2031-11-26"},
		{"9999-12-31 10:00", Far, "9999-12-31"},
		{"every day 10:00 from 2050-01-01", Far, "2050-01-01"},
		{"every day 10:00 until 2050-01-01", Far, "2050-01-01"},
		{"every 100 years on 29 feb 10:00", Far, "every 100 years"},
		{"in 9999 days 10:00", Far, "in 9999 days"},
		{"in 999999 hours", Far, "in 999999 hours"},
	} {
		t.Run(c.words, func(t *testing.T) {
			parsed, err := Parse(c.words, "Europe/Berlin", now)
			if c.reason == "" {
				assert.NoError(t, err)
				return
			}
			var refused *Error
			require.ErrorAs(t, err, &refused, "%+v", parsed)
			assert.Equal(t, c.reason, refused.Reason)
			assert.Equal(t, c.value, refused.Value)
			assert.Contains(t, refused.Error(), string(c.reason))
		})
	}
	for _, zone := range []string{"", "Local", "Europe/Atlantis", "../etc/passwd"} {
		_, err := Parse("tomorrow 10:00", zone, now)
		var refused *Error
		require.ErrorAs(t, err, &refused)
		assert.Equal(t, Error{Reason: BadZone, Value: zone}, *refused)
	}
}
