package tests

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/e2e/stack"
)

// join asks for a user's own link into a call.
func (k *kit) join(user *stack.User, callID string) *url.URL {
	k.t.Helper()
	var answer struct{ URL string }
	status, raw := k.ask(user, http.MethodGet, "/api/v1/calls/"+callID+"/join", nil, &answer)
	require.Equal(k.t, http.StatusOK, status, raw)
	link, err := url.Parse(answer.URL)
	k.must(err)
	return link
}

func TestJoinGivesEverybodyTheirOwnLink(t *testing.T) {
	k := newKit(t)
	channel := k.newChannel(k.alice, k.bob)
	k.types(k.alice, channel.Id, "/whereby --audio --locked")
	call := k.calls(k.bob, channel.Id, "")[0]

	host, visitor := k.join(k.alice, call.ID), k.join(k.bob, call.ID)
	assert.NotEmpty(t, host.Query().Get("roomKey"))
	assert.Empty(t, visitor.Query().Get("roomKey"))
	for user, link := range map[string]*url.URL{"alice": host, "bob": visitor} {
		assert.Equal(t, "/"+call.RoomName, link.Path)
		assert.Equal(t, user, link.Query().Get("displayName"))
		assert.Equal(t, "en", link.Query().Get("lang"))
		assert.Equal(t, "off", link.Query().Get("cameraAccess"))
		assert.Regexp(t, `^[A-Za-z0-9_-]{1,36}$`, link.Query().Get("externalId"))
	}

	response := k.types(k.bob, channel.Id, "/whereby join")
	assert.Equal(t, visitor.String(), response.GotoLocation)
}

func TestOutsidersLearnNothing(t *testing.T) {
	k := newKit(t)
	k.types(k.alice, k.Channels["leads"], "/whereby secret-merger")
	call := k.calls(k.alice, k.Channels["leads"], "&state=running")[0]
	t.Cleanup(func() { k.ask(k.alice, http.MethodPost, "/api/v1/calls/"+call.ID+"/end", nil, nil) })
	heard := k.listen(k.bob)

	for path, method := range map[string]string{
		"/api/v1/calls/" + call.ID + "/join":              http.MethodGet,
		"/api/v1/calls/" + call.ID:                        http.MethodGet,
		"/api/v1/calls/" + call.ID + "/end":               http.MethodPost,
		"/api/v1/calls?channel_id=" + k.Channels["leads"]: http.MethodGet,
		"/calls/" + call.ID:                               http.MethodGet,
	} {
		for _, user := range []*stack.User{k.bob, nil} {
			status, raw := k.ask(user, method, path, nil, nil)
			want := http.StatusForbidden
			if user == nil {
				want = http.StatusUnauthorized
			}
			assert.Equal(t, want, status, path)
			for _, secret := range []string{"secret-merger", call.RoomName, k.alice.ID, k.Channels["leads"]} {
				assert.NotContains(t, raw, secret, path)
			}
		}
	}
	for _, event := range heard.Events() {
		assert.NotContains(t, eventText(t, event), "secret-merger")
	}
}

func eventText(t *testing.T, event *model.WebSocketEvent) string {
	t.Helper()
	data, err := event.ToJSON()
	require.NoError(t, err)
	return string(data)
}

