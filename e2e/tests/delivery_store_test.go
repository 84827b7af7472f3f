package tests

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/mattermost/mattermost/server/public/plugin/plugintest"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/i18n"
	"mattermost-plugin-whereby/server/notify"
	"mattermost-plugin-whereby/server/notify/notifytest"
	"mattermost-plugin-whereby/server/privacy"
)

// courierKit is couriers over one database, by a clock of their own.
type courierKit struct {
	*storeKit
	mu     sync.Mutex
	now    time.Time
	gaveUp []string // connections that admins were told of
	words  *i18n.Catalogue
}

func newCourierKit(t *testing.T) *courierKit {
	t.Helper()
	api := &plugintest.API{}
	api.On("GetBundlePath").Return("../..", nil)
	words, err := i18n.Load(api)
	require.NoError(t, err)
	return &courierKit{storeKit: newStoreKit(t), now: time.Now(), words: words}
}

func (k *courierKit) clock() time.Time {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.now
}

func (k *courierKit) pass(by time.Duration) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.now = k.now.Add(by)
}

// GaveUp implements notify.Teller.
func (k *courierKit) GaveUp(c notify.Connection) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.gaveUp = append(k.gaveUp, c.ID)
}

// SwitchedOff implements notify.Teller.
func (k *courierKit) SwitchedOff(notify.Connection) {}

// Person implements notify.Directory.
func (k *courierKit) Person(id string) (call.Person, error) {
	return call.Person{ID: id, DisplayName: "Name of " + id}, nil
}

// Channel implements notify.Directory.
func (k *courierKit) Channel(id string) (call.Channel, error) { return call.Channel{ID: id}, nil }

// unmeasured is a notify.Meter.
type unmeasured struct{}

func (unmeasured) Round(time.Time, error) {}

func (unmeasured) Delivered(notify.Kind, notify.State) {}

// courier is one node's, until the test ends.
func (k *courierKit) courier() *notify.Courier {
	c := &notify.Courier{
		Store: k.Store, Directory: k, Teller: k, Words: k.words, Client: http.DefaultClient,
		Settings: func() notify.Settings { return notify.Settings{Shown: call.Shown{Names: true}} },
		Wake:     make(chan struct{}, 1), Now: k.clock, Log: slog.New(slog.NewTextHandler(k.t.Output(), &slog.HandlerOptions{Level: slog.LevelError})),
		Meter: unmeasured{},
	}
	c.Start()
	k.t.Cleanup(c.Stop)
	return c
}

func (k *courierKit) connection(url string, personal bool) notify.Connection {
	k.t.Helper()
	c := notify.Connection{
		ID: model.NewId(), Kind: notify.Mixpanel, Name: "Service", Enabled: true, URL: url, Account: projectToken, MadeBy: "maker", MadeAt: k.clock(),
		Rules: notify.Rules{Events: notify.Mixpanel.Events(), Personal: personal},
	}.Complete()
	require.Empty(k.t, c.Problem())
	k.must(k.SaveConnection(k.ctx, c))
	return c
}

// happens writes events of people's coming into the outbox.
func (k *courierKit) happens(c call.Call, userID string, times int) {
	k.t.Helper()
	_, err := k.db.ExecContext(k.ctx, `
		INSERT INTO whereby_outbox (id, call_id, kind, at, created_at, published, about)
		SELECT left($1, 20) || n, $1, 'joined', $4::bigint + n, $4::bigint, true, jsonb_build_object('FileID', '', 'Who', jsonb_build_object('UserID', $2::text, 'Name', 'Erin'))
		FROM generate_series(1, $3::int) n`, c.ID, userID, times, k.clock().UnixMilli())
	k.must(err)
}

func (k *courierKit) states(connectionID string) map[string]int {
	k.t.Helper()
	rows, err := k.db.QueryContext(k.ctx, "SELECT state, count(*) FROM whereby_deliveries WHERE connection_id = $1 GROUP BY state", connectionID)
	k.must(err)
	defer func() { _ = rows.Close() }()
	states := map[string]int{}
	for rows.Next() {
		var state string
		var n int
		k.must(rows.Scan(&state, &n))
		states[state] = n
	}
	k.must(rows.Err())
	return states
}

