package dialog

import (
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
	const remembered = `{"duration_minutes":25,"locked":true}`
	tests := map[string]struct {
		remembered string
		asked      call.Options
		want       call.Options
	}{
		"nothing asked":      {remembered, call.Options{}, call.Options{DurationMinutes: 25, AudioOnly: &no, Locked: &yes, Record: &no}},
		"nothing remembered": {"", call.Options{Topic: "x"}, call.Options{Topic: "x", AudioOnly: &no, Locked: &no, Record: &no}},
		"garbled memory":     {"{", call.Options{}, call.Options{AudioOnly: &no, Locked: &no, Record: &no}},
		"what was typed":     {remembered, call.Options{DurationMinutes: 7, Large: &yes, Record: &yes}, call.Options{DurationMinutes: 7, Large: &yes, AudioOnly: &no, Locked: &yes, Record: &yes}},
		"a template":         {remembered, call.Options{Template: "demo"}, call.Options{Template: "demo"}},
		"a template that went": {
			`{"template":"gone"}`, call.Options{}, call.Options{AudioOnly: &no, Locked: &no, Record: &no},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			opened := Start(words(t), settings, test.remembered, call.StartRequest{RootID: "root", Second: true, Options: test.asked})
			sent := model.SubmitDialogRequest{ChannelId: "channel", State: opened.State, Submission: map[string]any{}}
			for _, field := range opened.Elements {
				sent.Submission[field.Name] = field.Default
			}
			req, err := ReadStart(sent)
			require.NoError(t, err)
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
