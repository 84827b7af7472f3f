package api

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/pkg/errors"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"

	"github.com/mattermost/mattermost/server/public/model"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/post"
)

func TestStartCall(t *testing.T) {
	s := newStage(t)
	w := s.do("POST", "/api/v1/calls", `{"channel_id":"`+channelID+`","topic":"x","duration_minutes":30,"audio_only":true,"locked":false,"new":true}`)
	assert.Equal(t, http.StatusCreated, w.Code)
	yes, no := true, false
	assert.Equal(t, call.StartRequest{
		Way:    call.ByAPI,
		UserID: "user", ChannelID: channelID, Second: true,
		Options: call.Options{Topic: "x", DurationMinutes: 30, AudioOnly: &yes, Locked: &no},
	}, s.calls.started)
	var view call.View
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &view))
	assert.Equal(t, callID, view.ID)
	assert.Equal(t, "https://acme.whereby.com/room", view.RoomURL)
	assert.NotContains(t, w.Body.String(), "roomKey")

	s.settings.ShowRoomLinks = false
	assert.NotContains(t, s.do("GET", "/api/v1/calls/"+callID, "").Body.String(), "https://acme")
}

func TestBadRequests(t *testing.T) {
	tests := map[string]struct {
		method, path, body string
		status             int
	}{
		"no JSON":            {"POST", "/api/v1/calls", "topic=x", 400},
		"nothing":            {"POST", "/api/v1/calls", "", 400},
		"null":               {"POST", "/api/v1/calls", "null", 400},
		"unknown field":      {"POST", "/api/v1/calls", `{"channel_id":"` + channelID + `","fee":1}`, 400},
		"wrong type":         {"POST", "/api/v1/calls", `{"channel_id":7}`, 400},
		"no channel":         {"POST", "/api/v1/calls", `{"topic":"x"}`, 400},
		"oversized":          {"POST", "/api/v1/calls", `{"topic":"` + strings.Repeat("x", maxBody) + `"}`, 413},
		"deeply nested":      {"POST", "/api/v1/calls", strings.Repeat("[", 20000), 400},
		"list of nothing":    {"GET", "/api/v1/calls", "", 400},
		"unknown state":      {"GET", "/api/v1/calls?channel_id=" + channelID + "&state=odd", "", 400},
		"limit too high":     {"GET", "/api/v1/calls?channel_id=" + channelID + "&limit=101", "", 400},
		"cursor made up":     {"GET", "/api/v1/calls?channel_id=" + channelID + "&cursor=xyz", "", 400},
		"unknown route":      {"GET", "/api/v1/nothing", "", 404},
		"other method":       {"DELETE", "/api/v1/calls", "", 404},
		"button, no JSON":    {"POST", "/api/v1/actions/start", "{", 400},
		"button, bad state":  {"POST", "/api/v1/actions/start", `{"channel_id":"` + channelID + `","context":{"options":"{"}}`, 400},
		"button, no channel": {"POST", "/api/v1/actions/start", `{}`, 400},
		"dialog, no JSON":    {"POST", "/api/v1/actions/start-dialog", "{", 400},
		"dialog, nowhere":    {"POST", "/api/v1/actions/start-dialog", "{}", 400},
		"clean-up, no JSON":  {"POST", "/api/v1/actions/cleanup", "{", 400},
		"clean-up, no list":  {"POST", "/api/v1/actions/cleanup", `{"channel_id":"` + channelID + `","context":{"meeting_ids":"1"}}`, 400},
		"clean-up of nobody": {"POST", "/api/v1/actions/cleanup", `{"channel_id":"` + channelID + `","context":{"meeting_ids":[]}}`, 400},
		"clean-up, numbers":  {"POST", "/api/v1/actions/cleanup", `{"channel_id":"` + channelID + `","context":{"meeting_ids":[1]}}`, 400},
		"clean-up of many":   {"POST", "/api/v1/actions/cleanup", `{"channel_id":"` + channelID + `","context":{"meeting_ids":["1"` + strings.Repeat(`,"1"`, post.MaxStrays) + `]}}`, 400},
		"clean-up, nowhere":  {"POST", "/api/v1/actions/cleanup", `{"context":{"meeting_ids":["1"]}}`, 400},
		"file of no call":    {"GET", "/calls/x/files/y", "", 404},
		"call of no text":    {"GET", "/api/v1/calls/%00", "", 400},
		"query of no text":   {"GET", "/api/v1/calls?channel_id=%ff", "", 400},
		"nothing at all":     {"POST", "/api/v1/calls", "null", 400},
		"two at once":        {"POST", "/api/v1/calls", "{}{}", 400},
		"page of no id":      {"GET", "/calls/x", "", 404},
		"what panics":        {"POST", "/api/v1/calls", `{"channel_id":"` + channelID + `","topic":"panic"}`, 500},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			w := newStage(t).do(test.method, test.path, test.body)
			assert.Equal(t, test.status, w.Code, w.Body.String())
			assert.Equal(t, "nosniff", w.Header().Get("X-Content-Type-Options"))
		})
	}
}

