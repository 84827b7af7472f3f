package whereby_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/whereby"
	"mattermost-plugin-whereby/server/whereby/wherebytest"
)

const testKey = "eyJhbGciOiJIUzI1NiJ9.test/key+1=="

// answering serves the same handler for every path and says how often it was asked.
func answering(t *testing.T, handler http.HandlerFunc) (*whereby.Client, *atomic.Int64) {
	t.Helper()
	var asked atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		handler(w, r)
	}))
	t.Cleanup(server.Close)
	return clientFor(server.URL+"/v1", whereby.WithTimeout(5*time.Second)), &asked
}

func clientFor(baseURL string, options ...whereby.Option) *whereby.Client {
	return whereby.NewClient(func() whereby.Credentials {
		return whereby.Credentials{BaseURL: baseURL, APIKey: testKey}
	}, options...)
}

func newSandbox(t *testing.T, options ...wherebytest.Option) (*wherebytest.Sandbox, *whereby.Client) {
	t.Helper()
	sandbox := wherebytest.New(append(options, wherebytest.WithAPIKey(testKey))...)
	server := httptest.NewServer(sandbox)
	t.Cleanup(server.Close)
	t.Cleanup(sandbox.Close)
	return sandbox, clientFor(server.URL+"/v1", whereby.WithTimeout(time.Second))
}

