package tests

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"mattermost-plugin-whereby/e2e/browser"
	"mattermost-plugin-whereby/server/agents/agentstest"
)

// TestPriorityOnTheCard looks at cards that say why they are urgent.
func TestPriorityOnTheCard(t *testing.T) {
	k := newKit(t)
	user := k.newUser("priya")
	k.withAgents(agentstest.Script{Completion: `{"priority":"important","reason":"A customer has been waiting for an answer since this morning."}`})
	k.configure(map[string]any{
		"priorityby": "agents", "allowagents": true, "urgentkeywords": "outage", "urgentnotify": "here",
	})
	channel := k.newChannel(user, k.bob)
	k.types(user, channel.Id, "/whereby Call about the waiting customer")
	k.play(agentstest.Script{Status: http.StatusInternalServerError})
	k.ask(user, http.MethodPost, "/api/v1/calls", map[string]any{"channel_id": channel.Id, "topic": "The shop has an outage", "new": true}, nil)
	k.pictures(user, "priority-card", ".whereby-priority-urgent", func(page *browser.Page) {
		k.must(page.Channel(channel.Name))
		k.must(page.Wait(cards("2")))
		k.must(page.Wait(says(".whereby-priority-urgent", "the word “outage” was found")))
		k.must(page.Wait(says(".whereby-priority-important", "by Agents): A customer has been waiting")))
	})
}

// TestSummaryInTheBrowser asks for a summary by the card's button.
func TestSummaryInTheBrowser(t *testing.T) {
	k := newKit(t)
	k.ownPeople()
	k.configure(map[string]any{"allowtranscription": true, "allowagents": true})
	k.withAgents(agentstest.Script{Completion: strings.Join([]string{
		"Ada and Bo planned the new release.", "- It goes out on Thursday.", "- Bo tests the update on Wednesday; Ada writes the notes.",
	}, "\n")})
	channel := k.newChannel(k.alice, k.bob)
	call := k.transcribed(channel.Id, "Release", "")
	openThread := func(page *browser.Page) {
		k.must(page.Click("#CENTER_commentIcon_" + call.PostID))
		k.must(page.Wait(says("#rhsContainer", "Ada and Bo planned the new release.")))
	}
	page := k.page(k.alice)
	k.must(page.Channel(channel.Name))
	k.must(page.Wait(says(card, "Summarize with AI")))
	k.accessible(page, card)
	k.screenshot(page, "summary-button")
	k.must(page.Eval(`[...document.querySelectorAll('.whereby-actions button')].find((b) => b.innerText.includes('Summarize')).click()`, nil))
	k.must(page.Wait(says(card, "It will appear in the call’s thread.")))
	k.must(page.Wait(`!document.querySelector('.whereby-actions').innerText.includes('Summarize')`))
	post := k.waitSummary(call)
	assert.Contains(t, post.Message, "> - It goes out on Thursday.")
	openThread(page)
	k.screenshot(page, "summary-light")
	assert.Empty(t, page.Faults())

	k.theme(k.alice, onyx)
	t.Cleanup(func() { k.theme(k.alice, "{}") })
	dark := k.page(k.alice)
	k.must(dark.Channel(channel.Name))
	openThread(dark)
	k.screenshot(dark, "summary-dark")
}
