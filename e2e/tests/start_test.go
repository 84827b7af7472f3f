package tests

import (
	"io"
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

// view is a call as the plugin's API and websocket events show it.
type view struct {
	ID        string `json:"id"`
	ChannelID string `json:"channel_id"`
	RootID    string `json:"root_id"`
	HostID    string `json:"host_user_id"`
	Topic     string `json:"topic"`
	State     string `json:"state"`
	RoomName  string `json:"room_name"`
	RoomURL   string `json:"room_url"`
	PostID    string `json:"post_id"`
	CreatedAt int64  `json:"created_at"`
	EndedAt   int64  `json:"ended_at"`
	ExpiresAt int64  `json:"expires_at"`
}

type refusal struct {
	Error struct{ Code, Message string } `json:"error"`
	Call  *view                          `json:"call"`
}

// calls lists a channel's calls through the API, newest first.
func (k *kit) calls(user *stack.User, channelID, filter string) []view {
	k.t.Helper()
	var page struct{ Calls []view }
	status, raw := k.ask(user, http.MethodGet, "/api/v1/calls?channel_id="+channelID+filter, nil, &page)
	require.Equal(k.t, http.StatusOK, status, raw)
	return page.Calls
}

// start starts a call through the API.
func (k *kit) start(user *stack.User, channelID string) view {
	k.t.Helper()
	var started view
	status, raw := k.ask(user, http.MethodPost, "/api/v1/calls", map[string]any{"channel_id": channelID}, &started)
	require.Equal(k.t, http.StatusCreated, status, raw)
	return started
}

func TestCommandPostsALinkThatOpensTheRoom(t *testing.T) {
	k := newKit(t)
	channel := k.newChannel(k.alice)
	k.types(k.alice, channel.Id, "/whereby team-standup 2h")

	post := k.callPost(channel.Id)
	author, _, err := k.Admin.Client.GetUser(k.ctx, post.UserId, "")
	k.must(err)
	assert.Equal(t, "whereby", author.Username)
	assert.True(t, author.IsBot)

	call := k.calls(k.alice, channel.Id, "")[0]
	assert.Equal(t, "open", call.State)
	assert.Equal(t, post.Id, call.PostID)
	assert.Equal(t, k.alice.ID, call.HostID)
	assert.Equal(t, "alice started a call: **team-standup** — [Join]("+call.RoomURL+")", post.Message)
	assert.Regexp(t, `^mattermost-team-standup-[0-9a-f-]{36}$`, call.RoomName)
	for _, meeting := range k.Sandbox.Meetings() {
		if "/"+call.RoomName == meeting.RoomName {
			assert.WithinDuration(t, time.Now().Add(2*time.Hour), meeting.EndDate, 5*time.Second)
		}
	}

	answer, err := http.Get(call.RoomURL) //nolint:gosec,noctx // the sandbox
	k.must(err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	k.must(err)
	assert.Equal(t, http.StatusOK, answer.StatusCode)
	assert.Contains(t, string(body), call.RoomName)
}

// TestEveryKindOfChannel starts calls where the bot is no member.
func TestEveryKindOfChannel(t *testing.T) {
	k := newKit(t)
	direct, _, err := k.alice.Client.CreateDirectChannel(k.ctx, k.alice.ID, k.bob.ID)
	k.must(err)
	group, _, err := k.alice.Client.CreateGroupChannel(k.ctx, []string{k.alice.ID, k.bob.ID, k.carol.ID})
	k.must(err)
	for name, channelID := range map[string]string{
		"public":  k.newChannel(k.alice).Id,
		"private": k.newChannelOf(model.ChannelTypePrivate, k.alice).Id,
		"direct":  direct.Id,
		"group":   group.Id,
	} {
		t.Run(name, func(t *testing.T) {
			k.types(k.alice, channelID, "/whereby")
			call := k.calls(k.alice, channelID, "&state=running")[0]
			post, _, err := k.alice.Client.GetPost(k.ctx, call.PostID, "")
			require.NoError(t, err)
			assert.Equal(t, channelID, post.ChannelId)
			assert.Equal(t, "alice started a call — [Join]("+call.RoomURL+")", post.Message)
			assert.Regexp(t, `^mattermost-[0-9a-f-]{36}$`, call.RoomName)
		})
	}
}

func TestCallInAThread(t *testing.T) {
	k := newKit(t)
	channel := k.newChannel(k.alice)
	root, _, err := k.alice.Client.CreatePost(k.ctx, &model.Post{ChannelId: channel.Id, Message: "stuck"})
	k.must(err)
	k.typesInThread(k.alice, channel.Id, root.Id, "/whereby")
	assert.Equal(t, root.Id, k.callPost(channel.Id).RootId)

	elsewhere := k.newChannel(k.alice)
	var refused refusal
	status, _ := k.ask(k.alice, http.MethodPost, "/api/v1/calls", map[string]any{"channel_id": elsewhere.Id, "root_id": root.Id}, &refused)
	assert.Equal(t, http.StatusBadRequest, status)
	assert.Equal(t, "invalid_request", refused.Error.Code)
}

func TestTopicsAreShownAsTyped(t *testing.T) {
	k := newKit(t)
	for typed, want := range map[string]struct{ topic, room string }{
		`Bob's "big" day`:       {`Bob's "big" day`, "mattermost-bobs-big-day-"},
		`"Sprint 2h"`:           {"Sprint 2h", "mattermost-sprint-2h-"},
		"встреча 🎉":             {"встреча 🎉", "mattermost-vstrecha-"},
		"start help":            {"help", "mattermost-help-"},
		"end of quarter":        {"end of quarter", "mattermost-end-of-quarter-"},
		"@channel <b>**x**</b>": {"@channel <b>**x**</b>", "mattermost-atchannel-b-x-b-"},
	} {
		t.Run(typed, func(t *testing.T) {
			channel := k.newChannel(k.alice)
			k.types(k.alice, channel.Id, "/whereby "+typed)
			call := k.calls(k.alice, channel.Id, "")[0]
			assert.Equal(t, want.topic, call.Topic)
			assert.True(t, strings.HasPrefix(call.RoomName, want.room), call.RoomName)
			assert.NotContains(t, k.callPost(channel.Id).Message, "@channel")
		})
	}
}

func TestCommandSaysWhatIsWrong(t *testing.T) {
	k := newKit(t)
	channel := k.newChannel(k.alice)
	heard := k.listen(k.alice)
	for typed, said := range map[string]string{
		"/whereby standup 2x":     "“2x” is no length I understand. Write 45m, 2h or 1h30m, for example `/whereby team-standup 45m`",
		"/whereby standup --vido": "I do not know “--vido”. For example: `/whereby team-standup 45m --audio`",
		"/whereby standup 99h":    "A call may last 8 h at most.",
		"/whereby join":           "No call is running in this channel. Start one with `/whereby`.",
		"/whereby help":           "A call lasts 1 h unless you say otherwise, 8 h at most.",
	} {
		k.types(k.alice, channel.Id, typed)
		post := k.ephemeral(heard, said)
		assert.Equal(t, channel.Id, post.ChannelId)
	}
	assert.Empty(t, k.callPosts(channel.Id))
}

func TestRepliesAreInTheReadersLanguage(t *testing.T) {
	k := newKit(t)
	german, err := k.AddUser(k.ctx, "dieter")
	k.must(err)
	_, _, err = german.Client.PatchUser(k.ctx, german.ID, &model.UserPatch{Locale: new("de")})
	k.must(err)
	channel := k.newChannel(german)
	heard := k.listen(german)
	k.types(german, channel.Id, "/whereby standup 2x")
	k.ephemeral(heard, "ist keine Dauer, die ich verstehe")
	k.types(german, channel.Id, "/whereby")
	assert.Contains(t, k.callPost(channel.Id).Message, "dieter started a call", "what all see is in the server's language")
}

// TestOneCallAChannel lets ten clients start at once.
func TestOneCallAChannel(t *testing.T) {
	k := newKit(t)
	channel := k.newChannel(k.alice, k.bob)
	heard := k.listen(k.bob)

	var wait sync.WaitGroup
	statuses := make(chan int, 10)
	for i := range cap(statuses) {
		wait.Go(func() {
			user := []*stack.User{k.alice, k.bob}[i%2]
			status, raw := k.ask(user, http.MethodPost, "/api/v1/calls", map[string]any{"channel_id": channel.Id, "topic": "one-of-ten"}, nil)
			if status == http.StatusConflict {
				assert.Contains(t, raw, "A call is already running here")
				assert.Contains(t, raw, `"call":{"id":"`)
			}
			statuses <- status
		})
	}
	wait.Wait()
	close(statuses)
	counts := map[int]int{}
	for status := range statuses {
		counts[status]++
	}
	assert.Equal(t, map[int]int{http.StatusCreated: 1, http.StatusConflict: 9}, counts)
	assert.Len(t, k.callPosts(channel.Id), 1)
	assert.Equal(t, 1, k.roomsOf("one-of-ten"))

	k.types(k.bob, channel.Id, "/whereby")
	notice := k.ephemeral(heard, "A call is already running here: **one-of-ten** — [Join](")
	require.Len(t, notice.Attachments(), 1)
	assert.Equal(t, "Start another", notice.Attachments()[0].Actions[0].Name)

	k.types(k.bob, channel.Id, "/whereby retro --new")
	assert.Len(t, k.callPosts(channel.Id), 2)
}

// TestStartAnother clicks the button under "already running", as Mattermost does.
func TestStartAnother(t *testing.T) {
	k := newKit(t)
	channel := k.newChannel(k.alice, k.bob)
	k.start(k.alice, channel.Id)
	heard := k.listen(k.bob)
	k.types(k.bob, channel.Id, "/whereby retro 30m --audio")
	notice := k.ephemeral(heard, "A call is already running here")
	action := notice.Attachments()[0].Actions[0]
	_, err := k.bob.Client.DoPostActionWithCookie(k.ctx, notice.Id, action.Id, "", action.Cookie)
	k.must(err)
	calls := k.calls(k.bob, channel.Id, "&state=running")
	require.Len(t, calls, 2)
	assert.Equal(t, "retro", calls[0].Topic)
	assert.Equal(t, k.bob.ID, calls[0].HostID)
}

func TestRights(t *testing.T) {
	k := newKit(t)
	public := k.newChannel(k.alice, k.bob)
	archived := k.newChannel(k.alice)
	_, err := k.Admin.Client.DeleteChannel(k.ctx, archived.Id)
	k.must(err)
	for name, test := range map[string]struct {
		user    *stack.User
		channel string
		code    string
	}{
		"outsider":                      {k.carol, public.Id, "not_a_member"},
		"outsider of a private channel": {k.bob, k.Channels["leads"], "not_a_member"},
		"archived channel":              {k.alice, archived.Id, "channel_archived"},
		"unknown channel":               {k.alice, model.NewId(), "not_found"},
	} {
		t.Run(name, func(t *testing.T) {
			var refused refusal
			status, raw := k.ask(test.user, http.MethodPost, "/api/v1/calls", map[string]any{"channel_id": test.channel}, &refused)
			assert.GreaterOrEqual(t, status, 400, raw)
			assert.Equal(t, test.code, refused.Error.Code)
		})
	}
	status, _ := k.ask(nil, http.MethodPost, "/api/v1/calls", map[string]any{"channel_id": public.Id}, nil)
	assert.Equal(t, http.StatusUnauthorized, status)
	status, _ = k.ask(k.alice, http.MethodPost, "/api/v1/calls", map[string]any{"channel_id": public.Id, "topic": strings.Repeat("x", 100<<10)}, nil)
	assert.Equal(t, http.StatusRequestEntityTooLarge, status)
	assert.Empty(t, k.callPosts(public.Id))
}

func TestWithoutAKey(t *testing.T) {
	k := newKit(t)
	channel := k.newChannel(k.alice)
	k.configure(map[string]any{"apikey": ""})
	for user, said := range map[*stack.User]string{
		k.alice: "A system admin has to enter a Whereby API key in System Console → Plugins → Whereby.",
		k.Admin: "Make an API key in the Whereby dashboard",
	} {
		heard := k.listen(user)
		k.types(user, channel.Id, "/whereby")
		post := k.ephemeral(heard, said)
		assert.Contains(t, post.Message, "("+k.URL+"/admin_console/plugins/plugin_whereby)")
	}
	assert.Empty(t, k.callPosts(channel.Id))

	k.configure(map[string]any{"apikey": k.Sandbox.APIKey()})
	k.types(k.alice, channel.Id, "/whereby")
	k.callPost(channel.Id)
}
