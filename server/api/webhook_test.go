package api

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pkg/errors"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/doctor"
	"mattermost-plugin-whereby/server/whereby"
)

const (
	hush      = "hush-hush"
	knockBody = `{"id":"event1","type":"room.client.knocked","createdAt":"2027-01-15T08:00:00Z","data":{"meetingId":"42","roomName":"/room","participantId":"p1","displayName":"Zoe"}}`
)

func signedAt(at time.Time, secret, body string) string {
	t := strconv.FormatInt(at.Unix(), 10)
	return "t=" + t + ",v1=" + whereby.Sign(secret, t, []byte(body))
}

func (s *stage) hook(body, signature string) *httptest.ResponseRecorder {
	return s.do("POST", "/webhooks/whereby", body, userHeader, "", whereby.SignatureHeader, signature)
}

func TestWebhook(t *testing.T) {
	s := newStage(t)
	s.settings.WebhookSecret = hush
	signature := signedAt(s.now, hush, knockBody)
	for range 2 { // the second is a replay; the service knows it by its id
		w := s.hook(knockBody, signature)
		assert.Equal(t, http.StatusNoContent, w.Code)
		assert.Empty(t, w.Body.String())
	}
	require.Len(t, s.calls.heard, 2)
	assert.Equal(t, s.calls.heard[0], s.calls.heard[1])
	assert.Equal(t, "event1", s.calls.heard[0].ID)
	assert.Equal(t, call.SawKnock, s.calls.heard[0].Kind)
	assert.Equal(t, "42", s.calls.heard[0].MeetingID)
	assert.Empty(t, s.marks)

	s.calls.err = errors.New("the database is away")
	assert.Equal(t, http.StatusInternalServerError, s.hook(knockBody, signature).Code, "so that Whereby sends it again")
}

func TestWebhookRefuses(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	oversized := `{"id":"` + strings.Repeat("x", maxBody) + `"}`
	nested := `{"id":"1","type":"x","data":` + strings.Repeat("[", 30000) + strings.Repeat("]", 30000) + `}`
	tests := map[string]struct {
		secret, body, signature string
		status                  int
		marked                  string
	}{
		"unsigned":            {hush, knockBody, "", 401, ""},
		"malformed signature": {hush, knockBody, "v1=abc", 401, ""},
		"no secret here":      {"", knockBody, signedAt(now, "", knockBody), 401, doctor.RefusedSecret},
		"forged":              {hush, knockBody, signedAt(now, "guess", knockBody), 401, doctor.RefusedSignature},
		"another body":        {hush, knockBody + " ", signedAt(now, hush, knockBody), 401, doctor.RefusedSignature},
		"stale":               {hush, knockBody, signedAt(now.Add(-whereby.SignatureWindow-time.Second), hush, knockBody), 401, doctor.RefusedStale},
		"future":              {hush, knockBody, signedAt(now.Add(whereby.SignatureWindow+time.Second), hush, knockBody), 401, doctor.RefusedStale},
		"a little late":       {hush, knockBody, signedAt(now.Add(-whereby.SignatureWindow+time.Second), hush, knockBody), 204, ""},
		"oversized":           {hush, oversized, signedAt(now, hush, oversized), 413, ""},
		"no JSON":             {hush, "id=1", signedAt(now, hush, "id=1"), 400, ""},
		"nothing":             {hush, "", signedAt(now, hush, ""), 400, ""},
		"deeply nested":       {hush, nested, signedAt(now, hush, nested), 400, ""},
		"unknown type":        {hush, `{"id":"1","type":"moon.rose"}`, signedAt(now, hush, `{"id":"1","type":"moon.rose"}`), 204, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			s.settings.WebhookSecret = test.secret
			w := s.hook(test.body, test.signature)
			assert.Equal(t, test.status, w.Code)
			if test.status != 204 {
				assert.Empty(t, s.calls.heard)
				assert.Contains(t, s.log.String(), "webhook refused")
			}
			assert.NotContains(t, s.log.String(), hush)
			assert.NotContains(t, s.log.String(), "Zoe")
			if test.marked == "" {
				assert.Empty(t, s.marks)
				return
			}
			assert.Equal(t, marks{test.marked}, s.marks)
		})
	}
	s := newStage(t)
	assert.Equal(t, http.StatusNotFound, s.do("GET", "/webhooks/whereby", "").Code)
}

// unread fails the test when it is read.
type unread struct{ t *testing.T }

func (u unread) Read([]byte) (int, error) {
	u.t.Error("the body was read")
	return 0, io.EOF
}

func TestWebhookIsRefusedUnread(t *testing.T) {
	tests := map[string]struct{ secret, signature, length string }{
		"unsigned":       {hush, "", ""},
		"no secret here": {"", "t=1,v1=x", ""},
		"too long":       {hush, "t=1,v1=x", "104857600"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			s.settings.WebhookSecret = test.secret
			r := httptest.NewRequest("POST", "/webhooks/whereby", unread{t})
			r.Header.Set(whereby.SignatureHeader, test.signature)
			r.Header.Set("Content-Length", test.length)
			w := httptest.NewRecorder()
			s.handler.ServeHTTP(w, r)
			assert.GreaterOrEqual(t, w.Code, 400)
		})
	}
}

func TestRefusalsAreWrittenDownSeldom(t *testing.T) {
	s := newStage(t)
	s.settings.WebhookSecret = hush
	for range 50 {
		s.hook(knockBody, signedAt(s.now, "guess", knockBody))
	}
	assert.Equal(t, 1, strings.Count(s.log.String(), "webhook refused"))
	assert.Equal(t, marks{doctor.RefusedSignature}, s.marks)

	s.hook(knockBody, signedAt(s.now.Add(-time.Hour), hush, knockBody))
	assert.Equal(t, marks{doctor.RefusedSignature, doctor.RefusedStale}, s.marks, "each reason has its own minute")
	s.now = s.now.Add(refusalInterval)
	s.hook(knockBody, signedAt(s.now, "guess", knockBody))
	assert.Equal(t, 2, strings.Count(s.log.String(), "webhook refused"))
	assert.Len(t, s.marks, 3)
}

func FuzzWebhook(f *testing.F) {
	f.Add([]byte(knockBody), "", true)
	f.Add([]byte(`{"id":1,"type":[]}`), "t=1,v1=00", false)
	f.Add([]byte(`{"id":"1","type":"recording.finished","data":{"recordingId":"r","roomName":"/"}}`), "", true)
	f.Add([]byte(`{"id":"1","type":"room.client.joined","data":{"numClientsByRoleName":{"visitor":1e300}}}`), "", true)
	f.Add([]byte("\x00\xff"), ",,t=,v1", true)
	s := newStage(f)
	s.settings.WebhookSecret = hush
	f.Fuzz(func(t *testing.T, body []byte, header string, signed bool) {
		if signed {
			header = signedAt(s.now, hush, string(body))
		}
		s.calls.heard = nil
		s.log.Reset()
		w := s.hook(string(body), header)
		if w.Code == http.StatusInternalServerError || strings.Contains(s.log.String(), "panicked") {
			t.Fatalf("%q failed: %s", body, s.log.String())
		}
		if !signed && (w.Code < 300 || len(s.calls.heard) > 0) {
			t.Fatalf("%q with %q was believed", body, header)
		}
	})
}
