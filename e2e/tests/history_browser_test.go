package tests

import (
	"fmt"
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/e2e/browser"
	"mattermost-plugin-whereby/e2e/stack"
)

const (
	callsPanel = ".whereby-calls"
	pastRow    = ".whereby-past"
	// firstPast opens and closes the newest of the past calls.
	firstPast = pastRow + " .whereby-past-head"
)

// pastRows is true in the browser when that many past calls are listed.
func pastRows(count int) string {
	return `document.querySelectorAll('` + pastRow + `').length === ` + strconv.Itoa(count)
}

// TestHistoryInTheBrowser looks at a channel's past calls, and sees one end.
func TestHistoryInTheBrowser(t *testing.T) {
	k := newKit(t)
	k.ownPeople()
	channel := k.newChannel(k.alice, k.bob)
	now := time.Now()
	var calls []pastCall
	for n := range 45 {
		calls = append(calls, pastCall{channel: channel, by: k.bob, topic: fmt.Sprint("Call ", n), at: now.Add(-time.Duration(n+1) * 7 * time.Hour), minutes: 20, people: []*stack.User{k.alice, k.bob}})
	}
	calls[0].guests, calls[0].recorded = []string{"Zoe"}, true
	k.past(calls...)

	page := k.page(k.alice)
	k.must(page.Channel(channel.Name))
	k.must(page.Type("#post_textbox", "/whereby history\r"))
	k.must(page.See(firstPast))
	k.must(page.Wait(says(pastRow, "Call 0")))
	k.must(page.Wait(says(pastRow, "20 min · 3 people")))

	// All of them come as one scrolls.
	k.must(page.Wait(`(() => {
		const panel = document.querySelector('` + callsPanel + `');
		panel.scrollTop = panel.scrollHeight;
		return ` + pastRows(45) + ` && panel.innerText.includes('There are no earlier calls.');
	})()`))
	k.must(page.Eval(`document.querySelector('`+callsPanel+`').scrollTop = 0`, nil))
	k.must(page.Click(firstPast))
	k.must(page.Wait(says(".whereby-past-details", k.bob.Username)))
	k.must(page.Wait(says(".whereby-past-details", "Zoe")))
	k.must(page.Wait(says(".whereby-past-details", "Recording")))
	k.accessible(page, callsPanel)

	// The same once more, which then ends.
	k.must(page.Click(`//*[@class="whereby-past-details"]//button[contains(.,"Call again")]`))
	k.must(page.See(".whereby-running-call"))
	k.must(page.Wait(says(".whereby-running-call", "Call 0")))
	running := k.calls(k.alice, channel.Id, "&state=running")
	require.Len(t, running, 1)
	k.ask(k.alice, http.MethodPost, "/api/v1/calls/"+running[0].ID+"/end", nil, nil)
	k.must(page.Gone(".whereby-running-call"))
	k.must(page.Wait(pastRows(46)))
	k.must(page.Wait(says(pastRow, "Missed")))
	assert.Empty(t, page.Faults())
}

// TestHistoryByKeyboard opens a past call and its post without a mouse.
func TestHistoryByKeyboard(t *testing.T) {
	k := newKit(t)
	k.ownPeople()
	channel, other := k.newChannel(k.alice), k.newChannel(k.alice)
	k.past(pastCall{channel: channel, by: k.alice, topic: "Retro", at: time.Now().Add(-time.Hour), minutes: 20, people: []*stack.User{k.alice}})
	page := k.page(k.alice)
	k.must(page.Channel(channel.Name))
	k.must(page.Click(".whereby-split"))
	k.must(page.Click(".whereby-split-plans"))
	k.must(page.See(firstPast))
	k.tabTo(page, firstPast)
	k.must(page.Press(browser.Enter))
	k.must(page.See(".whereby-past-details"))
	k.tabTo(page, ".whereby-past-details .whereby-link")
	k.must(page.Press(browser.Enter))
	k.must(page.Wait(`location.pathname.endsWith('/channels/` + channel.Name + `')`))
	k.must(page.Wait(`document.body.textContent.includes('Call ended')`)) // of the call it was made from
	k.must(page.Channel(other.Name))
	k.must(page.Wait(`document.querySelector('` + callsPanel + `') === null || ` + says(callsPanel, "No calls yet")))
	assert.Empty(t, page.Faults())
}

// TestHistoryPictures shows the panel as people see it.
func TestHistoryPictures(t *testing.T) {
	k := newKit(t)
	k.ownPeople()
	empty := k.newChannel(k.alice)
	k.pictures(k.alice, "history-empty", callsPanel, func(page *browser.Page) {
		k.openPanel(page, empty.Name)
		k.must(page.Wait(says(callsPanel, "No calls yet")))
	})
	channel := k.newChannel(k.alice, k.bob)
	noon := time.Now().Truncate(24 * time.Hour).Add(-12 * time.Hour)
	k.past(
		pastCall{channel: channel, by: k.bob, topic: "Standup", at: time.Now().Add(-90 * time.Minute), minutes: 14, people: []*stack.User{k.alice, k.bob, k.carol}, guests: []string{"Zoe"}, recorded: true},
		pastCall{channel: channel, by: k.alice, topic: "Incident: the nightly export has failed again, and nobody knows why", at: noon, minutes: 95, people: []*stack.User{k.alice, k.bob}},
		pastCall{channel: channel, by: k.bob, topic: "Retro", state: "missed", at: noon.Add(-2 * time.Hour)},
		pastCall{channel: channel, by: k.alice, state: "failed", at: noon.Add(-26 * time.Hour), unposted: true},
		pastCall{channel: channel, by: k.alice, topic: "Planning", at: noon.Add(-400 * 24 * time.Hour), minutes: 61, people: []*stack.User{k.bob}},
	)
	k.plan(k.alice, channel.Id, `"Standup" every weekday at 09:00 15m`)
	k.types(k.alice, channel.Id, "/whereby Pairing")
	k.enter(k.bob, k.calls(k.alice, channel.Id, "&state=running")[0].ID)
	k.pictures(k.alice, "history", callsPanel, func(page *browser.Page) {
		k.openPanel(page, channel.Name)
		k.must(page.See(".whereby-running-call .whereby-avatar"))
		k.must(page.Click(firstPast))
	})
}

// openPanel opens the panel by the channel's menu, which is there at every width.
func (k *kit) openPanel(page *browser.Page, channel string) {
	k.t.Helper()
	k.must(page.Channel(channel))
	k.must(page.Click("#channelHeaderDropdownButton"))
	k.must(page.Click(`//*[@id="channelHeaderMenu"]//li[contains(.,"calls and history")]`))
	k.must(page.See(callsPanel))
}
