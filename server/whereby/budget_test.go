package whereby_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/whereby"
	"mattermost-plugin-whereby/server/whereby/wherebytest"
)

func TestBudget(t *testing.T) {
	sandbox, client := newSandbox(t, wherebytest.WithPoints(4))
	assert.False(t, client.Budget().Known)

	_, err := client.CreateMeeting(t.Context(), inAnHour())
	require.NoError(t, err)
	budget := client.Budget()
	assert.True(t, budget.Known)
	assert.Equal(t, 4, budget.Limit)
	assert.Equal(t, 1, budget.Remaining)
	assert.WithinDuration(t, time.Now(), budget.SeenAt, time.Second)
	assert.WithinDuration(t, time.Now().Add(time.Minute), budget.ResetAt, 2*time.Second)
	assert.Zero(t, budget.RetryAt)

	_, err = client.CreateMeeting(t.Context(), inAnHour())
	assert.Equal(t, whereby.RateLimited, whereby.KindOf(err))
	assert.WithinDuration(t, time.Now().Add(time.Minute), client.Budget().RetryAt, 2*time.Second)

	sandbox.Clock().Advance(time.Minute)
	_, err = client.CreateMeeting(t.Context(), inAnHour())
	require.NoError(t, err)
	assert.Zero(t, client.Budget().RetryAt)
}

func TestBudgetReadsAnyReset(t *testing.T) {
	at := time.Date(2031, 5, 6, 7, 8, 9, 0, time.UTC)
	tests := map[string]time.Time{
		"2031-05-06T07:08:09Z":          at,
		"2031-05-06T09:08:09+02:00":     at,
		"Tue, 06 May 2031 07:08:09 GMT": at,
		fmt.Sprint(at.Unix()):           at,
		fmt.Sprint(at.UnixMilli()):      at,
		"soon":                          {},
		"-5":                            {},
		"":                              {},
	}
	for header, want := range tests {
		client, _ := answering(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-RateLimit-Limit", "100")
			w.Header().Set("X-RateLimit-Remaining", "42")
			w.Header().Set("X-RateLimit-Reset", header)
			says(http.StatusNoContent, "")(w, nil)
		})
		require.NoError(t, client.DeleteMeeting(t.Context(), "1"))
		assert.Equal(t, want, client.Budget().ResetAt, header)
		assert.Equal(t, 42, client.Budget().Remaining)
	}
}
