package wherebytest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/whereby/wherebytest"
)

// organization is a sandbox behind a server, with the plainest client.
type organization struct {
	*wherebytest.Sandbox
	t   *testing.T
	url string
}

func start(t *testing.T, options ...wherebytest.Option) organization {
	t.Helper()
	sandbox := wherebytest.New(options...)
	server := httptest.NewServer(sandbox)
	t.Cleanup(server.Close)
	t.Cleanup(sandbox.Close)
	return organization{sandbox, t, server.URL}
}

// ask sends JSON with the key and gives back status and body.
func (o organization) ask(method, path, body string) (int, string) {
	o.t.Helper()
	status, answer, _ := o.send(method, path, "application/json", strings.NewReader(body))
	return status, answer
}

func (o organization) send(method, path, contentType string, body io.Reader) (int, string, http.Header) {
	o.t.Helper()
	request, err := http.NewRequestWithContext(o.t.Context(), method, o.url+path, body)
	require.NoError(o.t, err)
	request.Header.Set("Authorization", "Bearer "+o.APIKey())
	request.Header.Set("Content-Type", contentType)
	answer, err := http.DefaultTransport.RoundTrip(request)
	require.NoError(o.t, err)
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	require.NoError(o.t, err)
	return answer.StatusCode, string(text), answer.Header
}

// create makes a meeting that ends an hour from now, with more properties as JSON.
func (o organization) create(more string) map[string]string {
	o.t.Helper()
	end := o.Clock().Now().Add(time.Hour).Format(time.RFC3339Nano)
	status, body := o.ask(http.MethodPost, "/v1/meetings", `{"endDate":"`+end+`"`+more+`}`)
	require.Equal(o.t, http.StatusCreated, status, body)
	var made map[string]string
	require.NoError(o.t, json.Unmarshal([]byte(body), &made))
	return made
}

func roomKey(t *testing.T, link string) string {
	t.Helper()
	_, key, found := strings.Cut(link, "?roomKey=")
	require.True(t, found, link)
	return key
}

func within(t *testing.T, d time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	t.Cleanup(cancel)
	return ctx
}

func TestKey(t *testing.T) {
	o := start(t)
	for _, header := range []string{"", "Bearer", "Bearer wrong", o.APIKey()} {
		for path, want := range map[string]string{"/v1/meetings": "token missing or invalid", "/_sandbox/meetings": "key is missing"} {
			request := httptest.NewRequest(http.MethodGet, path, nil)
			request.Header.Set("Authorization", header)
			answer := httptest.NewRecorder()
			o.ServeHTTP(answer, request)
			assert.Equal(t, http.StatusUnauthorized, answer.Code)
			assert.Contains(t, answer.Body.String(), want)
			assert.Empty(t, answer.Header().Get("Access-Control-Allow-Origin"))
		}
	}
}

func TestCreateValidates(t *testing.T) {
	o := start(t)
	o.Clock().Set(time.Date(2030, 1, 1, 12, 0, 0, 0, time.UTC))
	const ok = `"endDate":"2030-01-01T14:00:00Z"`
	tests := []struct {
		body   string
		status int
	}{
		{`{` + ok + `}`, 201},
		{`{"endDate":"2030-01-01T14:00:00"}`, 201},
		{`{"endDate":"2030-01-01T09:00:00-05:00"}`, 201},
		{`{"endDate":"2099-01-01"}`, 201},
		{`{` + ok + `,"startDate":"1999-01-01","isDialInEnabled":true,"roomMode":null,"recording":null}`, 201},
		{`{` + ok + `,"recording":{"type":"none","destination":{}}}`, 201},
		{`{` + ok + `,"roomNamePrefix":"` + strings.Repeat("a", 39) + `"}`, 201},
		{`{}`, 400},
		{``, 400},
		{`[]`, 400},
		{`{` + ok, 400},
		{`{"endDate":17}`, 400},
		{`{"endDate":"tomorrow"}`, 400},
		{`{"endDate":"2030-01-01T11:59:59Z"}`, 400},
		{`{"endDate":"2030-01-01T13:00:00+05:00"}`, 400},
		{`{` + ok + `,"isLocked":"yes"}`, 400},
		{`{` + ok + `,"roomMode":"personal"}`, 400},
		{`{` + ok + `,"roomNamePattern":"custom"}`, 400},
		{`{` + ok + `,"templateType":"x"}`, 400},
		{`{` + ok + `,"roomNamePrefix":"` + strings.Repeat("a", 40) + `"}`, 400},
		{`{` + ok + `,"roomNamePrefix":"/a"}`, 400},
		{`{` + ok + `,"roomNamePrefix":"ü"}`, 400},
		{`{` + ok + `,"roomNamePrefix":"a_b"}`, 400},
		{`{` + ok + `,"fields":"hostRoomUrl"}`, 400},
		{`{` + ok + `,"recording":{}}`, 400},
		{`{` + ok + `,"recording":{"type":"tape"}}`, 400},
		{`{` + ok + `,"recording":{"type":"cloud","startTrigger":"now"}}`, 400},
		{`{` + ok + `,"recording":{"type":"cloud","destination":{"provider":"ftp"}}}`, 400},
		{`{` + ok + `,"liveTranscription":{"language":"en,"}}`, 400},
		{`{` + ok + `,"streaming":{"startTrigger":"none"}}`, 400},
	}
	made := 0
	for _, test := range tests {
		status, body := o.ask(http.MethodPost, "/v1/meetings", test.body)
		assert.Equal(t, test.status, status, test.body+body)
		if test.status == 201 {
			made++
		} else {
			assert.Contains(t, body, `{"error":"`)
		}
	}
	assert.Len(t, o.Meetings(), made)

	status, _, _ := o.send(http.MethodPost, "/v1/meetings", "text/plain", strings.NewReader(`{`+ok+`}`))
	assert.Equal(t, http.StatusBadRequest, status)
}

