package tests

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/e2e/stack"
	"mattermost-plugin-whereby/server/notify/notifytest"
)

const (
	measurementID = "G-TEST1234"
	ga4Secret     = "a-secret-of-ga4"
	projectToken  = "0123456789abcdef0123456789abcdef"
)

// destination is a stand-in for a service, and how a test connects to it.
type destination struct {
	http.Handler
	body    map[string]any // of the connection
	trouble func(http.HandlerFunc)
	// arrived is how many events the service has taken.
	arrived func() int
}

func newSlack() (*notifytest.Slack, destination) {
	s := &notifytest.Slack{}
	return s, destination{
		Handler: s, body: map[string]any{"kind": "slack", "url": notifytest.SlackPath},
		trouble: s.Trouble, arrived: func() int { return len(s.Messages()) },
	}
}

func newGA4() (*notifytest.GA4, destination) {
	g := &notifytest.GA4{Account: measurementID, Secret: ga4Secret}
	return g, destination{
		Handler: g, body: map[string]any{"kind": "ga4", "url": "/mp/collect", "account": measurementID, "secret": ga4Secret},
		trouble: g.Trouble, arrived: func() int { return len(g.Events()) },
	}
}

func newMixpanel() (*notifytest.Mixpanel, destination) {
	m := &notifytest.Mixpanel{Token: projectToken}
	return m, destination{
		Handler: m, body: map[string]any{"kind": "mixpanel", "url": "", "account": projectToken},
		trouble: m.Trouble, arrived: func() int { return len(m.Events()) },
	}
}

// run serves a destination and gives what makes a connection to it.
func (d destination) run(t *testing.T) map[string]any {
	t.Helper()
	server := httptest.NewServer(d)
	t.Cleanup(server.Close)
	body := map[string]any{"name": "Service"}
	maps.Copy(body, d.body)
	path, _ := body["url"].(string)
	body["url"] = server.URL + path
	return body
}

// tested sends a test event to what a body says.
func (k *kit) tested(body map[string]any) (result testResult) {
	k.t.Helper()
	status, raw := k.ask(k.Admin, http.MethodPost, "/api/v1/admin/connections/test", body, &result)
	require.Equal(k.t, http.StatusOK, status, raw)
	return result
}

func TestDestinations(t *testing.T) {
	_, toSlack := newSlack()
	_, toGA4 := newGA4()
	_, toMixpanel := newMixpanel()
	for name, to := range map[string]destination{"Slack": toSlack, "GA4": toGA4, "Mixpanel": toMixpanel} {
		t.Run(name, func(t *testing.T) {
			k := newKit(t)
			body := to.run(t)
			result := k.tested(body)
			assert.True(t, result.OK, result.Error)
			assert.Equal(t, 1, to.arrived(), "before it is saved")

			made := k.connectTo(body)
			assert.Empty(t, made.Secret)
			assert.Equal(t, strings.Split(body["url"].(string), "/")[2], made.Host)
			_, raw := k.ask(k.Admin, http.MethodGet, "/api/v1/admin/connections", nil, nil)
			for _, secret := range []string{ga4Secret, notifytest.SlackPath} {
				assert.NotContains(t, raw, secret)
				assert.Zero(t, k.counted("SELECT count(*) FROM whereby_connections c WHERE position($1 in c::text) > 0", secret))
			}
			assert.True(t, k.tested(map[string]any{"id": made.ID, "name": "Another"}).OK, "what is left out is as it was saved")
			status, raw := k.ask(k.Admin, http.MethodPost, "/api/v1/admin/connections/test", map[string]any{"kind": to.body["kind"], "url": "ftp://x"}, nil)
			assert.Equal(t, http.StatusBadRequest, status, raw)

			before := to.arrived()
			call := k.start(k.alice, k.newChannel(k.alice).Id)
			require.Eventually(t, func() bool { return to.arrived() == before+1 }, 10*time.Second, 50*time.Millisecond)
			to.trouble(notifytest.Says(http.StatusServiceUnavailable, "down for a moment"))
			k.ends(k.alice, call.ID)
			var log deliveryLog
			require.Eventually(t, func() bool {
				k.ask(k.Admin, http.MethodGet, "/api/v1/admin/deliveries?state=pending&connection="+made.ID, nil, &log)
				return len(log.Deliveries) == 1 && log.Deliveries[0].Status == http.StatusServiceUnavailable
			}, 10*time.Second, 100*time.Millisecond)
			assert.Equal(t, "failing", log.Deliveries[0].Reason)
			to.trouble(nil)
			status, raw = k.ask(k.Admin, http.MethodPost, "/api/v1/admin/deliveries/"+log.Deliveries[0].ID+"/retry", nil, nil)
			require.Equal(t, http.StatusOK, status, raw)
			require.Eventually(t, func() bool { return to.arrived() == before+2 }, 20*time.Second, 50*time.Millisecond)

			for reason, answer := range map[string]http.HandlerFunc{
				"refused":   notifytest.Says(http.StatusBadRequest, "invalid_payload"),
				"failing":   notifytest.Says(http.StatusInternalServerError, "rollup_error"),
				"busy":      notifytest.Says(http.StatusTooManyRequests, "", "Retry-After", "30"),
				"redirect":  notifytest.Says(http.StatusTemporaryRedirect, "", "Location", "http://127.0.0.2/"),
				"no_answer": notifytest.Stalls,
			} {
				to.trouble(answer)
				assert.Equal(t, reason, k.tested(body).Reason)
			}
			to.trouble(nil)
			body["url"] = strings.Replace(body["url"].(string), "127.0.0.1", "127.0.0.2", 1)
			assert.Equal(t, "not_allowed", k.tested(body).Reason)
			body["url"] = "http://nowhere.invalid/"
			assert.Equal(t, "not_found", k.tested(body).Reason)
		})
	}
}

