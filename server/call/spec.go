package call

import (
	"math/rand/v2"
	"strings"
	"time"

	"github.com/gosimple/slug"
)

// maxPrefixLength is Whereby's limit for roomNamePrefix.
const maxPrefixLength = 39

// RoomSpec is the room that a call asks Whereby for.
type RoomSpec struct {
	// NamePrefix is followed by a random part of Whereby's choosing.
	NamePrefix string
	EndDate    time.Time
	Locked     bool
	Large      bool
	Record     bool
	// TownHall makes a room with viewers, which is locked and large.
	TownHall   bool
	Transcribe bool
	Captions   bool
	// StreamingURL is where the room is streamed to, empty for nowhere. It is a secret.
	StreamingURL SecretURL
	// RequestedAt is when the room was first asked for.
	RequestedAt time.Time
}

func (s Settings) roomSpec(c Call) RoomSpec {
	spec := RoomSpec{
		NamePrefix:  roomNamePrefix(s.RoomPrefix, c.Options.Topic),
		EndDate:     c.ExpiresAt,
		Locked:      c.Options.IsLocked(),
		Large:       c.Options.IsLarge(),
		Record:      c.Options.IsRecorded(),
		TownHall:    c.Options.IsTownHall(),
		Transcribe:  c.Options.IsTranscribed(),
		Captions:    c.Options.IsCaptioned(),
		RequestedAt: c.CreatedAt,
	}
	if c.Options.IsStreamed() {
		spec.StreamingURL = s.StreamingURL
	}
	return spec
}

// roomNamePrefix turns prefix and topic into characters Whereby is known to
// take: [a-z0-9-], at most 39. Whereby adds the random part without a
// separator, so ours ends in one.
func roomNamePrefix(prefix, topic string) string {
	name := strings.ReplaceAll(slug.Make(topic), "_", "-")
	if room := maxPrefixLength - len(prefix) - 1; len(name) > room {
		name = name[:max(room, 0)]
	}
	name = strings.Trim(name, "-")
	if name == "" {
		return prefix
	}
	return prefix + name + "-"
}

func anyMilliseconds() time.Duration {
	return time.Duration(rand.IntN(1000)) * time.Millisecond //nolint:gosec // a mark, not a secret
}
