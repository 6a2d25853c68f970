package postgres

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
	"yousaid/storage/seal"
)

func cellOfApp(officer string) []byte { return seal.Cell("officer_apps", "secret", officer) }

func cellOfSetUp(token []byte) []byte {
	return seal.Cell("sign_ins", "secret", hex.EncodeToString(token))
}

// App says whether the officer of a sign-in, whose first code was right, has an
// authenticator app. For who has none, fresh becomes the secret of the one that
// they are setting up, unless this browser was given another; bot.ErrUsed when
// the sign-in is over.
func (s *Store) App(ctx context.Context, token, fresh string) (app bot.AppSetUp, err error) {
	key := hashed(token)
	err = s.service(ctx, func(tx pgx.Tx) error {
		app = bot.AppSetUp{}
		var officer string
		var pending []byte
		err := tx.QueryRow(ctx, `
			SELECT officer_id::text, secret, EXISTS (SELECT FROM officer_apps WHERE officer_apps.officer_id = sign_ins.officer_id)
			FROM sign_ins WHERE token = $1 AND step = $2 AND expires_at > $3 FOR UPDATE`,
			key, stepApp, s.now()).Scan(&officer, &pending, &app.Done)
		if errors.Is(err, pgx.ErrNoRows) {
			return bot.ErrUsed
		}
		if err != nil {
			return err
		}
		if app.Officer, err = s.active(ctx, tx, officer); err != nil || app.Done {
			return err
		}
		if pending != nil {
			secret, err := s.apps.Open(pending, cellOfSetUp(key))
			app.Secret = string(secret)
			return err
		}
		app.Secret = fresh
		_, err = tx.Exec(ctx, `UPDATE sign_ins SET secret = $2 WHERE token = $1`, key, s.apps.Seal([]byte(fresh), cellOfSetUp(key)))
		return err
	})
	if err != nil {
		return bot.AppSetUp{}, fmt.Errorf("look for an authenticator app: %w", err)
	}
	return app, nil
}

// TryApp compares a code of the officer's app: step says of which time step it
// is the code for a secret, 0 for none. A step is good once, and none before it
// after. For who is setting the app up, a right code ends that, and recoveries
// become their recovery codes; bot.ErrConflict when another browser was first.
// The sign-in is over when it was right.
func (s *Store) TryApp(ctx context.Context, t bot.SignInTry, step func(secret string) int64, recoveries []string) (bot.SignInTried, error) {
	return s.try(ctx, t, stepApp, func(ctx context.Context, tx pgx.Tx, now signIn) (bool, error) {
		good, err := s.useApp(ctx, tx, now.Officer, step)
		if errors.Is(err, bot.ErrNotFound) {
			good, err = s.setUpApp(ctx, tx, t, now, step, recoveries)
		}
		if err != nil || !good {
			return false, err
		}
		return true, s.endSignIn(ctx, tx, t, now)
	})
}

func (s *Store) setUpApp(ctx context.Context, tx pgx.Tx, t bot.SignInTry, now signIn, step func(string) int64, recoveries []string) (bool, error) {
	if now.Secret == nil {
		return false, bot.ErrUsed
	}
	secret, err := s.apps.Open(now.Secret, cellOfSetUp(hashed(t.Token)))
	if err != nil {
		return false, err
	}
	found := step(string(secret))
	if found == 0 {
		return false, nil
	}
	made, err := tx.Exec(ctx, `
		INSERT INTO officer_apps (officer_id, secret, last_step, set_up_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
		now.Officer, s.apps.Seal(secret, cellOfApp(now.Officer)), found, s.now())
	if err == nil && made.RowsAffected() == 0 {
		err = bot.ErrConflict
	}
	if err != nil {
		return false, err
	}
	return true, s.setRecoveries(ctx, tx, now.Officer, recoveries)
}

// TryRecovery compares a recovery code, in the place of one of the app, and
// uses it up. The sign-in is over when it was right.
func (s *Store) TryRecovery(ctx context.Context, t bot.SignInTry) (bot.SignInTried, error) {
	return s.try(ctx, t, stepApp, func(ctx context.Context, tx pgx.Tx, now signIn) (bool, error) {
		used, err := tx.Exec(ctx, `DELETE FROM officer_recoveries WHERE officer_id = $1 AND code = $2`,
			now.Officer, s.hashCode("recovery", []byte(now.Officer), t.Code))
		if err != nil || used.RowsAffected() == 0 {
			return false, err
		}
		if err := s.audit(ctx, tx, now.who.Actor(), "recovery-code-used", "", nil); err != nil {
			return false, err
		}
		return true, s.endSignIn(ctx, tx, t, now)
	})
}

// endSignIn ends a sign-in that is complete, and forgets what was wrong before.
func (s *Store) endSignIn(ctx context.Context, tx pgx.Tx, t bot.SignInTry, now signIn) error {
	if _, err := tx.Exec(ctx, `DELETE FROM sign_ins WHERE token = $1`, hashed(t.Token)); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `DELETE FROM sign_in_tries WHERE subject = $1`, now.Subject)
	return err
}

// setRecoveries replaces an officer's recovery codes.
func (s *Store) setRecoveries(ctx context.Context, tx pgx.Tx, officer string, codes []string) error {
	hashes := make([][]byte, len(codes))
	for i, code := range codes {
		hashes[i] = s.hashCode("recovery", []byte(officer), code)
	}
	if _, err := tx.Exec(ctx, `DELETE FROM officer_recoveries WHERE officer_id = $1`, officer); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO officer_recoveries (officer_id, code) SELECT $1, unnest($2::bytea[])`, officer, hashes)
	return err
}
