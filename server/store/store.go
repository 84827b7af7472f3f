// Package store remembers calls in Mattermost's own PostgreSQL.
package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/pkg/errors"

	"mattermost-plugin-whereby/server/call"
)

// Store implements call.Store.
type Store struct {
	db *sql.DB
	// key returns the key with which host links are encrypted at rest.
	key func() []byte
}

// New returns a store on a migrated database.
func New(db *sql.DB, key func() []byte) *Store {
	return &Store{db: db, key: key}
}

// columns are in the order of Store.values and Store.scan; the first nine
// never change after the insert.
var columns = []string{
	"id", "channel_id", "team_id", "root_id", "host_id", "place", "options", "created_at", "key",
	"state", "room_state", "meeting_id", "room_name", "room_url", "host_url",
	"post_id", "shown", "settled", "started_at", "ended_at", "expires_at",
}

const (
	fixedColumns = 9
	isRunning    = "state IN ('creating', 'open', 'live')"
)

// Reserve implements call.Store. That one call runs in a channel is the
// database's doing: the unique index over running calls' places.
func (s *Store) Reserve(ctx context.Context, c call.Call) error {
	values, err := s.values(c)
	if err != nil {
		return err
	}
	query := "INSERT INTO whereby_calls (" + strings.Join(columns, ", ") + ") SELECT " + placeholders(1, len(columns))
	if !c.Second {
		values = append(values, c.ChannelID)
		query += fmt.Sprintf(" WHERE NOT EXISTS (SELECT 1 FROM whereby_calls WHERE channel_id = $%d AND %s)", len(values), isRunning)
	}
	query += " ON CONFLICT (place) WHERE " + isRunning + " DO NOTHING"

	const tries = 3 // the call in the way may end before we have read it
	for range tries {
		inserted, err := s.exec(ctx, query, values...)
		if err != nil {
			return errors.Wrap(err, "reserve")
		}
		if inserted {
			return nil
		}
		running, err := s.Find(ctx, call.Query{ChannelID: c.ChannelID, Running: true, Limit: 1})
		if err != nil {
			return err
		}
		if len(running) == 1 {
			return &call.Error{Code: call.CodeRunning, Call: &running[0]}
		}
	}
	return errors.New("reserve: the channel's calls change too fast")
}

// Update implements call.Store.
func (s *Store) Update(ctx context.Context, c call.Call, from call.State) error {
	if c.State != from && !from.CanBecome(c.State) {
		return errors.Errorf("a call cannot go from %s to %s", from, c.State)
	}
	values, err := s.values(c)
	if err != nil {
		return err
	}
	changing := columns[fixedColumns:]
	assignments := make([]string, 0, len(changing))
	for i, column := range changing {
		assignments = append(assignments, fmt.Sprintf("%s = $%d", column, i+3))
	}
	args := append([]any{c.ID, string(from)}, values[fixedColumns:]...)
	changed, err := s.exec(ctx,
		"UPDATE whereby_calls SET "+strings.Join(assignments, ", ")+" WHERE id = $1 AND state = $2", args...)
	if err != nil {
		return errors.Wrap(err, "update call")
	}
	if !changed {
		return call.ErrStale
	}
	return nil
}

