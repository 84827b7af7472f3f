package presence

import (
	"slices"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
)

const (
	// emoji is one of Mattermost's own.
	emoji = "telephone_receiver"
	// lifetime is how long the status would outlive a plugin that is gone.
	lifetime = 30 * time.Minute
	// renewBefore is how long before its end it is renewed.
	renewBefore = 10 * time.Minute
	// byDate is how Mattermost calls an expiry that is a moment of its own.
	byDate = "date_and_time"
)

// State is how far we are with somebody's status.
type State string

// The states. Setting and Restoring are written down before the status is
// changed, so that who comes after a crash knows what to look for.
const (
	None      State = ""
	Setting   State = "setting"
	Set       State = "set"
	Restoring State = "restoring"
	// LeftAlone is the state of people who have set a status of their own, and
	// of those who can have none, until they have left all calls.
	LeftAlone State = "left_alone"
	// Unwanted is the state of people inside who want no status.
	Unwanted State = "unwanted"
)

// Record is what is remembered of somebody while in calls.
type Record struct {
	UserID string
	State  State
	// Ours are the statuses that can be there by our doing, the newest first:
	// a renewal may have been written down, but not made.
	Ours []model.CustomStatus
	// Earlier is what was there before, nil for nothing.
	Earlier *model.CustomStatus
	// RenewAt is when the status has to be renewed, zero for never.
	RenewAt time.Time
}

// scene is all that a decision depends on.
type scene struct {
	record  Record
	current *model.CustomStatus
	inside  bool // in any call
	active  bool // a person, and not deactivated
	wanted  bool
	text    string // of the status, in the person's language
	now     time.Time
}

// step is what is to be done: before is written down, then the status is
// changed, then after is. Without a change there is only after.
type step struct {
	before, after Record
	changes       bool
	status        *model.CustomStatus // nil to remove it
}

// decide is the one place with the rules.
func (s scene) decide() step {
	r := s.record
	r.State = s.found()
	switch {
	case r.State == LeftAlone || !s.active:
		return s.rest(LeftAlone)
	case r.State == Set && s.inside && s.wanted:
		if s.now.Before(r.Ours[0].ExpiresAt.Add(-renewBefore)) {
			return step{after: r.showing()}
		}
		r.Ours = []model.CustomStatus{s.status(), *s.current}
		return step{before: r, after: r.showing(), changes: true, status: &r.Ours[0]}
	case r.State == Set:
		r.State, r.RenewAt = Restoring, time.Time{}
		return step{before: r, after: s.rest(Unwanted).after, changes: true, status: s.visible(r.Earlier)}
	case s.inside && s.wanted:
		r = Record{UserID: r.UserID, State: Setting, Ours: []model.CustomStatus{s.status()}, Earlier: s.visible(s.current)}
		return step{before: r, after: r.showing(), changes: true, status: &r.Ours[0]}
	}
	return s.rest(Unwanted)
}

// found returns the state that the person's status shows, which a crash may
// have kept from being written down.
func (s scene) found() State {
	ours := s.current != nil && slices.ContainsFunc(s.record.Ours, func(made model.CustomStatus) bool { return same(&made, s.current) })
	switch state := s.record.State; {
	case state == Setting && ours, state == Restoring && ours, state == Set && ours:
		return Set
	case state == Setting && (s.visible(s.current) == nil || same(s.current, s.record.Earlier)):
		return None // not done yet
	case state == Restoring, state == Unwanted:
		return None
	case state == Setting, state == Set:
		return LeftAlone
	default:
		return state
	}
}

// rest ends in a state for as long as the person is inside.
func (s scene) rest(inside State) step {
	if !s.inside {
		inside = None
	}
	return step{after: Record{UserID: s.record.UserID, State: inside}}
}

func (s scene) status() model.CustomStatus {
	return model.CustomStatus{
		Emoji: emoji, Text: s.text, Duration: byDate, ExpiresAt: s.now.Add(lifetime).UTC().Truncate(time.Second),
	}
}

// visible returns a status that people still see, nil for any other.
func (s scene) visible(status *model.CustomStatus) *model.CustomStatus {
	if status == nil || status.Emoji == "" && status.Text == "" || !status.ExpiresAt.IsZero() && !status.ExpiresAt.After(s.now) {
		return nil
	}
	return status
}

func (r Record) showing() Record {
	r.State, r.RenewAt = Set, r.Ours[0].ExpiresAt.Add(-renewBefore)
	return r
}

func same(a, b *model.CustomStatus) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Emoji == b.Emoji && a.Text == b.Text && a.Duration == b.Duration && a.ExpiresAt.Equal(b.ExpiresAt)
}
