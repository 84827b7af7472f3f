package schedule

import (
	"cmp"
	"context"
	"crypto/rand"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/pkg/errors"

	"mattermost-plugin-whereby/server/agenda"
	"mattermost-plugin-whereby/server/call"
)

// maxAhead is how many schedules a channel may have ahead of it, and how many
// calls of one may be left out.
const maxAhead = 100

// Service is the one way to plan calls.
type Service struct {
	Store     Store
	Calls     Calls
	Directory Directory
	Teller    Teller
	Publisher Publisher
	Feeds     Feeds
	// Conversations finds where a series is held.
	Conversations Conversations
	// Settings returns the settings in force now.
	Settings func() Settings
	Now      func() time.Time
	Log      *slog.Logger
}

// Request plans calls.
type Request struct {
	UserID    string
	ChannelID string
	RootID    string
	// When are words such as "every weekday at 09:00". What is no time in them
	// is the topic, unless Options have one.
	When string
	// Zone is the time zone of words that name none; empty for the person's.
	Zone    string
	Options call.Options
	// Remind is how many minutes before each call is reminded of; UsualReminder
	// for as many as usual.
	Remind int
	Series string
}

// Create plans calls. The policy is asked about the first of them.
func (s *Service) Create(ctx context.Context, req Request) (Schedule, error) {
	access, err := s.Directory.Access(ctx, req.UserID, req.ChannelID)
	if err != nil {
		return Schedule{}, err
	}
	if !access.Member {
		return Schedule{}, &call.Error{Code: call.CodeNotMember}
	}
	now := s.now()
	parsed, err := parse(req.When, cmp.Or(req.Zone, access.Person.TimeZone, "UTC"), now)
	if err != nil {
		return Schedule{}, err
	}
	c := Schedule{
		ID: strings.ToLower(rand.Text()), ChannelID: req.ChannelID, TeamID: access.Channel.TeamID, OwnerID: req.UserID,
		Series: req.Series, Options: parsed.over(req.Options), Words: parsed.Words, Plan: parsed.Plan,
		State: Active, Remind: req.Remind, CreatedAt: now, ChangedAt: now,
	}
	if req.RootID != "" {
		if c.RootID, err = s.Directory.Thread(ctx, req.RootID, req.ChannelID); err != nil {
			return Schedule{}, err
		}
	}
	if err = s.check(ctx, &c); err != nil {
		return Schedule{}, err
	}
	if err = s.checkRoomFor(ctx, req.ChannelID, 1); err != nil {
		return Schedule{}, err
	}
	return s.save(ctx, c)
}

// checkRoomFor tells whether a channel takes so many schedules more.
func (s *Service) checkRoomFor(ctx context.Context, channelID string, more int) error {
	others, err := s.Store.FindSchedules(ctx, Query{ChannelID: channelID, Ahead: true, Limit: maxAhead})
	if err == nil && len(others)+more > maxAhead {
		err = &call.Error{Code: call.CodeTooManyPlans, Most: maxAhead}
	}
	return err
}

// parsed is what words of a time come to.
type parsed struct{ agenda.Parsed }

func parse(words, zone string, now time.Time) (parsed, error) {
	p, err := agenda.Parse(words, zone, now)
	if wrong := new(agenda.Error); errors.As(err, &wrong) {
		return parsed{}, &call.Error{Code: call.CodeBadWhen, Value: cmp.Or(wrong.Value, words), Reason: string(wrong.Reason)}
	}
	return parsed{p}, err
}

// over returns the options with what the words say of them.
func (p parsed) over(o call.Options) call.Options {
	if o.Topic == "" {
		o.Topic = p.Rest
	}
	if o.DurationMinutes == 0 {
		o.DurationMinutes = p.Minutes
	}
	return o
}

// check asks the policy about the next call, and finds that call. The topic is
// kept as the policy has seen it.
func (s *Service) check(ctx context.Context, c *Schedule) error {
	return s.checkAfter(ctx, c, s.now())
}

// checkAfter is check about the next call after a time.
func (s *Service) checkAfter(ctx context.Context, c *Schedule, after time.Time) error {
	c.Options.Topic = call.CleanTopic(c.Options.Topic)
	next, ok := c.Plan.Next(after, c.Skipped)
	if !ok {
		return &call.Error{Code: call.CodeBadWhen, Value: c.Words, Reason: "past"}
	}
	c.NextAt = next
	_, _, err := s.Calls.PlanCall(ctx, c.request(), next)
	return err
}

