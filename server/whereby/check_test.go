package whereby_test

import (
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/whereby"
	"mattermost-plugin-whereby/server/whereby/wherebytest"
)

// codes are the findings in short, such as "ok key_works".
func codes(findings []whereby.Finding) []string {
	var short []string
	for _, f := range findings {
		short = append(short, fmt.Sprint(f.Level, " ", f.Code))
	}
	return short
}

// checkable is a sandbox with the credentials for it.
func checkable(t *testing.T, options ...wherebytest.Option) (*wherebytest.Sandbox, whereby.Credentials) {
	t.Helper()
	sandbox := wherebytest.New(append(options, wherebytest.WithAPIKey(testKey))...)
	server := httptest.NewServer(sandbox)
	t.Cleanup(server.Close)
	t.Cleanup(sandbox.Close)
	return sandbox, whereby.Credentials{BaseURL: server.URL + "/v1", APIKey: testKey}
}

func TestCheckFindsNothingWrong(t *testing.T) {
	sandbox, credentials := checkable(t)
	assert.Equal(t, []string{"ok key_works", "ok room_made", "ok points"}, codes(whereby.Check(t.Context(), credentials, whereby.Wants{})))
	all := whereby.Wants{Record: true, Transcribe: true, Stream: true}
	findings := whereby.Check(t.Context(), credentials, all)
	assert.Equal(t, []string{
		"ok key_works", "ok room_made", "ok recording", "ok transcription", "ok streaming", "ok points",
	}, codes(findings))
	points := findings[5]
	assert.Equal(t, 1000, points.Limit)
	assert.Equal(t, 1000-6-(6+3*5), points.Remaining)
	assert.Empty(t, sandbox.Meetings())

	sandbox.SetPlan(wherebytest.PlanFree)
	assert.Equal(t, []string{
		"ok key_works", "ok room_made", "warning no_recording", "warning no_transcription", "warning no_streaming", "ok points",
	}, codes(whereby.Check(t.Context(), credentials, all)))
	assert.Equal(t, []string{"ok key_works", "ok room_made", "warning no_transcription", "ok points"},
		codes(whereby.Check(t.Context(), credentials, whereby.Wants{Transcribe: true})))
	assert.Empty(t, sandbox.Meetings())
}

func TestCheckOfFaults(t *testing.T) {
	type faults []wherebytest.Fault
	list := func(kind wherebytest.FaultKind) faults { return faults{{Kind: kind, Method: "GET"}} }
	create := func(kind wherebytest.FaultKind, afterWork bool) faults {
		return faults{{Kind: kind, Method: "POST", Times: 1, AfterWork: afterWork}}
	}
	tests := map[string]struct {
		faults faults
		want   string
		left   int
	}{
		"wrong key":               {list(wherebytest.FaultUnauthorized), "problem key_wrong", 0},
		"not allowed":             {list(wherebytest.FaultForbidden), "problem forbidden", 0},
		"no points":               {list(wherebytest.FaultRateLimited), "problem points_used_up", 0},
		"trouble at Whereby":      {list(wherebytest.FaultServerError), "problem whereby_trouble", 0},
		"cut":                     {list(wherebytest.FaultCut), "problem unreachable", 0},
		"garbage":                 {list(wherebytest.FaultGarbage), "problem not_the_api", 0},
		"no room":                 {create(wherebytest.FaultForbidden, false), "ok key_works,problem forbidden,ok points", 0},
		"room fails":              {create(wherebytest.FaultServerError, false), "ok key_works,problem whereby_trouble,ok points", 0},
		"room fails, made":        {create(wherebytest.FaultServerError, true), "ok key_works,problem whereby_trouble,ok points", 0},
		"garbage, made":           {create(wherebytest.FaultGarbage, true), "ok key_works,problem not_the_api,ok points", 0},
		"cut, made":               {create(wherebytest.FaultCut, true), "ok key_works,problem unreachable,ok points", 0},
		"not deleted":             {faults{{Kind: wherebytest.FaultServerError, Method: "DELETE"}}, "ok key_works,warning room_left,ok points", 1},
		"made, found no more":     {append(create(wherebytest.FaultCut, true), wherebytest.Fault{Kind: wherebytest.FaultServerError, Method: "DELETE"}), "ok key_works,problem unreachable,ok points", 1},
		"two failures at listing": {faults{{Kind: wherebytest.FaultServerError, Method: "GET", Times: 2}}, "ok key_works,ok room_made,ok points", 0},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sandbox, credentials := checkable(t)
			for _, fault := range test.faults {
				sandbox.Inject(fault)
			}
			findings := whereby.Check(t.Context(), credentials, whereby.Wants{})
			assert.Equal(t, test.want, strings.Join(codes(findings), ","))
			assert.Len(t, sandbox.Meetings(), test.left)
			if name == "no points" {
				assert.Equal(t, time.Minute, findings[0].Wait)
			}
			assert.NotContains(t, fmt.Sprintf("%+v", findings), testKey)
		})
	}
}

func TestCheckOfPlanInTrouble(t *testing.T) {
	sandbox, credentials := checkable(t, wherebytest.WithPoints(9)) // 6 for the first room, 3 for the second
	findings := whereby.Check(t.Context(), credentials, whereby.Wants{Record: true, Stream: true})
	assert.Equal(t, []string{"ok key_works", "ok room_made", "ok recording", "warning room_left", "ok points"}, codes(findings))
	sandbox.SetPoints(6)
	findings = whereby.Check(t.Context(), credentials, whereby.Wants{Record: true, Stream: true})
	assert.Equal(t, []string{"ok key_works", "ok room_made", "warning plan_unknown", "ok points"}, codes(findings))
}

