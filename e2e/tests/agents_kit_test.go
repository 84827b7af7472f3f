package tests

import (
	"context"
	"net/http"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/e2e/stack"
	"mattermost-plugin-whereby/server/agents/agentstest"
	"mattermost-plugin-whereby/server/whereby/wherebytest"
)

// withAgents has the double of the Agents plugin there until the test ends.
func (k *kit) withAgents(script agentstest.Script) {
	k.t.Helper()
	k.must(k.InstallAgents(k.ctx))
	k.t.Cleanup(func() { assert.NoError(k.t, k.RemoveAgents(context.Background())) })
	k.play(script)
}

func (k *kit) play(script agentstest.Script) {
	k.t.Helper()
	k.must(k.PlayAgents(k.ctx, script))
}

func (k *kit) agentsAsked() []agentstest.Request {
	k.t.Helper()
	requests, err := k.AgentsRequests(k.ctx)
	k.must(err)
	return requests
}

// judged is a call with why it has its priority.
type judged struct {
	view
	Options struct {
		Priority string   `json:"priority"`
		By       string   `json:"judged_by"`
		Word     string   `json:"judged_word"`
		Reason   string   `json:"judged_reason"`
		Notify   []string `json:"notify"`
	} `json:"options"`
}

// startAbout starts a call and ends it, so that another can be started; it
// gives what the answer said, and the post as it was while the call ran.
func (k *kit) startAbout(user *stack.User, channelID string, request map[string]any) (judged, *model.Post) {
	k.t.Helper()
	request["channel_id"] = channelID
	var call judged
	status, raw := k.ask(user, http.MethodPost, "/api/v1/calls", request, &call)
	require.Equal(k.t, http.StatusCreated, status, raw)
	post, _, err := k.Admin.Client.GetPost(k.ctx, call.PostID, "")
	k.must(err)
	status, raw = k.ask(user, http.MethodPost, "/api/v1/calls/"+call.ID+"/end", nil, nil)
	require.Equal(k.t, http.StatusOK, status, raw)
	return call, post
}

func (k *kit) says(user *stack.User, channelID, rootID, text string) *model.Post {
	k.t.Helper()
	post, _, err := user.Client.CreatePost(k.ctx, &model.Post{ChannelId: channelID, RootId: rootID, Message: text})
	k.must(err)
	return post
}

func priorityOf(post *model.Post) string {
	if post.Metadata == nil || post.Metadata.Priority == nil || post.Metadata.Priority.Priority == nil {
		return ""
	}
	return *post.Metadata.Priority.Priority
}

// transcribed plays a call of two in a channel, has it transcribed, and ends it.
func (k *kit) transcribed(channelID, topic, text string) record {
	k.t.Helper()
	call := k.talked(channelID, topic, k.alice, k.bob)
	call = k.ends(k.alice, call.ID)
	_, err := k.Sandbox.AddTranscription("/"+call.RoomName, wherebytest.Transcript{Length: time.Second, Text: text})
	k.must(err)
	return k.waitRecord(call.ID, 20*time.Second, func(r record) bool { return len(r.Files) > 0 })
}
