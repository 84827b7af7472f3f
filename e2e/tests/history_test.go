package tests

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lib/pq"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/e2e/history"
	"mattermost-plugin-whereby/server/report"
	"mattermost-plugin-whereby/server/store"
)

// newHistoryKit is a store with so many calls of the past, 900 of them in a
// channel named steady, beside as much of Mattermost's tables as reports read.
func newHistoryKit(t *testing.T, calls int) *storeKit {
	t.Helper()
	s := newStoreKit(t)
	_, err := s.db.ExecContext(s.ctx, `
		CREATE TABLE teams (id VARCHAR(26) PRIMARY KEY, displayname TEXT);
		CREATE TABLE channels (id VARCHAR(26) PRIMARY KEY, teamid VARCHAR(26), type TEXT, displayname TEXT);
		CREATE TABLE channelmembers (channelid VARCHAR(26), userid VARCHAR(26), PRIMARY KEY (channelid, userid));
		CREATE TABLE users (id VARCHAR(26) PRIMARY KEY, username TEXT);
		INSERT INTO channels VALUES ('steady', 'team', 'O', 'Steady')`)
	s.must(err)
	h := history.History{
		Seed: 1, Calls: calls, Until: begin, World: history.NewWorld(1, 300, 3000),
		Steady: history.Channel{ID: "steady", TeamID: "team"}, SteadyCalls: 900,
	}
	s.must(h.Write(s.ctx, s.db))
	return s
}

// blocks are how many each statement looks at that read runs, as auto_explain tells.
func (s *storeKit) blocks(read func()) (blocks []int) {
	s.t.Helper()
	s.db.SetMaxOpenConns(1) // that of which we are told
	conn, err := s.db.Conn(s.ctx)
	s.must(err)
	s.must(conn.Raw(func(raw any) error {
		pq.SetNoticeHandler(raw.(driver.Conn), func(notice *pq.Error) {
			var explained struct {
				Plan struct {
					Hit  int `json:"Shared Hit Blocks"`
					Read int `json:"Shared Read Blocks"`
				} `json:"Plan"`
			}
			_, plan, _ := strings.Cut(notice.Message, "plan:\n")
			if assert.NoError(s.t, json.Unmarshal([]byte(plan), &explained)) {
				blocks = append(blocks, explained.Plan.Hit+explained.Plan.Read)
			}
		})
		return nil
	}))
	s.must(conn.Close())
	_, err = s.db.ExecContext(s.ctx, `
		LOAD 'auto_explain'; SET client_min_messages = log; SET auto_explain.log_min_duration = 0;
		SET auto_explain.log_analyze = on; SET auto_explain.log_buffers = on; SET auto_explain.log_format = json`)
	s.must(err)
	read()
	return blocks
}

// A channel's month takes the same work however many calls there are elsewhere:
// a block for each of its calls and a few of indexes and of what they are named by.
func TestChannelsMonthIsFlat(t *testing.T) {
	for _, calls := range []int{5_000, 50_000} {
		s := newHistoryKit(t, calls)
		month := report.Filter{
			Scope:  report.Scope{Kind: report.Channel, ID: "steady"},
			Period: report.Period{From: begin.AddDate(0, -1, 0), To: begin, Zone: time.UTC},
		}
		var counted report.Counts
		blocks := s.blocks(func() {
			var err error
			counted, err = store.NewReports(s.db).Counts(s.ctx, month, []time.Time{month.From})
			s.must(err)
		})
		require.Len(t, counted.Steps, 1)
		found := counted.Steps[0].Calls + counted.Steps[0].Failed
		t.Logf("of %d calls %d: %d blocks", calls, found, blocks)
		assert.InDelta(t, 30, found, 10)
		require.Len(t, blocks, 2, "the calls, and who was in them")
		for _, n := range blocks {
			assert.Positive(t, n)
			assert.LessOrEqual(t, n, found+15)
		}
	}
}

// What the migration finds of earlier calls is what is kept of new ones.
func TestEarlierCallsAreCountedAlike(t *testing.T) {
	s := newHistoryKit(t, 3_000)
	read := func() (sum string) {
		s.must(s.db.QueryRowContext(s.ctx, `
			SELECT md5(string_agg(concat_ws(' ', id, people, guests, person_ms, times, recorded), ',' ORDER BY id)) FROM whereby_calls`).Scan(&sum))
		return sum
	}
	kept := read()
	_, err := s.db.ExecContext(s.ctx, `
		ALTER TABLE whereby_calls DROP people, DROP guests, DROP person_ms, DROP times, DROP recorded;
		DELETE FROM whereby_migrations WHERE version_id >= 9`)
	s.must(err)
	s.must(store.Migrate(context.Background(), s.db, new(sync.Mutex)))
	assert.Equal(t, kept, read())
}
