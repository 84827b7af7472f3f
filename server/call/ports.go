package call

import (
	"context"
	"time"
)

// Store remembers calls.
type Store interface {
	// Reserve adds a call in state Creating. While another runs in its channel
	// it answers an Error with CodeRunning, unless the call is a Second.
	Reserve(ctx context.Context, c Call) error
	// Update writes the call if its stored state is still from, ErrStale otherwise.
	Update(ctx context.Context, c Call, from State) error
	// Get answers CodeNotFound for an unknown id.
	Get(ctx context.Context, id string) (Call, error)
	// Find lists calls, newest first.
	Find(ctx context.Context, q Query) ([]Call, error)
}

// Query selects calls. Its zero values select nothing special.
type Query struct {
	ChannelID string
	MeetingID string
	Running   bool
	// Stuck selects running calls that ought not to run any more.
	Stuck *Stuck
	// Unsettled selects calls that are over with something left to do.
	Unsettled bool
	// Before is the call after which a page begins.
	Before *Cursor
	Limit  int
}

// Stuck tells running calls that ought not to run any more.
type Stuck struct {
	// CreatedBefore goes for calls that are still Creating.
	CreatedBefore time.Time
	// ExpiredBefore goes for the others.
	ExpiredBefore time.Time
}

// Rooms makes and removes rooms at Whereby. Its errors are Errors.
type Rooms interface {
	Create(ctx context.Context, spec RoomSpec) (Room, error)
	// Delete succeeds also when the room is gone already.
	Delete(ctx context.Context, meetingID string) error
	// Lookup returns the meeting ids of the rooms that can have come of spec.
	Lookup(ctx context.Context, spec RoomSpec) ([]string, error)
	HostURL(ctx context.Context, meetingID string) (SecretURL, error)
}

// Cards shows calls in their channels.
type Cards interface {
	Post(ctx context.Context, c Call, host Person) (postID string, err error)
	Update(ctx context.Context, c Call) error
	// Delete succeeds also when the post is gone already.
	Delete(ctx context.Context, postID string) error
	// Lookup returns the id of the call's post, empty when it was not posted.
	Lookup(ctx context.Context, c Call) (postID string, err error)
}

// Directory knows people and channels.
type Directory interface {
	// Access answers CodeNotFound for an unknown channel or person.
	Access(ctx context.Context, userID, channelID string) (Access, error)
	// Thread returns the root of the thread that a post of the channel is in,
	// CodeInvalid when the channel has no such post.
	Thread(ctx context.Context, postID, channelID string) (rootID string, err error)
	// Manages tells whether the person manages the channel, its team or the system.
	Manages(ctx context.Context, userID, channelID string) (bool, error)
}

// Publisher tells the rest of the plugin, and people's screens, of changes.
type Publisher interface {
	Publish(e Event)
}

// EventKind names what happened to a call.
type EventKind string

// The kinds of events.
const (
	EventCreated EventKind = "created"
	EventEnded   EventKind = "ended"
)

// Event is something that happened to a call, which is given as it is after it.
type Event struct {
	Kind EventKind
	Call Call
}