// TestHostLinkStaysWithTheHost looks for the host's key everywhere it could
// have leaked to.
func TestHostLinkStaysWithTheHost(t *testing.T) {
	k := newKit(t)
	channel := k.newChannel(k.alice, k.bob)
	alice, bob := k.listen(k.alice), k.listen(k.bob)
	response := k.types(k.alice, channel.Id, "/whereby standup --locked")
	call := k.calls(k.alice, channel.Id, "")[0]
	key := k.join(k.alice, call.ID).Query().Get("roomKey")
	require.NotEmpty(t, key)
	k.types(k.bob, channel.Id, "/whereby")
	k.ephemeral(bob, "already running")

	places := map[string]string{"the command's answer": asJSON(t, response)}
	for _, user := range []*stack.User{k.alice, k.bob} {
		for _, path := range []string{"/api/v1/calls/" + call.ID, "/api/v1/calls?channel_id=" + channel.Id} {
			_, places[user.Username+" "+path] = k.ask(user, http.MethodGet, path, nil, nil)
		}
	}
	_, places["bob's join"] = k.ask(k.bob, http.MethodGet, "/api/v1/calls/"+call.ID+"/join", nil, nil)
	_, places["409"] = k.ask(k.alice, http.MethodPost, "/api/v1/calls", map[string]any{"channel_id": channel.Id}, nil)
	_, places["end"] = k.ask(k.alice, http.MethodPost, "/api/v1/calls/"+call.ID+"/end", nil, nil)
	posts, err := k.Posts(k.ctx, channel.Id)
	k.must(err)
	places["posts"] = asJSON(t, posts)
	for _, event := range append(alice.Events(), bob.Events()...) {
		places["events"] += eventText(t, event)
	}
	k.must(filepath.WalkDir(k.Dir(), func(path string, _ os.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".log") {
			data, readErr := os.ReadFile(path) //nolint:gosec // logs of the stack
			places["logs"] += string(data)
			return readErr
		}
		return nil //nolint:nilerr // PostgreSQL's files come and go
	}))
	var row string
	k.must(k.DB().QueryRowContext(k.ctx, "SELECT row_to_json(c)::text FROM whereby_calls c WHERE id = $1", call.ID).Scan(&row))
	places["the database"] = row
	for place, text := range places {
		assert.NotEmpty(t, text, place)
		assert.NotContains(t, text, key, place)
	}
	assert.NotContains(t, places["logs"], k.Sandbox.APIKey())
	assert.Contains(t, places["events"], call.ID, "the events looked at are the right ones")
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	require.NoError(t, err)
	return string(data)
}

func TestMembershipCountsAtEveryClick(t *testing.T) {
	k := newKit(t)
	channel := k.newChannel(k.alice, k.bob)
	call := k.start(k.alice, channel.Id)
	k.join(k.bob, call.ID)
	_, err := k.Admin.Client.RemoveUserFromChannel(k.ctx, channel.Id, k.bob.ID)
	k.must(err)
	status, _ := k.ask(k.bob, http.MethodGet, "/api/v1/calls/"+call.ID+"/join", nil, nil)
	assert.Equal(t, http.StatusForbidden, status)
}

func TestEnd(t *testing.T) {
	k := newKit(t)
	for name, test := range map[string]struct {
		user *stack.User
		ends bool
	}{
		"host": {k.alice, true}, "system admin": {k.Admin, true}, "member": {k.bob, false},
	} {
		t.Run(name, func(t *testing.T) {
			channel := k.newChannel(k.alice, k.bob)
			call := k.start(k.alice, channel.Id)
			heard := k.listen(k.bob)
			var after view
			status, raw := k.ask(test.user, http.MethodPost, "/api/v1/calls/"+call.ID+"/end", nil, &after)
			running := k.calls(k.alice, channel.Id, "&state=running")
			if !test.ends {
				assert.Equal(t, http.StatusForbidden, status, raw)
				assert.Len(t, running, 1)
				return
			}
			assert.Equal(t, http.StatusOK, status, raw)
			assert.Equal(t, "ended", after.State)
			assert.Empty(t, running)
			for _, meeting := range k.Sandbox.Meetings() {
				assert.NotEqual(t, "/"+call.RoomName, meeting.RoomName, "the room is gone")
			}
			_, err := heard.WaitCustom(k.ctx, "custom_whereby_call", func(data map[string]any) bool {
				return data["call"].(map[string]any)["state"] == "ended"
			})
			assert.NoError(t, err)
			assert.Equal(t, "Call ended · 1 min", k.callPost(channel.Id).Message)
			status, _ = k.ask(k.bob, http.MethodGet, "/api/v1/calls/"+call.ID+"/join", nil, nil)
			assert.Equal(t, http.StatusGone, status)
			k.types(k.alice, channel.Id, "/whereby")
			assert.Len(t, k.calls(k.alice, channel.Id, "&state=running"), 1)
		})
	}
}

