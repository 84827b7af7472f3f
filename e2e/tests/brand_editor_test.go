package tests

import (
	"bytes"
	"fmt"
	"image/color"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/e2e/browser"
)

// Where things are on the settings page.
const (
	brandsSetting    = `[id="PluginSettings.Plugins.whereby.brands"]`
	templatesSetting = `[id="PluginSettings.Plugins.whereby.templates"]`
	templateBrand    = `[data-key="1"] select:has(option[value="none"])`
)

var (
	navy = color.RGBA{16, 42, 67, 255}
	teal = color.RGBA{0, 128, 128, 255}
	sand = color.RGBA{222, 203, 164, 255}
)

func imageField(kind string) string { return brandsSetting + ` input[data-kind="` + kind + `"]` }

// file writes a file that a browser can upload.
func (k *kit) file(name string, content []byte) string {
	k.t.Helper()
	path := filepath.Join(k.t.TempDir(), name)
	k.must(os.WriteFile(path, content, 0o600))
	return path
}

// imagesStored is how many images the plugin has.
func (k *kit) imagesStored() int { return k.counted("SELECT count(*) FROM whereby_images") }

// TestAdminMakesABrand in System Console, has a template use it, and a call started by that is dressed.
func TestAdminMakesABrand(t *testing.T) {
	k := newKit(t)
	k.ownPeople()
	page := k.settingsPage()
	k.must(page.Click(brandsSetting + " .whereby-add"))
	k.must(page.Type(brandsSetting+` .whereby-item-form input[type="text"]`, "-acme"))
	k.must(page.Click(brandsSetting + ` .whereby-item-form input[type="checkbox"]`)) // not the default
	for i, colour := range []string{"#008080", "102a43", "#DECBA4"} {
		k.must(page.Type(fmt.Sprintf(`//*[@id="PluginSettings.Plugins.whereby.brands"]/descendant::*[@class="whereby-colour"][%d]/input[@type="text"]`, i+1), colour))
	}
	looks := func(name, value string) {
		t.Helper()
		k.must(page.Wait(fmt.Sprintf(`document.querySelector('.whereby-room').style.getPropertyValue('--whereby-%s') === %q`, name, value)))
	}
	looks("primary", "#008080")
	looks("secondary", "#102a43")
	looks("focus", "#DECBA4")

	k.refuses(page)
	images := map[string][]byte{
		"logo":               k.stripes(400, 100, sand, teal),
		"room_background":    k.stripes(1400, 900, navy, color.RGBA{24, 60, 92, 255}),
		"waiting_background": k.stripes(1400, 900, teal, color.RGBA{0, 110, 110, 255}),
	}
	for kind, content := range images {
		k.must(page.Upload(imageField(kind), k.file(kind+".png", content)))
		k.must(page.Wait(fmt.Sprintf(`document.querySelector('.whereby-image-%s img')?.naturalWidth > 0`, kind)))
	}
	k.must(page.Wait(`[...document.querySelectorAll('.whereby-room')].every(({style}) => style.backgroundImage.includes('/api/v1/admin/images/'))`))
	k.must(page.Wait(`[...document.querySelectorAll('.whereby-room-logo img')].filter(({naturalWidth}) => naturalWidth === 400).length === 2`))
	k.must(page.Eval(`document.querySelector('.whereby-rooms').scrollIntoView({block: 'center'})`, nil))
	k.screenshot(page, "brand-preview")
	k.accessible(page, brandsSetting)
	k.must(page.Click(saveButton))
	k.must(page.Wait(nothingToSave))

	k.must(page.Click(templatesSetting + ` [data-key="1"] .whereby-item-open`))
	k.choose(page, templateBrand, "brand-acme")
	k.must(page.Click(saveButton))
	k.must(page.Wait(nothingToSave))

	channel := k.newChannel(k.alice).Id
	k.Sandbox.ForgetRequests()
	k.types(k.alice, channel, "/whereby demo acme")
	call := k.calls(k.alice, channel, "")[0]
	theme := k.Sandbox.Theme(call.RoomName)
	require.Len(t, theme, 4)
	assert.Equal(t, images["logo"], theme["logo"].Image)
	assert.Equal(t, images["room_background"], theme["room-background"].Image)
	assert.Equal(t, images["waiting_background"], theme["room-knock-page-background"].Image)
	assert.Contains(t, strings.ToLower(string(theme["tokens"].JSON)), "#102a43")
	posted := time.UnixMilli(k.callPost(channel).CreateAt + 1)
	dressed := 0
	for _, request := range k.Sandbox.Requests() {
		if strings.Contains(request.Path, "/theme/") {
			dressed++
			assert.True(t, request.At.Before(posted), "the link is posted once the room has its looks")
		}
	}
	assert.Equal(t, 4, dressed)
	k.types(k.alice, channel, "/whereby standup --new")
	assert.Empty(t, k.Sandbox.Theme(k.calls(k.alice, channel, "")[0].RoomName), "other templates have no brand")
}

// refuses tries files that Whereby would not take; none of them is sent.
func (k *kit) refuses(page *browser.Page) {
	k.t.Helper()
	before := k.imagesStored()
	logo := k.stripes(400, 100, sand, teal)
	for _, test := range []struct {
		kind, problem string
		content       []byte
	}{
		{"logo", "This is no PNG image", []byte("GIF89a and what a GIF has more")},
		{"logo", "600 kB at most", append(bytes.Clone(logo), make([]byte, 600_000)...)},
		{"logo", "at least 400 pixels wide", k.stripes(399, 100, sand, teal)},
		{"room_background", "at least 1400 pixels wide", k.stripes(1399, 900, sand, teal)},
		{"waiting_background", "5000 by 5000 pixels at most", k.stripes(1400, 5001, sand, teal)},
	} {
		k.must(page.Upload(imageField(test.kind), k.file("wrong.png", test.content)))
		k.must(page.Wait(fmt.Sprintf(`document.querySelector(%q).closest('.whereby-field').querySelector('[role=alert]').innerText.includes(%q)`, imageField(test.kind), test.problem)))
	}
	k.must(page.Eval(`document.querySelector('.whereby-image').scrollIntoView()`, nil))
	k.screenshot(page, "brand-refused")
	assert.Equal(k.t, before, k.imagesStored())
	requests := []string{}
	k.must(page.Eval(`performance.getEntriesByType('resource').map(({name}) => name).filter((name) => name.includes('admin/images'))`, &requests))
	assert.Empty(k.t, slices.DeleteFunc(requests, func(name string) bool { return !strings.Contains(name, "kind=") }), "nothing was sent")
}
