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
	Do(ctx context.Context, id, userID string, act schedule.Act) (schedule.Schedule, error)
	Edit(ctx context.Context, id, userID string, req schedule.Request) (schedule.Schedule, error)
	Enter(ctx context.Context, id, userID string) (link string, err error)
	Feed(ctx context.Context, token string) (list []schedule.Schedule, userID string, err error)
}

// Announcer posts in the channel that calls are planned.
type Announcer interface {
	Announce(c schedule.Schedule) error
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

// scheduleView is a schedule as the outside sees it. Times are milliseconds since 1970.
type scheduleView struct {
	ID            string         `json:"id"`
	ChannelID     string         `json:"channel_id"`
	RootID        string         `json:"root_id"`
	OwnerID       string         `json:"owner_user_id"`
	Series        string         `json:"series"`
	Topic         string         `json:"topic"`
	Options       call.Options   `json:"options"`
	Words         string         `json:"when"`
	Rule          string         `json:"rrule"`
	Zone          string         `json:"time_zone"`
	State         schedule.State `json:"state"`
	RemindMinutes int            `json:"remind_minutes"`
	Next          []int64        `json:"next"`
	SkipsMonths   bool           `json:"skips_months"` // those without such a day
	ICS           string         `json:"ics_url"`
	Google        string         `json:"google_url"`
	Outlook       string         `json:"outlook_url"`
}

func (a *API) scheduleView(c schedule.Schedule) scheduleView {
	settings := a.Settings()
	event := post.Event(c, settings.SiteURL, settings.Plans(), a.Words.For(settings.Locale))
	view := scheduleView{
		ID: c.ID, ChannelID: c.ChannelID, RootID: c.RootID, OwnerID: c.OwnerID, Series: c.Series, Topic: c.Options.Topic, Options: c.Options,
		Words: c.Words, Rule: c.Plan.Rule, Zone: c.Plan.Zone, State: c.State, RemindMinutes: c.RemindBefore(settings.Plans().Remind), Next: []int64{}, SkipsMonths: c.Plan.SkipsMonths(),
		ICS:    settings.SiteURL + "/plugins/whereby/api/v1/schedules/" + c.ID + ".ics",
		Google: calendar.GoogleLink(event), Outlook: calendar.OutlookLink(event),
	}
	for _, at := range c.Upcoming(a.Now(), 3) {
		view.Next = append(view.Next, at.UnixMilli())
	}
	return view
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
	a.announce(made)
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

func (a *API) announce(c schedule.Schedule) {
	if err := a.Announce.Announce(c); err != nil {
		a.Log.Warn("planned call not announced", "schedule_id", c.ID, "err", err)
	}
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
	views := []scheduleView{}
	for _, c := range list {
		views = append(views, a.scheduleView(c))
	}
	send(w, http.StatusOK, struct {
		Schedules []scheduleView `json:"schedules"`
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
		a.Log.Error("planned calls left out of a calendar", "uid", e.UID, "err", err)
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
	changed, err := a.Plans.Edit(r.Context(), r.PathValue("id"), r.Header.Get(userHeader), body.request(r.Header.Get(userHeader)))
	if err != nil {
		a.fail(w, r, err, 0)
		return
	}
	a.announce(changed)
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
	changed, err := a.Plans.Do(r.Context(), id, userID, schedule.Act(act))
	if err != nil {
		if call.CodeOf(err) == call.CodeInternal {
			a.Log.Error("planned call not changed", "schedule_id", id, "err", err)
		}
		a.Notices.Fail(at, words, admin, err, nil)
	} else {
		a.Notices.Take(userID, action.PostId)
		a.Notices.Planned(at, words, post.ScheduleDone(schedule.Act(act)), changed, a.Now())
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
