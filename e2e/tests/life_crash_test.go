package tests

import (
	"database/sql"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/whereby/wherebytest"
)

// transaction is one of the test's own, given up at its end at the latest.
func (k *kit) transaction(statement string, args ...any) *sql.Tx {
	k.t.Helper()
	tx, err := k.DB().BeginTx(k.ctx, nil)
	k.must(err)
	k.t.Cleanup(func() { _ = tx.Rollback() })
	_, err = tx.ExecContext(k.ctx, statement, args...)
	k.must(err)
	return tx
}

// waiting waits until a statement that begins like this waits for a lock.
func (k *kit) waiting(statement string, within time.Duration) {
	k.t.Helper()
	require.Eventually(k.t, func() bool {
		return k.counted(`SELECT count(*) FROM pg_stat_activity
			WHERE wait_event_type = 'Lock' AND ltrim(query, E' \n\t') ILIKE $1 || '%'`, statement) > 0
	}, within, 20*time.Millisecond, "%s waits", statement)
}

// crash kills the plugin, lets go of what it waits for, and brings it back.
func (k *kit) crash(held *sql.Tx) {
	k.t.Helper()
	k.must(k.KillPlugin(k.ctx))
	if held != nil {
		k.must(held.Rollback())
	}
	k.Sandbox.ClearFaults()
	k.noneLeftOpen()
	k.must(k.RestartPlugin(k.ctx))
	k.noneLeftOpen()
}

// noneLeftOpen looks for transactions that nobody will end any more.
func (k *kit) noneLeftOpen() {
	k.t.Helper()
	assert.Eventually(k.t, func() bool {
		return k.counted(`SELECT count(*) FROM pg_stat_activity
			WHERE datname = current_database() AND state LIKE 'idle in transaction%'`) == 0
	}, 5*time.Second, 50*time.Millisecond, "a transaction was left open")
}

// reports counts the reports in a call's thread.
func (k *kit) reports(call view) int {
	k.t.Helper()
	return k.counted("SELECT count(*) FROM posts WHERE rootid = $1 AND deleteat = 0 AND props::jsonb ->> 'whereby_report' = $2",
		call.PostID, call.ID)
}

// afterSweep waits until the sweep has come by once more.
func (k *kit) afterSweep() {
	k.t.Helper()
	time.Sleep(17 * time.Second)
}

// TestCrashBeforeWebhooksAreWorkedOn kills the plugin after it has taken in
// webhooks: those of one call are being written at that moment, those of
// another wait for it.
func TestCrashBeforeWebhooksAreWorkedOn(t *testing.T) {
	k := newKit(t)
	writing, waiting := k.start(k.alice, k.newChannel(k.alice).Id), k.start(k.alice, k.newChannel(k.alice).Id)
	k.must(k.Sandbox.Flush(k.ctx))
	began := time.UnixMilli(writing.CreatedAt)
	at := func(ms int) time.Time { return began.Add(time.Duration(ms) * time.Millisecond) }
	ids := map[string]string{}
	for _, call := range []view{writing, waiting} {
		ids[call.ID] = k.join(k.alice, call.ID).Query().Get("externalId")
	}

	lock := k.transaction("SELECT 1 FROM whereby_calls WHERE id IN ($1, $2) FOR UPDATE", writing.ID, waiting.ID)
	tell := func(call view, kind string, ms int, data map[string]any) {
		body := k.told(call, kind, at(ms), data)
		sent := time.Now()
		assert.Equal(t, http.StatusNoContent, k.tells(k.URL, body))
		assert.Less(t, time.Since(sent), time.Second, "the answer waits for nothing")
	}
	tell(writing, "room.client.joined", 100, somebody("a", "alice", ids[writing.ID], 1))
	k.waiting("WITH moved AS", 5*time.Second)
	tell(writing, "room.client.joined", 200, somebody("z", "Zoë", "", 2))
	tell(writing, "room.client.left", 300, somebody("z", "Zoë", "", 1))
	tell(waiting, "room.client.left", 500, somebody("a", "alice", ids[waiting.ID], 1))
	tell(waiting, "room.client.joined", 400, somebody("a", "alice", ids[waiting.ID], 1))
	tell(waiting, "room.client.joined", 450, somebody("z", "Zoë", "", 2))
	assert.Equal(t, 6, k.counted("SELECT count(*) FROM whereby_inbox WHERE NOT done AND call_id IN ($1, $2)", writing.ID, waiting.ID))

	k.crash(lock)
	assert.Equal(t, "open", k.record(waiting.ID).State, "what was in memory is lost")
	_, err := k.DB().ExecContext(k.ctx, "UPDATE whereby_inbox SET received_at = received_at - 60000 WHERE call_id IN ($1, $2)", writing.ID, waiting.ID)
	k.must(err)
	inside := func(r record) bool { return isLive(1)(r) && len(r.Attendance) == 2 }
	first, second := k.waitRecord(writing.ID, 40*time.Second, inside), k.waitRecord(waiting.ID, 5*time.Second, inside)
	assert.Equal(t, []stay{
		{UserID: k.alice.ID, Name: "alice", JoinedAt: at(100).UnixMilli()},
		{Name: "Zoë", Guest: true, JoinedAt: at(200).UnixMilli(), LeftAt: at(300).UnixMilli()},
	}, first.Attendance)
	assert.Equal(t, []stay{
		{UserID: k.alice.ID, Name: "alice", JoinedAt: at(400).UnixMilli(), LeftAt: at(500).UnixMilli()},
		{Name: "Zoë", Guest: true, JoinedAt: at(450).UnixMilli()},
	}, second.Attendance)
	assert.Zero(t, k.counted("SELECT count(*) FROM whereby_inbox WHERE NOT done AND call_id IN ($1, $2)", writing.ID, waiting.ID))
	k.toldOnce(writing, map[string]int{"created": 1, "started": 1, "joined": 2, "left": 1})
	k.toldOnce(waiting, map[string]int{"created": 1, "started": 1, "joined": 2, "left": 1})
}

