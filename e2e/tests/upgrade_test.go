package tests

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/e2e/stack"
	"mattermost-plugin-whereby/server/store"
	"mattermost-plugin-whereby/server/whereby/wherebytest"
)

// away keeps Whereby's webhooks that come while the plugin is away. Whereby
// has tried each once, in vain, and tries again when the test says so.
type away struct {
	k      *kit
	mu     sync.Mutex
	bodies [][]byte
}

func (k *kit) holdWebhooks() *away {
	k.t.Helper()
	a := &away{k: k}
	server := httptest.NewServer(a)
	k.Sandbox.SetWebhook(wherebytest.Webhook{URL: server.URL, Secret: k.WebhookSecret})
	k.t.Cleanup(func() {
		k.Sandbox.SetWebhook(wherebytest.Webhook{URL: k.PluginURL("/webhooks/whereby"), Secret: k.WebhookSecret})
		server.Close()
	})
	return a
}

func (a *away) ServeHTTP(_ http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	assert.NoError(a.k.t, err)
	assert.GreaterOrEqual(a.k.t, a.k.tells(a.k.URL, body), 400, "the plugin is away")
	a.mu.Lock()
	defer a.mu.Unlock()
	a.bodies = append(a.bodies, body)
}

// again is the second try.
func (a *away) again() {
	a.k.t.Helper()
	a.k.must(a.k.Sandbox.Flush(a.k.ctx))
	a.k.Sandbox.SetWebhook(wherebytest.Webhook{URL: a.k.PluginURL("/webhooks/whereby"), Secret: a.k.WebhookSecret})
	a.mu.Lock()
	defer a.mu.Unlock()
	require.NotEmpty(a.k.t, a.bodies)
	for _, body := range a.bodies {
		require.Equal(a.k.t, http.StatusNoContent, a.k.tells(a.k.URL, body))
	}
}

// swap puts another version in the plugin's place, whose tables are those of
// one migration less as long as neither runs. What happens meanwhile, happens
// without the plugin.
func (k *kit) swap(version string, meanwhile func()) {
	k.t.Helper()
	k.must(k.DisablePlugin(k.ctx))
	k.must(store.Rollback(k.ctx, k.DB()))
	meanwhile()
	k.must(k.InstallVersion(k.ctx, version))
	k.must(k.EnablePlugin(k.ctx))
	installed, err := k.PluginVersion(k.ctx)
	k.must(err)
	require.Equal(k.t, version, installed)
}

// TestUpgrade puts a newer version in an older one's place and back again,
// with a call going on. Both are the same build: what is tried is the change,
// with a migration to be done, not what another version's code does.
func TestUpgrade(t *testing.T) {
	k := newKitFor(t, 8*time.Minute)
	present, err := k.PluginVersion(k.ctx)
	k.must(err)
	t.Cleanup(func() {
		k.must(k.InstallVersion(k.ctx, present))
		k.must(k.WaitPluginActive(k.ctx))
	})
	const older = "0.0.9"
	k.must(k.InstallVersion(k.ctx, older))
	k.must(k.WaitPluginActive(k.ctx))
	for _, change := range []struct{ name, version string }{{"upgrade", present}, {"downgrade", older}} {
		t.Run(change.name, func(t *testing.T) {
			inner := *k
			inner.t = t
			inner.goesOn(t, change.version)
		})
	}
}

