package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
	"yousaid/flows"
	"yousaid/storage/seal"
)

// guestSQL finds the address $2 among a report's guests at $4.
const guestSQL = `SELECT FROM guests WHERE guests.report_id = reports.id AND guests.lookup = $2 AND guests.expires_at > $4`

// own is a resident's own report, locked until the transaction ends.
type own struct {
	flows.Known
	key *seal.DataKey
}

// lockOwn finds a report of this resident and locks it; nil when it isn't
// theirs, or isn't there any more.
func (c *commit) lockOwn(ctx context.Context, tx pgx.Tx, id string) (*own, error) {
	return c.lockFor(ctx, tx, id, false)
}

// lockFor is lockOwn; with guests it also finds a report that was opened by its
// PIN from this address.
func (c *commit) lockFor(ctx context.Context, tx pgx.Tx, id string, guests bool) (*own, error) {
	var report own
	var wrapped []byte
	err := tx.QueryRow(ctx, `
		SELECT reports.id, reports.reference, reports.theme, reports.degree, reports.status, report_keys.data_key,
		       `+agenciesSQL+`
		FROM reports
		JOIN vault.contacts ON contacts.id = reports.contact_id
		JOIN vault.report_keys ON report_keys.report_id = reports.id
		WHERE reports.id = as_uuid($1) AND reports.status NOT IN ('withdrawn', 'forgotten')
		  AND (contacts.lookup = $2 OR $3 AND EXISTS (`+guestSQL+`))
		FOR UPDATE OF reports`, id, c.lookup, guests, c.now).
		Scan(&report.ID, &report.Reference, &report.Theme, &report.Degree, &report.Status, &wrapped, &report.Agencies)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	report.key, err = c.reportKey(report.ID, wrapped)
	return &report, err
}

// answer puts what a resident wrote into the thread of their report and under
// the cards that show it. A closed report opens again: the resident isn't
// finished with it.
func (c *commit) answer(ctx context.Context, tx pgx.Tx, place int, effect flows.Effect) (flows.Outcome, error) {
	report, err := c.lockOwn(ctx, tx, effect.Target)
	if err != nil {
		return flows.Outcome{}, err
	}
	if report == nil {
		return flows.Outcome{Refused: flows.RefusedGone}, nil
	}
	return c.answered(report, place, effect)
}

// answered is answer for a report that has been found and locked.
func (c *commit) answered(report *own, place int, effect flows.Effect) (flows.Outcome, error) {
	if report.Status == flows.StatusClosed {
		c.reopen(report, place)
	}
	if effect.Text != "" || len(effect.Photos) > 0 {
		source := fmt.Sprintf("%s:%d", c.work.ID, place)
		if err := c.addAnswer(report, source, effect); err != nil {
			return flows.Outcome{}, err
		}
	}
	c.touch(report.ID)
	return flows.Outcome{Report: report.Known, Agencies: report.Agencies}, nil
}

// reopen puts a closed report back to the beginning, so that nobody takes it
// for somebody else's. Desks that came after it was filed get a card now.
func (c *commit) reopen(report *own, place int) {
	report.Status = flows.StatusNew
	c.write(reopenSQL, report.ID)
	c.write(`
		INSERT INTO entries (report_id, kind, event, source, at) VALUES ($1, 'event', 'reopened', $2, $3)
		ON CONFLICT (source) DO NOTHING`, report.ID, fmt.Sprintf("%s:%d:reopened", c.work.ID, place), c.now)
	c.collectJobs(deliverOf, recardSQL, report.ID, c.now)
}

// reopenSQL puts the report $1 back to the beginning.
const reopenSQL = `
	UPDATE reports SET status = 'new', outcome = '', closed_at = NULL,
	                   taken_by = '', taken_officer = NULL, taken_agency = '', taken_at = NULL
	WHERE id = $1`

// recardSQL gives a card of the report $1 to desks that have none.
const recardSQL = `
	INSERT INTO deliveries (report_id, referral_id, desk_id, created_at)
	SELECT referrals.report_id, referrals.id, desks.id, $2
	FROM referrals JOIN desks ON desks.agency = referrals.agency AND desks.active
	WHERE referrals.report_id = $1 AND referrals.active
	ON CONFLICT DO NOTHING
	RETURNING id`

func (c *commit) addAnswer(report *own, source string, effect flows.Effect) error {
	c.write(`
		INSERT INTO entries (report_id, kind, text, source, at) VALUES ($1, 'resident', $2, $3, $4)
		ON CONFLICT (source) DO NOTHING`,
		report.ID, sealText(report.key, "entries", source, effect.Text), source, c.now)
	c.collectJobs(deliverOf, `
		INSERT INTO deliveries (report_id, referral_id, desk_id, entry_id, created_at)
		SELECT card.report_id, card.referral_id, card.desk_id, entries.id, $2
		FROM entries
		JOIN deliveries card ON card.report_id = entries.report_id AND card.entry_id IS NULL
		JOIN referrals ON referrals.id = card.referral_id AND referrals.active
		JOIN desks ON desks.id = card.desk_id AND desks.active
		WHERE entries.source = $1
		ON CONFLICT DO NOTHING
		RETURNING id`, source, c.now)
	return c.filePhotos(report.key, report.ID, source, effect.Photos)
}

// touch gives a report its next version and has its cards brought up to it.
func (c *commit) touch(report string) {
	c.write(`UPDATE reports SET version = version + 1 WHERE id = $1`, report)
	c.jobs = append(c.jobs, bot.RefreshJob{Report: report})
}
