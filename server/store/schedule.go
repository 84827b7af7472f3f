package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/pkg/errors"

	"mattermost-plugin-whereby/server/agenda"
	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/schedule"
	"mattermost-plugin-whereby/server/unixms"
)

// scheduleRow is a row of whereby_schedules. Its times are in milliseconds
// since 1970, 0 for none.
type scheduleRow struct {
	ID          string         `json:"id"`
	ChannelID   string         `json:"channel_id"`
	TeamID      string         `json:"team_id"`
	RootID      string         `json:"root_id"`
	OwnerID     string         `json:"owner_id"`
	Series      string         `json:"series"`
	Options     call.Options   `json:"options"`
	Words       string         `json:"words"`
	Rule        string         `json:"rule"`
	Zone        string         `json:"zone"`
	StartAt     int64          `json:"start_at"`
	Skipped     []int64        `json:"skipped"`
	State       schedule.State `json:"state"`
	NextAt      int64          `json:"next_at"`
	Remind      int            `json:"remind"`
	RemindedFor int64          `json:"reminded_for"`
	Tries       int            `json:"tries"`
	Sequence    int            `json:"sequence"`
	CreatedAt   int64          `json:"created_at"`
	ChangedAt   int64          `json:"changed_at"`
	CheckAt     int64          `json:"check_at"`
	BusyUntil   int64          `json:"busy_until"`
	Revision    int64          `json:"revision"`
	PostID      string         `json:"post_id"`
}

// scheduleColumns are all but the id and the revision, and but the post, which
// is noted on its own.
var scheduleColumns = []string{
	"channel_id", "team_id", "root_id", "owner_id", "series", "options", "words", "rule", "zone", "start_at", "skipped",
	"state", "next_at", "remind", "reminded_for", "tries", "sequence", "created_at", "changed_at", "check_at", "busy_until",
}

var addSchedule = fmt.Sprintf(`
	INSERT INTO whereby_schedules (id, revision, %[1]s)
	SELECT id, 1, %[1]s FROM jsonb_populate_record(NULL::whereby_schedules, $1::jsonb)
	ON CONFLICT (id) DO NOTHING`, strings.Join(scheduleColumns, ", "))

var changeSchedule = fmt.Sprintf(`
	UPDATE whereby_schedules s SET (%s, revision) = (%s, s.revision + 1)
	FROM jsonb_populate_record(NULL::whereby_schedules, $1::jsonb) n
	WHERE s.id = n.id AND s.revision = n.revision`, strings.Join(scheduleColumns, ", "), "n."+strings.Join(scheduleColumns, ", n."))

// SaveSchedule implements schedule.Store.
func (s *Store) SaveSchedule(ctx context.Context, c schedule.Schedule) (saved bool, err error) {
	statement := changeSchedule
	if c.Revision == 0 {
		statement = addSchedule
	}
	skipped := make([]int64, len(c.Skipped))
	for i, t := range c.Skipped {
		skipped[i] = unixms.Of(t)
	}
	changed, err := s.changes(ctx, statement, asJSON{scheduleRow{
		ID: c.ID, ChannelID: c.ChannelID, TeamID: c.TeamID, RootID: c.RootID, OwnerID: c.OwnerID, Series: c.Series,
		Options: c.Options, Words: c.Words, Rule: c.Plan.Rule, Zone: c.Plan.Zone, StartAt: unixms.Of(c.Plan.Start), Skipped: skipped,
		State: c.State, NextAt: unixms.Of(c.NextAt), Remind: c.Remind, RemindedFor: unixms.Of(c.RemindedFor), Tries: c.Tries,
		Sequence: c.Sequence, CreatedAt: unixms.Of(c.CreatedAt), ChangedAt: unixms.Of(c.ChangedAt),
		CheckAt: unixms.Of(c.CheckAt), BusyUntil: unixms.Of(c.BusyUntil), Revision: c.Revision,
	}})
	return changed, errors.Wrap(err, "save schedule")
}

// NotePost notes the post that shows a schedule. It is no change that would
// get in the way of another.
func (s *Store) NotePost(ctx context.Context, scheduleID, postID string) error {
	return s.run(ctx, "note a schedule's post", "UPDATE whereby_schedules SET post_id = $2 WHERE id = $1", scheduleID, postID)
}

