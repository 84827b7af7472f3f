package schedule

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/call"
)

func TestCreate(t *testing.T) {
	w := newWorld(t)
	c, err := w.Create(t.Context(), Request{
		UserID: owner, ChannelID: channel, RootID: "root", When: `"Standup" every weekday at 09:00 15m`, Remind: UsualReminder,
		Options: call.Options{Template: "standup"},
	})
	require.NoError(t, err)
	assert.Equal(t, "Standup", c.Options.Topic)
	assert.Equal(t, 15, c.Options.DurationMinutes)
	assert.Equal(t, "standup", c.Options.Template)
	assert.Equal(t, "Europe/Berlin", c.Plan.Zone, "the person's own zone")
	next := c.Upcoming(w.clock, 3)
	require.Len(t, next, 3)
	assert.WithinDuration(t, moment(t, "2026-11-25T09:00:00+01:00"), next[0], 0)
	assert.WithinDuration(t, moment(t, "2026-11-27T09:00:00+01:00"), next[2], 0)
	assert.Equal(t, w.clock, c.CheckAt, "its room is made at once")

	far := w.plan(t, "2026-12-24 16:00")
	assert.WithinDuration(t, moment(t, "2026-12-23T16:00:00+01:00"), far.CheckAt, 0, "a day ahead")
}

func TestWordsOfTheTime(t *testing.T) {
	for typed, want := range map[string]string{
		`"Standup" every weekday at 09:00`:           "every weekday at 09:00",
		"“1 + 1 (?)” every mon 10:00 Asia/Tokyo 45m": "every mon 10:00 45m",
		"Weekly review every friday at 16:00":        "every friday at 16:00",
		"  every   day at 09:00 ":                    "every day at 09:00",
		`every day at 09:00 "day"`:                   "every day at 09:00",
		`"UTC" every mon, thu 14:30 UTC`:             "every mon, thu 14:30",
		"Plan every day at 09:00 for Berlin":         "every day at 09:00",
		`cron "0 9 * * 1-5"`:                         `cron "0 9 * * 1-5"`,
	} {
		assert.Equal(t, want, newWorld(t).plan(t, typed).Words)
	}
}

func TestCreateRefuses(t *testing.T) {
	w := newWorld(t)
	for when, reason := range map[string]string{"": "nothing", "yesterday at noonish": "", "2020-01-01 10:00": "past", "every day at 09:00 Europe/Berln": "zone"} {
		_, err := w.Create(t.Context(), Request{UserID: owner, ChannelID: channel, When: when})
		require.Error(t, err, when)
		refusal := new(call.Error)
		require.ErrorAs(t, err, &refusal, when)
		assert.Equal(t, call.CodeBadWhen, refusal.Code, when)
		if reason != "" {
			assert.Equal(t, reason, refusal.Reason, when)
		}
	}
	_, err := w.Create(t.Context(), Request{UserID: "outsider", ChannelID: channel, When: "tomorrow 10:00"})
	assert.Equal(t, call.CodeNotMember, call.CodeOf(err))
	for range maxAhead {
		w.plan(t, "tomorrow 10:00")
	}
	_, err = w.Create(t.Context(), Request{UserID: owner, ChannelID: channel, When: "tomorrow 10:00"})
	assert.Equal(t, call.CodeTooManyPlans, call.CodeOf(err))
}

func TestClockStartsAtTheMinute(t *testing.T) {
	w := newWorld(t)
	c := w.plan(t, "every weekday at 09:00")
	w.until(t, moment(t, "2026-11-25T08:59:00+01:00"))
	assert.Empty(t, w.started)
	assert.Len(t, w.reminded, 1, "ten minutes before")
	w.until(t, moment(t, "2026-11-25T09:00:00+01:00"))
	require.Len(t, w.started, 1)
	assert.Equal(t, c.ID, w.started[0].ScheduleID)
	w.until(t, moment(t, "2026-12-02T08:00:00+01:00"))
	assert.Len(t, w.started, 5, "not on Saturday and Sunday")
	assert.Len(t, w.reminded, 5)
	assert.Empty(t, w.missed)
}

