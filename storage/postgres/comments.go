package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/flows"
)

var _ bot.CommentStore = (*Store)(nil)

// commentDeliveryRow is what a desk is to have, or has, of a comment.
type commentDeliveryRow struct {
	ID        int64
	Comment   string
	Message   string
	State     string
	Under     string
	Forgotten bool
	deskRow
}

const commentDeliverySQL = `
	SELECT comment_deliveries.id, comments.id::text AS comment, comment_deliveries.message, comment_deliveries.state,
	       coalesce((SELECT first.message FROM comment_deliveries first
	                 WHERE first.comment_id = comments.thread AND first.desk_id = desks.id AND first.state = 'sent'), '') AS under,
	       comments.lookup IS NULL AS forgotten, ` + deskColumns + `
	FROM comment_deliveries
	JOIN comments ON comments.id = comment_deliveries.comment_id
	JOIN desks ON desks.id = comment_deliveries.desk_id`

func (s *Store) commentDeliveries(ctx context.Context, sql string, args ...any) ([]bot.CommentDelivery, error) {
	rows, err := s.pool.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[commentDeliveryRow])
	if err != nil {
		return nil, err
	}
	deliveries := make([]bot.CommentDelivery, 0, len(list))
	for _, row := range list {
		desk, err := s.openDesk(row.deskRow)
		if err != nil {
			return nil, err
		}
		deliveries = append(deliveries, bot.CommentDelivery{
			ID: row.ID, Comment: row.Comment, Desk: desk, Message: row.Message, State: row.State, Under: row.Under, Forgotten: row.Forgotten,
		})
	}
	return deliveries, nil
}

// CommentDelivery reads what a desk is to have. A desk that was removed is
// ErrNotFound.
func (s *Store) CommentDelivery(ctx context.Context, id int64) (bot.CommentDelivery, error) {
	list, err := s.commentDeliveries(ctx, commentDeliverySQL+` WHERE comment_deliveries.id = $1 AND desks.active`, id)
	if err == nil && len(list) == 0 {
		err = bot.ErrNotFound
	}
	if err != nil {
		return bot.CommentDelivery{}, fmt.Errorf("delivery %d of a comment: %w", id, clean(err))
	}
	return list[0], nil
}

// CommentCards lists what desks were sent of a comment, and may still show.
func (s *Store) CommentCards(ctx context.Context, comment string) ([]bot.CommentDelivery, error) {
	list, err := s.commentDeliveries(ctx, commentDeliverySQL+`
		WHERE comments.id = as_uuid($1) AND comment_deliveries.state = 'sent' ORDER BY comment_deliveries.id`, comment)
	if err != nil {
		return nil, fmt.Errorf("cards of comment %s: %w", comment, clean(err))
	}
	return list, nil
}

// CommentViews lists the messages that show a comment to one officer.
func (s *Store) CommentViews(ctx context.Context, comment string) ([]bot.DeskMessage, error) {
	list, err := s.messages(ctx, messageSQL+` WHERE report_id = as_uuid($1) AND shows`, comment)
	if err != nil {
		return nil, fmt.Errorf("views of comment %s: %w", comment, clean(err))
	}
	return list, nil
}

// CommentDelivered notes what a desk was sent. The desk is locked, as for
// [Store.Delivered].
func (s *Store) CommentDelivered(ctx context.Context, id int64, in channel.Address, message string) error {
	return s.delivered(ctx, id, `
		UPDATE comment_deliveries
		SET state = 'sent', failure = '', sent_at = $3,
		    message = CASE WHEN desks.lookup = $4 THEN $2 ELSE comment_deliveries.message END
		FROM (SELECT desks.id, lookup FROM desks JOIN comment_deliveries ON desk_id = desks.id WHERE comment_deliveries.id = $1 FOR SHARE OF desks) desks
		WHERE comment_deliveries.id = $1 AND desks.id = desk_id`, id, message, s.now(), s.blind(in))
}

// CommentFailed ends a delivery as failed or suppressed.
func (s *Store) CommentFailed(ctx context.Context, id int64, state, failure string) error {
	return s.delivered(ctx, id, `UPDATE comment_deliveries SET state = $2, failure = $3 WHERE id = $1`, id, state, failure)
}

// CommentCard reads what a desk's chat may show of a comment: the words only
// where they may stand there (resident-safety rule 7); that they did is audited.
func (s *Store) CommentCard(ctx context.Context, d bot.CommentDelivery) (bot.Comment, error) {
	by := bot.Actor{Desk: d.Desk.ID, Name: d.Desk.Label, Agency: d.Desk.Agency, Cleared: true}
	words := func(degree flows.Degree) bool {
		return degree == flows.Open && !d.Desk.ReferenceOnly && d.Desk.Address.Channel == channel.Telegram
	}
	return s.readComment(ctx, by, d.Comment, "card", words)
}

// OpenComment reads a comment whole, for an officer, and notes that they did.
func (s *Store) OpenComment(ctx context.Context, by bot.Actor, comment string) (bot.Comment, error) {
	return s.ReadComment(ctx, by, comment, "privately")
}

// ReadComment reads a comment whole, and notes how that was done.
func (s *Store) ReadComment(ctx context.Context, by bot.Actor, comment, how string) (bot.Comment, error) {
	return s.readComment(ctx, by, comment, how, allWords)
}

// redeliverComments queues once more what failed to get to a desk that can't be
// reached, in the transaction that notes that it can.
func (s *Store) redeliverComments(ctx context.Context, tx pgx.Tx, lookup []byte) error {
	rows, err := tx.Query(ctx, `
		UPDATE comment_deliveries SET state = 'waiting', failure = ''
		FROM desks
		WHERE desks.id = comment_deliveries.desk_id AND desks.lookup = $1 AND desks.active AND desks.unreachable_at IS NOT NULL
		  AND comment_deliveries.state = 'failed'
		RETURNING comment_deliveries.id`, lookup)
	if err != nil {
		return err
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := s.enqueue(ctx, tx, deliverComment(id)); err != nil {
			return err
		}
	}
	return nil
}
