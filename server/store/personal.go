package store

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/pkg/errors"

	"mattermost-plugin-whereby/server/privacy"
)

// personal are the places where something is kept about person $1: what it is
// called in an export, a key to go on from, and the rest of a query on t.
// Nothing of it is secret to the person but what lets others in.
var personal = []struct{ name, key, doc, from string }{
	{
		"call", "t.id", `jsonb_build_object(
			'id', t.id, 'channel_id', t.channel_id, 'team_id', t.team_id, 'topic', t.options ->> 'topic', 'state', t.state,
			'started_it', t.host_id = $1, 'ended_it', t.ended_by = $1, 'speaker', COALESCE(t.options -> 'speakers' @> to_jsonb($1::text), false),
			'created_at', t.created_at, 'started_at', t.started_at, 'ended_at', t.ended_at)`,
		"whereby_calls t JOIN (" + personsCalls + ") own ON own.id = t.id",
	},
	{"stay", "t.call_id || '/' || t.participant_id || '/' || t.number", "to_jsonb(t)", "whereby_stays t WHERE t.user_id = $1"},
	{"ring", "t.call_id", "to_jsonb(t)", "whereby_rings t WHERE t.user_id = $1"},
	{"custom_status", "t.user_id", "to_jsonb(t) - 'holder'", "whereby_statuses t WHERE t.user_id = $1"},
	{"calendar_address", "t.user_id", "to_jsonb(t) - 'token_hash'", "whereby_feeds t WHERE t.user_id = $1"},
	{"planned_calls", "t.id", "to_jsonb(t)", "whereby_schedules t WHERE t.owner_id = $1 OR t." + isSpeaker},
	{"invite", "t.id", "to_jsonb(t) - 'token_hash' - 'browser'", "whereby_invites t WHERE t.made_by = $1"},
	{"room", "t.id", "jsonb_build_object('id', t.id, 'channel_id', t.channel_id, 'room_name', t.room_name, 'made_at', t.made_at)", "whereby_rooms t WHERE t.made_by = $1"},
	{"image", "t.id", "jsonb_build_object('id', t.id, 'kind', t.kind, 'made_at', t.made_at)", "whereby_images t WHERE t.made_by = $1"},
	{"report_of_whereby", "t.event_id", "to_jsonb(t)", "whereby_inbox t WHERE NOT t.done AND t.observation #>> '{Who,ExternalID}' LIKE $1 || '%'"},
	{"connection", "t.id", "jsonb_build_object('id', t.id, 'kind', t.kind, 'name', t.name, 'made_at', t.made_at)", "whereby_connections t WHERE t.made_by = $1"},
	{"delivery", "t.id", "to_jsonb(t)", "whereby_deliveries t WHERE " + tellsOf},
	{"event", "t.id", "to_jsonb(t)", "whereby_outbox t WHERE NOT (t.published AND t.told) AND t.about #>> '{Who,UserID}' = $1"},
}

// Personal implements privacy.Store.
func (s *Store) Personal(ctx context.Context, userID string, from privacy.Place, limit int) (page []privacy.Record, next privacy.Place, err error) {
	if from.Kind >= len(personal) {
		return nil, privacy.Place{}, nil
	}
	place := personal[from.Kind]
	rows, err := records[struct {
		Key string          `json:"key"`
		Doc json.RawMessage `json:"doc"`
	}](ctx, s, fmt.Sprintf(`
		SELECT jsonb_build_object('key', key, 'doc', doc) FROM (SELECT %s AS key, %s AS doc FROM %s) rows
		WHERE key COLLATE "C" > $2 ORDER BY key COLLATE "C" LIMIT $3`, place.key, place.doc, place.from), userID, from.After, limit)
	if err != nil {
		return nil, privacy.Place{}, errors.Wrapf(err, "read each %s of a person", place.name)
	}
	for _, r := range rows {
		page = append(page, privacy.Record{Kind: place.name, Data: r.Doc})
	}
	if len(rows) == limit {
		return page, privacy.Place{Kind: from.Kind, After: rows[limit-1].Key}, nil
	}
	next = privacy.Place{Kind: from.Kind + 1}
	if next.Kind == len(personal) {
		next = privacy.Place{}
	}
	return page, next, nil
}
