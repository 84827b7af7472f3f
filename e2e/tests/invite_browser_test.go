package tests

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/e2e/browser"
	"mattermost-plugin-whereby/server/whereby/wherebytest"
)

const (
	inviteDialog = ".whereby-invite"
	inviteEntry  = `//div[@role="menu"]//button[contains(.,"Invite a guest")]`
	revokeButton = `.whereby-invite-row button`
)

// stranger opens a tab in which nobody is logged in.
func (k *kit) stranger() *browser.Page {
	k.t.Helper()
	page := k.page(k.carol)
	k.must(page.Do(network.ClearBrowserCookies()))
	return page
}

// TestInviteInTheBrowser is the whole way: a member makes a link on the card,
// a guest opens it and knocks, the host lets him in.
func TestInviteInTheBrowser(t *testing.T) {
	k := newKit(t)
	k.ownPeople()
	channel := k.newChannel(k.alice, k.bob)
	k.types(k.alice, channel.Id, "/whereby Design review --locked")
	call := k.calls(k.alice, channel.Id, "")[0]
	bob := k.page(k.bob)
	k.must(bob.Channel(channel.Name))
	k.must(bob.Click(menuOnCard))
	k.must(bob.Click(inviteEntry))
	k.must(bob.See(inviteDialog))
	k.must(bob.Type(".whereby-invite-name", "Zoe"))
	k.must(bob.Press(browser.Enter))
	k.must(bob.See(".whereby-invite-made"))
	link, err := bob.Value(".whereby-invite-made input")
	k.must(err)
	require.Contains(t, link, "/plugins/whereby/i/")
	k.must(bob.Wait(`document.activeElement.value === ` + strconv.Quote(link)))

	zoe := k.stranger()
	k.must(zoe.Goto(link))
	k.must(zoe.Wait(`document.body.innerText.includes(` + strconv.Quote(k.bob.Username+" invites you to a call") + `)`))
	k.accessible(zoe, "main")
	k.screenshot(zoe, "invite-page-light")
	name, err := zoe.Value("input")
	k.must(err)
	assert.Equal(t, "Zoe", name)
	k.must(zoe.Click("button"))
	k.must(zoe.See("#knock"))
	address, err := zoe.URL()
	k.must(err)
	assert.True(t, strings.HasPrefix(address, k.SandboxURL+"/"+call.RoomName), address)
	assert.NotContains(t, address, "roomKey")
	name, err = zoe.Value("#display-name")
	k.must(err)
	assert.Equal(t, "Zoe", name)
	k.must(zoe.Click("#knock"))
	k.enter(k.alice, call.ID)
	var knocking wherebytest.Participant
	require.Eventually(t, func() bool {
		people, err := k.Sandbox.Participants("/" + call.RoomName)
		k.must(err)
		at := slices.IndexFunc(people, func(p wherebytest.Participant) bool { return p.Knocking })
		if at >= 0 {
			knocking = people[at]
		}
		return at >= 0
	}, 5*time.Second, 50*time.Millisecond)
	k.must(k.Sandbox.AnswerKnock("/"+call.RoomName, knocking.ID, true))
	k.must(zoe.See("#leave"))
	live := k.waitRecord(call.ID, 5*time.Second, isLive(2))
	assert.True(t, slices.ContainsFunc(live.Attendance, func(s stay) bool { return s.Guest && s.Name == "Zoe" }), "%+v", live.Attendance)

	k.must(zoe.Goto(link))
	k.must(zoe.Click("button")) // comes back after a crash
	k.must(zoe.See("#knock"))
	eve := k.stranger()
	k.must(eve.Goto(link))
	k.must(eve.Wait(`document.body.innerText.includes('already used in another browser')`))
	k.screenshot(eve, "invite-page-used")

	k.must(bob.Press(browser.Escape))
	k.must(bob.Gone(inviteDialog))
	assert.True(t, k.focused(bob, menuOnCard), "the focus is back")
	_, link = k.invite(k.bob, call.ID, "") // a form of somebody who is logged in comes without a CSRF token
	k.must(bob.Goto(link))
	k.must(bob.Click("button"))
	k.must(bob.See("#knock"))
	assert.Empty(t, bob.Faults())
	assert.Empty(t, zoe.Faults())
}

// TestInviteByKeyboard makes and revokes an invite without a mouse.
func TestInviteByKeyboard(t *testing.T) {
	k := newKit(t)
	k.ownPeople()
	channel := k.newChannel(k.alice)
	call := k.start(k.alice, channel.Id)
	page := k.page(k.alice)
	k.must(page.Channel(channel.Name))
	k.must(page.See(menuOnCard))
	k.tabTo(page, menuOnCard)
	k.must(page.Press(browser.Enter))
	k.must(page.Wait(`document.activeElement.textContent === 'Invite a guest…'`))
	k.must(page.Press(browser.Enter))
	k.must(page.See(inviteDialog))
	k.must(page.Wait(`document.activeElement.matches('.whereby-invite-name')`))
	k.must(page.Press(browser.Enter))
	k.must(page.See(".whereby-invite-made"))
	require.Len(t, k.listInvites(k.alice, call.ID), 1)
	k.tabTo(page, revokeButton)
	k.must(page.Press(browser.Enter))
	k.must(page.Gone(".whereby-invite-row"))
	k.must(page.Wait(`document.activeElement.matches('.whereby-invite-close')`))
	k.must(page.Wait(`document.querySelector('.whereby-invite-list [role="status"]').textContent.includes('was revoked')`))
	assert.Empty(t, k.listInvites(k.alice, call.ID))
	k.must(page.Press(browser.Enter))
	k.must(page.Gone(inviteDialog))
	assert.Empty(t, page.Faults())
}

// TestInvitePictures shows the dialog and the guest's page as people see them.
func TestInvitePictures(t *testing.T) {
	k := newKit(t)
	k.ownPeople()
	channel := k.newChannel(k.alice, k.bob)
	k.types(k.alice, channel.Id, "/whereby Design review 6h")
	call := k.calls(k.alice, channel.Id, "")[0]
	k.invite(k.bob, call.ID, "Yan Yansson of the quite long company name that nobody remembers")
	k.invite(k.alice, call.ID, "")
	k.pictures(k.alice, "invite-dialog", inviteDialog, func(page *browser.Page) {
		k.must(page.Channel(channel.Name))
		k.must(page.Click(menuOnCard))
		k.must(page.See(`.whereby-menu`))
		k.screenshot(page, "invite-menu-last")
		k.must(page.Click(inviteEntry))
		k.must(page.See(".whereby-invite-row"))
		k.must(page.Type(".whereby-invite-name", "zoe@example.com"))
		k.must(page.Press(browser.Enter))
		k.must(page.See(".whereby-invite-made"))
		k.must(page.Wait(within(".whereby-invite-made input")))
	})

	_, link := k.invite(k.alice, call.ID, "Zoe")
	page := k.stranger()
	k.must(page.Viewport(390, 844))
	k.must(page.Goto(link))
	k.must(page.See("form"))
	k.screenshot(page, "invite-page-phone")
	k.must(page.Do(emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}})))
	k.must(page.Goto(link))
	k.must(page.See("form"))
	k.accessible(page, "main")
	k.screenshot(page, "invite-page-dark")
	status, _ := k.ask(k.alice, http.MethodPost, "/api/v1/calls/"+call.ID+"/end", nil, nil)
	assert.Equal(t, http.StatusOK, status)
}
