package tests

import (
	"net/http"
	"testing"
)

// TestCardIsAccessible looks at a call's card and at the header's button in all their states.
func TestCardIsAccessible(t *testing.T) {
	for name, theme := range map[string]string{"light": "{}", "dark": onyx} {
		t.Run(name, func(t *testing.T) {
			k := newKit(t)
			user := k.newUser("erin")
			k.theme(user, theme)
			channel := k.newChannel(user)
			page := k.page(user)
			k.must(page.Channel(channel.Name))
			k.must(page.Wait(buttonSays("Start call")))
			k.accessible(page, headerButton)

			k.types(user, channel.Id, "/whereby Design review 45m --locked --audio")
			call := k.calls(user, channel.Id, "")[0]
			k.must(page.See(".whereby-state-open"))
			k.must(page.Wait(buttonSays("Join call")))
			k.accessible(page, card)
			k.accessible(page, headerButton)
			k.enter(user, call.ID)
			k.must(page.See(".whereby-state-live"))
			k.accessible(page, card)
			k.screenshot(page, "card-live-"+name)
			k.ask(user, http.MethodPost, "/api/v1/calls/"+call.ID+"/end", nil, nil)
			k.must(page.See(".whereby-state-ended"))
			k.accessible(page, card)
		})
	}
}

// TestSystemConsoleIsAccessible looks at what the plugin draws itself there.
func TestSystemConsoleIsAccessible(t *testing.T) {
	for name, theme := range map[string]string{"light": "{}", "dark": onyx} {
		t.Run(name, func(t *testing.T) {
			k := newKit(t)
			k.theme(k.Admin, theme)
			t.Cleanup(func() { k.theme(k.Admin, "{}") })
			page := k.page(k.Admin)
			k.must(page.Goto("/admin_console/plugins/plugin_whereby"))
			k.must(page.See(".whereby-item"))
			k.must(page.See(".whereby-health .whereby-finding"))
			k.accessible(page, ".admin-console")
			k.screenshot(page, "system-console-"+name)
		})
	}
}
