package tests

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/e2e/stack"
	"mattermost-plugin-whereby/server/whereby/wherebytest"
)

// makeRoom makes a room at the sandbox as somebody else with the same key would.
func (k *kit) makeRoom(prefix string) (name string) {
	k.t.Helper()
	body, err := json.Marshal(map[string]any{"endDate": time.Now().Add(time.Hour), "roomNamePrefix": prefix})
	k.must(err)
	request, err := http.NewRequestWithContext(k.ctx, http.MethodPost, k.SandboxURL+"/v1/meetings", bytes.NewReader(body))
	k.must(err)
	request.Header.Set("Authorization", "Bearer "+k.Sandbox.APIKey())
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	k.must(err)
	defer response.Body.Close()
	require.Equal(k.t, http.StatusCreated, response.StatusCode)
	meetings := k.Sandbox.Meetings()
	name = strings.TrimPrefix(meetings[len(meetings)-1].RoomName, "/")
	require.True(k.t, strings.HasPrefix(name, prefix), name)
	return name
}

// hasRoom tells whether the sandbox still has a room.
func (k *kit) hasRoom(name string) bool {
	return slices.ContainsFunc(k.Sandbox.Meetings(), func(m wherebytest.Meeting) bool { return m.RoomName == "/"+name })
}

// said types a command and gives the answer that only the user sees.
func (k *kit) said(user *stack.User, channelID, command, text string) *model.Post {
	k.t.Helper()
	heard := k.listen(user)
	k.types(user, channelID, command)
	post := k.ephemeral(heard, text)
	assert.Equal(k.t, channelID, post.ChannelId)
	return post
}

// german makes a user read German until the test ends.
func (k *kit) german(user *stack.User) {
	k.t.Helper()
	_, _, err := user.Client.PatchUser(k.ctx, user.ID, &model.UserPatch{Locale: new("de")})
	k.must(err)
	k.t.Cleanup(func() {
		_, _, err := user.Client.PatchUser(context.Background(), user.ID, &model.UserPatch{Locale: new("en")})
		assert.NoError(k.t, err)
	})
}

func TestAdminSetup(t *testing.T) {
	k := newKit(t)
	channel := k.newChannel(k.alice)
	k.said(k.alice, channel.Id, "/whereby setup", "Only system admins can do this.")

	call := k.start(k.alice, channel.Id)
	k.enter(k.alice, call.ID)
	k.waitRecord(call.ID, 5*time.Second, isLive(1))
	setup := k.said(k.Admin, channel.Id, "/whereby setup", "Whereby setup").Message
	assert.Contains(t, setup, "`"+k.PluginURL("/webhooks/whereby")+"`")
	assert.Contains(t, setup, "API key: set.")
	assert.Contains(t, setup, "Webhook secret: set.")
	assert.Regexp(t, `Last event received \d+ s ago`, setup)
	assert.Contains(t, setup, "Whereby sends webhooks to https addresses only", "the stack has none")
	assert.NotContains(t, setup, k.WebhookSecret)
	assert.NotContains(t, setup, k.Sandbox.APIKey())

	// Forged or not yet shared: refused, and the admin is told.
	k.Sandbox.SetWebhook(wherebytest.Webhook{URL: k.PluginURL("/webhooks/whereby"), Secret: "wrong"})
	t.Cleanup(func() {
		k.Sandbox.SetWebhook(wherebytest.Webhook{URL: k.PluginURL("/webhooks/whereby"), Secret: k.WebhookSecret})
	})
	k.enter(k.alice, call.ID)
	require.Eventually(t, func() bool {
		deliveries := k.Sandbox.Deliveries()
		return deliveries[len(deliveries)-1].Status >= 400
	}, 10*time.Second, 50*time.Millisecond)
	assert.Contains(t, k.said(k.Admin, channel.Id, "/whereby setup", "Whereby setup").Message, "because its signature did not match")

	k.configure(map[string]any{"webhooksecret": ""})
	k.german(k.Admin)
	setup = k.said(k.Admin, channel.Id, "/whereby setup", "Einrichtung von Whereby").Message
	assert.Contains(t, setup, "API-Schlüssel: eingetragen.")
	assert.Contains(t, setup, "Webhook-Geheimnis: **fehlt**")
	assert.Contains(t, setup, "Das letzte Ereignis kam vor")
	assert.Contains(t, setup, "weil seine Signatur nicht stimmte")
}

