package api

import (
	"bytes"
	"context"
	"encoding/json"
	"image"
	"image/png"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mattermost/mattermost/server/public/plugin/plugintest"

	"mattermost-plugin-whereby/server/brand"
	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/config"
	"mattermost-plugin-whereby/server/i18n"
	"mattermost-plugin-whereby/server/whereby"
)

// staff knows an admin and others.
type staff struct{}

func (staff) Person(userID string) (call.Person, error) {
	return call.Person{ID: userID, Locale: "en", Admin: userID == "admin"}, nil
}

func (staff) Prefer(string, string, string) {}

// office is the part of the API for system admins.
type office struct {
	images   map[string]brand.Image
	tried    []whereby.Credentials
	wants    whereby.Wants
	findings []whereby.Finding
	settings config.Snapshot
	api      *API
	handler  http.Handler
}

func (o *office) AddImage(_ context.Context, image brand.Image) error {
	o.images[image.ID] = image
	return nil
}

func (o *office) Image(_ context.Context, id string) (brand.Image, error) {
	if image, found := o.images[id]; found {
		return image, nil
	}
	return brand.Image{}, &call.Error{Code: call.CodeNoImage}
}

func (o *office) check(_ context.Context, credentials whereby.Credentials, wants whereby.Wants) []whereby.Finding {
	o.tried, o.wants = append(o.tried, credentials), wants
	return o.findings
}

func newOffice(t *testing.T) *office {
	t.Helper()
	bundle := &plugintest.API{}
	bundle.On("GetBundlePath").Return("../..", nil)
	words, err := i18n.Load(bundle)
	require.NoError(t, err)
	o := &office{images: map[string]brand.Image{}, settings: config.Snapshot{Config: config.Defaults()}}
	o.settings.APIKey = "in force"
	o.api = &API{
		People: staff{}, Images: o, Check: o.check, Words: words, Now: func() time.Time { return time.UnixMilli(7) },
		Settings: func() config.Snapshot { return o.settings }, Log: slog.New(slog.DiscardHandler),
	}
	o.handler = o.api.Handler()
	return o
}

func (o *office) do(userID, method, path string, body io.Reader) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, body)
	r.Header.Set(userHeader, userID)
	w := httptest.NewRecorder()
	o.handler.ServeHTTP(w, r)
	return w
}

// code is the code of an error answer.
func code(t *testing.T, w *httptest.ResponseRecorder) call.Code {
	t.Helper()
	var answer errorAnswer
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &answer))
	assert.NotEmpty(t, answer.Error.Message)
	return answer.Error.Code
}

func picture(t *testing.T, width int) []byte {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, png.Encode(&out, image.NewGray(image.Rect(0, 0, width, 100))))
	return out.Bytes()
}

func TestOnlyAdmins(t *testing.T) {
	o := newOffice(t)
	for _, route := range []string{"POST /api/v1/admin/images?kind=logo", "GET /api/v1/admin/images/x", "POST /api/v1/admin/test", "POST /api/v1/admin/connections/test"} {
		method, path, _ := strings.Cut(route, " ")
		w := o.do("", method, path, strings.NewReader("{}"))
		assert.Equal(t, http.StatusUnauthorized, w.Code, route)
		w = o.do("member", method, path, strings.NewReader("{}"))
		assert.Equal(t, http.StatusForbidden, w.Code, route)
		assert.Equal(t, call.CodeNotAdmin, code(t, w), route)
	}
	assert.Empty(t, o.images)
	assert.Empty(t, o.tried)
}

func TestImages(t *testing.T) {
	o := newOffice(t)
	logo := picture(t, 400)
	w := o.do("admin", "POST", "/api/v1/admin/images?kind=logo", bytes.NewReader(logo))
	assert.Equal(t, http.StatusCreated, w.Code)
	var answer struct {
		ID                   string
		Width, Height, Bytes int
	}
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &answer))
	assert.Equal(t, []int{400, 100, len(logo)}, []int{answer.Width, answer.Height, answer.Bytes})
	stored := o.images[answer.ID]
	assert.Equal(t, logo, stored.Data)
	assert.Equal(t, "admin", stored.MadeBy)
	assert.Equal(t, time.UnixMilli(7), stored.MadeAt)

	w = o.do("admin", "GET", "/api/v1/admin/images/"+answer.ID, nil)
	assert.Equal(t, logo, w.Body.Bytes())
	assert.Equal(t, "image/png", w.Header().Get("Content-Type"))
	assert.Equal(t, "nosniff", w.Header().Get("X-Content-Type-Options"))
	assert.Equal(t, "default-src 'none'; sandbox", w.Header().Get("Content-Security-Policy"))

	for _, id := range []string{"x", strings.ToUpper(answer.ID), strings.Repeat("0", 64)} {
		w = o.do("admin", "GET", "/api/v1/admin/images/"+id, nil)
		assert.Equal(t, http.StatusNotFound, w.Code)
		assert.Equal(t, call.CodeNoImage, code(t, w))
	}
}

