package privacy

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mattermost/mattermost/server/public/model"

	"mattermost-plugin-whereby/server/call"
)

const (
	alice = "alice0000000000000000000aa"
	ghost = "ghost0000000000000000000gg"
)

// world is everything that Service meets; it writes down what was done.
type world struct {
	settings Settings
	accounts map[string]*model.User // by id
	away     bool                   // Mattermost cannot tell who has an account
	people   Accounts
	traces   map[string]Traces
	calls    map[string][]string // ids, by person
	old      int
	named    []string
	pending  []string
	marks    map[string]bool
	records  int
	fail     error
	done     []string
	parts    [][]byte
	last     bool
	erased   chan error
}

func (w *world) did(format string, args ...any) error {
	w.done = append(w.done, fmt.Sprintf(format, args...))
	return w.fail
}

func (w *world) user(matches func(*model.User) bool) (*model.User, *model.AppError) {
	if w.away {
		return nil, model.NewAppError("", "", nil, "", http.StatusInternalServerError)
	}
	for _, u := range w.accounts {
		if matches(u) {
			return u, nil
		}
	}
	return nil, model.NewAppError("", "", nil, "", http.StatusNotFound)
}

func (w *world) GetUser(id string) (*model.User, *model.AppError) {
	return w.user(func(u *model.User) bool { return u.Id == id })
}

func (w *world) GetUserByUsername(name string) (*model.User, *model.AppError) {
	return w.user(func(u *model.User) bool { return u.Username == name })
}

func (w *world) DropCalls(context.Context, time.Time, time.Time, int) (int, error) {
	dropped := min(w.old, droppedAtOnce)
	w.old -= dropped
	return dropped, w.did("drop %d", dropped)
}
func (w *world) DropTraces(context.Context, time.Time) error { return w.did("drop traces") }
func (w *world) NamedCalls(_ context.Context, limit int) ([]string, error) {
	return w.named[:min(limit, len(w.named))], nil
}
func (w *world) Unname(_ context.Context, ids []string) error { return w.did("unname %d", len(ids)) }
func (w *world) Traces(_ context.Context, id string) (Traces, error) {
	return w.traces[id], nil
}

func (w *world) NamesOf(context.Context, string) ([]string, error) {
	return []string{"Al", "Zoë_1"}, nil
}

func (w *world) CallsOf(_ context.Context, id string, _ int) ([]string, error) {
	return w.calls[id], nil
}

func (w *world) Disown(_ context.Context, who Person, ids []string) error {
	return w.did("disown %v of %s", ids, who.ID)
}

func (w *world) CleanPosts(_ context.Context, _ string, _ Person, ids []string, _ time.Time) error {
	return w.did("clean posts of %v", ids)
}

func (w *world) EraseRest(_ context.Context, _ string, who Person, _ time.Time) error {
	w.traces[who.ID] = Traces{}
	return w.did("erase the rest of %s", who.ID)
}

func (w *world) Personal(_ context.Context, _ string, from Place, limit int) ([]Record, Place, error) {
	var page []Record
	for range min(limit, w.records) {
		page = append(page, Record{Kind: "stay", Data: json.RawMessage(`{"text":"` + strings.Repeat("x", 1000) + `"}`)})
	}
	if w.records -= len(page); w.records == 0 {
		return page, Place{}, w.fail
	}
	return page, Place{Kind: from.Kind, After: "more"}, w.fail
}
func (w *world) Accounts(context.Context, int) (Accounts, error)                   { return w.people, w.fail }
func (w *world) Pending(context.Context, time.Time) ([]string, error)              { return w.pending, nil }
func (w *world) Mark(_ context.Context, name string, _ time.Time) error            { return w.mark(name, true) }
func (w *world) Unmark(_ context.Context, name string) error                       { return w.mark(name, false) }
func (w *world) Claim(context.Context, string, time.Time, time.Time) (bool, error) { return true, nil }
func (w *world) mark(name string, there bool) error {
	w.marks[name] = there
	return nil
}

func (w *world) Forget(_ context.Context, ids []string, who call.Forgotten) error {
	if who.UserID == "" {
		w.named = w.named[len(ids):]
	}
	w.calls[who.UserID] = nil
	return w.did("forget %s in %d", who.UserID, len(ids))
}
func (w *world) Abandon(_ context.Context, id string) error { return w.did("abandon plans of %s", id) }
func (w *world) Tend(id string) error {
	w.done = append(w.done, "status of "+id)
	return errors.New("away")
}

func (w *world) Exported(_ string, _ int, data []byte, last bool) error {
	w.parts, w.last = append(w.parts, bytes.Clone(data)), last
	return nil
}
func (w *world) ExportFailed(string) error { return w.did("export failed") }
func (w *world) Erased(_ string, err error) error {
	w.erased <- err
	return nil
}

func newWorld(t *testing.T) (*world, *Service) {
	t.Helper()
	w := &world{
		settings: Settings{Names: true}, traces: map[string]Traces{}, calls: map[string][]string{}, marks: map[string]bool{}, erased: make(chan error, 1),
		accounts: map[string]*model.User{alice: {Id: alice, Username: "alice", FirstName: "Alice", LastName: "Example"}},
	}
	s := &Service{
		Store: w, API: w, Calls: w, Plans: w, Statuses: w, Teller: w, BotID: "bot", Now: time.Now, Log: slog.New(slog.DiscardHandler),
		Escape: func(name string) string { return strings.ReplaceAll(name, "_", `\_`) }, Somebody: func() string { return "Somebody" },
		Settings: func() Settings { return w.settings },
	}
	s.Open()
	t.Cleanup(s.Close)
	return w, s
}

