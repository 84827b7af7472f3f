package store

import (
	"context"
	"database/sql"
	"embed"
	"io"
	"log"
	"path"

	"github.com/mattermost/morph"
	"github.com/mattermost/morph/drivers/postgres"
	"github.com/mattermost/morph/models"
	"github.com/mattermost/morph/sources/embedded"
	"github.com/pkg/errors"
)

//go:embed migrations/*.sql
var migrations embed.FS

const migrationsTable = "whereby_migrations"

// Locker keeps two nodes from migrating at once.
type Locker interface {
	Lock()
	Unlock()
}

// Migrate brings the tables to the newest version. It takes the lock only when
// there is something to do.
func Migrate(ctx context.Context, db *sql.DB, lock Locker) error {
	engine, err := newEngine(ctx, db)
	if err != nil {
		return err
	}
	defer func() { _ = engine.Close() }()

	pending, err := engine.Diff(models.Up)
	if err != nil {
		return errors.Wrap(err, "compare migrations")
	}
	if len(pending) == 0 {
		return nil
	}
	lock.Lock()
	defer lock.Unlock()
	return errors.Wrap(engine.ApplyAll(), "migrate")
}

// Rollback takes back the newest n migrations.
func Rollback(ctx context.Context, db *sql.DB, n int) error {
	engine, err := newEngine(ctx, db)
	if err != nil {
		return err
	}
	defer func() { _ = engine.Close() }()
	_, err = engine.ApplyDown(n)
	return errors.Wrap(err, "roll back")
}

func newEngine(ctx context.Context, db *sql.DB) (*morph.Morph, error) {
	entries, err := migrations.ReadDir("migrations")
	if err != nil {
		return nil, errors.Wrap(err, "list migrations")
	}
	names := make([]string, 0, len(entries))
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	source, err := embedded.WithInstance(embedded.Resource(names, func(name string) ([]byte, error) {
		return migrations.ReadFile(path.Join("migrations", name))
	}))
	if err != nil {
		return nil, errors.Wrap(err, "read migrations")
	}
	driver, err := postgres.WithInstance(db)
	if err != nil {
		return nil, errors.Wrap(err, "open the database for migrations")
	}
	engine, err := morph.New(ctx, driver, source,
		morph.SetMigrationTableName(migrationsTable), morph.WithLogger(log.New(io.Discard, "", 0)))
	return engine, errors.Wrap(err, "prepare migrations")
}
