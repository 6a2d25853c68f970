package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
	"yousaid/flows"
)

var _ bot.CaseStore = (*Store)(nil)

// colleagueSQL is true of officers who may have the report $1: of an agency that
// has it, and cleared where it is guarded.
const colleagueSQL = `
	officers.active AND EXISTS (
		SELECT FROM reports JOIN referrals ON referrals.report_id = reports.id AND referrals.active
		WHERE reports.id = as_uuid($1) AND referrals.agency = officers.agency AND (officers.cleared OR reports.degree <> 'guarded'))`

// Takers lists who a report can be handed to. The desk role leaves those of
// the actor's agency, or all for who sees all.
func (s *Store) Takers(ctx context.Context, by bot.Actor, report string) (list []bot.Officer, err error) {
	err = s.desk(ctx, by, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			SELECT id::text, name, agency, role, away_from, away_until FROM officers WHERE `+colleagueSQL+` ORDER BY agency, name, id`, report)
		if err != nil {
			return err
		}
		list, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (o bot.Officer, err error) {
			var from, until *time.Time
			err = row.Scan(&o.ID, &o.Name, &o.Agency, &o.Role, &from, &until)
			o.Away = bot.Away{From: at(from), Until: at(until)}
			return o, err
		})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("colleagues for report %s: %w", report, err)
	}
	return list, nil
}

// Hand gives a report to an officer, in the place of who has it.
func (s *Store) Hand(ctx context.Context, a bot.Action, report, officer string) (bot.Acted, error) {
	return s.act(ctx, a, "hand", report, func(ctx context.Context, d *deed) error {
		if err := d.open(); err != nil {
			return err
		}
		me, err := readPerson(ctx, d.tx, a.By.Officer, ` FOR SHARE`)
		if err != nil {
			return err
		}
		if err := d.handable(me); err != nil {
			return err
		}
		to, err := d.colleague(ctx, me, officer)
		if err != nil {
			return err
		}
		_, err = d.tx.Exec(ctx, `
			UPDATE reports SET status = 'taken', taken_by = $2, taken_officer = $3, taken_agency = $4, taken_at = $5
			WHERE id = $1`, report, to.Name, to.ID, to.Agency, d.now)
		if err != nil {
			return err
		}
		d.detail = map[string]string{"to": to.Name, "officer": to.ID, "from": d.report.TakenBy}
		_, err = d.entry(ctx, bot.EntryEvent, "handed", "", map[string]string{"to": to.Name, "agency": to.Agency})
		return err
	})
}

// handable refuses to take a report from a colleague, unless it is theirs who
// hand out: of their agency as its team lead, of any as the coordinator.
func (d *deed) handable(me person) error {
	own := d.report.Officer != nil && *d.report.Officer == me.ID
	lead := me.Role == bot.RoleLead && d.report.TakenFor == me.Agency
	if d.report.Status != flows.StatusTaken || own || lead || me.Role == bot.RoleCoordinator {
		return nil
	}
	d.first = result{By: d.report.TakenBy, At: at(d.report.TakenAt)}
	return bot.ErrConflict
}

// colleague finds an officer who may be given the report by another one, and
// doesn't have it.
func (d *deed) colleague(ctx context.Context, me person, officer string) (person, error) {
	if d.report.Officer != nil && *d.report.Officer == officer {
		d.first = result{By: d.report.TakenBy, At: at(d.report.TakenAt)}
		return person{}, bot.ErrSame
	}
	rows, err := d.tx.Query(ctx, `
		SELECT id::text, name, agency, role, cleared FROM officers WHERE `+colleagueSQL+` AND id::text = $2 FOR SHARE OF officers`,
		d.report.ID, officer)
	if err != nil {
		return person{}, err
	}
	to, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[person])
	if errors.Is(err, pgx.ErrNoRows) || err == nil && to.Agency != me.Agency && me.Role != bot.RoleCoordinator {
		return person{}, bot.ErrNobody
	}
	return to, err
}

// MarkUrgent says that a report is urgent, or isn't any more. What desks are
// alerted by is a delivery of the event under each card.
func (s *Store) MarkUrgent(ctx context.Context, a bot.Action, report string, urgent bool, why string) (bot.Acted, error) {
	return s.act(ctx, a, "urgent", report, func(ctx context.Context, d *deed) error {
		if err := d.open(); err != nil {
			return err
		}
		if d.report.Urgent == urgent {
			return bot.ErrSame
		}
		if _, err := d.tx.Exec(ctx, `UPDATE reports SET urgent = $2 WHERE id = $1`, report, urgent); err != nil {
			return err
		}
		d.detail = map[string]string{"urgent": yes(urgent)}
		entry, err := d.entry(ctx, bot.EntryEvent, "urgent", why, d.detail)
		if err != nil || !urgent {
			return err
		}
		rows, err := d.tx.Query(ctx, `
			INSERT INTO deliveries (report_id, referral_id, desk_id, entry_id, created_at)
			SELECT card.report_id, card.referral_id, card.desk_id, $2, $3
			FROM deliveries card
			JOIN referrals ON referrals.id = card.referral_id AND referrals.active
			JOIN desks ON desks.id = card.desk_id AND desks.active
			WHERE card.report_id = $1 AND card.entry_id IS NULL
			RETURNING id`, report, entry, d.now)
		if err != nil {
			return err
		}
		ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
		for _, id := range ids {
			d.jobs = append(d.jobs, deliver(id))
		}
		return err
	})
}

// Reopen puts a closed report back to the beginning, as its resident can. Why is
// for colleagues, so the notice doesn't have it.
func (s *Store) Reopen(ctx context.Context, a bot.Action, report, why string) (bot.Acted, error) {
	return s.act(ctx, a, "reopen", report, func(ctx context.Context, d *deed) error {
		switch d.report.Status {
		case flows.StatusNew, flows.StatusTaken:
			return bot.ErrSame
		case flows.StatusWithdrawn, flows.StatusForgotten:
			return bot.ErrClosed
		case flows.StatusClosed:
		}
		if _, err := d.tx.Exec(ctx, reopenSQL, report); err != nil {
			return err
		}
		if _, err := d.entry(ctx, bot.EntryEvent, "reopened", why, nil); err != nil {
			return err
		}
		rows, err := d.tx.Query(ctx, recardSQL, report, d.now)
		if err != nil {
			return err
		}
		ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
		if err != nil {
			return err
		}
		for _, id := range ids {
			d.jobs = append(d.jobs, deliver(id))
		}
		return d.notify(ctx, flows.NoticeReopened, 0, a.By.Agency, "")
	})
}
