package postgres

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"yousaid/bot"
	"yousaid/flows"
	"yousaid/storage/seal"
)

// file makes a report of a submission: the resident's contact, the report with
// its key, a referral to each lead agency of its theme, a card for each of
// their desks, and the fetching of its photos. Nothing has to be read for that,
// except where the report's key is there already.
func (c *commit) file(ctx context.Context, conn *pgx.Conn, place int, sub *flows.Submission) (flows.Outcome, error) {
	if sub == nil {
		return flows.Outcome{}, errors.New("a report without content")
	}
	if c.filed {
		return c.filedBefore(ctx, conn, sub.ID)
	}
	key, err := c.fileKey(ctx, conn, sub)
	if err != nil {
		return flows.Outcome{}, err
	}
	known, err := c.fileReport(key, sub)
	if err != nil {
		return flows.Outcome{}, err
	}
	c.deliver(`
		WITH lead AS (
			INSERT INTO referrals (report_id, agency, created_at) SELECT $1, unnest($2::text[]), $3
			RETURNING id, agency),
		caused AS (
			INSERT INTO deliveries (report_id, referral_id, desk_id, created_at)
			SELECT $1, lead.id, desks.id, $3 FROM lead JOIN desks ON desks.agency = lead.agency AND desks.active
			RETURNING id)`, sub.ID, known.Agencies, c.now)
	if err := c.filePhotos(key, sub.ID, "", sub.Photos); err != nil {
		return flows.Outcome{}, err
	}
	c.countFiled(place, sub.Theme)
	return flows.Outcome{Report: known, Agencies: known.Agencies}, nil
}

// fileKey draws the report's key, or takes the one that an upload link of the
// same draft has needed before.
func (c *commit) fileKey(ctx context.Context, conn *pgx.Conn, sub *flows.Submission) (*seal.DataKey, error) {
	if sub.Uploads || c.keyed {
		tx, err := c.read(ctx, conn)
		if err != nil {
			return nil, err
		}
		var wrapped []byte
		err = tx.QueryRow(ctx, `SELECT data_key FROM vault.report_keys WHERE report_id = $1 FOR UPDATE`, sub.ID).Scan(&wrapped)
		if !errors.Is(err, pgx.ErrNoRows) {
			if err != nil {
				return nil, err
			}
			return c.reportKey(sub.ID, wrapped)
		}
	}
	key, wrapped := c.newReportKey(sub.ID)
	c.write(`INSERT INTO vault.report_keys (report_id, data_key, created_at, draft) VALUES ($1, $2, $3, false)`, sub.ID, wrapped, c.now)
	return key, nil
}

// fileReport queues the contact and the report. The update that changes nothing
// locks a contact that is there, so that a report can't slip past a FORGET ME
// that is being done at the same time.
func (c *commit) fileReport(key *seal.DataKey, sub *flows.Submission) (flows.Known, error) {
	body, err := sealJSON(key, contentOf(sub), contentCell(sub.ID))
	if err != nil {
		return flows.Known{}, err
	}
	known := c.known(sub)
	ward := ""
	if sub.Place != nil {
		ward = sub.Place.Ward
	}
	contact := uuid.NewString()
	wrapped, address := c.newContact(contact, c.from)
	c.write(`
		WITH contact AS (
			INSERT INTO vault.contacts (id, lookup, channel, data_key, address, created_at) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (lookup) DO UPDATE SET lookup = excluded.lookup
			RETURNING id)
		INSERT INTO reports (id, reference, theme, degree, status, urgent, channel, language, ward, contact,
		                     contact_id, body, began_at, sent_at, filed_at)
		SELECT $7, $8, $9, $10, $11, $12, $3, $13, $14, $15, contact.id, $16, $17, $18, $6 FROM contact`,
		contact, c.lookup, c.from.Channel, wrapped, address, c.now,
		sub.ID, known.Reference, sub.Theme, known.Degree, known.Status, sub.Urgent,
		sub.Language, ward, sub.Contact, body, sub.Began, sub.Sent)
	return known, nil
}

// known is a new report as its resident knows it.
func (c *commit) known(sub *flows.Submission) flows.Known {
	known := flows.Known{
		ID: sub.ID, Reference: sub.Reference, Theme: sub.Theme,
		Degree: flows.Degree(c.plan.Degree(sub.Theme)), Status: flows.StatusNew,
	}
	if c.reference != "" {
		known.Reference = c.reference
	}
	for _, lead := range c.plan.Leads(sub.Theme) {
		known.Agencies = append(known.Agencies, lead.ID)
	}
	slices.Sort(known.Agencies)
	return known
}

// filePhotos queues photos to be fetched; source is that of the entry which
// they belong to, empty for the report itself.
func (c *commit) filePhotos(key *seal.DataKey, report, source string, photos []flows.Photo) error {
	for _, photo := range photos {
		id := uuid.NewString()
		sealed, err := sealJSON(key, photo, seal.Cell("files", "source", id))
		if err != nil {
			return err
		}
		c.write(`
			INSERT INTO files (id, report_id, entry_id, channel, source, state, media_type, created_at)
			VALUES ($1, $2, (SELECT id FROM entries WHERE source = $3), $4, $5, 'waiting', $6, $7)`,
			id, report, source, photo.Channel, sealed, photo.Type, c.now)
		c.jobs = append(c.jobs, bot.PhotoJob{Photo: id})
	}
	return nil
}

// filedBefore is the outcome for a report that other work has filed: the work
// was forgotten here, since it is kept for a while only, but not at the other
// end.
func (c *commit) filedBefore(ctx context.Context, conn *pgx.Conn, report string) (flows.Outcome, error) {
	tx, err := c.read(ctx, conn)
	if err != nil {
		return flows.Outcome{}, err
	}
	rows, err := tx.Query(ctx, knownSQL+` WHERE reports.id = $1`, report)
	if err != nil {
		return flows.Outcome{}, err
	}
	known, err := pgx.CollectExactlyOneRow(rows, scanKnown)
	if err != nil {
		return flows.Outcome{}, fmt.Errorf("report %s: %w", report, err)
	}
	return flows.Outcome{Report: known, Agencies: known.Agencies}, nil
}

func (c *commit) newReference() (string, error) { return bot.NewReference(c.plan.Prefix, rand.Reader) }
