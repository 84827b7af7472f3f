package api

import (
	"net/http"
	"strings"

	"mattermost-plugin-whereby/server/config"
	"mattermost-plugin-whereby/server/doctor"
	"mattermost-plugin-whereby/server/i18n"
	"mattermost-plugin-whereby/server/unixms"
)

type keyStatus struct {
	Source config.KeySource `json:"source"`
	// Problem is why there is no key although one is meant to be there.
	Problem config.KeyProblem `json:"problem,omitempty"`
	// ProblemText says it to the reader.
	ProblemText string `json:"problem_text,omitempty"`
	Since       int64  `json:"since"`
	AgeDays     int    `json:"age_days"`
	RefusedAt   int64  `json:"refused_at"`
}

type webhookStatus struct {
	SecretSet     bool   `json:"secret_set"`
	LastEventAt   int64  `json:"last_event_at"`
	LastRefusalAt int64  `json:"last_refusal_at"`
	LastRefusal   string `json:"last_refusal"`
}

type pointsStatus struct {
	Known     bool  `json:"known"`
	Limit     int   `json:"limit"`
	Remaining int   `json:"remaining"`
	SeenAt    int64 `json:"seen_at"`
}

// status answers how the plugin is connected to Whereby.
func (a *API) status(w http.ResponseWriter, r *http.Request) {
	key, err := a.Key.Status(r.Context())
	if err != nil {
		a.fail(w, r, err, 0)
		return
	}
	heard, err := a.Marks.Heard(r.Context())
	if err != nil {
		a.fail(w, r, err, 0)
		return
	}
	refusal, refusedAt, err := doctor.LastRefusal(r.Context(), a.Marks)
	if err != nil {
		a.fail(w, r, err, 0)
		return
	}
	points := a.Budget()
	words, _ := a.reader(r)
	send(w, http.StatusOK, struct {
		Key      keyStatus     `json:"key"`
		Webhooks webhookStatus `json:"webhooks"`
		Points   pointsStatus  `json:"points"`
	}{
		keyStatus{key.Source, key.Problem, keyProblem(words, key.Problem), unixms.Of(key.Since), key.AgeDays, unixms.Of(key.RefusedAt)},
		webhookStatus{a.Settings().WebhookSecret != "", unixms.Of(heard), unixms.Of(refusedAt), strings.TrimPrefix(refusal, doctor.RefusalPrefix)},
		pointsStatus{points.Known, points.Limit, points.Remaining, unixms.Of(points.SeenAt)},
	})
}

// keyProblem is without the marks that a post has.
func keyProblem(words i18n.Words, p config.KeyProblem) string {
	return strings.ReplaceAll(words.KeyProblem(p), "`", "")
}
