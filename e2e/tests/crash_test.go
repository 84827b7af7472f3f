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

// TestPlannedCrash kills the plugin's process in the minute of three planned
// calls, at different steps. Each has one call and one post in the end.
func TestPlannedCrash(t *testing.T) {
	k := newKitFor(t, 8*time.Minute)
	topics := []string{"claim-noted", "room-asked", "room-made"}
	channels, plans := map[string]string{}, map[string]string{}
	for _, topic := range topics {
		channels[topic] = k.newChannel(k.alice).Id
		plans[topic] = k.plan(k.alice, channels[topic], `"`+topic+`" `+time.Now().AddDate(0, 0, 3).Format(time.DateOnly)+" 14:00").ID
	}

	// One is posted, and cannot be noted: as if the process had died in between.
	_, err := k.DB().ExecContext(k.ctx, `CREATE FUNCTION whereby_test_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''not noted''; END';
		CREATE TRIGGER whereby_test_refuse BEFORE UPDATE ON whereby_schedules FOR EACH ROW
		WHEN (OLD.busy_until > 0 AND NEW.busy_until = 0 AND NEW.id = '`+plans["claim-noted"]+`') EXECUTE FUNCTION whereby_test_refuse()`)
	k.must(err)
	mend := func() {
		_, err := k.DB().Exec("DROP TRIGGER IF EXISTS whereby_test_refuse ON whereby_schedules; DROP FUNCTION IF EXISTS whereby_test_refuse")
		assert.NoError(t, err)
	}
	t.Cleanup(mend)
	k.due(plans["claim-noted"], 0)
	require.Eventually(t, func() bool { return len(k.callPosts(channels["claim-noted"])) == 1 }, minute, 100*time.Millisecond)

	// One waits for Whereby's answer, the room being made already; one has its
	// room, and waits for the database to take its post.
	lock, err := k.DB().BeginTx(k.ctx, nil)
	k.must(err)
	defer func() { _ = lock.Rollback() }()
	state := func(topic, condition string) int {
		return k.counted("SELECT count(*) FROM whereby_calls WHERE schedule_id = $1 AND "+condition, plans[topic])
	}
	k.due(plans["room-made"], 0)
	_, err = lock.ExecContext(k.ctx, "LOCK TABLE posts IN ACCESS EXCLUSIVE MODE")
	k.must(err)
	require.Eventually(t, func() bool { return state("room-made", "room_state = 'made'") == 1 }, minute, 20*time.Millisecond)
	k.must(k.KillPlugin(k.ctx))
	k.must(lock.Rollback())
	mend()
	k.Sandbox.ClearFaults()
	k.Sandbox.Inject(wherebytest.Fault{Kind: wherebytest.FaultHang, Method: "POST", Path: "/meetings", AfterWork: true, Times: 1})
	k.due(plans["room-asked"], 0)
	k.must(k.RestartPlugin(k.ctx))
	require.Eventually(t, func() bool { return k.roomsOf("room-asked") == 1 }, minute, 20*time.Millisecond)
	k.must(k.KillPlugin(k.ctx))
	k.Sandbox.ClearFaults()
	k.must(k.RestartPlugin(k.ctx))

	for _, topic := range topics {
		require.Eventually(t, func() bool {
			return k.counted("SELECT count(*) FROM whereby_schedules WHERE state = 'past' AND busy_until = 0 AND id = $1", plans[topic]) == 1
		}, 4*time.Minute, 500*time.Millisecond, topic)
		assert.Len(t, k.callPosts(channels[topic]), 1, topic)
		assert.Equal(t, 1, state(topic, "state = 'open'"), topic)
		assert.Zero(t, state(topic, "state NOT IN ('open', 'failed')"), topic)
	}
}
