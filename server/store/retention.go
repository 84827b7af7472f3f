package store

import (
	"context"
	"time"

	"github.com/pkg/errors"

	"mattermost-plugin-whereby/server/unixms"
)

// dropCalls takes calls that nobody is at, with all that belongs to them. A
// call whose room still has to be removed stays.
const dropCalls = `
	WITH old AS (
		SELECT id FROM whereby_calls
		WHERE nameless = ANY ('{false,true}') AND ended_at > 0 AND ended_at < $1 -- as the index has it
			AND NOT ` + isRunning + ` AND busy_until <= $2 AND (lasting OR room_state NOT IN ('requested', 'made'))
		LIMIT $3 FOR UPDATE SKIP LOCKED
	), stays AS (
		DELETE FROM whereby_stays s USING old WHERE s.call_id = old.id
	), files AS (
		DELETE FROM whereby_files f USING old WHERE f.call_id = old.id
	), rings AS (
		DELETE FROM whereby_rings r USING old WHERE r.call_id = old.id
	), invites AS (
		DELETE FROM whereby_invites i USING old WHERE i.call_id = old.id
	), minutes AS (
		DELETE FROM whereby_minutes m USING old WHERE m.call_id = old.id
	), dropped AS (
		DELETE FROM whereby_calls c USING old WHERE c.id = old.id RETURNING 1
	)
	SELECT to_jsonb(count(*)) FROM dropped`

// DropCalls implements privacy.Store.
func (s *Store) DropCalls(ctx context.Context, endedBefore, now time.Time, limit int) (dropped int, err error) {
	err = s.value(ctx, &dropped, dropCalls, unixms.Of(endedBefore), unixms.Of(now), limit)
	return dropped, errors.Wrap(err, "drop calls")
}

// DropTraces implements privacy.Store: of calls that are gone no events are
// left, and of planned calls that are over, none that ended before that time.
// What is remembered under a lasting room's id stays until it is a call's.
func (s *Store) DropTraces(ctx context.Context, before time.Time) error {
	return s.run(ctx, "drop traces of calls", `
		WITH inbox AS (
			DELETE FROM whereby_inbox i WHERE done
				AND NOT EXISTS (SELECT 1 FROM whereby_calls c WHERE c.id = i.call_id)
				AND NOT EXISTS (SELECT 1 FROM whereby_rooms r WHERE r.id = i.call_id)
		), schedules AS (
			DELETE FROM whereby_schedules WHERE state IN ('past', 'cancelled') AND check_at = 0 AND changed_at < $1 AND start_at < $1
		)
		DELETE FROM whereby_outbox o WHERE NOT EXISTS (SELECT 1 FROM whereby_calls c WHERE c.id = o.call_id)`, unixms.Of(before))
}

// NamedCalls implements privacy.Store.
func (s *Store) NamedCalls(ctx context.Context, limit int) (ids []string, err error) {
	ids, err = records[string](ctx, s, `
		SELECT to_jsonb(id) FROM whereby_calls
		WHERE NOT nameless AND ended_at > 0 AND NOT `+isRunning+` AND repair_at = 0 AND check_at = 0 AND busy_until = 0
		ORDER BY ended_at LIMIT $1`, limit)
	return ids, errors.Wrap(err, "find calls with names")
}

// Unname implements privacy.Store.
func (s *Store) Unname(ctx context.Context, callIDs []string) error {
	return s.run(ctx, "forget who was asked", `
		WITH ids AS (
			SELECT id FROM jsonb_array_elements_text($1::jsonb) id
		), rings AS (
			DELETE FROM whereby_rings r USING ids WHERE r.call_id = ids.id
		)
		UPDATE whereby_invites i SET name = '' FROM ids WHERE i.call_id = ids.id AND i.name <> ''`, asJSON{callIDs})
}
