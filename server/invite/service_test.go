package invite

import (
	"bytes"
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pkg/errors"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/call"
)

// memory is a Store with the database's rules.
type memory struct {
	forgotten time.Time // before which Sweep has cleared up
	mu        sync.Mutex
	invites   []Invite
	hashes    map[string]string // by id
	// between runs inside AddInvite, as another node would.
	between func()
}

func (m *memory) AddInvite(_ context.Context, i Invite, tokenHash string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.invites = append([]Invite{i}, m.invites...)
	m.hashes[i.ID] = tokenHash
	if m.between != nil {
		m.between()
	}
	return nil
}

func (m *memory) DropInvite(_ context.Context, id string) error {
	m.invites = slices.DeleteFunc(m.invites, func(i Invite) bool { return i.ID == id })
	return nil
}

func (m *memory) FindInvites(_ context.Context, q Query) (found []Invite, err error) {
	for _, i := range m.invites {
		if (q.ID == "" || q.ID == i.ID) && (q.CallID == "" || q.CallID == i.CallID) &&
			(q.TokenHash == "" || q.TokenHash == m.hashes[i.ID]) && (q.LiveAt.IsZero() || i.live(q.LiveAt)) {
			found = append(found, i)
		}
	}
	return found, nil
}

func (m *memory) InviteLoad(_ context.Context, userID string, since time.Time, callID string, now time.Time) (load Load, err error) {
	for _, i := range m.invites { // newest first
		if i.MadeBy == userID && i.MadeAt.After(since) {
			load.Made, load.Oldest = load.Made+1, i.MadeAt
		}
		if i.CallID == callID && i.live(now) {
			load.Live++
		}
	}
	return load, nil
}

func (m *memory) ForgetInvites(_ context.Context, before time.Time) error {
	m.forgotten = before
	return nil
}

func (m *memory) RevokeInvite(_ context.Context, id string, at time.Time) error {
	for n := range m.invites {
		if m.invites[n].ID == id {
			m.invites[n].RevokedAt = at
		}
	}
	return nil
}

func (m *memory) ClaimInvite(_ context.Context, id, browser string, at time.Time) (bool, error) {
	for n := range m.invites {
		if i := &m.invites[n]; i.ID == id && i.live(at) && (i.Browser == "" || i.Browser == browser) {
			i.Browser = browser
			if i.UsedAt.IsZero() {
				i.UsedAt = at
			}
			return true, nil
		}
	}
	return false, nil
}

// world is everything around a Service.
type world struct {
	*Service
	memory
	call     call.Call
	people   map[string]call.Access
	managers []string
	settings Settings
	now      time.Time
	log      bytes.Buffer
}

func (w *world) Get(_ context.Context, id string) (call.Call, error) {
	if id != w.call.ID {
		return call.Call{}, &call.Error{Code: call.CodeNotFound}
	}
	return w.call, nil
}

func (w *world) Access(_ context.Context, userID, _ string) (call.Access, error) {
	a := w.people[userID]
	a.Person.ID = userID
	return a, nil
}

func (w *world) Person(userID string) (call.Person, error) {
	if _, known := w.people[userID]; !known {
		return call.Person{}, errors.New("no such person")
	}
	return call.Person{ID: userID, Username: userID, DisplayName: strings.ToUpper(userID[:1]) + userID[1:]}, nil
}

func (w *world) Manages(_ context.Context, userID, _ string) (bool, error) {
	return slices.Contains(w.managers, userID), nil
}

func newWorld() *world {
	member := call.Access{Member: true, MayPost: true}
	w := &world{
		memory: memory{hashes: map[string]string{}},
		people: map[string]call.Access{"host": member, "alice": member, "bob": member, "admin": {}, "outsider": {MayPost: true}},
		now:    noon, managers: []string{"admin"},
		settings: Settings{Allowed: true, SiteURL: "https://chat.example/sub"},
	}
	w.call = call.Call{
		ID: "call", ChannelID: "channel", HostID: "host", State: call.Open, ExpiresAt: noon.Add(time.Hour),
		Room: call.Room{URL: "https://acme.whereby.com/room", HostURL: "https://acme.whereby.com/room?roomKey=secret"},
	}
	w.Service = &Service{
		Store: w, Calls: w, Directory: w, Settings: func() Settings { return w.settings },
		Now: func() time.Time { return w.now }, Log: slog.New(slog.NewTextHandler(&w.log, nil)),
	}
	return w
}

