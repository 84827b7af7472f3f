package call_test

import (
	"fmt"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/whereby/wherebytest"
)

// room gives the channel its room.
func (w *world) room(t *testing.T) call.LastingRoom {
	t.Helper()
	r, made, err := w.ChannelRoom(t.Context(), alice, channel, call.RoomShow)
	require.NoError(t, err)
	require.True(t, made)
	return r
}

// turn moves our clock and Whereby's.
func (w *world) turn(d time.Duration) {
	w.clock = w.clock.Add(d)
	w.sandbox.Clock().Set(w.clock)
}

func (w *world) rooms() (names []string) {
	for _, m := range w.sandbox.Meetings() {
		names = append(names, m.RoomName[1:])
	}
	return names
}

// saw tells the service of somebody's coming into or going from a room.
func (w *world) saw(t *testing.T, kind call.ObservationKind, r call.Room, participant, externalID string, inside int) {
	t.Helper()
	require.NoError(t, w.Receive(t.Context(), call.Observation{
		ID: fmt.Sprint(kind, participant, w.clock.UnixNano()), Kind: kind, MeetingID: r.MeetingID, RoomName: r.Name, At: w.clock, Inside: inside,
		Who: call.Sighting{ParticipantID: participant, Name: participant, ExternalID: externalID, Role: "visitor"},
	}))
	w.Wait()
}

func TestRoomLasts(t *testing.T) {
	w := newWorld(t)
	r := w.room(t)
	assert.Equal(t, []string{r.Room.URL}, w.crier.heads)
	assert.WithinDuration(t, w.clock.Add(180*24*time.Hour), w.sandbox.Meetings()[0].EndDate, time.Second)

	first := w.start(t)
	assert.Equal(t, r.Room.URL, first.Room.URL)
	assert.Equal(t, "Team standup", first.Options.Topic)
	link, err := w.Join(t.Context(), first.ID, alice)
	require.NoError(t, err)
	assert.Contains(t, link, "roomKey="+w.sandbox.Meetings()[0].HostKey, "who started the call is its host")
	_, err = w.End(t.Context(), first.ID, alice)
	require.NoError(t, err)
	w.turn(time.Minute)
	second := w.start(t)
	assert.NotEqual(t, first.ID, second.ID, "each call has its record")
	assert.Equal(t, first.Room.URL, second.Room.URL)
	w.turn(2 * time.Hour)
	require.NoError(t, w.Sweep(t.Context()))
	w.Wait()
	assert.Equal(t, []string{r.Room.Name}, w.rooms(), "calls leave the room as it is")
	strays, err := w.Strays(t.Context(), "boss")
	require.NoError(t, err)
	assert.Empty(t, strays, "it is not one to clean up")

	shown, made, err := w.ChannelRoom(t.Context(), bob, channel, call.RoomShow)
	require.NoError(t, err)
	assert.False(t, made)
	assert.Equal(t, r.Room.URL, shown.Room.URL)
}

func TestWhichCallsAreInTheRoom(t *testing.T) {
	yes := true
	tests := map[string]struct {
		req       call.StartRequest
		act       call.RoomAct
		inTheRoom bool
		code      call.Code
	}{
		"an ordinary call":       {inTheRoom: true},
		"another beside it":      {req: call.StartRequest{Second: true}},
		"with a waiting room":    {req: call.StartRequest{Options: call.Options{Locked: &yes}}},
		"recorded":               {req: call.StartRequest{Options: call.Options{Record: &yes}}},
		"when off":               {act: call.RoomNeglect},
		"when off, asked for":    {act: call.RoomNeglect, req: call.StartRequest{InRoom: true}, inTheRoom: true},
		"locked, but asked for":  {req: call.StartRequest{InRoom: true, Options: call.Options{Locked: &yes}}, inTheRoom: true},
		"recorded and asked for": {req: call.StartRequest{InRoom: true, Options: call.Options{Record: &yes}}, code: call.CodeRoomFixed},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.settings.MayRecord = true
			r := w.room(t)
			if test.act != "" {
				_, _, err := w.ChannelRoom(t.Context(), alice, channel, test.act)
				require.NoError(t, err)
			}
			test.req.UserID, test.req.ChannelID = bob, channel
			c, err := w.Start(t.Context(), test.req)
			if test.code != "" {
				assert.Equal(t, test.code, call.CodeOf(err))
				return
			}
			require.NoError(t, err)
			assert.Equal(t, test.inTheRoom, c.Room.URL == r.Room.URL)
			if test.inTheRoom {
				assert.False(t, c.Options.IsLocked(), "the room is as it is")
			}
		})
	}
}

