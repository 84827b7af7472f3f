package notify

import "time"

// Meter measures a Courier.
type Meter interface {
	// Round is told of every look for news, with what went wrong.
	Round(began time.Time, err error)
	// Delivered is told of every try, with how it leaves the delivery: Pending
	// is one that is tried again.
	Delivered(kind Kind, state State)
}
