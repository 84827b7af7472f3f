package tests

import (
	"database/sql"
	"sync"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/store"
)

func TestStoreJournal(t *testing.T) {
	s := newStoreKit(t)
	heard, err := s.Heard(s.ctx)
	require.NoError(t, err)
	assert.True(t, heard.IsZero())

	older, newer := newCall("journal", begin), newCall("journal", at(1))
	for _, c := range []call.Call{older, newer, newCall("journal", begin)} {
		c.Second = true
		c.Room = call.Room{State: call.RoomMade, MeetingID: "42", Name: "room"}
		require.NoError(t, s.Reserve(s.ctx, c))
	}
	o := call.Observation{
		ID: "event-1", Kind: call.SawFile, MeetingID: "42", RoomName: "another", At: at(2), Inside: -1,
		Who:  call.Sighting{ParticipantID: "p", ExternalID: "x", Name: "Zoë \"Z\"", Role: "visitor", Bot: true, JoinedAt: at(3)},
		File: call.File{ID: "f", Kind: call.Transcript, Name: "n", ReadyAt: at(4), Elsewhere: true},
	}
	byName := call.Observation{ID: "event-2", RoomName: "room", Inside: 2}

	t.Run("observations", func(t *testing.T) {
		assert.Empty(t, s.note(call.Observation{ID: "a", MeetingID: "43", RoomName: "room"}), "no call's")
		assert.Empty(t, s.note(call.Observation{ID: "b", RoomName: "nowhere"}))
		assert.Empty(t, s.note(call.Observation{ID: "c"}), "calls without a room are not meant")
		assert.Equal(t, newer.ID, s.note(o))
		assert.Empty(t, s.note(o), "noted before")
		assert.Equal(t, newer.ID, s.note(byName))
		assert.Equal(t, []call.Noted{{CallID: newer.ID, Observation: o}, {CallID: newer.ID, Observation: byName}}, s.unread())

		noted, err := s.Unread(s.ctx, time.Now().Add(time.Minute), 1)
		require.NoError(t, err)
		assert.Len(t, noted, 1)
		noted, err = s.Unread(s.ctx, time.Now().Add(-time.Minute), 100)
		require.NoError(t, err)
		assert.Empty(t, noted, "those may be in the middle of being read")
	})

	t.Run("marks", func(t *testing.T) {
		heard, err := s.Heard(s.ctx)
		require.NoError(t, err)
		assert.WithinDuration(t, time.Now(), heard, 10*time.Second)
		set := func(at time.Time) (after time.Time) {
			require.NoError(t, s.Mark(s.ctx, "webhook", at))
			s.note(call.Observation{ID: "d", RoomName: "nowhere"})
			after, err := s.Heard(s.ctx)
			require.NoError(t, err)
			return after
		}
		recent := time.UnixMilli(time.Now().Add(-10 * time.Second).UnixMilli()).UTC()
		assert.Equal(t, recent, set(recent), "not written with each webhook")
		assert.WithinDuration(t, time.Now(), set(time.Now().Add(-40*time.Second)), 10*time.Second, "an unknown room is heard too")

		at, err := s.Marked(s.ctx, "other")
		require.NoError(t, err)
		assert.True(t, at.IsZero())
		require.NoError(t, s.Mark(s.ctx, "other", begin))
		at, err = s.Marked(s.ctx, "other")
		require.NoError(t, err)
		assert.Equal(t, begin, at)
	})

	t.Run("events", func(t *testing.T) {
		c := s.get(newer.ID)
		who := call.Visitor{ParticipantID: "p", UserID: "u", Name: "n", Role: "r", Bot: true}
		joined := call.Event{ID: model.NewId(), Kind: call.EventJoined, At: at(1), Call: c, Who: who}
		ready := call.Event{ID: model.NewId(), Kind: call.EventTranscriptReady, At: at(2), Call: c, FileID: "f"}
		s.save(call.Change{Call: c, Events: []call.Event{ready, joined}, Seen: []string{"event-1", "nothing"}})
		assert.Equal(t, []call.Noted{{CallID: newer.ID, Observation: byName}}, s.unread())

		joined.Call, ready.Call = call.Call{ID: c.ID}, call.Call{ID: c.ID}
		events, err := s.Unpublished(s.ctx, time.Now().Add(time.Minute), 100)
		require.NoError(t, err)
		assert.Equal(t, []call.Event{ready, joined}, events, "as they were handed over, whatever their times")
		events, err = s.Unpublished(s.ctx, time.Now().Add(time.Minute), 1)
		require.NoError(t, err)
		assert.Equal(t, []call.Event{ready}, events)
		events, err = s.Unpublished(s.ctx, time.Now().Add(-time.Minute), 100)
		require.NoError(t, err)
		assert.Empty(t, events)

		require.NoError(t, s.Published(s.ctx, nil))
		require.NoError(t, s.Published(s.ctx, []string{ready.ID, "nothing"}))
		assert.Equal(t, []string{joined.ID}, s.unpublished())
	})

	t.Run("only what is done with is forgotten", func(t *testing.T) {
		require.NoError(t, s.Forget(s.ctx, time.Now().Add(-time.Minute)))
		assert.Equal(t, 2, s.count("whereby_inbox"))
		assert.Equal(t, 2, s.count("whereby_outbox"))
		_, err := s.db.ExecContext(s.ctx, `
			INSERT INTO whereby_inbox SELECT 'done' || n, 'call', 0, true, '{}' FROM generate_series(1, 1500) n`)
		require.NoError(t, err)
		require.NoError(t, s.Forget(s.ctx, time.Now().Add(time.Minute)))
		assert.Equal(t, 502, s.count("whereby_inbox"))
		assert.Equal(t, 2, s.count("whereby_outbox"), "no connection has been told of them yet")
		_, err = s.db.ExecContext(s.ctx, "UPDATE whereby_outbox SET told = true")
		require.NoError(t, err)
		for _, left := range []int{1, 1} {
			require.NoError(t, s.Forget(s.ctx, time.Now().Add(time.Minute)))
			assert.Equal(t, left, s.count("whereby_inbox"))
		}
		assert.Len(t, s.unread(), 1)
		assert.Equal(t, 1, s.count("whereby_outbox"))
		assert.Len(t, s.unpublished(), 1)
	})
}