func TestCreateAnswers(t *testing.T) {
	o := start(t, wherebytest.WithPublicURL("https://rooms.example.com/"))
	o.Clock().Set(time.Date(2030, 1, 1, 12, 0, 0, 0, time.UTC))

	made := o.create(`,"roomNamePrefix":" Team Standup-"`)
	assert.Regexp(t, `^/teamstandup-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`, made["roomName"])
	assert.Equal(t, "https://rooms.example.com"+made["roomName"], made["roomUrl"])
	assert.Regexp(t, `^\d{9}$`, made["meetingId"])
	assert.Regexp(t, `^2030-01-01T12:00:0\d\.\d{3}Z$`, made["startDate"])
	assert.Regexp(t, `^2030-01-01T13:00:0\d\.\d{3}Z$`, made["endDate"])
	assert.NotContains(t, made, "hostRoomUrl")

	assert.Contains(t, o.create(`,"fields":["hostRoomUrl","unknown"]`)["hostRoomUrl"], "?roomKey=eyJ")
	viewers := o.create(`,"templateType":"viewerMode","isLocked":false`)
	assert.NotEmpty(t, viewers["viewerRoomUrl"])
	last := o.Meetings()[2]
	assert.True(t, last.Locked)
	assert.Equal(t, "group", last.RoomMode)
	assert.Regexp(t, `^/[a-z0-9]{6}$`, o.create(`,"roomNamePattern":"human-short"`)["roomName"])
}

func TestLifetime(t *testing.T) {
	o := start(t, wherebytest.WithDeletion(5*time.Hour))
	made := o.create(`,"isLocked":true,"fields":["hostRoomUrl"]`)
	host := wherebytest.Person{DisplayName: "Ada", RoomKey: roomKey(t, made["hostRoomUrl"])}
	get := func() int {
		status, _ := o.ask(http.MethodGet, "/v1/meetings/"+made["meetingId"], "")
		return status
	}

	o.Clock().Advance(2*time.Hour - time.Minute)
	_, err := o.Join(made["roomName"], host)
	require.NoError(t, err, "in use until an hour after the end")

	o.Clock().Advance(2 * time.Minute)
	assert.False(t, o.Meetings()[0].Active)
	_, err = o.Join(made["roomName"], host)
	require.ErrorIs(t, err, wherebytest.ErrNoRoom)
	status, _ := o.ask(http.MethodGet, made["roomName"], "")
	assert.Equal(t, http.StatusNotFound, status)
	assert.Equal(t, http.StatusOK, get(), "inactive, not yet deleted")

	o.Clock().Advance(4 * time.Hour)
	assert.Equal(t, http.StatusNotFound, get())
	assert.Empty(t, o.Meetings())
}

func TestWhatFallsDueHappensByItself(t *testing.T) {
	box, address := receive(t)
	o := start(t, wherebytest.WithSessionEnd(50*time.Millisecond),
		wherebytest.WithWebhook(wherebytest.Webhook{URL: address, Secret: webhookSecret}))
	room := o.create("")["roomName"]
	_, err := o.Join(room, wherebytest.Person{DisplayName: "Ada"})
	require.NoError(t, err)
	second, err := o.Join(room, wherebytest.Person{DisplayName: "Bo"})
	require.NoError(t, err)
	require.NoError(t, o.Leave(room, second.ID))
	assert.Eventually(t, func() bool {
		events := box.peek()
		return len(events) == 5 && events[4] == "room.session.ended"
	}, 3*time.Second, 10*time.Millisecond)
}

