package call_test

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/whereby/wherebytest"
)

// A process dies, or an answer is lost, at each step of making a room.
func TestRoomMakersDie(t *testing.T) {
	tests := map[string]func(*world){
		"before Whereby was asked": func(w *world) {
			w.sandbox.Inject(wherebytest.Fault{Kind: wherebytest.FaultCut, Path: "/meetings", Method: "POST"})
		},
		"after the room was made": func(w *world) {
			w.sandbox.Inject(wherebytest.Fault{Kind: wherebytest.FaultCut, Path: "/meetings", Method: "POST", AfterWork: true})
		},
		"before it was recorded": func(w *world) { w.hall.failing = 2 },
	}
	for name, die := range tests {
		for _, act := range []call.RoomAct{call.RoomShow, call.RoomReset} {
			t.Run(name+", "+string(act), func(t *testing.T) {
				w := newWorld(t)
				if act == call.RoomReset {
					w.room(t)
				}
				die(w)
				_, _, err := w.ChannelRoom(t.Context(), alice, channel, act)
				require.Error(t, err)
				w.sandbox.ClearFaults()
				w.turn(31 * time.Second)
				require.NoError(t, w.Sweep(t.Context()))
				w.Wait()
				if act == call.RoomShow {
					assert.Empty(t, w.rooms(), "nothing is left at Whereby")
					w.room(t)
				}
				assert.Equal(t, []string{w.hall.rooms[channel].Room.Name}, w.rooms())
			})
		}
	}
}

func TestRoomMadeByManyAtOnce(t *testing.T) {
	w := newWorld(t)
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			_, _, err := w.ChannelRoom(t.Context(), alice, channel, call.RoomShow)
			if err != nil {
				assert.Equal(t, call.CodeRoomBusy, call.CodeOf(err))
			}
		})
	}
	wait.Wait()
	assert.Equal(t, []string{w.hall.rooms[channel].Room.Name}, w.rooms())
}

// The room is given up in the moment between a start's look at it and its reservation.
func TestRoomGivenUpDuringAStart(t *testing.T) {
	w := newWorld(t)
	w.room(t)
	meanwhile := func(act call.RoomAct) {
		w.store.beforeReserve = func() {
			_, _, err := w.ChannelRoom(t.Context(), alice, channel, act)
			require.NoError(t, err)
			w.Wait()
		}
	}
	meanwhile(call.RoomReset)
	c := w.start(t)
	assert.Equal(t, w.hall.rooms[channel].Room.URL, c.Room.URL)
	assert.Equal(t, []string{c.Room.Name}, w.rooms())
	assert.Equal(t, c, w.store.only())
	_, err := w.End(t.Context(), c.ID, alice)
	require.NoError(t, err)

	w.turn(time.Minute)
	meanwhile(call.RoomRemove)
	_, err = w.Start(t.Context(), call.StartRequest{UserID: alice, ChannelID: channel})
	assert.Equal(t, call.CodeRoomBusy, call.CodeOf(err))
	running, err := w.List(t.Context(), alice, call.Query{ChannelID: channel, Running: true})
	require.NoError(t, err)
	assert.Empty(t, running)
	w.store.beforeReserve = nil
	w.start(t)
}

// A call was reserved in the moment between a reset's look at the calls and the new room.
func TestRoomResetDuringAStart(t *testing.T) {
	w := newWorld(t)
	before := w.room(t)
	c := w.start(t)
	after := before
	after.Old, after.Room.MeetingID, after.Room.Name = []string{before.Room.MeetingID}, "another", "another"
	after.CheckAt = w.clock
	_, err := w.hall.SaveRoom(t.Context(), after)
	require.NoError(t, err)
	require.NoError(t, w.Sweep(t.Context()))
	assert.Equal(t, []string{before.Room.Name}, w.rooms(), "not from under people's feet")
	_, err = w.End(t.Context(), c.ID, alice)
	require.NoError(t, err)
	w.turn(10 * time.Minute)
	require.NoError(t, w.Sweep(t.Context()))
	assert.NotContains(t, w.rooms(), before.Room.Name)
}
