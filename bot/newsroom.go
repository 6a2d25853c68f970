package bot

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/rs/zerolog"

	"yousaid/bot/channel"
	"yousaid/flows/locale"
	"yousaid/flows/partnership"
)

// MostUpdate is how long the words of a plan update may be, in characters.
const MostUpdate = 600

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
	Now      func() time.Time
	Log      zerolog.Logger

	// Gaps is the time between two messages on a network, over all replicas;
	// nil for what the networks allow.
	Gaps map[string]time.Duration
}

// Preview is what an officer sees before anything goes out.
type Preview struct {
	Audience Audience
	Parts    int // billed parts of one text message; 0 when no number is texted
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

// Write keeps a new update of the actor's agency, once for each Action.ID. Its
// words and its theme may still be missing ("" and 0). An agency that doesn't
// lead the theme, or any, is ErrNotFound.
func (n *Newsroom) Write(ctx context.Context, a Action, theme int, text string) (PlanUpdate, error) {
	if a.By.Officer == "" || !n.leads(a.By.Agency, theme) || len(n.Leads(a.By.Agency)) == 0 {
		return PlanUpdate{}, ErrNotFound
	}
	if text != "" {
		var err error
		if text, err = updateWords(text); err != nil {
			return PlanUpdate{}, err
		}
	}
	id := uuid.NewSHA1(updateSpace, []byte(a.ID)).String()
	return n.Store.WriteUpdate(ctx, a.By, id, theme, text)
}

// Reword gives an update other words, and with them its next version.
func (n *Newsroom) Reword(ctx context.Context, by Actor, id, text string) (PlanUpdate, error) {
	text, err := updateWords(text)
	if err != nil {
		return PlanUpdate{}, err
	}
	update, err := n.Store.PlanUpdate(ctx, by, id)
	if err != nil || update.Words == text && update.Writer == by.Officer && update.State == UpdateDraft {
		return update, err // it comes again
	}
	return n.Store.ChangeUpdate(ctx, by, id, 0, text)
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
	return n.Store.ChangeUpdate(ctx, by, id, theme, update.Words)
}

// Shown is an update of which a version was shown. ErrConflict says that it has
// been changed since, ErrClosed that it is decided.
func (n *Newsroom) Shown(ctx context.Context, by Actor, id string, version int) (PlanUpdate, error) {
	update, err := n.Store.PlanUpdate(ctx, by, id)
	switch {
	case err != nil:
		return PlanUpdate{}, err
	case update.State != UpdateDraft:
		return update, ErrClosed
	case update.Version != version:
		return update, ErrConflict
	}
	return update, nil
}

// Approve publishes a version of an update. ErrOwn says that the actor wrote
// it, ErrConflict that it has been changed, ErrClosed that it is decided; the
// update comes back as it stands.
func (n *Newsroom) Approve(ctx context.Context, by Actor, id string, version int) (PlanUpdate, error) {
	return n.Store.ApproveUpdate(ctx, by, id, version, n.NextDigest(n.Now()))
}

// Reject keeps a version of an update from going out, and says why.
func (n *Newsroom) Reject(ctx context.Context, by Actor, id string, version int, comment string) (PlanUpdate, error) {
	comment, err := words(comment)
	if err != nil {
		return PlanUpdate{}, err
	}
	return n.Store.RejectUpdate(ctx, by, id, version, comment)
}

// Preview says to how many an update would go, and what a text message of it
// costs.
func (n *Newsroom) Preview(ctx context.Context, update PlanUpdate) (Preview, error) {
	audience, err := n.Store.Audience(ctx, update.Theme)
	if err != nil {
		return Preview{}, err
	}
	preview := Preview{Audience: audience}
	if ch, ok := n.Channels[channel.SMS]; ok && ch.Can().Parts != nil {
		preview.Parts = ch.Can().Parts(n.letter(ch, locale.Default, progressOf(update)).Text)
	}
	return preview, nil
}

// Digests go out on Mondays at ten, when people are up and at work.
const (
	digestDay  = time.Monday
	digestHour = 10
)

// NextDigest is when the next digest goes out after a time, by the town's
// clock, whatever that does in between.
func (n *Newsroom) NextDigest(after time.Time) time.Time {
	local := after.In(n.Plan.Zone())
	days := (int(digestDay) - int(local.Weekday()) + 7) % 7
	for {
		at := time.Date(local.Year(), local.Month(), local.Day()+days, digestHour, 0, 0, 0, n.Plan.Zone())
		if at.After(after) {
			return at
		}
		days += 7
	}
}

// updateWords cleans what an officer wrote to be told to many.
func updateWords(text string) (string, error) {
	text, err := words(text)
	if err == nil && utf8.RuneCountInString(text) > MostUpdate {
		err = ErrLong
	}
	return strings.TrimSpace(text), err
}
