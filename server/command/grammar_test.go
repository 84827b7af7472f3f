package command

import (
	"reflect"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/report"
)

func isDemo(word string) bool { return strings.EqualFold(word, "demo") }

func TestParse(t *testing.T) {
	yes := true
	start := func(topic string, minutes int) request {
		return request{options: call.Options{Topic: topic, DurationMinutes: minutes}}
	}
	tests := map[string]request{
		"":                           start("", 0),
		"team-standup":               start("team-standup", 0),
		"team-standup 2h":            start("team-standup", 120),
		"90m":                        start("", 90),
		"weekly sync 1h30m":          start("weekly sync", 90),
		"weekly 1.5h":                start("weekly", 90),
		"weekly 2hours":              start("weekly", 120),
		"weekly 45MIN":               start("weekly", 45),
		"2h review":                  start("2h review", 0),
		"history":                    {verb: verbHistory},
		"history of art":             start("history of art", 0),
		"report":                     {verb: verbReport, about: about{kind: report.Channel}},
		"Report Team Last Month":     {verb: verbReport, about: about{kind: report.Team, period: "last month"}},
		"report csv":                 {verb: verbReport, about: about{kind: report.Channel, period: "csv"}},
		"export all 2026-10 csv":     {verb: verbExport, about: about{kind: report.All, period: "2026-10", format: "csv"}},
		"report 30 nights":           {verb: verbReport, about: about{kind: report.Channel, period: "30 nights"}},
		"export json":                {verb: verbExport, about: about{kind: report.Channel, format: "ndjson"}},
		"sprint 30":                  start("sprint 30", 0),
		"alice 1on1":                 start("alice 1on1", 0),
		"review of the 23rd":         start("review of the 23rd", 0),
		`"Sprint 2h"`:                start("Sprint 2h", 0),
		`"Sprint 2h" 45m`:            start("Sprint 2h", 45),
		`"--audio" 45m`:              start("--audio", 45),
		"“smart quotes” 2h":          start("smart quotes", 120),
		"„deutsche“ 2h":              start("deutsche", 120),
		`"big" day`:                  start(`"big" day`, 0),
		`"big" day 2h`:               start(`"big" day`, 120),
		`Bob's "big" day 2h`:         start(`Bob's "big" day`, 120),
		`"unclosed 2h`:               start(`"unclosed`, 120),
		"встреча 🎉 2h":               start("встреча 🎉", 120),
		"start":                      start("", 0),
		"start help":                 start("help", 0),
		"privacy":                    {verb: verbPrivacy},
		"privacy export @Alice":      {verb: verbPrivacy, personal: personal{act: "export", name: "alice"}},
		"Privacy Erase abc --yes":    {verb: verbPrivacy, personal: personal{act: "erase", name: "abc", yes: true}},
		"start join 45m":             start("join", 45),
		"START end":                  start("end", 0),
		"end of quarter":             start("end of quarter", 0),
		"Export outage 45m":          start("Export outage", 45),
		"report bugs":                start("report bugs", 0),
		"help me":                    start("help me", 0),
		"join":                       {verb: verbJoin},
		" End ":                      {verb: verbEnd},
		"HELP":                       {verb: verbHelp},
		"Setup":                      {verb: verbSetup},
		"setup standup":              start("setup standup", 0),
		"cleanup":                    {verb: verbCleanup},
		"CLEANUP  --Delete":          {verb: verbCleanup, delete: true},
		"cleanup —delete":            {verb: verbCleanup, delete: true},
		"cleanup party 1h":           start("cleanup party", 60),
		"start cleanup":              start("cleanup", 0),
		"invite":                     {verb: verbInvite},
		"Invite Zoe 18:00":           {verb: verbInvite, guest: guest{words: "Zoe 18:00"}},
		`invite "Agent 47b" 2h`:      {verb: verbInvite, guest: guest{quoted: true, name: "Agent 47b", words: "2h"}},
		`invite "Zoe" Zebra`:         {verb: verbInvite, guest: guest{quoted: true, name: "Zoe", words: "Zebra"}},
		"invitees 2h":                start("invitees", 120),
		"start invite all":           start("invite all", 0),
		`"invite all"`:               start("invite all", 0),
		"\"a\x00b\nc\"":              start("a b c", 0),
		"demo":                       {options: call.Options{Template: "demo"}},
		"Demo acme 2h --record":      {options: call.Options{Template: "demo", Topic: "acme", DurationMinutes: 120, Record: &yes}},
		`start demo "2h"`:            {options: call.Options{Template: "demo", Topic: "2h"}},
		`"demo" day`:                 start(`"demo" day`, 0),
		`"demo"`:                     start("demo", 0),
		"demonstration":              start("demonstration", 0),
		"my demo":                    start("my demo", 0),
		"acme --ask":                 {ask: true, options: call.Options{Topic: "acme"}},
		"--audio":                    {options: call.Options{AudioOnly: &yes}},
		"standup —audio":             {options: call.Options{Topic: "standup", AudioOnly: &yes}},
		"--locked standup --new 2h":  {second: true, options: call.Options{Topic: "standup", DurationMinutes: 120, Locked: &yes}},
		"a --LARGE b":                {options: call.Options{Topic: "a b", Large: &yes}},
		"well - known -- topic":      start("well - known -- topic", 0),
		"tabs\tand\nlines 45m":       start("tabs and lines", 45),
		"https://example.com/x?y=2h": start("https://example.com/x?y=2h", 0),
	}
	for text, want := range tests {
		t.Run(text, func(t *testing.T) {
			got, err := parse(text, isDemo)
			require.NoError(t, err)
			assert.Equal(t, want, got)
		})
	}
}

