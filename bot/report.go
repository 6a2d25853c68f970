package bot

import (
	"slices"
	"time"

	"yousaid/bot/channel"
	"yousaid/flows"
	"yousaid/flows/partnership"
)

// Report is a report as an officer of an agency that has it may see it.
type Report struct {
	ID        string // UUID
	Reference string
	Theme     int // 0: not sure
	Degree    flows.Degree
	Status    flows.Status
	Urgent    bool
	Channel   string // the network that it came by
	Language  string // BCP 47
	Reads     string // BCP 47: the language that the resident is written to in
	Version   int    // rises with every change that a card shows

	What   []string // the resident's words, in order
	Place  *flows.Place
	When   *flows.When
	Safe   string // when it is safe to write to them, in their words
	Name   string // only where the resident shares it
	Phone  string // only where the resident shares it
	Photos []Photo

	Contact flows.Contact
	Reach   Reach

	Agencies []string // ids of those who have it now
	TakenBy  string   // empty when nobody has
	TakenFor string   // id of the taker's agency
	TakenAt  time.Time
	Away     time.Time // until when who has it is away; zero: they aren't
	Outcome  Outcome
	ClosedAt time.Time
	SentAt   time.Time // when the resident said send
	FiledAt  time.Time

	Thread []Entry

	Deadlines []Deadline // what is due of the agency of who reads it: of all, for who sees all
}

// Photo is a stored photo: re-encoded, without metadata.
type Photo struct {
	ID            string
	Ready         bool // false: still being fetched
	Width, Height int  // pixels, once it is there
}

// Reach says whether the resident can be written to.
type Reach string

// The ways to stand.
const (
	ReachOpen    Reach = "open"
	ReachNone    Reach = "none"    // they chose no contact
	ReachStopped Reach = "stopped" // STOP
	ReachBlocked Reach = "blocked" // the network says so
	ReachGone    Reach = "gone"    // they asked to be forgotten
	ReachUnknown Reach = "unknown" // where they are was never kept: of comments from before these were answered
)

// Entry is one thing in a report's thread.
type Entry struct {
	ID     int64
	Kind   EntryKind
	Event  string // EntryEvent: "taken", "handed", "passed", "urgent", "linked", "reveal", "closed", "reopened", "withdrawn", "rated"
	Author string // officer's or desk's name; empty for the resident
	Agency string // id
	Text   string
	Detail map[string]string // of an event; nothing personal
	State  NoticeState       // EntryReply: whether the resident has been told
	At     time.Time
}

// EntryKind says who speaks in an Entry.
type EntryKind string

// The kinds of Entry.
const (
	EntryResident EntryKind = "resident"
	EntryReply    EntryKind = "reply"
	EntryNote     EntryKind = "note"
	EntryEvent    EntryKind = "event"
)

// Outcome is how a report was closed.
type Outcome string

// The outcomes.
const (
	OutcomeDone     Outcome = "done"
	OutcomeNoAction Outcome = "no_action" // not possible; the officer says why
	OutcomeNotForUs Outcome = "not_for_us"
)

// NoticeState is how far a notice to a resident has come.
type NoticeState string

// The states of a notice.
const (
	NoticeWaiting    NoticeState = "waiting"
	NoticeTold       NoticeState = "told" // shown, or named by its reference
	NoticeRead       NoticeState = "read"
	NoticeSuppressed NoticeState = "suppressed" // stopped, forgotten, no contact
	NoticeFailed     NoticeState = "failed"
)

// Notice is something to be told to a resident, with where to.
type Notice struct {
	flows.Notice
	To       channel.Address
	State    NoticeState
	Language string
	Reach    Reach
}

// Actor is who acts at a desk: a known officer, or whoever reads a desk that
// has only a one-time link.
type Actor struct {
	Officer string // UUID; empty for a desk's link
	Desk    string // UUID of the desk, where it is known
	Name    string // as colleagues see it
	Agency  string // id
	Role    Role   // empty for a desk's link
	Cleared bool   // may read guarded themes
	All     bool   // sees every agency's reports
}

