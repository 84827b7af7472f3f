package tests

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/e2e/stack"
)

// inCall is the status of people in a call, in English.
const inCall = "In a call"

// status gives a user's custom status as others see it.
func (k *kit) status(user *stack.User) *model.CustomStatus {
	k.t.Helper()
	found, _, err := k.Admin.Client.GetUser(k.ctx, user.ID, "")
	k.must(err)
	return found.GetCustomStatus()
}

// waitStatus waits until a user's status has this text, "" for no status.
func (k *kit) waitStatus(user *stack.User, text string, within time.Duration) *model.CustomStatus {
	k.t.Helper()
	var status *model.CustomStatus
	require.Eventually(k.t, func() bool {
		status = k.status(user)
		return status == nil && text == "" || status != nil && status.Text == text
	}, within, 100*time.Millisecond, "%q is shown", text)
	return status
}

// setStatus is what a person does.
func (k *kit) setStatus(user *stack.User, status *model.CustomStatus) {
	k.t.Helper()
	_, _, err := user.Client.UpdateUserCustomStatus(k.ctx, user.ID, status)
	k.must(err)
}

// noStatus waits until the plugin is done with a user and removes what is left.
func (k *kit) noStatus(user *stack.User) {
	k.t.Helper()
	k.t.Cleanup(func() {
		_, err := user.Client.RemoveUserCustomStatus(context.Background(), user.ID)
		assert.NoError(k.t, err)
	})
	k.waitForgotten(user)
}

// waitForgotten waits until nothing is remembered of a user's status.
func (k *kit) waitForgotten(user *stack.User) {
	k.t.Helper()
	require.Eventually(k.t, func() bool {
		return k.counted("SELECT count(*) FROM whereby_statuses WHERE user_id = $1", user.ID) == 0
	}, time.Minute, 100*time.Millisecond)
}

// waitUnwanted waits until the plugin has decided not to set a status.
func (k *kit) waitUnwanted(user *stack.User) {
	k.t.Helper()
	require.Eventually(k.t, func() bool {
		return k.counted("SELECT count(*) FROM whereby_statuses WHERE user_id = $1 AND state = 'unwanted' AND holder = ''", user.ID) == 1
	}, 5*time.Second, 50*time.Millisecond)
}

// leaves goes out of the room that enter has gone into.
func (k *kit) leaves(user *stack.User, callID, participantID string) {
	k.t.Helper()
	k.must(k.Sandbox.Leave(k.join(user, callID).Path, participantID))
}

func (k *kit) recentStatuses(user *stack.User) (texts []string) {
	k.t.Helper()
	preference, _, err := user.Client.GetPreferenceByCategoryAndName(k.ctx, user.ID, model.PreferenceCategoryCustomStatus, model.PreferenceNameRecentCustomStatuses)
	k.must(err)
	var list model.RecentCustomStatuses
	k.must(json.Unmarshal([]byte(preference.Value), &list))
	for _, status := range list {
		texts = append(texts, status.Text)
	}
	return texts
}

