package load

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// record is the service's PostgreSQL, looked at from outside.
type record struct{ conn *pgx.Conn }

func openRecord(ctx context.Context, address string) (*record, error) {
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return nil, errors.New("DATABASE_URL: the service's PostgreSQL doesn't answer") // pgx names the user
	}
	return &record{conn}, nil
}

// recordStand is what PostgreSQL has counted so far in the service's database.
type recordStand struct {
	transactions int64
	statements   int64 // -1 without pg_stat_statements
}

// stand reads the statistics, which sessions hand in within a second.
func (r *record) stand(ctx context.Context) (recordStand, error) {
	found := recordStand{statements: -1}
	err := r.conn.QueryRow(ctx, `
		SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database()`).Scan(&found.transactions)
	if err != nil {
		return found, fmt.Errorf("ask PostgreSQL for its figures: %w", err)
	}
	var there bool
	if err := r.conn.QueryRow(ctx, `SELECT to_regclass('pg_stat_statements') IS NOT NULL`).Scan(&there); err != nil || !there {
		return found, err
	}
	var calls int64
	err = r.conn.QueryRow(ctx, `
		SELECT coalesce(sum(calls), 0)::bigint FROM pg_stat_statements
		WHERE toplevel AND dbid = (SELECT oid FROM pg_database WHERE datname = current_database())`).Scan(&calls)
	if err == nil { // it is installed, but not loaded: nothing is counted
		found.statements = calls
	}
	return found, nil
}
