package tests

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/e2e/stack"
	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/whereby/wherebytest"
)

// warm waits until as many rooms are ready.
func (k *kit) warm(rooms int) {
	k.t.Helper()
	require.Eventually(k.t, func() bool { return k.ready() == rooms }, 90*time.Second, 20*time.Millisecond, "%d rooms are ready", rooms)
}

func (k *kit) ready() (n int) {
	k.t.Helper()
	k.must(k.DB().QueryRowContext(k.ctx, "SELECT count(*) FROM whereby_warm_rooms WHERE recipe <> '' AND meeting_id <> ''").Scan(&n))
	return n
}

func TestStartTakesAWarmRoom(t *testing.T) {
	k := newKit(t)
	channel := k.newChannel(k.alice, k.bob)
	k.configure(map[string]any{"warmrooms": 2})
	k.warm(2)
	k.Sandbox.Inject(wherebytest.Fault{Kind: wherebytest.FaultServerError, Path: "/meetings", Method: http.MethodPost})

	began := time.Now()
	k.types(k.alice, channel.Id, "/whereby")
	k.callPost(channel.Id)
	t.Log("posted after", time.Since(began), "with Whereby failing")
	var running struct{ Calls []view }
	k.ask(k.alice, http.MethodGet, "/api/v1/calls?channel_id="+channel.Id, nil, &running)
	require.Len(t, running.Calls, 1)
	assert.Equal(t, "open", running.Calls[0].State)
	assert.Equal(t, 1, k.ready())

	// Its host gets a host's link, others a visitor's, as in any call.
	k.Sandbox.ClearFaults()
	var host, guest struct{ URL string }
	k.ask(k.alice, http.MethodGet, "/api/v1/calls/"+running.Calls[0].ID+"/join", nil, &host)
	k.ask(k.bob, http.MethodGet, "/api/v1/calls/"+running.Calls[0].ID+"/join", nil, &guest)
	assert.Contains(t, host.URL, "roomKey=")
	assert.NotContains(t, guest.URL, "roomKey=")

	status, _ := k.ask(k.alice, http.MethodPost, "/api/v1/calls/"+running.Calls[0].ID+"/end", nil, nil)
	assert.Equal(t, http.StatusOK, status)
	for _, meeting := range k.Sandbox.Meetings() {
		assert.NotEqual(t, "/"+running.Calls[0].RoomName, meeting.RoomName, "the room goes with its call")
	}
}

// A topic stands in the room's name, for which the room is made anew; but while
// Whereby is away one without it does.
func TestTopicAndWarmRooms(t *testing.T) {
	k := newKit(t)
	k.configure(map[string]any{"warmrooms": 2})
	k.warm(2)
	start := func() (status int, started view) {
		status, _ = k.ask(k.alice, http.MethodPost, "/api/v1/calls", map[string]any{"channel_id": k.newChannel(k.alice).Id, "topic": "team-standup"}, &started)
		return status, started
	}
	_, started := start()
	assert.Regexp(t, "^mattermost-team-standup-", started.RoomName)
	assert.Equal(t, 2, k.ready())

	k.Sandbox.Inject(wherebytest.Fault{Kind: wherebytest.FaultServerError})
	tries := 0
	for status := 0; status != http.StatusCreated && tries < 20; tries++ {
		status, started = start()
	}
	t.Log("tries until Whereby was left alone:", tries)
	assert.Equal(t, "team-standup", started.Topic)
	assert.NotContains(t, started.RoomName, "team-standup")
	assert.Equal(t, 1, k.ready())

	k.Sandbox.ClearFaults()
	require.Eventually(t, func() bool {
		status, started := start()
		return status == http.StatusCreated && strings.HasPrefix(started.RoomName, "mattermost-team-standup-")
	}, 40*time.Second, time.Second, "it is asked again")
}