func TestPoints(t *testing.T) {
	o := start(t, wherebytest.WithPoints(5))
	o.create("") // 3
	status, _, header := o.send(http.MethodDelete, "/v1/meetings/1", "", nil)
	assert.Equal(t, http.StatusNoContent, status) // 2
	assert.Equal(t, "5", header.Get("X-RateLimit-Limit"))
	assert.Equal(t, "0", header.Get("X-RateLimit-Remaining"))

	status, body, header := o.send(http.MethodGet, "/v1/meetings", "", nil)
	assert.Equal(t, http.StatusTooManyRequests, status)
	assert.Regexp(t, `^(60|59)$`, header.Get("Retry-After"))
	assert.NotEmpty(t, header.Get("X-RateLimit-Reset"))
	assert.Regexp(t, `"data":\{"msLeft":(60000|59\d{3})\}`, body)

	o.Clock().Advance(time.Minute)
	status, _ = o.ask(http.MethodGet, "/v1/meetings", "")
	assert.Equal(t, http.StatusOK, status)
}

func TestFaultsHitWhatTheyShould(t *testing.T) {
	o := start(t)
	made := o.create("")
	o.Inject(wherebytest.Fault{Kind: wherebytest.FaultForbidden, Method: http.MethodGet, Path: "/meetings/*", Times: 1})
	o.Inject(wherebytest.Fault{Kind: wherebytest.FaultServerError, Method: http.MethodDelete})

	for _, want := range []int{http.StatusForbidden, http.StatusOK} {
		status, _ := o.ask(http.MethodGet, "/v1/meetings/"+made["meetingId"], "")
		assert.Equal(t, want, status)
	}
	status, _ := o.ask(http.MethodGet, "/v1/meetings", "")
	assert.Equal(t, http.StatusOK, status)
	for range 3 {
		status, _ = o.ask(http.MethodDelete, "/v1/meetings/"+made["meetingId"], "")
		assert.Equal(t, http.StatusInternalServerError, status)
	}
	require.Len(t, o.Faults(), 1)
	o.ClearFaults()
	status, _ = o.ask(http.MethodDelete, "/v1/meetings/"+made["meetingId"], "")
	assert.Equal(t, http.StatusNoContent, status)

	requests := o.Requests()
	assert.Equal(t, wherebytest.FaultForbidden, requests[1].Fault)
	assert.Equal(t, http.StatusForbidden, requests[1].Status)
	assert.Equal(t, "/v1/meetings/"+made["meetingId"], requests[1].Path)
	assert.Empty(t, requests[2].Fault)
}

func TestCloseEndsWhatHangs(t *testing.T) {
	o := start(t)
	o.Inject(wherebytest.Fault{Kind: wherebytest.FaultHang})
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, o.url+"/v1/meetings", nil)
	require.NoError(t, err)
	ended := make(chan error, 1)
	go func() {
		answer, err := http.DefaultTransport.RoundTrip(request)
		if err == nil {
			_ = answer.Body.Close()
		}
		ended <- err
	}()
	time.Sleep(50 * time.Millisecond)
	o.Close()
	select {
	case err := <-ended:
		require.Error(t, err)
	case <-time.After(2 * time.Second):
		t.Fatal("still hanging")
	}
}

func TestThemes(t *testing.T) {
	o := start(t)
	name := strings.TrimPrefix(o.create("")["roomName"], "/")
	upload := func(path, part string, size int) int {
		var body bytes.Buffer
		form := multipart.NewWriter(&body)
		file, err := form.CreateFormFile(part, "image.png")
		require.NoError(t, err)
		_, _ = file.Write(make([]byte, size))
		require.NoError(t, form.Close())
		status, _, _ := o.send(http.MethodPut, path, form.FormDataContentType(), &body)
		return status
	}
	put := func(path, body string) int {
		status, _ := o.ask(http.MethodPut, path, body)
		return status
	}
	tokens := `{"tokens":{"colors":{"primary":"#AABBCC"}},"tokensPreset":"custom"}`

	for _, spelling := range []string{name, "%2F" + name, "/" + name} {
		assert.Equal(t, 204, put("/v1/rooms/"+spelling+"/theme/tokens", tokens), spelling)
		assert.Equal(t, 204, upload("/v1/rooms/"+spelling+"/theme/logo", "image", 900_000), spelling)
	}
	base := "/v1/rooms/" + name + "/theme/"
	assert.Equal(t, 204, put(base+"room-background", `{"palette":"grey","theme":"rocks"}`))
	assert.Equal(t, 204, upload(base+"room-knock-page-background", "image", 600_000))
	assert.Equal(t, 204, put(base+"logo", `{"theme":"default"}`))

	assert.Equal(t, 400, put(base+"tokens", `{"tokens":{"colors":{"primary":"red"}}}`))
	assert.Equal(t, 400, put(base+"logo", `{"theme":"rocks"}`))
	assert.Equal(t, 400, put(base+"room-background", `{"palette":"blue"}`))
	assert.Equal(t, 400, upload(base+"room-background", "image", 600_001))
	assert.Equal(t, 400, upload(base+"room-background", "file", 10))
	assert.Equal(t, 400, upload(base+"tokens", "image", 10))
	status, _, _ := o.send(http.MethodPut, base+"logo", "image/png", strings.NewReader("x"))
	assert.Equal(t, 400, status)
	assert.Equal(t, 404, put("/v1/rooms/nobody/theme/tokens", tokens))
	assert.Equal(t, 404, put(base+"font", tokens))

	theme := o.Theme(name)
	assert.JSONEq(t, tokens, string(theme["tokens"].JSON))
	assert.JSONEq(t, `{"theme":"default"}`, string(theme["logo"].JSON))
	assert.Len(t, theme["room-knock-page-background"].Image, 600_000)
	assert.Equal(t, "/v1/rooms//"+name+"/theme/tokens", theme["tokens"].EscapedURL)
}

