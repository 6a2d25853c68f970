package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"yousaid/storage/seal"
)

// sealedColumn is a column whose values the keyring seals: data keys, and what
// has to be read without anybody's doing. Everything else is sealed with data
// keys, which stay as they are when the master key changes.
type sealedColumn struct {
	table, column string
	id            string // SQL: the id of a row as text
	row           string // SQL: that row again, by $1
	aad           func(id string) []byte
	box           *seal.Box // of what the keyring seals itself; nil for data keys
	reseal        func(value, aad []byte) ([]byte, bool, error)
	open          func(value, aad []byte) error
}

const (
	byID   = `id = $1::uuid`
	hexRow = `lookup = decode($1, 'hex')`
)

// sealedColumns lists all of them. A test compares it with what a loaded record
// holds.
func (s *Store) sealedColumns() []sealedColumn {
	list := []sealedColumn{
		{table: "vault.contacts", column: "data_key", id: "id::text", row: byID},
		{table: "vault.report_keys", column: "data_key", id: "report_id::text", row: "report_id = $1::uuid"},
		{table: "vault.comment_keys", column: "data_key", id: "comment_id::text", row: "comment_id = $1::uuid"},
		{table: "desks", column: "address", id: "id::text", row: byID, box: s.addresses},
		{table: "officer_addresses", column: "address", id: "encode(lookup, 'hex')", row: hexRow, box: s.addresses},
		{
			table: "desk_messages", column: "address", id: "encode(chat, 'hex') || ':' || message",
			row: "chat = decode(split_part($1, ':', 1), 'hex') AND message = substr($1, strpos($1, ':') + 1)",
			box: s.addresses,
		},
		{table: "officer_apps", column: "secret", id: "officer_id::text", row: "officer_id = $1::uuid", box: s.apps},
		{table: "sign_ins", column: "secret", id: "encode(token, 'hex')", row: "token = decode($1, 'hex')", box: s.apps},
		{table: "hooks", column: "secret", id: "id::text", row: byID, box: s.hooks},
		{table: "hooks", column: "old_secret", id: "id::text", row: byID, box: s.hooks},
		{
			table: "set_aside", column: "payload", id: "id", row: "id = $1", box: s.asides,
			aad: func(id string) []byte { return []byte(id) },
		},
	}
	for i, c := range list {
		if c.aad == nil {
			list[i].aad = func(id string) []byte { return seal.Cell(c.table, c.column, id) }
		}
		if c.box != nil {
			list[i].reseal = c.box.Reseal
			list[i].open = func(value, aad []byte) error { _, err := c.box.Open(value, aad); return err }
		} else {
			list[i].reseal = s.keyring.Rewrap
			list[i].open = func(value, aad []byte) error { _, err := s.keyring.Unwrap(value, aad); return err }
		}
	}
	return list
}

// SealedBy counts the values of the record by the id of the master key that
// sealed them.
func (s *Store) SealedBy(ctx context.Context) (map[string]int, error) {
	counts := map[string]int{}
	for _, c := range s.sealedColumns() {
		err := s.unhurried(ctx, func(tx pgx.Tx) error {
			rows, err := tx.Query(ctx, fmt.Sprintf(`
				SELECT convert_from(substring(%[1]s FROM 3 FOR get_byte(%[1]s, 1)), 'UTF8'), count(*) FROM %[2]s
				WHERE length(%[1]s) > 2 GROUP BY 1`, c.column, c.table))
			if err != nil {
				return err
			}
			var id string
			var count int
			_, err = pgx.ForEachRow(rows, []any{&id, &count}, func() error { counts[id] += count; return nil })
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("count what is sealed in %s: %w", c.table, clean(err))
		}
	}
	return counts, nil
}

// Rotate seals again with the newest master key what older ones sealed. It works
// in small transactions beside the running service, and can be broken off and
// begun again at any time. Lost is how many values no key of the keyring opens:
// they stay as they are.
func (s *Store) Rotate(ctx context.Context) (changed, lost int, err error) {
	for _, c := range s.sealedColumns() {
		done, closed, err := s.rotate(ctx, c)
		changed, lost = changed+done, lost+closed
		if err != nil {
			return changed, lost, fmt.Errorf("seal %s again: %w", c.table, clean(err))
		}
	}
	return changed, lost, nil
}

// resealed is a value that has been sealed again.
type resealed struct {
	id       string
	was, now []byte
}

// rotateTogether is how many values one transaction writes.
const rotateTogether = 200

func (s *Store) rotate(ctx context.Context, c sealedColumn) (changed, lost int, err error) {
	var batch []resealed
	flush := func() error {
		done, err := s.writeResealed(ctx, c, batch)
		changed, batch = changed+done, batch[:0]
		return err
	}
	err = s.unhurried(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, fmt.Sprintf(`SELECT %s, %s FROM %s WHERE %[2]s IS NOT NULL`, c.id, c.column, c.table))
		if err != nil {
			return err
		}
		var one resealed
		_, err = pgx.ForEachRow(rows, []any{&one.id, &one.was}, func() error {
			now, changes, err := c.reseal(one.was, c.aad(one.id))
			switch {
			case errors.Is(err, seal.ErrSealed):
				lost++
				return nil
			case err != nil || !changes:
				return err
			}
			batch = append(batch, resealed{one.id, one.was, now})
			one.was = nil
			if len(batch) < rotateTogether {
				return nil
			}
			return flush()
		})
		return err
	})
	if err != nil {
		return changed, lost, err
	}
	return changed, lost, flush()
}

// writeResealed writes values that are still what they were when they were read.
func (s *Store) writeResealed(ctx context.Context, c sealedColumn, list []resealed) (changed int, err error) {
	if len(list) == 0 {
		return 0, nil
	}
	sql := fmt.Sprintf(`UPDATE %s SET %s = $2 WHERE %s AND %[2]s = $3`, c.table, c.column, c.row)
	err = s.service(ctx, func(tx pgx.Tx) error {
		changed = 0
		batch := &pgx.Batch{}
		for _, one := range list {
			batch.Queue(sql, one.id, one.now, one.was)
		}
		results := tx.SendBatch(ctx, batch)
		for range list {
			tag, err := results.Exec()
			if err != nil {
				return errors.Join(err, results.Close())
			}
			changed += int(tag.RowsAffected())
		}
		return results.Close()
	})
	return changed, err
}

// unhurried reads a whole table in one transaction, however long it takes.
func (s *Store) unhurried(ctx context.Context, fn func(pgx.Tx) error) error {
	return s.service(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SET LOCAL statement_timeout = 0`); err != nil {
			return err
		}
		return fn(tx)
	})
}
