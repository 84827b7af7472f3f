package tests

import (
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"mattermost-plugin-whereby/e2e/browser"
	"mattermost-plugin-whereby/e2e/stack"
)

const (
	reportPage = ".whereby-report"
	tiles      = ".whereby-report-tiles"
)

// openReport opens System Console where the report is.
func (k *kit) openReport(page *browser.Page) {
	k.t.Helper()
	k.must(page.Goto("/admin_console/plugins/plugin_whereby"))
	k.must(page.See(".whereby-item"))
	k.must(page.See(reportPage))
	k.showTop(page, reportPage)
	k.must(page.See(".whereby-report-wide"))
}

// showTop scrolls until an element is at the page's top.
func (k *kit) showTop(page *browser.Page, selector string) {
	k.t.Helper()
	k.must(page.Eval(`document.querySelector('`+selector+`').scrollIntoView()`, nil))
}

// month fills the last 30 days with calls.
func (k *kit) month() {
	k.t.Helper()
	support, sales := k.newChannel(k.alice, k.bob), k.newChannel(k.alice, k.bob)
	var calls []pastCall
	for day := range 30 {
		for n := range (day*7)%5 + 1 {
			c := pastCall{
				channel: support, by: k.bob, topic: fmt.Sprint("Ticket ", day*10+n), minutes: (day*13+n*17)%75 + 2,
				at: time.Now().Add(-time.Duration(day*24+n*2+2) * time.Hour), people: []*stack.User{k.alice, k.bob}, recorded: n == 3,
			}
			switch {
			case n == 2:
				c.channel, c.people, c.guests = sales, []*stack.User{k.alice, k.bob, k.carol}, []string{"Zoe"}
			case n == 1 && day%3 == 0:
				c.state, c.people = "missed", nil
			}
			calls = append(calls, c)
		}
	}
	k.past(calls...)
}

// TestReportInTheBrowser reads one channel's report, and saves its calls.
func TestReportInTheBrowser(t *testing.T) {
	k := newKit(t)
	k.ownPeople()
	channel := k.newChannel(k.alice, k.bob)
	now := time.Now()
	k.past(
		pastCall{channel: channel, by: k.bob, topic: "Standup", at: now.Add(-26 * time.Hour), minutes: 30, people: []*stack.User{k.alice, k.bob}, guests: []string{"Zoe"}, recorded: true},
		pastCall{channel: channel, by: k.bob, topic: `=HYPERLINK("x")`, at: now.Add(-25 * time.Hour), minutes: 20, people: []*stack.User{k.alice}},
		pastCall{channel: channel, by: k.alice, topic: "Retro", at: now.Add(-24 * time.Hour), state: "missed"},
		pastCall{channel: channel, by: k.alice, topic: "Long ago", at: now.Add(-50 * 24 * time.Hour), minutes: 9, people: []*stack.User{k.alice}},
	)
	page := k.page(k.Admin)
	k.openReport(page)
	k.choose(page, ".whereby-report-scope", "channel")
	k.must(page.Type(".whereby-report input[type=search]", channel.Name))
	k.must(page.Click(`//*[@class="whereby-found"]/button[contains(.,"` + channel.Name + `")]`))
	k.must(page.Wait(says(".whereby-report-foot", "3 of 3 calls")))
	values := `[...document.querySelectorAll('` + tiles + ` .whereby-report-value')].map(({innerText}) => innerText).join()`
	k.must(page.Wait(values + ` === '3,50,110,2,1,33.3%,1,25 min'`))
	k.must(page.Wait(says(".whereby-report-wide", `=HYPERLINK("x")`)))

	k.must(page.Eval(`HTMLAnchorElement.prototype.click = function () {
		fetch(this.href).then((it) => it.text()).then((text) => Object.assign(window, {savedName: this.download, savedText: text}));
	}`, nil))
	k.must(page.Click(".whereby-export-csv"))
	k.must(page.Wait(says(".whereby-export", "Saved, calls: 3.")))
	k.must(page.Wait(`window.savedName?.endsWith('.csv') && savedText.includes("'=HYPERLINK") && savedText.trim().split('\r\n').length === 4`))
	k.must(page.Click(".whereby-export-ndjson"))
	k.must(page.Wait(`window.savedName?.endsWith('.ndjson') && savedText.trim().split('\n').map(JSON.parse).map(({topic}) => topic)[2] === 'Retro'`))

	k.choose(page, ".whereby-report-period", "90d")
	k.must(page.Wait(says(".whereby-report-foot", "4 of 4 calls")))
	k.must(page.Wait(says(reportPage, "Day by day")))
	k.choose(page, ".whereby-report-period", "7d")
	k.must(page.Wait(says(".whereby-report-foot", "3 of 3 calls")))
	assert.Empty(t, page.Faults())
}

// TestReportPictures shows the page as system admins see it.
func TestReportPictures(t *testing.T) {
	k := newKit(t)
	k.month()
	k.pictures(k.Admin, "report", reportPage, func(page *browser.Page) {
		k.openReport(page)
		k.showTop(page, tiles)
	})
	for name, theme := range map[string]string{"readme-report": "{}", "report-whole-dark": onyx} {
		k.theme(k.Admin, theme)
		page := k.page(k.Admin)
		k.must(page.Viewport(1000, 1560))
		k.openReport(page)
		k.must(page.Eval(`document.querySelector('`+reportPage+`').closest('section').scrollIntoView()`, nil))
		k.screenshot(page, name)
	}
	k.theme(k.Admin, "{}")
	page := k.page(k.Admin)
	k.must(page.Viewport(390, 844))
	k.openReport(page)
	for _, part := range []string{".whereby-report-charts", ".whereby-report-pair", ".whereby-export"} {
		k.showTop(page, part)
		k.screenshot(page, "report-phone-"+part[len(".whereby-"):])
	}
	k.must(page.Click(".whereby-report-switch"))
	k.accessible(page, reportPage)
	k.screenshot(page, "report-table")
}

// TestReportCommandPicture shows what the bot answers of past calls.
func TestReportCommandPicture(t *testing.T) {
	k := newKit(t)
	k.ownPeople()
	channel := k.newChannel(k.alice, k.bob)
	for day := range 20 {
		k.past(pastCall{
			channel: channel, by: k.bob, topic: fmt.Sprint("Standup ", day), at: time.Now().Add(-time.Duration(day*26+3) * time.Hour),
			minutes: (day*13)%50 + 5, people: []*stack.User{k.alice, k.bob}[:day%2+1], recorded: day%4 == 0,
		})
	}
	page := k.page(k.alice)
	k.must(page.Channel(channel.Name))
	k.must(page.Wait(buttonSays("Start call")))
	for i, command := range []string{"history", "report", "export last month"} {
		k.types(k.alice, channel.Id, "/whereby "+command)
		k.must(page.Wait(`document.querySelectorAll('.post--ephemeral').length === ` + strconv.Itoa(i+1)))
	}
	k.screenshot(page, "report-commands")
}
