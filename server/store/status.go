package store

import (
	"context"
	"encoding/json"
	"time"

	"github.com/pkg/errors"

	"github.com/mattermost/mattermost/server/public/model"

	"mattermost-plugin-whereby/server/presence"
	"mattermost-plugin-whereby/server/unixms"
)

// insideNow are the stays s of the calls c that go on, as call.Call has it:
// nobody has counted the room empty since, and the participant has not come anew.
const insideNow = `
	s.user_id <> '' AND s.left_at = 0 AND NOT s.bot AND c.` + isRunning + `
	AND (c.counted_at = 0 OR c.inside > 0 OR s.joined_at >= c.counted_at)
	AND NOT EXISTS (
		SELECT 1 FROM whereby_stays later
		WHERE later.call_id = s.call_id AND later.participant_id = s.participant_id AND later.number > s.number)`

const inside = `whereby_stays s JOIN whereby_calls c ON c.id = s.call_id WHERE` + insideNow

// statusRow is a row of whereby_statuses.
type statusRow struct {
	UserID  string               `json:"user_id"`
	State   presence.State       `json:"state"`
	Ours    []model.CustomStatus `json:"ours"`
	Earlier *model.CustomStatus  `json:"earlier"`
	RenewAt int64                `json:"renew_at"`
	Holder  string               `json:"holder"`
}

// claimStatus gives the row to whoever has it already, and to anybody when
// nobody has. Who does not get it leaves a mark for the holder.
const claimStatus = `
	WITH claimed AS (
		INSERT INTO whereby_statuses AS t (user_id, state, ours, earlier, renew_at, holder, busy_until, again)
		SELECT $1::varchar, '', '[]', NULL, 0, $2::varchar, $4::bigint, false
		WHERE EXISTS (SELECT 1 FROM whereby_statuses WHERE user_id = $1) OR EXISTS (SELECT 1 FROM ` + inside + ` AND s.user_id = $1)
		ON CONFLICT (user_id) DO UPDATE SET
			holder = CASE WHEN t.holder = $2 OR t.busy_until <= $3 THEN $2 ELSE t.holder END,
			busy_until = CASE WHEN t.holder = $2 OR t.busy_until <= $3 THEN $4 ELSE t.busy_until END,
			again = NOT (t.holder = $2 OR t.busy_until <= $3)
		RETURNING t.*
	)
	SELECT COALESCE(json_agg(to_jsonb(claimed)), '[]') FROM claimed`

// ClaimStatus implements presence.Store.
func (s *Store) ClaimStatus(ctx context.Context, userID, holder string, now, until time.Time) (*presence.Record, error) {
	var rows []statusRow
	if err := s.value(ctx, &rows, claimStatus, userID, holder, unixms.Of(now), unixms.Of(until)); err != nil {
		return nil, errors.Wrap(err, "claim a status")
	}
	if len(rows) == 0 || rows[0].Holder != holder {
		return nil, nil
	}
	r := rows[0]
	return &presence.Record{UserID: r.UserID, State: r.State, Ours: r.Ours, Earlier: r.Earlier, RenewAt: unixms.Time(r.RenewAt)}, nil
}

// KeepStatus implements presence.Store.
func (s *Store) KeepStatus(ctx context.Context, holder string, r presence.Record) (kept bool, err error) {
	changed, err := s.changes(ctx, `
		UPDATE whereby_statuses t SET (state, ours, earlier, renew_at) = (n.state, n.ours, n.earlier, n.renew_at)
		FROM jsonb_populate_record(NULL::whereby_statuses, $1::jsonb) n
		WHERE t.user_id = n.user_id AND t.holder = $2`, asJSON{statusRowOf(r)}, holder)
	return changed, errors.Wrap(err, "keep a status")
}

// ReleaseStatus implements presence.Store.
func (s *Store) ReleaseStatus(ctx context.Context, holder string, r presence.Record) (released bool, err error) {
	var changed bool
	if r.State == presence.None {
		changed, err = s.changes(ctx, `
			DELETE FROM whereby_statuses WHERE user_id = $1 AND holder = $2 AND NOT again`, r.UserID, holder)
	} else {
		changed, err = s.changes(ctx, `
			UPDATE whereby_statuses t SET (state, ours, earlier, renew_at, holder, busy_until) = (n.state, n.ours, n.earlier, n.renew_at, '', 0)
			FROM jsonb_populate_record(NULL::whereby_statuses, $1::jsonb) n
			WHERE t.user_id = n.user_id AND t.holder = $2 AND NOT t.again`, asJSON{statusRowOf(r)}, holder)
	}
	return changed, errors.Wrap(err, "release a status")
}

// Look implements presence.Store. The status stands as JSON text in a prop of
// Mattermost's own table of users; see model.User.SetCustomStatus.
func (s *Store) Look(ctx context.Context, userID string) (in bool, shown *model.CustomStatus, err error) {
	var found struct {
		Inside bool   `json:"inside"`
		Status string `json:"status"`
	}
	err = s.value(ctx, &found, `
		SELECT json_build_object(
			'inside', EXISTS (SELECT 1 FROM `+inside+` AND s.user_id = $1),
			'status', (SELECT props ->> '`+model.UserPropsKeyCustomStatus+`' FROM users WHERE id = $1))`, userID)
	if err == nil && found.Status != "" {
		err = json.Unmarshal([]byte(found.Status), &shown)
	}
	return found.Inside, shown, errors.Wrap(err, "look at a person")
}

// DueStatuses implements presence.Store. A claim that has run out is that of a
// holder who has failed.
func (s *Store) DueStatuses(ctx context.Context, now time.Time, limit int) (userIDs []string, err error) {
	userIDs, err = records[string](ctx, s, `
		WITH inside AS MATERIALIZED (SELECT DISTINCT s.user_id FROM `+inside+`)
		SELECT to_jsonb(user_id) FROM (
			SELECT user_id FROM inside WHERE NOT EXISTS (SELECT 1 FROM whereby_statuses t WHERE t.user_id = inside.user_id)
			UNION ALL
			SELECT t.user_id FROM whereby_statuses t
			WHERE t.busy_until <= $1 AND (
				t.busy_until > 0 OR t.state IN ('', 'setting', 'restoring') OR t.renew_at BETWEEN 1 AND $1
				OR NOT EXISTS (SELECT 1 FROM inside WHERE inside.user_id = t.user_id))
		) due LIMIT $2`, unixms.Of(now), limit)
	return userIDs, errors.Wrap(err, "list statuses")
}

func statusRowOf(r presence.Record) statusRow {
	if r.Ours == nil {
		r.Ours = []model.CustomStatus{}
	}
	return statusRow{UserID: r.UserID, State: r.State, Ours: r.Ours, Earlier: r.Earlier, RenewAt: unixms.Of(r.RenewAt)}
}
