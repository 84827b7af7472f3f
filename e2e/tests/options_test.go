package tests

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/whereby/wherebytest"
)

// TestTemplates starts calls by the templates that ship as examples.
func TestTemplates(t *testing.T) {
	k := newKit(t)
	channel := k.newChannel(k.alice).Id
	k.types(k.alice, channel, "/whereby Demo acme 30m --new")
	k.types(k.alice, channel, "/whereby standup --new")
	posted := k.callPosts(channel)
	require.Len(t, posted, 2)
	list := k.calls(k.alice, channel, "&state=running")
	require.Len(t, list, 2)
	assert.Equal(t, "Standup", list[0].Topic)
	assert.Equal(t, "acme", list[1].Topic)
	assert.Regexp(t, `^mattermost-acme-`, list[1].RoomName)
	assert.InDelta(t, 15*60_000, list[0].ExpiresAt-list[0].CreatedAt, 2000)
	assert.InDelta(t, 30*60_000, list[1].ExpiresAt-list[1].CreatedAt, 2000)

	status, raw := k.ask(k.alice, http.MethodPost, "/api/v1/calls", map[string]any{"channel_id": channel, "template": "demo", "new": true}, nil)
	assert.Equal(t, http.StatusCreated, status, raw)
	assert.Contains(t, raw, `"topic":"Demo","template":"demo"`)
	assert.Contains(t, raw, `"locked":true`)
	status, raw = k.ask(k.alice, http.MethodPost, "/api/v1/calls", map[string]any{"channel_id": channel, "template": "nope", "new": true}, nil)
	assert.Equal(t, http.StatusBadRequest, status)
	assert.Contains(t, raw, "There is no template “nope”.")

	k.configure(map[string]any{"templates": []any{map[string]any{"name": "retro", "title": "Retro", "audio_only": true}}})
	other := k.newChannel(k.alice).Id
	k.types(k.alice, other, "/whereby retro")
	assert.Equal(t, "off", k.join(k.alice, k.calls(k.alice, other, "")[0].ID).Query().Get("cameraAccess"), "new templates count at once")
	config, _, err := k.Admin.Client.GetConfig(k.ctx)
	k.must(err)
	_, _, err = k.Admin.Client.UpdateConfig(k.ctx, config)
	k.must(err) // as System Console saves it, with what it does not show masked
	k.types(k.alice, other, "/whereby retro --new")
	assert.Equal(t, "Retro", k.calls(k.alice, other, "")[0].Topic, "saving leaves the templates as they are")
	assert.Error(t, k.SetPluginConfig(k.ctx, map[string]any{"templates": []any{map[string]any{"name": "Not Legal"}}}))
}

// TestRecording starts recorded calls, where that is allowed and paid for.
func TestRecording(t *testing.T) {
	k := newKit(t)
	channel := k.newChannel(k.alice).Id
	listener := k.listen(k.alice)
	k.types(k.alice, channel, "/whereby --record")
	k.ephemeral(listener, "Calls are not recorded on this server.")
	assert.Empty(t, k.callPosts(channel))

	k.configure(map[string]any{"allowrecording": true})
	k.types(k.alice, channel, "/whereby review-of-it --record")
	assert.Contains(t, k.callPost(channel).Message, "This call is recorded.")

	k.Sandbox.SetPlan(wherebytest.PlanFree)
	t.Cleanup(func() { k.Sandbox.SetPlan(wherebytest.PlanPaid) })
	k.types(k.alice, channel, "/whereby --record --new")
	k.ephemeral(listener, "plan does not include this kind of call")
	assert.Len(t, k.callPosts(channel), 1)
}

// TestLargeChannelAsks starts calls in a channel with more members than are
// told without asking.
func TestLargeChannelAsks(t *testing.T) {
	k := newKit(t)
	k.configure(map[string]any{"largechannelsize": 2})
	channel := k.newChannel(k.alice, k.bob, k.carol).Id
	members := 4 // with the admin who made it
	listener := k.listen(k.alice)
	k.types(k.alice, channel, "/whereby all-hands 45m")
	question := k.ephemeral(listener, "This channel has 4 members. Start the call for all of them?")
	assert.Empty(t, k.callPosts(channel))

	var refusal struct {
		Error   struct{ Code string }
		Members int
	}
	status, _ := k.ask(k.alice, http.MethodPost, "/api/v1/calls", map[string]any{"channel_id": channel, "ask": true}, &refusal)
	assert.Equal(t, http.StatusConflict, status)
	assert.Equal(t, "large_channel", refusal.Error.Code)
	assert.Equal(t, members, refusal.Members)

	button := question.Attachments()[0].Actions[0]
	assert.Equal(t, "Start the call", button.Name)
	_, err := k.alice.Client.DoPostActionWithCookie(k.ctx, question.Id, button.Id, "", button.Cookie)
	k.must(err)
	assert.Contains(t, k.callPost(channel).Message, "all-hands")
	call := k.calls(k.alice, channel, "")[0]
	assert.InDelta(t, 45*60_000, call.ExpiresAt-call.CreatedAt, 2000, "what was typed is kept")
	_, err = listener.Wait(k.ctx, func(event *model.WebSocketEvent) bool {
		return event.EventType() == model.WebsocketEventPostDeleted && event.GetData()["post"] != nil
	})
	require.NoError(t, err, "the question goes away")

	status, _ = k.ask(k.alice, http.MethodPost, "/api/v1/calls", map[string]any{"channel_id": channel, "ask": true}, &refusal)
	assert.Equal(t, http.StatusConflict, status)
	assert.Equal(t, "running", refusal.Error.Code, "a call to join needs no question")
	status, raw := k.ask(k.bob, http.MethodPost, "/api/v1/calls", map[string]any{"channel_id": channel, "new": true}, nil)
	assert.Equal(t, http.StatusCreated, status, "a program has nobody to ask: "+raw)
}