func TestSlackShowsCalls(t *testing.T) {
	k := newKit(t)
	slack, to := newSlack()
	channel := k.newChannel(k.alice, k.bob)
	body := to.run(t)
	body["rules"] = map[string]any{"events": []string{"created", "ended", "missed"}, "channels": []string{channel.Id}, "personal": true}
	k.connectTo(body)
	k.start(k.alice, k.newChannel(k.alice).Id) // elsewhere
	topic := "<!channel> *Q4* & <https://evil.example|more>"
	var call view
	status, raw := k.ask(k.alice, http.MethodPost, "/api/v1/calls", map[string]any{"channel_id": channel.Id, "topic": topic}, &call)
	require.Equal(t, http.StatusCreated, status, raw)
	k.enter(k.alice, call.ID)
	k.enter(k.bob, call.ID)
	k.waitRecord(call.ID, 10*time.Second, isLive(2))
	k.ends(k.alice, call.ID)
	require.Eventually(t, func() bool { return len(slack.Messages()) == 2 }, 10*time.Second, 50*time.Millisecond)
	started, ended := slack.Messages()[0], slack.Messages()[1]
	assert.Equal(t, topic+" · "+k.alice.Username+" started a call · "+channel.DisplayName+" · Join the call ("+call.RoomURL+")", started.Shown())
	assert.Contains(t, started.Text, "&lt;!channel&gt; *Q4* &amp; &lt;https")
	assert.Contains(t, ended.Shown(), " · 2 people · ")
	assert.Contains(t, ended.Shown(), "/_redirect/pl/"+k.record(call.ID).PostID)

	k.configure(map[string]any{"showroomlinks": false, "defaultlocale": ""})
	k.start(k.alice, channel.Id)
	require.Eventually(t, func() bool { return len(slack.Messages()) == 3 }, 10*time.Second, 50*time.Millisecond)
	assert.NotContains(t, slack.Messages()[2].Shown(), "whereby.com")
	assert.Contains(t, slack.Messages()[2].Shown(), "Open in Mattermost")
}

func TestSlackThatIsRevoked(t *testing.T) {
	k := newKit(t)
	slack, to := newSlack()
	made := k.connectTo(to.run(t))

	slack.Trouble(notifytest.Says(http.StatusForbidden, "action_prohibited"))
	call := k.start(k.alice, k.newChannel(k.alice).Id)
	var log deliveryLog
	require.Eventually(t, func() bool {
		k.ask(k.Admin, http.MethodGet, "/api/v1/admin/deliveries?state=dead&connection="+made.ID, nil, &log)
		return len(log.Deliveries) == 1
	}, 10*time.Second, 100*time.Millisecond)
	assert.Equal(t, call.ID, log.Deliveries[0].CallID)
	assert.Equal(t, 1, log.Deliveries[0].Tries)
	assert.Empty(t, k.isOff(made.ID), "other events may be welcome")
	require.Eventually(t, func() bool {
		return k.counted("SELECT count(*) FROM posts WHERE message LIKE '**Service**%have been given up%' AND createat > $1", call.CreatedAt) > 0
	}, 5*time.Second, 50*time.Millisecond)

	revoked := time.Now()
	slack.Trouble(notifytest.Says(http.StatusForbidden, "invalid_token"))
	k.ends(k.alice, call.ID)
	require.Eventually(t, func() bool { return k.isOff(made.ID) == "revoked" }, 10*time.Second, 100*time.Millisecond)
	assert.Contains(t, k.waitForTheBot(k.Admin, revoked, 10*time.Second), "is no longer valid")
	tries := slack.Tries()
	k.start(k.alice, k.newChannel(k.alice).Id)
	require.Eventually(t, func() bool { return k.counted("SELECT count(*) FROM whereby_outbox WHERE NOT told") == 0 }, 10*time.Second, 100*time.Millisecond)
	assert.Equal(t, tries, slack.Tries())

	slack.Trouble(nil)
	status, raw := k.ask(k.Admin, http.MethodPatch, "/api/v1/admin/connections/"+made.ID, map[string]any{"enabled": true}, nil)
	require.Equal(t, http.StatusOK, status, raw)
	k.start(k.alice, k.newChannel(k.alice).Id)
	require.Eventually(t, func() bool { return len(slack.Messages()) == 1 }, 10*time.Second, 50*time.Millisecond, "it is tried anew")
}

