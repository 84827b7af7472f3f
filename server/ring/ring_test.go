package ring

import (
	"context"
	"encoding/gob"
	"io"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/mattermost/mattermost/server/public/plugin/plugintest"

	"mattermost-plugin-whereby/server/call"
)

// memory is a Store.
type memory struct {
	mu    sync.Mutex
	rings map[string]Rung // by call and user
}

func (m *memory) Ring(_ context.Context, callID string, userIDs []string, at time.Time) (rung []string, _ error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, id := range userIDs {
		if _, known := m.rings[callID+id]; !known {
			m.rings[callID+id] = Rung{CallID: callID, At: at}
			rung = append(rung, id)
		}
	}
	return rung, nil
}

func (m *memory) Answer(_ context.Context, callID, userID string, _ Answer, _ time.Time) (time.Time, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	rung := m.rings[callID+userID]
	m.rings[callID+userID] = Rung{}
	return rung.At, nil
}

func (m *memory) Unanswered(_ context.Context, userID string, _ time.Time, _ int) (list []Rung, _ error) {
	for _, id := range []string{"call", "gone"} {
		if rung := m.rings[id+userID]; !rung.At.IsZero() {
			list = append(list, rung)
		}
	}
	return list, nil
}

// town is People, Calls and Hosts.
type town struct {
	wishes   map[string]string // by user
	declined []string
}

func (*town) Person(id string) (call.Person, error) {
	return call.Person{ID: id, DisplayName: "Name of " + id}, nil
}

func (t *town) Preference(id, _ string) string { return t.wishes[id] }

func (t *town) Get(_ context.Context, callID, userID string) (call.Call, call.Access, error) {
	switch {
	case callID != "call":
		return call.Call{}, call.Access{}, &call.Error{Code: call.CodeNotFound}
	case userID == "mallory":
		return call.Call{}, call.Access{}, &call.Error{Code: call.CodeNotMember}
	}
	return running, call.Access{Person: call.Person{ID: userID, DisplayName: "Name of " + userID}}, nil
}

func (t *town) Declined(_ call.Call, who call.Person) { t.declined = append(t.declined, who.ID) }

var (
	begun   = time.UnixMilli(1_800_000_000_000)
	running = call.Call{ID: "call", ChannelID: "channel", HostID: "alice", State: call.Open, Options: call.Options{Topic: "topic"}}
)

type stage struct {
	*Ringer
	*town
	now  time.Time
	told map[string][]map[string]any // by user
}

func newStage(t *testing.T) *stage {
	t.Helper()
	s := &stage{town: &town{wishes: map[string]string{"off": "off", "silent": "silent"}}, now: begun, told: map[string][]map[string]any{}}
	api := &plugintest.API{}
	var users []*model.User
	for _, id := range []string{"alice", "bob", "busy", "silent", "off"} {
		users = append(users, &model.User{Id: id})
	}
	users = append(users, &model.User{Id: "bot", IsBot: true}, &model.User{Id: "left", DeleteAt: 1})
	api.On("GetUsersInChannel", "channel", "username", 0, maxPeople).Return(users, nil)
	api.On("GetUserStatus", "busy").Return(&model.Status{Status: model.StatusDnd}, nil)
	api.On("GetUserStatus", mock.Anything).Return(&model.Status{Status: model.StatusOnline}, nil)
	api.On("PublishWebSocketEvent", "ring", mock.Anything, mock.Anything).Run(func(args mock.Arguments) {
		payload := args.Get(1).(map[string]any)
		assert.NoError(t, gob.NewEncoder(io.Discard).Encode(payload))
		user := args.Get(2).(*model.WebsocketBroadcast).UserId
		require.NotEmpty(t, user)
		s.told[user] = append(s.told[user], payload["ring"].(map[string]any))
	}).Return()
	s.Ringer = &Ringer{
		API: api, Store: &memory{rings: map[string]Rung{}}, People: s.town, Calls: s.town, Hosts: s.town,
		Now: func() time.Time { return s.now }, Log: slog.New(slog.DiscardHandler),
	}
	return s
}

