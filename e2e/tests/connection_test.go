package tests

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/whereby/wherebytest"
)

type connection struct {
	OK       bool
	Findings []struct{ Level, Code, Text string }
}

// tests asks the plugin to test the connection with these values in place of those in force.
func (k *kit) tests(body map[string]string) (answer connection) {
	k.t.Helper()
	status, raw := k.ask(k.Admin, http.MethodPost, "/api/v1/admin/test", body, &answer)
	require.Equal(k.t, http.StatusOK, status, raw)
	assert.NotContains(k.t, raw, k.Sandbox.APIKey())
	return answer
}

func (c connection) codes() (codes []string) {
	for _, f := range c.Findings {
		codes = append(codes, f.Code)
	}
	return codes
}

func TestConnectionIsTried(t *testing.T) {
	k := newKit(t)
	works := k.tests(map[string]string{"api_key": strings.Repeat("*", 32)})
	assert.True(t, works.OK)
	assert.Equal(t, []string{"key_works", "room_made", "points"}, works.codes())
	for _, meeting := range k.Sandbox.Meetings() {
		assert.NotContains(t, meeting.RoomName, "mattermost-check-")
	}
	status, _ := k.ask(k.alice, http.MethodPost, "/api/v1/admin/test", map[string]string{}, nil)
	assert.Equal(t, http.StatusForbidden, status)
}

// TestConnectionTroubles are told apart, each with what to do.
func TestConnectionTroubles(t *testing.T) {
	k := newKitFor(t, 4*time.Minute)
	answers := func(answer http.HandlerFunc) map[string]string {
		server := httptest.NewServer(answer)
		t.Cleanup(server.Close)
		return map[string]string{"api_url": server.URL + "/v1"}
	}
	stranger := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(stranger.Close)
	for name, test := range map[string]struct {
		fault  wherebytest.Fault
		values map[string]string
		level  string
		code   string
		advice string
	}{
		"wrong key":       {values: map[string]string{"api_key": "wrong"}, level: "problem", code: "key_wrong", advice: "Make a new one in the Whereby dashboard"},
		"nothing there":   {values: map[string]string{"api_url": "http://localhost:1/v1"}, level: "problem", code: "refused", advice: "whether a firewall blocks it"},
		"no such name":    {values: map[string]string{"api_url": "https://api.whereby.invalid/v1"}, level: "problem", code: "name_not_found", advice: "for a typing mistake"},
		"no address":      {values: map[string]string{"api_url": "api.whereby.dev"}, level: "problem", code: "url", advice: "https://"},
		"another's web":   {values: answers(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<h1>Welcome</h1>")) }), level: "problem", code: "not_the_api", advice: "should be https://api.whereby.dev/v1"},
		"a login page":    {values: answers(http.RedirectHandler("https://login.example", http.StatusFound).ServeHTTP), level: "problem", code: "redirect", advice: "whether a proxy wants a login"},
		"wrong path":      {values: map[string]string{"api_url": k.SandboxURL + "/v2"}, level: "problem", code: "not_the_api", advice: "should be https://api.whereby.dev/v1"},
		"inspected":       {values: map[string]string{"api_url": stranger.URL + "/v1"}, level: "problem", code: "tls_authority", advice: "add its root certificate"},
		"our clock ahead": {values: answers(k.wherebyAt(-10 * time.Minute)), level: "warning", code: "clock", advice: "10 min ahead of Whereby's. Set it right"},
		"our clock slow":  {values: answers(k.wherebyAt(time.Hour)), level: "warning", code: "clock", advice: "1 h behind Whereby's. Set it right"},
		"not in the plan": {fault: wherebytest.Fault{Kind: wherebytest.FaultForbidden}, level: "problem", code: "forbidden", advice: "that your plan includes the API"},
		"no points":       {fault: wherebytest.Fault{Kind: wherebytest.FaultRateLimited, Delay: 30 * time.Second}, level: "problem", code: "points_used_up", advice: "Try again in 30 s"},
		"Whereby is down": {fault: wherebytest.Fault{Kind: wherebytest.FaultServerError}, level: "problem", code: "whereby_trouble", advice: "Try again in a few minutes"},
		"cut off":         {fault: wherebytest.Fault{Kind: wherebytest.FaultCut}, level: "problem", code: "unreachable", advice: "whether a firewall or proxy blocks it"},
		"no answer":       {fault: wherebytest.Fault{Kind: wherebytest.FaultHang}, level: "problem", code: "timeout", advice: "Probably a firewall drops the connection"},
		"slow":            {fault: wherebytest.Fault{Kind: wherebytest.FaultSlow, Delay: time.Second}, level: "ok", code: "room_made", advice: "deleted again"},
		"makes no rooms": {
			fault: wherebytest.Fault{Kind: wherebytest.FaultServerError, Method: http.MethodPost, Path: "/meetings"},
			level: "problem", code: "whereby_trouble", advice: "Try again in a few minutes",
		},
	} {
		t.Run(name, func(t *testing.T) {
			if test.fault.Kind != "" {
				k.Sandbox.Inject(test.fault)
				defer k.Sandbox.ClearFaults()
			}
			began := time.Now()
			answer := k.tests(test.values)
			assert.Less(t, time.Since(began), 16*time.Second)
			assert.Equal(t, test.level != "problem", answer.OK)
			found := false
			for _, f := range answer.Findings {
				if f.Code == test.code {
					found = true
					assert.Equal(t, test.level, f.Level)
					assert.Contains(t, f.Text, test.advice)
				}
			}
			assert.True(t, found, answer)
			t.Log(answer.Findings)
		})
	}
}

// wherebyAt is another Whereby that knows our key, whose clock is off by that much.
func (k *kit) wherebyAt(offset time.Duration) http.HandlerFunc {
	sandbox := wherebytest.New(wherebytest.WithAPIKey(k.Sandbox.APIKey()))
	k.t.Cleanup(sandbox.Close)
	sandbox.Clock().Set(time.Now().Add(offset))
	return sandbox.ServeHTTP
}

// TestConnectionToASmallPlan names what the settings allow and the plan does not have.
func TestConnectionToASmallPlan(t *testing.T) {
	k := newKit(t)
	k.configure(map[string]any{"allowrecording": true, "allowtranscription": true})
	assert.Equal(t, []string{"key_works", "room_made", "recording", "transcription", "points"}, k.tests(nil).codes())
	k.Sandbox.SetPlan(wherebytest.PlanFree)
	t.Cleanup(func() { k.Sandbox.SetPlan(wherebytest.PlanPaid) })
	answer := k.tests(nil)
	assert.True(t, answer.OK, "calls without work")
	assert.Equal(t, []string{"key_works", "room_made", "no_recording", "no_transcription", "points"}, answer.codes())
	assert.Contains(t, answer.Findings[2].Text, "switch off recording below, or change the plan")
}
