package api

import (
	"bytes"
	_ "embed"
	"html/template"
	"net/http"

	"github.com/mattermost/mattermost/server/public/model"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/i18n"
)

//go:embed page.html
var pageHTML string

var pageTemplate = template.Must(template.New("page").Parse(pageHTML))

type page struct {
	Language string
	Title    string
	Message  string
	Link     string
	LinkText string
	// Form is what to fill in; FormAction is where it may lead beside this
	// page, by redirects too.
	Form       *form
	FormAction string
}

// callPage is where links in posts lead when room links are not to be shown.
// It checks who comes, then offers that person's own link, to be clicked: the
// desktop app would keep a redirect in a window without camera.
func (a *API) callPage(w http.ResponseWriter, r *http.Request) {
	a.page(w, r, func(words i18n.Words, p page, userID string) error {
		link, err := a.Calls.Join(r.Context(), r.PathValue("id"), userID)
		if err != nil {
			return err
		}
		p.Link, p.LinkText = link, words.Say(i18n.PageJoin, nil)
		show(w, http.StatusOK, p)
		return nil
	})
}

// filePage leads to a recording or a transcript, by a link that Whereby makes
// for this click.
func (a *API) filePage(w http.ResponseWriter, r *http.Request) {
	a.page(w, r, func(_ i18n.Words, _ page, userID string) error {
		link, err := a.Calls.File(r.Context(), r.PathValue("id"), r.PathValue("file"), userID)
		if err != nil {
			return err
		}
		w.Header().Set("Location", link.Reveal())
		w.WriteHeader(http.StatusFound)
		return nil
	})
}

// page asks who is not logged in to log in, and explains errors to people.
func (a *API) page(w http.ResponseWriter, r *http.Request, answer func(words i18n.Words, p page, userID string) error) {
	words, admin := a.reader(r)
	p := page{Language: words.Language(), Title: words.Say(i18n.PageTitle, nil)}
	userID := r.Header.Get(userHeader)
	if userID == "" {
		p.Message, p.LinkText = words.Say(i18n.PageLogIn, nil), words.Say(i18n.PageLogInLink, nil)
		p.Link = a.Settings().SiteURL + "/login"
		show(w, http.StatusUnauthorized, p)
		return
	}
	err := error(&call.Error{Code: call.CodeNotFound})
	if model.IsValidId(r.PathValue("id")) {
		err = answer(words, p, userID)
	}
	if err == nil {
		return
	}
	if call.CodeOf(err) == call.CodeInternal {
		a.Log.With(about(r)...).Error("request failed", "method", r.Method, "path", loggable(r), "err", err)
	}
	p.Message = words.Explain(err, i18n.ReaderBy(a.Settings(), admin))
	show(w, statusOf(err), p)
}

func show(w http.ResponseWriter, status int, p page) {
	var body bytes.Buffer
	if err := pageTemplate.Execute(&body, p); err != nil {
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", policy(p.FormAction))
	w.WriteHeader(status)
	_, _ = w.Write(body.Bytes())
}

// policy lets a page do nothing but send a form to itself, and on to where
// formAction says; without that, nothing at all.
func policy(formAction string) string {
	if formAction == "" {
		formAction = "'none'"
	} else {
		formAction = "'self' " + formAction
	}
	return "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action " + formAction
}
