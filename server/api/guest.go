package api

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/pkg/errors"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/i18n"
	"mattermost-plugin-whereby/server/invite"
	"mattermost-plugin-whereby/server/pace"
)

const (
	// markCookie is by which the browser that uses an invite is known again.
	markCookie = "wb"
	// maxForm is far more than a name needs.
	maxForm = 4 << 10
)

// form is what a guest fills in before he enters.
type form struct {
	Label  string
	Name   string
	Most   int
	Button string
}

// invitePage shows an invite to whoever opens its link, without changing
// anything: programs that check links open them too.
func (a *API) invitePage(w http.ResponseWriter, r *http.Request) {
	mark := browserMark(r)
	visit, err := a.Invites.Look(r.Context(), r.PathValue("token"), mark)
	if err != nil {
		a.turnAway(w, r, err)
		return
	}
	if mark == "" {
		mark = invite.NewMark()
	}
	a.leaveMark(w, r, mark, visit)
	words := a.guestWords(r)
	p := page{
		Language: words.Language(), Title: words.Say(i18n.GuestTitleUnknown, nil), Message: words.Say(i18n.GuestOpens, nil),
		FormAction: originOf(visit.Call.Room.URL),
		Form:       &form{Label: words.Say(i18n.GuestName, nil), Most: call.MaxNameLength, Button: words.Say(i18n.GuestEnter, nil)},
	}
	if visit.Inviter != "" {
		p.Title = words.Say(i18n.GuestTitle, i18n.Data{"Inviter": visit.Inviter})
	}
	if visit.Call.Options.IsLocked() {
		p.Message = words.Say(i18n.GuestKnocks, nil)
	}
	if !strings.Contains(visit.Invite.Name, "@") { // an e-mail address is nobody's name
		p.Form.Name = visit.Invite.Name
	}
	show(w, http.StatusOK, p)
}

// enterByInvite takes the guest to the room, and no other browser after his.
func (a *API) enterByInvite(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		a.turnAway(w, r, &call.Error{Code: call.CodeInvalid, Cause: err})
		return
	}
	mark := browserMark(r)
	if mark == "" {
		mark = invite.NewMark()
	}
	visit, link, err := a.Invites.Enter(r.Context(), r.PathValue("token"), mark, r.PostForm.Get("name"), a.guestLocale(r))
	if err != nil {
		a.turnAway(w, r, err)
		return
	}
	a.leaveMark(w, r, mark, visit)
	w.Header().Set("Content-Security-Policy", policy(originOf(link)))
	w.Header().Set("Location", link)
	w.WriteHeader(http.StatusSeeOther)
}

// turnAway explains why there is no way in.
func (a *API) turnAway(w http.ResponseWriter, r *http.Request, err error) {
	if call.CodeOf(err) == call.CodeInternal {
		a.Log.Error("guest not let in", "method", r.Method, "path", loggable(r), "err", err)
	}
	if known := new(call.Error); errors.As(err, &known) {
		retryAfter(w, known.Wait)
	}
	words := a.guestWords(r)
	show(w, statusOf(err), page{Language: words.Language(), Title: words.Say(i18n.GuestPageTitle, nil), Message: words.ExplainToGuest(err)})
}

// forGuests is around the pages that anybody may open.
func (a *API) forGuests(limit *pace.Limiter, next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Robots-Tag", "noindex")
		if wait := limit.Take(addressOf(r.Context()), a.Now()); wait > 0 {
			a.turnAway(w, r, &call.Error{Code: call.CodeRateLimited, Ours: true, Wait: wait})
			return
		}
		next(w, r)
	}
}

// guestLocale is what the browser asks for: a guest has no settings here.
func (a *API) guestLocale(r *http.Request) string {
	return a.Words.Accepted(r.Header.Get("Accept-Language"), a.Settings().Locale)
}

func (a *API) guestWords(r *http.Request) i18n.Words { return a.Words.For(a.guestLocale(r)) }

func browserMark(r *http.Request) string {
	cookie, err := r.Cookie(markCookie)
	if err != nil || !invite.IsMark(cookie.Value) {
		return ""
	}
	return cookie.Value
}

// leaveMark gives the browser its mark, for this invite's page alone. It
// lasts as long as the invite, also over a crash of the browser.
func (a *API) leaveMark(w http.ResponseWriter, r *http.Request, mark string, visit invite.Visit) {
	site, err := url.Parse(a.Settings().SiteURL)
	if err != nil {
		site = &url.URL{}
	}
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // secure wherever the site is
		Name: markCookie, Value: mark, Path: site.Path + "/plugins/whereby" + invite.PagePath + r.PathValue("token"),
		MaxAge:   max(1, int(visit.Invite.ExpiresAt.Sub(a.Now())/time.Second)),
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: site.Scheme == "https",
	})
}

// originOf returns where a link leads, without anything else of it.
func originOf(link string) string {
	u, err := url.Parse(link)
	if err != nil || u.Host == "" {
		return ""
	}
	return u.Scheme + "://" + u.Host
}
