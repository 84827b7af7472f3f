package api

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/pkg/errors"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mattermost/mattermost/server/public/model"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/invite"
)

const token = "abcdefghijklmnopqrstuvwxyz"

var inviteID = model.NewId()

// invites answers what the test sets, and keeps what was asked.
type invites struct {
	visit                     invite.Visit
	request                   invite.Request
	revoked                   string
	mark, name, locale, asked string
	err                       error
}

func (i *invites) Create(_ context.Context, req invite.Request) (invite.Made, error) {
	i.request = req
	return invite.Made{Invite: invite.Invite{ID: inviteID, CallID: req.CallID, Name: req.Name, MadeBy: req.UserID, MadeAt: time.UnixMilli(1), ExpiresAt: req.ExpiresAt}, URL: "https://chat.example/plugins/whereby/i/" + token}, i.err
}

func (i *invites) List(context.Context, string, string) ([]invite.Invite, error) {
	return []invite.Invite{{ID: inviteID, MadeBy: "user", UsedAt: time.UnixMilli(7)}}, i.err
}

func (i *invites) Revoke(_ context.Context, callID, inviteID, userID string) (invite.Invite, error) {
	i.revoked = callID + " " + inviteID + " " + userID
	return invite.Invite{ID: inviteID, RevokedAt: time.UnixMilli(9)}, i.err
}

func (i *invites) Look(_ context.Context, token, mark string) (invite.Visit, error) {
	i.asked, i.mark = token, mark
	return i.visit, i.err
}

func (i *invites) Enter(_ context.Context, token, mark, name, locale string) (invite.Visit, string, error) {
	i.asked, i.mark, i.name, i.locale = token, mark, name, locale
	return i.visit, "https://acme.whereby.com/room?displayName=Zoe", i.err
}

func newGuestStage(t testing.TB) *stage {
	t.Helper()
	s := newStage(t)
	yes := true
	s.invites.visit = invite.Visit{
		Inviter: "Alice <b>", Invite: invite.Invite{Name: "Zoe \"Z\"", ExpiresAt: s.now.Add(time.Hour)},
		Call: call.Call{Options: call.Options{Topic: "secret-merger", Locked: &yes}, ChannelID: channelID, Room: running.Room},
	}
	return s
}

// visits is a request of somebody who is not logged in.
func (s *stage) visits(method, body string, headers ...string) *httptest.ResponseRecorder {
	headers = append([]string{userHeader, "", "Content-Type", "application/x-www-form-urlencoded"}, headers...)
	return s.do(method, "/i/"+token, body, headers...)
}

func TestInvitePage(t *testing.T) {
	s := newGuestStage(t)
	w := s.visits("GET", "")
	assert.Equal(t, http.StatusOK, w.Code)
	body := w.Body.String()
	assert.Contains(t, body, "Alice &lt;b&gt; invites you to a call")
	assert.Contains(t, body, `value="Zoe &#34;Z&#34;"`)
	assert.Contains(t, body, "Enter the call")
	assert.Contains(t, body, "you knock")
	assert.Contains(t, body, `<html lang="en">`)
	for _, secret := range []string{"secret-merger", channelID, "roomKey", "acme.whereby.com", "/room"} {
		assert.NotContains(t, body, secret)
	}
	for name, want := range map[string]string{
		"Referrer-Policy": "no-referrer", "Cache-Control": "no-store", "X-Robots-Tag": "noindex", "X-Content-Type-Options": "nosniff",
		"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'self' https://acme.whereby.com",
	} {
		assert.Equal(t, want, w.Header().Get(name), name)
	}
	require.Len(t, w.Result().Cookies(), 1)
	cookie := w.Result().Cookies()[0]
	assert.True(t, cookie.HttpOnly && cookie.Secure)
	assert.Equal(t, http.SameSiteLaxMode, cookie.SameSite)
	assert.Equal(t, "/plugins/whereby/i/"+token, cookie.Path)
	assert.Equal(t, 3600, cookie.MaxAge)
	assert.True(t, invite.IsMark(cookie.Value))

	w = s.visits("GET", "", "Cookie", "wb="+cookie.Value)
	assert.Equal(t, cookie.Value, s.invites.mark)
	assert.Equal(t, cookie.Value, w.Result().Cookies()[0].Value, "the browser keeps its mark")

	s.settings.SiteURL = "http://chat.example/sub"
	s.invites.visit.Inviter, s.invites.visit.Invite.Name, s.invites.visit.Call.Options.Locked = "", "zoe@example.com", nil
	w = s.visits("GET", "", "Cookie", "wb=forged", "Accept-Language", "xx-yy-z, hu, de-AT;q=0.9, en;q=0.8")
	assert.Empty(t, s.invites.mark)
	cookie = w.Result().Cookies()[0]
	assert.False(t, cookie.Secure)
	assert.Equal(t, "/sub/plugins/whereby/i/"+token, cookie.Path)
	assert.Contains(t, w.Body.String(), `value=""`)
	assert.NotContains(t, w.Body.String(), "example.com")
	assert.Contains(t, w.Body.String(), "Du bist zu einem Anruf eingeladen")
	assert.NotContains(t, w.Body.String(), "klopfst")
	assert.Contains(t, w.Body.String(), `<html lang="de">`)
}

