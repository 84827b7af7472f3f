package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/pkg/errors"

	"mattermost-plugin-whereby/server/invite"
	"mattermost-plugin-whereby/server/unixms"
)

// inviteRow is a row of whereby_invites.
type inviteRow struct {
	ID        string `json:"id"`
	CallID    string `json:"call_id"`
	TokenHash string `json:"token_hash,omitempty"`
	Name      string `json:"name"`
	MadeBy    string `json:"made_by"`
	MadeAt    int64  `json:"made_at"`
	ExpiresAt int64  `json:"expires_at"`
	RevokedAt int64  `json:"revoked_at"`
	UsedAt    int64  `json:"used_at"`
	Browser   string `json:"browser"`
}

const inviteColumns = "id, call_id, token_hash, name, made_by, made_at, expires_at, revoked_at, used_at, browser"

// AddInvite implements invite.Store.
func (s *Store) AddInvite(ctx context.Context, i invite.Invite, tokenHash string) error {
	return s.run(ctx, "add an invite", `
		INSERT INTO whereby_invites (`+inviteColumns+`)
		SELECT `+inviteColumns+` FROM jsonb_populate_record(NULL::whereby_invites, $1::jsonb)`,
		asJSON{inviteRow{
			ID: i.ID, CallID: i.CallID, TokenHash: tokenHash, Name: i.Name, MadeBy: i.MadeBy,
			MadeAt: unixms.Of(i.MadeAt), ExpiresAt: unixms.Of(i.ExpiresAt), RevokedAt: unixms.Of(i.RevokedAt), UsedAt: unixms.Of(i.UsedAt), Browser: i.Browser,
		}})
}

// DropInvite implements invite.Store.
func (s *Store) DropInvite(ctx context.Context, id string) error {
	return s.run(ctx, "drop an invite", "DELETE FROM whereby_invites WHERE id = $1", id)
}

// FindInvites implements invite.Store.
func (s *Store) FindInvites(ctx context.Context, q invite.Query) ([]invite.Invite, error) {
	conditions := []string{"true"}
	var args []any
	where := func(condition string, value any) {
		args = append(args, value)
		conditions = append(conditions, strings.Replace(condition, "?", fmt.Sprintf("$%d", len(args)), 1))
	}
	if q.ID != "" {
		where("id = ?", q.ID)
	}
	if q.CallID != "" {
		where("call_id = ?", q.CallID)
	}
	if q.TokenHash != "" {
		where("token_hash = ?", q.TokenHash)
	}
	if !q.LiveAt.IsZero() {
		where("revoked_at = 0 AND expires_at > ?", q.LiveAt.UnixMilli())
	}
	rows, err := records[inviteRow](ctx, s, `
		SELECT to_jsonb(i) - 'token_hash' FROM whereby_invites i
		WHERE `+strings.Join(conditions, " AND ")+` ORDER BY made_at DESC, id`, args...)
	if err != nil {
		return nil, errors.Wrap(err, "find invites")
	}
	found := make([]invite.Invite, len(rows))
	for i, r := range rows {
		found[i] = invite.Invite{
			ID: r.ID, CallID: r.CallID, Name: r.Name, MadeBy: r.MadeBy, MadeAt: unixms.Time(r.MadeAt),
			ExpiresAt: unixms.Time(r.ExpiresAt), RevokedAt: unixms.Time(r.RevokedAt), UsedAt: unixms.Time(r.UsedAt), Browser: r.Browser,
		}
	}
	return found, nil
}

// InviteLoad implements invite.Store.
func (s *Store) InviteLoad(ctx context.Context, userID string, since time.Time, callID string, now time.Time) (invite.Load, error) {
	var counted struct {
		Made   int   `json:"made"`
		Oldest int64 `json:"oldest"`
		Live   int   `json:"live"`
	}
	err := s.value(ctx, &counted, `
		SELECT json_build_object('made', count(*), 'oldest', COALESCE(min(made_at), 0), 'live', (
			SELECT count(*) FROM whereby_invites WHERE call_id = $3 AND revoked_at = 0 AND expires_at > $4))
		FROM whereby_invites WHERE made_by = $1 AND made_at > $2`,
		userID, since.UnixMilli(), callID, now.UnixMilli())
	return invite.Load{Made: counted.Made, Oldest: unixms.Time(counted.Oldest), Live: counted.Live}, errors.Wrap(err, "count invites")
}

// RevokeInvite implements invite.Store.
func (s *Store) RevokeInvite(ctx context.Context, id string, at time.Time) error {
	return s.run(ctx, "revoke an invite", `
		UPDATE whereby_invites SET revoked_at = $2 WHERE id = $1 AND revoked_at = 0`, id, at.UnixMilli())
}

// ClaimInvite implements invite.Store.
func (s *Store) ClaimInvite(ctx context.Context, id, browser string, at time.Time) (claimed bool, err error) {
	changed, err := s.changes(ctx, `
		UPDATE whereby_invites SET browser = $2, used_at = CASE WHEN used_at = 0 THEN $3 ELSE used_at END
		WHERE id = $1 AND browser IN ('', $2) AND revoked_at = 0 AND expires_at > $3`, id, browser, at.UnixMilli())
	return changed, errors.Wrap(err, "claim an invite")
}

// ForgetInvites drops invites that were over before that time: expired, revoked
// or those of a call that had ended. It drops some of them at a time.
func (s *Store) ForgetInvites(ctx context.Context, before time.Time) error {
	return s.run(ctx, "forget invites", `
		DELETE FROM whereby_invites WHERE id IN (
			SELECT i.id FROM whereby_invites i LEFT JOIN whereby_calls c ON c.id = i.call_id
			WHERE i.expires_at < $1 OR i.revoked_at BETWEEN 1 AND $1 - 1 OR c.ended_at BETWEEN 1 AND $1 - 1
			LIMIT $2 FOR UPDATE OF i SKIP LOCKED)`, before.UnixMilli(), forgottenAtOnce)
}
