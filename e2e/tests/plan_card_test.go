package tests

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/e2e/browser"
	"mattermost-plugin-whereby/e2e/stack"
)

const (
	planPostType = "custom_whereby_schedule"
	planCard     = ".whereby-plan-card"
)

// planPost is the post that shows planned calls in a channel.
func (k *kit) planPost(channelID string) *model.Post {
	k.t.Helper()
	posts, err := k.Posts(k.ctx, channelID)
	k.must(err)
	for _, post := range posts {
		if post.Type == planPostType {
			return post
		}
	}
	require.Fail(k.t, "no post of planned calls")
	return nil
}

// act does something with planned calls.
func (k *kit) act(user *stack.User, id, act string) {
	k.t.Helper()
	method, path := http.MethodPost, "/api/v1/schedules/"+id+"/"+act
	if act == "cancel" {
		method, path = http.MethodDelete, "/api/v1/schedules/"+id
	}
	status, raw := k.ask(user, method, path, nil, nil)
	require.Equal(k.t, http.StatusOK, status, raw)
}

// TestPlanPostFollows lets the post and the event tell each change, to the channel alone.
func TestPlanPostFollows(t *testing.T) {
	k := newKitFor(t, 5*time.Minute)
	channel := k.newChannel(k.alice, k.bob).Id
	member, outsider := k.listen(k.bob), k.listen(k.carol)
	plan := k.plan(k.alice, channel, `"Standup" every day at 09:00 UTC`)
	post := k.planPost(channel)
	assert.Contains(t, post.Message, "planned a call: **Standup** · every day at 09:00 (UTC) · next: ")
	assert.Contains(t, post.Message, "[Google](")
	require.Len(t, post.Attachments(), 1)
	assert.Equal(t, plan.ID, post.GetProp("schedule_id"))

	told := func(state, postID string) {
		t.Helper()
		_, err := member.WaitCustom(k.ctx, planPostType, func(data map[string]any) bool {
			view, _ := data["schedule"].(map[string]any)
			return view["id"] == plan.ID && view["state"] == state && view["post_id"] == postID
		})
		k.must(err)
	}
	told("active", post.Id)
	next := func() string {
		first, _, _ := strings.Cut(k.planPost(channel).Message, "\n")
		return first
	}
	before := next()
	k.act(k.alice, plan.ID, "skip")
	assert.NotEqual(t, before, next())
	k.act(k.alice, plan.ID, "pause")
	told("paused", post.Id)
	assert.Contains(t, next(), "every day at 09:00 (UTC) · paused")
	k.act(k.alice, plan.ID, "resume")

	status, _ := k.ask(k.alice, http.MethodPatch, "/api/v1/schedules/"+plan.ID, map[string]any{"when": "tomorrow 10:00 UTC", "topic": "Sync"}, nil)
	require.Equal(t, http.StatusOK, status)
	assert.Contains(t, next(), "**Sync** · ")
	posts, err := k.Posts(k.ctx, channel)
	k.must(err)
	assert.Contains(t, posts[len(posts)-1].Message, "Changed: **Sync** · ", "other times are told where people look")

	// Its time comes: it is over, which the clock brings about.
	k.due(plan.ID, 0)
	require.Eventually(t, func() bool { return strings.Contains(k.planPost(channel).Message, "**Sync** is past.") }, minute, 200*time.Millisecond)
	told("past", post.Id)
	assert.Empty(t, k.planPost(channel).Attachments())
	assert.Zero(t, k.planPost(channel).EditAt, "it follows, nobody has edited it")

	cancelled := k.plan(k.alice, k.newChannel(k.alice).Id, `"Gone" every day at 09:00`)
	k.act(k.alice, cancelled.ID, "cancel")
	for _, event := range outsider.Events() {
		assert.NotEqual(t, planPostType, string(event.EventType()), "nobody else is told")
	}
}

