package presence

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/pkg/errors"
	"github.com/stretchr/testify/require"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/mattermost/mattermost/server/public/plugin/plugintest"

	"mattermost-plugin-whereby/server/i18n"
)

// world is Mattermost and the database, with one person in them.
type world struct {
	mu     sync.Mutex
	now    time.Time
	user   model.User
	recent []string // texts of the recent statuses, nil for no such preference
	choice string
	inside bool

	record     *Record
	holder     string
	busyUntil  time.Time
	again      bool
	statusSets int
	// left is how many more steps succeed before the process is dead.
	left int
	// beforeShow happens just before a status is changed.
	beforeShow func()
}

const alive = 1_000_000

func newWorld() *world {
	return &world{now: time.Date(2025, 3, 1, 12, 0, 0, 0, time.UTC), user: model.User{Id: "u", Locale: "de"}, left: alive}
}

// step takes the lock, unless the process is dead.
func (w *world) step() bool {
	w.mu.Lock()
	if w.left--; w.left >= 0 {
		return true
	}
	w.mu.Unlock()
	return false
}

var errDead = errors.New("dead")

func deadAPI() *model.AppError {
	return model.NewAppError("test", "dead", nil, "", http.StatusInternalServerError)
}

func (w *world) GetUser(string) (*model.User, *model.AppError) {
	if !w.step() {
		return nil, deadAPI()
	}
	defer w.mu.Unlock()
	remembered := w.user.DeepCopy()
	remembered.ClearCustomStatus() // what this node knows may be old
	return remembered, nil
}

func (w *world) UpdateUserCustomStatus(_ string, status *model.CustomStatus) *model.AppError {
	if w.beforeShow != nil {
		w.beforeShow()
	}
	if !w.step() {
		return deadAPI()
	}
	defer w.mu.Unlock()
	if status.Emoji == "deleted" {
		return model.NewAppError("test", "no such emoji", nil, "", http.StatusBadRequest)
	}
	w.statusSets++
	w.recent = append([]string{status.Text}, w.recent...)
	return deadIf(w.user.SetCustomStatus(status))
}

func deadIf(err error) *model.AppError {
	if err != nil {
		return deadAPI()
	}
	return nil
}

func (w *world) RemoveUserCustomStatus(string) *model.AppError {
	if !w.step() {
		return deadAPI()
	}
	defer w.mu.Unlock()
	w.user.ClearCustomStatus()
	return nil
}

func (w *world) GetPreferenceForUser(string, string, string) (model.Preference, *model.AppError) {
	if !w.step() {
		return model.Preference{}, deadAPI()
	}
	defer w.mu.Unlock()
	if w.recent == nil {
		return model.Preference{}, model.NewAppError("test", "none", nil, "", http.StatusBadRequest)
	}
	var list model.RecentCustomStatuses
	for _, text := range w.recent {
		status := model.CustomStatus{Text: text}
		if current := w.user.GetCustomStatus(); current != nil && current.Text == text {
			status = *current
		}
		list = append(list, status)
	}
	value, err := json.Marshal(list)
	return model.Preference{Value: string(value)}, deadIf(err)
}

func (w *world) UpdatePreferencesForUser(_ string, preferences []model.Preference) *model.AppError {
	if !w.step() {
		return deadAPI()
	}
	defer w.mu.Unlock()
	var list model.RecentCustomStatuses
	err := json.Unmarshal([]byte(preferences[0].Value), &list)
	w.recent = []string{}
	for _, status := range list {
		w.recent = append(w.recent, status.Text)
	}
	return deadIf(err)
}

func (w *world) DeletePreferencesForUser(string, []model.Preference) *model.AppError {
	if !w.step() {
		return deadAPI()
	}
	defer w.mu.Unlock()
	w.recent = nil
	return nil
}

func (w *world) Preference(string, string) string { return w.choice }

func (w *world) ClaimStatus(_ context.Context, userID, holder string, now, until time.Time) (*Record, error) {
	if !w.step() {
		return nil, errDead
	}
	defer w.mu.Unlock()
	if w.record == nil {
		if !w.inside {
			return nil, nil
		}
		w.record = &Record{UserID: userID}
	}
	if w.holder != holder && w.busyUntil.After(now) {
		w.again = true
		return nil, nil
	}
	w.holder, w.busyUntil, w.again = holder, until, false
	r := *w.record
	return &r, nil
}

func (w *world) KeepStatus(_ context.Context, holder string, r Record) (bool, error) {
	if !w.step() {
		return false, errDead
	}
	defer w.mu.Unlock()
	if w.record == nil || w.holder != holder {
		return false, nil
	}
	w.record = &r
	return true, nil
}

func (w *world) ReleaseStatus(_ context.Context, holder string, r Record) (bool, error) {
	if !w.step() {
		return false, errDead
	}
	defer w.mu.Unlock()
	if w.record == nil || w.holder != holder || w.again {
		return false, nil
	}
	w.record, w.holder, w.busyUntil = &r, "", time.Time{}
	if r.State == None {
		w.record = nil
	}
	return true, nil
}

func (w *world) Look(context.Context, string) (bool, *model.CustomStatus, error) {
	if !w.step() {
		return false, nil, errDead
	}
	defer w.mu.Unlock()
	return w.inside, w.user.GetCustomStatus(), nil
}

func (w *world) DueStatuses(_ context.Context, now time.Time, _ int) ([]string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	r := w.record
	switch {
	case r == nil && w.inside,
		r != nil && !w.busyUntil.After(now) && (!w.busyUntil.IsZero() || !w.inside || r.State == None || r.State == Setting ||
			r.State == Restoring || !r.RenewAt.IsZero() && !r.RenewAt.After(now)):
		return []string{"u"}, nil
	}
	return nil, nil
}

func (w *world) keeper(t *testing.T) *Keeper {
	t.Helper()
	api := &plugintest.API{}
	api.On("GetBundlePath").Return("../..", nil)
	words, err := i18n.Load(api)
	require.NoError(t, err)
	return &Keeper{
		API: w, Store: w, People: w, Words: words, Enabled: func() bool { return true }, Now: func() time.Time { return w.now },
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	}
}
