package command

import (
	"context"
	"encoding/gob"
	"io"
	"log/slog"
	"testing"
	"time"

	"github.com/pkg/errors"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/mattermost/mattermost/server/public/plugin/plugintest"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/config"
	"mattermost-plugin-whereby/server/i18n"
	"mattermost-plugin-whereby/server/post"
)

type calls struct {
	started call.StartRequest
	ended   string
	strays  []call.FoundRoom
	removed []string
	acts    []call.RoomAct
	err     error
}

func (c *calls) Start(_ context.Context, req call.StartRequest) (call.Call, error) {
	c.started = req
	return call.Call{}, c.err
}

func (c *calls) Running(context.Context, string, string) (call.Call, error) {
	return call.Call{ID: "running"}, c.err
}

func (c *calls) Join(_ context.Context, callID, userID string) (string, error) {
	return "https://acme.whereby.com/" + callID + "?for=" + userID, nil
}

func (c *calls) End(_ context.Context, callID, _ string) (call.Call, error) {
	c.ended = callID
	return call.Call{}, nil
}

func (c *calls) ChannelRoom(_ context.Context, _, _ string, act call.RoomAct) (call.LastingRoom, bool, error) {
	c.acts = append(c.acts, act)
	return call.LastingRoom{Preferred: true, Room: call.Room{URL: "https://acme.whereby.com/room"}}, len(c.acts) == 1, c.err
}

func (c *calls) Strays(context.Context, string) ([]call.FoundRoom, error) { return c.strays, c.err }

func (c *calls) RemoveStrays(_ context.Context, _ string, meetingIDs []string) (int, error) {
	c.removed = meetingIDs
	return len(meetingIDs), c.err
}

type people struct {
	locale string
	zone   string
	admin  bool
}

func (p people) Person(string) (call.Person, error) {
	return call.Person{Locale: p.locale, TimeZone: p.zone, Admin: p.admin}, nil
}

func (people) Preference(_, name string) string {
	return map[string]string{"last_start": `{"duration_minutes":25,"locked":true}`}[name]
}

// dialogs keeps the last that was opened.
type dialogs struct{ opened model.OpenDialogRequest }

func (d *dialogs) OpenInteractiveDialog(r model.OpenDialogRequest) *model.AppError {
	d.opened = r
	return nil
}

// webhooks is what came of them, "heard" among the marks.
type webhooks map[string]time.Time

func (w webhooks) Heard(context.Context) (time.Time, error) { return w["heard"], nil }

func (w webhooks) Marked(_ context.Context, name string) (time.Time, error) { return w[name], nil }

// mentions are the people that command lines can name.
var mentions = model.UserMentionMap{"bob": "id-of-bob", "carol": "id-of-carol"}

// said runs a command and returns what is said to the person.
func (h *Handler) said(t *testing.T, command string) []*model.Post {
	t.Helper()
	var said []*model.Post
	api := &plugintest.API{}
	api.On("SendEphemeralPost", "user", mock.Anything).Run(func(args mock.Arguments) { said = append(said, args.Get(1).(*model.Post)) }).Return(&model.Post{})
	h.Words = words(t)
	h.Notices = post.Notices{API: api, BotID: "bot", Settings: h.Settings}
	h.Log = slog.New(slog.NewTextHandler(io.Discard, nil))
	if h.Meter == nil {
		h.Meter = &measured{}
	}
	h.Execute(t.Context(), &model.CommandArgs{UserId: "user", ChannelId: "channel", Command: command, UserMentions: mentions})
	return said
}

func words(t *testing.T) *i18n.Catalogue {
	t.Helper()
	api := &plugintest.API{}
	api.On("GetBundlePath").Return("../..", nil)
	catalogue, err := i18n.Load(api)
	require.NoError(t, err)
	return catalogue
}