func says(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func inAnHour() whereby.CreateMeeting {
	return whereby.CreateMeeting{EndDate: time.Now().Add(time.Hour)}
}

func asError(t *testing.T, err error) *whereby.Error {
	t.Helper()
	var e *whereby.Error
	require.ErrorAs(t, err, &e)
	return e
}

func TestFaultsOfTheSandbox(t *testing.T) {
	tests := []struct {
		fault    wherebytest.Fault
		kind     whereby.Kind
		happened bool
		rooms    int
	}{
		{wherebytest.Fault{Kind: wherebytest.FaultUnauthorized}, whereby.Unauthorized, false, 0},
		{wherebytest.Fault{Kind: wherebytest.FaultForbidden}, whereby.Forbidden, false, 0},
		{wherebytest.Fault{Kind: wherebytest.FaultRateLimited}, whereby.RateLimited, false, 0},
		{wherebytest.Fault{Kind: wherebytest.FaultServerError}, whereby.Unavailable, true, 0},
		{wherebytest.Fault{Kind: wherebytest.FaultServerError, AfterWork: true}, whereby.Unavailable, true, 1},
		{wherebytest.Fault{Kind: wherebytest.FaultGarbage}, whereby.Unavailable, true, 0},
		{wherebytest.Fault{Kind: wherebytest.FaultGarbage, AfterWork: true, Body: "{}"}, whereby.Unavailable, true, 1},
		{wherebytest.Fault{Kind: wherebytest.FaultSlow, Delay: 5 * time.Second}, whereby.Unavailable, true, 0},
		{wherebytest.Fault{Kind: wherebytest.FaultHang}, whereby.Unavailable, true, 0},
		{wherebytest.Fault{Kind: wherebytest.FaultHang, AfterWork: true}, whereby.Unavailable, true, 1},
		{wherebytest.Fault{Kind: wherebytest.FaultCut}, whereby.Unavailable, true, 0},
		{wherebytest.Fault{Kind: wherebytest.FaultCut, AfterWork: true}, whereby.Unavailable, true, 1},
	}
	for _, test := range tests {
		t.Run(fmt.Sprintf("%s after work %t", test.fault.Kind, test.fault.AfterWork), func(t *testing.T) {
			t.Parallel()
			sandbox, client := newSandbox(t)
			test.fault.Method, test.fault.Path = http.MethodPost, "/meetings"
			sandbox.Inject(test.fault)

			_, err := client.CreateMeeting(t.Context(), inAnHour())

			e := asError(t, err)
			assert.Equal(t, test.kind, e.Kind)
			assert.Equal(t, test.kind, whereby.KindOf(fmt.Errorf("wrapped: %w", err)))
			assert.Equal(t, test.happened, e.MayHaveHappened())
			assert.Len(t, sandbox.Meetings(), test.rooms)
			if test.kind == whereby.RateLimited {
				assert.Equal(t, time.Minute, e.RetryAfter)
			}

			_, err = client.ListMeetings(t.Context(), whereby.ListMeetings{})
			require.NoError(t, err, "other requests are not hit")
			sandbox.ClearFaults()
			// A request that hung is logged when the sandbox notices that the client has gone.
			assert.Eventually(t, func() bool { return posts(sandbox) > 0 }, 5*time.Second, 10*time.Millisecond)
			assert.Equal(t, 1, posts(sandbox), "a create that may have happened is not sent again")
		})
	}
}

func posts(sandbox *wherebytest.Sandbox) int {
	count := 0
	for _, request := range sandbox.Requests() {
		if request.Method == http.MethodPost {
			count++
		}
	}
	return count
}

func TestSafeRequestsAreSentAgain(t *testing.T) {
	for _, fault := range []wherebytest.FaultKind{wherebytest.FaultServerError, wherebytest.FaultCut, wherebytest.FaultGarbage} {
		t.Run(string(fault), func(t *testing.T) {
			t.Parallel()
			sandbox, client := newSandbox(t)
			made, err := client.CreateMeeting(t.Context(), inAnHour())
			require.NoError(t, err)

			sandbox.Inject(wherebytest.Fault{Kind: fault, Times: 2})
			got, err := client.GetMeeting(t.Context(), made.ID)
			require.NoError(t, err)
			assert.Equal(t, made.ID, got.ID)
		})
	}
	t.Run("delete, a web page is no answer", func(t *testing.T) {
		t.Parallel()
		sandbox, client := newSandbox(t)
		made, err := client.CreateMeeting(t.Context(), inAnHour())
		require.NoError(t, err)

		sandbox.Inject(wherebytest.Fault{Kind: wherebytest.FaultGarbage})
		assert.Equal(t, whereby.Unavailable, whereby.KindOf(client.DeleteMeeting(t.Context(), made.ID)))
		sandbox.ClearFaults()
		sandbox.Inject(wherebytest.Fault{Kind: wherebytest.FaultGarbage, Times: 1})
		require.NoError(t, client.DeleteMeeting(t.Context(), made.ID), "it is asked again")
		assert.Empty(t, sandbox.Meetings())
	})
	t.Run("delete", func(t *testing.T) {
		t.Parallel()
		sandbox, client := newSandbox(t)
		made, err := client.CreateMeeting(t.Context(), inAnHour())
		require.NoError(t, err)

		sandbox.Inject(wherebytest.Fault{Kind: wherebytest.FaultCut, AfterWork: true, Times: 1})
		require.NoError(t, client.DeleteMeeting(t.Context(), made.ID))
		assert.Empty(t, sandbox.Meetings())
	})
	t.Run("not for ever", func(t *testing.T) {
		t.Parallel()
		client, asked := answering(t, says(http.StatusBadGateway, ""))
		_, err := client.GetMeeting(t.Context(), "1")
		assert.Equal(t, whereby.Unavailable, asError(t, err).Kind)
		assert.EqualValues(t, 3, asked.Load())
	})
}

func TestRateLimit(t *testing.T) {
	const short, long = `{"error":"slow down","data":{"msLeft":30}}`, `{"error":"slow down","data":{"msLeft":12500}}`
	limited := func(body, header string, times int64) (http.HandlerFunc, *atomic.Int64) {
		var asked atomic.Int64
		return func(w http.ResponseWriter, _ *http.Request) {
			if asked.Add(1) <= times {
				if header != "" {
					w.Header().Set("Retry-After", header)
				}
				says(http.StatusTooManyRequests, body)(w, nil)
				return
			}
			says(http.StatusCreated, `{"meetingId":"1","roomUrl":"https://x.whereby.com/a"}`)(w, nil)
		}, &asked
	}
	tests := []struct {
		name, body, header string
		times, asked       int64
		wait               time.Duration // 0: succeeds
	}{
		{"short wait is waited", short, "", 1, 2, 0},
		{"old spelling", `{"data":{"ms_left":30}}`, "", 1, 2, 0},
		{"long wait is told", long, "", 1, 1, 12500 * time.Millisecond},
		{"header comes first", short, "17", 1, 1, 17 * time.Second},
		{"nothing said is a minute", "", "", 1, 1, time.Minute},
		{"nonsense is a minute", "<html>", "soon", 1, 1, time.Minute},
		{"absurd is cut", "", "99999999999999999999", 1, 1, time.Hour},
		{"gives up", short, "", 9, 3, 30 * time.Millisecond},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			handler, asked := limited(test.body, test.header, test.times)
			client, _ := answering(t, handler)

			_, err := client.CreateMeeting(t.Context(), inAnHour())

			assert.Equal(t, test.asked, asked.Load())
			if test.wait == 0 {
				require.NoError(t, err)
				return
			}
			e := asError(t, err)
			assert.Equal(t, whereby.RateLimited, e.Kind)
			assert.Equal(t, test.wait, e.RetryAfter)
			assert.False(t, e.MayHaveHappened())
		})
	}
	t.Run("no wait beyond the context", func(t *testing.T) {
		t.Parallel()
		handler, asked := limited(`{"data":{"msLeft":1900}}`, "", 1)
		client, _ := answering(t, handler)
		ctx, cancel := context.WithTimeout(t.Context(), 1500*time.Millisecond)
		defer cancel()

		start := time.Now()
		_, err := client.CreateMeeting(ctx, inAnHour())

		assert.Equal(t, whereby.RateLimited, asError(t, err).Kind)
		assert.Less(t, time.Since(start), time.Second)
		assert.EqualValues(t, 1, asked.Load())
	})
}

