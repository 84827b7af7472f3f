package call_test

import (
	"context"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/whereby/wherebytest"
)

// TestSweepGoesPastWhatFails keeps one room from being removed.
func TestSweepGoesPastWhatFails(t *testing.T) {
	w := newWorld(t)
	w.sandbox.Inject(wherebytest.Fault{Kind: wherebytest.FaultServerError, Method: "DELETE"})
	var ended []call.Call
	for _, in := range []string{"older", "newer"} {
		c, err := w.Start(t.Context(), call.StartRequest{UserID: alice, ChannelID: in})
		require.NoError(t, err)
		_, err = w.End(t.Context(), c.ID, alice)
		require.NoError(t, err)
		ended = append(ended, c)
		w.clock = w.clock.Add(time.Second)
	}
	w.sandbox.ClearFaults()
	w.sandbox.Inject(wherebytest.Fault{Kind: wherebytest.FaultServerError, Method: "DELETE", Path: "/meetings/" + ended[1].Room.MeetingID})
	w.clock = w.clock.Add(31 * time.Second)
	require.Error(t, w.Sweep(t.Context()))
	assert.Equal(t, call.RoomGone, w.store.calls[ended[0].ID].Room.State)
	assert.Equal(t, call.RoomMade, w.store.calls[ended[1].ID].Room.State)
}

// TestCrash kills a start after each of its steps, and looks what the sweep makes of it.
func TestCrash(t *testing.T) {
	tests := map[string]struct {
		room, remembered, posted bool
		state                    call.State
	}{
		"after the reservation":       {state: call.Failed},
		"after the room":              {room: true, state: call.Failed},
		"after the room was recorded": {room: true, remembered: true, state: call.Failed},
		"after the post alone":        {room: true, posted: true, state: call.Failed},
		"after both":                  {room: true, remembered: true, posted: true, state: call.Open},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			c := w.start(t) // whole, then taken back to where the crash was
			w.Wait()
			c.State, c.Shown, c.PostID, c.CheckAt = call.Creating, "", "", c.CreatedAt.Add(30*time.Second)
			if !test.remembered {
				c.Room = call.Room{State: call.RoomRequested}
			}
			if !test.posted {
				clear(w.wall.posts)
			}
			if !test.room {
				require.NoError(t, w.Rooms.Delete(t.Context(), w.sandbox.Meetings()[0].ID))
			}
			w.store.calls[c.ID] = c
			w.town.events = nil

			require.NoError(t, w.Sweep(t.Context()))
			assert.Equal(t, call.Creating, w.store.only().State, "a start may take its time")

			w.clock = w.clock.Add(31 * time.Second)
			require.NoError(t, w.Sweep(t.Context()))
			assert.Equal(t, test.state, w.store.only().State)
			if test.state == call.Failed {
				assert.Empty(t, w.wall.posts)
				assert.Empty(t, w.sandbox.Meetings())
				assert.Empty(t, w.town.kinds())
				w.start(t)
				return
			}
			assert.Equal(t, []call.EventKind{call.EventCreated}, w.town.kinds())
			parseLink(t, w, c.ID, bob)
		})
	}
}

func TestStartTakesOverFromTheDead(t *testing.T) {
	w := newWorld(t)
	c := w.start(t)
	c.State, c.PostID = call.Creating, ""
	w.store.calls[c.ID] = c
	clear(w.wall.posts)
	w.clock = w.clock.Add(31 * time.Second)
	w.start(t)
	assert.Equal(t, call.Failed, w.store.calls[c.ID].State)
	require.NoError(t, w.Sweep(t.Context()))
	assert.Len(t, w.sandbox.Meetings(), 1)
}

func TestCallPastItsTime(t *testing.T) {
	w := newWorld(t)
	c := w.start(t)
	w.clock = w.clock.Add(61 * time.Minute)
	require.NoError(t, w.Sweep(t.Context()))
	assert.Equal(t, call.Open, w.store.only().State, "people may still be talking")

	next := w.start(t)
	assert.Equal(t, call.Ended, w.store.calls[c.ID].State, "a new call takes its place")
	assert.Len(t, w.sandbox.Meetings(), 2, "but throws nobody out")

	w.clock = w.clock.Add(3 * time.Hour)
	require.NoError(t, w.Sweep(t.Context()))
	require.NoError(t, w.Sweep(t.Context()))
	assert.Equal(t, call.Missed, w.store.calls[next.ID].State, "insights know of nobody")
	assert.Empty(t, w.sandbox.Meetings())
}

func TestLookupSparesOtherCalls(t *testing.T) {
	w := newWorld(t)
	c := w.start(t)
	lost := c
	lost.ID, lost.State, lost.PostID, lost.Room = "lost", call.Failed, "", call.Room{State: call.RoomRequested}
	lost.CheckAt = w.clock
	w.store.calls["lost"] = lost
	require.NoError(t, w.Sweep(t.Context()))
	assert.Len(t, w.sandbox.Meetings(), 1, "the room belongs to a call that runs")
}

