// Package store remembers calls in Mattermost's own PostgreSQL.
//
// Only reports begin transactions: a plugin that is killed inside one leaves it open,
// with its locks, in Mattermost's own pool of connections. What must happen
// whole is one statement, however many tables it writes to.
package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/pkg/errors"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/unixms"
)

// Store implements call.Store and call.Journal.
type Store struct {
	db *sql.DB
	// key returns the key with which host links are encrypted at rest.
	key func() []byte
}

// New returns a store on a migrated database.
func New(db *sql.DB, key func() []byte) *Store {
	return &Store{db: db, key: key}
}

const isRunning = "state IN ('creating', 'open', 'live')"

// ReserveWarm implements call.Store. That one call runs in a channel, and that a
// planned call is started once, is the database's doing: the unique indexes
// over running calls' places and over planned calls.
func (s *Store) ReserveWarm(ctx context.Context, c call.Call, recipe string) (call.Room, error) {
	r, err := s.rowOf(c)
	if err != nil {
		return call.Room{}, err
	}
	const tries = 3 // the call in the way may end before we have read it
	for range tries {
		if room, added, err := s.add(ctx, r, mustBeFree(c), recipe); err != nil || added {
			return room, errors.Wrap(err, "reserve")
		}
		if !c.Planned.IsZero() {
			before, err := s.Find(ctx, call.Query{ScheduleID: c.ScheduleID, Planned: c.Planned, Limit: 1})
			if err != nil {
				return call.Room{}, err
			}
			if len(before) == 1 {
				return call.Room{}, &call.Error{Code: call.CodeRunning, Call: &before[0]}
			}
		}
		running, err := s.Find(ctx, call.Query{ChannelID: c.ChannelID, Running: true})
		if err != nil {
			return call.Room{}, err
		}
		if len(running) > 0 {
			inTheWay := max(0, slices.IndexFunc(running, func(r call.Call) bool { // the newest, but of a full room that in it
				return c.Room.Lasting && r.Room.MeetingID == c.Room.MeetingID
			}))
			return call.Room{}, &call.Error{Code: call.CodeRunning, Call: &running[inTheWay]}
		}
	}
	return call.Room{}, errors.New("reserve: the channel's calls change too fast")
}

// add tries once to add a call, with a warm room of a recipe unless that is empty.
func (s *Store) add(ctx context.Context, r row, mustBeFree, recipe string) (room call.Room, added bool, err error) {
	if recipe == "" {
		added, err = s.changes(ctx, reserveIn, asJSON{r}, mustBeFree, "", r.CreatedAt)
		return room, added, err
	}
	var warm []warmRow // of the call that was added, without an id when it came without a room
	err = s.value(ctx, &warm, reserveWarm, asJSON{r}, mustBeFree, recipe, r.CreatedAt, r.ExpiresAt)
	if err != nil || len(warm) == 0 {
		return room, false, err
	}
	return s.warmRoomOf(warm[0]).Room, true, nil
}

// Get implements call.Store.
func (s *Store) Get(ctx context.Context, id string) (call.Call, error) {
	calls, err := s.read(ctx, "WHERE c.id = $1", id)
	if err != nil {
		return call.Call{}, err
	}
	if len(calls) == 0 {
		return call.Call{}, &call.Error{Code: call.CodeNotFound}
	}
	return calls[0], nil
}

// Find implements call.Store.
func (s *Store) Find(ctx context.Context, q call.Query) ([]call.Call, error) {
	var conditions []string
	var args []any
	where := func(condition string, values ...any) {
		for _, value := range values {
			args = append(args, value)
			condition = strings.Replace(condition, "?", fmt.Sprintf("$%d", len(args)), 1)
		}
		conditions = append(conditions, condition)
	}
	order := "c.created_at DESC, c.id DESC"
	if q.IDs != nil {
		where("c.id = ANY (ARRAY(SELECT jsonb_array_elements_text(?::jsonb)))", asJSON{q.IDs})
	}
	if q.ChannelID != "" {
		where("c.channel_id = ?", q.ChannelID)
	}
	if q.MeetingIDs != nil { // not empty, as the index has it
		where("c.meeting_id = ANY (ARRAY(SELECT jsonb_array_elements_text(?::jsonb))) AND c.meeting_id <> ''", asJSON{q.MeetingIDs})
	}
	if !q.Planned.IsZero() {
		where("c.schedule_id = ? AND c.planned = ? AND c.state <> 'failed'", q.ScheduleID, unixms.Of(q.Planned))
	}
	if q.Running {
		where("c." + isRunning)
	}
	if q.Over {
		where("c.state IN ('ended', 'missed')")
	}
	if !q.Due.IsZero() {
		where("c.check_at > 0 AND c.check_at <= ?", q.Due.UnixMilli())
		order = "c.check_at, c.id"
	}
	if q.Before != nil {
		where("(c.created_at, c.id) < (?, ?)", q.Before.CreatedAt.UnixMilli(), q.Before.ID)
	}
	clause := ""
	if len(conditions) > 0 {
		clause = "WHERE " + strings.Join(conditions, " AND ")
	}
	clause += " ORDER BY " + order
	if q.Limit > 0 {
		clause += fmt.Sprintf(" LIMIT %d", q.Limit)
	}
	return s.read(ctx, clause, args...)
}
