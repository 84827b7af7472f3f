package tests

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/e2e/browser"
)

// Where things are on the settings page.
const (
	connectionsSetting = `[id="PluginSettings.Plugins.whereby.connections"]`
	newConnection      = ".whereby-new-connection"
	logSection         = ".whereby-log"
	deliveryTable      = ".whereby-log-table"
)

// double stands for a service: it takes what comes, or does not.
type double struct {
	*httptest.Server
	status atomic.Int64
	taken  atomic.Int64
}

func newDouble(t *testing.T) *double {
	t.Helper()
	d := &double{}
	d.status.Store(http.StatusOK)
	d.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		status := int(d.status.Load())
		if status == http.StatusOK {
			d.taken.Add(1)
		}
		http.Error(w, "this is what the service says", status)
	}))
	t.Cleanup(d.Close)
	return d
}

// forgetConnections removes those that a test has made.
func (k *kit) forgetConnections() {
	k.t.Helper()
	var list struct{ Connections []connectionView }
	k.ask(k.Admin, http.MethodGet, "/api/v1/admin/connections", nil, &list)
	for _, c := range list.Connections {
		status, raw := k.ask(k.Admin, http.MethodDelete, "/api/v1/admin/connections/"+c.ID, nil, nil)
		assert.Equal(k.t, http.StatusOK, status, raw)
	}
}

// field is where something is typed, by its label.
func field(at, label string) string {
	return fmt.Sprintf(`//*[contains(@class,"%s")]//label[.=%q]/..//input`, at[1:], label)
}

// TestAdminConnectsSlack tests a connection before it is saved, watches the log while the service is
// away, and has what waits tried again.
func TestAdminConnectsSlack(t *testing.T) {
	k := newKit(t)
	service := newDouble(t)
	t.Cleanup(k.forgetConnections)
	page := k.settingsPage()
	k.must(page.See(connectionsSetting + " .whereby-list-empty"))
	k.must(page.Click(connectionsSetting + " .whereby-add"))
	k.must(page.Click(connectionsSetting + ` [data-kind="slack"]`))
	k.must(page.Click(newConnection + " .whereby-connection-save"))
	k.must(page.Wait(says(newConnection, "Enter a name of 64 characters at most.")))
	k.must(page.Wait(says(newConnection, "Enter a whole address")))

	// What only the server knows to be wrong is said at the field too.
	k.must(page.Type(field(newConnection, "Incoming webhook URL"), service.URL+"/services/hidden#x"))
	k.must(page.Click(newConnection + " .whereby-connection-test"))
	k.must(page.Wait(says(newConnection, "Enter a whole address")))
	k.must(page.Eval(`document.activeElement.select()`, nil)) // it has the focus
	k.must(page.Press(service.URL + "/services/hidden"))
	k.must(page.Click(newConnection + " .whereby-connection-test"))
	k.must(page.Wait(says(newConnection, "The test event was delivered.")))
	assert.EqualValues(t, 1, service.taken.Load())
	service.status.Store(http.StatusForbidden)
	k.must(page.Click(newConnection + " .whereby-connection-test"))
	k.must(page.Wait(says(newConnection, "The service refuses the event.")))
	k.must(page.Wait(says(newConnection, "HTTP 403 · this is what the service says")))
	k.screenshot(page, "connections-refused")
	service.status.Store(http.StatusOK)

	k.must(page.Type(field(newConnection, "Name"), "Support"))
	k.must(page.Click(newConnection + " .whereby-connection-save"))
	k.must(page.Gone(newConnection))
	k.must(page.Wait(says(connectionsSetting+" .whereby-connection", "Slack · 127.0.0.1")))
	k.must(page.Wait(says(connectionsSetting+" .whereby-connection", "Working")))
	assert.True(t, k.focused(page, ".whereby-connection .whereby-item-open"))

	k.showTop(page, logSection)
	k.must(page.Wait(says(logSection, "Nothing has been delivered yet.")))
	channel := k.newChannel(k.alice)
	k.narrowTo(channel.Id)
	call := k.start(k.alice, channel.Id)
	k.must(page.Wait(says(deliveryTable, "Call started")))
	k.must(page.Wait(says(deliveryTable, "Delivered")))
	service.status.Store(http.StatusServiceUnavailable)
	status, raw := k.ask(k.alice, http.MethodPost, "/api/v1/calls/"+call.ID+"/end", nil, nil)
	require.Equal(t, http.StatusOK, status, raw)
	k.must(page.Wait(says(deliveryTable, "The service has a problem of its own.")))
	k.must(page.Wait(says(deliveryTable, "HTTP 503")))
	k.waitLong()
	k.must(page.Wait(says(".whereby-connection-state", "after 11 failures")))
	k.screenshot(page, "connections-waiting")

	service.status.Store(http.StatusOK)
	k.must(page.Click(deliveryTable + " .whereby-retry"))
	k.must(page.Wait(`document.querySelectorAll('.whereby-log-table [data-state=done]').length === 2`))
	assert.EqualValues(t, 3, service.taken.Load())
	k.must(page.Wait(says(".whereby-connection-state", "Working")))
	k.choose(page, logSection+" .whereby-field:nth-of-type(3) select", "dead")
	k.must(page.Wait(says(logSection, "There is nothing like that in the log.")))

	k.must(page.Click(`.whereby-connection [data-action="delete"]`))
	k.must(page.Wait(says(".whereby-drop-question", "Delete “Support”?")))
	k.accessible(page, connectionsSetting)
	k.screenshot(page, "connections-delete")
	k.must(page.Click(".whereby-drop-question .whereby-button-danger"))
	k.must(page.See(connectionsSetting + " .whereby-list-empty"))
	k.must(page.Wait(nothingToSave))
	assert.Empty(t, page.Faults())
}

