package tests

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/e2e/stack"
)

// askNode calls the plugin on one node of the cluster.
func (k *kit) askNode(node *stack.Node, user *stack.User, method, path, body string) (status int, call view) {
	request, err := http.NewRequestWithContext(k.ctx, method, node.URL+"/plugins/whereby"+path, strings.NewReader(body))
	if err != nil {
		return 0, call
	}
	response, err := k.PluginRequest(k.ctx, user, request)
	if err != nil {
		return 0, call
	}
	defer response.Body.Close()
	_ = json.NewDecoder(response.Body).Decode(&call) // an error has no call
	return response.StatusCode, call
}

// TestTwoNodes runs a second Mattermost server on the same database.
func TestTwoNodes(t *testing.T) {
	k := newKit(t)
	// Made beforehand: without a cluster licence a node is not told that its
	// cache of memberships is old.
	channels := make([]*model.Channel, 5)
	for i := range channels {
		channels[i] = k.newChannel(k.alice, k.bob)
	}
	second, err := k.AddNode(k.ctx, 0)
	k.must(err)
	t.Cleanup(func() { k.RemoveNode(second) })
	nodes := []*stack.Node{k.Node, second}
	require.Eventually(t, func() bool {
		status, _ := k.askNode(second, k.alice, http.MethodGet, "/api/v1/calls?channel_id="+k.Channels["town-square"], "")
		return status == http.StatusOK
	}, 30*time.Second, 200*time.Millisecond, "the plugin is active on the second node")

	for _, channel := range channels {
		var wait sync.WaitGroup
		var mu sync.Mutex
		statuses := map[int]int{}
		for i := range 8 {
			wait.Go(func() {
				status, _ := k.askNode(nodes[i%2], k.alice, http.MethodPost, "/api/v1/calls", `{"channel_id":"`+channel.Id+`"}`)
				mu.Lock()
				defer mu.Unlock()
				statuses[status]++
			})
		}
		wait.Wait()
		assert.Equal(t, map[int]int{http.StatusCreated: 1, http.StatusConflict: 7}, statuses)
		assert.Len(t, k.callPosts(channel.Id), 1)

		call := k.calls(k.alice, channel.Id, "&state=running")[0]
		k.Sandbox.ForgetRequests()
		for _, node := range nodes {
			status, _ := k.askNode(node, k.alice, http.MethodGet, "/api/v1/calls/"+call.ID+"/join", "")
			assert.Equal(t, http.StatusOK, status)
		}
		assert.Zero(t, k.linksAsked(), "both nodes can read the host's link")
		status, ended := k.askNode(second, k.alice, http.MethodPost, "/api/v1/calls/"+call.ID+"/end", "")
		assert.Equal(t, http.StatusOK, status)
		assert.Equal(t, "ended", ended.State)
		assert.Empty(t, k.calls(k.alice, channel.Id, "&state=running"))
	}
}

// TestFirstStart enables the plugin as after a fresh installation.
func TestFirstStart(t *testing.T) {
	k := newKit(t)
	k.must(k.DisablePlugin(k.ctx))
	k.must(k.ReplacePluginConfig(k.ctx, map[string]any{}))
	k.must(k.EnablePlugin(k.ctx))
	channel := k.newChannel(k.alice)
	heard := k.listen(k.alice)
	k.types(k.alice, channel.Id, "/whereby")
	k.ephemeral(heard, "Calls are not set up yet.")

	config, _, err := k.Admin.Client.GetConfig(k.ctx)
	k.must(err)
	saved := config.PluginSettings.Plugins["whereby"]
	assert.NotEmpty(t, saved["encryptionkey"], "the plugin has made one")
	saved["apikey"], saved["apiurl"] = k.Sandbox.APIKey(), k.SandboxURL+"/v1" // as System Console saves them: with the mask
	k.must(k.ReplacePluginConfig(k.ctx, saved))
	k.types(k.alice, channel.Id, "/whereby")
	call := k.calls(k.alice, channel.Id, "")[0]
	k.must(k.RestartPlugin(k.ctx))
	k.Sandbox.ForgetRequests()
	assert.NotEmpty(t, k.join(k.alice, call.ID).Query().Get("roomKey"))
	assert.Zero(t, k.linksAsked(), "the key has survived the restart")
}
