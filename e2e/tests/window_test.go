package tests

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/e2e/browser"
	"mattermost-plugin-whereby/e2e/stack"
)

const (
	window       = ".whereby-window"
	windowBar    = ".whereby-window-bar"
	windowStrip  = ".whereby-window-strip"
	windowSwitch = ".whereby-window-switch"
	minimised    = ".whereby-window.minimised"
	roomFrame    = ".whereby-window iframe"
)

// talk is a call that somebody has in the window, on a page that shows its channel.
type talk struct {
	user    *stack.User
	channel *model.Channel
	call    view
	page    *browser.Page
}

// talk starts a call in a channel of these people and opens it in the first one's window.
func (k *kit) talk(user *stack.User, others ...*stack.User) talk {
	k.t.Helper()
	t := talk{user: user, channel: k.newChannel(append(others, user)...)}
	k.types(user, t.channel.Id, "/whereby Export outage")
	t.call = k.calls(user, t.channel.Id, "")[0]
	t.page = k.page(user)
	k.must(t.page.Channel(t.channel.Name))
	k.must(t.page.Click(joinOnCard))
	k.must(t.page.See(window))
	return t
}

// enterRoom goes into the room that a window shows.
func (k *kit) enterRoom(page *browser.Page) *browser.Frame {
	k.t.Helper()
	frame, err := page.Frame(roomFrame)
	k.must(err)
	k.must(frame.Click("#join"))
	k.must(frame.See("#leave"))
	return frame
}

// inRoom counts who is in a call's room.
func (k *kit) inRoom(call view) int {
	k.t.Helper()
	people, err := k.Sandbox.Participants(k.roomName(call))
	k.must(err)
	return len(people)
}

func (k *kit) roomName(call view) string {
	k.t.Helper()
	room, err := url.Parse(call.RoomURL)
	k.must(err)
	return room.Path
}

// TestWindowKeepsTheRoom moves about in Mattermost while the room stays as it is.
func TestWindowKeepsTheRoom(t *testing.T) {
	k := newKit(t)
	user := k.newUser("walt")
	team, err := k.AddTeam(k.ctx, "other", user)
	k.must(err)
	_, name := k.direct(user, k.bob)
	talk := k.talk(user)
	page := talk.page
	k.must(page.Wait(says(".whereby-window-title", "Export outage")))
	frame := k.enterRoom(page)
	k.must(frame.Click("#microphone"))
	k.must(frame.Eval(`window.kept = 'as it was'`, nil))
	same := func(where string) {
		t.Helper()
		again, err := page.Frame(roomFrame)
		require.NoError(t, err, where)
		var kept string
		require.NoError(t, again.Eval(`window.kept + ', ' + document.getElementById('microphone').textContent + ', ' + document.getElementById('status').dataset.presence`, &kept), where)
		require.Equal(t, "as it was, Microphone off, in", kept, where)
		require.Equal(t, 1, k.inRoom(talk.call), where)
	}
	same("at first")

	k.must(page.Click("#sidebarItem_off-topic"))
	k.must(page.Wait(`document.getElementById('channelHeaderTitle').innerText.includes('Off-Topic')`))
	same("in another channel")
	k.must(page.Click("#otherTeamButton"))
	k.must(page.Wait(`location.pathname.startsWith('/` + team.Name + `/')`))
	k.must(page.Wait(`document.getElementById('channelHeaderTitle').innerText.includes('Town Square')`))
	same("in another team")
	k.must(page.Click("#" + k.TeamName + "TeamButton"))
	k.must(page.Wait(`document.getElementById('sidebarItem_` + talk.channel.Name + `')`))
	k.must(page.Eval(`WebappUtils.browserHistory.push('`+name+`')`, nil))
	k.must(page.Wait(`document.getElementById('channelHeaderTitle').innerText === 'bob'`))
	same("in direct messages")
	k.must(page.Eval(`WebappUtils.browserHistory.push('/`+k.TeamName+`/threads/`+talk.call.PostID+`')`, nil))
	k.must(page.See("#thread-pane-container " + card))
	same("in the threads view")
	k.must(page.Eval(`WebappUtils.browserHistory.push('/`+k.TeamName+`/channels/`+talk.channel.Name+`')`, nil))
	k.must(page.See(card))
	k.must(page.Click(".whereby-window-minimise"))
	k.must(page.See(minimised))
	same("minimised")
	k.must(page.Click(".whereby-window-restore"))
	k.must(page.Gone(minimised))
	same("restored")
	k.must(page.Drag(windowBar, -80, -60))
	same("moved")

	// The link is the person's own: it is kept nowhere.
	var stored string
	k.must(page.Eval(`JSON.stringify({...localStorage, ...sessionStorage})`, &stored))
	assert.NotContains(t, stored, "roomKey")
	assert.NotContains(t, stored, k.SandboxURL)

	// The System Console takes the window away, and it does not join unasked afterwards.
	k.must(page.Eval(`WebappUtils.browserHistory.push('/admin_console/plugins/plugin_whereby')`, nil))
	k.must(page.See(".admin-console"))
	k.must(page.Gone(window))
	require.Eventually(t, func() bool { return k.inRoom(talk.call) == 0 }, 10*time.Second, 100*time.Millisecond)
	k.must(page.Eval(`WebappUtils.browserHistory.push('/`+k.TeamName+`/channels/`+talk.channel.Name+`')`, nil))
	k.must(page.See(card))
	k.must(page.Gone(window))
	assert.Empty(t, page.Faults())
}