// narrowTo keeps other tests' calls, which may end late, from the only connection.
func (k *kit) narrowTo(channelID string) {
	k.t.Helper()
	var list struct {
		Connections []struct {
			ID    string         `json:"id"`
			Rules map[string]any `json:"rules"`
		} `json:"connections"`
	}
	k.ask(k.Admin, http.MethodGet, "/api/v1/admin/connections", nil, &list)
	require.Len(k.t, list.Connections, 1)
	rules := list.Connections[0].Rules
	rules["channels"] = []string{channelID}
	status, raw := k.ask(k.Admin, http.MethodPatch, "/api/v1/admin/connections/"+list.Connections[0].ID, map[string]any{"rules": rules}, nil)
	require.Equal(k.t, http.StatusOK, status, raw)
}

// waitLong has what was tried in vain wait for an hour, as it would after some more tries. One that
// is under way just then undoes that.
func (k *kit) waitLong() {
	k.t.Helper()
	later := time.Now().Add(time.Hour).UnixMilli()
	require.Eventually(k.t, func() bool {
		waiting := k.counted("SELECT count(*) FROM whereby_deliveries WHERE state = 'pending'")
		if waiting == k.counted("SELECT count(*) FROM whereby_deliveries WHERE state = 'pending' AND next_at = $1", later) {
			return true
		}
		for _, statement := range []string{
			"UPDATE whereby_connections SET paused_until = $1, failures = 11",
			"UPDATE whereby_deliveries SET next_at = $1, busy_until = 0 WHERE state = 'pending'",
		} {
			_, err := k.DB().ExecContext(k.ctx, statement, later)
			k.must(err)
		}
		return false
	}, 10*time.Second, 300*time.Millisecond)
}

// TestAWebhooksSecretIsShownOnce when the server has made it, and can be copied.
func TestAWebhooksSecretIsShownOnce(t *testing.T) {
	k := newKit(t)
	service := newDouble(t)
	t.Cleanup(k.forgetConnections)
	page := k.settingsPage()
	k.must(page.Click(connectionsSetting + " .whereby-add"))
	k.must(page.Click(connectionsSetting + ` [data-kind="webhook"]`))
	k.must(page.Type(field(newConnection, "Name"), "CRM"))
	k.must(page.Type(field(newConnection, "Address"), service.URL))
	k.must(page.Click(newConnection + " .whereby-connection-save"))
	k.must(page.Wait(says(".whereby-made-secret code", "whsec_")))
	k.screenshot(page, "connections-secret")
	k.must(page.Click(".whereby-made-secret .whereby-connection-foot button:last-child"))
	k.must(page.Gone(".whereby-made-secret"))

	// What is left empty stays as it is.
	k.must(page.Click(".whereby-connection .whereby-item-open"))
	k.must(page.Type(field(".whereby-connection", "Name"), " 2"))
	k.must(page.Click(".whereby-connection .whereby-connection-save"))
	k.must(page.Wait(says(".whereby-connection .whereby-item-name", "CRM 2")))
	k.must(page.Click(".whereby-connection .whereby-item-open"))
	k.must(page.Click(".whereby-connection .whereby-connection-test"))
	k.must(page.Wait(says(".whereby-connection", "The test event was delivered.")))
	k.must(page.Click(`.whereby-connection [role="switch"]`))
	k.must(page.Wait(says(".whereby-connection-state", "Not in use")))
	k.must(page.Goto("/admin_console/plugins/plugin_whereby"))
	k.must(page.Wait(says(".whereby-connection-state", "Not in use")))
	assert.Empty(t, page.Faults())
}

