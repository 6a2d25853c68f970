package postgres

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
)

var _ bot.CommentReader = (*Store)(nil)

// spokenLastSQL holds where a thread's resident has had no answer to what they
// said last.
const spokenLastSQL = `
	NOT EXISTS (
		SELECT FROM comment_answers
		JOIN comments said ON said.id = comment_answers.comment_id
		WHERE (said.id = comments.id OR said.thread = comments.id)
		  AND comment_answers.created_at >= (SELECT max(created_at) FROM comments last WHERE last.id = comments.id OR last.thread = comments.id))`

// Comments lists threads by their first comment, newest first, and notes which
// comments were read.
func (s *Store) Comments(ctx context.Context, by bot.Actor, filter bot.CommentFilter, before bot.ListKey, most int) ([]bot.CommentThread, error) {
	var threads []bot.CommentThread
	err := s.desk(ctx, by, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			SELECT id::text FROM comments
			WHERE thread IS NULL AND text IS NOT NULL
			  AND ($1 = '' OR plan_update = $1) AND ($2::int[] IS NULL OR theme = ANY($2)) AND (NOT $3 OR`+spokenLastSQL+`)
			  AND ($4::timestamptz IS NULL OR (created_at, id) < ($4, as_uuid($5)))
			ORDER BY created_at DESC, id DESC LIMIT $6`,
			filter.Update, filter.Themes, filter.Unanswered, maybe(before.At), before.ID, most)
		if err != nil {
			return err
		}
		first, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			return err
		}
		threads, err = s.readThreads(ctx, tx, by, "comments", first)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("comments for %s: %w", by.Agency, err)
	}
	return threads, nil
}

// CommentThread reads the thread that a comment belongs to, and notes that.
func (s *Store) CommentThread(ctx context.Context, by bot.Actor, comment string) (bot.CommentThread, error) {
	var thread bot.CommentThread
	err := s.desk(ctx, by, func(tx pgx.Tx) error {
		var first string
		err := tx.QueryRow(ctx, `SELECT coalesce(thread, id)::text FROM comments WHERE id = as_uuid($1)`, comment).Scan(&first)
		if err != nil {
			return err
		}
		threads, err := s.readThreads(ctx, tx, by, "comment", []string{first})
		if err == nil && len(threads) == 0 {
			err = bot.ErrNotFound
		}
		if err != nil {
			return err
		}
		thread = threads[0]
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("thread of comment %s: %w", comment, err)
	}
	return thread, nil
}

// readThreads opens threads by the ids of their first comments, in that order.
// Where the first may not be read, what goes on from it still may.
func (s *Store) readThreads(ctx context.Context, tx pgx.Tx, by bot.Actor, action string, first []string) ([]bot.CommentThread, error) {
	list, err := s.readComments(ctx, tx, allWords, `
		WHERE comments.id = ANY($1::uuid[]) OR comments.thread = ANY($1::uuid[]) ORDER BY comments.created_at, comments.id`, first)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	var ids []string
	found := map[string]bot.CommentThread{}
	for _, c := range list {
		ids = append(ids, c.ID)
		found[c.Thread] = append(found[c.Thread], c)
	}
	var threads []bot.CommentThread
	for _, id := range first {
		if thread := found[id]; len(thread) > 0 {
			threads = append(threads, thread)
		}
	}
	detail := map[string]string{"comment": ids[0], "how": "thread"}
	if action == "comments" || len(ids) > 1 {
		slices.Sort(ids)
		detail["comments"] = strings.Join(ids, " ")
	}
	if action == "comments" {
		delete(detail, "comment")
		detail["how"] = "list"
	}
	return threads, s.audit(ctx, tx, by, action, "", detail)
}
