package tests

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/e2e/stack"
	"mattermost-plugin-whereby/server/whereby/wherebytest"
)

// planned is a schedule as the API tells it.
type planned struct {
	ID      string  `json:"id"`
	OwnerID string  `json:"owner_user_id"`
	Topic   string  `json:"topic"`
	Rule    string  `json:"rrule"`
	Zone    string  `json:"time_zone"`
	State   string  `json:"state"`
	Next    []int64 `json:"next"`
	ICS     string  `json:"ics_url"`
}

func (k *kit) plan(user *stack.User, channelID, when string) (p planned) {
	k.t.Helper()
	status, raw := k.ask(user, http.MethodPost, "/api/v1/schedules", map[string]any{"channel_id": channelID, "when": when}, &p)
	require.Equal(k.t, http.StatusCreated, status, raw)
	return p
}

func (k *kit) plans(user *stack.User, channelID string) []planned {
	k.t.Helper()
	var list struct{ Schedules []planned }
	status, raw := k.ask(user, http.MethodGet, "/api/v1/schedules?channel_id="+channelID, nil, &list)
	require.Equal(k.t, http.StatusOK, status, raw)
	return list.Schedules
}

// due makes the clock believe that a schedule's next call is so far away.
func (k *kit) due(id string, in time.Duration) {
	k.t.Helper()
	at := time.Now().Add(in).UnixMilli()
	_, err := k.DB().ExecContext(k.ctx, `UPDATE whereby_schedules SET next_at = $2, start_at = CASE WHEN rule = '' THEN $2 ELSE start_at END,
		check_at = 1, busy_until = 0, revision = revision + 1 WHERE id = $1`, id, at)
	k.must(err)
}

// minute waits until the clock has come by.
const minute = 75 * time.Second

// TestSchedule plans calls by command, as people type them.
func TestSchedule(t *testing.T) {
	k := newKitFor(t, 5*time.Minute)
	channel := k.newChannel(k.alice, k.bob).Id
	said := k.said(k.alice, channel, `/whereby schedule "Standup" every weekday at 09:00 UTC 15m --audio`, "Planned: Standup").Message
	assert.Contains(t, said, "(UTC) · next: ")
	assert.Contains(t, said, "calendar.google.com")
	list := k.plans(k.bob, channel)
	require.Len(t, list, 1)
	assert.Equal(t, "Standup", list[0].Topic)
	assert.Equal(t, "UTC", list[0].Zone)
	assert.Len(t, list[0].Next, 3)
	for _, next := range list[0].Next {
		at := time.UnixMilli(next).UTC()
		assert.Equal(t, "09:00", at.Format("15:04"))
		assert.NotContains(t, []time.Weekday{time.Saturday, time.Sunday}, at.Weekday())
	}
	posts, err := k.Posts(k.ctx, channel)
	k.must(err)
	assert.Contains(t, posts[len(posts)-1].Message, "planned a call: **Standup**", "the channel is told")

	k.said(k.alice, channel, "/whereby schedule tomorrow 14:00 45m", "Planned: Call")
	k.said(k.alice, channel, "/whereby schedule list", "Planned calls")
	k.said(k.bob, channel, "/whereby schedule skip 1", "Only who planned the call")
	assert.Contains(t, k.said(k.alice, channel, "/whereby schedule show 1", "calendar.google.com").Message, "·")
	number := 1
	for i, p := range k.plans(k.alice, channel) {
		if p.Topic == "Standup" {
			number = i + 1
		}
	}
	first := list[0].Next[0]
	k.said(k.alice, channel, fmt.Sprint("/whereby schedule skip ", number), "Skipped. Standup")
	for _, p := range k.plans(k.alice, channel) {
		if p.Topic == "Standup" {
			assert.Greater(t, p.Next[0], first)
			list[0] = p
		}
	}
	pause := k.said(k.alice, channel, fmt.Sprint("/whereby schedule show ", k.numberOf(channel, "Standup")), "Standup")
	button := pause.Attachments()[0].Actions[1]
	assert.Equal(t, "Pause", button.Name)
	_, err = k.alice.Client.DoPostActionWithCookie(k.ctx, pause.Id, button.Id, "", button.Cookie)
	k.must(err)
	require.Eventually(t, func() bool { return k.find(channel, "Standup").State == "paused" }, 10*time.Second, 50*time.Millisecond)
	k.said(k.alice, channel, fmt.Sprint("/whereby schedule resume ", k.numberOf(channel, "Standup")), "It goes on: Standup")
	k.said(k.alice, channel, fmt.Sprint("/whereby schedule edit ", k.numberOf(channel, "Standup"), " every 2 weeks on tue 10:00 UTC"), "Changed: Standup")
	assert.Contains(t, k.find(channel, "Standup").Rule, "INTERVAL=2")
	k.said(k.alice, channel, fmt.Sprint("/whereby schedule cancel ", k.numberOf(channel, "Standup")), "Cancelled: Standup")
	assert.Len(t, k.plans(k.alice, channel), 1)
	k.said(k.alice, channel, "/whereby schedule every 31st of nothing", "cannot be read")
	k.said(k.alice, channel, "/whereby next", "Planned calls")
}