// MayApprove reports whether an actor decides what goes out to residents: a
// team lead what their agency wrote, the partnership's coordinator everything.
func (a Actor) MayApprove() bool {
	return a.Officer != "" && (a.Role == RoleLead || a.Role == RoleCoordinator)
}

// SeesTheme reports whether a theme's figures are an actor's: their agency leads
// it or is the partnership's own team, or they see all. What has no theme is the
// plan as a whole.
func (a Actor) SeesTheme(plan *partnership.Plan, theme int) bool {
	if _, known := plan.Theme(theme); !known && theme != partnership.NoTheme {
		return false
	}
	return a.All || a.Agency == plan.Team ||
		slices.ContainsFunc(plan.Leads(theme), func(lead partnership.Agency) bool { return lead.ID == a.Agency })
}

// Desk is where an agency receives.
type Desk struct {
	ID            string
	Agency        string
	Address       channel.Address
	Label         string
	Cleared       bool // only cleared officers read it
	ReferenceOnly bool // cards never show text here
	Unreachable   bool // the network says that nothing gets there
}

// Officer is a known person of an agency.
type Officer struct {
	ID        string
	Name      string
	Agency    string
	Role      Role
	Cleared   bool
	Active    bool
	Away      Away // the zero one, or one that is over, for who is in
	Addresses []channel.Address
}

// Role is what an officer may do beyond working their agency's reports.
type Role string

// The roles.
const (
	RoleOfficer       Role = "officer"
	RoleLead          Role = "lead"          // of a team: approves, hands out
	RoleCoordinator   Role = "coordinator"   // of the partnership: sees every agency's reports
	RoleAdministrator Role = "administrator" // looks after people, and reads the audit
)

// Roles are all of them, in the order of what they may.
func Roles() []Role { return []Role{RoleOfficer, RoleLead, RoleCoordinator, RoleAdministrator} }

// Actor is the officer as somebody who acts.
func (o Officer) Actor() Actor {
	return Actor{Officer: o.ID, Name: o.Name, Agency: o.Agency, Role: o.Role, Cleared: o.Cleared, All: o.Role == RoleCoordinator}
}

// Delivery is a card or an alert that a desk is to have, or has.
type Delivery struct {
	ID        int64
	Report    string // UUID
	Desk      Desk
	Entry     *Entry // what goes under the card: the resident's answer, or that it is urgent; nil for the card itself
	Card      string // Entry: the provider's id of the card that it belongs under; empty when none was sent
	CardWaits bool   // Entry: the card has not been sent yet, and will be
	Message   string // the provider's id; empty when not yet sent
	Shown     int    // version of the report that the message shows
	State     string // waiting, sent, failed, suppressed
	Ended     bool   // the agency doesn't have the report any more: the card says so and shows nothing else

	Reference string
	Status    flows.Status
	Urgent    bool
	Version   int      // of the report, now
	Agencies  []string // ids of those who have it now
}

// DueCard is a delivery of a report that was filed just now.
type DueCard struct {
	Delivery int64
	Job      int64  // of the queue: it delivers what the courier hasn't
	Cause    []byte // what the job remembers of the request that filed it: see trail.Cause
}

// Card is a delivery with what its card may show.
type Card struct {
	Delivery Delivery
	Report   Report
	Words    bool // the report's words are in it
}

// SentCard is a card that stands in a desk's chat.
type SentCard struct {
	Card
	Job   int64 // see DueCard
	About DeskMessage
}

// Action is what makes an officer's doing happen once: the provider's id of it.
type Action struct {
	ID    string
	By    Actor
	Draft string // id of the draft whose text it is; used up with it
	// Read is how many entries of the thread the actor had before them. When
	// there are more by now, nothing is done: ErrStale. Nil doesn't ask.
	Read *int
}

// Acted is what an officer's action led to.
type Acted struct {
	Repeat bool   // it had been done before by the same action id
	Did    string // what was done: "take", "reply", "note", "pass", "close"
	By     string // ErrConflict, ErrClosed: who was first, by name
	At     time.Time
	Report Report    // as it stands now
	Waits  time.Time // Reply: the resident will be told only then (quiet hours); zero: now
}
