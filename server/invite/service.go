package invite

import (
	"context"
	"log/slog"
	"strings"
	"time"
	"unicode/utf8"

	"mattermost-plugin-whereby/server/call"
)

// Calls finds calls, for whomever.
type Calls interface {
	// Get answers an Error with CodeNotFound for an unknown id.
	Get(ctx context.Context, id string) (call.Call, error)
}

// Directory is what Service needs of call.Directory.
type Directory interface {
	Access(ctx context.Context, userID, channelID string) (call.Access, error)
	Person(userID string) (call.Person, error)
	Manages(ctx context.Context, userID, channelID string) (bool, error)
}

// Settings is what Service needs to know of the plugin's configuration.
type Settings struct {
	Allowed bool
	SiteURL string
}

// Service is the one way to make, use and revoke invites.
type Service struct {
	Store     Store
	Calls     Calls
	Directory Directory
	// Settings returns the settings in force now.
	Settings func() Settings
	Now      func() time.Time
	Log      *slog.Logger
}

// Request asks for an invite.
type Request struct {
	CallID string
	UserID string
	Name   string
	// ExpiresAt is when the invite ends, zero for the end of the call's room,
	// which none outlives.
	ExpiresAt time.Time
}

// Made is a new invite and its link, which cannot be had a second time.
type Made struct {
	Invite Invite
	URL    string
	Call   call.Call
}

// Sweep forgets invites that have long been over.
func (s *Service) Sweep(ctx context.Context) error {
	return s.Store.ForgetInvites(ctx, s.now().Add(-kept))
}

// Create makes an invite to a call that runs.
func (s *Service) Create(ctx context.Context, req Request) (Made, error) {
	c, err := s.callFor(ctx, req.CallID, req.UserID)
	if err != nil {
		return Made{}, err
	}
	i, err := newInvite(c, req, s.now())
	if err != nil {
		return Made{}, err
	}
	if err = s.checkLimits(ctx, i, 1); err != nil {
		return Made{}, err
	}
	token := random()
	if err = s.Store.AddInvite(ctx, i, hash(token)); err != nil {
		return Made{}, err
	}
	// Others may have been made at the same time, here and on other nodes. The
	// last of them sees all, so that the limits hold.
	if err = s.checkLimits(ctx, i, 0); err != nil {
		if dropErr := s.Store.DropInvite(ctx, i.ID); dropErr != nil {
			s.Log.Warn("invite not dropped", "call_id", i.CallID, "invite_id", i.ID, "err", dropErr)
		}
		return Made{}, err
	}
	s.Log.Info("guest invited", "call_id", c.ID, "invite_id", i.ID, "user_id", req.UserID)
	return Made{Invite: i, URL: url(s.Settings().SiteURL, token), Call: c}, nil
}

// callFor returns a running call to somebody who may invite to it.
func (s *Service) callFor(ctx context.Context, callID, userID string) (call.Call, error) {
	c, err := s.Calls.Get(ctx, callID)
	if err != nil {
		return call.Call{}, err
	}
	access, err := s.Directory.Access(ctx, userID, c.ChannelID)
	if err != nil {
		return call.Call{}, err
	}
	if err = mayInvite(access, s.Settings().Allowed); err != nil {
		return call.Call{}, err
	}
	return c, c.CheckJoinable()
}

func newInvite(c call.Call, req Request, now time.Time) (Invite, error) {
	if utf8.RuneCountInString(strings.TrimSpace(req.Name)) > call.MaxNameLength {
		return Invite{}, &call.Error{Code: call.CodeNameTooLong, Most: call.MaxNameLength}
	}
	last := c.RoomClosesAt()
	if week := now.Add(longest); last.After(week) {
		last = week
	}
	i := Invite{
		ID: random(), CallID: c.ID, Name: call.CleanName(req.Name), MadeBy: req.UserID,
		MadeAt: now, ExpiresAt: req.ExpiresAt.Truncate(time.Millisecond),
	}
	if req.ExpiresAt.IsZero() || i.ExpiresAt.After(last) {
		i.ExpiresAt = last
	}
	switch {
	case !last.After(now):
		return Invite{}, &call.Error{Code: call.CodeOver}
	case !i.ExpiresAt.After(now):
		return Invite{}, &call.Error{Code: call.CodePastUntil}
	}
	return i, nil
}

// checkLimits tells whether so many more invites may be made.
func (s *Service) checkLimits(ctx context.Context, i Invite, more int) error {
	load, err := s.Store.InviteLoad(ctx, i.MadeBy, i.MadeAt.Add(-madeWithin), i.CallID, i.MadeAt)
	switch {
	case err != nil:
		return err
	case load.Made+more > maxMade:
		wait := load.Oldest.Add(madeWithin).Sub(i.MadeAt)
		return &call.Error{Code: call.CodeRateLimited, Ours: true, Wait: max(wait, time.Second)}
	case load.Live+more > maxLive:
		return &call.Error{Code: call.CodeTooManyInvites, Most: maxLive}
	}
	return nil
}

// List returns a running call's live invites, newest first, to who may invite.
func (s *Service) List(ctx context.Context, callID, userID string) ([]Invite, error) {
	if _, err := s.callFor(ctx, callID, userID); err != nil {
		return nil, err
	}
	return s.Store.FindInvites(ctx, Query{CallID: callID, LiveAt: s.now()})
}

// Revoke makes an invite good for nothing. Whoever came in by it stays in the
// call. Revoking it again changes nothing.
func (s *Service) Revoke(ctx context.Context, callID, inviteID, userID string) (Invite, error) {
	c, err := s.Calls.Get(ctx, callID)
	if err != nil {
		return Invite{}, err
	}
	access, err := s.Directory.Access(ctx, userID, c.ChannelID)
	if err != nil {
		return Invite{}, err
	}
	manages, err := s.Directory.Manages(ctx, userID, c.ChannelID)
	if err != nil {
		return Invite{}, err
	}
	if !access.Member && !manages {
		return Invite{}, &call.Error{Code: call.CodeNotMember}
	}
	found, err := s.Store.FindInvites(ctx, Query{ID: inviteID, CallID: callID})
	if err != nil {
		return Invite{}, err
	}
	if len(found) == 0 {
		return Invite{}, &call.Error{Code: call.CodeNoInvite}
	}
	i := found[0]
	switch {
	case i.MadeBy != userID && c.HostID != userID && !manages:
		return Invite{}, &call.Error{Code: call.CodeMayNotRevoke}
	case !i.RevokedAt.IsZero():
		return i, nil
	}
	i.RevokedAt = s.now()
	if err = s.Store.RevokeInvite(ctx, i.ID, i.RevokedAt); err != nil {
		return Invite{}, err
	}
	s.Log.Info("invite revoked", "call_id", c.ID, "invite_id", i.ID, "user_id", userID)
	return i, nil
}

func (s *Service) now() time.Time { return s.Now().Truncate(time.Millisecond) }
