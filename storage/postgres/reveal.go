package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"yousaid/bot"
	"yousaid/flows"
	"yousaid/flows/partnership"
	"yousaid/storage/seal"
)

var _ bot.RevealStore = (*Store)(nil)

// revealRow is a request, with what is sealed of it.
type revealRow struct {
	ID        string
	ReportID  string
	Reference string
	Status    flows.Status
	Agency    string
	Asker     string
	AskerName string
	Ground    bot.RevealGround
	Reason    []byte
	State     bot.RevealState
	Decider   string
	Word      []byte
	AskedAt   time.Time
	DecidedAt *time.Time
	Until     *time.Time
}

const revealSQL = `
	SELECT reveals.id::text, reveals.report_id::text, reports.reference, reports.status, reveals.agency, reveals.asker::text,
	       reveals.asker_name, reveals.ground, reveals.reason, reveals.state, reveals.decider_name AS decider, reveals.word,
	       reveals.asked_at, reveals.decided_at, reveals.until
	FROM reveals JOIN reports ON reports.id = reveals.report_id`

// decidesSQL leaves the open requests that the officer $1 may decide at $2: of
// their agency as its team lead, of all as the coordinator, and none of their own.
const decidesSQL = `
	JOIN officers me ON me.id::text = $1 AND me.active
	WHERE reveals.state = 'asked' AND reveals.asked_at > $2 AND reveals.asker <> me.id
	  AND (me.role = 'coordinator' OR me.role = 'lead' AND me.agency = reveals.agency)`

func readReveals(ctx context.Context, db querier, sql string, args ...any) ([]revealRow, error) {
	rows, err := db.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[revealRow])
}

// readReveal finds one request; lock is what stands behind the statement.
func readReveal(ctx context.Context, tx pgx.Tx, id, lock string) (revealRow, error) {
	list, err := readReveals(ctx, tx, revealSQL+` WHERE reveals.id = as_uuid($1)`+lock, id)
	if err == nil && len(list) == 0 {
		err = bot.ErrNotFound
	}
	if err != nil {
		return revealRow{}, err
	}
	return list[0], nil
}

// stands is the state at a time: nothing is written when a request expires.
func (r revealRow) stands(now time.Time) bot.RevealState {
	switch {
	case r.State == bot.RevealAsked && !r.AskedAt.Add(bot.RevealWaits).After(now),
		r.State == bot.RevealApproved && !at(r.Until).After(now):
		return bot.RevealExpired
	}
	return r.State
}

func (r revealRow) reveal(now time.Time) bot.Reveal {
	return bot.Reveal{
		ID: r.ID, Report: r.ReportID, Reference: r.Reference, Agency: r.Agency, Asker: r.Asker, AskerName: r.AskerName,
		Ground: r.Ground, State: r.stands(now), Decider: r.Decider,
		AskedAt: r.AskedAt, DecidedAt: at(r.DecidedAt), Until: at(r.Until),
	}
}

// words opens what is sealed of a request.
func (r revealRow) words(key *seal.DataKey) (reason, word string, err error) {
	if reason, err = openText(key, "reveals", r.ID, r.Reason); err != nil {
		return "", "", err
	}
	word, err = openText(key, "reveals", r.ID+" word", r.Word)
	return reason, word, err
}

// Reveal reads a request whole, for who asked and for who may decide it.
func (s *Store) Reveal(ctx context.Context, by bot.Actor, id string) (bot.Reveal, error) {
	var found bot.Reveal
	err := s.desk(ctx, by, func(tx pgx.Tx) error {
		row, err := readReveal(ctx, tx, id, "")
		if err != nil {
			return err
		}
		if found = row.reveal(s.now()); row.Asker != by.Officer {
			if err := mayDecide(ctx, tx, by, row); err != nil {
				return err
			}
		}
		if row.Status == flows.StatusForgotten {
			return nil
		}
		head, err := readHead(ctx, tx, row.ReportID, "")
		if err != nil {
			return err
		}
		key, err := s.reportKey(row.ReportID, head.DataKey)
		if err != nil {
			return err
		}
		if found.Reason, found.Word, err = row.words(key); err != nil {
			return err
		}
		return s.audit(ctx, tx, by, "read reveal", row.ReportID, map[string]string{"reveal": id})
	})
	if err != nil {
		return bot.Reveal{}, fmt.Errorf("request %s: %w", id, err)
	}
	return found, nil
}

// mayDecide refuses whoever isn't a team lead of the agency that asks, or the
// coordinator. It reads who they are now, not when they signed in.
func mayDecide(ctx context.Context, tx pgx.Tx, by bot.Actor, row revealRow) error {
	me, err := readPerson(ctx, tx, by.Officer, "")
	if err != nil {
		return err
	}
	if me.Role == bot.RoleCoordinator || me.Role == bot.RoleLead && me.Agency == row.Agency {
		return nil
	}
	return bot.ErrNotFound
}

// person is an officer as they are now.
type person struct {
	ID      string
	Name    string
	Agency  string
	Role    bot.Role
	Cleared bool
}

