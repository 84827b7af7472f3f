package tests

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/e2e/browser"
)

const (
	saveButton = ".admin-console-save .btn-primary"
	// nothingToSave is true in the browser once all is saved, and not yet while it is being saved.
	nothingToSave = `(({disabled, innerText}) => disabled && innerText === 'Save')(document.querySelector('.admin-console-save .btn-primary'))`
)

// settingsPage opens the plugin's page in System Console; what is saved there is undone at the test's end.
func (k *kit) settingsPage() *browser.Page {
	k.t.Helper()
	before := k.PluginConfig()
	k.t.Cleanup(func() { require.NoError(k.t, k.ReplacePluginConfig(context.Background(), before)) })
	page := k.page(k.Admin)
	k.must(page.Goto("/admin_console/plugins/plugin_whereby"))
	k.must(page.See(".whereby-item"))
	return page
}

type templateInForce struct {
	Name      string `json:"name"`
	AudioOnly *bool  `json:"audio_only"`
}

func (k *kit) templatesInForce() (templates []templateInForce) {
	k.t.Helper()
	var settings struct {
		Templates []templateInForce `json:"templates"`
	}
	k.ask(k.Admin, http.MethodGet, "/api/v1/settings", nil, &settings)
	return settings.Templates
}

func namesOf(templates []templateInForce) (names []string) {
	for _, template := range templates {
		names = append(names, template.Name)
	}
	return names
}

// TestAdminEditsTemplates changes the examples that the plugin comes with, and saves them.
func TestAdminEditsTemplates(t *testing.T) {
	k := newKit(t)
	page := k.settingsPage()
	examples := namesOf(k.templatesInForce())
	require.Equal(t, []string{"standup", "demo", "escalation", "review", "onboarding"}, examples)

	k.must(page.Click(`[data-key="0"] [data-action="down"]`))
	k.must(page.Click(`[data-key="3"] [data-action="delete"]`))
	k.must(page.Click(`[data-key="1"] .whereby-item-open`))
	k.must(page.Type(`[data-key="1"] input[type="text"]`, "s"))
	k.must(page.Click(`[data-key="1"] .whereby-choice label:nth-child(2)`)) // audio only: on
	k.must(page.Wait(says(".whereby-preview", "/whereby demos")))
	assert.Equal(t, examples, namesOf(k.templatesInForce()), "nothing is in force before it is saved")
	k.accessible(page, ".whereby-list")

	k.must(page.Click(saveButton))
	k.must(page.Wait(nothingToSave))
	stored := k.templatesInForce()
	require.Equal(t, []string{"demos", "standup", "escalation", "onboarding"}, namesOf(stored))
	assert.Equal(t, new(true), stored[0].AudioOnly)

	k.must(page.Goto("/admin_console/plugins/plugin_whereby"))
	k.must(page.Wait(says(".whereby-item", "demos")))
	k.must(page.Wait(nothingToSave))
}

// TestAdminCannotSaveABadTemplate is told so at the field, and by the server when he tries.
func TestAdminCannotSaveABadTemplate(t *testing.T) {
	k := newKit(t)
	page := k.settingsPage()
	before := namesOf(k.templatesInForce())
	k.must(page.Click(`[data-key="1"] .whereby-item-open`))
	k.must(page.Type(`[data-key="1"] input[type="text"]`, "?"))
	k.must(page.See(`[data-key="1"] input[aria-invalid="true"]`))
	k.must(page.See(`[data-key="1"] .whereby-item-bad`))
	k.must(page.Click(saveButton))
	k.must(page.Wait(says(".admin-console .error-message", "demo?")))
	assert.Equal(t, before, namesOf(k.templatesInForce()))
	k.screenshot(page, "settings-bad-template")
}