func TestParseRefuses(t *testing.T) {
	tests := map[string]struct {
		code  call.Code
		value string
	}{
		"standup --adio":       {call.CodeUnknownFlag, "--adio"},
		"--audio=true":         {call.CodeUnknownFlag, "--audio=true"},
		"invite Zoe --locked":  {call.CodeUnknownFlag, "--locked"},
		"privacy forget @bob":  {call.CodeUnknownFlag, "forget"},
		"privacy erase a b":    {call.CodeUnknownFlag, "b"},
		"privacy erase a -–no": {call.CodeUnknownFlag, "-–no"},
		"cleanup --delte":      {call.CodeUnknownFlag, "--delte"},
		"cleanup --delete now": {call.CodeUnknownFlag, "--delete"},
		"—vido":                {call.CodeUnknownFlag, "—vido"},
		"standup 0m":           {call.CodeBadDuration, "0m"},
		"standup -5m":          {call.CodeBadDuration, "-5m"},
		"standup 30s":          {call.CodeBadDuration, "30s"},
		"standup 2x":           {call.CodeBadDuration, "2x"},
		"standup 2hh":          {call.CodeBadDuration, "2hh"},
		"standup 3d":           {call.CodeBadDuration, "3d"},
		"standup 1,5h":         {call.CodeBadDuration, "1,5h"},
		"standup 2days":        {call.CodeBadDuration, "2days"},
		"standup 1h30":         {call.CodeBadDuration, "1h30"},
		`"standup" 2hrss`:      {call.CodeBadDuration, "2hrss"},
		"99999999999999h":      {call.CodeBadDuration, "99999999999999h"},
	}
	for text, want := range tests {
		t.Run(text, func(t *testing.T) {
			_, err := parse(text, isDemo)
			known, ok := err.(*call.Error)
			require.True(t, ok, err)
			assert.Equal(t, want.code, known.Code)
			assert.Equal(t, want.value, known.Value)
		})
	}
}

func FuzzParse(f *testing.F) {
	for _, text := range []string{"", "x 2h", `"a" 2h --new`, "—", "„", "\xff", "start start", "1h1h1h", "--", "cleanup —delete", "setup", "room reset", "invite \"a\" 2h", "--viewers @bob", "\"a\x00\u2028\" 1m"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, err := parse(text, isDemo)
		if err != nil && call.CodeOf(err) == call.CodeInternal {
			t.Errorf("%q: %v", text, err)
		}
		if err == nil && r.verb != verbStart && (r.second || len(r.speakers) > 0 || !reflect.DeepEqual(r.options, call.Options{})) {
			t.Errorf("%q is a command with the options %+v", text, r)
		}
		if r.delete && (r.verb != verbCleanup || !strings.Contains(strings.ToLower(text), "delete")) {
			t.Errorf("%q deletes: %+v", text, r)
		}
		if strings.ContainsFunc(r.options.Topic, unicode.IsControl) {
			t.Errorf("%q has the topic %q", text, r.options.Topic)
		}
		if r.options.DurationMinutes < 0 || len(r.options.Topic) > len(text) && !strings.ContainsRune(text, '\uFFFD') {
			t.Errorf("%q became %+v", text, r)
		}
	})
}

func TestReminder(t *testing.T) {
	for word, want := range map[string]int{"off": 0, "15m": 15, "168h": 7 * 24 * 60} {
		minutes, err := reminder(word)
		assert.NoError(t, err, word)
		assert.Equal(t, want, minutes, word)
	}
	for _, word := range []string{"169h", "35791394h", "soon"} { // the second would overflow
		_, err := reminder(word)
		assert.Equal(t, call.CodeBadDuration, call.CodeOf(err), word)
	}
}