func TestMigrationsGoBothWays(t *testing.T) {
	k := newKit(t)
	db := k.emptyDatabase()
	lock := new(sync.Mutex)
	tables := func() (n int) {
		k.must(db.QueryRowContext(k.ctx, "SELECT count(*) FROM pg_tables WHERE tablename LIKE 'whereby_%' AND tablename <> 'whereby_migrations'").Scan(&n))
		return n
	}
	// schema is all columns, indexes and functions, without their order.
	schema := func() (text string) {
		k.must(db.QueryRowContext(k.ctx, `
			SELECT string_agg(line, E'\n' ORDER BY line) FROM (
				SELECT table_name || '.' || column_name || ' ' || data_type || COALESCE(character_maximum_length::text, '')
					|| ' ' || is_nullable || COALESCE(column_default, '') AS line
				FROM information_schema.columns WHERE table_name LIKE 'whereby_%'
				UNION ALL SELECT indexdef FROM pg_indexes WHERE tablename LIKE 'whereby_%'
				UNION ALL SELECT pg_get_functiondef(oid) FROM pg_proc WHERE proname LIKE 'whereby_%') lines`).Scan(&text))
		return text
	}
	exec := func(statement string) {
		_, err := db.ExecContext(k.ctx, statement)
		k.must(err)
	}
	k.must(store.Migrate(k.ctx, db, lock))
	assert.Equal(t, 17, tables())
	newest := schema()
	k.must(store.Migrate(k.ctx, db, lock)) // nothing left to do
	for _, left := range []int{17, 17, 16, 15, 15, 13, 13, 13, 13, 11, 10, 9, 8, 6, 1} {
		k.must(store.Rollback(k.ctx, db))
		assert.Equal(t, left, tables())
	}
	first := schema()

	// Calls of the first version, in the midst of their lives.
	for id, row := range map[string]string{
		"live":    "'live', 'live', false",
		"undone":  "'ended', 'open', false",
		"settled": "'ended', 'ended', true",
	} {
		exec(`INSERT INTO whereby_calls (id, channel_id, team_id, root_id, host_id, options, key, place, room_state, meeting_id,
				room_name, room_url, host_url, post_id, created_at, started_at, ended_at, expires_at, state, shown, settled)
			VALUES ('` + id + `', '` + id + `', '', '', 'host', '{"topic": "old"}', 'key', '` + id + `', 'made', '42',
				'room', 'https://x/room', '', 'post', 1000, 0, 0, 2000, ` + row + `)`)
	}
	k.must(store.Migrate(k.ctx, db, lock))
	assert.Equal(t, newest, schema())
	s := &storeKit{kit: k, db: db, Store: store.New(db, func() []byte { return make([]byte, 32) })}
	assert.ElementsMatch(t, []string{"live", "undone"}, s.find(call.Query{Due: begin}))
	settled := s.get("settled")
	assert.Equal(t, call.Call{
		ID: "settled", ChannelID: "settled", HostID: "host", Options: call.Options{Topic: "old"}, Key: "key",
		Room:   call.Room{State: call.RoomMade, MeetingID: "42", Name: "room", URL: "https://x/room"},
		PostID: "post", State: call.Ended, Shown: "ended", CreatedAt: time.UnixMilli(1000).UTC(), ExpiresAt: time.UnixMilli(2000).UTC(),
	}, settled)
	live := s.get("live")
	live.Shown = "longer than what fits into sixteen"
	live.CheckAt = time.Time{} // running: not settled for the first version
	s.save(call.Change{Call: live, Stays: []call.Stay{{Visitor: call.Visitor{ParticipantID: "p"}}}})

	for tables() > 1 {
		k.must(store.Rollback(k.ctx, db))
	}
	assert.Equal(t, first, schema())
	rows := map[string]string{}
	list, err := db.QueryContext(k.ctx, "SELECT id, shown || ' ' || settled FROM whereby_calls")
	k.must(err)
	defer func() { _ = list.Close() }()
	for list.Next() {
		var id, row string
		k.must(list.Scan(&id, &row))
		rows[id] = row
	}
	k.must(list.Err())
	assert.Equal(t, map[string]string{"live": "longer than what false", "undone": "open false", "settled": "ended true"}, rows)

	// Killed after the step, before goose noted it: the step runs again.
	forth := func() error { return store.Migrate(k.ctx, db, lock) }
	back := func() error { return store.Rollback(k.ctx, db) }
	for _, move := range []func() error{forth, back, back, back, back, back, back, back, back, back, back, back, back, back, back, back} {
		noted := migrationsNoted(k, db)
		k.must(move())
		after := schema()
		exec("DELETE FROM whereby_migrations WHERE id > 0")
		for _, version := range noted {
			_, err := db.ExecContext(k.ctx, "INSERT INTO whereby_migrations (version_id, is_applied) VALUES ($1, true)", version)
			k.must(err)
		}
		k.must(move())
		assert.Equal(t, after, schema())
	}
	k.must(store.Rollback(k.ctx, db))
	assert.Zero(t, tables())
	k.must(store.Migrate(k.ctx, db, lock))
	assert.Equal(t, 17, tables())
}

// migrationsNoted are the versions that goose takes to have run.
func migrationsNoted(k *kit, db *sql.DB) (versions []int64) {
	k.t.Helper()
	rows, err := db.QueryContext(k.ctx, "SELECT version_id FROM whereby_migrations ORDER BY id")
	k.must(err)
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var version int64
		k.must(rows.Scan(&version))
		versions = append(versions, version)
	}
	k.must(rows.Err())
	return versions
}
