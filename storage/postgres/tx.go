package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"yousaid/bot"
)

// attempts is how often a transaction is tried that loses against another one
// (a deadlock, say).
const attempts = 3

// service runs fn in one transaction under the service role, which sees all
// agencies. When fn returns an error nothing of it is kept. fn may run more
// than once.
func (s *Store) service(ctx context.Context, fn func(pgx.Tx) error) error {
	return s.transact(ctx, fn)
}

// desk runs fn in one transaction as the desk role, for an actor's agency. What
// that agency doesn't have, or the actor isn't cleared for, isn't there.
func (s *Store) desk(ctx context.Context, by bot.Actor, fn func(pgx.Tx) error) error {
	return s.transact(ctx, func(tx pgx.Tx) error {
		if err := asDesk(ctx, tx, by); err != nil {
			return err
		}
		return fn(tx)
	})
}

func (s *Store) transact(ctx context.Context, fn func(pgx.Tx) error) error {
	return several(func() error { return pgx.BeginFunc(ctx, s.pool, fn) })
}

// several tries a transaction again that has lost against another one.
func several(try func() error) error {
	for attempt := 1; ; attempt++ {
		err := try()
		if attempt == attempts || !again(err) {
			return clean(err)
		}
	}
}

// genericSQL has the statements of a transaction planned once for a connection.
// Those that look for one of a list of ids would be planned anew at each call,
// as PostgreSQL supposes that a list it doesn't know is longer; to plan them takes
// longer than to run them.
const genericSQL = `SELECT set_config('plan_cache_mode', 'force_generic_plan', true)`

// customSQL leaves it to PostgreSQL again what is planned when.
const customSQL = `SELECT set_config('plan_cache_mode', 'auto', true)`

// piped runs a transaction under the service role in one round trip: the
// statements that queue puts into a batch, each planned once for a connection. It
// may be called more than once.
func (s *Store) piped(ctx context.Context, queue func(*pgx.Batch)) error {
	return several(func() error {
		batch := &pgx.Batch{}
		batch.Queue(`BEGIN`)
		batch.Queue(genericSQL)
		queue(batch)
		batch.Queue(`COMMIT`)
		return s.pool.AcquireFunc(ctx, func(pooled *pgxpool.Conn) error { return sendWhole(ctx, pooled.Conn(), batch) })
	})
}

// sendWhole sends a batch that begins and commits a transaction.
func sendWhole(ctx context.Context, conn *pgx.Conn, batch *pgx.Batch) error {
	err := conn.SendBatch(ctx, batch).Close()
	if err != nil && conn.PgConn().TxStatus() != 'I' { // else the pool throws the connection away
		_, _ = conn.Exec(context.WithoutCancel(ctx), `ROLLBACK`)
	}
	return err
}

const asDeskSQL = `
	SELECT set_config('yousaid.agency', $1, true), set_config('yousaid.cleared', $2, true), set_config('yousaid.all', $3, true),
	       set_config('role', $4, true)`

// asDesk turns the rest of a transaction into the desk role, for the agency of
// an actor.
func asDesk(ctx context.Context, tx pgx.Tx, by bot.Actor) error {
	_, err := tx.Exec(ctx, asDeskSQL, by.Agency, yes(by.Cleared), yes(by.All), deskRole)
	return err
}

// queueDesk is asDesk, for a batch.
func queueDesk(batch *pgx.Batch, by bot.Actor) {
	batch.Queue(asDeskSQL, by.Agency, yes(by.Cleared), yes(by.All), deskRole)
}

// yes is how a setting of a transaction says what is so.
func yes(so bool) string {
	if so {
		return "yes"
	}
	return "no"
}

// queueRows puts a query into a batch; list has its rows once the batch is done.
func queueRows[T any](batch *pgx.Batch, list *[]T, row pgx.RowToFunc[T], sql string, args ...any) {
	batch.Queue(sql, args...).Query(func(rows pgx.Rows) (err error) {
		*list, err = pgx.CollectRows(rows, row)
		return err
	})
}

// asServiceSQL is asService, for a batch.
const asServiceSQL = `SELECT set_config('role', '` + serviceRole + `', true)`

// asService turns the rest of a transaction into the service role. A use case
// of an officer calls it once the desk role has shown that the report is theirs.
func asService(ctx context.Context, tx pgx.Tx) error {
	_, err := tx.Exec(ctx, asServiceSQL)
	return err
}
