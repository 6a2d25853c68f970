package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// Fact reads a single fact of the installation, such as that conversations have
// been kept before; ErrNotFound when it was never set.
func (s *Store) Fact(ctx context.Context, name string) (value string, err error) {
	err = s.pool.QueryRow(ctx, `SELECT value FROM facts WHERE name = $1`, name).Scan(&value)
	if err != nil {
		return "", fmt.Errorf("fact %s: %w", name, clean(err))
	}
	return value, nil
}

// SetFact sets a fact, whatever it was before.
func (s *Store) SetFact(ctx context.Context, name, value string) error {
	_, err := s.pool.Exec(ctx, `
		INSERT INTO facts (name, value) VALUES ($1, $2)
		ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, value)
	if err != nil {
		return fmt.Errorf("set fact %s: %w", name, clean(err))
	}
	return nil
}

// FirstFact sets a fact unless it is set, and returns what it is. Of replicas
// that start at once all get the same.
func (s *Store) FirstFact(ctx context.Context, name, value string) (string, error) {
	var is string
	err := s.service(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO facts (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING`, name, value)
		if err != nil {
			return err
		}
		return tx.QueryRow(ctx, `SELECT value FROM facts WHERE name = $1`, name).Scan(&is)
	})
	if err != nil {
		return "", fmt.Errorf("fact %s: %w", name, err)
	}
	return is, nil
}
