package call_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/call"
)

func TestHerald(t *testing.T) {
	w := newWorld(t)
	w.settings.Templates = []call.Template{{Name: "escalation", Options: call.Options{Extras: call.Extras{AlsoIn: "incidents", RemindMinutes: 5, Brand: "acme"}}}}
	c, err := w.Start(t.Context(), call.StartRequest{UserID: alice, ChannelID: channel, Options: call.Options{Template: "escalation"}})
	require.NoError(t, err)
	w.Wait()
	assert.Equal(t, []string{"acme"}, w.crier.dressed)
	assert.Equal(t, []string{"incidents"}, w.crier.also)
	assert.Equal(t, "also-"+c.ID, w.store.only().AlsoPostID)

	w.turn(4 * time.Minute)
	require.NoError(t, w.Sweep(t.Context()))
	assert.Empty(t, w.crier.reminded)
	w.turn(time.Minute)
	for range 3 {
		require.NoError(t, w.Sweep(t.Context()))
		w.Wait()
	}
	assert.Equal(t, []string{c.ID}, w.crier.reminded, "once")

	_, err = w.Join(t.Context(), c.ID, "visitor")
	assert.Equal(t, call.CodeNotMember, call.CodeOf(err))
	w.town.elsewhere = map[string]bool{"visitor incidents": true}
	_, err = w.Join(t.Context(), c.ID, "visitor")
	assert.NoError(t, err, "who reads the other channel may join")
	_, err = w.End(t.Context(), c.ID, "visitor")
	assert.Equal(t, call.CodeNotMember, call.CodeOf(err))
	_, err = w.End(t.Context(), c.ID, alice)
	require.NoError(t, err)
	w.Wait()
	assert.Equal(t, call.Ended, w.wall.posts["also-"+c.ID].State, "both posts follow the call")
}

func TestHeraldTriesAgain(t *testing.T) {
	w := newWorld(t)
	w.settings.Templates = []call.Template{{Name: "t", Options: call.Options{Extras: call.Extras{AlsoIn: "incidents"}}}}
	w.crier.err = &call.Error{Code: call.CodeInternal}
	_, err := w.Start(t.Context(), call.StartRequest{UserID: alice, ChannelID: channel, Options: call.Options{Template: "t"}})
	require.NoError(t, err, "neither looks nor second posts fail a call")
	w.Wait()
	w.crier.err = nil
	w.turn(time.Minute)
	require.NoError(t, w.Sweep(t.Context()))
	w.Wait()
	assert.Equal(t, []string{"incidents"}, w.crier.also)
}

func TestLooksKeepNobodyWaiting(t *testing.T) {
	w := newWorld(t)
	w.crier.gate = make(chan struct{})
	w.start(t)
	assert.Empty(t, w.crier.dressed, "the link is out before the looks are done")
	close(w.crier.gate)
	w.Wait()
	assert.Equal(t, []string{""}, w.crier.dressed, "they go on all the same")
}
