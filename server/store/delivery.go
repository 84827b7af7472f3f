package store

import (
	"context"
	"encoding/json"
	"time"

	"github.com/pkg/errors"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/notify"
	"mattermost-plugin-whereby/server/unixms"
)

// deliveryRow is a row of whereby_deliveries.
type deliveryRow struct {
	ID           string          `json:"id"`
	EventID      string          `json:"event_id"`
	Seq          int64           `json:"seq"`
	CallID       string          `json:"call_id"`
	ConnectionID string          `json:"connection_id"`
	Kind         call.EventKind  `json:"kind"`
	Payload      json.RawMessage `json:"payload"`
	State        notify.State    `json:"state"`
	Tries        int             `json:"tries"`
	NextAt       int64           `json:"next_at"`
	BusyUntil    int64           `json:"busy_until"`
	Status       int             `json:"status"`
	Reason       notify.Reason   `json:"reason"`
	Error        string          `json:"error"`
	CreatedAt    int64           `json:"created_at"`
	DoneAt       int64           `json:"done_at"`
}

func deliveryRows(list []notify.Delivery) []deliveryRow {
	rows := make([]deliveryRow, 0, len(list))
	for _, d := range list {
		rows = append(rows, deliveryRow{
			ID: d.ID, EventID: d.EventID, Seq: d.Seq, CallID: d.CallID, ConnectionID: d.ConnectionID, Kind: d.Kind, Payload: d.Payload,
			State: d.State, Tries: d.Tries, NextAt: unixms.Of(d.NextAt), Status: d.Status, Reason: d.Reason, Error: d.Error,
			CreatedAt: unixms.Of(d.CreatedAt), DoneAt: unixms.Of(d.DoneAt),
		})
	}
	return rows
}

func deliveries(rows []deliveryRow) []notify.Delivery {
	list := make([]notify.Delivery, 0, len(rows))
	for _, r := range rows {
		list = append(list, notify.Delivery{
			ID: r.ID, EventID: r.EventID, Seq: r.Seq, CallID: r.CallID, ConnectionID: r.ConnectionID, Kind: r.Kind, Payload: r.Payload,
			State: r.State, Tries: r.Tries, NextAt: unixms.Time(r.NextAt), Status: r.Status, Reason: r.Reason, Error: r.Error,
			CreatedAt: unixms.Time(r.CreatedAt), DoneAt: unixms.Time(r.DoneAt),
		})
	}
	return list
}

// Untold implements notify.Deliveries.
func (s *Store) Untold(ctx context.Context, limit int) ([]notify.Noted, error) {
	rows, err := records[eventRow](ctx, s, "SELECT to_jsonb(o) FROM whereby_outbox o WHERE NOT told ORDER BY seq LIMIT $1", limit)
	if err != nil {
		return nil, errors.Wrap(err, "list untold events")
	}
	var noted []notify.Noted
	for _, r := range rows {
		noted = append(noted, notify.Noted{Seq: r.Seq, Event: r.event()})
	}
	return noted, nil
}

// Tell implements notify.Deliveries.
func (s *Store) Tell(ctx context.Context, list []notify.Delivery, eventIDs []string) error {
	return s.run(ctx, "tell events", `
		WITH added AS (
			INSERT INTO whereby_deliveries (id, event_id, seq, call_id, connection_id, kind, payload, state, tries,
				next_at, busy_until, status, reason, error, created_at, done_at)
			SELECT n.id, n.event_id, n.seq, n.call_id, n.connection_id, n.kind, n.payload, n.state, n.tries,
				n.next_at, n.busy_until, n.status, n.reason, n.error, n.created_at, n.done_at
			FROM jsonb_populate_recordset(NULL::whereby_deliveries, $1::jsonb) n
			WHERE EXISTS (SELECT 1 FROM whereby_connections c WHERE c.id = n.connection_id)
			ORDER BY n.event_id, n.connection_id
			ON CONFLICT (event_id, connection_id) DO NOTHING
		)
		UPDATE whereby_outbox SET told = true, about = CASE WHEN published THEN `+aboutNobody+` ELSE about END
		WHERE id = ANY (ARRAY(SELECT jsonb_array_elements_text($2::jsonb))) AND NOT told`, asJSON{deliveryRows(list)}, asJSON{eventIDs})
}

// TellNobody implements notify.Deliveries.
func (s *Store) TellNobody(ctx context.Context) error {
	return s.run(ctx, "tell nobody", `
		UPDATE whereby_outbox SET told = true, about = CASE WHEN published THEN `+aboutNobody+` ELSE about END
		WHERE NOT told AND NOT EXISTS (SELECT 1 FROM whereby_connections)`)
}

// claimDeliveries takes of each call only the first that is pending, so that a
// call's events arrive in their order. OFFSET 0 has the earlier ones looked up
// for each row: joined, as PostgreSQL would while it takes them for few, all
// that is pending is read for each.
const claimDeliveries = `
	WITH claimed AS (
		UPDATE whereby_deliveries SET busy_until = $3 WHERE id IN (
			SELECT d.id FROM whereby_deliveries d
			WHERE d.connection_id = $1 AND d.state = 'pending' AND d.next_at <= $2 AND d.busy_until <= $2
				AND EXISTS (SELECT 1 FROM whereby_connections c WHERE c.id = $1 AND ` + isActive + ` AND c.paused_until <= $2)
				AND NOT EXISTS (
					SELECT 1 FROM whereby_deliveries earlier
					WHERE earlier.connection_id = d.connection_id AND earlier.call_id = d.call_id AND earlier.seq < d.seq AND earlier.state = 'pending'
					OFFSET 0)
				AND NOT EXISTS (
					SELECT 1 FROM whereby_outbox o WHERE o.call_id = d.call_id AND o.seq < d.seq AND NOT o.told)
			ORDER BY d.seq LIMIT $4 FOR UPDATE OF d SKIP LOCKED)
		RETURNING *
	)
	SELECT COALESCE(json_agg(to_jsonb(claimed) ORDER BY seq), '[]') FROM claimed`

