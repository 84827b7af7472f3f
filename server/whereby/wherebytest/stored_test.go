package wherebytest_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/whereby"
	"mattermost-plugin-whereby/server/whereby/wherebytest"
)

// clientOf is the real client of a sandbox.
func clientOf(o organization) *whereby.Client {
	return whereby.NewClient(func() whereby.Credentials {
		return whereby.Credentials{BaseURL: o.url + "/v1", APIKey: o.APIKey()}
	})
}

func TestRecordingsAndTranscripts(t *testing.T) {
	box, address := receive(t)
	o := start(t, wherebytest.WithWebhook(wherebytest.Webhook{URL: address, Secret: webhookSecret}))
	client := clientOf(o)
	room, other := o.create("")["roomName"], o.create("")["roomName"]
	for range 2 {
		_, err := o.Join(room, wherebytest.Person{DisplayName: "Ada"})
		require.NoError(t, err)
	}
	sessionID := o.session(room)
	require.NoError(t, o.Flush(within(t, 5*time.Second)))
	box.take()
	for _, m := range o.Meetings() {
		require.NoError(t, client.DeleteMeeting(t.Context(), m.ID))
	}
	require.NoError(t, o.Flush(within(t, 5*time.Second)))
	box.take()

	recording, err := o.AddRecording(room, 30*time.Minute)
	require.NoError(t, err, "the room is deleted, its recording is not")
	live, err := o.AddTranscription(room, wherebytest.Transcript{Length: 90 * time.Second})
	require.NoError(t, err)
	made, err := o.AddTranscription(room, wherebytest.Transcript{Length: time.Minute, RecordingID: recording.ID})
	require.NoError(t, err)
	failed, err := o.AddTranscription(room, wherebytest.Transcript{Failure: "no speech"})
	require.NoError(t, err)
	_, err = o.AddRecording(other, time.Minute)
	require.NoError(t, err)
	_, err = o.AddRecording("nowhere", time.Minute)
	require.ErrorIs(t, err, wherebytest.ErrNoRoom)
	summary, err := o.AddSummary(live.ID, "They met.")
	require.NoError(t, err)
	_, err = o.AddSummary(failed.ID, "")
	require.ErrorIs(t, err, wherebytest.ErrNoTranscription)

	require.NoError(t, o.Flush(within(t, 5*time.Second)))
	events := parsed(t, box)
	require.Len(t, events, 8)
	assert.Equal(t, whereby.EventRecordingFinished, events[0].Type)
	assert.Equal(t, whereby.EventRoom{RoomName: room}, events[0].Room)
	assert.Equal(t, &whereby.EventRecording{ID: recording.ID, Filename: recording.Filename, Status: "completed"}, events[0].Recording)
	assert.Equal(t, whereby.EventTranscriptionStarted, events[1].Type)
	assert.Equal(t, &whereby.EventTranscription{
		ID: live.ID, Type: whereby.LiveTranscript, Status: whereby.TranscriptionInProgress,
	}, events[1].Transcription)
	assert.Equal(t, whereby.EventTranscriptionFinished, events[2].Type)
	assert.Equal(t, whereby.EventRoom{RoomName: room, RoomSessionID: sessionID}, events[2].Room)
	assert.Equal(t, &whereby.EventTranscription{
		ID: live.ID, Type: whereby.LiveTranscript, Status: whereby.TranscriptionReady, Filename: live.Filename,
		Storage: whereby.StorageWhereby, Duration: 90 * time.Second,
	}, events[2].Transcription)
	assert.Equal(t, recording.ID, events[4].Transcription.RecordingID)
	assert.Equal(t, whereby.EventTranscriptionFailed, events[6].Type)
	assert.Equal(t, "no speech", events[6].Transcription.Error)

	recordings, err := client.ListRecordings(t.Context(), room)
	require.NoError(t, err)
	require.Len(t, recordings, 1)
	assert.Equal(t, whereby.StoredRecording{
		ID: recording.ID, RoomSessionID: sessionID, Filename: recording.Filename,
		StartDate: recording.Start, EndDate: recording.End, Megabytes: 300,
	}, recordings[0])
	one, err := client.GetRecording(t.Context(), recording.ID)
	require.NoError(t, err)
	assert.Equal(t, recordings[0], one)

	transcriptions, err := client.ListTranscriptions(t.Context(), room)
	require.NoError(t, err)
	require.Len(t, transcriptions, 3)
	assert.Equal(t, whereby.RecordingTranscript, transcriptions[1].Type)
	assert.Equal(t, made.ID, transcriptions[1].ID)
	assert.Equal(t, whereby.TranscriptionFailed, transcriptions[2].State)
	again, err := client.GetTranscription(t.Context(), live.ID)
	require.NoError(t, err)
	assert.Equal(t, transcriptions[0], again)

	summaries, err := client.ListSummaries(t.Context(), room, live.Start)
	require.NoError(t, err)
	require.Len(t, summaries, 1)
	assert.Equal(t, "They met.", summaries[0].Text)
	assert.Equal(t, live.ID, summaries[0].TranscriptionID)
	byID, err := client.GetSummary(t.Context(), summary.ID)
	require.NoError(t, err)
	assert.Equal(t, summaries[0], byID)
	none, err := client.ListSummaries(t.Context(), other, time.Time{})
	require.NoError(t, err)
	assert.Empty(t, none)

	_, err = client.TranscriptionAccessLink(t.Context(), failed.ID, time.Minute)
	assert.Equal(t, whereby.NotFound, whereby.KindOf(err))
}

