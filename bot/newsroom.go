package bot

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/rs/zerolog"

	"yousaid/bot/channel"
	"yousaid/bot/pace"
	"yousaid/bot/picture"
	"yousaid/flows/locale"
	"yousaid/flows/partnership"
)

// Newsroom is how lead agencies tell residents of their progress: officers
// write and approve, and what was approved is brought to everybody who asked
// for it, at most once. Its fields are set once; replicas share what they work
// on through the Store.
type Newsroom struct {
	Store    UpdateStore
	Plan     *partnership.Plan
	Bundle   *locale.Bundle
	Sessions Sessions
	Channels map[string]channel.Channel // by name
	Quiet    QuietHours
	Price    Money // of one part of a text message; 0: nobody has said
	Cleaner  *picture.Cleaner
	Now      func() time.Time
	Log      zerolog.Logger

	// Gaps is the time between two messages on a network, over all replicas;
	// what it doesn't have is at the pace that the networks allow.
	Gaps map[string]time.Duration
	// Paces is how this process keeps to that; nil where a job has nothing to
	// know of those before it.
	Paces *pace.Book
}

// Leads are the themes that an agency leads.
func (n *Newsroom) Leads(agency string) []partnership.Theme {
	return slices.DeleteFunc(slices.Clone(n.Plan.Themes), func(t partnership.Theme) bool { return !slices.Contains(t.Leads, agency) })
}

// leads reports whether an agency leads a theme; 0 is one that is still to be
// said.
func (n *Newsroom) leads(agency string, theme int) bool {
	return theme == 0 || slices.ContainsFunc(n.Leads(agency), func(t partnership.Theme) bool { return t.Number == theme })
}

// updateSpace makes the ids of updates, so that the same doing of an officer
// makes the same update.
var updateSpace = uuid.MustParse("6ff2f0e4-5c3b-4f0e-8a53-2f6f3b6a51c7")

// Write keeps a new update of the actor's agency as a draft, once for each
// Action.ID. Its words and its theme may still be missing. An agency that
// doesn't lead the theme, or any, is ErrNotFound; what can't be sent like this
// is a *DraftError.
func (n *Newsroom) Write(ctx context.Context, a Action, draft Draft) (PlanUpdate, error) {
	if a.By.Officer == "" || !n.leads(a.By.Agency, draft.Theme) || len(n.Leads(a.By.Agency)) == 0 {
		return PlanUpdate{}, ErrNotFound
	}
	draft, err := n.clean(draft)
	if err != nil {
		return PlanUpdate{}, err
	}
	if draft.Answers != "" {
		if draft, err = n.answering(ctx, a.By, draft); err != nil {
			return PlanUpdate{}, err
		}
	}
	id := uuid.NewSHA1(updateSpace, []byte(a.ID)).String()
	return n.Store.WriteUpdate(ctx, a.By, id, draft)
}

// answering lets a draft say what was heard about an update: it is about the
// same theme, and that update has gone out.
func (n *Newsroom) answering(ctx context.Context, by Actor, draft Draft) (Draft, error) {
	about, err := n.Store.PlanUpdate(ctx, by, draft.Answers)
	if err == nil && (about.State != UpdatePublished || !n.leads(by.Agency, about.Theme)) {
		err = ErrNotFound
	}
	draft.Theme, draft.Wish = about.Theme, about.Wish
	return draft, err
}

// Change writes a version of an update anew: its next version, a draft that has
// to be offered. ErrConflict says that it is another version by now, ErrClosed
// that it is published; the update comes back as it stands.
func (n *Newsroom) Change(ctx context.Context, by Actor, id string, version int, draft Draft) (PlanUpdate, error) {
	if !n.leads(by.Agency, draft.Theme) {
		return PlanUpdate{}, ErrNotFound
	}
	draft, err := n.clean(draft)
	if err != nil {
		return PlanUpdate{}, err
	}
	return n.Store.ChangeUpdate(ctx, by, id, version, draft)
}

// Reword gives an update other words in English, and with them its next version.
// What it said in other languages, and at length, is no more: it was about the
// words before.
func (n *Newsroom) Reword(ctx context.Context, by Actor, id, text string) (PlanUpdate, error) {
	update, err := n.Store.PlanUpdate(ctx, by, id)
	if err != nil {
		return PlanUpdate{}, err
	}
	draft := update.Draft
	draft.Words, draft.Story, draft.Texts = text, "", nil
	if draft, err = n.clean(draft); err != nil {
		return PlanUpdate{}, err
	}
	if draft.Words == "" {
		return PlanUpdate{}, ErrEmpty
	}
	again := update.Words == draft.Words && update.Story == "" && len(update.Texts) == 0
	if again && update.Writer == by.Officer && (update.State == UpdateDraft || update.State == UpdateOffered) {
		return update, nil // it comes again
	}
	return n.Store.ChangeUpdate(ctx, by, id, 0, draft)
}

