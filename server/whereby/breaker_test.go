package whereby_test

import (
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/whereby"
	"mattermost-plugin-whereby/server/whereby/wherebytest"
)

// behind is a client behind a breaker, and its sandbox.
func behind(t *testing.T, b *whereby.Breaker) (*whereby.Client, *wherebytest.Sandbox) {
	t.Helper()
	sandbox := wherebytest.New(wherebytest.WithAPIKey("key"))
	server := httptest.NewServer(sandbox)
	t.Cleanup(func() { b.Close(); server.Close(); sandbox.Close() })
	return whereby.NewClient(func() whereby.Credentials { return whereby.Credentials{BaseURL: server.URL + "/v1", APIKey: "key"} },
		whereby.WithBreaker(b), whereby.WithTimeout(time.Second)), sandbox
}

func create(t *testing.T, c *whereby.Client) error {
	t.Helper()
	_, err := c.CreateMeeting(t.Context(), whereby.CreateMeeting{EndDate: time.Now().Add(time.Hour)})
	return err
}

func TestBreaker(t *testing.T) {
	shared := new(whereby.MarksInMemory)
	b := whereby.NewQuickBreaker(shared, 100*time.Millisecond)
	c, sandbox := behind(t, b)
	sandbox.Inject(wherebytest.Fault{Kind: wherebytest.FaultServerError})
	for range whereby.MaxFails - 1 {
		require.Error(t, create(t, c))
	}
	assert.False(t, b.Away())
	require.Error(t, create(t, c))
	assert.True(t, b.Away())
	asked := len(sandbox.Requests())

	err := create(t, c)
	assert.Equal(t, whereby.Unavailable, whereby.KindOf(err))
	assert.ErrorContains(t, err, "did not answer lately")
	var e *whereby.Error
	require.ErrorAs(t, err, &e)
	assert.False(t, e.MayHaveHappened())
	for _, r := range sandbox.Requests()[asked:] { // at most the breaker's own question
		assert.Equal(t, "GET", r.Method)
	}
	assert.Eventually(t, func() bool { at, _ := shared.Marked(t.Context(), ""); return !at.IsZero() }, 5*time.Second, time.Millisecond)

	assert.Eventually(t, func() bool { return len(sandbox.Requests()) > asked+1 }, 5*time.Second, time.Millisecond, "it is asked now and then")
	sandbox.ClearFaults()
	assert.Eventually(t, func() bool { return create(t, c) == nil }, 5*time.Second, 5*time.Millisecond, "and found to be back")
	assert.False(t, b.Away())
}

// What Whereby answers, however unwelcome, is no outage.
func TestBreakerMindsOutagesOnly(t *testing.T) {
	b := whereby.NewQuickBreaker(new(whereby.MarksInMemory), time.Hour)
	c, sandbox := behind(t, b)
	sandbox.Inject(wherebytest.Fault{Kind: wherebytest.FaultForbidden})
	for range 2 * whereby.MaxFails {
		require.Error(t, create(t, c))
	}
	assert.False(t, b.Away())

	sandbox.ClearFaults()
	sandbox.Inject(wherebytest.Fault{Kind: wherebytest.FaultServerError})
	for range 3 {
		for range whereby.MaxFails - 1 {
			require.Error(t, create(t, c))
		}
		sandbox.ClearFaults()
		require.NoError(t, create(t, c))
		sandbox.Inject(wherebytest.Fault{Kind: wherebytest.FaultServerError})
	}
	assert.False(t, b.Away(), "never so many in a row")
}