func TestAdminCleanup(t *testing.T) {
	k := newKit(t)
	// Of this test alone: other tests leave rooms with the usual prefix.
	k.configure(map[string]any{"roomprefix": "tidy-"})
	channel := k.newChannel(k.alice)
	running := k.start(k.alice, channel.Id)
	require.True(t, strings.HasPrefix(running.RoomName, "tidy-"), running.RoomName)
	k.said(k.Admin, channel.Id, "/whereby cleanup", "There is nothing to remove")

	strays := []string{k.makeRoom("tidy-one-"), k.makeRoom("tidy-two-")}
	others := k.makeRoom("untidy-")
	k.said(k.alice, channel.Id, "/whereby cleanup", "Only system admins can do this.")
	k.said(k.alice, channel.Id, "/whereby cleanup --delete", "Only system admins can do this.")

	list := k.said(k.Admin, channel.Id, "/whereby cleanup", "2 rooms have the prefix `tidy-`")
	assert.Contains(t, list.Message, "Give each server its own prefix.")
	for _, name := range strays {
		assert.Contains(t, list.Message, name)
		assert.True(t, k.hasRoom(name), "a look removes nothing")
	}
	assert.NotContains(t, list.Message, others)
	assert.NotContains(t, list.Message, running.RoomName)

	// The button removes what it was shown with, not what came later.
	later := k.makeRoom("tidy-three-")
	heard := k.listen(k.Admin)
	button := list.Attachments()[0].Actions[0]
	assert.Equal(t, "Remove these 2 rooms", button.Name)
	member := k.listen(k.alice)
	_, err := k.alice.Client.DoPostActionWithCookie(k.ctx, list.Id, button.Id, "", button.Cookie)
	k.must(err)
	k.ephemeral(member, "Only system admins can do this.")
	assert.True(t, k.hasRoom(strays[0]), "the button of an admin is of no use to others")
	_, err = k.Admin.Client.DoPostActionWithCookie(k.ctx, list.Id, button.Id, "", button.Cookie)
	k.must(err)
	k.ephemeral(heard, "2 rooms were removed.")
	assert.False(t, k.hasRoom(strays[0]))
	assert.False(t, k.hasRoom(strays[1]))

	k.german(k.Admin)
	list = k.said(k.Admin, channel.Id, "/whereby cleanup", "1 Raum hat das Präfix `tidy-`")
	assert.Contains(t, list.Message, later)
	assert.Contains(t, list.Message, "Gib jedem Server sein eigenes Präfix.")
	assert.Equal(t, "Diesen 1 Raum entfernen", list.Attachments()[0].Actions[0].Name)
	k.said(k.Admin, channel.Id, "/whereby cleanup --delete", "1 Raum wurde entfernt.")
	k.said(k.Admin, channel.Id, "/whereby cleanup --delete", "Es gibt nichts zu entfernen")
	assert.False(t, k.hasRoom(later))
	assert.True(t, k.hasRoom(others))
	assert.True(t, k.hasRoom(running.RoomName))
	assert.Equal(t, "open", k.record(running.ID).State)
}

// TestAdminCleanupNeedsAPrefix tries it where every room would match.
func TestAdminCleanupNeedsAPrefix(t *testing.T) {
	k := newKit(t)
	k.configure(map[string]any{"roomprefix": ""})
	channel := k.newChannel()
	room := k.makeRoom("anybody-")
	refused := k.said(k.Admin, channel.Id, "/whereby cleanup --delete", "Set a room name prefix")
	assert.Contains(t, refused.Message, "/admin_console/plugins/plugin_whereby)")
	assert.True(t, k.hasRoom(room))
}

// TestAdminDeletesTheCallsPost tells the host that his call goes on.
func TestAdminDeletesTheCallsPost(t *testing.T) {
	k := newKit(t)
	channel := k.newChannel(k.alice, k.bob)
	k.types(k.alice, channel.Id, "/whereby team-standup")
	host, other := k.listen(k.alice), k.listen(k.bob)
	_, err := k.Admin.Client.DeletePost(k.ctx, k.callPost(channel.Id).Id)
	k.must(err)
	notice := k.ephemeral(host, "The post of your call “team-standup” was deleted.")
	assert.Equal(t, channel.Id, notice.ChannelId)

	k.said(k.alice, channel.Id, "/whereby end", "The call is over for everyone.")
	assert.Empty(t, other.Ephemerals())
}

// TestAdminSeesTheWebhookAddress opens the settings in a browser.
func TestAdminSeesTheWebhookAddress(t *testing.T) {
	k := newKit(t)
	page := k.page(k.Admin)
	k.must(page.Goto("/admin_console/plugins/plugin_whereby"))
	address, err := page.Value(".whereby-setting input")
	k.must(err)
	assert.Equal(t, k.PluginURL("/webhooks/whereby"), address)
	k.must(page.See(".whereby-setting-problem")) // the stack has no https
	k.screenshot(page, "settings-webhook")
}
