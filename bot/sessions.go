package bot

import (
	"context"
	"time"

	"yousaid/bot/channel"
	"yousaid/flows"
)

// Sessions keeps conversations. Of two replicas that step one conversation at
// once, one wins; the other loads again and steps again.
type Sessions interface {
	// Update loads the conversation of who, runs step on it and saves what it
	// returns if nobody saved in between; otherwise it loads and steps again,
	// a bounded number of times. When step returns an error nothing is saved.
	Update(ctx context.Context, who channel.Address, inboundID string, step func(Loaded) (Saving, error)) (Saved, error)
	// Talking reports of each whether there is a conversation with them.
	Talking(ctx context.Context, who []channel.Address) ([]bool, error)
	// Take leases the list of what is still to be sent to who and returns its
	// oldest message; nil when there is none, when it is too early, or when
	// somebody else is at it.
	Take(ctx context.Context, who channel.Address) (*Unsent, error)
	// Sent takes a message off the list and returns the next, under the same
	// lease; nil when there is none. What it was sent as is remembered, unless
	// that is zero; one that asks with buttons, so that Saved.Asked gives it back.
	Sent(ctx context.Context, who channel.Address, seq int64, as Said) (*Unsent, error)
	// SentSoon is Sent for the only message of a list: it may be noted a moment
	// later, with others, by who keeps the conversations. Then nil is returned,
	// and what joined the list meanwhile is sent when it is noted.
	SentSoon(ctx context.Context, who channel.Address, seq int64, as Said) (*Unsent, error)
	// About finds what a message that was sent to who was about; empty when it
	// is not remembered.
	About(ctx context.Context, who channel.Address, message string) (string, error)
	// Wipe puts the deletion of all messages to and from who that are
	// remembered on the list of what is to be sent, but of the one that was
	// sent with the number spare. It may be called again.
	Wipe(ctx context.Context, who channel.Address, spare int64) error
	// Later ends the lease and puts off what is still to be sent until at.
	Later(ctx context.Context, who channel.Address, at time.Time) error
	// Waits reports how many messages to who are still to be sent.
	Waits(ctx context.Context, who channel.Address) (int, error)
	// Drop forgets what is still to be sent to who: they can't be reached.
	Drop(ctx context.Context, who channel.Address) error
	// Due lists who has something to be done by now, at most limit of a shard's.
	// What it lists is not listed again for some seconds, except what is to be
	// sent.
	Due(ctx context.Context, now time.Time, limit int) (Due, error)
	// Forget removes everything of who.
	Forget(ctx context.Context, who channel.Address) error
}

// Said is a message of a conversation, as the network knows it. The newest ones
// are remembered for as long as the network lets them be deleted.
type Said struct {
	Message string // the network's id
	About   string // of ours: Outbound.About
	Asks    bool   // it asks with buttons
	Kept    bool   // it is remembered for About and Wipe
}

// Due is who has something to be done.
type Due struct {
	Send   []channel.Address // messages that should have been sent
	Finish []channel.Address // pending work that should have been finished
	Wake   []channel.Address // Saving.Wake has come
}

// Loaded is a conversation as it was found.
type Loaded struct {
	Session flows.Session
	New     bool // there was none
	Lost    bool // the store lost its data within the last 24 hours
	Seen    bool // this inbound id had its effect, longer ago than the session remembers
}

// Saving is a conversation as it is to be saved.
type Saving struct {
	Session flows.Session
	Send    *channel.Outbound // a reply that goes by an API call: kept until Sent
	Heard   string            // the network's id of the message that came, to be remembered; empty for none
	Nothing bool              // change nothing (a repeat)
	Clear   bool              // STOP: what is still to be sent is dropped, only Send goes
	Expires time.Duration     // from now; 0 keeps the default (24 hours), pending work never expires
	Wake    time.Time         // when to go on though nobody writes; zero: never. It goes with this version of the conversation
	Aside   bool              // the conversation goes on as if nothing had been: when to wake it stays as it is
	// Answered says that the question that was asked last has been answered, or
	// is asked anew: its buttons are to go.
	Answered bool
}

// Saved is what came of an Update.
type Saved struct {
	Session flows.Session
	Message *channel.Outbound // Saving.Send, nil when there was none
	Seq     int64             // its place on the list of what is still to be sent
	Asked   string            // Saving.Answered: the network's id of the message whose buttons are to go; empty for none
	Behind  bool              // older messages still wait: don't overtake them; false: the caller has the list's lease
}

// Unsent is a message that is still to be sent.
type Unsent struct {
	Seq     int64
	Message channel.Outbound
	Tries   int
}
