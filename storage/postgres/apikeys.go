package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
)

// mostKeys is how many keys of an agency may work at the same time.
const mostKeys = 20

// What systems are allowed: a key 120 requests at once and two a second; who
// sends wrong keys 30, and one in ten seconds.
var (
	requestsBy    = allowance{"api requests by", 120, 500 * time.Millisecond}
	wrongKeysFrom = allowance{"api keys from", 30, 10 * time.Second}
)

// keyRow is a key without what it is known by.
type keyRow struct {
	ID        string
	Agency    string
	Name      string
	Begins    string
	Words     bool
	Guarded   bool
	Creates   bool
	AddedBy   string
	AddedAt   time.Time
	UsedAt    *time.Time
	RevokedBy string
	RevokedAt *time.Time
}

const keySQL = `
	SELECT id::text, agency, name, begins, words, guarded, creates, added_by, added_at, used_at, revoked_by, revoked_at FROM api_keys`

func (r keyRow) key() bot.APIKey {
	return bot.APIKey{
		ID: r.ID, Agency: r.Agency, Name: r.Name, Begins: r.Begins, Words: r.Words, Guarded: r.Guarded, Creates: r.Creates,
		AddedBy: r.AddedBy, Added: r.AddedAt, Used: at(r.UsedAt), Revoked: at(r.RevokedAt), By: r.RevokedBy,
	}
}

// APIKey finds a key by its hash: whoever can't make the hash learns nothing by
// how long that takes. A wrong key counts for where it came from, a right one
// for itself.
func (s *Store) APIKey(ctx context.Context, token, from string) (key bot.APIKey, wait time.Duration, err error) {
	now := s.now()
	err = s.service(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, keySQL+` WHERE token = $1 AND revoked_at IS NULL`, hashed(token))
		if err != nil {
			return err
		}
		row, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[keyRow])
		if errors.Is(err, pgx.ErrNoRows) {
			key = bot.APIKey{}
			wait, err = s.spend(ctx, tx, wrongKeysFrom, s.subject(wrongKeysFrom.what, []byte(from)))
			return err
		}
		if err != nil {
			return err
		}
		key = row.key()
		if now.Sub(key.Used) >= time.Minute {
			if _, err := tx.Exec(ctx, `UPDATE api_keys SET used_at = $2 WHERE id = $1`, key.ID, now); err != nil {
				return err
			}
		}
		wait, err = s.spend(ctx, tx, requestsBy, s.subject(requestsBy.what, []byte(key.ID)))
		return err
	})
	switch {
	case errors.Is(err, errSpent):
		return bot.APIKey{}, wait, nil
	case err == nil && key.ID == "":
		err = bot.ErrNotFound
	}
	if err != nil {
		return bot.APIKey{}, 0, fmt.Errorf("find an API key: %w", err)
	}
	return key, 0, nil
}

// APIKeys lists the keys that an officer keeps, by agency, the newest first.
func (s *Store) APIKeys(ctx context.Context, by bot.Officer) (list []bot.APIKey, err error) {
	err = s.desk(ctx, overseer(by), func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, keySQL+` ORDER BY agency, added_at DESC, id`)
		if err != nil {
			return err
		}
		found, err := pgx.CollectRows(rows, pgx.RowToStructByName[keyRow])
		list = nil
		for _, row := range found {
			if by.KeepsSystems(row.Agency) {
				list = append(list, row.key())
			}
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list API keys: %w", err)
	}
	return list, nil
}

// AddKey adds a key of the officer's agency, once for each id. ErrMayNot: it is
// not theirs to give; ErrConflict: there are as many as there may be.
func (s *Store) AddKey(ctx context.Context, by bot.Officer, k bot.APIKey, token string) error {
	err := s.service(ctx, func(tx pgx.Tx) error {
		self, err := s.lockPeople(ctx, tx, by)
		if err != nil {
			return err
		}
		if !self.ConnectsSystems(k.Agency) || k.Guarded && !self.Cleared {
			return bot.ErrMayNot
		}
		var there int
		err = tx.QueryRow(ctx, `SELECT count(*) FROM api_keys WHERE agency = $1 AND revoked_at IS NULL AND id <> $2`, k.Agency, k.ID).Scan(&there)
		if err == nil && there >= mostKeys {
			err = bot.ErrConflict
		}
		if err != nil {
			return err
		}
		tag, err := tx.Exec(ctx, `
			INSERT INTO api_keys (id, agency, name, token, begins, words, guarded, creates, added_by, added_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (id) DO NOTHING`,
			k.ID, k.Agency, k.Name, hashed(token), k.Begins, k.Words, k.Guarded, k.Creates, self.Name, s.now())
		if err == nil && tag.RowsAffected() == 0 {
			err = bot.ErrUsed
		}
		if err != nil {
			return err
		}
		return s.audit(ctx, tx, self.Actor(), "key-added", "", map[string]string{
			"key": k.ID, "words": yes(k.Words), "guarded": yes(k.Guarded), "creates": yes(k.Creates),
		})
	})
	if err != nil {
		return fmt.Errorf("add API key %s: %w", k.ID, err)
	}
	return nil
}

// RevokeKey ends a key, for good. One that is not the officer's to keep is
// ErrNotFound.
func (s *Store) RevokeKey(ctx context.Context, by bot.Officer, id string) error {
	err := s.service(ctx, func(tx pgx.Tx) error {
		self, err := s.active(ctx, tx, by.ID)
		if err != nil {
			return err
		}
		var agency string
		if err := tx.QueryRow(ctx, `SELECT agency FROM api_keys WHERE id = as_uuid($1) FOR UPDATE`, id).Scan(&agency); err != nil {
			return err
		}
		if !self.KeepsSystems(agency) {
			return bot.ErrNotFound
		}
		tag, err := tx.Exec(ctx, `UPDATE api_keys SET revoked_at = $2, revoked_by = $3 WHERE id = $1 AND revoked_at IS NULL`, id, s.now(), self.Name)
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		return s.audit(ctx, tx, self.Actor(), "key-revoked", "", map[string]string{"key": id, "agency": agency})
	})
	if err != nil {
		return fmt.Errorf("revoke API key %s: %w", id, err)
	}
	return nil
}
