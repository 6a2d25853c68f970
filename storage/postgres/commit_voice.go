package postgres

import (
	"context"
	"errors"
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"yousaid/bot"
	"yousaid/flows"
	"yousaid/flows/partnership"
	"yousaid/storage/seal"
)

var errNoComment = errors.New("a comment without content")

func commentKeyCell(comment string) []byte {
	return seal.Cell("vault.comment_keys", "data_key", comment)
}

// comment keeps what a resident thinks and has it brought to every desk of the
// leads of its theme and of the partnership's own team.
func (c *commit) comment(said *flows.Comment) (flows.Outcome, error) {
	if said == nil {
		return flows.Outcome{}, errNoComment
	}
	c.keepContact()
	key := c.keyring.NewDataKey()
	c.write(`INSERT INTO vault.comment_keys (comment_id, data_key, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
		said.ID, c.keyring.Wrap(key, commentKeyCell(said.ID)), c.now)
	agencies := c.readersOf(said)
	c.write(`
		INSERT INTO comments (id, theme, degree, score, plan_update, channel, language, lookup, text, created_at, agencies, thread)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11,
		        (SELECT coalesce(thread, id) FROM comments WHERE id = as_uuid($12) AND lookup = $8)) ON CONFLICT DO NOTHING`,
		said.ID, said.Theme, c.degreeOf(said), said.Score, said.Update, c.from.Channel, said.Language,
		c.lookup, sealText(key, "comments", said.ID, said.Text), c.now, agencies, said.Thread)
	c.cause(bot.CommentJob{}.Kind(), "delivery", `
		WITH caused AS (
			INSERT INTO comment_deliveries (comment_id, agency, desk_id, created_at)
			SELECT $1, desks.agency, desks.id, $3 FROM desks WHERE desks.agency = ANY($2) AND desks.active
			ON CONFLICT DO NOTHING RETURNING id)`, said.ID, agencies, c.now)
	return flows.Outcome{Agencies: agencies}, nil
}

// keepContact keeps where somebody can be answered. They have just written, so
// whatever the network said before, they can be reached. The update also locks a
// contact that is there, so that nothing slips past a FORGET ME at the same time.
func (c *commit) keepContact() {
	contact := uuid.NewString()
	wrapped, address := c.newContact(contact, c.from)
	c.write(`
		INSERT INTO vault.contacts (id, lookup, channel, data_key, address, created_at) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (lookup) DO UPDATE SET blocked_at = NULL`, contact, c.lookup, c.from.Channel, wrapped, address, c.now)
}

func deliverComment(id int64) river.JobArgs { return bot.CommentJob{Delivery: id} }

// degreeOf says how carefully a comment is handled: as its theme is, and as
// guarded where its words may be about a guarded one.
func (c *commit) degreeOf(said *flows.Comment) partnership.Degree {
	degree := c.plan.Degree(said.Theme)
	if said.Guarded {
		degree = degree.Stricter(partnership.Guarded)
	}
	return degree
}

// readersOf are the agencies that a comment goes to.
func (c *commit) readersOf(said *flows.Comment) []string {
	agencies := []string{c.plan.Team}
	if said.Theme != partnership.NoTheme {
		for _, lead := range c.plan.Leads(said.Theme) {
			agencies = append(agencies, lead.ID)
		}
	}
	slices.Sort(agencies)
	return slices.Compact(agencies)
}

// pulse counts a score. The row names nobody, so that it can stay for ever; what
// would help is a comment beside it.
func (c *commit) pulse(said *flows.Comment) (flows.Outcome, error) {
	if said == nil {
		return flows.Outcome{}, errNoComment
	}
	c.write(`
		INSERT INTO pulses (id, score, ward, channel, language, again, at)
		SELECT $1, $2, $3, $4, $5, EXISTS (SELECT FROM pulse_offers WHERE lookup = $6 AND answered_at > $7::timestamptz - interval '90 days'), $7`,
		uuid.NewString(), said.Score, said.Ward, c.from.Channel, said.Language, c.lookup, c.now)
	c.write(`
		INSERT INTO pulse_offers (lookup, offered_at, answered_at) VALUES ($1, $2, $2)
		ON CONFLICT (lookup) DO UPDATE SET offered_at = excluded.offered_at, answered_at = excluded.answered_at`, c.lookup, c.now)
	if said.Text == "" {
		return flows.Outcome{}, nil
	}
	return c.comment(said)
}

// offerPulse notes that the pulse was offered now.
func (c *commit) offerPulse() {
	c.write(`
		INSERT INTO pulse_offers (lookup, offered_at) VALUES ($1, $2)
		ON CONFLICT (lookup) DO UPDATE SET offered_at = excluded.offered_at`, c.lookup, c.now)
}

// forgetComments queues the end of what somebody said, and that desks show it
// no more.
func (c *commit) forgetComments(ctx context.Context, tx pgx.Tx) error {
	rows, err := tx.Query(ctx, `SELECT id::text FROM comments WHERE lookup = $1 ORDER BY id FOR UPDATE`, c.lookup)
	if err != nil {
		return err
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	c.write(`DELETE FROM pulse_offers WHERE lookup = $1`, c.lookup)
	c.forgetCommentRows(ids)
	return nil
}

// forgetCommentRows queues the end of comments and of what belongs to them.
func (c *commit) forgetCommentRows(ids []string) {
	c.write(`DELETE FROM vault.comment_keys WHERE comment_id = ANY($1)`, ids)
	c.forgetAnswers(ids)
	c.write(`DELETE FROM links WHERE comment_id = ANY($1)`, ids)
	c.write(`DELETE FROM link_sessions WHERE comment_id = ANY($1)`, ids)
	c.write(`UPDATE comments SET text = NULL, lookup = NULL WHERE id = ANY($1)`, ids)
	c.collect(c.cancel(bot.CommentJob{}.Kind(), "delivery"), `
		UPDATE comment_deliveries SET state = 'suppressed' WHERE comment_id = ANY($1) AND state IN ('waiting', 'failed')
		RETURNING id::text`, ids)
	c.write(`INSERT INTO tombstones (kind, target, at) SELECT 'comment', unnest($1::uuid[]), $2`, ids, c.now)
	for _, id := range ids {
		c.jobs = append(c.jobs, bot.UncommentJob{Comment: id})
	}
}
