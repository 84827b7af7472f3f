package api

import (
	"encoding/json"
	"net/http"

	"github.com/mattermost/mattermost/server/public/model"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/post"
)

// cleanup is the button under the list of rooms that belong to no call. All of
// its body could be forged; the service checks person and rooms anew.
func (a *API) cleanup(w http.ResponseWriter, r *http.Request) {
	var action model.PostActionIntegrationRequest
	if err := json.NewDecoder(r.Body).Decode(&action); err != nil {
		a.fail(w, r, &call.Error{Code: call.CodeInvalid, Value: err.Error(), Cause: err}, 0)
		return
	}
	if !model.IsValidId(action.ChannelId) {
		a.fail(w, r, &call.Error{Code: call.CodeInvalid, Value: "channel_id"}, 0)
		return
	}
	meetingIDs, ok := texts(action.Context[post.ContextMeetings])
	if !ok || len(meetingIDs) == 0 || len(meetingIDs) > post.MaxStrays {
		a.fail(w, r, &call.Error{Code: call.CodeInvalid, Value: post.ContextMeetings}, 0)
		return
	}
	userID := r.Header.Get(userHeader)
	at := post.Place{UserID: userID, ChannelID: action.ChannelId}
	words, admin := a.reader(r)
	removed, err := a.Calls.RemoveStrays(r.Context(), userID, meetingIDs)
	if removed > 0 || err == nil {
		a.Notices.Removed(at, words, removed, 0)
	}
	if err != nil {
		if call.CodeOf(err) == call.CodeInternal {
			a.Log.Error("rooms not removed", "user_id", userID, "err", err)
		}
		a.Notices.Fail(at, words, admin, err, nil)
	}
	send(w, http.StatusOK, struct{}{})
}

// texts reads a list of texts.
func texts(v any) ([]string, bool) {
	list, ok := v.([]any)
	if !ok {
		return nil, false
	}
	read := make([]string, 0, len(list))
	for _, item := range list {
		text, ok := item.(string)
		if !ok {
			return nil, false
		}
		read = append(read, text)
	}
	return read, true
}
