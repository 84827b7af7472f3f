package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/pkg/errors"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/report"
	"mattermost-plugin-whereby/server/unixms"
)

// reportTimeout is PostgreSQL's own limit for one statement of a report:
// Mattermost's driver for plugins cancels nothing.
const reportTimeout = 60 * time.Second

// busiest is how many channels and people are named.
const busiest = 10

// Reports implements report.Store, on a replica where there is one.
//
// Unlike Store it begins transactions, for only in them can a statement be
// given a limit. They read, so they lock nothing, and PostgreSQL ends those
// that a killed plugin leaves open.
type Reports struct {
	db *sql.DB
}

// NewReports returns reports on a migrated database or a copy of it.
func NewReports(db *sql.DB) *Reports { return &Reports{db: db} }

// snapshot runs statements that all see the same moment.
func (r *Reports) snapshot(ctx context.Context, read func(*sql.Tx) error) error {
	tx, err := r.db.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return errors.Wrap(err, "begin")
	}
	defer func() { _ = tx.Rollback() }()
	_, err = tx.ExecContext(ctx, fmt.Sprintf(`
		SET LOCAL statement_timeout = %[1]d; SET LOCAL idle_in_transaction_session_timeout = %[1]d;
		SET LOCAL work_mem = '64MB'; SET LOCAL jit = off`, reportTimeout.Milliseconds()))
	if err != nil {
		return errors.Wrap(err, "limit")
	}
	return read(tx)
}

// one reads the one JSON value with which a statement answers.
func one(ctx context.Context, tx *sql.Tx, dest any, statement string, args ...any) error {
	var text string
	err := tx.QueryRowContext(ctx, statement, args...).Scan(&text)
	// Of PostgreSQL's code 57014 only the text comes through Mattermost's driver.
	if err != nil && strings.Contains(err.Error(), "statement timeout") {
		return &call.Error{Code: call.CodeReportTooLong, Cause: err}
	}
	if err != nil {
		return errors.WithStack(err)
	}
	return errors.Wrap(json.Unmarshal([]byte(text), dest), "decode answer")
}

// over are the calls c of a filter, with its parameters.
func over(f report.Filter) (condition string, args []any) {
	condition = "c.created_at >= $1 AND c.created_at < $2 AND c.state IN ('ended', 'missed', 'failed')"
	args = []any{unixms.Of(f.From), unixms.Of(f.To)}
	switch f.Kind {
	case report.Channel:
		return condition + " AND c.channel_id = $3", append(args, f.ID)
	case report.Team:
		return condition + ` AND c.channel_id IN (
			SELECT ch.id FROM channels ch WHERE ch.teamid = $3 AND (ch.type = 'O' OR $4 = '' OR EXISTS (
				SELECT 1 FROM channelmembers m WHERE m.channelid = ch.id AND m.userid = $4)))`, append(args, f.ID, f.MemberID)
	}
	return condition, args
}

// behind are those of the calls that come after one.
func behind(condition string, args []any, after *call.Cursor, than string) (string, []any) {
	if after == nil {
		return condition, args
	}
	condition += fmt.Sprintf(" AND (c.created_at, c.id) %s ($%d, $%d)", than, len(args)+1, len(args)+2)
	return condition, append(args, unixms.Of(after.CreatedAt), after.ID)
}

