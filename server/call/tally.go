package call

import (
	"slices"
	"time"
)

// roleRecorder is Whereby's name for what records a room.
const roleRecorder = "recorder"

// Tally is what reports count of a call.
type Tally struct {
	// People is how many different people came, Guests how many of them have no account.
	People int
	Guests int
	// Time is how long they were in the call, all added up.
	Time time.Duration
	// Times is how long each of those with an account was in it, by their ids.
	Times map[string]time.Duration
	// Recorded is set when a recorder was there, or there is a recording.
	Recorded bool
}

// Tally counts a call that is over; that of a running one is zero.
func (c Call) Tally() Tally {
	if c.State.Running() || c.State == Failed {
		return Tally{}
	}
	t := Tally{
		Times: map[string]time.Duration{},
		Recorded: slices.ContainsFunc(c.Stays, func(s Stay) bool { return s.Bot && s.Role == roleRecorder }) ||
			slices.ContainsFunc(c.Files, func(f File) bool { return f.Kind == Recording }),
	}
	for _, p := range c.People() {
		t.People++
		t.Time += p.Time
		if p.UserID == "" {
			t.Guests++
			continue
		}
		t.Times[p.UserID] = p.Time
	}
	return t
}
