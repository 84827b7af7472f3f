package tests

import (
	"context"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	plugini18n "github.com/mattermost/mattermost/server/public/pluginapi/i18n"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/e2e/stack"
	"mattermost-plugin-whereby/server/i18n"
	"mattermost-plugin-whereby/server/whereby"
	"mattermost-plugin-whereby/server/whereby/wherebytest"
)

// checkout is where the plugin's translations are.
type checkout struct{ plugini18n.PluginAPI }

func (checkout) GetBundlePath() (string, error) { return "../..", nil }

// words are the plugin's sentences in a language.
func (k *kit) words(locale string) i18n.Words {
	k.t.Helper()
	catalogue, err := i18n.Load(checkout{})
	k.must(err)
	return catalogue.For(locale)
}

// freshKey puts a key that no other test has had into the settings and the
// sandbox, until the test ends.
func (k *kit) freshKey() (key string) {
	k.t.Helper()
	before := k.Sandbox.APIKey()
	k.t.Cleanup(func() { k.Sandbox.SetAPIKey(before) })
	key = "sandbox-" + model.NewId()
	k.Sandbox.SetAPIKey(key)
	k.configure(map[string]any{"apikey": key})
	return key
}

// secondAdmin is a system admin who reads German, until the test ends.
func (k *kit) secondAdmin() *stack.User {
	k.t.Helper()
	user, err := k.AddUser(k.ctx, "admin"+model.NewId())
	k.must(err)
	_, err = k.Admin.Client.UpdateUserRoles(k.ctx, user.ID, "system_user system_admin")
	k.must(err)
	k.t.Cleanup(func() {
		_, err := k.Admin.Client.UpdateUserRoles(context.Background(), user.ID, "system_user")
		assert.NoError(k.t, err)
	})
	k.german(user)
	return user
}

// fromTheBot gives what the bot has written to a user since a time.
func (k *kit) fromTheBot(user *stack.User, since time.Time) (messages []string) {
	k.t.Helper()
	bot, _, err := user.Client.GetUserByUsername(k.ctx, "whereby", "")
	k.must(err)
	channel, _, err := user.Client.CreateDirectChannel(k.ctx, user.ID, bot.Id)
	k.must(err)
	list, _, err := user.Client.GetPostsForChannel(k.ctx, channel.Id, 0, 100, "", false, false)
	k.must(err)
	for _, id := range list.Order {
		if post := list.Posts[id]; post.UserId == bot.Id && post.CreateAt >= since.UnixMilli() {
			messages = append(messages, post.Message)
		}
	}
	return messages
}

// waitForTheBot waits for the first that it has written to a user.
func (k *kit) waitForTheBot(user *stack.User, since time.Time, within time.Duration) string {
	k.t.Helper()
	var messages []string
	require.Eventually(k.t, func() bool {
		messages = k.fromTheBot(user, since)
		return len(messages) > 0
	}, within, 100*time.Millisecond, "%s is told", user.Username)
	require.Len(k.t, messages, 1)
	return messages[0]
}

type adminStatus struct {
	Key struct {
		Source    string `json:"source"`
		Since     int64  `json:"since"`
		AgeDays   int    `json:"age_days"`
		RefusedAt int64  `json:"refused_at"`
	} `json:"key"`
	Webhooks struct {
		SecretSet   bool  `json:"secret_set"`
		LastEventAt int64 `json:"last_event_at"`
	} `json:"webhooks"`
	Points struct {
		Known     bool `json:"known"`
		Limit     int  `json:"limit"`
		Remaining int  `json:"remaining"`
	} `json:"points"`
}

func (k *kit) adminStatus() (s adminStatus) {
	k.t.Helper()
	status, raw := k.ask(k.Admin, http.MethodGet, "/api/v1/admin/status", nil, &s)
	require.Equal(k.t, http.StatusOK, status, raw)
	assert.NotContains(k.t, raw, k.Sandbox.APIKey())
	return s
}