func (k *kit) goesOn(t *testing.T, version string) {
	r := newReceiver(t)
	made := k.connect(r.URL, map[string]any{"events": []string{"created", "started", "joined", "left", "ended"}})
	r.secret = made.Secret
	r.answers(http.StatusServiceUnavailable)
	channel, plannedIn := k.newChannel(k.alice, k.bob, k.carol), k.newChannel(k.alice)
	plan := k.plan(k.alice, plannedIn.Id, `"After the change" `+time.Now().AddDate(0, 0, 3).Format(time.DateOnly)+" 14:00")
	call := k.start(k.alice, channel.Id)
	alice, bob := k.enter(k.alice, call.ID), k.enter(k.bob, call.ID)
	k.waitRecord(call.ID, 10*time.Second, isLive(2))
	link := k.join(k.carol, call.ID) // opened only after the change
	pending := func() int {
		return k.counted("SELECT count(*) FROM whereby_deliveries WHERE connection_id = $1 AND state = 'pending'", made.ID)
	}
	require.Eventually(t, func() bool { return pending() == 4 }, 10*time.Second, 50*time.Millisecond)

	var held *away
	k.swap(version, func() {
		held = k.holdWebhooks()
		k.must(k.Sandbox.Leave("/"+call.RoomName, bob.ID))
		k.must(k.Sandbox.Flush(k.ctx))
	})

	assert.Equal(t, 2, k.record(call.ID).Inside, "it has not heard that bob left")
	held.again()
	k.waitRecord(call.ID, 10*time.Second, isLive(1))
	carol, err := k.Sandbox.Join(link.Path, wherebytest.Person{DisplayName: "carol", ExternalID: link.Query().Get("externalId")})
	k.must(err)
	assert.Equal(t, "/"+call.RoomName, k.join(k.bob, call.ID).Path, "and it gives links as before")
	k.waitRecord(call.ID, 10*time.Second, isLive(2))
	k.due(plan.ID, 0)
	require.Eventually(t, func() bool { return len(k.callPosts(plannedIn.Id)) == 1 }, minute, 200*time.Millisecond, "the planned call starts")

	for _, person := range []string{alice.ID, carol.ID} {
		k.must(k.Sandbox.Leave(link.Path, person))
	}
	k.waitRecord(call.ID, 10*time.Second, isLive(0))
	status, raw := k.ask(k.alice, http.MethodPost, "/api/v1/calls/"+call.ID+"/end", nil, nil)
	require.Equal(t, http.StatusOK, status, raw)
	ended := k.waitRecord(call.ID, 10*time.Second, hasEnded)
	require.Len(t, ended.Attendance, 3)
	for i, user := range []*stack.User{k.alice, k.bob, k.carol} {
		assert.Equal(t, user.ID, ended.Attendance[i].UserID)
		assert.NotZero(t, ended.Attendance[i].LeftAt)
	}
	k.report(ended)
	k.toldOnce(call, map[string]int{"created": 1, "started": 1, "joined": 3, "left": 3, "ended": 1})
	assert.Eventually(t, func() bool {
		return k.counted("SELECT count(*) FROM whereby_calls WHERE id = $1 AND room_state = 'gone'", call.ID) == 1
	}, 40*time.Second, 200*time.Millisecond)

	r.answers(http.StatusOK)
	k.execute("UPDATE whereby_deliveries SET next_at = 1 WHERE state = 'pending' AND connection_id = '" + made.ID + "'")
	k.execute("UPDATE whereby_connections SET paused_until = 0 WHERE id = '" + made.ID + "'")
	assert.Eventually(t, func() bool { return len(r.typesOf(call.ID)) == 9 }, 2*time.Minute, 200*time.Millisecond)
	assert.Equal(t, "call.created call.started call.joined call.joined call.left call.joined call.left call.left call.ended",
		strings.Join(r.typesOf(call.ID), " "), "what waited and what came since, in order")
}

// TestGracefulStop switches the plugin off while Whereby hangs over ten
// starts: it waits for those that end soon. Of the others nothing is left, at
// the latest when it is on again.
func TestGracefulStop(t *testing.T) {
	k := newKitFor(t, 5*time.Minute)
	const slow, hanging = 5, 5
	k.Sandbox.Inject(wherebytest.Fault{Kind: wherebytest.FaultSlow, Method: http.MethodPost, Path: "/meetings", Delay: 3 * time.Second, Times: slow})
	k.Sandbox.Inject(wherebytest.Fault{Kind: wherebytest.FaultHang, Method: http.MethodPost, Path: "/meetings", AfterWork: true, Times: hanging})
	channels := make([]string, 0, slow+hanging)
	var starts sync.WaitGroup
	for range slow + hanging {
		channel := k.newChannel(k.alice).Id
		channels = append(channels, channel)
		starts.Go(func() { _, _ = k.Command(k.ctx, k.alice, channel, "", "/whereby graceful-stop") }) // some end with the plugin
	}
	require.Eventually(t, func() bool { return len(k.Sandbox.Faults()) == 0 }, 20*time.Second, 10*time.Millisecond)
	k.must(k.DisablePlugin(k.ctx))
	starts.Wait()
	states := func(condition string) int {
		return k.counted("SELECT count(*) FROM whereby_calls WHERE channel_id IN ('" + strings.Join(channels, "','") + "') AND " + condition)
	}
	assert.Equal(t, slow, states("state = 'open'"), "those that were nearly done are done")

	k.Sandbox.ClearFaults()
	k.must(k.EnablePlugin(k.ctx))
	require.Eventually(t, func() bool {
		return states("state = 'failed'") == hanging && k.roomsOf("graceful-stop") == slow
	}, 2*time.Minute, 500*time.Millisecond, "the others are taken back")
	posts := 0
	for _, channel := range channels {
		posts += len(k.callPosts(channel))
	}
	assert.Equal(t, slow, posts, "those alone have posts")
	assert.Equal(t, slow, states("state = 'open'"))
}