func TestWhoMayChangeTheRoom(t *testing.T) {
	w := newWorld(t)
	w.room(t)
	w.town.access["boss"] = call.Access{Member: true}
	for _, act := range []call.RoomAct{call.RoomReset, call.RoomRemove, call.RoomPrefer, call.RoomNeglect} {
		_, _, err := w.ChannelRoom(t.Context(), bob, channel, act)
		assert.Equal(t, call.CodeMayNotManageRoom, call.CodeOf(err), act)
		_, _, err = w.ChannelRoom(t.Context(), "visitor", channel, act)
		assert.Equal(t, call.CodeNotMember, call.CodeOf(err), act)
	}
	_, _, err := w.ChannelRoom(t.Context(), "reader", "elsewhere", call.RoomShow)
	assert.Equal(t, call.CodeMayNotPost, call.CodeOf(err), "who may not start calls makes no rooms")
	for _, act := range []call.RoomAct{call.RoomReset, call.RoomRemove} {
		_, _, err = w.ChannelRoom(t.Context(), bob, "elsewhere", act)
		assert.Equal(t, call.CodeNoRoom, call.CodeOf(err))
	}
	_, _, err = w.ChannelRoom(t.Context(), "boss", channel, call.RoomNeglect)
	require.NoError(t, err)
	c := w.start(t)
	_, _, err = w.ChannelRoom(t.Context(), alice, channel, call.RoomReset)
	require.NoError(t, err, "the call that runs has a room of its own")
	_, err = w.End(t.Context(), c.ID, alice)
	require.NoError(t, err)
	c, err = w.Start(t.Context(), call.StartRequest{UserID: bob, ChannelID: channel, InRoom: true})
	require.NoError(t, err)
	for _, act := range []call.RoomAct{call.RoomReset, call.RoomRemove} {
		_, _, err = w.ChannelRoom(t.Context(), alice, channel, act)
		assert.Equal(t, call.CodeRoomInUse, call.CodeOf(err), "nobody is thrown out")
	}
	_, err = w.End(t.Context(), c.ID, bob)
	require.NoError(t, err)
	_, _, err = w.ChannelRoom(t.Context(), "boss", channel, call.RoomRemove)
	require.NoError(t, err)
	w.Wait()
	assert.Empty(t, w.hall.rooms)
	assert.Empty(t, w.rooms())
	assert.Empty(t, w.crier.heads[len(w.crier.heads)-1], "the header has no link any more")
}

func TestRoomReset(t *testing.T) {
	w := newWorld(t)
	before := w.room(t)
	after, _, err := w.ChannelRoom(t.Context(), alice, channel, call.RoomReset)
	require.NoError(t, err)
	w.Wait()
	assert.NotEqual(t, before.Room.URL, after.Room.URL)
	assert.Equal(t, []string{after.Room.Name}, w.rooms(), "the old one is gone")
	assert.Empty(t, w.crier.moved, "who reset it tells")
}

// The room is replaced before Whereby's end date, when nobody is in it.
func TestRoomRollsOver(t *testing.T) {
	w := newWorld(t)
	before := w.room(t)
	w.turn(172 * 24 * time.Hour)
	require.NoError(t, w.Sweep(t.Context()))
	assert.Equal(t, []string{before.Room.Name}, w.rooms(), "not yet")

	c := w.start(t)
	w.saw(t, call.SawJoined, c.Room, "p", "", 1)
	w.turn(36 * time.Hour)
	w.saw(t, call.SawJoined, c.Room, "q", "", 2)
	require.NoError(t, w.Sweep(t.Context()))
	assert.Equal(t, []string{before.Room.Name}, w.rooms(), "not while people are in it")
	w.saw(t, call.SawLeft, c.Room, "p", "", 1)
	w.saw(t, call.SawLeft, c.Room, "q", "", 0)
	w.turn(2 * time.Hour)
	require.NoError(t, w.Sweep(t.Context()))
	w.turn(time.Hour)
	require.NoError(t, w.Sweep(t.Context()))
	w.Wait()
	after := w.hall.rooms[channel]
	assert.NotEqual(t, before.Room.URL, after.Room.URL)
	assert.Equal(t, []string{after.Room.Name}, w.rooms())
	assert.Equal(t, []string{after.Room.URL}, w.crier.moved)
	assert.True(t, after.Preferred)
	c = w.start(t)
	assert.Equal(t, after.Room.URL, c.Room.URL)
}

