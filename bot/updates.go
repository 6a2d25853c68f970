package bot

import (
	"context"
	"time"

	"yousaid/bot/channel"
	"yousaid/flows"
	"yousaid/flows/locale"
)

// PlanUpdate is what an officer of a lead agency wrote about the progress on
// its theme. One officer writes and offers it, a team lead or the partnership's
// coordinator decides.
type PlanUpdate struct {
	ID     string // UUID
	Agency string // id
	Draft
	Picture string // what its picture shows; empty without one
	Version int    // of all that is written: what is approved is what was shown
	State   UpdateState
	Began   time.Time // when its first version was written
	Changed time.Time // when it was written last

	Writer     string // officer's id; of this version
	WriterName string
	By         string // who decided or sent it back, by name; empty while nobody has
	At         time.Time
	Comment    string // why it was sent back or rejected

	Residents int // who were to get it when it was approved
	Paused    time.Time
	Cancelled time.Time
	Handler   string // who paused or cancelled it, by name
}

// Key is where a list goes on after this update.
func (u PlanUpdate) Key() ListKey { return ListKey{u.Began, u.ID} }

// Draft is what an officer writes of a plan update.
type Draft struct {
	Theme   int          // 0 until the officer has said which
	Words   string       // in English, short enough for a text message
	Story   string       // in English, for where there is room; empty: the words alone
	Texts   []UpdateText // in further languages, by code
	Link    string       // https, to read more; empty for none
	Wish    int          // which of "You said" it belongs to, counted from 1; 0: none
	Answers string       // id of the update about which this says what was heard; empty for news
	SendAt  time.Time    // zero: once it is approved
}

// English is the language that an update is written in first, and that stands
// for those it lacks.
const English = locale.Default

// UpdateText is a plan update in a further language.
type UpdateText struct {
	Language string // BCP 47
	Words    string
	Story    string
}

// In is the draft in a language; false where it has none and the English
// stands for it.
func (d Draft) In(language string) (UpdateText, bool) {
	for _, text := range d.Texts {
		if text.Language == language {
			return text, true
		}
	}
	return UpdateText{Language: locale.Default, Words: d.Words, Story: d.Story}, language == locale.Default
}

// UpdatePicture is a picture that everybody may see.
type UpdatePicture struct {
	Words string // what it shows, for who can't see it
	Data  []byte // JPEG, made harmless
}

// UpdateState says what has become of a PlanUpdate.
type UpdateState string

// The states of a plan update.
const (
	UpdateDraft     UpdateState = "draft"     // being written, or sent back to be
	UpdateOffered   UpdateState = "offered"   // somebody has to decide
	UpdatePublished UpdateState = "published" // residents get it, at once or at its time
	UpdateRejected  UpdateState = "rejected"
)

// Share is a part of those who will get an update.
type Share struct {
	Channel   string
	Language  string
	Weekly    bool // in the digest
	Residents int
}

// Audience is who will get an update on a theme, as things stand. Who can't be
// reached now isn't counted.
type Audience []Share

// Residents is all of them.
func (a Audience) Residents() int {
	return a.count(func(Share) bool { return true })
}

// On is how many get it on a network, at once or with the digest.
func (a Audience) On(network string, weekly bool) int {
	return a.count(func(s Share) bool { return s.Channel == network && s.Weekly == weekly })
}

func (a Audience) count(counts func(Share) bool) int {
	n := 0
	for _, share := range a {
		if counts(share) {
			n += share.Residents
		}
	}
	return n
}

// DeliveryState is how far a plan update has come to one resident.
type DeliveryState string

// The states. Each row ends in one of the last four; the sum of all of them is
// the audience.
const (
	DeliveryWaiting    DeliveryState = "waiting"
	DeliveryPaused     DeliveryState = "paused"     // somebody holds it back
	DeliveryClaimed    DeliveryState = "claimed"    // the network is being called
	DeliverySent       DeliveryState = "sent"       // it took the message
	DeliveryFailed     DeliveryState = "failed"     // it will never take it
	DeliverySuppressed DeliveryState = "suppressed" // STOP, UPDATES OFF, blocked, forgotten, cancelled
	DeliveryUnknown    DeliveryState = "unknown"    // nobody knows whether it went: never repeated
)

// Parcel is what one resident gets in one message: one update, or a week's.
type Parcel struct {
	Rows     []int64 // ids of the rows that are claimed for it
	To       channel.Address
	Language string
	Weekly   bool
	News     []Letter // oldest first
}

// ParcelEnd is what came of a parcel.
type ParcelEnd struct {
	Parcel
	State   DeliveryState // DeliveryWaiting: it certainly didn't go, and is given back
	Failure string        // a word of ours
}

// Turn is whether a process may send to many on a network.
type Turn struct {
	Ours bool
	Wait time.Duration // how long the network is left alone first
	Due  bool          // there is something to send
}