// TestCrashWhileEnding kills the plugin while Whereby does not answer to the
// removal of an ended call's room.
func TestCrashWhileEnding(t *testing.T) {
	k := newKit(t)
	call := k.start(k.alice, k.newChannel(k.alice).Id)
	k.enter(k.alice, call.ID)
	k.waitRecord(call.ID, 5*time.Second, isLive(1))
	k.Sandbox.Inject(wherebytest.Fault{Kind: wherebytest.FaultHang, Method: http.MethodDelete, Times: 1})
	go func() { k.tryEnd(call.ID) }() // dies with the plugin
	require.Eventually(t, func() bool { return len(k.Sandbox.Faults()) == 0 }, 5*time.Second, 10*time.Millisecond)
	room := func(m wherebytest.Meeting) bool { return m.RoomName == "/"+call.RoomName }
	assert.True(t, slices.ContainsFunc(k.Sandbox.Meetings(), room))

	k.crash(nil)
	assert.Equal(t, "ended", k.record(call.ID).State)
	k.later(call.ID, 0)
	assert.Eventually(t, func() bool { return !slices.ContainsFunc(k.Sandbox.Meetings(), room) }, 40*time.Second, 100*time.Millisecond, "the room is gone")
	ended := k.waitRecord(call.ID, time.Second, hasEnded)
	assert.Equal(t, "ended", ended.EndReason)
	k.report(ended)
	post, _, err := k.alice.Client.GetPost(k.ctx, call.PostID, "")
	k.must(err)
	assert.Contains(t, post.Message, "ended")
	k.afterSweep()
	assert.Equal(t, 1, k.reports(call))
	assert.Zero(t, k.counted("SELECT count(*) FROM whereby_calls WHERE id = $1 AND room_state <> 'gone'", call.ID))
	k.toldOnce(call, map[string]int{"created": 1, "started": 1, "joined": 1, "left": 1, "ended": 1})
}

// tryEnd asks for the end of a call and does not care for the answer.
func (k *kit) tryEnd(callID string) {
	request, err := http.NewRequestWithContext(k.ctx, http.MethodPost, k.PluginURL("/api/v1/calls/"+callID+"/end"), strings.NewReader(""))
	if err != nil {
		return
	}
	if response, err := k.PluginRequest(k.ctx, k.alice, request); err == nil {
		_ = response.Body.Close()
	}
}

// TestCrashWhileReporting kills the plugin while the database keeps the report
// from being posted. Mattermost posts it all the same, and tells nobody.
func TestCrashWhileReporting(t *testing.T) {
	k := newKit(t)
	call := k.start(k.alice, k.newChannel(k.alice).Id)
	k.enter(k.alice, call.ID)
	k.waitRecord(call.ID, 5*time.Second, isLive(1))
	status, raw := k.ask(k.alice, http.MethodPost, "/api/v1/calls/"+call.ID+"/end", nil, nil)
	require.Equal(t, http.StatusOK, status, raw)
	k.must(k.Sandbox.Flush(k.ctx))
	lock := k.transaction("LOCK TABLE posts IN SHARE MODE") // all may read it
	k.waiting("INSERT INTO Posts", 40*time.Second)
	assert.Zero(t, k.reports(call))

	k.crash(lock)
	require.Eventually(t, func() bool { return k.reports(call) == 1 }, 5*time.Second, 50*time.Millisecond, "posted without the plugin")
	assert.Zero(t, k.counted("SELECT count(*) FROM whereby_calls WHERE id = $1 AND report_id <> ''", call.ID), "which the plugin does not know")
	k.later(call.ID, 0)
	require.Eventually(t, func() bool {
		return k.counted("SELECT count(*) FROM whereby_calls WHERE id = $1 AND report_id <> ''", call.ID) == 1
	}, 40*time.Second, 100*time.Millisecond, "it is found in the thread")
	k.afterSweep()
	assert.Equal(t, 1, k.reports(call))
}
