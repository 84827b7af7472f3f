package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pkg/errors"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/unixms"
)

// moving saves the calls that nobody has changed since. What belongs to them
// goes with them: of belongings come those that there are.
var moving = fmt.Sprintf(`
	WITH moved AS (
		UPDATE whereby_calls c SET (%s, revision) = (%s, c.revision + 1)
		FROM jsonb_populate_recordset(NULL::whereby_calls, $1::jsonb) n
		WHERE c.id = n.id AND c.revision = n.revision
		RETURNING c.id
	)`, strings.Join(changingColumns(), ", "), "n."+strings.Join(changingColumns(), ", n."))

// The belongings. The events get their numbers in the order in which they come.
const (
	movingStays = `, stays AS (
		INSERT INTO whereby_stays (call_id, participant_id, number, user_id, name, role, bot, joined_at, left_at)
		SELECT n.call_id, n.participant_id, n.number, n.user_id, n.name, n.role, n.bot, n.joined_at, n.left_at
		FROM jsonb_populate_recordset(NULL::whereby_stays, $%d::jsonb) n JOIN moved ON moved.id = n.call_id
		ON CONFLICT (call_id, participant_id, number) DO UPDATE SET
			user_id = EXCLUDED.user_id, name = EXCLUDED.name, role = EXCLUDED.role, bot = EXCLUDED.bot,
			joined_at = EXCLUDED.joined_at, left_at = EXCLUDED.left_at
	)`
	movingFiles = `, files AS (
		INSERT INTO whereby_files (call_id, id, kind, name, ready_at, elsewhere)
		SELECT n.call_id, n.id, n.kind, n.name, n.ready_at, n.elsewhere
		FROM jsonb_populate_recordset(NULL::whereby_files, $%d::jsonb) n JOIN moved ON moved.id = n.call_id
		ON CONFLICT (call_id, id) DO UPDATE SET
			kind = EXCLUDED.kind, name = EXCLUDED.name, ready_at = EXCLUDED.ready_at, elsewhere = EXCLUDED.elsewhere
	)`
	movingSeen = `, seen AS (
		UPDATE whereby_inbox i SET done = true, observation = '{}'
		FROM jsonb_populate_recordset(NULL::whereby_inbox, $%d::jsonb) n JOIN moved ON moved.id = n.call_id
		WHERE i.event_id = n.event_id AND NOT i.done
	)`
	movingEvents = `, events AS (
		INSERT INTO whereby_outbox (id, call_id, kind, at, created_at, published, about)
		SELECT n.id, n.call_id, n.kind, n.at, n.created_at, false, n.about
		FROM jsonb_populate_recordset(NULL::whereby_outbox, $%d::jsonb) WITH ORDINALITY n JOIN moved ON moved.id = n.call_id
		ORDER BY n.ordinality
	)`
)

// seenRow names a row of whereby_inbox.
type seenRow struct {
	CallID  string `json:"call_id"`
	EventID string `json:"event_id"`
}

// eventRow is a row of whereby_outbox.
type eventRow struct {
	ID        string         `json:"id"`
	Seq       int64          `json:"seq"` // as read; the database counts
	CallID    string         `json:"call_id"`
	Kind      call.EventKind `json:"kind"`
	At        int64          `json:"at"`
	CreatedAt int64          `json:"created_at"`
	About     about          `json:"about"`
}

type about struct {
	Who    call.Visitor
	FileID string
}

// Save implements call.Store, for all changes in one statement.
func (s *Store) Save(ctx context.Context, changes ...call.Change) (stale []string, err error) {
	now := unixms.Of(time.Now())
	var ids []string
	var rows []row
	var stays []stayRow
	var files []fileRow
	var seen []seenRow
	var events []eventRow
	for _, change := range changes {
		id := change.Call.ID
		if slices.Contains(ids, id) {
			return nil, errors.Errorf("two changes of call %s at once", id)
		}
		ids = append(ids, id)
		r, err := s.rowOf(change.Call)
		if err != nil {
			return nil, err
		}
		rows = append(rows, r)
		for _, stay := range change.Stays {
			stays = append(stays, stayRow{
				CallID: id, ParticipantID: stay.ParticipantID, Number: stay.Number,
				UserID: stay.UserID, Name: stay.Name, Role: stay.Role, Bot: stay.Bot,
				JoinedAt: unixms.Of(stay.JoinedAt), LeftAt: unixms.Of(stay.LeftAt),
			})
		}
		for _, file := range change.Files {
			files = append(files, fileRow{
				CallID: id, ID: file.ID, Kind: file.Kind, Name: file.Name,
				ReadyAt: unixms.Of(file.ReadyAt), Elsewhere: file.Elsewhere,
			})
		}
		for _, eventID := range change.Seen {
			seen = append(seen, seenRow{CallID: id, EventID: eventID})
		}
		for _, event := range change.Events {
			events = append(events, eventRow{
				ID: event.ID, CallID: id, Kind: event.Kind, At: unixms.Of(event.At), CreatedAt: now,
				About: about{Who: event.Who, FileID: event.FileID},
			})
		}
	}
	if len(changes) == 0 {
		return nil, nil
	}
	// Savers that meet then wait for each other instead of locking each other out.
	slices.SortFunc(rows, func(a, b row) int { return strings.Compare(a.ID, b.ID) })
	// What there is nothing of costs the database's planner as much as what there is.
	statement, args := moving, []any{asJSON{rows}}
	with := func(belongings string, count int, rows any) {
		if count > 0 {
			args = append(args, asJSON{rows})
			statement += fmt.Sprintf(belongings, len(args))
		}
	}
	with(movingStays, len(stays), stays)
	with(movingFiles, len(files), files)
	with(movingSeen, len(seen), seen)
	with(movingEvents, len(events), events)
	if len(ids) == 1 { // which takes one round trip to Mattermost's process
		moved, err := s.changes(ctx, statement+" SELECT id FROM moved", args...)
		if err != nil || moved {
			return nil, errors.Wrap(err, "save a call")
		}
		return ids, nil
	}
	var moved []string
	if err = s.value(ctx, &moved, statement+" SELECT COALESCE(json_agg(id), '[]') FROM moved", args...); err != nil {
		return nil, errors.Wrap(err, "save calls")
	}
	return slices.DeleteFunc(ids, func(id string) bool { return slices.Contains(moved, id) }), nil
}
