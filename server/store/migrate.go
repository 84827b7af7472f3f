package store

import (
	"context"
	"database/sql"
	"embed"
	"io/fs"

	"github.com/pkg/errors"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrationsTable remembers which migrations have run.
const migrationsTable = "whereby_migrations"

// Locker keeps two nodes from migrating at once.
type Locker interface {
	Lock()
	Unlock()
}

// Migrate brings the tables to the newest version, each step whole or not at all.
// It takes the lock only when there is something to do. Tables of a newer
// version of the plugin are left as they are.
func Migrate(ctx context.Context, db *sql.DB, lock Locker) error {
	provider, err := newProvider(db)
	if err != nil {
		return err
	}
	pending, err := provider.HasPending(ctx)
	if err != nil {
		return errors.Wrap(err, "compare migrations")
	}
	if !pending {
		return nil
	}
	lock.Lock()
	defer lock.Unlock()
	_, err = provider.Up(ctx)
	return errors.Wrap(err, "migrate")
}

// Rollback takes back the newest migration.
func Rollback(ctx context.Context, db *sql.DB) error {
	provider, err := newProvider(db)
	if err != nil {
		return err
	}
	_, err = provider.Down(ctx)
	return errors.Wrap(err, "roll back")
}

func newProvider(db *sql.DB) (*goose.Provider, error) {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, errors.Wrap(err, "open migrations")
	}
	table, err := database.NewStore(database.DialectPostgres, migrationsTable)
	if err != nil {
		return nil, errors.Wrap(err, "name the migrations' table")
	}
	provider, err := goose.NewProvider("", db, files, goose.WithStore(table), goose.WithDisableGlobalRegistry(true))
	return provider, errors.Wrap(err, "prepare migrations")
}