// TestStatus follows the custom statuses of people who come and go.
func TestStatus(t *testing.T) {
	k := newKit(t)
	k.ownPeople()
	channel, other := k.newChannel(k.alice, k.bob), k.newChannel(k.alice, k.bob)
	k.noStatus(k.alice)
	k.noStatus(k.bob)
	k.german(k.bob)
	for i := range 5 {
		k.setStatus(k.alice, &model.CustomStatus{Emoji: "pizza", Text: fmt.Sprintf("Lunch %d", i)})
	}
	lunch := &model.CustomStatus{Emoji: "pizza", Text: "Lunch", Duration: "date_and_time", ExpiresAt: time.Now().Add(time.Hour).UTC().Truncate(time.Millisecond)}
	k.setStatus(k.alice, lunch)
	online := func() string {
		status, _, err := k.alice.Client.GetUserStatus(k.ctx, k.alice.ID, "")
		k.must(err)
		return status.Status
	}
	_, _, err := k.alice.Client.UpdateUserStatus(k.ctx, k.alice.ID, &model.Status{UserId: k.alice.ID, Status: model.StatusDnd})
	k.must(err)
	recent := k.recentStatuses(k.alice)
	require.Len(t, recent, 5)
	changed := k.listen(k.bob)

	first, second := k.start(k.alice, channel.Id), k.start(k.alice, other.Id)
	began := time.Now()
	host := k.enter(k.alice, first.ID)
	status := k.waitStatus(k.alice, inCall, 5*time.Second)
	t.Logf("shown %d ms after coming in", time.Since(began).Milliseconds())
	assert.Equal(t, "telephone_receiver", status.Emoji)
	assert.WithinDuration(t, time.Now().Add(30*time.Minute), status.ExpiresAt, 10*time.Second)
	assert.Equal(t, model.StatusDnd, online())
	assert.Eventually(t, func() bool { return fmt.Sprint(recent) == fmt.Sprint(k.recentStatuses(k.alice)) }, 2*time.Second, 50*time.Millisecond,
		"ours is not among those to choose again")

	guest := k.enter(k.bob, first.ID)
	k.waitStatus(k.bob, "In einem Anruf", 5*time.Second)

	// In a second call too: one of them is enough.
	again := k.enter(k.alice, second.ID)
	k.waitRecord(second.ID, 5*time.Second, isLive(1))
	k.leaves(k.alice, first.ID, host.ID)
	k.waitRecord(first.ID, 5*time.Second, isLive(1))
	k.afterSweep()
	assert.Equal(t, inCall, k.status(k.alice).Text)
	k.leaves(k.alice, second.ID, again.ID)
	assert.Equal(t, lunch, k.waitStatus(k.alice, "Lunch", 5*time.Second))
	assert.Equal(t, model.StatusDnd, online())

	assert.Equal(t, "In einem Anruf", k.status(k.bob).Text)
	k.leaves(k.bob, first.ID, guest.ID)
	k.waitStatus(k.bob, "", 5*time.Second)

	texts := []string{}
	for _, event := range changed.Events() {
		user, ok := event.GetData()["user"].(*model.User)
		if ok && event.EventType() == model.WebsocketEventUserUpdated && user.Id == k.alice.ID {
			texts = append(texts, user.GetCustomStatus().Text)
		}
	}
	assert.Equal(t, []string{inCall, "Lunch"}, texts, "what others were told of alice")
	k.waitForgotten(k.alice)
}

// A status that the person has set meanwhile stays, during the call and after it.
func TestStatusSetMeanwhile(t *testing.T) {
	k := newKit(t)
	k.ownPeople()
	channel := k.newChannel(k.alice, k.bob)
	k.noStatus(k.alice)
	k.noStatus(k.bob)
	k.setStatus(k.bob, &model.CustomStatus{Emoji: "pizza", Text: "Lunch"})
	running := k.start(k.alice, channel.Id)
	host, guest := k.enter(k.alice, running.ID), k.enter(k.bob, running.ID)
	k.waitStatus(k.alice, inCall, 5*time.Second)
	k.waitStatus(k.bob, inCall, 5*time.Second)

	k.setStatus(k.alice, &model.CustomStatus{Emoji: "fire", Text: "Fire drill"})
	_, err := k.bob.Client.RemoveUserCustomStatus(k.ctx, k.bob.ID)
	k.must(err)
	due := func() {
		_, err := k.DB().ExecContext(k.ctx, "UPDATE whereby_statuses SET renew_at = 1 WHERE user_id IN ($1, $2)", k.alice.ID, k.bob.ID)
		k.must(err)
	}
	due() // the sweep would renew it now
	k.afterSweep()
	assert.Equal(t, "Fire drill", k.status(k.alice).Text)
	assert.Nil(t, k.status(k.bob))
	k.leaves(k.alice, running.ID, host.ID)
	k.leaves(k.bob, running.ID, guest.ID)
	k.waitForgotten(k.alice)
	k.waitForgotten(k.bob)
	assert.Equal(t, "Fire drill", k.status(k.alice).Text)
	assert.Nil(t, k.status(k.bob))
}

