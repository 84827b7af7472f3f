// Package report counts calls, and lists them for export.
//
// A call counts in the period in which it was created, once it is over. A
// held call is one that somebody came to, a missed one nobody; starts that
// failed are no calls. Lengths are full minutes: 4:50 is 4. Sums are made of
// exact times and then rounded down likewise.
package report

import (
	"context"
	"time"

	"mattermost-plugin-whereby/server/call"
)

// Kind is what a report is about.
type Kind string

// The kinds.
const (
	Channel Kind = "channel"
	Team    Kind = "team"
	All     Kind = "all"
)

// Scope is whose calls are meant.
type Scope struct {
	Kind Kind
	ID   string // the channel's or team's
}

// Direct is the type of direct and group messages.
const Direct = "D"

// Filter selects calls, as the Service allows it.
type Filter struct {
	Scope
	Period
	// MemberID narrows a team to its public channels and those private ones
	// that this person is in; empty for all of them.
	MemberID string
	// Reader may see who was in his own direct and group messages.
	Reader string
	// Unnamed is set where people are not named.
	Unnamed bool
}

// Numbers are what there is to count.
type Numbers struct {
	Calls    int `json:"calls"`
	Held     int `json:"held"`
	Missed   int `json:"missed"`
	Failed   int `json:"failed"`
	Guests   int `json:"guests"`
	Recorded int `json:"recorded"`
	// Time is how long the calls were, PersonTime how long people were in them, in milliseconds.
	Time       int64 `json:"ms"`
	PersonTime int64 `json:"person_ms"`
}

func (n *Numbers) add(o Numbers) {
	n.Calls += o.Calls
	n.Held += o.Held
	n.Missed += o.Missed
	n.Failed += o.Failed
	n.Guests += o.Guests
	n.Recorded += o.Recorded
	n.Time += o.Time
	n.PersonTime += o.PersonTime
}

// Counts is what the store counts.
type Counts struct {
	// Steps has the numbers by the step in which the calls were created; those
	// in which there was none are left out.
	Steps []StepCount `json:"steps"`
	// Lengths has how many held calls were how long.
	Lengths []LengthCount `json:"lengths"`
	// Channels has the busiest first.
	Channels []ChannelCount `json:"channels"`
	// People is how many different people with an account were in calls, Busiest who of them most.
	People  int           `json:"people"`
	Busiest []PersonCount `json:"busiest"`
}

// StepCount is one step of a period, counted from 0.
type StepCount struct {
	Step int `json:"step"`
	Numbers
}

// LengthCount is how many calls took so many full minutes.
type LengthCount struct {
	Minutes int `json:"minutes"`
	Calls   int `json:"calls"`
}

// ChannelCount is how much one channel was used; all direct and group messages
// together are one, of type D.
type ChannelCount struct {
	ChannelID string `json:"channel_id"`
	Type      string `json:"type"`
	Name      string `json:"display_name"`
	Team      string `json:"team_name"`
	Calls     int    `json:"calls"`
	Time      int64  `json:"ms"`
}

// PersonCount is how much somebody was in calls.
type PersonCount struct {
	UserID   string `json:"user_id"`
	Username string `json:"username"`
	Calls    int    `json:"calls"`
	Time     int64  `json:"ms"`
}

// Row is one call of a list.
type Row struct {
	Call        call.Call // without its room
	Tally       call.Tally
	ChannelType string // O, P or D; empty when the channel is gone
	ChannelName string
	TeamName    string
	Username    string // who started it
	// Hidden rows are of others' direct and group messages.
	Hidden bool
	// Unnamed rows do not tell who was there.
	Unnamed bool
	// Names are the usernames of the people who were there, by their ids.
	Names map[string]string
}

// Page is where a list of calls goes on.
type Page struct {
	After  *call.Cursor
	Newest bool // first
	Limit  int
}

// Store counts and lists calls.
type Store interface {
	// Counts counts by steps, given as the moments at which each begins.
	Counts(ctx context.Context, f Filter, steps []time.Time) (Counts, error)
	// Total returns how many calls List has after one.
	Total(ctx context.Context, f Filter, after *call.Cursor) (int, error)
	List(ctx context.Context, f Filter, p Page) ([]Row, error)
}
