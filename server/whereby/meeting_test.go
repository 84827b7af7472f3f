package whereby_test

import (
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/whereby"
	"mattermost-plugin-whereby/server/whereby/wherebytest"
)

func TestMeetingLifeAgainstTheSandbox(t *testing.T) {
	sandbox, client := newSandbox(t)
	end := time.Now().Add(2 * time.Hour)

	made, err := client.CreateMeeting(t.Context(), whereby.CreateMeeting{
		EndDate: end, IsLocked: true, RoomMode: whereby.RoomGroup,
		RoomNamePrefix: "team-standup-", RoomNamePattern: whereby.PatternHumanShort,
		Fields:            []string{whereby.FieldHostRoomURL},
		Recording:         &whereby.Recording{Type: whereby.RecordingCloud, StartTrigger: whereby.TriggerAutomaticSecond},
		LiveTranscription: &whereby.LiveTranscription{StartTrigger: whereby.TriggerManual, Language: "de"},
		Streaming: &whereby.Streaming{
			Destination:  whereby.StreamingDestination{URL: "rtmp://live.example.com/key"},
			StartTrigger: whereby.TriggerPrompt,
		},
	})
	require.NoError(t, err)
	assert.Regexp(t, `^/team-standup-[a-z0-9]{6}$`, made.RoomName)
	assert.Regexp(t, `^http://127\.0\.0\.1:\d+/team-standup-[a-z0-9]{6}$`, made.RoomURL)
	assert.Contains(t, made.HostRoomURL, made.RoomURL+"?roomKey=eyJ")
	assert.Empty(t, made.ViewerRoomURL)
	assert.WithinDuration(t, end, made.EndDate, time.Millisecond)
	assert.WithinDuration(t, time.Now(), made.StartDate, time.Second)
	assert.True(t, sandbox.Meetings()[0].Locked)
	assert.Equal(t, "group", sandbox.Meetings()[0].RoomMode)

	got, err := client.GetMeeting(t.Context(), made.ID, whereby.FieldHostRoomURL, whereby.FieldViewerRoomURL)
	require.NoError(t, err)
	assert.NotEmpty(t, got.ViewerRoomURL)
	got.ViewerRoomURL = ""
	assert.True(t, got == made)

	require.NoError(t, client.DeleteMeeting(t.Context(), made.ID))
	require.NoError(t, client.DeleteMeeting(t.Context(), made.ID), "deleting again is no error")
	_, err = client.GetMeeting(t.Context(), made.ID)
	assert.Equal(t, whereby.NotFound, whereby.KindOf(err))
}

func TestViewerMode(t *testing.T) {
	sandbox, client := newSandbox(t)
	made, err := client.CreateMeeting(t.Context(), whereby.CreateMeeting{
		EndDate: time.Now().Add(time.Hour), TemplateType: whereby.TemplateViewerMode,
	})
	require.NoError(t, err)
	assert.NotEmpty(t, made.HostRoomURL)
	assert.NotEmpty(t, made.ViewerRoomURL)
	assert.Contains(t, string(sandbox.Meetings()[0].Request), `"isLocked":true`, "never contradicts the template")
}

func TestPlanWithoutRecording(t *testing.T) {
	_, client := newSandbox(t, wherebytest.WithPlan(wherebytest.PlanFree))
	meeting := inAnHour()
	meeting.Recording = &whereby.Recording{Type: whereby.RecordingCloud}
	_, err := client.CreateMeeting(t.Context(), meeting)
	assert.Equal(t, whereby.Forbidden, whereby.KindOf(err))
}

