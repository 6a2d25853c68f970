package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/flows"
	"yousaid/flows/partnership"
)

// AskReveal asks to see the contact of a report's resident. The reason goes to
// the audit and, sealed, to who decides; the thread only says that somebody asked.
func (s *Store) AskReveal(ctx context.Context, a bot.Action, report string, ground bot.RevealGround, reason string) (bot.Acted, error) {
	id := revealID(a.ID)
	return s.act(ctx, a, "ask reveal", report, func(ctx context.Context, d *deed) error {
		me, err := readPerson(ctx, d.tx, a.By.Officer, ` FOR SHARE`)
		if err != nil {
			return err
		}
		if err := d.hasContact(ctx); err != nil {
			return err
		}
		if err := d.askedNothing(ctx, me.ID); err != nil {
			return err
		}
		_, err = d.tx.Exec(ctx, `
			INSERT INTO reveals (id, report_id, agency, asker, asker_name, ground, reason, asked_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			id, report, me.Agency, me.ID, me.Name, ground, sealText(d.key, "reveals", id, reason), d.now)
		if err != nil {
			return err
		}
		d.detail = map[string]string{"reveal": id, "ground": string(ground), "asker": me.Name, "reason": reason}
		if _, err := d.entry(ctx, bot.EntryEvent, "reveal", "", map[string]string{"state": "asked"}); err != nil {
			return err
		}
		return d.ring(ctx, me, id)
	})
}

// hasContact refuses a report that has nobody's address.
func (d *deed) hasContact(ctx context.Context) error {
	var has bool
	err := d.tx.QueryRow(ctx, `
		SELECT EXISTS (SELECT FROM reports JOIN vault.contacts ON contacts.id = reports.contact_id WHERE reports.id = $1)`,
		d.report.ID).Scan(&has)
	if err == nil && !has {
		err = bot.ErrNoContact
	}
	return err
}

// askedNothing refuses a second request while the first is open or of use.
func (d *deed) askedNothing(ctx context.Context, officer string) error {
	var asked bool
	err := d.tx.QueryRow(ctx, `
		SELECT EXISTS (
			SELECT FROM reveals WHERE report_id = $1 AND asker = $2
			  AND (state = 'asked' AND asked_at > $3 OR state IN ('approved', 'seen') AND until > $4))`,
		d.report.ID, officer, d.now.Add(-bot.RevealWaits), d.now).Scan(&asked)
	if err == nil && asked {
		err = bot.ErrSame
	}
	return err
}

// ring lets the desks of those who may decide know that something waits.
func (d *deed) ring(ctx context.Context, asker person, id string) error {
	rows, err := d.tx.Query(ctx, `
		SELECT DISTINCT desks.id::text FROM desks JOIN officers ON officers.agency = desks.agency
		WHERE desks.active AND `+deciderSQL, asker.ID, asker.Agency, d.guarded())
	return d.bells(rows, err, bot.BellJob{Reveal: id})
}

func (d *deed) bells(rows pgx.Rows, err error, bell bot.BellJob) error {
	if err != nil {
		return err
	}
	desks, err := pgx.CollectRows(rows, pgx.RowTo[string])
	for _, desk := range desks {
		bell.Desk = desk
		d.jobs = append(d.jobs, bell)
	}
	return err
}

func (d *deed) guarded() bool { return d.report.Degree == flows.Degree(partnership.Guarded) }

// DecideReveal approves or refuses a request. Who asked must still be able to
// see the report, or their approval would show more than the report does.
func (s *Store) DecideReveal(ctx context.Context, a bot.Action, id string, approve bool, word string) (bot.Acted, error) {
	did, state := "refuse reveal", bot.RevealRefused
	if approve {
		did, state = "approve reveal", bot.RevealApproved
	}
	report, err := s.aboutReport(ctx, a.By, id)
	if err != nil {
		return bot.Acted{}, fmt.Errorf("%s %s: %w", did, id, err)
	}
	acted, err := s.act(ctx, a, did, report, func(ctx context.Context, d *deed) error {
		row, err := d.undecided(ctx, id)
		if err != nil {
			return err
		}
		if approve {
			if err := d.askerSees(ctx, row); err != nil {
				return err
			}
			if err := d.hasContact(ctx); err != nil {
				return err
			}
		}
		return d.decideReveal(ctx, row, state, word)
	})
	return acted, s.gone(ctx, a.By, id, err)
}

// aboutReport finds which report a request is about; ErrClosed once that was
// forgotten.
func (s *Store) aboutReport(ctx context.Context, by bot.Actor, id string) (report string, err error) {
	err = s.desk(ctx, by, func(tx pgx.Tx) error {
		row, err := readReveal(ctx, tx, id, "")
		if err != nil {
			return err
		}
		report = row.ReportID
		if row.Asker != by.Officer {
			err = mayDecide(ctx, tx, by, row)
		}
		if err == nil && row.State == bot.RevealForgotten {
			err = bot.ErrClosed
		}
		return err
	})
	return report, err
}

// undecided locks a request that the actor may decide now.
func (d *deed) undecided(ctx context.Context, id string) (revealRow, error) {
	row, err := readReveal(ctx, d.tx, id, ` FOR UPDATE OF reveals`)
	if err != nil {
		return row, err
	}
	me, err := readPerson(ctx, d.tx, d.action.By.Officer, ` FOR SHARE`)
	switch {
	case err != nil:
		return row, err
	case me.ID == row.Asker:
		return row, bot.ErrOwn
	case me.Role != bot.RoleCoordinator && (me.Role != bot.RoleLead || me.Agency != row.Agency), d.guarded() && !me.Cleared:
		return row, bot.ErrNotFound
	}
	switch row.stands(d.now) {
	case bot.RevealAsked:
		return row, nil
	case bot.RevealForgotten:
		return row, bot.ErrClosed
	case bot.RevealExpired:
		if row.State == bot.RevealAsked {
			return row, bot.ErrUsed
		}
	case bot.RevealApproved, bot.RevealRefused, bot.RevealSeen:
	}
	d.first = result{By: row.Decider, At: at(row.DecidedAt)}
	return row, bot.ErrConflict
}

// askerSees refuses when who asked has gone, changed agency, lost clearance, or
// their agency doesn't have the report any more.
func (d *deed) askerSees(ctx context.Context, row revealRow) error {
	asker, err := readPerson(ctx, d.tx, row.Asker, ` FOR SHARE`)
	if errors.Is(err, pgx.ErrNoRows) {
		return bot.ErrAsker
	}
	if err != nil {
		return err
	}
	var has bool
	err = d.tx.QueryRow(ctx, `
		SELECT EXISTS (SELECT FROM referrals WHERE report_id = $1 AND active AND agency = $2)`, d.report.ID, asker.Agency).Scan(&has)
	switch {
	case err != nil:
		return err
	case asker.Agency != row.Agency, !has && asker.Role != bot.RoleCoordinator, d.guarded() && !asker.Cleared:
		return bot.ErrAsker
	}
	return nil
}

func (d *deed) decideReveal(ctx context.Context, row revealRow, state bot.RevealState, word string) error {
	reason, _, err := row.words(d.key)
	if err != nil {
		return err
	}
	until := d.now.Add(bot.RevealLives)
	_, err = d.tx.Exec(ctx, `
		UPDATE reveals
		SET state = $2, decider = $3, decider_name = $4, word = $5, decided_at = $6, until = CASE WHEN $2 = 'approved' THEN $7::timestamptz END
		WHERE id = $1`, row.ID, state, d.action.By.Officer, d.action.By.Name, sealText(d.key, "reveals", row.ID+" word", word), d.now, until)
	if err != nil {
		return err
	}
	d.detail = map[string]string{
		"reveal": row.ID, "ground": string(row.Ground), "asker": row.AskerName, "reason": reason, "decider": d.action.By.Name, "word": word,
	}
	if _, err := d.entry(ctx, bot.EntryEvent, "reveal", "", map[string]string{"state": string(state)}); err != nil {
		return err
	}
	rows, err := d.tx.Query(ctx, `SELECT id::text FROM desks WHERE active AND agency = $1`, row.Agency)
	return d.bells(rows, err, bot.BellJob{Reveal: row.ID, Answered: true})
}

// ShowReveal opens the contact for who asked, while the approval lives. The
// vault is opened last: by then report and request are locked, and the approval
// and the asker's own standing have been read under that lock.
func (s *Store) ShowReveal(ctx context.Context, by bot.Actor, id string) (shown bot.Reveal, who channel.Address, err error) {
	err = s.service(ctx, func(tx pgx.Tx) error {
		d := &deed{Store: s, action: bot.Action{ID: "reveal seen:" + id, By: by}, tx: tx, now: s.now()}
		row, err := d.lockReveal(ctx, id)
		if err != nil {
			return err
		}
		if shown = row.reveal(d.now); !shown.Shows(d.now) {
			return bot.ErrUsed
		}
		if err := d.askerSees(ctx, row); err != nil {
			return err
		}
		if who, err = d.contact(ctx); err != nil {
			return err
		}
		return d.seen(ctx, row)
	})
	if err = s.gone(ctx, by, id, err); err != nil {
		return shown, channel.Address{}, fmt.Errorf("show request %s: %w", id, err)
	}
	return shown, who, nil
}

// lockReveal locks the report of a request of the actor's own, then the request.
func (d *deed) lockReveal(ctx context.Context, id string) (revealRow, error) {
	if err := asDesk(ctx, d.tx, d.action.By); err != nil {
		return revealRow{}, err
	}
	row, err := readReveal(ctx, d.tx, id, "")
	if err == nil && (row.Asker != d.action.By.Officer || d.action.By.Officer == "") {
		err = bot.ErrNotFound
	}
	if err != nil {
		return revealRow{}, err
	}
	if err := d.lock(ctx, row.ReportID); err != nil {
		return revealRow{}, err
	}
	return readReveal(ctx, d.tx, id, ` FOR UPDATE OF reveals`)
}

// contact opens the address of the report's resident.
func (d *deed) contact(ctx context.Context) (channel.Address, error) {
	var id, network string
	var wrapped, address []byte
	err := d.tx.QueryRow(ctx, `
		SELECT contacts.id::text, contacts.channel, contacts.data_key, contacts.address
		FROM reports JOIN vault.contacts ON contacts.id = reports.contact_id WHERE reports.id = $1`, d.report.ID).
		Scan(&id, &network, &wrapped, &address)
	if errors.Is(err, pgx.ErrNoRows) {
		return channel.Address{}, bot.ErrNoContact
	}
	if err != nil {
		return channel.Address{}, err
	}
	return d.contactAddress(id, network, wrapped, address)
}

// seen notes each look in the audit, and the first one in the thread.
func (d *deed) seen(ctx context.Context, row revealRow) error {
	err := d.audit(ctx, d.tx, d.action.By, "see reveal", d.report.ID, map[string]string{
		"reveal": row.ID, "ground": string(row.Ground), "asker": row.AskerName, "decider": row.Decider,
	})
	if err != nil || row.State == bot.RevealSeen {
		return err
	}
	if _, err := d.tx.Exec(ctx, `UPDATE reveals SET state = 'seen', seen_at = $2 WHERE id = $1`, row.ID, d.now); err != nil {
		return err
	}
	if _, err := d.entry(ctx, bot.EntryEvent, "reveal", "", map[string]string{"state": "seen"}); err != nil {
		return err
	}
	if _, err := d.tx.Exec(ctx, `UPDATE reports SET version = version + 1 WHERE id = $1`, d.report.ID); err != nil {
		return err
	}
	return d.enqueue(ctx, d.tx, bot.RefreshJob{Report: d.report.ID})
}
