package store

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/pkg/errors"

	"mattermost-plugin-whereby/server/privacy"
	"mattermost-plugin-whereby/server/unixms"
)

// isSpeaker is true of rows with options in which person $1 is a speaker.
const isSpeaker = "options -> 'speakers' @> to_jsonb($1::text)"

// personsCalls are the ids of the calls that have to do with person $1.
const personsCalls = `
	SELECT call_id AS id FROM whereby_stays WHERE user_id = $1
	UNION SELECT id FROM whereby_calls WHERE host_id = $1 OR ended_by = $1 OR ` + isSpeaker

// withoutPerson are options without person $1, whom pattern $2 finds by name; $3 stands in his place.
const withoutPerson = `options || jsonb_strip_nulls(jsonb_build_object(
	'topic', regexp_replace(options ->> 'topic', $2, $3, 'g'),
	'judged_word', regexp_replace(options ->> 'judged_word', $2, $3, 'g'),
	'judged_reason', regexp_replace(options ->> 'judged_reason', $2, $3, 'g'),
	'speakers', (options -> 'speakers') - $1::text,
	'notify', CASE WHEN jsonb_exists(options, 'notify') THEN (
		SELECT COALESCE(jsonb_agg(n), '[]') FROM jsonb_array_elements_text(options -> 'notify') n WHERE n !~ ('^' || $2 || '$')) END))`

// pattern finds names where they are words of their own.
func pattern(names []string) string {
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = regexp.QuoteMeta(name)
	}
	return `(?<![\w-])(?:` + strings.Join(quoted, "|") + `)(?![\w-]|\.\w)`
}

// namedRoom is true of calls whose room, which nobody needs any more, has a
// person's name from its topic; $5 finds it.
const namedRoom = "(NOT lasting AND room_name ~ $5)"

// slugs finds names as rooms' names have them.
func slugs(names []string) string {
	slugged := make([]string, len(names))
	for i, name := range names {
		slugged[i] = regexp.QuoteMeta(strings.Trim(notInSlugs.ReplaceAllString(strings.ToLower(name), "-"), "-"))
	}
	slugged = slices.DeleteFunc(slugged, func(slug string) bool { return slug == "" })
	return `(?<![a-z0-9])(?:` + strings.Join(slugged, "|") + `)(?![a-z0-9])`
}

var notInSlugs = regexp.MustCompile(`[^a-z0-9]+`)

// Traces implements privacy.Store.
func (s *Store) Traces(ctx context.Context, userID string) (privacy.Traces, error) {
	var found privacy.Traces
	err := s.value(ctx, &found, `
		WITH own AS (`+personsCalls+`), rest AS (
			SELECT 1 FROM whereby_schedules WHERE owner_id = $1 OR `+isSpeaker+`
			UNION ALL SELECT 1 FROM whereby_rings WHERE user_id = $1
			UNION ALL SELECT 1 FROM whereby_statuses WHERE user_id = $1
			UNION ALL SELECT 1 FROM whereby_feeds WHERE user_id = $1
			UNION ALL SELECT 1 FROM whereby_invites WHERE made_by = $1
			UNION ALL SELECT 1 FROM whereby_rooms WHERE made_by = $1 OR `+isSpeaker+`
			UNION ALL SELECT 1 FROM whereby_images WHERE made_by = $1
			UNION ALL SELECT 1 FROM whereby_connections WHERE made_by = $1
			UNION ALL SELECT 1 FROM whereby_deliveries WHERE `+tellsOf+`
		)
		SELECT json_build_object(
			'Calls', (SELECT count(*) FROM own),
			'Planned', (SELECT count(*) FROM whereby_schedules WHERE owner_id = $1 AND state IN ('active', 'paused')),
			'Any', EXISTS (SELECT 1 FROM own) OR EXISTS (SELECT 1 FROM rest),
			'Running', EXISTS (SELECT 1 FROM whereby_calls c JOIN own ON own.id = c.id WHERE c.`+isRunning+`))`, userID)
	return found, errors.Wrap(err, "look for a person")
}

// NamesOf implements privacy.Store.
func (s *Store) NamesOf(ctx context.Context, userID string) ([]string, error) {
	names, err := s.texts(ctx, `
		SELECT name FROM whereby_stays WHERE user_id = $1 AND name <> ''
		UNION SELECT p.props ->> 'meeting_creator_username' FROM whereby_calls c JOIN posts p ON p.id = c.post_id
		WHERE c.host_id = $1 AND p.props ->> 'meeting_creator_username' <> ''`, userID)
	return names, errors.Wrap(err, "find a person's names")
}

