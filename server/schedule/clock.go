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
	// retryAfter is when a start that failed is tried again, and maxTries how
	// often. It is less than a minute, so that the next tick does it.
	retryAfter = 30 * time.Second
	maxTries   = 8
	// triesEnd is how long after its time a call is still tried again.
	triesEnd = 30 * time.Minute
	// roomRetry is when it is looked again whether people have left the room of
	// calls that are over.
	roomRetry = 5 * time.Minute
	// atOnce is how many schedules a node works on together. It claims no more,
	// for a lease counts from the claim.
	atOnce = 8
	// stepTimeout bounds what is done for a schedule, and noteTimeout the noting
	// of it. Both fit in the lease.
	stepTimeout = 40 * time.Second
	noteTimeout = 10 * time.Second
	// maxMissed is how many missed calls are counted out to their owner.
	maxMissed = 50
	// keepDone is how long calls that are over are remembered, for calendars that
	// have yet to hear of it.
	keepDone = 30 * 24 * time.Hour
)

// Tick does what is due: makes rooms ahead, reminds, starts calls. Every node
// may do so at the same time; each schedule is worked on by one.
func (s *Service) Tick(ctx context.Context) error {
	due, err := s.claim(ctx, atOnce)
	if err != nil {
		return err
	}
	var group sync.WaitGroup
	for _, claimed := range due {
		group.Go(func() {
			for next := []Schedule{claimed}; len(next) > 0; {
				s.work(ctx, next[0])
				var err error
				if next, err = s.claim(ctx, 1); err != nil && ctx.Err() == nil {
					s.Log.Warn("planned calls not looked at", "err", err)
				}
			}
		})
	}
	group.Wait()
	return nil
}

func (s *Service) claim(ctx context.Context, limit int) ([]Schedule, error) {
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	now := s.now()
	due, err := s.Store.ClaimSchedules(ctx, now, now.Add(lease), limit)
	return due, errors.Wrap(err, "claim schedules")
}

// work does what is due for one schedule that is claimed. A panic over it ends
// neither the others' work nor the plugin's process.
func (s *Service) work(ctx context.Context, claimed Schedule) {
	defer func() {
		if cause := recover(); cause != nil {
			s.Log.Error("planned call panicked", "schedule_id", claimed.ID, "cause", cause, "stack", string(debug.Stack()))
		}
	}()
	stepping, stop := context.WithTimeout(ctx, stepTimeout)
	defer stop()
	if claimed.State != Active {
		s.clear(stepping, claimed)
		return
	}
	claimed.CheckAt = time.Time{}
	c := s.step(stepping, claimed)
	again := c.CheckAt
	c.BusyUntil = time.Time{}
	if c.State == Past {
		c.ChangedAt = s.now()
	}
	c.plan(s.now(), s.Settings())
	if !again.IsZero() && again.Before(c.CheckAt) {
		c.CheckAt = again
	}
	// What was done is noted even when the plugin is being stopped over it.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), noteTimeout)
	defer cancel()
	saved, err := s.Store.SaveSchedule(ctx, c)
	if err == nil && saved && c.looksOtherThan(claimed) {
		c.Revision++
		s.Publisher.Show(c)
	}
	if err == nil && !saved {
		saved, err = s.merge(ctx, c, claimed.BusyUntil)
	}
	if err != nil || !saved {
		// The database is away: what was done is known by the call's own record,
		// so doing it again does no harm.
		s.Log.Warn("schedule not noted", "schedule_id", c.ID, "saved", saved, "err", err)
	}
}

// looksOtherThan tells whether the clock has changed what people see.
func (c Schedule) looksOtherThan(before Schedule) bool {
	return c.State != before.State || !c.NextAt.Equal(before.NextAt)
}

// merge notes a reminder in a schedule that somebody has changed meanwhile:
// the change stands, but nobody is reminded twice.
func (s *Service) merge(ctx context.Context, c Schedule, lease time.Time) (saved bool, err error) {
	list, err := s.Store.FindSchedules(ctx, Query{ID: c.ID, Limit: 1})
	if err != nil || len(list) == 0 || !list[0].BusyUntil.Equal(lease) { // another node is at it
		return false, err
	}
	changed := list[0]
	changed.RemindedFor, changed.BusyUntil = c.RemindedFor, time.Time{}
	return s.Store.SaveSchedule(ctx, changed)
}

// clear gives up the room of what is paused or over, and forgets what has long
// been over.
func (s *Service) clear(ctx context.Context, c Schedule) {
	c.BusyUntil = time.Time{}
	if c.CheckAt = s.dropRoom(ctx, c.ID); c.CheckAt.IsZero() && c.State.Done() {
		c.CheckAt = c.ChangedAt.Add(keepDone)
	}
	var err error
	if c.State.Done() && !c.CheckAt.After(s.now()) {
		err = s.Store.ForgetSchedule(ctx, c)
	} else {
		_, err = s.Store.SaveSchedule(ctx, c) // who has changed it meanwhile has said when to look again
	}
	if err != nil {
		s.Log.Warn("schedule not noted", "schedule_id", c.ID, "err", err)
	}
}

// dropRoom gives up the room of calls that are over, and returns when that is
// to be tried again.
func (s *Service) dropRoom(ctx context.Context, id string) time.Time {
	err := s.Calls.DropRoom(ctx, id)
	if err == nil {
		return time.Time{}
	}
	if code := call.CodeOf(err); code != call.CodeRoomInUse && code != call.CodeRoomBusy {
		s.Log.Warn("room of planned calls not given up", "schedule_id", id, "err", err)
	}
	return s.now().Add(roomRetry)
}

func (s *Service) step(ctx context.Context, c Schedule) Schedule {
	now := s.now()
	if c.State != Active || c.NextAt.IsZero() {
		return c
	}
	if late := now.Sub(c.NextAt); late > triesEnd || late > tooLate && c.Tries == 0 {
		return s.passOver(ctx, c, now)
	}
	if !now.Before(c.NextAt) {
		return s.start(ctx, c)
	}
	if !now.Before(c.NextAt.Add(-s.Settings().Lead)) {
		c.CheckAt = s.getReady(ctx, c)
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
	case known && refusal.Code == call.CodeRunning && refusal.Call != nil && refusal.Call.State == call.Creating && c.Tries < maxTries:
		c.Tries++ // it may come to nothing
		return c
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
		_, more := c.Plan.Next(c.NextAt, c.Skipped)
		pause := more && isForGood(err)
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

// getReady makes the room ahead. While the one before is still being removed,
// it returns when to try again; otherwise what fails now is made with the call.
func (s *Service) getReady(ctx context.Context, c Schedule) (again time.Time) {
	_, err := s.Calls.PrepareRoom(ctx, c.request(), c.NextAt.Add(s.length(c)))
	switch {
	case err == nil:
	case call.CodeOf(err) == call.CodeRoomBusy:
		again = s.now().Add(retryAfter)
	default:
		s.Log.Warn("room not made ahead", "schedule_id", c.ID, "err", err)
	}
	return again
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
		UserID: c.OwnerID, ChannelID: c.ChannelID, RootID: c.RootID, ScheduleID: c.ID, Planned: c.NextAt, Options: c.Options, Way: call.BySchedule,
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
	if c.State != Active {
		c.CheckAt = now.Add(lease) // when no node is at it, its room is given up
		return
	}
	if c.NextAt.IsZero() {
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
