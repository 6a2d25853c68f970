package channel

import "context"

// Channel is one network that messages can be sent on.
type Channel interface {
	Name() string
	Can() Capabilities
	// Send makes one provider call and returns the provider's id of the
	// message. Failures are *SendError.
	Send(context.Context, Outbound) (id string, err error)
}

// Fetcher is a Channel that can fetch a file which somebody sent on it.
type Fetcher interface {
	// Fetch returns at most limit bytes; a larger file is a *SendError with
	// reason Rejected.
	Fetch(ctx context.Context, fileID string, limit int64) ([]byte, error)
}

// Capabilities is what a network can show and carry; rendering follows it.
type Capabilities struct {
	Buttons  bool             // inline buttons; otherwise choices are numbered
	Location bool             // can ask for the position
	Photos   bool             // photos come in on the network itself
	Delete   bool             // what was said can be deleted
	MaxText  int              // longest text in UTF-16 units
	Parts    func(string) int // billed parts of a text; nil where messages are free
	// Carries is a text as the network brings it: some letters may be swapped
	// for others. Nil where it comes as it was sent.
	Carries  func(string) string
	InAnswer bool // a reply goes in the answer to the webhook (TwiML)
	// StripInAnswer says that an Edit that takes a message's buttons away may go
	// in the answer to the webhook, unless that answers a press. Nobody learns
	// how it went.
	StripInAnswer bool
}
