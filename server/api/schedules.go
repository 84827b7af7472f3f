package api

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/mattermost/mattermost/server/public/model"

	"mattermost-plugin-whereby/server/calendar"
	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/i18n"
	"mattermost-plugin-whereby/server/post"
	"mattermost-plugin-whereby/server/schedule"
)

// Plans is what the API needs of schedule.Service.
type Plans interface {
	Create(ctx context.Context, req schedule.Request) (schedule.Schedule, error)
	List(ctx context.Context, userID, channelID string) ([]schedule.Schedule, error)
	Get(ctx context.Context, id, userID string) (schedule.Schedule, error)
	Changeable(ctx context.Context, id, userID string) (schedule.Schedule, error)
	Do(ctx context.Context, id, userID string, act schedule.Act) (schedule.Schedule, error)
	Edit(ctx context.Context, id, userID string, req schedule.Request) (schedule.Schedule, error)
	Enter(ctx context.Context, id, userID string) (link string, err error)
	Feed(ctx context.Context, token string) (list []schedule.Schedule, userID string, err error)
}

// Announcer tells the channel of planned calls.
type Announcer interface {
	// Announce posts what shows them from now on.
	Announce(ctx context.Context, c schedule.Schedule) error
	// Tell says that they are at other times.
	Tell(c schedule.Schedule) error
}

// Planner opens the dialog that changes planned calls; see dialog.Planner.
type Planner interface {
	Edit(triggerID, userID string, c schedule.Schedule) error
}

// scheduleBody plans calls, or changes what is planned.
type scheduleBody struct {
	startBody
	When string `json:"when"`
	Zone string `json:"time_zone"`
	// RemindMinutes is how long before each call is reminded of; absent for the usual.
	RemindMinutes *int `json:"remind_minutes"`
}

func (b scheduleBody) request(userID string) schedule.Request {
	start := b.startBody.request(userID)
	req := schedule.Request{
		UserID: userID, ChannelID: start.ChannelID, RootID: start.RootID, When: b.When, Zone: b.Zone, Options: start.Options,
		Remind: schedule.UsualReminder,
	}
	if b.RemindMinutes != nil {
		req.Remind = *b.RemindMinutes
	}
	return req
}

func (a *API) scheduleView(c schedule.Schedule) post.PlanView {
	settings := a.Settings()
	return post.ViewPlan(c, settings, a.Words.For(settings.Locale), a.Now())
}

func (a *API) createSchedule(w http.ResponseWriter, r *http.Request) {
	var body scheduleBody
	if err := decode(r, &body); err != nil {
		a.fail(w, r, err, 0)
		return
	}
	if err := body.check(); err != nil {
		a.fail(w, r, err, 0)
		return
	}
	made, err := a.Plans.Create(r.Context(), body.request(r.Header.Get(userHeader)))
	if err != nil {
		a.fail(w, r, err, 0)
		return
	}
	a.announce(r.Context(), made)
	send(w, http.StatusCreated, a.scheduleView(made))
}

// check refuses what planning does not know, instead of ignoring it.
func (b scheduleBody) check() error {
	switch {
	case !model.IsValidId(b.ChannelID):
		return &call.Error{Code: call.CodeInvalid, Value: "channel_id"}
	case b.New || b.Ask || b.InRoom:
		return &call.Error{Code: call.CodeInvalid, Value: "new, ask and in_room are for calls that start now"}
	case slices.ContainsFunc(b.Speakers, func(id string) bool { return !model.IsValidId(id) }):
		return &call.Error{Code: call.CodeInvalid, Value: "speakers"}
	case b.RemindMinutes != nil && (*b.RemindMinutes < 0 || *b.RemindMinutes > schedule.MaxRemind):
		return &call.Error{Code: call.CodeInvalid, Value: "remind_minutes"}
	}
	return nil
}

func (a *API) announce(ctx context.Context, c schedule.Schedule) {
	if err := a.Announce.Announce(ctx, c); err != nil {
		a.Log.Warn("planned call not announced", "schedule_id", c.ID, "err", err)
	}
}

// edit changes planned calls, and tells the channel of other times.
func (a *API) edit(ctx context.Context, id string, req schedule.Request) (schedule.Schedule, error) {
	changed, err := a.Plans.Edit(ctx, id, req.UserID, req)
	if err != nil || req.When == "" {
		return changed, err
	}
	if err := a.Announce.Tell(changed); err != nil {
		a.Log.Warn("change of planned calls not told", "schedule_id", id, "err", err)
	}
	return changed, nil
}

func (a *API) listSchedules(w http.ResponseWriter, r *http.Request) {
	channelID := r.URL.Query().Get("channel_id")
	if !model.IsValidId(channelID) {
		a.fail(w, r, &call.Error{Code: call.CodeInvalid, Value: "channel_id"}, 0)
		return
	}
	list, err := a.Plans.List(r.Context(), r.Header.Get(userHeader), channelID)
	if err != nil {
		a.fail(w, r, err, 0)
		return
	}
	views := []post.PlanView{}
	for _, c := range list {
		views = append(views, a.scheduleView(c))
	}
	send(w, http.StatusOK, struct {
		Schedules []post.PlanView `json:"schedules"`
	}{views})
}

