package api

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"

	"github.com/mattermost/mattermost/server/public/model"

	"mattermost-plugin-whereby/server/agenda"
	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/dialog"
	"mattermost-plugin-whereby/server/post"
	"mattermost-plugin-whereby/server/schedule"
)

// plans answers what the test sets, and keeps what was asked.
type plans struct {
	one       schedule.Schedule
	more      []schedule.Schedule // in feeds
	asked     schedule.Request
	done      schedule.Act
	token     string
	announced int
	told      int
	err       error
}

func (p *plans) Create(_ context.Context, req schedule.Request) (schedule.Schedule, error) {
	p.asked = req
	return p.one, p.err
}

func (p *plans) List(context.Context, string, string) ([]schedule.Schedule, error) {
	return []schedule.Schedule{p.one}, p.err
}

func (p *plans) Get(context.Context, string, string) (schedule.Schedule, error) {
	return p.one, p.err
}

func (p *plans) Do(_ context.Context, _, _ string, act schedule.Act) (schedule.Schedule, error) {
	p.done = act
	return p.one, p.err
}

func (p *plans) Edit(_ context.Context, _, _ string, req schedule.Request) (schedule.Schedule, error) {
	p.asked = req
	return p.one, p.err
}

func (p *plans) Enter(context.Context, string, string) (string, error) {
	return "https://acme.whereby.com/planned", p.err
}

func (p *plans) Feed(_ context.Context, token string) ([]schedule.Schedule, string, error) {
	p.token = token
	return append([]schedule.Schedule{p.one}, p.more...), "user", p.err
}

func (p *plans) Announce(context.Context, schedule.Schedule) error {
	p.announced++
	return nil
}

func (p *plans) Tell(schedule.Schedule) error {
	p.told++
	return nil
}

func (p *plans) Changeable(context.Context, string, string) (schedule.Schedule, error) {
	return p.one, p.err
}

// opened is the schedule whose dialog was opened last.
type opened struct{ trigger, id string }

func (o *opened) Edit(triggerID, _ string, c schedule.Schedule) error {
	o.trigger, o.id = triggerID, c.ID
	return nil
}

var planID = model.NewId()

// newPlanStage has a standup planned, daily from 09:00 UTC tomorrow.
func newPlanStage(t testing.TB) *stage {
	s := newStage(t)
	start := s.now.UTC().Truncate(24 * time.Hour).Add(33 * time.Hour)
	s.plans.one = schedule.Schedule{
		ID: planID, ChannelID: channelID, OwnerID: "user", Options: call.Options{Topic: "Standup", DurationMinutes: 15},
		Words: "every day at 09:00", State: schedule.Active, Plan: agenda.Plan{Start: start, Zone: "UTC", Rule: "FREQ=DAILY"},
		NextAt: start, Remind: schedule.UsualReminder,
	}
	return s
}

func TestPlanACall(t *testing.T) {
	s := newPlanStage(t)
	w := s.do("POST", "/api/v1/schedules", `{"channel_id":"`+channelID+`","topic":"Standup","when":"every day at 09:00","time_zone":"UTC","remind_minutes":0,"locked":true}`)
	require.Equal(t, http.StatusCreated, w.Code, w.Body)
	assert.Equal(t, "every day at 09:00", s.plans.asked.When)
	assert.Equal(t, "UTC", s.plans.asked.Zone)
	assert.Zero(t, s.plans.asked.Remind)
	assert.True(t, s.plans.asked.Options.IsLocked())
	assert.Equal(t, 1, s.plans.announced)
	var view post.PlanView
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &view))
	assert.Len(t, view.Next, 3)
	assert.Equal(t, s.plans.one.NextAt.UnixMilli(), view.Next[0])
	assert.Equal(t, 10, view.RemindMinutes, "the usual")
	assert.Equal(t, "https://chat.example/plugins/whereby/api/v1/schedules/"+planID+".ics", view.ICS)
	assert.NotContains(t, w.Body.String(), "whereby.com/", "no room's link")
}

