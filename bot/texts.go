package bot

import (
	"context"
	"time"

	"yousaid/bot/channel"
)

// Number is who writes from a phone: a desk, an officer, or an officer at one.
type Number struct {
	Desk     Desk    // without an ID it is none
	Officer  Officer // without an ID it is nobody's
	Resident bool    // for now it writes as a resident
}

// Actor is who acts by a text from the number. What comes to a desk's number is
// its agency's: an officer of another agency who writes from there is the desk.
func (n Number) Actor() Actor {
	atDesk := Actor{Desk: n.Desk.ID, Name: n.Desk.Label, Agency: n.Desk.Agency, Cleared: n.Desk.Cleared}
	if n.Officer.ID == "" || n.Desk.ID != "" && n.Desk.Agency != n.Officer.Agency {
		return atDesk
	}
	by := n.Officer.Actor()
	by.Desk, by.All = n.Desk.ID, false // a text acts for one agency
	return by
}

// TextStore is what officers' text messages need of the record.
type TextStore interface {
	// Numbers lists the numbers that are a desk or bound to an officer.
	Numbers(ctx context.Context) ([]channel.Address, error)
	// NumberAt finds whose a number is; ErrNotFound for a resident's.
	NumberAt(ctx context.Context, a channel.Address) (Number, error)
	// WriteAsResident has a number count as a resident's until then; a time
	// that is over ends it.
	WriteAsResident(ctx context.Context, a channel.Address, until time.Time) error
	// HearText notes that a text came, and the report that it is about; empty
	// for none. When it came before, what was noted then stays.
	HearText(ctx context.Context, id string, from channel.Address, report string) error
	// TextAbout finds the report that a text was about when it came before,
	// empty for none; ErrNotFound when it never did.
	TextAbout(ctx context.Context, id string) (report string, err error)
	// SpokenOf lists the reports that a number wrote about, or was told of,
	// since then, of those that its agency still has and the actor may see.
	SpokenOf(ctx context.Context, by Actor, from channel.Address, since time.Time) (reports []string, err error)
}

// MailStore is what sending the mail of a desk together needs of the record.
type MailStore interface {
	// ClaimMail lets one caller write to a mailbox, and nobody else for as long
	// as pause. It returns when the mailbox may be written to next: the zero
	// time when the caller may now.
	ClaimMail(ctx context.Context, desk string, pause time.Duration) (next time.Time, err error)
	// ReleaseMail gives a claim back by which nothing was sent.
	ReleaseMail(ctx context.Context, desk string) error
	// Mailbag lists what waits for a desk and isn't urgent, oldest first.
	Mailbag(ctx context.Context, desk string) ([]Delivery, []CommentDelivery, error)
}

// Link is a one-time link: whose it is, and what it leads to.
type Link struct {
	Desk    string // UUID
	Officer string // UUID; who asked for it, where that is known
	Target
}

// Target is what a link leads to; one of the two is set.
type Target struct {
	Report  string // UUID
	Comment string // UUID
}