func TestCheckOfCredentials(t *testing.T) {
	sandbox, credentials := checkable(t)
	for _, test := range []struct{ address, key, want string }{
		{credentials.BaseURL, "", "problem no_key"},
		{credentials.BaseURL, " \n", "problem no_key"},
		{credentials.BaseURL, "two words", "problem key_characters"},
		{credentials.BaseURL, "clé", "problem key_characters"},
		{"", testKey, "problem address"},
		{"api.whereby.dev/v1", testKey, "problem address"},
		{"https://user:pass@host/v1", testKey, "problem address"},
		{strings.TrimSuffix(credentials.BaseURL, "/v1") + "/v2", testKey, "problem not_the_api"},
		{credentials.BaseURL, "wrong", "problem key_wrong,ok points"},
	} {
		findings := whereby.Check(t.Context(), whereby.Credentials{BaseURL: test.address, APIKey: test.key}, whereby.Wants{})
		assert.Equal(t, strings.TrimSuffix(test.want, ",ok points"), codes(findings)[0], test)
	}
	assert.Empty(t, sandbox.Meetings())
}

func TestCheckOfTheWay(t *testing.T) {
	closed, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, closed.Close())
	page := httptest.NewServer(says(http.StatusOK, "<html>Welcome to nginx</html>"))
	t.Cleanup(page.Close)
	missing := httptest.NewServer(says(http.StatusNotFound, `{"error":"no route"}`))
	t.Cleanup(missing.Close)
	other := httptest.NewServer(says(http.StatusOK, `{"hello":"world"}`))
	t.Cleanup(other.Close)
	moved := httptest.NewServer(http.RedirectHandler("https://elsewhere.example/?key=hidden", http.StatusFound))
	t.Cleanup(moved.Close)
	untrusted := httptest.NewUnstartedServer(says(http.StatusOK, "{}"))
	untrusted.Config.ErrorLog = log.New(io.Discard, "", 0)
	untrusted.StartTLS()
	t.Cleanup(untrusted.Close)

	for name, test := range map[string]struct {
		address string
		want    whereby.FindingCode
	}{
		"no such name":         {"https://no-such-host.invalid/v1", whereby.FoundNoName},
		"nobody listens":       {"http://" + closed.Addr().String(), whereby.FoundRefused},
		"certificate":          {untrusted.URL, whereby.FoundAuthority},
		"no TLS at all":        {"https://" + strings.TrimPrefix(page.URL, "http://"), whereby.FoundNoTLS},
		"a web page":           {page.URL, whereby.FoundNotAPI},
		"nothing there":        {missing.URL, whereby.FoundNotAPI},
		"another API":          {other.URL, whereby.FoundNotAPI},
		"redirect":             {moved.URL, whereby.FoundRedirect},
		"TLS where plain text": {"http://" + strings.TrimPrefix(untrusted.URL, "https://"), whereby.FoundNotAPI},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			findings := whereby.Check(t.Context(), whereby.Credentials{BaseURL: test.address, APIKey: testKey}, whereby.Wants{})
			require.Len(t, findings, 1)
			assert.Equal(t, test.want, findings[0].Code)
			assert.Equal(t, whereby.LevelProblem, findings[0].Level)
			assert.NotContains(t, fmt.Sprintf("%+v", findings), "hidden")
			assert.NotEmpty(t, findings[0].Host)
		})
	}
}

func TestCheckWaitsNotForEver(t *testing.T) {
	sandbox, credentials := checkable(t)
	sandbox.Inject(wherebytest.Fault{Kind: wherebytest.FaultHang})
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	assert.Equal(t, []string{"problem timeout"}, codes(whereby.Check(ctx, credentials, whereby.Wants{})))

	// The room is made, the answer lost, and the caller gone: it is deleted all the same.
	sandbox.ClearFaults()
	sandbox.Inject(wherebytest.Fault{Kind: wherebytest.FaultHang, Method: "POST", AfterWork: true, Times: 1})
	ctx, cancel = context.WithTimeout(t.Context(), 500*time.Millisecond)
	defer cancel()
	assert.Equal(t, "problem timeout", codes(whereby.Check(ctx, credentials, whereby.Wants{}))[1])
	assert.Empty(t, sandbox.Meetings())
}

func TestCheckOfClocks(t *testing.T) {
	for _, ahead := range []time.Duration{10 * time.Minute, -10 * time.Minute, 30 * time.Second, 0} {
		sandbox, credentials := checkable(t)
		sandbox.Clock().Set(time.Now().Add(-ahead))
		findings := whereby.Check(t.Context(), credentials, whereby.Wants{})
		if ahead.Abs() < time.Minute {
			assert.Equal(t, []string{"ok key_works", "ok room_made", "ok points"}, codes(findings))
			continue
		}
		require.Equal(t, []string{"ok key_works", "ok room_made", "warning clock", "ok points"}, codes(findings), "the room's end is by Whereby's clock")
		assert.InDelta(t, ahead.Seconds(), findings[2].Skew.Seconds(), 2)
		assert.Empty(t, sandbox.Meetings())
	}
	sandbox, credentials := checkable(t)
	sandbox.Clock().Advance(time.Hour)
	credentials.APIKey = "wrong"
	assert.Equal(t, []string{"problem key_wrong", "warning clock"}, codes(whereby.Check(t.Context(), credentials, whereby.Wants{})))
}