func TestPlansAreRefused(t *testing.T) {
	here := `{"channel_id":"` + channelID + `",`
	tests := map[string]struct {
		method, path, body string
		err                error
		status             int
	}{
		"no channel":      {"POST", "/api/v1/schedules", `{"when":"tomorrow 10:00"}`, nil, http.StatusBadRequest},
		"new":             {"POST", "/api/v1/schedules", here + `"new":true}`, nil, http.StatusBadRequest},
		"reminder":        {"POST", "/api/v1/schedules", here + `"remind_minutes":-5}`, nil, http.StatusBadRequest},
		"late reminder":   {"POST", "/api/v1/schedules", here + `"remind_minutes":100000}`, nil, http.StatusBadRequest},
		"unknown field":   {"POST", "/api/v1/schedules", here + `"wenn":"x"}`, nil, http.StatusBadRequest},
		"unreadable":      {"POST", "/api/v1/schedules", here + `"when":"x"}`, &call.Error{Code: call.CodeBadWhen, Value: "x", Reason: "rule"}, http.StatusBadRequest},
		"no list":         {"GET", "/api/v1/schedules", "", nil, http.StatusBadRequest},
		"somebody else's": {"DELETE", "/api/v1/schedules/" + planID, "", &call.Error{Code: call.CodeMayNotChange}, http.StatusForbidden},
		"not a member":    {"GET", "/api/v1/schedules/" + planID, "", &call.Error{Code: call.CodeNotMember}, http.StatusForbidden},
		"not an id":       {"GET", "/api/v1/schedules/x.ics", "", nil, http.StatusNotFound},
		"no such act":     {"POST", "/api/v1/schedules/" + planID + "/cancel", "", nil, http.StatusNotFound},
		"no such feed":    {"GET", "/calendar/x.ics", "", &call.Error{Code: call.CodeNoSchedule}, http.StatusNotFound},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s := newPlanStage(t)
			s.plans.err = test.err
			w := s.do(test.method, test.path, test.body)
			assert.Equal(t, test.status, w.Code, w.Body)
			assert.Zero(t, s.plans.announced)
		})
	}
}

func TestChangePlans(t *testing.T) {
	s := newPlanStage(t)
	path := "/api/v1/schedules/" + planID
	for _, act := range []schedule.Act{schedule.Skip, schedule.Pause, schedule.Resume} {
		assert.Equal(t, http.StatusOK, s.do("POST", path+"/"+string(act), "").Code)
		assert.Equal(t, act, s.plans.done)
	}
	assert.Equal(t, http.StatusOK, s.do("DELETE", path, "").Code)
	assert.Equal(t, schedule.Cancel, s.plans.done)
	assert.Equal(t, http.StatusOK, s.do("PATCH", path, `{"when":"every day at 10:00"}`).Code)
	assert.Equal(t, "every day at 10:00", s.plans.asked.When)
	assert.Equal(t, schedule.UsualReminder, s.plans.asked.Remind)
	assert.Equal(t, 1, s.plans.told)
	assert.Equal(t, http.StatusOK, s.do("PATCH", path, `{"topic":"Sync"}`).Code)
	assert.Equal(t, 1, s.plans.told, "the times are the same")
	assert.Zero(t, s.plans.announced)
}

func TestPlansAsCalendars(t *testing.T) {
	s := newPlanStage(t)
	w := s.do("GET", "/api/v1/schedules/"+planID+".ics", "")
	assert.Equal(t, "text/calendar; charset=utf-8", w.Header().Get("Content-Type"))
	assert.Contains(t, w.Body.String(), "SUMMARY:Standup")
	assert.Contains(t, w.Body.String(), "RRULE:FREQ=DAILY")
	assert.NotContains(t, w.Body.String(), "whereby.com/", "entries lead to the page that lets members in")

	w = s.do("GET", "/calendar/secret.ics", "", userHeader, "")
	assert.Equal(t, http.StatusOK, w.Code)
	assert.Equal(t, "secret", s.plans.token)
	assert.Contains(t, w.Body.String(), "SUMMARY:Standup")
}

func TestPlanButtons(t *testing.T) {
	s := newPlanStage(t)
	s.notices.On("UpdateEphemeralPost", mock.Anything, mock.Anything).Return(nil).Maybe()
	s.notices.On("DeleteEphemeralPost", mock.Anything, mock.Anything).Return().Maybe()
	s.notices.On("SendEphemeralPost", mock.Anything, mock.Anything).Return(nil)
	body := `{"channel_id":"` + channelID + `","post_id":"` + model.NewId() + `","context":{"schedule_id":"` + planID + `","act":"skip"}}`
	assert.Equal(t, http.StatusOK, s.do("POST", "/api/v1/actions/schedule", body).Code)
	assert.Equal(t, schedule.Skip, s.plans.done)
	show := strings.Replace(body, "skip", "show", 1)
	assert.Equal(t, http.StatusOK, s.do("POST", "/api/v1/actions/schedule", show).Code)
	s.notices.AssertNumberOfCalls(t, "SendEphemeralPost", 2)
	s.notices.AssertNumberOfCalls(t, "DeleteEphemeralPost", 1) // what was asked of stays
	edit := strings.Replace(body, `{"channel_id"`, `{"trigger_id":"trigger","channel_id"`, 1)
	assert.Equal(t, http.StatusOK, s.do("POST", "/api/v1/actions/schedule", strings.Replace(edit, "skip", "edit", 1)).Code)
	assert.Equal(t, opened{"trigger", planID}, s.opened)
	s.plans.err = &call.Error{Code: call.CodeMayNotChange}
	s.opened = opened{}
	for _, refused := range []string{body, show, strings.Replace(edit, "skip", "edit", 1)} {
		assert.Equal(t, http.StatusOK, s.do("POST", "/api/v1/actions/schedule", refused).Code)
	}
	s.notices.AssertNumberOfCalls(t, "SendEphemeralPost", 5)
	assert.Empty(t, s.opened)
	assert.Equal(t, http.StatusBadRequest, s.do("POST", "/api/v1/actions/schedule", `{"channel_id":"x"}`).Code)
}