func TestListPages(t *testing.T) {
	_, client := newSandbox(t)
	var want, got []string
	for range 5 {
		made, err := client.CreateMeeting(t.Context(), inAnHour())
		require.NoError(t, err)
		want = append(want, made.ID)
	}
	list := whereby.ListMeetings{Limit: 2, Fields: []string{whereby.FieldHostRoomURL}}
	for pages := 1; ; pages++ {
		page, err := client.ListMeetings(t.Context(), list)
		require.NoError(t, err)
		for _, meeting := range page.Meetings {
			got = append(got, meeting.ID)
			assert.NotEmpty(t, meeting.HostRoomURL)
		}
		if list.Cursor = page.Cursor; list.Cursor == "" {
			assert.Equal(t, 3, pages)
			break
		}
	}
	assert.Equal(t, want, got)

	_, err := client.ListMeetings(t.Context(), whereby.ListMeetings{Limit: 101})
	assert.Equal(t, whereby.Invalid, whereby.KindOf(err))
}

func TestCreateMeetingBody(t *testing.T) {
	end := time.Date(2030, 1, 2, 3, 4, 5, 678901234, time.FixedZone("", 3600))
	tests := []struct {
		name    string
		meeting whereby.CreateMeeting
		body    string
	}{
		{"the least", whereby.CreateMeeting{EndDate: end}, `{"endDate":"2030-01-02T02:04:05.678Z","isLocked":false}`},
		{"everything", whereby.CreateMeeting{
			EndDate: end, IsLocked: true, RoomMode: whereby.RoomNormal,
			RoomNamePrefix: "a-", RoomNamePattern: whereby.PatternUUID, TemplateType: whereby.TemplateViewerMode,
			Fields: []string{whereby.FieldHostRoomURL, whereby.FieldViewerRoomURL},
			Recording: &whereby.Recording{
				Type: whereby.RecordingCloud,
				Destination: &whereby.Destination{
					Provider: whereby.ProviderS3, AuthenticationType: whereby.AuthenticationAccessKey, Bucket: "b/c",
					AccessKeyID: "id", AccessKeySecret: "secret", Region: "eu-west-1", FileFormat: whereby.FormatMP4,
				},
				StartTrigger: whereby.TriggerAutomatic,
			},
			LiveTranscription: &whereby.LiveTranscription{
				Destination:  &whereby.Destination{Provider: whereby.ProviderS3, OIDCRoleARN: "arn", AuthenticationType: whereby.AuthenticationRoleBased},
				StartTrigger: whereby.TriggerNone, Language: "pt-BR", LiveCaptions: true,
			},
			Streaming: &whereby.Streaming{Destination: whereby.StreamingDestination{URL: "rtmp://x/y"}, StartTrigger: whereby.TriggerPrompt},
		}, `{
			"endDate":"2030-01-02T02:04:05.678Z","isLocked":true,"roomMode":"normal","roomNamePrefix":"a-",
			"roomNamePattern":"uuid","templateType":"viewerMode","fields":["hostRoomUrl","viewerRoomUrl"],
			"recording":{"type":"cloud","startTrigger":"automatic","destination":{"provider":"s3","authenticationType":"accessKey",
				"bucket":"b/c","accessKeyId":"id","accessKeySecret":"secret","region":"eu-west-1","fileFormat":"mp4"}},
			"liveTranscription":{"startTrigger":"none","language":"pt-BR","liveCaptions":true,
				"destination":{"provider":"s3","authenticationType":"roleBased","oidcRoleArn":"arn"}},
			"streaming":{"destination":{"url":"rtmp://x/y"},"startTrigger":"prompt"}}`},
		{"as the organization has it", whereby.CreateMeeting{
			EndDate: end, Recording: &whereby.Recording{Type: whereby.RecordingNone},
			LiveTranscription: &whereby.LiveTranscription{},
		}, `{"endDate":"2030-01-02T02:04:05.678Z","isLocked":false,
			"recording":{"type":"none","destination":null,"startTrigger":null},
			"liveTranscription":{"destination":null,"startTrigger":null}}`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			client, _ := answering(t, func(w http.ResponseWriter, r *http.Request) {
				body, err := io.ReadAll(r.Body)
				assert.NoError(t, err)
				assert.JSONEq(t, test.body, string(body))
				assert.Equal(t, "application/json", r.Header.Get("Content-Type"))
				assert.Equal(t, "Bearer "+testKey, r.Header.Get("Authorization"))
				says(http.StatusCreated, `{"meetingId":"1","roomUrl":"https://x.whereby.com/a"}`)(w, r)
			})
			_, err := client.CreateMeeting(t.Context(), test.meeting)
			require.NoError(t, err)
		})
	}

	client, asked := answering(t, says(http.StatusCreated, ""))
	_, err := client.CreateMeeting(t.Context(), whereby.CreateMeeting{})
	assert.Equal(t, whereby.Invalid, whereby.KindOf(err))
	assert.Zero(t, asked.Load())
}

