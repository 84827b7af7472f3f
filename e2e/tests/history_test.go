package tests

import (
	"context"
	"sync"
	"testing"
	"time"

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

// blocks counts how many blocks of the calls' table and its indexes were looked
// at, and how often all of the table was read.
func (s *storeKit) blocks() (blocks, scans int) {
	s.t.Helper()
	s.must(s.db.QueryRowContext(s.ctx, `
		SELECT heap_blks_read + heap_blks_hit + idx_blks_read + idx_blks_hit, seq_scan
		FROM pg_statio_user_tables JOIN pg_stat_user_tables USING (relid) WHERE relid = 'whereby_calls'::regclass`).Scan(&blocks, &scans))
	return blocks, scans
}

// A channel's month takes the same work however many calls there are elsewhere.
func TestChannelsMonthIsFlat(t *testing.T) {
	work := func(calls int) (blocks, counted int) {
		s := newHistoryKit(t, calls)
		s.db.SetMaxOpenConns(1) // whose statistics are complete for itself
		month := report.Filter{
			Scope:  report.Scope{Kind: report.Channel, ID: "steady"},
			Period: report.Period{From: begin.AddDate(0, -1, 0), To: begin, Zone: time.UTC},
		}
		flush := func() {
			_, err := s.db.ExecContext(s.ctx, "SELECT pg_stat_force_next_flush()")
			s.must(err)
		}
		flush()
		blocks, scans := s.blocks()
		counts, err := store.NewReports(s.db).Counts(s.ctx, month, []time.Time{month.From})
		require.NoError(t, err)
		flush()
		blocksAfter, scansAfter := s.blocks()
		assert.Equal(t, scans, scansAfter, "the table is not read as a whole")
		require.Len(t, counts.Steps, 1)
		return blocksAfter - blocks, counts.Steps[0].Calls
	}
	few, fewCalls := work(5_000)
	many, manyCalls := work(50_000)
	t.Logf("%d blocks for %d calls of 5,000; %d blocks for %d calls of 50,000", few, fewCalls, many, manyCalls)
	assert.InDelta(t, fewCalls, manyCalls, 20)
	assert.Less(t, float64(many)/float64(manyCalls), 1.5*float64(few)/float64(fewCalls))
	assert.Positive(t, few)
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
