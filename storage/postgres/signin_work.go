package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
	"yousaid/bot/channel"
)

// KeepState notes that a browser was sent to the identity provider. It was not
// done when there is something to wait for.
func (s *Store) KeepState(ctx context.Context, state, browser, page, from string, lives time.Duration) (wait time.Duration, err error) {
	err = s.service(ctx, func(tx pgx.Tx) error {
		if wait, err = s.spend(ctx, tx, statesFrom, s.subject(statesFrom.what, []byte(from))); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO sign_in_states (state, browser, page, expires_at) VALUES ($1, $2, $3, $4)`,
			hashed(state), hashed(browser), page, s.now().Add(lives))
		return err
	})
	if errors.Is(err, errSpent) {
		return wait, nil
	}
	if err != nil {
		return 0, fmt.Errorf("keep a sign-in's state: %w", err)
	}
	return 0, nil
}

// TakeState uses a state up, for the browser that it was made for.
func (s *Store) TakeState(ctx context.Context, state, browser string) (page string, err error) {
	err = s.pool.QueryRow(ctx, `
		DELETE FROM sign_in_states WHERE state = $1 AND browser = $2 AND expires_at > $3 RETURNING page`,
		hashed(state), hashed(browser), s.now()).Scan(&page)
	if errors.Is(err, pgx.ErrNoRows) {
		err = bot.ErrUsed
	}
	if err != nil {
		return "", fmt.Errorf("take a sign-in's state: %w", clean(err))
	}
	return page, nil
}

// Identify finds the active officer whose account it is. An account that is
// nobody's yet becomes that of the officer whose registered e-mail address it
// has, unless another account of that provider is theirs already: addresses
// are given to new people, accounts are not.
func (s *Store) Identify(ctx context.Context, who bot.Identity) (officer bot.Officer, err error) {
	err = s.service(ctx, func(tx pgx.Tx) error {
		officer, err = s.identify(ctx, tx, who)
		return err
	})
	if err == nil && officer.ID == "" {
		err = bot.ErrNotFound
	}
	if err != nil {
		return bot.Officer{}, fmt.Errorf("identify an officer: %w", err)
	}
	return officer, nil
}

// identify finds nobody where there is nobody, so that the note of it stays.
func (s *Store) identify(ctx context.Context, tx pgx.Tx, who bot.Identity) (bot.Officer, error) {
	account := s.lookup.OfIdentity(who.Issuer, who.Subject)
	list, err := s.officers(ctx, tx, `
		WHERE officers.active AND officers.id = (SELECT officer_id FROM officer_identities WHERE lookup = $1)`, account[:])
	if err != nil {
		return bot.Officer{}, err
	}
	if len(list) == 0 && who.Email != "" {
		list, err = s.officers(ctx, tx, `
			WHERE officers.active AND officers.id = (SELECT officer_id FROM officer_addresses WHERE lookup = $1)
			  AND NOT EXISTS (SELECT FROM officer_identities WHERE officer_id = officers.id AND issuer = $2)`,
			s.blind(channel.Address{Channel: channel.Email, ID: who.Email}), who.Issuer)
		if err == nil && len(list) > 0 {
			err = s.bindIdentity(ctx, tx, list[0], who.Issuer, account[:])
		}
		if err != nil {
			return bot.Officer{}, err
		}
	}
	if len(list) == 0 {
		return bot.Officer{}, s.audit(ctx, tx, bot.Actor{Name: "unknown account"}, "sign-in-failed", "", map[string]string{"how": "oidc"})
	}
	return list[0], nil
}

func (s *Store) bindIdentity(ctx context.Context, tx pgx.Tx, officer bot.Officer, issuer string, account []byte) error {
	// What is there is an account of somebody whose access was taken away, or
	// of two sign-ins at once the other one's.
	bound, err := tx.Exec(ctx, `
		INSERT INTO officer_identities (lookup, officer_id, issuer, bound_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT DO NOTHING`, account, officer.ID, issuer, s.now())
	if err == nil && bound.RowsAffected() == 0 {
		err = bot.ErrNotFound
	}
	if err != nil {
		return err
	}
	return s.audit(ctx, tx, officer.Actor(), "account-connected", "", nil)
}