// tries has somebody start a call and gives the status of the answer.
func (k *kit) tries(user *stack.User, channelID string) int {
	k.t.Helper()
	status, _ := k.ask(user, http.MethodPost, "/api/v1/calls", map[string]any{"channel_id": channelID, "new": true}, nil)
	return status
}

func TestKeyIsRefused(t *testing.T) {
	k := newKit(t)
	second := k.secondAdmin()
	began := time.Now()
	old := k.freshKey()
	channel := k.newChannel(k.alice)
	k.start(k.alice, channel.Id)
	status := k.adminStatus()
	assert.Equal(t, "setting", status.Key.Source)
	assert.Zero(t, status.Key.RefusedAt)
	assert.GreaterOrEqual(t, status.Key.Since, began.UnixMilli())
	assert.True(t, status.Webhooks.SecretSet)
	assert.True(t, status.Points.Known)
	assert.Less(t, status.Points.Remaining, status.Points.Limit)

	// Somebody makes a new key in the dashboard and deletes the old one.
	next := "sandbox-" + model.NewId()
	k.Sandbox.SetAPIKey(next)
	for range 3 {
		assert.Equal(t, http.StatusBadGateway, k.tries(k.alice, channel.Id))
	}
	told := k.waitForTheBot(k.Admin, began, 5*time.Second)
	assert.Contains(t, told, "**Calls cannot start:** since ")
	assert.Contains(t, told, "("+k.URL+"/admin_console/plugins/plugin_whereby)")
	assert.Contains(t, k.waitForTheBot(second, began, 5*time.Second), k.words("de").Say(i18n.KeyToldOnce, nil))
	assert.GreaterOrEqual(t, k.adminStatus().Key.RefusedAt, began.UnixMilli())
	assert.Contains(t, k.said(k.Admin, channel.Id, "/whereby setup", "Whereby setup").Message, "**Whereby has refused it for ")

	changed := time.Now()
	k.configure(map[string]any{"apikey": next})
	assert.Equal(t, http.StatusCreated, k.tries(k.alice, channel.Id), "the new key works at once")
	assert.Zero(t, k.adminStatus().Key.RefusedAt)

	// The new one fails, and works again by itself.
	k.Sandbox.Inject(wherebytest.Fault{Kind: wherebytest.FaultUnauthorized, Method: http.MethodPost, Path: "/meetings", Times: 2})
	assert.Equal(t, http.StatusBadGateway, k.tries(k.alice, channel.Id))
	assert.Equal(t, http.StatusBadGateway, k.tries(k.alice, channel.Id))
	k.waitForTheBot(k.Admin, changed, 5*time.Second)
	assert.Equal(t, http.StatusCreated, k.tries(k.alice, channel.Id))
	require.Eventually(t, func() bool { return k.adminStatus().Key.RefusedAt == 0 }, 5*time.Second, 50*time.Millisecond)
	k.Sandbox.Inject(wherebytest.Fault{Kind: wherebytest.FaultUnauthorized, Method: http.MethodPost, Path: "/meetings", Times: 1})
	assert.Equal(t, http.StatusBadGateway, k.tries(k.alice, channel.Id))
	require.Eventually(t, func() bool { return k.adminStatus().Key.RefusedAt != 0 }, 5*time.Second, 50*time.Millisecond)
	time.Sleep(16 * time.Second) // a sweep
	assert.Len(t, k.fromTheBot(k.Admin, began), 2, "one for each key")
	assert.Len(t, k.fromTheBot(second, began), 2)
	assert.Empty(t, k.fromTheBot(k.alice, began))

	log, err := k.Node.Log()
	k.must(err)
	assert.NotContains(t, log, old)
	assert.NotContains(t, log, next)
}

