package bot

import (
	"context"
	"time"

	"yousaid/bot/channel"
	"yousaid/flows"
)

// Comment is what a resident thinks, as an officer of an agency that it was
// sent to may see it. It can be answered; it never says whose it is.
type Comment struct {
	ID      string // UUID
	Thread  string // id of the first comment of its thread: its own, unless it goes on from an answer
	Theme   int    // 0: the plan as a whole
	Degree  flows.Degree
	Score   int    // how safe they feel, 1 to 5; 0 when it came with no pulse
	Update  string // id of the plan update that it answers; may be empty
	Text    string // empty where it may not be shown
	At      time.Time
	Channel string          // the network that it came by
	Reads   string          // BCP 47: the language that its resident is written to in
	Reach   Reach           // whether its resident can be answered
	Answers []CommentAnswer // oldest first
}

// CommentAnswer is what an agency answered to a comment.
type CommentAnswer struct {
	ID     string // UUID
	Agency string // id
	Author string // the officer's name; its resident never sees it
	Text   string // empty where it may not be shown
	State  NoticeState
	At     time.Time
}

// AnsweredComment is what an officer's answer led to.
type AnsweredComment struct {
	Repeat  bool      // it had been done before by the same action id
	Comment Comment   // as it stands now, without words
	Waits   time.Time // its resident will be told only then (quiet hours); zero: now
}

// CommentDelivery is a comment that a desk is to have, or has.
type CommentDelivery struct {
	ID        int64
	Comment   string // UUID
	Desk      Desk
	Message   string // the provider's id; empty when not yet sent
	State     string // waiting, sent, failed, suppressed
	Under     string // the provider's id of the card of its thread's first comment; empty when there is none
	Forgotten bool
}

// CommentStore is what bringing comments to desks needs of the record.
type CommentStore interface {
	CommentDelivery(ctx context.Context, id int64) (CommentDelivery, error)
	// CommentCard reads what a desk's chat may show of a comment, as the agency
	// of the desk; ErrNotFound once it is forgotten.
	CommentCard(ctx context.Context, d CommentDelivery) (Comment, error)
	CommentDelivered(ctx context.Context, id int64, in channel.Address, message string) error
	// CommentFailed ends a delivery as "failed" or "suppressed"; failure is a
	// word of ours.
	CommentFailed(ctx context.Context, id int64, state, failure string) error
	// OpenComment reads a comment whole, for an officer; the read is audited.
	OpenComment(ctx context.Context, by Actor, comment string) (Comment, error)
	// ReadComment is OpenComment, with how it was done.
	ReadComment(ctx context.Context, by Actor, comment, how string) (Comment, error)
	// CommentCards and CommentViews list what shows a comment, to be blanked
	// when it is forgotten: messages to desks, and to officers in private.
	CommentCards(ctx context.Context, comment string) ([]CommentDelivery, error)
	CommentViews(ctx context.Context, comment string) ([]DeskMessage, error)
}
