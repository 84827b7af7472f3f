package invite

import (
	"context"

	"mattermost-plugin-whereby/server/call"
)

// Visit is somebody at the door with a good invite.
type Visit struct {
	Invite  Invite
	Call    call.Call
	Inviter string // his name; empty when not known any more
}

// Look tells whether an invite would let somebody in. It changes nothing: the
// programs that look at links in messages look too. mark is that of the
// browser, empty when it has none.
func (s *Service) Look(ctx context.Context, token, mark string) (Visit, error) {
	if !randomText.MatchString(token) {
		return Visit{}, &call.Error{Code: call.CodeNoInvite}
	}
	found, err := s.Store.FindInvites(ctx, Query{TokenHash: hash(token)})
	if err != nil {
		return Visit{}, err
	}
	if len(found) == 0 {
		return Visit{}, &call.Error{Code: call.CodeNoInvite}
	}
	v := Visit{Invite: found[0], Inviter: s.nameOf(found[0].MadeBy)}
	switch now := s.now(); {
	case !s.Settings().Allowed:
		return Visit{}, v.refused(call.CodeInvitesOff)
	case !v.Invite.RevokedAt.IsZero():
		return Visit{}, v.refused(call.CodeInviteRevoked)
	case !v.Invite.live(now):
		return Visit{}, v.refused(call.CodeInviteExpired)
	}
	if v.Call, err = s.Calls.Get(ctx, v.Invite.CallID); err != nil {
		return Visit{}, err
	}
	if err = v.Call.CheckJoinable(); err != nil {
		return Visit{}, err
	}
	if v.Invite.usedElsewhere(mark) {
		return Visit{}, v.refused(call.CodeInviteUsed)
	}
	return v, nil
}

// Enter binds an invite to the browser with this mark and returns the guest's
// way into the room. The same browser may come again.
func (s *Service) Enter(ctx context.Context, token, mark, name, locale string) (Visit, string, error) {
	v, err := s.Look(ctx, token, mark)
	if err != nil {
		return Visit{}, "", err
	}
	link, err := v.Call.GuestURL(name, locale)
	if err != nil {
		return Visit{}, "", err
	}
	claimed, err := s.Store.ClaimInvite(ctx, v.Invite.ID, hash(mark), s.now())
	if err != nil {
		return Visit{}, "", err
	}
	if !claimed { // something came in between
		if _, err = s.Look(ctx, token, mark); err == nil {
			err = v.refused(call.CodeInviteUsed)
		}
		return Visit{}, "", err
	}
	return v, link, nil
}

func (v Visit) refused(code call.Code) error {
	return &call.Error{Code: code, Value: v.Inviter}
}

func (s *Service) nameOf(userID string) string {
	person, err := s.Directory.Person(userID)
	if err != nil {
		s.Log.Warn("inviter not known", "user_id", userID, "err", err)
		return ""
	}
	if person.DisplayName == "" {
		return person.Username
	}
	return person.DisplayName
}
