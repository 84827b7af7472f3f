package whereby

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Insights tell what happened in rooms, also in deleted ones. They lag 10 to 15 minutes behind.

// Totals are sums over a session, or over all sessions of a room. Minutes are rounded up for each
// connection.
type Totals struct {
	ParticipantMinutes int
	RecorderMinutes    int
	StreamerMinutes    int
	UniqueParticipants int
	UniqueRecorders    int
	UniqueStreamers    int
}

// RoomInsights is what happened in one room. Times are UTC, and zero when not known (yet).
type RoomInsights struct {
	RoomName  string // with its slash
	CreatedAt time.Time
	// EndAt is the meeting's end date.
	EndAt                 time.Time
	FirstSessionStartedAt time.Time
	LastSessionStartedAt  time.Time
	Sessions              int
	Totals
}

// RoomSession is a time when at least two were in a room. Times are UTC, and zero when not known (yet).
type RoomSession struct {
	ID        string
	RoomName  string // with its slash
	StartedAt time.Time
	EndedAt   time.Time
	Totals
}

// RoomParticipant is one stay of somebody in a room; who comes again has another.
type RoomParticipant struct {
	RoomSessionID string
	ID            string
	DeviceID      string
	UserID        string
	// Role is one of the Role… constants, or another.
	Role string
	// DisplayName is "[[redacted]]" when names are switched off in Whereby's dashboard.
	DisplayName string
	// ExternalID is what the link had, which anybody can change.
	ExternalID string
	// JoinedAt and LeftAt are UTC, and zero when not known (yet).
	JoinedAt time.Time
	LeftAt   time.Time
}

// GetRoomInsights reads what happened in a room, by its name with or without the slash; an Error of
// kind NotFound when Whereby knows nothing of the room yet.
func (c *Client) GetRoomInsights(ctx context.Context, roomName string) (RoomInsights, error) {
	name, err := slashed(roomName)
	if err != nil {
		return RoomInsights{}, err
	}
	answer, err := readPage[RoomInsights](ctx, c, "/insights/rooms", url.Values{"roomName[exact]": {name}})
	if err != nil {
		return RoomInsights{}, err
	}
	for _, room := range answer.Results {
		if room.RoomName == name {
			return room, nil
		}
	}
	return RoomInsights{}, &Error{Kind: NotFound, Status: http.StatusOK, Message: "no insights for the room (yet)"}
}

// ListRoomSessions reads all sessions of a room, by its name with or without the slash. None is no error.
func (c *Client) ListRoomSessions(ctx context.Context, roomName string) ([]RoomSession, error) {
	name, err := slashed(roomName)
	if err != nil {
		return nil, err
	}
	return readWhole[RoomSession](ctx, c, "/insights/room-sessions", url.Values{"roomName": {name}})
}

// ListParticipants reads all stays of a session, bots' too.
func (c *Client) ListParticipants(ctx context.Context, roomSessionID string) ([]RoomParticipant, error) {
	if roomSessionID == "" {
		return nil, &Error{Kind: Invalid, Message: "not a session's id"}
	}
	return readWhole[RoomParticipant](ctx, c, "/insights/participants", url.Values{"roomSessionId": {roomSessionID}})
}

// slashed is a room's name as Whereby writes it. Without a name a query would ask for all rooms.
func slashed(roomName string) (string, error) {
	name := strings.TrimLeft(roomName, "/")
	if name == "" {
		return "", &Error{Kind: Invalid, Message: "not a room's name"}
	}
	return "/" + name, nil
}

// wireTotals are floats because nothing promises that a JSON number is written without a point.
type wireTotals struct {
	ParticipantMinutes float64 `json:"totalParticipantMinutes"`
	RecorderMinutes    float64 `json:"totalRecorderMinutes"`
	StreamerMinutes    float64 `json:"totalStreamerMinutes"`
	UniqueParticipants float64 `json:"totalUniqueParticipants"`
	UniqueRecorders    float64 `json:"totalUniqueRecorders"`
	UniqueStreamers    float64 `json:"totalUniqueStreamers"`
}

func (t wireTotals) totals() Totals {
	return Totals{
		ParticipantMinutes: count(t.ParticipantMinutes), RecorderMinutes: count(t.RecorderMinutes),
		StreamerMinutes: count(t.StreamerMinutes), UniqueParticipants: count(t.UniqueParticipants),
		UniqueRecorders: count(t.UniqueRecorders), UniqueStreamers: count(t.UniqueStreamers),
	}
}

// UnmarshalJSON reads Whereby's answer.
func (r *RoomInsights) UnmarshalJSON(data []byte) error {
	var wire struct {
		RoomName  looseText `json:"roomName"`
		CreatedAt looseText `json:"createdAt"`
		EndAt     looseText `json:"endAt"`
		First     looseText `json:"firstSessionStartedAt"`
		Last      looseText `json:"lastSessionStartedAt"`
		Sessions  float64   `json:"totalSessions"`
		wireTotals
	}
	if err := decodeObject(data, &wire); err != nil {
		return err
	}
	*r = RoomInsights{
		RoomName: string(wire.RoomName), CreatedAt: wire.CreatedAt.date(), EndAt: wire.EndAt.date(),
		FirstSessionStartedAt: wire.First.date(), LastSessionStartedAt: wire.Last.date(),
		Sessions: count(wire.Sessions), Totals: wire.totals(),
	}
	return nil
}

// UnmarshalJSON reads Whereby's answer. The documentation has two names for each of the times.
func (s *RoomSession) UnmarshalJSON(data []byte) error {
	var wire struct {
		ID        looseText `json:"roomSessionId"`
		RoomName  looseText `json:"roomName"`
		StartedAt looseText `json:"startedAt"`
		CreatedAt looseText `json:"createdAt"`
		EndedAt   looseText `json:"endedAt"`
		EndAt     looseText `json:"endAt"`
		wireTotals
	}
	if err := decodeObject(data, &wire); err != nil {
		return err
	}
	*s = RoomSession{
		ID: string(wire.ID), RoomName: string(wire.RoomName),
		StartedAt: cmp.Or(wire.StartedAt, wire.CreatedAt).date(),
		EndedAt:   cmp.Or(wire.EndedAt, wire.EndAt).date(),
		Totals:    wire.totals(),
	}
	return nil
}

// UnmarshalJSON reads Whereby's answer.
func (p *RoomParticipant) UnmarshalJSON(data []byte) error {
	var wire struct {
		RoomSessionID looseText `json:"roomSessionId"`
		ID            looseText `json:"participantId"`
		DeviceID      looseText `json:"deviceId"`
		UserID        looseText `json:"userId"`
		Role          looseText `json:"roleName"`
		DisplayName   looseText `json:"displayName"`
		ExternalID    looseText `json:"externalId"`
		JoinedAt      looseText `json:"joinedAt"`
		LeftAt        looseText `json:"leftAt"`
	}
	if err := decodeObject(data, &wire); err != nil {
		return err
	}
	*p = RoomParticipant{
		RoomSessionID: string(wire.RoomSessionID), ID: string(wire.ID), DeviceID: string(wire.DeviceID),
		UserID: string(wire.UserID), Role: string(wire.Role), DisplayName: string(wire.DisplayName),
		ExternalID: string(wire.ExternalID), JoinedAt: wire.JoinedAt.date(), LeftAt: wire.LeftAt.date(),
	}
	return nil
}
