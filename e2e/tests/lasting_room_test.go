package tests

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/whereby/wherebytest"
)

// roomInfo is a channel's room as GET /channels tells it.
type roomInfo struct {
	Room *struct {
		URL       string `json:"url"`
		Preferred bool   `json:"preferred"`
		EndsAt    int64  `json:"ends_at"`
	} `json:"room"`
}

func (k *kit) header(channelID string) string {
	k.t.Helper()
	channel, _, err := k.Admin.Client.GetChannel(k.ctx, channelID, "")
	k.must(err)
	return channel.Header
}

// TestLastingRoom makes a channel's room and holds calls in it.
func TestLastingRoom(t *testing.T) {
	k := newKitFor(t, 4*time.Minute)
	channel := k.newChannel(k.alice, k.bob)
	said := k.said(k.alice, channel.Id, "/whereby room", "This channel has a call room now").Message
	var info roomInfo
	k.ask(k.bob, http.MethodGet, "/api/v1/channels/"+channel.Id, nil, &info)
	require.NotNil(t, info.Room)
	assert.Contains(t, said, info.Room.URL)
	assert.Contains(t, info.Room.URL, "/mattermost-"+channel.Name+"-")
	assert.Equal(t, "[Call room]("+info.Room.URL+")", k.header(channel.Id))
	assert.Contains(t, k.said(k.bob, channel.Id, "/whereby room", "call room").Message, info.Room.URL, "the same for everybody")

	first := k.start(k.bob, channel.Id)
	assert.Equal(t, info.Room.URL, first.RoomURL)
	assert.NotEmpty(t, k.join(k.bob, first.ID).Query().Get("roomKey"), "who started it is its host")
	assert.Empty(t, k.join(k.alice, first.ID).Query().Get("roomKey"))
	k.said(k.alice, channel.Id, "/whereby room reset", "A call is running in the channel's room")
	k.said(k.bob, channel.Id, "/whereby end", "Who is still in the channel's call room stays there")
	second := k.start(k.alice, channel.Id)
	assert.NotEqual(t, first.ID, second.ID)
	assert.Equal(t, first.RoomURL, second.RoomURL)
	k.said(k.alice, channel.Id, "/whereby end", "The call is over")
	assert.True(t, k.hasRoom(first.RoomName))

	k.types(k.alice, channel.Id, "/whereby demo")
	assert.NotEqual(t, first.RoomURL, k.calls(k.alice, channel.Id, "")[0].RoomURL, "a call with a waiting room needs another room")
	k.said(k.alice, channel.Id, "/whereby end", "The call is over")

	k.said(k.bob, channel.Id, "/whereby room off", "Only who made the channel's call room")
	k.said(k.alice, channel.Id, "/whereby room off", "have rooms of their own")
	assert.NotEqual(t, first.RoomURL, k.start(k.bob, channel.Id).RoomURL)
	k.said(k.bob, channel.Id, "/whereby end", "The call is over")

	k.said(k.alice, channel.Id, "/whereby room reset", "has a new link")
	k.ask(k.bob, http.MethodGet, "/api/v1/channels/"+channel.Id, nil, &info)
	assert.NotEqual(t, first.RoomURL, info.Room.URL)
	assert.Equal(t, "[Call room]("+info.Room.URL+")", k.header(channel.Id))
	require.Eventually(t, func() bool { return !k.hasRoom(first.RoomName) }, 10*time.Second, 50*time.Millisecond, "the old room goes")

	k.said(k.alice, channel.Id, "/whereby room remove", "no call room any more")
	assert.Empty(t, k.header(channel.Id))
	info = roomInfo{}
	k.ask(k.bob, http.MethodGet, "/api/v1/channels/"+channel.Id, nil, &info)
	assert.Nil(t, info.Room)
	require.Eventually(t, func() bool { return k.counted("SELECT count(*) FROM whereby_rooms WHERE id = $1", channel.Id) == 0 }, 10*time.Second, 50*time.Millisecond)
}