func (s *stage) publish(kind call.EventKind, userID string) {
	s.Publish([]call.Event{{Kind: kind, At: begun, Call: running, Who: call.Visitor{UserID: userID}}})
	s.Wait()
}

func (s *stage) rung() (ids []string) {
	for _, id := range []string{"alice", "bob", "busy", "silent", "off", "bot", "left"} {
		if len(s.told[id]) > 0 {
			ids = append(ids, id)
		}
	}
	return ids
}

func TestRing(t *testing.T) {
	s := newStage(t)
	s.publish(call.EventCreated, "")
	s.publish(call.EventCreated, "") // events are told at least once
	assert.Equal(t, []string{"bob", "busy", "silent"}, s.rung())
	for _, id := range s.rung() {
		require.Len(t, s.told[id], 1)
		assert.Equal(t, id != "bob", s.told[id][0]["quiet"])
	}
}

func TestRingNobody(t *testing.T) {
	tests := map[string]struct {
		change func(*call.Call)
		later  time.Duration
		missed []string
	}{
		"in a channel of a team": {change: func(c *call.Call) { c.TeamID = "team" }},
		"told late":              {change: func(*call.Call) {}, later: time.Hour, missed: []string{"bob"}},
		"over by then":           {change: func(c *call.Call) { c.State = call.Ended }, missed: []string{"bob"}},
		"in it by then":          {change: func(c *call.Call) { c.Stays = []call.Stay{{Visitor: call.Visitor{UserID: "bob"}}} }, later: time.Hour},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			c := running
			test.change(&c)
			s.now = begun.Add(test.later)
			s.Publish([]call.Event{{Kind: call.EventCreated, At: begun, Call: c}})
			s.Wait()
			assert.Empty(t, s.rung())
			var missed []string
			if list, _ := s.Store.Unanswered(t.Context(), "bob", begun, 1); len(list) > 0 {
				missed = []string{"bob"}
			}
			assert.Equal(t, test.missed, missed)
		})
	}
}

func TestAnswers(t *testing.T) {
	s := newStage(t)
	s.publish(call.EventCreated, "")
	assert.Equal(t, map[string]any{
		"call_id": "call", "channel_id": "channel", "host_user_id": "alice", "host_name": "Name of alice", "topic": "topic",
		"at": begun.UnixMilli(), "until": begun.Add(30 * time.Second).UnixMilli(), "quiet": false, "over": false,
	}, s.told["bob"][0])

	s.publish(call.EventAnswered, "alice") // the host's own
	assert.Empty(t, s.told["alice"])
	s.publish(call.EventAnswered, "bob")
	s.publish(call.EventJoined, "bob")
	require.Len(t, s.told["bob"], 2, "told once that it is over")
	assert.Equal(t, true, s.told["bob"][1]["over"])

	require.NoError(t, s.Decline(t.Context(), "call", "silent"))
	assert.Equal(t, true, s.told["silent"][1]["over"])
	require.NoError(t, s.Decline(t.Context(), "call", "bob"))
	s.now = begun.Add(31 * time.Second)
	require.NoError(t, s.Decline(t.Context(), "call", "busy"))
	assert.Equal(t, []string{"silent"}, s.declined, "who joined or was too late declines nothing")
	assert.Equal(t, call.CodeNotMember, call.CodeOf(s.Decline(t.Context(), "call", "mallory")))
}

func TestUnanswered(t *testing.T) {
	s := newStage(t)
	s.publish(call.EventCreated, "")
	_, err := s.Store.Ring(t.Context(), "gone", []string{"bob"}, begun)
	require.NoError(t, err)
	list, err := s.Unanswered(t.Context(), "bob")
	require.NoError(t, err)
	assert.Equal(t, []View{view(running, "Name of alice", begun, false)}, list, "calls that are gone are no news")
	list, err = s.Unanswered(t.Context(), "busy")
	require.NoError(t, err)
	assert.True(t, list[0].Quiet)
	list, err = s.Unanswered(t.Context(), "alice")
	require.NoError(t, err)
	assert.Equal(t, []View{}, list)
	s.wishes["bob"] = "off"
	list, err = s.Unanswered(t.Context(), "bob")
	require.NoError(t, err)
	assert.Empty(t, list, "switched off meanwhile")
}
