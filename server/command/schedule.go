package command

import (
	"context"
	"strconv"
	"strings"

	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"

	"github.com/mattermost/mattermost/server/public/model"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/i18n"
	"mattermost-plugin-whereby/server/post"
	"mattermost-plugin-whereby/server/schedule"
)

// Plans is what the command needs of schedule.Service.
type Plans interface {
	Create(ctx context.Context, req schedule.Request) (schedule.Schedule, error)
	List(ctx context.Context, userID, channelID string) ([]schedule.Schedule, error)
	Changeable(ctx context.Context, id, userID string) (schedule.Schedule, error)
	Do(ctx context.Context, id, userID string, act schedule.Act) (schedule.Schedule, error)
	Edit(ctx context.Context, id, userID string, req schedule.Request) (schedule.Schedule, error)
	Upcoming(ctx context.Context, channelIDs []string, n int) ([]schedule.Schedule, error)
	Onboard(ctx context.Context, req schedule.OnboardRequest) ([]schedule.Schedule, error)
	MakeFeed(ctx context.Context, userID string) (token string, err error)
	DropFeed(ctx context.Context, userID string) error
}

// Announcer posts in the channel that calls are planned.
type Announcer interface {
	Announce(ctx context.Context, c schedule.Schedule) error
	Tell(c schedule.Schedule) error
	AnnounceSeries(list []schedule.Schedule, newcomerID, mentorID string) error
}

// Planner opens the dialogs about planned calls; see dialog.Planner.
type Planner interface {
	Plan(triggerID string, req schedule.Request) error
	Edit(triggerID, userID string, c schedule.Schedule) error
}

// plan is what is to be planned or done with what is planned.
type plan struct {
	act planAct
	// number is that in the list, from 1; 0 for the first.
	number int
	// when are the words of a new plan, or of a changed one.
	when string
	// remind is in minutes before.
	remind int
}

type planAct string

const (
	planCreate planAct = "create"
	planAsk    planAct = "ask"
	planList   planAct = "list"
	planShow   planAct = "show"
	planEdit   planAct = "edit"
	planSkip   planAct = "skip"
	planPause  planAct = "pause"
	planResume planAct = "resume"
	planCancel planAct = "cancel"
)

// parseSchedule reads what follows "schedule":
//
//	list | show [n] | skip [n] | pause [n] | resume [n] | cancel [n] | edit [n] [when]
//	["topic"] <when> [template flags of a start] [--remind 15m] [--template demo]
//	["topic"] [when] --ask, where --ask may be left out with the rest
func parseSchedule(text string) (request, error) {
	first, rest := cutWord(text)
	act := planAct(strings.ToLower(first))
	switch act {
	case planList:
		if rest == "" {
			return request{verb: verbSchedule, plan: plan{act: planList}}, nil
		}
	case planShow, planSkip, planPause, planResume, planCancel:
		if number, ok := planNumber(rest); ok {
			return request{verb: verbSchedule, plan: plan{act: act, number: number}}, nil
		}
	case planEdit:
		word, when := cutWord(rest)
		number, ok := planNumber(word)
		if !ok || word == "" {
			number, when = 0, rest
		}
		r, err := parsePlan(when)
		r.plan.act, r.plan.number, r.ask = planEdit, number, r.ask || when == ""
		return r, err
	}
	r, err := parsePlan(text)
	r.plan.act = planCreate
	if r.ask || text == "" {
		r.plan.act = planAsk
	}
	return r, err
}

func planNumber(text string) (int, bool) {
	if text == "" {
		return 0, true
	}
	n, err := strconv.Atoi(strings.TrimPrefix(text, "#"))
	return n, err == nil && n > 0
}

// parsePlan takes flags out of the words of a time.
func parsePlan(text string) (request, error) {
	r := request{verb: verbSchedule, plan: plan{remind: schedule.UsualReminder}}
	var words []string
	fields := strings.Fields(text)
	for i := 0; i < len(fields); i++ {
		flag, isFlag := flagName(fields[i])
		switch {
		case !isFlag:
			words = append(words, fields[i])
		case (flag == "remind" || flag == "template") && i+1 < len(fields):
			i++
			if flag == "template" {
				r.options.Template = strings.ToLower(fields[i])
				continue
			}
			minutes, err := reminder(fields[i])
			if err != nil {
				return request{}, err
			}
			r.plan.remind = minutes
		default:
			if err := r.setFlag(flag, fields[i]); err != nil || r.second {
				return request{}, &call.Error{Code: call.CodeUnknownFlag, Value: fields[i]}
			}
		}
	}
	r.plan.when = strings.Join(words, " ")
	return r, nil
}

// reminder reads how long before: 15m, 1h, off.
func reminder(word string) (int, error) {
	if strings.EqualFold(word, "off") || word == "0" {
		return 0, nil
	}
	minutes, err := parseDuration(word)
	if err == nil && minutes > schedule.MaxRemind {
		return 0, &call.Error{Code: call.CodeBadDuration, Value: word}
	}
	return minutes, err
}

