package api

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/pkg/errors"
	"github.com/stretchr/testify/require"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/mattermost/mattermost/server/public/plugin/plugintest"

	"mattermost-plugin-whereby/server/apikey"
	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/config"
	"mattermost-plugin-whereby/server/i18n"
	"mattermost-plugin-whereby/server/post"
	"mattermost-plugin-whereby/server/ring"
	"mattermost-plugin-whereby/server/whereby"
)

var (
	channelID = model.NewId()
	callID    = model.NewId()
	running   = call.Call{
		ID: callID, ChannelID: channelID, State: call.Open, CreatedAt: time.UnixMilli(5000),
		Room: call.Room{Name: "room", URL: "https://acme.whereby.com/room", HostURL: "https://acme.whereby.com/room?roomKey=secret"},
	}
)

// calls answers what the test sets, and keeps what was asked.
type calls struct {
	started call.StartRequest
	query   call.Query
	list    []call.Call
	removed []string
	heard   []call.Observation
	err     error
	room    call.LastingRoom
	roomErr error
}

func (c *calls) Start(_ context.Context, req call.StartRequest) (call.Call, error) {
	c.started = req
	if req.Options.Topic == "panic" {
		panic("as asked")
	}
	started := running
	started.Options = req.Options
	return started, c.err
}

func (c *calls) Get(context.Context, string, string) (call.Call, call.Access, error) {
	return running, call.Access{}, c.err
}

func (c *calls) List(_ context.Context, _ string, q call.Query) ([]call.Call, error) {
	c.query = q
	return c.list, c.err
}

func (c *calls) Join(context.Context, string, string) (string, error) {
	return running.Room.HostURL.Reveal(), c.err
}

func (c *calls) End(context.Context, string, string) (call.Call, error) { return running, c.err }

func (c *calls) File(_ context.Context, callID, fileID, userID string) (call.SecretURL, error) {
	return call.SecretURL("https://files.example/" + callID + "/" + fileID + "?for=" + userID), c.err
}

func (c *calls) RemoveStrays(_ context.Context, _ string, meetingIDs []string) (int, error) {
	c.removed = meetingIDs
	return len(meetingIDs), c.err
}

func (c *calls) MayStart(context.Context, string, string) error { return c.err }

func (c *calls) LookUpRoom(context.Context, string, string) (call.LastingRoom, error) {
	return c.room, c.roomErr
}

func (c *calls) EnterRoom(context.Context, string, string) (string, error) {
	return c.room.Room.URL, c.roomErr
}

func (c *calls) Receive(ctx context.Context, o call.Observation) error {
	if deadline, ok := ctx.Deadline(); !ok || time.Until(deadline) > 5*time.Second {
		return errors.New("Whereby waits for 5 s")
	}
	c.heard = append(c.heard, o)
	return c.err
}

// marks keeps the names of what was marked.
type marks []string

func (m *marks) Mark(_ context.Context, name string, _ time.Time) error {
	*m = append(*m, name)
	return nil
}

// people remembers what they preferred.
type people struct {
	preferred *string
	admin     *bool
}

func (p people) Person(userID string) (call.Person, error) {
	return call.Person{Locale: "de", Admin: *p.admin, Guest: userID == "guest"}, nil
}

func (p people) Prefer(userID, name, value string) { *p.preferred = userID + " " + name + " " + value }

// rings is a Rings.
type rings struct{ declined string }

func (*rings) Unanswered(context.Context, string) ([]ring.View, error) {
	return []ring.View{{CallID: callID, HostName: "alice"}}, nil
}

func (r *rings) Decline(_ context.Context, callID, userID string) error {
	r.declined = callID + " " + userID
	return nil
}

// scribe is a Minutes.
type scribe struct {
	asked string
	err   error
}

func (s *scribe) Write(_ context.Context, callID, userID string) error {
	s.asked = callID + " " + userID
	return s.err
}

func (s *scribe) Available(_ context.Context, userID string) bool { return userID == "user" }

type stage struct {
	scribe   scribe
	t        testing.TB
	api      *API
	calls    *calls
	invites  invites
	plans    plans
	opened   opened
	settings config.Snapshot
	notices  *plugintest.API
	marks    marks
	now      time.Time
	log      bytes.Buffer
	handler  http.Handler

	preferred string
	rings     rings
	admin     bool
	marked    map[string]time.Time
	key       apikey.Status
	budget    whereby.Budget
}

func newStage(t testing.TB) *stage {
	t.Helper()
	bundle := &plugintest.API{}
	bundle.On("GetBundlePath").Return("../..", nil)
	words, err := i18n.Load(bundle)
	require.NoError(t, err)
	s := &stage{t: t, calls: &calls{}, notices: &plugintest.API{}, now: time.Unix(1_800_000_000, 0)}
	s.settings = config.Snapshot{Config: config.Defaults(), Server: config.Server{SiteURL: "https://chat.example", Locale: "en"}}
	settings := func() config.Snapshot { return s.settings }
	s.api = &API{
		Calls: s.calls, Rings: &s.rings, Invites: &s.invites, Minutes: &s.scribe, Plans: &s.plans, Announce: &s.plans, Planner: &s.opened, People: people{&s.preferred, &s.admin}, Words: words, Settings: settings,
		Marks: memory{&s.marks, &s.marked}, Key: s, Budget: func() whereby.Budget { return s.budget }, Now: func() time.Time { return s.now },
		Notices: post.Notices{API: s.notices, BotID: "bot", Settings: settings},
		Log:     slog.New(slog.NewTextHandler(&s.log, nil)),
	}
	s.handler = s.api.Handler()
	return s
}

func (s *stage) do(method, path, body string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set(userHeader, "user")
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	if strings.HasPrefix(r.URL.Path, "/api/v1/") {
		asDocumented(s.t, r, w)
	}
	return w
}