func TestAnalyticsOfCalls(t *testing.T) {
	k := newKit(t)
	ga4, toGA4 := newGA4()
	mixpanel, toMixpanel := newMixpanel()
	k.connectTo(toGA4.run(t))
	k.connectTo(toMixpanel.run(t))
	call := k.talked(k.newChannel(k.alice, k.bob).Id, "with bob", k.alice, k.bob)
	k.ends(k.alice, call.ID)
	want := []string{"call_created", "call_started", "call_joined", "call_joined", "call_ended"}
	require.Eventually(t, func() bool { return len(ga4.Events()) == len(want) && len(mixpanel.Events()) == len(want) }, 15*time.Second, 50*time.Millisecond)
	var names []string
	people := map[any]bool{}
	for _, e := range mixpanel.Events() {
		names = append(names, e.Event)
		people[e.Properties["distinct_id"]] = true
		assert.Equal(t, call.ID, e.Properties["call_id"])
	}
	assert.Equal(t, want, names)
	assert.Len(t, people, 2, "the host is one of those who came")
	names = nil
	for _, e := range ga4.Events() {
		names = append(names, e.Name)
		assert.Empty(t, e.UserID)
	}
	assert.Equal(t, want, names)
	assert.EqualValues(t, 2, ga4.Events()[4].Params["people"])
}

// A service that never answers, and one that is away, keep nothing from another.
func TestADeadDestinationDelaysNobody(t *testing.T) {
	k := newKit(t)
	slow, toSlow := newGA4()
	slow.Trouble(notifytest.Stalls)
	away, toAway := newMixpanel()
	away.Trouble(notifytest.Says(http.StatusServiceUnavailable, ""))
	well := newReceiver(t)
	slowID, awayID := k.connectTo(toSlow.run(t)).ID, k.connectTo(toAway.run(t)).ID
	well.secret = k.connect(well.URL, map[string]any{"events": []string{"created"}}).Secret
	const calls = 8
	for range calls {
		began := time.Now()
		call := k.start(k.alice, k.newChannel(k.alice).Id)
		started := time.Since(began)
		require.Eventually(t, func() bool { return len(well.typesOf(call.ID)) == 1 }, 10*time.Second, 5*time.Millisecond)
		t.Logf("started in %s, told after %s", started, time.Since(began))
	}
	assert.Zero(t, k.counted("SELECT count(*) FROM whereby_deliveries WHERE connection_id IN ($1, $2) AND state = 'done'", slowID, awayID))
	assert.Positive(t, slow.Tries())
	slow.Trouble(nil)
	away.Trouble(nil)
	require.Eventually(t, func() bool { return len(slow.Events()) >= calls && len(away.Events()) >= calls }, 90*time.Second, 200*time.Millisecond,
		"they catch up")
	assert.Zero(t, away.Twice())
}

// Two servers on one database: whatever happens on either is told once, each
// call's events in their order.
func TestTwoNodesTellOnce(t *testing.T) {
	k := newKit(t)
	mixpanel, to := newMixpanel()
	made := k.connectTo(to.run(t))
	channels := make([]string, 6)
	for i := range channels {
		channels[i] = k.newChannel(k.alice, k.bob).Id
	}
	second, err := k.AddNode(k.ctx, 0)
	k.must(err)
	t.Cleanup(func() { k.RemoveNode(second) })
	nodes := []*stack.Node{k.Node, second}
	require.Eventually(t, func() bool {
		status, _ := k.askNode(second, k.alice, http.MethodGet, "/api/v1/calls?channel_id="+k.Channels["town-square"], "")
		return status == http.StatusOK
	}, 30*time.Second, 200*time.Millisecond, "the plugin is active on the second node")
	var group sync.WaitGroup
	for i, channel := range channels {
		group.Go(func() {
			status, started := k.askNode(nodes[i%2], k.alice, http.MethodPost, "/api/v1/calls", `{"channel_id":"`+channel+`"}`)
			assert.Equal(t, http.StatusCreated, status)
			status, _ = k.askNode(nodes[(i+1)%2], k.alice, http.MethodPost, "/api/v1/calls/"+started.ID+"/end", "")
			assert.Equal(t, http.StatusOK, status)
		})
	}
	group.Wait()
	require.Eventually(t, func() bool { return len(mixpanel.Events()) == 2*len(channels) }, 20*time.Second, 100*time.Millisecond)
	require.Eventually(t, func() bool {
		return k.counted("SELECT count(*) FROM whereby_deliveries WHERE connection_id = $1 AND state = 'done'", made.ID) == 2*len(channels)
	}, 10*time.Second, 100*time.Millisecond)
	assert.Equal(t, 2*len(channels), mixpanel.Tries())
	first := map[any]string{}
	for _, e := range mixpanel.Events() {
		if first[e.Properties["call_id"]] == "" {
			first[e.Properties["call_id"]] = e.Event
		}
	}
	for id, event := range first {
		assert.Equal(t, "call_created", event, id)
	}
}