// TestWindowMovesAndResizes drags the window about; it remembers where it was and stays in sight.
func TestWindowMovesAndResizes(t *testing.T) {
	k := newKit(t)
	talk := k.talk(k.newUser("xeno"))
	page := talk.page
	rect := func() browser.Rect {
		rect, err := page.Rect(window)
		k.must(err)
		return rect
	}
	first := rect()
	assert.InDelta(t, 480, first.Width, 1)
	assert.InDelta(t, 320, first.Height, 1)
	k.must(page.Wait(within(window)))

	k.must(page.Drag(windowBar, -200, -100))
	moved := rect()
	assert.InDelta(t, first.X-200, moved.X, 1)
	assert.InDelta(t, first.Y-100, moved.Y, 1)
	assert.InDelta(t, first.Width, moved.Width, 0.5)

	k.must(page.DragFrom(moved.X+1, moved.Y+1, -60, -40))
	larger := rect()
	assert.InDelta(t, moved.Width+60, larger.Width, 1)
	assert.InDelta(t, moved.Height+40, larger.Height, 1)
	assert.InDelta(t, moved.X+moved.Width, larger.X+larger.Width, 1, "the other corner stays")
	k.must(page.DragFrom(larger.X+larger.Width-1, larger.Y+larger.Height/2, 50, 0))
	assert.InDelta(t, larger.Width+50, rect().Width, 1)

	// Far beyond the edges.
	k.must(page.Drag(windowBar, 3000, 3000))
	k.must(page.Wait(within(window)))
	k.must(page.Drag(windowBar, -3000, -3000))
	k.must(page.Wait(within(window)))
	k.must(page.Drag(windowBar, 150, 120))

	k.must(page.Click(".whereby-window-minimise"))
	k.must(page.See(minimised))
	k.must(page.Wait(within(minimised)))
	k.must(page.Wait(says(minimised, "Export outage")))
	k.screenshot(page, "window-minimised")
	k.accessible(page, minimised)
	k.must(page.Click(".whereby-window-restore"))
	k.must(page.Gone(minimised))
	last := rect()
	k.must(page.Click(".whereby-window-leave"))
	k.must(page.Gone(window))

	// The place is remembered, also by the next page.
	k.must(page.Channel(talk.channel.Name))
	k.must(page.Click(joinOnCard))
	k.must(page.See(window))
	assert.InDeltaSlice(t, []float64{last.X, last.Y, last.Width, last.Height}, func() []float64 {
		r := rect()
		return []float64{r.X, r.Y, r.Width, r.Height}
	}(), 1)
	k.must(page.Viewport(700, 500))
	k.must(page.Wait(within(window)))
	assert.Empty(t, page.Faults())
}

// TestWindowByKeyboard minimises, restores, moves and leaves without a mouse.
func TestWindowByKeyboard(t *testing.T) {
	k := newKit(t)
	page := k.talk(k.newUser("yves")).page
	k.tabTo(page, ".whereby-window-minimise")
	k.must(page.Press(browser.Enter))
	k.must(page.See(minimised))
	k.tabTo(page, ".whereby-window-restore")
	k.must(page.Press(browser.Enter))
	k.must(page.Gone(minimised))
	before, err := page.Rect(window)
	k.must(err)
	k.tabTo(page, ".whereby-window-handle")
	k.must(page.Press(browser.Left, browser.Up, browser.Up))
	after, err := page.Rect(window)
	k.must(err)
	assert.InDelta(t, before.X-16, after.X, 1)
	assert.InDelta(t, before.Y-32, after.Y, 1)
	k.tabTo(page, ".whereby-window-leave")
	k.must(page.Press(browser.Enter))
	k.must(page.Gone(window))
	assert.Empty(t, page.Faults())
}

func TestWindowPopsOut(t *testing.T) {
	k := newKit(t)
	talk := k.talk(k.newUser("zack"))
	k.enterRoom(talk.page)
	tab, err := talk.page.NewTab(func() error { return talk.page.Click(".whereby-window-popout") })
	k.must(err)
	k.must(talk.page.Gone(window))
	k.must(tab.See("#join"))
	k.must(tab.Click("#join"))
	k.must(tab.See("#leave"))
	require.Eventually(t, func() bool { return k.inRoom(talk.call) == 1 }, 10*time.Second, 100*time.Millisecond)
	assert.Empty(t, talk.page.Faults())
}

