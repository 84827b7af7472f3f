package store

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"strings"

	"github.com/pkg/errors"
)

// asJSON is a parameter that goes to the database as JSON text: arrays of
// PostgreSQL's own do not survive Mattermost's driver for plugins.
type asJSON struct{ value any }

// Value implements driver.Valuer.
func (p asJSON) Value() (driver.Value, error) {
	encoded, err := json.Marshal(p.value)
	return string(encoded), errors.Wrap(err, "encode parameter")
}

// run executes a statement whose answer does not matter.
func (s *Store) run(ctx context.Context, purpose, statement string, args ...any) error {
	return errors.Wrap(retry(func() error {
		_, err := s.db.ExecContext(ctx, statement, args...)
		return err
	}), purpose)
}

// changes executes a statement and tells whether it has changed a row, or, if it
// ends in a query, found one. The count comes with the answer: one round trip to
// Mattermost's process, where rows take three more.
func (s *Store) changes(ctx context.Context, statement string, args ...any) (changed bool, err error) {
	err = retry(func() error {
		result, err := s.db.ExecContext(ctx, statement, args...)
		if err != nil {
			return err
		}
		count, err := result.RowsAffected()
		changed = count > 0
		return err
	})
	return changed, err
}

// texts runs a statement that answers with rows of one column.
func (s *Store) texts(ctx context.Context, statement string, args ...any) ([]string, error) {
	var list []string
	err := retry(func() error {
		list = nil
		rows, err := s.db.QueryContext(ctx, statement, args...)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var text string
			if err = rows.Scan(&text); err != nil {
				return err
			}
			list = append(list, text)
		}
		return rows.Err()
	})
	return list, err
}

// retry tries again what was chosen to break a deadlock: it has done nothing.
func retry(statement func() error) error {
	const retries = 3
	err := statement()
	for range retries {
		// Of PostgreSQL's code 40P01 only the text comes through Mattermost's driver.
		if err == nil || !strings.Contains(err.Error(), "deadlock detected") {
			break
		}
		err = statement()
	}
	return errors.WithStack(err)
}

// records runs a statement that answers with one JSON object per row. They
// come as one row: each row is a round trip to Mattermost's process.
func records[T any](ctx context.Context, s *Store, statement string, args ...any) ([]T, error) {
	var decoded []T
	err := s.value(ctx, &decoded, "SELECT COALESCE(json_agg(t.doc), '[]') FROM ("+statement+") t(doc)", args...)
	return decoded, err
}

// value reads the one JSON value with which a statement answers. Nothing is
// asked for after it, which spares a round trip.
func (s *Store) value(ctx context.Context, dest any, statement string, args ...any) error {
	var text string
	err := retry(func() error { return s.db.QueryRowContext(ctx, statement, args...).Scan(&text) })
	if err != nil {
		return err
	}
	return errors.Wrap(json.Unmarshal([]byte(text), dest), "decode answer")
}
