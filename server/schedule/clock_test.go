package schedule

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/call"
)

func TestRoomOfWhatIsOver(t *testing.T) {
	w := newWorld(t)
	c := w.plan(t, "today 09:00")
	w.inUse = true
	w.until(t, moment(t, "2026-11-25T10:00:00+01:00"))
	assert.Len(t, w.started, 1)
	assert.Empty(t, w.dropped, "people meet in it")
	w.inUse = false
	w.until(t, moment(t, "2026-11-25T10:10:00+01:00"))
	assert.Equal(t, []string{c.ID}, w.dropped, "once they have left")
	w.clock = w.rows[c.ID].CheckAt.Add(-time.Minute)
	require.NoError(t, w.Tick(t.Context()))
	assert.Contains(t, w.rows, c.ID)
	w.until(t, w.rows[c.ID].CheckAt)
	assert.NotContains(t, w.rows, c.ID, "what is long over is forgotten")
	w.clock = moment(t, "2026-11-25T10:10:00+01:00")
	w.dropped = []string{c.ID}

	series := w.plan(t, "every day at 12:00")
	w.inUse = true
	_, err := w.Do(t.Context(), series.ID, owner, Cancel)
	require.NoError(t, err)
	w.inUse = false
	w.until(t, moment(t, "2026-11-25T10:20:00+01:00"))
	assert.Equal(t, []string{c.ID, series.ID}, w.dropped)
}

func TestPanicOverOneSchedule(t *testing.T) {
	w := newWorld(t)
	w.plan(t, "today 09:00")
	w.during = func() { panic("over it") }
	w.clock = moment(t, "2026-11-25T09:00:00+01:00")
	require.NoError(t, w.Tick(t.Context()))
	w.during = nil
	w.until(t, w.clock.Add(2*time.Minute))
	assert.Len(t, w.started, 1)
}

// A lease counts from the claim, so nothing is claimed that has to wait.
func TestClaimsNoMoreThanItWorksOn(t *testing.T) {
	w := newWorld(t)
	for range 40 {
		w.plan(t, "today 09:00")
	}
	w.clock = moment(t, "2026-11-25T09:00:00+01:00")
	w.during = func() {
		w.memory.mu.Lock()
		defer w.memory.mu.Unlock()
		busy := 0
		for _, c := range w.rows {
			if c.BusyUntil.After(w.clock) {
				busy++
			}
		}
		assert.LessOrEqual(t, busy, atOnce)
	}
	require.NoError(t, w.Tick(t.Context()))
	assert.Len(t, w.started, 40)
}

// The plugin goes down over a call that it has tried to start, and comes back
// the next day.
func TestDowntimeAfterAFailedStart(t *testing.T) {
	w := newWorld(t)
	w.plan(t, "every day at 09:00")
	w.failures = []error{&call.Error{Code: call.CodeUnavailable}}
	w.until(t, moment(t, "2026-11-25T09:00:00+01:00"))
	w.clock = moment(t, "2026-11-26T08:00:00+01:00")
	require.NoError(t, w.Tick(t.Context()))
	assert.Empty(t, w.started)
	assert.Len(t, w.missed, 1)
}

// Starts take a while, and are tried again at the next full minute all the same.
func TestRetriesAtTheNextMinute(t *testing.T) {
	w := newWorld(t)
	w.plan(t, "today 09:00")
	w.failures = []error{&call.Error{Code: call.CodeUnavailable}}
	w.during = func() { w.clock = w.clock.Add(20 * time.Second) }
	w.clock = moment(t, "2026-11-25T09:00:00+01:00")
	require.NoError(t, w.Tick(t.Context()))
	w.clock = moment(t, "2026-11-25T09:01:00+01:00")
	require.NoError(t, w.Tick(t.Context()))
	assert.Len(t, w.started, 1)
}

func TestRemindedOnce(t *testing.T) {
	for name, during := range map[string]func(w *world, c Schedule, stop func()){
		"while somebody changes it": func(w *world, c Schedule, _ func()) {
			_, err := w.Edit(t.Context(), c.ID, owner, Request{Options: call.Options{Topic: "New"}, Remind: UsualReminder})
			assert.NoError(t, err)
		},
		"while the plugin is stopped": func(_ *world, _ Schedule, stop func()) { stop() },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			c := w.plan(t, "today 09:00")
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			w.during = func() { during(w, c, stop) }
			w.clock = moment(t, "2026-11-25T08:50:00+01:00")
			_ = w.Tick(ctx)
			w.during = nil
			w.until(t, moment(t, "2026-11-25T09:00:00+01:00"))
			assert.Len(t, w.reminded, 1)
			assert.Len(t, w.started, 1)
		})
	}
}

