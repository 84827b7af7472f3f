package invite

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/call"
)

func TestEnter(t *testing.T) {
	w := newWorld()
	yes := true
	w.call.Options.AudioOnly = &yes
	i, token := w.invite(t, "alice")
	visit, err := w.Look(t.Context(), token, "")
	require.NoError(t, err)
	assert.Equal(t, "Alice", visit.Inviter)
	assert.Empty(t, w.invites[0].Browser, "looking changes nothing")

	mark := NewMark()
	assert.True(t, IsMark(mark))
	_, link, err := w.Enter(t.Context(), token, mark, "Zoe <script>", "sv-SE")
	require.NoError(t, err)
	assert.Equal(t, "https://acme.whereby.com/room?cameraAccess=off&displayName=Zoe%20script&lang=sv", link)
	assert.Equal(t, noon, w.invites[0].UsedAt)
	assert.NotContains(t, w.invites[0].Browser, mark)

	w.now = w.now.Add(time.Minute)
	_, _, err = w.Enter(t.Context(), token, mark, "Zoe", "en")
	require.NoError(t, err, "the same browser comes back")
	assert.Equal(t, noon, w.invites[0].UsedAt)
	_, _, err = w.Enter(t.Context(), token, NewMark(), "Eve", "en")
	assert.Equal(t, call.CodeInviteUsed, call.CodeOf(err))
	_, err = w.Look(t.Context(), token, "")
	assert.Equal(t, call.CodeInviteUsed, call.CodeOf(err))
	assert.Equal(t, i.ID, w.invites[0].ID)
	for _, secret := range []string{token, mark, "roomKey"} {
		assert.NotContains(t, w.log.String(), secret)
	}
}

func TestWhoIsTurnedAway(t *testing.T) {
	tests := map[string]struct {
		change func(*world)
		want   call.Code
		value  string
	}{
		"expired":         {func(w *world) { w.now = noon.Add(2 * time.Hour) }, call.CodeInviteExpired, "Alice"},
		"revoked":         {func(w *world) { w.invites[0].RevokedAt = noon }, call.CodeInviteRevoked, "Alice"},
		"used":            {func(w *world) { w.invites[0].Browser = hash("another") }, call.CodeInviteUsed, "Alice"},
		"switched off":    {func(w *world) { w.settings.Allowed = false }, call.CodeInvitesOff, "Alice"},
		"over":            {func(w *world) { w.call.State = call.Ended }, call.CodeOver, ""},
		"not begun":       {func(w *world) { w.call.State = call.Creating }, call.CodeStarting, ""},
		"call forgotten":  {func(w *world) { w.call.ID = "other" }, call.CodeNotFound, ""},
		"inviter unknown": {func(w *world) { delete(w.people, "alice"); w.invites[0].RevokedAt = noon }, call.CodeInviteRevoked, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			w := newWorld()
			_, token := w.invite(t, "alice")
			test.change(w)
			_, err := w.Look(t.Context(), token, "")
			known := new(call.Error)
			require.ErrorAs(t, err, &known)
			assert.Equal(t, test.want, known.Code)
			assert.Equal(t, test.value, known.Value)
			used := w.invites[0].UsedAt
			_, _, err = w.Enter(t.Context(), token, NewMark(), "Zoe", "en")
			assert.Equal(t, test.want, call.CodeOf(err))
			assert.Equal(t, used, w.invites[0].UsedAt)
		})
	}
	w := newWorld()
	for _, token := range []string{"", "x", random(), strings.Repeat("a", 10000), "' OR 1=1"} {
		_, err := w.Look(t.Context(), token, "")
		assert.Equal(t, call.CodeNoInvite, call.CodeOf(err))
	}
}
