package bot

import (
	"context"
	"encoding/json"
	"slices"
	"time"
)

// Hook is where an agency's own system is told of what happens to its reports.
type Hook struct {
	ID          string // UUID
	Agency      string // id
	URL         string // https
	Description string
	Events      []HookEvent
	Guarded     bool // it may be told that there are reports on guarded themes
	State       HookState
	OldUntil    time.Time // the secret before signs as well until then; zero: there is none
	Failing     time.Time // since when every try has failed; zero: the last one didn't
	Waiting     int       // what it is still to be told
	Failed      int       // what it was never told
	AddedBy     string
	Added       time.Time
}

// HookState says whether a hook is told anything.
type HookState string

// The states of a hook.
const (
	HookOn     HookState = "on"
	HookOff    HookState = "off"    // its agency wants that
	HookPaused HookState = "paused" // it failed for days: everything waits
	HookGone   HookState = "gone"   // it answered 410: it wants nothing any more
)

// HookEvent is what a hook can be told of.
type HookEvent string

// The events. The triggers of migration 22 make them.
const (
	HookReferred  HookEvent = "report.referred"  // the agency has the report now
	HookTaken     HookEvent = "report.taken"     // somebody has it, or somebody else
	HookReplied   HookEvent = "report.replied"   // an officer wrote to the resident
	HookAnswered  HookEvent = "report.answered"  // the resident wrote
	HookChanged   HookEvent = "report.changed"   // its theme, its urgency, or who has it
	HookClosed    HookEvent = "report.closed"    //
	HookReopened  HookEvent = "report.reopened"  //
	HookWithdrawn HookEvent = "report.withdrawn" // the resident took it back
	HookPassed    HookEvent = "report.passed"    // the agency doesn't have it any more
	HookForgotten HookEvent = "report.forgotten" // the resident had it deleted: what was copied of it has to go, too
	HookTest      HookEvent = "test"             // somebody pressed the button
)

// HookEvents are those that can be chosen, in the order of a report's life.
func HookEvents() []HookEvent {
	return []HookEvent{
		HookReferred, HookTaken, HookReplied, HookAnswered, HookChanged, HookClosed, HookReopened, HookWithdrawn, HookPassed, HookForgotten,
	}
}

// HookDelivery is one thing that a hook was told, or is to be told.
type HookDelivery struct {
	ID        int64
	Message   string // the same at every try
	Event     HookEvent
	Reference string // of the report; empty for a test
	State     string // "waiting", "sent", "failed"
	Attempts  int
	Status    int    // of the last answer; 0: there was none
	Failure   string // a word of ours: see bot/hooks
	Took      time.Duration
	At        time.Time // when it happened
	Next      time.Time // when it is tried next
}

// HookCall is a delivery that is to be tried now.
type HookCall struct {
	ID       int64
	Hook     string
	URL      string
	Secrets  []string // with which it is signed, newest first
	Message  string
	Event    HookEvent
	Data     json.RawMessage
	At       time.Time
	Attempts int       // before this one
	Failing  time.Time // since when the hook fails; zero: it doesn't
	Failures int       // of the hook, one after another
}

// HookResult is what came of a try.
type HookResult struct {
	State   string // "sent", "waiting", "failed"
	Status  int    // 0: there was no answer
	Failure string // a word of ours
	Took    time.Duration
	Next    time.Time // State "waiting": when it is tried again
	Hold    time.Time // nothing is sent to the hook before; zero: at once
	Becomes HookState // empty: as it was
}

// HookStore keeps what hooks are to be told. The record itself writes it, in the
// transaction of what happened.
type HookStore interface {
	// ClaimHook takes the oldest delivery that is due at a hook to which nobody
	// else is sending, until the lease ends; ErrNotFound when there is none.
	ClaimHook(ctx context.Context, lease time.Duration) (HookCall, error)
	// HookTried notes what came of it, and gives the hook back.
	HookTried(ctx context.Context, call HookCall, result HookResult) error
	// ListenHooks calls due whenever there may be something to send. It returns
	// when ctx ends.
	ListenHooks(ctx context.Context, due func())
}

// HookBellJob tells an agency's desks that its hook is not told anything any more.
type HookBellJob struct {
	Hook string `json:"hook"`
	Desk string `json:"desk"`
}

// Kind names the job in the queue.
func (HookBellJob) Kind() string { return "hook_bell" }

// HookRefusedError says in plain words why nothing is sent to an address.
type HookRefusedError struct{ Why string }

func (e *HookRefusedError) Error() string { return "refused: " + e.Why }

// KeepsSystems reports whether an officer sees how an agency's own systems are
// connected: a team lead those of their agency, an administrator everybody's.
func (o Officer) KeepsSystems(agency string) bool {
	return o.Role == RoleAdministrator || o.Role == RoleLead && o.Agency == agency
}

// ConnectsSystems reports whether an officer may connect one. An administrator
// can only switch it off: what leaves an agency is for its lead to decide.
func (o Officer) ConnectsSystems(agency string) bool {
	return o.Role == RoleLead && o.Agency == agency
}

// Known reports whether there is such an event.
func (e HookEvent) Known() bool { return slices.Contains(HookEvents(), e) }
