package bot

import (
	"context"
	"time"
)

// CommentThread is what one resident said, and what they were answered: the
// first comment and those that go on from it, oldest first.
type CommentThread []Comment

// CommentFilter narrows a list of comments. The zero CommentFilter is all that
// the actor may see.
type CommentFilter struct {
	Update     string // id of the plan update that they are about; empty: of any and none
	Themes     []int  // 0 is the plan as a whole; empty: every one
	Unanswered bool   // only where the resident has spoken last
}

// Key is where a list goes on behind a thread.
func (t CommentThread) Key() ListKey {
	if len(t) == 0 {
		return ListKey{}
	}
	return ListKey{At: t[0].At, ID: t[0].ID}
}

// CommentReader reads comments for a page. It works under the desk role: what
// the actor's agency wasn't sent, what they aren't cleared for and what was
// forgotten isn't there. Each read is audited.
type CommentReader interface {
	// Comments lists threads by their first comment, newest first.
	Comments(ctx context.Context, by Actor, filter CommentFilter, before ListKey, most int) ([]CommentThread, error)
	// CommentThread is the thread that a comment belongs to; ErrNotFound when
	// nothing of it may be read.
	CommentThread(ctx context.Context, by Actor, comment string) (CommentThread, error)
}

// UpdateFigures are what came of a plan update, in numbers.
type UpdateFigures struct {
	Up, Down int // thumbs: one for each resident
	Comments int // threads about it
	Answered int // of these, with an answer
	Outcomes map[DeliveryState]int
}

// ThemeMonth is a month of a theme, in numbers.
type ThemeMonth struct {
	Month    time.Time // its first moment, by the town's clock
	Comments int       // threads about the theme
	Answered int       // of these, with an answer
	Up, Down int       // thumbs on its updates

	// Pulses and Feel are the town's: who says how safe they feel isn't asked
	// about a theme, and nothing ties the score to what else they said. Who said
	// it twice within 90 days is counted once.
	Pulses int
	Feel   float64 // from 1 (not safe at all) to 5; 0 without any
}

// FiguresStore counts what residents say back. Numbers name nobody, so those of
// guarded comments are among them.
type FiguresStore interface {
	// UpdateFigures counts what came of an update; ErrNotFound when it isn't one
	// that the actor may see.
	UpdateFigures(ctx context.Context, by Actor, update string) (UpdateFigures, error)
	// ThemeFigures counts by month, oldest first, from the month of since on;
	// months without anything are there with zeros. ErrNotFound when the actor's
	// agency doesn't lead the theme and they don't see all.
	ThemeFigures(ctx context.Context, by Actor, theme int, since time.Time) ([]ThemeMonth, error)
}
