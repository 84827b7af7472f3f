package tests

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/e2e/browser"
	"mattermost-plugin-whereby/e2e/stack"
)

const (
	split        = ".whereby-split"
	splitMenu    = ".whereby-split-menu"
	splitOptions = ".whereby-split-options"
	startDialog  = ".whereby-dialog"
	dialogTopic  = ".whereby-dialog-topic"
	large        = ".whereby-large-question"
	confirmLarge = ".whereby-large-question .whereby-button-primary"
)

// chosen is a call with what was asked for.
type chosen struct {
	view
	Template string `json:"template"`
	Options  struct {
		DurationMinutes int  `json:"duration_minutes"`
		AudioOnly       bool `json:"audio_only"`
		Locked          bool `json:"locked"`
	} `json:"options"`
}

// chosen gives the only call of a channel.
func (k *kit) chosen(user *stack.User, channelID string) (call chosen) {
	k.t.Helper()
	calls := k.calls(user, channelID, "")
	require.Len(k.t, calls, 1)
	status, raw := k.ask(user, http.MethodGet, "/api/v1/calls/"+calls[0].ID, nil, &call)
	require.Equal(k.t, http.StatusOK, status, raw)
	return call
}

// lengthChip is the button of a length, by the words on it.
func lengthChip(words string) string {
	return `//*[contains(@class,"whereby-dialog-length")]//button[.="` + words + `"]`
}

// pressed is true in the browser when a length is the chosen one.
func pressed(words string) string {
	return `[...document.querySelectorAll('.whereby-dialog-length button')].find((chip) => chip.innerText === '` + words + `')?.ariaPressed === 'true'`
}

// TestDialogByKeyboard goes from the message box to a running call without a mouse.
func TestDialogByKeyboard(t *testing.T) {
	k := newKit(t)
	user := k.newUser("uma")
	channel := k.newChannel(user)
	page := k.page(user)
	k.must(page.Channel(channel.Name))
	k.must(page.Wait(buttonSays("Start call")))

	k.tabTo(page, headerButton)
	k.must(page.Press(browser.Tab))
	require.True(t, k.focused(page, split))
	k.must(page.Press(browser.Enter))
	k.must(page.See(splitMenu))
	k.must(page.Wait(`document.activeElement?.matches('.whereby-split-options')`))
	k.must(page.Press(browser.Escape))
	k.must(page.Gone(splitMenu))
	require.True(t, k.focused(page, split), "the focus is back on the arrow")
	k.must(page.Press(browser.Down))
	k.must(page.See(splitMenu))
	k.must(page.Press(browser.Enter))

	k.must(page.See(startDialog))
	k.must(page.Wait(`document.activeElement?.matches('.whereby-dialog-topic')`))
	k.must(page.Press(strings.Split("Roadmap", "")...))
	k.must(page.Press(browser.Tab)) // the template
	k.must(page.Press(browser.Tab))
	k.must(page.Press(browser.Space)) // 30 minutes
	k.must(page.Wait(pressed("30 min")))
	k.tabTo(page, ".whereby-dialog-audio")
	k.must(page.Press(browser.Space))
	k.tabTo(page, ".whereby-dialog-locked")
	k.must(page.Press(browser.Space))
	k.screenshot(page, "dialog-keyboard")

	// The focus stays in the dialog.
	for range 12 {
		k.must(page.Press(browser.Tab))
		require.True(t, k.focused(page, startDialog+" *"))
	}
	k.tabTo(page, dialogTopic)
	k.must(page.PressBack())
	require.True(t, k.focused(page, startDialog+" *"))
	k.tabTo(page, dialogTopic)
	k.must(page.Press(browser.Enter))
	k.must(page.Gone(startDialog))
	k.must(page.See(card))
	k.must(page.Wait(says(card, "Roadmap")))

	call := k.chosen(user, channel.Id)
	assert.Equal(t, "Roadmap", call.Topic)
	assert.Equal(t, 30, call.Options.DurationMinutes)
	assert.True(t, call.Options.AudioOnly)
	assert.True(t, call.Options.Locked)
	assert.Empty(t, page.Faults())

	// The next time, on another device, all but the topic is as before.
	other := k.newChannel(user)
	another := k.page(user)
	k.must(another.Channel(other.Name))
	k.must(another.Wait(buttonSays("Start call")))
	k.must(another.Click(split))
	k.must(another.Click(splitOptions))
	k.must(another.See(startDialog))
	topic, err := another.Value(dialogTopic)
	k.must(err)
	assert.Empty(t, topic)
	k.must(another.Wait(pressed("30 min")))
	k.must(another.Wait(`document.querySelector('.whereby-dialog-audio').checked && document.querySelector('.whereby-dialog-locked').checked`))
	k.must(another.Press(browser.Escape))
	k.must(another.Gone(startDialog))
	require.True(t, k.focused(another, split), "the focus is back where it was")
	assert.Empty(t, k.calls(user, other.Id, ""))
	assert.Empty(t, another.Faults())
}