func (k *courierKit) waitStates(connectionID string, want map[string]int) {
	k.t.Helper()
	assert.Eventually(k.t, func() bool { return fmt.Sprint(k.states(connectionID)) == fmt.Sprint(want) }, 30*time.Second, 20*time.Millisecond)
	require.Equal(k.t, want, k.states(connectionID))
}

func TestDeliveriesAreGivenUpAndForgotten(t *testing.T) {
	k := newCourierKit(t)
	service := &notifytest.Mixpanel{Token: projectToken}
	server := httptest.NewServer(service)
	t.Cleanup(server.Close)
	service.Trouble(notifytest.Says(http.StatusInternalServerError, "sorry"))
	c := k.connection(server.URL, false)
	courier := k.courier()
	about := k.reserved("channel")
	k.happens(about, "erin", 1)
	k.waitStates(c.ID, map[string]int{"pending": 1})
	require.Eventually(t, func() bool { return service.Tries() == 1 }, 10*time.Second, 10*time.Millisecond)
	list, err := k.FindDeliveries(k.ctx, notify.Query{Limit: 10})
	k.must(err)
	first := list[0].ID

	k.pass(23 * time.Hour)
	k.must(courier.Sweep(k.ctx))
	require.Eventually(t, func() bool { return service.Tries() == 2 }, 10*time.Second, 10*time.Millisecond, "it is still tried")
	k.pass(30 * time.Minute)
	k.must(courier.Sweep(k.ctx))
	assert.Equal(t, map[string]int{"pending": 1}, k.states(c.ID))
	assert.Empty(t, k.gaveUp)

	k.pass(time.Hour)
	k.must(courier.Sweep(k.ctx))
	k.waitStates(c.ID, map[string]int{"dead": 1})
	require.Eventually(t, func() bool { k.mu.Lock(); defer k.mu.Unlock(); return len(k.gaveUp) == 1 }, 10*time.Second, 10*time.Millisecond)

	// What is given up on the same day is told of by the same notice.
	k.happens(k.reserved("another"), "erin", 1)
	k.waitStates(c.ID, map[string]int{"dead": 1, "pending": 1})
	require.Eventually(t, func() bool { return k.count("whereby_deliveries WHERE tries > 0") == 2 }, 10*time.Second, 10*time.Millisecond)
	_, err = k.db.ExecContext(k.ctx, "UPDATE whereby_deliveries SET created_at = created_at - 25 * 3600000, next_at = next_at + 3600000 WHERE state = 'pending'")
	k.must(err)
	k.must(courier.Sweep(k.ctx))
	k.waitStates(c.ID, map[string]int{"dead": 2})
	assert.Equal(t, []string{c.ID}, k.gaveUp)

	// By hand it is tried again, under its id.
	service.Trouble(nil)
	found, err := k.Retry(k.ctx, first, k.clock())
	k.must(err)
	assert.True(t, found)
	k.waitStates(c.ID, map[string]int{"dead": 1, "done": 1})
	require.Len(t, service.Events(), 1)
	assert.Equal(t, first, service.Events()[0].Properties["$insert_id"])

	k.pass(6 * 24 * time.Hour)
	k.must(courier.Sweep(k.ctx))
	assert.Equal(t, map[string]int{"done": 1}, k.states(c.ID), "what was given up seemed older by a day")
	k.pass(25 * time.Hour)
	k.must(courier.Sweep(k.ctx))
	assert.Empty(t, k.states(c.ID))
	_, err = k.db.ExecContext(k.ctx, "UPDATE whereby_connections SET failures = 0, paused_until = 0")
	k.must(err)
	service.Trouble(notifytest.Says(http.StatusBadRequest, `{"failed_records":[{"field":"event","message":"no"}]}`))
	k.happens(k.reserved("third"), "erin", 1)
	k.waitStates(c.ID, map[string]int{"dead": 1})
	require.Eventually(t, func() bool { k.mu.Lock(); defer k.mu.Unlock(); return len(k.gaveUp) == 2 }, 10*time.Second, 10*time.Millisecond, "another day")
}

