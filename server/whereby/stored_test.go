package whereby_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/whereby"
)

func date(text string) time.Time {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return at.UTC()
}

// gives answers each path and query with a body, everything else with 404.
func gives(answers map[string]string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, known := answers[r.URL.RequestURI()]
		if !known {
			says(http.StatusNotFound, `{"error":"unknown: `+r.URL.RequestURI()+`"}`)(w, r)
			return
		}
		says(http.StatusOK, body)(w, r)
	}
}

func TestOddInsights(t *testing.T) {
	client, _ := answering(t, gives(map[string]string{
		"/v1/insights/rooms?roomName%5Bexact%5D=%2Fa": `{"cursor":null,"results":[
			{"roomName":"/ab","totalSessions":9},
			{"roomName":"/a","createdAt":"2026-03-01T14:00:00.000Z","endAt":null,"firstSessionStartedAt":"never","lastSessionStartedAt":1772373600000,
				"totalSessions":2.0,"totalParticipantMinutes":1e99,"totalUniqueParticipants":"3","totalUniqueRecorders":null,"rating":null}]}`,
		"/v1/insights/rooms?roomName%5Bexact%5D=%2Fnew": `{"results":[]}`,
		"/v1/insights/room-sessions?limit=100&roomName=%2Fa": `{"cursor":"c","results":[
			{"roomSessionId":"s1","roomName":"/a","startedAt":"2026-03-01T14:01:00Z","endedAt":"2026-03-01T14:02:00Z","totalRecorderMinutes":2}]}`,
		"/v1/insights/room-sessions?cursor=c&limit=100&roomName=%2Fa": `{"results":[
			{"roomSessionId":"s2","createdAt":"2026-03-01T15:01:00Z","endAt":"2026-03-01T15:02:00Z"},
			{"roomSessionId":"s3","startedAt":null,"endedAt":null}]}`,
		"/v1/insights/participants?limit=100&roomSessionId=s1": `[
			{"roomSessionId":"s1","participantId":"p1","deviceId":7,"userId":null,"roleName":"recorder","displayName":null,
				"joinedAt":"2026-03-01T15:01:00+01:00","leftAt":null,"externalId":"u-1","tags":null}]`,
	}))

	room, err := client.GetRoomInsights(t.Context(), "a")
	require.NoError(t, err)
	assert.Equal(t, whereby.RoomInsights{
		RoomName: "/a", CreatedAt: date("2026-03-01T14:00:00Z"), LastSessionStartedAt: date("2026-03-01T14:00:00Z"), Sessions: 2,
		Totals: whereby.Totals{ParticipantMinutes: 1<<31 - 1},
	}, room)
	_, err = client.GetRoomInsights(t.Context(), "/new")
	assert.Equal(t, whereby.NotFound, whereby.KindOf(err))

	sessions, err := client.ListRoomSessions(t.Context(), "/a")
	require.NoError(t, err)
	assert.Equal(t, []whereby.RoomSession{
		{
			ID: "s1", RoomName: "/a", StartedAt: date("2026-03-01T14:01:00Z"), EndedAt: date("2026-03-01T14:02:00Z"),
			Totals: whereby.Totals{RecorderMinutes: 2},
		},
		{ID: "s2", StartedAt: date("2026-03-01T15:01:00Z"), EndedAt: date("2026-03-01T15:02:00Z")},
		{ID: "s3"},
	}, sessions)

	people, err := client.ListParticipants(t.Context(), "s1")
	require.NoError(t, err)
	assert.Equal(t, []whereby.RoomParticipant{{
		RoomSessionID: "s1", ID: "p1", DeviceID: "7", Role: "recorder", ExternalID: "u-1", JoinedAt: date("2026-03-01T14:01:00Z"),
	}}, people)
}

