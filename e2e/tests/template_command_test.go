package tests

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/e2e/stack"
)

// commands are the plugin's slash commands that a node offers.
func (k *kit) commands(node *stack.Node) (triggers []string) {
	k.t.Helper()
	client := model.NewAPIv4Client(node.URL)
	client.SetToken(k.alice.Token)
	list, _, err := client.ListAutocompleteCommands(k.ctx, k.TeamID)
	k.must(err)
	for _, command := range list {
		if strings.HasPrefix(command.Trigger, "whereby") {
			triggers = append(triggers, command.Trigger)
		}
	}
	return triggers
}

// TestTemplateCommands appear and vanish as settings change, on every node.
func TestTemplateCommands(t *testing.T) {
	k := newKit(t)
	assert.Equal(t, []string{"whereby"}, k.commands(k.Node))
	channel := k.newChannel(k.alice).Id

	k.configure(map[string]any{"templates": []any{
		map[string]any{"name": "demo", "title": "Demo {topic}", "command": true, "locked": true},
		map[string]any{"name": "retro", "command": true},
	}})
	require.Eventually(t, func() bool { return len(k.commands(k.Node)) == 3 }, 10*time.Second, 50*time.Millisecond, "without a restart")
	k.types(k.alice, channel, "/whereby-demo acme 30m")
	call := k.calls(k.alice, channel, "")[0]
	assert.Equal(t, "Demo acme", call.Topic)
	assert.InDelta(t, 30*60_000, call.ExpiresAt-call.CreatedAt, 2000)

	second, err := k.AddNode(k.ctx, 0)
	k.must(err)
	t.Cleanup(func() { k.RemoveNode(second) })
	require.Eventually(t, func() bool { return len(k.commands(second)) == 3 }, 30*time.Second, 200*time.Millisecond, "on a node that starts later too")

	k.configure(map[string]any{"templates": []any{map[string]any{"name": "retro", "command": true}}})
	reload := func(node *stack.Node) {
		admin := model.NewAPIv4Client(node.URL)
		admin.SetToken(k.Admin.Token)
		_, err := admin.ReloadConfig(k.ctx) // which a cluster does by itself
		k.must(err)
	}
	reload(second)
	for _, node := range []*stack.Node{k.Node, second} {
		require.Eventually(t, func() bool {
			return assert.ObjectsAreEqual([]string{"whereby", "whereby-retro"}, k.commands(node))
		}, 10*time.Second, 50*time.Millisecond, "the command of a template that is gone goes too")
	}
	_, err = k.Command(k.ctx, k.alice, channel, "", "/whereby-demo acme")
	assert.Error(t, err, "Mattermost does not know it any more")

	k.configure(map[string]any{"blockedchannels": k.TeamName + "/" + k.nameOf(channel)})
	reload(second)
	status, _ := k.askNode(second, k.alice, http.MethodPost, "/api/v1/calls", `{"channel_id":"`+channel+`","new":true}`)
	assert.Equal(t, http.StatusForbidden, status, "a rule changed on one node holds on the other")
}

func (k *kit) nameOf(channelID string) string {
	k.t.Helper()
	channel, _, err := k.Admin.Client.GetChannel(k.ctx, channelID, "")
	k.must(err)
	return channel.Name
}

