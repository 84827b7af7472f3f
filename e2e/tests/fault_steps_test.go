package tests

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/e2e/stack"
	"mattermost-plugin-whereby/server/whereby/wherebytest"
)

// trial is a fault with those it meets.
type trial struct {
	*kit
	watch    *watch
	fault    fault
	scenes   map[string]*scene // by step
	lock     *sql.Tx
	receiver *receiver
}

// scene is a channel in which one step is tried.
type scene struct {
	*kit
	trial     *trial
	user      *stack.User
	channelID string
	topic     string // begins the names of rooms that are made for it
	call      view   // runs already, for steps that need one
	hook      []byte
	plan      planned
	answer    answer
}

// answer is what somebody got. No status: none.
type answer struct {
	status int
	raw    string
}

func (w *watch) newTrial(t *testing.T, f fault) *trial {
	return &trial{kit: w.in(t), watch: w, fault: f, scenes: map[string]*scene{}}
}

// in is the kit in the hands of a subtest.
func (k *kit) in(t *testing.T) *kit {
	same := *k
	same.t = t
	return &same
}

func (s *scene) in(t *testing.T) *scene {
	same := *s
	same.kit = s.kit.in(t)
	return &same
}

// prepare makes ready what a step needs, while nothing is broken.
func (x *trial) prepare(step string) {
	channel := x.newChannel(x.watch.user, x.bob)
	s := &scene{kit: x.kit, trial: x, user: x.watch.user, channelID: channel.Id, topic: channel.Name}
	x.scenes[step] = s
	x.watch.scenes = append(x.watch.scenes, s)
	switch step {
	case stepStart, stepWarm:
	case stepPlanned:
		s.plan = x.plan(s.user, channel.Id, `"`+channel.Name+`" `+time.Now().AddDate(0, 0, 3).Format(time.DateOnly)+" 14:00")
	default:
		s.call = s.running()
	}
	switch step {
	case stepJoin: // as after a change of the encryption key
		x.execute("UPDATE whereby_calls SET host_url = '' WHERE id = $1", s.call.ID)
	case stepWebhook:
		s.hook = x.told(s.call, "room.client.joined", time.Now(), somebody("p", "Zoë", "", 1))
	}
}

// running starts a call, in a room made for it.
func (s *scene) running() (started view) {
	var got answer
	s.waitFor(func() bool {
		got = s.starts()
		return got.status == http.StatusCreated
	}, "a call is started")
	s.must(json.Unmarshal([]byte(got.raw), &started))
	return started
}

// takes takes the step, and does not care for how it ends.
func (s *scene) takes(step string) answer {
	switch step {
	case stepStart:
		return s.starts()
	case stepWarm:
		return s.asks(http.MethodPost, "/api/v1/calls", map[string]any{"channel_id": s.channelID})
	case stepJoin:
		return s.asks(http.MethodGet, "/api/v1/calls/"+s.call.ID+"/join", nil)
	case stepEnd:
		return s.asks(http.MethodPost, "/api/v1/calls/"+s.call.ID+"/end", nil)
	case stepWebhook:
		return s.hears()
	case stepPeople:
		return s.comeAndGo()
	case stepPlanned:
		s.due(s.plan.ID, 0)
		s.waitUpTo(minute, func() bool {
			return s.counted("SELECT count(*) FROM whereby_schedules WHERE id = $1 AND tries > 0", s.plan.ID) > 0
		}, "the clock has come by")
		return answer{status: http.StatusOK}
	}
	return answer{}
}

// starts asks for a call that no room made ahead is fit for.
func (s *scene) starts() answer {
	return s.asks(http.MethodPost, "/api/v1/calls", map[string]any{"channel_id": s.channelID, "topic": s.topic, "large": true})
}

// comeAndGo lets two come in by their links, and one of them leave.
func (s *scene) comeAndGo() answer {
	link := "/" + s.call.RoomName
	var entered []wherebytest.Participant
	for _, name := range []string{"Ada", "Zoë"} {
		p, err := s.Sandbox.Join(link, wherebytest.Person{DisplayName: name})
		assert.NoError(s.t, err)
		entered = append(entered, p)
	}
	assert.NoError(s.t, s.Sandbox.Leave(link, entered[1].ID))
	assert.NoError(s.t, s.Sandbox.Flush(s.ctx))
	return answer{status: http.StatusOK}
}

// asks sends a request. An answer of the plugin is checked to be as documented.
func (s *scene) asks(method, path string, body any) answer {
	payload := []byte(nil)
	if body != nil {
		var err error
		payload, err = json.Marshal(body)
		assert.NoError(s.t, err)
	}
	request, err := http.NewRequestWithContext(s.ctx, method, s.PluginURL(path), bytes.NewReader(payload))
	if !assert.NoError(s.t, err) {
		return answer{}
	}
	response, err := s.PluginRequest(s.ctx, s.user, request)
	if err != nil {
		return answer{}
	}
	defer response.Body.Close()
	if !s.trial.fault.kills {
		assert.NoError(s.t, s.contract().Check(request, response))
	}
	raw, err := io.ReadAll(response.Body)
	assert.NoError(s.t, err)
	return answer{response.StatusCode, string(raw)}
}