// TestSweepReadsWhatANodeLeft has a node die between its answer to a webhook
// and the work on it, and between the work and telling of it.
func TestSweepReadsWhatANodeLeft(t *testing.T) {
	w := newWorld(t)
	c := w.start(t)
	w.Wait()
	seen := call.Observation{
		ID: "1", Kind: call.SawJoined, MeetingID: c.Room.MeetingID, At: w.clock, Inside: 1,
		Who: call.Sighting{ParticipantID: "p", Name: "Zoe"},
	}
	_, err := w.store.Note(t.Context(), []call.Observation{seen})
	require.NoError(t, err)
	w.store.untold["e"] = call.Event{ID: "e", Kind: call.EventCreated, At: w.clock, Call: call.Call{ID: c.ID}}
	w.town.events = nil
	w.clock = w.clock.Add(time.Minute)
	require.NoError(t, w.Sweep(t.Context()))
	w.Wait()
	assert.Equal(t, call.Live, w.store.only().State)
	assert.Empty(t, w.store.noted)
	assert.Empty(t, w.store.untold)
	assert.Subset(t, w.town.kinds(), []call.EventKind{call.EventCreated, call.EventStarted, call.EventJoined})
	for _, e := range w.town.events {
		assert.Equal(t, c.Room.Name, e.Call.Room.Name, "told with the call as it is")
	}
}

// TestInsightsHoldUpNothing has Whereby refuse to tell of the past.
func TestInsightsHoldUpNothing(t *testing.T) {
	w := newWorld(t)
	w.store.heard = w.clock.Add(time.Hour)
	for _, in := range []string{"a", "b", "c", "d", "e"} {
		_, err := w.Start(t.Context(), call.StartRequest{UserID: alice, ChannelID: in})
		require.NoError(t, err)
	}
	w.sandbox.Inject(wherebytest.Fault{Kind: wherebytest.FaultForbidden, Path: "/insights/room-sessions"})
	w.clock = w.clock.Add(61 * time.Minute)
	require.Error(t, w.Sweep(t.Context()))
	w.clock = w.clock.Add(31 * time.Second)
	require.NoError(t, w.Sweep(t.Context()))
	for _, c := range w.store.calls {
		assert.Equal(t, call.Missed, c.State)
		assert.Equal(t, call.Missed, w.wall.posts[c.PostID].State)
	}
	assert.Empty(t, w.sandbox.Meetings())
}

// TestStrays lists rooms that carry our prefix and that no call knows.
func TestStrays(t *testing.T) {
	w := newWorld(t)
	w.start(t)
	stray, err := w.Rooms.Create(t.Context(), call.RoomSpec{NamePrefix: "mattermost-old-", EndDate: time.Now().Add(2 * time.Hour)})
	require.NoError(t, err)
	_, err = w.Rooms.Create(t.Context(), call.RoomSpec{NamePrefix: "clinic-", EndDate: time.Now().Add(time.Hour)})
	require.NoError(t, err)

	_, err = w.Strays(t.Context(), alice)
	assert.Equal(t, call.CodeNotAdmin, call.CodeOf(err))
	strays, err := w.Strays(t.Context(), "boss")
	require.NoError(t, err)
	require.Len(t, strays, 1)
	assert.Equal(t, stray.Name, strays[0].Name)

	var all []string
	for _, meeting := range w.sandbox.Meetings() {
		all = append(all, meeting.ID)
	}
	removed, err := w.RemoveStrays(t.Context(), "boss", all)
	require.NoError(t, err)
	assert.Equal(t, 1, removed, "whatever was asked for")
	assert.Len(t, w.sandbox.Meetings(), 2)
}

// TestReceive sends what Whereby reports while much else arrives.
func TestReceive(t *testing.T) {
	w := newWorld(t)
	c := w.start(t)
	var wait sync.WaitGroup
	for i := range 200 {
		wait.Go(func() {
			o := call.Observation{
				ID: strconv.Itoa(i % 100), Kind: call.SawJoined, MeetingID: c.Room.MeetingID, At: w.clock, Inside: -1,
				Who: call.Sighting{ParticipantID: strconv.Itoa(i % 100), Name: "guest " + strconv.Itoa(i%100)},
			}
			assert.NoError(t, w.Receive(context.Background(), o))
		})
	}
	wait.Wait()
	assert.NoError(t, w.Receive(t.Context(), call.Observation{ID: "x", Kind: call.SawJoined, MeetingID: "nobody's"}))
	w.Wait()
	assert.Equal(t, call.Live, w.store.only().State)
	assert.Len(t, w.store.only().People(), 100)
	assert.Empty(t, w.store.noted)
}
