package call_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/call"
)

// office is Monday to Friday, nine to five, in Berlin.
func office(t *testing.T) call.Hours {
	t.Helper()
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	h := call.Hours{Zone: berlin, Holidays: map[string]bool{"2026-11-26": true, "12-25": true}}
	for day := time.Monday; day <= time.Friday; day++ {
		h.Days[day] = []call.Span{{From: 9 * 60, To: 12 * 60}, {From: 13 * 60, To: 17 * 60}}
	}
	return h
}

func at(t *testing.T, text string) time.Time {
	t.Helper()
	moment, err := time.Parse("2006-01-02 15:04 -0700", text)
	require.NoError(t, err)
	return moment
}

func TestHours(t *testing.T) {
	h := office(t)
	tests := map[string]struct {
		at   string
		open bool
		next string // when it opens again after that
	}{
		"wednesday morning":         {"2026-11-25 10:00 +0100", true, "2026-11-25 13:00 +0100"},
		"its first minute":          {"2026-11-25 09:00 +0100", true, "2026-11-25 13:00 +0100"},
		"at the end":                {"2026-11-25 17:00 +0100", false, "2026-11-27 09:00 +0100"},
		"lunch":                     {"2026-11-25 12:30 +0100", false, "2026-11-25 13:00 +0100"},
		"a holiday":                 {"2026-11-26 10:00 +0100", false, "2026-11-27 09:00 +0100"},
		"a holiday of every year":   {"2028-12-25 10:00 +0100", false, "2028-12-26 09:00 +0100"},
		"saturday":                  {"2026-11-28 10:00 +0100", false, "2026-11-30 09:00 +0100"},
		"by another clock":          {"2026-11-25 02:30 -0500", false, "2026-11-25 09:00 +0100"},
		"the day the clock changes": {"2026-03-28 12:00 +0100", false, "2026-03-30 09:00 +0200"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, test.open, h.Open(at(t, test.at)))
			assert.WithinDuration(t, at(t, test.next), h.Next(at(t, test.at)), 0)
		})
	}
	assert.True(t, call.Hours{}.Open(time.Now()), "no hours are all hours")
	assert.False(t, call.Hours{Closed: true}.Open(time.Now()))
	assert.Zero(t, call.Hours{Closed: true}.Next(time.Now()))
	holiday := call.Hours{Holidays: map[string]bool{"2026-12-24": true}}
	assert.False(t, holiday.Open(at(t, "2026-12-24 10:00 +0000")), "holidays without hours")
	assert.WithinDuration(t, at(t, "2026-12-25 00:00 +0000"), holiday.Next(at(t, "2026-12-24 10:00 +0000")), 0)
}

