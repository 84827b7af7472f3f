package tests

import (
	"database/sql"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/whereby/wherebytest"
)

// TestCrash kills the plugin's process while three starts stand at different
// steps, and looks what has become of them when it is back.
func TestCrash(t *testing.T) {
	k := newKit(t)
	roomAsked, roomKnown, posted := k.newChannel(k.alice), k.newChannel(k.alice), k.newChannel(k.alice)
	rooms := func() int { return k.roomsOf("crash-asked") + k.roomsOf("crash-known") + k.roomsOf("crash-posted") }
	start := func(channelID, topic string) {
		go func() { _, _ = k.Command(k.ctx, k.alice, channelID, "", "/whereby crash-"+topic) }() // dies with the plugin
	}
	state := func(channelID string) (state, roomState string) {
		err := k.DB().QueryRowContext(k.ctx, "SELECT state, room_state FROM whereby_calls WHERE channel_id = $1", channelID).Scan(&state, &roomState)
		if err != nil && err != sql.ErrNoRows { //nolint:errorlint // straight from database/sql
			require.NoError(t, err)
		}
		return state, roomState
	}

	// One waits for Whereby's answer, the room being made already.
	k.Sandbox.Inject(wherebytest.Fault{Kind: wherebytest.FaultHang, Method: "POST", Path: "/meetings", AfterWork: true, Times: 1})
	start(roomAsked.Id, "asked")
	require.Eventually(t, func() bool { return rooms() == 1 }, 5*time.Second, 10*time.Millisecond)

	// One has its room, and waits for the database to take its post.
	lock, err := k.DB().BeginTx(k.ctx, nil)
	k.must(err)
	defer func() { _ = lock.Rollback() }()
	_, err = lock.ExecContext(k.ctx, "LOCK TABLE posts IN ACCESS EXCLUSIVE MODE")
	k.must(err)
	start(posted.Id, "posted")
	require.Eventually(t, func() bool {
		_, room := state(posted.Id)
		return room == "made"
	}, 5*time.Second, 10*time.Millisecond)

	// One is posting already, while its reservation is held and cannot take the room.
	k.Sandbox.Inject(wherebytest.Fault{Kind: wherebytest.FaultSlow, Method: "POST", Path: "/meetings", Delay: time.Second, Times: 1})
	start(roomKnown.Id, "known")
	require.Eventually(t, func() bool {
		s, _ := state(roomKnown.Id)
		return s == "creating"
	}, 5*time.Second, 10*time.Millisecond)
	_, err = lock.ExecContext(k.ctx, "SELECT 1 FROM whereby_calls WHERE channel_id = $1 FOR UPDATE", roomKnown.Id)
	k.must(err)
	require.Eventually(t, func() bool { return rooms() == 3 }, 5*time.Second, 10*time.Millisecond)
	time.Sleep(200 * time.Millisecond) // the update has reached the database and waits there

	k.must(k.KillPlugin(k.ctx))
	k.must(lock.Rollback())
	k.Sandbox.ClearFaults()
	k.must(k.RestartPlugin(k.ctx))

	assert.Eventually(t, func() bool {
		a, _ := state(roomAsked.Id)
		b, _ := state(roomKnown.Id)
		c, _ := state(posted.Id)
		return a == "failed" && b == "open" && c == "open" && rooms() == 2
	}, 100*time.Second, 500*time.Millisecond, "one sweep after the lease has run out")

	// What was posted is used, what was not can be started anew.
	for _, channel := range []string{posted.Id, roomKnown.Id} {
		call := k.calls(k.alice, channel, "&state=running")[0]
		assert.Equal(t, k.callPost(channel).Id, call.PostID)
		k.join(k.alice, call.ID)
	}
	assert.Empty(t, k.callPosts(roomAsked.Id))
	k.types(k.alice, roomAsked.Id, "/whereby")
	k.callPost(roomAsked.Id)
}
