package api

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/notify"
)

// services keep connections and deliveries, and remember what was tested.
type services struct {
	ConnectionStore
	list       []notify.Connection
	deliveries []notify.Delivery
	tested     []notify.Connection
}

func (s *services) Connections(context.Context) ([]notify.Connection, error) {
	return slices.Clone(s.list), nil
}

func (s *services) SaveConnection(_ context.Context, c notify.Connection) error {
	s.list = slices.DeleteFunc(s.list, func(old notify.Connection) bool { return old.ID == c.ID })
	s.list = append(s.list, c)
	return nil
}

func (s *services) FindDeliveries(context.Context, notify.Query) ([]notify.Delivery, error) {
	return s.deliveries, nil
}

// Test implements Courier.
func (s *services) Test(_ context.Context, c notify.Connection) (notify.Delivery, error) {
	s.tested = append(s.tested, c)
	return notify.Delivery{State: notify.Pending, Status: 404, Reason: notify.Gone, Error: "no_service"}, nil
}

// Publish implements Courier.
func (s *services) Publish([]call.Event) {}

// asked asks as an admin; the answer has to be as documented.
func (s *services) asked(t *testing.T, method, path, body string, result any) *httptest.ResponseRecorder {
	t.Helper()
	o := newOffice(t)
	o.api.Connections, o.api.Courier = s, s
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set(userHeader, "admin")
	w := httptest.NewRecorder()
	o.handler.ServeHTTP(w, r)
	asDocumented(t, r, w)
	if result != nil {
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), result), w.Body.String())
	}
	return w
}

const connectionsPath = "/api/v1/admin/connections"

func TestConnectionsOfEveryKind(t *testing.T) {
	for body, want := range map[string]notify.Connection{
		`{"name":"a","url":"https://crm.example/hook"}`: {
			Kind: notify.Webhook, URL: "https://crm.example/hook", Rules: notify.Webhook.UsualRules(),
		},
		`{"kind":"slack","name":"a","url":"https://hooks.slack.com/services/T/B/x","secret":"none","account":"none"}`: {
			Kind: notify.Slack, URL: "https://hooks.slack.com/services/T/B/x", Rules: notify.Rules{Events: notify.Slack.Events(), Personal: true},
		},
		`{"kind":"ga4","name":"a","account":"G-ABCD1234","secret":"abcdefgh"}`: {
			Kind: notify.GA4, URL: "https://www.google-analytics.com/mp/collect", Account: "G-ABCD1234", Secret: "abcdefgh", Rules: notify.GA4.UsualRules(),
		},
		`{"kind":"mixpanel","name":"a","account":"0123456789abcdef","rules":{"events":["left"]}}`: {
			Kind: notify.Mixpanel, URL: "https://api.mixpanel.com/import?strict=1", Account: "0123456789abcdef",
			Rules: notify.Rules{Events: []call.EventKind{call.EventLeft}},
		},
	} {
		s := &services{}
		var view connectionView
		w := s.asked(t, "POST", connectionsPath, body, &view)
		require.Equal(t, http.StatusCreated, w.Code, w.Body.String())
		got := s.list[0]
		assert.NotEmpty(t, got.Key)
		assert.Equal(t, want.Kind == notify.Webhook, view.Secret != "", "told once if the server has made it")
		if want.Kind == notify.Webhook {
			want.Secret = view.Secret
		}
		want.ID, want.Name, want.Enabled, want.MadeBy, want.MadeAt, want.Key = got.ID, "a", true, "admin", time.UnixMilli(7), got.Key
		assert.Equal(t, want, got)
		assert.Equal(t, want.Account, view.Account)

		s.list[0].Off, s.list[0].Failures = notify.Revoked, 3
		w = s.asked(t, "PATCH", connectionsPath+"/"+got.ID, `{"name":"b"}`, nil)
		assert.Equal(t, http.StatusOK, w.Code)
		want.Name = "b"
		assert.Equal(t, []notify.Connection{want}, s.list, "what is left out stays, and it is tried anew")
		assert.NotContains(t, w.Body.String(), `"secret"`)
	}
}

