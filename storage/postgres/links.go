package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
)

// CreateLink makes a one-time link of a desk to a report. Only the hash of its
// token stays.
func (s *Store) CreateLink(ctx context.Context, desk, report, token string, lives time.Duration) error {
	_, err := s.pool.Exec(ctx, `INSERT INTO links (token, desk_id, report_id, expires_at) VALUES ($1, $2, $3, $4)`,
		hashed(token), desk, report, s.now().Add(lives))
	if err != nil {
		return fmt.Errorf("make a link to report %s: %w", report, clean(err))
	}
	return nil
}

// PeekLink tells whether a link can still be used. It uses nothing up: programs
// that look for bad links open them, too.
func (s *Store) PeekLink(ctx context.Context, token string) error {
	var good bool
	err := s.pool.QueryRow(ctx, `
		SELECT EXISTS (SELECT FROM links WHERE token = $1 AND used_at IS NULL AND expires_at > $2)`,
		hashed(token), s.now()).Scan(&good)
	if err == nil && !good {
		return bot.ErrUsed
	}
	if err != nil {
		return fmt.Errorf("look at a link: %w", clean(err))
	}
	return nil
}

// UseLink uses a link up and opens a session under the given token. Of two at
// once one gets it.
func (s *Store) UseLink(ctx context.Context, token, session string, lives time.Duration) (by bot.Actor, report string, err error) {
	err = s.service(ctx, func(tx pgx.Tx) error {
		now := s.now()
		var desk string
		err := tx.QueryRow(ctx, `
			UPDATE links SET used_at = $2
			FROM desks WHERE links.token = $1 AND links.used_at IS NULL AND links.expires_at > $2
			  AND desks.id = links.desk_id AND desks.active
			RETURNING desks.id::text, links.report_id::text`, hashed(token), now).Scan(&desk, &report)
		if errors.Is(err, pgx.ErrNoRows) {
			return bot.ErrUsed
		}
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO link_sessions (token, desk_id, report_id, expires_at) VALUES ($1, $2, $3, $4)`,
			hashed(session), desk, report, now.Add(lives))
		if err != nil {
			return err
		}
		if by, report, err = s.linkSession(ctx, tx, session); err != nil {
			return err
		}
		return s.audit(ctx, tx, by, "link used", report, nil)
	})
	if err != nil {
		return bot.Actor{}, "", fmt.Errorf("use a link: %w", err)
	}
	return by, report, nil
}

// LinkSession finds whose session it is, and for which report.
func (s *Store) LinkSession(ctx context.Context, session string) (by bot.Actor, report string, err error) {
	err = s.service(ctx, func(tx pgx.Tx) (err error) {
		by, report, err = s.linkSession(ctx, tx, session)
		return err
	})
	if err != nil {
		return bot.Actor{}, "", fmt.Errorf("find a session: %w", err)
	}
	return by, report, nil
}

func (s *Store) linkSession(ctx context.Context, tx pgx.Tx, session string) (by bot.Actor, report string, err error) {
	err = tx.QueryRow(ctx, `
		SELECT desks.id::text, desks.label, desks.agency, desks.cleared, link_sessions.report_id::text
		FROM link_sessions JOIN desks ON desks.id = link_sessions.desk_id AND desks.active
		WHERE link_sessions.token = $1 AND link_sessions.expires_at > $2`, hashed(session), s.now()).
		Scan(&by.Desk, &by.Name, &by.Agency, &by.Cleared, &report)
	if errors.Is(err, pgx.ErrNoRows) {
		err = bot.ErrUsed
	}
	return by, report, err
}