// readPerson finds an officer who is active; lock keeps them so.
func readPerson(ctx context.Context, tx pgx.Tx, id, lock string) (person, error) {
	rows, err := tx.Query(ctx, `SELECT id::text, name, agency, role, cleared FROM officers WHERE id::text = $1 AND active`+lock, id)
	if err != nil {
		return person{}, err
	}
	return pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[person])
}

// Reveals lists the open requests that an officer may decide, oldest first.
func (s *Store) Reveals(ctx context.Context, by bot.Actor) (list []bot.Reveal, err error) {
	now := s.now()
	err = s.desk(ctx, by, func(tx pgx.Tx) error {
		rows, err := readReveals(ctx, tx, revealSQL+decidesSQL+` ORDER BY reveals.asked_at, reveals.id`, by.Officer, now.Add(-bot.RevealWaits))
		list = reveals(rows, now)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list requests: %w", err)
	}
	return list, nil
}

func reveals(rows []revealRow, now time.Time) []bot.Reveal {
	list := make([]bot.Reveal, 0, len(rows))
	for _, row := range rows {
		list = append(list, row.reveal(now))
	}
	return list
}

// RevealsOpen counts the open requests that an officer may decide.
func (s *Store) RevealsOpen(ctx context.Context, by bot.Actor) (n int, err error) {
	err = s.desk(ctx, by, func(tx pgx.Tx) error {
		return tx.QueryRow(ctx, `SELECT count(*) FROM reveals`+decidesSQL, by.Officer, s.now().Add(-bot.RevealWaits)).Scan(&n)
	})
	if err != nil {
		return 0, fmt.Errorf("count requests: %w", err)
	}
	return n, nil
}

// RevealsOf lists an officer's own requests about a report, newest first.
func (s *Store) RevealsOf(ctx context.Context, by bot.Actor, report string) (list []bot.Reveal, err error) {
	now := s.now()
	err = s.desk(ctx, by, func(tx pgx.Tx) error {
		rows, err := readReveals(ctx, tx, revealSQL+`
			WHERE reveals.report_id = as_uuid($1) AND reveals.asker::text = $2 ORDER BY reveals.asked_at DESC, reveals.id`, report, by.Officer)
		list = reveals(rows, now)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("requests about report %s: %w", report, err)
	}
	return list, nil
}

// RevealDeciders lists who could decide a request of an officer's: nobody is
// told more of them than name, agency and role.
func (s *Store) RevealDeciders(ctx context.Context, by bot.Actor, report string) (list []bot.Officer, err error) {
	err = s.desk(ctx, by, func(tx pgx.Tx) error {
		head, err := readHead(ctx, tx, report, "")
		if err != nil {
			return err
		}
		if err := asService(ctx, tx); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, `
			SELECT name, agency, role FROM officers WHERE `+deciderSQL+` ORDER BY role = 'coordinator', name, id`,
			by.Officer, by.Agency, head.Degree == flows.Degree(partnership.Guarded))
		if err != nil {
			return err
		}
		list, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (o bot.Officer, err error) {
			return o, row.Scan(&o.Name, &o.Agency, &o.Role)
		})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("who decides about report %s: %w", report, err)
	}
	return list, nil
}

// deciderSQL is true of officers who may decide a request of the officer $1 of
// the agency $2; $3 says that the report is guarded.
const deciderSQL = `
	officers.active AND officers.id::text <> $1 AND (officers.cleared OR NOT $3)
	AND (officers.role = 'coordinator' OR officers.role = 'lead' AND officers.agency = $2)`

// Bell finds the desk that is to hear that something waits in the console.
// What doesn't wait any more is ErrNotFound.
func (s *Store) Bell(ctx context.Context, job bot.BellJob) (bot.Desk, error) {
	var desk bot.Desk
	err := s.service(ctx, func(tx pgx.Tx) error {
		row, err := readReveal(ctx, tx, job.Reveal, "")
		if err != nil {
			return err
		}
		if state := row.stands(s.now()); state == bot.RevealForgotten || !job.Answered && state != bot.RevealAsked {
			return bot.ErrNotFound
		}
		desk, err = s.deskOf(ctx, tx, job.Desk)
		return err
	})
	if err != nil {
		return bot.Desk{}, fmt.Errorf("bell about request %s: %w", job.Reveal, err)
	}
	return desk, nil
}

// revealID is the id of the request that an action makes: the same for the same
// action.
func revealID(action string) string { return uuid.NewSHA1(uuid.Nil, []byte("reveal:"+action)).String() }

// gone tells a report that was forgotten from one that isn't the actor's.
func (s *Store) gone(ctx context.Context, by bot.Actor, id string, err error) error {
	if !errors.Is(err, bot.ErrNotFound) {
		return err
	}
	_ = s.desk(ctx, by, func(tx pgx.Tx) error {
		row, unread := readReveal(ctx, tx, id, "")
		if unread == nil && row.State == bot.RevealForgotten {
			err = bot.ErrClosed
		}
		return nil
	})
	return err
}
