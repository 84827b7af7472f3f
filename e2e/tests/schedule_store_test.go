package tests

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/agenda"
	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/schedule"
	"mattermost-plugin-whereby/server/store"
)

// newSchedule is one of every weekday in Berlin, to be looked at at that time.
func newSchedule(t testing.TB, channelID string, check time.Time) schedule.Schedule {
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	start := begin.In(berlin).Truncate(time.Hour)
	return schedule.Schedule{
		ID: model.NewId(), ChannelID: channelID, TeamID: "team", OwnerID: "owner", Series: "series",
		Options: call.Options{Topic: "it's \"quoted\" 🎉", DurationMinutes: 15}, Words: "every weekday", State: schedule.Active,
		Plan:    agenda.Plan{Start: start, Zone: "Europe/Berlin", Rule: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"},
		Skipped: []time.Time{begin.Add(24 * time.Hour)}, NextAt: begin.Add(time.Hour), Remind: schedule.UsualReminder,
		RemindedFor: begin, Tries: 2, Sequence: 3, CreatedAt: begin, ChangedAt: begin, CheckAt: check,
	}
}

func (s *storeKit) schedules(q schedule.Query) []schedule.Schedule {
	s.t.Helper()
	found, err := s.FindSchedules(s.ctx, q)
	s.must(err)
	return found
}

func TestSchedulesInTheStore(t *testing.T) {
	s := newStoreKit(t)
	made := newSchedule(t, "channel", begin)
	saved, err := s.SaveSchedule(s.ctx, made)
	s.must(err)
	assert.True(t, saved)
	made.Revision = 1
	found := s.schedules(schedule.Query{ID: made.ID})[0]
	assert.True(t, made.Plan.Start.Equal(found.Plan.Start))
	assert.Equal(t, "Europe/Berlin", found.Plan.Start.Location().String())
	found.Plan.Start = made.Plan.Start
	assert.Equal(t, made, found)

	saved, err = s.SaveSchedule(s.ctx, found)
	s.must(err)
	assert.True(t, saved)
	saved, err = s.SaveSchedule(s.ctx, found)
	s.must(err)
	assert.False(t, saved, "somebody else was faster")

	other := newSchedule(t, "other", time.Time{})
	other.OwnerID, other.Series, other.NextAt, other.State = "somebody", "", time.Time{}, schedule.Past
	_, err = s.SaveSchedule(s.ctx, other)
	s.must(err)
	tests := map[string]struct {
		query schedule.Query
		want  int
	}{
		"all":           {schedule.Query{}, 2},
		"ahead":         {schedule.Query{Ahead: true}, 1},
		"limit":         {schedule.Query{Limit: 1}, 1},
		"a channel's":   {schedule.Query{ChannelID: "other"}, 1},
		"some channels": {schedule.Query{Channels: []string{"channel", "other", "none"}}, 2},
		"no channel's":  {schedule.Query{Channels: []string{}}, 0},
		"an owner's":    {schedule.Query{OwnerID: "somebody"}, 1},
		"a series":      {schedule.Query{Series: "series"}, 1},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) { assert.Len(t, s.schedules(test.query), test.want) })
	}

	s.must(s.ForgetSchedule(s.ctx, made))
	assert.Len(t, s.schedules(schedule.Query{}), 2, "it has been changed since")
	other.Revision = 1
	s.must(s.ForgetSchedule(s.ctx, other))
	left := s.schedules(schedule.Query{})
	require.Len(t, left, 1)
	assert.Equal(t, made.ID, left[0].ID)
}

func TestSchedulesAreClaimedOnce(t *testing.T) {
	s := newStoreKit(t)
	for i := range 50 {
		_, err := s.SaveSchedule(s.ctx, newSchedule(t, fmt.Sprint(i), begin.Add(time.Duration(i-40)*time.Minute)))
		s.must(err)
	}
	now := begin.Add(time.Second)
	var claimed atomic.Int32
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for {
				list, err := s.ClaimSchedules(s.ctx, now, now.Add(time.Minute), 5)
				if !assert.NoError(t, err) || len(list) == 0 {
					return
				}
				claimed.Add(int32(len(list)))
			}
		})
	}
	group.Wait()
	assert.EqualValues(t, 41, claimed.Load(), "what is due, each once")
	list, err := s.ClaimSchedules(s.ctx, now.Add(2*time.Minute), now.Add(3*time.Minute), 100)
	s.must(err)
	assert.Len(t, list, 43, "the node that had them is gone")
}

