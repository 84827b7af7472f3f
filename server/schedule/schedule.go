// Package schedule starts calls that were planned ahead, and reminds of them.
package schedule

import (
	"context"
	"time"

	"mattermost-plugin-whereby/server/agenda"
	"mattermost-plugin-whereby/server/call"
)

// State is how a schedule stands.
type State string

// The states.
const (
	Active    State = "active"
	Paused    State = "paused"
	Past      State = "past" // all its calls are
	Cancelled State = "cancelled"
)

// Done tells whether there will be no more calls.
func (s State) Done() bool { return s == Past || s == Cancelled }

// UsualReminder stands for the reminder that the settings have.
const UsualReminder = -1

// MaxRemind is how long before a call is reminded of at most: a week, in minutes.
const MaxRemind = 7 * 24 * 60

// Schedule is one call, or a series of them, planned for a channel.
type Schedule struct {
	ID        string
	ChannelID string
	TeamID    string
	RootID    string
	// OwnerID is who planned it: the calls' host.
	OwnerID string
	// Series ties schedules together that were made at once; empty for others.
	Series string
	// Options are as they were asked for; what they leave open is up to the
	// template and the settings at the time of the call.
	Options call.Options
	// Words are how it was typed.
	Words string
	Plan  agenda.Plan
	// Skipped are occurrences that are left out.
	Skipped []time.Time
	State   State
	// NextAt is the next occurrence, zero when there is none.
	NextAt time.Time
	// Remind is how many minutes before a call is reminded of, 0 for never.
	Remind int
	// RemindedFor is the occurrence that was last reminded of.
	RemindedFor time.Time
	// Tries counts the failed starts of the next occurrence.
	Tries int
	// Sequence grows with every change that calendars have to know of.
	Sequence  int
	CreatedAt time.Time
	ChangedAt time.Time
	// PostID is the post that shows it, empty when there is none.
	PostID string
	// CheckAt is when the clock has something to do, zero for never, and
	// BusyUntil how long a node may take over it.
	CheckAt   time.Time
	BusyUntil time.Time
	Revision  int64
}

// Upcoming returns the next occurrences, at most n.
func (s Schedule) Upcoming(now time.Time, n int) []time.Time {
	if s.State.Done() {
		return nil
	}
	return s.Plan.NextN(now, s.Skipped, n)
}

// RemindBefore is how many minutes before a call is reminded of.
func (s Schedule) RemindBefore(usual int) int {
	if s.Remind == UsualReminder {
		return usual
	}
	return s.Remind
}

// Length is how long its calls are meant to be, in minutes, 0 for the usual.
func (s Schedule) Length() int { return s.Options.DurationMinutes }

// Store remembers schedules.
type Store interface {
	// SaveSchedule adds a schedule of revision 0 or changes the one of that
	// revision; saved is false when somebody else was faster.
	SaveSchedule(ctx context.Context, s Schedule) (saved bool, err error)
	// FindSchedules lists schedules, those with the nearest calls first.
	FindSchedules(ctx context.Context, q Query) ([]Schedule, error)
	// ClaimSchedules takes schedules with something to do for this node, until
	// then. What is claimed is nobody else's.
	ClaimSchedules(ctx context.Context, now, until time.Time, limit int) ([]Schedule, error)
	// ForgetSchedule removes the schedule of that revision; calls keep its id.
	ForgetSchedule(ctx context.Context, s Schedule) error
}

// Query selects schedules. Its zero values select nothing special.
type Query struct {
	ID        string
	ChannelID string
	// Channels selects those of several channels.
	Channels []string
	OwnerID  string
	Series   string
	// Ahead leaves out what is done.
	Ahead bool
	Limit int
}

// Calls is what planning needs of call.Service.
type Calls interface {
	Start(ctx context.Context, req call.StartRequest) (call.Call, error)
	PlanCall(ctx context.Context, req call.StartRequest, at time.Time) (call.Options, call.Access, error)
	PrepareRoom(ctx context.Context, req call.StartRequest, until time.Time) (call.LastingRoom, error)
	DropRoom(ctx context.Context, roomID string) error
	EnterPlanned(ctx context.Context, roomID, userID string) (link string, err error)
	Running(ctx context.Context, userID, channelID string) (call.Call, error)
}

// Directory is what planning needs of call.Directory.
type Directory interface {
	Access(ctx context.Context, userID, channelID string) (call.Access, error)
	Manages(ctx context.Context, userID, channelID string) (bool, error)
	Thread(ctx context.Context, postID, channelID string) (rootID string, err error)
}

// Teller tells people of planned calls.
type Teller interface {
	// Remind says in the channel, and to those who want to be told apart, that
	// a call begins soon.
	Remind(ctx context.Context, s Schedule, room call.LastingRoom) error
	// Busy says in the channel that a planned call's time has come, while
	// another runs there.
	Busy(ctx context.Context, s Schedule, running call.Call) error
	// Failed tells the owner that a call was not started. paused is set when
	// none will be until somebody mends it.
	Failed(ctx context.Context, s Schedule, cause error, paused bool) error
	// Missed tells the owner that calls were not started because nobody was
	// there to do so: how many, from when to when.
	Missed(ctx context.Context, s Schedule, times []time.Time) error
}

// Publisher shows how schedules stand wherever they are shown.
type Publisher interface {
	// Show shows a schedule that is new or has changed.
	Show(s Schedule)
}

// Settings is what planning needs to know of the plugin's configuration.
type Settings struct {
	// Remind is the usual reminder, in minutes before; 0 for none.
	Remind int
	// Lead is how long before a call its room is made.
	Lead time.Duration
	// Duration is how long a call is that names no length.
	Duration time.Duration
}