// Several couriers, as on several nodes, deliver every event once and each
// call's in their order.
func TestCouriersShareTheWork(t *testing.T) {
	const calls, events = 40, 10
	k := newCourierKit(t)
	service := &notifytest.Mixpanel{Token: projectToken}
	server := httptest.NewServer(service)
	t.Cleanup(server.Close)
	c := k.connection(server.URL, false)
	for range 3 {
		k.courier()
	}
	for i := range calls {
		k.happens(k.reserved(fmt.Sprint("channel", i)), "erin", events)
	}
	k.waitStates(c.ID, map[string]int{"done": calls * events})
	assert.Len(t, service.Events(), calls*events)
	assert.Equal(t, calls*events, service.Tries(), "none twice")
	last := map[any]float64{}
	for _, e := range service.Events() {
		at, _ := e.Properties["time"].(float64)
		assert.Greater(t, at, last[e.Properties["call_id"]], "in order")
		last[e.Properties["call_id"]] = at
	}
	assert.Zero(t, k.count("whereby_outbox WHERE about::text LIKE '%Erin%'"), "nobody is remembered")
}

func TestErasingAPersonEmptiesDeliveries(t *testing.T) {
	k := newCourierKit(t)
	service := &notifytest.Mixpanel{Token: projectToken}
	server := httptest.NewServer(service)
	t.Cleanup(server.Close)
	service.Trouble(notifytest.Says(http.StatusInternalServerError, "Erin is not welcome"))
	named, counted := k.connection(server.URL, true), k.connection(server.URL, false)
	erin, other := model.NewId(), model.NewId()
	_, err := k.db.ExecContext(k.ctx, "UPDATE whereby_connections SET made_by = $1", erin)
	k.must(err)
	k.courier()
	his, lost, theirs := k.reserved("his"), k.reserved("lost"), k.reserved("theirs")
	for c, who := range map[string]string{his.ID: erin, lost.ID: erin, theirs.ID: other} {
		k.happens(call.Call{ID: c}, who, 2)
	}
	for _, c := range []notify.Connection{named, counted} {
		k.waitStates(c.ID, map[string]int{"pending": 6})
	}
	_, err = k.db.ExecContext(k.ctx, "UPDATE whereby_deliveries SET state = 'dead' WHERE right(event_id, 1) = '2'")
	k.must(err)
	require.Eventually(t, func() bool { return service.Tries() == 6 }, 20*time.Second, 10*time.Millisecond)
	traces := func() privacy.Traces {
		found, err := k.Traces(k.ctx, erin)
		k.must(err)
		return found
	}
	assert.True(t, traces().Any)

	who := privacy.Person{ID: erin, Names: []string{"Erin"}, Instead: "Somebody"}
	k.must(k.Disown(k.ctx, who, []string{his.ID}))
	assert.Zero(t, k.count("whereby_deliveries WHERE call_id = '"+his.ID+"' AND (payload <> '{}' OR error <> '' OR state = 'pending')"),
		"under a pseudonym too")
	assert.Equal(t, 4, k.count("whereby_deliveries WHERE call_id = '"+lost.ID+"' AND payload <> '{}'"))
	_, err = k.db.ExecContext(k.ctx, "DELETE FROM whereby_outbox")
	k.must(err)
	assert.True(t, traces().Any, "deliveries of calls that are not known any more")
	// The rest of erasing asks for Mattermost's own tables.
	_, err = k.db.ExecContext(k.ctx, `CREATE TABLE posts (id text, userid text, deleteat bigint, updateat bigint, message text, props jsonb)`)
	k.must(err)
	k.must(k.EraseRest(k.ctx, "bot", who, time.Now()))
	assert.False(t, traces().Any)
	assert.Zero(t, k.count("whereby_deliveries WHERE payload::text LIKE '%"+erin+"%'"))
	assert.Zero(t, k.count("whereby_connections WHERE made_by = '"+erin+"'"))
	assert.Equal(t, 4, k.count("whereby_deliveries WHERE call_id = '"+theirs.ID+"' AND payload <> '{}'"), "what others did is still told")
	var id string
	k.must(k.db.QueryRowContext(k.ctx, "SELECT id FROM whereby_deliveries WHERE call_id = $1 LIMIT 1", his.ID).Scan(&id))
	found, err := k.Retry(context.Background(), id, k.clock())
	k.must(err)
	assert.False(t, found, "there is nothing to be told any more")
}