// FindSchedules implements schedule.Store.
func (s *Store) FindSchedules(ctx context.Context, q schedule.Query) ([]schedule.Schedule, error) {
	conditions := []string{"true"}
	var args []any
	where := func(condition string, value any) {
		args = append(args, value)
		conditions = append(conditions, fmt.Sprintf(condition, len(args)))
	}
	if q.ID != "" {
		where("id = $%d", q.ID)
	}
	if q.ChannelID != "" {
		where("channel_id = $%d", q.ChannelID)
	}
	if q.Channels != nil {
		where("channel_id = ANY (ARRAY(SELECT jsonb_array_elements_text($%d::jsonb)))", asJSON{q.Channels})
	}
	if q.OwnerID != "" {
		where("owner_id = $%d", q.OwnerID)
	}
	if q.Series != "" {
		where("series = $%d", q.Series)
	}
	if q.Ahead {
		conditions = append(conditions, "state IN ('active', 'paused')")
	}
	clause := "WHERE " + strings.Join(conditions, " AND ") + " ORDER BY next_at = 0, next_at, id"
	if q.Limit > 0 {
		clause += fmt.Sprintf(" LIMIT %d", q.Limit)
	}
	rows, err := records[scheduleRow](ctx, s, "SELECT to_jsonb(s) FROM whereby_schedules s "+clause, args...)
	return schedulesOf(rows), errors.Wrap(err, "find schedules")
}

// claimSchedules takes what nobody else is at.
const claimSchedules = `
	UPDATE whereby_schedules s SET busy_until = $2, revision = revision + 1
	WHERE id IN (
		SELECT id FROM whereby_schedules WHERE check_at > 0 AND check_at <= $1 AND busy_until <= $1
		ORDER BY check_at LIMIT $3 FOR UPDATE SKIP LOCKED)
	RETURNING to_jsonb(s)`

// ClaimSchedules implements schedule.Store.
func (s *Store) ClaimSchedules(ctx context.Context, now, until time.Time, limit int) ([]schedule.Schedule, error) {
	var rows []scheduleRow
	err := s.value(ctx, &rows, "WITH claimed(doc) AS ("+claimSchedules+") SELECT COALESCE(json_agg(doc), '[]') FROM claimed",
		now.UnixMilli(), until.UnixMilli(), limit)
	return schedulesOf(rows), errors.Wrap(err, "claim schedules")
}

// ForgetSchedule implements schedule.Store.
func (s *Store) ForgetSchedule(ctx context.Context, c schedule.Schedule) error {
	return s.run(ctx, "forget schedule", "DELETE FROM whereby_schedules WHERE id = $1 AND revision = $2", c.ID, c.Revision)
}

func schedulesOf(rows []scheduleRow) []schedule.Schedule {
	list := make([]schedule.Schedule, 0, len(rows))
	for _, r := range rows {
		c := schedule.Schedule{
			ID: r.ID, ChannelID: r.ChannelID, TeamID: r.TeamID, RootID: r.RootID, OwnerID: r.OwnerID, Series: r.Series,
			Options: r.Options, Words: r.Words, State: r.State, NextAt: unixms.Time(r.NextAt),
			Plan:   agenda.Plan{Start: inZone(r.StartAt, r.Zone), Zone: r.Zone, Rule: r.Rule},
			Remind: r.Remind, RemindedFor: unixms.Time(r.RemindedFor), Tries: r.Tries, Sequence: r.Sequence,
			CreatedAt: unixms.Time(r.CreatedAt), ChangedAt: unixms.Time(r.ChangedAt),
			CheckAt: unixms.Time(r.CheckAt), BusyUntil: unixms.Time(r.BusyUntil), Revision: r.Revision, PostID: r.PostID,
		}
		for _, ms := range r.Skipped {
			c.Skipped = append(c.Skipped, unixms.Time(ms))
		}
		list = append(list, c)
	}
	return list
}

// inZone is a time by the clock of its zone, UTC's where that is not known any more.
func inZone(ms int64, name string) time.Time {
	zone, err := time.LoadLocation(name)
	if err != nil {
		zone = time.UTC
	}
	return unixms.Time(ms).In(zone)
}
