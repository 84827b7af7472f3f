package tests

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"slices"
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

// emptyDatabase makes a database of its own beside Mattermost's, one that sorts
// as people do, as many installations have it.
func (k *kit) emptyDatabase() *sql.DB {
	k.t.Helper()
	name := "store_" + model.NewId()
	_, err := k.DB().ExecContext(k.ctx, "CREATE DATABASE "+name+" TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en'")
	k.must(err)
	address, err := url.Parse(k.DatabaseURL())
	k.must(err)
	address.Path = "/" + name
	db, err := sql.Open("postgres", address.String())
	k.must(err)
	k.t.Cleanup(func() { _ = db.Close() })
	return db
}

// storeKit is a store on an empty database.
type storeKit struct {
	*kit
	*store.Store
	db  *sql.DB
	key []byte
}

// Reserve adds a call that takes no warm room.
func (s *storeKit) Reserve(ctx context.Context, c call.Call) error {
	_, err := s.ReserveWarm(ctx, c, "")
	return err
}

var begin = time.UnixMilli(1_700_000_000_000).UTC()

func newStoreKit(t *testing.T) *storeKit {
	t.Helper()
	k := newKit(t)
	s := &storeKit{kit: k, db: k.emptyDatabase(), key: bytes.Repeat([]byte{7}, 32)}
	k.must(store.Migrate(k.ctx, s.db, new(sync.Mutex)))
	s.Store = store.New(s.db, func() []byte { return s.key })
	return s
}

func newCall(channelID string, at time.Time) call.Call {
	return call.Call{
		ID: model.NewId(), ChannelID: channelID, TeamID: "team", RootID: "root", HostID: "host",
		Options: call.Options{Topic: "it's \"quoted\" 🎉", DurationMinutes: 60}, State: call.Creating, Key: "key",
		Room:      call.Room{State: call.RoomRequested},
		CreatedAt: at, ExpiresAt: at.Add(time.Hour),
	}
}

// reserved is a call that is in the store.
func (s *storeKit) reserved(channelID string) call.Call {
	s.t.Helper()
	c := newCall(channelID, begin)
	s.must(s.Reserve(s.ctx, c))
	return c
}

// save saves changes that nobody else has made in the meantime.
func (s *storeKit) save(changes ...call.Change) {
	s.t.Helper()
	stale, err := s.Save(s.ctx, changes...)
	s.must(err)
	require.Empty(s.t, stale)
}

func (s *storeKit) get(id string) call.Call {
	s.t.Helper()
	c, err := s.Get(s.ctx, id)
	s.must(err)
	return c
}

// find gives the ids of what is found.
func (s *storeKit) find(q call.Query) []string {
	s.t.Helper()
	calls, err := s.Find(s.ctx, q)
	s.must(err)
	ids := []string{}
	for _, c := range calls {
		ids = append(ids, c.ID)
	}
	return ids
}

func (s *storeKit) count(table string) (n int) {
	s.t.Helper()
	s.must(s.db.QueryRowContext(s.ctx, "SELECT count(*) FROM "+table).Scan(&n))
	return n
}

func (s *storeKit) unread() []call.Noted {
	s.t.Helper()
	noted, err := s.Unread(s.ctx, time.Now().Add(time.Minute), 100)
	s.must(err)
	return noted
}

func (s *storeKit) unpublished() []string {
	s.t.Helper()
	events, err := s.Unpublished(s.ctx, time.Now().Add(time.Minute), 100)
	s.must(err)
	ids := []string{}
	for _, e := range events {
		ids = append(ids, e.ID)
	}
	return ids
}

func (s *storeKit) note(o call.Observation) string {
	s.t.Helper()
	callIDs, err := s.Note(s.ctx, []call.Observation{o})
	s.must(err)
	return callIDs[o.ID]
}

func at(seconds int) time.Time { return begin.Add(time.Duration(seconds) * time.Second) }

