package tests

import (
	"net/http"
	"testing"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/e2e/browser"
)

const (
	consent    = ".whereby-consent"
	splitRoom  = ".whereby-split-room"
	dialogMore = ".whereby-dialog-more"
)

// forbidden is true in the browser while the header button is disabled with this as tooltip.
func forbidden(why string) string {
	return `document.querySelector('.whereby-header-button[aria-disabled="true"]')?.title.includes('` + why + `')`
}

// TestConsentIsReadBeforeJoining starts a template that records and streams.
func TestConsentIsReadBeforeJoining(t *testing.T) {
	k := newKit(t)
	k.ownPeople()
	k.configure(map[string]any{
		"allowrecording": true, "allowtranscription": true, "streamingurl": "rtmps://live.example.com/app/key",
		"templates": []any{
			map[string]any{"name": "townhall", "title": "Town hall {date}", "record": true, "transcribe": true, "stream": true, "captions": true, "viewers": true},
			map[string]any{"name": "interview", "title": "Interview with {topic}", "record": true},
		},
	})
	channel := k.newChannel(k.alice, k.bob)
	k.types(k.alice, channel.Id, "/whereby interview Zoe")
	page := k.page(k.bob)
	k.must(page.Channel(channel.Name))
	k.must(page.See(consent))
	k.must(page.Wait(says(consent, "This call is recorded from the first person on. Joining means agreeing to it.")))
	k.must(page.Wait(says(card, "Interview with Zoe")))
	open, err := page.Rect(card)
	k.must(err)

	k.enter(k.alice, k.calls(k.alice, channel.Id, "")[0].ID)
	k.must(page.Wait(says(card, "1 in the call")))
	k.must(page.See(consent))
	live, err := page.Rect(card)
	k.must(err)
	assert.Equal(t, open.Height, live.Height, "the card does not jump")

	other := k.newChannel(k.alice, k.bob)
	k.types(k.alice, other.Id, "/whereby townhall")
	k.must(page.Channel(other.Name))
	k.must(page.Wait(says(consent, "recorded, transcribed, and streamed")))
	k.must(page.See(`//*[contains(@class,"whereby-badge") and contains(@title,"Town hall")]`))
	k.must(page.See(joinOnCard))
	assert.NotContains(t, k.text(page, card), "Copy link", "the room's own link lets everybody knock as a speaker")
	k.pictures(k.bob, "consent", card, func(page *browser.Page) {
		k.must(page.Channel(other.Name))
		k.must(page.See(consent))
	})
	assert.Empty(t, page.Faults())
}

// TestRulesAreToldBeforeTheClick blocks one channel, then a role.
func TestRulesAreToldBeforeTheClick(t *testing.T) {
	k := newKit(t)
	user, host := k.newUser("rhea"), k.newUser("remo")
	blocked, free := k.newChannel(user, host), k.newChannel(user)
	k.start(host, blocked.Id)
	k.ask(host, http.MethodPost, "/api/v1/calls/"+k.calls(host, blocked.Id, "")[0].ID+"/end", nil, nil)
	k.configure(map[string]any{"blockedchannels": k.TeamName + "/" + blocked.Name, "contact": "The help desk"})

	page := k.page(user)
	k.must(page.Channel(blocked.Name))
	k.must(page.Wait(forbidden("Calls cannot be started in this channel. The help desk can help you.")))
	k.must(page.Gone(split))
	k.must(page.See(card))
	assert.NotContains(t, k.text(page, card), "Call again")
	k.accessible(page, headerButton)
	k.must(page.Click(headerButton))
	k.must(page.Wait(says(".whereby-toast", "The help desk can help you.")))
	k.screenshot(page, "forbidden")
	assert.Empty(t, k.calls(user, blocked.Id, "&state=running"))

	k.must(page.Channel(free.Name))
	k.must(page.See(split))
	k.must(page.Wait(`document.querySelector('.whereby-header-button[aria-disabled="false"]')`))

	// Somebody else's call can be joined all the same.
	k.configure(map[string]any{"blockedchannels": nil})
	k.start(host, blocked.Id)
	k.configure(map[string]any{"allowedroles": "system_admin"})
	another := k.page(user)
	k.must(another.Channel(blocked.Name))
	k.must(another.Wait(buttonSays("Join call")))
	k.must(another.See(joinOnCard))
	k.must(another.Channel(free.Name))
	k.must(another.Wait(forbidden("Your role does not allow you to start calls here.")))
	assert.Empty(t, page.Faults())
	assert.Empty(t, another.Faults())
}