// Get implements call.Store.
func (s *Store) Get(ctx context.Context, id string) (call.Call, error) {
	calls, err := s.query(ctx, "WHERE id = $1", id)
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
	if q.ChannelID != "" {
		where("channel_id = ?", q.ChannelID)
	}
	if q.MeetingID != "" {
		where("meeting_id = ? AND meeting_id <> ''", q.MeetingID) // as the index has it
	}
	if q.Running {
		where(isRunning)
	}
	if q.Stuck != nil {
		where("NOT settled AND ((state = 'creating' AND created_at < ?) OR (state IN ('open', 'live') AND expires_at < ?))",
			q.Stuck.CreatedBefore.UnixMilli(), q.Stuck.ExpiredBefore.UnixMilli())
	}
	if q.Unsettled {
		where("NOT settled AND state NOT IN ('creating', 'open', 'live')")
	}
	if q.Before != nil {
		where("(created_at, id) < (?, ?)", q.Before.CreatedAt.UnixMilli(), q.Before.ID)
	}
	clause := ""
	if len(conditions) > 0 {
		clause = "WHERE " + strings.Join(conditions, " AND ")
	}
	clause += " ORDER BY created_at DESC, id DESC"
	if q.Limit > 0 {
		clause += fmt.Sprintf(" LIMIT %d", q.Limit)
	}
	return s.query(ctx, clause, args...)
}

func (s *Store) exec(ctx context.Context, query string, args ...any) (bool, error) {
	result, err := s.db.ExecContext(ctx, query, args...)
	if err != nil {
		return false, errors.WithStack(err)
	}
	n, err := result.RowsAffected()
	return n > 0, errors.WithStack(err)
}

func (s *Store) query(ctx context.Context, clause string, args ...any) ([]call.Call, error) {
	query := "SELECT " + strings.Join(columns, ", ") + " FROM whereby_calls " + clause //nolint:gosec // of our own words
	rows, err := s.db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, errors.Wrap(err, "find calls")
	}
	defer func() { _ = rows.Close() }()
	var calls []call.Call
	for rows.Next() {
		c, err := s.scan(rows)
		if err != nil {
			return nil, err
		}
		calls = append(calls, c)
	}
	return calls, errors.Wrap(rows.Err(), "read calls")
}

// values returns what columns names.
func (s *Store) values(c call.Call) ([]any, error) {
	options, err := json.Marshal(c.Options)
	if err != nil {
		return nil, errors.WithStack(err)
	}
	hostURL, err := seal(s.key(), c.Room.HostURL.Reveal(), c.ID)
	if err != nil {
		return nil, err
	}
	place := c.ChannelID
	if c.Second {
		place = c.ID
	}
	return []any{
		c.ID, c.ChannelID, c.TeamID, c.RootID, c.HostID, place, string(options), c.CreatedAt.UnixMilli(), c.Key,
		string(c.State), string(c.Room.State), c.Room.MeetingID, c.Room.Name, c.Room.URL, hostURL,
		c.PostID, string(c.Shown), c.Settled(), millis(c.StartedAt), millis(c.EndedAt), c.ExpiresAt.UnixMilli(),
	}, nil
}

func (s *Store) scan(row *sql.Rows) (call.Call, error) {
	var c call.Call
	var place, options, hostURL string
	var settled bool
	var created, started, ended, expires int64
	err := row.Scan(
		&c.ID, &c.ChannelID, &c.TeamID, &c.RootID, &c.HostID, &place, &options, &created, &c.Key,
		&c.State, &c.Room.State, &c.Room.MeetingID, &c.Room.Name, &c.Room.URL, &hostURL,
		&c.PostID, &c.Shown, &settled, &started, &ended, &expires)
	if err != nil {
		return c, errors.Wrap(err, "read call")
	}
	if err = json.Unmarshal([]byte(options), &c.Options); err != nil {
		return c, errors.Wrap(err, "read options")
	}
	// Sealed with a key that has been changed since: the link is as good as
	// unknown, and Whereby can be asked for it again.
	if secret, err := unseal(s.key(), hostURL, c.ID); err == nil {
		c.Room.HostURL = call.SecretURL(secret)
	}
	c.Second = place == c.ID
	c.CreatedAt, c.StartedAt = fromMillis(created), fromMillis(started)
	c.EndedAt, c.ExpiresAt = fromMillis(ended), fromMillis(expires)
	return c, nil
}

func placeholders(first, n int) string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf("$%d", first+i)
	}
	return strings.Join(list, ", ")
}

func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func fromMillis(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms)
}
