package load_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/e2e/load"
	"mattermost-plugin-whereby/server/whereby"
)

const secret = "a secret of tests"

// rooms makes some, of which every second has external ids.
func rooms(n int) []load.Room {
	made := make([]load.Room, 0, n)
	for i := range n {
		room := load.Room{MeetingID: fmt.Sprint(1000 + i), RoomName: fmt.Sprint("/room-", i)}
		if i%2 == 1 {
			room.ExternalIDs = []string{"u-1", "u-2"}
		}
		made = append(made, room)
	}
	return made
}

// receiver answers as told, after verifying.
func receiver(t *testing.T, answer func(event whereby.Event) int) load.Options {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		assert.NoError(t, err)
		assert.NoError(t, whereby.VerifySignature(secret, r.Header.Get(whereby.SignatureHeader), body, time.Now(), 5*time.Second))
		event, err := whereby.ParseEvent(body)
		assert.NoError(t, err)
		if status := answer(event); status != 0 {
			w.WriteHeader(status)
			return
		}
		panic(http.ErrAbortHandler)
	}))
	t.Cleanup(server.Close)
	return load.Options{URL: server.URL, Secret: secret, Rooms: rooms(10), Rate: 200, Duration: time.Second}
}

func TestRun(t *testing.T) {
	var mu sync.Mutex
	var events []whereby.Event
	options := receiver(t, func(event whereby.Event) int {
		mu.Lock()
		defer mu.Unlock()
		events = append(events, event)
		return http.StatusOK
	})
	result, err := load.Run(t.Context(), options)
	require.NoError(t, err)
	assert.Equal(t, 200, result.Sent)
	assert.Equal(t, 200, result.OK)
	assert.Empty(t, result.Others)
	assert.Zero(t, result.Missed+result.Failed)
	assert.InDelta(t, 1, result.Took.Seconds(), 0.5)
	assert.Positive(t, result.Latency.P50)
	assert.GreaterOrEqual(t, result.Latency.Max, result.Latency.P99)
	assert.GreaterOrEqual(t, result.Latency.P99, result.Latency.P95)
	assert.GreaterOrEqual(t, result.Latency.P95, result.Latency.P50)
	assert.Contains(t, result.String(), "2xx       200\n")

	ids, perRoom := map[string]bool{}, map[string][]whereby.Event{}
	for _, event := range events {
		ids[event.ID] = true
		perRoom[event.Room.RoomName] = append(perRoom[event.Room.RoomName], event)
		assert.WithinDuration(t, time.Now(), event.CreatedAt, 5*time.Second)
	}
	assert.Len(t, ids, 200, "distinct")
	require.Len(t, perRoom, 10)
	for name, room := range perRoom {
		// They may come in another order when this machine is busy.
		slices.SortStableFunc(room, func(a, b whereby.Event) int { return a.CreatedAt.Compare(b.CreatedAt) })
		inside := map[string]bool{}
		for i, event := range room {
			assert.Equal(t, "100"+strings.TrimPrefix(name, "/room-"), event.Room.MeetingID)
			assert.Equal(t, i > 1, event.Room.RoomSessionID != "", "a session from the second on")
			assert.Equal(t, event.Type != whereby.EventClientJoined, inside[event.Client.ParticipantID], "who leaves has come, and once")
			if event.Type == whereby.EventClientJoined {
				inside[event.Client.ParticipantID] = true
			} else {
				delete(inside, event.Client.ParticipantID)
			}
			assert.Len(t, inside, event.Client.Clients)
			assert.NotEmpty(t, inside, "never empty")
			assert.Equal(t, name[len(name)-1]%2 == 1, event.Client.ExternalID != "")
		}
		assert.Len(t, room, 20)
	}
}

// TestSlowReceiver has all requests hang: the schedule goes on, and what does not fit is counted.
func TestSlowReceiver(t *testing.T) {
	var hanging, most atomic.Int64
	options := receiver(t, func(whereby.Event) int {
		if now := hanging.Add(1); now > most.Load() {
			most.Store(now)
		}
		time.Sleep(1500 * time.Millisecond)
		hanging.Add(-1)
		return http.StatusNoContent
	})
	options.Workers, options.Duration = 50, 500*time.Millisecond
	result, err := load.Run(t.Context(), options)
	require.NoError(t, err)
	assert.Equal(t, 50, result.Sent, "as many as may be on their way")
	assert.Equal(t, 50, result.Missed)
	assert.Equal(t, 50, result.OK)
	assert.LessOrEqual(t, most.Load(), int64(50))
	assert.GreaterOrEqual(t, result.Latency.P50, 1500*time.Millisecond)
	assert.Less(t, result.Lag.P50, time.Second, "nobody waited for answers")
	assert.Less(t, result.Took, 5*time.Second)
}

func TestOtherAnswers(t *testing.T) {
	var count atomic.Int64
	options := receiver(t, func(whereby.Event) int {
		return []int{http.StatusNoContent, http.StatusUnauthorized, http.StatusFound, 0, http.StatusBadGateway}[count.Add(1)%5]
	})
	options.Rate, options.Duration = 100, 500*time.Millisecond
	result, err := load.Run(t.Context(), options)
	require.NoError(t, err)
	assert.Equal(t, 50, result.Sent)
	assert.Equal(t, 10, result.OK)
	assert.Equal(t, map[int]int{302: 10, 401: 10, 502: 10}, result.Others)
	assert.Equal(t, 10, result.Failed)
	assert.NotEmpty(t, result.FirstError)
	for _, part := range []string{"302       10\n", "failed    10, the first: "} {
		assert.Contains(t, result.String(), part)
	}
}

func TestStopsEarly(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var count atomic.Int64
	options := receiver(t, func(whereby.Event) int {
		if count.Add(1) == 5 {
			cancel()
		}
		return http.StatusOK
	})
	options.Rate, options.Duration = 20, time.Hour
	result, err := load.Run(ctx, options)
	require.ErrorIs(t, err, context.Canceled)
	assert.GreaterOrEqual(t, result.OK, 5)
	assert.Equal(t, result.Sent, result.OK, "what was on its way was answered")
}

func TestRefuses(t *testing.T) {
	for says, change := range map[string]func(*load.Options){
		"is not an http address": func(o *load.Options) { o.URL = "localhost:8065" },
		"no secret":              func(o *load.Options) { o.Secret = "" },
		"no rooms":               func(o *load.Options) { o.Rooms = nil },
		"name with its slash":    func(o *load.Options) { o.Rooms[3].RoomName = "room" },
		"rate 0":                 func(o *load.Options) { o.Rate = 0 },
		"duration":               func(o *load.Options) { o.Duration = 0 },
		"negative":               func(o *load.Options) { o.Workers = -1 },
	} {
		options := load.Options{URL: "http://localhost:1", Secret: secret, Rooms: rooms(4), Rate: 1, Duration: time.Second}
		change(&options)
		_, err := load.Run(t.Context(), options)
		require.ErrorContains(t, err, says)
	}
}

func TestReadRooms(t *testing.T) {
	read, err := load.ReadRooms(strings.NewReader(`[{"meeting_id":"1000","room_name":"/room-0"},
		{"meeting_id":"1001","room_name":"/room-1","external_ids":["u-1","u-2"]}]`))
	require.NoError(t, err)
	assert.Equal(t, rooms(2), read)
	_, err = load.ReadRooms(strings.NewReader(`[{"id":"1"}]`))
	require.ErrorContains(t, err, `unknown field "id"`)
}
