package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
)

// ReadCards reads what the cards of deliveries may show, all in one round trip,
// each as the agency of its desk. Those that there is nothing to show of any more
// are left out, and so are those that can't be opened: their jobs say why. That
// words stand on a card is audited by CardsDelivered.
func (s *Store) ReadCards(ctx context.Context, list []bot.Delivery) ([]bot.Card, error) {
	if len(list) == 0 {
		return nil, nil
	}
	byDesk, reports := map[string][]string{}, make([]string, 0, len(list))
	desks := make([]bot.Delivery, 0, len(list)) // one of each desk
	for _, d := range list {
		if byDesk[d.Desk.ID] == nil {
			desks = append(desks, d)
		}
		byDesk[d.Desk.ID] = append(byDesk[d.Desk.ID], d.Report)
		reports = append(reports, d.Report)
	}
	seen := map[string]*shown{}
	var near *around
	err := s.piped(ctx, func(batch *pgx.Batch) {
		for _, d := range desks {
			queueDesk(batch, cardFor(d))
			seen[d.Desk.ID] = queueShown(batch, byDesk[d.Desk.ID])
		}
		near = s.queueAround(batch, reports)
	})
	if err != nil {
		return nil, fmt.Errorf("read %d cards: %w", len(list), err)
	}
	cards := make([]bot.Card, 0, len(list))
	for _, d := range list {
		card := bot.Card{Delivery: d}
		words := func(head headRow) bool {
			card.Words = mayShow(d, head)
			return card.Words
		}
		if card.Report, err = s.report(cardFor(d), d.Report, seen[d.Desk.ID], near, words); err == nil {
			cards = append(cards, card)
		}
	}
	return cards, nil
}

// CardsDelivered notes cards that desks were sent, as Delivered and Remember do
// for one, audits the words that stand on them, takes away the jobs that would
// have delivered them, and queues the refreshing of those whose reports have gone
// on meanwhile, or to others: all of it or nothing.
func (s *Store) CardsDelivered(ctx context.Context, sent []bot.SentCard) error {
	if len(sent) == 0 {
		return nil
	}
	rows := &sentRows{}
	for _, card := range sent {
		rows.put(s, card)
	}
	if err := s.piped(ctx, func(batch *pgx.Batch) { rows.queue(batch, s.now()) }); err != nil {
		return fmt.Errorf("note %d deliveries: %w", len(sent), err)
	}
	return nil
}

// lockSQL keeps reports as they are until the transaction ends: whoever waits to
// change one finds what desks have of it. It locks in the order in which FORGET
// ME does.
const lockSQL = `SELECT FROM reports WHERE id = ANY($1::uuid[]) ORDER BY id FOR SHARE`

// behindSQL tells which reports aren't as desks have them.
const behindSQL = `
	(SELECT DISTINCT reports.id
	FROM deliveries
	JOIN reports ON reports.id = deliveries.report_id
	JOIN referrals ON referrals.id = deliveries.referral_id
	WHERE deliveries.id = ANY($1) AND (NOT referrals.active OR reports.status = 'forgotten' OR deliveries.shown < reports.version)) behind`

// sentRows are cards that were sent, column by column.
type sentRows struct {
	ids, jobs []int64
	desks     []string
	chats     [][]byte
	messages  []string
	versions  []int

	channels, reports, agencies, purposes []string
	sealed                                [][]byte

	// Of those on which words stand.
	readers, readersOf, read, details []string
}

func (r *sentRows) put(s *Store, c bot.SentCard) {
	r.ids, r.jobs = append(r.ids, c.Delivery.ID), append(r.jobs, c.Job)
	r.desks, r.versions = append(r.desks, c.Delivery.Desk.ID), append(r.versions, c.Report.Version)
	r.chats, r.messages = append(r.chats, s.blind(c.About.Chat)), append(r.messages, c.About.Message)
	r.channels, r.sealed = append(r.channels, c.About.Chat.Channel), append(r.sealed, s.sealMessage(c.About))
	r.reports, r.agencies = append(r.reports, c.About.Report), append(r.agencies, c.About.Agency)
	r.purposes = append(r.purposes, c.About.Purpose)
	if by := cardFor(c.Delivery); c.Words {
		r.readers, r.readersOf, r.read = append(r.readers, by.Name), append(r.readersOf, by.Agency), append(r.read, c.Report.ID)
		r.details = append(r.details, by.Desk)
	}
}

func (r *sentRows) queue(batch *pgx.Batch, now time.Time) {
	batch.Queue(lockSQL, r.reports)
	batch.Queue(`
		INSERT INTO desk_messages (chat, message, channel, address, report_id, agency, purpose, shows, args, created_at)
		SELECT chat, message, channel, address, report, agency, purpose, false, '{}', $8
		FROM unnest($1::bytea[], $2::text[], $3::text[], $4::bytea[], $5::uuid[], $6::text[], $7::text[])
		     AS sent (chat, message, channel, address, report, agency, purpose)
		ON CONFLICT (chat, message) DO UPDATE SET purpose = excluded.purpose, args = excluded.args, officer_id = NULL`,
		r.chats, r.messages, r.channels, r.sealed, r.reports, r.agencies, r.purposes, now)
	batch.Queue(`
		UPDATE deliveries
		SET state = 'sent', failure = '', sent_at = coalesce(sent_at, $6),
		    message = CASE WHEN desks.lookup = sent.chat THEN sent.message ELSE deliveries.message END,
		    shown = CASE WHEN desks.lookup = sent.chat THEN greatest(deliveries.shown, sent.version) ELSE deliveries.shown END
		FROM unnest($1::bigint[], $2::bytea[], $3::text[], $4::int[]) AS sent (delivery, chat, message, version),
		     (SELECT id, lookup FROM desks WHERE id = ANY($5::uuid[]) ORDER BY id FOR SHARE) desks
		WHERE deliveries.id = sent.delivery AND desks.id = deliveries.desk_id`,
		r.ids, r.chats, r.messages, r.versions, r.desks, now)
	if len(r.read) > 0 {
		batch.Queue(`
			INSERT INTO audit (at, agency, actor, action, report_id, detail)
			SELECT $5, agency, actor, '`+cardShown+`', report, jsonb_build_object('desk', desk)
			FROM unnest($1::text[], $2::text[], $3::uuid[], $4::text[]) AS shown (agency, actor, report, desk)`,
			r.readersOf, r.readers, r.read, r.details, now)
	}
	batch.Queue(`
		DELETE FROM `+queueSchema+`.river_job
		USING unnest($1::bigint[], $2::bigint[]) AS net (job, delivery) JOIN deliveries ON deliveries.id = net.delivery AND deliveries.state = 'sent'
		WHERE river_job.id = net.job AND river_job.state <> 'running'`, r.jobs, r.ids)
	batch.Queue(jobsSQL(bot.RefreshJob{}.Kind(), "report", behindSQL, 2), r.ids, "{}")
}

// DropJob takes a job out of the queue, unless it is being worked.
func (s *Store) DropJob(ctx context.Context, job int64) error {
	if _, err := s.pool.Exec(ctx, `DELETE FROM `+queueSchema+`.river_job WHERE id = $1 AND state <> 'running'`, job); err != nil {
		return fmt.Errorf("drop job %d: %w", job, clean(err))
	}
	return nil
}
