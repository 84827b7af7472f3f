// Package call is the domain: a call is the only thing this plugin knows.
// It imports neither Mattermost's plugin API nor SQL nor HTTP; what it needs
// of them it asks for through the small interfaces declared here.
package call

import (
	"time"
)

// startLease is how long a start may take before its call counts as dead: the
// process that made the reservation was killed. It must exceed StartTimeout.
const startLease = 30 * time.Second

// StartTimeout bounds one Start, its undo excluded.
const StartTimeout = 20 * time.Second

// roomGrace is how long a room works after its end date.
// Source: Whereby's "Using the REST API" guide: host rights, webhooks and
// recording stop one hour after endDate, nobody is removed at endDate.
const roomGrace = time.Hour

// State is where a call stands in its life.
type State string

// The states. A call runs while it is creating, open or live.
const (
	Creating State = "creating" // reserved in the store, not yet posted
	Open     State = "open"     // posted; nobody known to be inside
	Live     State = "live"     // somebody is inside
	Ended    State = "ended"
	Missed   State = "missed" // over without anybody having joined
	Failed   State = "failed" // never posted
)

// Running tells whether the call takes up its channel's place.
func (s State) Running() bool {
	return s == Creating || s == Open || s == Live
}

// CanBecome is the table of allowed moves.
func (s State) CanBecome(next State) bool {
	switch s {
	case Creating:
		return next == Open || next == Live || next == Failed
	case Open:
		return next == Live || next == Ended || next == Missed
	case Live:
		return next == Ended
	case Missed:
		return next == Ended // late news: somebody had joined
	default:
		return false
	}
}

// RoomState is what we know of a call's room at Whereby.
type RoomState string

// The states of a room. A requested room may exist without our knowing its id:
// the answer to its creation was lost.
const (
	RoomNone      RoomState = ""
	RoomRequested RoomState = "requested"
	RoomMade      RoomState = "made"
	RoomGone      RoomState = "gone"
)

// Room is the place of a call at Whereby.
type Room struct {
	State     RoomState
	MeetingID string
	// Name is Whereby's name of the room, without the leading slash.
	Name string
	// URL is the visitor's link.
	URL string
	// HostURL makes whoever opens it a host; empty when not known.
	HostURL SecretURL
	// ViewerURL lets whoever opens it watch a town hall; empty for other rooms.
	ViewerURL SecretURL
	// Lasting rooms are the channel's: a call in one leaves it as it is.
	Lasting bool
}

// SecretURL is a link that is itself a credential. It prints as a placeholder,
// also in JSON, so that it can reach neither a log nor an answer by accident.
type SecretURL string

const redacted = "[redacted]"

// Reveal returns the link itself.
func (s SecretURL) Reveal() string { return string(s) }

// String implements fmt.Stringer.
func (SecretURL) String() string { return redacted }

// GoString implements fmt.GoStringer.
func (SecretURL) GoString() string { return redacted }

// MarshalText implements encoding.TextMarshaler.
func (SecretURL) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// Call is one call in one channel.
type Call struct {
	ID        string
	ChannelID string
	TeamID    string // empty in direct and group messages
	RootID    string // the thread's root post, or empty
	HostID    string // who started it
	// ScheduleID and Planned name the planned call that this is; Planned is zero
	// for one that somebody has begun in the schedule's room.
	ScheduleID string
	Planned    time.Time
	// Second marks a call that was started on purpose beside a running one.
	Second  bool
	Options Options
	Room    Room
	// Key signs the ids by which Whereby reports this call's people to us.
	Key    string
	PostID string
	// AlsoPostID is the post in the second channel, empty until it is made.
	AlsoPostID string
	// Reminded is set when it was said that nobody has joined.
	Reminded bool
	// Unasked calls began by somebody's opening the channel's room.
	Unasked bool
	State   State
	// Revision grows with every change that is saved.
	Revision  int64
	CreatedAt time.Time
	StartedAt time.Time // when the first person came in; zero until then
	EndedAt   time.Time // zero while it runs
	ExpiresAt time.Time // the room's end date at Whereby
	EndReason EndReason
	EndedBy   string // the person's id, with ReasonEnded

	// Stays are who was in the room and when, as reported.
	Stays []Stay
	Files []File
	// Nameless is set when it was forgotten who was there.
	Nameless bool
	// Summary is Whereby's summary of what was said, if there is one.
	Summary string

	// Shown is what the post shows, as face has it.
	Shown string
	// ReportID is the post in the thread that tells what the call was like,
	// and Reported what it tells, as reportMark has it.
	ReportID string
	Reported string

	// Inside is how many people the newest count had, and CountedAt its time.
	Inside    int
	CountedAt time.Time
	// HeardAt is when the last webhook about the call came.
	HeardAt time.Time
	// EmptySince is since when everybody has left, by our clock.
	EmptySince time.Time
	// Inferred is set when only insights, which are late, say that everybody left.
	Inferred bool
	// RepairAt is when Whereby's insights are asked next, zero for never;
	// Repairs counts how often they were since the end.
	RepairAt time.Time
	Repairs  int
	// CheckAt is when the sweep has something to do for the call, zero for never.
	CheckAt time.Time
	// BusyUntil is how long a node may take to bring post, room and report in
	// line; meanwhile others leave them alone.
	BusyUntil time.Time

	news *news
}

// EndReason tells why a call is over.
type EndReason string

// The reasons.
const (
	ReasonEnded EndReason = "ended" // somebody ended it for everyone
	ReasonLeft  EndReason = "left"  // everybody had left
	ReasonTime  EndReason = "time"  // its time had run out
)

// abandoned tells whether the process that was starting the call died on the way.
func (c Call) abandoned(now time.Time) bool {
	return c.State == Creating && now.After(c.CreatedAt.Add(startLease))
}

// overdue tells whether the time asked for the call has passed and nobody is
// known to be inside.
func (c Call) overdue(now time.Time) bool {
	return (c.State == Open || c.State == Live && c.Empty()) && now.After(c.ExpiresAt)
}
