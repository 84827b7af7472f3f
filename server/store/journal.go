package store

import (
	"context"
	"time"

	"github.com/pkg/errors"

	"mattermost-plugin-whereby/server/call"
)

// webhookMark is when the last webhook came, as exactly as webhookMarkEvery has it.
const (
	webhookMark      = "webhook"
	webhookMarkEvery = 30 * time.Second
)

// forgottenAtOnce bounds how many rows of a table one Forget drops.
const forgottenAtOnce = 1000

// Note implements call.Journal. A webhook of any room counts as heard.
func (s *Store) Note(ctx context.Context, o call.Observation) (callID string, err error) {
	room := "room_name = $1::jsonb ->> 'RoomName' AND room_name <> ''" // as the index has it
	if o.MeetingID != "" {
		room = "meeting_id = $1::jsonb ->> 'MeetingID' AND meeting_id <> ''"
	}
	now := time.Now()
	ids, err := s.texts(ctx, `
		WITH heard AS (
			INSERT INTO whereby_marks (name, at)
			SELECT $3::varchar, $2::bigint WHERE NOT EXISTS (SELECT 1 FROM whereby_marks WHERE name = $3::varchar AND at > $4)
			ON CONFLICT (name) DO UPDATE SET at = GREATEST(whereby_marks.at, EXCLUDED.at)
		)
		INSERT INTO whereby_inbox (event_id, call_id, received_at, done, observation)
		SELECT $1::jsonb ->> 'ID', id, $2::bigint, false, $1::jsonb FROM whereby_calls
		WHERE `+room+` ORDER BY created_at DESC, id DESC LIMIT 1
		ON CONFLICT (event_id) DO NOTHING
		RETURNING call_id`,
		asJSON{o}, now.UnixMilli(), webhookMark, now.Add(-webhookMarkEvery).UnixMilli())
	if err != nil {
		return "", errors.Wrap(err, "note observation")
	}
	if len(ids) == 0 {
		return "", nil
	}
	return ids[0], nil
}

// Unread implements call.Journal, for the longest unread first.
func (s *Store) Unread(ctx context.Context, before time.Time, limit int) ([]call.Noted, error) {
	noted, err := records[call.Noted](ctx, s, `
		SELECT jsonb_build_object('CallID', call_id, 'Observation', observation) FROM whereby_inbox
		WHERE NOT done AND received_at < $1 ORDER BY received_at, event_id LIMIT $2`, before.UnixMilli(), limit)
	if err != nil {
		return nil, errors.Wrap(err, "list observations")
	}
	for i := range noted {
		o := &noted[i].Observation
		// As times are read from the other tables.
		for _, t := range []*time.Time{&o.At, &o.Who.JoinedAt, &o.Who.LeftAt, &o.File.ReadyAt} {
			*t = fromMillis(millis(*t))
		}
	}
	return noted, nil
}

// Unpublished implements call.Journal, in the order in which things happened.
// Of the events' calls only the ids are known here.
func (s *Store) Unpublished(ctx context.Context, before time.Time, limit int) ([]call.Event, error) {
	rows, err := records[eventRow](ctx, s, `
		SELECT to_jsonb(o) FROM whereby_outbox o
		WHERE NOT published AND created_at < $1 ORDER BY seq LIMIT $2`, before.UnixMilli(), limit)
	if err != nil {
		return nil, errors.Wrap(err, "list events")
	}
	var events []call.Event
	for _, r := range rows {
		events = append(events, call.Event{
			ID: r.ID, Kind: r.Kind, At: fromMillis(r.At), Call: call.Call{ID: r.CallID},
			Who: r.About.Who, FileID: r.About.FileID,
		})
	}
	return events, nil
}

// Published implements call.Journal.
func (s *Store) Published(ctx context.Context, eventIDs []string) error {
	if len(eventIDs) == 0 {
		return nil
	}
	return s.run(ctx, "mark events", `
		UPDATE whereby_outbox SET published = true
		WHERE id = ANY (ARRAY(SELECT jsonb_array_elements_text($1::jsonb))) AND NOT published`, asJSON{eventIDs})
}

// Forget implements call.Journal.
func (s *Store) Forget(ctx context.Context, before time.Time) error {
	return s.run(ctx, "forget", `
		WITH inbox AS (
			DELETE FROM whereby_inbox WHERE event_id IN (
				SELECT event_id FROM whereby_inbox WHERE done AND received_at < $1
				ORDER BY received_at LIMIT $2 FOR UPDATE SKIP LOCKED)
		)
		DELETE FROM whereby_outbox WHERE id IN (
			SELECT id FROM whereby_outbox WHERE published AND created_at < $1
			ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED)`, before.UnixMilli(), forgottenAtOnce)
}

// Heard implements call.Journal, up to half a minute behind.
func (s *Store) Heard(ctx context.Context) (time.Time, error) {
	return s.Marked(ctx, webhookMark)
}

// Mark remembers when something last happened.
func (s *Store) Mark(ctx context.Context, name string, at time.Time) error {
	return s.run(ctx, "mark "+name, `
		INSERT INTO whereby_marks (name, at) VALUES ($1, $2)
		ON CONFLICT (name) DO UPDATE SET at = EXCLUDED.at`, name, millis(at))
}

// Marked returns what Mark remembered, zero if nothing.
func (s *Store) Marked(ctx context.Context, name string) (time.Time, error) {
	list, err := records[int64](ctx, s, "SELECT to_jsonb(at) FROM whereby_marks WHERE name = $1", name)
	if err != nil || len(list) == 0 {
		return time.Time{}, errors.Wrap(err, "read mark "+name)
	}
	return fromMillis(list[0]), nil
}
