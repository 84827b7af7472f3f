package apikey

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mattermost/mattermost/server/public/model"

	"mattermost-plugin-whereby/server/admins"
	"mattermost-plugin-whereby/server/config"
	"mattermost-plugin-whereby/server/i18n"
	"mattermost-plugin-whereby/server/whereby"
)

const (
	oldText  = "has been in use for **"
	deadText = "**Calls cannot start:**"
)

func TestAge(t *testing.T) {
	w := newWorld(t)
	k := w.node()
	began := w.now
	status := func() Status {
		s, err := k.Status(t.Context())
		require.NoError(t, err)
		return s
	}
	assert.Equal(t, Status{Source: config.KeyInSetting, Since: began}, status())
	w.pass(47 * time.Hour)
	assert.Equal(t, Status{Source: config.KeyInSetting, Since: began, AgeDays: 1}, status())

	w.settings.APIKey = "another"
	assert.Equal(t, Status{Source: config.KeyInSetting, Since: w.now}, status())
	w.settings.APIKey = theKey
	assert.Equal(t, began, status().Since, "it was seen before")

	w.settings.APIKey = ""
	t.Setenv("WHEREBY_API_KEY", "from-env")
	assert.Equal(t, Status{Source: config.KeyInEnvironment, Since: w.now}, status())
	t.Setenv("WHEREBY_API_KEY", "")
	t.Setenv("WHEREBY_API_KEY_FILE", "/nowhere")
	assert.Equal(t, Status{Source: config.NoKey, Problem: config.KeyProblemUnreadable}, status())
	w.sweep(k)

	for name := range w.marks {
		assert.NotContains(t, name, theKey)
	}
	w.settings.APIKey, w.away = theKey, errAway
	_, err := k.Status(t.Context())
	require.ErrorIs(t, err, errAway)
	require.ErrorIs(t, k.Sweep(t.Context()), errAway)
}

func TestWeeklyReminder(t *testing.T) {
	w := newWorld(t)
	k := w.node()
	w.sweep(k)
	w.pass(90*day - time.Second)
	w.sweep(k)
	assert.Empty(t, w.told(""))
	w.pass(time.Second)
	w.sweep(k)
	w.sweep(w.node()) // after a restart
	require.Len(t, w.posts, 2)
	text := w.posts[0].Message
	assert.Contains(t, text, "has been in use for **90 days**")
	assert.Contains(t, text, "1. Make a new key in the [Whereby dashboard](https://whereby.com/org): Configure → API → Generate key.")
	assert.Contains(t, text, "2. Enter it in [System Console → Plugins → Whereby](https://chat.example/admin_console/plugins/plugin_whereby)")
	assert.Contains(t, text, "3. Delete the old key")
	assert.Contains(t, text, "“Remind of an old API key”")
	assert.NotContains(t, text, "<no value>")
	assert.Equal(t, []string{"ann", "bernd"}, w.told(""))

	w.pass(remindEvery)
	w.sweep(k)
	assert.Empty(t, w.told(""), "exactly a week is not over yet")
	w.pass(time.Millisecond)
	w.sweep(k)
	assert.Len(t, w.told("**97 days**"), 1+1, "and again")
	w.pass(3 * remindEvery)
	w.sweep(k)
	w.sweep(k)
	assert.Len(t, w.told(oldText), 2, "weeks in which nobody was there are not made up for")

	w.settings.KeyReminderDays = 0
	w.pass(100 * day)
	w.sweep(k)
	assert.Empty(t, w.told(""), "switched off")
	w.settings.KeyReminderDays = -5
	w.sweep(k)
	assert.Len(t, w.told(oldText), 2, "what cannot be is as usual")

	w.settings.KeyReminderDays, w.settings.APIKey = 2, "another"
	w.sweep(k)
	w.pass(2*day - 1)
	w.sweep(k)
	assert.Empty(t, w.told(""), "another key")
	w.pass(1)
	w.sweep(k)
	assert.Len(t, w.told("**2 days**"), 2)
}

// TestRenewal tells where the new key belongs.
func TestRenewal(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	require.NoError(t, os.WriteFile(path, []byte("in-a-file"), 0o600))
	for source, test := range map[config.KeySource]struct{ setting, environment, file, says string }{
		config.KeyInSetting:     {theKey, "", "", "Enter it in [System Console"},
		config.KeyInEnvironment: {"", "env", "", "restart the server"},
		config.KeyInFile:        {"", "", path, "Write it into the file"},
	} {
		t.Run(string(source), func(t *testing.T) {
			t.Setenv("WHEREBY_API_KEY", test.environment)
			t.Setenv("WHEREBY_API_KEY_FILE", test.file)
			w := newWorld(t)
			w.settings.APIKey = test.setting
			k := w.node()
			w.sweep(k)
			w.pass(365 * day)
			w.sweep(k)
			assert.Len(t, w.told(test.says), 2)
		})
	}
}