func TestEnterByInvite(t *testing.T) {
	s := newGuestStage(t)
	mark := invite.NewMark()
	w := s.visits("POST", "name=Zo%C3%AB+Z", "Cookie", "wb="+mark, "Accept-Language", "sv-SE,en;q=0.1")
	assert.Equal(t, http.StatusSeeOther, w.Code)
	assert.Equal(t, "https://acme.whereby.com/room?displayName=Zoe", w.Header().Get("Location"))
	assert.Contains(t, w.Header().Get("Content-Security-Policy"), "form-action 'self' https://acme.whereby.com")
	assert.Equal(t, "no-referrer", w.Header().Get("Referrer-Policy"))
	assert.Equal(t, []string{token, mark, "Zoë Z", "en"}, []string{s.invites.asked, s.invites.mark, s.invites.name, s.invites.locale})
	assert.Equal(t, mark, w.Result().Cookies()[0].Value)

	w = s.visits("POST", "", "Accept-Language", "sv-SE")
	assert.Equal(t, "sv-SE", s.invites.locale, "the room has languages that we do not have")
	assert.Equal(t, s.invites.mark, w.Result().Cookies()[0].Value)
	s.settings.Locale = "fr"
	s.visits("POST", "")
	assert.Equal(t, "fr", s.invites.locale)

	s.invites.asked = ""
	w = s.visits("POST", "name="+strings.Repeat("x", maxForm))
	assert.Equal(t, http.StatusRequestEntityTooLarge, w.Code)
	w = s.visits("POST", "name=%zz")
	assert.Equal(t, http.StatusBadRequest, w.Code)
	assert.Empty(t, s.invites.asked)
}

func TestGuestsAreTurnedAway(t *testing.T) {
	tests := map[call.Code]struct {
		status int
		text   string
	}{
		call.CodeNoInvite:      {404, "This link does not work."},
		call.CodeInviteExpired: {410, "has expired. Ask Alice for a new one."},
		call.CodeInviteRevoked: {410, "was revoked. Ask Alice for a new one."},
		call.CodeInviteUsed:    {403, "This invitation was already used in another browser. Ask Alice for a new one."},
		call.CodeInvitesOff:    {403, "Ask Alice how to join"},
		call.CodeOver:          {410, "The call is over."},
		call.CodeStarting:      {409, "The call has not begun yet."},
	}
	for code, want := range tests {
		t.Run(string(code), func(t *testing.T) {
			for _, method := range []string{"GET", "POST"} {
				s := newGuestStage(t)
				s.invites.err = &call.Error{Code: code, Value: "Alice"}
				w := s.visits(method, "")
				assert.Equal(t, want.status, w.Code)
				assert.Contains(t, w.Body.String(), want.text)
				assert.NotContains(t, w.Body.String(), "<form")
				assert.Contains(t, w.Header().Get("Content-Security-Policy"), "form-action 'none'")
				assert.Empty(t, w.Result().Cookies())
				assert.Empty(t, w.Header().Get("Location"))
			}
		})
	}
	s := newGuestStage(t)
	s.invites.err = &call.Error{Code: call.CodeInviteRevoked}
	assert.Contains(t, s.visits("GET", "").Body.String(), "Ask whoever sent it for a new one.")
	s.invites.err = errors.New("password in the stack")
	w := s.visits("GET", "")
	assert.Equal(t, http.StatusInternalServerError, w.Code)
	assert.NotContains(t, w.Body.String(), "password")
	assert.Contains(t, s.log.String(), "password")
	assert.NotContains(t, s.log.String(), token)
}

