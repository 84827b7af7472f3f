package store

import (
	"context"
	"time"

	"github.com/pkg/errors"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/ring"
	"mattermost-plugin-whereby/server/unixms"
)

// webhookMark is when the last webhook came, as exactly as webhookMarkEvery has it.
const (
	webhookMark      = "webhook"
	webhookMarkEvery = 30 * time.Second
)

// noteSlack is how far Whereby's clock and ours may differ.
const noteSlack = 30 * time.Second

// forgottenAtOnce bounds how many rows of a table one Forget drops.
const forgottenAtOnce = 1000

// note finds the newest call of each observation's room. In a channel's
// lasting room that is the one that was running at that moment; without one,
// the channel stands for it. The rows go in in the order of their ids, so that
// two nodes do not lock each other out.
const note = `
	WITH heard AS (
		INSERT INTO whereby_marks (name, at)
		SELECT $3::varchar, $2::bigint WHERE NOT EXISTS (SELECT 1 FROM whereby_marks WHERE name = $3::varchar AND at > $4)
		ON CONFLICT (name) DO UPDATE SET at = GREATEST(whereby_marks.at, EXCLUDED.at)
	), found AS (
		SELECT o, COALESCE(CASE WHEN o ->> 'MeetingID' <> '' THEN (
			SELECT id FROM whereby_calls WHERE meeting_id = o ->> 'MeetingID' AND meeting_id <> '' -- as the index has it
				AND (NOT lasting OR ended_at = 0 OR ended_at >= at OR o ->> 'Kind' = 'file')
			ORDER BY lasting AND created_at > at + $5::bigint, created_at DESC, id DESC LIMIT 1
		) ELSE (
			SELECT id FROM whereby_calls WHERE room_name = o ->> 'RoomName' AND room_name <> ''
				AND (NOT lasting OR ended_at = 0 OR ended_at >= at OR o ->> 'Kind' = 'file')
			ORDER BY lasting AND created_at > at + $5::bigint, created_at DESC, id DESC LIMIT 1
		) END, (
			SELECT id FROM whereby_rooms
			WHERE meeting_id <> '' AND (meeting_id = o ->> 'MeetingID' OR o ->> 'MeetingID' = '' AND room_name = o ->> 'RoomName')
		)) AS call_id
		FROM jsonb_array_elements($1::jsonb) o, LATERAL (SELECT (extract(epoch FROM (o ->> 'At')::timestamptz) * 1000)::bigint AS at) moment
	), noted AS (
		INSERT INTO whereby_inbox (event_id, call_id, received_at, done, observation)
		SELECT o ->> 'ID', call_id, $2::bigint, false, o FROM found WHERE call_id IS NOT NULL ORDER BY 1
		ON CONFLICT (event_id) DO NOTHING
		RETURNING event_id, call_id
	)
	SELECT COALESCE(json_object_agg(event_id, call_id), '{}') FROM noted`

// Note implements call.Journal. A webhook of any room counts as heard.
func (s *Store) Note(ctx context.Context, observations []call.Observation) (callIDs map[string]string, err error) {
	now := time.Now()
	err = s.value(ctx, &callIDs, note, asJSON{observations}, now.UnixMilli(), webhookMark, now.Add(-webhookMarkEvery).UnixMilli(),
		noteSlack.Milliseconds())
	return callIDs, errors.Wrap(err, "note observations")
}

// Dismiss implements call.Journal.
func (s *Store) Dismiss(ctx context.Context, observationIDs []string) error {
	return s.run(ctx, "dismiss observations",
		"UPDATE whereby_inbox SET done = true, observation = '{}' WHERE event_id = ANY (ARRAY(SELECT jsonb_array_elements_text($1::jsonb)))", asJSON{observationIDs})
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
			*t = unixms.Time(unixms.Of(*t))
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
		events = append(events, r.event())
	}
	return events, nil
}

// event returns what the row tells of; of its call only the id is known.
func (r eventRow) event() call.Event {
	return call.Event{
		ID: r.ID, Kind: r.Kind, At: unixms.Time(r.At), Call: call.Call{ID: r.CallID},
		Who: r.About.Who, FileID: r.About.FileID,
	}
}

