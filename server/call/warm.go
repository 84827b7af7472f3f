package call

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"
)

const (
	// warmLife is how long a room waits for a call before it is thrown away.
	warmLife = time.Hour
	// WarmLease is how long the making of a warm room may take.
	WarmLease = startLease
)

// WarmRoom is a room made ahead, for a call that asks for nothing special.
type WarmRoom struct {
	ID string
	// Recipe tells rooms apart that are not alike, empty when it is to be removed.
	Recipe string
	// Room has no meeting while it is being made.
	Room   Room
	MadeAt time.Time
	// OldAt is when it is thrown away, and EndsAt its end date at Whereby.
	OldAt  time.Time
	EndsAt time.Time
	// Prefix begins its name.
	Prefix string
}

// NewWarmRoom returns a room that is to be made ahead.
func (s Settings) NewWarmRoom(id string, now time.Time) WarmRoom {
	old := now.Add(warmLife)
	return WarmRoom{
		ID: id, Recipe: s.WarmRecipe(), Prefix: roomNamePrefix(s.RoomPrefix, ""), MadeAt: now, OldAt: old,
		EndsAt: old.Add(s.DefaultDuration).Truncate(time.Second).Add(anyMilliseconds()),
	}
}

// Spec is what Whereby is asked for.
func (r WarmRoom) Spec(s Settings) RoomSpec {
	return RoomSpec{NamePrefix: r.Prefix, EndDate: r.EndsAt, Locked: s.DefaultLocked, Large: s.DefaultLarge, RequestedAt: r.MadeAt}
}

// WarmRecipe names what rooms made ahead are like now, empty when none are to be made.
func (s Settings) WarmRecipe() string {
	if s.WarmRooms <= 0 || !s.Configured {
		return ""
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%q", []any{s.Account, s.RoomPrefix, s.DefaultLocked, s.DefaultLarge, s.DefaultDuration, s.Looks}))
	return hex.EncodeToString(sum[:16])
}

// recipe is that of rooms made ahead in which a call is held, empty for none. A
// topic belongs into the room's name, which nobody can change later: only while
// Whereby is away any room is better than none.
func (s *Service) recipe(c Call, settings Settings) string {
	if settings.names(c.Options.Topic) && !s.Rooms.Away() {
		return ""
	}
	return settings.warmRecipe(c)
}

// names tells whether rooms are named after a topic, as far as its letters allow.
func (s Settings) names(topic string) bool {
	return roomNamePrefix(s.RoomPrefix, topic) != roomNamePrefix(s.RoomPrefix, "")
}

// warmRecipe is that of rooms in which a call can be held, empty for none.
func (s Settings) warmRecipe(c Call) string {
	o := c.Options
	special := o.IsTownHall() || o.IsRecorded() || o.IsTranscribed() || o.IsCaptioned() || o.IsStreamed() || o.Brand != ""
	if special || c.Room.Lasting || c.ScheduleID != "" || o.IsLocked() != s.DefaultLocked || o.IsLarge() != s.DefaultLarge {
		return ""
	}
	return s.WarmRecipe()
}
