package tests

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"mattermost-plugin-whereby/e2e/browser"
)

const (
	keyField = `[id="PluginSettings.Plugins.whereby.apikey"]`
	testAt   = `[id="PluginSettings.Plugins.whereby.testconnection"]`
	healthAt = `[id="PluginSettings.Plugins.whereby.connectionhealth"]`
)

// typesKey puts a key into the field, which is not saved.
func (k *kit) typesKey(page *browser.Page, key string) {
	k.t.Helper()
	k.must(page.Click(keyField))
	k.must(page.Eval(`document.activeElement.select()`, nil))
	k.must(page.Press(key))
}

// TestAdminTestsTheConnection with keys that are typed but not saved, and looks at its health.
func TestAdminTestsTheConnection(t *testing.T) {
	k := newKit(t)
	page := k.settingsPage()
	k.typesKey(page, "a-wrong-key")
	k.must(page.Click(testAt + " button"))
	k.must(page.Wait(says(testAt, "Whereby refuses the API key (401)")))
	k.typesKey(page, k.Sandbox.APIKey())
	k.must(page.Click(testAt + " button"))
	k.must(page.Wait(says(testAt, "Whereby accepts the API key.")))
	k.must(page.Wait(says(testAt, "A room was made and deleted again.")))
	var levels []string
	k.must(page.Eval(`[...document.querySelectorAll('`+testAt+` .whereby-level')].map(({className}) => className)`, &levels))
	for _, level := range levels {
		assert.Contains(t, level, "whereby-level-ok")
	}
	k.must(page.Goto("/admin_console/plugins/plugin_whereby"))
	k.must(page.Click(testAt + " button"))
	k.must(page.Wait(says(testAt, "Whereby accepts the API key.")))

	call := k.start(k.alice, k.newChannel(k.alice).Id)
	k.enter(k.alice, call.ID) // of which Whereby tells
	k.waitRecord(call.ID, 5*time.Second, isLive(1))
	k.must(page.Click(healthAt + " button"))
	k.must(page.Wait(says(healthAt, "The last event came on")))
	k.must(page.Wait(says(healthAt, "The key is the one entered above.")))
	k.must(page.Wait(says(healthAt, "of 1,000 points were left")))
	assert.Equal(t, http.StatusUnauthorized, k.deliver(k.URL, "t=1,v1=00", 2, http.NoBody))
	k.must(page.Click(healthAt + " button"))
	k.must(page.Wait(says(healthAt, "A webhook was refused on")))
	k.accessible(page, testAt)
	k.accessible(page, healthAt)
}

// TestAdminEditsAllOfATemplate adds one with a command of its own, which works as soon as it is saved.
func TestAdminEditsAllOfATemplate(t *testing.T) {
	k := newKit(t)
	k.ownPeople()
	page := k.settingsPage()
	form := func(what string) string { return templatesSetting + ` [data-key="6"] ` + what }
	k.must(page.Click(templatesSetting + ` [data-key="2"] [data-action="copy"]`)) // of escalation: 5
	k.must(page.Wait(says(templatesSetting+` [data-key="5"] .whereby-item-name`, "escalation-2")))
	k.must(page.Click(templatesSetting + " .whereby-add"))
	k.must(page.Type(form(`input[type="text"]`), "-sales"))
	k.must(page.Click(form(`.whereby-check input`))) // its own command
	k.must(page.Type(form(`.whereby-field:nth-of-type(4) input`), "Sales {topic}"))
	k.must(page.Wait(says(".whereby-preview", "/whereby-call-sales acme")))
	k.must(page.Wait(says(".whereby-preview", "Sales acme")))
	k.must(page.Type(form(`.whereby-minutes input`), "45"))
	k.must(page.Click(saveButton))
	k.must(page.Wait(nothingToSave))
	assert.Equal(t, []string{"standup", "demo", "escalation", "escalation-2", "review", "onboarding", "call-sales"}, namesOf(k.templatesInForce()))

	channel := k.newChannel(k.alice).Id
	k.types(k.alice, channel, "/whereby-call-sales acme")
	call := k.calls(k.alice, channel, "")[0]
	assert.Equal(t, "Sales acme", call.Topic)
	assert.InDelta(t, 45*60_000, call.ExpiresAt-call.CreatedAt, 2000)
}

// TestSettingsPictures shows the page, and what is opened on it, in each look.
func TestSettingsPictures(t *testing.T) {
	k := newKitFor(t, 4*time.Minute)
	k.configure(map[string]any{"brands": []any{k.acme()}})
	view := func(at string, height int, prepare func(page *browser.Page)) func(*browser.Page) {
		return func(page *browser.Page) {
			k.must(page.Goto("/admin_console/plugins/plugin_whereby"))
			k.must(page.See(templatesSetting + " .whereby-item"))
			k.must(page.See(healthAt + " dl"))
			prepare(page)
			var width int64
			k.must(page.Eval(`innerWidth`, &width))
			k.must(page.Viewport(width, int64(height)))
			k.must(page.Eval(fmt.Sprintf(`document.querySelector(%q).scrollIntoView()`, at), nil))
		}
	}
	k.pictures(k.Admin, "settings-connection", ".whereby-setting", view(".admin-console__wrapper", 1400, func(page *browser.Page) {
		k.typesKey(page, "a-wrong-key")
		k.must(page.Click(testAt + " button"))
		k.must(page.See(testAt + " .whereby-finding"))
	}))
	k.pictures(k.Admin, "settings-template", templatesSetting, view(templatesSetting, 1700, func(page *browser.Page) {
		k.must(page.Click(templatesSetting + ` [data-key="1"] .whereby-item-open`))
		k.must(page.Type(templatesSetting+` [data-key="1"] input[type="text"]`, "?"))
	}))
	k.pictures(k.Admin, "settings-brand", brandsSetting, view(brandsSetting, 1500, func(page *browser.Page) {
		k.must(page.Click(brandsSetting + ` .whereby-item-open`))
		k.must(page.Wait(`document.querySelector('.whereby-image-logo img')?.naturalWidth > 0`))
	}))
	for name, at := range map[string]string{"settings-rooms": ".config-section:nth-of-type(2)", "settings-rules": ".config-section:nth-of-type(6)"} {
		k.pictures(k.Admin, name, ".whereby-setting", view(at, 2200, func(*browser.Page) {}))
	}
}
