package post

import (
	"encoding/gob"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/mattermost/mattermost/server/public/plugin/plugintest"

	"mattermost-plugin-whereby/server/call"
)

func escalation() call.Call {
	yes := true
	c := started
	c.RootID, c.HostID = "", "alice"
	c.Options.Record, c.Options.Stream = &yes, &yes
	c.Options.Extras = call.Extras{Priority: call.Urgent, Notify: []string{"here", "sre-team"}, AlsoIn: "incidents", RemindMinutes: 5}
	return c
}

// posts keeps what is posted.
func posts(api *plugintest.API) *[]*model.Post {
	var list []*model.Post
	api.On("CreatePost", mock.AnythingOfType("*model.Post")).Run(func(args mock.Arguments) { list = append(list, args.Get(0).(*model.Post)) }).
		Return(&model.Post{Id: "newpost"}, nil)
	return &list
}

func TestPostByATemplate(t *testing.T) {
	api := &plugintest.API{}
	created := posts(api)
	_, err := NewCards(api, "bot", settings, catalogue(t), people{}).Post(t.Context(), escalation(), call.Person{DisplayName: "alice"})
	require.NoError(t, err)
	post := (*created)[0]
	assert.Equal(t, "urgent", *post.Metadata.Priority.Priority)
	assert.Equal(t, "alice started a call: **team-standup** — [Join](https://acme.whereby.com/mattermost-x) · This call is recorded. · This call is streamed to others. · @here @sre-team", post.Message)
	require.NoError(t, gob.NewEncoder(io.Discard).Encode(post), "what gob cannot carry cuts the plugin off")

	reply := escalation()
	reply.RootID = "root"
	_, err = NewCards(api, "bot", settings, catalogue(t), people{}).Post(t.Context(), reply, call.Person{})
	require.NoError(t, err)
	assert.Nil(t, (*created)[1].Metadata, "replies have no priority")
}

func TestPostOfATownHall(t *testing.T) {
	yes := true
	hall := started
	hall.Options.Viewers = &yes
	assert.Equal(t, "https://chat.example/plugins/whereby/calls/callid", Link(hall, "https://chat.example", true), "the room's link would let everybody knock as a speaker")
}

func TestAlso(t *testing.T) {
	tests := map[string]struct {
		channel *model.Channel
		get     *model.AppError
		there   []*model.Post
		want    string
		posted  bool
		fails   bool
	}{
		"as usual":             {channel: &model.Channel{Id: "incidents"}, want: "newpost", posted: true},
		"archived":             {channel: &model.Channel{Id: "incidents", DeleteAt: 1}, want: call.NoPost},
		"deleted":              {get: appError(http.StatusNotFound), want: call.NoPost},
		"server out of reach":  {get: appError(http.StatusInternalServerError), fails: true},
		"posted by a dead one": {channel: &model.Channel{Id: "incidents"}, there: []*model.Post{{Id: "there", UserId: "bot", Props: model.StringInterface{"call_id": "callid"}}}, want: "there"},
		"forged by somebody":   {channel: &model.Channel{Id: "incidents"}, there: []*model.Post{{Id: "there", UserId: "mallory", Props: model.StringInterface{"call_id": "callid"}}}, want: "newpost", posted: true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			api := &plugintest.API{}
			created := posts(api)
			list := model.NewPostList()
			for _, post := range test.there {
				list.AddPost(post)
			}
			api.On("GetChannel", "incidents").Return(test.channel, test.get)
			api.On("GetPostsSince", "incidents", int64(1000)).Return(list, nil)
			id, err := NewCards(api, "bot", settings, catalogue(t), people{}).Also(t.Context(), escalation())
			assert.Equal(t, test.fails, err != nil)
			assert.Equal(t, test.want, id)
			require.Equal(t, test.posted, len(*created) == 1)
			if test.posted {
				assert.Equal(t, "incidents", (*created)[0].ChannelId)
				assert.Equal(t, Type, (*created)[0].Type)
			}
		})
	}
}

