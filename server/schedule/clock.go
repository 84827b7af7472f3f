package schedule

import (
	"context"
	"runtime/debug"
	"sync"
	"time"

	"github.com/pkg/errors"

	"mattermost-plugin-whereby/server/call"
)

const (
	// lease is how long one schedule may take. It exceeds call.StartTimeout with
	// its undo, so that no two nodes are at one schedule.
	lease = time.Minute
	// tooLate is how long after its time a call is still started. After a longer
	// outage nobody waits for it any more.
	tooLate = 10 * time.Minute
	// retryAfter is when a start that failed is tried again, and maxTries how often.
	retryAfter = time.Minute
	maxTries   = 8
	// batch is how many schedules a node claims at once, and atOnce how many it
	// works on together.
	batch  = 64
	atOnce = 8
	// maxMissed is how many missed calls are counted out to their owner.
	maxMissed = 50
)

// Tick does what is due: makes rooms ahead, reminds, starts calls. Every node
// may do so at the same time; each schedule is worked on by one.
func (s *Service) Tick(ctx context.Context) error {
	for {
		now := s.now()
		due, err := s.Store.ClaimSchedules(ctx, now, now.Add(lease), batch)
		if err != nil {
			return errors.Wrap(err, "claim schedules")
		}
		var group sync.WaitGroup
		places := make(chan struct{}, atOnce)
		for _, claimed := range due {
			places <- struct{}{}
			group.Go(func() {
				defer func() { <-places }()
				s.work(ctx, claimed)
			})
		}
		group.Wait()
		if len(due) < batch || ctx.Err() != nil {
			return nil
		}
	}
}

// work does what is due for one schedule that is claimed.
func (s *Service) work(ctx context.Context, c Schedule) {
	c = s.step(ctx, c)
	c.BusyUntil = time.Time{}
	c.plan(s.now(), s.Settings())
	saved, err := s.Store.SaveSchedule(ctx, c)
	if err != nil || !saved {
		// Its owner has just changed it, or the database is away: what was done
		// is known by the call's own record, so doing it again does no harm.
		s.Log.Warn("schedule not noted", "schedule_id", c.ID, "saved", saved, "err", err)
	}
}

func (s *Service) step(ctx context.Context, c Schedule) Schedule {
	now := s.now()
	if c.State != Active || c.NextAt.IsZero() {
		return c
	}
	if now.Sub(c.NextAt) > tooLate && c.Tries == 0 {
		return s.passOver(ctx, c, now)
	}
	if !now.Before(c.NextAt) {
		return s.start(ctx, c)
	}
	if !now.Before(c.NextAt.Add(-s.Settings().Lead)) {
		s.getReady(ctx, c)
	}
	if at, ok := c.remindAt(s.Settings()); ok && !now.Before(at) {
		c = s.remind(ctx, c)
	}
	return c
}

// passOver leaves out what is long past, and tells the owner once.
func (s *Service) passOver(ctx context.Context, c Schedule, now time.Time) Schedule {
	missed := []time.Time{c.NextAt}
	for len(missed) < maxMissed {
		next, ok := c.Plan.Next(missed[len(missed)-1], c.Skipped)
		if !ok || now.Sub(next) <= tooLate {
			break
		}
		missed = append(missed, next)
	}
	if err := s.Teller.Missed(ctx, c, missed); err != nil {
		s.Log.Warn("missed calls not told", "schedule_id", c.ID, "err", err)
	}
	c.advance(now.Add(-tooLate))
	return c
}

// start starts the call whose time has come. That it was started before, by a
// node that died over it, is no error.
func (s *Service) start(ctx context.Context, c Schedule) Schedule {
	_, err := s.Calls.Start(ctx, c.request())
	refusal := new(call.Error)
	known := errors.As(err, &refusal)
	switch {
	case err == nil:
	case known && refusal.Code == call.CodeRunning && refusal.Call != nil:
		if !c.owns(*refusal.Call) {
			if err = s.Teller.Busy(ctx, c, *refusal.Call); err != nil {
				s.Log.Warn("busy channel not told", "schedule_id", c.ID, "err", err)
			}
		}
	case mayPass(err) && c.Tries < maxTries:
		c.Tries++
		return c
	default:
		pause := isForGood(err)
		s.Log.Warn("planned call not started", "schedule_id", c.ID, "channel_id", c.ChannelID, "paused", pause, "err", err)
		if pause {
			c.State = Paused
			c.Sequence++
		}
		if err = s.Teller.Failed(ctx, c, err, pause); err != nil {
			s.Log.Warn("failed start not told", "schedule_id", c.ID, "err", err)
		}
	}
	c.advance(c.NextAt)
	return c
}

// owns tells whether a call that runs is one of this schedule's, or was begun
// in its room by somebody who came early.
func (c Schedule) owns(running call.Call) bool { return running.ScheduleID == c.ID }