// save writes a schedule that is new or was changed by somebody.
func (s *Service) save(ctx context.Context, c Schedule) (Schedule, error) {
	c.plan(s.now(), s.Settings())
	if c.State == Active && c.NextAt.Add(-s.Settings().Lead).Before(s.now()) {
		c.CheckAt = s.now() // its room is made at once
	}
	saved, err := s.Store.SaveSchedule(ctx, c)
	if err != nil {
		return c, err
	}
	if !saved {
		return c, &call.Error{Code: call.CodeRoomBusy}
	}
	c.Revision++
	s.Publisher.Show(c)
	return c, nil
}

// List returns the schedules of a channel to one of its members, the nearest first.
func (s *Service) List(ctx context.Context, userID, channelID string) ([]Schedule, error) {
	access, err := s.Directory.Access(ctx, userID, channelID)
	if err != nil {
		return nil, err
	}
	if !access.Member {
		return nil, &call.Error{Code: call.CodeNotMember}
	}
	return s.Store.FindSchedules(ctx, Query{ChannelID: channelID, Ahead: true, Limit: maxAhead})
}

// Get returns a schedule to a member of its channel.
func (s *Service) Get(ctx context.Context, id, userID string) (Schedule, error) {
	list, err := s.Store.FindSchedules(ctx, Query{ID: id, Limit: 1})
	if err != nil {
		return Schedule{}, err
	}
	if len(list) == 0 {
		return Schedule{}, &call.Error{Code: call.CodeNoSchedule}
	}
	access, err := s.Directory.Access(ctx, userID, list[0].ChannelID)
	if err == nil && !access.Member {
		err = &call.Error{Code: call.CodeNotMember}
	}
	return list[0], err
}

// Enter returns the person's own link into a schedule's call: the one that
// runs, or the room in which the next will be.
func (s *Service) Enter(ctx context.Context, id, userID string) (string, error) {
	c, err := s.Get(ctx, id, userID)
	if err != nil {
		return "", err
	}
	link, err := s.Calls.EnterPlanned(ctx, c.ID, userID)
	switch {
	case err == nil || call.CodeOf(err) != call.CodeNotYet:
	case c.State.Done():
		err = &call.Error{Code: call.CodeScheduleOver}
	case c.State == Paused:
		err = &call.Error{Code: call.CodePlanPaused}
	}
	return link, err
}

// Act is what somebody wants done with a schedule.
type Act string

// The acts.
const (
	Skip   Act = "skip" // the next call
	Pause  Act = "pause"
	Resume Act = "resume"
	Cancel Act = "cancel"
)

// Do does something with a schedule for its owner or an admin of the channel.
func (s *Service) Do(ctx context.Context, id, userID string, act Act) (Schedule, error) {
	c, err := s.Changeable(ctx, id, userID)
	if err != nil {
		return c, err
	}
	switch act {
	case Skip:
		if c.State == Paused { // whose next call may be long past
			c.advance(s.now())
		}
		switch {
		case c.State.Done():
			return c, &call.Error{Code: call.CodeScheduleOver}
		case c.skippedSince(s.now()) >= maxAhead:
			return c, &call.Error{Code: call.CodeTooManyPlans, Most: maxAhead}
		}
		c.Skipped = append(c.Skipped, c.NextAt)
		c.advance(c.NextAt)
	case Pause:
		c.State = Paused
	case Resume:
		// Who resumes what nobody owns any more takes it over.
		if manages, err := s.ownerIsGone(ctx, c); err != nil {
			return c, err
		} else if manages {
			c.OwnerID = userID
		}
		c.State = Active
		c.Tries = 0
		if err = s.check(ctx, &c); err != nil {
			return c, err
		}
	case Cancel:
		c.State, c.NextAt = Cancelled, time.Time{}
	default:
		return c, &call.Error{Code: call.CodeInvalid, Value: string(act)}
	}
	return s.changed(ctx, c)
}

