package tests

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/e2e/stack"
	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/i18n"
	"mattermost-plugin-whereby/server/whereby/wherebytest"
)

// watch knows what must hold whatever goes wrong.
type watch struct {
	*kit
	t            *testing.T
	user         *stack.User // reads German
	botID        string
	scenes       []*scene
	before       map[string]bool // rooms that were there already
	logged       int             // bytes of the log that were there already
	connectionID string
	receiver     *receiver
}

func newWatch(t *testing.T) *watch {
	k := newKitFor(t, 12*time.Minute)
	w := &watch{kit: k, t: t, before: map[string]bool{}}
	var err error
	w.user, err = k.AddUser(k.ctx, "frieda"+model.NewId())
	k.must(err)
	k.german(w.user)
	bot, _, err := k.Admin.Client.GetUserByUsername(k.ctx, "whereby", "")
	k.must(err)
	w.botID = bot.Id
	for _, meeting := range k.Sandbox.Meetings() {
		w.before[meeting.ID] = true
	}
	log, err := k.Node.Log()
	k.must(err)
	w.logged = len(log)
	k.Sandbox.SetPoints(1 << 30)
	t.Cleanup(func() { k.Sandbox.SetPoints(1000); k.Sandbox.SetTrouble(wherebytest.Trouble{}) })
	return w
}

var digits = regexp.MustCompile(`\d+`)

// answered looks at the answer to a step: done, or refused in words that the
// person can read.
func (s *scene) answered(code call.Code) {
	s.t.Helper()
	got := s.answer
	require.NotZero(s.t, got.status, "there is an answer")
	if !strings.HasPrefix(got.raw, `{"url":`) { // a host's own link
		assert.NotContains(s.t, got.raw, "roomKey")
	}
	if code == "" || s.trial.fault.byChance && got.status < 300 {
		assert.Less(s.t, got.status, 300, got.raw)
		return
	}
	assert.GreaterOrEqual(s.t, got.status, 400, got.raw)
	if s.hook != nil { // Whereby needs no words, and sends it again after a 5xx
		assert.GreaterOrEqual(s.t, got.status, 500, got.raw)
		return
	}
	var r refusal
	require.NoError(s.t, json.Unmarshal([]byte(got.raw), &r), got.raw)
	assert.Equal(s.t, string(code), r.Error.Code, got.raw)
	in := func(locale string) string {
		said := s.words(locale).Explain(&call.Error{Code: code, Wait: 42 * time.Second}, i18n.Reader{})
		return digits.ReplaceAllString(said, "n")
	}
	assert.Equal(s.t, in("de"), digits.ReplaceAllString(r.Error.Message, "n"))
	assert.NotEqual(s.t, in("en"), in("de"))
}

// holds looks at a scene's channel: one call at most, which is posted once
// with a link that works, and no post without a call.
func (s *scene) holds() {
	s.t.Helper()
	rows, err := s.DB().QueryContext(s.ctx, "SELECT state, post_id, room_url FROM whereby_calls WHERE channel_id = $1 AND state <> 'failed'", s.channelID)
	s.must(err)
	defer func() { _ = rows.Close() }()
	posts, running := map[string]bool{}, 0
	for rows.Next() {
		var state, postID, roomURL string
		s.must(rows.Scan(&state, &postID, &roomURL))
		posts[postID] = true
		if state != "open" && state != "live" {
			continue
		}
		running++
		response, err := http.Get(roomURL) //nolint:gosec,noctx // the sandbox
		s.must(err)
		_ = response.Body.Close()
		assert.Equal(s.t, http.StatusOK, response.StatusCode, "the link works")
	}
	s.must(rows.Err())
	assert.LessOrEqual(s.t, running, 1, "calls that run")
	if s.trial.fault.postless {
		return
	}
	shown, err := s.CallPosts(s.ctx, s.channelID)
	s.must(err)
	assert.Len(s.t, shown, len(posts), "each call has one post")
	for _, post := range shown {
		assert.True(s.t, posts[post.Id], "the post has its call")
		assert.NotContains(s.t, asJSON(s.t.(*testing.T), post), "roomKey")
	}
}

// isWell looks at the plugin after a fault.
func (w *watch) isWell(t *testing.T) {
	k := w.in(t)
	k.must(k.WaitPluginActive(k.ctx))
	k.noneLeftOpen()
	log, err := k.Node.Log()
	k.must(err)
	for line := range strings.Lines(log[w.logged:]) {
		assert.NotContains(t, line, "roomKey", "no host's link in the log")
	}
	w.logged = len(log)
}

// atTheEnd waits until all is tidy: planned calls have started, no room is
// left that no call has, and everybody was told what happened.
func (w *watch) atTheEnd(t *testing.T) {
	k := w.in(t)
	for _, s := range w.scenes {
		if s.plan.ID != "" {
			s.waitUpTo(2*minute+30*time.Second, func() bool { return len(s.callPosts(s.channelID)) == 1 }, "the planned call has started")
			s.holds()
		}
	}
	hurry := func() {
		for _, s := range w.scenes {
			k.execute(`UPDATE whereby_calls SET revision = revision + 1, check_at = 1, busy_until = 0
				WHERE channel_id = $1 AND state NOT IN ('creating', 'open', 'live') AND room_state <> 'gone'`, s.channelID)
		}
	}
	k.configure(map[string]any{"warmrooms": 0})
	var left []string
	deadline := time.Now().Add(2 * time.Minute)
	for left = w.strays(); len(left) > 0 && time.Now().Before(deadline); left = w.strays() {
		hurry()
		time.Sleep(3 * time.Second)
	}
	assert.Empty(t, left, "rooms without a call")
	if w.connectionID != "" {
		k.waitUpTo(minute, func() bool { return w.delivered() }, "the service has heard of all")
		assert.NotEmpty(t, w.receiver.all())
	}
	k.waitUpTo(minute, func() bool {
		return k.counted("SELECT count(*) FROM whereby_outbox WHERE NOT (published AND told)") == 0
	}, "the outbox drains")
	for _, s := range w.scenes {
		assert.Zero(t, k.counted("SELECT count(*) FROM whereby_calls WHERE channel_id = $1 AND state = 'creating'", s.channelID))
		assert.Zero(t, k.counted("SELECT count(*) FROM whereby_inbox i JOIN whereby_calls c ON c.id = i.call_id WHERE NOT i.done AND c.channel_id = $1", s.channelID))
	}
}

// strays names the rooms that neither a running call nor a lasting room has.
func (w *watch) strays() (names []string) {
	for _, meeting := range w.Sandbox.Meetings() {
		if w.before[meeting.ID] {
			continue
		}
		known := w.counted(`SELECT count(*) FROM whereby_calls WHERE meeting_id = $1 AND state IN ('creating', 'open', 'live')`, meeting.ID) +
			w.counted("SELECT count(*) FROM whereby_rooms WHERE meeting_id = $1", meeting.ID)
		if known == 0 {
			names = append(names, meeting.RoomName)
		}
	}
	return names
}

// delivered sends what waits for the service to be back, and tells whether
// nothing does any more.
func (w *watch) delivered() bool {
	var log deliveryLog
	w.ask(w.Admin, http.MethodGet, "/api/v1/admin/deliveries?state=pending&connection="+w.connectionID, nil, &log)
	for _, d := range log.Deliveries {
		w.ask(w.Admin, http.MethodPost, "/api/v1/admin/deliveries/"+d.ID+"/retry", nil, nil)
	}
	return len(log.Deliveries) == 0
}
