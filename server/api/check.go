package api

import (
	"cmp"
	"net/http"
	"strings"

	"mattermost-plugin-whereby/server/config"
	"mattermost-plugin-whereby/server/i18n"
	"mattermost-plugin-whereby/server/whereby"
)

type findingView struct {
	Level whereby.Level `json:"level"`
	Code  string        `json:"code"`
	Text  string        `json:"text"`
}

// testConnection tries the settings as they stand in System Console, also
// before they are saved. What is absent or masked there is as in force.
func (a *API) testConnection(w http.ResponseWriter, r *http.Request) {
	var body struct {
		APIKey *string `json:"api_key"`
		APIURL *string `json:"api_url"`
	}
	if err := decode(r, &body); err != nil {
		a.fail(w, r, err, 0)
		return
	}
	settings := a.Settings().Config
	if given(body.APIKey) {
		settings.APIKey = strings.TrimSpace(*body.APIKey)
	}
	if given(body.APIURL) {
		settings.APIURL = strings.TrimSpace(*body.APIURL)
		if settings.APIURL == "" { // as it would be saved
			settings.APIURL = config.Defaults().APIURL
		}
	}
	words, _ := a.reader(r)
	views := a.findings(r, settings, words)
	ok := true
	for _, view := range views {
		ok = ok && view.Level != whereby.LevelProblem
	}
	send(w, http.StatusOK, struct {
		OK       bool          `json:"ok"`
		Findings []findingView `json:"findings"`
	}{ok, views})
}

// findings does not send the key to an address that could not be saved.
func (a *API) findings(r *http.Request, settings config.Config, words i18n.Words) (views []findingView) {
	if reason := config.CheckURL(settings.APIURL); reason != "" {
		return []findingView{{
			whereby.LevelProblem, string(reason), words.Problem(config.Problem{Setting: "APIURL", Reason: reason}),
		}}
	}
	key := settings.Key()
	credentials := whereby.Credentials{BaseURL: settings.APIURL, APIKey: cmp.Or(settings.APIKey, key.Text)}
	wants := whereby.Wants{Record: settings.AllowRecording, Transcribe: settings.AllowTranscription, Stream: settings.StreamingURL != ""}
	for _, f := range a.Check(r.Context(), credentials, wants) {
		text := words.Finding(f)
		if f.Code == whereby.FoundNoKey {
			text = cmp.Or(keyProblem(words, key.Problem), text)
		}
		views = append(views, findingView{f.Level, string(f.Code), text})
	}
	return views
}

// given tells whether a field has a value of its own, and not the asterisks
// that Mattermost shows for a secret.
func given(field *string) bool {
	return field != nil && (*field == "" || strings.Trim(*field, "*") != "")
}