func TestPoolFollowsTheSettings(t *testing.T) {
	k := newKit(t)
	k.configure(map[string]any{"warmrooms": 2})
	k.warm(2)
	rooms := func(prefix string) (n int) {
		k.must(k.DB().QueryRowContext(k.ctx, "SELECT count(*) FROM whereby_warm_rooms WHERE recipe <> '' AND room_name LIKE $1", prefix+"%").Scan(&n))
		return n
	}
	k.configure(map[string]any{"roomprefix": "acme-"})
	require.Eventually(t, func() bool { return rooms("acme-") == 2 && rooms("mattermost-") == 0 }, 40*time.Second, 50*time.Millisecond)
	k.configure(map[string]any{"warmrooms": 0})
	require.Eventually(t, func() bool {
		var n int
		k.must(k.DB().QueryRowContext(k.ctx, "SELECT count(*) FROM whereby_warm_rooms").Scan(&n))
		return n == 0
	}, 40*time.Second, 50*time.Millisecond, "they are gone, and their rooms at Whereby before")
	for _, meeting := range k.Sandbox.Meetings() {
		assert.NotContains(t, meeting.RoomName, "/acme-")
	}
}

// Two nodes and more starts than rooms: nobody shares one, and none is lost.
func TestNodesShareThePool(t *testing.T) {
	k := newKit(t)
	channels := make([]*model.Channel, 8)
	for i := range channels {
		channels[i] = k.newChannel(k.alice)
	}
	second, err := k.AddNode(k.ctx, 0)
	k.must(err)
	t.Cleanup(func() { k.RemoveNode(second) })
	nodes := []*stack.Node{k.Node, second}
	require.Eventually(t, func() bool {
		status, _ := k.askNode(second, k.alice, http.MethodGet, "/api/v1/calls?channel_id="+channels[0].Id, "")
		return status == http.StatusOK
	}, 30*time.Second, 200*time.Millisecond)
	k.configure(map[string]any{"warmrooms": 4})
	k.warm(4)

	var wait sync.WaitGroup
	var mu sync.Mutex
	taken := map[string]int{}
	for i, channel := range channels {
		wait.Go(func() {
			status, started := k.askNode(nodes[i%2], k.alice, http.MethodPost, "/api/v1/calls", `{"channel_id":"`+channel.Id+`"}`)
			assert.Equal(t, http.StatusCreated, status)
			mu.Lock()
			defer mu.Unlock()
			taken[started.RoomName]++
		})
	}
	wait.Wait()
	assert.Len(t, taken, len(channels), "each has its own")
	k.warm(4)
}

