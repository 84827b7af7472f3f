package tests

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/e2e/stack"
)

// toldOnce looks at what the plugin has told of a call: how often each kind,
// and nothing twice.
func (k *kit) toldOnce(call view, want map[string]int) {
	k.t.Helper()
	rows, err := k.DB().QueryContext(k.ctx, `SELECT kind, count(*),
		count(DISTINCT concat(at, ' ', about -> 'Who' ->> 'ParticipantID', ' ', about ->> 'FileID'))
		FROM whereby_outbox WHERE call_id = $1 GROUP BY kind`, call.ID)
	k.must(err)
	defer func() { _ = rows.Close() }()
	told := map[string]int{}
	for rows.Next() {
		var kind string
		var all, different int
		k.must(rows.Scan(&kind, &all, &different))
		told[kind] = all
		assert.Equal(k.t, different, all, "%s is told twice", kind)
	}
	k.must(rows.Err())
	assert.Equal(k.t, want, told)
}

// crowd plays a call of some people who come and go, and makes the webhooks.
type crowd struct {
	kit    *kit
	call   view
	now    time.Time
	random *rand.Rand
	inside map[string]int // index of the stay, by person
	stays  []stay
	names  []string
	bodies [][]byte
	links  map[string]string // external ids, by name
	left   int
}

func (c *crowd) step(name string) {
	c.now = c.now.Add(time.Duration(5+c.random.IntN(20)) * time.Millisecond)
	id := fmt.Sprintf("participant-%s", name)
	i, in := c.inside[name]
	if in {
		delete(c.inside, name)
		c.stays[i].LeftAt = c.now.UnixMilli()
		c.left++
		c.bodies = append(c.bodies, c.kit.told(c.call, "room.client.left", c.now, somebody(id, name, c.links[name], len(c.inside))))
		return
	}
	userID := map[string]string{"alice": c.kit.alice.ID, "bob": c.kit.bob.ID}[name]
	c.inside[name] = len(c.stays)
	c.stays = append(c.stays, stay{UserID: userID, Name: name, Guest: userID == "", JoinedAt: c.now.UnixMilli()})
	c.bodies = append(c.bodies, c.kit.told(c.call, "room.client.joined", c.now, somebody(id, name, c.links[name], len(c.inside))))
}

// tellBoth sends every webhook to both nodes, in disorder and several at once.
func (c *crowd) tellBoth(nodes []*stack.Node) {
	bodies := append(append([][]byte{}, c.bodies...), c.bodies...)
	order := c.random.Perm(len(bodies))
	c.bodies = nil
	turns := make(chan int)
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			for i := range turns {
				node := nodes[(i+i/(len(bodies)/2))%2] // its copy goes to the other
				assert.Equal(c.kit.t, http.StatusNoContent, c.kit.tells(node.URL, bodies[i]))
			}
		})
	}
	for _, i := range order {
		turns <- i
	}
	close(turns)
	wait.Wait()
}

