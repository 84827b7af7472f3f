package tests

import (
	"sync"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/presence"
)

// insides gives those of the users who are inside, by the store.
func (s *storeKit) insides(users ...string) []string {
	s.t.Helper()
	in := []string{}
	_, err := s.db.ExecContext(s.ctx, `CREATE TABLE IF NOT EXISTS users (id VARCHAR(26), props JSONB)`) // as Mattermost has it
	s.must(err)
	for _, user := range users {
		inside, shown, err := s.Look(s.ctx, user)
		s.must(err)
		assert.Nil(s.t, shown)
		if inside {
			in = append(in, user)
		}
	}
	return in
}

func (s *storeKit) due(now time.Time) []string {
	s.t.Helper()
	users, err := s.DueStatuses(s.ctx, now, 100)
	s.must(err)
	return users
}

// comes puts somebody into a call.
func (s *storeKit) comes(c call.Call, userID string) {
	s.t.Helper()
	s.save(call.Change{Call: s.get(c.ID), Stays: []call.Stay{{Visitor: call.Visitor{ParticipantID: userID, UserID: userID}, JoinedAt: begin}}})
}

func TestStatusStoreKnowsWhoIsInside(t *testing.T) {
	s := newStoreKit(t)
	stay := func(user string, number, joined, left int) call.Stay {
		stay := call.Stay{Visitor: call.Visitor{ParticipantID: user, UserID: user, Bot: user == "bot"}, Number: number, JoinedAt: at(joined)}
		if left > 0 {
			stay.LeftAt = at(left)
		}
		return stay
	}
	c := s.reserved("channel")
	c.State = call.Live
	s.save(call.Change{Call: c, Stays: []call.Stay{
		stay("in", 0, 10, 0), stay("out", 0, 10, 20), stay("bot", 0, 10, 0), stay("back", 0, 10, 20), stay("back", 1, 30, 0),
		stay("unseen", 0, 10, 0), stay("unseen", 1, 20, 30), stay("", 0, 10, 0),
	}})
	users := []string{"in", "out", "bot", "back", "unseen", "", "nobody"}
	assert.Equal(t, []string{"in", "back"}, s.insides(users...))
	assert.ElementsMatch(t, []string{"in", "back"}, s.due(begin))

	c = s.get(c.ID)
	c.CountedAt = at(20) // and nobody was there then
	s.save(call.Change{Call: c})
	assert.Equal(t, []string{"back"}, s.insides(users...))
	c = s.get(c.ID)
	c.Inside = 1
	s.save(call.Change{Call: c})
	assert.Equal(t, []string{"in", "back"}, s.insides(users...))

	second := s.reserved("second")
	second.State = call.Live
	s.save(call.Change{Call: second, Stays: []call.Stay{stay("in", 0, 10, 0)}})
	c = s.get(c.ID)
	c.State = call.Ended
	s.save(call.Change{Call: c})
	assert.Equal(t, []string{"in"}, s.insides(users...), "in the second call")
	assert.Equal(t, []string{"in"}, s.due(begin))
}

func TestStatusStoreClaims(t *testing.T) {
	s := newStoreKit(t)
	c := s.reserved("channel")
	claim := func(holder string, now time.Time) *presence.Record {
		r, err := s.ClaimStatus(s.ctx, "user", holder, now, now.Add(30*time.Second))
		s.must(err)
		return r
	}
	release := func(holder string, r presence.Record) bool {
		released, err := s.ReleaseStatus(s.ctx, holder, r)
		s.must(err)
		return released
	}
	keep := func(holder string, r presence.Record) bool {
		kept, err := s.KeepStatus(s.ctx, holder, r)
		s.must(err)
		return kept
	}
	assert.Nil(t, claim("a", at(0)), "in no call")
	assert.Zero(t, s.count("whereby_statuses"))
	s.comes(c, "user")

	empty := &presence.Record{UserID: "user", Ours: []model.CustomStatus{}}
	assert.Equal(t, empty, claim("a", at(0)))
	assert.Nil(t, claim("b", at(10)))
	full := presence.Record{
		UserID: "user", State: presence.Set, RenewAt: at(1200),
		Ours:    []model.CustomStatus{{Emoji: "x", Text: "it's \"ours\" 📞", Duration: "date_and_time", ExpiresAt: at(1800)}, {Text: "before"}},
		Earlier: &model.CustomStatus{Text: "earlier", ExpiresAt: at(7).Add(123 * time.Millisecond)},
	}
	assert.False(t, keep("b", full))
	assert.True(t, keep("a", full))
	assert.False(t, release("a", *empty), "b has been there")
	assert.Equal(t, &full, claim("a", at(11)))
	assert.True(t, release("a", full))
	assert.Empty(t, s.due(at(1199)))
	assert.Equal(t, []string{"user"}, s.due(at(1200)))

	assert.Equal(t, &full, claim("b", at(20)))
	assert.Empty(t, s.due(at(49)), "b is at it")
	assert.Equal(t, []string{"user"}, s.due(at(50)), "b is dead")
	assert.Equal(t, &full, claim("a", at(50)))
	assert.False(t, keep("b", *empty))
	assert.False(t, release("b", *empty))
	full.State = presence.Restoring
	assert.True(t, release("a", full))
	assert.Equal(t, []string{"user"}, s.due(at(51)), "restoring has not come to its end")
	full.State, full.RenewAt = presence.LeftAlone, time.Time{}
	claim("a", at(52))
	assert.True(t, release("a", full))
	assert.Empty(t, s.due(at(100_000)))

	gone := s.get(c.ID)
	gone.State = call.Failed
	s.save(call.Change{Call: gone})
	assert.Equal(t, []string{"user"}, s.due(at(60)))
	assert.Equal(t, &full, claim("a", at(60)))
	assert.True(t, release("a", presence.Record{UserID: "user"}))
	assert.Zero(t, s.count("whereby_statuses"))
	assert.Nil(t, claim("a", at(61)))
}

// Of many who want the same person one gets it, and learns of the others.
func TestStatusStoreClaimsAtOnce(t *testing.T) {
	s := newStoreKit(t)
	s.comes(s.reserved("channel"), "user")
	const holders = 8
	for range 20 {
		var wait sync.WaitGroup
		var mu sync.Mutex
		var winners []string
		for range holders {
			holder := model.NewId()
			wait.Go(func() {
				r, err := s.ClaimStatus(s.ctx, "user", holder, begin, at(30))
				mu.Lock()
				defer mu.Unlock()
				if assert.NoError(t, err) && r != nil {
					winners = append(winners, holder)
				}
			})
		}
		wait.Wait()
		require.Len(t, winners, 1)
		released, err := s.ReleaseStatus(s.ctx, winners[0], presence.Record{UserID: "user"})
		s.must(err)
		assert.False(t, released, "the others have been there")
		_, err = s.ClaimStatus(s.ctx, "user", winners[0], begin, at(30))
		s.must(err)
		released, err = s.ReleaseStatus(s.ctx, winners[0], presence.Record{UserID: "user"})
		s.must(err)
		assert.True(t, released)
	}
}
