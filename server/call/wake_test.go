package call_test

import (
	"net/url"
	"testing"
	"time"

	"github.com/pkg/errors"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/call"
)

// A room in which no call can be begun keeps nobody else's observations waiting.
func TestRoomThatCannotWake(t *testing.T) {
	w := newWorld(t)
	r := w.room(t)
	c, err := w.Start(t.Context(), call.StartRequest{UserID: bob, ChannelID: "other"})
	require.NoError(t, err)
	w.wall.err = errors.New("no posts")
	w.saw(t, call.SawJoined, r.Room, "p1", "", 1)
	require.Len(t, w.store.noted, 1)

	w.store.noted["theirs"] = call.Noted{CallID: c.ID, Observation: call.Observation{
		ID: "theirs", Kind: call.SawJoined, At: w.clock, Inside: 1, Who: call.Sighting{ParticipantID: "p2"},
	}}
	require.Error(t, w.Sweep(t.Context()))
	w.Wait()
	assert.Len(t, w.store.noted, 1)
	assert.Equal(t, call.Live, w.store.calls[c.ID].State)

	w.turn(61 * time.Minute)
	require.Error(t, w.Sweep(t.Context()))
	assert.Empty(t, w.store.noted, "not for ever")
	w.Wait()
}

func TestRoomOfAnArchivedChannel(t *testing.T) {
	w := newWorld(t)
	r := w.room(t)
	a := w.town.access[alice]
	a.Channel.Archived = true
	w.town.access[alice] = a
	w.saw(t, call.SawJoined, r.Room, "p1", "", 1)
	assert.Empty(t, w.store.calls)
	assert.Empty(t, w.store.noted)
}

// Who has left the channel still has his link, but hosts nothing there.
func TestUnaskedByWhoHasLeft(t *testing.T) {
	w := newWorld(t)
	r := w.room(t)
	link, err := w.EnterRoom(t.Context(), bob, channel)
	require.NoError(t, err)
	u, err := url.Parse(link)
	require.NoError(t, err)
	w.town.access[bob] = call.Access{}
	w.saw(t, call.SawJoined, r.Room, "p1", u.Query().Get("externalId"), 1)
	assert.Equal(t, alice, w.store.only().HostID)
	assert.True(t, w.store.only().Unasked)
}