// TestPlannedCallIsReservedOnce has two nodes reserve the same planned call.
func TestPlannedCallIsReservedOnce(t *testing.T) {
	s := newStoreKit(t)
	first := newCall("channel", begin)
	first.ScheduleID, first.Planned = model.NewId(), begin
	s.must(s.Reserve(s.ctx, first))
	again := newCall("elsewhere", begin)
	again.ScheduleID, again.Planned = first.ScheduleID, first.Planned
	assert.Error(t, s.Reserve(s.ctx, again))
	again.Planned = begin.Add(time.Hour)
	assert.NoError(t, s.Reserve(s.ctx, again), "the next of the series")
}

// BenchmarkClaim is what a minute costs when 10,000 calls are planned: when none
// is due, and when 50 are.
func BenchmarkClaim(b *testing.B) {
	k := newKit(b)
	db := k.emptyDatabase()
	k.must(store.Migrate(k.ctx, db, new(sync.Mutex)))
	s := store.New(db, func() []byte { return make([]byte, 32) })
	for i := range 10_000 {
		_, err := s.SaveSchedule(k.ctx, newSchedule(b, "channel", begin.Add(time.Duration(i+1)*time.Minute)))
		require.NoError(b, err)
	}
	_, err := db.ExecContext(k.ctx, "ANALYZE whereby_schedules")
	require.NoError(b, err)
	var plan string
	require.NoError(b, db.QueryRowContext(k.ctx, `EXPLAIN (FORMAT JSON) SELECT id FROM whereby_schedules
		WHERE check_at > 0 AND check_at <= $1 AND busy_until <= $1 ORDER BY check_at LIMIT 8 FOR UPDATE SKIP LOCKED`, begin.UnixMilli()).Scan(&plan))
	require.Contains(b, plan, "whereby_schedules_check")
	b.Log(plan)
	for name, due := range map[string]int{"none": 0, "50": 50} {
		b.Run(name, func(b *testing.B) {
			took := timed{}
			for b.Loop() {
				_, err := db.ExecContext(k.ctx, "UPDATE whereby_schedules SET busy_until = 0 WHERE busy_until > 0")
				require.NoError(b, err)
				took.measure("claim", func() {
					now := begin.Add(time.Duration(due) * time.Minute)
					list, err := s.ClaimSchedules(k.ctx, now, now.Add(time.Minute), 64)
					require.NoError(b, err)
					require.Len(b, list, due)
				})
			}
			took.report(b)
		})
	}
}

// BenchmarkTick is how long a minute with 200 calls takes, on one node and on
// two: until the last is posted. The clock waits for the minute, so seconds are
// counted from there.
func BenchmarkTick(b *testing.B) {
	k := newKitFor(b, 15*time.Minute)
	k.Sandbox.SetPoints(1 << 30)
	b.Cleanup(func() { k.Sandbox.SetPoints(1000) })
	const calls = 200
	ids := make([]string, calls)
	for i := range ids {
		ids[i] = k.plan(k.alice, k.newChannel(k.alice).Id, "every day at 14:00").ID
	}
	tick := func(b *testing.B) {
		_, err := k.DB().ExecContext(k.ctx, "UPDATE whereby_schedules SET check_at = 0 WHERE state = 'active'")
		require.NoError(b, err)
		_, err = k.DB().ExecContext(k.ctx, "DELETE FROM whereby_calls")
		require.NoError(b, err)
		time.Sleep(time.Until(time.Now().Truncate(time.Minute).Add(time.Minute + 2*time.Second)))
		began := time.Now().Truncate(time.Minute).Add(time.Minute)
		for _, id := range ids {
			_, err = k.DB().ExecContext(k.ctx, `UPDATE whereby_schedules SET next_at = $2, check_at = $2, busy_until = 0, revision = revision + 1 WHERE id = $1`, id, began.UnixMilli())
			require.NoError(b, err)
		}
		require.Eventually(b, func() bool {
			return k.counted("SELECT count(*) FROM whereby_calls WHERE post_id <> ''") == calls
		}, 5*time.Minute, 50*time.Millisecond)
		b.ReportMetric(time.Since(began).Seconds(), "last-s")
	}
	b.Run("one node", tick)
	second, err := k.AddNode(k.ctx, 0)
	k.must(err)
	b.Cleanup(func() { k.RemoveNode(second) })
	time.Sleep(20 * time.Second) // until the plugin runs there
	b.Run("two nodes", tick)
}
