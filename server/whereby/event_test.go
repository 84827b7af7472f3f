package whereby_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/whereby"
)

// eventJSON is an event's body with the data given.
func eventJSON(eventType, data string) string {
	return `{"id":"e1","apiVersion":"1.0","createdAt":"2026-03-01T14:05:40.118Z","type":"` + eventType + `","data":` + data + `}`
}

func TestParseEvent(t *testing.T) {
	const room = `"meetingId":"118000421","roomName":"/acme-1","subdomain":"acmeco","roomSessionId":"s1"`
	inRoom := whereby.EventRoom{MeetingID: "118000421", RoomName: "/acme-1", Subdomain: "acmeco", RoomSessionID: "s1"}
	const ada = `,"participantId":"p1","displayName":"Ada","metadata":"m","externalId":"u-1"`
	tests := []struct {
		eventType, data string
		want            whereby.Event // but for the envelope
	}{
		{
			"room.client.joined", `{` + room + ada + `,"roleName":"host","numClients":3,"numClientsByRoleName":{"host":1,"recorder":2},"isDialIn":true}`,
			whereby.Event{Room: inRoom, Client: &whereby.EventClient{
				ParticipantID: "p1", DisplayName: "Ada", Metadata: "m", ExternalID: "u-1", Role: whereby.RoleHost,
				Clients: 3, ClientsByRole: map[string]int{"host": 1, "recorder": 2}, IsDialIn: true,
			}},
		},
		{
			"room.client.left", `{"roomName":"/acme-1","roomSessionId":null,"metadata":null,"externalId":null,"numClients":null,"numClientsByRoleName":null,"isDialIn":null}`,
			whereby.Event{Room: whereby.EventRoom{RoomName: "/acme-1"}, Client: &whereby.EventClient{Clients: -1}},
		},
		{
			"room.client.knocked", `{` + room + ada + `}`,
			whereby.Event{Room: inRoom, Client: &whereby.EventClient{ParticipantID: "p1", DisplayName: "Ada", Metadata: "m", ExternalID: "u-1", Clients: -1}},
		},
		{
			"room.client.knockCancelled", `{` + room + `,"participantId":"p1"}`,
			whereby.Event{Room: inRoom, Client: &whereby.EventClient{ParticipantID: "p1", Clients: -1}},
		},
		{"room.session.started", `{` + room + `}`, whereby.Event{Room: inRoom}},
		{"room.session.ended", `{` + room + `,"displayName":"nobody"}`, whereby.Event{Room: inRoom}},
		{
			"recording.finished", `{"recordingId":"r1","filename":"acme-1.mp4","roomName":"/acme-1","status":"completed"}`,
			whereby.Event{
				Room:      whereby.EventRoom{RoomName: "/acme-1"},
				Recording: &whereby.EventRecording{ID: "r1", Filename: "acme-1.mp4", Status: "completed"},
			},
		},
		{
			"transcription.finished", `{"roomName":"/acme-1","roomSessionId":"s1","transcriptionId":"t1","type":"RECORDING_TRANSCRIPTION","status":"ready",
				"filename":"a.md","storageType":"WHEREBY_HOSTED","durationInSeconds":61.5,"recordingId":"r1"}`,
			whereby.Event{
				Room: whereby.EventRoom{RoomName: "/acme-1", RoomSessionID: "s1"},
				Transcription: &whereby.EventTranscription{
					ID: "t1", Type: whereby.RecordingTranscript, Status: whereby.TranscriptionReady, Filename: "a.md",
					Storage: whereby.StorageWhereby, Duration: 61500 * time.Millisecond, RecordingID: "r1",
				},
			},
		},
		{
			"transcription.failed", `{"transcriptionId":"t1","type":"LIVE_TRANSCRIPTION","status":"failed","error":"no speech"}`,
			whereby.Event{Transcription: &whereby.EventTranscription{
				ID: "t1", Type: whereby.LiveTranscript, Status: whereby.TranscriptionFailed, Error: "no speech",
			}},
		},
		{"transcription.started", `{}`, whereby.Event{Transcription: &whereby.EventTranscription{}}},
		{"assistant.requested", `{` + room + `}`, whereby.Event{}},
		{"room.client.levitated", `{` + room + ada + `}`, whereby.Event{}},
		{"room.session.started", `null`, whereby.Event{}},
		{"room.session.started", `[1,{"roomName":"/x"}]`, whereby.Event{}},
		{"room.client.knocked", `"none"`, whereby.Event{Client: &whereby.EventClient{Clients: -1}}},
		{
			"room.client.joined", `{"meetingId":118000421,"roomName":{"a":1},"subdomain":["x"],"roomSessionId":false,"displayName":"\u0000A\u0000da \ud800",
				"numClients":1e999,"numClientsByRoleName":{"host":"two","visitor":1e30,"viewer":-4},"isDialIn":"yes","externalId":"u-1"}`,
			whereby.Event{
				Room: whereby.EventRoom{MeetingID: "118000421"},
				Client: &whereby.EventClient{
					DisplayName: "Ada \uFFFD", ExternalID: "u-1",
					ClientsByRole: map[string]int{"host": 0, "visitor": math.MaxInt32, "viewer": 0},
				},
			},
		},
		{
			"transcription.finished", `{"durationInSeconds":1e300,"roomName":` + strings.Repeat("[", 5000) + strings.Repeat("]", 5000) + `,"filename":"a"}`,
			whereby.Event{Transcription: &whereby.EventTranscription{Duration: math.MaxInt32 * time.Second, Filename: "a"}},
		},
	}
	for _, test := range tests {
		t.Run(test.eventType, func(t *testing.T) {
			event, err := whereby.ParseEvent([]byte(eventJSON(test.eventType, test.data)))
			require.NoError(t, err)
			test.want.ID, test.want.APIVersion, test.want.Type = "e1", "1.0", whereby.EventType(test.eventType)
			test.want.CreatedAt = time.Date(2026, 3, 1, 14, 5, 40, 118_000_000, time.UTC)
			assert.Equal(t, test.want, event)
		})
	}
}

