package dialog

import (
	"cmp"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/mattermost/mattermost/server/public/plugin/plugintest"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/i18n"
)

func words(t *testing.T) i18n.Words {
	t.Helper()
	api := &plugintest.API{}
	api.On("GetBundlePath").Return("../..", nil)
	catalogue, err := i18n.Load(api)
	require.NoError(t, err)
	return catalogue.For("en")
}

// TestSentAsOpened sends a dialog back as it was opened.
func TestSentAsOpened(t *testing.T) {
	yes, no := true, false
	settings := call.Settings{MaxDuration: 8 * time.Hour, MayRecord: true, Templates: []call.Template{{Name: "demo"}}}
	everything := settings
	everything.MayTranscribe, everything.StreamingURL = true, "rtmps://live.example.com/key"
	const remembered = `{"duration_minutes":25,"locked":true}`
	tests := map[string]struct {
		settings   call.Settings
		remembered string
		asked      call.Options
		want       call.Options
	}{
		"nothing asked":      {settings, remembered, call.Options{}, call.Options{DurationMinutes: 25, AudioOnly: &no, Locked: &yes}},
		"nothing remembered": {settings, "", call.Options{Topic: "x"}, call.Options{Topic: "x", AudioOnly: &no, Locked: &no}},
		"garbled memory":     {settings, "{", call.Options{}, call.Options{AudioOnly: &no, Locked: &no}},
		"what was typed":     {settings, remembered, call.Options{DurationMinutes: 7, Large: &yes, Record: &yes}, call.Options{DurationMinutes: 7, Large: &yes, AudioOnly: &no, Locked: &yes, Record: &yes}},
		"a template":         {settings, remembered, call.Options{Template: "demo"}, call.Options{Template: "demo"}},
		"all that is allowed": {
			everything, `{"transcribe":true,"stream":true}`,
			call.Options{Captions: &yes, Viewers: &yes, Speakers: []string{"bob"}},
			call.Options{AudioOnly: &no, Locked: &no, Transcribe: &yes, Captions: &yes, Stream: &yes, Viewers: &yes, Speakers: []string{"bob"}},
		},
		"no longer allowed": {
			settings, `{"transcribe":true,"captions":true,"stream":true,"viewers":true}`, call.Options{}, call.Options{AudioOnly: &no, Locked: &no, Viewers: &yes},
		},
		"a template that went": {
			settings, `{"template":"gone"}`, call.Options{}, call.Options{AudioOnly: &no, Locked: &no},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			opened := Start(words(t), test.settings, test.remembered, call.StartRequest{RootID: "root", Second: true, Options: test.asked})
			sent := model.SubmitDialogRequest{ChannelId: "channel", State: opened.State, Submission: map[string]any{}}
			for _, field := range opened.Elements {
				sent.Submission[field.Name] = field.Default
			}
			req, err := ReadStart(sent)
			require.NoError(t, err)
			if test.want.Template == "" { // what is off there is said to be off
				for _, choice := range []**bool{&test.want.Record, &test.want.Transcribe, &test.want.Captions, &test.want.Stream, &test.want.Viewers} {
					*choice = cmp.Or(*choice, &no)
				}
			}
			assert.Equal(t, call.StartRequest{ChannelID: "channel", RootID: "root", Second: true, Ask: true, Options: test.want}, req)
		})
	}
}

func TestReadStartRefuses(t *testing.T) {
	for length, code := range map[string]call.Code{"soon": call.CodeBadDuration, "0": call.CodeBadDuration, "-5": call.CodeBadDuration} {
		_, err := ReadStart(model.SubmitDialogRequest{Submission: map[string]any{FieldLength: length}})
		assert.Equal(t, code, call.CodeOf(err), length)
	}
	_, err := ReadStart(model.SubmitDialogRequest{State: "{"})
	assert.Equal(t, call.CodeInvalid, call.CodeOf(err))
}

// TestRemembered holds what is kept against what the web side reads there.
func TestRemembered(t *testing.T) {
	yes := true
	kept := Remember(call.Options{Topic: "secret", Template: "demo", DurationMinutes: 30, Viewers: &yes, Locked: &yes, Large: &yes, Captions: &yes})
	assert.JSONEq(t, `{"template":"demo","duration_minutes":30,"audio_only":false,"locked":true,"record":false,
		"viewers":true,"large":true,"transcribe":false,"captions":true,"stream":false}`, kept)
}

func TestTemplatesByTheirLabels(t *testing.T) {
	settings := call.Settings{MaxDuration: time.Hour, Templates: []call.Template{
		{Name: "standup", Options: call.Options{Topic: "Standup"}},
		{Name: "sos", Options: call.Options{Topic: "Escalation: {topic}"}},
		{Name: "daily", Options: call.Options{Topic: "{channel} {date}"}},
	}}
	var labels []string
	for _, option := range Start(words(t), settings, "", call.StartRequest{}).Elements[1].Options {
		labels = append(labels, option.Text)
	}
	assert.Equal(t, []string{"Standup", "Escalation", "daily"}, labels)
}