// TestDialog is what --ask brings on mobile.
func TestDialog(t *testing.T) {
	k := newKit(t)
	channel := k.newChannel(k.alice).Id
	root, _, err := k.alice.Client.CreatePost(k.ctx, &model.Post{ChannelId: channel, Message: "stuck"})
	k.must(err)
	listener := k.listen(k.alice)
	k.typesInThread(k.alice, channel, root.Id, "/whereby sprint --ask")
	event, err := listener.Wait(k.ctx, func(event *model.WebSocketEvent) bool { return event.EventType() == model.WebsocketEventOpenDialog })
	k.must(err)
	var opened model.OpenDialogRequest
	k.must(json.Unmarshal([]byte(event.GetData()["dialog"].(string)), &opened))
	assert.Equal(t, "sprint", opened.Dialog.Elements[0].Default)
	assert.Empty(t, k.callPosts(channel))

	submit := func(submission map[string]any) *model.SubmitDialogResponse {
		answer, _, err := k.alice.Client.SubmitInteractiveDialog(k.ctx, model.SubmitDialogRequest{
			URL: opened.URL, CallbackId: opened.Dialog.CallbackId, State: opened.Dialog.State, ChannelId: channel, TeamId: k.TeamID, Submission: submission,
		})
		k.must(err)
		return answer
	}
	answer := submit(map[string]any{"topic": "sprint", "length": "100000"})
	assert.Contains(t, answer.Errors["length"], "A call may last 8 h at most.")
	answer = submit(map[string]any{"topic": "sprint", "length": "30", "audio_only": true, "locked": true})
	assert.Empty(t, answer.Errors)
	assert.Empty(t, answer.Error)
	posted := k.callPost(channel)
	assert.Equal(t, root.Id, posted.RootId)
	call := k.calls(k.alice, channel, "")[0]
	assert.InDelta(t, 30*60_000, call.ExpiresAt-call.CreatedAt, 2000)
	assert.JSONEq(t, `{"template":"","duration_minutes":30,"audio_only":true,"locked":true,"viewers":false,"large":false,"record":false,"transcribe":false,"captions":false,"stream":false}`, k.preference(k.alice, "last_start"))
}

// TestRings follows rings by events and through the API; the browser tests look at them.
func TestRings(t *testing.T) {
	k := newKit(t)
	p := k.pair()
	listener := k.listen(p.callee)
	call := k.start(p.caller, p.channelID)
	data, err := listener.WaitCustom(k.ctx, "custom_whereby_ring", nil)
	k.must(err)
	ring := data["ring"].(map[string]any)
	assert.Equal(t, call.ID, ring["call_id"])
	assert.Equal(t, p.caller.Username, ring["host_name"])
	assert.Equal(t, false, ring["quiet"])
	rings := func() (list []struct {
		CallID string `json:"call_id"`
	},
	) {
		var answer struct {
			Rings *[]struct {
				CallID string `json:"call_id"`
			}
		}
		answer.Rings = &list
		status, raw := k.ask(p.callee, http.MethodGet, "/api/v1/rings", nil, &answer)
		require.Equal(t, http.StatusOK, status, raw)
		return list
	}
	require.Len(t, rings(), 1)
	status, _ := k.ask(k.carol, http.MethodPost, "/api/v1/calls/"+call.ID+"/decline", nil, nil)
	assert.Equal(t, http.StatusForbidden, status, "an outsider")

	k.crash(nil)
	require.Len(t, rings(), 1, "rings outlive the plugin's process")
	k.join(p.callee, call.ID)
	over, err := listener.WaitCustom(k.ctx, "custom_whereby_ring", func(data map[string]any) bool {
		return data["ring"].(map[string]any)["over"] == true
	})
	k.must(err)
	assert.Equal(t, call.ID, over["ring"].(map[string]any)["call_id"])
	assert.Empty(t, rings())
}
