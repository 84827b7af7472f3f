package workday

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/pkg/errors"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/client"
	"mattermost-plugin-whereby/server/whereby/wherebytest"
)

func TestTimes(t *testing.T) {
	assert.Zero(t, TimesOf(nil))
	assert.Equal(t, Times{Count: 1, P50: 3, P95: 3, Max: 3}, TimesOf([]time.Duration{3}))
	var all []time.Duration
	for i := range 101 {
		all = append(all, time.Duration(100-i))
	}
	assert.Equal(t, Times{Count: 101, P50: 50, P95: 95, Max: 100}, TimesOf(all))
}

func TestSum(t *testing.T) {
	metrics := []byte("# HELP a_total x\na_total{k=\"1\"} 2\na_total{k=\"2\"} 3e+00\na_total_more 7\ngo_goroutines 25\n")
	assert.Equal(t, 5, sum(metrics, "a_total"))
	assert.Equal(t, 25, sum(metrics, "go_goroutines"))
	assert.Zero(t, sum(metrics, "b_total"))
}

func TestSameStays(t *testing.T) {
	at := time.UnixMilli
	h := held{stays: []wherebytest.PlayedStay{{Who: "a", Joined: at(10)}, {Who: "b", Joined: at(20), Left: at(30)}}}
	for name, test := range map[string]struct {
		noted []client.Stay
		same  bool
	}{
		"the same":            {[]client.Stay{{UserID: "a", JoinedAt: 10, LeftAt: 90}, {UserID: "b", JoinedAt: 20, LeftAt: 30}}, true},
		"one is missing":      {[]client.Stay{{UserID: "a", JoinedAt: 10, LeftAt: 90}}, false},
		"somebody else":       {[]client.Stay{{UserID: "c", JoinedAt: 10, LeftAt: 90}, {UserID: "b", JoinedAt: 20, LeftAt: 30}}, false},
		"still inside":        {[]client.Stay{{UserID: "a", JoinedAt: 10}, {UserID: "b", JoinedAt: 20, LeftAt: 30}}, false},
		"left at other times": {[]client.Stay{{UserID: "a", JoinedAt: 10, LeftAt: 90}, {UserID: "b", JoinedAt: 20, LeftAt: 31}}, false},
		"came at other times": {[]client.Stay{{UserID: "a", JoinedAt: 11, LeftAt: 90}, {UserID: "b", JoinedAt: 20, LeftAt: 30}}, false},
	} {
		t.Run(name, func(t *testing.T) { assert.Equal(t, test.same, sameStays(h, test.noted)) })
	}
}

func TestErrorsAreCountedByCode(t *testing.T) {
	m := newMeter()
	for range 2 {
		assert.False(t, m.measure(start, func() error { return &client.Error{Status: 409, Code: client.Running, Message: "differs"} }))
	}
	assert.False(t, m.measure(join, func() error { return errors.New("cut") }))
	assert.True(t, m.measure(end, func() error { return nil }))
	assert.Equal(t, map[string]int{"start: running": 2, "join: cut": 1}, m.errors)
	assert.Len(t, m.took[end], 1)
	assert.Empty(t, m.took[start])
}

func TestReceiverTakesEachEventOnce(t *testing.T) {
	r := newReceiver()
	defer r.Close()
	for _, id := range []string{"1", "2", "1"} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, r.URL, strings.NewReader(`{"data":{"call":{"id":"c"}}}`))
		require.NoError(t, err)
		request.Header.Set("webhook-id", id)
		response, err := http.DefaultClient.Do(request)
		require.NoError(t, err)
		response.Body.Close()
	}
	assert.Equal(t, []string{"1", "2"}, r.of("c"))
	events, again := r.counts()
	assert.Equal(t, []int{2, 1}, []int{events, again})
}

func TestResult(t *testing.T) {
	good := Result{Calls: 1}
	assert.True(t, good.OK())
	assert.Contains(t, good.String(), "nothing was lost")
	assert.False(t, Result{}.OK(), "nobody did anything")
	bad := Result{Calls: 1, Errors: map[string]int{"start: running": 2}, Problems: make([]string, 25)}
	assert.False(t, bad.OK())
	assert.Contains(t, bad.String(), "error ×2: start: running")
	assert.Contains(t, bad.String(), "lost: and 5 more")
}

func TestOptions(t *testing.T) {
	assert.NoError(t, Options{Users: 3, Calls: 1, Duration: time.Minute}.check())
	for name, options := range map[string]Options{
		"few":      {Users: 2, Calls: 1, Duration: time.Minute},
		"many":     {Users: 501, Calls: 1, Duration: time.Minute},
		"no calls": {Users: 3, Duration: time.Minute},
		"short":    {Users: 3, Calls: 1, Duration: time.Second},
	} {
		assert.Error(t, options.check(), name)
	}
}