// CallsOf implements privacy.Store.
func (s *Store) CallsOf(ctx context.Context, userID string, limit int) (ids []string, err error) {
	ids, err = records[string](ctx, s, `
		SELECT to_jsonb(c.id) FROM whereby_calls c JOIN (`+personsCalls+`) own ON own.id = c.id
		WHERE NOT c.`+isRunning+` LIMIT $2`, userID, limit)
	return ids, errors.Wrap(err, "find a person's calls")
}

// tellsOf is true of deliveries that have person $1 in what they tell.
const tellsOf = "(payload <> '{}' AND payload::text LIKE '%\"' || $1 || '\"%')"

// emptied are deliveries that tell nothing any more; those that wait are not made.
const emptied = `UPDATE whereby_deliveries SET payload = '{}', error = '', next_at = 0,
	state = CASE WHEN state = 'pending' THEN 'dropped' ELSE state END`

// Disown implements privacy.Store. Whatever other services have not been told
// of the calls by now they are not told: who was there may be in it under a
// pseudonym. The sweep would write their posts anew, were
// this node to die now.
func (s *Store) Disown(ctx context.Context, who privacy.Person, callIDs []string) error {
	return s.run(ctx, "disown calls", `
		WITH untold AS (`+emptied+` WHERE payload <> '{}' AND call_id IN (SELECT jsonb_array_elements_text($4::jsonb)))
		UPDATE whereby_calls SET
			host_id = CASE WHEN host_id = $1 THEN '' ELSE host_id END,
			options = `+withoutPerson+`, check_at = 1, revision = revision + 1,
			room_name = CASE WHEN `+namedRoom+` THEN '' ELSE room_name END,
			room_url = CASE WHEN `+namedRoom+` THEN '' ELSE room_url END
		WHERE id IN (SELECT jsonb_array_elements_text($4::jsonb)) AND NOT `+isRunning,
		who.ID, pattern(who.Names), who.Instead, asJSON{callIDs}, slugs(who.Names))
}

// CleanPosts implements privacy.Store, in Mattermost's own table: of what a
// post said before it was written anew Mattermost keeps copies, and posts in
// archived channels cannot be written anew.
func (s *Store) CleanPosts(ctx context.Context, botID string, who privacy.Person, callIDs []string, now time.Time) error {
	return s.run(ctx, "clean posts of calls", `
		WITH ours AS (
			SELECT p.id, c.host_id FROM whereby_calls c, LATERAL (VALUES (c.post_id), (c.also_post_id), (c.report_id)) p(id)
			WHERE c.id IN (SELECT jsonb_array_elements_text($3::jsonb)) AND p.id <> ''
		), copies AS (
			DELETE FROM posts p USING ours WHERE p.originalid = ours.id AND p.userid = $1
		)
		UPDATE posts p SET updateat = $4, message = regexp_replace(p.message, $2, $5, 'g'),
			props = CASE WHEN ours.host_id = '' THEN p.props - 'meeting_creator_username' ELSE p.props END
		FROM ours WHERE p.id = ours.id AND p.userid = $1
			AND (p.message ~ $2 OR ours.host_id = '' AND jsonb_exists(p.props, 'meeting_creator_username'))`,
		botID, pattern(who.Names), asJSON{callIDs}, unixms.Of(now), who.Instead)
}

