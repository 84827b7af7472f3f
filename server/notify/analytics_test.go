package notify

import (
	"maps"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/notify/notifytest"
)

// left is the event of somebody's leaving.
func left(userID string) call.Event {
	return call.Event{ID: "event", Kind: call.EventLeft, At: at, Who: call.Visitor{ParticipantID: "p", UserID: userID, Name: "Bob B."}}
}

func TestWhatIsCounted(t *testing.T) {
	about := endedCall()
	about.Options.Template = strings.Repeat("é", 150)
	common := map[string]any{
		"call_id": "call", "channel_id": "channel", "team_id": "team", "template": about.Options.Template, "planned": false, "lasting_room": false,
	}
	with := func(more map[string]any) map[string]any {
		maps.Copy(more, common)
		return more
	}
	for kind, want := range map[call.EventKind]map[string]any{
		call.EventCreated: with(map[string]any{}),
		call.EventStarted: with(map[string]any{}),
		call.EventJoined:  with(map[string]any{"guest": false}),
		call.EventLeft:    with(map[string]any{"guest": false, "stay_seconds": int64(600)}),
		call.EventEnded:   with(map[string]any{"people": 1, "length_seconds": int64(5400)}),
		call.EventMissed:  with(map[string]any{}),
	} {
		event := left("bob")
		event.Kind = kind
		f := newCourier(t).facts(connectionOf(GA4, ""), event, about)
		assert.Equal(t, want, f.properties(), kind)
		assert.Equal(t, "call_"+string(kind), f.eventName())
	}
}

func TestAnalyticsOfEveryEvent(t *testing.T) {
	for _, personal := range []bool{false, true} {
		ga4, mixpanel := &notifytest.GA4{Account: "G-TEST1234", Secret: "api-secret"}, &notifytest.Mixpanel{Token: "0123456789abcdef0123456789abcdef"}
		ga4Server, mixpanelServer := httptest.NewServer(ga4), httptest.NewServer(mixpanel)
		defer ga4Server.Close()
		defer mixpanelServer.Close()
		courier := newCourier(t)
		courier.Now = func() time.Time { return at }
		for _, to := range []Connection{connectionOf(GA4, ga4Server.URL), connectionOf(Mixpanel, mixpanelServer.URL)} {
			to.Rules.Personal = personal
			for _, kind := range to.Kind.Events() {
				event := left("bob")
				event.Kind, event.At = kind, time.Now()
				d := courier.made(t, to, event, endedCall())
				text := string(d.Payload)
				assert.NotContains(t, text, "Deal", "topics name people")
				assert.NotContains(t, text, "whereby.com")
				if !personal {
					assert.NotRegexp(t, "(?i)alice|bob", text)
				}
				for range 2 { // as after an answer that was lost
					assert.True(t, courier.send(t.Context(), to, d, false).ok)
				}
			}
		}
		assert.Len(t, ga4.Events(), 12, "all of them are valid")
		require.Len(t, mixpanel.Events(), 6)
		assert.Equal(t, 6, mixpanel.Twice(), "what comes twice is known by its id")

		created, gone := mixpanel.Events()[0].Properties, mixpanel.Events()[3].Properties
		ga4Gone := ga4.Events()[6]
		assert.EqualValues(t, 600_000, ga4Gone.Params["engagement_time_msec"])
		assert.NotEmpty(t, ga4Gone.Params["session_id"])
		assert.Equal(t, "false", ga4Gone.Params["guest"])
		assert.Len(t, ga4Gone.ClientID, 32)
		if personal {
			assert.Equal(t, []any{"alice", "Alice", "bob", "Bob B."}, []any{created["distinct_id"], created["name"], gone["distinct_id"], gone["name"]})
			assert.Equal(t, "bob", ga4Gone.UserID)
		} else {
			assert.Len(t, created["distinct_id"], 32)
			assert.NotEqual(t, created["distinct_id"], gone["distinct_id"])
			assert.Empty(t, ga4Gone.UserID)
		}
	}
}

func TestPseudonyms(t *testing.T) {
	one, other := connectionOf(Mixpanel, ""), connectionOf(Mixpanel, "")
	id := func(c Connection, event call.Event, about call.Call) string {
		f := newCourier(t).facts(c, event, about)
		return f.actor().id
	}
	assert.Equal(t, id(one, left("bob"), someCall()), id(one, left("bob"), endedCall()), "the same person's")
	assert.NotEqual(t, id(one, left("bob"), someCall()), id(one, left("carol"), someCall()))
	assert.NotEqual(t, id(one, left("bob"), someCall()), id(other, left("bob"), someCall()), "told apart by nobody else")
	another := someCall()
	another.ID = "another"
	assert.NotEqual(t, id(one, left(""), someCall()), id(one, left(""), another), "guests are not followed")

	unasked := someCall()
	unasked.HostID = ""
	created := call.Event{Kind: call.EventCreated, At: at}
	assert.Empty(t, id(one, created, unasked))
	payload, ok := ga4{}.payload(newCourier(t).facts(connectionOf(GA4, ""), created, unasked)).(ga4Payload)
	require.True(t, ok)
	assert.NotEmpty(t, payload.ClientID)

	personal := one
	personal.Rules.Personal = true
	hidden := newCourier(t)
	hidden.Settings = func() Settings { return Settings{Shown: call.Shown{Names: false}} }
	f := hidden.facts(personal, left("bob"), someCall())
	assert.Equal(t, actor{id: pseudonym(one.Key, "bob")}, f.actor(), "the settings go before the connection's")
}

func TestOldEventsOfGA4(t *testing.T) {
	service := &notifytest.GA4{Account: "G-TEST1234", Secret: "api-secret"}
	server := httptest.NewServer(service)
	defer server.Close()
	connection := connectionOf(GA4, server.URL)
	courier := newCourier(t)
	for _, age := range []time.Duration{time.Hour, 100 * time.Hour} {
		event := left("bob")
		event.At = time.Now().Add(-age)
		courier.send(t.Context(), connection, courier.made(t, connection, event, someCall()), false)
	}
	require.Len(t, service.Events(), 2, "both are in the reports")
	assert.WithinDuration(t, time.Now().Add(-time.Hour), service.Events()[0].At, time.Minute)
	assert.WithinDuration(t, time.Now().Add(-72*time.Hour), service.Events()[1].At, 2*time.Minute)
}

func TestEndpoints(t *testing.T) {
	for address, want := range map[string]string{
		"https://api-eu.mixpanel.com":                "https://api-eu.mixpanel.com/import?strict=1",
		"https://api.mixpanel.com/":                  "https://api.mixpanel.com/import?strict=1",
		"https://api.mixpanel.com/import?strict=0":   "https://api.mixpanel.com/import?strict=1",
		"https://proxy.example/mp/import?x=1&strict": "https://proxy.example/mp/import?strict=1&x=1",
	} {
		assert.Equal(t, want, endpoint(address, "", "/import", map[string][]string{"strict": {"1"}}))
	}
	assert.Equal(t, "https://region1.google-analytics.com/debug/mp/collect", endpoint("https://region1.google-analytics.com/mp/collect", "/debug", "/mp/collect", nil))
}