func TestPagesForGuestsAreLimited(t *testing.T) {
	s := newGuestStage(t)
	visit := func(address string) *httptest.ResponseRecorder {
		r := httptest.NewRequest("GET", "/i/"+token, http.NoBody)
		w := httptest.NewRecorder()
		s.handler.ServeHTTP(w, r.WithContext(WithAddress(r.Context(), address)))
		return w
	}
	for range maxOfAddress {
		require.Equal(t, http.StatusOK, visit("10.0.0.1").Code)
	}
	s.now = s.now.Add(20 * time.Second)
	w := visit("10.0.0.1")
	assert.Equal(t, http.StatusTooManyRequests, w.Code)
	assert.Equal(t, "40", w.Header().Get("Retry-After"))
	assert.Contains(t, w.Body.String(), "Open it again in 40 seconds")
	assert.Equal(t, http.StatusOK, visit("10.0.0.2").Code)
	s.now = s.now.Add(40 * time.Second)
	assert.Equal(t, http.StatusOK, visit("10.0.0.1").Code)
}

func TestInvitesOverHTTP(t *testing.T) {
	s := newStage(t)
	path := "/api/v1/calls/" + callID + "/invites"
	w := s.do("POST", path, `{"name":"Zoe","expires_at":5000}`)
	assert.Equal(t, http.StatusCreated, w.Code)
	assert.JSONEq(t, `{"invite":{"id":"`+inviteID+`","call_id":"`+callID+`","name":"Zoe","made_by":"user","made_by_name":"","made_at":1,"expires_at":5000,"revoked_at":0,"used_at":0},
		"url":"https://chat.example/plugins/whereby/i/`+token+`"}`, w.Body.String())
	assert.Equal(t, invite.Request{CallID: callID, UserID: "user", Name: "Zoe", ExpiresAt: time.UnixMilli(5000)}, s.invites.request)
	s.do("POST", path, `{}`)
	assert.True(t, s.invites.request.ExpiresAt.IsZero())
	assert.Equal(t, http.StatusBadRequest, s.do("POST", path, `{"host":true}`).Code)

	w = s.do("GET", path, "")
	assert.Contains(t, w.Body.String(), `"used_at":7`)
	assert.NotContains(t, w.Body.String(), token)
	w = s.do("DELETE", path+"/"+inviteID, "")
	assert.Contains(t, w.Body.String(), `"revoked_at":9`)
	assert.Equal(t, callID+" "+inviteID+" user", s.invites.revoked)
	assert.Equal(t, http.StatusNotFound, s.do("DELETE", path+"/x", "").Code)

	s.invites.err = &call.Error{Code: call.CodeRateLimited, Ours: true, Wait: 90 * time.Second}
	w = s.do("POST", path, `{}`)
	assert.Equal(t, http.StatusTooManyRequests, w.Code)
	assert.Equal(t, "90", w.Header().Get("Retry-After"))
	assert.NotContains(t, w.Body.String(), "Whereby")
	for _, method := range []string{"GET", "DELETE"} {
		s.invites.err = &call.Error{Code: call.CodeInvitesOff}
		target := path
		if method == "DELETE" {
			target += "/" + inviteID
		}
		assert.Equal(t, http.StatusForbidden, s.do(method, target, "").Code)
	}
}

func TestWhoMayInviteIsKnownToTheWebSide(t *testing.T) {
	s := newStage(t)
	assert.Contains(t, s.do("GET", "/api/v1/settings", "").Body.String(), `"may_invite":true`)
	assert.Contains(t, s.do("GET", "/api/v1/settings", "", userHeader, "guest").Body.String(), `"may_invite":false`)
	s.settings.AllowInvites = false
	assert.Contains(t, s.do("GET", "/api/v1/settings", "").Body.String(), `"may_invite":false`)
}

// Whoever reads the log cannot read anybody's calendar.
func TestCalendarAddressIsNotLogged(t *testing.T) {
	s := newStage(t)
	s.plans.err = errors.New("the database is away")
	w := s.do("GET", "/calendar/"+token+".ics", "", userHeader, "")
	assert.Equal(t, http.StatusInternalServerError, w.Code)
	assert.Contains(t, s.log.String(), "/calendar/…")
	assert.NotContains(t, s.log.String(), token)
}
