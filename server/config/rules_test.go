package config

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/call"
)

func TestParseHours(t *testing.T) {
	nine, afternoon := call.Span{From: 540, To: 720}, call.Span{From: 780, To: 1050}
	tests := map[string]struct {
		text  string
		days  map[time.Weekday][]call.Span
		wrong string
	}{
		"nothing":            {"", nil, ""},
		"a week":             {"mon-fri 09:00-12:00, 13:00-17:30", map[time.Weekday][]call.Span{1: {nine, afternoon}, 2: {nine, afternoon}, 3: {nine, afternoon}, 4: {nine, afternoon}, 5: {nine, afternoon}}, ""},
		"two lines":          {"mon 9-12\nTue 13:00 - 17:30", map[time.Weekday][]call.Span{1: {nine}, 2: {afternoon}}, ""},
		"two parts":          {"mon 9-12; tue,wed 9-12;", map[time.Weekday][]call.Span{1: {nine}, 2: {nine}, 3: {nine}}, ""},
		"over the weekend":   {"sat-mon 9–12", map[time.Weekday][]call.Span{6: {nine}, 0: {nine}, 1: {nine}}, ""},
		"past midnight":      {"sat 22:00-06:00", map[time.Weekday][]call.Span{6: {{From: 1320, To: 1440}}, 0: {{From: 0, To: 360}}}, ""},
		"until midnight":     {"sun 22-24", map[time.Weekday][]call.Span{0: {{From: 1320, To: 1440}}}, ""},
		"all day":            {"sun 0-24", map[time.Weekday][]call.Span{0: {{From: 0, To: 1440}}}, ""},
		"no day":             {"9-12", nil, "9-12"},
		"no time":            {"mon-fri", nil, "mon-fri"},
		"day after time":     {"mon 9-12 tue", nil, "mon 9-12 tue"},
		"no such day":        {"mon 9-12; fred 9-12", nil, "fred 9-12"},
		"no such hour":       {"mon 9-25", nil, "mon 9-25"},
		"beyond midnight":    {"mon 9-24:30", nil, "mon 9-24:30"},
		"begins at midnight": {"mon 24-6", nil, "mon 24-6"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			days, wrong := parseHours(test.text)
			assert.Equal(t, test.wrong, wrong)
			want := [7][]call.Span{}
			for day, spans := range test.days {
				want[day] = spans
			}
			assert.Equal(t, want, days)
		})
	}
}

func FuzzParseHours(f *testing.F) {
	for _, text := range []string{"", "mon-fri 09:00-12:00, 13:00-17:30", "sat 22-6", "mon 9-12; fred", "\xff", "sun-sun 0-0"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		days, wrong := parseHours(text)
		for _, spans := range days {
			for _, s := range spans {
				if s.From < 0 || s.From >= s.To || s.To > 24*60 || wrong != "" {
					t.Errorf("%q gives %+v, wrong: %q", text, days, wrong)
				}
			}
		}
	})
}

func TestRulesProblems(t *testing.T) {
	tests := map[string]struct {
		rules   Rules
		setting string
		reason  Reason
		value   string
	}{
		"free":              {Rules{}, "", "", ""},
		"all in order":      {Rules{AllowedEmailDomains: "@acme.com, acme.org", AllowedRoles: "system_admin", AllowedTeams: "acme", BlockedChannels: "acme/town-square, direct", WorkingHours: "mon 9-12", WorkingTimeZone: "Europe/Berlin", Holidays: "12-25 2026-12-24 02-29", Contact: "@it"}, "", "", ""},
		"no domain":         {Rules{AllowedEmailDomains: "acme.com, a b@c"}, "", "", ""},
		"a domain wrong":    {Rules{AllowedEmailDomains: "acme.com, *.org"}, "AllowedEmailDomains", ReasonDomain, "*.org"},
		"a role wrong":      {Rules{AllowedRoles: "system admin!"}, "AllowedRoles", ReasonRole, "admin!"},
		"recorders wrong":   {Rules{RecordingRoles: "-"}, "RecordingRoles", ReasonRole, "-"},
		"a team wrong":      {Rules{BlockedTeams: "acme/x"}, "BlockedTeams", ReasonTeam, "acme/x"},
		"a channel wrong":   {Rules{AllowedChannels: "town-square"}, "AllowedChannels", ReasonChannel, "town-square"},
		"hours wrong":       {Rules{WorkingHours: "9 to 5"}, "WorkingHours", ReasonHours, "9 to 5"},
		"zone wrong":        {Rules{WorkingTimeZone: "Mars/Base"}, "WorkingTimeZone", ReasonZone, "Mars/Base"},
		"the server's zone": {Rules{WorkingTimeZone: "Local"}, "WorkingTimeZone", ReasonZone, "Local"},
		"a holiday wrong":   {Rules{Holidays: "12-25, 13-01"}, "Holidays", ReasonHoliday, "13-01"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c := Defaults()
			c.Rules = test.rules
			problems := c.Problems()
			if test.reason == "" {
				assert.Empty(t, problems)
				return
			}
			require.Len(t, problems, 1)
			assert.Equal(t, Problem{Setting: test.setting, Reason: test.reason, Value: test.value}, problems[0])
		})
	}
}

// A rule that cannot be read closes; it must not open what was to be closed.
func TestUnreadableRulesClose(t *testing.T) {
	for name, rules := range map[string]Rules{
		"hours": {WorkingHours: "nine to five"}, "zone": {WorkingTimeZone: "Mars/Base"}, "holidays": {Holidays: "xmas"},
	} {
		t.Run(name, func(t *testing.T) {
			c := Defaults()
			c.Rules = rules
			assert.False(t, c.Call().Policy.Hours.Open(time.Now()))
		})
	}
	c := Defaults()
	c.AllowedRoles = "???"
	assert.Equal(t, []string{"???"}, c.Call().Policy.Roles)
}

func TestTemplateMistakes(t *testing.T) {
	tests := map[string]struct {
		template Template
		reason   Reason
	}{
		"in order": {Template{Name: "x", Title: "{topic}", Priority: call.Urgent, Notify: []string{"here", "sre-team", "bob.b"}, PostTo: "abcdefghijklmnopqrstuvwxyz", ReminderMinutes: 5, Brand: "acme", Always: true, Command: true}, ""},
		"reserved": {Template{Name: "join"}, ReasonTemplateReserved},
		"priority": {Template{Name: "x", Priority: "high"}, ReasonTemplatePriority},
		"notify":   {Template{Name: "x", Notify: []string{"@here"}}, ReasonTemplateNotify},
		"many":     {Template{Name: "x", Notify: make([]string, 11)}, ReasonTemplateNotify},
		"post to":  {Template{Name: "x", PostTo: "town-square"}, ReasonTemplatePostTo},
		"reminder": {Template{Name: "x", ReminderMinutes: -1}, ReasonTemplateReminder},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, test.reason, test.template.mistake(longestDuration))
		})
	}
}