func (k *kit) find(channelID, topic string) planned {
	k.t.Helper()
	for _, p := range k.plans(k.alice, channelID) {
		if p.Topic == topic {
			return p
		}
	}
	require.Fail(k.t, "no such planned call", topic)
	return planned{}
}

func (k *kit) numberOf(channelID, topic string) int {
	k.t.Helper()
	for i, p := range k.plans(k.alice, channelID) {
		if p.Topic == topic {
			return i + 1
		}
	}
	return 0
}

// TestPlannedCallStarts lets the clock come to a planned call: its room is
// there before, the channel is reminded, the call is posted once.
func TestPlannedCallStarts(t *testing.T) {
	k := newKitFor(t, 5*time.Minute)
	reminded := k.newChannel(k.alice, k.bob)
	channel := reminded.Id
	plan := k.plan(k.alice, channel, `"Planning" tomorrow 14:00 30m`)
	k.due(plan.ID, 5*time.Minute)
	var reminder *model.Post
	require.Eventually(t, func() bool {
		posts, err := k.Posts(k.ctx, channel)
		k.must(err)
		reminder = posts[len(posts)-1]
		return strings.Contains(reminder.Message, "begins in")
	}, minute, 200*time.Millisecond)
	assert.Contains(t, reminder.Message, "**Planning** begins in 5 min — [Join](")
	link := reminder.Message[strings.Index(reminder.Message, "(")+1 : strings.Index(reminder.Message, ")")]
	status, raw := k.ask(k.alice, http.MethodGet, "/schedules/"+plan.ID, nil, nil)
	assert.Equal(t, http.StatusOK, status)
	assert.Contains(t, raw, "Join the call")
	page := k.page(k.bob)
	k.must(page.Channel(reminded.Name))
	k.must(page.Wait(`document.body.innerText.includes('begins in')`))
	k.screenshot(page, "planned-reminder")

	k.due(plan.ID, 0)
	require.Eventually(t, func() bool { return len(k.callPosts(channel)) > 0 }, minute, 200*time.Millisecond)
	call := k.calls(k.bob, channel, "")[0]
	assert.Equal(t, "Planning", call.Topic)
	assert.Equal(t, k.alice.ID, call.HostID)
	assert.Equal(t, link, call.RoomURL, "the link of the reminder is the call's")
	time.Sleep(minute)
	assert.Len(t, k.callPosts(channel), 1)
	assert.Empty(t, k.plans(k.alice, channel), "it is past")
}