// Edit changes when a schedule's calls are, or what they are like.
func (s *Service) Edit(ctx context.Context, id, userID string, req Request) (Schedule, error) {
	c, err := s.Changeable(ctx, id, userID)
	if err != nil {
		return c, err
	}
	if req.When != "" {
		parsed, err := parse(req.When, cmp.Or(req.Zone, c.Plan.Zone), s.now())
		if err != nil {
			return c, err
		}
		c.Plan, c.Words, c.Skipped = parsed.Plan, parsed.Words, nil
		req.Options = parsed.over(req.Options)
	}
	after := s.now()
	if req.When == "" && c.State == Active && c.isDue(after) {
		after = c.NextAt.Add(-time.Millisecond) // its call is still to be started
	}
	before := c.Options
	c.Options = req.Options.Over(before)
	c.Options.Template = cmp.Or(req.Options.Template, before.Template)
	if req.Options.Speakers == nil {
		c.Options.Speakers = before.Speakers
	}
	if req.Remind != UsualReminder {
		c.Remind = req.Remind
	}
	c.Tries = 0
	if err = s.checkAfter(ctx, &c, after); err == nil && userID != c.OwnerID {
		// Nobody gets by another's rights what he may not himself, such as a recording.
		asked := c.request()
		asked.UserID = userID
		_, _, err = s.Calls.PlanCall(ctx, asked, c.NextAt)
	}
	if err != nil {
		return c, err
	}
	return s.changed(ctx, c)
}

// skippedSince counts the calls that are left out from then on.
func (c Schedule) skippedSince(then time.Time) (n int) {
	for _, at := range c.Skipped {
		if at.After(then) {
			n++
		}
	}
	return n
}

func (s *Service) changed(ctx context.Context, c Schedule) (Schedule, error) {
	c.ChangedAt = s.now()
	c.Sequence++
	c, err := s.save(ctx, c)
	if call.CodeOf(err) == call.CodeRoomBusy { // a node may have taken it meanwhile
		list, findErr := s.Store.FindSchedules(ctx, Query{ID: c.ID, Limit: 1})
		if findErr == nil && len(list) == 1 && list[0].isStarting(s.now()) {
			err = &call.Error{Code: call.CodePlanStarting}
		}
	}
	if err == nil && c.State != Active && !c.BusyUntil.After(s.now()) {
		s.dropRoom(ctx, c.ID) // where a node is at it, the clock does so
	}
	return c, err
}

// isDue tells whether the next call's time has come.
func (c Schedule) isDue(now time.Time) bool { return !c.NextAt.IsZero() && !c.NextAt.After(now) }

// isStarting tells whether a node is starting the next call: what is changed
// now comes too late for it.
func (c Schedule) isStarting(now time.Time) bool {
	return c.State == Active && c.isDue(now) && c.BusyUntil.After(now)
}

// Changeable returns a schedule to somebody who may change it.
func (s *Service) Changeable(ctx context.Context, id, userID string) (Schedule, error) {
	c, err := s.Get(ctx, id, userID)
	if err != nil {
		return c, err
	}
	if c.State.Done() {
		return c, &call.Error{Code: call.CodeScheduleOver}
	}
	if c.OwnerID != userID {
		manages, err := s.Directory.Manages(ctx, userID, c.ChannelID)
		if err == nil && !manages {
			err = &call.Error{Code: call.CodeMayNotChange}
		}
		if err != nil {
			return c, err
		}
	}
	if c.isStarting(s.now()) {
		return c, &call.Error{Code: call.CodePlanStarting}
	}
	return c, nil
}

// ownerIsGone tells whether the owner can host no calls in the channel any more.
func (s *Service) ownerIsGone(ctx context.Context, c Schedule) (bool, error) {
	access, err := s.Directory.Access(ctx, c.OwnerID, c.ChannelID)
	if call.CodeOf(err) == call.CodeNotFound && err != nil {
		return true, nil
	}
	return err == nil && (access.Person.Gone || !access.Member), err
}

// Upcoming lists schedules of several channels in the order of their next calls.
func (s *Service) Upcoming(ctx context.Context, channelIDs []string, n int) ([]Schedule, error) {
	if len(channelIDs) == 0 {
		return nil, nil
	}
	list, err := s.Store.FindSchedules(ctx, Query{Channels: channelIDs, Ahead: true, Limit: n})
	slices.SortStableFunc(list, func(a, b Schedule) int { return a.NextAt.Compare(b.NextAt) })
	return list, err
}

func (s *Service) now() time.Time { return s.Now().Truncate(time.Millisecond) }
