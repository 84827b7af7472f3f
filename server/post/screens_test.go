package post

import (
	"context"
	"encoding/gob"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/pkg/errors"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mattermost/mattermost/server/public/model"

	"mattermost-plugin-whereby/server/call"
)

// sent is something that reached a screen.
type sent struct {
	event     string
	payload   map[string]any
	broadcast model.WebsocketBroadcast
	post      *model.Post // an ephemeral one
	to        string      // who sees it
	deleted   string      // id of an ephemeral one
}

type screensAPI struct{ sent []sent }

func (a *screensAPI) PublishWebSocketEvent(event string, payload map[string]any, broadcast *model.WebsocketBroadcast) {
	a.sent = append(a.sent, sent{event: event, payload: payload, broadcast: *broadcast})
}

func (a *screensAPI) SendEphemeralPost(userID string, p *model.Post) *model.Post {
	a.sent = append(a.sent, sent{post: p, to: userID})
	return p
}

func (a *screensAPI) DeleteEphemeralPost(_, id string) {
	a.sent = append(a.sent, sent{deleted: id})
}

type members struct{}

func (members) IsMember(_ context.Context, userID, _ string) (bool, error) {
	switch userID {
	case "left":
		return false, nil
	case "perhaps":
		return false, errors.New("the database is away")
	}
	return true, nil
}

func publish(t *testing.T, events ...call.Event) []sent {
	t.Helper()
	api := &screensAPI{}
	Screens{
		API: api, BotID: "bot", People: people{}, Members: members{}, Words: catalogue(t), Settings: settings,
		Now: func() time.Time { return started.CreatedAt.Add(3 * time.Minute) },
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	}.Publish(events)
	for _, s := range api.sent {
		require.NoError(t, gob.NewEncoder(io.Discard).Encode(s.payload), "what gob cannot carry cuts the plugin off")
	}
	return api.sent
}

func TestPublishTellsTheNewestOfEachCall(t *testing.T) {
	live, second := started, started
	live.State, live.Revision = call.Live, 7
	second.ID = "second"
	got := publish(t,
		call.Event{Kind: call.EventCreated, Call: started},
		call.Event{Kind: call.EventJoined, Call: live},
		call.Event{Kind: call.EventCreated, Call: second},
		call.Event{Kind: call.EventStarted, Call: started},
	)
	require.Len(t, got, 2)
	view := got[0].payload["call"].(map[string]any)
	assert.Equal(t, "call", got[0].event)
	assert.Equal(t, model.WebsocketBroadcast{ChannelId: "channel"}, got[0].broadcast)
	assert.Equal(t, "callid", view["id"])
	assert.Equal(t, "live", view["state"])
	assert.Equal(t, "https://acme.whereby.com/mattermost-x", view["room_url"])
	assert.Equal(t, "second", got[1].payload["call"].(map[string]any)["id"])
}

func knock(kind call.EventKind) call.Event {
	c := started
	c.HostID = "host"
	return call.Event{Kind: kind, Call: c, At: c.CreatedAt.Add(2 * time.Minute), Who: call.Visitor{ParticipantID: "p1", Name: "Zoe *"}}
}

func TestKnockReachesTheHost(t *testing.T) {
	got := publish(t, knock(call.EventKnocked), knock(call.EventKnockOver))
	require.Len(t, got, 4)
	id := got[1].post.Id
	assert.True(t, model.IsValidId(id))
	want := map[string]any{
		"id": id, "call_id": "callid", "channel_id": "channel", "topic": "team-standup",
		"name": "Zoe *", "guest": true, "waiting": true, "at": int64(121000),
	}
	assert.Equal(t, want, got[0].payload["knock"])
	assert.Equal(t, "knock", got[0].event)
	assert.Equal(t, model.WebsocketBroadcast{UserId: "host"}, got[0].broadcast, "nobody else is told")
	assert.Equal(t, `Zoe \* (guest) is knocking at **team-standup**. [Open the call](https://chat.example/plugins/whereby/calls/callid) and let them in.`, got[1].post.Message)
	assert.Equal(t, "root", got[1].post.RootId)
	want["waiting"], want["name"], want["topic"] = false, "", ""
	assert.Equal(t, want, got[2].payload["knock"])
	assert.Equal(t, id, got[3].deleted)

	another := knock(call.EventKnocked)
	another.Who.ParticipantID = "p2"
	assert.NotEqual(t, id, knockID(another))
}

func TestKnocksThatAreNotTold(t *testing.T) {
	old, over := knock(call.EventKnocked), knock(call.EventKnocked)
	old.At = started.CreatedAt
	over.Call.State = call.Ended
	assert.Empty(t, publish(t, old, over))
	for _, host := range []string{"left", "perhaps"} {
		away := knock(call.EventKnocked)
		away.Call.HostID = host
		assert.Empty(t, publish(t, away), "who is not in the channel hears nothing of it")
	}
}

func TestKnockTexts(t *testing.T) {
	tests := map[string]struct {
		change func(*call.Event)
		want   string
	}{
		"member":             {func(e *call.Event) { e.Who.UserID = "zoe" }, `Zoe \* is knocking at **team-standup**.`},
		"untitled, nameless": {func(e *call.Event) { e.Call.Options.Topic, e.Who.Name = "", " \n" }, "Somebody (guest) is knocking at your call."},
		"host unknown":       {func(e *call.Event) { e.Call.HostID = "unknown" }, `Zoe \* (guest) is knocking at **team-standup**.`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			e := knock(call.EventKnocked)
			test.change(&e)
			got := publish(t, e)
			require.Len(t, got, 2)
			assert.True(t, strings.HasPrefix(got[1].post.Message, test.want), got[1].post.Message)
		})
	}
}

func TestLossOfThePostIsToldToTheHost(t *testing.T) {
	lost := started
	lost.HostID, lost.PostID, lost.Revision = "host", "", 8
	lost.Options.Topic = "Plan *B*"
	got := publish(t, call.Event{Kind: call.EventUnposted, Call: lost})
	require.Len(t, got, 2)
	assert.Equal(t, "host", got[0].to)
	assert.Equal(t, "channel", got[0].post.ChannelId)
	assert.Empty(t, got[0].post.RootId)
	assert.Equal(t, `The post of your call “Plan \*B\*” was deleted. The call goes on: join it by the button at the top of the channel or `+
		"`/whereby join`, end it by `/whereby end`.", got[0].post.Message)
	assert.Equal(t, "call", got[1].event, "the channel's screens follow as usual")
	assert.Equal(t, "callid", got[1].payload["call"].(map[string]any)["id"])

	lost.Options.Topic, lost.HostID = "", "dieter"
	got = publish(t, call.Event{Kind: call.EventUnposted, Call: lost})
	require.Len(t, got, 2)
	assert.True(t, strings.HasPrefix(got[0].post.Message, "Der Beitrag deines Anrufs wurde gelöscht."), got[0].post.Message)

	lost.HostID = "left"
	got = publish(t, call.Event{Kind: call.EventUnposted, Call: lost})
	require.Len(t, got, 1)
	assert.Nil(t, got[0].post)

	lost.State = call.Ended
	got = publish(t, call.Event{Kind: call.EventUnposted, Call: lost})
	require.Len(t, got, 1, "nothing goes on")
	assert.Equal(t, "call", got[0].event)
}
