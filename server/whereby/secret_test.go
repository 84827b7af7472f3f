package whereby_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/whereby"
)

// written is everything that a careless line could make of a value.
func written(t *testing.T, values ...any) string {
	t.Helper()
	var out bytes.Buffer
	texts, jsons := slog.New(slog.NewTextHandler(&out, nil)), slog.New(slog.NewJSONHandler(&out, nil))
	for _, value := range values {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
			fmt.Fprintf(&out, verb+"\n", value)
			fmt.Fprintf(&out, verb+"\n", []any{value})
		}
		texts.Error("careless", "value", value)
		jsons.Error("careless", "value", value)
		encoded, err := json.Marshal(value)
		require.NoError(t, err)
		out.Write(encoded)
	}
	return out.String()
}

func TestKeyLeaksNowhere(t *testing.T) {
	credentials := whereby.Credentials{BaseURL: "https://api.whereby.dev/v1", APIKey: testKey}
	client := whereby.NewClient(func() whereby.Credentials { return credentials })
	values := []any{credentials, &credentials, struct{ C whereby.Credentials }{credentials}, client}

	echoes := map[string]http.HandlerFunc{
		"error":   says(http.StatusUnauthorized, mustJSON(t, map[string]string{"error": "bad key " + testKey})),
		"message": says(http.StatusForbidden, mustJSON(t, map[string]string{"message": "Bearer " + testKey})),
		"page":    says(http.StatusBadGateway, "<html>"+testKey+"</html>"),
		"escaped": says(http.StatusBadRequest, "key="+url.QueryEscape(testKey)+" "+url.PathEscape(testKey)),
		"cut":     says(http.StatusBadRequest, strings.Repeat("x", 290)+testKey),
		"garbage": says(http.StatusCreated, "<html>"+testKey),
		"header": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://elsewhere.example.com/?key="+url.QueryEscape(testKey), http.StatusFound)
		},
		"protocol": func(w http.ResponseWriter, _ *http.Request) {
			connection, _, err := http.NewResponseController(w).Hijack()
			if err == nil {
				_, _ = connection.Write([]byte(testKey + "\r\n\r\n"))
				_ = connection.Close()
			}
		},
	}
	for _, handler := range echoes {
		client, _ := answering(t, handler)
		_, err := client.CreateMeeting(t.Context(), inAnHour())
		require.Error(t, err)
		values = append(values, err, client)
	}

	out := written(t, values...)
	for _, secret := range []string{testKey, url.QueryEscape(testKey), testKey[:9], fmt.Sprintf("%x", testKey)} {
		before, _, found := strings.Cut(out, secret)
		assert.False(t, found, "written after …%s", before[max(0, len(before)-80):])
	}
	assert.True(t, strings.Contains(out, credentials.BaseURL), "the address may be seen")
	assert.True(t, strings.Contains(out, `malformed HTTP response "[API key]`), "far-side text is there, without the key")
}

func TestRoleLinksStayOutOfLogs(t *testing.T) {
	_, client := newSandbox(t)
	meeting := inAnHour()
	meeting.Fields = []string{whereby.FieldHostRoomURL, whereby.FieldViewerRoomURL}
	made, err := client.CreateMeeting(t.Context(), meeting)
	require.NoError(t, err)

	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d"} {
		fmt.Fprintf(&out, verb, made)
		fmt.Fprintf(&out, verb, &made)
		fmt.Fprintf(&out, verb, whereby.MeetingPage{Meetings: []whereby.Meeting{made}})
	}
	slog.New(slog.NewJSONHandler(&out, nil)).Info("made", "meeting", made)
	assert.NotContains(t, out.String(), "roomKey")
	assert.Contains(t, out.String(), made.RoomName)
}

func mustJSON(t *testing.T, value any) string {
	t.Helper()
	encoded, err := json.Marshal(value)
	require.NoError(t, err)
	return string(encoded)
}
