package call_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pkg/errors"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/pace"
	"mattermost-plugin-whereby/server/whereby"
	"mattermost-plugin-whereby/server/whereby/wherebytest"
)

const (
	alice   = "alice0000000000000000000aa"
	bob     = "bob000000000000000000000bb"
	mallory = "mallory0000000000000000mmm"
	channel = "channel"
)

// world is a Service whose rooms are the sandbox's.
type world struct {
	*call.Service
	store    *memory
	wall     *wall
	town     *town
	hall     *hall
	crier    *crier
	sandbox  *wherebytest.Sandbox
	clock    time.Time
	pace     int // starts a minute, 0 for any number
	settings call.Settings
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{
		store: newMemory(),
		hall:  &hall{rooms: map[string]call.LastingRoom{}},
		crier: &crier{},
		wall:  &wall{posts: map[string]call.Call{}, reports: map[string]call.Call{}},
		town: &town{manager: "boss", access: map[string]call.Access{
			alice:     {Person: call.Person{Username: "alice", DisplayName: "Alice <A>: Ann$", Locale: "de"}, Member: true, MayPost: true},
			bob:       {Person: call.Person{Username: "bob", Locale: "ja"}, Member: true, MayPost: true},
			"reader":  {Member: true},
			"visitor": {},
		}},
		settings: call.Settings{
			Configured: true, RoomPrefix: "mattermost-", DefaultDuration: time.Hour, MaxDuration: 8 * time.Hour, LargeChannel: 50,
		},
		sandbox: wherebytest.New(wherebytest.WithAPIKey("key")),
		clock:   time.Now(),
	}
	server := httptest.NewServer(w.sandbox)
	t.Cleanup(func() { server.Close(); w.sandbox.Close() })
	client := whereby.NewClient(func() whereby.Credentials {
		return whereby.Credentials{BaseURL: server.URL + "/v1", APIKey: "key"}
	}, whereby.WithTimeout(300*time.Millisecond))
	w.store.hall = w.hall
	w.Service = &call.Service{
		Store: w.store, Journal: w.store, Rooms: whereby.NewRooms(client), Archive: whereby.NewArchive(client), Cards: w.wall, Directory: w.town, Publisher: w.town,
		Lasting: w.hall, Herald: w.crier, Dresser: w.crier, Pace: &pace.Limiter{Each: func() int { return w.pace }}, Pool: w.store,
		Settings: func() call.Settings { return w.settings },
		Now:      func() time.Time { return w.clock },
		Log:      slog.New(slog.NewTextHandler(io.Discard, nil)),
	}
	return w
}

// Starts that are refused for other reasons do not count, nor do planned calls.
func TestStartsPerMinute(t *testing.T) {
	w := newWorld(t)
	w.pace = 2
	start := func(user, channelID string, planned bool) error {
		req := call.StartRequest{UserID: user, ChannelID: channelID, Second: true}
		if planned {
			req.ScheduleID, req.Planned = "schedule", w.clock
		}
		_, err := w.Start(t.Context(), req)
		return err
	}
	assert.Equal(t, call.CodeNotMember, call.CodeOf(start("visitor", channel, false)))
	require.NoError(t, start(alice, channel, false))
	require.NoError(t, start(alice, channel, false))
	made := len(w.rooms())

	err := start(alice, channel, false)
	refusal := new(call.Error)
	require.ErrorAs(t, err, &refusal)
	assert.Equal(t, call.CodeRateLimited, refusal.Code)
	assert.True(t, refusal.Ours)
	assert.Equal(t, time.Minute, refusal.Wait)
	assert.Len(t, w.rooms(), made, "nothing is made at Whereby")
	assert.Len(t, w.store.calls, 2)

	require.NoError(t, start(bob, channel, false), "others go on")
	assert.NotEqual(t, call.CodeRateLimited, call.CodeOf(start(alice, channel, true)))
	w.clock = w.clock.Add(time.Minute)
	require.NoError(t, start(alice, channel, false))
}

// Sweep waits for what it has begun too, which reads the clock.
func (w *world) Sweep(ctx context.Context) error {
	defer w.Wait()
	return w.Service.Sweep(ctx)
}

func (w *world) start(t *testing.T) call.Call {
	t.Helper()
	c, err := w.Start(t.Context(), call.StartRequest{UserID: alice, ChannelID: channel, Options: call.Options{Topic: "Team standup"}})
	require.NoError(t, err)
	return c
}

