package store

import (
	"context"
	"encoding/json"
	"time"

	"github.com/pkg/errors"

	"mattermost-plugin-whereby/server/notify"
	"mattermost-plugin-whereby/server/unixms"
)

// connectionRow is a row of whereby_connections.
type connectionRow struct {
	ID          string       `json:"id"`
	Kind        notify.Kind  `json:"kind"`
	Name        string       `json:"name"`
	Enabled     bool         `json:"enabled"`
	Account     string       `json:"account"`
	Sealed      string       `json:"sealed"`
	Rules       notify.Rules `json:"rules"`
	MadeBy      string       `json:"made_by"`
	MadeAt      int64        `json:"made_at"`
	Off         notify.Off   `json:"off"`
	Failures    int          `json:"failures"`
	PausedUntil int64        `json:"paused_until"`
}

// sealedParts are what of a connection is secret.
type sealedParts struct {
	URL     string
	Signing string
	Key     string
}

// Connections implements notify.Connections, the oldest first. Those whose
// secrets were sealed with another key have none, and are not active.
func (s *Store) Connections(ctx context.Context) ([]notify.Connection, error) {
	rows, err := records[connectionRow](ctx, s, "SELECT to_jsonb(c) FROM whereby_connections c ORDER BY made_at, id")
	if err != nil {
		return nil, errors.Wrap(err, "list connections")
	}
	list := make([]notify.Connection, 0, len(rows))
	for _, r := range rows {
		c := notify.Connection{
			ID: r.ID, Kind: r.Kind, Name: r.Name, Enabled: r.Enabled, Account: r.Account, Rules: r.Rules, MadeBy: r.MadeBy, MadeAt: unixms.Time(r.MadeAt),
			Off: r.Off, Failures: r.Failures, PausedUntil: unixms.Time(r.PausedUntil),
		}
		var parts sealedParts
		opened, err := unseal(s.key(), r.Sealed, r.ID)
		if err == nil {
			err = json.Unmarshal([]byte(opened), &parts)
		}
		if err != nil {
			c.Off = notify.Unreadable
		}
		c.URL, c.Secret, c.Key = parts.URL, parts.Signing, parts.Key
		list = append(list, c)
	}
	return list, nil
}

// SaveConnection implements notify.Connections.
func (s *Store) SaveConnection(ctx context.Context, c notify.Connection) error {
	parts, err := json.Marshal(sealedParts{URL: c.URL, Signing: c.Secret, Key: c.Key})
	if err != nil {
		return errors.Wrap(err, "write the connection's secrets")
	}
	sealed, err := seal(s.key(), string(parts), c.ID)
	if err != nil {
		return errors.Wrap(err, "seal the connection's secrets")
	}
	return s.run(ctx, "save a connection", `
		INSERT INTO whereby_connections (id, kind, name, enabled, account, sealed, rules, made_by, made_at, off, failures, paused_until)
		SELECT id, kind, name, enabled, account, sealed, rules, made_by, made_at, off, failures, paused_until
		FROM jsonb_populate_record(NULL::whereby_connections, $1::jsonb)
		ON CONFLICT (id) DO UPDATE SET
			(kind, name, enabled, account, sealed, rules, off, failures, paused_until)
			= (EXCLUDED.kind, EXCLUDED.name, EXCLUDED.enabled, EXCLUDED.account, EXCLUDED.sealed, EXCLUDED.rules, EXCLUDED.off, EXCLUDED.failures, EXCLUDED.paused_until)`,
		asJSON{connectionRow{
			ID: c.ID, Kind: c.Kind, Name: c.Name, Enabled: c.Enabled, Account: c.Account, Sealed: sealed, Rules: c.Rules, MadeBy: c.MadeBy, MadeAt: unixms.Of(c.MadeAt),
			Off: c.Off, Failures: c.Failures, PausedUntil: unixms.Of(c.PausedUntil),
		}})
}

// DropConnection implements notify.Connections.
func (s *Store) DropConnection(ctx context.Context, id string) (found bool, err error) {
	changed, err := s.changes(ctx, `
		WITH gone AS (DELETE FROM whereby_deliveries WHERE connection_id = $1)
		DELETE FROM whereby_connections WHERE id = $1`, id)
	return changed, errors.Wrap(err, "drop a connection")
}

// isActive is notify.Connection.Active in SQL.
const isActive = "c.enabled AND c.off = ''"

// Due implements notify.Deliveries.
func (s *Store) Due(ctx context.Context, now time.Time) (connectionIDs []string, err error) {
	connectionIDs, err = records[string](ctx, s, `
		SELECT to_jsonb(c.id) FROM whereby_connections c
		WHERE `+isActive+` AND c.paused_until <= $1 AND EXISTS (
			SELECT 1 FROM whereby_deliveries d
			WHERE d.connection_id = c.id AND d.state = 'pending' AND d.next_at <= $1 AND d.busy_until <= $1)`, unixms.Of(now))
	return connectionIDs, errors.Wrap(err, "list connections that are due")
}
