package bot

import (
	"context"
	"time"

	"yousaid/bot/channel"
	"yousaid/flows"
)

// PlanUpdate is what an officer of a lead agency wrote about the progress on
// its theme. One officer writes it, a second one of the same agency decides.
type PlanUpdate struct {
	ID      string // UUID
	Agency  string // id
	Theme   int    // 0 until the officer has said which
	Words   string
	Version int // of theme and words: what is approved is what was shown
	State   UpdateState

	Writer     string // officer's id; of this version
	WriterName string
	By         string // who decided, by name; empty while nobody has
	At         time.Time
	Comment    string // why it was rejected

	Residents int // who were to get it when it was approved
}

// UpdateState says what has become of a PlanUpdate.
type UpdateState string

// The states of a plan update.
const (
	UpdateDraft     UpdateState = "draft"
	UpdatePublished UpdateState = "published"
	UpdateRejected  UpdateState = "rejected"
)

// Audience is how many residents will get an update on a theme, by network, as
// things stand. Who can't be reached now isn't counted.
type Audience struct {
	Now    map[string]int
	Weekly map[string]int
}

// Residents is all of them.
func (a Audience) Residents() int {
	n := 0
	for _, list := range []map[string]int{a.Now, a.Weekly} {
		for _, count := range list {
			n += count
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
	DeliveryClaimed    DeliveryState = "claimed"    // the network is being called
	DeliverySent       DeliveryState = "sent"       // it took the message
	DeliveryFailed     DeliveryState = "failed"     // it will never take it
	DeliverySuppressed DeliveryState = "suppressed" // STOP, UPDATES OFF, blocked, forgotten
	DeliveryUnknown    DeliveryState = "unknown"    // nobody knows whether it went: never repeated
)

// Parcel is what one resident gets in one message: one update, or a week's.
type Parcel struct {
	Rows     []int64 // ids of the rows that are claimed for it
	To       channel.Address
	Language string
	Weekly   bool
	News     []flows.Progress // oldest first
}

// UpdateStore is what plan updates need of the record. What an actor's agency
// doesn't have is ErrNotFound.
type UpdateStore interface {
	// WriteUpdate keeps a new update under its id; an id that is there changes
	// nothing.
	WriteUpdate(ctx context.Context, by Actor, id string, theme int, words string) (PlanUpdate, error)
	// ChangeUpdate gives an update that isn't published other words, or another
	// theme where theme is not 0, and its next version. ErrClosed says that it
	// is published.
	ChangeUpdate(ctx context.Context, by Actor, id string, theme int, words string) (PlanUpdate, error)
	PlanUpdate(ctx context.Context, by Actor, id string) (PlanUpdate, error)
	// ApproveUpdate publishes a version and gives each of its residents a row.
	// ErrOwn, ErrConflict (another version) and ErrClosed (decided) come with
	// the update as it stands.
	ApproveUpdate(ctx context.Context, by Actor, id string, version int, digest time.Time) (PlanUpdate, error)
	RejectUpdate(ctx context.Context, by Actor, id string, version int, comment string) (PlanUpdate, error)
	Audience(ctx context.Context, theme int) (Audience, error)
	// Progress is the newest published update on a theme; ErrNotFound when
	// there is none.
	Progress(ctx context.Context, theme int) (flows.Progress, error)
	// UpdateOutcomes counts an update's rows by state.
	UpdateOutcomes(ctx context.Context, id string) (map[DeliveryState]int, error)

	// ClaimParcel claims what is due to one resident on a network, in a
	// transaction of its own; ErrNotFound when nothing is due. Rows of residents
	// who may not be written to any more are suppressed on the way.
	ClaimParcel(ctx context.Context, network string) (Parcel, error)
	// ReleaseParcel gives back a claim of which it is certain that nothing went.
	ReleaseParcel(ctx context.Context, p Parcel) error
	ParcelDone(ctx context.Context, p Parcel, state DeliveryState, failure string) error
	// LoseClaims marks claims from before a time as unknown: whoever made them
	// has died, or the answer was lost.
	LoseClaims(ctx context.Context, before time.Time) (int, error)
	// Pace reserves the next call of a network and returns how long it has to
	// wait; after each, the network is left alone for gap.
	Pace(ctx context.Context, network string, gap time.Duration) (time.Duration, error)
	// HoldPace leaves a network alone for as long as it asked.
	HoldPace(ctx context.Context, network string, pause time.Duration) error

	Unreachable(ctx context.Context, who channel.Address) error
}