func TestRemind(t *testing.T) {
	api := &plugintest.API{}
	created := posts(api)
	require.NoError(t, NewCards(api, "bot", settings, catalogue(t), people{}).Remind(t.Context(), escalation()))
	assert.Equal(t, "Nobody has joined **team-standup** yet — [Join](https://acme.whereby.com/mattermost-x) · @here @sre-team", (*created)[0].Message)
	assert.Equal(t, "post", (*created)[0].RootId)
}

func TestWithRoom(t *testing.T) {
	tests := map[string]struct {
		header, link, old string
		there             bool
		want              string
	}{
		"first":                {"", "https://w/a", "", true, "[Call room](https://w/a)"},
		"behind what is there": {"Welcome", "https://w/a", "", true, "Welcome · [Call room](https://w/a)"},
		"there already":        {"x [Room](https://w/a)", "https://w/a", "", true, "x [Room](https://w/a)"},
		"moved":                {"Welcome · [Call room](https://w/a) · more", "https://w/b", "https://w/a", true, "Welcome · [Call room](https://w/b) · more"},
		"moved, first":         {"[Room](https://w/a) · more", "https://w/b", "https://w/a", true, "[Call room](https://w/b) · more"},
		"taken out by someone": {"Welcome", "https://w/b", "https://w/a", true, "Welcome"},
		"removed":              {"Welcome · [Call room](https://w/a)", "https://w/a", "https://w/a", false, "Welcome"},
		"removed, alone":       {"[Call room](https://w/a)", "https://w/a", "https://w/a", false, ""},
		"of somebody else's":   {"Welcome · [Call room](https://w/ab)", "https://w/a", "https://w/a", false, "Welcome · [Call room](https://w/ab)"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, test.want, withRoom(test.header, "Call room", test.link, test.old, test.there))
		})
	}
}

func TestHead(t *testing.T) {
	room := call.LastingRoom{ChannelID: "channel", MadeBy: "alice", Room: call.Room{State: call.RoomMade, URL: "https://acme.whereby.com/room"}}
	tests := map[string]struct {
		channel model.Channel
		may     bool
		want    string
	}{
		"public":             {model.Channel{Type: model.ChannelTypeOpen}, true, "[Call room](https://acme.whereby.com/room)"},
		"private":            {model.Channel{Type: model.ChannelTypePrivate, Header: "x"}, true, "x · [Call room](https://acme.whereby.com/room)"},
		"who may not change": {model.Channel{Type: model.ChannelTypeOpen}, false, ""},
		"no place left":      {model.Channel{Type: model.ChannelTypeOpen, Header: strings.Repeat("x", 1020)}, true, ""},
		"direct":             {model.Channel{Type: model.ChannelTypeDirect}, false, "[Call room](https://acme.whereby.com/room)"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			api := &plugintest.API{}
			api.On("GetChannel", "channel").Return(&test.channel, nil)
			api.On("HasPermissionToChannel", "alice", mock.Anything, mock.Anything).Return(test.may)
			var updated *model.Channel
			api.On("UpdateChannel", mock.Anything).Run(func(args mock.Arguments) { updated = args.Get(0).(*model.Channel) }).Return(&model.Channel{}, nil)
			require.NoError(t, NewCards(api, "bot", settings, catalogue(t), people{}).Head(t.Context(), room, ""))
			if test.want == "" {
				assert.Nil(t, updated)
				return
			}
			assert.Equal(t, test.want, updated.Header)
		})
	}
}

func TestMoved(t *testing.T) {
	api := &plugintest.API{}
	created := posts(api)
	hidden := settings()
	hidden.ShowRoomLinks = false
	cards := NewCards(api, "bot", settings, catalogue(t), people{})
	require.NoError(t, cards.Moved(t.Context(), call.LastingRoom{ChannelID: "channel", Room: call.Room{URL: "https://acme.whereby.com/room"}}))
	assert.Contains(t, (*created)[0].Message, "(https://acme.whereby.com/room)")
	assert.Equal(t, "https://chat.example/plugins/whereby/rooms/channel", RoomLink(call.LastingRoom{ChannelID: "channel"}, hidden.SiteURL, hidden.ShowRoomLinks))
}
