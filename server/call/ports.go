package call

import (
	"context"
	"time"
)

// Store remembers calls, with their stays and files.
type Store interface {
	// ReserveWarm adds a call in state Creating, with a warm room of that recipe
	// which lasts until the call expires, if there is one; else the room is of
	// state RoomNone. While another runs in its channel it answers an Error with
	// CodeRunning, unless the call is a Second; also when the planned call was
	// started before, whatever has become of it.
	ReserveWarm(ctx context.Context, c Call, recipe string) (Room, error)
	// ReserveIn does so with the warm room of that id, which is the call's
	// already, or does nothing: if somebody else has taken the room, a call is
	// in the way, or the channel would rather meet in its lasting room.
	ReserveIn(ctx context.Context, c Call, warmID string) (reserved bool, err error)
	// Save writes changes and returns the ids of the calls that had been
	// changed by somebody else since they were read: nothing of those is
	// written. A change is written whole, events and all, or not at all.
	Save(ctx context.Context, changes ...Change) (stale []string, err error)
	// Get answers CodeNotFound for an unknown id.
	Get(ctx context.Context, id string) (Call, error)
	// Find lists calls, newest first.
	Find(ctx context.Context, q Query) ([]Call, error)
}

// Change is what is new about a call. Its revision is the one that was read.
type Change struct {
	Call  Call
	Stays []Stay // those to add or to write anew
	Files []File // those to add or to write anew
	// Events are what happened thereby.
	Events []Event
	// Seen are the ids of the observations that the change comes of.
	Seen []string
}

// Query selects calls. Its zero values select nothing special.
type Query struct {
	IDs        []string
	ChannelID  string
	MeetingIDs []string
	Running    bool
	Over       bool // ended or missed
	// ScheduleID and Planned select the planned call, unless it has failed.
	ScheduleID string
	Planned    time.Time
	// Due selects calls with something to do at that time, the longest due first.
	Due time.Time
	// Before is the call after which a page begins.
	Before *Cursor
	Limit  int
}

// Journal is the memory of what was reported to us and of what we report.
type Journal interface {
	// Note remembers observations until they are part of their calls. It returns
	// the calls' ids by those of the observations, but for rooms that are no
	// call's and observations that were noted before. What happens in a
	// lasting room while no call runs in it is noted under that room's id.
	Note(ctx context.Context, observations []Observation) (callIDs map[string]string, err error)
	// Unread lists observations noted before that time that are part of no call yet.
	Unread(ctx context.Context, before time.Time, limit int) ([]Noted, error)
	// Dismiss marks observations that are part of no call.
	Dismiss(ctx context.Context, observationIDs []string) error
	// Unpublished lists events written before that time and not marked as published.
	Unpublished(ctx context.Context, before time.Time, limit int) ([]Event, error)
	// Published marks events.
	Published(ctx context.Context, eventIDs []string) error
	// Forget drops what is done with and older than before, some of it at a time.
	Forget(ctx context.Context, before time.Time) error
	// Heard returns when the last webhook came, zero if none ever did.
	Heard(ctx context.Context) (time.Time, error)
}

// Noted is an observation with the call that it belongs to.
type Noted struct {
	CallID      string
	Observation Observation
}

// Rooms makes and removes rooms at Whereby. Its errors are Errors.
type Rooms interface {
	Create(ctx context.Context, spec RoomSpec) (Room, error)
	// Delete succeeds also when the room is gone already.
	Delete(ctx context.Context, meetingID string) error
	// Lookup returns the meeting ids of the rooms that can have come of spec.
	Lookup(ctx context.Context, spec RoomSpec) ([]string, error)
	// Links returns the links that carry a role; CodeOver when the room is gone.
	Links(ctx context.Context, meetingID string) (RoomLinks, error)
	// List returns all rooms whose names begin with the prefix.
	List(ctx context.Context, prefix string) ([]FoundRoom, error)
	// Away tells whether Whereby is left alone now, since it fails.
	Away() bool
}

// RoomLinks are a room's secret links.
type RoomLinks struct {
	Host   SecretURL
	Viewer SecretURL
}

// Pace keeps people from starting too much.
type Pace interface {
	// Take counts a start, or tells how long to wait before there may be one.
	Take(userID string, now time.Time) (wait time.Duration)
}

// Pool makes rooms ahead.
type Pool interface {
	// Wanted is told that a start wanted a room, whether it got one or not.
	Wanted()
	// Ready tells whether this node knows of a warm room.
	Ready() bool
	// Offer gives out a warm room that this node knows of, once. Others may take
	// it from the Store all the same.
	Offer(recipe string, until time.Time) (r WarmRoom, found bool)
	// Making lists the end dates of the rooms that are being made.
	Making(ctx context.Context) ([]time.Time, error)
}