func TestStatusTurnedOff(t *testing.T) {
	k := newKit(t)
	k.ownPeople()
	channel := k.newChannel(k.alice)
	k.noStatus(k.alice)
	k.setStatus(k.alice, &model.CustomStatus{Emoji: "pizza", Text: "Lunch"})
	choose := func(value string) {
		_, err := k.alice.Client.UpdatePreferences(k.ctx, k.alice.ID, model.Preferences{{UserId: k.alice.ID, Category: "pp_whereby", Name: "status", Value: value}})
		k.must(err)
	}
	choose("off")
	t.Cleanup(func() {
		_, err := k.alice.Client.DeletePreferences(context.Background(), k.alice.ID, model.Preferences{{UserId: k.alice.ID, Category: "pp_whereby", Name: "status"}})
		assert.NoError(t, err)
	})
	running := k.start(k.alice, channel.Id)
	host := k.enter(k.alice, running.ID)
	k.waitUnwanted(k.alice)
	assert.Equal(t, "Lunch", k.status(k.alice).Text)

	choose("on") // in mid-call
	k.waitStatus(k.alice, inCall, 5*time.Second)
	choose("off")
	k.waitStatus(k.alice, "Lunch", 5*time.Second)
	k.leaves(k.alice, running.ID, host.ID)
	k.waitForgotten(k.alice)
	assert.Equal(t, "Lunch", k.status(k.alice).Text)
}

// Nothing is set on a server without custom statuses.
func TestStatusNotOnThisServer(t *testing.T) {
	k := newKit(t)
	k.ownPeople()
	channel := k.newChannel(k.alice)
	k.noStatus(k.alice)
	enable := func(on bool) {
		_, _, err := k.Admin.Client.PatchConfig(context.Background(), &model.Config{TeamSettings: model.TeamSettings{EnableCustomUserStatuses: &on}})
		k.must(err)
	}
	t.Cleanup(func() { enable(true) })
	enable(false)
	running := k.start(k.alice, channel.Id)
	host := k.enter(k.alice, running.ID)
	k.waitUnwanted(k.alice)
	assert.Nil(t, k.status(k.alice))
	k.leaves(k.alice, running.ID, host.ID)
	k.waitForgotten(k.alice)
}

// TestStatusAfterRestart kills the plugin in mid-call: once the person is told
// to have left afterwards, once the leaving comes while the plugin is away.
func TestStatusAfterRestart(t *testing.T) {
	k := newKit(t)
	k.ownPeople()
	channel := k.newChannel(k.alice, k.bob)
	k.noStatus(k.alice)
	k.noStatus(k.bob)
	lunch := &model.CustomStatus{Emoji: "pizza", Text: "Lunch"}
	k.setStatus(k.alice, lunch)
	running := k.start(k.alice, channel.Id)
	host, guest := k.enter(k.alice, running.ID), k.enter(k.bob, running.ID)
	k.waitStatus(k.alice, inCall, 5*time.Second)
	k.waitStatus(k.bob, inCall, 5*time.Second)

	k.crash(nil)
	k.leaves(k.alice, running.ID, host.ID)
	assert.Equal(t, lunch, k.waitStatus(k.alice, "Lunch", 5*time.Second))
	assert.Equal(t, inCall, k.status(k.bob).Text)

	// Dead in the middle of it: the status is to be put back, and is held up.
	held := k.transaction("SELECT 1 FROM users WHERE id = $1 FOR UPDATE", k.bob.ID)
	k.leaves(k.bob, running.ID, guest.ID)
	k.waiting("UPDATE Users", 5*time.Second)
	k.must(k.KillPlugin(k.ctx))
	k.must(held.Rollback())
	k.must(k.RestartPlugin(k.ctx))
	k.noneLeftOpen()
	began := time.Now()
	k.waitStatus(k.bob, "", time.Minute)
	k.waitForgotten(k.bob)
	t.Logf("forgotten %.1f s after the restart", time.Since(began).Seconds())
}