func TestBadImages(t *testing.T) {
	padded := func(length int) []byte { return append(picture(t, 400), make([]byte, length)...) }
	for name, test := range map[string]struct {
		query string
		body  []byte
		code  call.Code
		said  string
	}{
		"no kind":          {"", picture(t, 400), call.CodeInvalid, "kind"},
		"nothing":          {"?kind=logo", nil, call.CodeBadImage, "not a PNG"},
		"narrow":           {"?kind=room_background", picture(t, 1399), call.CodeBadImage, "at least 1400 pixels"},
		"cut off":          {"?kind=logo", picture(t, 400)[:60], call.CodeBadImage, "incomplete"},
		"too large":        {"?kind=logo", padded(600_000), call.CodeBadImage, "larger than 600 kB"},
		"far too large":    {"?kind=logo", padded(700_000), call.CodeBadImage, "larger than 600 kB"},
		"larger than JSON": {"?kind=logo", padded(maxBody), call.CodeBadImage, "damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			w := o.do("admin", "POST", "/api/v1/admin/images"+test.query, bytes.NewReader(test.body))
			assert.Equal(t, http.StatusBadRequest, w.Code)
			assert.Equal(t, test.code, code(t, w))
			assert.Contains(t, w.Body.String(), test.said)
			assert.Empty(t, o.images)
		})
	}
	w := newOffice(t).do("admin", "POST", "/api/v1/admin/test", bytes.NewReader(append([]byte(`{"api_key":"`), bytes.Repeat([]byte("x"), maxBody)...)))
	assert.Equal(t, http.StatusRequestEntityTooLarge, w.Code, "all other routes take less")
}

func TestTestConnection(t *testing.T) {
	const usual = "https://api.whereby.dev/v1"
	for name, test := range map[string]struct{ body, url, key string }{
		"as in force": {`{}`, usual, "in force"},
		"masked":      {`{"api_key":"********************************","api_url":"***"}`, usual, "in force"},
		"given":       {`{"api_key":" new ","api_url":"http://localhost:9000/v1"}`, "http://localhost:9000/v1", "new"},
		"emptied":     {`{"api_key":"","api_url":""}`, usual, "from-the-environment"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("WHEREBY_API_KEY", "from-the-environment")
			o := newOffice(t)
			o.settings.AllowRecording = true
			o.findings = []whereby.Finding{{Level: whereby.LevelOK, Code: whereby.FoundKeyWorks}, {Level: whereby.LevelWarning, Code: whereby.FoundNoRecording}}
			w := o.do("admin", "POST", "/api/v1/admin/test", strings.NewReader(test.body))
			require.Equal(t, http.StatusOK, w.Code)
			assert.JSONEq(t, `{"ok":true,"findings":[
				{"level":"ok","code":"key_works","text":"Whereby accepts the API key."},
				{"level":"warning","code":"no_recording","text":"Your Whereby plan does not include cloud recording. Calls with it cannot be started; switch off recording below, or change the plan in the Whereby dashboard."}]}`, w.Body.String())
			assert.Equal(t, test.url, o.tried[0].BaseURL)
			assert.Equal(t, test.key, o.tried[0].APIKey)
			assert.Equal(t, whereby.Wants{Record: true}, o.wants)
		})
	}

	o := newOffice(t)
	o.findings = []whereby.Finding{{Level: whereby.LevelProblem, Code: whereby.FoundKeyWrong}}
	assert.Contains(t, o.do("admin", "POST", "/api/v1/admin/test", strings.NewReader("{}")).Body.String(), `{"ok":false,`)

	for address, want := range map[string]string{"http://evil.example/v1": "url_insecure", "api.whereby.dev": "url"} {
		o = newOffice(t)
		w := o.do("admin", "POST", "/api/v1/admin/test", strings.NewReader(`{"api_url":"`+address+`"}`))
		assert.Contains(t, w.Body.String(), `{"ok":false,"findings":[{"level":"problem","code":"`+want+`","text":"API address: `)
		assert.Empty(t, o.tried, "the key is not sent there")
	}
	for _, body := range []string{"", "{", `{"key":"x"}`, `{"api_key":7}`} {
		assert.Equal(t, http.StatusBadRequest, newOffice(t).do("admin", "POST", "/api/v1/admin/test", strings.NewReader(body)).Code)
	}
}