func TestOddStored(t *testing.T) {
	client, asked := answering(t, gives(map[string]string{
		"/v1/recordings?limit=100&roomName=%2Fa": `{"results":[],"cursor":null}`,
		"/v1/recordings?limit=100&roomName=a": `{"results":[{"recordingId":"r1","roomSessionId":null,"filename":"a.mp4",
			"startDate":"2026-03-01T14:00:00Z","endDate":"2026-03-01T14:30:00Z","sizeInMegaBytes":12.5}],"cursor":""}`,
		"/v1/recordings/r1": `{"recordingId":"r1"}`,
		"/v1/recordings/r2": `{"filename":"a"}`,
		"/v1/recordings/r1/access-link?validForSeconds=60": `{"accessLink":"https://x/a?sig=1","expires":1772373600000}`,
		"/v1/recordings/r2/access-link?validForSeconds=60": `{"accessLink":"javascript:alert(1)","expires":1772373600000}`,
		"/v1/transcriptions/t%2F1":                         `{"transcriptionId":"t/1","state":"in_progress","durationInSeconds":null,"type":"LIVE_TRANSCRIPTION"}`,
		"/v1/summaries/m1":                                 `{"summaryId":"m1","summary":{"summary":" They met. ","SOAP":{"plan":"x"}},"state":"completed","template":"SOAP"}`,
		"/v1/summaries/m2":                                 `{"summaryId":"m2","summary":"They met.","state":"ready"}`,
		"/v1/summaries/m3":                                 `{"summaryId":"m3","summary":null,"state":"in_progress"}`,
		"/v1/summaries?limit=20&sortBy=startDate%3Adesc":   `{"results":[{"summaryId":"m9","roomName":"/b","startDate":"2026-03-03T00:00:00Z"}],"cursor":2}`,
		"/v1/summaries?cursor=2&limit=20&sortBy=startDate%3Adesc": `{"results":[
			{"summaryId":"m8","roomName":"/a","startDate":"2026-03-02T00:00:00Z"},
			{"summaryId":"m7","roomName":"/a","startDate":"2026-02-02T00:00:00Z"}],"cursor":"3"}`,
		"/v1/summaries?cursor=3&limit=20&sortBy=startDate%3Adesc": `{"results":[{"summaryId":"m6","roomName":"/a","startDate":"2026-01-02T00:00:00Z"}],"cursor":"4"}`,
	}))

	recordings, err := client.ListRecordings(t.Context(), "/a")
	require.NoError(t, err)
	assert.Equal(t, []whereby.StoredRecording{{
		ID: "r1", Filename: "a.mp4", StartDate: date("2026-03-01T14:00:00Z"), EndDate: date("2026-03-01T14:30:00Z"), Megabytes: 12.5,
	}}, recordings)
	recording, err := client.GetRecording(t.Context(), "r1")
	require.NoError(t, err)
	assert.Equal(t, whereby.StoredRecording{ID: "r1"}, recording)
	_, err = client.GetRecording(t.Context(), "r2")
	assert.Equal(t, whereby.Unavailable, whereby.KindOf(err))
	_, err = client.GetRecording(t.Context(), "r3")
	assert.Equal(t, whereby.NotFound, whereby.KindOf(err))

	link, err := client.RecordingAccessLink(t.Context(), "r1", time.Minute)
	require.NoError(t, err)
	assert.Equal(t, "https://x/a?sig=1", link.URL)
	assert.Equal(t, date("2026-03-01T14:00:00Z"), link.Expires)
	_, err = client.RecordingAccessLink(t.Context(), "r2", time.Minute)
	assert.Equal(t, whereby.Unavailable, whereby.KindOf(err))
	assert.NotContains(t, err.Error(), "javascript")

	transcription, err := client.GetTranscription(t.Context(), "t/1")
	require.NoError(t, err)
	assert.Equal(t, whereby.Transcription{ID: "t/1", State: whereby.TranscriptionInProgress, Type: whereby.LiveTranscript}, transcription)

	for id, text := range map[string]string{"m1": "They met.", "m2": "They met.", "m3": ""} {
		summary, err := client.GetSummary(t.Context(), id)
		require.NoError(t, err)
		assert.Equal(t, text, summary.Text)
	}
	summaries, err := client.ListSummaries(t.Context(), "a", date("2026-03-01T00:00:00Z"))
	require.NoError(t, err)
	require.Len(t, summaries, 1)
	assert.Equal(t, "m8", summaries[0].ID)

	before := asked.Load()
	for _, validFor := range []time.Duration{0, -time.Second, whereby.MaxAccess + time.Second} {
		_, err = client.TranscriptionAccessLink(t.Context(), "t1", validFor)
		assert.Equal(t, whereby.Invalid, whereby.KindOf(err))
	}
	for _, call := range []func() error{
		func() error { _, err := client.GetRecording(t.Context(), ""); return err },
		func() error { _, err := client.TranscriptionAccessLink(t.Context(), "..", time.Minute); return err },
		func() error { _, err := client.ListRecordings(t.Context(), "/"); return err },
		func() error { _, err := client.ListRoomSessions(t.Context(), ""); return err },
		func() error { _, err := client.GetRoomInsights(t.Context(), ""); return err },
		func() error { _, err := client.ListParticipants(t.Context(), ""); return err },
		func() error { _, err := client.ListSummaries(t.Context(), "", time.Time{}); return err },
	} {
		assert.Equal(t, whereby.Invalid, whereby.KindOf(call()))
	}
	assert.Equal(t, before, asked.Load(), "a query without a name would ask for everything")
}

func TestListWithoutEnd(t *testing.T) {
	client, asked := answering(t, says(http.StatusOK, `{"results":[{"participantId":"p1"}],"cursor":"again"}`))
	people, err := client.ListParticipants(t.Context(), "s1")
	assert.Equal(t, whereby.Unavailable, whereby.KindOf(err))
	assert.Nil(t, people)
	assert.EqualValues(t, 50, asked.Load())

	for _, body := range []string{`null`, `{}`, `{"results":null}`, `{"results":[1]}`, `{"results":[null]}`, `<html>`} {
		client, _ := answering(t, says(http.StatusOK, body))
		_, err := client.ListParticipants(t.Context(), "s1")
		assert.Equal(t, whereby.Unavailable, whereby.KindOf(err), body)
	}
}

func TestAccessLinksStayOutOfLogs(t *testing.T) {
	link := whereby.AccessLink{URL: "https://files.example.com/a?sig=secret", Expires: date("2026-03-01T14:00:00Z")}
	out := written(t, link, &link, struct{ Link whereby.AccessLink }{link}, []whereby.AccessLink{link})
	assert.NotContains(t, out, "sig=")
	assert.NotContains(t, out, "files.example")
	assert.NotContains(t, out, fmt.Sprintf("%x", "sig="))
	assert.Contains(t, out, "access link until 2026-03-01T14:00:00Z")
}
