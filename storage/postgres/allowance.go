package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
)

// allowance is how often something may be done: so many times at once, and one
// more in each span after that.
type allowance struct {
	what string
	most int
	each time.Duration
}

// What signing in is allowed. A whole council may come from one network
// address, so that bounds only what no office does.
var (
	codesTo    = allowance{"sign-in codes to", 3, 5 * time.Minute}
	codesFrom  = allowance{"sign-in codes from", 60, 20 * time.Second}
	triesAs    = allowance{"sign-in tries as", 10, 6 * time.Minute}
	statesFrom = allowance{"sign-ins from", 120, 5 * time.Second}
	triesFrom  = allowance{"sign-in tries from", 60, time.Minute}
)

// errSpent takes a transaction back whose allowance is used up.
var errSpent = errors.New("allowance used up")

// spend takes one of an allowance for a subject. Where none is left it is
// errSpent, with how long to wait. Its row stays locked, so that nobody gets
// more by asking many times at once.
func (s *Store) spend(ctx context.Context, tx pgx.Tx, a allowance, subject []byte) (time.Duration, error) {
	now := s.now()
	var until time.Time
	err := tx.QueryRow(ctx, `
		INSERT INTO sign_in_tries AS spent (subject, used_until) VALUES ($1, $2::timestamptz + $3::interval)
		ON CONFLICT (subject) DO UPDATE SET used_until = greatest(spent.used_until, $2) + $3
		RETURNING used_until`, subject, now, a.each).Scan(&until)
	if err != nil {
		return 0, err
	}
	if wait := until.Sub(now) - a.each*time.Duration(a.most); wait > 0 {
		return wait, errSpent
	}
	return 0, nil
}

// giveBack undoes a spend: what was tried was right.
func (s *Store) giveBack(ctx context.Context, tx pgx.Tx, a allowance, subject []byte) error {
	_, err := tx.Exec(ctx, `UPDATE sign_in_tries SET used_until = used_until - $2::interval WHERE subject = $1`, subject, a.each)
	return err
}
