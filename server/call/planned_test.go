package call_test

import (
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/call"
)

const plan = "schedule"

// planned is the request for a planned call in an hour.
func (w *world) planned(hostID string) call.StartRequest {
	return call.StartRequest{
		UserID: hostID, ChannelID: channel, ScheduleID: plan, Planned: w.clock.Add(time.Hour), Options: call.Options{Template: "planned"},
	}
}

func newPlannedWorld(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	w.settings.MayRecord = true
	w.settings.Templates = []call.Template{{Name: "planned"}}
	return w
}

// Whoever of the channel comes first does not become the host of calls that
// somebody else has planned.
func TestComingEarlyMakesNoHost(t *testing.T) {
	w := newPlannedWorld(t)
	r, err := w.PrepareRoom(t.Context(), w.planned(alice), w.clock.Add(2*time.Hour))
	require.NoError(t, err)
	early, err := w.EnterPlanned(t.Context(), plan, bob)
	require.NoError(t, err)
	assert.NotContains(t, early, "roomKey")
	u, err := url.Parse(early)
	require.NoError(t, err)
	w.saw(t, call.SawJoined, r.Room, "bob", u.Query().Get("externalId"), 1)
	running, err := w.Running(t.Context(), bob, channel)
	require.NoError(t, err)
	assert.Equal(t, plan, running.ScheduleID)
	assert.Equal(t, alice, running.HostID)
	link, err := w.Join(t.Context(), running.ID, bob)
	require.NoError(t, err)
	assert.NotContains(t, link, "roomKey")
	link, err = w.Join(t.Context(), running.ID, alice)
	require.NoError(t, err)
	assert.Contains(t, link, "roomKey")
}

func TestPlannedRoomIsGivenUpWhenItIsEmpty(t *testing.T) {
	w := newPlannedWorld(t)
	require.NoError(t, w.DropRoom(t.Context(), plan), "there is none")
	_, err := w.PrepareRoom(t.Context(), w.planned(alice), w.clock.Add(2*time.Hour))
	require.NoError(t, err)
	c, err := w.Start(t.Context(), w.planned(alice))
	require.NoError(t, err)
	assert.Equal(t, call.CodeRoomInUse, call.CodeOf(w.DropRoom(t.Context(), plan)))
	require.NoError(t, w.Sweep(t.Context()))
	assert.Len(t, w.rooms(), 1, "nobody is thrown out")
	_, err = w.End(t.Context(), c.ID, alice)
	require.NoError(t, err)
	require.NoError(t, w.DropRoom(t.Context(), plan))
	require.NoError(t, w.DropRoom(t.Context(), plan))
	require.NoError(t, w.Sweep(t.Context()))
	assert.Empty(t, w.rooms())

	w.hall.rooms[plan] = call.LastingRoom{ID: plan, ChannelID: channel, Pending: w.clock, PendingAt: w.clock}
	assert.Equal(t, call.CodeRoomBusy, call.CodeOf(w.DropRoom(t.Context(), plan)), "it may still be made")
}

// A room does what its template says at the time of the call, and its host is
// who has the calls then.
func TestPlannedRoomFollowsItsTemplate(t *testing.T) {
	w := newPlannedWorld(t)
	yes := true
	w.settings.Templates[0].Options.Record = &yes
	first, err := w.PrepareRoom(t.Context(), w.planned(alice), w.clock.Add(2*time.Hour))
	require.NoError(t, err)
	w.settings.Templates[0].Options.Record = nil
	second, err := w.PrepareRoom(t.Context(), w.planned(alice), w.clock.Add(2*time.Hour))
	require.NoError(t, err)
	assert.NotEqual(t, first.Room.MeetingID, second.Room.MeetingID, "it would record")
	assert.Equal(t, []string{second.Room.Name}, w.rooms())
	again, err := w.PrepareRoom(t.Context(), w.planned(alice), w.clock.Add(2*time.Hour))
	require.NoError(t, err)
	assert.Equal(t, second.Room.MeetingID, again.Room.MeetingID)

	third, err := w.PrepareRoom(t.Context(), w.planned(bob), w.clock.Add(2*time.Hour))
	require.NoError(t, err)
	assert.Equal(t, []string{third.Room.Name}, w.rooms(), "into the one before alice has the host's link")
	link, err := w.EnterPlanned(t.Context(), plan, bob)
	require.NoError(t, err)
	assert.Contains(t, link, "roomKey")
	link, err = w.EnterPlanned(t.Context(), plan, alice)
	require.NoError(t, err)
	assert.NotContains(t, link, "roomKey")
}
