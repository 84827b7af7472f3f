package tests

import (
	"net/http"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/e2e/browser"
	"mattermost-plugin-whereby/e2e/stack"
	"mattermost-plugin-whereby/server/whereby/wherebytest"
)

// What people click. The header button is what Mattermost's client puts our
// element in; it is the same in e2e/host.
const (
	headerButton = ".whereby-header-button"
	card         = ".whereby-card"
	joinOnCard   = `//section[contains(@class,"whereby-card")]//button[contains(.,"Join")]`
	menuOnCard   = `.whereby-card button[aria-haspopup="menu"]`
)

func buttonSays(text string) string {
	return `document.querySelector('.whereby-header-button')?.innerText.includes('` + text + `')`
}

func cards(n string) string {
	return `document.querySelectorAll('.whereby-card:not(.whereby-loading)').length === ` + n
}

// theme sets a user's theme as Mattermost's settings do.
func (k *kit) theme(user *stack.User, value string) {
	k.t.Helper()
	_, err := user.Client.UpdatePreferences(k.ctx, user.ID, model.Preferences{{UserId: user.ID, Category: "theme", Name: "", Value: value}})
	k.must(err)
}

const onyx = `{"type":"Onyx","sidebarBg":"#202228","sidebarText":"#ffffff","sidebarUnreadText":"#ffffff","sidebarTextHoverBg":"#25262a","sidebarTextActiveBorder":"#4a7ce8","sidebarTextActiveColor":"#ffffff","sidebarHeaderBg":"#24272d","sidebarHeaderTextColor":"#ffffff","sidebarTeamBarBg":"#292c33","onlineIndicator":"#3db887","awayIndicator":"#f5ab00","dndIndicator":"#d24b4e","mentionBg":"#4b7ce7","mentionColor":"#ffffff","centerChannelBg":"#191b1f","centerChannelColor":"#e3e4e8","newMessageSeparator":"#1adbdb","linkColor":"#5d89ea","buttonBg":"#4a7ce8","buttonColor":"#ffffff","errorTextColor":"#da6c6e","mentionHighlightBg":"#0d6e6e","mentionHighlightLink":"#a4f4f4","codeTheme":"monokai"}`

// TestStartAndJoinInTheBrowser is the way that everybody goes: start, see the
// card, join, and somebody else joins too.
func TestStartAndJoinInTheBrowser(t *testing.T) {
	k := newKit(t)
	k.configure(map[string]any{"callwindow": "tab"})
	channel := k.newChannel(k.alice, k.bob)
	alice, bob := k.page(k.alice), k.page(k.bob)
	for _, page := range []*browser.Page{alice, bob} {
		k.must(page.Channel(channel.Name))
		k.must(page.Wait(buttonSays("Start call")))
	}
	k.screenshot(alice, "start-call")

	k.must(alice.Click(headerButton))
	for _, page := range []*browser.Page{alice, bob} {
		k.must(page.See(card))
		k.must(page.Wait(buttonSays("Join call")))
	}
	k.screenshot(alice, "card-light")
	k.screenshot(bob, "card-light-other")

	room, err := alice.NewTab(func() error { return alice.Click(joinOnCard) })
	k.must(err)
	k.must(room.See("#join"))
	name, err := room.Value("#display-name")
	k.must(err)
	assert.Equal(t, "alice", name)
	address, err := room.URL()
	k.must(err)
	assert.Contains(t, address, "roomKey=")
	k.must(room.Click("#join"))
	k.must(room.See("#leave"))

	other, err := bob.NewTab(func() error { return bob.Click(headerButton) })
	k.must(err)
	name, err = other.Value("#display-name")
	k.must(err)
	assert.Equal(t, "bob", name)
	address, err = other.URL()
	k.must(err)
	assert.NotContains(t, address, "roomKey=")
	k.must(other.Click("#join"))
	k.must(room.Wait(`document.querySelectorAll('#participants li').length === 2`))
	k.screenshot(room, "room")

	assert.Len(t, k.callPosts(channel.Id), 1)
	assert.Empty(t, alice.Faults())
	assert.Empty(t, bob.Faults())
}

