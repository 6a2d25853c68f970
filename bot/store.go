package bot

import (
	"context"
	"time"

	"yousaid/bot/channel"
	"yousaid/flows"
)

// Store is the record. Each method is one transaction. A record that can't be
// reached is ErrAway.
type Store interface {
	ResidentStore
	NoticeStore
	PhotoStore
}

// ResidentStore is what a conversation needs of the record.
type ResidentStore interface {
	// Commit does the effects of pending work in one transaction: reports with
	// their referrals, deliveries and jobs, answers, STOP … A second Commit of
	// the same Pending.ID changes nothing and returns the same outcomes.
	Commit(ctx context.Context, from channel.Address, work flows.Pending) ([]flows.Outcome, error)
	// Resident reads what outlives a conversation.
	Resident(ctx context.Context, who channel.Address) (flows.Resident, string, error) // with the chosen language
	// Unreachable marks that the network refuses this address; officers see it.
	Unreachable(ctx context.Context, who channel.Address) error
	// Reachable undoes Unreachable.
	Reachable(ctx context.Context, who channel.Address) error
}

// NoticeStore is what telling residents needs of the record.
type NoticeStore interface {
	Notice(ctx context.Context, id string) (Notice, error)
	NoticeDone(ctx context.Context, id string, state NoticeState, failure string) error
}

// PhotoStore is what fetching photos needs of the record.
type PhotoStore interface {
	// WaitingPhoto returns where a photo is to be fetched; ErrNotFound when it
	// is there already or forgotten.
	WaitingPhoto(ctx context.Context, id string) (flows.Photo, error)
	// StorePhoto keeps the cleaned picture, or marks it refused when p is nil,
	// and lets the report's desks know.
	StorePhoto(ctx context.Context, id string, p *StoredPhoto) error
	// Upload finds the draft or report that an upload link belongs to; ErrUsed
	// when the link is over.
	Upload(ctx context.Context, token string) (reportID string, left int, err error)
	// AddUpload keeps a cleaned picture that came by an upload link.
	AddUpload(ctx context.Context, token, photoID string, p StoredPhoto) error
}

// StoredPhoto is a re-encoded picture without metadata.
type StoredPhoto struct {
	Type          string // image/jpeg
	Data          []byte
	Width, Height int // pixels
}

// DeskStore is what officers' use cases need of the record. Each method works
// under the desk role for the actor's agency: a report that the agency does not
// have, or that the actor isn't cleared for, is ErrNotFound.
type DeskStore interface {
	CaseStore
	AnswerStore
	IncidentStore
	RevealStore

	// Open reads a report whole, for an officer; the read is audited with how
	// it was done ("privately", "page" …).
	Open(ctx context.Context, by Actor, report, how string) (Report, error)
	// Glance reads how a report stands, and nothing of its words; it is not
	// audited.
	Glance(ctx context.Context, by Actor, report string) (Report, error)
	Photo(ctx context.Context, by Actor, photo string) (StoredPhoto, error)
	Find(ctx context.Context, by Actor, reference string) (reportID string, err error)

	// What follows acts once for each Action.ID.

	Take(ctx context.Context, a Action, report string) (Acted, error)
	AddReply(ctx context.Context, a Action, report, text string) (Acted, error)
	AddNote(ctx context.Context, a Action, report, text string) (Acted, error)
	// Reroute passes a report on: to the leads of theme, or to agency when
	// that is not empty.
	Reroute(ctx context.Context, a Action, report string, theme int, agency, reason string) (Acted, error)
	Resolve(ctx context.Context, a Action, report string, how Outcome, why string) (Acted, error)

	// SaveDraft keeps what an officer wrote until they say where it goes. The
	// same Action gives the same draft.
	SaveDraft(ctx context.Context, a Action, report, text string) (draftID string, err error)
	// Draft reads a draft of the actor's agency that has not been used;
	// ErrUsed after that. An Action with this Draft uses it up.
	Draft(ctx context.Context, by Actor, draftID string) (report, text string, err error)
	DiscardDraft(ctx context.Context, by Actor, draftID string) error
}