func TestPolicy(t *testing.T) {
	yes := true
	wednesday, night := at(t, "2026-11-25 10:00 +0100"), at(t, "2026-11-25 22:00 +0100")
	tests := map[string]struct {
		policy  call.Policy
		change  func(*call.Access)
		options call.Options
		always  bool
		at      time.Time
		code    call.Code
	}{
		"free":                       {},
		"a guest":                    {change: func(a *call.Access) { a.Person.Guest = true }, code: call.CodeRuleGuests},
		"a guest, allowed":           {policy: call.Policy{Guests: true}, change: func(a *call.Access) { a.Person.Guest = true }},
		"not a member comes first":   {policy: call.Policy{Roles: []string{"x"}}, change: func(a *call.Access) { a.Member = false }, code: call.CodeNotMember},
		"domain":                     {policy: call.Policy{EmailDomains: []string{"acme.com"}}},
		"another domain":             {policy: call.Policy{EmailDomains: []string{"acme.org"}}, code: call.CodeRuleEmail},
		"a longer domain":            {policy: call.Policy{EmailDomains: []string{"acme.com"}}, change: func(a *call.Access) { a.Person.Email = "x@evil-acme.com" }, code: call.CodeRuleEmail},
		"no address":                 {policy: call.Policy{EmailDomains: []string{"acme.com"}}, change: func(a *call.Access) { a.Person.Email = "" }, code: call.CodeRuleEmail},
		"capitals":                   {policy: call.Policy{EmailDomains: []string{"acme.com"}}, change: func(a *call.Access) { a.Person.Email = "A@ACME.COM" }},
		"channel role":               {policy: call.Policy{Roles: []string{"channel_admin"}}},
		"team role":                  {policy: call.Policy{Roles: []string{"team_user"}}},
		"system role":                {policy: call.Policy{Roles: []string{"system_user"}}},
		"another role":               {policy: call.Policy{Roles: []string{"system_admin", "team_admin"}}, code: call.CodeRuleRoles},
		"team":                       {policy: call.Policy{Teams: call.List{Allowed: []string{"acme"}}}},
		"another team":               {policy: call.Policy{Teams: call.List{Allowed: []string{"other"}}}, code: call.CodeRuleTeam},
		"blocked team":               {policy: call.Policy{Teams: call.List{Blocked: []string{"acme"}}}, code: call.CodeRuleTeam},
		"no team":                    {policy: call.Policy{Teams: call.List{Allowed: []string{"other"}}}, change: direct},
		"channel":                    {policy: call.Policy{Channels: call.List{Allowed: []string{"acme/support"}}}},
		"channel by id":              {policy: call.Policy{Channels: call.List{Allowed: []string{"c1"}}}},
		"another channel":            {policy: call.Policy{Channels: call.List{Allowed: []string{"acme/other"}}}, code: call.CodeRuleChannel},
		"blocked channel":            {policy: call.Policy{Channels: call.List{Blocked: []string{"acme/support"}}}, code: call.CodeRuleChannel},
		"blocked before allowed":     {policy: call.Policy{Channels: call.List{Allowed: []string{"c1"}, Blocked: []string{"acme/support"}}}, code: call.CodeRuleChannel},
		"direct":                     {policy: call.Policy{Channels: call.List{Allowed: []string{"direct"}}}, change: direct},
		"direct, not named":          {policy: call.Policy{Channels: call.List{Allowed: []string{"acme/support"}}}, change: direct, code: call.CodeRuleChannel},
		"direct, blocked":            {policy: call.Policy{Channels: call.List{Blocked: []string{"direct"}}}, change: direct, code: call.CodeRuleChannel},
		"recording":                  {policy: call.Policy{RecordingRoles: []string{"channel_admin"}}, options: call.Options{Record: &yes}},
		"recording, not allowed":     {policy: call.Policy{RecordingRoles: []string{"system_admin"}}, options: call.Options{Record: &yes}, code: call.CodeRuleRecording},
		"transcribing, not allowed":  {policy: call.Policy{RecordingRoles: []string{"system_admin"}}, options: call.Options{Transcribe: &yes}, code: call.CodeRuleRecording},
		"streaming, not allowed":     {policy: call.Policy{RecordingRoles: []string{"system_admin"}}, options: call.Options{Stream: &yes}, code: call.CodeRuleRecording},
		"not recorded":               {policy: call.Policy{RecordingRoles: []string{"system_admin"}}},
		"in hours":                   {policy: call.Policy{Hours: office(t)}},
		"out of hours":               {policy: call.Policy{Hours: office(t)}, at: night, code: call.CodeRuleHours},
		"out of hours, an admin":     {policy: call.Policy{Hours: office(t)}, at: night, change: func(a *call.Access) { a.Person.Admin = true }},
		"out of hours, but always":   {policy: call.Policy{Hours: office(t)}, at: night, always: true},
		"always is of hours only":    {policy: call.Policy{Roles: []string{"system_admin"}}, always: true, code: call.CodeRuleRoles},
		"admins obey other rules":    {policy: call.Policy{EmailDomains: []string{"acme.org"}}, change: func(a *call.Access) { a.Person.Admin = true }, code: call.CodeRuleEmail},
		"archived":                   {change: func(a *call.Access) { a.Channel.Archived = true }, code: call.CodeArchived},
		"not allowed to post at all": {change: func(a *call.Access) { a.MayPost = false }, code: call.CodeMayNotPost},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			a := call.Access{
				Person:  call.Person{ID: alice, Email: "alice@acme.com", Roles: []string{"system_user"}},
				Channel: call.Channel{ID: "c1", TeamID: "t1", Name: "support"},
				Member:  true, MayPost: true, Roles: []string{"channel_user", "channel_admin"},
			}
			if test.change != nil {
				test.change(&a)
			}
			if test.at.IsZero() {
				test.at = wednesday
			}
			err := test.policy.MayStart(a, call.Team{Name: "acme", Roles: []string{"team_user"}}, test.options, test.always, test.at)
			if test.code == "" {
				assert.NoError(t, err)
				return
			}
			assert.Equal(t, test.code, call.CodeOf(err))
		})
	}
}