// What is over at once cannot be resumed, so nobody is told to.
func TestOneOffIsNotPaused(t *testing.T) {
	w := newWorld(t)
	c := w.plan(t, "today 09:00")
	w.failures = []error{&call.Error{Code: call.CodeArchived}}
	w.until(t, moment(t, "2026-11-25T09:01:00+01:00"))
	assert.Len(t, w.failed, 1)
	assert.Zero(t, w.paused)
	assert.Equal(t, Past, w.rows[c.ID].State)
}

// Another call that is about to start, and then does not, keeps none away.
func TestWhileAnotherStarts(t *testing.T) {
	w := newWorld(t)
	w.plan(t, "today 09:00")
	w.running = &call.Call{ID: "another", State: call.Creating}
	w.until(t, moment(t, "2026-11-25T09:00:00+01:00"))
	w.running = nil
	w.until(t, moment(t, "2026-11-25T09:01:00+01:00"))
	assert.Len(t, w.started, 1)
	assert.Zero(t, w.busy)
}

// TestChangedWhileItStarts has somebody change calls at the very minute of one:
// before a node has taken it, and after.
func TestChangedWhileItStarts(t *testing.T) {
	changes := map[string]struct {
		change func(w *world, id string) error
		starts int // of a change that comes before the claim
	}{
		"skip":   {func(w *world, id string) error { _, err := w.Do(t.Context(), id, owner, Skip); return err }, 0},
		"pause":  {func(w *world, id string) error { _, err := w.Do(t.Context(), id, owner, Pause); return err }, 0},
		"cancel": {func(w *world, id string) error { _, err := w.Do(t.Context(), id, owner, Cancel); return err }, 0},
		"topic": {func(w *world, id string) error {
			_, err := w.Edit(t.Context(), id, owner, Request{Options: call.Options{Topic: "New"}, Remind: UsualReminder})
			return err
		}, 1},
		"other time": {func(w *world, id string) error {
			_, err := w.Edit(t.Context(), id, owner, Request{When: "every day at 11:00", Remind: UsualReminder})
			return err
		}, 0},
	}
	for name, test := range changes {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			c := w.plan(t, "every day at 09:00")
			w.clock = moment(t, "2026-11-25T09:00:00+01:00")
			require.NoError(t, test.change(w, c.ID))
			require.NoError(t, w.Tick(t.Context()))
			assert.Len(t, w.started, test.starts, "before the claim")
			if test.starts > 0 {
				assert.Equal(t, "New", w.started[0].Options.Topic)
			}

			w = newWorld(t)
			c = w.plan(t, "every day at 09:00")
			w.during = func() {
				assert.Equal(t, call.CodePlanStarting, call.CodeOf(test.change(w, c.ID)))
				assert.Empty(t, w.dropped, "the room of what starts")
			}
			w.clock = moment(t, "2026-11-25T09:00:00+01:00")
			require.NoError(t, w.Tick(t.Context()))
			w.during = nil
			assert.Len(t, w.started, 1, "after the claim")
			assert.Equal(t, Active, w.rows[c.ID].State)
			assert.NoError(t, test.change(w, c.ID), "afterwards it is about the next")
		})
	}
}

// TestRoomOfWhatIsPaused is given up, and made again ahead of the next call.
func TestRoomOfWhatIsPaused(t *testing.T) {
	w := newWorld(t)
	c := w.plan(t, "every day at 12:00")
	w.until(t, w.clock.Add(time.Minute))
	assert.Equal(t, 1, w.prepared)
	w.inUse = true
	_, err := w.Do(t.Context(), c.ID, owner, Pause)
	require.NoError(t, err)
	w.inUse = false
	w.until(t, w.clock.Add(2*roomRetry))
	assert.Equal(t, []string{c.ID}, w.dropped, "once people have left it")
	assert.Zero(t, w.rows[c.ID].CheckAt)
	_, err = w.Do(t.Context(), c.ID, owner, Resume)
	require.NoError(t, err)
	w.notReady = &call.Error{Code: call.CodeRoomBusy} // being removed still
	w.until(t, w.clock.Add(time.Minute))
	w.notReady = nil
	w.until(t, w.clock.Add(time.Minute))
	assert.Equal(t, 2, w.prepared)
}
