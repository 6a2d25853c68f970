package bot

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"yousaid/bot/channel"
	"yousaid/flows"
)

// MostReply is how long an officer's words to a resident, a note or a reason
// may be, in characters. As a text message that is seven billed parts.
const MostReply = 1000

// Officers performs the use cases of an agency's side. Each is one transaction
// of the Store, done once for each Action.ID. Its fields are set once.
type Officers struct {
	Store DeskStore
	Quiet QuietHours
	Now   func() time.Time
}

// Open reads a report whole; the read is audited with how it was done.
func (o *Officers) Open(ctx context.Context, by Actor, report, how string) (Report, error) {
	return o.Store.Open(ctx, by, report, how)
}

// Glance reads how a report stands, and nothing of its words.
func (o *Officers) Glance(ctx context.Context, by Actor, report string) (Report, error) {
	return o.Store.Glance(ctx, by, report)
}

// Photo reads a photo of a report. Another report's, though it may be the same
// agency's, is ErrNotFound.
func (o *Officers) Photo(ctx context.Context, by Actor, report, photo string) (StoredPhoto, error) {
	now, err := o.Store.Glance(ctx, by, report)
	if err != nil {
		return StoredPhoto{}, err
	}
	if !slices.ContainsFunc(now.Photos, func(p Photo) bool { return p.ID == photo && p.Ready }) {
		return StoredPhoto{}, ErrNotFound
	}
	return o.Store.Photo(ctx, by, photo)
}

// Acknowledge takes a report: everybody who has it sees whose it is now.
// Somebody else's is ErrConflict, a closed one ErrClosed; Acted says who.
func (o *Officers) Acknowledge(ctx context.Context, a Action, report string) (Acted, error) {
	return o.Store.Take(ctx, a, report)
}

// Reply has an officer's words told to the resident. Acted.Waits says when,
// where quiet hours hold them back until the morning. ErrNoContact says that
// the resident can't be written to, and Acted.Report.Reach why.
func (o *Officers) Reply(ctx context.Context, a Action, report, text string) (Acted, error) {
	text, err := words(text)
	if err != nil {
		return Acted{}, err
	}
	acted, err := o.Store.AddReply(ctx, a, report, text)
	if err == nil {
		acted.Waits = o.waits(acted.Report)
	}
	return acted, err
}

// Note keeps an officer's words for colleagues; the resident never sees them.
func (o *Officers) Note(ctx context.Context, a Action, report, text string) (Acted, error) {
	text, err := words(text)
	if err != nil {
		return Acted{}, err
	}
	return o.Store.AddNote(ctx, a, report, text)
}

// Reroute passes a report on, to the leads of a theme or to an agency, with a
// reason that colleagues there read. The resident is told who has it now.
// Passing it to where it is already is ErrSame.
func (o *Officers) Reroute(ctx context.Context, a Action, report string, to Destination, reason string) (Acted, error) {
	reason, err := words(reason)
	if err != nil {
		return Acted{}, err
	}
	return o.Store.Reroute(ctx, a, report, to.Theme, to.Agency, reason)
}

// Resolve closes a report. The resident is told the outcome, and why where
// nothing could be done: then why must be said.
func (o *Officers) Resolve(ctx context.Context, a Action, report string, how Outcome, why string) (Acted, error) {
	why, err := words(why)
	if errors.Is(err, ErrEmpty) && how != OutcomeNoAction {
		err = nil
	}
	if err != nil {
		return Acted{}, err
	}
	return o.Store.Resolve(ctx, a, report, how, why)
}

// Draft keeps an officer's words until they say where these go.
func (o *Officers) Draft(ctx context.Context, a Action, report, text string) (id string, err error) {
	text, err = words(text)
	if err != nil {
		return "", err
	}
	return o.Store.SaveDraft(ctx, a, report, text)
}

// SendDraft sends a draft to the resident, or keeps it as a note. Whatever is
// pressed how often, one of the two happens, once; Acted.Did says which.
func (o *Officers) SendDraft(ctx context.Context, by Actor, draft string, note bool) (Acted, error) {
	a := Action{ID: "draft:" + draft, By: by, Draft: draft}
	report, text, err := o.Store.Draft(ctx, by, draft)
	if err != nil {
		return Acted{}, err
	}
	if note {
		return o.Note(ctx, a, report, text)
	}
	return o.Reply(ctx, a, report, text)
}

// Discard throws a draft away.
func (o *Officers) Discard(ctx context.Context, by Actor, draft string) error {
	return o.Store.DiscardDraft(ctx, by, draft)
}

// Later is when a resident would be told what is written now: the end of quiet
// hours that hold it back, and the zero time when none do.
func (o *Officers) Later(r Report) time.Time { return o.waits(r) }

// waits is when quiet hours end that hold back what a resident is told now; the
// zero time when none do. Somebody who wrote just now is awake.
func (o *Officers) waits(r Report) time.Time {
	now := o.Now()
	if r.Channel != channel.SMS || now.Sub(heard(r)) < current {
		return time.Time{}
	}
	return o.Quiet.Until(now)
}

// heard is when the resident last wrote about a report.
func heard(r Report) time.Time {
	last := r.SentAt
	for _, entry := range r.Thread {
		if entry.Kind == EntryResident {
			last = entry.At
		}
	}
	return last
}

// words cleans what an officer wrote and checks its length.
func words(text string) (string, error) {
	text = strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(text, "?"), "\x00", ""))
	switch {
	case text == "":
		return "", ErrEmpty
	case utf8.RuneCountInString(text) > MostReply:
		return "", ErrLong
	}
	return text, nil
}

// Over reports whether nothing can be done to a report any more but writing.
func (r Report) Over() bool { return r.Status != flows.StatusNew && r.Status != flows.StatusTaken }