func TestStoreKeepsCalls(t *testing.T) {
	s := newStoreKit(t)

	t.Run("all of a call is read again", func(t *testing.T) {
		c := s.reserved("saved")
		assert.Equal(t, c, s.get(c.ID))
		yes := true
		c.Options = call.Options{Topic: "judged by now", Large: &yes, Extras: call.Extras{Priority: call.Urgent, Why: call.Why{JudgedBy: call.ByAgents, Reason: "x"}}}
		c.Room = call.Room{State: call.RoomMade, MeetingID: "42", Name: "room", URL: "https://x/room", HostURL: "https://x/room?roomKey=k"}
		c.State, c.PostID, c.Shown = call.Ended, "post", strings.Repeat("shown ", 10)
		c.StartedAt, c.EndedAt, c.ExpiresAt = at(1), at(2), at(3)
		c.EndReason, c.EndedBy, c.Summary = call.ReasonEnded, "ender", "a \\u0041 \"summary\"\n"
		c.ReportID, c.Reported = "report", "what it tells"
		c.Inside, c.CountedAt, c.HeardAt, c.EmptySince = 3, at(4), at(5), at(6)
		c.Inferred, c.RepairAt, c.Repairs, c.CheckAt, c.BusyUntil = true, at(7), 2, at(8), at(9)
		visitor := func(id string) call.Visitor {
			return call.Visitor{ParticipantID: id, UserID: "user", Name: "Zoë", Role: "visitor"}
		}
		bot := call.Visitor{ParticipantID: "c", Role: "recorder", Bot: true}
		// In the domain's order: by when they began at the latest, participant, number.
		stays := []call.Stay{
			{Visitor: visitor("B"), JoinedAt: at(1)},
			{Visitor: visitor("a"), JoinedAt: at(1), LeftAt: at(9)},
			{Visitor: bot, LeftAt: at(2)},
			{Visitor: visitor("B"), Number: 1, JoinedAt: at(3), LeftAt: at(4)},
		}
		files := []call.File{
			{ID: "2", Kind: call.Recording, Name: "first.mp4", ReadyAt: at(1), Elsewhere: true},
			{ID: "1", Kind: call.Transcript, Name: "second.md", ReadyAt: at(2)},
		}
		s.save(call.Change{
			Call:  c,
			Stays: []call.Stay{stays[3], stays[1], stays[0], stays[2]},
			Files: []call.File{files[1], files[0]},
		})
		c.Stays, c.Files, c.Revision = stays, files, 1
		assert.Equal(t, c, s.get(c.ID))

		// Only what is new is handed over; the rest stays.
		c.Stays[0].LeftAt, c.Stays[0].Name = at(2), "Zoe"
		c.Files[1].Name = "better.md"
		s.save(call.Change{Call: c, Stays: c.Stays[:1], Files: c.Files[1:]})
		c.Revision = 2
		assert.Equal(t, c, s.get(c.ID))
		found, err := s.Find(s.ctx, call.Query{MeetingIDs: []string{"42"}, Limit: 1})
		require.NoError(t, err)
		assert.Equal(t, []call.Call{c}, found)

		s.key = bytes.Repeat([]byte{8}, 32)
		defer func() { s.key = bytes.Repeat([]byte{7}, 32) }()
		assert.Empty(t, s.get(c.ID).Room.HostURL, "a changed key makes the link unknown, no more")
		_, err = s.Get(s.ctx, "nobody")
		assert.Equal(t, call.CodeNotFound, call.CodeOf(err))
	})

	t.Run("one call runs in a channel", func(t *testing.T) {
		var wait sync.WaitGroup
		var mu sync.Mutex
		counts := map[call.Code]int{}
		for range 20 {
			wait.Go(func() {
				err := s.Reserve(context.Background(), newCall("busy", begin))
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

		second := newCall("busy", at(1))
		second.Second = true
		require.NoError(t, s.Reserve(s.ctx, second))
		running, err := s.Find(s.ctx, call.Query{ChannelID: "busy", Running: true})
		require.NoError(t, err)
		require.Len(t, running, 2)
		assert.True(t, running[0].Second)

		first := running[1]
		first.State = call.Failed
		s.save(call.Change{Call: first})
		var refusal *call.Error
		require.ErrorAs(t, s.Reserve(s.ctx, newCall("busy", begin)), &refusal, "the second call runs on")
		assert.Equal(t, call.CodeRunning, refusal.Code)
		assert.Equal(t, second.ID, refusal.Call.ID)
	})

	t.Run("pages", func(t *testing.T) {
		for i := range 5 {
			c := newCall("pages", at(i/2)) // some at the same moment
			c.Second = true
			require.NoError(t, s.Reserve(s.ctx, c))
		}
		seen := map[string]bool{}
		q := call.Query{ChannelID: "pages", Limit: 2}
		for range 3 {
			page, err := s.Find(s.ctx, q)
			require.NoError(t, err)
			for _, c := range page {
				assert.False(t, seen[c.ID])
				seen[c.ID] = true
				q.Before = &call.Cursor{CreatedAt: c.CreatedAt, ID: c.ID}
			}
		}
		assert.Len(t, seen, 5)
	})

	t.Run("what is due comes first", func(t *testing.T) {
		var ids []string
		for i, due := range []int{30, 10, 0, 20} {
			c := s.reserved(fmt.Sprint("due", i))
			if due > 0 {
				c.CheckAt = at(due)
				s.save(call.Change{Call: c})
			}
			ids = append(ids, c.ID)
		}
		q := call.Query{IDs: ids, Due: at(20)} // the call of the first test is due too
		assert.Equal(t, []string{ids[1], ids[3]}, s.find(q))
		q.Limit = 1
		assert.Equal(t, []string{ids[1]}, s.find(q))
		assert.Len(t, s.find(call.Query{IDs: ids}), 4)
		assert.Empty(t, s.find(call.Query{IDs: []string{}}))
	})
}

func TestStoreSavesWholeOrNotAtAll(t *testing.T) {
	s := newStoreKit(t)
	room := func(c call.Call) call.Call {
		c.Room.MeetingID = "meeting of " + c.ID
		s.save(call.Change{Call: c})
		return s.get(c.ID)
	}
	// full is a change of everything that a change can have.
	full := func(c call.Call, name string) call.Change {
		o := call.Observation{ID: name + c.ID, Kind: call.SawJoined, MeetingID: c.Room.MeetingID}
		require.Equal(t, c.ID, s.note(o))
		c.State, c.Summary = call.Open, name
		return call.Change{
			Call:   c,
			Stays:  []call.Stay{{Visitor: call.Visitor{ParticipantID: name}, JoinedAt: begin}},
			Files:  []call.File{{ID: name, Kind: call.Recording}},
			Events: []call.Event{{ID: model.NewId(), Kind: call.EventCreated}, {ID: model.NewId(), Kind: call.EventJoined}},
			Seen:   []string{o.ID},
		}
	}
	a, b, c := room(s.reserved("a")), room(s.reserved("b")), room(s.reserved("c"))
	changes := []call.Change{full(a, "first"), full(b, "first"), full(c, "first")}
	late := full(b, "late")
	s.save(late)
	before := s.get(b.ID)

	stale, err := s.Save(s.ctx, changes...)
	require.NoError(t, err)
	assert.Equal(t, []string{b.ID}, stale)
	assert.Equal(t, before, s.get(b.ID), "nothing of the stale change is written")
	assert.Equal(t, []string{late.Events[0].ID, late.Events[1].ID, changes[0].Events[0].ID, changes[0].Events[1].ID, changes[2].Events[0].ID, changes[2].Events[1].ID},
		s.unpublished(), "in order, without those of the stale change")
	if unread := s.unread(); assert.Len(t, unread, 1) {
		assert.Equal(t, b.ID, unread[0].CallID)
		assert.Equal(t, changes[1].Seen[0], unread[0].Observation.ID)
	}
	for _, id := range []string{a.ID, c.ID} {
		got := s.get(id)
		assert.Equal(t, "first", got.Summary)
		assert.EqualValues(t, 2, got.Revision)
		assert.Len(t, got.Stays, 1)
		assert.Len(t, got.Files, 1)
	}

	nobody := full(a, "again")
	nobody.Call.ID = "nobody"
	stale, err = s.Save(s.ctx, nobody)
	require.NoError(t, err)
	assert.Equal(t, []string{"nobody"}, stale)
	_, err = s.Save(s.ctx, call.Change{Call: s.get(a.ID)}, call.Change{Call: s.get(a.ID)})
	require.Error(t, err, "which of both would count")
	assert.EqualValues(t, 2, s.get(a.ID).Revision)

	// An event that is there already breaks the statement, and all of it.
	broken := full(s.get(a.ID), "broken")
	broken.Events[1].ID = late.Events[0].ID
	_, err = s.Save(s.ctx, broken, call.Change{Call: s.get(c.ID)})
	require.Error(t, err)
	assert.EqualValues(t, 2, s.get(a.ID).Revision)
	assert.EqualValues(t, 2, s.get(c.ID).Revision)
	assert.Equal(t, 3, s.count("whereby_stays"))
	s.save()
}

// Savers of the same calls in opposite orders: of each call's savers one wins,
// and its stays and events are those that are there.
func TestStoreSaversAtOnce(t *testing.T) {
	s := newStoreKit(t)
	const savers = 8
	calls := []call.Call{s.reserved("a"), s.reserved("b"), s.reserved("c")}
	for round := range 10 {
		var wait sync.WaitGroup
		var mu sync.Mutex
		winners := map[string][]string{}
		for i := range savers {
			name := fmt.Sprintf("%d of %d", i, round)
			var changes []call.Change
			for j := range calls {
				c := calls[(j*(1+i%2)+i)%len(calls)]
				c.Summary = name
				changes = append(changes, call.Change{
					Call:   c,
					Stays:  []call.Stay{{Visitor: call.Visitor{ParticipantID: "somebody", Name: name}, JoinedAt: begin}},
					Events: []call.Event{{ID: model.NewId(), Kind: call.EventJoined, Who: call.Visitor{Name: name}}},
				})
			}
			wait.Go(func() {
				stale, err := s.Save(context.Background(), changes...)
				mu.Lock()
				defer mu.Unlock()
				if !assert.NoError(t, err) {
					return
				}
				for _, change := range changes {
					if !slices.Contains(stale, change.Call.ID) {
						winners[change.Call.ID] = append(winners[change.Call.ID], name)
					}
				}
			})
		}
		wait.Wait()
		for i := range calls {
			got := s.get(calls[i].ID)
			assert.Equal(t, []string{got.Summary}, winners[got.ID])
			assert.EqualValues(t, round+1, got.Revision)
			if assert.Len(t, got.Stays, 1) {
				assert.Equal(t, got.Summary, got.Stays[0].Name)
			}
			calls[i] = got
		}
		assert.Equal(t, (round+1)*len(calls), s.count("whereby_outbox"))
	}
}
