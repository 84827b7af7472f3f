package call_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/whereby/wherebytest"
)

func TestEnd(t *testing.T) {
	tests := map[string]struct {
		user string
		code call.Code
	}{
		"the host":             {alice, ""},
		"somebody who manages": {"boss", ""},
		"another member":       {bob, call.CodeMayNotEnd},
		"an outsider":          {mallory, call.CodeNotMember},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			c := w.start(t)
			ended, err := w.End(t.Context(), c.ID, test.user)
			if test.code != "" {
				assert.Equal(t, test.code, call.CodeOf(err))
				assert.Len(t, w.sandbox.Meetings(), 1)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, call.Ended, ended.State)
			assert.Equal(t, call.RoomGone, w.store.only().Room.State)
			assert.Empty(t, w.sandbox.Meetings())
			assert.Equal(t, call.Ended, w.wall.posts[c.PostID].State)
			assert.Equal(t, []call.EventKind{call.EventCreated, call.EventEnded}, w.town.kinds())

			again, err := w.End(t.Context(), c.ID, test.user)
			require.NoError(t, err)
			assert.Equal(t, ended.EndedAt, again.EndedAt)
			_, err = w.Join(t.Context(), c.ID, alice)
			assert.Equal(t, call.CodeOver, call.CodeOf(err))
		})
	}
}

func TestEndWhileWherebyIsDown(t *testing.T) {
	w := newWorld(t)
	c := w.start(t)
	w.sandbox.Inject(wherebytest.Fault{Kind: wherebytest.FaultServerError})
	ended, err := w.End(t.Context(), c.ID, alice)
	require.NoError(t, err)
	assert.Equal(t, call.Ended, ended.State)
	assert.Len(t, w.sandbox.Meetings(), 1)

	assert.Equal(t, call.Ended, w.wall.posts[c.PostID].State, "the post says so all the same")
	w.clock = w.clock.Add(31 * time.Second)
	require.Error(t, w.Sweep(t.Context()))

	w.sandbox.ClearFaults()
	w.clock = w.clock.Add(31 * time.Second)
	require.NoError(t, w.Sweep(t.Context()))
	assert.Empty(t, w.sandbox.Meetings())
	assert.Equal(t, call.RoomGone, w.store.only().Room.State)
}
