package api

import (
	"net/http"

	"mattermost-plugin-whereby/server/config"
)

// settings answers what the web side needs to know of the plugin's settings.
func (a *API) settings(w http.ResponseWriter, r *http.Request) {
	usable := a.Settings().Usable()
	templates := append([]config.Template{}, usable.Templates...)
	for i := range templates {
		templates[i].PostTo = "" // it may be a channel that not everybody knows of
	}
	send(w, http.StatusOK, struct {
		OpenIn                 config.OpenIn     `json:"open_in"`
		DefaultDurationMinutes int               `json:"default_duration_minutes"`
		MaxDurationMinutes     int               `json:"max_duration_minutes"`
		DefaultLocked          bool              `json:"default_locked"`
		DefaultLarge           bool              `json:"default_large"`
		MayRecord              bool              `json:"may_record"`
		MayTranscribe          bool              `json:"may_transcribe"`
		MayStream              bool              `json:"may_stream"`
		MayInvite              bool              `json:"may_invite"`
		MaySummarise           bool              `json:"may_summarise"`
		Templates              []config.Template `json:"templates"`
	}{
		usable.CallWindow, usable.DefaultDurationMinutes, usable.MaxDurationMinutes, usable.DefaultLocked, usable.DefaultLarge,
		usable.AllowRecording, usable.AllowTranscription, usable.StreamingURL != "", usable.AllowInvites && !a.isGuest(r),
		a.Minutes.Available(r.Context(), r.Header.Get(userHeader)), templates,
	})
}

// isGuest takes whoever is not known for a guest.
func (a *API) isGuest(r *http.Request) bool {
	person, err := a.People.Person(r.Header.Get(userHeader))
	return err != nil || person.Guest
}