// Assign says which theme an update is about. To whom but its writer it is
// ErrOwn: what somebody else changes is theirs, and its writer could approve it.
func (n *Newsroom) Assign(ctx context.Context, by Actor, id string, theme int) (PlanUpdate, error) {
	if theme == 0 || !n.leads(by.Agency, theme) {
		return PlanUpdate{}, ErrNotFound
	}
	update, err := n.Store.PlanUpdate(ctx, by, id)
	switch {
	case err != nil || update.Theme == theme:
		return update, err
	case update.Writer != by.Officer:
		return update, ErrOwn
	}
	draft := update.Draft
	draft.Theme = theme
	return n.Store.ChangeUpdate(ctx, by, id, 0, draft)
}

// Illustrate gives a version of an update a picture, other words for the one that
// it has (no data), or none (no words). A picture that can't be taken is a
// *DraftError of "picture", and one without words of "alt".
func (n *Newsroom) Illustrate(ctx context.Context, by Actor, id string, version int, words string, data []byte) (PlanUpdate, error) {
	words, err := cleanText(words, MostAlt)
	switch {
	case err != nil:
		return PlanUpdate{}, &DraftError{Field: "alt", Err: err}
	case words == "" && len(data) > 0:
		return PlanUpdate{}, &DraftError{Field: "alt", Err: ErrEmpty}
	}
	shown := UpdatePicture{Words: words}
	if len(data) > 0 {
		clean, err := n.Cleaner.Clean(ctx, data)
		if errors.Is(err, picture.ErrUnfit) {
			return PlanUpdate{}, &DraftError{Field: "picture", Err: err}
		}
		if err != nil {
			return PlanUpdate{}, err
		}
		shown.Data = clean.Data
	}
	return n.Store.SetPicture(ctx, by, id, version, shown)
}

// Offer asks for the approval of a version of an update. What still lacks
// something is a *DraftError; ErrMayNot says that another agency writes it.
func (n *Newsroom) Offer(ctx context.Context, by Actor, id string, version int) (PlanUpdate, error) {
	update, err := n.Store.PlanUpdate(ctx, by, id)
	if err != nil {
		return PlanUpdate{}, err
	}
	if update.Agency != by.Agency {
		return update, ErrMayNot
	}
	if err := n.complete(update.Draft); err != nil {
		return update, err
	}
	return n.Store.OfferUpdate(ctx, by, id, version)
}

// Shown is an update of which a version was shown. ErrConflict says that it has
// been changed since, ErrClosed that it is decided.
func (n *Newsroom) Shown(ctx context.Context, by Actor, id string, version int) (PlanUpdate, error) {
	update, err := n.Store.PlanUpdate(ctx, by, id)
	switch {
	case err != nil:
		return PlanUpdate{}, err
	case update.State == UpdatePublished || update.State == UpdateRejected:
		return update, ErrClosed
	case update.Version != version:
		return update, ErrConflict
	}
	return update, nil
}

// Approve publishes a version of an update. ErrMayNot says that the actor isn't
// one who decides, ErrOwn that they wrote it, ErrConflict that it has been
// changed, ErrClosed that it is decided; the update comes back as it stands.
func (n *Newsroom) Approve(ctx context.Context, by Actor, id string, version int) (PlanUpdate, error) {
	update, err := n.Store.PlanUpdate(ctx, by, id)
	if err != nil {
		return PlanUpdate{}, err
	}
	return n.Store.ApproveUpdate(ctx, by, id, version, n.NextDigest(n.starts(update.Draft)))
}

// starts is when what is approved now begins to go out.
func (n *Newsroom) starts(draft Draft) time.Time {
	if now := n.Now(); draft.SendAt.Before(now) {
		return now
	}
	return draft.SendAt
}

// SendBack gives a version of an update back to its writer with what is to be
// changed.
func (n *Newsroom) SendBack(ctx context.Context, by Actor, id string, version int, comment string) (PlanUpdate, error) {
	return n.decide(ctx, by, id, version, UpdateDraft, comment)
}

// Reject keeps a version of an update from going out, and says why.
func (n *Newsroom) Reject(ctx context.Context, by Actor, id string, version int, comment string) (PlanUpdate, error) {
	return n.decide(ctx, by, id, version, UpdateRejected, comment)
}

func (n *Newsroom) decide(ctx context.Context, by Actor, id string, version int, state UpdateState, comment string) (PlanUpdate, error) {
	comment, err := words(comment)
	if err != nil {
		return PlanUpdate{}, err
	}
	return n.Store.DecideUpdate(ctx, by, id, version, state, comment)
}

// Pause holds back what of an update has not been sent. Its writer may do that,
// and whoever may approve; ErrClosed says that nothing waits any more.
func (n *Newsroom) Pause(ctx context.Context, by Actor, id string) (PlanUpdate, error) {
	return n.Store.PauseUpdate(ctx, by, id)
}

// Resume lets a paused sending go on. Only who may approve may do that.
func (n *Newsroom) Resume(ctx context.Context, by Actor, id string) (PlanUpdate, error) {
	update, err := n.Store.PlanUpdate(ctx, by, id)
	if err != nil {
		return PlanUpdate{}, err
	}
	return n.Store.ResumeUpdate(ctx, by, id, n.NextDigest(n.starts(update.Draft)))
}

// Cancel ends a sending for good, as who may Pause: who has the update keeps it,
// nobody else gets it, and it no longer stands with the plan.
func (n *Newsroom) Cancel(ctx context.Context, by Actor, id string) (PlanUpdate, error) {
	return n.Store.CancelUpdate(ctx, by, id)
}
