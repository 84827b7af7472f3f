package call_test

import (
	"context"
	"sync"
	"sync/atomic"
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

// slow is a herald whose second post takes a while.
type slow struct {
	*crier
	posting, goOn chan struct{}
}

func (s *slow) Also(ctx context.Context, of call.Call) (string, error) {
	close(s.posting)
	<-s.goOn
	return s.crier.Also(ctx, of)
}

// The call ends while its second post is being made.
func TestSecondPostOfACallThatEnds(t *testing.T) {
	w := newWorld(t)
	w.settings.Templates = []call.Template{{Name: "t", Options: call.Options{Extras: call.Extras{AlsoIn: "incidents"}}}}
	herald := &slow{crier: w.crier, posting: make(chan struct{}), goOn: make(chan struct{})}
	w.Herald = herald
	w.Rooms = &slowRooms{Rooms: w.Rooms, before: func() {
		close(herald.goOn)
		assert.Eventually(t, func() bool { return w.store.only().AlsoPostID != "" }, 10*time.Second, time.Millisecond)
	}}
	journal := &gated{memory: w.store, gate: make(chan struct{})}
	w.Journal = journal // nobody looks at the call before End has written its own down
	c, err := w.Start(t.Context(), call.StartRequest{UserID: alice, ChannelID: channel, Options: call.Options{Template: "t"}})
	require.NoError(t, err)
	<-herald.posting
	journal.shut.Store(true)
	_, err = w.End(t.Context(), c.ID, alice)
	require.NoError(t, err)
	close(journal.gate)
	w.Wait()
	w.turn(time.Minute)
	require.NoError(t, w.Sweep(t.Context()))
	w.Wait()
	assert.Equal(t, call.Ended, w.wall.posts["also-"+c.ID].State)
}

// slowRooms does something before the first room is removed.
type slowRooms struct {
	call.Rooms
	before func()
	once   sync.Once
}

func (r *slowRooms) Delete(ctx context.Context, meetingID string) error {
	r.once.Do(r.before)
	return r.Rooms.Delete(ctx, meetingID)
}

// gated is a journal that, once it is shut, answers when it is opened.
type gated struct {
	*memory
	shut atomic.Bool
	gate chan struct{}
}

func (g *gated) Heard(ctx context.Context) (time.Time, error) {
	if g.shut.Load() {
		<-g.gate
	}
	return g.memory.Heard(ctx)
}
