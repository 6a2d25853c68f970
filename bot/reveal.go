package bot

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"yousaid/bot/channel"
)

// How long a request to see a contact waits for an answer, and how long the
// contact can be seen once somebody has approved.
const (
	RevealWaits = 24 * time.Hour
	RevealLives = time.Hour
)

// The least that a reason for a reveal is: one sentence.
const (
	leastReason      = 20 // characters
	leastReasonWords = 4
)

// RevealGround is why a contact may be asked for; there is no third one.
type RevealGround string

// The grounds, as residents were told of them beforehand.
const (
	RevealLife  RevealGround = "life"
	RevealChild RevealGround = "child"
)

// RevealState is how a request stands.
type RevealState string

// The states of a request.
const (
	RevealAsked     RevealState = "asked"
	RevealApproved  RevealState = "approved"
	RevealRefused   RevealState = "refused"
	RevealSeen      RevealState = "seen"      // and can be seen again until Reveal.Until
	RevealExpired   RevealState = "expired"   // nobody answered in time, or nobody looked
	RevealForgotten RevealState = "forgotten" // the resident had the report deleted
)

// Reveal is a request to see the contact of a report's resident.
type Reveal struct {
	ID        string // UUID
	Report    string // UUID
	Reference string
	Agency    string // id, of who asks
	Asker     string // UUID
	AskerName string
	Ground    RevealGround
	Reason    string // where it was read whole; empty once forgotten
	State     RevealState
	Decider   string // name; empty until somebody decided
	Word      string // of the decider
	AskedAt   time.Time
	DecidedAt time.Time
	Until     time.Time // when an approval is over
}

// Shows reports whether the contact can be seen at a time.
func (r Reveal) Shows(now time.Time) bool {
	return (r.State == RevealApproved || r.State == RevealSeen) && now.Before(r.Until)
}

// RevealStore keeps requests to see a contact. All work under the desk role:
// a request of another agency, or about a report that the actor may not see, is
// ErrNotFound.
type RevealStore interface {
	// AskReveal asks, once for each Action.ID. ErrSame while an earlier request
	// of the actor's is open or can still be used, ErrNoContact when there is
	// nothing to reveal.
	AskReveal(ctx context.Context, a Action, report string, ground RevealGround, reason string) (Acted, error)
	// Reveal reads a request whole, for who asked and who may decide; a reason
	// that is read is audited.
	Reveal(ctx context.Context, by Actor, id string) (Reveal, error)
	// Reveals lists the open requests that the actor may decide, without reasons.
	Reveals(ctx context.Context, by Actor) ([]Reveal, error)
	// RevealsOf lists the actor's own requests about a report, newest first.
	RevealsOf(ctx context.Context, by Actor, report string) ([]Reveal, error)
	// RevealsOpen counts what Reveals lists.
	RevealsOpen(ctx context.Context, by Actor) (int, error)
	// RevealDeciders are who could decide a request of the actor's.
	RevealDeciders(ctx context.Context, by Actor, report string) ([]Officer, error)
	// DecideReveal approves or refuses, once. ErrOwn: the actor asked;
	// ErrConflict: somebody was first; ErrUsed: it has expired; ErrClosed: the
	// report was forgotten; ErrAsker: who asked may not see the report any more.
	DecideReveal(ctx context.Context, a Action, id string, approve bool, word string) (Acted, error)
	// ShowReveal opens the contact, for who asked alone and while the approval
	// lives; each time is audited. ErrUsed says that it can't be seen (any more).
	ShowReveal(ctx context.Context, by Actor, id string) (Reveal, channel.Address, error)
	// Bell finds the desk that is to hear of a request; ErrNotFound when it
	// needn't any more.
	Bell(ctx context.Context, job BellJob) (Desk, error)
}

// BellJob tells a desk that something waits in the console, and not what.
type BellJob struct {
	Reveal   string `json:"reveal"`
	Desk     string `json:"desk"`
	Answered bool   `json:"answered,omitempty"`
}

// Kind names the job in the queue.
func (BellJob) Kind() string { return "bell" }

// AskReveal asks to see the contact of a report's resident. The reason goes to
// the audit, where it stays: ErrShort unless it is a sentence at least.
func (o *Officers) AskReveal(ctx context.Context, a Action, report string, ground RevealGround, reason string) (Acted, error) {
	reason, err := words(reason)
	switch {
	case err != nil:
		return Acted{}, err
	case ground != RevealLife && ground != RevealChild:
		return Acted{}, ErrNotFound
	case utf8.RuneCountInString(reason) < leastReason || len(strings.Fields(reason)) < leastReasonWords:
		return Acted{}, ErrShort
	}
	return o.Store.AskReveal(ctx, a, report, ground, reason)
}

// DecideReveal approves or refuses a request of somebody else, with a word.
func (o *Officers) DecideReveal(ctx context.Context, a Action, id string, approve bool, word string) (Acted, error) {
	word, err := words(word)
	if err != nil {
		return Acted{}, err
	}
	return o.Store.DecideReveal(ctx, a, id, approve, word)
}

// Decides says whether somebody of a role may decide requests at all.
func (r Role) Decides() bool { return r == RoleLead || r == RoleCoordinator }