func TestNobodyIsToldAnything(t *testing.T) {
	s := newStage(t)
	for _, route := range []string{"POST /api/v1/calls", "GET /api/v1/calls", "GET /api/v1/calls/x", "GET /api/v1/calls/x/join", "POST /api/v1/calls/x/end", "POST /api/v1/actions/start", "POST /api/v1/actions/cleanup", "POST /api/v1/actions/start-dialog", "POST /api/v1/calls/x/decline", "GET /api/v1/rings", "GET /api/v1/settings", "GET /api/v1/admin/status", "POST /api/v1/calls/x/invites", "GET /api/v1/calls/x/invites", "DELETE /api/v1/calls/x/invites/y", "GET /calls/x", "GET /calls/x/files/y"} {
		method, path, _ := strings.Cut(route, " ")
		w := s.do(method, path, "{}", userHeader, "")
		assert.Equal(t, http.StatusUnauthorized, w.Code, route)
		assert.NotContains(t, w.Body.String(), callID)
		assert.NotContains(t, w.Body.String(), "acme")
	}
	assert.Empty(t, s.calls.started)
	assert.Empty(t, s.calls.removed)
}

func TestErrors(t *testing.T) {
	tests := map[call.Code]int{
		call.CodeTopicTooLong: 400, call.CodeNotMember: 403, call.CodeMayNotPost: 403, call.CodeArchived: 403,
		call.CodeMayNotEnd: 403, call.CodeNotAdmin: 403, call.CodeNotFound: 404, call.CodeElsewhere: 404, call.CodeNoFile: 404, call.CodeNoPrefix: 409, call.CodeOver: 410, call.CodeStarting: 409, call.CodeRunning: 409,
		call.CodeLargeChannel: 409, call.CodeMayNotRecord: 403, call.CodeUnknownTemplate: 400,
		call.CodeInvitesOff: 403, call.CodeGuestMayNotInvite: 403, call.CodeMayNotInvite: 403, call.CodeMayNotRevoke: 403, call.CodeTooManyInvites: 409,
		call.CodeNameTooLong: 400, call.CodeBadUntil: 400, call.CodePastUntil: 400, call.CodeNoInvite: 404,
		call.CodeInviteExpired: 410, call.CodeInviteRevoked: 410, call.CodeInviteUsed: 403,
		call.CodeNotConfigured: 503, call.CodeKeyRefused: 502, call.CodeUnavailable: 502, call.CodeRateLimited: 429,
	}
	for code, status := range tests {
		t.Run(string(code), func(t *testing.T) {
			s := newStage(t)
			s.calls.err = errors.Wrap(&call.Error{Code: code, Wait: 1500 * time.Millisecond, Call: &running}, "somewhere")
			w := s.do("POST", "/api/v1/calls", `{"channel_id":"`+channelID+`"}`)
			assert.Equal(t, status, w.Code)
			assert.Equal(t, "2", w.Header().Get("Retry-After"))
			var answer errorAnswer
			require.NoError(t, json.Unmarshal(w.Body.Bytes(), &answer))
			assert.Equal(t, code, answer.Error.Code)
			assert.NotEmpty(t, answer.Error.Message)
			assert.Equal(t, code == call.CodeRunning, answer.Call != nil)
			assert.NotContains(t, w.Body.String(), "roomKey")
		})
	}
	s := newStage(t)
	s.calls.err = errors.New("password in the stack")
	w := s.do("GET", "/api/v1/calls/"+callID, "")
	assert.Equal(t, http.StatusInternalServerError, w.Code)
	assert.Contains(t, w.Body.String(), "Das Plugin konnte das nicht ausführen")
	assert.NotContains(t, w.Body.String(), "password")
}

func TestJoinIsNotCached(t *testing.T) {
	w := newStage(t).do("GET", "/api/v1/calls/"+callID+"/join", "")
	assert.JSONEq(t, `{"url":"https://acme.whereby.com/room?roomKey=secret"}`, w.Body.String())
	assert.Equal(t, "no-store", w.Header().Get("Cache-Control"))
}

func TestListPages(t *testing.T) {
	s := newStage(t)
	s.calls.list = []call.Call{running, running, running}
	w := s.do("GET", "/api/v1/calls?state=running&limit=2&channel_id="+channelID, "")
	assert.Equal(t, 3, s.calls.query.Limit)
	assert.True(t, s.calls.query.Running)
	var page struct {
		Calls      []call.View `json:"calls"`
		NextCursor string      `json:"next_cursor"`
	}
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &page))
	assert.Len(t, page.Calls, 2)

	s.calls.list = nil
	w = s.do("GET", "/api/v1/calls?channel_id="+channelID+"&cursor="+page.NextCursor, "")
	assert.JSONEq(t, `{"calls":[],"next_cursor":""}`, w.Body.String())
	assert.Equal(t, &call.Cursor{CreatedAt: running.CreatedAt, ID: callID}, s.calls.query.Before)
}