func TestRefusedConnection(t *testing.T) {
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, listener.Close())

	_, err = clientFor("http://"+listener.Addr().String()+"/v1").CreateMeeting(t.Context(), inAnHour())

	e := asError(t, err)
	assert.Equal(t, whereby.Unavailable, e.Kind)
	assert.Zero(t, e.Status)
	assert.False(t, e.MayHaveHappened(), "nothing was sent")
}

func TestContext(t *testing.T) {
	t.Run("cancelled before", func(t *testing.T) {
		client, asked := answering(t, says(http.StatusOK, ""))
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := client.CreateMeeting(ctx, inAnHour())
		require.ErrorIs(t, err, context.Canceled)
		assert.False(t, asError(t, err).MayHaveHappened())
		assert.Zero(t, asked.Load())
	})
	t.Run("ends while waiting", func(t *testing.T) {
		sandbox, client := newSandbox(t)
		sandbox.Inject(wherebytest.Fault{Kind: wherebytest.FaultHang})
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		_, err := client.GetMeeting(ctx, "1")
		require.ErrorIs(t, err, context.DeadlineExceeded)
		assert.Equal(t, whereby.Unavailable, asError(t, err).Kind)
	})
	t.Run("own timeout", func(t *testing.T) {
		sandbox, client := newSandbox(t)
		sandbox.Inject(wherebytest.Fault{Kind: wherebytest.FaultHang})
		_, err := client.CreateMeeting(t.Context(), inAnHour())
		require.ErrorIs(t, err, context.DeadlineExceeded)
		assert.Contains(t, err.Error(), "no answer within 1s")
	})
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	var followed atomic.Int64
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { followed.Add(1) }))
	defer elsewhere.Close()
	for _, status := range []int{http.StatusMovedPermanently, http.StatusTemporaryRedirect} {
		client, _ := answering(t, func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, elsewhere.URL+"/?secret=1", status)
		})
		_, err := client.CreateMeeting(t.Context(), inAnHour())
		e := asError(t, err)
		assert.Equal(t, whereby.Unavailable, e.Kind)
		assert.Equal(t, status, e.Status)
		assert.Contains(t, e.Message, "redirect")
		assert.NotContains(t, e.Message, "secret")
		assert.False(t, e.MayHaveHappened())
	}
	assert.Zero(t, followed.Load())
}