// TestPlannedCallOnTwoNodes is started by one of them, by the other when that
// is killed over it.
func TestPlannedCallOnTwoNodes(t *testing.T) {
	k := newKitFor(t, 8*time.Minute)
	second, err := k.AddNode(k.ctx, 0)
	k.must(err)
	t.Cleanup(func() { k.RemoveNode(second) })
	require.Eventually(t, func() bool {
		status, _ := k.askNode(second, k.alice, http.MethodGet, "/api/v1/rings", "")
		return status == http.StatusOK
	}, 30*time.Second, 200*time.Millisecond)

	// More than one node takes at once, so both are at it, and Whereby leaves all
	// without an answer.
	k.Sandbox.SetPoints(1 << 30)
	t.Cleanup(func() { k.Sandbox.SetPoints(1000) })
	k.Sandbox.Inject(wherebytest.Fault{Kind: wherebytest.FaultHang, Method: "POST", Path: "/meetings", AfterWork: true})
	t.Cleanup(k.Sandbox.ClearFaults)
	channels := map[string]string{} // by what is planned there
	var plans []string
	for range 12 {
		channel := k.newChannel(k.alice).Id
		id := k.plan(k.alice, channel, time.Now().AddDate(0, 0, 3).Format(time.DateOnly)+" 14:00").ID
		channels[id], plans = channel, append(plans, id)
	}
	ids := strings.Join(plans, ",")
	taken := func() int {
		return k.counted("SELECT count(*) FROM whereby_schedules WHERE busy_until > 0 AND id = ANY (string_to_array($1, ','))", ids)
	}
	for _, id := range plans {
		k.due(id, 0)
	}
	require.Eventually(t, func() bool { return taken() > 0 }, minute, 20*time.Millisecond)
	time.Sleep(time.Second) // for the other node's clock
	t.Logf("%d of %d are being started", taken(), len(plans))
	k.must(second.Kill())
	k.Sandbox.ClearFaults()

	require.Eventually(t, func() bool {
		return k.counted("SELECT count(*) FROM whereby_schedules WHERE state = 'past' AND busy_until = 0 AND id = ANY (string_to_array($1, ','))", ids) == len(plans)
	}, 4*time.Minute, 500*time.Millisecond)
	for id, channel := range channels {
		assert.Len(t, k.callPosts(channel), 1)
		assert.Equal(t, 1, k.counted("SELECT count(*) FROM whereby_calls WHERE schedule_id = $1 AND state = 'open'", id))
		assert.Zero(t, k.counted("SELECT count(*) FROM whereby_calls WHERE schedule_id = $1 AND state NOT IN ('open', 'failed')", id))
	}
}