// DeliveryStore is what bringing cards and alerts to desks needs of the record.
type DeliveryStore interface {
	Delivery(ctx context.Context, id int64) (Delivery, error)
	// Card reads what a desk's card may show, as the agency of the desk: the
	// words only where they may stand in the desk's chat.
	Card(ctx context.Context, d Delivery) (Report, error)
	// Delivered notes what a desk was sent and in which chat; shown is the version
	// that it shows. A message in a chat that the desk has left since can't be
	// edited any more: it counts as sent, and as showing nothing.
	Delivered(ctx context.Context, id int64, in channel.Address, message string, shown int) error
	// Deliveries reads those of desks that are still there.
	Deliveries(ctx context.Context, ids []int64) ([]Delivery, error)
	// ReadCards reads what Card does for many, and leaves out those of which Card
	// has an error. What is sent of it must be told to CardsDelivered.
	ReadCards(ctx context.Context, list []Delivery) ([]Card, error)
	// CardsDelivered does for many what Delivered and Remember do, and takes away
	// their jobs with it. Cards of reports that have gone on meanwhile, or to
	// others, are brought up to date by jobs that it queues.
	CardsDelivered(ctx context.Context, sent []SentCard) error
	// DropJob takes a job out of the queue, unless it is being worked.
	DropJob(ctx context.Context, job int64) error
	// DeliveryFailed ends a delivery as "failed" or "suppressed"; failure is a
	// word of ours.
	DeliveryFailed(ctx context.Context, id int64, state, failure string) error
	// Cards lists what was sent about a report, to be refreshed or blanked.
	Cards(ctx context.Context, report string) ([]Delivery, error)
	// MoveDesk follows a group to its new id.
	MoveDesk(ctx context.Context, from, to channel.Address) error
	// DeskReached notes whether a desk can be reached. What it missed while it
	// couldn't is queued again; that it can't any more, its colleagues are told
	// by a WarnJob.
	DeskReached(ctx context.Context, desk channel.Address, can bool) error

	Remember(ctx context.Context, m DeskMessage) error
	About(ctx context.Context, chat channel.Address, message string) (DeskMessage, error)
	// Views lists the messages that show a report, or part of it, outside its
	// cards, to an agency that doesn't have it any more; or all of them once it
	// is forgotten.
	Views(ctx context.Context, report string) ([]DeskMessage, error)
	// ForgetView forgets a message: it shows nothing any more.
	ForgetView(ctx context.Context, chat channel.Address, message string) error
}

// LinkStore keeps the one-time links of desks that are a number or a mailbox.
type LinkStore interface {
	// CreateLink makes a one-time link.
	CreateLink(ctx context.Context, link Link, token string, lives time.Duration) error
	// PeekLink tells whether a link can still be used, without using it;
	// ErrUsed when it can't.
	PeekLink(ctx context.Context, token string) error
	// UseLink uses a link up and opens a session under the given token.
	UseLink(ctx context.Context, token, session string, lives time.Duration) (Actor, Target, error)
	LinkSession(ctx context.Context, session string) (Actor, Target, error)
}

// DeskMessage is what a message in a desk's chat is about.
type DeskMessage struct {
	Chat    channel.Address
	Message string
	Report  string
	Agency  string
	Purpose string // see Purposes in bot/desk
	Shows   bool   // it holds words of the report, or a photo
	Args    map[string]string
	Officer string // only theirs to answer; empty for anybody of the desk
}

// PeopleStore is who works where.
type PeopleStore interface {
	// OfficerAt finds an active officer by a bound address.
	OfficerAt(ctx context.Context, a channel.Address) (Officer, error)
	// DeskAt finds an active desk.
	DeskAt(ctx context.Context, a channel.Address) (Desk, error)

	Officers(ctx context.Context) ([]Officer, error)
	AddOfficer(ctx context.Context, o Officer) error
	RemoveOfficer(ctx context.Context, id string) error
	// Invite makes a code that binds an address to an officer.
	Invite(ctx context.Context, officer, code string, lives time.Duration) error
	// Bind uses an officer's code up.
	Bind(ctx context.Context, code string, a channel.Address) (Officer, error)

	Desks(ctx context.Context) ([]Desk, error)
	// AddDesk adds a desk; the agency's open reports that no desk has had go
	// to it at once. ErrConflict when the address is a desk already.
	AddDesk(ctx context.Context, d Desk) error
	RemoveDesk(ctx context.Context, id string) error
	// InviteDesk makes a code for /link in a group; Link uses it up.
	InviteDesk(ctx context.Context, agency, code string, cleared bool, lives time.Duration) error
	Link(ctx context.Context, code string, by Officer, group channel.Address, label string) (Desk, error)
}