func TestPlanByDialog(t *testing.T) {
	s := newPlanStage(t)
	submit := func(state string, submission map[string]any) string {
		body, err := json.Marshal(model.SubmitDialogRequest{UserId: "forged", ChannelId: channelID, State: state, Submission: submission})
		require.NoError(t, err)
		w := s.do("POST", "/api/v1/actions/plan-dialog", string(body))
		assert.Equal(t, http.StatusOK, w.Code)
		return w.Body.String()
	}
	assert.JSONEq(t, `{}`, submit(`{"zone":"Europe/Berlin","root_id":"root"}`, map[string]any{
		"topic": " Sync ", "at": "2030-12-24T15:00:00Z", "repeat": "weekly", "length": "30", "remind": "5",
	}))
	assert.Equal(t, schedule.Request{
		UserID: "user", ChannelID: channelID, RootID: "root", When: "every tuesday at 16:00 from 2030-12-24", Zone: "Europe/Berlin", Remind: 5,
		Options: call.Options{Topic: "Sync", DurationMinutes: 30},
	}, s.plans.asked)
	assert.Equal(t, 1, s.plans.announced)

	s.notices.On("SendEphemeralPost", "user", mock.Anything).Return(nil)
	change := `{"id":"` + planID + `","zone":"UTC","words":"every day at 09:00"}`
	assert.JSONEq(t, `{}`, submit(change, map[string]any{"topic": "Sync", "when": "every day at 09:00"}))
	assert.Empty(t, s.plans.asked.When, "what was skipped stays so")
	assert.Zero(t, s.plans.told)
	assert.JSONEq(t, `{}`, submit(change, map[string]any{"when": "every day at 10:00"}))
	assert.Equal(t, "every day at 10:00", s.plans.asked.When)
	assert.Equal(t, 1, s.plans.told)
	assert.Equal(t, 1, s.plans.announced)

	assert.Contains(t, submit(change, map[string]any{"remind": "100000"}), `"errors":{"length":`)
	assert.Contains(t, submit("not JSON", nil), `"error":`)
	for field, err := range map[string]*call.Error{
		dialog.FieldWhen:  {Code: call.CodeBadWhen, Value: "x", Reason: "past"},
		dialog.FieldTopic: {Code: call.CodeTopicTooLong},
	} {
		s.plans.err = err
		assert.Contains(t, submit(change, nil), `"errors":{"`+field+`":`)
	}
	s.plans.err = &call.Error{Code: call.CodeMayNotChange}
	assert.Contains(t, submit(change, nil), `"error":"`)
}

func TestPlansPage(t *testing.T) {
	s := newPlanStage(t)
	w := s.do("GET", "/schedules/"+planID, "")
	assert.Equal(t, http.StatusOK, w.Code)
	assert.Contains(t, w.Body.String(), "https://acme.whereby.com/planned")
	s.plans.err = &call.Error{Code: call.CodeNotYet}
	w = s.do("GET", "/schedules/"+planID, "")
	assert.NotContains(t, w.Body.String(), "acme.whereby.com/planned")
	assert.Contains(t, w.Body.String(), "steht noch bevor", "in the reader's language")
}

// TestBrokenEventInAFeed leaves one event out, not the whole calendar.
func TestBrokenEventInAFeed(t *testing.T) {
	s := newPlanStage(t)
	broken := s.plans.one
	broken.ID, broken.Plan.Zone = model.NewId(), "Europe/Atlantis"
	s.plans.more = []schedule.Schedule{broken}
	w := s.do("GET", "/calendar/secret.ics", "", userHeader, "")
	require.Equal(t, http.StatusOK, w.Code, w.Body)
	assert.Equal(t, 1, strings.Count(w.Body.String(), "BEGIN:VEVENT"))
	assert.Contains(t, w.Body.String(), "UID:"+planID)
}