func TestStart(t *testing.T) {
	w := newWorld(t)
	c, err := w.Start(t.Context(), call.StartRequest{
		UserID: alice, ChannelID: channel, RootID: "root", Options: call.Options{Topic: " Team standup 🎉\n", DurationMinutes: 120},
	})
	require.NoError(t, err)

	assert.Equal(t, call.Open, c.State)
	assert.Equal(t, "Team standup 🎉", c.Options.Topic)
	assert.Equal(t, "root", c.RootID)
	assert.Contains(t, c.Room.Name, "mattermost-team-standup-")
	assert.Equal(t, c, w.store.only())
	w.Wait()
	assert.Empty(t, w.store.untold)
	assert.Equal(t, []call.EventKind{call.EventCreated}, w.town.kinds())
	meetings := w.sandbox.Meetings()
	require.Len(t, meetings, 1)
	assert.WithinDuration(t, w.clock.Add(2*time.Hour), meetings[0].EndDate, time.Second)
}

func TestStartRefuses(t *testing.T) {
	tests := map[string]struct {
		user    string
		options call.Options
		change  func(*world)
		code    call.Code
	}{
		"not a member":   {user: "visitor", code: call.CodeNotMember},
		"may not post":   {user: "reader", code: call.CodeMayNotPost},
		"topic too long": {user: alice, options: call.Options{Topic: strings.Repeat("ä", 201)}, code: call.CodeTopicTooLong},
		"too long":       {user: alice, options: call.Options{DurationMinutes: 481}, code: call.CodeDurationTooLong},
		"far too long":   {user: alice, options: call.Options{DurationMinutes: 1 << 60}, code: call.CodeDurationTooLong},
		"negative":       {user: alice, options: call.Options{DurationMinutes: -1}, code: call.CodeBadDuration},
		"without a key":  {user: alice, change: func(w *world) { w.Settings = func() call.Settings { return call.Settings{MaxDuration: time.Hour} } }, code: call.CodeNotConfigured},
		"in an archived place": {user: alice, change: func(w *world) {
			w.town.access[alice] = call.Access{Member: true, MayPost: true, Channel: call.Channel{Archived: true}}
		}, code: call.CodeArchived},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			if test.change != nil {
				test.change(w)
			}
			_, err := w.Start(t.Context(), call.StartRequest{UserID: test.user, ChannelID: channel, Options: test.options})
			assert.Equal(t, test.code, call.CodeOf(err))
			assert.Empty(t, w.store.calls)
			assert.Empty(t, w.sandbox.Requests())
		})
	}
}

func TestStartSurvivesFaults(t *testing.T) {
	post := func(kind wherebytest.FaultKind, afterWork bool) wherebytest.Fault {
		return wherebytest.Fault{Kind: kind, Method: "POST", Path: "/meetings", AfterWork: afterWork, Delay: time.Hour}
	}
	tests := map[string]struct {
		fault wherebytest.Fault
		code  call.Code
	}{
		"401":                 {post(wherebytest.FaultUnauthorized, false), call.CodeKeyRefused},
		"403":                 {post(wherebytest.FaultForbidden, false), call.CodeNotInPlan},
		"429":                 {post(wherebytest.FaultRateLimited, false), call.CodeRateLimited},
		"500":                 {post(wherebytest.FaultServerError, false), call.CodeUnavailable},
		"500 after the work":  {post(wherebytest.FaultServerError, true), call.CodeUnavailable},
		"slow":                {post(wherebytest.FaultSlow, false), call.CodeUnavailable},
		"garbage":             {post(wherebytest.FaultGarbage, false), call.CodeUnavailable},
		"garbage after work":  {post(wherebytest.FaultGarbage, true), call.CodeUnavailable},
		"hang":                {post(wherebytest.FaultHang, false), call.CodeUnavailable},
		"hang after the work": {post(wherebytest.FaultHang, true), call.CodeUnavailable},
		"cut":                 {post(wherebytest.FaultCut, false), call.CodeUnavailable},
		"cut after the work":  {post(wherebytest.FaultCut, true), call.CodeUnavailable},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.sandbox.Inject(test.fault)
			_, err := w.Start(t.Context(), call.StartRequest{UserID: alice, ChannelID: channel, Options: call.Options{Topic: "x"}})

			assert.Equal(t, test.code, call.CodeOf(err))
			assert.Empty(t, w.wall.posts)
			assert.Empty(t, w.sandbox.Meetings(), "no room left behind")
			assert.Empty(t, w.town.kinds())
			assert.Equal(t, call.Failed, w.store.only().State)

			w.sandbox.ClearFaults()
			w.clock = w.clock.Add(6 * time.Minute)
			require.NoError(t, w.Sweep(t.Context()))
			assert.Contains(t, []call.RoomState{call.RoomNone, call.RoomGone}, w.store.only().Room.State)
			w.start(t)
		})
	}
}