// TestChannelRoomFromTheMenu opens the channel's call room twice.
func TestChannelRoomFromTheMenu(t *testing.T) {
	k := newKit(t)
	user := k.newUser("rosa")
	channel := k.newChannelOf(model.ChannelTypePrivate, user)
	page := k.page(user)
	k.must(page.Channel(channel.Name))
	k.must(page.Wait(buttonSays("Start call")))
	k.must(page.Click(split))
	k.must(page.See(splitRoom))
	k.screenshot(page, "room-menu")
	k.must(page.Click(splitRoom))
	k.must(page.See(card))
	k.must(page.Wait(buttonSays("Join call")))
	first := k.calls(user, channel.Id, "")[0]
	headed, _, err := k.Admin.Client.GetChannel(k.ctx, channel.Id, "")
	k.must(err)
	assert.Contains(t, headed.Header, first.RoomURL)

	// While it runs there, the menu joins it.
	k.must(page.Click(split))
	k.must(page.Click(splitRoom))
	k.must(page.See(".whereby-window"))
	assert.Len(t, k.calls(user, channel.Id, ""), 1)

	// The question says that nobody is thrown out.
	other := k.page(user)
	k.must(other.Channel(channel.Name))
	k.must(other.Click(menuOnCard))
	k.must(other.Click(`//*[@role="menuitem" and contains(.,"End")]`))
	k.must(other.Wait(says(card, "stays in the channel's room")))
	k.screenshot(other, "room-end")
	k.must(other.Click(".whereby-card .whereby-button-danger"))
	k.must(other.Wait(buttonSays("Start call")))

	k.must(other.Click(split))
	k.must(other.Click(splitRoom))
	k.must(other.Wait(cards("2")))
	calls := k.calls(user, channel.Id, "")
	require.Len(t, calls, 2)
	assert.Equal(t, first.RoomURL, calls[0].RoomURL, "the link stays the same")
	assert.Empty(t, page.Faults())
	assert.Empty(t, other.Faults())
}

// TestDialogWithMore chooses what is folded up, by a template and by hand.
func TestDialogWithMore(t *testing.T) {
	k := newKit(t)
	k.configure(map[string]any{
		"allowrecording": true, "allowtranscription": true, "streamingurl": "rtmps://live.example.com/app/key",
		"templates": []any{map[string]any{"name": "all-hands", "title": "All hands: {topic}", "viewers": true, "captions": true}},
	})
	user := k.newUser("ruth")
	channel := k.newChannel(user)
	page := k.page(user)
	open := func(page *browser.Page) {
		k.must(page.Channel(channel.Name))
		k.must(page.Type("#post_textbox", "/whereby --ask Q3\r"))
		k.must(page.See(startDialog))
	}
	open(page)
	k.must(page.Wait(`document.querySelector('.whereby-dialog-more').ariaExpanded === 'false'`))
	k.tabTo(page, ".whereby-dialog-template")
	k.must(page.Press("A"))
	k.must(page.Wait(says(".whereby-dialog-becomes", "All hands: Q3")))
	k.must(page.Wait(`document.querySelector('.whereby-dialog-viewers').checked && document.querySelector('.whereby-dialog-captions').checked`))
	k.must(page.Wait(`document.querySelector('.whereby-dialog-locked').checked && document.querySelector('.whereby-dialog-locked').disabled`))
	k.tabTo(page, ".whereby-dialog-transcribe")
	k.must(page.Press(browser.Space))
	k.must(page.Click(dialogMore))
	k.must(page.Wait(says(dialogMore, "Transcript")))
	k.must(page.Click(".whereby-dialog-start"))
	k.must(page.Gone(startDialog))
	k.must(page.Wait(says(card, "All hands: Q3")))
	var call struct {
		Topic   string `json:"topic"`
		Options struct {
			Viewers, Locked, Large, Captions, Transcribe, Stream, Record bool
		} `json:"options"`
	}
	k.ask(user, http.MethodGet, "/api/v1/calls/"+k.calls(user, channel.Id, "")[0].ID, nil, &call)
	o := call.Options
	assert.Equal(t, []bool{true, true, true, true, true, false, false}, []bool{o.Viewers, o.Locked, o.Large, o.Captions, o.Transcribe, o.Stream, o.Record})
	assert.Contains(t, k.preference(user, "last_start"), `"transcribe":true`)
	assert.Empty(t, page.Faults())

	// The next time it is open, since something in it is on.
	k.ask(user, http.MethodPost, "/api/v1/calls/"+k.calls(user, channel.Id, "")[0].ID+"/end", nil, nil)
	k.pictures(user, "dialog-more", startDialog, open)
}

// text is what can be read in an element.
func (k *kit) text(page *browser.Page, selector string) string {
	k.t.Helper()
	text, err := page.Text(selector)
	k.must(err)
	return text
}