// TestDialogByCommand opens the dialog with --ask and its topic; a server's template fills in the rest.
func TestDialogByCommand(t *testing.T) {
	k := newKit(t)
	user := k.newUser("vera")
	channel := k.newChannel(user)
	page := k.page(user)
	k.must(page.Channel(channel.Name))
	k.must(page.Wait(buttonSays("Start call")))
	k.must(page.Type("#post_textbox", "/whereby --ask Release plan\r"))
	k.must(page.See(startDialog))
	k.must(page.Wait(`document.querySelector('.whereby-dialog-topic').value === 'Release plan'`))
	assert.Empty(t, k.calls(user, channel.Id, ""))
	k.tabTo(page, ".whereby-dialog-template")
	k.must(page.Press("S")) // as in Standup
	k.must(page.Wait(`document.querySelector('.whereby-dialog-minutes')?.value === '15'`))
	k.must(page.Click(".whereby-dialog-start"))
	k.must(page.Gone(startDialog))
	k.must(page.See(card))
	call := k.chosen(user, channel.Id)
	assert.Equal(t, "Release plan", call.Topic)
	assert.Equal(t, "standup", call.Template)
	assert.Equal(t, 15, call.Options.DurationMinutes)
	assert.Empty(t, page.Faults())
}

// TestDialogTellsProblems types a length that is too long, and lets Whereby refuse.
func TestDialogTellsProblems(t *testing.T) {
	k := newKit(t)
	user := k.newUser("wim")
	channel := k.newChannel(user)
	page := k.page(user)
	k.must(page.Channel(channel.Name))
	k.must(page.Wait(buttonSays("Start call")))
	k.must(page.Click(split))
	k.must(page.Click(splitOptions))
	k.must(page.Click(lengthChip("Other")))
	k.must(page.Type(".whereby-dialog-minutes", "\b\b\b\b99999\r"))
	k.must(page.Wait(`document.querySelector('.whereby-dialog-minutes').ariaInvalid === 'true'`))
	k.accessible(page, startDialog)
	k.screenshot(page, "dialog-problem")
	k.must(page.See(startDialog))
	k.must(page.Click(".whereby-dialog-cancel"))
	k.must(page.Gone(startDialog))
	assert.Empty(t, k.calls(user, channel.Id, ""))
	assert.Empty(t, page.Faults())
}

