package api

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/pkg/errors"
	"github.com/stretchr/testify/assert"

	"mattermost-plugin-whereby/server/apikey"
	"mattermost-plugin-whereby/server/config"
	"mattermost-plugin-whereby/server/doctor"
	"mattermost-plugin-whereby/server/whereby"
)

const statusPath = "/api/v1/admin/status"

// Status implements Key.
func (s *stage) Status(context.Context) (apikey.Status, error) { return s.key, s.calls.err }

// memory adds to marks what was marked before; "heard" is the last webhook.
type memory struct {
	*marks
	at *map[string]time.Time
}

func (m memory) Marked(_ context.Context, name string) (time.Time, error) { return (*m.at)[name], nil }

func (m memory) Heard(context.Context) (time.Time, error) { return (*m.at)["heard"], nil }

func TestStatus(t *testing.T) {
	at := time.UnixMilli
	tests := map[string]struct {
		prepare func(*stage)
		want    string
	}{
		"nothing is there": {
			func(s *stage) { s.key = apikey.Status{Source: config.NoKey, Problem: config.KeyProblemUnreadable} },
			`{"key":{"source":"none","problem":"file_unreadable","problem_text":"Die Datei, die WHEREBY_API_KEY_FILE nennt, ist nicht lesbar, leer oder länger als 4 kB. Der Mattermost-Server muss sie lesen dürfen.","since":0,"age_days":0,"refused_at":0},
			"webhooks":{"secret_set":false,"last_event_at":0,"last_refusal_at":0,"last_refusal":""},
			"points":{"known":false,"limit":0,"remaining":0,"seen_at":0}}`,
		},
		"all well": {
			func(s *stage) {
				s.key = apikey.Status{Source: config.KeyInFile, Since: at(1000), AgeDays: 3}
				s.settings.WebhookSecret = hush
				s.marked = map[string]time.Time{"heard": at(2000)}
				s.budget = whereby.Budget{Known: true, Limit: 500, Remaining: 497, SeenAt: at(3000)}
			},
			`{"key":{"source":"file","since":1000,"age_days":3,"refused_at":0},
			"webhooks":{"secret_set":true,"last_event_at":2000,"last_refusal_at":0,"last_refusal":""},
			"points":{"known":true,"limit":500,"remaining":497,"seen_at":3000}}`,
		},
		"refused": {
			func(s *stage) {
				s.key = apikey.Status{Source: config.KeyInSetting, Since: at(1000), RefusedAt: at(5000)}
				s.marked = map[string]time.Time{doctor.RefusedSecret: at(10), doctor.RefusedStale: at(30), doctor.RefusedSignature: at(20)}
			},
			`{"key":{"source":"setting","since":1000,"age_days":0,"refused_at":5000},
			"webhooks":{"secret_set":false,"last_event_at":0,"last_refusal_at":30,"last_refusal":"stale"},
			"points":{"known":false,"limit":0,"remaining":0,"seen_at":0}}`,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			s.admin, s.settings.APIKey = true, "the-key"
			test.prepare(s)
			w := s.do("GET", statusPath, "")
			assert.Equal(t, http.StatusOK, w.Code)
			assert.JSONEq(t, test.want, w.Body.String())
			assert.NotContains(t, w.Body.String(), "the-key")
		})
	}
}

func TestStatusIsForAdmins(t *testing.T) {
	s := newStage(t)
	w := s.do("GET", statusPath, "")
	assert.Equal(t, http.StatusForbidden, w.Code)
	assert.Contains(t, w.Body.String(), `"code":"not_admin"`)
	s.admin = true
	s.calls.err = errors.New("the database is away")
	assert.Equal(t, http.StatusInternalServerError, s.do("GET", statusPath, "").Code)
}
