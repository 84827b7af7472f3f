package call_test

import (
	"testing"
	"time"

	"github.com/pkg/errors"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/whereby/wherebytest"
)

// heat puts a room into the pool, as the pool would.
func (w *world) heat(t *testing.T) call.WarmRoom {
	t.Helper()
	w.settings.WarmRooms, w.settings.Account = 2, "account"
	r := w.settings.NewWarmRoom("warm", w.clock)
	room, err := w.Rooms.Create(t.Context(), r.Spec(w.settings))
	require.NoError(t, err)
	room.State = call.RoomMade
	r.Room = room
	w.store.warm = append(w.store.warm, r)
	return r
}

// startUntitled starts a call that can be held in any room.
func (w *world) startUntitled(t *testing.T) call.Call {
	t.Helper()
	c, err := w.Start(t.Context(), call.StartRequest{UserID: alice, ChannelID: channel})
	require.NoError(t, err)
	return c
}

func TestStartWithAWarmRoom(t *testing.T) {
	for name, known := range map[string]bool{"made by this node": true, "made by another": false} {
		t.Run(name, func(t *testing.T) { testStartWithAWarmRoom(t, known) })
	}
}

func testStartWithAWarmRoom(t *testing.T, known bool) {
	w := newWorld(t)
	warm := w.heat(t)
	w.store.knows = known
	w.sandbox.ForgetRequests()
	w.clock = w.clock.Add(59 * time.Minute)
	c := w.startUntitled(t)

	assert.Equal(t, warm.Room, c.Room)
	assert.NotEmpty(t, c.Room.HostURL)
	assert.Equal(t, call.Open, c.State)
	assert.WithinDuration(t, w.clock.Add(time.Hour), c.ExpiresAt, time.Second)
	assert.False(t, c.ExpiresAt.After(warm.EndsAt), "the room lasts as long as the call")
	assert.Empty(t, w.sandbox.Requests(), "nothing is asked of Whereby")
	assert.Empty(t, w.store.warm)
	assert.Equal(t, 1, w.store.wanted)
	w.Wait()
	assert.Equal(t, c.Room, w.store.only().Room, "with the host's link")

	_, err := w.End(t.Context(), c.ID, alice)
	require.NoError(t, err)
	assert.Empty(t, w.rooms())
}

// What comes between a node and the room that it knows of costs the call nothing.
func TestWarmRoomIsTakenMeanwhile(t *testing.T) {
	t.Run("by another node", func(t *testing.T) {
		w := newWorld(t)
		w.heat(t)
		w.store.knows = true
		w.store.beforeTaking = func() { w.store.warm = nil }
		w.sandbox.ForgetRequests()
		assert.Equal(t, call.Open, w.startUntitled(t).State)
		assert.Len(t, w.sandbox.Requests(), 1)
	})
	t.Run("a call runs already", func(t *testing.T) {
		w := newWorld(t)
		first := w.start(t)
		w.heat(t)
		w.store.knows = true
		_, err := w.Start(t.Context(), call.StartRequest{UserID: alice, ChannelID: channel})
		refusal := new(call.Error)
		require.ErrorAs(t, err, &refusal)
		assert.Equal(t, call.CodeRunning, refusal.Code)
		assert.Equal(t, first.ID, refusal.Call.ID)
		assert.Len(t, w.store.warm, 1)
	})
}

// Who does not wait for the record gets an answer as soon as the link is out;
// who then looks for the call finds it open.
func TestStartAnswersWithTheLink(t *testing.T) {
	w := newWorld(t)
	w.heat(t)
	w.store.knows = true
	saving := make(chan struct{})
	w.store.beforeSave = func() { <-saving }
	c, err := w.Start(t.Context(), call.StartRequest{
		UserID: alice, ChannelID: channel, Failed: func(err error) { t.Error(err) },
	})
	require.NoError(t, err)
	assert.Equal(t, call.Open, c.State)
	assert.Equal(t, call.Creating, w.store.only().State)
	link := make(chan string)
	go func() {
		found, err := w.Join(t.Context(), c.ID, alice)
		assert.NoError(t, err)
		link <- found
	}()
	select {
	case <-link:
		t.Error("the call was joined before it was open")
	case <-time.After(50 * time.Millisecond):
	}
	close(saving)
	assert.Contains(t, <-link, c.Room.URL)
	w.Wait()
	assert.Equal(t, call.Open, w.store.only().State)
}

// What cannot be written down is taken back, and its starter told.
func TestStartFailsAfterTheLink(t *testing.T) {
	w := newWorld(t)
	w.heat(t)
	w.store.knows = true
	var told error
	w.store.failing = 1
	_, err := w.Start(t.Context(), call.StartRequest{UserID: alice, ChannelID: channel, Failed: func(err error) { told = err }})
	require.NoError(t, err)
	w.Wait()
	require.Error(t, told)
	assert.Empty(t, w.wall.posts)
	assert.Empty(t, w.rooms())
}