func TestCardInTheDark(t *testing.T) {
	k := newKit(t)
	k.theme(k.alice, onyx)
	t.Cleanup(func() { k.theme(k.alice, "{}") })
	channel := k.newChannel(k.alice)
	k.types(k.alice, channel.Id, `/whereby Design review 45m --locked --audio --large`)
	ended := k.calls(k.alice, channel.Id, "")[0]
	k.ask(k.alice, http.MethodPost, "/api/v1/calls/"+ended.ID+"/end", nil, nil)
	k.types(k.alice, channel.Id, `/whereby Design review, once more 45m --locked --audio --large`)
	page := k.page(k.alice)
	k.must(page.Channel(channel.Name))
	k.must(page.Wait(cards("2")))
	k.must(page.Wait(`document.body.innerText.match(/whereby/g)?.length >= 2`)) // the author's name has come
	k.screenshot(page, "card-dark")
	k.must(page.Viewport(390, 844))
	k.must(page.See(card))
	k.screenshot(page, "card-dark-phone")
	assert.Empty(t, page.Faults())
}

func TestClickingTwiceMakesOneCall(t *testing.T) {
	k := newKit(t)
	channel := k.newChannel(k.alice)
	k.Sandbox.Inject(wherebytest.Fault{Kind: wherebytest.FaultSlow, Method: "POST", Path: "/meetings", Delay: time.Second, Times: 1})
	page := k.page(k.alice)
	k.must(page.Channel(channel.Name))
	k.must(page.Wait(buttonSays("Start call")))
	k.must(page.Click(headerButton))
	k.must(page.Click(headerButton))
	k.screenshot(page, "start-busy")
	k.must(page.See(card))
	time.Sleep(time.Second) // a second call would have come by now
	assert.Len(t, k.callPosts(channel.Id), 1)
	assert.Len(t, k.calls(k.alice, channel.Id, ""), 1)
}

func TestErrorsShowInTheChannel(t *testing.T) {
	k := newKit(t)
	channel := k.newChannel(k.alice)
	page := k.page(k.alice)
	k.must(page.Channel(channel.Name))
	k.must(page.Wait(buttonSays("Start call")))
	k.Sandbox.Inject(wherebytest.Fault{Kind: wherebytest.FaultUnauthorized})
	k.must(page.Click(headerButton))
	k.must(page.Wait(`document.body.innerText.includes('Whereby refused the API key. Ask a system admin')`))
	k.screenshot(page, "start-error")
	k.Sandbox.ClearFaults()
	time.Sleep(time.Second) // no double click any more
	k.must(page.Click(headerButton))
	k.must(page.See(card))
}

func TestEndInTheBrowser(t *testing.T) {
	k := newKit(t)
	channel := k.newChannel(k.alice, k.bob)
	k.start(k.alice, channel.Id)
	alice, bob := k.page(k.alice), k.page(k.bob)
	for _, page := range []*browser.Page{alice, bob} {
		k.must(page.Channel(channel.Name))
		k.must(page.See(card))
	}
	const end = `//*[@role="menuitem" and contains(.,"End")]`
	k.must(bob.Click(menuOnCard))
	k.must(bob.See(`//*[@role="menuitem"]`))
	k.must(bob.Gone(end))
	k.must(alice.Click(menuOnCard))
	k.must(alice.Click(end))
	k.screenshot(alice, "end-question")
	k.must(alice.Click(`//section//button[contains(.,"End")]`))
	for _, page := range []*browser.Page{alice, bob} {
		k.must(page.Wait(buttonSays("Start call")))
		k.must(page.See(".whereby-state-ended"))
	}
	k.screenshot(alice, "card-ended")
	assert.Empty(t, k.calls(k.alice, channel.Id, "&state=running"))
}

