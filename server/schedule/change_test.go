package schedule

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/call"
)

// Nobody plans in a mentor's name what he may not himself, nor without end.
func TestWhoMayOnboard(t *testing.T) {
	w := newWorld(t)
	guest := w.access["other"]
	guest.Person.Guest = true
	w.access["guest"] = guest
	onboard := func(userID, newcomerID string) call.Code {
		_, err := w.Onboard(t.Context(), OnboardRequest{UserID: userID, ChannelID: channel, NewcomerID: newcomerID, MentorID: owner})
		if err == nil {
			return ""
		}
		return call.CodeOf(err)
	}
	assert.Equal(t, call.CodeRuleGuests, onboard("guest", "other"))
	assert.Equal(t, call.CodeNotMember, onboard("outsider", "other"), "as the policy says")
	assert.Equal(t, call.CodeInvalid, onboard("boss", owner))
	for _, c := range w.rows {
		assert.True(t, c.State.Done())
	}
	for range maxAhead / 3 {
		assert.Empty(t, onboard("boss", "other"))
	}
	assert.Equal(t, call.CodeTooManyPlans, onboard("boss", "other"))
}

func TestTopicIsClean(t *testing.T) {
	w := newWorld(t)
	c, err := w.Create(t.Context(), Request{UserID: owner, ChannelID: channel, When: "every day at 09:00", Options: call.Options{Topic: " a\u202eb\n\x00c "}})
	require.NoError(t, err)
	assert.Equal(t, "ab c", c.Options.Topic)
	c, err = w.Edit(t.Context(), c.ID, owner, Request{Options: call.Options{Topic: "\u2066d"}})
	require.NoError(t, err)
	assert.Equal(t, "d", c.Options.Topic)
}

func TestEditOptions(t *testing.T) {
	w := newWorld(t)
	c, err := w.Create(t.Context(), Request{UserID: owner, ChannelID: channel, When: `"Review" every day at 09:00 30m`, Options: call.Options{Template: "review"}})
	require.NoError(t, err)
	yes := true
	_, err = w.Edit(t.Context(), c.ID, "boss", Request{Options: call.Options{Record: &yes}})
	assert.Equal(t, call.CodeRuleRecording, call.CodeOf(err), "not by the owner's rights")
	c, err = w.Edit(t.Context(), c.ID, owner, Request{Options: call.Options{Record: &yes, Locked: &yes}})
	require.NoError(t, err)
	assert.Equal(t, call.Options{Topic: "Review", Template: "review", DurationMinutes: 30, Record: &yes, Locked: &yes}, c.Options)
	c, err = w.Edit(t.Context(), c.ID, owner, Request{When: "every day at 10:00", Options: call.Options{Template: "demo"}})
	require.NoError(t, err)
	assert.Equal(t, call.Options{Topic: "Review", Template: "demo", DurationMinutes: 30, Record: &yes, Locked: &yes}, c.Options)
}

func TestSkipping(t *testing.T) {
	w := newWorld(t)
	c := w.plan(t, "every day at 09:00")
	_, err := w.Do(t.Context(), c.ID, owner, Pause)
	require.NoError(t, err)
	w.clock = moment(t, "2026-11-28T10:00:00+01:00")
	_, err = w.Do(t.Context(), c.ID, owner, Skip)
	require.NoError(t, err)
	c, err = w.Do(t.Context(), c.ID, owner, Resume)
	require.NoError(t, err)
	assert.WithinDuration(t, moment(t, "2026-11-30T09:00:00+01:00"), c.NextAt, 0, "the one that would have been next is left out")
	for range maxAhead - 1 {
		_, err = w.Do(t.Context(), c.ID, owner, Skip)
		require.NoError(t, err)
	}
	_, err = w.Do(t.Context(), c.ID, owner, Skip)
	assert.Equal(t, call.CodeTooManyPlans, call.CodeOf(err))
}
