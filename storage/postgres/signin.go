package postgres

import (
	"context"
	"crypto/hmac"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
)

// The steps of a sign-in by a code.
const (
	stepCode = "code"
	stepApp  = "app"
)

// mostTries is how often each step may be tried.
const mostTries = 5

// AskCode begins a sign-in by a code. Nobody registered at the address is an
// officer without an id, and the same is done for nobody.
func (s *Store) AskCode(ctx context.Context, w bot.CodeWish) (officer bot.Officer, wait time.Duration, err error) {
	err = s.service(ctx, func(tx pgx.Tx) error {
		address := s.blind(w.Address)
		if wait, err = s.spend(ctx, tx, codesTo, s.subject(codesTo.what, address)); err != nil {
			return err
		}
		if wait, err = s.spend(ctx, tx, codesFrom, s.subject(codesFrom.what, []byte(w.From))); err != nil {
			return err
		}
		officer, err = s.beginSignIn(ctx, tx, w, address)
		return err
	})
	if errors.Is(err, errSpent) {
		return bot.Officer{}, wait, nil
	}
	if err != nil {
		return bot.Officer{}, 0, fmt.Errorf("begin a sign-in: %w", err)
	}
	return officer, 0, nil
}

func (s *Store) beginSignIn(ctx context.Context, tx pgx.Tx, w bot.CodeWish, address []byte) (officer bot.Officer, err error) {
	list, err := s.officers(ctx, tx, `
		WHERE officers.active AND officers.id = (SELECT officer_id FROM officer_addresses WHERE lookup = $1)`, address)
	if err != nil {
		return officer, err
	}
	subject := s.subject(triesAs.what, address)
	if len(list) > 0 {
		officer = list[0]
		subject = s.subject(triesAs.what, []byte(officer.ID))
	}
	id := nullable(officer.ID)
	// Locked, so that of two wishes at once only one is left with a code that works.
	if _, err := tx.Exec(ctx, `SELECT FROM officers WHERE id = $1 FOR NO KEY UPDATE`, id); err != nil {
		return officer, err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM sign_ins WHERE officer_id = $1 AND step = $2`, id, stepCode); err != nil {
		return officer, err
	}
	_, err = tx.Exec(ctx, `
		INSERT INTO sign_ins (token, officer_id, step, subject, code, expires_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		hashed(w.Token), id, stepCode, subject, s.hashCode(stepCode, hashed(w.Token), w.Code), s.now().Add(w.Lives))
	return officer, err
}

func (s *Store) hashCode(kind string, owner []byte, code string) []byte {
	value := s.lookup.OfCode(kind, owner, code)
	return value[:]
}

// TryCode compares the code that was sent. When it is right the sign-in goes on
// with the next token; bot.ErrUsed when it is over.
func (s *Store) TryCode(ctx context.Context, t bot.SignInTry) (bot.SignInTried, error) {
	return s.try(ctx, t, stepCode, func(ctx context.Context, tx pgx.Tx, now signIn) (bool, error) {
		if !hmac.Equal(now.Code, s.hashCode(stepCode, hashed(t.Token), t.Code)) {
			return false, nil
		}
		if err := s.giveBack(ctx, tx, triesAs, now.Subject); err != nil {
			return false, err
		}
		_, err := tx.Exec(ctx, `UPDATE sign_ins SET token = $2, step = $3, tries = 0, expires_at = $4 WHERE token = $1`,
			hashed(t.Token), hashed(t.Next), stepApp, s.now().Add(t.Lives))
		return true, err
	})
}

// signIn is a row of sign_ins that somebody tries to go on with.
type signIn struct {
	Officer string // id; empty for nobody's
	Subject []byte
	Code    []byte
	Secret  []byte
	Tries   int // this one counted
	who     bot.Officer
}

// try counts a try and has it compared. All of it is one transaction that locks
// what counts, so that many tries at once are no more than one after the other.
// Nobody's code is never right.
func (s *Store) try(ctx context.Context, t bot.SignInTry, step string, right func(context.Context, pgx.Tx, signIn) (bool, error)) (bot.SignInTried, error) {
	var tried bot.SignInTried
	err := s.service(ctx, func(tx pgx.Tx) error {
		tried = bot.SignInTried{}
		now, wait, err := s.countTry(ctx, tx, t, step)
		if err != nil {
			tried.Wait = wait
			return err
		}
		officer, err := s.active(ctx, tx, now.Officer)
		if err != nil {
			return err
		}
		tried.Left = mostTries - now.Tries
		if officer.ID == "" {
			return nil
		}
		now.who = officer
		good, err := right(ctx, tx, now)
		if err != nil {
			return err
		}
		if good {
			tried.Officer = officer
			return s.giveBack(ctx, tx, triesFrom, s.subject(triesFrom.what, []byte(t.From)))
		}
		return s.audit(ctx, tx, officer.Actor(), "sign-in-failed", "", map[string]string{"step": step})
	})
	if errors.Is(err, errSpent) {
		return tried, nil
	}
	if err != nil {
		return bot.SignInTried{}, fmt.Errorf("try to sign in: %w", err)
	}
	return tried, nil
}

func (s *Store) countTry(ctx context.Context, tx pgx.Tx, t bot.SignInTry, step string) (now signIn, wait time.Duration, err error) {
	err = tx.QueryRow(ctx, `
		UPDATE sign_ins SET tries = tries + 1 WHERE token = $1 AND step = $2 AND tries < $3 AND expires_at > $4
		RETURNING coalesce(officer_id::text, ''), subject, code, secret, tries`,
		hashed(t.Token), step, mostTries, s.now()).Scan(&now.Officer, &now.Subject, &now.Code, &now.Secret, &now.Tries)
	if errors.Is(err, pgx.ErrNoRows) {
		err = bot.ErrUsed
	}
	if err != nil {
		return now, 0, err
	}
	if wait, err = s.spend(ctx, tx, triesAs, now.Subject); err != nil {
		return now, wait, err
	}
	wait, err = s.spend(ctx, tx, triesFrom, s.subject(triesFrom.what, []byte(t.From)))
	return now, wait, err
}

// active finds an officer who may sign in; nobody for an empty id.
func (s *Store) active(ctx context.Context, tx pgx.Tx, id string) (bot.Officer, error) {
	list, err := s.officers(ctx, tx, ` WHERE officers.active AND officers.id::text = $1`, id)
	if err != nil || len(list) == 0 {
		return bot.Officer{}, err
	}
	return list[0], nil
}
