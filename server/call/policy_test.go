package call_test

import (
	"strings"
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

func TestTemplateOutsideHours(t *testing.T) {
	w := newWorld(t)
	w.settings.Policy.Hours = call.Hours{Closed: true}
	w.settings.Templates = []call.Template{{Name: "escalation", Always: true}, {Name: "demo"}}
	_, err := w.Start(t.Context(), call.StartRequest{UserID: alice, ChannelID: channel, Options: call.Options{Template: "demo"}})
	assert.Equal(t, call.CodeRuleHours, call.CodeOf(err))
	_, err = w.Start(t.Context(), call.StartRequest{UserID: alice, ChannelID: channel, Options: call.Options{Template: "escalation"}})
	assert.NoError(t, err)
}

func TestTopicPatterns(t *testing.T) {
	tests := map[string]struct{ pattern, asked, want string }{
		"a title":              {"Demo", "", "Demo"},
		"a title and a topic":  {"Demo", "acme", "acme"},
		"a pattern":            {"Demo {topic}", "acme", "Demo acme"},
		"a pattern, no topic":  {"Escalation: {topic}", "", "Escalation"},
		"channel, name, day":   {"{channel} · {name} · {date}", "", "Support · Ann · 2026-11-26"},
		"nothing to fill in":   {"{what}", "", "{what}"},
		"no title":             {"", "acme", "acme"},
		"a topic with a brace": {"Demo {topic}", "{channel}", "Demo {channel}"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.clock = at(t, "2026-11-25 23:30 +0000")
			w.town.access[alice] = call.Access{
				Person: call.Person{DisplayName: "Ann", TimeZone: "Europe/Berlin"}, Channel: call.Channel{DisplayName: "Support"}, Member: true, MayPost: true,
			}
			w.settings.Templates = []call.Template{{Name: "t", Options: call.Options{Topic: test.pattern}}}
			w.sandbox.Clock().Set(w.clock)
			c, err := w.Start(t.Context(), call.StartRequest{UserID: alice, ChannelID: channel, Options: call.Options{Template: "t", Topic: test.asked}})
			require.NoError(t, err)
			assert.Equal(t, test.want, c.Options.Topic)
		})
	}
}

// Only a template says whom to notify and where else to post.
func TestExtrasCannotBeAskedFor(t *testing.T) {
	w := newWorld(t)
	forged := call.Extras{Priority: call.Urgent, Notify: []string{"channel"}, AlsoIn: "leads", RemindMinutes: 1, Brand: "acme"}
	c, err := w.Start(t.Context(), call.StartRequest{UserID: alice, ChannelID: channel, Options: call.Options{Extras: forged}})
	require.NoError(t, err)
	assert.Zero(t, c.Options.Extras)

	w.settings.Templates = []call.Template{{Name: "t", Options: call.Options{Extras: forged}}}
	c, err = w.Start(t.Context(), call.StartRequest{UserID: alice, ChannelID: "other", Options: call.Options{Template: "t"}})
	require.NoError(t, err)
	assert.Equal(t, forged, c.Options.Extras)
	assert.Equal(t, call.Extras{Priority: call.Urgent}, c.View(true).Options.Extras, "the rest is the template's affair")
}

func TestMediaMustBeAllowed(t *testing.T) {
	yes := true
	tests := map[string]struct {
		options call.Options
		code    call.Code
		sent    string
	}{
		"record":     {call.Options{Record: &yes}, call.CodeMayNotRecord, `"recording":{"type":"cloud","destination":null,"startTrigger":"automatic"}`},
		"transcribe": {call.Options{Transcribe: &yes}, call.CodeMayNotTranscribe, `"liveTranscription":{"destination":null,"startTrigger":"automatic"}`},
		"captions":   {call.Options{Captions: &yes}, call.CodeMayNotTranscribe, `"liveTranscription":{"destination":null,"startTrigger":"none","liveCaptions":true}`},
		"stream":     {call.Options{Stream: &yes}, call.CodeMayNotStream, `"streaming":{"destination":{"url":"rtmps://live.example/app/key"},"startTrigger":"automatic"}`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			start := func() error {
				_, err := w.Start(t.Context(), call.StartRequest{UserID: alice, ChannelID: channel, Options: test.options})
				return err
			}
			assert.Equal(t, test.code, call.CodeOf(start()))
			w.settings.MayRecord, w.settings.MayTranscribe, w.settings.StreamingURL = true, true, "rtmps://live.example/app/key"
			require.NoError(t, start())
			assert.Contains(t, string(w.sandbox.Meetings()[0].Request), test.sent)
		})
	}
}

func TestTownHall(t *testing.T) {
	w := newWorld(t)
	yes := true
	for _, id := range []string{"carol", "dave"} {
		w.town.access[id] = call.Access{Person: call.Person{Username: id}, Member: true, MayPost: true}
	}
	c, err := w.Start(t.Context(), call.StartRequest{UserID: alice, ChannelID: channel, Options: call.Options{Viewers: &yes, Speakers: []string{"carol"}}})
	require.NoError(t, err)
	assert.True(t, c.Options.IsLocked())
	assert.True(t, c.Options.IsLarge())
	assert.Empty(t, c.View(true).RoomURL, "who has the visitor's link could knock as a speaker")
	meeting := w.sandbox.Meetings()[0]
	for id, key := range map[string]string{alice: meeting.HostKey, "carol": "", "dave": meeting.ViewerKey} {
		link, err := w.Join(t.Context(), c.ID, id)
		require.NoError(t, err)
		if key == "" {
			assert.NotContains(t, link, "roomKey")
		} else {
			assert.Contains(t, link, "roomKey="+key)
		}
	}
	stored := w.store.only()
	stored.Room.ViewerURL, stored.Room.HostURL = "", "" // as after a change of the encryption key
	w.store.calls[c.ID] = stored
	link, err := w.Join(t.Context(), c.ID, "dave")
	require.NoError(t, err)
	assert.Contains(t, link, meeting.ViewerKey)
	assert.False(t, strings.Contains(link, meeting.HostKey))
}