func TestReserveWarm(t *testing.T) {
	s := newStoreKit(t)
	warm := func(id string, change func(*call.WarmRoom)) call.WarmRoom {
		r := call.WarmRoom{ID: id, Recipe: "usual", Prefix: "mattermost-", MadeAt: begin, OldAt: begin.Add(time.Hour), EndsAt: begin.Add(2 * time.Hour)}
		if change != nil {
			change(&r)
		}
		added, err := s.AddWarm(s.ctx, r, 100)
		s.must(err)
		assert.True(t, added)
		return r
	}
	room := func(id string) call.Room {
		return call.Room{State: call.RoomMade, MeetingID: "meeting-" + id, Name: "name-" + id, URL: "https://x/" + id, HostURL: call.SecretURL("https://x/" + id + "?roomKey=secret")}
	}
	made := func(id string) {
		noted, err := s.MadeWarm(s.ctx, id, room(id))
		s.must(err)
		assert.True(t, noted)
	}
	left := func() []string {
		list, err := s.RetireWarm(s.ctx, "none", begin)
		s.must(err)
		ids := []string{}
		for _, r := range list {
			ids = append(ids, r.ID)
			s.must(s.DropWarm(s.ctx, r.ID))
		}
		return ids
	}

	t.Run("taken with the place", func(t *testing.T) {
		warm("a", nil)
		got, err := s.ReserveWarm(s.ctx, newCall("one", begin), "usual")
		s.must(err)
		assert.Equal(t, call.RoomNone, got.State, "it is still being made")
		made("a")
		c := newCall("two", begin)
		got, err = s.ReserveWarm(s.ctx, c, "usual")
		s.must(err)
		assert.Equal(t, room("a"), got)
		stored := s.get(c.ID)
		assert.Equal(t, call.RoomMade, stored.Room.State)
		assert.Equal(t, "meeting-a", stored.Room.MeetingID)
		assert.Empty(t, left())
	})
	t.Run("not taken", func(t *testing.T) {
		for id, change := range map[string]func(*call.WarmRoom){
			"other": func(r *call.WarmRoom) { r.Recipe = "other" },
			"old":   func(r *call.WarmRoom) { r.OldAt = begin },
			"short": func(r *call.WarmRoom) { r.EndsAt = begin.Add(30 * time.Minute) },
		} {
			warm(id, change)
			made(id)
		}
		got, err := s.ReserveWarm(s.ctx, newCall("three", begin), "usual")
		s.must(err)
		assert.Equal(t, call.RoomNone, got.State)
		assert.ElementsMatch(t, []string{"other", "old", "short"}, left())
	})
	t.Run("the place is taken", func(t *testing.T) {
		warm("b", nil)
		made("b")
		s.reserved("busy")
		_, err := s.ReserveWarm(s.ctx, newCall("busy", begin), "usual")
		assert.Equal(t, call.CodeRunning, call.CodeOf(err))
		assert.Equal(t, []string{"b"}, left(), "nobody has taken it")
	})
	t.Run("known, taken with the place", func(t *testing.T) {
		warm("k", nil)
		made("k")
		c := newCall("known", begin)
		c.Room = room("k")
		reserved, err := s.ReserveIn(s.ctx, c, "k")
		s.must(err)
		assert.True(t, reserved)
		assert.Equal(t, room("k"), s.get(c.ID).Room, "with the host's link")
		assert.Empty(t, left())
		again := newCall("known again", begin)
		reserved, err = s.ReserveIn(s.ctx, again, "k")
		s.must(err)
		assert.False(t, reserved, "it is taken")
		_, err = s.Get(s.ctx, again.ID)
		assert.Equal(t, call.CodeNotFound, call.CodeOf(err))
	})
	t.Run("known, not taken", func(t *testing.T) {
		warm("old", func(r *call.WarmRoom) { r.OldAt = begin })
		warm("good", nil)
		made("old")
		made("good")
		s.reserved("occupied")
		saved, err := s.SaveRoom(s.ctx, call.LastingRoom{ID: "settled", ChannelID: "settled", Key: "key", Preferred: true, Room: room("lasting")})
		s.must(err)
		assert.True(t, saved)
		for channel, id := range map[string]string{"free": "old", "occupied": "good", "settled": "good"} {
			reserved, err := s.ReserveIn(s.ctx, newCall(channel, begin), id)
			s.must(err)
			assert.False(t, reserved, channel)
		}
		second := newCall("occupied", begin)
		second.Second = true
		reserved, err := s.ReserveIn(s.ctx, second, "good")
		s.must(err)
		assert.True(t, reserved, "beside the one that runs")
		assert.Equal(t, []string{"old"}, left())
	})
	t.Run("only so many", func(t *testing.T) {
		warm("c", nil)
		added, err := s.AddWarm(s.ctx, call.WarmRoom{ID: "d", Recipe: "usual", MadeAt: begin, OldAt: begin, EndsAt: begin}, 1)
		s.must(err)
		assert.False(t, added)
		ends, err := s.MakingWarm(s.ctx)
		s.must(err)
		assert.Equal(t, []time.Time{begin.Add(2 * time.Hour)}, ends)
		left()
		noted, err := s.MadeWarm(s.ctx, "c", room("c"))
		s.must(err)
		assert.False(t, noted)
	})
	t.Run("many at once", func(t *testing.T) {
		const rooms, starts = 5, 12
		for _, id := range []string{"1", "2", "3", "4", "5"} {
			warm(id, nil)
			made(id)
		}
		var wait sync.WaitGroup
		var mu sync.Mutex
		taken := map[string]int{}
		for range starts {
			wait.Go(func() {
				got, err := s.ReserveWarm(s.ctx, newCall(model.NewId(), begin), "usual")
				assert.NoError(t, err)
				mu.Lock()
				defer mu.Unlock()
				taken[got.MeetingID]++
			})
		}
		wait.Wait()
		assert.Len(t, taken, rooms+1)
		assert.Equal(t, starts-rooms, taken[""])
	})
}