func TestKeyReminder(t *testing.T) {
	k := newKit(t)
	second := k.secondAdmin()
	key := k.freshKey()
	began := time.Now()
	mark := "key_" + whereby.Fingerprint(key)
	k.adminStatus()
	require.Equal(t, 1, k.counted("SELECT count(*) FROM whereby_marks WHERE name = $1", mark))
	_, err := k.DB().ExecContext(k.ctx, "UPDATE whereby_marks SET at = $2 WHERE name = $1", mark, began.Add(-100*24*time.Hour).UnixMilli())
	k.must(err)
	assert.Equal(t, 100, k.adminStatus().Key.AgeDays)

	told := k.waitForTheBot(k.Admin, began, 20*time.Second)
	assert.Contains(t, told, "has been in use for **100 days**")
	assert.Contains(t, told, "[“Remind of an old API key”]("+k.URL+"/admin_console/plugins/plugin_whereby)")
	assert.Contains(t, k.waitForTheBot(second, began, 5*time.Second), k.words("de").Count(i18n.KeyOld, 100, nil))
	channel := k.newChannel()
	assert.Contains(t, k.said(k.Admin, channel.Id, "/whereby setup", "Whereby setup").Message, "API key: set. In use for 100 days.")

	k.must(k.RestartPlugin(k.ctx))
	time.Sleep(16 * time.Second) // a sweep
	assert.Len(t, k.fromTheBot(k.Admin, began), 1, "once a week")
	_, err = k.DB().ExecContext(k.ctx, "UPDATE whereby_marks SET at = $2 WHERE name = $1",
		"key_reminded_"+whereby.Fingerprint(key), began.Add(-8*24*time.Hour).UnixMilli())
	k.must(err)
	require.Eventually(t, func() bool { return len(k.fromTheBot(k.Admin, began)) == 2 }, 20*time.Second, 200*time.Millisecond)
	assert.ErrorContains(t, k.SetPluginConfig(k.ctx, map[string]any{"keyreminderdays": -1}), "Remind of an old API key: enter whole days")
}

func TestKeyStatusIsForAdmins(t *testing.T) {
	k := newKit(t)
	for user, want := range map[*stack.User]int{nil: http.StatusUnauthorized, k.alice: http.StatusForbidden} {
		status, raw := k.ask(user, http.MethodGet, "/api/v1/admin/status", nil, nil)
		assert.Equal(t, want, status)
		assert.NotContains(t, raw, "age_days")
	}
	k.configure(map[string]any{"apikey": ""})
	status := k.adminStatus()
	assert.Equal(t, "none", status.Key.Source)
	assert.Zero(t, status.Key.Since)
}

// TestKeyMarks tries the store that the age and the messages stand on.
func TestKeyMarks(t *testing.T) {
	s := newStoreKit(t)
	for _, try := range []int{1, 2} {
		stored, err := s.MarkOnce(s.ctx, "seen", at(try))
		s.must(err)
		assert.Equal(t, at(1), stored, "the first stays")
	}
	claim := func(name string, at, older time.Time) bool {
		claimed, err := s.Claim(s.ctx, name, at, older)
		s.must(err)
		return claimed
	}
	assert.True(t, claim("claim", at(10), at(0)), "it is not there")
	assert.False(t, claim("claim", at(20), at(10)), "it is not older")
	assert.True(t, claim("claim", at(20), at(11)))
	marks, err := s.Marks(s.ctx, "seen", "claim", "nothing")
	s.must(err)
	assert.Equal(t, map[string]time.Time{"seen": at(1), "claim": at(20)}, marks)

	for round := range 10 {
		now := at(1000 * (round + 1))
		var wait sync.WaitGroup
		var mu sync.Mutex
		claims := 0
		for range 8 {
			wait.Go(func() {
				claimed, err := s.Claim(s.ctx, "race", now, now)
				mu.Lock()
				defer mu.Unlock()
				if assert.NoError(t, err) && claimed {
					claims++
				}
			})
		}
		wait.Wait()
		assert.Equal(t, 1, claims)
	}
}