// Dresser gives rooms their looks.
type Dresser interface {
	// Dress sets a room's theme by a brand's name, as Extras.Brand has it.
	Dress(ctx context.Context, roomName, brand string) error
}

// RoomStore remembers lasting rooms.
type RoomStore interface {
	// Room returns the room of that id, CodeNotFound when there is none.
	Room(ctx context.Context, id string) (LastingRoom, error)
	// SaveRoom adds a room of revision 0 or changes the one of that revision;
	// saved is false when somebody else was faster.
	SaveRoom(ctx context.Context, r LastingRoom) (saved bool, err error)
	// DropRoom forgets a room, if it is of that revision.
	DropRoom(ctx context.Context, id string, revision int64) error
	// DueRooms lists the rooms that have to be looked at by then.
	DueRooms(ctx context.Context, by time.Time, limit int) ([]LastingRoom, error)
	// KnownRooms returns those of the meetings that are channels' rooms or made ahead.
	KnownRooms(ctx context.Context, meetingIDs []string) ([]string, error)
}

// FoundRoom is a room as Whereby lists it.
type FoundRoom struct {
	MeetingID string
	Name      string // without the leading slash
	CreatedAt time.Time
	EndDate   time.Time
}

// Archive is what Whereby remembers of a room's past. Its errors are Errors.
type Archive interface {
	// Stays lists who was in the room in that time, as far as Whereby knows:
	// it is up to InsightsLag behind, and knows sessions of two or more only.
	Stays(ctx context.Context, roomName string, during Period) ([]Sighting, error)
	// Files lists the recordings and transcripts that are ready, and the text
	// of the newest summary, empty when there is none.
	Files(ctx context.Context, roomName string, during Period) (files []File, summary string, err error)
	// Link makes a short-lived link to a file.
	Link(ctx context.Context, f File) (SecretURL, error)
}

// Period is a part of a room's past.
type Period struct {
	Since time.Time
	Until time.Time // zero for now
}

// Cards shows calls in their channels.
type Cards interface {
	Post(ctx context.Context, c Call, host Person) (postID string, err error)
	Update(ctx context.Context, c Call) error
	// Delete succeeds also when the post is gone already.
	Delete(ctx context.Context, postID string) error
	// Lookup returns the id of the call's post, empty when it was not posted.
	Lookup(ctx context.Context, c Call) (postID string, err error)
	// Report writes in the call's thread what the call was like, or writes it
	// anew if c.ReportID is set. It returns the id of that post, empty when
	// there is no thread any more.
	Report(ctx context.Context, c Call) (postID string, err error)
}

// Herald says things about calls and rooms beside the calls' cards.
type Herald interface {
	// Also posts the call in its second channel and returns the post's id,
	// NoPost when that channel cannot be posted in.
	Also(ctx context.Context, c Call) (postID string, err error)
	// Remind says in the call's thread that nobody has joined yet.
	Remind(ctx context.Context, c Call) error
	// Moved says in the channel that its lasting room has another link now.
	Moved(ctx context.Context, r LastingRoom) error
	// Head brings the link in the channel's header in line with its room; old
	// is the link that may stand there.
	Head(ctx context.Context, r LastingRoom, old string) error
}

// NoPost stands for a post that cannot be made.
const NoPost = "none"

// Directory knows people and channels.
type Directory interface {
	// Access answers CodeNotFound for an unknown channel or person.
	Access(ctx context.Context, userID, channelID string) (Access, error)
	// Members returns how many people the channel has.
	Members(ctx context.Context, channelID string) (int, error)
	// Thread returns the root of the thread that a post of the channel is in,
	// CodeInvalid when the channel has no such post.
	Thread(ctx context.Context, postID, channelID string) (rootID string, err error)
	// Person answers CodeNotFound for an unknown id.
	Person(userID string) (Person, error)
	// Roles returns what the person is in a channel, nothing for others than its members.
	Roles(ctx context.Context, userID, channelID string) ([]string, error)
	// Team returns a team, and what the person is in it.
	Team(ctx context.Context, userID, teamID string) (Team, error)
	// Manages tells whether the person manages the channel, its team or the system.
	Manages(ctx context.Context, userID, channelID string) (bool, error)
}

// Publisher tells the rest of the plugin, and people's screens, of changes.
type Publisher interface {
	// Publish gets events in their order. Each comes at least once.
	Publish(events []Event)
}

// Publishers tells all of them, in turn.
type Publishers []Publisher

// Publish implements Publisher.
func (p Publishers) Publish(events []Event) {
	for _, publisher := range p {
		publisher.Publish(events)
	}
}