// hears sends the scene's webhook.
func (s *scene) hears() answer {
	request, err := http.NewRequestWithContext(s.ctx, http.MethodPost, s.URL+intakePath, bytes.NewReader(s.hook))
	if !assert.NoError(s.t, err) {
		return answer{}
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Whereby-Signature", signed(s.WebhookSecret, time.Now(), s.hook))
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return answer{}
	}
	defer response.Body.Close()
	raw, err := io.ReadAll(response.Body)
	assert.NoError(s.t, err)
	return answer{response.StatusCode, string(raw)}
}

// works takes the step until it is done, as people do after a fault.
func (s *scene) works(step string) {
	s.t.Helper()
	switch step {
	case stepStart, stepWarm:
		if s.trial.fault.kills {
			s.forgetLease()
		}
		s.waitUpTo(30*time.Second, func() bool {
			got := s.takes(step)
			return got.status == http.StatusCreated || got.status == http.StatusConflict && strings.Contains(got.raw, `"state":"open"`)
		}, "a call is started")
	case stepJoin:
		s.waitFor(func() bool { return s.takes(step).status == http.StatusOK }, "the host's link is there")
		assert.Contains(s.t, s.takes(step).raw, "roomKey=")
	case stepEnd:
		s.waitFor(func() bool { return s.takes(step).status == http.StatusOK }, "the call is ended")
		assert.Contains(s.t, []string{"ended", "missed"}, s.state())
	case stepWebhook:
		s.waitFor(func() bool { return s.takes(step).status == http.StatusNoContent }, "the webhook is taken in")
		s.waitFor(func() bool { return s.state() == "live" }, "the call is live")
	case stepPeople:
		_, err := s.Sandbox.Join("/"+s.call.RoomName, wherebytest.Person{DisplayName: "Eve"})
		s.must(err)
		s.waitFor(func() bool {
			return s.counted("SELECT count(*) FROM whereby_stays WHERE call_id = $1 AND name = 'Eve' AND left_at = 0", s.call.ID) == 1
		}, "Eve is in")
		assert.Equal(s.t, s.counted("SELECT count(*) FROM whereby_stays WHERE call_id = $1", s.call.ID),
			s.counted("SELECT count(DISTINCT name) FROM whereby_stays WHERE call_id = $1", s.call.ID), "nobody came twice")
	case stepPlanned: // the clock takes a minute: looked at in the end
	}
}

// forgetLease lets the time be over for which a start that has died is waited for.
func (s *scene) forgetLease() {
	s.execute("UPDATE whereby_calls SET revision = revision + 1, created_at = created_at - 31000, check_at = 1, busy_until = 0 WHERE channel_id = $1 AND state = 'creating'", s.channelID)
}

func (s *scene) state() (state string) {
	s.must(s.DB().QueryRowContext(s.ctx, "SELECT state FROM whereby_calls WHERE id = $1", s.call.ID).Scan(&state))
	return state
}

func (k *kit) waitFor(condition func() bool, what string) {
	k.t.Helper()
	k.waitUpTo(20*time.Second, condition, what)
}

func (k *kit) waitUpTo(within time.Duration, condition func() bool, what string) {
	k.t.Helper()
	require.Eventually(k.t, condition, within, 100*time.Millisecond, what)
}

// fillPool waits until rooms are ready, also after the pool has paused.
func (x *trial) fillPool() {
	rooms := 1
	if x.PluginConfig()["warmrooms"] == 1 { // the pool thinks anew when settings change
		rooms = 2
	}
	x.must(x.SetPluginConfig(x.ctx, map[string]any{"warmrooms": rooms}))
	x.waitUpTo(75*time.Second, func() bool { return x.ready() >= rooms }, "rooms are ready") // a pause of 30 s and the next sweep
}

func (x *trial) waitingForLock() int {
	return x.counted("SELECT count(DISTINCT pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query ILIKE '%whereby_%'")
}

// cutConnections ends the plugin's connections to the database.
func (x *trial) cutConnections(condition string) {
	cut := x.counted("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND query ILIKE '%whereby_%' AND " + condition)
	assert.NotZero(x.t, cut, "connections cut")
}

func (x *trial) activateBot(active bool) {
	_, err := x.Admin.Client.UpdateUserActive(context.WithoutCancel(x.ctx), x.watch.botID, active)
	x.must(err)
}

func (x *trial) archive(step string) {
	s := x.scenes[step]
	x.waitFor(func() bool {
		return x.counted("SELECT count(*) FROM whereby_calls WHERE channel_id = $1", s.channelID) == 1
	}, "the call is being started")
	_, err := x.Admin.Client.DeleteChannel(x.ctx, s.channelID)
	x.must(err)
}

func (x *trial) restore(step string) {
	_, _, err := x.Admin.Client.RestoreChannel(context.WithoutCancel(x.ctx), x.scenes[step].channelID)
	x.must(err)
}

func (x *trial) deletePosts() {
	for _, s := range x.scenes {
		_, err := x.Admin.Client.DeletePost(x.ctx, s.call.PostID)
		x.must(err)
	}
}

// connectReceiver connects a service that answers like this.
func (x *trial) connectReceiver(status int) {
	x.receiver = newReceiver(x.watch.t)
	made := x.watch.connect(x.receiver.URL, nil)
	x.receiver.secret = made.Secret
	x.receiver.answers(status)
	x.watch.connectionID, x.watch.receiver = made.ID, x.receiver
}