func TestOddAnswersToCreate(t *testing.T) {
	tests := []struct {
		name     string
		status   int
		body     string
		kind     whereby.Kind // 0: a meeting
		happened bool
		id       string
	}{
		{"old form without room name", 201, `{"meetingId":"7","roomUrl":"https://x.whereby.com/a-b","new":{"field":1}}`, 0, false, "7"},
		{"no id", 201, `{"roomUrl":"https://x.whereby.com/a-b"}`, whereby.Unavailable, true, ""},
		{"no room", 201, `{"meetingId":"7"}`, whereby.Unavailable, true, "7"},
		{"room is a script", 201, `{"meetingId":"7","roomUrl":"javascript:alert(1)"}`, whereby.Unavailable, true, "7"},
		{"host link is a script", 201, `{"meetingId":"7","roomUrl":"https://x/a","hostRoomUrl":"javascript:alert(1)"}`, whereby.Unavailable, true, "7"},
		{"null", 201, `null`, whereby.Unavailable, true, ""},
		{"array", 201, `[]`, whereby.Unavailable, true, ""},
		{"empty", 201, ``, whereby.Unavailable, true, ""},
		{"no content", 204, ``, whereby.Unavailable, true, ""},
		{"page", 200, `<html>`, whereby.Unavailable, true, ""},
		{"400", 400, `{"error":"endDate is required"}`, whereby.Invalid, false, ""},
		{"422", 422, `{"message":"bad"}`, whereby.Invalid, false, ""},
		{"404", 404, `<html>`, whereby.NotFound, false, ""},
		{"402", 402, ``, whereby.Invalid, false, ""},
		{"408", 408, ``, whereby.Unavailable, true, ""},
		{"503", 503, `<html>`, whereby.Unavailable, true, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			client, asked := answering(t, says(test.status, test.body))
			made, err := client.CreateMeeting(t.Context(), inAnHour())
			assert.Equal(t, test.id, made.ID)
			assert.EqualValues(t, 1, asked.Load())
			if test.kind == 0 {
				require.NoError(t, err)
				assert.Equal(t, "/a-b", made.RoomName)
				return
			}
			e := asError(t, err)
			assert.Equal(t, test.kind, e.Kind)
			assert.Equal(t, test.happened, e.MayHaveHappened())
			assert.NotContains(t, e.Error(), "javascript")
		})
	}
}

func TestOddAnswersToList(t *testing.T) {
	const one = `{"meetingId":"7","roomUrl":"https://x.whereby.com/a","endDate":"not a date"}`
	tests := map[string]int{ // body → number of meetings, -1 for an error
		`{"results":[` + one + `],"cursor":null}`: 1,
		`[` + one + `]`:         1,
		`[]`:                    0,
		`{"results":[]}`:        0,
		`{}`:                    -1,
		`null`:                  -1,
		`{"results":"none"}`:    -1,
		`{"results":[{"meet`:    -1,
		`<html>ok</html>`:       -1,
		`{"results":[17,true]}`: -1,
	}
	for body, want := range tests {
		t.Run(body, func(t *testing.T) {
			t.Parallel()
			client, _ := answering(t, says(http.StatusOK, body))
			page, err := client.ListMeetings(t.Context(), whereby.ListMeetings{})
			if want < 0 {
				assert.Equal(t, whereby.Unavailable, whereby.KindOf(err))
				return
			}
			require.NoError(t, err)
			assert.Len(t, page.Meetings, want)
			assert.Empty(t, page.Cursor)
		})
	}
}