func TestCallsThatTakeNoWarmRoom(t *testing.T) {
	yes := true
	tests := map[string]struct {
		change func(*world)
		asked  call.Options
	}{
		"a topic":           {asked: call.Options{Topic: "Stand-up"}},
		"waiting room":      {asked: call.Options{Locked: &yes}},
		"large":             {asked: call.Options{Large: &yes}},
		"recorded":          {asked: call.Options{Record: &yes}, change: func(w *world) { w.settings.MayRecord = true }},
		"transcribed":       {asked: call.Options{Transcribe: &yes}, change: func(w *world) { w.settings.MayTranscribe = true }},
		"town hall":         {asked: call.Options{Viewers: &yes}},
		"long":              {asked: call.Options{DurationMinutes: 180}},
		"another prefix":    {change: func(w *world) { w.settings.RoomPrefix = "acme-" }},
		"another account":   {change: func(w *world) { w.settings.Account = "other" }},
		"other looks":       {change: func(w *world) { w.settings.Looks = "blue" }},
		"other room size":   {change: func(w *world) { w.settings.DefaultLarge = true }},
		"switched off":      {change: func(w *world) { w.settings.WarmRooms = 0 }},
		"the room is taken": {change: func(w *world) { w.store.warm = nil }},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			warm := w.heat(t)
			if test.change != nil {
				test.change(w)
			}
			w.sandbox.ForgetRequests()
			c, err := w.Start(t.Context(), call.StartRequest{UserID: alice, ChannelID: channel, Options: test.asked})
			require.NoError(t, err)
			assert.NotEqual(t, warm.Room.MeetingID, c.Room.MeetingID)
			assert.Len(t, w.sandbox.Requests(), 1, "it is made now")
		})
	}
}

func TestCallsThatTakeAWarmRoom(t *testing.T) {
	yes := true
	for name, asked := range map[string]call.Options{
		"audio only":                          {AudioOnly: &yes},
		"short":                               {DurationMinutes: 15},
		"a topic that no name can be made of": {Topic: "🎉"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			warm := w.heat(t)
			c, err := w.Start(t.Context(), call.StartRequest{UserID: alice, ChannelID: channel, Options: asked})
			require.NoError(t, err)
			assert.Equal(t, warm.Room.MeetingID, c.Room.MeetingID)
		})
	}
}

// away are the rooms of a Whereby that is left alone.
type away struct{ call.Rooms }

func (away) Away() bool { return true }

// A name without the topic is better than no room.
func TestTopicInAWarmRoomWhileWherebyIsAway(t *testing.T) {
	for name, known := range map[string]bool{"made by this node": true, "made by another": false} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			warm := w.heat(t)
			w.store.knows = known
			w.Rooms = away{w.Rooms}
			c, err := w.Start(t.Context(), call.StartRequest{UserID: alice, ChannelID: channel, Options: call.Options{Topic: "Stand-up"}})
			require.NoError(t, err)
			assert.Equal(t, warm.Room.MeetingID, c.Room.MeetingID)
			assert.Equal(t, "Stand-up", c.Options.Topic)
		})
	}
}

// Whatever fails with a warm room, it is not left behind at Whereby.
func TestStartWithAWarmRoomFails(t *testing.T) {
	for name, breakIt := range map[string]func(*world){
		"post":     func(w *world) { w.wall.err = errors.New("no") },
		"database": func(w *world) { w.store.failing = 1 },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.heat(t)
			breakIt(w)
			_, err := w.Start(t.Context(), call.StartRequest{UserID: alice, ChannelID: channel})
			require.Error(t, err)
			w.wall.err = nil
			w.clock = w.clock.Add(10 * time.Minute)
			require.NoError(t, w.Sweep(t.Context()))
			assert.Empty(t, w.rooms())
			assert.Empty(t, w.wall.posts)
		})
	}
}

// With a room at hand a call starts while Whereby is away.
func TestStartWithoutWhereby(t *testing.T) {
	w := newWorld(t)
	w.heat(t)
	w.sandbox.Inject(wherebytest.Fault{Kind: wherebytest.FaultServerError})
	assert.Equal(t, call.Open, w.startUntitled(t).State)
}

func TestWarmRoomsAreNoStrays(t *testing.T) {
	w := newWorld(t)
	r := w.heat(t)
	w.town.manager = alice
	w.hall.rooms["warm"] = call.LastingRoom{ID: "warm", Room: r.Room} // known to the database, as KnownRooms has it
	strays, err := w.Strays(t.Context(), alice)
	require.NoError(t, err)
	assert.Empty(t, strays)

	delete(w.hall.rooms, "warm")
	w.store.making = []time.Time{r.EndsAt}
	strays, err = w.Strays(t.Context(), alice)
	require.NoError(t, err)
	assert.Empty(t, strays, "it is being made")
	w.store.making = nil
	strays, err = w.Strays(t.Context(), alice)
	require.NoError(t, err)
	assert.Len(t, strays, 1)
}
