package wherebytest_test

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestPageShowsTheTheme(t *testing.T) {
	o := start(t)
	name := o.create("")["roomName"][1:]
	open := func(path string) (*httptest.ResponseRecorder, string) {
		w := httptest.NewRecorder()
		o.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		body, err := io.ReadAll(w.Body)
		require.NoError(t, err)
		return w, string(body)
	}
	_, page := open("/" + name)
	assert.Contains(t, page, `"theme":{"colors":{},"images":{}}`)
	assert.Empty(t, o.Meetings()[0].Themed)

	o.ask(http.MethodPut, "/v1/rooms/"+name+"/theme/tokens", `{"tokens":{"colors":{"primary":"#AABBCC"}},"tokensPreset":"custom"}`)
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	file, err := form.CreateFormFile("image", "image.png")
	require.NoError(t, err)
	_, _ = io.WriteString(file, "\x89PNG")
	require.NoError(t, form.Close())
	o.send(http.MethodPut, "/v1/rooms/"+name+"/theme/logo", form.FormDataContentType(), &body)

	_, page = open("/" + name)
	logo := "/_room/" + name + "/theme/logo"
	assert.Contains(t, page, `"theme":{"colors":{"primary":"#AABBCC"},"images":{"logo":"`+logo+`"}}`)
	assert.Equal(t, []string{"logo", "tokens"}, o.Meetings()[0].Themed)
	answer, image := open(logo)
	assert.Equal(t, "\x89PNG", image)
	assert.Equal(t, "image/png", answer.Header().Get("Content-Type"))
	for _, path := range []string{"/_room/" + name + "/theme/tokens", "/_room/nobody/theme/logo"} {
		answer, _ = open(path)
		assert.Equal(t, http.StatusNotFound, answer.Code)
	}

	o.ask(http.MethodPut, "/v1/rooms/"+name+"/theme/tokens", `{"tokensPreset":"default"}`)
	o.ask(http.MethodPut, "/v1/rooms/"+name+"/theme/logo", `{"theme":"default"}`)
	_, page = open("/" + name)
	assert.Contains(t, page, `"theme":{"colors":{},"images":{}}`)
}