func direct(a *call.Access) { a.Channel = call.Channel{ID: "d1"} }

// TestPolicyAtEveryWayIn starts in every way that the domain has.
func TestPolicyAtEveryWayIn(t *testing.T) {
	yes := true
	ways := map[string]func(*world) error{
		"start": func(w *world) error {
			_, err := w.Start(t.Context(), call.StartRequest{UserID: alice, ChannelID: channel})
			return err
		},
		"start another": func(w *world) error {
			_, err := w.Start(t.Context(), call.StartRequest{UserID: alice, ChannelID: channel, Second: true})
			return err
		},
		"start in a thread": func(w *world) error {
			_, err := w.Start(t.Context(), call.StartRequest{UserID: alice, ChannelID: channel, RootID: "root"})
			return err
		},
		"start by a template": func(w *world) error {
			_, err := w.Start(t.Context(), call.StartRequest{UserID: alice, ChannelID: channel, Options: call.Options{Template: "demo", Viewers: &yes}})
			return err
		},
		"start in the channel's room": func(w *world) error {
			_, err := w.Start(t.Context(), call.StartRequest{UserID: alice, ChannelID: channel, InRoom: true})
			return err
		},
		"make the channel's room": func(w *world) error {
			_, _, err := w.ChannelRoom(t.Context(), alice, channel, call.RoomShow)
			return err
		},
		"ask": func(w *world) error { return w.MayStart(t.Context(), alice, channel) },
	}
	rules := map[call.Code]func(*world){
		call.CodeRuleGuests: func(w *world) {
			a := w.town.access[alice]
			a.Person.Guest = true
			w.town.access[alice] = a
		},
		call.CodeRuleEmail:   func(w *world) { w.settings.Policy.EmailDomains = []string{"acme.com"} },
		call.CodeRuleRoles:   func(w *world) { w.settings.Policy.Roles = []string{"system_admin"} },
		call.CodeRuleTeam:    func(w *world) { w.settings.Policy.Teams.Blocked = []string{"acme"} },
		call.CodeRuleChannel: func(w *world) { w.settings.Policy.Channels.Blocked = []string{"acme/support"} },
		call.CodeRuleHours:   func(w *world) { w.settings.Policy.Hours = call.Hours{Closed: true} },
	}
	for way, start := range ways {
		t.Run(way+" by a role in the channel", func(t *testing.T) {
			w := newWorld(t)
			w.settings.Templates = []call.Template{{Name: "demo"}}
			w.settings.Policy.Roles = []string{"channel_admin"}
			assert.Equal(t, call.CodeRuleRoles, call.CodeOf(start(w)))
			a := w.town.access[alice]
			a.Roles = []string{"channel_user", "channel_admin"}
			w.town.access[alice] = a
			assert.NoError(t, start(w))
			w.Wait()
		})
		for code, forbid := range rules {
			t.Run(way+" against "+string(code), func(t *testing.T) {
				w := newWorld(t)
				w.settings.Templates = []call.Template{{Name: "demo"}}
				w.town.team = call.Team{Name: "acme"}
				a := w.town.access[alice]
				a.Channel.TeamID, a.Channel.Name = "t1", "support"
				w.town.access[alice] = a
				forbid(w)
				assert.Equal(t, code, call.CodeOf(start(w)))
				assert.Empty(t, w.store.calls)
				assert.Empty(t, w.sandbox.Requests())
				w.settings.Policy = call.Policy{Guests: true}
				assert.NoError(t, start(w), "a changed rule counts at once")
				w.Wait()
			})
		}
	}
}