// Somebody has removed the room in Whereby's dashboard.
func TestRoomGoneAtWhereby(t *testing.T) {
	for name, find := range map[string]func(*world, *testing.T){
		"found by a start": func(w *world, t *testing.T) { w.start(t) },
		"found by the sweep": func(w *world, t *testing.T) {
			w.turn(24 * time.Hour)
			require.NoError(t, w.Sweep(t.Context()))
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			before := w.room(t)
			require.NoError(t, w.Rooms.Delete(t.Context(), before.Room.MeetingID))
			w.turn(2 * time.Hour)
			find(w, t)
			after := w.hall.rooms[channel]
			assert.NotEqual(t, before.Room.URL, after.Room.URL)
			assert.Contains(t, w.rooms(), after.Room.Name)
			assert.Equal(t, []string{after.Room.URL}, w.crier.moved)
		})
	}
}

func TestRoomWhileWherebyIsAway(t *testing.T) {
	w := newWorld(t)
	r := w.room(t)
	w.turn(2 * time.Hour)
	w.sandbox.Inject(wherebytest.Fault{Kind: wherebytest.FaultServerError})
	c := w.start(t)
	assert.Equal(t, r.Room.URL, c.Room.URL, "the room is there, whether Whereby answers or not")
	w.turn(48 * time.Hour)
	assert.Error(t, w.Sweep(t.Context()))
	assert.Empty(t, w.crier.moved)
	_, _, err := w.ChannelRoom(t.Context(), alice, "other", call.RoomShow)
	assert.Equal(t, call.CodeUnavailable, call.CodeOf(err))
}

// Who opens the room without a call begins one.
func TestUnaskedCall(t *testing.T) {
	w := newWorld(t)
	r := w.room(t)
	link, err := w.EnterRoom(t.Context(), bob, channel)
	require.NoError(t, err)
	assert.NotContains(t, link, "roomKey")
	u, err := url.Parse(link)
	require.NoError(t, err)

	w.saw(t, call.SawJoined, r.Room, "p1", u.Query().Get("externalId"), 1)
	c := w.store.only()
	require.Equal(t, call.Live, c.State)
	assert.Equal(t, bob, c.HostID, "known by his link")
	assert.False(t, c.Unasked)
	assert.Equal(t, r.Room.URL, c.Room.URL)
	assert.Len(t, w.wall.posts, 1)
	w.turn(time.Minute)
	w.saw(t, call.SawJoined, r.Room, "p2", "", 2)
	assert.Len(t, w.store.calls, 1)
	w.turn(time.Minute)
	w.saw(t, call.SawLeft, r.Room, "p1", "", 1)
	w.saw(t, call.SawLeft, r.Room, "p2", "", 0)
	w.turn(2 * time.Minute)
	require.NoError(t, w.Sweep(t.Context()))
	w.Wait()
	c = w.store.only()
	assert.Equal(t, call.Ended, c.State)
	assert.Len(t, c.People(), 2)

	w.saw(t, call.SawLeft, r.Room, "p3", "", 0)
	w.saw(t, call.SawSessionEnd, r.Room, "", "", -1)
	assert.Len(t, w.store.calls, 1, "only coming in begins a call")
	assert.Empty(t, w.store.noted)

	w.turn(time.Hour)
	w.saw(t, call.SawJoined, r.Room, "stranger", "", 1)
	calls, err := w.List(t.Context(), alice, call.Query{ChannelID: channel})
	require.NoError(t, err)
	require.Len(t, calls, 2)
	assert.True(t, calls[0].Unasked)
	assert.Equal(t, alice, calls[0].HostID, "who made the room stands in")
	assert.Len(t, calls[0].People(), 1)
}

func TestUnaskedBesideAnother(t *testing.T) {
	w := newWorld(t)
	r := w.room(t)
	_, err := w.Start(t.Context(), call.StartRequest{UserID: bob, ChannelID: channel, Second: true})
	require.NoError(t, err)
	w.saw(t, call.SawJoined, r.Room, "p1", "", 1)
	assert.Len(t, w.store.calls, 2)
}

func TestEnterRoomAsksThePolicy(t *testing.T) {
	w := newWorld(t)
	w.room(t)
	w.settings.Policy.Hours = call.Hours{Closed: true}
	_, err := w.EnterRoom(t.Context(), bob, channel)
	assert.Equal(t, call.CodeRuleHours, call.CodeOf(err))
	_, err = w.EnterRoom(t.Context(), "visitor", channel)
	assert.Equal(t, call.CodeNotMember, call.CodeOf(err))
	_, err = w.EnterRoom(t.Context(), bob, "elsewhere")
	assert.Equal(t, call.CodeNoRoom, call.CodeOf(err))
	w.settings.Policy = call.Policy{}
	w.start(t)
	w.settings.Policy.Hours = call.Hours{Closed: true}
	_, err = w.EnterRoom(t.Context(), bob, channel)
	assert.NoError(t, err, "a call that runs can be joined")
}
