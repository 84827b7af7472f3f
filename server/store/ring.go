package store

import (
	"context"
	"time"

	"github.com/pkg/errors"

	"mattermost-plugin-whereby/server/ring"
	"mattermost-plugin-whereby/server/unixms"
)

// Ring implements ring.Store.
func (s *Store) Ring(ctx context.Context, callID string, userIDs []string, at time.Time) (rung []string, err error) {
	err = s.value(ctx, &rung, `
		WITH rung AS (
			INSERT INTO whereby_rings (call_id, user_id, at, answer)
			SELECT $1, id, $2::bigint, '' FROM jsonb_array_elements_text($3::jsonb) id ORDER BY id
			ON CONFLICT DO NOTHING
			RETURNING user_id
		)
		SELECT COALESCE(json_agg(user_id), '[]') FROM rung`, callID, at.UnixMilli(), asJSON{userIDs})
	return rung, errors.Wrap(err, "ring")
}

// Answer implements ring.Store.
func (s *Store) Answer(ctx context.Context, callID, userID string, answer ring.Answer, now time.Time) (at time.Time, err error) {
	var ms int64
	err = s.value(ctx, &ms, `
		WITH rung AS (
			SELECT at FROM whereby_rings WHERE call_id = $1 AND user_id = $2 AND answer = ''
		), answered AS (
			INSERT INTO whereby_rings AS r (call_id, user_id, at, answer) VALUES ($1, $2, $4::bigint, $3)
			ON CONFLICT (call_id, user_id) DO UPDATE SET answer = EXCLUDED.answer WHERE r.answer = ''
			RETURNING 1
		)
		SELECT COALESCE((SELECT at FROM rung WHERE EXISTS (SELECT 1 FROM answered)), 0)`,
		callID, userID, string(answer), now.UnixMilli())
	return unixms.Time(ms), errors.Wrap(err, "answer ring")
}

// Unanswered implements ring.Store.
func (s *Store) Unanswered(ctx context.Context, userID string, since time.Time, limit int) ([]ring.Rung, error) {
	rows, err := records[struct {
		CallID string `json:"call_id"`
		At     int64  `json:"at"`
	}](ctx, s, `
		SELECT to_jsonb(r) FROM whereby_rings r
		WHERE user_id = $1 AND answer = '' AND at >= $2 ORDER BY at DESC LIMIT $3`, userID, since.UnixMilli(), limit)
	if err != nil {
		return nil, errors.Wrap(err, "list rings")
	}
	list := make([]ring.Rung, len(rows))
	for i, r := range rows {
		list[i] = ring.Rung{CallID: r.CallID, At: unixms.Time(r.At)}
	}
	return list, nil
}
