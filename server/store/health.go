package store

import (
	"context"
	"io/fs"
	"strconv"
	"strings"
	"time"

	"github.com/pkg/errors"

	"mattermost-plugin-whereby/server/doctor"
	"mattermost-plugin-whereby/server/unixms"
)

// newestCalls is how many are looked at for whether anybody has come in.
const newestCalls = 100

// Facts implements doctor.Database. Nothing is counted: rows are what
// PostgreSQL last estimated.
func (s *Store) Facts(ctx context.Context) (doctor.Facts, error) {
	var facts doctor.Facts
	err := s.value(ctx, &facts, `
		SELECT json_build_object(
			'Version', split_part(current_setting('server_version'), ' ', 1),
			'Migration', (SELECT max(version_id) FROM `+migrationsTable+` WHERE is_applied),
			'Tables', (
				SELECT json_agg(json_build_object('Name', relname, 'Rows', reltuples::bigint, 'Bytes', pg_total_relation_size(oid)) ORDER BY relname)
				FROM pg_class WHERE relkind = 'r' AND relname LIKE 'whereby\_%' AND pg_table_is_visible(oid)))`)
	if err != nil {
		return facts, errors.Wrap(err, "look at the database")
	}
	facts.Newest, err = newestMigration()
	return facts, err
}

// Backlog implements doctor.Database, from indexes alone.
func (s *Store) Backlog(ctx context.Context) (doctor.Backlog, error) {
	var found struct {
		doctor.Backlog
		Oldest  int64
		Entered int64
	}
	err := s.value(ctx, &found, `
		WITH running AS (SELECT state FROM whereby_calls WHERE `+isRunning+`),
		waiting AS (
			SELECT seq, created_at FROM whereby_outbox WHERE NOT published
			UNION SELECT seq, created_at FROM whereby_outbox WHERE NOT told
		),
		newest AS (SELECT room_url, started_at, created_at FROM whereby_calls ORDER BY created_at DESC, id DESC LIMIT $1)
		SELECT json_build_object(
			'Creating', (SELECT count(*) FROM running WHERE state = 'creating'),
			'Open', (SELECT count(*) FROM running WHERE state = 'open'),
			'Live', (SELECT count(*) FROM running WHERE state = 'live'),
			'Events', (SELECT count(*) FROM waiting),
			'Oldest', (SELECT COALESCE(min(created_at), 0) FROM waiting),
			'Waiting', (SELECT count(*) FROM whereby_deliveries WHERE state = 'pending'),
			'Dead', (SELECT count(*) FROM whereby_deliveries WHERE state = 'dead'),
			'Room', COALESCE((SELECT room_url FROM newest WHERE room_url <> '' ORDER BY created_at DESC LIMIT 1), ''),
			'Entered', (SELECT COALESCE(max(started_at), 0) FROM newest WHERE started_at <= $2))`, newestCalls, unixms.Of(time.Now().Add(-doctor.Grace)))
	found.Backlog.Oldest, found.Backlog.Entered = unixms.Time(found.Oldest), unixms.Time(found.Entered)
	return found.Backlog, errors.Wrap(err, "look at what there is to do")
}

// newestMigration is the number of the last of the plugin's own.
func newestMigration() (newest int, err error) {
	files, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return 0, errors.Wrap(err, "list migrations")
	}
	for _, file := range files {
		number, _, _ := strings.Cut(strings.TrimPrefix(file, "migrations/"), "_")
		n, err := strconv.Atoi(number)
		if err != nil {
			return 0, errors.Wrap(err, "read a migration's number")
		}
		newest = max(newest, n)
	}
	return newest, nil
}
