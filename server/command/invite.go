package command

import (
	"context"
	"time"

	"mattermost-plugin-whereby/server/invite"
	"mattermost-plugin-whereby/server/post"
)

// Invites is what the command needs of invite.Service.
type Invites interface {
	Create(ctx context.Context, req invite.Request) (invite.Made, error)
}

// invite makes a link for a guest and shows it to the inviter alone.
func (h *Handler) invite(ctx context.Context, at post.Place, asked guest) error {
	person, err := h.People.Person(at.UserID)
	if err != nil {
		return err
	}
	req := invite.Request{UserID: at.UserID}
	zone := invite.Zone(person.TimeZone)
	if req.Name, req.ExpiresAt, err = asked.read(h.Now(), zone); err != nil {
		return err
	}
	running, err := h.Calls.Running(ctx, at.UserID, at.ChannelID)
	if err != nil {
		return err
	}
	req.CallID = running.ID
	made, err := h.Invites.Create(ctx, req)
	if err != nil {
		return err
	}
	h.Notices.Invited(at, h.Words.For(person.Locale), made, h.Now().In(zone))
	return nil
}

// read understands whom to invite and until when, zero for as long as the
// call's room is open.
func (g guest) read(now time.Time, zone *time.Location) (name string, until time.Time, err error) {
	if !g.quoted {
		return invite.Parse(g.words, now, zone)
	}
	if g.words != "" {
		until, err = invite.Until(g.words, now, zone)
	}
	return g.name, until, err
}