func TestEndByCommand(t *testing.T) {
	k := newKit(t)
	channel := k.newChannel(k.alice, k.bob)
	k.start(k.alice, channel.Id)
	bob, alice := k.listen(k.bob), k.listen(k.alice)
	k.types(k.bob, channel.Id, "/whereby end")
	k.ephemeral(bob, "Only the host and the admins")
	k.types(k.alice, channel.Id, "/whereby end")
	k.ephemeral(alice, "The call is over for everyone.")
	assert.Empty(t, k.calls(k.alice, channel.Id, "&state=running"))
}

// TestWithoutRoomLinks has posts lead to the page that checks membership.
func TestWithoutRoomLinks(t *testing.T) {
	k := newKit(t)
	k.configure(map[string]any{"showroomlinks": false})
	channel := k.newChannel(k.alice, k.bob)
	call := k.start(k.alice, channel.Id)
	assert.Empty(t, call.RoomURL)
	post := k.callPost(channel.Id)
	assert.NotContains(t, asJSON(t, post), k.SandboxURL)
	page := "/calls/" + call.ID
	assert.Contains(t, post.Message, "]("+k.PluginURL(page)+")")

	status, raw := k.ask(k.bob, http.MethodGet, page, nil, nil)
	assert.Equal(t, http.StatusOK, status)
	assert.Contains(t, raw, k.SandboxURL+"/"+call.RoomName)
	status, _ = k.ask(k.carol, http.MethodGet, page, nil, nil)
	assert.Equal(t, http.StatusForbidden, status)
}

// TestForgedPostIsNothing posts a copy of a call's post as an ordinary user.
func TestForgedPostIsNothing(t *testing.T) {
	k := newKit(t)
	channel := k.newChannel(k.alice, k.bob)
	call := k.start(k.alice, channel.Id)
	forged, _, err := k.bob.Client.CreatePost(k.ctx, &model.Post{
		ChannelId: channel.Id, Type: stack.CallPostType, Message: "click me", Props: model.StringInterface{"call_id": call.ID, "from_bot": "true"},
	})
	k.must(err)
	var seen view
	k.ask(k.bob, http.MethodGet, "/api/v1/calls/"+call.ID, nil, &seen)
	assert.NotEqual(t, forged.Id, seen.PostID, "the card knows the real post")
}

// TestGuard lets a system admin, who may edit everybody's posts, try it with a call's.
func TestGuard(t *testing.T) {
	k := newKit(t)
	channel := k.newChannel(k.alice)
	call := k.start(k.alice, channel.Id)
	message := k.callPost(channel.Id).Message
	_, _, err := k.Admin.Client.PatchPost(k.ctx, call.PostID, &model.PostPatch{Message: new("my words")})
	assert.ErrorContains(t, err, "it cannot be edited")
	_, _, err = k.Admin.Client.PatchPost(k.ctx, call.PostID, &model.PostPatch{Props: &model.StringInterface{"call_id": "forged"}})
	k.must(err)
	_, err = k.Admin.Client.PinPost(k.ctx, call.PostID)
	k.must(err)
	post := k.callPost(channel.Id)
	assert.Equal(t, message, post.Message)
	assert.Equal(t, call.ID, post.GetProp("call_id"))
	assert.True(t, post.IsPinned)

	k.ask(k.alice, http.MethodPost, "/api/v1/calls/"+call.ID+"/end", nil, nil)
	post = k.callPost(channel.Id)
	assert.Equal(t, "Call ended · 1 min", post.Message)
	assert.Zero(t, post.EditAt, "no (edited) mark")
	assert.True(t, post.IsPinned)
}