// TestLastingRoomRollsOver lets a room come close to its end date.
func TestLastingRoomRollsOver(t *testing.T) {
	k := newKitFor(t, 4*time.Minute)
	channel := k.newChannel(k.alice).Id
	k.said(k.alice, channel, "/whereby room", "has a call room now")
	var before, after roomInfo
	k.ask(k.alice, http.MethodGet, "/api/v1/channels/"+channel, nil, &before)
	old := before.Room.URL[strings.LastIndex(before.Room.URL, "/")+1:]

	half := (180 - 6) * 24 * time.Hour // all times of the room go back: it ends in six days
	_, err := k.DB().ExecContext(k.ctx, `UPDATE whereby_rooms SET made_at = made_at - $2, ends_at = ends_at - $2, seen_at = seen_at - $2, check_at = 1
		WHERE id = $1`, channel, half.Milliseconds())
	k.must(err)
	require.Eventually(t, func() bool {
		k.ask(k.alice, http.MethodGet, "/api/v1/channels/"+channel, nil, &after)
		return after.Room != nil && after.Room.URL != before.Room.URL
	}, time.Minute, 200*time.Millisecond)
	assert.Greater(t, time.UnixMilli(after.Room.EndsAt), time.Now().AddDate(0, 0, 170))
	require.Eventually(t, func() bool { return !k.hasRoom(old) }, 30*time.Second, 100*time.Millisecond)
	assert.Equal(t, "[Call room]("+after.Room.URL+")", k.header(channel))
	posts, err := k.Posts(k.ctx, channel)
	k.must(err)
	assert.Contains(t, posts[len(posts)-1].Message, "has a new link: [Join]("+after.Room.URL+")")
	assert.Equal(t, after.Room.URL, k.start(k.alice, channel).RoomURL)
}

// TestUnaskedCall is begun by somebody who opens the room's link.
func TestUnaskedCall(t *testing.T) {
	k := newKitFor(t, 4*time.Minute)
	channel := k.newChannel(k.alice, k.bob).Id
	k.said(k.alice, channel, "/whereby room", "has a call room now")
	var info roomInfo
	k.ask(k.alice, http.MethodGet, "/api/v1/channels/"+channel, nil, &info)
	room := info.Room.URL[strings.LastIndex(info.Room.URL, "/")+1:]

	guest, err := k.Sandbox.Join(room, wherebytest.Person{DisplayName: "Zoe"})
	k.must(err)
	post := k.callPost(channel)
	assert.Contains(t, post.Message, "Somebody is in the channel's call room")
	call := k.calls(k.alice, channel, "")[0]
	assert.Equal(t, k.alice.ID, call.HostID, "who made the room stands in")
	k.waitRecord(call.ID, 10*time.Second, func(r record) bool { return r.State == "live" && len(r.Attendance) == 1 })
	link := k.join(k.bob, call.ID)
	participant, err := k.Sandbox.Join(room, wherebytest.Person{DisplayName: "Bob", ExternalID: link.Query().Get("externalId")})
	k.must(err)
	k.waitRecord(call.ID, 10*time.Second, func(r record) bool { return len(r.Attendance) == 2 && r.Attendance[1].UserID == k.bob.ID })
	k.must(k.Sandbox.Leave(room, guest.ID))
	k.must(k.Sandbox.Leave(room, participant.ID))
	k.waitRecord(call.ID, 10*time.Second, func(r record) bool { return r.Inside == 0 })
	k.later(call.ID, 2*time.Minute)
	k.waitRecord(call.ID, time.Minute, func(r record) bool { return r.State == "ended" })
	assert.True(t, k.hasRoom(room))

	// Who follows the link that he had in the first call is known in the next.
	_, err = k.Sandbox.Join(room, wherebytest.Person{DisplayName: "Bob", ExternalID: link.Query().Get("externalId")})
	k.must(err)
	require.Eventually(t, func() bool { return len(k.callPosts(channel)) == 2 }, 10*time.Second, 50*time.Millisecond)
	list := k.calls(k.alice, channel, "")
	assert.Equal(t, k.bob.ID, list[0].HostID)
	assert.NotEqual(t, call.ID, list[0].ID)
}

// TestRoomPage is where the room's link leads when room links are hidden.
func TestRoomPage(t *testing.T) {
	k := newKit(t)
	k.configure(map[string]any{"showroomlinks": false})
	channel := k.newChannelOf("P", k.alice).Id
	k.said(k.alice, channel, "/whereby room", k.URL+"/plugins/whereby/rooms/"+channel)
	assert.Equal(t, "[Call room]("+k.URL+"/plugins/whereby/rooms/"+channel+")", k.header(channel))
	status, raw := k.ask(k.alice, http.MethodGet, "/rooms/"+channel, nil, nil)
	assert.Equal(t, http.StatusOK, status)
	assert.Contains(t, raw, "Join the call")
	assert.NotContains(t, raw, k.nameOf(channel), "the room's name does not tell the private channel's")
	for _, user := range []*struct {
		who  string
		code int
	}{{"bob", http.StatusForbidden}, {"", http.StatusUnauthorized}} {
		asks := k.bob
		if user.who == "" {
			asks = nil
		}
		status, raw = k.ask(asks, http.MethodGet, "/rooms/"+channel, nil, nil)
		assert.Equal(t, user.code, status)
		assert.NotContains(t, raw, "mattermost-")
	}
}