// Letter is one update as one resident gets it.
type Letter struct {
	flows.Progress // its words in the resident's language, where there are some
	Story          string
	Link           string
	English        bool // in the place of the resident's language
	Picture        *UpdatePicture
}

// UpdateStore is what plan updates need of the record. What an actor's agency
// doesn't have is ErrNotFound.
type UpdateStore interface {
	// WriteUpdate keeps a new update under its id; an id that is there changes
	// nothing.
	WriteUpdate(ctx context.Context, by Actor, id string, draft Draft) (PlanUpdate, error)
	// ChangeUpdate writes a version of an update anew, as its next version and a
	// draft; version 0 is any. ErrClosed says that it is published, ErrConflict
	// that it is another version by now.
	ChangeUpdate(ctx context.Context, by Actor, id string, version int, draft Draft) (PlanUpdate, error)
	// SetPicture gives a version of an update a picture, or takes it away where
	// there are no words; that is its next version.
	SetPicture(ctx context.Context, by Actor, id string, version int, picture UpdatePicture) (PlanUpdate, error)
	// Picture is an update's picture; ErrNotFound without one.
	Picture(ctx context.Context, by Actor, id string) (UpdatePicture, error)
	PlanUpdate(ctx context.Context, by Actor, id string) (PlanUpdate, error)
	// PlanUpdates lists updates that the actor may see, those that were written
	// last first: of some states, or of all.
	PlanUpdates(ctx context.Context, by Actor, states []UpdateState, before ListKey, most int) ([]PlanUpdate, error)
	// OfferUpdate asks for the approval of a version.
	OfferUpdate(ctx context.Context, by Actor, id string, version int) (PlanUpdate, error)
	// ApproveUpdate publishes a version and gives each of its residents a row,
	// which is due at the draft's time or, for the digest, after it. ErrMayNot,
	// ErrOwn, ErrConflict (another version) and ErrClosed (decided) come with
	// the update as it stands.
	ApproveUpdate(ctx context.Context, by Actor, id string, version int, digest time.Time) (PlanUpdate, error)
	// DecideUpdate sends a version back to its writer (as UpdateDraft) or rejects
	// it; errors as for ApproveUpdate.
	DecideUpdate(ctx context.Context, by Actor, id string, version int, state UpdateState, comment string) (PlanUpdate, error)
	// PauseUpdate holds back what waits to be sent, ResumeUpdate lets it go on
	// (the digest's share with the next one) and CancelUpdate ends it for good.
	// ErrClosed says that nothing waits, or that it is cancelled.
	PauseUpdate(ctx context.Context, by Actor, id string) (PlanUpdate, error)
	ResumeUpdate(ctx context.Context, by Actor, id string, digest time.Time) (PlanUpdate, error)
	CancelUpdate(ctx context.Context, by Actor, id string) (PlanUpdate, error)
	// Audience is who will get an update on a theme.
	Audience(ctx context.Context, theme int) (Audience, error)
	// Progress is the newest published update on a theme; ErrNotFound when
	// there is none.
	Progress(ctx context.Context, theme int) (flows.Progress, error)
	// UpdateOutcomes counts an update's rows by state.
	UpdateOutcomes(ctx context.Context, id string) (map[DeliveryState]int, error)

	// ClaimParcels claims what is due to so many residents on a network, in a
	// transaction of its own, pictures without their data; ErrNotFound when nothing is due. Rows of residents
	// who may not be written to any more are suppressed on the way.
	ClaimParcels(ctx context.Context, network string, most int) ([]Parcel, error)
	// PictureToSend is the data of a picture that a letter of a parcel has.
	PictureToSend(ctx context.Context, update string) ([]byte, error)
	// ReleaseParcels gives back claims of which it is certain that nothing went.
	ReleaseParcels(ctx context.Context, parcels ...Parcel) error
	// ParcelsDone notes what came of parcels.
	ParcelsDone(ctx context.Context, ends ...ParcelEnd) error
	// LoseClaims marks claims from before a time as unknown: whoever made them
	// has died, or the answer was lost.
	LoseClaims(ctx context.Context, before time.Time) (int, error)
	// TakeNetwork makes this process the one that sends to many on a network, for
	// a spell, or for another. Who takes it from another process has to wait for a
	// rest first: what that one sent last still counts.
	TakeNetwork(ctx context.Context, network string, spell, rest time.Duration) (Turn, error)
	// LeaveNetwork lets another process take it at once.
	LeaveNetwork(ctx context.Context, network string) error
	// HoldPace leaves a network alone for as long as it asked.
	HoldPace(ctx context.Context, network string, pause time.Duration) error

	// UpdateBell finds the desk of a job and the update as it stands; what is
	// another version by now is ErrNotFound.
	UpdateBell(ctx context.Context, job UpdateBellJob) (Desk, PlanUpdate, error)

	// QueueSpread queues the sending of what is due, on networks where none is
	// queued.
	QueueSpread(ctx context.Context) error

	Unreachable(ctx context.Context, who channel.Address) error
}
