package store

import (
	"context"
	"time"

	"github.com/pkg/errors"
)

// MinutesPost implements minutes.Store.
func (s *Store) MinutesPost(ctx context.Context, callID, fileID string) (postID string, err error) {
	found, err := s.texts(ctx, "SELECT post_id FROM whereby_minutes WHERE call_id = $1 AND file_id = $2", callID, fileID)
	if err != nil || len(found) == 0 {
		return "", errors.Wrap(err, "look for minutes")
	}
	return found[0], nil
}

// ClaimMinutes implements minutes.Store.
func (s *Store) ClaimMinutes(ctx context.Context, callID, fileID, gone string, now, until time.Time) (claimed bool, err error) {
	changed, err := s.changes(ctx, `
		INSERT INTO whereby_minutes AS m (call_id, file_id, post_id, busy_until) VALUES ($1, $2, '', $3)
		ON CONFLICT (call_id, file_id) DO UPDATE SET post_id = '', busy_until = EXCLUDED.busy_until
		WHERE m.busy_until <= $4 AND m.post_id = $5`, callID, fileID, until.UnixMilli(), now.UnixMilli(), gone)
	return changed, errors.Wrap(err, "claim minutes")
}

// SaveMinutes implements minutes.Store.
func (s *Store) SaveMinutes(ctx context.Context, callID, fileID, postID string) error {
	return s.run(ctx, "save minutes", `
		UPDATE whereby_minutes SET post_id = $3, busy_until = 0 WHERE call_id = $1 AND file_id = $2`, callID, fileID, postID)
}