func TestManyNodesRemindOnce(t *testing.T) {
	w := newWorld(t)
	nodes := make([]*Keeper, 8)
	for i := range nodes {
		nodes[i] = w.node()
	}
	w.sweep(nodes[0])
	w.pass(100 * day)
	for range 3 {
		var wait sync.WaitGroup
		for _, k := range nodes {
			wait.Go(func() { assert.NoError(t, k.Sweep(t.Context())) })
		}
		wait.Wait()
		assert.Equal(t, []string{"ann", "bernd"}, w.told(oldText))
		w.pass(remindEvery + time.Second)
	}
}

func TestCrashLosesOneReminder(t *testing.T) {
	w := newWorld(t)
	k := w.node()
	w.sweep(k)
	w.pass(100 * day)
	w.dead = true
	assert.Panics(t, func() { _ = k.Sweep(t.Context()) })
	w.dead = false
	w.sweep(w.node())
	assert.Empty(t, w.told(""))
	w.pass(remindEvery + time.Second)
	w.sweep(w.node())
	assert.Len(t, w.told(oldText), 2)
}

func TestWhoIsTold(t *testing.T) {
	w := newWorld(t)
	bot, gone, other := admin("bot-admin", "en"), admin("gone", "en"), admin("other", "en")
	bot.IsBot, gone.DeleteAt, other.Roles = true, 1, "system_user system_admin_of_something"
	w.users = append([]*model.User{bot, gone, other}, w.users...)
	for i := range 2 * admins.PageSize {
		w.users = append(w.users, admin(fmt.Sprint("a", i), "en"))
	}
	w.mute = "ann"
	k := w.node()
	w.users[4].Locale = "de"
	german := k.Words.For("de").Count(i18n.KeyOld, 100, nil)
	w.sweep(k)
	w.pass(100 * day)
	w.sweep(k)
	assert.Contains(t, w.posts[0].Message, german)
	told := w.told("")
	assert.Len(t, told, admins.Most-1)
	assert.Equal(t, "bernd", told[0], "whose turn comes after somebody who cannot be told")
	assert.Contains(t, w.log.String(), "user_id=ann")
}

func TestAlert(t *testing.T) {
	w := newWorld(t)
	w.users[0].Timezone = model.StringMap{"useAutomaticTimezone": "false", "manualTimezone": "Asia/Tokyo"}
	k, second := w.node(), w.node()
	w.answers(k, theKey, http.StatusCreated)
	w.pass(time.Hour)
	refusedAt := w.now
	w.answers(k, theKey, http.StatusUnauthorized)
	text := w.posts[0].Message
	assert.Contains(t, text, "since 2027-03-01 22:00 JST Whereby has refused")
	assert.Contains(t, text, "2. Enter it in [System Console")
	assert.Contains(t, w.posts[1].Message, "2027-03-01 13:00 UTC")
	assert.Equal(t, []string{"ann", "bernd"}, w.told(deadText))

	for range 3 { // also on another node, and after days
		w.answers(k, theKey, http.StatusUnauthorized)
		w.answers(second, theKey, http.StatusUnauthorized)
		w.sweep(second)
		w.sweep(w.node())
		w.pass(9 * day)
	}
	assert.Empty(t, w.told(""))
	status, err := second.Status(t.Context())
	require.NoError(t, err)
	assert.Equal(t, refusedAt, status.RefusedAt)

	w.answers(second, theKey, http.StatusOK)
	w.sweep(k)
	assert.Empty(t, w.told(""), "nobody is bothered when it works again")
	status, err = k.Status(t.Context())
	require.NoError(t, err)
	assert.Zero(t, status.RefusedAt)

	w.pass(time.Hour)
	w.answers(k, theKey, http.StatusUnauthorized)
	assert.Len(t, w.told(deadText), 2, "it worked in between, and the alert is days old")
}