// TestPlannedCallThatCannotStart is told to its owner.
func TestPlannedCallThatCannotStart(t *testing.T) {
	k := newKitFor(t, 6*time.Minute)
	since := time.Now()
	blocked, archived := k.newChannel(k.alice), k.newChannel(k.alice)
	plan := k.plan(k.alice, blocked.Id, `"Blocked" every day at 09:00`)
	other := k.plan(k.alice, archived.Id, `"Archived" every day at 09:00`)
	gone, left := k.newUser("gone"), k.newUser("left")
	ownerless := map[string]string{} // schedules by their channels
	var ownerlessName string
	for topic, owner := range map[string]*stack.User{"Gone": gone, "Left": left} {
		shared := k.newChannel(k.alice, owner)
		channel := shared.Id
		ownerlessName = shared.Name
		ownerless[channel] = k.plan(owner, channel, topic+" every day at 09:00").ID
		if owner == left {
			_, err := k.Admin.Client.RemoveUserFromChannel(k.ctx, channel, left.ID)
			k.must(err)
		}
	}
	_, err := k.Admin.Client.DeleteUser(k.ctx, gone.ID)
	k.must(err)
	for _, id := range ownerless {
		k.due(id, 0)
	}
	k.configure(map[string]any{"blockedchannels": k.TeamName + "/" + blocked.Name})
	_, err = k.Admin.Client.DeleteChannel(k.ctx, archived.Id)
	k.must(err)
	k.due(plan.ID, 0)
	k.due(other.ID, 0)
	require.Eventually(t, func() bool { return len(k.fromTheBot(k.alice, since)) >= 2 }, minute, 200*time.Millisecond)
	told := strings.Join(k.fromTheBot(k.alice, since), "\n")
	assert.Contains(t, told, "**Blocked** in ~"+blocked.Name+" was not started: Calls cannot be started in this channel.")
	assert.Contains(t, told, "**Archived** in")
	assert.Contains(t, told, "It is paused.")
	var state string
	k.must(k.DB().QueryRowContext(k.ctx, "SELECT state FROM whereby_schedules WHERE id = $1", other.ID).Scan(&state))
	assert.Equal(t, "paused", state)
	for channel, id := range ownerless {
		var posts []*model.Post
		require.Eventually(t, func() bool {
			var err error
			posts, err = k.Posts(k.ctx, channel)
			return err == nil && strings.Contains(posts[len(posts)-1].Message, "whoever planned it is not here any more")
		}, minute, 200*time.Millisecond, "the channel is told")
		assert.Empty(t, k.callPosts(channel))
		status, raw := k.ask(k.Admin, http.MethodPost, "/api/v1/schedules/"+id+"/resume", nil, nil)
		assert.Equal(t, http.StatusOK, status, raw)
		assert.Equal(t, k.Admin.ID, k.plans(k.alice, channel)[0].OwnerID, "who resumes it takes it over")
	}
	page := k.page(k.alice)
	k.must(page.Goto("/" + k.TeamName + "/messages/@whereby"))
	k.must(page.Wait(`document.body.innerText.includes('It is paused.')`))
	k.screenshot(page, "planned-failed")
	k.must(page.Channel(ownerlessName))
	k.must(page.Wait(`document.body.innerText.includes('not here any more')`))
	k.screenshot(page, "planned-ownerless")

	// Whereby is away at the time, and comes back.
	k.configure(map[string]any{"blockedchannels": nil})
	channel := k.newChannel(k.alice).Id
	late := k.plan(k.alice, channel, `"Late" tomorrow 09:00`)
	k.Sandbox.Inject(wherebytest.Fault{Kind: wherebytest.FaultServerError})
	_, err = k.DB().ExecContext(k.ctx, "UPDATE whereby_rooms SET seen_at = 0 WHERE id = $1", late.ID)
	k.must(err)
	k.due(late.ID, 0)
	given := k.plan(k.alice, k.newChannel(k.alice).Id, `"Given up" tomorrow 09:00`)
	k.due(given.ID, 0)
	_, err = k.DB().ExecContext(k.ctx, "UPDATE whereby_schedules SET tries = 8 WHERE id = $1", given.ID)
	k.must(err)
	require.Eventually(t, func() bool {
		return k.counted("SELECT tries FROM whereby_schedules WHERE id = $1", late.ID) > 0 &&
			strings.Contains(strings.Join(k.fromTheBot(k.alice, since), ""), "**Given up** in")
	}, minute, 200*time.Millisecond, "one is tried again, one was tried for long enough")
	k.Sandbox.ClearFaults()
	bot, _, err := k.alice.Client.GetUserByUsername(k.ctx, "whereby", "")
	k.must(err)
	_, _, err = k.Admin.Client.DisableBot(k.ctx, bot.Id)
	k.must(err)
	t.Cleanup(func() {
		_, _, err := k.Admin.Client.EnableBot(context.Background(), bot.Id)
		assert.NoError(t, err)
	})
	require.Eventually(t, func() bool { return len(k.callPosts(channel)) == 1 }, 2*minute, 200*time.Millisecond, "with the bot deactivated, too")
}