// mayPass tells whether a start can succeed a minute later.
func mayPass(err error) bool {
	switch call.CodeOf(err) {
	case call.CodeUnavailable, call.CodeRateLimited, call.CodeInternal, call.CodeStarting, call.CodeRoomBusy, call.CodeKeyRefused, call.CodeNotConfigured:
		return true
	}
	return false
}

// isForGood tells whether no later call can be started either, until somebody
// does something about it.
func isForGood(err error) bool {
	switch call.CodeOf(err) {
	case call.CodeArchived, call.CodeNotMember, call.CodeNotFound, call.CodePersonGone:
		return true
	}
	return false
}

// getReady makes the room ahead. When that fails now it is made with the call.
func (s *Service) getReady(ctx context.Context, c Schedule) {
	if _, err := s.Calls.PrepareRoom(ctx, c.request(), c.NextAt.Add(s.length(c))); err != nil {
		s.Log.Warn("room not made ahead", "schedule_id", c.ID, "err", err)
	}
}

func (s *Service) length(c Schedule) time.Duration {
	if minutes := c.Length(); minutes > 0 {
		return time.Duration(minutes) * time.Minute
	}
	return s.Settings().Duration
}

// remind says that a call begins soon, unless it runs already.
func (s *Service) remind(ctx context.Context, c Schedule) Schedule {
	running, err := s.Calls.Running(ctx, c.OwnerID, c.ChannelID)
	if err == nil && c.owns(running) {
		c.RemindedFor = c.NextAt
		return c
	}
	room, err := s.Calls.PrepareRoom(ctx, c.request(), c.NextAt.Add(s.length(c)))
	if err != nil {
		s.Log.Warn("no room to remind of", "schedule_id", c.ID, "err", err)
		return c // again in a minute; at its time the call says what is wrong
	}
	if err = s.Teller.Remind(ctx, c, room); err != nil {
		s.Log.Warn("not reminded", "schedule_id", c.ID, "err", err)
		return c
	}
	c.RemindedFor = c.NextAt
	return c
}

func (c Schedule) request() call.StartRequest {
	return call.StartRequest{
		UserID: c.OwnerID, ChannelID: c.ChannelID, RootID: c.RootID, ScheduleID: c.ID, Planned: c.NextAt, Options: c.Options,
	}
}

// advance moves on to the occurrence after that time.
func (c *Schedule) advance(after time.Time) {
	c.Tries = 0
	next, ok := c.Plan.Next(after, c.Skipped)
	if !ok {
		c.State, c.NextAt = Past, time.Time{}
		return
	}
	c.NextAt = next
}

func (c Schedule) remindAt(settings Settings) (time.Time, bool) {
	minutes := c.RemindBefore(settings.Remind)
	if minutes <= 0 || c.RemindedFor.Equal(c.NextAt) {
		return time.Time{}, false
	}
	return c.NextAt.Add(-time.Duration(minutes) * time.Minute), true
}

// plan notes when the clock looks at the schedule next.
func (c *Schedule) plan(now time.Time, settings Settings) {
	if c.State != Active || c.NextAt.IsZero() {
		c.CheckAt = time.Time{}
		return
	}
	next := c.NextAt
	if lead := c.NextAt.Add(-settings.Lead); lead.After(now) {
		next = lead
	}
	if at, ok := c.remindAt(settings); ok && at.Before(next) {
		next = at
	}
	if !next.After(now) { // something did not work out
		next = now.Add(retryAfter)
	}
	c.CheckAt = next
}

// Clock ticks at every full minute.
type Clock struct {
	cancel context.CancelFunc
	ended  chan struct{}
}

// tickTimeout bounds one tick.
const tickTimeout = 5 * time.Minute

// StartClock lets a service tick until the clock is stopped. Each node has one.
func StartClock(s *Service) *Clock {
	ctx, cancel := context.WithCancel(context.Background())
	c := &Clock{cancel: cancel, ended: make(chan struct{})}
	go func() {
		defer close(c.ended)
		for {
			now := time.Now()
			select {
			case <-time.After(now.Truncate(time.Minute).Add(time.Minute).Sub(now)):
				s.tickSafely(ctx)
			case <-ctx.Done():
				return
			}
		}
	}()
	return c
}

// tickSafely survives panics: one would end the plugin's process.
func (s *Service) tickSafely(ctx context.Context) {
	defer func() {
		if cause := recover(); cause != nil {
			s.Log.Error("clock panicked", "cause", cause, "stack", string(debug.Stack()))
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, tickTimeout)
	defer cancel()
	if err := s.Tick(ctx); err != nil && ctx.Err() == nil {
		s.Log.Warn("planned calls not looked at", "err", err)
	}
}

// Stop ends the clock when what it is at is done.
func (c *Clock) Stop() {
	c.cancel()
	<-c.ended
}
