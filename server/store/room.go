package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/pkg/errors"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/unixms"
)

// roomRow is a row of whereby_rooms. Its times are in milliseconds since 1970, 0 for none.
type roomRow struct {
	ID        string         `json:"id"`
	ChannelID string         `json:"channel_id"`
	State     call.RoomState `json:"room_state"`
	MeetingID string         `json:"meeting_id"`
	Name      string         `json:"room_name"`
	URL       string         `json:"room_url"`
	HostURL   string         `json:"host_url"` // sealed
	Key       string         `json:"key"`
	Options   call.Options   `json:"options"`
	Preferred bool           `json:"preferred"`
	MadeBy    string         `json:"made_by"`
	MadeAt    int64          `json:"made_at"`
	EndsAt    int64          `json:"ends_at"`
	SeenAt    int64          `json:"seen_at"`
	Pending   int64          `json:"pending"`
	PendingAt int64          `json:"pending_at"`
	Old       []string       `json:"old"`
	CheckAt   int64          `json:"check_at"`
	Revision  int64          `json:"revision"`
}

// roomColumns are all but the id and the revision.
var roomColumns = []string{
	"channel_id", "room_state", "meeting_id", "room_name", "room_url", "host_url", "key", "options", "preferred", "made_by", "made_at",
	"ends_at", "seen_at", "pending", "pending_at", "old", "check_at",
}

var addRoom = fmt.Sprintf(`
	INSERT INTO whereby_rooms (id, revision, %[1]s)
	SELECT id, 1, %[1]s FROM jsonb_populate_record(NULL::whereby_rooms, $1::jsonb)
	ON CONFLICT (id) DO NOTHING`, strings.Join(roomColumns, ", "))

var changeRoom = fmt.Sprintf(`
	UPDATE whereby_rooms r SET (%s, revision) = (%s, r.revision + 1)
	FROM jsonb_populate_record(NULL::whereby_rooms, $1::jsonb) n
	WHERE r.id = n.id AND r.revision = n.revision`, strings.Join(roomColumns, ", "), "n."+strings.Join(roomColumns, ", n."))

// SaveRoom implements call.RoomStore.
func (s *Store) SaveRoom(ctx context.Context, r call.LastingRoom) (saved bool, err error) {
	hostURL, err := seal(s.key(), r.Room.HostURL.Reveal(), roomOf(r.ID))
	if err != nil {
		return false, err
	}
	statement := changeRoom
	if r.Revision == 0 {
		statement = addRoom
	}
	changed, err := s.changes(ctx, statement, asJSON{roomRow{
		ID: r.ID, ChannelID: r.ChannelID, State: r.Room.State, MeetingID: r.Room.MeetingID, Name: r.Room.Name, URL: r.Room.URL, HostURL: hostURL,
		Key: r.Key, Options: r.Options, Preferred: r.Preferred, MadeBy: r.MadeBy, MadeAt: unixms.Of(r.MadeAt),
		EndsAt: unixms.Of(r.EndsAt), SeenAt: unixms.Of(r.SeenAt), Pending: unixms.Of(r.Pending), PendingAt: unixms.Of(r.PendingAt),
		Old: append([]string{}, r.Old...), CheckAt: unixms.Of(r.CheckAt), Revision: r.Revision,
	}})
	return changed, errors.Wrap(err, "save room")
}

// Room implements call.RoomStore.
func (s *Store) Room(ctx context.Context, id string) (call.LastingRoom, error) {
	rooms, err := s.readRooms(ctx, "WHERE id = $1", id)
	if err == nil && len(rooms) == 0 {
		err = &call.Error{Code: call.CodeNotFound}
	}
	if err != nil {
		return call.LastingRoom{}, err
	}
	return rooms[0], nil
}

// DueRooms implements call.RoomStore.
func (s *Store) DueRooms(ctx context.Context, by time.Time, limit int) ([]call.LastingRoom, error) {
	return s.readRooms(ctx, "WHERE check_at <= $1 ORDER BY check_at LIMIT $2", by.UnixMilli(), limit)
}

// DropRoom implements call.RoomStore.
func (s *Store) DropRoom(ctx context.Context, id string, revision int64) error {
	return s.run(ctx, "drop room", "DELETE FROM whereby_rooms WHERE id = $1 AND revision = $2", id, revision)
}

// KnownRooms implements call.RoomStore.
func (s *Store) KnownRooms(ctx context.Context, meetingIDs []string) ([]string, error) {
	known, err := s.texts(ctx, `
		SELECT m FROM jsonb_array_elements_text($1::jsonb) m
		WHERE EXISTS (SELECT 1 FROM whereby_rooms WHERE meeting_id = m AND meeting_id <> '' OR jsonb_exists(old, m))
			OR EXISTS (SELECT 1 FROM whereby_warm_rooms WHERE meeting_id = m)`, asJSON{meetingIDs})
	return known, errors.Wrap(err, "known rooms")
}

func (s *Store) readRooms(ctx context.Context, clause string, args ...any) ([]call.LastingRoom, error) {
	rows, err := records[roomRow](ctx, s, "SELECT to_jsonb(r) FROM whereby_rooms r "+clause, args...)
	if err != nil {
		return nil, errors.Wrap(err, "read rooms")
	}
	rooms := make([]call.LastingRoom, 0, len(rows))
	for _, r := range rows {
		room := call.LastingRoom{
			ID: r.ID, ChannelID: r.ChannelID, Key: r.Key, Options: r.Options, Preferred: r.Preferred, MadeBy: r.MadeBy,
			Room:   call.Room{State: r.State, MeetingID: r.MeetingID, Name: r.Name, URL: r.URL, Lasting: true},
			MadeAt: unixms.Time(r.MadeAt), EndsAt: unixms.Time(r.EndsAt), SeenAt: unixms.Time(r.SeenAt),
			Pending: unixms.Time(r.Pending), PendingAt: unixms.Time(r.PendingAt), Old: r.Old,
			CheckAt: unixms.Time(r.CheckAt), Revision: r.Revision,
		}
		// As with calls, one that cannot be read can be asked for again.
		if secret, err := unseal(s.key(), r.HostURL, roomOf(r.ID)); err == nil {
			room.Room.HostURL = call.SecretURL(secret)
		}
		rooms = append(rooms, room)
	}
	return rooms, nil
}

func roomOf(id string) string { return id + "/room" }
