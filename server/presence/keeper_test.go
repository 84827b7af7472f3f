package presence

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mattermost/mattermost/server/public/model"

	"mattermost-plugin-whereby/server/call"
)

// tell lets a keeper hear events until it has nothing more to do.
func tell(k *Keeper, events ...call.Event) {
	k.Publish(events)
	k.queue.group.Wait()
}

// sweeps is what a process does that is started some time later.
func (w *world) sweeps(t *testing.T) {
	t.Helper()
	w.left = alive
	w.now = w.now.Add(claimTime + 15*time.Second)
	k := w.keeper(t)
	require.NoError(t, k.Sweep(t.Context()))
	k.queue.group.Wait()
}

func (w *world) shown() string {
	if status := w.user.GetCustomStatus(); status != nil {
		return status.Text
	}
	return ""
}

var (
	joined = call.Event{Kind: call.EventJoined, Who: call.Visitor{UserID: "u"}}
	left   = call.Event{Kind: call.EventLeft, Who: call.Visitor{UserID: "u"}}
	lunch  = &model.CustomStatus{Emoji: "pizza", Text: "Lunch"}
)

func TestKeeper(t *testing.T) {
	w := newWorld()
	k := w.keeper(t)
	w.recent = []string{"Lunch", "Holiday"}
	require.NoError(t, w.user.SetCustomStatus(lunch))
	w.inside = true
	tell(k, joined, joined)
	assert.Equal(t, "In einem Anruf", w.shown())
	assert.Equal(t, w.now.Add(lifetime), w.user.GetCustomStatus().ExpiresAt)
	assert.Equal(t, []string{"Lunch", "Holiday"}, w.recent, "ours takes no place among the person's own")

	tell(k, joined)
	w.sweeps(t)
	assert.Equal(t, 1, w.statusSets, "nothing is written that is so already")
	w.now = w.now.Add(lifetime - renewBefore)
	w.sweeps(t)
	assert.Equal(t, 2, w.statusSets)
	assert.Equal(t, w.now.Add(lifetime), w.user.GetCustomStatus().ExpiresAt)

	w.choice = "off"
	k.PreferencesChanged([]model.Preference{{UserId: "u", Category: "pp_whereby", Name: "ring"}, {UserId: "u", Category: "other", Name: "status"}})
	k.queue.group.Wait()
	assert.Equal(t, "In einem Anruf", w.shown())
	k.PreferencesChanged([]model.Preference{{UserId: "u", Category: "pp_whereby", Name: "status"}})
	k.queue.group.Wait()
	assert.Equal(t, "Lunch", w.shown())
	w.sweeps(t)
	assert.Equal(t, "Lunch", w.shown())
	w.choice = "on"
	k.PreferencesChanged([]model.Preference{{UserId: "u", Category: "pp_whereby", Name: "status"}})
	k.queue.group.Wait()
	assert.Equal(t, "In einem Anruf", w.shown())

	w.inside = false
	over := call.Call{Stays: []call.Stay{{Visitor: call.Visitor{ParticipantID: "p", UserID: "u"}}, {Visitor: call.Visitor{ParticipantID: "guest"}}}}
	tell(k, call.Event{Kind: call.EventKnocked, Who: call.Visitor{UserID: "u"}}, call.Event{Kind: call.EventLeft, Who: call.Visitor{ParticipantID: "guest"}, Call: over})
	assert.Equal(t, "In einem Anruf", w.shown(), "not told of that person")
	tell(k, call.Event{Kind: call.EventLeft, Who: call.Visitor{ParticipantID: "p"}, Call: over})
	assert.Equal(t, "Lunch", w.shown())
	assert.Nil(t, w.record)
	assert.Equal(t, []string{"Lunch", "Holiday"}, w.recent)

	w.recent, w.inside = nil, true
	tell(k, joined)
	assert.Nil(t, w.recent)
	w.inside = false
	tell(k, call.Event{Kind: call.EventEnded, Call: over})
	assert.Equal(t, "Lunch", w.shown())
	k.Close()
	w.inside = true
	tell(k, joined)
	assert.Equal(t, "Lunch", w.shown())
}