// TestPlanPostIsGuarded lets nobody rewrite it, and shows nothing false for one that is forged.
func TestPlanPostIsGuarded(t *testing.T) {
	k := newKit(t)
	k.ownPeople()
	channel := k.newChannel(k.alice, k.bob)
	private := k.newChannelOf(model.ChannelTypePrivate, k.alice)
	plan := k.plan(k.alice, channel.Id, `"Standup" every day at 09:00 UTC`)
	secret := k.plan(k.alice, private.Id, `"Secret" every day at 09:00 UTC`)
	post := k.planPost(channel.Id)
	_, _, err := k.Admin.Client.PatchPost(k.ctx, post.Id, &model.PostPatch{Message: new("Come to my room")})
	require.Error(t, err)
	_, _, err = k.Admin.Client.PatchPost(k.ctx, post.Id, &model.PostPatch{Props: &model.StringInterface{"schedule_id": secret.ID}})
	k.must(err)
	assert.Equal(t, plan.ID, k.planPost(channel.Id).GetProp("schedule_id"))

	for _, id := range []string{plan.ID, secret.ID, "no id"} {
		_, _, err = k.bob.Client.CreatePost(k.ctx, &model.Post{
			ChannelId: channel.Id, Type: planPostType, Message: "forged " + id, Props: model.StringInterface{"schedule_id": id, "schedule_owner": "root"},
		})
		k.must(err)
	}
	page := k.page(k.bob)
	k.must(page.Channel(channel.Name))
	k.must(page.See(planCard))
	for _, id := range []string{plan.ID, secret.ID, "no id"} {
		k.must(page.Wait(says("#postListContent", "forged "+id)))
	}
	k.must(page.Wait(`document.querySelectorAll('` + planCard + `').length === 1`))
	assert.Empty(t, page.Faults())
}

// TestPlanButtonsInPosts work where no card is drawn.
func TestPlanButtonsInPosts(t *testing.T) {
	k := newKit(t)
	channel := k.newChannel(k.alice, k.bob).Id
	k.plan(k.alice, channel, `"Standup" every day at 09:00 UTC`)
	post := k.planPost(channel)
	listener := k.listen(k.bob)
	_, err := k.bob.Client.DoPostAction(k.ctx, post.Id, post.Attachments()[0].Actions[0].Id)
	k.must(err)
	shown := k.ephemeral(listener, "**Standup** · every day at 09:00")
	button := shown.Attachments()[0].Actions[1]
	assert.Equal(t, "Pause", button.Name)
	_, err = k.bob.Client.DoPostActionWithCookie(k.ctx, shown.Id, button.Id, "", button.Cookie)
	k.must(err)
	k.ephemeral(listener, "Only who planned the call")
	assert.Equal(t, "active", k.find(channel, "Standup").State)
}

// TestPlanDialog asks by Mattermost's own dialog, with a picker of dates.
func TestPlanDialog(t *testing.T) {
	k := newKit(t)
	channel := k.newChannel(k.alice, k.bob).Id
	listener := k.listen(k.alice)
	opened := func(title string) (asked model.OpenDialogRequest) {
		t.Helper()
		_, err := listener.Wait(k.ctx, func(event *model.WebSocketEvent) bool {
			raw, _ := event.GetData()["dialog"].(string)
			return event.EventType() == model.WebsocketEventOpenDialog && json.Unmarshal([]byte(raw), &asked) == nil && asked.Dialog.Title == title
		})
		k.must(err)
		return asked
	}
	submit := func(asked model.OpenDialogRequest, fields map[string]any) *model.SubmitDialogResponse {
		t.Helper()
		answer, _, err := k.alice.Client.SubmitInteractiveDialog(k.ctx, model.SubmitDialogRequest{
			URL: asked.URL, CallbackId: asked.Dialog.CallbackId, State: asked.Dialog.State, ChannelId: channel, TeamId: k.TeamID, Submission: fields,
		})
		k.must(err)
		return answer
	}
	k.types(k.alice, channel, "/whereby schedule")
	asked := opened("Plan a call")
	k.must(asked.Dialog.IsValid())
	types := map[string]string{}
	for _, field := range asked.Dialog.Elements {
		types[field.Name] = field.Type
	}
	assert.Equal(t, "datetime", types["at"], "Mattermost 11.1 has a picker")
	refused := submit(asked, map[string]any{"when": "every blue moon"})
	assert.Contains(t, refused.Errors["when"], "cannot be read as a time")
	assert.Empty(t, k.plans(k.alice, channel))
	assert.Contains(t, submit(asked, map[string]any{}).Errors["when"], "When?")
	done := submit(asked, map[string]any{"topic": "Sync", "at": "2030-12-24T15:00:00Z", "repeat": "weekly", "length": "30", "remind": "5"})
	assert.Empty(t, done.Error+done.Errors["when"])
	made := k.find(channel, "Sync")
	assert.Equal(t, "FREQ=WEEKLY;BYDAY=TU", made.Rule)
	assert.Equal(t, time.Date(2030, 12, 24, 15, 0, 0, 0, time.UTC).UnixMilli(), made.Next[0])
	assert.Contains(t, k.planPost(channel).Message, "**Sync**")

	k.types(k.alice, channel, "/whereby schedule edit 1")
	changing := opened("Change planned call")
	k.must(changing.Dialog.IsValid())
	submit(changing, map[string]any{"topic": "Weekly sync", "when": changing.Dialog.Elements[1].Default})
	changed := k.find(channel, "Weekly sync")
	assert.Equal(t, made.Rule, changed.Rule)
	assert.Equal(t, made.Next, changed.Next)
	k.said(k.bob, channel, "/whereby schedule edit 1", "Only who planned the call")
}

