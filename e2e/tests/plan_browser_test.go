package tests

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/e2e/browser"
)

const (
	planDialog = ".whereby-plan"
	planPanel  = ".whereby-plans"
	planRow    = ".whereby-plans-row"
	planned1st = planRow + " time"
)

// planButton is a button of the first planned call in the panel.
func planButton(name string) string {
	return `//li[contains(@class,"whereby-plans-row")]//button[contains(.,"` + name + `")]`
}

// plansAtRest is true while no button is at work; the others do nothing meanwhile.
const plansAtRest = `document.querySelector('.whereby-plans-row [aria-busy=true]') === null`

// choose takes an option of a select, as somebody does who picks it.
func (k *kit) choose(page *browser.Page, selector, value string) {
	k.t.Helper()
	k.must(page.Eval(`((field) => {
		Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, 'value').set.call(field, `+strconv.Quote(value)+`);
		field.dispatchEvent(new Event('change', {bubbles: true}));
	})(document.querySelector(`+strconv.Quote(selector)+`))`, nil))
}

// TestPlansInTheBrowser plans a series by the dialog, and looks after it in the panel.
func TestPlansInTheBrowser(t *testing.T) {
	k := newKit(t)
	k.ownPeople()
	channel := k.newChannel(k.alice, k.bob)
	page := k.page(k.alice)
	k.must(page.Channel(channel.Name))
	k.must(page.Click(".whereby-split"))
	k.must(page.Click(".whereby-split-plan"))
	k.must(page.See(planDialog))
	k.must(page.Wait(`document.activeElement.matches('.whereby-dialog-topic')`))
	k.must(page.Type(".whereby-dialog-topic", "Standup"))
	k.choose(page, ".whereby-plan-repeat", "weekly")
	k.choose(page, ".whereby-plan-reminder", "15")
	k.must(page.Press(browser.Enter))
	k.must(page.Gone(planDialog))
	k.must(page.See(planRow))
	k.must(page.Wait(says(planRow, "Standup")))
	list := k.plans(k.alice, channel.Id)
	require.Len(t, list, 1)
	assert.Equal(t, "Standup", list[0].Topic)
	first := list[0].Next[0]

	k.must(page.Click(planButton("Skip next")))
	week := time.Duration(7 * 24)
	k.must(page.Wait(`Date.parse(document.querySelector('` + planned1st + `').dateTime) - ` + strconv.FormatInt(first, 10) +
		` >= ` + strconv.FormatInt((week*time.Hour-2*time.Hour).Milliseconds(), 10))) // clocks may be changed
	k.must(page.Wait(plansAtRest))
	k.must(page.Click(planButton("Pause")))
	k.must(page.See(".whereby-plans-paused"))
	k.must(page.Wait(plansAtRest))
	k.must(page.Click(planButton("Resume")))
	k.must(page.Gone(".whereby-plans-paused"))

	bob := k.page(k.bob)
	k.must(bob.Channel(channel.Name))
	k.must(bob.Click(".whereby-split"))
	k.must(bob.Click(".whereby-split-plans"))
	k.must(bob.See(planRow))
	k.must(bob.Gone(".whereby-plans-acts")) // it is not his

	k.must(page.Wait(plansAtRest))
	k.tabTo(page, ".whereby-plans-cancel")
	k.must(page.Press(browser.Enter))
	k.must(page.Wait(`document.activeElement.textContent === 'Keep'`))
	k.must(page.Click(".whereby-plans-confirm"))
	k.must(page.Wait(says(planPanel, "No calls are planned in this channel.")))
	k.must(page.Wait(`document.activeElement?.matches(".whereby-plans-new")`)) // when the answer is there
	assert.Empty(t, k.plans(k.alice, channel.Id))
	assert.Empty(t, page.Faults())
	assert.Empty(t, bob.Faults())
}

// TestPlanInWordsInTheBrowser types words that are not understood first.
func TestPlanInWordsInTheBrowser(t *testing.T) {
	k := newKit(t)
	k.ownPeople()
	channel := k.newChannel(k.alice)
	page := k.page(k.alice)
	k.must(page.Channel(channel.Name))
	k.must(page.Click(".whereby-split"))
	k.must(page.Click(".whereby-split-plan"))
	k.must(page.Click(".whereby-plan-in-words"))
	k.must(page.Type(".whereby-plan-words", "every blue moon"))
	k.must(page.Press(browser.Enter))
	k.must(page.Wait(says(planDialog, "cannot be read as a time")))
	k.accessible(page, planDialog)
	k.screenshot(page, "plan-dialog-problem")
	words, err := page.Value(".whereby-plan-words")
	k.must(err)
	assert.Equal(t, "every blue moon", words)
	assert.True(t, k.focused(page, ".whereby-plan-words"))
	k.must(page.Eval(`document.activeElement.select()`, nil))
	k.must(page.Type(".whereby-plan-words", "every mon,thu 14:30 45m"))
	k.must(page.Press(browser.Enter))
	k.must(page.Wait(says(planRow, "every mon,thu 14:30 45m")))
	assert.Len(t, k.plans(k.alice, channel.Id), 1)

	k.must(page.Click(".whereby-plans-edit"))
	k.must(page.See(planDialog))
	k.must(page.Type(".whereby-dialog-topic", "Sync"))
	k.must(page.Eval(`document.querySelector('.whereby-plan-words').select()`, nil))
	k.must(page.Type(".whereby-plan-words", "every day at 10:00"))
	k.accessible(page, planDialog)
	k.screenshot(page, "plan-dialog-edit")
	k.must(page.Press(browser.Enter))
	k.must(page.Gone(planDialog))
	k.must(page.Wait(says(planRow, "every day at 10:00")))
	k.must(page.Wait(says(planRow, "Sync")))
	changed := k.plans(k.alice, channel.Id)
	require.Len(t, changed, 1)
	assert.Equal(t, "FREQ=DAILY", changed[0].Rule)
}

// TestPlansPictures shows the dialog and the panel as people see them.
func TestPlansPictures(t *testing.T) {
	k := newKit(t)
	k.ownPeople()
	k.configure(map[string]any{"templates": []any{map[string]any{"name": "demo", "title": "Demo {topic}"}}})
	channel := k.newChannel(k.alice)
	k.pictures(k.alice, "plans-empty", planPanel, func(page *browser.Page) { k.openPanel(page, channel.Name) })
	k.plan(k.alice, channel.Id, `"Standup" every weekday at 09:00 15m`)
	k.plan(k.alice, channel.Id, `"Quarterly review with everybody who has something to say about it" 2030-12-24 16:00`)
	paused := k.plan(k.alice, channel.Id, `"Retro" every 2 weeks on tue 10:00 Asia/Tokyo`)
	status, raw := k.ask(k.alice, "POST", "/api/v1/schedules/"+paused.ID+"/pause", nil, nil)
	require.Equal(t, 200, status, raw)
	k.pictures(k.alice, "plans-panel", planPanel, func(page *browser.Page) {
		k.openPanel(page, channel.Name)
		k.must(page.See(planRow))
		k.must(page.Click(".whereby-plans-cancel"))
	})
	k.pictures(k.alice, "plan-dialog", planDialog, func(page *browser.Page) {
		k.openPanel(page, channel.Name)
		k.must(page.Click(".whereby-plans-new"))
	})
}
