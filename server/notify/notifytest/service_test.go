package notifytest

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// asks sends a body to a stand-in, as JSON.
func asks(service http.Handler, path, body string, change func(*http.Request)) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	if change != nil {
		change(r)
	}
	answer := httptest.NewRecorder()
	service.ServeHTTP(answer, r)
	return answer
}

func TestSlackTakesOnlyWhatSlackWould(t *testing.T) {
	const good = `{"text": "x", "blocks": [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "see"}, {"type": "link", "url": "https://x"}]}]}]}`
	tests := map[string]struct {
		path, body string
		change     func(*http.Request)
		want       string
	}{
		"a message":      {SlackPath, good, nil, "ok"},
		"elsewhere":      {"/services/x", good, nil, "no_service"},
		"no JSON":        {SlackPath, "x", nil, "invalid_payload"},
		"not as JSON":    {SlackPath, good, func(r *http.Request) { r.Header.Del("Content-Type") }, "invalid_payload"},
		"no text":        {SlackPath, `{}`, nil, "no_text"},
		"no blocks":      {SlackPath, `{"text": "x"}`, nil, "invalid_blocks"},
		"unknown block":  {SlackPath, strings.Replace(good, `"link"`, `"script"`, 1), nil, "invalid_blocks"},
		"a link nowhere": {SlackPath, strings.Replace(good, "https://x", "x", 1), nil, "invalid_blocks"},
		"too long":       {SlackPath, strings.Replace(good, `"x"`, `"`+strings.Repeat("x", maxSlackText+1)+`"`, 1), nil, "invalid_blocks"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			slack := &Slack{}
			answer := asks(slack, test.path, test.body, test.change)
			assert.Equal(t, test.want, answer.Body.String())
			if test.want != "ok" {
				assert.Empty(t, slack.Messages())
				return
			}
			assert.Equal(t, "see (https://x)", slack.Messages()[0].Shown())
		})
	}
}

func TestGA4KeepsOnlyWhatGA4Would(t *testing.T) {
	body := func(micros int64, events string) string {
		return fmt.Sprintf(`{"client_id": "c", "timestamp_micros": %d, "events": %s}`, micros, events)
	}
	const good = `[{"name": "call_started", "params": {"people": 3}}]`
	now := time.Now().UnixMicro()
	tests := map[string]struct {
		query, body string
		wrong       string // what the check says of it
		kept        bool
	}{
		"an event":        {"?measurement_id=G&api_secret=s", body(now, good), "", true},
		"another account": {"?measurement_id=H&api_secret=s", body(now, good), "", false},
		"another secret":  {"?measurement_id=G&api_secret=t", body(now, good), "", false},
		"too old":         {"?measurement_id=G&api_secret=s", body(now-73*time.Hour.Microseconds(), good), "72 hours", false},
		"no events":       {"?measurement_id=G&api_secret=s", body(now, "[]"), "1 to 25", false},
		"a bad name":      {"?measurement_id=G&api_secret=s", body(now, `[{"name": "call started"}]`), "invalid name", false},
		"a list":          {"?measurement_id=G&api_secret=s", body(now, `[{"name": "x", "params": {"who": []}}]`), "unsupported", false},
		"no JSON":         {"?measurement_id=G&api_secret=s", "x", "Unable to parse", false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			ga4 := &GA4{Account: "G", Secret: "s"}
			assert.Equal(t, http.StatusNoContent, asks(ga4, "/mp/collect"+test.query, test.body, nil).Code, "whatever comes")
			assert.Equal(t, test.kept, len(ga4.Events()) == 1)
			said := asks(ga4, "/debug/mp/collect"+test.query, test.body, nil).Body.String()
			assert.Contains(t, said, test.wrong)
			assert.Equal(t, test.wrong == "", strings.Contains(said, `"validationMessages":[]`))
			assert.Equal(t, 1, ga4.Checked())
		})
	}
}

func TestMixpanelTakesOnlyWhatMixpanelWould(t *testing.T) {
	event := func(id, who string) string {
		return fmt.Sprintf(`{"event": "Call started", "properties": {"time": %d, "$insert_id": %q, "distinct_id": %q}}`, time.Now().UnixMilli(), id, who)
	}
	asToken := func(token string) func(*http.Request) { return func(r *http.Request) { r.SetBasicAuth(token, "") } }
	tests := map[string]struct {
		token, body   string
		status, taken int
	}{
		"an event":          {"t", "[" + event("1", "alice") + "]", http.StatusOK, 1},
		"another token":     {"u", "[" + event("1", "alice") + "]", http.StatusUnauthorized, 0},
		"no JSON":           {"t", "x", http.StatusBadRequest, 0},
		"no $insert_id":     {"t", "[" + event("", "alice") + "]", http.StatusBadRequest, 0},
		"nobody by name":    {"t", "[" + event("1", "anonymous") + "]", http.StatusBadRequest, 0},
		"good beside bad":   {"t", "[" + event("1", "alice") + "," + event("", "bob") + "]", http.StatusBadRequest, 1},
		"two of two people": {"t", "[" + event("1", "alice") + "," + event("2", "bob") + "]", http.StatusOK, 2},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			mixpanel := &Mixpanel{Token: "t"}
			assert.Equal(t, test.status, asks(mixpanel, "/import?strict=1", test.body, asToken(test.token)).Code)
			assert.Len(t, mixpanel.Events(), test.taken)
			asks(mixpanel, "/import?strict=1", test.body, asToken(test.token))
			assert.Len(t, mixpanel.Events(), test.taken, "what comes again is known by its $insert_id")
			assert.Equal(t, test.taken, mixpanel.Twice())
		})
	}
}

func TestTrouble(t *testing.T) {
	slack := &Slack{}
	slack.Trouble(Says(http.StatusTooManyRequests, "slow down", "Retry-After", "7"))
	answer := asks(slack, SlackPath, "{}", nil)
	assert.Equal(t, http.StatusTooManyRequests, answer.Code)
	assert.Equal(t, "7", answer.Header().Get("Retry-After"))
	assert.Equal(t, "slow down", answer.Body.String())
	slack.Trouble(nil)
	assert.Equal(t, "no_text", asks(slack, SlackPath, "{}", nil).Body.String())
	assert.Equal(t, 2, slack.Tries())
}
