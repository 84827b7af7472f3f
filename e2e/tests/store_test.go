package tests

import (
	"bytes"
	"context"
	"database/sql"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/store"
)

// emptyDatabase makes a database of its own beside Mattermost's.
func (k *kit) emptyDatabase() *sql.DB {
	k.t.Helper()
	name := "store_" + model.NewId()
	_, err := k.DB().ExecContext(k.ctx, "CREATE DATABASE "+name)
	k.must(err)
	address, err := url.Parse(k.DatabaseURL())
	k.must(err)
	address.Path = "/" + name
	db, err := sql.Open("postgres", address.String())
	k.must(err)
	k.t.Cleanup(func() { _ = db.Close() })
	return db
}

func newCall(channelID string, at time.Time) call.Call {
	return call.Call{
		ID: strings.ToLower(model.NewId()), ChannelID: channelID, TeamID: "team", HostID: "host",
		Options: call.Options{Topic: "it's \"quoted\" 🎉", DurationMinutes: 60}, State: call.Creating, Key: "key",
		Room:      call.Room{State: call.RoomRequested},
		CreatedAt: at, ExpiresAt: at.Add(time.Hour),
	}
}

func TestStore(t *testing.T) {
	k := newKit(t)
	db := k.emptyDatabase()
	require.NoError(t, store.Migrate(k.ctx, db, new(sync.Mutex)))
	key := bytes.Repeat([]byte{7}, 32)
	calls := store.New(db, func() []byte { return key })
	begin := time.UnixMilli(1_700_000_000_000)

	t.Run("what is saved is found again", func(t *testing.T) {
		c := newCall("saved", begin)
		require.NoError(t, calls.Reserve(k.ctx, c))
		c.Room = call.Room{State: call.RoomMade, MeetingID: "42", Name: "room", URL: "https://x/room", HostURL: "https://x/room?roomKey=k"}
		c.State, c.Shown, c.PostID = call.Open, call.Open, "post"
		require.NoError(t, calls.Update(k.ctx, c, call.Creating))
		got, err := calls.Get(k.ctx, c.ID)
		require.NoError(t, err)
		assert.Equal(t, c, got)

		found, err := calls.Find(k.ctx, call.Query{MeetingID: "42", Limit: 1})
		require.NoError(t, err)
		assert.Equal(t, []call.Call{c}, found)

		key = bytes.Repeat([]byte{8}, 32)
		got, err = calls.Get(k.ctx, c.ID)
		require.NoError(t, err, "a changed key makes the link unknown, no more")
		assert.Empty(t, got.Room.HostURL)
		_, err = calls.Get(k.ctx, "nobody")
		assert.Equal(t, call.CodeNotFound, call.CodeOf(err))
	})

	t.Run("moves are compare and set", func(t *testing.T) {
		c := newCall("moves", begin)
		require.NoError(t, calls.Reserve(k.ctx, c))
		opened, failed := c, c
		opened.State, failed.State = call.Open, call.Failed
		require.NoError(t, calls.Update(k.ctx, opened, call.Creating))
		assert.ErrorIs(t, calls.Update(k.ctx, failed, call.Creating), call.ErrStale)
		assert.Error(t, calls.Update(k.ctx, failed, call.Open), "no such move")
	})

	t.Run("one call runs in a channel", func(t *testing.T) {
		var wait sync.WaitGroup
		var mu sync.Mutex
		counts := map[call.Code]int{}
		for range 20 {
			wait.Go(func() {
				err := calls.Reserve(context.Background(), newCall("busy", begin))
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					counts["reserved"]++
				} else {
					counts[call.CodeOf(err)]++
				}
			})
		}
		wait.Wait()
		assert.Equal(t, map[call.Code]int{"reserved": 1, call.CodeRunning: 19}, counts)

		second := newCall("busy", begin.Add(time.Second))
		second.Second = true
		require.NoError(t, calls.Reserve(k.ctx, second))
		running, err := calls.Find(k.ctx, call.Query{ChannelID: "busy", Running: true})
		require.NoError(t, err)
		require.Len(t, running, 2)
		assert.True(t, running[0].Second)

		first := running[1]
		first.State = call.Failed
		require.NoError(t, calls.Update(k.ctx, first, call.Creating))
		err = calls.Reserve(k.ctx, newCall("busy", begin))
		assert.Equal(t, call.CodeRunning, call.CodeOf(err), "the second call runs on")
	})

	t.Run("pages", func(t *testing.T) {
		for i := range 5 {
			c := newCall("pages", begin.Add(time.Duration(i/2)*time.Second)) // some at the same moment
			c.Second = true
			require.NoError(t, calls.Reserve(k.ctx, c))
		}
		seen := map[string]bool{}
		q := call.Query{ChannelID: "pages", Limit: 2}
		for range 3 {
			page, err := calls.Find(k.ctx, q)
			require.NoError(t, err)
			for _, c := range page {
				assert.False(t, seen[c.ID])
				seen[c.ID] = true
				q.Before = &call.Cursor{CreatedAt: c.CreatedAt, ID: c.ID}
			}
		}
		assert.Len(t, seen, 5)
	})

	t.Run("what is left to do", func(t *testing.T) {
		c := newCall("todo", begin)
		require.NoError(t, calls.Reserve(k.ctx, c))
		found := func(q call.Query) int {
			q.ChannelID = "todo"
			list, err := calls.Find(k.ctx, q)
			require.NoError(t, err)
			return len(list)
		}
		stuck := func(created, expired time.Duration) int {
			return found(call.Query{Stuck: &call.Stuck{CreatedBefore: begin.Add(created), ExpiredBefore: begin.Add(expired)}})
		}
		assert.Equal(t, 0, stuck(0, 2*time.Hour))
		assert.Equal(t, 1, stuck(time.Millisecond, 0))
		c.State, c.Room.State, c.PostID, c.Shown = call.Open, call.RoomMade, "post", call.Open
		require.NoError(t, calls.Update(k.ctx, c, call.Creating))
		assert.Equal(t, 0, stuck(time.Hour, time.Hour))
		assert.Equal(t, 1, stuck(0, time.Hour+time.Millisecond))
		assert.Equal(t, 0, found(call.Query{Unsettled: true}))

		c.State = call.Ended
		require.NoError(t, calls.Update(k.ctx, c, call.Open))
		assert.Equal(t, 1, found(call.Query{Unsettled: true}))
		c.Room.State, c.Shown = call.RoomGone, call.Ended
		require.NoError(t, calls.Update(k.ctx, c, call.Ended))
		assert.Equal(t, 0, found(call.Query{Unsettled: true}))
		assert.Equal(t, 0, stuck(time.Hour, 2*time.Hour))
	})
}

func TestMigrationsGoBothWays(t *testing.T) {
	k := newKit(t)
	db := k.emptyDatabase()
	lock := new(sync.Mutex)
	tables := func() (n int) {
		require.NoError(t, db.QueryRowContext(k.ctx, "SELECT count(*) FROM pg_tables WHERE tablename LIKE 'whereby_%' AND tablename <> 'whereby_migrations'").Scan(&n))
		return n
	}
	require.NoError(t, store.Migrate(k.ctx, db, lock))
	assert.Equal(t, 1, tables())
	require.NoError(t, store.Migrate(k.ctx, db, lock), "nothing left to do")
	require.NoError(t, store.Rollback(k.ctx, db))
	assert.Zero(t, tables())
	require.NoError(t, store.Migrate(k.ctx, db, lock))
	assert.Equal(t, 1, tables())
}