// TestConnectionPictures shows the section in each look.
func TestConnectionPictures(t *testing.T) {
	k := newKitFor(t, 4*time.Minute)
	service := newDouble(t)
	t.Cleanup(k.forgetConnections)
	town, ids := k.newChannel(k.alice), map[string]string{}
	for _, input := range []map[string]any{
		{"kind": "slack", "name": "Support", "url": service.URL},
		{"kind": "webhook", "name": "CRM of the sales people", "url": service.URL},
		{
			"kind": "ga4", "name": "Numbers", "account": "G-ABC1234567", "secret": "abcdefgh12345", "url": service.URL,
			"rules": map[string]any{"events": []string{"created", "ended"}, "channels": []string{town.Id}},
		},
		{"kind": "mixpanel", "name": "Product", "account": "0123456789abcdef", "enabled": false},
	} {
		var made connectionView
		status, raw := k.ask(k.Admin, http.MethodPost, "/api/v1/admin/connections", input, &made)
		require.Equal(t, http.StatusCreated, status, raw)
		ids[input["name"].(string)] = made.ID
	}
	call := k.start(k.alice, town.Id)
	done := func(n int) func() bool {
		return func() bool {
			return k.counted("SELECT count(*) FROM whereby_deliveries WHERE call_id = $1 AND tries > 0", call.ID) == n
		}
	}
	require.Eventually(t, done(3), 10*time.Second, 50*time.Millisecond)
	service.status.Store(http.StatusServiceUnavailable)
	k.ask(k.alice, http.MethodPost, "/api/v1/calls/"+call.ID+"/end", nil, nil)
	require.Eventually(t, done(6), 10*time.Second, 50*time.Millisecond)
	k.waitLong()
	open := func(page *browser.Page, height int64) {
		k.must(page.Goto("/admin_console/plugins/plugin_whereby"))
		k.must(page.See(connectionsSetting + " .whereby-connection"))
		var width int64
		k.must(page.Eval(`innerWidth`, &width))
		k.must(page.Viewport(width, height))
		k.showTop(page, connectionsSetting)
	}
	k.pictures(k.Admin, "connections-form", connectionsSetting, func(page *browser.Page) {
		open(page, 1500)
		numbers := ".whereby-connection:nth-of-type(3)"
		k.must(page.Click(numbers + " .whereby-item-open"))
		k.must(page.Wait(says(".whereby-chosen", town.DisplayName)))
		k.must(page.Click(numbers + " .whereby-connection-test"))
		k.must(page.See(numbers + " .whereby-finding"))
		k.showTop(page, numbers)
	})

	// Nothing is due, so that nothing goes there.
	for name, url := range map[string]string{
		"Support": "https://hooks.slack.com/services/x", "CRM of the sales people": "https://crm.example.com/calls",
		"Numbers": "https://region1.google-analytics.com/mp/collect",
	} {
		status, raw := k.ask(k.Admin, http.MethodPatch, "/api/v1/admin/connections/"+ids[name], map[string]any{"url": url}, nil)
		require.Equal(t, http.StatusOK, status, raw)
	}
	for _, statement := range []string{
		"UPDATE whereby_connections SET failures = 11, paused_until = extract(epoch FROM now() + interval '1 hour') * 1000 WHERE kind = 'webhook'",
		"UPDATE whereby_connections SET off = 'revoked' WHERE kind = 'ga4'",
		"UPDATE whereby_deliveries SET state = 'dead', tries = 40, status = 0, reason = 'not_found', error = 'lookup crm.example.com: no such host' " +
			"WHERE status = 503 AND connection_id = (SELECT id FROM whereby_connections WHERE kind = 'webhook')",
		"UPDATE whereby_deliveries SET state = 'dropped' WHERE status = 503 AND connection_id IN (SELECT id FROM whereby_connections WHERE kind IN ('slack', 'ga4'))",
	} {
		_, err := k.DB().ExecContext(k.ctx, statement)
		k.must(err)
	}
	k.pictures(k.Admin, "connections", connectionsSetting, func(page *browser.Page) {
		open(page, 1500)
		k.must(page.Wait(says(deliveryTable, "Given up")))
		k.must(page.Wait(`document.querySelectorAll('[data-state=dropped] .whereby-retry').length === 1`)) // of Slack, which is not off
	})
	page := k.page(k.Admin)
	k.must(page.Viewport(1000, 980))
	open(page, 980)
	k.must(page.Wait(says(deliveryTable, "Given up")))
	k.must(page.Eval(`document.querySelector('.whereby-connections').closest('section').scrollIntoView()`, nil))
	k.screenshot(page, "readme-connections")
}