func (h *Handler) schedule(ctx context.Context, at post.Place, req request, triggerID string) error {
	asked := schedule.Request{
		UserID: at.UserID, ChannelID: at.ChannelID, RootID: at.RootID, When: req.plan.when, Options: req.options, Remind: req.plan.remind,
	}
	switch req.plan.act {
	case planAsk:
		return h.Planner.Plan(triggerID, asked)
	case planCreate:
		made, err := h.Plans.Create(ctx, asked)
		if err != nil {
			return err
		}
		h.sayPlan(at, i18n.ScheduleMade, made)
		h.told(at, made, h.Announce.Announce(ctx, made))
		return nil
	}
	list, err := h.Plans.List(ctx, at.UserID, at.ChannelID)
	if err != nil {
		return err
	}
	if req.plan.act == planList {
		words, _ := h.reader(at.UserID)
		h.Notices.Schedules(at, words, list, h.Now())
		return nil
	}
	if len(list) == 0 || req.plan.number > len(list) {
		return &call.Error{Code: call.CodeNoSchedule}
	}
	chosen := list[max(req.plan.number, 1)-1]
	switch req.plan.act {
	case planShow:
		words, _ := h.reader(at.UserID)
		h.Notices.Schedule(at, words, chosen, h.Now())
		return nil
	case planEdit:
		return h.editPlan(ctx, at, chosen, asked, req.ask, triggerID)
	}
	changed, err := h.Plans.Do(ctx, chosen.ID, at.UserID, schedule.Act(req.plan.act))
	if err != nil {
		return err
	}
	h.sayPlan(at, post.ScheduleDone(schedule.Act(req.plan.act)), changed)
	return nil
}

// editPlan changes a schedule, by the dialog where nothing is said of the change.
func (h *Handler) editPlan(ctx context.Context, at post.Place, chosen schedule.Schedule, asked schedule.Request, ask bool, triggerID string) error {
	if ask {
		changeable, err := h.Plans.Changeable(ctx, chosen.ID, at.UserID)
		if err != nil {
			return err
		}
		return h.Planner.Edit(triggerID, at.UserID, changeable)
	}
	changed, err := h.Plans.Edit(ctx, chosen.ID, at.UserID, asked)
	if err != nil {
		return err
	}
	h.sayPlan(at, i18n.ScheduleChanged, changed)
	if asked.When != "" {
		h.told(at, changed, h.Announce.Tell(changed))
	}
	return nil
}

// told says so when the channel could not be told: the calls are planned all the same.
func (h *Handler) told(at post.Place, c schedule.Schedule, err error) {
	if err == nil {
		return
	}
	h.Log.Warn("planned call not announced", "schedule_id", c.ID, "err", err)
	h.say(at, func(w i18n.Words) string { return w.Say(i18n.ScheduleUntold, nil) })
}

func (h *Handler) sayPlan(at post.Place, m *goi18n.Message, c schedule.Schedule) {
	words, _ := h.reader(at.UserID)
	h.Notices.Planned(at, words, m, c, h.Now())
}

// next tells the next planned calls of the person's channels.
func (h *Handler) next(ctx context.Context, at post.Place, teamID string) error {
	channels, appErr := h.Channels.GetChannelsForTeamForUser(teamID, at.UserID, false)
	if appErr != nil {
		return appErr
	}
	ids := make([]string, len(channels))
	names := map[string]string{}
	for i, channel := range channels {
		ids[i] = channel.Id
		if channel.IsOpen() || channel.Type == model.ChannelTypePrivate {
			names[channel.Id] = "~" + channel.Name
		}
	}
	list, err := h.Plans.Upcoming(ctx, ids, maxNext)
	if err != nil {
		return err
	}
	words, _ := h.reader(at.UserID)
	h.Notices.Next(at, words, list, names, h.Now())
	return nil
}

// maxNext is how many planned calls are told at once.
const maxNext = 10

// feed makes the person's calendar address, or takes it away.
func (h *Handler) feed(ctx context.Context, at post.Place, off bool) error {
	if off {
		if err := h.Plans.DropFeed(ctx, at.UserID); err != nil {
			return err
		}
		h.say(at, func(w i18n.Words) string { return w.Say(i18n.FeedOff, nil) })
		return nil
	}
	token, err := h.Plans.MakeFeed(ctx, at.UserID)
	if err != nil {
		return err
	}
	url := h.Settings().SiteURL + schedule.FeedPath + token + ".ics"
	h.say(at, func(w i18n.Words) string { return w.Say(i18n.FeedMade, i18n.Data{"URL": url}) })
	return nil
}

// onboard plans a series between two people.
func (h *Handler) onboard(ctx context.Context, at post.Place, req request) error {
	words, _ := h.reader(at.UserID)
	newcomer, err := h.People.Person(req.people[0])
	if err != nil {
		return err
	}
	mentor, err := h.People.Person(req.people[1])
	if err != nil {
		return err
	}
	data := i18n.Data{"New": newcomer.DisplayName, "Mentor": mentor.DisplayName}
	list, err := h.Plans.Onboard(ctx, schedule.OnboardRequest{
		UserID: at.UserID, ChannelID: at.ChannelID, NewcomerID: newcomer.ID, MentorID: mentor.ID, Template: req.options.Template,
		Topic: h.Words.For(mentor.Locale).Say(i18n.OnboardTopic, data),
	})
	if err != nil {
		return err
	}
	if err = h.Announce.AnnounceSeries(list, newcomer.ID, mentor.ID); err != nil {
		return err
	}
	h.Notices.Say(at, words.Say(i18n.OnboardDone, data))
	return nil
}
