package tests

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/e2e/browser"
)

// TestUserSettingsAreSaved chooses in Mattermost's settings; another page of the person heeds it at once.
func TestUserSettingsAreSaved(t *testing.T) {
	k := newKit(t)
	user := k.newUser("ines")
	channel := k.newChannel(user)
	k.types(user, channel.Id, "/whereby")
	page, other := k.home(user), k.page(user)
	k.must(other.Channel(channel.Name))
	k.must(other.See(card))

	k.must(page.Click(`//button[@aria-label="Settings"]`))
	k.must(page.Click("#wherebyButton"))
	for _, choice := range []struct{ name, value, option string }{
		{"open_in", "tab", "#open_in_tab"},
		{"ring", "silent", "#ring_silent"},
		{"remind", "direct", "#remind_direct"},
		{"status", "off", "#status_off"},
	} {
		section := `//*[contains(@class,"section-min")][` + sectionOf[choice.name] + `]//button`
		k.must(page.Click(section))
		k.must(page.Click(choice.option))
		k.must(page.Click("#saveSetting"))
		require.Eventually(t, func() bool { return k.preference(user, choice.name) == choice.value }, 5*time.Second, 50*time.Millisecond, choice.name)
	}

	tab, err := other.NewTab(func() error { return other.Click(joinOnCard) })
	k.must(err)
	k.must(tab.See("#join"))
	assert.Empty(t, page.Faults())
	assert.Empty(t, other.Faults())
}

// sectionOf finds the section of the settings by its place: the words are the plugin's.
var sectionOf = map[string]string{"open_in": "1", "ring": "2", "remind": "3", "status": "4"}

// TestUserSettingsLook takes their pictures.
func TestUserSettingsLook(t *testing.T) {
	k := newKit(t)
	user := k.newUser("jens")
	k.pictures(user, "user-settings", "#accountSettingsModal", func(page *browser.Page) {
		k.must(page.Channel("town-square"))
		k.must(page.Click(`//button[@aria-label="Settings"]`))
		k.must(page.Click(`//*[contains(@class,"section-min")][1]//button`))
		k.must(page.See("#saveSetting"))
	})
}