// TestLifeOnTwoNodes plays a call of ten whose webhooks come to either of two
// nodes, all of them twice, and ends it on the second.
func TestLifeOnTwoNodes(t *testing.T) {
	k := newKit(t)
	k.ownPeople()
	channel := k.newChannel(k.alice, k.bob) // before the second node, see TestTwoNodes
	second, err := k.AddNode(k.ctx, 0)
	k.must(err)
	t.Cleanup(func() { k.RemoveNode(second) })
	nodes := []*stack.Node{k.Node, second}
	require.Eventually(t, func() bool {
		status, _ := k.askNode(second, k.alice, http.MethodGet, "/api/v1/calls?channel_id="+channel.Id, "")
		return status == http.StatusOK
	}, 30*time.Second, 200*time.Millisecond, "the plugin is active on the second node")
	elsewhere := *k.Stack
	elsewhere.URL = second.URL
	heardThere, err := elsewhere.Listen(k.ctx, k.bob)
	k.must(err)
	t.Cleanup(heardThere.Close)
	listeners := []*stack.Listener{k.listen(k.alice), heardThere}

	k.setStatus(k.alice, &model.CustomStatus{Emoji: "hamburger", Text: "Lunch"})
	k.noStatus(k.alice)
	t.Cleanup(func() { // without a cluster licence, the first node does not hear of what the second changed
		_, err := k.Admin.Client.InvalidateCaches(context.Background())
		assert.NoError(t, err)
	})
	call := k.start(k.alice, channel.Id)
	c := &crowd{
		kit: k, call: call, now: time.UnixMilli(call.CreatedAt), random: rand.New(rand.NewPCG(1, 1)), //nolint:gosec // repeatable
		inside: map[string]int{}, names: []string{"alice", "bob"},
		links: map[string]string{
			"alice": k.joinOn(k.Node, k.alice, call.ID), "bob": k.joinOn(second, k.bob, call.ID),
		},
	}
	assert.Equal(t, c.links["alice"], k.joinOn(second, k.alice, call.ID), "one person is one on both nodes")
	for i := range 8 {
		c.names = append(c.names, fmt.Sprintf("Guest %d", i))
	}
	c.step("alice")
	for range 80 {
		c.step(c.names[c.random.IntN(len(c.names))])
	}
	for len(c.inside) < 3 {
		c.step(c.names[c.random.IntN(len(c.names))])
	}
	time.Sleep(time.Until(c.now))
	c.tellBoth(nodes)
	k.waitRecord(call.ID, 40*time.Second, func(r record) bool {
		return isLive(len(c.inside))(r) && k.unread(call.ID) == 0
	})

	status, _ := k.askNode(second, k.alice, http.MethodPost, "/api/v1/calls/"+call.ID+"/end", "")
	assert.Equal(t, http.StatusOK, status)
	c.now = time.Now()
	for _, name := range c.names {
		if _, in := c.inside[name]; in {
			c.step(name)
		}
	}
	c.bodies = append(c.bodies, k.told(call, "recording.finished", c.now, map[string]any{
		"meetingId": nil, "recordingId": "recording", "filename": "recording.mp4", "status": "completed",
	}))
	c.tellBoth(nodes)
	k.waitRecord(call.ID, 40*time.Second, func(r record) bool {
		return hasEnded(r) && k.unread(call.ID) == 0 && len(r.Files) == 1
	})
	ended := k.record(call.ID) // as it is with all of them read
	assert.Equal(t, c.stays, ended.Attendance)
	assert.Equal(t, 10, ended.People)
	assert.Equal(t, c.stays[0].JoinedAt, ended.StartedAt)
	assert.Equal(t, "ended", ended.EndReason)
	want := map[string]int{"created": 1, "started": 1, "joined": len(c.stays), "left": c.left, "ended": 1, "recording_ready": 1}
	k.toldOnce(call, want)

	require.Eventually(t, func() bool { // each node remembers users by itself, so the database tells
		return k.counted("SELECT count(*) FROM users WHERE id = $1 AND props ->> 'customStatus' LIKE '%Lunch%'", k.alice.ID) == 1 &&
			k.counted("SELECT count(*) FROM users WHERE id = $1 AND props ->> 'customStatus' <> ''", k.bob.ID) == 0
	}, 40*time.Second, 100*time.Millisecond, "the earlier status is back, whichever node was told of what")

	report := k.report(ended)
	late := k.told(call, "transcription.finished", time.Now(), map[string]any{
		"meetingId": nil, "transcriptionId": "transcript", "filename": "t.md", "status": "ready", "storageType": "whereby",
	})
	for _, node := range nodes {
		assert.Equal(t, http.StatusNoContent, k.tells(node.URL, late))
	}
	require.Eventually(t, func() bool {
		post, _, err := k.alice.Client.GetPost(k.ctx, report.Id, "")
		return err == nil && post.Message != report.Message
	}, 40*time.Second, 200*time.Millisecond, "the report tells of the transcript")
	k.afterSweep()
	assert.Equal(t, 1, k.reports(call))
	assert.Len(t, k.callPosts(channel.Id), 1)
	want["transcript_ready"] = 1
	k.toldOnce(call, want)
	assert.Zero(t, k.counted("SELECT count(*) FROM whereby_outbox WHERE call_id = $1 AND NOT published", call.ID))
	k.sameOnScreens(k.record(call.ID), listeners)
}

// joinOn asks a node for somebody's link and gives the id that is in it.
func (k *kit) joinOn(node *stack.Node, user *stack.User, callID string) string {
	k.t.Helper()
	other := *k.Stack
	other.URL = node.URL
	there := *k
	there.Stack = &other
	return there.join(user, callID).Query().Get("externalId")
}

// unread is how many webhooks of a call have not become part of it yet.
func (k *kit) unread(callID string) int {
	return k.counted("SELECT count(*) FROM whereby_inbox WHERE call_id = $1 AND NOT done", callID)
}

// sameOnScreens looks at what clients of all nodes were told: of one revision
// always the same, and at last how the call really is.
func (k *kit) sameOnScreens(final record, listeners []*stack.Listener) {
	k.t.Helper()
	revisions := map[int64]string{}
	var newest record
	for _, listener := range listeners {
		heard := 0
		for _, event := range listener.Events() {
			if event.EventType() != model.WebsocketEventType("custom_whereby_call") {
				continue
			}
			text, err := json.Marshal(event.GetData()["call"])
			k.must(err)
			var shown record
			k.must(json.Unmarshal(text, &shown))
			if shown.ID != final.ID {
				continue
			}
			heard++
			if before, known := revisions[shown.Revision]; known {
				assert.JSONEq(k.t, before, string(text), "two calls with one revision")
			}
			revisions[shown.Revision] = string(text)
			if shown.Revision > newest.Revision {
				newest = shown
			}
		}
		assert.NotZero(k.t, heard, "each node tells its own clients")
	}
	assert.LessOrEqual(k.t, newest.Revision, final.Revision)
	assert.Len(k.t, newest.Bots, len(final.Bots))
	final.Bots, newest.Bots = nil, nil // an empty list comes as null
	final.Revision, newest.Revision = 0, 0
	assert.Equal(k.t, final, newest)
}
