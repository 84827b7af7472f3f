package notify

import (
	"context"
	"encoding/json"
	"time"

	"mattermost-plugin-whereby/server/call"
)

// State is where a delivery stands.
type State string

// The states.
const (
	Pending State = "pending"
	Done    State = "done"
	Dead    State = "dead"    // given up
	Dropped State = "dropped" // its connection is not used any more
)

// Delivery is one event for one connection.
type Delivery struct {
	// ID is the same at every try.
	ID           string
	EventID      string
	Seq          int64 // the order of events
	CallID       string
	ConnectionID string
	Kind         call.EventKind
	Payload      json.RawMessage
	State        State
	Tries        int
	NextAt       time.Time
	// Status is the HTTP status of the last answer, 0 when none came; Reason and
	// Error are what was wrong, in short and in the words that came.
	Status    int
	Reason    Reason
	Error     string
	CreatedAt time.Time
	DoneAt    time.Time // when it was done or given up
}

// Noted is an event with its place in the order of all.
type Noted struct {
	Seq   int64
	Event call.Event
}

// Query selects deliveries, newest first. Its zero values select nothing special.
type Query struct {
	ConnectionID string
	State        State
	// Before is the id of the delivery after which a page begins.
	Before string
	Limit  int
}

// Connections is where connections are kept.
type Connections interface {
	Connections(ctx context.Context) ([]Connection, error)
	// SaveConnection adds a connection or replaces the one of that id.
	SaveConnection(ctx context.Context, c Connection) error
	// DropConnection forgets a connection and its deliveries.
	DropConnection(ctx context.Context, id string) (found bool, err error)
}

// Deliveries is where deliveries are kept.
type Deliveries interface {
	// Untold lists events that have not become deliveries, in their order. Of
	// their calls only the ids are known.
	Untold(ctx context.Context, limit int) ([]Noted, error)
	// Tell adds deliveries and marks the events told, both or neither. A
	// delivery of the same event to the same connection is not added again.
	Tell(ctx context.Context, deliveries []Delivery, eventIDs []string) error
	// TellNobody marks all events told.
	TellNobody(ctx context.Context) error
	// Due lists the connections that have something to be delivered now.
	Due(ctx context.Context, now time.Time) (connectionIDs []string, err error)
	// ClaimDeliveries takes what is to be delivered to a connection until then:
	// of each call the first that is pending, and nothing before which an event
	// of its call is untold.
	ClaimDeliveries(ctx context.Context, connectionID string, now, until time.Time, limit int) ([]Delivery, error)
	// Settle notes what became of claimed deliveries, and how their connection fares.
	Settle(ctx context.Context, c Connection, deliveries []Delivery) error
	// Expire gives up what has been tried in vain since before then, and tells
	// for which connections.
	Expire(ctx context.Context, now, before time.Time) (connectionIDs []string, err error)
	// ForgetDeliveries drops what was settled before then, some of it at a time.
	ForgetDeliveries(ctx context.Context, before time.Time) error
	FindDeliveries(ctx context.Context, q Query) ([]Delivery, error)
	// Retry makes a delivery pending again, to be tried now.
	Retry(ctx context.Context, id string, now time.Time) (found bool, err error)
}
