package call

import (
	"time"

	"github.com/pkg/errors"
)

// MaxNameLength is how long a name is shown in a room, in characters.
const MaxNameLength = maxDisplayName

// guestLink is the room's link for people from outside: never a host's. At a
// town hall they watch: where the viewer's link cannot be read, as after a
// change of the encryption key, there is none for them.
func (c Call) guestLink() (string, error) {
	if !c.Options.IsTownHall() {
		return c.Room.URL, nil
	}
	if c.Room.ViewerURL == "" {
		return "", &Error{Code: CodeUnavailable, Cause: errors.New("the viewer's link is not known")}
	}
	return c.Room.ViewerURL.Reveal(), nil
}

// GuestURL returns the way into the call for somebody from outside, under the
// name that he gave himself, if he gave one.
func (c Call) GuestURL(name, locale string) (string, error) {
	link, err := c.guestLink()
	if err != nil {
		return "", err
	}
	return joinURL(link, c, Person{DisplayName: name, Locale: locale})
}

// RoomClosesAt is when the room takes in nobody any more.
func (c Call) RoomClosesAt() time.Time { return c.ExpiresAt.Add(roomGrace) }

// CleanName returns a name as a room can show it.
func CleanName(name string) string { return displayName(Person{DisplayName: name}) }

// CheckJoinable tells whether the call can be joined now.
func (c Call) CheckJoinable() error {
	switch {
	case c.State == Creating:
		return &Error{Code: CodeStarting}
	case !c.State.Running():
		return &Error{Code: CodeOver}
	}
	return nil
}