func TestAlertAgainAfterADay(t *testing.T) {
	w := newWorld(t)
	k := w.node()
	w.answers(k, theKey, http.StatusUnauthorized)
	assert.Len(t, w.told(deadText), 2)
	w.pass(time.Minute)
	w.answers(k, theKey, http.StatusOK)
	w.pass(time.Minute)
	w.answers(k, theKey, http.StatusUnauthorized)
	w.sweep(k)
	assert.Empty(t, w.told(""), "within 24 hours")
	w.pass(day - 2*time.Minute)
	w.sweep(k)
	assert.Empty(t, w.told(""), "exactly 24 hours")
	w.pass(time.Second)
	w.sweep(k)
	w.sweep(k)
	assert.Len(t, w.told(deadText), 2, "it still fails")
}

func TestAlertOfAnotherKey(t *testing.T) {
	w := newWorld(t)
	k := w.node()
	w.answers(k, theKey, http.StatusUnauthorized)
	assert.Len(t, w.told(deadText), 2)
	w.settings.APIKey = "another"
	w.answers(k, "another", http.StatusUnauthorized)
	assert.Len(t, w.told(deadText), 2)
	w.pass(time.Minute)
	w.answers(k, theKey, http.StatusUnauthorized)
	w.answers(k, "the-one-before", http.StatusUnauthorized)
	w.sweep(k)
	assert.Empty(t, w.told(""), "of requests that were under way with a key that is not in force")
}

// TestAlertBySweep: the node that saw the refusal died before it told anybody.
func TestAlertBySweep(t *testing.T) {
	w := newWorld(t)
	w.marks[markRefused(whereby.Fingerprint(theKey))] = w.now
	var wait sync.WaitGroup
	for range 4 {
		k := w.node()
		wait.Go(func() { assert.NoError(t, k.Sweep(t.Context())) })
		wait.Go(func() { w.answers(k, theKey, http.StatusUnauthorized) })
	}
	wait.Wait()
	assert.Equal(t, []string{"ann", "bernd"}, w.told(deadText))
}

func TestOtherAnswersSayNothingOfTheKey(t *testing.T) {
	w := newWorld(t)
	k := w.node()
	w.answers(k, theKey, 0)
	w.answers(k, "", http.StatusUnauthorized)
	k.Observe(whereby.Outcome{Status: http.StatusForbidden, Kind: whereby.Forbidden, Fingerprint: whereby.Fingerprint(theKey)})
	k.Observe(whereby.Outcome{Kind: whereby.Unauthorized, Fingerprint: whereby.Fingerprint(theKey)}) // nobody was asked
	k.Wait()
	assert.Empty(t, w.marks)
	assert.Empty(t, w.told(""))
}

func TestNotesAreFew(t *testing.T) {
	w := newWorld(t)
	k := w.node()
	worked := markWorked(whereby.Fingerprint(theKey))
	w.answers(k, theKey, http.StatusOK)
	began := w.now
	w.pass(noteEvery - 1)
	w.answers(k, theKey, http.StatusOK)
	assert.Equal(t, began, w.marks[worked], "not written with each answer")
	w.pass(1)
	w.answers(k, theKey, http.StatusOK)
	assert.Equal(t, w.now, w.marks[worked])
}

func TestWhatIsNotWrittenComesAgain(t *testing.T) {
	w := newWorld(t)
	k := w.node()
	w.away = errAway
	w.answers(k, theKey, http.StatusUnauthorized)
	w.away = nil
	w.answers(k, theKey, http.StatusUnauthorized)
	assert.Len(t, w.told(deadText), 2)
}

func TestObserveSurvivesPanics(t *testing.T) {
	w := newWorld(t)
	k := w.node()
	w.dead = true
	w.answers(k, theKey, http.StatusUnauthorized)
	assert.Contains(t, w.log.String(), "the process is dead")
	w.dead = false
	k.Close()
	w.pass(day)
	w.answers(k, theKey, http.StatusOK)
	assert.NotContains(t, w.marks, markWorked(whereby.Fingerprint(theKey)), "closed")
}

// TestKeyIsNeverLogged goes through what can go wrong.
func TestKeyIsNeverLogged(t *testing.T) {
	w := newWorld(t)
	k := w.node()
	w.mute = "ann"
	w.answers(k, theKey, http.StatusUnauthorized)
	w.pass(100 * day)
	w.sweep(k)
	w.away = errAway
	w.answers(k, theKey, http.StatusOK)
	w.away, w.dead, w.marks = nil, true, map[string]time.Time{}
	w.answers(k, theKey, http.StatusUnauthorized)
	assert.Contains(t, w.log.String(), "not told")
	assert.Contains(t, w.log.String(), "not written down")
	assert.NotContains(t, w.log.String(), "the-key")
	for _, post := range w.posts {
		assert.NotContains(t, post.Message, "the-key")
	}
}