// countCalls counts in one pass over an index. Somebody came to calls that
// have begun.
const countCalls = `
	WITH c AS (
		SELECT width_bucket(c.created_at, ARRAY(SELECT jsonb_array_elements_text($%[2]d::jsonb)::bigint)) - 1 AS step, c.channel_id,
			c.state = 'failed' AS failed, c.state <> 'failed' AND c.started_at > 0 AS held, c.guests, c.recorded, c.person_ms,
			CASE WHEN c.state <> 'failed' AND c.started_at > 0 THEN GREATEST(0, c.ended_at - c.started_at) ELSE 0 END AS ms
		FROM whereby_calls c WHERE %[1]s OFFSET 0 -- looked through, it seems to have millions of groups, and is sorted
	), counted AS (
		SELECT grouping(step) = 0 AS is_step, grouping(minutes) = 0 AS is_length, step, minutes, channel_id,
			count(*) FILTER (WHERE NOT failed) AS calls, count(*) FILTER (WHERE held) AS held,
			count(*) FILTER (WHERE NOT failed AND NOT held) AS missed, count(*) FILTER (WHERE failed) AS failed,
			sum(guests) AS guests, count(*) FILTER (WHERE recorded) AS recorded, sum(ms) AS ms, sum(person_ms) AS person_ms
		FROM c, LATERAL (SELECT CASE WHEN held THEN ms / 60000 END AS minutes) l
		GROUP BY GROUPING SETS ((step), (minutes), (channel_id))
	), channels AS (
		SELECT CASE WHEN direct THEN '' ELSE id END AS channel_id, CASE WHEN direct THEN 'D' ELSE COALESCE(type, '') END AS type,
			COALESCE(name, '') AS display_name, COALESCE(team, '') AS team_name, sum(calls) AS calls, sum(ms) AS ms
		FROM (
			SELECT counted.channel_id AS id, ch.type::text IN ('D', 'G') AS direct, ch.type::text AS type, calls, ms,
				CASE WHEN ch.type::text NOT IN ('D', 'G') THEN ch.displayname END AS name, t.displayname AS team
			FROM counted LEFT JOIN channels ch ON ch.id = counted.channel_id LEFT JOIN teams t ON t.id = ch.teamid
			WHERE NOT is_step AND NOT is_length AND calls > 0
		) used
		GROUP BY 1, 2, 3, 4 ORDER BY sum(ms) DESC, sum(calls) DESC, min(id) COLLATE "C" LIMIT %[3]d
	)
	SELECT json_build_object(
		'steps', COALESCE((SELECT json_agg(json_build_object('step', step, 'calls', calls, 'held', held, 'missed', missed, 'failed', failed,
			'guests', guests, 'recorded', recorded, 'ms', ms, 'person_ms', person_ms) ORDER BY step) FROM counted WHERE is_step), '[]'),
		'lengths', COALESCE((SELECT json_agg(json_build_object('minutes', minutes, 'calls', held) ORDER BY minutes)
			FROM counted WHERE is_length AND minutes IS NOT NULL), '[]'),
		'channels', COALESCE((SELECT json_agg(to_json(channels)) FROM channels), '[]'))`

// countPeople counts who was there, and not those who are forgotten.
const countPeople = `
	WITH people AS (
		SELECT t.key AS user_id, count(*) AS calls, sum(t.value::bigint) AS ms
		FROM whereby_calls c, jsonb_each_text(c.times) t
		WHERE %[1]s AND NOT starts_with(t.key, '~') GROUP BY t.key
	), named AS (
		SELECT p.user_id, u.username, p.calls, p.ms FROM people p JOIN users u ON u.id = p.user_id
		ORDER BY p.ms DESC, p.calls DESC, p.user_id COLLATE "C" LIMIT %[2]d
	)
	SELECT json_build_object('people', (SELECT count(*) FROM people),
		'busiest', COALESCE((SELECT json_agg(to_json(named)) FROM named), '[]'))`

// Counts implements report.Store.
func (r *Reports) Counts(ctx context.Context, f report.Filter, steps []time.Time) (report.Counts, error) {
	var counts report.Counts
	condition, args := over(f)
	begins := make([]int64, len(steps))
	for i, step := range steps {
		begins[i] = step.UnixMilli()
	}
	err := r.snapshot(ctx, func(tx *sql.Tx) error {
		err := one(ctx, tx, &counts, fmt.Sprintf(countCalls, condition, len(args)+1, busiest), append(args, asJSON{begins})...)
		if err != nil {
			return err
		}
		return one(ctx, tx, &counts, fmt.Sprintf(countPeople, condition, busiest), args...)
	})
	return counts, errors.Wrap(err, "count calls")
}

// Total implements report.Store.
func (r *Reports) Total(ctx context.Context, f report.Filter, after *call.Cursor) (total int, err error) {
	condition, args := over(f)
	condition, args = behind(condition, args, after, ">")
	err = r.snapshot(ctx, func(tx *sql.Tx) error {
		return one(ctx, tx, &total, "SELECT to_json(count(*)) FROM whereby_calls c WHERE "+condition, args...)
	})
	return total, errors.Wrap(err, "count a list")
}

