package schedule

import (
	"context"
	"io"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/call"
)

// memory is a Store with the database's rules.
type memory struct {
	mu   sync.Mutex
	rows map[string]Schedule
}

func (m *memory) SaveSchedule(ctx context.Context, s Schedule) (bool, error) {
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.rows[s.ID].Revision != s.Revision {
		return false, nil
	}
	s.Revision++
	s.Skipped = slices.Clone(s.Skipped)
	m.rows[s.ID] = s
	return true, nil
}

func (m *memory) FindSchedules(_ context.Context, q Query) ([]Schedule, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var found []Schedule
	for _, s := range m.rows {
		if (q.ID == "" || s.ID == q.ID) && (q.ChannelID == "" || s.ChannelID == q.ChannelID) && (!q.Ahead || !s.State.Done()) &&
			(q.Channels == nil || slices.Contains(q.Channels, s.ChannelID)) {
			found = append(found, s)
		}
	}
	slices.SortFunc(found, func(a, b Schedule) int { return a.NextAt.Compare(b.NextAt) })
	return found, nil
}

func (m *memory) ClaimSchedules(_ context.Context, now, until time.Time, limit int) ([]Schedule, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var claimed []Schedule
	for id, s := range m.rows {
		if !s.CheckAt.IsZero() && !s.CheckAt.After(now) && !s.BusyUntil.After(now) && len(claimed) < limit {
			s.BusyUntil = until
			s.Revision++
			m.rows[id] = s
			claimed = append(claimed, s)
		}
	}
	return claimed, nil
}

func (m *memory) ForgetSchedule(_ context.Context, s Schedule) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.rows[s.ID].Revision == s.Revision {
		delete(m.rows, s.ID)
	}
	return nil
}

// world is Calls, Directory, Teller, Feeds and Conversations.
type world struct {
	*Service
	memory
	mu       sync.Mutex
	clock    time.Time
	settings Settings
	access   map[string]call.Access
	manager  string

	// during happens while a call is started or reminded of.
	during func()

	started  []call.StartRequest
	prepared int
	notReady error // of rooms that are to be made
	dropped  []string
	inUse    bool // the rooms
	running  *call.Call
	// failures are what the next starts answer.
	failures []error
	reminded []time.Time
	busy     int
	failed   []error
	paused   int
	missed   [][]time.Time
	shown    []Schedule
	feeds    map[string]string // user ids by hashes
}

const (
	owner   = "owner"
	channel = "channel"
)

// newWorld begins on a Wednesday morning in Berlin.
func newWorld(t *testing.T) *world {
	t.Helper()
	member := func(id string) call.Access {
		return call.Access{
			Person: call.Person{ID: id, TimeZone: "Europe/Berlin"}, Channel: call.Channel{ID: channel, TeamID: "team"}, Member: true, MayPost: true,
		}
	}
	w := &world{
		memory: memory{rows: map[string]Schedule{}}, manager: "boss",
		clock:    moment(t, "2026-11-25T08:00:00+01:00"),
		settings: Settings{Remind: 10, Lead: 24 * time.Hour, Duration: time.Hour},
		access:   map[string]call.Access{owner: member(owner), "other": member("other"), "boss": member("boss"), "outsider": {Person: call.Person{ID: "outsider"}}},
		feeds:    map[string]string{},
	}
	w.Service = w.node()
	return w
}

// node is one more node of the cluster.
func (w *world) node() *Service {
	return &Service{
		Store: w, Calls: w, Directory: w, Teller: w, Publisher: w, Feeds: w, Conversations: w,
		Settings: func() Settings { return w.settings }, Now: func() time.Time { return w.clock },
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	}
}

func moment(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	require.NoError(t, err)
	return at
}

// Show implements Publisher.
func (w *world) Show(s Schedule) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.shown = append(w.shown, s)
}

// plan plans calls as the owner.
func (w *world) plan(t *testing.T, when string) Schedule {
	t.Helper()
	c, err := w.Create(t.Context(), Request{UserID: owner, ChannelID: channel, When: when, Remind: UsualReminder})
	require.NoError(t, err)
	return c
}

