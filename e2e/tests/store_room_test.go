package tests

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/call"
)

// A channel's room has one call beside another in the channel, whichever node begins it.
func TestStoreOneCallInARoom(t *testing.T) {
	s := newStoreKit(t)
	s.reserved("channel")
	inRoom := func() call.Call {
		c := newCall("channel", begin.Add(time.Minute))
		c.Second, c.Room = true, call.Room{State: call.RoomMade, MeetingID: "1", Lasting: true}
		return c
	}
	first := inRoom()
	s.must(s.Reserve(s.ctx, first))
	stored, err := s.Get(s.ctx, first.ID)
	s.must(err)
	assert.True(t, stored.Second)
	newest := newCall("channel", begin.Add(2*time.Minute))
	newest.Second = true
	s.must(s.Reserve(s.ctx, newest))

	refusal := new(call.Error)
	require.ErrorAs(t, s.Reserve(s.ctx, inRoom()), &refusal)
	assert.Equal(t, call.CodeRunning, refusal.Code)
	assert.Equal(t, first.ID, refusal.Call.ID)
}
