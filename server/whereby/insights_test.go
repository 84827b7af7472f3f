package whereby_test

import (
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/whereby"
	"mattermost-plugin-whereby/server/whereby/wherebytest"
)

// aRoom makes a locked room and a way into it as its host.
func aRoom(t *testing.T, client *whereby.Client) (room string, host wherebytest.Person) {
	t.Helper()
	meeting := inAnHour()
	meeting.IsLocked = true
	meeting.Fields = []string{whereby.FieldHostRoomURL}
	made, err := client.CreateMeeting(t.Context(), meeting)
	require.NoError(t, err)
	link, err := url.Parse(made.HostRoomURL)
	require.NoError(t, err)
	return made.RoomName, wherebytest.Person{DisplayName: "Ada", ExternalID: "u-1", RoomKey: link.Query().Get("roomKey")}
}

func TestInsightsOfACall(t *testing.T) {
	sandbox, client := newSandbox(t)
	room, ada := aRoom(t, client)
	began := sandbox.Clock().Now()
	pass := sandbox.Clock().Advance

	host, err := sandbox.Join(room, ada)
	require.NoError(t, err)
	pass(time.Minute)
	bot, err := sandbox.AddBot(room, whereby.RoleRecorder)
	require.NoError(t, err)
	knocking, err := sandbox.Knock(room, wherebytest.Person{DisplayName: "Bo"})
	require.NoError(t, err)
	pass(time.Minute)
	require.NoError(t, sandbox.AnswerKnock(room, knocking.ID, true)) // 2:00, the session starts
	pass(10 * time.Minute)
	require.NoError(t, sandbox.Leave(room, knocking.ID)) // 12:00
	pass(30 * time.Second)
	require.NoError(t, sandbox.Leave(room, host.ID)) // 12:30
	require.NoError(t, sandbox.Leave(room, bot.ID))
	_, err = sandbox.AddBot(room, whereby.RoleHost)
	require.Error(t, err)

	// Insights know the time until 2:30 now.
	sessions, err := client.ListRoomSessions(t.Context(), room)
	require.NoError(t, err)
	require.Len(t, sessions, 1)
	session := sessions[0]
	assert.WithinDuration(t, began.Add(2*time.Minute), session.StartedAt, time.Second)
	assert.Zero(t, session.EndedAt)
	people, err := client.ListParticipants(t.Context(), session.ID)
	require.NoError(t, err)
	require.Len(t, people, 3)
	for _, person := range people {
		assert.Zero(t, person.LeftAt)
	}

	pass(10 * time.Minute)
	require.NoError(t, client.DeleteMeeting(t.Context(), sandbox.Meetings()[0].ID))
	sandbox.SetInsightsLag(0)

	sessions, err = client.ListRoomSessions(t.Context(), room)
	require.NoError(t, err)
	require.Len(t, sessions, 1)
	assert.WithinDuration(t, began.Add(13*time.Minute), sessions[0].EndedAt, time.Second, "a minute after the second-last left")
	assert.Equal(t, 2, sessions[0].UniqueParticipants)
	assert.Equal(t, 1, sessions[0].UniqueRecorders)
	assert.InDelta(t, 13+10, sessions[0].ParticipantMinutes, 1)

	people, err = client.ListParticipants(t.Context(), session.ID)
	require.NoError(t, err)
	want := []struct {
		id, name, role, externalID string
		joined, left               time.Duration
	}{
		{host.ID, "Ada", whereby.RoleHost, "u-1", 0, 12*time.Minute + 30*time.Second},
		{bot.ID, "recorder", whereby.RoleRecorder, "", time.Minute, 12*time.Minute + 30*time.Second},
		{knocking.ID, "Bo", whereby.RoleGrantedVisitor, "", 2 * time.Minute, 12 * time.Minute},
	}
	require.Len(t, people, len(want))
	for i, person := range want {
		got := people[i]
		assert.Equal(t, person.id, got.ID)
		assert.Equal(t, person.name, got.DisplayName)
		assert.Equal(t, person.role, got.Role)
		assert.Equal(t, person.externalID, got.ExternalID)
		assert.Equal(t, session.ID, got.RoomSessionID)
		assert.NotEmpty(t, got.DeviceID)
		assert.WithinDuration(t, began.Add(person.joined), got.JoinedAt, time.Second)
		assert.WithinDuration(t, began.Add(person.left), got.LeftAt, time.Second)
	}

	insights, err := client.GetRoomInsights(t.Context(), room)
	require.NoError(t, err)
	assert.Equal(t, room, insights.RoomName)
	assert.Equal(t, 1, insights.Sessions)
	assert.Equal(t, sessions[0].Totals, insights.Totals)
	assert.Equal(t, session.StartedAt, insights.FirstSessionStartedAt)
}

func TestInsightsLag(t *testing.T) {
	sandbox, client := newSandbox(t, wherebytest.WithInsightsLag(time.Minute))
	room, ada := aRoom(t, client)
	_, err := client.GetRoomInsights(t.Context(), room)
	assert.Equal(t, whereby.NotFound, whereby.KindOf(err))

	alone, err := sandbox.Join(room, ada)
	require.NoError(t, err)
	require.NoError(t, sandbox.Leave(room, alone.ID))
	sandbox.Clock().Advance(2 * time.Minute)
	insights, err := client.GetRoomInsights(t.Context(), room)
	require.NoError(t, err)
	assert.Zero(t, insights.Sessions, "one is no session")
	sessions, err := client.ListRoomSessions(t.Context(), room)
	require.NoError(t, err)
	assert.Empty(t, sessions)
	none, err := client.ListParticipants(t.Context(), "unknown")
	require.NoError(t, err)
	assert.Empty(t, none)
}

// TestInsightsOfManyStays reads more than a page, of somebody who stays over two sessions.
func TestInsightsOfManyStays(t *testing.T) {
	sandbox, client := newSandbox(t, wherebytest.WithInsightsLag(0))
	room, ada := aRoom(t, client)
	_, err := sandbox.Join(room, ada)
	require.NoError(t, err)
	for range 2 {
		for range 120 {
			again, err := sandbox.Join(room, ada)
			require.NoError(t, err)
			require.NoError(t, sandbox.Leave(room, again.ID))
		}
		sandbox.Clock().Advance(2 * time.Minute)
	}
	sessions, err := client.ListRoomSessions(t.Context(), room)
	require.NoError(t, err)
	require.Len(t, sessions, 2)
	for _, session := range sessions {
		people, err := client.ListParticipants(t.Context(), session.ID)
		require.NoError(t, err)
		assert.Len(t, people, 121)
		assert.Equal(t, 1, session.UniqueParticipants)
	}
}