// TestEndFromTheChannelsMenu ends a call for everyone where no card is in sight.
func TestEndFromTheChannelsMenu(t *testing.T) {
	k := newKit(t)
	channel := k.newChannel(k.alice, k.bob)
	k.types(k.alice, channel.Id, "/whereby")
	alice, bob := k.page(k.alice), k.page(k.bob)
	const entry = `//*[@id="channelHeaderMenu"]//li[contains(.,"End Whereby call")]`
	for _, page := range []*browser.Page{alice, bob} {
		k.must(page.Channel(channel.Name))
		k.must(page.See(card))
		k.must(page.Click("#channelHeaderDropdownButton"))
	}
	k.must(bob.Gone(entry))
	k.must(alice.Click(entry))
	k.must(alice.See(".whereby-end-question"))
	k.screenshot(alice, "end-from-menu")
	k.must(alice.Click(".whereby-end-question .whereby-button-danger"))
	for _, page := range []*browser.Page{alice, bob} {
		k.must(page.See(".whereby-state-ended"))
	}
	assert.Empty(t, k.calls(k.alice, channel.Id, "&state=running"))
}

// TestButtonIsRightAfterReconnect starts a call while the client's websocket
// is cut; e2e/host shows its socket as hostWebSocket.
func TestButtonIsRightAfterReconnect(t *testing.T) {
	k := newKit(t)
	channel := k.newChannel(k.alice, k.bob)
	page := k.page(k.bob)
	k.must(page.Channel(channel.Name))
	k.must(page.Wait(buttonSays("Start call")))
	var hosted bool
	k.must(page.Eval(`'hostWebSocket' in window`, &hosted))
	if !hosted {
		t.Skip("the real client hides its websocket")
	}
	k.must(page.Eval(`hostWebSocket.conn.close()`, nil))
	k.start(k.alice, channel.Id)
	k.must(page.Wait(buttonSays("Join call")))
	k.must(page.See(card))
}

// TestForgedCardIsPlainText posts what looks like a call's post.
func TestForgedCardIsPlainText(t *testing.T) {
	k := newKit(t)
	channel := k.newChannel(k.alice, k.bob)
	call := k.start(k.alice, channel.Id)
	forged, _, err := k.bob.Client.CreatePost(k.ctx, &model.Post{
		ChannelId: channel.Id, Type: stack.CallPostType, Message: "forged text",
		Props: model.StringInterface{"call_id": call.ID, "from_bot": "true", "meeting_link": "https://evil.example"},
	})
	require.NoError(t, err)
	page := k.page(k.alice)
	k.must(page.Channel(channel.Name))
	k.must(page.Wait(cards("1")))
	k.must(page.Wait(`document.getElementById('post_` + forged.Id + `').innerText.includes('forged text')`))
	k.must(page.Gone("#post_" + forged.Id + " " + card))
}

// TestCommandInTheBrowser types /whereby into a discussion; its picture is the
// README's.
func TestCommandInTheBrowser(t *testing.T) {
	k := newKit(t)
	for _, said := range []struct {
		by   *stack.User
		text string
	}{
		{k.bob, "The nightly export has failed again, this time with a timeout."},
		{k.carol, "Same here. I retried twice, no luck. Is it the new index?"},
		{k.bob, "Could be. Or the migration. Hard to explain in writing."},
	} {
		_, _, err := said.by.Client.CreatePost(k.ctx, &model.Post{ChannelId: k.Channels["support"], Message: said.text})
		k.must(err)
	}
	page := k.page(k.alice)
	k.must(page.Viewport(1120, 640))
	k.must(page.Channel("support"))
	k.must(page.Wait(buttonSays("Start call")))
	k.must(page.Type("#post_textbox", "/whereby Export outage 45m\r"))
	k.must(page.See(card))
	k.must(page.Wait(buttonSays("Join call")))
	k.must(page.Wait(`document.querySelector('.whereby-card').innerText.includes('Export outage')`))
	k.must(page.Wait(`[...document.querySelectorAll('.post')].at(-1).innerText.startsWith('whereby')`))
	k.must(page.Type("#post_textbox", "\b")) // the line break that stays behind
	k.screenshot(page, "readme-card")
	call := k.calls(k.alice, k.Channels["support"], "&state=running")[0]
	assert.Equal(t, "Export outage", call.Topic)
	k.ask(k.alice, http.MethodPost, "/api/v1/calls/"+call.ID+"/end", nil, nil)
}
