package tests

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/invite"
)

func (s *storeKit) invited(callID string, number int) invite.Invite {
	s.t.Helper()
	i := invite.Invite{ID: model.NewId(), CallID: callID, Name: "it's \"Zoë\" 🎉", MadeBy: "alice", MadeAt: at(number), ExpiresAt: at(3600)}
	s.must(s.AddInvite(s.ctx, i, "hash"+i.ID))
	return i
}

func (s *storeKit) invites(q invite.Query) []invite.Invite {
	s.t.Helper()
	found, err := s.FindInvites(s.ctx, q)
	s.must(err)
	return found
}

func TestInvitesInTheStore(t *testing.T) {
	s := newStoreKit(t)
	first, second := s.invited("call", 1), s.invited("call", 2)
	s.invited("other", 3)

	assert.Equal(t, []invite.Invite{second, first}, s.invites(invite.Query{CallID: "call"}))
	assert.Equal(t, []invite.Invite{first}, s.invites(invite.Query{TokenHash: "hash" + first.ID}))
	assert.Empty(t, s.invites(invite.Query{TokenHash: first.ID}))
	assert.Empty(t, s.invites(invite.Query{ID: first.ID, CallID: "other"}))
	assert.Empty(t, s.invites(invite.Query{CallID: "call", LiveAt: at(3600)}))
	assert.Error(t, s.AddInvite(s.ctx, invite.Invite{ID: model.NewId()}, "hash"+first.ID), "a token is one invite's")

	load, err := s.InviteLoad(s.ctx, "alice", at(1), "call", at(5))
	s.must(err)
	assert.Equal(t, invite.Load{Made: 2, Oldest: at(2), Live: 2}, load)
	load, err = s.InviteLoad(s.ctx, "nobody", at(1), "none", at(5))
	s.must(err)
	assert.Equal(t, invite.Load{}, load)

	s.must(s.RevokeInvite(s.ctx, second.ID, at(10)))
	s.must(s.RevokeInvite(s.ctx, second.ID, at(11)))
	assert.Equal(t, at(10), s.invites(invite.Query{ID: second.ID})[0].RevokedAt, "once is enough")
	assert.Equal(t, []invite.Invite{first}, s.invites(invite.Query{CallID: "call", LiveAt: at(20)}))
	s.must(s.DropInvite(s.ctx, first.ID))
	assert.Len(t, s.invites(invite.Query{CallID: "call"}), 1)
}

func TestInviteIsClaimedOnce(t *testing.T) {
	s := newStoreKit(t)
	i := s.invited("call", 1)
	var claims atomic.Int64
	var browsers sync.WaitGroup
	for n := range 20 {
		browsers.Go(func() {
			claimed, err := s.ClaimInvite(s.ctx, i.ID, fmt.Sprint("browser", n), at(5))
			assert.NoError(t, err)
			if claimed {
				claims.Add(1)
			}
		})
	}
	browsers.Wait()
	require.EqualValues(t, 1, claims.Load())

	claim := func(id, browser string, when time.Time) bool {
		claimed, err := s.ClaimInvite(s.ctx, id, browser, when)
		s.must(err)
		return claimed
	}
	used := s.invites(invite.Query{ID: i.ID})[0]
	assert.Equal(t, at(5), used.UsedAt)
	assert.True(t, claim(i.ID, used.Browser, at(60)), "the same browser comes again")
	assert.Equal(t, used, s.invites(invite.Query{ID: i.ID})[0])
	assert.False(t, claim(i.ID, used.Browser, at(3600)), "expired")
	s.must(s.RevokeInvite(s.ctx, i.ID, at(70)))
	assert.False(t, claim(i.ID, used.Browser, at(71)), "revoked")
	assert.False(t, claim("unknown", "browser", at(5)))
}

func TestInvitesAreForgotten(t *testing.T) {
	s := newStoreKit(t)
	running, ended := s.reserved("running"), s.reserved("ended")
	change := call.Change{Call: ended}
	change.Call.State, change.Call.EndedAt = call.Failed, at(100)
	s.save(change)
	kept, revoked := s.invited(running.ID, 1), s.invited(running.ID, 2)
	s.invited(ended.ID, 3)
	s.must(s.RevokeInvite(s.ctx, revoked.ID, at(100)))

	s.must(s.ForgetInvites(s.ctx, at(100)))
	assert.Equal(t, 3, s.count("whereby_invites"))
	s.must(s.ForgetInvites(s.ctx, at(101)))
	assert.Equal(t, 1, s.count("whereby_invites"))
	assert.Equal(t, []invite.Invite{kept}, s.invites(invite.Query{}))
	s.must(s.ForgetInvites(s.ctx, at(3600)))
	assert.Equal(t, 1, s.count("whereby_invites"))
	s.must(s.ForgetInvites(s.ctx, at(3601)))
	assert.Zero(t, s.count("whereby_invites"))
}