// invite makes an invite and gives its token.
func (w *world) invite(t *testing.T, userID string) (Invite, string) {
	t.Helper()
	made, err := w.Create(t.Context(), Request{CallID: "call", UserID: userID, Name: "Zoe"})
	require.NoError(t, err)
	return made.Invite, made.URL[strings.LastIndex(made.URL, "/")+1:]
}

func TestCreate(t *testing.T) {
	w := newWorld()
	made, err := w.Create(t.Context(), Request{CallID: "call", UserID: "alice", Name: "  zoe@example.com "})
	require.NoError(t, err)
	assert.Regexp(t, `^https://chat\.example/sub/plugins/whereby/i/[a-z2-7]{26}$`, made.URL)
	i := made.Invite
	assert.Regexp(t, `^[a-z2-7]{26}$`, i.ID)
	assert.Equal(t, Invite{ID: i.ID, CallID: "call", Name: "zoe@example.com", MadeBy: "alice", MadeAt: noon, ExpiresAt: noon.Add(2 * time.Hour)}, i)

	token := made.URL[strings.LastIndex(made.URL, "/")+1:]
	assert.Equal(t, hash(token), w.hashes[i.ID])
	assert.Len(t, w.hashes[i.ID], 64)
	assert.NotContains(t, w.log.String(), token)
	assert.NotContains(t, w.log.String(), "zoe@example.com")
}

func TestWhoMayInvite(t *testing.T) {
	tests := map[string]struct {
		change func(*world)
		user   string
		want   call.Code
	}{
		"member":        {func(*world) {}, "alice", ""},
		"host":          {func(*world) {}, "host", ""},
		"live call":     {func(w *world) { w.call.State = call.Live }, "alice", ""},
		"outsider":      {func(*world) {}, "outsider", call.CodeNotMember},
		"admin outside": {func(*world) {}, "admin", call.CodeNotMember},
		"guest account": {func(w *world) {
			w.people["alice"] = call.Access{Member: true, MayPost: true, Person: call.Person{Guest: true}}
		}, "alice", call.CodeGuestMayNotInvite},
		"reader": {func(w *world) { w.people["alice"] = call.Access{Member: true} }, "alice", call.CodeMayNotInvite},
		"archived": {func(w *world) {
			w.people["alice"] = call.Access{Member: true, MayPost: true, Channel: call.Channel{Archived: true}}
		}, "alice", call.CodeMayNotInvite},
		"switched off":    {func(w *world) { w.settings.Allowed = false }, "alice", call.CodeInvitesOff},
		"being started":   {func(w *world) { w.call.State = call.Creating }, "alice", call.CodeStarting},
		"over":            {func(w *world) { w.call.State = call.Ended }, "alice", call.CodeOver},
		"missed":          {func(w *world) { w.call.State = call.Missed }, "alice", call.CodeOver},
		"the room closed": {func(w *world) { w.call.ExpiresAt = noon.Add(-time.Hour) }, "alice", call.CodeOver},
		"unknown call":    {func(w *world) { w.call.ID = "other" }, "alice", call.CodeNotFound},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			w := newWorld()
			test.change(w)
			_, err := w.Create(t.Context(), Request{CallID: "call", UserID: test.user})
			if test.want == "" {
				require.NoError(t, err)
				list, err := w.List(t.Context(), "call", test.user)
				require.NoError(t, err)
				assert.Len(t, list, 1)
				return
			}
			assert.Equal(t, test.want, call.CodeOf(err))
			assert.Empty(t, w.invites)
			if name != "the room closed" {
				_, err = w.List(t.Context(), "call", test.user)
				assert.Equal(t, test.want, call.CodeOf(err))
			}
		})
	}
}

func TestWhenInvitesEnd(t *testing.T) {
	tests := map[string]struct {
		call, asked time.Duration // from now
		want        time.Duration
		code        call.Code
	}{
		"with the room":         {time.Hour, 0, 2 * time.Hour, ""},
		"as asked":              {time.Hour, 10 * time.Minute, 10 * time.Minute, ""},
		"not after the room":    {time.Hour, 24 * time.Hour, 2 * time.Hour, ""},
		"in a week at the most": {30 * 24 * time.Hour, 10 * 24 * time.Hour, 7 * 24 * time.Hour, ""},
		"by default in a week":  {30 * 24 * time.Hour, 0, 7 * 24 * time.Hour, ""},
		"past":                  {time.Hour, -time.Minute, 0, call.CodePastUntil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			w := newWorld()
			w.call.ExpiresAt = noon.Add(test.call)
			req := Request{CallID: "call", UserID: "alice"}
			if test.asked != 0 {
				req.ExpiresAt = noon.Add(test.asked)
			}
			made, err := w.Create(t.Context(), req)
			if test.code != "" {
				assert.Equal(t, test.code, call.CodeOf(err))
				return
			}
			require.NoError(t, err)
			assert.Equal(t, noon.Add(test.want), made.Invite.ExpiresAt)
		})
	}
	_, err := newWorld().Create(t.Context(), Request{CallID: "call", UserID: "alice", Name: strings.Repeat("ż", 101)})
	assert.Equal(t, call.CodeNameTooLong, call.CodeOf(err))
}