func TestFind(t *testing.T) {
	w, s := newWorld(t)
	who, _, err := s.Find(t.Context(), "alice")
	require.NoError(t, err)
	assert.Equal(t, Person{
		ID: alice, Username: "alice", Instead: "Somebody",
		Names: []string{"Alice Example", `Zoë\_1`, "Zoë_1", "alice", alice},
	}, who, "without what means too much else, the longest first")
	byID, _, err := s.Find(t.Context(), alice)
	require.NoError(t, err)
	assert.Equal(t, who, byID)

	for _, name := range []string{"nobody", ghost} {
		_, _, err = s.Find(t.Context(), name)
		assert.Equal(t, call.CodeUnknownPerson, call.CodeOf(err), name)
	}
	w.traces[ghost] = Traces{Any: true}
	who, _, err = s.Find(t.Context(), ghost)
	require.NoError(t, err, "the account is gone, what is kept is not")
	assert.Empty(t, who.Username)
	w.away = true
	_, _, err = s.Find(t.Context(), ghost)
	assert.Equal(t, call.CodeInternal, call.CodeOf(err))
}

func TestErase(t *testing.T) {
	w, s := newWorld(t)
	who := Person{ID: alice}
	w.traces[alice] = Traces{Any: true, Running: true}
	assert.Equal(t, call.CodePersonInCall, call.CodeOf(s.Erase(t.Context(), who, "admin")))
	assert.Empty(t, w.done)
	assert.Empty(t, w.marks)

	w.traces[alice] = Traces{Any: true}
	w.calls[alice] = []string{"c1", "c2"}
	w.fail = errors.New("the database is away")
	require.NoError(t, s.Erase(t.Context(), who, "admin"))
	require.Error(t, <-w.erased)
	assert.True(t, w.marks[Mark+alice], "a sweep goes on with it")

	w.fail, w.done, w.pending = nil, nil, []string{alice}
	require.NoError(t, s.Sweep())
	assert.Equal(t, []string{
		"abandon plans of " + alice, "status of " + alice, "disown [c1 c2] of " + alice, "forget " + alice + " in 2", "clean posts of [c1 c2]",
		"erase the rest of " + alice,
	}, w.done)
	assert.False(t, w.marks[Mark+alice])
}

func TestEraseGone(t *testing.T) {
	tests := map[string]struct {
		people Accounts
		away   bool
		fail   error
		erased bool
	}{
		"one of many":                  {people: Accounts{Known: 500, Missing: 1, Gone: []string{ghost}}, erased: true},
		"one of two":                   {people: Accounts{Known: 2, Missing: 1, Gone: []string{ghost}}, erased: true},
		"a tenth":                      {people: Accounts{Known: 500, Missing: 50, Gone: []string{ghost}}, erased: true},
		"more than a tenth":            {people: Accounts{Known: 500, Missing: 51, Gone: []string{ghost}}},
		"all":                          {people: Accounts{Known: 5, Missing: 5, Gone: []string{ghost}}},
		"none":                         {people: Accounts{Known: 5}},
		"Mattermost knows the account": {people: Accounts{Known: 500, Missing: 1, Gone: []string{alice}}},
		"Mattermost cannot tell":       {people: Accounts{Known: 500, Missing: 1, Gone: []string{ghost}}, away: true},
		"the database cannot be asked": {people: Accounts{Known: 500, Missing: 1, Gone: []string{ghost}}, fail: errors.New("away")},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			w, s := newWorld(t)
			w.people, w.away, w.fail = test.people, test.away, test.fail
			w.traces[ghost], w.traces[alice] = Traces{Any: true}, Traces{Any: true}
			assert.Equal(t, test.fail != nil, s.Sweep() != nil)
			assert.Equal(t, test.erased, strings.Contains(strings.Join(w.done, " "), "erase the rest of "+ghost), w.done)
			assert.NotContains(t, strings.Join(w.done, " "), alice)
		})
	}
	w, s := newWorld(t)
	w.people, w.traces[ghost] = Accounts{Known: 500, Missing: 1, Gone: []string{ghost}}, Traces{Any: true, Running: true}
	require.NoError(t, s.Sweep())
	assert.Empty(t, w.done, "the call is over tomorrow")
}

func TestExportInParts(t *testing.T) {
	w, s := newWorld(t)
	w.records = 20_000 // of a kilobyte each
	s.Export(Person{ID: alice, Username: "alice"}, "admin")
	s.work.Wait()
	require.Len(t, w.parts, 3)
	assert.True(t, w.last)
	lines := 0
	for _, part := range w.parts {
		assert.Less(t, len(part), partSize+pageSize*1100)
		for line := range bytes.Lines(part) {
			assert.True(t, json.Valid(line))
			lines++
		}
	}
	assert.Equal(t, 20_001, lines)
	assert.Contains(t, string(w.parts[0][:200]), `"username":"alice"`)

	w.fail = errors.New("away")
	s.Export(Person{ID: alice}, "admin")
	s.work.Wait()
	assert.Equal(t, []string{"export failed"}, w.done)
}

func TestSweepOfCalls(t *testing.T) {
	w, s := newWorld(t)
	w.old, w.named = 1200, make([]string, 450)
	require.NoError(t, s.Sweep())
	assert.Empty(t, w.done, "all is kept, with names")
	w.settings = Settings{RetentionDays: 30}
	require.NoError(t, s.Sweep())
	assert.Equal(t, []string{
		"drop 500", "drop 500", "drop 200", "drop 0", "drop traces",
		"unname 200", "forget  in 200", "unname 200", "forget  in 200", "unname 50", "forget  in 50",
	}, w.done)
	w.done, w.fail, w.old = nil, errors.New("away"), 1
	require.ErrorIs(t, s.Sweep(), w.fail)
	assert.Equal(t, []string{"drop 1"}, w.done)
}