func TestKeeperWithoutStatuses(t *testing.T) {
	for name, change := range map[string]func(*world, *Keeper){
		"server has none": func(_ *world, k *Keeper) { k.Enabled = func() bool { return false } },
		"bot":             func(w *world, _ *Keeper) { w.user.IsBot = true },
		"deactivated":     func(w *world, _ *Keeper) { w.user.DeleteAt = 1 },
		"turned off":      func(w *world, _ *Keeper) { w.choice = "off" },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld()
			k := w.keeper(t)
			change(w, k)
			w.inside = true
			tell(k, joined)
			assert.Zero(t, w.statusSets)
			due, err := w.DueStatuses(t.Context(), w.now, 1)
			require.NoError(t, err)
			assert.Empty(t, due, "the sweep does not ask again")
			w.inside = false
			tell(k, left)
			assert.Nil(t, w.record)
		})
	}
}

// The emoji of the earlier status can have been deleted meanwhile.
func TestKeeperRestoresWithoutEmoji(t *testing.T) {
	for text, emoji := range map[string]string{"Lunch": model.DefaultCustomStatusEmoji, "": ""} {
		w := newWorld()
		k := w.keeper(t)
		require.NoError(t, w.user.SetCustomStatus(&model.CustomStatus{Emoji: "deleted", Text: text}))
		w.inside = true
		tell(k, joined)
		require.Equal(t, "In einem Anruf", w.shown())
		w.inside = false
		tell(k, left)
		assert.Equal(t, text, w.shown())
		if status := w.user.GetCustomStatus(); status != nil {
			assert.Equal(t, emoji, status.Emoji)
		}
		assert.Nil(t, w.record)
	}
}

// Two nodes hear of a person's leaving while the first still sets the status.
func TestKeepersAtOnce(t *testing.T) {
	w := newWorld()
	first, second := w.keeper(t), w.keeper(t)
	require.NoError(t, w.user.SetCustomStatus(lunch))
	w.inside = true
	var once sync.Once
	w.beforeShow = func() {
		once.Do(func() {
			w.inside = false
			tell(second, left)
			assert.Equal(t, "Lunch", w.shown(), "the second leaves it to the first")
		})
	}
	tell(first, joined)
	assert.Equal(t, "Lunch", w.shown())
	assert.Nil(t, w.record)
	assert.Equal(t, 2, w.statusSets)
}

// TestKeeperDies kills the process after each step of coming, renewing and
// leaving; whatever happens meanwhile, the next sweep puts things right.
func TestKeeperDies(t *testing.T) {
	come := func(w *world, k *Keeper) { w.inside = true; tell(k, joined) }
	leave := func(w *world, k *Keeper) { w.inside = false; tell(k, left) }
	renew := func(w *world, k *Keeper) {
		w.now = w.now.Add(lifetime - renewBefore)
		_ = k.Sweep(context.Background()) // finds the person; what follows fails
		k.queue.group.Wait()
	}
	type deed func(*world, *Keeper)
	tests := map[string]struct {
		before []deed
		dying  deed
		inside bool // after it
	}{
		"coming":                {nil, come, true},
		"coming, left since":    {nil, come, false},
		"renewing":              {[]deed{come}, renew, true},
		"renewing, left since":  {[]deed{come}, renew, false},
		"leaving":               {[]deed{come}, leave, false},
		"leaving, is back":      {[]deed{come}, leave, true},
		"second time, leaving":  {[]deed{come, leave, come}, leave, false},
		"second time, returned": {[]deed{come, leave, come}, leave, true},
	}
	for name, test := range tests {
		for _, earlier := range []*model.CustomStatus{nil, lunch} {
			deaths := 0
			for steps := 0; ; steps++ {
				w := newWorld()
				if earlier != nil {
					require.NoError(t, w.user.SetCustomStatus(earlier))
				}
				before := w.shown()
				k := w.keeper(t)
				for _, do := range test.before {
					do(w, k)
				}
				w.left = steps
				test.dying(w, k)
				survived := w.left > 0
				w.inside = test.inside
				w.sweeps(t)
				if test.inside {
					assert.Equal(t, "In einem Anruf", w.shown(), "%s, dead after %d steps", name, steps)
					w.inside = false
					w.sweeps(t)
				}
				assert.Equal(t, before, w.shown(), "%s, dead after %d steps", name, steps)
				assert.Nil(t, w.record, "%s, dead after %d steps", name, steps)
				if survived {
					break
				}
				deaths++
			}
			assert.GreaterOrEqual(t, deaths, 6, name)
		}
	}
}
