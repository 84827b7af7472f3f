package schedule

import (
	"context"
	"crypto/rand"
	"strings"
	"time"

	"mattermost-plugin-whereby/server/agenda"
	"mattermost-plugin-whereby/server/call"
)

// OnboardRequest plans calls between a new member and a mentor.
type OnboardRequest struct {
	UserID string
	// ChannelID is where it was asked for.
	ChannelID  string
	NewcomerID string
	MentorID   string
	// Template is that of the calls, empty for DefaultOnboarding if there is one.
	Template string
	Topic    string
}

// DefaultOnboarding names the template of onboarding calls.
const DefaultOnboarding = "onboarding"

// onboardHour is when the calls are, by the mentor's clock.
const onboardHour = 10

// Conversations finds the conversation of some people.
type Conversations interface {
	// Conversation returns the direct or group message of these people, two to eight.
	Conversation(ctx context.Context, userIDs []string) (channelID string, err error)
}

// Onboard plans a series: on the next working day, two working days later, and
// then each week for a month. The mentor is its host, but whoever asks for it
// has to be one who may start such calls, too.
func (s *Service) Onboard(ctx context.Context, req OnboardRequest) ([]Schedule, error) {
	if req.NewcomerID == req.MentorID {
		return nil, &call.Error{Code: call.CodeInvalid, Value: "two different people"}
	}
	asker, err := s.Directory.Access(ctx, req.UserID, req.ChannelID)
	if err == nil && asker.Person.Guest { // who may not write to whomever he likes
		err = &call.Error{Code: call.CodeRuleGuests}
	}
	if err != nil {
		return nil, err
	}
	people := []string{req.NewcomerID, req.MentorID}
	if req.UserID != req.NewcomerID && req.UserID != req.MentorID {
		people = append(people, req.UserID)
	}
	channelID, err := s.Conversations.Conversation(ctx, people)
	if err != nil {
		return nil, err
	}
	access, err := s.Directory.Access(ctx, req.MentorID, channelID)
	if err != nil {
		return nil, err
	}
	zone, err := time.LoadLocation(access.Person.TimeZone)
	if err != nil {
		zone = time.UTC
	}
	options := call.Options{Topic: req.Topic, Template: req.Template}
	first := workday(s.now().In(zone), 1)
	third := workday(first, 2)
	weekly := first.AddDate(0, 0, 7)
	plans := []agenda.Plan{
		{Start: first, Zone: zone.String()},
		{Start: third, Zone: zone.String()},
		{Start: weekly, Zone: zone.String(), Rule: "FREQ=WEEKLY;COUNT=4"},
	}
	if err = s.checkRoomFor(ctx, channelID, len(plans)); err != nil {
		return nil, err
	}
	series := strings.ToLower(rand.Text())
	list := make([]Schedule, 0, len(plans))
	for _, plan := range plans {
		c := Schedule{
			ID: strings.ToLower(rand.Text()), ChannelID: channelID, TeamID: access.Channel.TeamID, OwnerID: req.MentorID, Series: series,
			Options: options, Plan: plan, State: Active, Remind: UsualReminder, CreatedAt: s.now(), ChangedAt: s.now(),
		}
		if err = s.check(ctx, &c); err == nil && req.UserID != req.MentorID {
			asked := c.request()
			asked.UserID = req.UserID
			_, _, err = s.Calls.PlanCall(ctx, asked, c.NextAt)
		}
		if err != nil {
			return nil, s.giveUp(ctx, list, err)
		}
		if c, err = s.save(ctx, c); err != nil {
			return nil, s.giveUp(ctx, list, err)
		}
		list = append(list, c)
	}
	return list, nil
}

// giveUp cancels what was planned of a series that cannot be whole.
func (s *Service) giveUp(ctx context.Context, list []Schedule, cause error) error {
	for _, c := range list {
		c.State, c.NextAt = Cancelled, time.Time{}
		if _, err := s.changed(ctx, c); err != nil {
			s.Log.Warn("half a series not cancelled", "schedule_id", c.ID, "err", err)
		}
	}
	return cause
}

// workday is so many days from Monday to Friday after a day, in the morning.
func workday(after time.Time, days int) time.Time {
	day := time.Date(after.Year(), after.Month(), after.Day(), onboardHour, 0, 0, 0, after.Location())
	for days > 0 {
		day = day.AddDate(0, 0, 1)
		if weekday := day.Weekday(); weekday != time.Saturday && weekday != time.Sunday {
			days--
		}
	}
	return day
}
