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

// warmRow is a row of whereby_warm_rooms. Its times are in milliseconds since 1970.
type warmRow struct {
	ID        string `json:"id"`
	Recipe    string `json:"recipe"`
	Prefix    string `json:"prefix"`
	MeetingID string `json:"meeting_id"`
	Name      string `json:"room_name"`
	URL       string `json:"room_url"`
	HostURL   string `json:"host_url"` // sealed
	MadeAt    int64  `json:"made_at"`
	OldAt     int64  `json:"old_at"`
	EndsAt    int64  `json:"ends_at"`
}

// warmOf names the place of a warm room's host link.
func warmOf(id string) string { return id + "/warm" }

func (s *Store) warmRoomOf(r warmRow) call.WarmRoom {
	w := call.WarmRoom{
		ID: r.ID, Recipe: r.Recipe, Prefix: r.Prefix, MadeAt: unixms.Time(r.MadeAt), OldAt: unixms.Time(r.OldAt), EndsAt: unixms.Time(r.EndsAt),
		Room: call.Room{MeetingID: r.MeetingID, Name: r.Name, URL: r.URL},
	}
	if r.MeetingID == "" {
		return w
	}
	w.Room.State = call.RoomMade
	// As with calls, one that cannot be read can be asked for again.
	if secret, err := unseal(s.key(), r.HostURL, warmOf(r.ID)); err == nil {
		w.Room.HostURL = call.SecretURL(secret)
	}
	return w
}

// reserveWarm adds a call, with any warm room that suits it. Its second parameter
// is the channel that has to be free, empty for none; the rest describe the room.
// It is taken from the pool only if the call is added.
var reserveWarm = fmt.Sprintf(`
	WITH warm AS (
		SELECT id, recipe, prefix, meeting_id, room_name, room_url, host_url, made_at, old_at, ends_at FROM whereby_warm_rooms
		WHERE recipe = $3 AND meeting_id <> '' AND old_at > $4 AND ends_at >= $5
		ORDER BY old_at LIMIT 1 FOR UPDATE SKIP LOCKED
	), added AS (
		INSERT INTO whereby_calls (%[1]s)
		SELECT %[1]s FROM jsonb_populate_record(NULL::whereby_calls, $1::jsonb || COALESCE((
			SELECT jsonb_build_object('room_state', 'made', 'meeting_id', meeting_id, 'room_name', room_name, 'room_url', room_url) FROM warm), '{}'))
		WHERE NOT EXISTS (SELECT 1 FROM whereby_calls WHERE channel_id = $2 AND %[2]s)
		ON CONFLICT DO NOTHING
		RETURNING id
	), taken AS (
		DELETE FROM whereby_warm_rooms w USING warm, added WHERE w.id = warm.id
	)
	SELECT COALESCE(json_agg(COALESCE((SELECT to_jsonb(warm) FROM warm), '{}')), '[]') FROM added`,
	strings.Join(append(fixedColumns(), changingColumns()...), ", "), isRunning)

// reserveIn adds a call whose room, if it has one, is known: nothing has to be
// read, and the count of rows tells whether it was added.
const reserveIn = "SELECT WHERE whereby_reserve_16($1, $2, $3, $4)"

// mustBeFree is the channel in which no call may run, empty for none.
func mustBeFree(c call.Call) string {
	if c.Second {
		return ""
	}
	return c.ChannelID
}

// ReserveIn implements call.Store.
func (s *Store) ReserveIn(ctx context.Context, c call.Call, warmID string) (reserved bool, err error) {
	r, err := s.rowOf(c)
	if err != nil {
		return false, err
	}
	reserved, err = s.changes(ctx, reserveIn, asJSON{r}, mustBeFree(c), warmID, r.CreatedAt)
	return reserved, errors.Wrap(err, "reserve")
}

// AddWarm implements pool.Store.
func (s *Store) AddWarm(ctx context.Context, r call.WarmRoom, most int) (added bool, err error) {
	changed, err := s.changes(ctx, `
		INSERT INTO whereby_warm_rooms
		SELECT * FROM jsonb_populate_record(NULL::whereby_warm_rooms, $1::jsonb) n
		WHERE (SELECT count(*) FROM whereby_warm_rooms w WHERE w.recipe = n.recipe) < $2`, asJSON{warmRow{
		ID: r.ID, Recipe: r.Recipe, Prefix: r.Prefix, MadeAt: unixms.Of(r.MadeAt), OldAt: unixms.Of(r.OldAt), EndsAt: unixms.Of(r.EndsAt),
	}}, most)
	return changed, errors.Wrap(err, "add a warm room")
}

// MadeWarm implements pool.Store.
func (s *Store) MadeWarm(ctx context.Context, id string, room call.Room) (noted bool, err error) {
	hostURL, err := seal(s.key(), room.HostURL.Reveal(), warmOf(id))
	if err != nil {
		return false, err
	}
	changed, err := s.changes(ctx, `
		UPDATE whereby_warm_rooms SET meeting_id = $2, room_name = $3, room_url = $4, host_url = $5
		WHERE id = $1 AND recipe <> ''`, id, room.MeetingID, room.Name, room.URL, hostURL)
	return changed, errors.Wrap(err, "note a warm room")
}

// RetireWarm implements pool.Store.
func (s *Store) RetireWarm(ctx context.Context, recipe string, now time.Time) ([]call.WarmRoom, error) {
	var rows []warmRow
	err := s.value(ctx, &rows, `
		WITH retired AS (
			UPDATE whereby_warm_rooms SET recipe = ''
			WHERE recipe = '' OR recipe <> $1 OR old_at <= $2 OR meeting_id = '' AND made_at <= $3
			RETURNING *
		)
		SELECT COALESCE(json_agg(retired), '[]') FROM retired`, recipe, unixms.Of(now), unixms.Of(now.Add(-call.WarmLease)))
	if err != nil {
		return nil, errors.Wrap(err, "retire warm rooms")
	}
	rooms := make([]call.WarmRoom, 0, len(rows))
	for _, r := range rows {
		rooms = append(rooms, s.warmRoomOf(r))
	}
	return rooms, nil
}

// DropWarm implements pool.Store.
func (s *Store) DropWarm(ctx context.Context, id string) error {
	return s.run(ctx, "drop a warm room", "DELETE FROM whereby_warm_rooms WHERE id = $1", id)
}

// MakingWarm implements pool.Store.
func (s *Store) MakingWarm(ctx context.Context) ([]time.Time, error) {
	rows, err := records[warmRow](ctx, s, "SELECT to_jsonb(r) FROM whereby_warm_rooms r WHERE meeting_id = ''")
	if err != nil {
		return nil, errors.Wrap(err, "read warm rooms")
	}
	ends := make([]time.Time, 0, len(rows))
	for _, r := range rows {
		ends = append(ends, unixms.Time(r.EndsAt))
	}
	return ends, nil
}
