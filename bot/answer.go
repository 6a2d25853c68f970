package bot

import (
	"context"
	"time"

	"yousaid/bot/channel"
)

// AnswerStore keeps what agencies answer to comments. Each method works under
// the desk role: a comment that the actor's agency wasn't sent, or that they
// aren't cleared for, is ErrNotFound.
type AnswerStore interface {
	// GlanceComment reads how a comment stands, and nothing of its words; it is
	// not audited.
	GlanceComment(ctx context.Context, by Actor, comment string) (Comment, error)
	// AddAnswer keeps an answer and has its resident told, once for each
	// Action.ID. Where they can't be reached it is ErrNoContact, and the comment
	// says why.
	AddAnswer(ctx context.Context, a Action, comment, text string) (AnsweredComment, error)
	// SaveAnswer keeps what is to be an answer until the officer says send. The
	// same Action gives the same draft; DiscardDraft throws it away.
	SaveAnswer(ctx context.Context, a Action, comment, text string) (draftID string, err error)
	// SavedAnswer reads such a draft; ErrUsed once it was sent or thrown away.
	SavedAnswer(ctx context.Context, by Actor, draftID string) (comment, text string, err error)
}

// AnswerComment has an officer's words told to who wrote a comment, as from the
// officer's agency. AnsweredComment.Waits says when, where quiet hours hold them
// back until the morning. ErrNoContact says that the resident can't be written
// to, and Comment.Reach why.
func (o *Officers) AnswerComment(ctx context.Context, a Action, comment, text string) (AnsweredComment, error) {
	if a.By.Officer == "" {
		return AnsweredComment{}, ErrMayNot
	}
	text, err := words(text)
	if err != nil {
		return AnsweredComment{}, err
	}
	answered, err := o.Store.AddAnswer(ctx, a, comment, text)
	if err == nil {
		answered.Waits = o.LaterAnswer(answered.Comment)
	}
	return answered, err
}

// DraftAnswer keeps an officer's answer to a comment until they say send.
func (o *Officers) DraftAnswer(ctx context.Context, a Action, comment, text string) (id string, err error) {
	if a.By.Officer == "" {
		return "", ErrMayNot
	}
	if text, err = words(text); err != nil {
		return "", err
	}
	return o.Store.SaveAnswer(ctx, a, comment, text)
}

// SendAnswer sends such a draft, once, however often that is asked for.
func (o *Officers) SendAnswer(ctx context.Context, by Actor, draft string) (AnsweredComment, error) {
	comment, text, err := o.Store.SavedAnswer(ctx, by, draft)
	if err != nil {
		return AnsweredComment{}, err
	}
	return o.AnswerComment(ctx, Action{ID: "draft:" + draft, By: by, Draft: draft}, comment, text)
}

// GlanceComment reads how a comment stands, and nothing of its words.
func (o *Officers) GlanceComment(ctx context.Context, by Actor, comment string) (Comment, error) {
	return o.Store.GlanceComment(ctx, by, comment)
}

// LaterAnswer is when a comment's resident would be told what is answered now:
// the end of quiet hours that hold it back, and the zero time when none do.
func (o *Officers) LaterAnswer(c Comment) time.Time {
	now := o.Now()
	if c.Channel != channel.SMS || now.Sub(c.At) < current {
		return time.Time{}
	}
	return o.Quiet.Until(now)
}