func TestOneOffIsPastAfterwards(t *testing.T) {
	w := newWorld(t)
	c := w.plan(t, "today 16:30")
	w.until(t, moment(t, "2026-11-25T17:00:00+01:00"))
	assert.Len(t, w.started, 1)
	assert.Equal(t, Past, w.rows[c.ID].State)
	list, err := w.List(t.Context(), "other", channel)
	require.NoError(t, err)
	assert.Empty(t, list)
}

// Eight nodes tick at the same moment; one starts.
func TestManyNodesOneStart(t *testing.T) {
	w := newWorld(t)
	for range 20 {
		w.plan(t, "today 09:00")
	}
	w.clock = moment(t, "2026-11-25T09:00:00+01:00")
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() { assert.NoError(t, w.node().Tick(t.Context())) })
	}
	wait.Wait()
	assert.Len(t, w.started, 20)
	assert.Zero(t, w.busy)
}

// A node dies after it has started the call and before it has noted that.
func TestNodeDiesInTheMinute(t *testing.T) {
	w := newWorld(t)
	c := w.plan(t, "today 09:00")
	w.clock = moment(t, "2026-11-25T09:00:00+01:00")
	claimed, err := w.ClaimSchedules(t.Context(), w.clock, w.clock.Add(lease), 1)
	require.NoError(t, err)
	_, err = w.Start(t.Context(), claimed[0].request())
	require.NoError(t, err)
	require.NoError(t, w.Tick(t.Context()))
	assert.Equal(t, Active, w.rows[c.ID].State, "the dead node still holds it")
	w.until(t, w.clock.Add(2*time.Minute))
	assert.Len(t, w.started, 1, "and it is not started twice")
	assert.Equal(t, Past, w.rows[c.ID].State)
	assert.Zero(t, w.busy)
}

func TestDowntime(t *testing.T) {
	w := newWorld(t)
	w.plan(t, "every day at 09:00")
	w.plan(t, "2026-11-26 12:00")
	w.clock = moment(t, "2026-11-28T10:00:00+01:00")
	require.NoError(t, w.Tick(t.Context()))
	assert.Empty(t, w.started, "what is long past is not fired in a burst")
	require.Len(t, w.missed, 2, "but told, once each")
	counts := []int{len(w.missed[0]), len(w.missed[1])}
	assert.ElementsMatch(t, []int{1, 4}, counts)
	w.until(t, moment(t, "2026-11-29T09:00:00+01:00"))
	assert.Len(t, w.started, 1)

	short := newWorld(t)
	short.plan(t, "every day at 09:00")
	short.clock = moment(t, "2026-11-25T09:05:00+01:00")
	require.NoError(t, short.Tick(t.Context()))
	assert.Len(t, short.started, 1, "a few minutes are no matter")
}

func TestFailingStarts(t *testing.T) {
	down := &call.Error{Code: call.CodeUnavailable}
	w := newWorld(t)
	w.plan(t, "every day at 09:00")
	w.failures = []error{down, down, down}
	w.until(t, moment(t, "2026-11-25T09:03:00+01:00"))
	assert.Len(t, w.started, 1, "tried again each minute")
	assert.Empty(t, w.failed)

	for range 20 {
		w.failures = append(w.failures, down)
	}
	w.until(t, moment(t, "2026-11-26T09:30:00+01:00"))
	assert.Len(t, w.started, 1)
	require.Len(t, w.failed, 1, "told once")
	assert.Zero(t, w.paused)
	assert.Empty(t, w.missed)
	w.failures = nil
	w.until(t, moment(t, "2026-11-27T09:00:00+01:00"))
	assert.Len(t, w.started, 2, "and the next day it goes on")
}