func TestConnectionsThatCannotBeRead(t *testing.T) {
	s := &services{list: []notify.Connection{{ID: "c", Kind: notify.Mixpanel, Name: "a", Account: "0123456789abcdef", Off: notify.Unreadable, Rules: notify.Mixpanel.UsualRules()}}}
	w := s.asked(t, "PATCH", connectionsPath+"/c", `{"enabled":true}`, nil)
	assert.Contains(t, w.Body.String(), `"value":"url"`, "it may have been one in Europe")
	w = s.asked(t, "PATCH", connectionsPath+"/c", `{"url":"https://api-eu.mixpanel.com"}`, nil)
	assert.Equal(t, http.StatusOK, w.Code)
	assert.Empty(t, s.list[0].Off)
}

func TestConnectionsThatCannotBe(t *testing.T) {
	for body, problem := range map[string]string{
		`{"kind":"pigeon","name":"a"}`:                                       "kind",
		`{"kind":"slack","name":"a"}`:                                        "url",
		`{"kind":"ga4","name":"a","account":"G-ABCD1234"}`:                   "secret",
		`{"kind":"ga4","name":"a","secret":"abcdefgh"}`:                      "account",
		`{"kind":"mixpanel","name":"a"}`:                                     "account",
		`{"kind":"slack","url":"https://x.example"}`:                         "name",
		`{"name":"a","url":"https://x.example","rules":{"events":["what"]}}`: "events",
	} {
		s := &services{}
		w := s.asked(t, "POST", connectionsPath, body, nil)
		assert.Equal(t, http.StatusBadRequest, w.Code, body)
		assert.Contains(t, w.Body.String(), `"value":"`+problem+`"`)
		assert.Empty(t, s.list)
	}
}

func TestWhatAdminsSeeOfConnections(t *testing.T) {
	s := &services{deliveries: []notify.Delivery{{
		ID: "d", Kind: call.EventEnded, State: notify.Dead, Status: 400, Reason: notify.Invalid, Error: "time: bad", CreatedAt: time.UnixMilli(7),
	}}}
	s.asked(t, "POST", connectionsPath, `{"kind":"ga4","name":"a","account":"G-ABCD1234","secret":"abcdefgh"}`, nil)
	var list struct {
		Connections []connectionView `json:"connections"`
		Kinds       []notify.Traits  `json:"kinds"`
	}
	w := s.asked(t, "GET", connectionsPath, "", &list)
	assert.Len(t, list.Connections, 1)
	assert.Equal(t, notify.Kinds(), list.Kinds)
	assert.NotContains(t, w.Body.String(), "abcdefgh")
	w = s.asked(t, "GET", "/api/v1/admin/deliveries", "", nil)
	assert.Contains(t, w.Body.String(), `"reason":"invalid","error":"time: bad"`)
}

func TestTryingConnections(t *testing.T) {
	s := &services{}
	w := s.asked(t, "POST", connectionsPath+"/test", `{"kind":"slack","url":"https://hooks.slack.com/services/T/B/x"}`, nil)
	assert.JSONEq(t, `{"ok":false,"status":404,"reason":"gone","error":"no_service"}`, w.Body.String())
	require.Len(t, s.tested, 1)
	assert.Equal(t, "https://hooks.slack.com/services/T/B/x", s.tested[0].URL)
	assert.Empty(t, s.list, "it is not saved")

	var saved connectionView
	s.asked(t, "POST", connectionsPath, `{"kind":"ga4","name":"a","account":"G-ABCD1234","secret":"abcdefgh"}`, &saved)
	s.asked(t, "POST", connectionsPath+"/test", `{"id":"`+saved.ID+`","account":"G-OTHER999"}`, nil)
	require.Len(t, s.tested, 2)
	assert.Equal(t, []string{"G-OTHER999", "abcdefgh"}, []string{s.tested[1].Account, s.tested[1].Secret})
	assert.Equal(t, "G-ABCD1234", s.list[0].Account)
	s.asked(t, "POST", connectionsPath+"/"+saved.ID+"/test", "", nil)
	assert.Equal(t, s.list[0], s.tested[2])

	assert.Equal(t, http.StatusNotFound, s.asked(t, "POST", connectionsPath+"/test", `{"id":"unknown"}`, nil).Code)
	assert.Equal(t, http.StatusBadRequest, s.asked(t, "POST", connectionsPath+"/test", `{"kind":"slack"}`, nil).Code)
	assert.Len(t, s.tested, 3)
}
