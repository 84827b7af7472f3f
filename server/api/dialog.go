package api

import (
	"encoding/json"
	"net/http"

	"github.com/mattermost/mattermost/server/public/model"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/dialog"
	"mattermost-plugin-whereby/server/i18n"
	"mattermost-plugin-whereby/server/post"
	"mattermost-plugin-whereby/server/schedule"
)

// startByDialog starts the call that somebody described in the dialog. What
// can be mended there is told there, so that nothing typed is lost.
func (a *API) startByDialog(w http.ResponseWriter, r *http.Request) {
	var submitted model.SubmitDialogRequest
	if err := json.NewDecoder(r.Body).Decode(&submitted); err != nil {
		a.fail(w, r, &call.Error{Code: call.CodeInvalid, Value: err.Error(), Cause: err}, 0)
		return
	}
	if !model.IsValidId(submitted.ChannelId) {
		a.fail(w, r, &call.Error{Code: call.CodeInvalid, Value: "channel_id"}, 0)
		return
	}
	userID := r.Header.Get(userHeader)
	var started call.Call
	req, err := dialog.ReadStart(submitted)
	if err == nil {
		req.UserID, req.Way = userID, call.ByDialog
		started, err = a.Calls.Start(r.Context(), req)
	}
	switch code := call.CodeOf(err); {
	case err == nil:
		a.People.Prefer(userID, dialog.Preference, dialog.Remember(started.Options))
		send(w, http.StatusOK, model.SubmitDialogResponse{})
	case code == call.CodeRunning, code == call.CodeLargeChannel:
		a.tell(r, req, err) // with a button that starts what was described
		send(w, http.StatusOK, model.SubmitDialogResponse{})
	default:
		send(w, http.StatusOK, a.dialogError(r, err, "channel_id", req.ChannelID))
	}
}

// planByDialog plans or changes calls as somebody described them in a dialog.
func (a *API) planByDialog(w http.ResponseWriter, r *http.Request) {
	var submitted model.SubmitDialogRequest
	if err := json.NewDecoder(r.Body).Decode(&submitted); err != nil {
		a.fail(w, r, &call.Error{Code: call.CodeInvalid, Value: err.Error(), Cause: err}, 0)
		return
	}
	if !model.IsValidId(submitted.ChannelId) {
		a.fail(w, r, &call.Error{Code: call.CodeInvalid, Value: "channel_id"}, 0)
		return
	}
	id, req, err := dialog.ReadPlan(submitted)
	req.UserID = r.Header.Get(userHeader)
	var c schedule.Schedule
	switch {
	case err != nil:
	case id != "":
		c, err = a.edit(r.Context(), id, req)
	default:
		if c, err = a.Plans.Create(r.Context(), req); err == nil {
			a.announce(r.Context(), c)
		}
	}
	switch {
	case err != nil:
		send(w, http.StatusOK, a.dialogError(r, err, "channel_id", submitted.ChannelId, "schedule_id", id))
		return
	case id != "":
		words, _ := a.reader(r)
		a.Notices.Planned(post.Place{UserID: req.UserID, ChannelID: c.ChannelID}, words, i18n.ScheduleChanged, c, a.Now())
	}
	send(w, http.StatusOK, model.SubmitDialogResponse{})
}

func (a *API) dialogError(r *http.Request, err error, about ...any) model.SubmitDialogResponse {
	if call.CodeOf(err) == call.CodeInternal {
		a.Log.With(about...).Error("nothing started or planned by the dialog", "err", err)
	}
	words, admin := a.reader(r)
	text := words.Explain(err, i18n.ReaderBy(a.Settings(), admin))
	fields := map[call.Code]string{
		call.CodeTopicTooLong:    dialog.FieldTopic,
		call.CodeBadWhen:         dialog.FieldWhen,
		call.CodeUnknownTemplate: dialog.FieldTemplate,
		call.CodeBadDuration:     dialog.FieldLength,
		call.CodeDurationTooLong: dialog.FieldLength,
	}
	if field, found := fields[call.CodeOf(err)]; found {
		return model.SubmitDialogResponse{Errors: map[string]string{field: text}}
	}
	return model.SubmitDialogResponse{Error: text}
}