// TestPlannedCallsAfterAnOutage are not started in a burst.
func TestPlannedCallsAfterAnOutage(t *testing.T) {
	k := newKitFor(t, 4*time.Minute)
	since := time.Now()
	channel := k.newChannel(k.alice).Id
	plan := k.plan(k.alice, channel, `"Daily" every day at 09:00`)
	_, err := k.DB().ExecContext(k.ctx, "UPDATE whereby_schedules SET start_at = $2 WHERE id = $1", plan.ID, since.Add(-73*time.Hour).UnixMilli())
	k.must(err)
	k.due(plan.ID, -73*time.Hour)
	k.waitForTheBot(k.alice, since, minute)
	told := strings.Join(k.fromTheBot(k.alice, since), "\n")
	assert.Contains(t, told, "4 planned calls **Daily**")
	assert.Contains(t, told, "were not started, because Mattermost or the plugin was not running")
	page := k.page(k.alice)
	k.must(page.Goto("/" + k.TeamName + "/messages/@whereby"))
	k.must(page.Wait(`document.body.innerText.includes('was not running')`))
	k.screenshot(page, "planned-missed")
	assert.Empty(t, k.callPosts(channel))
	assert.Greater(t, k.find(channel, "Daily").Next[0], time.Now().UnixMilli())
}

// TestCalendarFeed is read without logging in, by whoever has the address.
func TestCalendarFeed(t *testing.T) {
	k := newKit(t)
	channel := k.newChannelOf(model.ChannelTypePrivate, k.alice)
	plan := k.plan(k.alice, channel.Id, `"Secret plans" every day at 09:00 Europe/Berlin`)
	status, raw := k.ask(k.alice, http.MethodGet, "/api/v1/schedules/"+plan.ID+".ics", nil, nil)
	assert.Equal(t, http.StatusOK, status)
	assert.Contains(t, raw, "SUMMARY:Secret plans")
	assert.Contains(t, raw, "BEGIN:VTIMEZONE")
	status, raw = k.ask(k.bob, http.MethodGet, "/api/v1/schedules/"+plan.ID+".ics", nil, nil)
	assert.Equal(t, http.StatusForbidden, status)
	assert.NotContains(t, raw, "Secret")

	feedOf := func(user *stack.User) string {
		said := k.said(user, channel.Id, "/whereby calendar", "Your calendar's address").Message
		return said[strings.Index(said, "`")+1 : strings.LastIndex(said, "`")]
	}
	read := func(url string) (int, string) {
		request, err := http.NewRequestWithContext(k.ctx, http.MethodGet, url, nil)
		k.must(err)
		response, err := http.DefaultClient.Do(request)
		k.must(err)
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		k.must(err)
		return response.StatusCode, string(body)
	}
	address := feedOf(k.alice)
	if i := strings.Index(address, "`"); i >= 0 {
		address = address[:i]
	}
	status, raw = read(address)
	assert.Equal(t, http.StatusOK, status)
	assert.Contains(t, raw, "SUMMARY:Secret plans")
	_, err := k.Admin.Client.RemoveUserFromChannel(k.ctx, channel.Id, k.alice.ID)
	k.must(err)
	_, raw = read(address)
	assert.NotContains(t, raw, "Secret plans", "who has left the channel reads no more of it")
	status, _ = read(strings.Replace(address, "/calendar/", "/calendar/x", 1))
	assert.Equal(t, http.StatusNotFound, status)
}

// TestOnboarding plans a series between two people.
func TestOnboarding(t *testing.T) {
	k := newKit(t)
	channel := k.newChannel(k.alice).Id
	k.said(k.alice, channel, "/whereby onboard @bob @carol", "The series is planned")
	group, _, err := k.alice.Client.CreateGroupChannel(k.ctx, []string{k.alice.ID, k.bob.ID, k.carol.ID})
	k.must(err)
	list := k.plans(k.bob, group.Id)
	require.Len(t, list, 3)
	assert.Equal(t, k.carol.ID, list[0].OwnerID, "the mentor is the host")
	posts, err := k.Posts(k.ctx, group.Id)
	k.must(err)
	assert.Contains(t, posts[len(posts)-1].Message, "@bob and @carol have a series of calls now")
	k.said(k.alice, channel, "/whereby onboard @bob", "nobody called @new @mentor")
	for _, p := range list {
		status, _ := k.ask(k.carol, http.MethodDelete, "/api/v1/schedules/"+p.ID, nil, nil)
		assert.Equal(t, http.StatusOK, status)
	}
}
