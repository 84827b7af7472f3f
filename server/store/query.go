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

// records is texts for a statement that answers with one JSON object per row.
func records[T any](ctx context.Context, s *Store, statement string, args ...any) ([]T, error) {
	list, err := s.texts(ctx, statement, args...)
	if err != nil {
		return nil, err
	}
	decoded := make([]T, len(list))
	for i, text := range list {
		if err = json.Unmarshal([]byte(text), &decoded[i]); err != nil {
			return nil, errors.Wrap(err, "decode row")
		}
	}
	return decoded, nil
}