func TestControl(t *testing.T) {
	o := start(t)
	made := o.create(`,"isLocked":true,"fields":["hostRoomUrl"]`)
	name := strings.TrimPrefix(made["roomName"], "/")
	people := "/_sandbox/rooms/" + name + "/participants"
	tests := []struct {
		method, path, body string
		status             int
		answer             string // a part of it
	}{
		{"GET", "/_sandbox/meetings", "", 200, `"host_key":"eyJ`},
		{"POST", "/_sandbox/faults", `{"kind":"500","method":"GET","path":"/meetings","times":1,"delay_ms":5,"after_work":true}`, 204, ""},
		{"POST", "/_sandbox/faults", `{"kind":"flood"}`, 400, "unknown kind"},
		{"POST", "/_sandbox/faults", `{"kind":"500","path2":"/x"}`, 400, "path2"},
		{"GET", "/_sandbox/faults", "", 200, `{"kind":"500","method":"GET","path":"/meetings","times":1,"after_work":true,"delay_ms":5}`},
		{"GET", "/v1/meetings", "", 500, ""},
		{"GET", "/v1/meetings", "", 200, ""},
		{"POST", "/_sandbox/faults", `{"kind":"429"}`, 204, ""},
		{"DELETE", "/_sandbox/faults", "", 204, ""},
		{"GET", "/v1/meetings", "", 200, ""},
		{"GET", "/_sandbox/requests", "", 200, `"path":"/v1/meetings","status":500,"fault":"500"`},
		{"DELETE", "/_sandbox/requests", "", 204, ""},
		{"GET", "/_sandbox/requests", "", 200, `[]`},
		{"POST", people, `{"displayName":"Bo"}`, 403, "room_locked"},
		{"POST", people, `{"displayName":"Bo","knock":true}`, 201, `"knocking":true`},
		{"POST", people, `{"displayName":""}`, 400, "invalid_parameters"},
		{"GET", people, "", 200, `"display_name":"Bo"`},
		{"POST", people, `{"bot":"recorder"}`, 201, `"role":"recorder"`},
		{"POST", people, `{"bot":"host"}`, 400, "no bot"},
		{"PUT", people + "/nobody", `{"let_in":true}`, 404, "not_in_room"},
		{"DELETE", people + "/nobody", "", 404, "not_in_room"},
		{"GET", "/_sandbox/rooms/nowhere/participants", "", 404, "invalid_room_name"},
		{"PUT", "/_sandbox/plan", `{"plan":"free"}`, 204, ""},
		{"PUT", "/_sandbox/plan", `{"plan":"gold"}`, 400, "gold"},
		{"POST", "/_sandbox/clock", `{"now":"2040-01-01T00:00:00Z","advance_ms":60000}`, 204, ""},
		{"GET", "/_sandbox/clock", "", 200, `{"now":"2040-01-01T00:01:0`},
		{"GET", "/_sandbox/meetings", "", 200, `[]`},
		{"PUT", "/_sandbox/points", `{"limit":0}`, 204, ""},
		{"GET", "/v1/meetings", "", 429, ""},
		{"GET", "/_sandbox/nothing", "", 404, ""},
	}
	for _, test := range tests {
		status, answer := o.ask(test.method, test.path, test.body)
		assert.Equal(t, test.status, status, "%s %s: %s", test.method, test.path, answer)
		assert.Contains(t, answer, test.answer)
	}
}
