// Package history fills the plugin's tables with calls of the past, as many as
// a large organization has had in years: the same ones for the same seed. For
// tests, benchmarks, and to look at (cmd/history).
package history

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"github.com/lib/pq"
	"github.com/pkg/errors"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/unixms"
)

// History says what to make up.
type History struct {
	Seed  uint64
	Calls int
	// Until is when the newest call was; the oldest was Years before.
	Until time.Time
	World World
	// Steady is a channel with about SteadyCalls of the calls, however many all
	// are; without an id there is none.
	Steady      Channel
	SteadyCalls int

	clock clock
}

// hostURL is as long as a sealed host link.
const hostURL = "oYRYsw8tWgQnArPVq4UXM1jz8QtIkeXGHx7lphlVRUDo4I7WWFFz9GWcQrWO6uOuYa8z+02jU9eTyn7T72cWXuvLbvsokjRkHjdqUEzUV6ojI1dnVNoCLRFPoHgl6HT2gFbDKW5JTLggWtUalahGa8oDnbeNSikEz7Ttzpdm2u6NHOxrxuU3Y35U6CkXv/blwCQeuCcQE7qpw3WkzHAisgb/Eocv2qdH+YD0di+G/DZ7IJCK1t2Vpu4tbZ14VzEA8AuzzEtk/tARBiKQizzquBZINT7U/5yuX2VNFM9EsHMZrrriBa5EvB3b4ap"

// Write adds the calls, with who was in them and their recordings, to the
// tables of a migrated database. Indexes stay; statistics and visibility are
// brought up to date, as autovacuum would in time: while it looks at one table
// itself, the rows of the others cannot become visible to all.
func (h *History) Write(ctx context.Context, db *sql.DB) (err error) {
	h.clock = newClock(h.Until)
	autovacuum := func(set string) error {
		for _, table := range []string{"whereby_calls", "whereby_stays", "whereby_files"} {
			if _, err := db.ExecContext(ctx, "ALTER TABLE "+table+" "+set); err != nil {
				return errors.Wrap(err, "autovacuum")
			}
		}
		return nil
	}
	if err = autovacuum("SET (autovacuum_enabled = off)"); err != nil {
		return err
	}
	defer func() { err = cmp.Or(err, autovacuum("RESET (autovacuum_enabled)")) }()
	for _, write := range []func(context.Context, *sql.DB) error{h.writeCalls, h.writeStays, h.writeFiles} {
		if err = write(ctx, db); err != nil {
			return err
		}
	}
	_, err = db.ExecContext(ctx, "VACUUM (ANALYZE) whereby_calls, whereby_stays, whereby_files")
	return errors.Wrap(err, "vacuum")
}

func (h *History) writeCalls(ctx context.Context, db *sql.DB) error {
	columns := []string{
		"id", "channel_id", "team_id", "root_id", "host_id", "options", "key", "state", "place", "room_state", "meeting_id", "room_name", "room_url",
		"host_url", "post_id", "shown", "created_at", "started_at", "ended_at", "expires_at", "revision", "end_reason",
		"people", "guests", "person_ms", "times", "recorded",
	}
	return h.copy(ctx, db, "whereby_calls", columns, func(c call.Call, add func(...any) error) error {
		options, err := json.Marshal(c.Options)
		if err != nil {
			return err
		}
		tally, milliseconds := c.Tally(), map[string]int64{}
		for userID, t := range tally.Times {
			milliseconds[userID] = t.Milliseconds()
		}
		times, err := json.Marshal(milliseconds)
		if err != nil {
			return err
		}
		return add(c.ID, c.ChannelID, c.TeamID, "", c.HostID, string(options), c.Key, string(c.State), c.ChannelID, string(c.Room.State),
			c.Room.MeetingID, c.Room.Name, c.Room.URL, hostURL, c.PostID, c.Shown,
			unixms.Of(c.CreatedAt), unixms.Of(c.StartedAt), unixms.Of(c.EndedAt), unixms.Of(c.ExpiresAt), 9, string(c.EndReason),
			tally.People, tally.Guests, tally.Time.Milliseconds(), string(times), tally.Recorded)
	})
}

func (h *History) writeStays(ctx context.Context, db *sql.DB) error {
	columns := []string{"call_id", "participant_id", "number", "user_id", "name", "role", "bot", "joined_at", "left_at"}
	return h.copy(ctx, db, "whereby_stays", columns, func(c call.Call, add func(...any) error) error {
		for _, s := range c.Stays {
			err := add(c.ID, s.ParticipantID, s.Number, s.UserID, s.Name, s.Role, s.Bot, unixms.Of(s.JoinedAt), unixms.Of(s.LeftAt))
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func (h *History) writeFiles(ctx context.Context, db *sql.DB) error {
	columns := []string{"call_id", "id", "kind", "name", "ready_at", "elsewhere"}
	return h.copy(ctx, db, "whereby_files", columns, func(c call.Call, add func(...any) error) error {
		for _, f := range c.Files {
			if err := add(c.ID, f.ID, string(f.Kind), f.Name, unixms.Of(f.ReadyAt), f.Elsewhere); err != nil {
				return err
			}
		}
		return nil
	})
}

// copy sends what is added for each call to a table.
func (h *History) copy(
	ctx context.Context, db *sql.DB, table string, columns []string, rows func(c call.Call, add func(...any) error) error,
) (err error) {
	defer func() { err = errors.Wrap(err, "write "+table) }()
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	statement, err := tx.PrepareContext(ctx, pq.CopyIn(table, columns...))
	if err != nil {
		return err
	}
	add := func(values ...any) error {
		_, err := statement.ExecContext(ctx, values...)
		return err
	}
	for number := range h.Calls {
		if err = rows(h.call(number), add); err != nil {
			return err
		}
	}
	if _, err = statement.ExecContext(ctx); err != nil {
		return err
	}
	if err = statement.Close(); err != nil {
		return err
	}
	return tx.Commit()
}
