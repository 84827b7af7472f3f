package whereby_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/whereby"
	"mattermost-plugin-whereby/server/whereby/wherebytest"
)

// observed is a client of a new sandbox, and what its observer was told.
func observed(t *testing.T, key func() string) (*wherebytest.Sandbox, *whereby.Client, *[]whereby.Outcome) {
	t.Helper()
	sandbox := wherebytest.New(wherebytest.WithAPIKey(testKey))
	server := httptest.NewServer(sandbox)
	t.Cleanup(server.Close)
	t.Cleanup(sandbox.Close)
	outcomes := new([]whereby.Outcome)
	client := whereby.NewClient(
		func() whereby.Credentials { return whereby.Credentials{BaseURL: server.URL + "/v1", APIKey: key()} },
		whereby.WithTimeout(time.Second),
		whereby.WithObserver(func(o whereby.Outcome) { *outcomes = append(*outcomes, o) }),
	)
	return sandbox, client, outcomes
}

func always(key string) func() string { return func() string { return key } }

func TestObserverIsToldEachAttempt(t *testing.T) {
	sandbox, client, outcomes := observed(t, always(testKey))
	told := func() []whereby.Outcome {
		list := *outcomes
		*outcomes = nil
		for i := range list {
			assert.Positive(t, list[i].Took)
			assert.Equal(t, whereby.Fingerprint(testKey), list[i].Fingerprint)
			list[i].Took, list[i].Fingerprint = 0, ""
		}
		return list
	}
	made, err := client.CreateMeeting(t.Context(), inAnHour())
	require.NoError(t, err)
	assert.Equal(t, []whereby.Outcome{{Method: "POST", Route: "/meetings", Attempt: 1, Status: 201}}, told())
	_, err = client.GetMeeting(t.Context(), made.ID)
	require.NoError(t, err)
	assert.Equal(t, []whereby.Outcome{{Method: "GET", Route: "/meetings/{id}", Attempt: 1, Status: 200}}, told())

	for kind, want := range map[wherebytest.FaultKind]whereby.Outcome{
		wherebytest.FaultUnauthorized: {Status: 401, Kind: whereby.Unauthorized},
		wherebytest.FaultForbidden:    {Status: 403, Kind: whereby.Forbidden},
		wherebytest.FaultGarbage:      {Status: 201, Kind: whereby.Unavailable},
		wherebytest.FaultHang:         {Kind: whereby.Unavailable},
	} {
		sandbox.Inject(wherebytest.Fault{Kind: kind, Times: 1})
		_, err = client.CreateMeeting(t.Context(), inAnHour())
		require.Error(t, err)
		want.Method, want.Route, want.Attempt = "POST", "/meetings", 1
		assert.Equal(t, []whereby.Outcome{want}, told(), kind)
	}

	sandbox.Inject(wherebytest.Fault{Kind: wherebytest.FaultServerError, Times: 1})
	require.NoError(t, client.DeleteMeeting(t.Context(), made.ID))
	assert.Equal(t, []whereby.Outcome{
		{Method: "DELETE", Route: "/meetings/{id}", Attempt: 1, Status: 500, Kind: whereby.Unavailable},
		{Method: "DELETE", Route: "/meetings/{id}", Attempt: 2, Status: 204},
	}, told())
}

func TestObserverIsToldOfNoKey(t *testing.T) {
	_, client, outcomes := observed(t, always(""))
	_, err := client.CreateMeeting(t.Context(), inAnHour())
	require.Error(t, err)
	require.Len(t, *outcomes, 1)
	assert.Equal(t, whereby.Unauthorized, (*outcomes)[0].Kind)
	assert.Zero(t, (*outcomes)[0].Status, "nobody was asked")
	assert.Empty(t, (*outcomes)[0].Fingerprint)
}

// TestAnotherKeyCountsAtOnce changes the key at both ends.
func TestAnotherKeyCountsAtOnce(t *testing.T) {
	key := testKey
	sandbox, client, outcomes := observed(t, func() string { return key })
	ask := func() error {
		_, err := client.CreateMeeting(t.Context(), inAnHour())
		return err
	}
	require.NoError(t, ask())
	sandbox.SetAPIKey("another")
	assert.Equal(t, whereby.Unauthorized, whereby.KindOf(ask()))
	key = "another"
	require.NoError(t, ask())
	require.Len(t, *outcomes, 3)
	assert.Equal(t, (*outcomes)[0].Fingerprint, (*outcomes)[1].Fingerprint)
	assert.Equal(t, whereby.Fingerprint("another"), (*outcomes)[2].Fingerprint)
}

func TestTheKeyIsAskedForAtEachAttempt(t *testing.T) {
	var keys []string
	var asked atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		keys = append(keys, r.Header.Get("Authorization"))
		w.WriteHeader(http.StatusServiceUnavailable)
	}))
	t.Cleanup(server.Close)
	client := whereby.NewClient(func() whereby.Credentials {
		return whereby.Credentials{BaseURL: server.URL, APIKey: strings.Repeat("k", int(asked.Add(1)))}
	})
	_, err := client.GetMeeting(t.Context(), "42")
	require.Error(t, err)
	require.Greater(t, len(keys), 1)
	assert.Equal(t, []string{"Bearer k", "Bearer kk"}, keys[:2])
}

func TestFingerprint(t *testing.T) {
	assert.Empty(t, whereby.Fingerprint(" "))
	assert.Regexp(t, "^[0-9a-f]{16}$", whereby.Fingerprint(testKey))
	assert.Equal(t, whereby.Fingerprint(testKey), whereby.Fingerprint(testKey+"\n"))
	assert.NotEqual(t, whereby.Fingerprint(testKey), whereby.Fingerprint(testKey+"x"))
}
