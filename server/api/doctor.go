package api

import (
	"net/http"

	"mattermost-plugin-whereby/server/unixms"
	"mattermost-plugin-whereby/server/whereby"
)

type lineView struct {
	Check string        `json:"check"`
	Level whereby.Level `json:"level"`
	Text  string        `json:"text"`
}

// examine answers what /whereby doctor shows.
func (a *API) examine(w http.ResponseWriter, r *http.Request) {
	report := a.Doctor.Examine(r.Context())
	words, _ := a.reader(r)
	views := make([]lineView, 0, len(report.Lines))
	for _, l := range report.Lines {
		views = append(views, lineView{l.Check, l.Level, l.Say(words)})
	}
	send(w, http.StatusOK, struct {
		OK    bool       `json:"ok"`
		At    int64      `json:"at"`
		Lines []lineView `json:"lines"`
	}{report.Sound(), unixms.Of(report.At), views})
}
