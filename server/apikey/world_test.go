package apikey

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pkg/errors"
	"github.com/stretchr/testify/require"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/mattermost/mattermost/server/public/plugin/plugintest"

	"mattermost-plugin-whereby/server/config"
	"mattermost-plugin-whereby/server/i18n"
	"mattermost-plugin-whereby/server/whereby"
)

const theKey = "eyJ.the-key"

// world is Mattermost, the database and the clock, for all nodes.
type world struct {
	t *testing.T

	mu    sync.Mutex
	now   time.Time
	marks map[string]time.Time
	users []*model.User
	posts []*model.Post
	// away is the database's failure, mute those who cannot be written to.
	away error
	mute string
	// dead is set by crash: nothing is posted any more.
	dead bool

	settings config.Snapshot
	log      bytes.Buffer
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{
		t: t, now: time.Date(2027, 3, 1, 12, 0, 0, 0, time.UTC), marks: map[string]time.Time{},
		users: []*model.User{admin("ann", "en"), admin("bernd", "en")},
	}
	w.settings = config.Snapshot{Config: config.Defaults(), Server: config.Server{SiteURL: "https://chat.example"}}
	w.settings.APIKey = theKey
	return w
}

func admin(id, locale string) *model.User {
	return &model.User{Id: id, Locale: locale, Roles: "system_user system_admin"}
}

// node is one Keeper; there may be several.
func (w *world) node() *Keeper {
	bundle := &plugintest.API{}
	bundle.On("GetBundlePath").Return("../..", nil)
	words, err := i18n.Load(bundle)
	require.NoError(w.t, err)
	k := &Keeper{
		API: w, BotID: "bot", Store: w, Words: words, Log: slog.New(slog.NewTextHandler(&w.log, nil)),
		Settings: func() config.Snapshot {
			w.mu.Lock()
			defer w.mu.Unlock()
			return w.settings
		},
		Now: func() time.Time {
			w.mu.Lock()
			defer w.mu.Unlock()
			return w.now
		},
	}
	w.t.Cleanup(k.Close)
	return k
}

// pass lets time pass, in whole days and more.
func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

// told returns who was told something with this text since the last time.
func (w *world) told(text string) (userIDs []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, post := range w.posts {
		require.Equal(w.t, "bot", post.UserId)
		if strings.Contains(post.Message, text) {
			userIDs = append(userIDs, strings.TrimPrefix(post.ChannelId, "bot+"))
		}
	}
	w.posts = nil
	return userIDs
}

func (w *world) MarkOnce(_ context.Context, name string, at time.Time) (time.Time, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, found := w.marks[name]; !found && w.away == nil {
		w.marks[name] = at
	}
	return w.marks[name], w.away
}

func (w *world) Claim(_ context.Context, name string, at, older time.Time) (bool, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	require.LessOrEqual(w.t, len(name), 32)
	if before, found := w.marks[name]; w.away != nil || found && !before.Before(older) {
		return false, w.away
	}
	w.marks[name] = at
	return true, nil
}

func (w *world) Marks(_ context.Context, names ...string) (map[string]time.Time, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	found := map[string]time.Time{}
	for _, name := range names {
		if at, ok := w.marks[name]; ok {
			found[name] = at
		}
	}
	return found, w.away
}

func (w *world) GetUsers(options *model.UserGetOptions) ([]*model.User, *model.AppError) {
	w.mu.Lock()
	defer w.mu.Unlock()
	require.True(w.t, options.Active)
	require.Equal(w.t, "system_admin", options.Role)
	first := min(options.Page*options.PerPage, len(w.users))
	return w.users[first:min(first+options.PerPage, len(w.users))], nil
}

func (w *world) GetDirectChannel(botID, userID string) (*model.Channel, *model.AppError) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.mute == userID {
		return nil, model.NewAppError("test", "not allowed", nil, "", http.StatusForbidden)
	}
	return &model.Channel{Id: botID + "+" + userID}, nil
}

func (w *world) CreatePost(post *model.Post) (*model.Post, *model.AppError) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.dead {
		panic("the process is dead")
	}
	w.posts = append(w.posts, post)
	return post, nil
}

// answers has Whereby answer a request made with a key, at one node.
func (w *world) answers(k *Keeper, key string, status int) {
	o := whereby.Outcome{Method: "POST", Route: "/meetings", Attempt: 1, Status: status, Fingerprint: whereby.Fingerprint(key)}
	switch status {
	case http.StatusUnauthorized:
		o.Kind = whereby.Unauthorized
	case 0:
		o.Kind = whereby.Unavailable
	}
	k.Observe(o)
	k.Wait()
}

func (w *world) sweep(k *Keeper) {
	w.t.Helper()
	require.NoError(w.t, k.Sweep(w.t.Context()))
}

var errAway = errors.New("the database is away")
