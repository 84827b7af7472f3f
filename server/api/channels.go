package api

import (
	"net/http"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/i18n"
	"mattermost-plugin-whereby/server/post"
)

// roomView is a channel's lasting room as its members see it.
type roomView struct {
	URL       string `json:"url"`
	Preferred bool   `json:"preferred"`
	MadeBy    string `json:"made_by"`
	MadeAt    int64  `json:"made_at"`
	EndsAt    int64  `json:"ends_at"`
}

// getChannel answers what the person can do in a channel: whether to start a
// call, and if not why; and the channel's lasting room.
func (a *API) getChannel(w http.ResponseWriter, r *http.Request) {
	userID, channelID := r.Header.Get(userHeader), r.PathValue("id")
	room, err := a.Calls.LookUpRoom(r.Context(), userID, channelID)
	if err != nil && call.CodeOf(err) != call.CodeNoRoom {
		a.fail(w, r, err, 0)
		return
	}
	answer := struct {
		MayStart bool       `json:"may_start"`
		Refusal  *errorBody `json:"refusal"`
		Room     *roomView  `json:"room"`
	}{MayStart: true}
	if err == nil {
		answer.Room = a.roomView(room)
	}
	// What is not set up yet is told at the attempt, with what to do.
	if err = a.Calls.MayStart(r.Context(), userID, channelID); err != nil && call.CodeOf(err) != call.CodeNotConfigured {
		if call.CodeOf(err) == call.CodeInternal {
			a.fail(w, r, err, 0)
			return
		}
		words, admin := a.reader(r)
		answer.MayStart = false
		answer.Refusal = &errorBody{Code: call.CodeOf(err), Message: words.Explain(err, i18n.ReaderBy(a.Settings(), admin))}
	}
	send(w, http.StatusOK, answer)
}

func (a *API) roomView(r call.LastingRoom) *roomView {
	settings := a.Settings()
	return &roomView{
		URL:       post.RoomLink(r, settings.SiteURL, settings.ShowRoomLinks),
		Preferred: r.Preferred, MadeBy: r.MadeBy, MadeAt: r.MadeAt.UnixMilli(), EndsAt: r.EndsAt.UnixMilli(),
	}
}

// roomPage is where the link to a channel's room leads when room links are not
// to be shown. Like callPage it offers the person's own link.
func (a *API) roomPage(w http.ResponseWriter, r *http.Request) {
	a.page(w, r, func(words i18n.Words, p page, userID string) error {
		link, err := a.Calls.EnterRoom(r.Context(), userID, r.PathValue("id"))
		if err != nil {
			return err
		}
		p.Link, p.LinkText = link, words.Say(i18n.PageJoin, nil)
		show(w, http.StatusOK, p)
		return nil
	})
}