func TestExecute(t *testing.T) {
	tests := map[string]struct {
		command string
		err     error
		locale  string
		started call.StartRequest
		ended   string
		goTo    string
		said    string
	}{
		"start":           {command: "/whereby team-standup 2h --new", started: call.StartRequest{UserID: "user", ChannelID: "channel", Way: call.ByCommand, RootID: "root", Ask: true, Second: true, Options: call.Options{Topic: "team-standup", DurationMinutes: 120}}},
		"upper case":      {command: "/WHEREBY x", started: call.StartRequest{UserID: "user", ChannelID: "channel", Way: call.ByCommand, RootID: "root", Ask: true, Options: call.Options{Topic: "x"}}},
		"bad duration":    {command: "/whereby x 2x", said: "“2x” is no length I understand. Write 45m, 2h or 1h30m"},
		"unknown flag":    {command: "/whereby x --vidoe", said: "I do not know “--vidoe”. For example: `/whereby team-standup 45m --audio`"},
		"internal error":  {command: "/whereby", err: errors.New("secret"), started: call.StartRequest{UserID: "user", ChannelID: "channel", Way: call.ByCommand, RootID: "root", Ask: true}, said: "The plugin failed to do this."},
		"join":            {command: "/whereby join", goTo: "https://acme.whereby.com/running?for=user", said: "Opening the call."},
		"nothing to join": {command: "/whereby join", err: &call.Error{Code: call.CodeNoCall}, locale: "de", said: "In diesem Kanal läuft kein Anruf."},
		"end":             {command: "/whereby end", ended: "running", said: "The call is over for everyone."},
		"help in German":  {command: "/whereby help", locale: "de", said: "Ein Anruf dauert 1 h, wenn du nichts anderes sagst, und höchstens 8 h."},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var said *model.Post
			api := &plugintest.API{}
			api.On("SendEphemeralPost", "user", mock.Anything).Run(func(args mock.Arguments) { said = args.Get(1).(*model.Post) }).Return(&model.Post{})
			settings := func() config.Snapshot { return config.Snapshot{Config: config.Defaults()} }
			fake := &calls{err: test.err}
			h := &Handler{
				Calls: fake, People: people{locale: test.locale}, Words: words(t), Settings: settings,
				Notices: post.Notices{API: api, BotID: "bot", Settings: settings},
				Log:     slog.New(slog.NewTextHandler(io.Discard, nil)),
				Meter:   &measured{},
			}
			response := h.Execute(t.Context(), &model.CommandArgs{UserId: "user", ChannelId: "channel", RootId: "root", Command: test.command})
			require.NotNil(t, response, "Mattermost would claim not to know the command")
			if fake.started.ChannelID != "" {
				assert.NotNil(t, fake.started.Failed, "nobody waits for the record")
				fake.started.Failed = nil // cannot be compared
			}
			assert.Equal(t, test.started, fake.started)
			assert.Equal(t, test.ended, fake.ended)
			assert.Equal(t, test.goTo, response.GotoLocation)
			if test.said == "" {
				assert.Nil(t, said)
				return
			}
			require.NotNil(t, said)
			assert.Contains(t, said.Message, test.said)
			assert.Equal(t, "root", said.RootId)
			assert.NotContains(t, said.Message, "secret")
		})
	}
}

func TestDefinitions(t *testing.T) {
	templates := []call.Template{{Name: "demo", OwnCommand: true}, {Name: "review", Options: call.Options{Topic: "Review {topic}"}}}
	definitions := Definitions(words(t).For("en"), "data:image/svg+xml;base64,", templates)
	require.Len(t, definitions, 2)
	assert.Equal(t, "whereby", definitions[0].Trigger)
	assert.Equal(t, "whereby-demo", definitions[1].Trigger)
	for _, definition := range definitions {
		require.NoError(t, definition.AutocompleteData.IsValid())
		assert.NotEmpty(t, definition.AutoCompleteDesc)
	}
	subcommands := []string{}
	for _, sub := range definitions[0].AutocompleteData.SubCommands {
		subcommands = append(subcommands, sub.Trigger)
		assert.NotEmpty(t, sub.HelpText)
		ofAdmins := sub.Trigger == "setup" || sub.Trigger == "doctor" || sub.Trigger == "cleanup" || sub.Trigger == "privacy"
		assert.Equal(t, ofAdmins, sub.RoleID == model.SystemAdminRoleId, sub.Trigger)
	}
	assert.ElementsMatch(t, []string{"start", "demo", "review", "join", "invite", "end", "room", "schedule", "next", "calendar", "onboard", "history", "report", "export", "setup", "doctor", "cleanup", "privacy", "help"}, subcommands)
}

