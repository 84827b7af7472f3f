package api

import (
	"net/http"

	"mattermost-plugin-whereby/server/ring"
)

// listRings answers who rings this person now and what was missed lately.
func (a *API) listRings(w http.ResponseWriter, r *http.Request) {
	list, err := a.Rings.Unanswered(r.Context(), r.Header.Get(userHeader))
	if err != nil {
		a.fail(w, r, err, 0)
		return
	}
	send(w, http.StatusOK, struct {
		Rings []ring.View `json:"rings"`
	}{Rings: list})
}

// declineCall stops the ringing, or takes away the notice of a missed call.
func (a *API) declineCall(w http.ResponseWriter, r *http.Request) {
	if err := a.Rings.Decline(r.Context(), r.PathValue("id"), r.Header.Get(userHeader)); err != nil {
		a.fail(w, r, err, 0)
		return
	}
	send(w, http.StatusOK, struct{}{})
}