// TestEscalation is a template that uses all that templates can say.
func TestEscalation(t *testing.T) {
	k := newKitFor(t, 4*time.Minute)
	incidents := k.newChannelOf(model.ChannelTypePrivate, k.carol)
	k.configure(map[string]any{"templates": []any{map[string]any{
		"name": "escalation", "title": "Escalation: {topic} ({channel}, {name})", "duration_minutes": 120, "large": true, "priority": "urgent",
		"notify": []any{"here", "bob"}, "post_to": incidents.Id, "reminder_minutes": 5, "always": true,
	}}})
	channel := k.newChannel(k.alice, k.bob).Id
	require.Eventually(t, func() bool { return k.mentions(k.bob, channel) == 1 }, 10*time.Second, 50*time.Millisecond, "that he was added")
	k.types(k.alice, channel, "/whereby escalation the shop is down")
	post := k.callPost(channel)
	assert.Contains(t, post.Message, "Escalation: the shop is down (test-")
	assert.Contains(t, post.Message, "· @here @bob")
	require.NotNil(t, post.Metadata.Priority)
	assert.Equal(t, "urgent", *post.Metadata.Priority.Priority)
	assert.Eventually(t, func() bool { return k.mentions(k.bob, channel) == 2 }, 10*time.Second, 50*time.Millisecond, "who is named is notified")

	also := k.callPost(incidents.Id)
	call := k.calls(k.alice, channel, "")[0]
	assert.Equal(t, call.ID, also.GetProp("call_id"))
	assert.NotEmpty(t, k.join(k.carol, call.ID), "who reads the other channel may join")
	outsider := k.newUser("nosy")
	status, _ := k.ask(outsider, http.MethodGet, "/api/v1/calls/"+call.ID, nil, nil)
	assert.Equal(t, http.StatusForbidden, status)
	_, raw := k.ask(k.bob, http.MethodGet, "/api/v1/calls/"+call.ID, nil, nil)
	assert.NotContains(t, raw, incidents.Id, "not everybody may know of that channel")

	_, err := k.DB().ExecContext(k.ctx, "UPDATE whereby_calls SET revision = revision + 1, created_at = created_at - $2, check_at = 1 WHERE id = $1",
		call.ID, (6 * time.Minute).Milliseconds())
	k.must(err)
	var reminder *model.Post
	require.Eventually(t, func() bool {
		posts, err := k.Posts(k.ctx, channel)
		k.must(err)
		for _, candidate := range posts {
			if candidate.RootId == post.Id && strings.Contains(candidate.Message, "Nobody has joined") {
				reminder = candidate
			}
		}
		return reminder != nil
	}, 40*time.Second, 200*time.Millisecond)
	assert.Contains(t, reminder.Message, "@here @bob")

	status, _ = k.ask(k.alice, http.MethodPost, "/api/v1/calls/"+call.ID+"/end", nil, nil)
	assert.Equal(t, http.StatusOK, status)
	require.Eventually(t, func() bool {
		posts := k.callPosts(incidents.Id)
		return strings.Contains(posts[len(posts)-1].Message, "ended")
	}, 10*time.Second, 50*time.Millisecond, "the second post follows the call")
}

func (k *kit) mentions(user *stack.User, channelID string) int64 {
	k.t.Helper()
	member, _, err := k.Admin.Client.GetChannelMember(k.ctx, channelID, user.ID, "")
	k.must(err)
	return member.MentionCount
}

// TestTownHall gives each the link that goes with what he is in it.
func TestTownHall(t *testing.T) {
	k := newKit(t)
	channel := k.newChannel(k.alice, k.bob, k.carol).Id
	k.types(k.alice, channel, "/whereby all hands --viewers @bob 1h")
	call := k.calls(k.alice, channel, "")[0]
	assert.Equal(t, "all hands", call.Topic)
	assert.Empty(t, call.RoomURL)
	post := k.callPost(channel)
	assert.Contains(t, post.Message, k.URL+"/plugins/whereby/calls/"+call.ID)
	assert.NotContains(t, post.Message, call.RoomName)
	meetings := k.Sandbox.Meetings()
	meeting := meetings[len(meetings)-1]
	assert.Equal(t, meeting.HostKey, k.join(k.alice, call.ID).Query().Get("roomKey"))
	assert.Equal(t, meeting.ViewerKey, k.join(k.carol, call.ID).Query().Get("roomKey"))
	assert.Empty(t, k.join(k.bob, call.ID).Query().Get("roomKey"), "speakers knock")
	var stored string
	k.must(k.DB().QueryRowContext(k.ctx, "SELECT viewer_url FROM whereby_calls WHERE id = $1", call.ID).Scan(&stored))
	assert.NotContains(t, stored, meeting.ViewerKey, "it is encrypted")
	assert.NotEmpty(t, stored)
	assert.Contains(t, k.whispered(k.alice, channel, func() { k.types(k.alice, channel, "/whereby --viewers @nobodysocalled --new") }), "nobody called @nobodysocalled")
}
