package postgres

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"errors"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"yousaid/flows"
)

// How guessing is slowed: each wrong PIN doubles the wait before the next try,
// and the fifth ends in an hour. After an hour without a try all is forgotten.
const (
	firstWait  = 5 * time.Second
	mostWrong  = 5
	lockedFor  = time.Hour
	saltLength = 16
)

// setPIN sets or removes the PIN of this address.
func (c *commit) setPIN(pin string) {
	if pin == "" {
		c.write(`DELETE FROM pins WHERE lookup = $1`, c.lookup)
		return
	}
	salt := make([]byte, saltLength)
	_, _ = rand.Read(salt) // never fails: the program would have ended
	c.write(`
		INSERT INTO pins (lookup, salt, hash, set_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (lookup) DO UPDATE SET salt = excluded.salt, hash = excluded.hash, set_at = excluded.set_at`,
		c.lookup, salt, c.hashPIN(salt, c.lookup, pin), c.now)
}

func (s *Store) hashPIN(salt, owner []byte, pin string) []byte {
	hash := s.lookup.OfPIN(salt, owner, pin)
	return hash[:]
}

// tryPIN compares the PIN of this address itself.
func (c *commit) tryPIN(ctx context.Context, tx pgx.Tx, pin string) (flows.Outcome, error) {
	subject := c.subject("by", c.lookup)
	refused, err := c.tries(ctx, tx, pin, c.lookup, subject)
	if err == nil && refused.Refused == "" {
		c.write(`DELETE FROM pin_tries WHERE subject = $1`, subject)
	}
	return refused, err
}

// tryTheirs compares the PIN of a report that is not this address's own; owner
// is nil when there is none of that reference, which is tried, and counted,
// just the same.
func (c *commit) tryTheirs(ctx context.Context, tx pgx.Tx, effect flows.Effect, owner []byte) (flows.Outcome, error) {
	if effect.Text == "" {
		return flows.Outcome{Refused: flows.RefusedPIN}, nil
	}
	subject := c.subject("of", []byte(effect.Target))
	refused, err := c.tries(ctx, tx, effect.Text, owner, subject, c.subject("by", c.lookup))
	if err == nil && refused.Refused == "" {
		c.write(`DELETE FROM pin_tries WHERE subject = $1`, subject)
	}
	return refused, err
}

// subject is what wrong PINs are counted for.
func (s *Store) subject(kind string, what []byte) []byte {
	value := s.lookup.OfTry(kind, what)
	return value[:]
}

// tries compares a PIN unless it is too early for that, and counts a wrong one
// for each subject. The subjects stay locked, in one order, so that nobody can
// try many at once.
func (c *commit) tries(ctx context.Context, tx pgx.Tx, pin string, owner []byte, subjects ...[]byte) (flows.Outcome, error) {
	slices.SortFunc(subjects, bytes.Compare)
	var wait time.Duration
	counts := make([]int, len(subjects))
	for i, subject := range subjects {
		// The update that changes nothing locks a row that was there.
		var last time.Time
		err := tx.QueryRow(ctx, `
			INSERT INTO pin_tries (subject, wrong, last_at) VALUES ($1, 0, $2)
			ON CONFLICT (subject) DO UPDATE SET subject = excluded.subject
			RETURNING wrong, last_at`, subject, c.now).Scan(&counts[i], &last)
		if err != nil {
			return flows.Outcome{}, err
		}
		if c.now.Sub(last) >= lockedFor {
			counts[i] = 0
		}
		wait = max(wait, pinWait(counts[i])-c.now.Sub(last))
	}
	if wait > 0 {
		return flows.Outcome{Refused: flows.RefusedWait, Wait: wait}, nil
	}
	right, err := c.rightPIN(ctx, tx, pin, owner)
	if err != nil || right {
		return flows.Outcome{}, err
	}
	for i, subject := range subjects {
		c.write(`UPDATE pin_tries SET wrong = $2, last_at = $3 WHERE subject = $1`, subject, counts[i]+1, c.now)
	}
	return flows.Outcome{Refused: flows.RefusedPIN}, nil
}

// pinWait is how long after so many wrong PINs the next may be tried.
func pinWait(wrong int) time.Duration {
	switch {
	case wrong == 0:
		return 0
	case wrong >= mostWrong:
		return lockedFor
	}
	return firstWait << (wrong - 1)
}

// rightPIN compares. Where no PIN is set it does the same work, for nothing.
func (c *commit) rightPIN(ctx context.Context, tx pgx.Tx, pin string, owner []byte) (bool, error) {
	salt, hash := make([]byte, saltLength), []byte(nil)
	err := tx.QueryRow(ctx, `SELECT salt, hash FROM pins WHERE lookup = $1`, owner).Scan(&salt, &hash)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return false, err
	}
	return hmac.Equal(c.hashPIN(salt, owner, pin), hash), nil
}