func TestStartsThatCannotBe(t *testing.T) {
	tests := map[call.Code]bool{ // whether it is paused
		call.CodeArchived: true, call.CodeNotMember: true, call.CodePersonGone: true, call.CodeNotFound: true,
		call.CodeRuleHours: false, call.CodeRuleRoles: false, call.CodeMayNotRecord: false, call.CodeNotInPlan: false,
	}
	for code, paused := range tests {
		t.Run(string(code), func(t *testing.T) {
			w := newWorld(t)
			c := w.plan(t, "every day at 09:00")
			w.failures = []error{&call.Error{Code: code}}
			w.until(t, moment(t, "2026-11-25T09:05:00+01:00"))
			require.Len(t, w.failed, 1)
			assert.Equal(t, code, call.CodeOf(w.failed[0]))
			assert.Equal(t, paused, w.paused == 1)
			w.until(t, moment(t, "2026-11-26T09:05:00+01:00"))
			assert.Equal(t, paused, len(w.started) == 0)
			if paused {
				assert.Equal(t, Paused, w.rows[c.ID].State)
			}
		})
	}
}

func TestWhileACallRuns(t *testing.T) {
	w := newWorld(t)
	c := w.plan(t, "every day at 09:00")
	w.running = &call.Call{ID: "another"}
	w.until(t, moment(t, "2026-11-25T09:01:00+01:00"))
	assert.Equal(t, 1, w.busy, "people are shown the call that runs")
	assert.Len(t, w.reminded, 1)
	w.running = &call.Call{ID: "early", ScheduleID: c.ID}
	w.until(t, moment(t, "2026-11-26T09:01:00+01:00"))
	assert.Equal(t, 1, w.busy)
	assert.Len(t, w.reminded, 1, "nobody is reminded of what runs already")
}

func TestReminders(t *testing.T) {
	w := newWorld(t)
	for when, remind := range map[string]int{"today 12:00": 60, "today 12:01": 0, "today 12:02": UsualReminder} {
		_, err := w.Create(t.Context(), Request{UserID: owner, ChannelID: channel, When: when, Remind: remind})
		require.NoError(t, err)
	}
	w.until(t, moment(t, "2026-11-25T11:01:00+01:00"))
	assert.Len(t, w.reminded, 1)
	w.until(t, moment(t, "2026-11-25T13:00:00+01:00"))
	assert.Len(t, w.reminded, 2)
	assert.Len(t, w.started, 3)
}

func TestChanges(t *testing.T) {
	w := newWorld(t)
	c := w.plan(t, "every day at 09:00")
	do := func(act Act) Schedule {
		changed, err := w.Do(t.Context(), c.ID, owner, act)
		require.NoError(t, err)
		return changed
	}
	assert.WithinDuration(t, moment(t, "2026-11-26T09:00:00+01:00"), do(Skip).NextAt, 0)
	w.until(t, moment(t, "2026-11-25T10:00:00+01:00"))
	assert.Empty(t, w.started)
	assert.Equal(t, Paused, do(Pause).State)
	w.until(t, moment(t, "2026-11-26T10:00:00+01:00"))
	assert.Empty(t, w.started)
	assert.WithinDuration(t, moment(t, "2026-11-27T09:00:00+01:00"), do(Resume).NextAt, 0, "what was missed meanwhile is not caught up on")
	edited, err := w.Edit(t.Context(), c.ID, "boss", Request{When: "every day at 11:00", Remind: 5})
	require.NoError(t, err)
	assert.WithinDuration(t, moment(t, "2026-11-26T11:00:00+01:00"), edited.NextAt, 0)
	assert.Equal(t, 5, edited.Remind)
	assert.Equal(t, 4, edited.Sequence, "calendars know of each change")
	w.until(t, moment(t, "2026-11-26T11:00:00+01:00"))
	assert.Len(t, w.started, 1)
	assert.Contains(t, w.dropped, c.ID, "what is paused needs no room")
	w.dropped = nil
	assert.Equal(t, Cancelled, do(Cancel).State)
	assert.Equal(t, []string{c.ID}, w.dropped)
	_, err = w.Do(t.Context(), c.ID, owner, Resume)
	assert.Equal(t, call.CodeScheduleOver, call.CodeOf(err))
	w.until(t, moment(t, "2026-11-28T12:00:00+01:00"))
	assert.Len(t, w.started, 1)
}

