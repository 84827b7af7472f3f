package api

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"mattermost-plugin-whereby/server/doctor"
	"mattermost-plugin-whereby/server/i18n"
	"mattermost-plugin-whereby/server/whereby"
)

func TestDoctor(t *testing.T) {
	s := newStage(t)
	for _, path := range []string{"/api/v1/admin/doctor", "/api/v1/admin/metrics"} {
		assert.Equal(t, http.StatusForbidden, s.do("GET", path, "").Code)
		assert.Equal(t, http.StatusUnauthorized, s.do("GET", path, "", userHeader, "").Code)
	}
	s.admin = true
	assert.JSONEq(t, `{"ok": true, "at": 0, "lines": []}`, s.do("GET", "/api/v1/admin/doctor", "").Body.String())
	s.doctor = examiner(doctor.Report{At: time.UnixMilli(7000), Lines: []doctor.Line{{
		Check: "key", Level: whereby.LevelProblem, Say: func(w i18n.Words) string { return w.Language() + ": nein" },
	}}})
	assert.JSONEq(t, `{"ok": false, "at": 7000, "lines": [{"check": "key", "level": "problem", "text": "de: nein"}]}`,
		s.do("GET", "/api/v1/admin/doctor", "").Body.String())
	assert.Equal(t, "up 1\n", s.do("GET", "/api/v1/admin/metrics", "").Body.String())
}

func TestRequestsAreMeasured(t *testing.T) {
	s := newStage(t)
	s.settings.RequestsPerMinute = 3
	s.do("GET", "/api/v1/calls/"+callID, "")
	s.do("GET", "/api/v1/calls/nonsense", "")
	s.do("POST", "/api/v1/calls", `{"channel_id": "`+channelID+`", "topic": "panic"}`)
	s.do("GET", "/api/v1/calls/"+callID, "")
	s.do("GET", "/wp-login.php", "", userHeader, "")
	s.do("POST", "/webhooks/whereby", "{}", userHeader, "")
	assert.Equal(t, []string{
		"GET /api/v1/calls/{id} 200", "GET /api/v1/calls/{id} 404", "POST /api/v1/calls 500", "GET /api/v1/calls/{id} 429",
		"/ 404", "refused unsigned", "POST /webhooks/whereby 401",
	}, s.measured.list)
}

func TestWebhooksAreMeasured(t *testing.T) {
	s := newStage(t)
	s.settings.WebhookSecret = hush
	s.now = time.Date(2027, 1, 15, 8, 0, 3, 0, time.UTC)
	s.hook(knockBody, signedAt(s.now, hush, knockBody))
	s.hook(knockBody, signedAt(s.now, "guess", knockBody))
	s.hook(knockBody, signedAt(s.now.Add(-time.Hour), hush, knockBody))
	s.hook("{", signedAt(s.now, hush, "{"))
	s.hook(knockBody, "")
	s.settings.WebhookSecret = ""
	s.hook(knockBody, signedAt(s.now, hush, knockBody))
	const route = "POST /webhooks/whereby "
	assert.Equal(t, []string{
		"received after 3s", route + "204", "refused signature", route + "401", "refused stale", route + "401",
		"refused malformed", route + "400", "refused unsigned", route + "401", "refused secret", route + "401",
	}, s.measured.list)
}
