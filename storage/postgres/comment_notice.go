package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"yousaid/bot"
	"yousaid/flows"
)

// An answer to a comment is told as notices about reports are. It is a row of
// its own, whose id is the notice's.

// remarkNoticeRow is an answer as its resident is told it.
type remarkNoticeRow struct {
	ID         string
	Agency     string
	Answer     []byte
	Comment    string
	Thread     string
	Theme      int
	Degree     flows.Degree
	PlanUpdate string
	Said       []byte
	DataKey    []byte
}

const remarkNoticeColumns = `
	comment_answers.id::text, comment_answers.agency, comment_answers.text AS answer, comments.id::text AS comment,
	coalesce(comments.thread, comments.id)::text AS thread, comments.theme::int, comments.degree, comments.plan_update,
	comments.text AS said, comment_keys.data_key`

const remarkNoticeTables = `
	FROM comment_answers
	JOIN comments ON comments.id = comment_answers.comment_id
	JOIN vault.comment_keys ON comment_keys.comment_id = comments.id`

// remarkNotice opens one row.
func (s *Store) remarkNotice(row remarkNoticeRow) (flows.Notice, error) {
	n := flows.Notice{
		ID: row.ID, Kind: flows.NoticeAnswer, Agency: s.plan.ShortAgency(row.Agency),
		Report: flows.Known{Theme: row.Theme, Degree: row.Degree},
		Remark: &flows.Remark{Thread: row.Thread, Theme: row.Theme, Update: row.PlanUpdate},
	}
	key, err := s.commentKey(row.Comment, row.DataKey)
	if err != nil {
		return n, err
	}
	if n.Text, err = openText(key, "comment_answers", row.ID, row.Answer); err != nil {
		return n, err
	}
	said, err := openText(key, "comments", row.Comment, row.Said)
	n.Remark.Words = flows.Beginning(said)
	return n, err
}

// answerNotice reads an answer that is to be told and opens the address that it
// goes to. Where none is kept, that is why it can't be told.
func (s *Store) answerNotice(ctx context.Context, id string) (bot.Notice, error) {
	rows, err := s.pool.Query(ctx, `
		SELECT `+remarkNoticeColumns+`, comment_answers.state, `+remarkReachSQL+` AS reach, `+remarkReadsSQL+` AS language,
		       coalesce(contacts.id::text, '') AS contact, comments.channel, contacts.data_key AS contact_key, contacts.address
		`+remarkNoticeTables+`
		LEFT JOIN vault.contacts ON contacts.lookup = comments.lookup
		WHERE comment_answers.id = as_uuid($1)`, id)
	if err != nil {
		return bot.Notice{}, err
	}
	row, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[struct {
		remarkNoticeRow
		State      bot.NoticeState
		Reach      bot.Reach
		Language   string
		Contact    string
		Channel    string
		ContactKey []byte
		Address    []byte
	}])
	if err != nil {
		return bot.Notice{}, err
	}
	notice := bot.Notice{State: row.State, Language: row.Language, Reach: row.Reach}
	if notice.Notice, err = s.remarkNotice(row.remarkNoticeRow); err != nil || row.Contact == "" {
		return notice, err
	}
	notice.To, err = s.contactAddress(row.Contact, row.Channel, row.ContactKey, row.Address)
	return notice, err
}

// answerDone notes how far an answer came, for NoticeDone. What was read stays
// read.
func (s *Store) answerDone(ctx context.Context, tx pgx.Tx, id string, state bot.NoticeState, failure string) ([]river.JobArgs, error) {
	rows, err := tx.Query(ctx, `
		UPDATE comment_answers
		SET state = $2, failure = $3,
		    told_at = CASE WHEN $2 IN ('told', 'read') THEN coalesce(told_at, $4) ELSE told_at END,
		    read_at = CASE WHEN $2 = 'read' THEN $4 ELSE read_at END
		WHERE id = as_uuid($1) AND state <> $2 AND state <> 'read'
		RETURNING comment_id::text`, id, state, failure, s.now())
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, recommentOf)
}

func recommentOf(row pgx.CollectableRow) (river.JobArgs, error) {
	comment, err := pgx.RowTo[string](row)
	return bot.RecommentJob{Comment: comment}, err
}

// unreadAnswersSQL reads answers to an address, oldest first, with the arguments
// of unreadSQL.
const unreadAnswersSQL = `
	SELECT ` + remarkNoticeColumns + remarkNoticeTables + `
	WHERE comments.lookup = $1 AND (comment_answers.state = ANY($2) OR comment_answers.id::text = ANY($3))
	ORDER BY comment_answers.created_at, comment_answers.id`

func (s *Store) collectAnswers(rows pgx.Rows) ([]flows.Notice, error) {
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[remarkNoticeRow])
	if err != nil {
		return nil, err
	}
	var notices []flows.Notice
	for _, row := range list {
		notice, err := s.remarkNotice(row)
		if err != nil {
			return nil, err
		}
		notices = append(notices, notice)
	}
	return notices, nil
}

// markAnswersRead is markRead for answers to comments.
func (c *commit) markAnswersRead(ids []string) {
	c.collectJobs(recommentOf, `
		UPDATE comment_answers SET state = 'read', told_at = coalesce(told_at, $3), read_at = $3
		FROM comments
		WHERE comments.id = comment_answers.comment_id AND comments.lookup = $1
		  AND comment_answers.id::text = ANY($2) AND comment_answers.state IN ('waiting', 'told')
		RETURNING comments.id::text`, c.lookup, ids, c.now)
}

// queueAnswered has the answer read that an address read last, if that was of
// late and newer than the news that it was sent, and nothing was said to it yet.
func (s *Store) queueAnswered(batch *pgx.Batch, lookup []byte, resident *flows.Resident) {
	batch.Queue(`
		SELECT comments.plan_update, comments.theme::int, comment_answers.read_at, coalesce(comments.thread, comments.id)::text,
		       comment_answers.agency, comments.degree
		FROM comment_answers JOIN comments ON comments.id = comment_answers.comment_id
		WHERE comments.lookup = $1 AND comment_answers.state = 'read' AND comment_answers.read_at > $2
		  AND NOT EXISTS (SELECT FROM comments later
		                  WHERE later.thread = coalesce(comments.thread, comments.id) AND later.created_at > comment_answers.read_at)
		ORDER BY comment_answers.read_at DESC LIMIT 1`, lookup, s.now().Add(-flows.NewsLasts)).
		QueryRow(func(row pgx.Row) error {
			var news flows.News
			var at time.Time
			err := row.Scan(&news.ID, &news.Theme, &at, &news.Thread, &news.Agency, &news.Degree)
			if errors.Is(err, pgx.ErrNoRows) {
				return nil
			}
			if news.At = at; err == nil && !at.Before(resident.News.At) {
				news.Agency = s.plan.ShortAgency(news.Agency)
				resident.News = news
			}
			return err
		})
}

// forgetAnswers queues the end of what agencies answered to comments.
func (c *commit) forgetAnswers(comments []string) {
	c.collect(c.cancel(bot.NotifyJob{}.Kind(), "notice"), `
		UPDATE comment_answers
		SET text = NULL, failure = CASE WHEN state = 'waiting' THEN 'forgotten' ELSE failure END,
		    state = CASE WHEN state = 'waiting' THEN 'suppressed' ELSE state END
		WHERE comment_id = ANY($1) RETURNING id::text`, comments)
	c.write(`DELETE FROM drafts WHERE comment_id = ANY($1)`, comments)
}
