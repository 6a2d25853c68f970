package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/flows"
)

// deliveryRow is a delivery with its desk and how its report stands.
type deliveryRow struct {
	ID        int64
	Report    string
	EntryID   *int64
	EntryAt   *time.Time
	EntryKind bot.EntryKind
	Event     string
	Card      string
	CardWaits bool
	Message   string
	Shown     int
	State     string
	Ended     bool
	Reference string
	Status    flows.Status
	Urgent    bool
	Version   int
	Agencies  []string
	deskRow
}

const deliverySQL = `
	SELECT deliveries.id, deliveries.report_id::text AS report, deliveries.entry_id, entries.at AS entry_at,
	       coalesce(entries.kind, '') AS entry_kind, coalesce(entries.event, '') AS event,
	       coalesce(card.message, '') AS card, coalesce(card.state = 'waiting', false) AS card_waits,
	       deliveries.message, deliveries.shown, deliveries.state, NOT referrals.active AS ended,
	       reports.reference, reports.status, reports.urgent, reports.version, ` + agenciesSQL + ` AS agencies,
	       ` + deskColumns + `
	FROM deliveries
	JOIN reports ON reports.id = deliveries.report_id
	JOIN referrals ON referrals.id = deliveries.referral_id
	JOIN desks ON desks.id = deliveries.desk_id
	LEFT JOIN entries ON entries.id = deliveries.entry_id
	LEFT JOIN deliveries card ON deliveries.entry_id IS NOT NULL AND card.entry_id IS NULL
	                         AND card.referral_id = deliveries.referral_id AND card.desk_id = deliveries.desk_id`

// Delivery reads what a desk is to have. A desk that was removed is ErrNotFound.
func (s *Store) Delivery(ctx context.Context, id int64) (bot.Delivery, error) {
	list, err := s.Deliveries(ctx, []int64{id})
	if err == nil && len(list) == 0 {
		err = fmt.Errorf("delivery %d: %w", id, bot.ErrNotFound)
	}
	if err != nil {
		return bot.Delivery{}, err
	}
	return list[0], nil
}

// Deliveries reads what desks are to have. Of desks that were removed there is
// none.
func (s *Store) Deliveries(ctx context.Context, ids []int64) ([]bot.Delivery, error) {
	var rows []deliveryRow
	err := s.piped(ctx, func(batch *pgx.Batch) {
		queueRows(batch, &rows, pgx.RowToStructByName[deliveryRow], deliverySQL+` WHERE deliveries.id = ANY($1) AND desks.active ORDER BY deliveries.id`, ids)
	})
	if err != nil {
		return nil, fmt.Errorf("deliveries %v: %w", ids, err)
	}
	return s.openDeliveries(rows)
}

// Cards lists what desks were sent about a report, and may still show.
func (s *Store) Cards(ctx context.Context, report string) ([]bot.Delivery, error) {
	list, err := s.deliveries(ctx, deliverySQL+`
		WHERE deliveries.report_id = as_uuid($1) AND deliveries.state = 'sent'
		  AND (desks.active OR NOT referrals.active OR reports.status = 'forgotten')
		ORDER BY deliveries.id`, report)
	if err != nil {
		return nil, fmt.Errorf("cards of report %s: %w", report, clean(err))
	}
	return list, nil
}

func (s *Store) deliveries(ctx context.Context, sql string, args ...any) ([]bot.Delivery, error) {
	rows, err := s.pool.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[deliveryRow])
	if err != nil {
		return nil, err
	}
	return s.openDeliveries(list)
}

func (s *Store) openDeliveries(list []deliveryRow) ([]bot.Delivery, error) {
	deliveries := make([]bot.Delivery, 0, len(list))
	for _, row := range list {
		delivery, err := s.delivery(row)
		if err != nil {
			return nil, err
		}
		deliveries = append(deliveries, delivery)
	}
	return deliveries, nil
}

func (s *Store) delivery(row deliveryRow) (bot.Delivery, error) {
	desk, err := s.openDesk(row.deskRow)
	d := bot.Delivery{
		ID: row.ID, Report: row.Report, Desk: desk, Card: row.Card, CardWaits: row.CardWaits,
		Message: row.Message, Shown: row.Shown, State: row.State, Ended: row.Ended,
		Reference: row.Reference, Status: row.Status, Urgent: row.Urgent, Version: row.Version, Agencies: row.Agencies,
	}
	if row.EntryID != nil {
		d.Entry = &bot.Entry{ID: *row.EntryID, Kind: row.EntryKind, Event: row.Event, At: at(row.EntryAt)}
	}
	return d, err
}

// Card reads what a desk's card may show. The words of a report, and what was
// written about it, are opened only for a chat in which they may stand
// (resident-safety rule 7); that they were shown there is audited.
func (s *Store) Card(ctx context.Context, d bot.Delivery) (bot.Report, error) {
	by := cardFor(d)
	var report bot.Report
	err := s.desk(ctx, by, func(tx pgx.Tx) (err error) {
		opened := false
		words := func(head headRow) bool {
			opened = mayShow(d, head)
			return opened
		}
		if report, err = s.readReport(ctx, tx, by, d.Report, words); err != nil || !opened {
			return err
		}
		return s.audit(ctx, tx, by, cardShown, d.Report, nil)
	})
	if err != nil {
		return bot.Report{}, fmt.Errorf("card of report %s: %w", d.Report, err)
	}
	return report, nil
}

// cardShown is how the audit has it that words stood on a card.
const cardShown = "card"

// cardFor is as whom a desk's card is read.
func cardFor(d bot.Delivery) bot.Actor {
	return bot.Actor{Desk: d.Desk.ID, Name: d.Desk.Label, Agency: d.Desk.Agency, Cleared: true}
}

// mayShow says whether words may stand in a desk's chat.
func mayShow(d bot.Delivery, head headRow) bool {
	return head.Degree == flows.Open && !d.Desk.ReferenceOnly && d.Desk.Address.Channel == channel.Telegram
}

// Delivered notes what a desk was sent. A card never goes back to an older
// version. A number is unique in its chat only, so one of a chat that the desk
// has left meanwhile isn't kept: it would name another message in the new one.
//
// The desk is locked, so that one that is just moving is seen either before,
// and then its messages are forgotten with this one, or after.
func (s *Store) Delivered(ctx context.Context, id int64, in channel.Address, message string, shown int) error {
	return s.delivered(ctx, id, `
		UPDATE deliveries
		SET state = 'sent', failure = '', sent_at = coalesce(sent_at, $4),
		    message = CASE WHEN desks.lookup = $5 THEN $2 ELSE deliveries.message END,
		    shown = CASE WHEN desks.lookup = $5 THEN greatest(shown, $3) ELSE shown END
		FROM (SELECT desks.id, lookup FROM desks JOIN deliveries ON deliveries.desk_id = desks.id WHERE deliveries.id = $1 FOR SHARE OF desks) desks
		WHERE deliveries.id = $1 AND desks.id = desk_id`, id, message, shown, s.now(), s.blind(in))
}

// DeliveryFailed ends a delivery as failed or suppressed.
func (s *Store) DeliveryFailed(ctx context.Context, id int64, state, failure string) error {
	return s.delivered(ctx, id, `UPDATE deliveries SET state = $2, failure = $3 WHERE id = $1`, id, state, failure)
}

func (s *Store) delivered(ctx context.Context, id int64, sql string, args ...any) error {
	if _, err := s.pool.Exec(ctx, sql, args...); err != nil {
		return fmt.Errorf("note delivery %d: %w", id, clean(err))
	}
	return nil
}
