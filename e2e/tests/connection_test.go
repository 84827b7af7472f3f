package tests

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// receiver is a service that takes webhooks.
type receiver struct {
	*httptest.Server
	t  *testing.T
	mu sync.Mutex
	// answer is the status that it gives, and secret what it checks signatures by.
	answer int
	secret string
	taken  []received
	tries  int
}

type received struct {
	id   string
	Type string `json:"type"`
	Data struct {
		Test bool `json:"test"`
		Call struct {
			ID      string `json:"id"`
			RoomURL string `json:"room_url"`
		} `json:"call"`
		FileID string `json:"file_id"`
	} `json:"data"`
}

func newReceiver(t *testing.T) *receiver {
	t.Helper()
	r := &receiver{t: t, answer: http.StatusOK}
	r.Server = httptest.NewServer(r)
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	body, err := io.ReadAll(request.Body)
	assert.NoError(r.t, err)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tries++
	if r.answer != http.StatusOK {
		w.WriteHeader(r.answer)
		return
	}
	verifier, err := standardwebhooks.NewWebhook(r.secret)
	assert.NoError(r.t, err)
	assert.NoError(r.t, verifier.Verify(body, request.Header))
	assert.NotContains(r.t, string(body), "roomKey")
	got := received{id: request.Header.Get("webhook-id")}
	assert.NoError(r.t, json.Unmarshal(body, &got))
	r.taken = append(r.taken, got)
}

func (r *receiver) answers(status int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answer = status
}

func (r *receiver) all() []received {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]received{}, r.taken...)
}

// typesOf are what has arrived of a call.
func (r *receiver) typesOf(callID string) (types []string) {
	for _, got := range r.all() {
		if got.Data.Call.ID == callID {
			types = append(types, got.Type)
		}
	}
	return types
}

type connectionView struct {
	ID      string `json:"id"`
	Kind    string `json:"kind"`
	Account string `json:"account"`
	Host    string `json:"host"`
	Secret  string `json:"secret"`
	Off     string `json:"off"`
}

type testResult struct {
	OK     bool   `json:"ok"`
	Status int    `json:"status"`
	Reason string `json:"reason"`
	Error  string `json:"error"`
}

type deliveryLog struct {
	Deliveries []struct {
		ID, State, Reason string
		Tries, Status     int
		CallID            string `json:"call_id"`
	} `json:"deliveries"`
}

// isOff tells why a connection is off.
func (k *kit) isOff(id string) string {
	k.t.Helper()
	var list struct{ Connections []connectionView }
	k.ask(k.Admin, http.MethodGet, "/api/v1/admin/connections", nil, &list)
	for _, c := range list.Connections {
		if c.ID == id {
			return c.Off
		}
	}
	return ""
}

// connect makes a connection to a webhook, until the test ends.
func (k *kit) connect(url string, rules map[string]any) connectionView {
	k.t.Helper()
	body := map[string]any{"name": "CRM", "url": url}
	if rules != nil {
		body["rules"] = rules
	}
	return k.connectTo(body)
}

// connectTo makes a connection, until the test ends.
func (k *kit) connectTo(body map[string]any) connectionView {
	k.t.Helper()
	var made connectionView
	status, raw := k.ask(k.Admin, http.MethodPost, "/api/v1/admin/connections", body, &made)
	require.Equal(k.t, http.StatusCreated, status, raw)
	k.t.Cleanup(func() {
		status, raw := k.ask(k.Admin, http.MethodDelete, "/api/v1/admin/connections/"+made.ID, nil, nil)
		assert.Equal(k.t, http.StatusOK, status, raw)
	})
	return made
}

func TestWebhooksTellOfCalls(t *testing.T) {
	k := newKit(t)
	r := newReceiver(t)
	made := k.connect(r.URL+"/hook?token=hidden", nil)
	r.secret = made.Secret

	_, raw := k.ask(k.Admin, http.MethodGet, "/api/v1/admin/connections", nil, nil)
	assert.Contains(t, raw, made.ID)
	assert.NotContains(t, raw, "hidden")
	assert.NotContains(t, raw, "whsec_")
	assert.Zero(t, k.counted("SELECT count(*) FROM whereby_connections WHERE sealed LIKE '%hidden%'"))
	status, _ := k.ask(k.alice, http.MethodGet, "/api/v1/admin/connections", nil, nil)
	assert.Equal(t, http.StatusForbidden, status)

	var test testResult
	k.ask(k.Admin, http.MethodPost, "/api/v1/admin/connections/"+made.ID+"/test", nil, &test)
	assert.True(t, test.OK, test.Error)
	require.Len(t, r.all(), 1)
	assert.True(t, r.all()[0].Data.Test)

	call := k.start(k.alice, k.newChannel(k.alice).Id)
	require.Eventually(t, func() bool { return len(r.typesOf(call.ID)) == 1 }, 10*time.Second, 50*time.Millisecond)

	r.answers(http.StatusServiceUnavailable) // events wait for it to come back
	status, raw = k.ask(k.alice, http.MethodPost, "/api/v1/calls/"+call.ID+"/end", nil, nil)
	require.Equal(t, http.StatusOK, status, raw)
	var log deliveryLog
	require.Eventually(t, func() bool {
		k.ask(k.Admin, http.MethodGet, "/api/v1/admin/deliveries?state=pending&connection="+made.ID, nil, &log)
		return len(log.Deliveries) == 1 && log.Deliveries[0].Status == 503
	}, 10*time.Second, 100*time.Millisecond)
	r.answers(http.StatusOK)
	status, raw = k.ask(k.Admin, http.MethodPost, "/api/v1/admin/deliveries/"+log.Deliveries[0].ID+"/retry", nil, nil)
	require.Equal(t, http.StatusOK, status, raw)
	require.Eventually(t, func() bool { return len(r.typesOf(call.ID)) == 2 }, 20*time.Second, 50*time.Millisecond)
	assert.Equal(t, "call.created", r.typesOf(call.ID)[0])
	assert.Contains(t, []string{"call.missed", "call.ended"}, r.typesOf(call.ID)[1])

	status, raw = k.ask(k.Admin, http.MethodPatch, "/api/v1/admin/connections/"+made.ID,
		map[string]any{"url": strings.Replace(r.URL, "127.0.0.1", "127.0.0.2", 1)}, nil)
	require.Equal(t, http.StatusOK, status, raw)
	k.ask(k.Admin, http.MethodPost, "/api/v1/admin/connections/"+made.ID+"/test", nil, &test)
	assert.False(t, test.OK)
	assert.Equal(t, "not_allowed", test.Reason)
	assert.Contains(t, test.Error, "address forbidden")
}