// EraseRest implements privacy.Store. Of the bot's posts those of planned calls
// and the minutes of calls are left, and what was deleted of all.
func (s *Store) EraseRest(ctx context.Context, botID string, who privacy.Person, now time.Time) error {
	names := pattern(who.Names)
	if err := s.run(ctx, "erase a person", `
		WITH rings AS (DELETE FROM whereby_rings WHERE user_id = $1),
		statuses AS (DELETE FROM whereby_statuses WHERE user_id = $1),
		feeds AS (DELETE FROM whereby_feeds WHERE user_id = $1),
		invites AS (DELETE FROM whereby_invites WHERE made_by = $1),
		images AS (UPDATE whereby_images SET made_by = '' WHERE made_by = $1),
		connections AS (UPDATE whereby_connections SET made_by = '' WHERE made_by = $1),
		deliveries AS (`+emptied+` WHERE `+tellsOf+`),
		rooms AS (
			UPDATE whereby_rooms SET made_by = CASE WHEN made_by = $1 THEN '' ELSE made_by END, options = `+withoutPerson+`, revision = revision + 1
			WHERE made_by = $1 OR `+isSpeaker+`
		), schedules AS (
			UPDATE whereby_schedules SET owner_id = CASE WHEN owner_id = $1 THEN '' ELSE owner_id END, options = `+withoutPerson+`, revision = revision + 1
			WHERE owner_id = $1 OR `+isSpeaker+`
		), inbox AS (
			UPDATE whereby_inbox SET observation = observation || jsonb_build_object('Who', (observation -> 'Who') || '{"ExternalID": "", "Name": ""}')
			WHERE NOT done AND observation #>> '{Who,ExternalID}' LIKE $1 || '%'
		)
		UPDATE whereby_outbox SET about = about || jsonb_build_object('Who', (about -> 'Who') || '{"UserID": "", "Name": ""}')
		WHERE NOT (published AND told) AND about #>> '{Who,UserID}' = $1`, who.ID, names, who.Instead); err != nil {
		return err
	}
	return s.run(ctx, "clean posts", `
		WITH deleted AS (
			UPDATE posts SET message = '', props = props - 'meeting_creator_username' - 'schedule_owner'
			WHERE userid = $1 AND deleteat > 0
				AND (message ~ $2 OR props ->> 'meeting_creator_username' ~ $2 OR props ->> 'schedule_owner' ~ $2)
		)
		UPDATE posts SET updateat = $3, message = regexp_replace(message, $2, $4, 'g'), props = CASE
			WHEN jsonb_exists(props, 'schedule_owner') THEN jsonb_set(props, '{schedule_owner}', to_jsonb(regexp_replace(props ->> 'schedule_owner', $2, $4, 'g')))
			ELSE props END
		WHERE userid = $1 AND deleteat = 0 AND (jsonb_exists(props, 'whereby_schedule') OR jsonb_exists(props, 'schedule_id') OR jsonb_exists(props, 'whereby_minutes'))
			AND (message ~ $2 OR props ->> 'schedule_owner' ~ $2)`, botID, names, unixms.Of(now), who.Instead)
}

// Accounts implements privacy.Store, by Mattermost's own table of accounts.
func (s *Store) Accounts(ctx context.Context, limit int) (privacy.Accounts, error) {
	var found privacy.Accounts
	err := s.value(ctx, &found, `
		WITH known(id) AS (
			SELECT user_id FROM whereby_stays WHERE user_id <> ''
			UNION SELECT host_id FROM whereby_calls UNION SELECT ended_by FROM whereby_calls
			UNION SELECT jsonb_array_elements_text(options -> 'speakers') FROM whereby_calls WHERE jsonb_typeof(options -> 'speakers') = 'array'
			UNION SELECT owner_id FROM whereby_schedules
			UNION SELECT jsonb_array_elements_text(options -> 'speakers') FROM whereby_schedules WHERE jsonb_typeof(options -> 'speakers') = 'array'
			UNION SELECT user_id FROM whereby_rings UNION SELECT user_id FROM whereby_statuses UNION SELECT user_id FROM whereby_feeds
			UNION SELECT made_by FROM whereby_invites UNION SELECT made_by FROM whereby_rooms UNION SELECT made_by FROM whereby_images
			UNION SELECT made_by FROM whereby_connections
		), people AS (
			SELECT k.id, u.id IS NULL AS gone FROM known k LEFT JOIN users u ON u.id = k.id WHERE length(k.id) = 26
		)
		SELECT json_build_object(
			'Known', (SELECT count(*) FROM people),
			'Missing', (SELECT count(*) FROM people WHERE gone),
			'Gone', COALESCE((SELECT json_agg(id) FROM (SELECT id FROM people WHERE gone ORDER BY id LIMIT $1) first), '[]'))`, limit)
	return found, errors.Wrap(err, "compare accounts")
}

// Pending implements privacy.Store.
func (s *Store) Pending(ctx context.Context, before time.Time) (userIDs []string, err error) {
	userIDs, err = records[string](ctx, s, `
		SELECT to_jsonb(substr(name, length($1) + 1)) FROM whereby_marks WHERE starts_with(name, $1) AND at < $2`, privacy.Mark, unixms.Of(before))
	return userIDs, errors.Wrap(err, "find what was begun")
}

// Unmark forgets that something happened.
func (s *Store) Unmark(ctx context.Context, name string) error {
	return s.run(ctx, "forget mark", "DELETE FROM whereby_marks WHERE name = $1", name)
}