// TestPlanCardInTheBrowser lets one person change what the other has on the screen.
func TestPlanCardInTheBrowser(t *testing.T) {
	k := newKit(t)
	k.ownPeople()
	channel := k.newChannel(k.alice, k.bob)
	page, other := k.page(k.alice), k.page(k.bob)
	k.must(other.Channel(channel.Name))
	k.openPanel(other, channel.Name)
	k.must(page.Channel(channel.Name))
	k.must(page.Type("#post_textbox", `/whereby schedule "Standup" every day at 09:00`+"\r"))
	k.must(other.See(planCard))
	k.must(other.Wait(says(planCard, "Standup")))
	k.must(other.Wait(says(planPanel, "Standup")))
	height := func() (h float64) {
		k.must(other.Eval(`document.querySelector('`+planCard+`').getBoundingClientRect().height`, &h))
		return h
	}
	before := height()

	menu := func(name string) {
		t.Helper()
		k.must(page.Click(planCard + ` .whereby-icon-button`))
		k.must(page.Click(`//*[@role="menuitem" and contains(.,"` + name + `")]`))
	}
	k.must(page.See(planCard))
	menu("Pause")
	k.must(other.Wait(says(planCard, "Paused")))
	k.must(other.See(".whereby-plans-paused"))
	assert.InDelta(t, before, height(), 1, "nothing jumps")
	menu("Resume")
	k.must(other.Gone(".whereby-plans-paused"))
	menu("Edit")
	k.must(page.See(planDialog))
	k.must(page.Eval(`document.querySelector('.whereby-dialog-topic').select()`, nil))
	k.must(page.Type(".whereby-dialog-topic", "Sync\r"))
	k.must(page.Gone(planDialog))
	k.must(other.Wait(says(planCard, "Sync")))
	k.must(other.Wait(says(planPanel, "Sync")))

	menu("Cancel calls")
	k.must(page.Wait(`document.activeElement.textContent === 'Keep'`))
	k.accessible(page, planCard)
	k.screenshot(page, "plan-card-cancel")
	k.must(page.Click(planCard + " .whereby-plans-confirm"))
	k.must(other.Wait(says(planCard, "Cancelled")))
	k.must(other.Wait(says(planPanel, "No calls are planned in this channel.")))
	assert.InDelta(t, before, height(), 1, "nothing jumps")
	k.screenshot(other, "plan-card-other")
	assert.Empty(t, page.Faults())
	assert.Empty(t, other.Faults())
}

// TestPlanCardPictures shows the card as people see it.
func TestPlanCardPictures(t *testing.T) {
	k := newKit(t)
	k.ownPeople()
	channel := k.newChannel(k.alice)
	k.plan(k.alice, channel.Id, `"Standup" every weekday at 09:00 15m`)
	paused := k.plan(k.alice, channel.Id, `"Retro with everybody who was there and wants to talk about it" every 2 weeks on tue 10:00 Asia/Tokyo`)
	k.act(k.alice, paused.ID, "pause")
	k.plan(k.alice, channel.Id, `tomorrow 14:00 45m`)
	k.act(k.alice, k.plan(k.alice, channel.Id, `"Review" 2030-12-24 16:00`).ID, "cancel")
	k.pictures(k.alice, "plan-card", planCard, func(page *browser.Page) {
		k.must(page.Channel(channel.Name))
		k.must(page.Wait(`document.querySelectorAll('` + planCard + `').length === 4`))
		k.must(page.Click(`//button[contains(.,"Add to calendar")]`))
	})
}

// TestPlanCommandPictures shows what the bot answers.
func TestPlanCommandPictures(t *testing.T) {
	k := newKit(t)
	k.ownPeople()
	quiet := k.newChannel(k.alice)
	k.plan(k.alice, quiet.Id, `"Standup" every weekday at 09:00 15m`)
	k.plan(k.alice, quiet.Id, `tomorrow 14:00 45m`)
	k.pictures(k.alice, "plan-commands", planCard, func(page *browser.Page) {
		k.must(page.Channel(quiet.Name))
		k.must(page.See(planCard))
		for i, command := range []string{"schedule list", "schedule show 1", "next", "calendar"} {
			k.types(k.alice, quiet.Id, "/whereby "+command)
			k.must(page.Wait(`document.querySelectorAll('.post--ephemeral').length === ` + strconv.Itoa(i+1)))
		}
	})
}