// until lets the clock run minute by minute.
func (w *world) until(t *testing.T, end time.Time) {
	t.Helper()
	for w.clock.Before(end) {
		w.clock = w.clock.Truncate(time.Minute).Add(time.Minute)
		require.NoError(t, w.Tick(t.Context()))
	}
}

func (w *world) Start(_ context.Context, req call.StartRequest) (call.Call, error) {
	if w.during != nil {
		w.during()
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.failures) > 0 {
		err := w.failures[0]
		w.failures = w.failures[1:]
		if err != nil {
			return call.Call{}, err
		}
	}
	for _, before := range w.started {
		if before.ScheduleID == req.ScheduleID && before.Planned.Equal(req.Planned) {
			return call.Call{}, &call.Error{Code: call.CodeRunning, Call: &call.Call{ScheduleID: req.ScheduleID}}
		}
	}
	if w.running != nil {
		return call.Call{}, &call.Error{Code: call.CodeRunning, Call: w.running}
	}
	w.started = append(w.started, req)
	return call.Call{}, nil
}

func (w *world) PlanCall(_ context.Context, req call.StartRequest, _ time.Time) (call.Options, call.Access, error) {
	a := w.access[req.UserID]
	if !a.Member {
		return req.Options, a, &call.Error{Code: call.CodeNotMember}
	}
	if req.Options.IsRecorded() && req.UserID != owner {
		return req.Options, a, &call.Error{Code: call.CodeRuleRecording}
	}
	return req.Options, a, nil
}

func (w *world) PrepareRoom(context.Context, call.StartRequest, time.Time) (call.LastingRoom, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.notReady != nil {
		return call.LastingRoom{}, w.notReady
	}
	w.prepared++
	return call.LastingRoom{}, nil
}

func (w *world) DropRoom(_ context.Context, id string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.inUse {
		return &call.Error{Code: call.CodeRoomInUse}
	}
	w.dropped = append(w.dropped, id)
	return nil
}

func (w *world) EnterPlanned(_ context.Context, id, userID string) (string, error) {
	return "link of " + userID + " into " + id, nil
}

func (w *world) Running(context.Context, string, string) (call.Call, error) {
	if w.running == nil {
		return call.Call{}, &call.Error{Code: call.CodeNoCall}
	}
	return *w.running, nil
}

func (w *world) Access(_ context.Context, userID, _ string) (call.Access, error) {
	return w.access[userID], nil
}

func (w *world) Manages(_ context.Context, userID, _ string) (bool, error) {
	return userID == w.manager, nil
}

func (w *world) Thread(_ context.Context, postID, _ string) (string, error) { return postID, nil }

func (w *world) Remind(_ context.Context, s Schedule, _ call.LastingRoom) error {
	if w.during != nil {
		w.during()
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.reminded = append(w.reminded, s.NextAt)
	return nil
}

func (w *world) Busy(context.Context, Schedule, call.Call) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.busy++
	return nil
}

func (w *world) Failed(_ context.Context, _ Schedule, cause error, paused bool) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.failed = append(w.failed, cause)
	if paused {
		w.paused++
	}
	return nil
}

func (w *world) Missed(_ context.Context, _ Schedule, times []time.Time) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.missed = append(w.missed, times)
	return nil
}

func (w *world) SetFeed(_ context.Context, userID, hash string, _ time.Time) error {
	_ = w.DropFeed(context.Background(), userID)
	w.feeds[hash] = userID
	return nil
}

func (w *world) DropFeed(_ context.Context, userID string) error {
	for hash, of := range w.feeds {
		if of == userID {
			delete(w.feeds, hash)
		}
	}
	return nil
}

func (w *world) FeedOf(_ context.Context, hash string) (string, error) { return w.feeds[hash], nil }

func (w *world) ChannelsOf(context.Context, string) ([]string, error) { return []string{channel}, nil }

func (w *world) Conversation(_ context.Context, _ []string) (string, error) {
	return "conversation", nil
}
