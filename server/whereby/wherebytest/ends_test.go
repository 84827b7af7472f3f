package wherebytest_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/whereby"
	"mattermost-plugin-whereby/server/whereby/wherebytest"
)

func TestReconnectFromInside(t *testing.T) {
	box, address := receive(t)
	o := start(t, wherebytest.WithWebhook(wherebytest.Webhook{URL: address, Secret: webhookSecret}))
	room := o.create(`,"isLocked":true`)["roomName"]
	guest, err := o.Knock(room, wherebytest.Person{DisplayName: "Zoe", ExternalID: "u-1"})
	require.NoError(t, err)
	status, _ := o.ask(http.MethodPost, "/_sandbox/rooms"+room+"/participants/"+guest.ID+"/reconnect", "")
	assert.Equal(t, http.StatusNotFound, status, "was never inside")
	require.NoError(t, o.AnswerKnock(room, guest.ID, true))
	o.Clock().Advance(time.Minute)
	status, body := o.ask(http.MethodPost, "/_sandbox/rooms"+room+"/participants/"+guest.ID+"/reconnect", "")
	assert.Equal(t, http.StatusCreated, status, body)
	people, err := o.Participants(room)
	require.NoError(t, err)
	require.Len(t, people, 1)
	assert.Equal(t, guest.ID, people[0].ID)
	assert.Equal(t, "u-1", people[0].ExternalID)
	require.NoError(t, o.Flush(within(t, 5*time.Second)))
	assert.Equal(t, []string{
		"room.client.knocked Zoe", "room.client.joined Zoe granted_visitor 1",
		"room.client.left Zoe granted_visitor 0", "room.client.joined Zoe granted_visitor 1",
	}, box.take())

	full := o.create("")["roomName"]
	first, err := o.Join(full, wherebytest.Person{DisplayName: "first"})
	require.NoError(t, err)
	require.NoError(t, o.Leave(full, first.ID))
	for range 4 {
		_, err = o.Join(full, wherebytest.Person{DisplayName: "more"})
		require.NoError(t, err)
	}
	_, err = o.Reconnect(full, first.ID)
	require.ErrorIs(t, err, wherebytest.ErrRoomFull)
	_, err = o.Reconnect("nowhere", first.ID)
	require.ErrorIs(t, err, wherebytest.ErrNoRoom)
}

// TestDeletions delete a room with a session, a bot and somebody at the door, with and without webhooks.
func TestDeletions(t *testing.T) {
	for quiet, want := range map[string][]string{
		"false": {
			"room.client.left Ada visitor 2", "room.client.left Bo visitor 1", "room.client.left recorder recorder 0",
			"room.client.knockCancelled Zoe", "room.session.ended",
		},
		"true": nil,
	} {
		t.Run("quiet "+quiet, func(t *testing.T) {
			box, address := receive(t)
			o := start(t, wherebytest.WithWebhook(wherebytest.Webhook{URL: address, Secret: webhookSecret}))
			status, _ := o.ask(http.MethodPut, "/_sandbox/deletion", `{"quiet":`+quiet+`}`)
			require.Equal(t, http.StatusNoContent, status)
			made := o.create("")
			room := made["roomName"]
			played, err := o.Play(t.Context(), room, wherebytest.Script{Steps: []wherebytest.Step{
				{Who: "Ada", Do: wherebytest.DoJoin},
				{Who: "Bo", Do: wherebytest.DoJoin},
				{Who: "recorder", Do: wherebytest.DoBot},
				{Who: "Zoe", Do: wherebytest.DoKnock},
			}})
			require.NoError(t, err)
			require.NoError(t, o.Flush(within(t, 5*time.Second)))
			box.take()

			status, _ = o.ask(http.MethodDelete, "/v1/meetings/"+made["meetingId"], "")
			require.Equal(t, http.StatusNoContent, status)
			require.NoError(t, o.Flush(within(t, 5*time.Second)))
			assert.Equal(t, want, box.take())
			_, err = o.Reconnect(room, played.Steps[0].ID)
			require.ErrorIs(t, err, wherebytest.ErrNoRoom, "it cannot be used again")

			people, err := clientOf(o).ListParticipants(t.Context(), o.session(room))
			require.NoError(t, err)
			require.Len(t, people, 3)
			for _, p := range people {
				assert.False(t, p.LeftAt.IsZero(), "insights have the end")
			}
		})
	}
}

// TestInsightsLagBehindACall looks at insights when they know of half a call.
func TestInsightsLagBehindACall(t *testing.T) {
	o := start(t)
	client := clientOf(o)
	room := o.create("")["roomName"]
	played, err := o.Play(t.Context(), room, wherebytest.Script{Hurry: true, Steps: []wherebytest.Step{
		{Who: "Ada", Do: wherebytest.DoJoin},
		{Who: "Bo", Do: wherebytest.DoJoin},
		{After: 5 * time.Minute, Who: "Bo", Do: wherebytest.DoLeave},
	}})
	require.NoError(t, err)
	sessions, err := client.ListRoomSessions(t.Context(), room)
	require.NoError(t, err)
	assert.Empty(t, sessions, "ten minutes behind")

	o.Clock().Advance(6 * time.Minute)
	sessions, err = client.ListRoomSessions(t.Context(), room)
	require.NoError(t, err)
	require.Len(t, sessions, 1)
	assert.Zero(t, sessions[0].EndedAt)
	bo := func() whereby.RoomParticipant {
		people, err := client.ListParticipants(t.Context(), sessions[0].ID)
		require.NoError(t, err)
		require.Len(t, people, 2)
		return people[1]
	}
	assert.Equal(t, played.Stays[1].Joined, bo().JoinedAt)
	assert.Zero(t, bo().LeftAt, "not known yet")
	o.Clock().Advance(5 * time.Minute)
	assert.Equal(t, played.Stays[1].Left, bo().LeftAt)
	sessions, err = client.ListRoomSessions(t.Context(), room)
	require.NoError(t, err)
	assert.False(t, sessions[0].EndedAt.IsZero(), "a minute after Bo left")
}