func TestOwnCommandsAndSpeakers(t *testing.T) {
	yes := true
	tests := map[string]struct {
		command string
		want    call.Options
		said    string
	}{
		"own command":      {"/whereby-demo acme 2h", call.Options{Template: "demo", Topic: "acme", DurationMinutes: 120}, ""},
		"own, alone":       {"/Whereby-Demo", call.Options{Template: "demo"}, ""},
		"own, help is all": {"/whereby-demo help", call.Options{Template: "demo", Topic: "help"}, ""},
		"speakers":         {"/whereby all hands --viewers @bob, @Carol 1h", call.Options{Topic: "all hands", DurationMinutes: 60, Viewers: &yes, Speakers: []string{"id-of-bob", "id-of-carol"}}, ""},
		"nobody so called": {"/whereby --viewers @nobody", call.Options{}, "@nobody"},
		"a name elsewhere": {"/whereby with @bob --viewers", call.Options{Topic: "with @bob", Viewers: &yes}, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			fake := &calls{}
			h := &Handler{Calls: fake, People: people{locale: "en"}, Settings: func() config.Snapshot { return config.Snapshot{Config: config.Defaults()} }}
			said := h.said(t, test.command)
			if test.said != "" {
				require.Len(t, said, 1)
				assert.Contains(t, said[0].Message, test.said)
			}
			assert.Equal(t, test.want, fake.started.Options)
		})
	}
}

func TestRoom(t *testing.T) {
	fake := &calls{}
	settings := config.Defaults()
	h := &Handler{Calls: fake, People: people{locale: "en"}, Settings: func() config.Snapshot { return config.Snapshot{Config: settings} }}
	for _, step := range []struct{ command, want string }{
		{"/whereby room", "has a call room now: https://acme.whereby.com/room"},
		{"/whereby room RESET", "no longer works"},
		{"/whereby room remove", "no call room any more"},
	} {
		said := h.said(t, step.command)
		require.Len(t, said, 1, step.command)
		assert.Contains(t, said[0].Message, step.want)
	}
	assert.Equal(t, []call.RoomAct{call.RoomShow, call.RoomReset, call.RoomRemove}, fake.acts)
	h.said(t, "/whereby room booking")
	assert.Equal(t, "room booking", fake.started.Options.Topic, "room is a command only with what it knows")
}

func TestAsk(t *testing.T) {
	opened := &dialogs{}
	settings := config.Defaults()
	fake := &calls{}
	h := &Handler{Calls: fake, People: people{locale: "de"}, Dialogs: opened, Settings: func() config.Snapshot { return config.Snapshot{Config: settings} }}
	assert.Empty(t, h.said(t, "/whereby acme --ask --audio"))
	assert.Empty(t, fake.started, "nothing starts before the dialog is sent")
	defaults := map[string]string{}
	for _, field := range opened.opened.Dialog.Elements {
		defaults[field.Name] = field.Default
	}
	assert.Equal(t, map[string]string{"topic": "acme", "template": "", "length": "25", "audio_only": "true", "locked": "true", "viewers": "false"}, defaults)
	assert.Equal(t, "Anruf starten", opened.opened.Dialog.Title)

	settings.AllowRecording, settings.MaxDurationMinutes, settings.DefaultDurationMinutes, settings.Templates = true, 30, 30, nil
	h.said(t, "/whereby --ask 5m")
	elements := opened.opened.Dialog.Elements
	assert.Len(t, elements, 6, "a switch for recording, no templates")
	assert.Equal(t, "5", elements[1].Default)
	assert.Len(t, elements[1].Options, 3, "5, 15 and 30 minutes")
	require.NoError(t, gob.NewEncoder(io.Discard).Encode(opened.opened))
}