// session is the id of the room's running session.
func (o organization) session(room string) string {
	o.t.Helper()
	o.SetInsightsLag(0)
	sessions, err := clientOf(o).ListRoomSessions(o.t.Context(), room)
	require.NoError(o.t, err)
	require.Len(o.t, sessions, 1)
	return sessions[0].ID
}

// parsed reads the events of an inbox as the product does.
func parsed(t *testing.T, box *inbox) []whereby.Event {
	t.Helper()
	box.mu.Lock()
	defer box.mu.Unlock()
	var events []whereby.Event
	for _, event := range box.events {
		body, err := json.Marshal(event)
		require.NoError(t, err)
		read, err := whereby.ParseEvent(body)
		require.NoError(t, err)
		events = append(events, read)
	}
	return events
}

func TestAccessLinks(t *testing.T) {
	o := start(t)
	client := clientOf(o)
	recording, err := o.AddRecording(o.create("")["roomName"], time.Minute)
	require.NoError(t, err)

	link, err := client.RecordingAccessLink(t.Context(), recording.ID, 2*time.Minute)
	require.NoError(t, err)
	assert.WithinDuration(t, o.Clock().Now().Add(2*time.Minute), link.Expires, 2*time.Second)
	path := strings.TrimPrefix(link.URL, o.url)
	status, page := o.ask(http.MethodGet, path, "")
	assert.Equal(t, http.StatusOK, status)
	assert.Contains(t, page, recording.Filename)
	o.Clock().Advance(2 * time.Minute)
	status, page = o.ask(http.MethodGet, path, "")
	assert.Equal(t, http.StatusForbidden, status)
	assert.NotContains(t, page, recording.Filename)
	status, _ = o.ask(http.MethodGet, "/_file?signature=guessed", "")
	assert.Equal(t, http.StatusForbidden, status)
	for _, request := range o.Requests() {
		assert.NotContains(t, request.Path, path[len(path)-20:])
	}

	base := "/v1/recordings/" + recording.ID + "/access-link?validForSeconds="
	for seconds, want := range map[string]int{"": 200, "1": 200, "43200": 200, "0": 400, "43201": 400, "soon": 400} {
		status, _ := o.ask(http.MethodGet, base+seconds, "")
		assert.Equal(t, want, status, seconds)
	}
	status, _ = o.ask(http.MethodGet, "/v1/recordings/unknown/access-link", "")
	assert.Equal(t, http.StatusNotFound, status)
}

func TestStoredOverControl(t *testing.T) {
	o := start(t)
	room := o.create("")["roomName"]
	status, body := o.ask(http.MethodPost, "/_sandbox/rooms"+room+"/recordings", `{"length_ms":60000}`)
	require.Equal(t, http.StatusCreated, status, body)
	status, body = o.ask(http.MethodPost, "/_sandbox/rooms"+room+"/transcriptions", `{"length_ms":60000,"failure":""}`)
	require.Equal(t, http.StatusCreated, status, body)
	var made wherebytest.Transcription
	require.NoError(t, json.Unmarshal([]byte(body), &made))
	status, _ = o.ask(http.MethodPost, "/_sandbox/summaries", `{"transcription_id":"`+made.ID+`","text":"They met."}`)
	require.Equal(t, http.StatusCreated, status)
	status, _ = o.ask(http.MethodPost, "/_sandbox/summaries", `{"transcription_id":"unknown","text":"They met."}`)
	assert.Equal(t, http.StatusBadRequest, status)
	status, _ = o.ask(http.MethodPost, "/_sandbox/rooms/nowhere/recordings", `{}`)
	assert.Equal(t, http.StatusNotFound, status)

	for _, path := range []string{"/v1/recordings?roomName=" + room, "/v1/transcriptions?roomName=" + room[1:] + "&sortBy=startDate:desc", "/v1/summaries"} {
		status, body = o.ask(http.MethodGet, path, "")
		assert.Equal(t, http.StatusOK, status, body)
		assert.Equal(t, 1, strings.Count(body, `"startDate"`), path)
	}
}
