package api

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestAddressOf(t *testing.T) {
	tests := map[string]string{
		"192.0.2.7": "192.0.2.7", "::ffff:192.0.2.7": "::ffff:192.0.2.7", "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::", "": "", "odd": "odd",
	}
	for address, want := range tests {
		assert.Equal(t, want, addressOf(WithAddress(t.Context(), address)))
	}
	assert.Empty(t, addressOf(t.Context()))
}

func TestRequestsPerMinute(t *testing.T) {
	s := newStage(t)
	s.settings.RequestsPerMinute = 3
	get := func(user string) *httptest.ResponseRecorder {
		return s.do("GET", "/api/v1/calls?channel_id="+channelID, "", userHeader, user)
	}
	for range 3 {
		assert.Equal(t, http.StatusOK, get("user").Code)
	}
	w := get("user")
	assert.Equal(t, http.StatusTooManyRequests, w.Code)
	assert.Equal(t, "60", w.Header().Get("Retry-After"))
	assert.Contains(t, w.Body.String(), `"code":"rate_limited"`)
	assert.Equal(t, http.StatusOK, get("other").Code, "others go on")
	assert.Equal(t, http.StatusUnauthorized, get("").Code, "who is nobody is counted nowhere")

	s.now = s.now.Add(time.Minute)
	assert.Equal(t, http.StatusOK, get("user").Code)
	s.settings.RequestsPerMinute = 0
	for range 10 {
		assert.Equal(t, http.StatusOK, get("user").Code)
	}
}
