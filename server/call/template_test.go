package call_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/whereby/wherebytest"
)

func TestStartByTemplate(t *testing.T) {
	w := newWorld(t)
	yes, no := true, false
	w.settings.Templates = []call.Template{
		{Name: "demo", Options: call.Options{Topic: "Demo", DurationMinutes: 90, Locked: &yes, AudioOnly: &yes}},
		{Name: "show", Options: call.Options{Record: &yes}},
	}
	w.settings.DefaultLarge = true
	start := func(o call.Options) (call.Call, error) {
		return w.Start(t.Context(), call.StartRequest{UserID: alice, ChannelID: channel, Second: true, Options: o})
	}
	c, err := start(call.Options{Template: "DEMO"})
	require.NoError(t, err)
	assert.Equal(t, call.Options{
		Topic: "Demo", Template: "demo", DurationMinutes: 90, Locked: &yes, AudioOnly: &yes, Large: &yes, Record: &no,
		Viewers: &no, Transcribe: &no, Captions: &no, Stream: &no,
	}, c.Options)
	assert.Equal(t, "demo", c.View(call.Shown{RoomLinks: true, Names: true}).Template)

	c, err = start(call.Options{Template: "demo", Topic: "acme", DurationMinutes: 30, Locked: &no, Large: &no})
	require.NoError(t, err)
	assert.Equal(t, call.Options{
		Topic: "acme", Template: "demo", DurationMinutes: 30, Locked: &no, AudioOnly: &yes, Large: &no, Record: &no,
		Viewers: &no, Transcribe: &no, Captions: &no, Stream: &no,
	}, c.Options, "what is asked for goes before the template")

	_, err = start(call.Options{Template: "other"})
	assert.Equal(t, call.CodeUnknownTemplate, call.CodeOf(err))
	_, err = start(call.Options{Template: "show"})
	assert.Equal(t, call.CodeMayNotRecord, call.CodeOf(err))
	_, err = start(call.Options{Record: &yes})
	assert.Equal(t, call.CodeMayNotRecord, call.CodeOf(err))

	w.settings.MayRecord = true
	_, err = start(call.Options{Template: "show"})
	require.NoError(t, err)
	w.sandbox.SetPlan(wherebytest.PlanFree)
	_, err = start(call.Options{Template: "show"})
	assert.Equal(t, call.CodeNotInPlan, call.CodeOf(err), "Whereby is asked to record")
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
	assert.Equal(t, call.Extras{Priority: call.Urgent}, c.View(call.Shown{RoomLinks: true, Names: true}).Options.Extras, "the rest is the template's affair")
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
	assert.Empty(t, c.View(call.Shown{RoomLinks: true, Names: true}).RoomURL, "who has the visitor's link could knock as a speaker")
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
