package api

import (
	"encoding/json"
	"net/http"

	"github.com/mattermost/mattermost/server/public/model"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/dialog"
	"mattermost-plugin-whereby/server/i18n"
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
		req.UserID = userID
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
		send(w, http.StatusOK, a.dialogError(r, err))
	}
}

func (a *API) dialogError(r *http.Request, err error) model.SubmitDialogResponse {
	if call.CodeOf(err) == call.CodeInternal {
		a.Log.Error("call not started by the dialog", "err", err)
	}
	words, admin := a.reader(r)
	text := words.Explain(err, i18n.ReaderBy(a.Settings(), admin))
	fields := map[call.Code]string{
		call.CodeTopicTooLong:    dialog.FieldTopic,
		call.CodeUnknownTemplate: dialog.FieldTemplate,
		call.CodeBadDuration:     dialog.FieldLength,
		call.CodeDurationTooLong: dialog.FieldLength,
	}
	if field, found := fields[call.CodeOf(err)]; found {
		return model.SubmitDialogResponse{Errors: map[string]string{field: text}}
	}
	return model.SubmitDialogResponse{Error: text}
}