// aboutNobody is what is kept of an event that everybody has been told of.
const aboutNobody = "about #- '{Who,UserID}' #- '{Who,Name}'"

// Published implements call.Journal.
func (s *Store) Published(ctx context.Context, eventIDs []string) error {
	if len(eventIDs) == 0 {
		return nil
	}
	return s.run(ctx, "mark events", `
		UPDATE whereby_outbox SET published = true, about = CASE WHEN told THEN `+aboutNobody+` ELSE about END
		WHERE id = ANY (ARRAY(SELECT jsonb_array_elements_text($1::jsonb))) AND NOT published`, asJSON{eventIDs})
}

// Forget implements call.Journal.
func (s *Store) Forget(ctx context.Context, before time.Time) error {
	return s.run(ctx, "forget", `
		WITH inbox AS (
			DELETE FROM whereby_inbox WHERE event_id IN (
				SELECT event_id FROM whereby_inbox WHERE done AND received_at < $1
				ORDER BY received_at LIMIT $2 FOR UPDATE SKIP LOCKED)
		), rings AS (
			DELETE FROM whereby_rings WHERE (call_id, user_id) IN (
				SELECT call_id, user_id FROM whereby_rings WHERE at < $3
				ORDER BY at LIMIT $2 FOR UPDATE SKIP LOCKED)
		)
		DELETE FROM whereby_outbox WHERE id IN (
			SELECT id FROM whereby_outbox WHERE published AND told AND created_at < $1
			ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED)`,
		before.UnixMilli(), forgottenAtOnce, before.Add(-ring.Remembered).UnixMilli())
}

// Heard implements call.Journal, up to half a minute behind.
func (s *Store) Heard(ctx context.Context) (time.Time, error) {
	return s.Marked(ctx, webhookMark)
}

// Mark remembers when something last happened.
func (s *Store) Mark(ctx context.Context, name string, at time.Time) error {
	return s.run(ctx, "mark "+name, `
		INSERT INTO whereby_marks (name, at) VALUES ($1, $2)
		ON CONFLICT (name) DO UPDATE SET at = EXCLUDED.at`, name, unixms.Of(at))
}

// MarkOnce remembers when something happened unless that is remembered
// already, and returns what is.
func (s *Store) MarkOnce(ctx context.Context, name string, at time.Time) (time.Time, error) {
	var ms int64
	err := s.value(ctx, &ms, `
		INSERT INTO whereby_marks AS m (name, at) VALUES ($1, $2)
		ON CONFLICT (name) DO UPDATE SET at = m.at
		RETURNING to_jsonb(at)`, name, unixms.Of(at))
	return unixms.Time(ms), errors.Wrap(err, "mark "+name)
}

// Claim moves a mark that is older, or not there, to a later time. Of many who
// try at once one is told that he has done so.
func (s *Store) Claim(ctx context.Context, name string, at, older time.Time) (claimed bool, err error) {
	changed, err := s.changes(ctx, `
		INSERT INTO whereby_marks AS m (name, at) VALUES ($1, $2)
		ON CONFLICT (name) DO UPDATE SET at = EXCLUDED.at WHERE m.at < $3`, name, unixms.Of(at), unixms.Of(older))
	return changed, errors.Wrap(err, "claim "+name)
}

// Marks returns those of the named marks that there are.
func (s *Store) Marks(ctx context.Context, names ...string) (map[string]time.Time, error) {
	var found map[string]int64
	err := s.value(ctx, &found, `
		SELECT COALESCE(json_object_agg(name, at), '{}') FROM whereby_marks
		WHERE name = ANY (ARRAY(SELECT jsonb_array_elements_text($1::jsonb)))`, asJSON{names})
	marks := make(map[string]time.Time, len(found))
	for name, ms := range found {
		marks[name] = unixms.Time(ms)
	}
	return marks, errors.Wrap(err, "read marks")
}

// Marked returns what Mark remembered, zero if nothing.
func (s *Store) Marked(ctx context.Context, name string) (time.Time, error) {
	list, err := records[int64](ctx, s, "SELECT to_jsonb(at) FROM whereby_marks WHERE name = $1", name)
	if err != nil || len(list) == 0 {
		return time.Time{}, errors.Wrap(err, "read mark "+name)
	}
	return unixms.Time(list[0]), nil
}
