package call_test

import (
	"context"
	"net/url"
	"strconv"
	"sync"
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

// A room has one call, whose host alone gets its host link.
func TestOneCallInTheRoom(t *testing.T) {
	w := newWorld(t)
	w.room(t)
	c := w.start(t)
	_, err := w.Start(t.Context(), call.StartRequest{UserID: bob, ChannelID: channel, InRoom: true, Second: true})
	assert.Equal(t, call.CodeRoomInUse, call.CodeOf(err))

	// A call for longer than the room lasts would have it replaced.
	r := w.hall.rooms[channel]
	r.EndsAt = w.clock.Add(30 * time.Minute)
	w.hall.rooms[channel] = r
	_, err = w.Start(t.Context(), call.StartRequest{UserID: bob, ChannelID: channel})
	assert.Equal(t, call.CodeRunning, call.CodeOf(err))
	assert.Equal(t, []string{c.Room.Name}, w.rooms(), "nobody is thrown out")
	assert.Empty(t, w.hall.rooms[channel].Old)
}

// Two nodes hear at the same time of people who come into the room while a
// call runs beside it.
func TestRoomWokenTwice(t *testing.T) {
	w := newWorld(t)
	r := w.room(t)
	_, err := w.Start(t.Context(), call.StartRequest{UserID: bob, ChannelID: channel, Second: true})
	require.NoError(t, err)
	var nodes []*call.Service
	for i := range 2 {
		node := &call.Service{
			Store: w.store, Journal: w.store, Rooms: w.Rooms, Archive: w.Archive, Cards: w.wall, Directory: w.town, Publisher: w.town,
			Lasting: w.hall, Herald: w.crier, Dresser: w.crier, Pace: w.Pace, Pool: w.Pool, Settings: w.Settings, Now: w.Now, Log: w.Log,
		}
		// Each has noted it before the other's call was there.
		o := call.Observation{
			ID: strconv.Itoa(i), Kind: call.SawJoined, MeetingID: r.Room.MeetingID, At: w.clock, Inside: -1, Who: call.Sighting{ParticipantID: strconv.Itoa(i)},
		}
		node.Journal = &late{memory: w.store, noted: []call.Noted{{CallID: channel, Observation: o}}}
		nodes = append(nodes, node)
	}
	var wait sync.WaitGroup
	for _, node := range nodes {
		wait.Go(func() {
			assert.NoError(t, node.Sweep(t.Context()))
			node.Wait()
		})
	}
	wait.Wait()
	for _, node := range nodes { // what found the call only half made is read again
		require.NoError(t, node.Sweep(t.Context()))
		node.Wait()
	}
	calls, err := w.List(t.Context(), alice, call.Query{ChannelID: channel, MeetingIDs: []string{r.Room.MeetingID}})
	require.NoError(t, err)
	require.Len(t, calls, 1)
	assert.Len(t, calls[0].People(), 2)
}

// late is a journal with observations that this node has not read yet.
type late struct {
	*memory
	noted []call.Noted
}

func (l *late) Unread(context.Context, time.Time, int) ([]call.Noted, error) {
	return l.noted, nil
}

// A room that is being made for a channel is not one to clean up.
func TestRoomBeingMadeIsNoStray(t *testing.T) {
	w := newWorld(t)
	w.crier.gate = make(chan struct{}) // the room is there, but not written down yet
	made := make(chan struct{})
	go func() {
		defer close(made)
		_, _, err := w.ChannelRoom(context.Background(), alice, channel, call.RoomShow)
		assert.NoError(t, err)
	}()
	require.Eventually(t, func() bool { return len(w.rooms()) == 1 }, time.Second, time.Millisecond)
	strays, err := w.Strays(t.Context(), "boss")
	close(w.crier.gate)
	<-made
	require.NoError(t, err)
	assert.Empty(t, strays)
}