// TestLargeChannelIsAsked starts from button and dialog in a channel with more people than the setting.
func TestLargeChannelIsAsked(t *testing.T) {
	k := newKit(t)
	k.configure(map[string]any{"largechannelsize": 2})
	user := k.newUser("xena")
	page := k.page(user)
	for name, start := range map[string]func(){
		"button": func() { k.must(page.Click(headerButton)) },
		"template": func() {
			k.must(page.Click(split))
			k.must(page.Click(`//*[contains(@class,"whereby-split-menu")]//*[.="Standup"]`))
		},
		"dialog": func() {
			k.must(page.Click(split))
			k.must(page.Click(splitOptions))
			k.must(page.Click(".whereby-dialog-start"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			channel := k.newChannel(user, k.alice, k.bob)
			k.must(page.Channel(channel.Name))
			k.must(page.Wait(buttonSays("Start call")))
			start()
			k.must(page.See(large))
			k.must(page.Wait(says(large, "4 ")))
			k.accessible(page, large)
			k.screenshot(page, "large-"+name)
			assert.Empty(t, k.calls(user, channel.Id, ""))
			k.must(page.Press(browser.Escape))
			k.must(page.Gone(large))
			if name == "dialog" {
				k.must(page.Click(".whereby-dialog-start"))
			} else {
				time.Sleep(time.Second) // no double click any more
				start()
			}
			k.must(page.Click(confirmLarge))
			k.must(page.See(card))
			assert.Len(t, k.calls(user, channel.Id, "&state=running"), 1)
		})
	}
	assert.Empty(t, page.Faults())
}

// TestCallAboutAMessage starts a call from a message's menu, into its thread.
func TestCallAboutAMessage(t *testing.T) {
	k := newKit(t)
	user := k.newUser("yara")
	channel := k.newChannel(user, k.bob)
	post, _, err := k.bob.Client.CreatePost(k.ctx, &model.Post{ChannelId: channel.Id, Message: "The export fails since noon"})
	k.must(err)
	page := k.page(user)
	k.must(page.Channel(channel.Name))
	k.must(page.Click("#CENTER_button_" + post.Id))
	k.screenshot(page, "message-menu")
	k.must(page.Click(`//*[@id="post_` + post.Id + `"]//*[contains(@class,"MenuItem") and contains(.,"call")]`))
	require.Equal(t, post.Id, k.callPost(channel.Id).RootId)
	call := k.calls(user, channel.Id, "")[0]
	assert.Equal(t, post.Id, call.RootID)
	assert.Contains(t, call.Topic, "The export fails")
	k.must(page.Click("#CENTER_commentIcon_" + post.Id))
	k.must(page.See("#rhsContainer " + card))
	assert.Empty(t, page.Faults())
}

// TestCallFromTheThreadsView uses the App Bar beside a thread.
func TestCallFromTheThreadsView(t *testing.T) {
	k := newKit(t)
	user := k.newUser("zoe")
	channel := k.newChannel(user, k.bob)
	post, _, err := user.Client.CreatePost(k.ctx, &model.Post{ChannelId: channel.Id, Message: "Who can help with the export?"})
	k.must(err)
	page := k.page(user)
	k.must(page.Goto("/" + k.TeamName + "/threads/" + post.Id))
	k.must(page.See("#rhsPost_" + post.Id))
	k.must(page.Click("#app-bar-icon-whereby"))
	k.must(page.See("#thread-pane-container " + card))
	k.screenshot(page, "threads-view")
	posted := k.callPost(channel.Id)
	assert.Equal(t, post.Id, posted.RootId)
	assert.Contains(t, posted.Message, "Who can help with the export?")
	assert.Empty(t, page.Faults())
}

// TestCallFromAProfile calls somebody from the popover of his profile.
func TestCallFromAProfile(t *testing.T) {
	k := newKit(t)
	caller, callee := k.newUser("abel"), k.newUser("bea")
	channel := k.newChannel(caller, callee)
	_, _, err := callee.Client.CreatePost(k.ctx, &model.Post{ChannelId: channel.Id, Message: "Call me"})
	k.must(err)
	page, other := k.page(caller), k.home(callee)
	k.must(page.Channel(channel.Name))
	k.must(page.Click(`//button[contains(@class,"user-popover") and .="` + callee.Username + `"]`))
	k.must(page.See(".whereby-popover-call"))
	k.accessible(page, ".whereby-popover-call")
	k.screenshot(page, "popover")
	k.must(page.Click(".whereby-popover-call"))
	k.must(page.See(card))
	k.must(page.Wait(`location.pathname.endsWith('/messages/@` + callee.Username + `')`))
	k.must(other.See(ring))
	direct, _ := k.direct(caller, callee)
	assert.Len(t, k.calls(caller, direct, "&state=running"), 1)
	assert.Empty(t, page.Faults())
}

// TestStartAtPhoneWidth starts from the header's menu.
func TestStartAtPhoneWidth(t *testing.T) {
	k := newKit(t)
	user := k.newUser("cleo")
	channel := k.newChannel(user)
	page := k.page(user)
	k.must(page.Viewport(390, 844))
	k.must(page.Channel(channel.Name))
	k.must(page.See(".navbar-plugin-button"))
	k.must(page.Click("#channelHeaderDropdownButton"))
	k.screenshot(page, "phone-menu")
	k.must(page.Click(`//*[@id="channelHeaderMenu"]//a[contains(.,"call")]`))
	k.must(page.See(card))
	assert.Empty(t, page.Faults())
}

// TestDialogLooks takes the pictures of menu and dialog.
func TestDialogLooks(t *testing.T) {
	k := newKit(t)
	k.configure(map[string]any{"allowrecording": true})
	user := k.newUser("dora")
	channel := k.newChannel(user)
	k.pictures(user, "split-menu", splitMenu, func(page *browser.Page) {
		k.must(page.Viewport(1280, 800)) // at phone width there is no arrow
		k.must(page.Channel(channel.Name))
		k.must(page.Wait(buttonSays("Start call")))
		k.must(page.Click(split))
		k.must(page.Wait(`document.querySelectorAll('.whereby-split-menu [role="menuitem"]').length > 1`))
	})
	k.pictures(user, "dialog", startDialog, func(page *browser.Page) {
		k.must(page.Channel(channel.Name))
		k.must(page.Type("#post_textbox", "/whereby --ask\r"))
		k.must(page.See(startDialog))
		k.must(page.See(".whereby-dialog-record"))
	})
	k.configure(map[string]any{"largechannelsize": 1})
	k.pictures(user, "large", large, func(page *browser.Page) {
		k.must(page.Channel(channel.Name))
		k.must(page.Type("#post_textbox", "/whereby --ask\r"))
		k.must(page.Click(".whereby-dialog-start"))
	})
}