func TestLimits(t *testing.T) {
	w := newWorld()
	for range maxMade {
		w.invite(t, "alice")
		w.now = w.now.Add(time.Minute)
	}
	_, err := w.Create(t.Context(), Request{CallID: "call", UserID: "alice"})
	known := new(call.Error)
	require.ErrorAs(t, err, &known)
	assert.Equal(t, call.CodeRateLimited, known.Code)
	assert.True(t, known.Ours)
	assert.Equal(t, 40*time.Minute, known.Wait, "until the first is an hour old")

	for _, user := range []string{"bob", "host"} {
		for len(w.invites) < maxLive && call.CodeOf(err) != "" {
			if _, err = w.Create(t.Context(), Request{CallID: "call", UserID: user}); err != nil {
				break
			}
		}
	}
	assert.Len(t, w.invites, maxLive)
	w.now = w.now.Add(time.Hour)
	w.call.ExpiresAt = w.now
	for n := range w.invites {
		w.invites[n].ExpiresAt = w.now.Add(time.Minute)
	}
	_, err = w.Create(t.Context(), Request{CallID: "call", UserID: "alice"})
	assert.Equal(t, call.CodeTooManyInvites, call.CodeOf(err))
	_, err = w.Revoke(t.Context(), "call", w.invites[0].ID, "host")
	require.NoError(t, err)
	_, err = w.Create(t.Context(), Request{CallID: "call", UserID: "alice"})
	assert.NoError(t, err)
}

// TestLimitsHoldOnTwoNodes has another node add an invite between this one's
// look and its own.
func TestLimitsHoldOnTwoNodes(t *testing.T) {
	w := newWorld()
	for range maxMade - 1 {
		w.invite(t, "alice")
	}
	w.between = func() {
		w.invites = append(w.invites, Invite{ID: "theirs", CallID: "call", MadeBy: "alice", MadeAt: noon, ExpiresAt: noon.Add(time.Hour)})
	}
	_, err := w.Create(t.Context(), Request{CallID: "call", UserID: "alice"})
	assert.Equal(t, call.CodeRateLimited, call.CodeOf(err))
	assert.Len(t, w.invites, maxMade)
}

func TestRevoke(t *testing.T) {
	tests := map[string]call.Code{
		"alice": "", "host": "", "admin": "", "bob": call.CodeMayNotRevoke, "outsider": call.CodeNotMember,
	}
	for user, want := range tests {
		t.Run(user, func(t *testing.T) {
			w := newWorld()
			i, token := w.invite(t, "alice")
			revoked, err := w.Revoke(t.Context(), "call", i.ID, user)
			if want != "" {
				assert.Equal(t, want, call.CodeOf(err))
				_, err = w.Look(t.Context(), token, "")
				assert.NoError(t, err)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, noon, revoked.RevokedAt)
			w.now = w.now.Add(time.Minute)
			again, err := w.Revoke(t.Context(), "call", i.ID, user)
			require.NoError(t, err)
			assert.Equal(t, revoked, again)
			list, err := w.List(t.Context(), "call", "bob")
			require.NoError(t, err)
			assert.Empty(t, list)
			_, err = w.Look(t.Context(), token, "")
			assert.Equal(t, call.CodeInviteRevoked, call.CodeOf(err))
		})
	}
	w := newWorld()
	_, err := w.Revoke(t.Context(), "call", "unknown", "alice")
	assert.Equal(t, call.CodeNoInvite, call.CodeOf(err))
	i, _ := w.invite(t, "alice")
	w.call.State, w.settings.Allowed = call.Ended, false
	_, err = w.Revoke(t.Context(), "call", i.ID, "alice")
	assert.NoError(t, err, "that is never too late")
}

func TestSweepForgets(t *testing.T) {
	w := newWorld()
	require.NoError(t, w.Sweep(t.Context()))
	assert.WithinDuration(t, w.now.AddDate(0, 0, -30), w.forgotten, time.Second)
}
