package tests

import (
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/e2e/stack"
)

// inviteView is an invite as the plugin's API shows it.
type inviteView struct {
	ID         string `json:"id"`
	CallID     string `json:"call_id"`
	Name       string `json:"name"`
	MadeBy     string `json:"made_by"`
	MadeByName string `json:"made_by_name"`
	ExpiresAt  int64  `json:"expires_at"`
	RevokedAt  int64  `json:"revoked_at"`
	UsedAt     int64  `json:"used_at"`
}

// invite makes an invite through the API and gives its link.
func (k *kit) invite(user *stack.User, callID, name string) (inviteView, string) {
	k.t.Helper()
	var made struct {
		Invite inviteView
		URL    string
	}
	status, raw := k.ask(user, http.MethodPost, "/api/v1/calls/"+callID+"/invites", map[string]any{"name": name}, &made)
	require.Equal(k.t, http.StatusCreated, status, raw)
	return made.Invite, made.URL
}

// guest is a browser in which nobody is logged in.
type guest struct {
	*kit
	client  *http.Client
	address string
}

var guestNumber int

// newGuest has an address of its own, as behind a proxy that Mattermost trusts,
// so that the tests do not use up each other's requests.
func (k *kit) newGuest() *guest {
	k.t.Helper()
	jar, err := cookiejar.New(nil)
	k.must(err)
	guestNumber++
	return &guest{kit: k, address: fmt.Sprintf("198.51.100.%d", guestNumber), client: &http.Client{
		Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// trustProxies lets guests have addresses, until the test ends.
func (k *kit) trustProxies() {
	k.t.Helper()
	set := func(headers []string) {
		_, _, err := k.Admin.Client.PatchConfig(k.ctx, &model.Config{ServiceSettings: model.ServiceSettings{TrustedProxyIPHeader: headers}})
		k.must(err)
	}
	set([]string{"X-Forwarded-For"})
	k.t.Cleanup(func() { set([]string{}) })
}

// visited is what came of opening a link.
type visited struct {
	status int
	header http.Header
	page   string
}

func (g *guest) do(method, link string, form url.Values) visited {
	g.t.Helper()
	request, err := http.NewRequestWithContext(g.ctx, method, link, strings.NewReader(form.Encode()))
	g.must(err)
	if form != nil {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	request.Header.Set("X-Forwarded-For", g.address)
	answer, err := g.client.Do(request)
	g.must(err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	g.must(err)
	return visited{answer.StatusCode, answer.Header, string(body)}
}

func (g *guest) opens(link string) (status int, page string) {
	g.t.Helper()
	answer := g.do(http.MethodGet, link, nil)
	return answer.status, answer.page
}

func (g *guest) enters(link, name string) (status int, location, page string) {
	g.t.Helper()
	answer := g.do(http.MethodPost, link, url.Values{"name": {name}})
	return answer.status, answer.header.Get("Location"), answer.page
}

var linkInCode = regexp.MustCompile("`(https?://[^`]+/plugins/whereby/i/[a-z2-7]{26})`")

func TestInviteByCommand(t *testing.T) {
	k := newKit(t)
	k.trustProxies()
	k.ownPeople()
	channel := k.newChannel(k.alice, k.bob)
	heard := k.listen(k.bob)
	k.types(k.alice, channel.Id, "/whereby secret-merger --locked --audio")
	call := k.calls(k.alice, channel.Id, "")[0]
	k.types(k.bob, channel.Id, "/whereby invite zoe@example.com 90m")
	notice := k.ephemeral(heard, "lets **zoe@")
	link := linkInCode.FindStringSubmatch(notice.Message)
	require.NotNil(t, link, notice.Message)
	assert.Contains(t, notice.Message, "your guest knocks")
	assert.Contains(t, notice.Message, "(UTC)")

	zoe := k.newGuest()
	answer := zoe.do(http.MethodGet, link[1], nil)
	assert.Equal(t, http.StatusOK, answer.status)
	assert.Contains(t, answer.page, k.bob.Username+" invites you to a call")
	assert.Contains(t, answer.page, `value=""`, "an e-mail address is no name")
	for _, secret := range []string{"secret-merger", "example.com", channel.Name, channel.Id, k.alice.Username, call.RoomName, "roomKey"} {
		assert.NotContains(t, answer.page, secret)
	}
	for name, want := range map[string]string{
		"Referrer-Policy": "no-referrer", "Cache-Control": "no-store", "X-Robots-Tag": "noindex", "X-Content-Type-Options": "nosniff",
	} {
		assert.Equal(t, want, answer.header.Get(name))
	}
	assert.Contains(t, answer.header.Get("Content-Security-Policy"), "frame-ancestors 'none'")
	assert.Contains(t, answer.header.Get("Content-Security-Policy"), "form-action 'self' "+k.SandboxURL)
	cookie := answer.header.Get("Set-Cookie")
	assert.Contains(t, cookie, "HttpOnly")
	assert.Contains(t, cookie, "SameSite=Lax")
	assert.Contains(t, cookie, "Path=/plugins/whereby/i/")

	status, location, _ := zoe.enters(link[1], "Zoë <Z>")
	require.Equal(t, http.StatusSeeOther, status)
	room, err := url.Parse(location)
	k.must(err)
	assert.Equal(t, "/"+call.RoomName, room.Path)
	assert.Equal(t, url.Values{"displayName": {"Zoë Z"}, "lang": {"en"}, "cameraAccess": {"off"}}, room.Query())

	status, again, _ := zoe.enters(link[1], "Zoë <Z>")
	assert.Equal(t, http.StatusSeeOther, status, "after a crash of the browser")
	assert.Equal(t, location, again)
	list := k.listInvites(k.alice, call.ID)
	require.Len(t, list, 1)
	assert.Equal(t, "zoe@example.com", list[0].Name)
	assert.Equal(t, k.bob.ID, list[0].MadeBy)
	assert.Equal(t, k.bob.Username, list[0].MadeByName)
	assert.Positive(t, list[0].UsedAt)
	assert.WithinDuration(t, time.Now().Add(90*time.Minute), time.UnixMilli(list[0].ExpiresAt), time.Minute)

	k.types(k.bob, channel.Id, "/whereby invite Zoe 25:00")
	k.ephemeral(heard, "“25:00” is no time I understand")
	assert.Len(t, k.listInvites(k.alice, call.ID), 1, "nothing was made")
}

func (k *kit) listInvites(user *stack.User, callID string) []inviteView {
	k.t.Helper()
	var list struct{ Invites []inviteView }
	status, raw := k.ask(user, http.MethodGet, "/api/v1/calls/"+callID+"/invites", nil, &list)
	require.Equal(k.t, http.StatusOK, status, raw)
	return list.Invites
}

func TestInviteThatLetsNobodyIn(t *testing.T) {
	k := newKit(t)
	k.trustProxies()
	k.ownPeople()
	tests := map[string]struct {
		spoil  func(made inviteView, link string)
		status int
		text   string
	}{
		"expired": {func(made inviteView, _ string) {
			_, err := k.DB().ExecContext(k.ctx, "UPDATE whereby_invites SET expires_at = 1 WHERE id = $1", made.ID)
			k.must(err)
		}, http.StatusGone, "has expired. Ask " + k.alice.Username + " for a new one."},
		"revoked": {func(made inviteView, _ string) {
			var revoked inviteView
			status, raw := k.ask(k.alice, http.MethodDelete, "/api/v1/calls/"+made.CallID+"/invites/"+made.ID, nil, &revoked)
			require.Equal(t, http.StatusOK, status, raw)
			assert.Positive(t, revoked.RevokedAt)
			assert.Empty(t, k.listInvites(k.alice, made.CallID))
		}, http.StatusGone, "was revoked. Ask " + k.alice.Username + " for a new one."},
		"used in another browser": {func(_ inviteView, link string) {
			status, _, _ := k.newGuest().enters(link, "Eve")
			require.Equal(t, http.StatusSeeOther, status)
		}, http.StatusForbidden, "already used in another browser. Ask " + k.alice.Username + " for a new one."},
		"call over": {func(made inviteView, _ string) {
			k.ask(k.alice, http.MethodPost, "/api/v1/calls/"+made.CallID+"/end", nil, nil)
		}, http.StatusGone, "The call is over."},
		"call not begun": {func(made inviteView, _ string) {
			_, err := k.DB().ExecContext(k.ctx, "UPDATE whereby_calls SET state = 'creating', check_at = 0 WHERE id = $1", made.CallID)
			k.must(err)
		}, http.StatusConflict, "The call has not begun yet."},
		"switched off": {func(inviteView, string) { k.configure(map[string]any{"allowinvites": false}) }, http.StatusForbidden, "Invitations are switched off"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			call := k.start(k.alice, k.newChannel(k.alice).Id)
			made, link := k.invite(k.alice, call.ID, "Zoe")
			zoe := k.newGuest()
			if name != "used in another browser" { // in which nobody has looked yet
				status, _ := zoe.opens(link)
				require.Equal(t, http.StatusOK, status)
			}
			test.spoil(made, link)
			status, page := zoe.opens(link)
			assert.Equal(t, test.status, status)
			assert.Contains(t, page, test.text)
			status, location, page := zoe.enters(link, "Zoe")
			assert.Equal(t, test.status, status)
			assert.Contains(t, page, test.text)
			assert.Empty(t, location)
			assert.NotContains(t, page, "<form")
			if name == "switched off" {
				k.configure(map[string]any{"allowinvites": true})
			}
		})
	}

	zoe := k.newGuest()
	for _, token := range []string{strings.Repeat("a", 26), "x", "%27%20OR%201=1", strings.Repeat("a", 5000)} {
		status, page := zoe.opens(k.PluginURL("/i/" + token))
		assert.Equal(t, http.StatusNotFound, status, token)
		assert.Contains(t, page, "This link does not work.")
		status, location, _ := zoe.enters(k.PluginURL("/i/"+token), "Zoe")
		assert.Equal(t, http.StatusNotFound, status)
		assert.Empty(t, location)
	}
}

func TestInviteRights(t *testing.T) {
	k := newKit(t)
	k.ownPeople()
	guest := k.newUser("gina")
	channel := k.newChannel(k.alice, k.bob, guest)
	_, err := k.DB().ExecContext(k.ctx, "UPDATE users SET roles = 'system_guest' WHERE id = $1", guest.ID)
	k.must(err)
	_, err = k.Admin.Client.InvalidateCaches(k.ctx)
	k.must(err)
	call := k.start(k.alice, channel.Id)
	path := "/api/v1/calls/" + call.ID + "/invites"
	refused := func(user *stack.User, method, path string, status int, code string) {
		t.Helper()
		var answer refusal
		var body any
		if method == http.MethodPost {
			body = map[string]any{}
		}
		got, raw := k.ask(user, method, path, body, &answer)
		assert.Equal(t, status, got, raw)
		assert.Equal(t, code, answer.Error.Code)
		assert.NotContains(t, raw, "/i/")
	}

	for _, method := range []string{http.MethodPost, http.MethodGet} {
		refused(nil, method, path, http.StatusUnauthorized, "not_logged_in")
		refused(k.carol, method, path, http.StatusForbidden, "not_a_member")
		refused(guest, method, path, http.StatusForbidden, "guest_may_not_invite")
		refused(k.alice, method, "/api/v1/calls/"+model.NewId()+"/invites", http.StatusNotFound, "not_found")
	}
	heard := k.listen(guest)
	k.types(guest, channel.Id, "/whereby invite Zoe")
	k.ephemeral(heard, "With a guest account you cannot invite others. Ask a member of the channel")
	var settings struct {
		MayInvite bool `json:"may_invite"`
	}
	k.ask(guest, http.MethodGet, "/api/v1/settings", nil, &settings)
	assert.False(t, settings.MayInvite)
	k.ask(k.bob, http.MethodGet, "/api/v1/settings", nil, &settings)
	assert.True(t, settings.MayInvite)

	ofAlice, _ := k.invite(k.alice, call.ID, "Zoe")
	ofBob, _ := k.invite(k.bob, call.ID, "Yan")
	refused(k.bob, http.MethodDelete, path+"/"+ofAlice.ID, http.StatusForbidden, "may_not_revoke")
	refused(k.carol, http.MethodDelete, path+"/"+ofAlice.ID, http.StatusForbidden, "not_a_member")
	refused(k.alice, http.MethodDelete, path+"/"+model.NewId(), http.StatusNotFound, "no_invite")
	for _, who := range []struct {
		user *stack.User
		id   string
	}{{k.alice, ofBob.ID}, {k.Admin, ofAlice.ID}} {
		status, raw := k.ask(who.user, http.MethodDelete, path+"/"+who.id, nil, nil)
		assert.Equal(t, http.StatusOK, status, raw)
	}

	for range 18 {
		k.invite(k.bob, call.ID, "")
	}
	_, _ = k.invite(k.bob, call.ID, "the twentieth")
	refused(k.bob, http.MethodPost, path, http.StatusTooManyRequests, "rate_limited")
	k.invite(k.alice, call.ID, "others may go on")

	k.configure(map[string]any{"allowinvites": false})
	refused(k.alice, http.MethodPost, path, http.StatusForbidden, "invites_off")
	k.configure(map[string]any{"allowinvites": true})
	k.ask(k.alice, http.MethodPost, "/api/v1/calls/"+call.ID+"/end", nil, nil)
	refused(k.alice, http.MethodPost, path, http.StatusGone, "call_over")
}

// TestInviteKeepsSecrets looks for the host's key and for the link's token
// everywhere they could have leaked to. The room's links are not shown here.
func TestInviteKeepsSecrets(t *testing.T) {
	k := newKit(t)
	k.trustProxies()
	k.ownPeople()
	k.configure(map[string]any{"showroomlinks": false})
	channel := k.newChannel(k.alice, k.bob)
	call := k.start(k.alice, channel.Id)
	key := k.join(k.alice, call.ID).Query().Get("roomKey")
	require.NotEmpty(t, key)
	_, link := k.invite(k.alice, call.ID, "Zoe") // by the host
	token := link[strings.LastIndex(link, "/")+1:]

	places := map[string]string{}
	zoe := k.newGuest()
	_, places["page"] = zoe.opens(link)
	answer := zoe.do(http.MethodPost, link, url.Values{"name": {"Zoe&roomKey=x"}})
	require.Equal(t, http.StatusSeeOther, answer.status)
	places["redirect"] = fmt.Sprint(answer.header) + answer.page
	assert.NotContains(t, answer.header.Get("Location"), "roomKey=")
	_, places["list"] = k.ask(k.alice, http.MethodGet, "/api/v1/calls/"+call.ID+"/invites", nil, nil)
	places["list"] += "."
	var rows string
	k.must(k.DB().QueryRowContext(k.ctx, "SELECT json_agg(i)::text FROM whereby_invites i").Scan(&rows))
	places["the database"] = rows
	k.must(filepath.WalkDir(k.Dir(), func(path string, _ os.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".log") {
			data, readErr := os.ReadFile(path) //nolint:gosec // logs of the stack
			places["logs"] += string(data)
			return readErr
		}
		return nil //nolint:nilerr // PostgreSQL's files come and go
	}))
	for place, text := range places {
		assert.NotContains(t, text, key, place)
		if place != "redirect" { // whose cookie has the page's path
			assert.NotContains(t, text, token, place)
		}
	}
	assert.Contains(t, places["the database"], call.ID, "the rows looked at are the right ones")
	assert.Contains(t, places["logs"], "guest invited")
}

// TestInvitePageIsLimited has a stranger guess, who lies about his address.
func TestInvitePageIsLimited(t *testing.T) {
	k := newKit(t)
	t.Cleanup(func() { k.must(k.RestartPlugin(k.ctx)) }) // others come from here too
	stranger := k.newGuest()
	var last visited
	for n := range 31 {
		stranger.address = fmt.Sprintf("203.0.113.%d", n)
		last = stranger.do(http.MethodPost, k.PluginURL(fmt.Sprintf("/i/%026d", n)), url.Values{})
	}
	assert.Equal(t, http.StatusTooManyRequests, last.status)
	assert.NotEmpty(t, last.header.Get("Retry-After"))
	assert.Contains(t, last.page, "opened too often")
}