// listedCall is a row with the names that go with it.
type listedCall struct {
	row
	ChannelType string `json:"channel_type"`
	ChannelName string `json:"channel_name"`
	TeamName    string `json:"team_name"`
	Username    string `json:"username"`
	Member      bool   `json:"member"`
	// Names are by the ids of those who were there.
	Names map[string]string `json:"names"`
}

// listCalls finds the page in an index before it looks anything up. It ends in
// the page's conditions.
const listCalls = `
	SELECT COALESCE(json_agg(json_build_object(
		'id', c.id, 'channel_id', c.channel_id, 'team_id', c.team_id, 'host_id', c.host_id, 'options', c.options, 'state', c.state,
		'post_id', c.post_id, 'created_at', c.created_at, 'started_at', c.started_at, 'ended_at', c.ended_at,
		'people', c.people, 'guests', c.guests, 'person_ms', c.person_ms, 'recorded', c.recorded,
		'channel_type', COALESCE(ch.type::text, ''), 'channel_name', COALESCE(ch.displayname, ''), 'team_name', COALESCE(t.displayname, ''),
		'username', COALESCE(u.username, ''),
		'member', EXISTS (SELECT 1 FROM channelmembers m WHERE m.channelid = c.channel_id AND m.userid = $%[2]d),
		'stays', COALESCE((
			SELECT json_agg(to_json(s) ORDER BY
				CASE s.joined_at WHEN 0 THEN s.left_at ELSE s.joined_at END, s.participant_id COLLATE "C", s.number)
			FROM whereby_stays s WHERE s.call_id = c.id AND NOT s.bot), '[]'),
		'names', COALESCE((
			SELECT json_object_agg(p.id, p.username) FROM users p
			WHERE p.id IN (SELECT s.user_id FROM whereby_stays s WHERE s.call_id = c.id AND s.user_id <> '' AND NOT s.bot)), '{}')
	) ORDER BY c.created_at %[3]s, c.id %[3]s), '[]')
	FROM (SELECT c.id FROM whereby_calls c WHERE %[1]s ORDER BY c.created_at %[3]s, c.id %[3]s LIMIT %[4]d) found
	JOIN whereby_calls c ON c.id = found.id
	LEFT JOIN channels ch ON ch.id = c.channel_id LEFT JOIN teams t ON t.id = ch.teamid LEFT JOIN users u ON u.id = c.host_id`

// List implements report.Store.
func (r *Reports) List(ctx context.Context, f report.Filter, p report.Page) ([]report.Row, error) {
	condition, args := over(f)
	args = append(args, f.Reader)
	reader, order, than := len(args), "ASC", ">"
	if p.Newest {
		order, than = "DESC", "<"
	}
	condition, args = behind(condition, args, p.After, than)
	var found []listedCall
	err := r.snapshot(ctx, func(tx *sql.Tx) error {
		return one(ctx, tx, &found, fmt.Sprintf(listCalls, condition, reader, order, p.Limit), args...)
	})
	if err != nil {
		return nil, errors.Wrap(err, "list calls")
	}
	rows := make([]report.Row, len(found))
	for i, c := range found {
		rows[i] = c.listed()
	}
	return rows, nil
}

func (l listedCall) listed() report.Row {
	r := report.Row{
		Call: call.Call{
			ID: l.ID, ChannelID: l.ChannelID, TeamID: l.TeamID, HostID: l.HostID, Options: l.Options, PostID: l.PostID, State: l.State,
			CreatedAt: unixms.Time(l.CreatedAt), StartedAt: unixms.Time(l.StartedAt), EndedAt: unixms.Time(l.EndedAt), Stays: staysOf(l.Stays),
		},
		Tally:       call.Tally{People: l.People, Guests: l.Guests, Time: time.Duration(l.PersonMs) * time.Millisecond, Recorded: l.Recorded},
		ChannelType: l.ChannelType, ChannelName: l.ChannelName, TeamName: l.TeamName, Username: l.Username, Names: l.Names,
	}
	if l.TeamID == "" {
		r.ChannelType, r.ChannelName, r.Hidden = report.Direct, "", !l.Member
	}
	return r
}
