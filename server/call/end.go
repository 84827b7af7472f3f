package call

import (
	"context"

	"github.com/pkg/errors"
)

// End ends the call for everyone and removes its room. Ending an ended call
// changes nothing.
func (s *Service) End(ctx context.Context, callID, userID string) (Call, error) {
	c, err := s.stored(ctx, callID)
	if err != nil {
		return Call{}, err
	}
	if err = s.checkMayEnd(ctx, c, userID); err != nil {
		return Call{}, err
	}
	switch {
	case c.State == Creating:
		return Call{}, &Error{Code: CodeStarting}
	case !c.State.Running():
		return c, nil
	}
	ended, err := s.change(ctx, c, func(stored *Call) error {
		if !stored.State.Running() {
			return errNothing // somebody else has just ended it
		}
		stored.end(ReasonEnded, userID, s.now())
		stored.plan(s.now())
		stored.claim(s.now())
		return nil
	})
	if err != nil {
		return Call{}, errors.Wrap(err, "end the call")
	}
	if ended.EndedBy == userID {
		ended, _ = s.settle(ctx, ended, false) // Whereby being away does not keep the call from ending
	}
	return ended, nil
}

func (s *Service) checkMayEnd(ctx context.Context, c Call, userID string) error {
	access, err := s.Directory.Access(ctx, userID, c.ChannelID)
	if err != nil {
		return err
	}
	if access.Member && c.HostID == userID {
		return nil
	}
	manages, err := s.Directory.Manages(ctx, userID, c.ChannelID)
	if err != nil {
		return err
	}
	return mayEnd(c, access, manages)
}
