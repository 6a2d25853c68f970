package postgres

import (
	"context"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"yousaid/bot"
	"yousaid/flows"
)

// Forgotten lists whom and what the record has forgotten, and who said STOP,
// oldest first: ids and keyed hashes, which tell nothing by themselves.
func (s *Store) Forgotten(ctx context.Context) ([]bot.Forgotten, error) {
	var list []bot.Forgotten
	err := s.unhurried(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			SELECT kind, target::text, min(at) AS at FROM tombstones GROUP BY kind, target
			UNION ALL SELECT $1, encode(lookup, 'hex'), since FROM stops ORDER BY at, kind, target`, bot.ForgottenStop)
		if err != nil {
			return err
		}
		list, err = pgx.CollectRows(rows, pgx.RowToStructByName[bot.Forgotten])
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list what was forgotten: %w", clean(err))
	}
	return list, nil
}

// ForgetAgain forgets what was forgotten before and is here again, because a
// backup was restored: what is listed, and what the record's own tombstones
// name. A second time finds nothing. It counts what it found.
func (s *Store) ForgetAgain(ctx context.Context, list []bot.Forgotten) (found bot.ForgottenAgain, err error) {
	if found.Stops, err = s.takeForgotten(ctx, list); err != nil {
		return found, fmt.Errorf("take over what was forgotten: %w", clean(err))
	}
	if found.Residents, err = s.forgetResidents(ctx); err != nil {
		return found, err
	}
	if found.Reports, found.Comments, err = s.forgetRest(ctx); err != nil {
		return found, fmt.Errorf("forget again: %w", clean(err))
	}
	return found, nil
}

// takeForgotten takes tombstones and STOPs over that the record doesn't have.
func (s *Store) takeForgotten(ctx context.Context, list []bot.Forgotten) (stops int, err error) {
	err = s.unhurried(ctx, func(tx pgx.Tx) error {
		stops = 0
		batch := &pgx.Batch{}
		for _, one := range list {
			if one.Kind == bot.ForgottenStop {
				lookup, err := hex.DecodeString(one.Target)
				if err != nil {
					return err
				}
				batch.Queue(`INSERT INTO stops (lookup, since) VALUES ($1, $2) ON CONFLICT DO NOTHING`, lookup, one.At)
				continue
			}
			batch.Queue(`
				INSERT INTO tombstones (kind, target, at) SELECT $1, $2::uuid, $3
				WHERE NOT EXISTS (SELECT FROM tombstones WHERE kind = $1 AND target = $2::uuid)`, one.Kind, one.Target, one.At)
		}
		results := tx.SendBatch(ctx, batch)
		for _, one := range list {
			tag, err := results.Exec()
			if err != nil {
				_ = results.Close() // the first error tells more
				return err
			}
			if one.Kind == bot.ForgottenStop {
				stops += int(tag.RowsAffected())
			}
		}
		return results.Close()
	})
	return stops, err
}

// backAgain is somebody who was forgotten and is in the vault again.
type backAgain struct {
	ID      string
	Channel string
	Key     []byte
	Address []byte
}

// forgetResidents does FORGET ME again for everybody whom a restored vault holds
// though they were forgotten.
func (s *Store) forgetResidents(ctx context.Context) (count int, err error) {
	rows, err := s.pool.Query(ctx, `
		SELECT id::text, channel, data_key AS key, address FROM vault.contacts
		WHERE id IN (SELECT target FROM tombstones WHERE kind = 'contact')`)
	if err != nil {
		return 0, fmt.Errorf("look for whom was forgotten: %w", clean(err))
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[backAgain])
	if err != nil {
		return 0, fmt.Errorf("look for whom was forgotten: %w", clean(err))
	}
	for _, one := range list {
		who, err := s.contactAddress(one.ID, one.Channel, one.Key, one.Address)
		if err != nil {
			return count, err
		}
		work := flows.Pending{ID: uuid.NewString(), Since: s.now(), Effects: []flows.Effect{{Kind: flows.ForgetMe}}}
		if _, err := s.Commit(ctx, who, work); err != nil {
			return count, fmt.Errorf("forget contact %s again: %w", one.ID, err)
		}
		count++
	}
	return count, nil
}

// forgetRest forgets reports and comments whose resident isn't there any more:
// the backup is of a moment at which they had been forgotten already, or their
// keys come from an older one.
func (s *Store) forgetRest(ctx context.Context) (reports, comments int, err error) {
	err = s.unhurried(ctx, func(tx pgx.Tx) error {
		c := &commit{Store: s, tx: tx, now: s.now()}
		lost, err := targetsOf(ctx, tx, `
			SELECT DISTINCT target::text FROM tombstones WHERE kind = 'report' AND (
				EXISTS (SELECT FROM vault.report_keys WHERE report_id = target) OR
				EXISTS (SELECT FROM reports WHERE id = target AND status <> 'forgotten'))`)
		if err != nil {
			return err
		}
		said, err := targetsOf(ctx, tx, `
			SELECT DISTINCT target::text FROM tombstones WHERE kind = 'comment' AND (
				EXISTS (SELECT FROM vault.comment_keys WHERE comment_id = target) OR
				EXISTS (SELECT FROM comments WHERE id = target AND text IS NOT NULL))`)
		if err != nil {
			return err
		}
		if reports, comments = len(lost), len(said); reports+comments == 0 {
			return nil
		}
		c.write(`DELETE FROM guests WHERE report_id = ANY($1)`, lost)
		c.forgetReports(lost, lost)
		for _, report := range lost {
			c.jobs = append(c.jobs, bot.RefreshJob{Report: report})
		}
		c.forgetCommentRows(said)
		return c.flush(ctx)
	})
	return reports, comments, err
}

func targetsOf(ctx context.Context, tx pgx.Tx, sql string) ([]string, error) {
	rows, err := tx.Query(ctx, sql)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// flush does what is queued in the transaction that is open, for work that has
// no id of its own.
func (c *commit) flush(ctx context.Context) error {
	batch := &pgx.Batch{}
	c.queue(batch)
	if err := c.tx.SendBatch(ctx, batch).Close(); err != nil {
		return err
	}
	for _, fn := range c.after {
		if err := fn(ctx); err != nil {
			return err
		}
	}
	return c.enqueue(ctx, c.tx, c.jobs...)
}

// Newest is when something was last filed or answered: how old a restored record
// is.
func (s *Store) Newest(ctx context.Context) (time.Time, error) {
	var at *time.Time
	err := s.pool.QueryRow(ctx, `SELECT max(at) FROM commits`).Scan(&at)
	if err != nil || at == nil {
		return time.Time{}, clean(err)
	}
	return *at, nil
}
