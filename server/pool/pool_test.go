package pool

import (
	"context"
	"io"
	"log/slog"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/pkg/errors"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/whereby"
	"mattermost-plugin-whereby/server/whereby/wherebytest"
)

// world is a Store with the database's rules, and a call.Dresser.
type world struct {
	*Pool
	mu       sync.Mutex
	rows     map[string]call.WarmRoom
	settings call.Settings
	clock    time.Time
	sandbox  *wherebytest.Sandbox
	scarce   bool
	dressed  int
	notNoted bool // the database is away when a room is made
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{
		rows: map[string]call.WarmRoom{}, clock: time.Now().Truncate(time.Second), sandbox: wherebytest.New(wherebytest.WithAPIKey("key")),
		settings: call.Settings{Configured: true, RoomPrefix: "mattermost-", DefaultDuration: time.Hour, WarmRooms: 2, Account: "account"},
	}
	server := httptest.NewServer(w.sandbox)
	t.Cleanup(func() { server.Close(); w.sandbox.Close() })
	client := whereby.NewClient(func() whereby.Credentials {
		return whereby.Credentials{BaseURL: server.URL + "/v1", APIKey: "key"}
	}, whereby.WithTimeout(time.Second))
	w.Pool = &Pool{
		Store: w, Rooms: whereby.NewRooms(client), Dresser: w, Afford: func() bool { return !w.scarce },
		Settings: func() call.Settings { return w.settings }, Now: func() time.Time { return w.clock },
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	}
	return w
}

func (w *world) AddWarm(_ context.Context, r call.WarmRoom, most int) (bool, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := 0
	for _, other := range w.rows {
		if other.Recipe == r.Recipe {
			n++
		}
	}
	if n >= most {
		return false, nil
	}
	w.rows[r.ID] = r
	return true, nil
}

func (w *world) MadeWarm(_ context.Context, id string, room call.Room) (bool, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.notNoted {
		return false, errors.New("the database is away")
	}
	r, ok := w.rows[id]
	if !ok || r.Recipe == "" {
		return false, nil
	}
	r.Room = room
	w.rows[id] = r
	return true, nil
}

func (w *world) RetireWarm(_ context.Context, recipe string, now time.Time) (retired []call.WarmRoom, _ error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for id, r := range w.rows {
		if r.Recipe != recipe || !r.OldAt.After(now) || r.Room.MeetingID == "" && !r.MadeAt.After(now.Add(-call.WarmLease)) {
			r.Recipe = ""
			w.rows[id] = r
			retired = append(retired, r)
		}
	}
	return retired, nil
}

func (w *world) DropWarm(_ context.Context, id string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.rows, id)
	return nil
}

func (w *world) MakingWarm(context.Context) ([]time.Time, error) { return nil, nil }

func (w *world) Dress(context.Context, string, string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.dressed++
	return errors.New("no looks to be had") // on which nothing hangs
}

// sweep lets the pool do all that it wants to.
func (w *world) sweep(t *testing.T) {
	t.Helper()
	require.NoError(t, w.Sweep(t.Context()))
	w.Close()
}

// ready counts rooms that calls can take.
func (w *world) ready() (n int) {
	for _, r := range w.rows {
		if r.Recipe == w.settings.WarmRecipe() && r.Room.State == call.RoomMade {
			n++
		}
	}
	return n
}

func TestFilling(t *testing.T) {
	w := newWorld(t)
	w.sweep(t)
	assert.Equal(t, 2, w.ready())
	assert.Equal(t, 2, w.dressed)
	for _, meeting := range w.sandbox.Meetings() {
		assert.Contains(t, meeting.RoomName, "mattermost-")
		assert.WithinDuration(t, w.clock.Add(2*time.Hour), meeting.EndDate, 2*time.Second, "an hour in the pool and an hour's call")
	}
	w.sweep(t)
	assert.Len(t, w.sandbox.Meetings(), 2, "and no more")

	for id := range w.rows { // a start takes it
		delete(w.rows, id)
		break
	}
	w.Wanted()
	w.Close()
	assert.Equal(t, 2, w.ready())
}

func TestThrowingAway(t *testing.T) {
	for name, change := range map[string]func(*world){
		"old":           func(w *world) { w.clock = w.clock.Add(61 * time.Minute) },
		"prefix":        func(w *world) { w.settings.RoomPrefix = "acme-" },
		"waiting room":  func(w *world) { w.settings.DefaultLocked = true },
		"looks":         func(w *world) { w.settings.Looks = "blue" },
		"longer calls":  func(w *world) { w.settings.DefaultDuration = 2 * time.Hour },
		"another key":   func(w *world) { w.settings.Account = "other" },
		"switched off":  func(w *world) { w.settings.WarmRooms = 0 },
		"no key at all": func(w *world) { w.settings.Configured = false },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.sweep(t)
			before := w.sandbox.Meetings()
			change(w)
			w.sweep(t)
			for _, old := range before {
				for _, now := range w.sandbox.Meetings() {
					assert.NotEqual(t, old.ID, now.ID)
				}
			}
			want := w.settings.WarmRooms
			if !w.settings.Configured {
				want = 0
			}
			assert.Equal(t, want, w.ready())
			assert.Len(t, w.sandbox.Meetings(), want)
		})
	}
}