// getSchedule answers a schedule, as a calendar file where ".ics" follows its id.
func (a *API) getSchedule(w http.ResponseWriter, r *http.Request) {
	id, asCalendar := strings.CutSuffix(r.PathValue("id"), ".ics")
	if !model.IsValidId(id) {
		a.fail(w, r, &call.Error{Code: call.CodeNoSchedule}, 0)
		return
	}
	c, err := a.Plans.Get(r.Context(), id, r.Header.Get(userHeader))
	switch {
	case err != nil:
		a.fail(w, r, err, 0)
	case asCalendar:
		words, _ := a.reader(r)
		a.sendCalendar(w, r, words, []schedule.Schedule{c}, "whereby-call.ics")
	default:
		send(w, http.StatusOK, a.scheduleView(c))
	}
}

func (a *API) sendCalendar(w http.ResponseWriter, r *http.Request, words i18n.Words, list []schedule.Schedule, file string) {
	settings := a.Settings()
	events := make([]calendar.Event, 0, len(list))
	for _, c := range list {
		events = append(events, post.Event(c, settings.SiteURL, settings.Plans(), words))
	}
	name := words.Say(i18n.FeedName, nil)
	data, err := calendar.Write(name, events)
	if err != nil && file == feedFile { // one of them must not keep the others away
		data, err = calendar.Write(name, slices.DeleteFunc(events, a.isBroken))
	}
	if err != nil {
		a.fail(w, r, err, 0)
		return
	}
	w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+file+`"`)
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write(data) //nolint:gosec // a calendar, not HTML
}

// isBroken tells whether an event cannot be written, and logs that.
func (a *API) isBroken(e calendar.Event) bool {
	_, err := calendar.Write("", []calendar.Event{e})
	if err != nil {
		id, _, _ := strings.Cut(e.UID, "@")
		a.Log.Error("planned calls left out of a calendar", "schedule_id", id, "err", err)
	}
	return err != nil
}

func (a *API) editSchedule(w http.ResponseWriter, r *http.Request) {
	var body scheduleBody
	if err := decode(r, &body); err != nil {
		a.fail(w, r, err, 0)
		return
	}
	body.ChannelID = r.PathValue("id") // where it is does not change
	if err := body.check(); err != nil {
		a.fail(w, r, err, 0)
		return
	}
	changed, err := a.edit(r.Context(), r.PathValue("id"), body.request(r.Header.Get(userHeader)))
	if err != nil {
		a.fail(w, r, err, 0)
		return
	}
	send(w, http.StatusOK, a.scheduleView(changed))
}

// doSchedule skips, pauses, resumes or cancels.
func (a *API) doSchedule(act schedule.Act) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		changed, err := a.Plans.Do(r.Context(), r.PathValue("id"), r.Header.Get(userHeader), act)
		if err != nil {
			a.fail(w, r, err, 0)
			return
		}
		send(w, http.StatusOK, a.scheduleView(changed))
	}
}

// scheduleByButton is a button under planned calls. All of its body could be forged.
func (a *API) scheduleByButton(w http.ResponseWriter, r *http.Request) {
	var action model.PostActionIntegrationRequest
	if err := json.NewDecoder(r.Body).Decode(&action); err != nil {
		a.fail(w, r, &call.Error{Code: call.CodeInvalid, Value: err.Error(), Cause: err}, 0)
		return
	}
	id, _ := action.Context[post.ContextSchedule].(string)
	act, _ := action.Context[post.ContextAct].(string)
	if !model.IsValidId(action.ChannelId) || !model.IsValidId(id) {
		a.fail(w, r, &call.Error{Code: call.CodeInvalid, Value: post.ContextSchedule}, 0)
		return
	}
	userID := r.Header.Get(userHeader)
	at := post.Place{UserID: userID, ChannelID: action.ChannelId}
	words, admin := a.reader(r)
	var err error
	var c schedule.Schedule
	switch act := schedule.Act(act); act {
	case post.ActShow:
		if c, err = a.Plans.Get(r.Context(), id, userID); err == nil {
			a.Notices.Schedule(at, words, c, a.Now())
		}
	case post.ActEdit:
		if c, err = a.Plans.Changeable(r.Context(), id, userID); err == nil {
			err = a.Planner.Edit(action.TriggerId, userID, c)
		}
	default:
		if c, err = a.Plans.Do(r.Context(), id, userID, act); err == nil {
			a.Notices.Take(userID, action.PostId)
			a.Notices.Planned(at, words, post.ScheduleDone(act), c, a.Now())
		}
	}
	if err != nil {
		if call.CodeOf(err) == call.CodeInternal {
			a.Log.Error("planned call not changed or shown", "schedule_id", id, "err", err)
		}
		a.Notices.Fail(at, words, admin, err, nil)
	}
	send(w, http.StatusOK, struct{}{})
}

// schedulePage is where calendars' links to planned calls lead.
func (a *API) schedulePage(w http.ResponseWriter, r *http.Request) {
	a.page(w, r, func(words i18n.Words, p page, userID string) error {
		link, err := a.Plans.Enter(r.Context(), r.PathValue("id"), userID)
		if err != nil {
			return err
		}
		p.Link, p.LinkText = link, words.Say(i18n.PageJoin, nil)
		show(w, http.StatusOK, p)
		return nil
	})
}

// feedFile is what a feed is called where it is saved.
const feedFile = "whereby.ics"

// feed answers a calendar with all planned calls of whoever the address is.
func (a *API) feed(w http.ResponseWriter, r *http.Request) {
	token, _ := strings.CutSuffix(r.PathValue("token"), ".ics")
	list, userID, err := a.Plans.Feed(r.Context(), token)
	if err != nil {
		a.fail(w, r, err, 0)
		return
	}
	person, err := a.People.Person(userID)
	if err != nil {
		a.fail(w, r, err, 0)
		return
	}
	a.sendCalendar(w, r, a.Words.For(person.Locale), list, feedFile)
}
