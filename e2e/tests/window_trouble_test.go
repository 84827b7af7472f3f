package tests

import (
	"testing"
	"time"

	"mattermost-plugin-whereby/e2e/browser"
	"mattermost-plugin-whereby/server/whereby/wherebytest"
)

// TestWindowTellsWhatKeepsTheRoomAway has Whereby refuse to be embedded, and the browser deny devices.
func TestWindowTellsWhatKeepsTheRoomAway(t *testing.T) {
	for name, embedding := range map[string]wherebytest.Embedding{
		"refused": {Refused: true},
		"denied":  {DevicesDenied: true},
	} {
		t.Run(name, func(t *testing.T) {
			k := newKit(t)
			k.Sandbox.SetEmbedding(embedding)
			t.Cleanup(func() { k.Sandbox.SetEmbedding(wherebytest.Embedding{}) })
			talk := k.talk(k.newUser("egon"))
			page := talk.page
			k.must(page.See(windowStrip))
			k.accessible(page, windowStrip)
			k.screenshot(page, "window-"+name)
			k.must(page.Click(".whereby-window-minimise"))
			k.must(page.See(minimised))
			k.must(page.Click(".whereby-window-restore"))
			tab, err := page.NewTab(func() error { return page.Click(windowStrip + " button") })
			k.must(err)
			k.must(tab.See("#join"))
			k.must(page.Gone(window))
		})
	}
}

// TestWindowShowsNoStripWithoutReason waits longer than it takes to find a refusal.
func TestWindowShowsNoStripWithoutReason(t *testing.T) {
	k := newKit(t)
	talk := k.talk(k.newUser("fred"))
	frame := k.enterRoom(talk.page)
	time.Sleep(12 * time.Second)
	k.must(talk.page.Gone(windowStrip))
	k.must(frame.See("#leave"))
}

// TestWhereCallsOpen has the admin's choice and the person's, which wins.
func TestWhereCallsOpen(t *testing.T) {
	for _, test := range []struct{ admin, person, want string }{
		{"window", "", "window"},
		{"window", "tab", "tab"},
		{"tab", "", "tab"},
		{"tab", "window", "window"},
	} {
		t.Run(test.admin+" "+test.person, func(t *testing.T) {
			k := newKit(t)
			k.configure(map[string]any{"callwindow": test.admin})
			user := k.newUser("gerd")
			if test.person != "" {
				k.prefers(user, map[string]string{"open_in": test.person})
			}
			channel := k.newChannel(user)
			k.types(user, channel.Id, "/whereby")
			page := k.page(user)
			k.must(page.Channel(channel.Name))
			k.must(page.See(card))
			if test.want == "window" {
				k.must(page.Click(joinOnCard))
				k.must(page.See(window))
				return
			}
			tab, err := page.NewTab(func() error { return page.Click(joinOnCard) })
			k.must(err)
			k.must(tab.See("#join"))
			k.must(page.Gone(window))
		})
	}
}

// TestWindowLooks takes its pictures.
func TestWindowLooks(t *testing.T) {
	k := newKit(t)
	user := k.newUser("hans")
	channel := k.newChannel(user, k.bob)
	k.types(user, channel.Id, "/whereby Export outage --large")
	call := k.calls(user, channel.Id, "")[0]
	k.enter(k.bob, call.ID)
	open := func(page *browser.Page) {
		k.must(page.Channel(channel.Name))
		k.must(page.Click(joinOnCard))
		k.must(page.See(roomFrame))
		k.enterRoom(page)
	}
	k.pictures(user, "window", window, open)
	k.pictures(user, "window-minimised", minimised, func(page *browser.Page) {
		open(page)
		k.must(page.Click(".whereby-window-minimise"))
	})
	k.Sandbox.SetEmbedding(wherebytest.Embedding{DevicesDenied: true})
	t.Cleanup(func() { k.Sandbox.SetEmbedding(wherebytest.Embedding{}) })
	k.pictures(user, "window-strip", windowStrip, func(page *browser.Page) {
		k.must(page.Channel(channel.Name))
		k.must(page.Click(joinOnCard))
	})
}
