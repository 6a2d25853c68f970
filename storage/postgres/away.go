package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
)

var _ bot.AwayStore = (*Store)(nil)

// AwayOf reads when an officer is away, or is going to be. Alone says that without
// them nobody is there who works their agency's reports, as absentAgencies has it.
func (s *Store) AwayOf(ctx context.Context, officer string) (away bot.Away, alone bool, err error) {
	var from, until *time.Time
	err = s.pool.QueryRow(ctx, `
		SELECT away_from, away_until, NOT EXISTS (
			SELECT FROM officers other WHERE other.agency = officers.agency AND other.active AND other.id <> officers.id
			  AND NOT coalesce(other.away_until > $2 AND other.away_from <= $2, false)
			  AND (other.role = 'officer' OR NOT EXISTS (
				SELECT FROM officers works WHERE works.agency = officers.agency AND works.active AND works.role = 'officer')))
		FROM officers WHERE id = as_uuid($1) AND active`, officer, s.now()).Scan(&from, &until, &alone)
	if err != nil {
		return bot.Away{}, false, fmt.Errorf("when officer %s is away: %w", officer, clean(err))
	}
	if until != nil && until.After(s.now()) {
		away = bot.Away{From: at(from), Until: *until}
	}
	return away, alone, nil
}

// SetAway says when an officer is away. The reports that they have, and those of
// their agency, are shown and told of otherwise from then on.
func (s *Store) SetAway(ctx context.Context, by bot.Officer, officer string, away bot.Away) error {
	err := s.service(ctx, func(tx pgx.Tx) error {
		self, err := s.active(ctx, tx, by.ID)
		if err != nil {
			return err
		}
		who, err := s.active(ctx, tx, officer)
		own := self.ID != "" && self.ID == who.ID
		if err == nil && (self.ID == "" || who.ID == "" || !own && (self.Role != bot.RoleLead || !self.LooksAfter(who))) {
			err = bot.ErrNotFound
		}
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE officers SET away_from = $2, away_until = $3, away_shown = $4 WHERE id = $1`,
			who.ID, maybe(away.From), maybe(away.Until), away.At(s.now()))
		if err != nil {
			return err
		}
		if err := s.absenceShows(ctx, tx, who); err != nil {
			return err
		}
		action, detail := "back", map[string]string{}
		if away != (bot.Away{}) {
			action, detail = "away", map[string]string{"from": away.From.UTC().Format(time.RFC3339), "until": away.Until.UTC().Format(time.RFC3339)}
		}
		return s.audit(ctx, tx, self.Actor(), action, "", about(who.ID, detail))
	})
	if err != nil {
		return fmt.Errorf("say when officer %s is away: %w", officer, err)
	}
	return nil
}

// turnAbsences notices that absences have begun or are over by themselves.
func (s *Store) turnAbsences(ctx context.Context) error {
	err := s.service(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			UPDATE officers SET away_shown = NOT away_shown WHERE id IN (
				SELECT id FROM officers WHERE active AND away_shown <> coalesce(away_from <= $1 AND away_until > $1, false)
				ORDER BY id LIMIT 20 FOR UPDATE SKIP LOCKED)
			RETURNING id::text, agency`, s.now())
		if err != nil {
			return err
		}
		turned, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (o bot.Officer, err error) { return o, row.Scan(&o.ID, &o.Agency) })
		if err != nil {
			return err
		}
		for _, who := range turned {
			if err := s.absenceShows(ctx, tx, who); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("see who is away: %w", err)
	}
	return nil
}

// absenceShows has the cards of an officer's reports say that they are away, and
// looks again at who is to be told of their agency's.
func (s *Store) absenceShows(ctx context.Context, tx pgx.Tx, who bot.Officer) error {
	rows, err := tx.Query(ctx, `
		UPDATE reports SET version = version + 1
		WHERE id IN (SELECT report_id FROM inbox WHERE agency = $1 AND officer_id = $2 AND open) RETURNING id::text`, who.Agency, who.ID)
	if err != nil {
		return err
	}
	jobs, err := pgx.CollectRows(rows, refreshOf)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO deadline_marks (report_id) SELECT report_id FROM inbox WHERE agency = $1 AND open`, who.Agency)
	if err != nil {
		return err
	}
	return s.enqueue(ctx, tx, jobs...)
}