func TestWhoMayChange(t *testing.T) {
	w := newWorld(t)
	c := w.plan(t, "every day at 09:00")
	for user, code := range map[string]call.Code{"other": call.CodeMayNotChange, "outsider": call.CodeNotMember, "boss": "", owner: ""} {
		_, err := w.Do(t.Context(), c.ID, user, Skip)
		if code == "" {
			assert.NoError(t, err, user)
		} else {
			assert.Equal(t, code, call.CodeOf(err), user)
		}
	}
	_, err := w.Do(t.Context(), c.ID, owner, "explode")
	assert.Equal(t, call.CodeInvalid, call.CodeOf(err))
	_, err = w.Get(t.Context(), "unknown", owner)
	assert.Equal(t, call.CodeNoSchedule, call.CodeOf(err))
}

// Who resumes what nobody owns any more becomes its owner.
func TestTakingOver(t *testing.T) {
	w := newWorld(t)
	c := w.plan(t, "every day at 09:00")
	gone := w.access[owner]
	gone.Person.Gone = true
	w.access[owner] = gone
	_, err := w.Do(t.Context(), c.ID, "boss", Pause)
	require.NoError(t, err)
	c, err = w.Do(t.Context(), c.ID, "boss", Resume)
	require.NoError(t, err)
	assert.Equal(t, "boss", c.OwnerID)
}

func TestFeed(t *testing.T) {
	w := newWorld(t)
	w.plan(t, "every day at 09:00")
	token, err := w.MakeFeed(t.Context(), owner)
	require.NoError(t, err)
	list, whose, err := w.Feed(t.Context(), token)
	require.NoError(t, err)
	assert.Len(t, list, 1)
	assert.Equal(t, owner, whose)
	second, err := w.MakeFeed(t.Context(), owner)
	require.NoError(t, err)
	_, _, err = w.Feed(t.Context(), token)
	assert.Equal(t, call.CodeNotFound, call.CodeOf(err), "the one before works no longer")
	require.NoError(t, w.Service.DropFeed(t.Context(), owner))
	_, _, err = w.Feed(t.Context(), second)
	assert.Equal(t, call.CodeNotFound, call.CodeOf(err))
}

func TestOnboard(t *testing.T) {
	w := newWorld(t)
	list, err := w.Onboard(t.Context(), OnboardRequest{UserID: "boss", NewcomerID: "other", MentorID: owner, Topic: "Onboarding"})
	require.NoError(t, err)
	require.Len(t, list, 3)
	var times []string
	for _, c := range list {
		assert.Equal(t, owner, c.OwnerID)
		assert.Equal(t, list[0].Series, c.Series)
		for _, at := range c.Upcoming(w.clock, 10) {
			times = append(times, at.Format("Mon 02 Jan 15:04"))
		}
	}
	assert.Equal(t, []string{
		"Thu 26 Nov 10:00", "Mon 30 Nov 10:00", "Thu 03 Dec 10:00", "Thu 10 Dec 10:00", "Thu 17 Dec 10:00", "Thu 24 Dec 10:00",
	}, times)
}

// A year of the clock over rules that cross both changes of the clock.
func TestAYear(t *testing.T) {
	w := newWorld(t)
	w.settings.Remind = 0
	w.plan(t, "every day at 02:30 Europe/Berlin")
	end := w.clock.AddDate(1, 0, 0)
	for w.clock.Before(end) {
		next := w.clock.Add(30 * time.Minute)
		w.clock = next
		require.NoError(t, w.Tick(t.Context()))
	}
	days := map[string]int{}
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	for _, s := range w.started {
		days[s.Planned.In(berlin).Format(time.DateOnly)]++
	}
	assert.Len(t, days, 365)
	for day, n := range days {
		assert.Equal(t, 1, n, day)
	}
	assert.Empty(t, w.missed)
}
