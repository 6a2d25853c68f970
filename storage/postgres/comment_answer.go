package postgres

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"yousaid/bot"
)

// remark is one doing of an officer on a comment that has been locked for it.
// Its transaction works as the service.
type remark struct {
	deed
	comment bot.Comment
}

// onComment finds a comment as the actor's agency and locks it as the service,
// so that it can't be forgotten or answered by somebody else meanwhile.
func (s *Store) onComment(ctx context.Context, tx pgx.Tx, a bot.Action, id string) (*remark, error) {
	r := &remark{deed: deed{Store: s, action: a, tx: tx, now: s.now()}}
	if err := asDesk(ctx, tx, a.By); err != nil {
		return nil, err
	}
	list, err := s.readComments(ctx, tx, noWords, ` WHERE comments.id = as_uuid($1)`, id)
	if err == nil && len(list) == 0 {
		err = bot.ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	var wrapped []byte
	err = tx.QueryRow(ctx, `
		SELECT comment_keys.data_key, `+remarkReachSQL+`
		FROM comments JOIN vault.comment_keys ON comment_keys.comment_id = comments.id
		LEFT JOIN vault.contacts ON contacts.lookup = comments.lookup
		WHERE comments.id = as_uuid($1) FOR UPDATE OF comments`, id).Scan(&wrapped, &list[0].Reach)
	if err != nil {
		return nil, err
	}
	r.comment = list[0]
	r.key, err = s.commentKey(id, wrapped)
	return r, err
}

// AddAnswer keeps an officer's answer and has the resident told, in one
// transaction, once for each action.
func (s *Store) AddAnswer(ctx context.Context, a bot.Action, comment, text string) (bot.AnsweredComment, error) {
	var answered bot.AnsweredComment
	var refused error
	err := s.service(ctx, func(tx pgx.Tx) error {
		r, err := s.onComment(ctx, tx, a, comment)
		if err != nil {
			return err
		}
		_, answered.Repeat, err = r.before(ctx)
		answered.Comment, refused = r.comment, nil
		switch {
		case err != nil || answered.Repeat:
			return err
		case r.comment.Reach != bot.ReachOpen:
			refused = bot.ErrNoContact
			return nil
		}
		return r.answer(ctx, text)
	})
	if err == nil {
		err = refused
	}
	if err != nil {
		return answered, fmt.Errorf("answer comment %s: %w", comment, err)
	}
	return answered, nil
}

// answer writes what an answer is, and what follows from it.
func (r *remark) answer(ctx context.Context, text string) error {
	id, by := uuid.NewString(), r.action.By
	stored, err := json.Marshal(result{Did: "answer", Report: r.comment.ID, By: by.Name, At: r.now})
	if err != nil {
		return err
	}
	_, err = r.tx.Exec(ctx, `
		INSERT INTO comment_answers (id, comment_id, agency, officer, officer_name, text, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		id, r.comment.ID, by.Agency, by.Officer, by.Name, sealText(r.key, "comment_answers", id, text), r.now)
	if err != nil {
		return err
	}
	if _, err := r.tx.Exec(ctx, `INSERT INTO actions (id, result, at) VALUES ($1, $2, $3)`, r.action.ID, stored, r.now); err != nil {
		return err
	}
	if r.action.Draft != "" {
		if err := r.useDraft(ctx); err != nil {
			return err
		}
	}
	if err := r.audit(ctx, r.tx, by, "answer", "", map[string]string{"comment": r.comment.ID, "answer": id}); err != nil {
		return err
	}
	return r.enqueue(ctx, r.tx, bot.NotifyJob{Notice: id}, bot.RecommentJob{Comment: r.comment.ID})
}

// SaveAnswer keeps what is to be an answer until the officer says send. The same
// action gives the same draft, even once it has been used.
func (s *Store) SaveAnswer(ctx context.Context, a bot.Action, comment, text string) (id string, err error) {
	err = s.service(ctx, func(tx pgx.Tx) error {
		r, err := s.onComment(ctx, tx, a, comment)
		if err != nil {
			return err
		}
		id, err = r.saveDraft(ctx, "comment_id", comment, text)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("keep a draft about comment %s: %w", comment, err)
	}
	return id, nil
}

// SavedAnswer reads a draft of the actor's agency. One that was used is ErrUsed.
func (s *Store) SavedAnswer(ctx context.Context, by bot.Actor, id string) (comment, text string, err error) {
	comment, text, err = s.savedDraft(ctx, by, id, `
		SELECT drafts.comment_id::text, drafts.source, drafts.text, comment_keys.data_key
		FROM drafts JOIN vault.comment_keys ON comment_keys.comment_id = drafts.comment_id
		WHERE drafts.id = as_uuid($1) AND drafts.used_at IS NULL`, s.commentKey)
	if err != nil {
		return "", "", fmt.Errorf("draft %s of an answer: %w", id, err)
	}
	return comment, text, nil
}
