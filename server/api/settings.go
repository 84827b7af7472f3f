package api

import (
	"net/http"

	"mattermost-plugin-whereby/server/config"
)

// settings answers what the web side needs to know of the plugin's settings.
func (a *API) settings(w http.ResponseWriter, r *http.Request) {
	usable := a.Settings().Usable()
	send(w, http.StatusOK, struct {
		OpenIn                 config.OpenIn     `json:"open_in"`
		DefaultDurationMinutes int               `json:"default_duration_minutes"`
		MaxDurationMinutes     int               `json:"max_duration_minutes"`
		DefaultLocked          bool              `json:"default_locked"`
		MayRecord              bool              `json:"may_record"`
		MayInvite              bool              `json:"may_invite"`
		Templates              []config.Template `json:"templates"`
	}{
		usable.CallWindow, usable.DefaultDurationMinutes, usable.MaxDurationMinutes, usable.DefaultLocked,
		usable.AllowRecording, usable.AllowInvites && !a.isGuest(r), append([]config.Template{}, usable.Templates...),
	})
}

// isGuest takes whoever is not known for a guest.
func (a *API) isGuest(r *http.Request) bool {
	person, err := a.People.Person(r.Header.Get(userHeader))
	return err != nil || person.Guest
}
