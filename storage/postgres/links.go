package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
)

// CreateLink makes a one-time link. Only the hash of its token stays.
func (s *Store) CreateLink(ctx context.Context, link bot.Link, token string, lives time.Duration) error {
	_, err := s.pool.Exec(ctx, `
		INSERT INTO links (token, desk_id, officer_id, report_id, comment_id, expires_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		hashed(token), nullable(link.Desk), nullable(link.Officer), nullable(link.Report), nullable(link.Comment), s.now().Add(lives))
	if err != nil {
		return fmt.Errorf("make a link: %w", clean(err))
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
func (s *Store) UseLink(ctx context.Context, token, session string, lives time.Duration) (by bot.Actor, to bot.Target, err error) {
	err = s.service(ctx, func(tx pgx.Tx) error {
		now := s.now()
		opened, err := tx.Exec(ctx, `
			WITH link AS (
				UPDATE links SET used_at = $2 WHERE token = $1 AND used_at IS NULL AND expires_at > $2
				RETURNING desk_id, officer_id, report_id, comment_id)
			INSERT INTO link_sessions (token, desk_id, officer_id, report_id, comment_id, expires_at)
			SELECT $3, desk_id, officer_id, report_id, comment_id, $4 FROM link`,
			hashed(token), now, hashed(session), now.Add(lives))
		if err == nil && opened.RowsAffected() == 0 {
			return bot.ErrUsed
		}
		if err != nil {
			return err
		}
		// Whoever lost their access meanwhile gets no session, and the link
		// stays as it was.
		if by, to, err = linkSession(ctx, tx, session, now); err != nil {
			return err
		}
		return s.audit(ctx, tx, by, "link used", to.Report, nil)
	})
	if err != nil {
		return bot.Actor{}, bot.Target{}, fmt.Errorf("use a link: %w", err)
	}
	return by, to, nil
}

// LinkSession finds whose session it is, and what it may read.
func (s *Store) LinkSession(ctx context.Context, session string) (by bot.Actor, to bot.Target, err error) {
	err = s.service(ctx, func(tx pgx.Tx) (err error) {
		by, to, err = linkSession(ctx, tx, session, s.now())
		return err
	})
	if err != nil {
		return bot.Actor{}, bot.Target{}, fmt.Errorf("find a session: %w", err)
	}
	return by, to, nil
}

// linkSession reads a session. An officer's own counts as theirs, with what
// they are cleared for now; a desk's as the desk's.
func linkSession(ctx context.Context, tx pgx.Tx, session string, now time.Time) (by bot.Actor, to bot.Target, err error) {
	err = tx.QueryRow(ctx, `
		SELECT coalesce(officers.id::text, ''), coalesce(desks.id::text, ''), coalesce(officers.name, desks.label),
		       coalesce(officers.agency, desks.agency), coalesce(officers.cleared, desks.cleared),
		       coalesce(link_sessions.report_id::text, ''), coalesce(link_sessions.comment_id::text, '')
		FROM link_sessions
		LEFT JOIN desks ON desks.id = link_sessions.desk_id AND desks.active
		LEFT JOIN officers ON officers.id = link_sessions.officer_id AND officers.active
		WHERE link_sessions.token = $1 AND link_sessions.expires_at > $2
		  AND (link_sessions.desk_id IS NULL OR desks.id IS NOT NULL)
		  AND (link_sessions.officer_id IS NULL OR officers.id IS NOT NULL)`, hashed(session), now).
		Scan(&by.Officer, &by.Desk, &by.Name, &by.Agency, &by.Cleared, &to.Report, &to.Comment)
	if errors.Is(err, pgx.ErrNoRows) {
		err = bot.ErrUsed
	}
	return by, to, err
}