func TestLongAnswers(t *testing.T) {
	long := strings.Repeat(" ", 2<<20)
	client, _ := answering(t, says(http.StatusOK, long+`{"results":[]}`))
	_, err := client.ListMeetings(t.Context(), whereby.ListMeetings{})
	assert.Equal(t, whereby.Unavailable, asError(t, err).Kind)

	client, _ = answering(t, says(http.StatusBadRequest, strings.Repeat("ä ", 1<<20)))
	_, err = client.CreateMeeting(t.Context(), inAnHour())
	e := asError(t, err)
	assert.Equal(t, whereby.Invalid, e.Kind)
	assert.Less(t, len(e.Message), 1000)
}

func TestAddress(t *testing.T) {
	var paths []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		paths = append(paths, r.URL.EscapedPath())
		says(http.StatusNotFound, "")(w, r)
	}))
	defer server.Close()
	for _, base := range []string{server.URL + "/v1", server.URL + "/v1/", " " + server.URL + "/v1// "} {
		_, err := clientFor(base).GetMeeting(t.Context(), "a/../b?c#d e")
		assert.Equal(t, whereby.NotFound, whereby.KindOf(err))
	}
	assert.Equal(t, []string{"/v1/meetings/a%2F..%2Fb%3Fc%23d%20e"}, unique(paths))

	for _, base := range []string{
		"", "api.whereby.dev/v1", "ftp://api.whereby.dev/v1", "https://", "https:///v1", "https://user:pass@host/v1",
		"https://host/v1?token=hidden", "https://host/v1#part", "http://host:port/hidden", "https://%zz/hidden", "\x00hidden",
	} {
		_, err := clientFor(base).CreateMeeting(t.Context(), inAnHour())
		e := asError(t, err)
		assert.Equal(t, whereby.Invalid, e.Kind, base)
		assert.False(t, e.MayHaveHappened())
		assert.NotContains(t, e.Error(), "hidden")
		assert.NotContains(t, e.Error(), "pass")
	}
	for _, id := range []string{"", ".", ".."} {
		require.Error(t, clientFor(server.URL).DeleteMeeting(t.Context(), id))
		_, err := clientFor(server.URL).GetMeeting(t.Context(), id)
		assert.Equal(t, whereby.Invalid, whereby.KindOf(err))
	}
	assert.Len(t, paths, 3, "bad ids are never asked for")
}

func unique(texts []string) []string {
	var seen []string
	for _, text := range texts {
		if len(seen) == 0 || seen[len(seen)-1] != text {
			seen = append(seen, text)
		}
	}
	return seen
}

func TestChangedKeyWorksAtOnce(t *testing.T) {
	sandbox := wherebytest.New()
	server := httptest.NewServer(sandbox)
	defer server.Close()
	defer sandbox.Close()
	key := ""
	client := whereby.NewClient(func() whereby.Credentials {
		return whereby.Credentials{BaseURL: server.URL + "/v1", APIKey: key}
	}, whereby.WithUserAgent("test"))
	for _, test := range []struct {
		key  string
		kind whereby.Kind
	}{
		{"", whereby.Unauthorized},
		{"  ", whereby.Unauthorized},
		{"two words", whereby.Unauthorized},
		{"line\nbreak", whereby.Unauthorized},
		{"clé", whereby.Unauthorized},
		{"wrong", whereby.Unauthorized},
		{" " + wherebytest.DefaultAPIKey + "\n", 0},
	} {
		key = test.key
		_, err := client.CreateMeeting(t.Context(), inAnHour())
		assert.Equal(t, test.kind, whereby.KindOf(err), "%q", test.key)
	}
	assert.Len(t, sandbox.Requests(), 2, "keys that cannot be are not sent")
}
