package call

import (
	"context"
	"crypto/rand"
	"strings"
	"time"

	"github.com/pkg/errors"
)

// wake takes in what was reported of a lasting room while no call ran in it:
// who comes in begins one. It returns the id of the call that the observations
// belong to, empty when they are of no call.
func (s *Service) wake(ctx context.Context, roomID string, observations []Observation) (string, error) {
	r, err := s.Lasting.Room(ctx, roomID)
	if CodeOf(err) == CodeNotFound {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	first := Observation{}
	for _, o := range observations {
		if o.Kind == SawJoined && !o.Who.Bot && (first.ID == "" || o.At.Before(first.At)) {
			first = o
		}
	}
	if first.ID == "" || !r.usable() {
		return "", nil
	}
	c, err := s.beginUnasked(ctx, r, first)
	return c.ID, err
}

// beginUnasked opens a call because somebody has come into the channel's
// room. Whoever can be known by his link is its host, else who made the room.
// The call is empty when there cannot be one.
func (s *Service) beginUnasked(ctx context.Context, r LastingRoom, o Observation) (Call, error) {
	settings := s.Settings()
	hostID, unasked := r.asCall().issuedTo(o.Who.ExternalID), false
	if hostID == "" || r.planned() { // planned calls have their host, however early others come
		hostID, unasked = r.MadeBy, hostID != r.MadeBy
	}
	access, err := s.Directory.Access(ctx, hostID, r.ChannelID)
	if !unasked && (CodeOf(err) == CodeNotFound || err == nil && !access.Member) { // who has left keeps his link
		hostID, unasked = r.MadeBy, true
		access, err = s.Directory.Access(ctx, hostID, r.ChannelID)
	}
	switch {
	case CodeOf(err) == CodeNotFound, err == nil && access.Channel.Archived:
		return Call{}, nil // there is nobody, or nowhere, to tell of a call
	case err != nil:
		return Call{}, errors.Wrap(err, "who came into the room")
	}
	now := s.now()
	options := r.Options.Over(settings.defaults())
	c := Call{
		ID: strings.ToLower(rand.Text()), ChannelID: r.ChannelID, TeamID: access.Channel.TeamID, HostID: hostID,
		Unasked: unasked, Options: options, Room: r.Room, Key: r.Key, State: Creating,
		CreatedAt: now, ExpiresAt: now.Add(options.Duration()).Truncate(time.Second),
	}
	if r.planned() { // somebody came early
		c.ScheduleID = r.ID
	}
	c.plan(now)
	for _, c.Second = range []bool{false, true} { // at last beside a call in a room of its own
		_, err = s.reserve(ctx, c, "")
		refusal := new(Error)
		if !errors.As(err, &refusal) || refusal.Code != CodeRunning {
			break
		}
		if refusal.Call.Room.MeetingID == r.Room.MeetingID {
			return *refusal.Call, nil // somebody came in at the same moment
		}
	}
	if err != nil {
		return Call{}, err
	}
	if c, err = s.post(ctx, c, settings, access.Person, noVerdict); err == nil {
		c, err = s.open(ctx, c)
	}
	if err != nil {
		return s.undo(ctx, c, err)
	}
	return c, nil
}
