package bot

import (
	"context"
	"time"
)

// Away is from when until when an officer is away: until is when they are back.
type Away struct{ From, Until time.Time }

// At reports whether they are away at t.
func (a Away) At(t time.Time) bool { return !a.From.After(t) && a.Until.After(t) }

// MostAway is how long somebody may be away at the most, and how far ahead they
// say so: what is longer was mistyped.
const MostAway = 366 * 24 * time.Hour

// AwayStore keeps when officers are away.
type AwayStore interface {
	// AwayOf is when an officer is away, or is going to be, and whether without
	// them nobody is there for their agency; the zero Away for one who isn't.
	AwayOf(ctx context.Context, officer string) (Away, bool, error)
	// SetAway says when an officer is away; the zero Away that they are back.
	// It is theirs to say, or who looks after them as their team lead:
	// ErrNotFound for anybody else.
	SetAway(ctx context.Context, by Officer, officer string, away Away) error
}
