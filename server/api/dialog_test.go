package api

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"

	"github.com/mattermost/mattermost/server/public/model"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/post"
)

func TestStartByDialog(t *testing.T) {
	submit := func(s *stage, submission map[string]any) string {
		body, err := json.Marshal(model.SubmitDialogRequest{UserId: "forged", ChannelId: channelID, State: `{"root_id":"root"}`, Submission: submission})
		require.NoError(t, err)
		w := s.do("POST", "/api/v1/actions/start-dialog", string(body))
		assert.Equal(t, http.StatusOK, w.Code)
		return w.Body.String()
	}
	s := newStage(t)
	assert.JSONEq(t, `{}`, submit(s, map[string]any{"topic": " x ", "length": "30", "audio_only": true, "locked": false}))
	yes, no := true, false
	assert.Equal(t, call.StartRequest{
		Way:    call.ByDialog,
		UserID: "user", ChannelID: channelID, RootID: "root", Ask: true,
		Options: call.Options{Topic: "x", DurationMinutes: 30, AudioOnly: &yes, Locked: &no, Record: &no, Transcribe: &no, Captions: &no, Stream: &no, Viewers: &no},
	}, s.calls.started)
	assert.Equal(t, `user last_start {"template":"","duration_minutes":30,"audio_only":true,"locked":false,"record":false,"viewers":false,"large":false,"transcribe":false,"captions":false,"stream":false}`, s.preferred)

	assert.Contains(t, submit(s, map[string]any{"length": "soon"}), `"errors":{"length":`)
	s.calls.err = &call.Error{Code: call.CodeUnavailable}
	assert.Contains(t, submit(s, nil), `"error":"Whereby`)
	s.calls.err = &call.Error{Code: call.CodeLargeChannel, Members: 214}
	var asked *model.Post
	s.notices.On("SendEphemeralPost", "user", mock.Anything).Run(func(args mock.Arguments) { asked = args.Get(1).(*model.Post) }).Return(&model.Post{})
	assert.JSONEq(t, `{}`, submit(s, map[string]any{"topic": "kept"}), "the question has a button that starts what was described")
	assert.Contains(t, asked.Message, "214")
	assert.Contains(t, asked.Attachments()[0].Actions[0].Integration.Context[post.ContextOptions], "kept")
}

func TestRings(t *testing.T) {
	s := newStage(t)
	assert.Contains(t, s.do("GET", "/api/v1/rings", "").Body.String(), `{"rings":[{"call_id":"`+callID+`"`)
	assert.Equal(t, http.StatusOK, s.do("POST", "/api/v1/calls/"+callID+"/decline", "").Code)
	assert.Equal(t, callID+" user", s.rings.declined)
}

func TestSettings(t *testing.T) {
	s := newStage(t)
	s.settings.CallWindow, s.settings.APIKey = "nowhere", "secret"
	s.settings.Templates[2].PostTo = strings.Repeat("s", 26)
	w := s.do("GET", "/api/v1/settings", "")
	assert.Contains(t, w.Body.String(), `"open_in":"window","default_duration_minutes":60,"max_duration_minutes":480,"default_locked":false,"default_large":false,"may_record":false,"may_transcribe":false,"may_stream":false,"may_invite":true,"templates":[{"name":"standup","title":"Standup","duration_minutes":15}`)
	assert.NotContains(t, w.Body.String(), "secret")
	assert.NotContains(t, w.Body.String(), "ssss", "not everybody may know of that channel")
}
