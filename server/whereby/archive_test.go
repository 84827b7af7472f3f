package whereby_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/whereby"
	"mattermost-plugin-whereby/server/whereby/wherebytest"
)

// TestArchive asks for the past of a room in which two people and a recorder were.
func TestArchive(t *testing.T) {
	sandbox := wherebytest.New(wherebytest.WithAPIKey("key"), wherebytest.WithInsightsLag(0))
	server := httptest.NewServer(sandbox)
	t.Cleanup(func() { server.Close(); sandbox.Close() })
	client := whereby.NewClient(func() whereby.Credentials {
		return whereby.Credentials{BaseURL: server.URL + "/v1", APIKey: "key"}
	})
	room, err := whereby.NewRooms(client).Create(t.Context(), call.RoomSpec{NamePrefix: "x-", EndDate: time.Now().Add(time.Hour)})
	require.NoError(t, err)
	name := "/" + room.Name
	begin := call.Period{Since: time.Now().Add(-time.Hour)} // well before the transcript of a minute
	archive := whereby.NewArchive(client)

	stays, err := archive.Stays(t.Context(), room.Name, begin)
	require.NoError(t, err)
	assert.Empty(t, stays)

	for _, person := range []wherebytest.Person{{DisplayName: "Ada", ExternalID: "ada-1"}, {DisplayName: "B\u202eo"}} {
		_, err = sandbox.Join(name, person)
		require.NoError(t, err)
	}
	_, err = sandbox.AddBot(name, whereby.RoleRecorder)
	require.NoError(t, err)
	stays, err = archive.Stays(t.Context(), room.Name, begin)
	require.NoError(t, err)
	require.Len(t, stays, 3)
	assert.Equal(t, "ada-1", stays[0].ExternalID)
	assert.Equal(t, "Bo", stays[1].Name, "nothing that turns the line around")
	assert.True(t, stays[2].Bot)
	assert.True(t, stays[0].LeftAt.IsZero())

	recording, err := sandbox.AddRecording(name, time.Minute)
	require.NoError(t, err)
	transcription, err := sandbox.AddTranscription(name, wherebytest.Transcript{Length: time.Minute})
	require.NoError(t, err)
	_, err = sandbox.AddSummary(transcription.ID, "They met.")
	require.NoError(t, err)
	files, summary, err := archive.Files(t.Context(), room.Name, begin)
	require.NoError(t, err)
	require.Len(t, files, 2)
	assert.Equal(t, recording.ID, files[0].ID)
	assert.Equal(t, call.Transcript, files[1].Kind)
	assert.Equal(t, "They met.", summary)

	link, err := archive.Link(t.Context(), files[0])
	require.NoError(t, err)
	answer, err := http.Get(link.Reveal()) //nolint:gosec,noctx // the sandbox
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	assert.Equal(t, http.StatusOK, answer.StatusCode)
	_, err = archive.Link(t.Context(), call.File{ID: "none", Kind: call.Recording})
	assert.Equal(t, call.CodeNoFile, call.CodeOf(err))

	text, err := archive.Text(t.Context(), files[1], 1<<20)
	require.NoError(t, err)
	assert.Contains(t, text, "The new release goes out on Thursday.")
	short, err := archive.Text(t.Context(), files[1], 12)
	require.NoError(t, err)
	assert.Equal(t, text[:12], short)
	_, err = archive.Text(t.Context(), call.File{ID: "none", Kind: call.Transcript}, 12)
	assert.Equal(t, call.CodeNoFile, call.CodeOf(err))

	sandbox.SetPoints(100)
	for budget := client.Budget(); budget.Limit != 100 || budget.Remaining >= 50; budget = client.Budget() {
		_, err = client.ListRoomSessions(t.Context(), room.Name)
		require.NoError(t, err)
	}
	_, err = archive.Stays(t.Context(), room.Name, begin)
	assert.Equal(t, call.CodeRateLimited, call.CodeOf(err), "the rest of the points is for calls that start")
}

func TestObservation(t *testing.T) {
	inside := whereby.EventRoom{MeetingID: "m", RoomName: "/room"}
	for name, test := range map[string]struct {
		event whereby.Event
		want  call.Observation
		ok    bool
	}{
		"joined, bots apart": {
			whereby.Event{ID: "1", Type: whereby.EventClientJoined, Room: inside, Client: &whereby.EventClient{
				ParticipantID: "p", DisplayName: " A\nda ", Role: "host", Clients: 3, ClientsByRole: map[string]int{"host": 2, "recorder": 1},
			}},
			call.Observation{ID: "1", Kind: call.SawJoined, MeetingID: "m", RoomName: "room", Inside: 2, Who: call.Sighting{ParticipantID: "p", Name: "A da", Role: "host"}},
			true,
		},
		"left, the count is not said": {
			whereby.Event{ID: "1", Type: whereby.EventClientLeft, Room: inside, Client: &whereby.EventClient{ParticipantID: "p", Clients: -1}},
			call.Observation{ID: "1", Kind: call.SawLeft, MeetingID: "m", RoomName: "room", Inside: -1, Who: call.Sighting{ParticipantID: "p"}},
			true,
		},
		"nobody":         {whereby.Event{ID: "1", Type: whereby.EventClientLeft, Room: inside, Client: &whereby.EventClient{}}, call.Observation{}, false},
		"unknown":        {whereby.Event{ID: "1", Type: "room.client.levitated", Room: inside}, call.Observation{}, false},
		"without a room": {whereby.Event{ID: "1", Type: whereby.EventSessionEnded}, call.Observation{}, false},
	} {
		t.Run(name, func(t *testing.T) {
			got, ok := whereby.Observation(test.event)
			assert.Equal(t, test.ok, ok)
			if ok {
				assert.Equal(t, test.want, got)
			}
		})
	}
}
