package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
	"yousaid/flows"
)

// remarkReachSQL says whether who wrote a comment can be written to (bot.Reach).
// It reads the vault, so it needs the service role, and contacts joined on the
// left by the comment's lookup.
const remarkReachSQL = `
	CASE WHEN comments.lookup IS NULL THEN 'gone'
	     WHEN EXISTS (SELECT FROM stops WHERE stops.lookup = comments.lookup) THEN 'stopped'
	     WHEN contacts.id IS NULL THEN 'unknown'
	     WHEN contacts.blocked_at IS NOT NULL THEN 'blocked'
	     ELSE 'open' END`

// remarkReadsSQL is the language that who wrote a comment is written to in.
const remarkReadsSQL = `
	coalesce((SELECT language FROM preferences WHERE preferences.lookup = comments.lookup), comments.language)`

// commentRow is a comment that still has its key.
type commentRow struct {
	ID         string
	Thread     string
	Theme      int
	Degree     flows.Degree
	Score      int
	PlanUpdate string
	Channel    string
	CreatedAt  time.Time
	Text       []byte
	DataKey    []byte
}

// commentSQL reads comments. Under the desk role it finds only what the agency
// was sent and the actor is cleared for.
const commentSQL = `
	SELECT comments.id::text, coalesce(comments.thread, comments.id)::text AS thread, comments.theme::int, comments.degree,
	       comments.score::int, comments.plan_update, comments.channel, comments.created_at, comments.text, comment_keys.data_key
	FROM comments JOIN vault.comment_keys ON comment_keys.comment_id = comments.id`

// answerRow is an answer to a comment.
type answerRow struct {
	ID          string
	Comment     string
	Agency      string
	OfficerName string
	Text        []byte
	State       bot.NoticeState
	CreatedAt   time.Time
}

// readComments reads comments with their answers under the desk role that the
// transaction works as, and leaves it working as the service: whether somebody
// can be reached the desk role can't see. Words are opened where words says so.
func (s *Store) readComments(ctx context.Context, tx pgx.Tx, words func(flows.Degree) bool, sql string, args ...any) ([]bot.Comment, error) {
	rows, err := tx.Query(ctx, commentSQL+sql, args...)
	if err != nil {
		return nil, err
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[commentRow])
	if err != nil || len(found) == 0 {
		return nil, err
	}
	ids := make([]string, len(found))
	for i, row := range found {
		ids[i] = row.ID
	}
	answers, err := readAnswers(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	list := make([]bot.Comment, len(found))
	for i, row := range found {
		if list[i], err = s.openComment(row, answers[row.ID], words(row.Degree)); err != nil {
			return nil, err
		}
	}
	return list, s.readReach(ctx, tx, ids, list)
}

// readAnswers reads the answers to comments, oldest first.
func readAnswers(ctx context.Context, tx pgx.Tx, comments []string) (map[string][]answerRow, error) {
	rows, err := tx.Query(ctx, `
		SELECT id::text, comment_id::text AS comment, agency, officer_name, text, state, created_at
		FROM comment_answers WHERE comment_id = ANY($1::uuid[]) ORDER BY created_at, id`, comments)
	if err != nil {
		return nil, err
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[answerRow])
	answers := map[string][]answerRow{}
	for _, row := range list {
		answers[row.Comment] = append(answers[row.Comment], row)
	}
	return answers, err
}

// openComment makes a comment of its rows.
func (s *Store) openComment(row commentRow, answers []answerRow, words bool) (bot.Comment, error) {
	c := bot.Comment{
		ID: row.ID, Thread: row.Thread, Theme: row.Theme, Degree: row.Degree, Score: row.Score, Update: row.PlanUpdate,
		Channel: row.Channel, At: row.CreatedAt,
	}
	key, err := s.commentKey(row.ID, row.DataKey)
	if err != nil {
		return c, err
	}
	if words {
		if c.Text, err = openText(key, "comments", row.ID, row.Text); err != nil {
			return c, err
		}
	}
	for _, a := range answers {
		answer := bot.CommentAnswer{ID: a.ID, Agency: a.Agency, Author: a.OfficerName, State: a.State, At: a.CreatedAt}
		if words {
			if answer.Text, err = openText(key, "comment_answers", a.ID, a.Text); err != nil {
				return c, err
			}
		}
		c.Answers = append(c.Answers, answer)
	}
	return c, nil
}

// readReach reads, as the service, whether those who wrote comments can be
// reached, and in which language.
func (s *Store) readReach(ctx context.Context, tx pgx.Tx, ids []string, list []bot.Comment) error {
	if err := asService(ctx, tx); err != nil {
		return err
	}
	rows, err := tx.Query(ctx, `
		SELECT comments.id::text, `+remarkReachSQL+`, `+remarkReadsSQL+`
		FROM comments LEFT JOIN vault.contacts ON contacts.lookup = comments.lookup WHERE comments.id = ANY($1::uuid[])`, ids)
	if err != nil {
		return err
	}
	var id, reads string
	var reach bot.Reach
	_, err = pgx.ForEachRow(rows, []any{&id, &reach, &reads}, func() error {
		for i := range list {
			if list[i].ID == id {
				list[i].Reach, list[i].Reads = reach, reads
			}
		}
		return nil
	})
	return err
}

func allWords(flows.Degree) bool { return true }
func noWords(flows.Degree) bool  { return false }

// readComment reads a comment under the desk role: what the agency wasn't sent,
// what the actor isn't cleared for and what was forgotten is ErrNotFound. That
// words were read is audited.
func (s *Store) readComment(ctx context.Context, by bot.Actor, id, how string, words func(flows.Degree) bool) (bot.Comment, error) {
	var comment bot.Comment
	err := s.desk(ctx, by, func(tx pgx.Tx) error {
		list, err := s.readComments(ctx, tx, words, ` WHERE comments.id = as_uuid($1)`, id)
		if err == nil && len(list) == 0 {
			err = bot.ErrNotFound
		}
		if err != nil {
			return err
		}
		comment = list[0]
		if !words(comment.Degree) {
			return nil
		}
		return s.audit(ctx, tx, by, "comment", "", map[string]string{"comment": id, "how": how})
	})
	if err != nil {
		return bot.Comment{}, fmt.Errorf("read comment %s: %w", id, err)
	}
	return comment, nil
}

// GlanceComment reads how a comment stands, and nothing of its words.
func (s *Store) GlanceComment(ctx context.Context, by bot.Actor, comment string) (bot.Comment, error) {
	return s.readComment(ctx, by, comment, "", noWords)
}