func TestAWebhookThatIsGoneIsSwitchedOff(t *testing.T) {
	k := newKit(t)
	r := newReceiver(t)
	made := k.connect(r.URL, nil)
	r.secret = made.Secret
	r.answers(http.StatusGone)
	k.start(k.alice, k.newChannel(k.alice).Id)
	require.Eventually(t, func() bool { return k.isOff(made.ID) == "revoked" }, 10*time.Second, 100*time.Millisecond)
	require.Eventually(t, func() bool {
		return k.counted("SELECT count(*) FROM posts WHERE message LIKE '%**CRM**%no longer valid%'") == 1
	}, 5*time.Second, 50*time.Millisecond, "who set it up is told")
	k.start(k.alice, k.newChannel(k.alice).Id)
	time.Sleep(5 * time.Second)
	assert.Equal(t, 1, r.tries)

	r.answers(http.StatusOK) // where it has moved to
	status, raw := k.ask(k.Admin, http.MethodPatch, "/api/v1/admin/connections/"+made.ID, map[string]any{"url": r.URL + "/new"}, nil)
	require.Equal(t, http.StatusOK, status, raw)
	var log deliveryLog
	k.ask(k.Admin, http.MethodGet, "/api/v1/admin/deliveries?state=dropped&connection="+made.ID, nil, &log)
	require.Len(t, log.Deliveries, 1, "what was on its way when it was switched off")
	status, raw = k.ask(k.Admin, http.MethodPost, "/api/v1/admin/deliveries/"+log.Deliveries[0].ID+"/retry", nil, nil)
	require.Equal(t, http.StatusOK, status, raw)
	require.Eventually(t, func() bool { return len(r.all()) == 1 }, 10*time.Second, 50*time.Millisecond)
}

// Ten thousand events wait when the plugin is killed over them: all arrive,
// those of each call in their order.
func TestEventsOutliveACrash(t *testing.T) {
	const calls, events = 500, 20
	k := newKitFor(t, 5*time.Minute)
	r := newReceiver(t)
	made := k.connect(r.URL, map[string]any{"events": []string{"joined"}})
	r.secret = made.Secret
	first := k.start(k.alice, k.newChannel(k.alice).Id)
	//nolint:unqueryvet // copies, whatever columns there are
	_, err := k.DB().ExecContext(k.ctx, `
		INSERT INTO whereby_calls SELECT p.* FROM whereby_calls c, generate_series(1, $2::int) n,
			LATERAL jsonb_populate_record(c, jsonb_build_object('id', 'crash' || n, 'state', 'ended', 'check_at', 0, 'ended_at', 1, 'post_id', '')) p
		WHERE c.id = $1`, first.ID, calls)
	k.must(err)
	t.Cleanup(func() {
		for _, table := range []string{"whereby_calls WHERE id", "whereby_outbox WHERE call_id"} {
			_, err := k.DB().Exec("DELETE FROM " + table + " LIKE 'crash%'") //nolint:gosec // two constants
			assert.NoError(t, err)
		}
	})
	began := time.Now()
	_, err = k.DB().ExecContext(k.ctx, `
		INSERT INTO whereby_outbox (id, call_id, kind, at, created_at, published, about)
		SELECT 'crash' || n || '-' || e, 'crash' || n, 'joined', 1, extract(epoch FROM now()) * 1000, true,
			jsonb_build_object('FileID', e::text, 'Who', '{}'::jsonb)
		FROM generate_series(1, $2::int) e, generate_series(1, $1::int) n ORDER BY e, n`, calls, events)
	k.must(err)
	require.Eventually(t, func() bool { return len(r.all()) > calls*events/5 }, 2*time.Minute, 10*time.Millisecond)
	atCrash := len(r.all())
	k.crash(nil)
	count := func() int {
		return k.counted("SELECT count(*) FROM whereby_deliveries WHERE connection_id = $1 AND state = 'done'", made.ID)
	}
	require.Eventually(t, func() bool { return count() == calls*events }, 4*time.Minute, 200*time.Millisecond)

	seen, last := map[string]string{}, map[string]int{}
	for _, got := range r.all() {
		key := got.Data.Call.ID + "-" + got.Data.FileID
		if id, again := seen[key]; again {
			assert.Equal(t, id, got.id, "the same event comes under the same id")
			continue
		}
		seen[key] = got.id
		number, err := strconv.Atoi(got.Data.FileID)
		require.NoError(t, err)
		require.Equal(t, last[got.Data.Call.ID]+1, number, "in order")
		last[got.Data.Call.ID] = number
	}
	assert.Len(t, seen, calls*events)
	t.Logf("killed after %d, %d came twice, all within %s", atCrash, len(r.all())-len(seen), time.Since(began))
}
