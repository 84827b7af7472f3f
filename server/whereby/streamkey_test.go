package whereby_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/whereby"
)

// Whereby may quote what it refuses; the stream's key stays out of the log all the same.
func TestStreamKeyIsNotQuoted(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write(append([]byte("refused: "), body...))
	}))
	defer server.Close()
	client := whereby.NewClient(func() whereby.Credentials { return whereby.Credentials{BaseURL: server.URL, APIKey: "key"} })
	_, err := client.CreateMeeting(t.Context(), whereby.CreateMeeting{
		EndDate:   time.Now().Add(time.Hour),
		Streaming: &whereby.Streaming{Destination: whereby.StreamingDestination{URL: "rtmps://live.example.com/app/s3cr3t"}},
	})
	require.Error(t, err)
	assert.Contains(t, err.Error(), "refused")
	assert.NotContains(t, err.Error(), "s3cr3t")
}