func TestStartUndoesWhatFailsLater(t *testing.T) {
	tests := map[string]func(*world){
		"the room cannot be remembered": func(w *world) { w.store.failing = 1 },
		"the call cannot be posted":     func(w *world) { w.wall.err = errors.New("no") },
		"the call cannot be opened":     func(w *world) { w.store.failing = 2 },
	}
	for name, fail := range tests {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			fail(w)
			_, err := w.Start(t.Context(), call.StartRequest{UserID: alice, ChannelID: channel})
			assert.Equal(t, call.CodeInternal, call.CodeOf(err))
			assert.Empty(t, w.wall.posts)
			assert.Empty(t, w.sandbox.Meetings())
			assert.Equal(t, call.Failed, w.store.only().State)
			assert.Equal(t, call.RoomGone, w.store.only().Room.State)
		})
	}
}

func TestOneCallAChannel(t *testing.T) {
	w := newWorld(t)
	var wait sync.WaitGroup
	codes := make(chan call.Code, 10)
	for range cap(codes) {
		wait.Go(func() {
			_, err := w.Start(context.Background(), call.StartRequest{UserID: alice, ChannelID: channel})
			if err == nil {
				codes <- ""
				return
			}
			codes <- call.CodeOf(err)
		})
	}
	wait.Wait()
	close(codes)
	counts := map[call.Code]int{}
	for code := range codes {
		counts[code]++
	}
	assert.Equal(t, map[call.Code]int{"": 1, call.CodeRunning: 9}, counts)
	assert.Len(t, w.wall.posts, 1)
	assert.Len(t, w.sandbox.Meetings(), 1)

	_, err := w.Start(t.Context(), call.StartRequest{UserID: bob, ChannelID: channel, Second: true})
	require.NoError(t, err)
	assert.Len(t, w.wall.posts, 2)
}

func TestStartAsksInLargeChannels(t *testing.T) {
	w := newWorld(t)
	w.town.members = 51
	ask := call.StartRequest{UserID: alice, ChannelID: channel, Ask: true}
	_, err := w.Start(t.Context(), ask)
	refusal := new(call.Error)
	require.ErrorAs(t, err, &refusal)
	assert.Equal(t, call.CodeLargeChannel, refusal.Code)
	assert.Equal(t, 51, refusal.Members)
	assert.Empty(t, w.sandbox.Meetings(), "nothing is made before the answer")

	w.start(t) // by somebody who cannot be asked
	_, err = w.Start(t.Context(), ask)
	assert.Equal(t, call.CodeRunning, call.CodeOf(err), "there is a call to join: nothing to ask")
	ask.Second = true
	_, err = w.Start(t.Context(), ask)
	assert.Equal(t, call.CodeLargeChannel, call.CodeOf(err))

	w.settings.LargeChannel = 0
	_, err = w.Start(t.Context(), ask)
	require.NoError(t, err)
}

func TestSecretURLDoesNotPrint(t *testing.T) {
	w := newWorld(t)
	c := w.start(t)
	require.NotEmpty(t, c.Room.HostURL.Reveal())
	encoded, err := json.Marshal(c)
	require.NoError(t, err)
	view, err := json.Marshal(c.View(call.Shown{RoomLinks: true, Names: true}))
	require.NoError(t, err)
	for _, text := range []string{fmt.Sprintf("%v %+v %#v %s", c, c, c, c.Room.HostURL), string(encoded), string(view)} {
		assert.NotContains(t, text, "roomKey")
	}
}

func TestStates(t *testing.T) {
	all := []call.State{call.Creating, call.Open, call.Live, call.Ended, call.Missed, call.Failed}
	allowed := map[call.State][]call.State{
		call.Creating: {call.Open, call.Live, call.Failed},
		call.Open:     {call.Live, call.Ended, call.Missed},
		call.Live:     {call.Ended},
		call.Missed:   {call.Ended},
	}
	for _, from := range all {
		for _, to := range all {
			assert.Equal(t, slices.Contains(allowed[from], to), from.CanBecome(to), "%s → %s", from, to)
		}
	}
}