// ClaimDeliveries implements notify.Deliveries.
func (s *Store) ClaimDeliveries(ctx context.Context, connectionID string, now, until time.Time, limit int) ([]notify.Delivery, error) {
	var rows []deliveryRow
	err := s.value(ctx, &rows, claimDeliveries, connectionID, unixms.Of(now), unixms.Of(until), limit)
	return deliveries(rows), errors.Wrap(err, "claim deliveries")
}

// Settle implements notify.Deliveries. What waits for a connection that is
// switched off is dropped. What was delivered is not kept: it may name people.
func (s *Store) Settle(ctx context.Context, c notify.Connection, list []notify.Delivery) error {
	return s.run(ctx, "settle deliveries", `
		WITH fares AS (
			UPDATE whereby_connections SET failures = $2, paused_until = $3, off = CASE WHEN off = '' THEN $4 ELSE off END
			WHERE id = $1 AND (failures, paused_until, off) <> ($2, $3, $4)
		), dropped AS (
			UPDATE whereby_deliveries SET state = 'dropped', done_at = $6
			WHERE connection_id = $1 AND state = 'pending' AND $4 <> ''
				AND id NOT IN (SELECT id FROM jsonb_populate_recordset(NULL::whereby_deliveries, $5::jsonb))
		)
		UPDATE whereby_deliveries d SET (state, tries, next_at, busy_until, status, reason, error, done_at, payload)
			= (n.state, n.tries, n.next_at, 0, n.status, n.reason, n.error, n.done_at, CASE WHEN n.state = 'done' THEN '{}' ELSE d.payload END)
		FROM jsonb_populate_recordset(NULL::whereby_deliveries, $5::jsonb) n
		WHERE d.id = n.id AND d.state = 'pending'`,
		c.ID, c.Failures, unixms.Of(c.PausedUntil), string(c.Off), asJSON{deliveryRows(list)}, unixms.Of(time.Now()))
}

// Expire implements notify.Deliveries. What nobody could try, because the
// plugin was away, still has its try.
func (s *Store) Expire(ctx context.Context, now, before time.Time) (connectionIDs []string, err error) {
	err = s.value(ctx, &connectionIDs, `
		WITH expired AS (
			UPDATE whereby_deliveries d SET state = CASE WHEN `+isActive+` THEN 'dead' ELSE 'dropped' END, done_at = $1
			FROM whereby_connections c
			WHERE c.id = d.connection_id AND d.state = 'pending' AND d.created_at < $2 AND d.busy_until <= $1
				AND (d.tries > 0 OR c.failures > 0 OR NOT (`+isActive+`))
			RETURNING d.connection_id, d.state
		)
		SELECT COALESCE(json_agg(DISTINCT connection_id), '[]') FROM expired WHERE state = 'dead'`, unixms.Of(now), unixms.Of(before))
	return connectionIDs, errors.Wrap(err, "give up deliveries")
}

// ForgetDeliveries implements notify.Deliveries.
func (s *Store) ForgetDeliveries(ctx context.Context, before time.Time) error {
	return s.run(ctx, "forget deliveries", `
		DELETE FROM whereby_deliveries WHERE id IN (
			SELECT id FROM whereby_deliveries WHERE created_at < $1 AND state <> 'pending'
			ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED)`, unixms.Of(before), forgottenAtOnce)
}

// FindDeliveries implements notify.Deliveries.
func (s *Store) FindDeliveries(ctx context.Context, q notify.Query) ([]notify.Delivery, error) {
	rows, err := records[deliveryRow](ctx, s, `
		SELECT to_jsonb(d) FROM whereby_deliveries d
		WHERE ($1::varchar = '' OR d.connection_id = $1) AND ($2::varchar = '' OR d.state = $2)
			AND ($3::varchar = '' OR (d.created_at, d.id) < (SELECT created_at, id FROM whereby_deliveries WHERE id = $3))
		ORDER BY d.created_at DESC, d.id DESC LIMIT $4`, q.ConnectionID, string(q.State), q.Before, q.Limit)
	return deliveries(rows), errors.Wrap(err, "list deliveries")
}

// Retry implements notify.Deliveries. What tells nothing any more is not found.
func (s *Store) Retry(ctx context.Context, id string, now time.Time) (found bool, err error) {
	changed, err := s.changes(ctx, `
		WITH again AS (
			UPDATE whereby_deliveries SET state = 'pending', next_at = $2, done_at = 0, created_at = CASE WHEN state = 'pending' THEN created_at ELSE $2 END
			WHERE id = $1 AND state <> 'done' AND payload <> '{}' RETURNING connection_id, id
		), unpaused AS (
			UPDATE whereby_connections SET paused_until = 0 WHERE id IN (SELECT connection_id FROM again)
		)
		SELECT id FROM again`, id, unixms.Of(now))
	return changed, errors.Wrap(err, "retry a delivery")
}