// TestWindowAsksBeforeItSwitches joins another call than that in the window.
func TestWindowAsksBeforeItSwitches(t *testing.T) {
	k := newKit(t)
	talk := k.talk(k.newUser("adam"))
	page := talk.page
	frame := k.enterRoom(page)
	other := k.newChannel(talk.user)
	k.types(talk.user, other.Id, "/whereby Another one")
	second := k.calls(talk.user, other.Id, "")[0]
	k.must(page.Click("#sidebarItem_" + other.Name))
	k.must(page.Wait(says(card, "Another one")))
	k.must(page.Click(joinOnCard))
	k.must(page.See(windowSwitch))
	k.accessible(page, windowSwitch)
	k.screenshot(page, "window-switch")
	k.must(page.Press(browser.Escape))
	k.must(page.Gone(windowSwitch))
	k.must(frame.See("#leave"))
	k.must(page.Wait(says(".whereby-window-title", "Export outage")))

	k.must(page.Click(joinOnCard))
	k.must(page.Click(windowSwitch + " .whereby-button-primary"))
	k.must(page.Gone(windowSwitch))
	k.must(page.Wait(says(".whereby-window-title", "Another one")))
	k.enterRoom(page)
	require.Eventually(t, func() bool { return k.inRoom(talk.call) == 0 && k.inRoom(second) == 1 }, 10*time.Second, 100*time.Millisecond)
	assert.Empty(t, page.Faults())
}

// TestWindowClosesWithTheCall ends the call for everyone: for the host in one window and a guest in another.
func TestWindowClosesWithTheCall(t *testing.T) {
	k := newKit(t)
	guest := k.newUser("gina")
	talk := k.talk(k.newUser("bert"), guest)
	other := k.page(guest)
	k.must(other.Channel(talk.channel.Name))
	k.must(other.Click(joinOnCard))
	for _, page := range []*browser.Page{talk.page, other} {
		k.must(page.See(roomFrame))
		k.enterRoom(page)
	}
	k.ask(talk.user, http.MethodPost, "/api/v1/calls/"+talk.call.ID+"/end", nil, nil)
	for _, page := range []*browser.Page{talk.page, other} {
		k.must(page.Wait(says(window, "ended")))
	}
	for _, page := range []*browser.Page{talk.page, other} {
		k.must(page.Gone(window))
		k.must(page.See(".whereby-state-ended"))
		assert.Empty(t, page.Faults())
	}
}

// TestRingDuringACall answers a ring while another call is in the window.
func TestRingDuringACall(t *testing.T) {
	k := newKit(t)
	talk := k.talk(k.newUser("ivan"))
	k.enterRoom(talk.page)
	caller := k.newUser("jane")
	direct, _ := k.direct(caller, talk.user)
	k.types(caller, direct, "/whereby Quick question")
	second := k.calls(caller, direct, "")[0]
	k.must(talk.page.See(ring))
	k.screenshot(talk.page, "ring-during-call")
	k.must(talk.page.Click(ringJoin))
	k.must(talk.page.See(windowSwitch))
	k.must(talk.page.Click(windowSwitch + " .whereby-button-primary"))
	k.must(talk.page.Wait(says(".whereby-window-title", "Quick question")))
	k.must(talk.page.Gone(ring))
	k.enterRoom(talk.page)
	require.Eventually(t, func() bool { return k.inRoom(talk.call) == 0 && k.inRoom(second) == 1 }, 10*time.Second, 100*time.Millisecond)
	k.must(talk.page.Gone(missed))
	assert.Empty(t, talk.page.Faults())
}

// TestWindowClosesForWhoIsRemoved takes somebody out of the channel.
func TestWindowClosesForWhoIsRemoved(t *testing.T) {
	k := newKit(t)
	talk := k.talk(k.newUser("carl"))
	k.enterRoom(talk.page)
	_, err := k.Admin.Client.RemoveUserFromChannel(k.ctx, talk.channel.Id, talk.user.ID)
	k.must(err)
	k.must(talk.page.Gone(window))
	assert.Empty(t, talk.page.Faults())
}

// TestWindowClosesWhenTheRoomIsLeft uses the room's own button.
func TestWindowClosesWhenTheRoomIsLeft(t *testing.T) {
	k := newKit(t)
	talk := k.talk(k.newUser("dirk"))
	frame := k.enterRoom(talk.page)
	k.must(frame.Click("#leave"))
	k.must(talk.page.Gone(window))
	assert.Empty(t, talk.page.Faults())
}
