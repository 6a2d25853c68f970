package channel

import (
	"errors"
	"fmt"
	"time"
)

// Reason says why a message did not go out, in the terms that decide what
// happens next.
type Reason int

// The reasons.
const (
	Unknown     Reason = iota // it may have gone: the answer was lost
	Blocked                   // the person doesn't want it or can't get it: never again without their doing
	Throttled                 // too fast: not before RetryAfter
	Rejected                  // the provider will never take this message as it is
	Unreachable               // it did not go: provider or network down
	Moved                     // the group has a new address: MovedTo
)

// String names the reason for logs and metrics.
func (r Reason) String() string {
	switch r {
	case Blocked:
		return "blocked"
	case Throttled:
		return "throttled"
	case Rejected:
		return "rejected"
	case Unreachable:
		return "unreachable"
	case Moved:
		return "moved"
	case Unknown:
	}
	return "unknown"
}

// SendError says why a message did not go out.
type SendError struct {
	Reason     Reason
	RetryAfter time.Duration // zero: the caller's own schedule
	MovedTo    Address       // Moved only
	Code       int           // the provider's own code, 0 when none
	Err        error         // never holds text, address or token
}

// Error names reason and code; nothing personal.
func (e *SendError) Error() string {
	if e.Err == nil {
		return fmt.Sprintf("send %s (code %d)", e.Reason, e.Code)
	}
	return fmt.Sprintf("send %s (code %d): %v", e.Reason, e.Code, e.Err)
}

// Unwrap returns the cause.
func (e *SendError) Unwrap() error { return e.Err }

// ReasonOf finds the reason in err; an error that is no SendError is Unknown.
func ReasonOf(err error) Reason {
	var send *SendError
	if errors.As(err, &send) {
		return send.Reason
	}
	return Unknown
}

// RetryAfterOf finds how long err asks to wait before the next call; 0 where it
// doesn't say.
func RetryAfterOf(err error) time.Duration {
	var send *SendError
	if errors.As(err, &send) {
		return send.RetryAfter
	}
	return 0
}