func TestParseEventEnvelope(t *testing.T) {
	event, err := whereby.ParseEvent([]byte(` {"id":17,"type":"new","createdAt":1740819600000,"apiVersion":null,"more":{}} `))
	require.NoError(t, err)
	assert.Equal(t, whereby.Event{ID: "17", Type: "new", CreatedAt: time.UnixMilli(1740819600000).UTC()}, event)

	for _, body := range []string{
		``, `null`, `[]`, `17`, `"x"`, `<html>`, `{}`, `{"id":"1"}`, `{"type":"x"}`, `{"id":null,"type":"x"}`, `{"id":"1","type":["x"]}`,
		`{"id":"1","type":"x"`, `{"id":"1","type":"x"}{}`,
		`{"id":"1","type":"x","data":` + strings.Repeat(`{"a":`, 200_000) + `1` + strings.Repeat(`}`, 200_000) + `}`,
	} {
		event, err := whereby.ParseEvent([]byte(body))
		require.Error(t, err, body[:min(len(body), 50)])
		assert.Zero(t, event)
		assert.Less(t, len(err.Error()), 100)
	}
}

func TestIsBot(t *testing.T) {
	for _, role := range []string{"recorder", "streamer", "captioner", "assistant"} {
		assert.True(t, whereby.IsBot(role), role)
	}
	for _, role := range []string{"host", "visitor", "granted_visitor", "viewer", "owner", "member", "", "Recorder", "newcomer"} {
		assert.False(t, whereby.IsBot(role), role)
	}
}

func FuzzParseEvent(f *testing.F) {
	for _, eventType := range []string{"room.client.joined", "room.session.ended", "recording.finished", "transcription.failed", "new"} {
		f.Add([]byte(eventJSON(eventType, `{"meetingId":null,"roomName":"/a","numClients":1e9,"numClientsByRoleName":{"host":2},"durationInSeconds":-1}`)))
	}
	f.Add([]byte(vectorBody))
	f.Add([]byte(`{"id":1,"type":"room.client.left","data":[[[[]]]],"createdAt":99999999999999999999}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		event, err := whereby.ParseEvent(body)
		if err != nil {
			assert.Zero(t, event)
			return
		}
		assert.NotEmpty(t, event.ID)
		assert.NotEmpty(t, event.Type)
		for _, text := range []string{event.ID, string(event.Type), event.Room.RoomName, event.Room.MeetingID} {
			assert.NotContains(t, text, "\x00")
		}
		if event.Client != nil {
			assert.GreaterOrEqual(t, event.Client.Clients, -1)
		}
		if event.Transcription != nil {
			assert.GreaterOrEqual(t, event.Transcription.Duration, time.Duration(0))
		}
	})
}
