package call_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/call"
)

func TestJoin(t *testing.T) {
	w := newWorld(t)
	yes := true
	c, err := w.Start(t.Context(), call.StartRequest{UserID: alice, ChannelID: channel, Options: call.Options{AudioOnly: &yes, Locked: &yes}})
	require.NoError(t, err)

	host := parseLink(t, w, c.ID, alice)
	assert.NotEmpty(t, host.Query().Get("roomKey"))
	assert.Equal(t, "Alice A Ann", host.Query().Get("displayName"))
	assert.Equal(t, "de", host.Query().Get("lang"))
	assert.Equal(t, "off", host.Query().Get("cameraAccess"))

	visitor := parseLink(t, w, c.ID, bob)
	assert.Empty(t, visitor.Query().Get("roomKey"))
	assert.Equal(t, "bob", visitor.Query().Get("displayName"))
	assert.Equal(t, "jp", visitor.Query().Get("lang"))
	assert.Regexp(t, `^[A-Za-z0-9_-]{36}$`, visitor.Query().Get("externalId"))
	assert.True(t, strings.HasPrefix(visitor.Query().Get("externalId"), bob))

	_, err = w.Join(t.Context(), c.ID, mallory)
	assert.Equal(t, call.CodeNotMember, call.CodeOf(err))
	_, err = w.Join(t.Context(), "unknown", bob)
	assert.Equal(t, call.CodeNotFound, call.CodeOf(err))
}

func TestJoinAsHostWhoseLinkIsUnreadable(t *testing.T) {
	w := newWorld(t)
	c := w.start(t)
	c.Room.HostURL = ""
	w.store.calls[c.ID] = c
	assert.NotEmpty(t, parseLink(t, w, c.ID, alice).Query().Get("roomKey"))
}

func parseLink(t *testing.T, w *world, callID, userID string) *url.URL {
	t.Helper()
	link, err := w.Join(t.Context(), callID, userID)
	require.NoError(t, err)
	assert.Equal(t, 1, strings.Count(link, "?"))
	parsed, err := url.Parse(link)
	require.NoError(t, err)
	return parsed
}