func TestErrorsShowWhereThePersonLooks(t *testing.T) {
	body := `{"channel_id":"` + channelID + `","topic":"x"}`
	tests := map[string]struct {
		code    call.Code
		headers []string
		shown   bool
	}{
		"asked for":          {call.CodeUnavailable, []string{ephemeralHeader, "1"}, true},
		"not asked for":      {call.CodeUnavailable, nil, false},
		"asked by the web":   {call.CodeLargeChannel, []string{ephemeralHeader, "1"}, false},
		"in another channel": {call.CodeNotMember, []string{ephemeralHeader, "1"}, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			s.calls.err = &call.Error{Code: test.code}
			s.notices.On("SendEphemeralPost", "user", mock.Anything).Return(&model.Post{})
			s.do("POST", "/api/v1/calls", body, test.headers...)
			if !test.shown {
				s.notices.AssertNotCalled(t, "SendEphemeralPost", mock.Anything, mock.Anything)
				return
			}
			s.notices.AssertNumberOfCalls(t, "SendEphemeralPost", 1)
		})
	}
}

func TestStartAnother(t *testing.T) {
	s := newStage(t)
	body, err := json.Marshal(model.PostActionIntegrationRequest{
		UserId: "forged", ChannelId: channelID, PostId: "question", Context: map[string]any{post.ContextRootID: "root", post.ContextSecond: true, post.ContextOptions: `{"topic":"x","duration_minutes":5}`},
	})
	require.NoError(t, err)
	s.notices.On("DeleteEphemeralPost", "user", "question").Return()
	w := s.do("POST", "/api/v1/actions/start", string(body))
	s.notices.AssertExpectations(t)
	assert.JSONEq(t, `{}`, w.Body.String())
	assert.Equal(t, call.StartRequest{
		Way:    call.ByButton,
		UserID: "user", ChannelID: channelID, RootID: "root", Second: true, Options: call.Options{Topic: "x", DurationMinutes: 5},
	}, s.calls.started)
}

func TestCallPage(t *testing.T) {
	s := newStage(t)
	w := s.do("GET", "/calls/"+callID, "")
	assert.Contains(t, w.Body.String(), `href="https://acme.whereby.com/room?roomKey=secret"`)
	assert.Contains(t, w.Header().Get("Content-Security-Policy"), "default-src 'none'")
	assert.Equal(t, "no-store", w.Header().Get("Cache-Control"))

	s.calls.err = &call.Error{Code: call.CodeNotMember}
	w = s.do("GET", "/calls/"+callID, "")
	assert.Equal(t, http.StatusForbidden, w.Code)
	assert.NotContains(t, w.Body.String(), "acme")
}

func TestFilePage(t *testing.T) {
	s := newStage(t)
	w := s.do("GET", "/calls/"+callID+"/files/file1", "")
	assert.Equal(t, http.StatusFound, w.Code)
	assert.Equal(t, "https://files.example/"+callID+"/file1?for=user", w.Header().Get("Location"))
	assert.Equal(t, "no-store", w.Header().Get("Cache-Control"))
	assert.Equal(t, "no-referrer", w.Header().Get("Referrer-Policy"))

	for code, said := range map[call.Code]string{call.CodeNotMember: "Mitglieder", call.CodeElsewhere: "eigenen Speicher"} {
		s.calls.err = &call.Error{Code: code}
		w = s.do("GET", "/calls/"+callID+"/files/file1", "")
		assert.GreaterOrEqual(t, w.Code, 400)
		assert.Contains(t, w.Header().Get("Content-Type"), "text/html")
		assert.Contains(t, w.Body.String(), said)
		assert.Empty(t, w.Header().Get("Location"))
	}
	s.calls.err = errors.New("password in the stack")
	w = s.do("GET", "/calls/"+callID+"/files/file1", "")
	assert.Equal(t, http.StatusInternalServerError, w.Code)
	assert.NotContains(t, w.Body.String(), "password")
	assert.Contains(t, s.log.String(), "password", "for the admin")
}

func TestCleanup(t *testing.T) {
	s := newStage(t)
	var said []string
	s.notices.On("SendEphemeralPost", "user", mock.Anything).Run(func(args mock.Arguments) { said = append(said, args.Get(1).(*model.Post).Message) }).Return(&model.Post{})
	body := `{"user_id":"forged","channel_id":"` + channelID + `","context":{"meeting_ids":["1","2"]}}`
	w := s.do("POST", "/api/v1/actions/cleanup", body)
	assert.JSONEq(t, `{}`, w.Body.String())
	assert.Equal(t, []string{"1", "2"}, s.calls.removed)
	assert.Equal(t, []string{"2 Räume wurden entfernt."}, said)

	s.calls.err = &call.Error{Code: call.CodeUnavailable}
	s.do("POST", "/api/v1/actions/cleanup", body)
	require.Len(t, said, 3, "what was removed, and what went wrong")
}