// While Whereby fails, it is left alone, longer each time.
func TestWherebyFails(t *testing.T) {
	w := newWorld(t)
	w.sandbox.Inject(wherebytest.Fault{Kind: wherebytest.FaultForbidden, Path: "/meetings"})
	tries := func() int { return len(w.sandbox.Requests()) }
	w.sweep(t)
	assert.Equal(t, 1, tries())
	assert.Empty(t, w.rows, "what was surely not made is forgotten")
	for range 5 {
		w.sweep(t)
	}
	assert.Equal(t, 1, tries())
	w.clock = w.clock.Add(firstPause)
	w.sweep(t)
	assert.Equal(t, 2, tries())
	w.clock = w.clock.Add(firstPause)
	w.sweep(t)
	assert.Equal(t, 2, tries(), "now twice as long")
	for range 10 {
		w.clock = w.clock.Add(longestPause)
		w.sweep(t)
	}
	assert.Equal(t, 12, tries(), "but not for ever")

	w.sandbox.ClearFaults()
	w.Reconsider() // for other settings may have helped
	w.Close()
	assert.Equal(t, 2, w.ready())
}

func TestPointsAreScarce(t *testing.T) {
	w := newWorld(t)
	w.scarce = true
	w.sweep(t)
	assert.Empty(t, w.sandbox.Requests())
}

// What became of a room is not known, or not noted: nothing is left at Whereby.
func TestLostRooms(t *testing.T) {
	for name, breakIt := range map[string]func(*world){
		"answer lost": func(w *world) {
			w.sandbox.Inject(wherebytest.Fault{Kind: wherebytest.FaultCut, Path: "/meetings", Method: "POST", AfterWork: true})
		},
		"not noted": func(w *world) { w.notNoted = true },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			breakIt(w)
			w.sweep(t)
			lost := w.sandbox.Meetings()
			require.NotEmpty(t, lost)
			assert.Zero(t, w.ready())
			w.sandbox.ClearFaults()
			w.notNoted = false
			w.clock = w.clock.Add(2 * firstPause)
			w.sweep(t)
			assert.Equal(t, 2, w.ready())
			assert.Len(t, w.sandbox.Meetings(), 2)
		})
	}
}

// The settings change while a room is being made.
func TestRetiredWhileBeingMade(t *testing.T) {
	w := newWorld(t)
	r := w.settings.NewWarmRoom("room", w.clock)
	_, err := w.AddWarm(t.Context(), r, 2)
	require.NoError(t, err)
	r.Recipe = ""
	w.rows["room"] = r
	require.NoError(t, w.make(t.Context(), r, w.settings))
	assert.Empty(t, w.sandbox.Meetings())
}

// Rooms that Whereby has removed by itself are forgotten without asking it.
func TestRoomsThatAreOver(t *testing.T) {
	w := newWorld(t)
	w.sweep(t)
	w.settings.Configured = false
	w.clock = w.clock.Add(3 * time.Hour)
	w.sandbox.ForgetRequests()
	w.sweep(t)
	assert.Empty(t, w.rows)
	assert.Empty(t, w.sandbox.Requests())
}

// A node offers each room that it has made once, and no more than there can be.
func TestOffering(t *testing.T) {
	w := newWorld(t)
	recipe, soon := w.settings.WarmRecipe(), w.clock.Add(time.Hour)
	assert.False(t, w.Ready())
	w.sweep(t)
	assert.True(t, w.Ready())

	_, found := w.Offer("another recipe", soon)
	assert.False(t, found)
	_, found = w.Offer(recipe, w.clock.Add(3*time.Hour))
	assert.False(t, found, "it ends before")
	first, found := w.Offer(recipe, soon)
	require.True(t, found)
	assert.Equal(t, call.RoomMade, first.Room.State)
	assert.NotEmpty(t, first.Room.HostURL)
	second, found := w.Offer(recipe, soon)
	require.True(t, found)
	assert.NotEqual(t, first.ID, second.ID)
	_, found = w.Offer(recipe, soon)
	assert.False(t, found)
	assert.False(t, w.Ready())

	clear(w.rows)
	w.sweep(t)
	w.settings.RoomPrefix = "acme-"
	assert.False(t, w.Ready(), "rooms are not like that any more")
	w.settings.RoomPrefix = "mattermost-"
	assert.True(t, w.Ready())
	w.clock = w.clock.Add(time.Hour)
	assert.False(t, w.Ready(), "they are old")
	w.clock = w.clock.Add(-time.Hour)

	for range 3 { // other nodes take what this one makes
		clear(w.rows)
		w.sweep(t)
	}
	for offered := 0; ; offered++ {
		if _, found = w.Offer(recipe, soon); !found {
			assert.Equal(t, 2, offered)
			break
		}
	}
}
