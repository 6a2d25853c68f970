package flows

import "time"

// Session is what a conversation remembers between two turns. It is a plain
// value: it is sealed and stored as JSON, so its fields keep their short names
// for ever, and a session written by the next release must stay readable by
// this one.
type Session struct {
	Revision int      `json:"r,omitempty"` // of the flow that asked last
	Flow     string   `json:"f,omitempty"` // the running flow; empty between flows
	Step     string   `json:"s,omitempty"` // the step that was asked
	Draft    string   `json:"d,omitempty"` // id of what is being written; becomes the report's id
	Answers  []Answer `json:"a,omitempty"` // in the order in which they were given
	Offered  []string `json:"o,omitempty"` // choices as last numbered: "2" is Offered[1]
	Missed   int      `json:"m,omitempty"` // how often in a row the answer wasn't understood

	Language string   `json:"l,omitempty"`  // BCP 47, the resident's choice or the first guess
	Chosen   bool     `json:"lc,omitempty"` // Language is their choice: no other is offered
	Offer    string   `json:"lo,omitempty"` // the language that was offered, once
	Resident Resident `json:"p,omitzero"`
	Talking  string   `json:"t,omitempty"` // id of the report whose agency was read last: plain text answers it
	Asked    []string `json:"k,omitempty"` // ids of reports whose agencies' messages were read and not answered, while Talking is set
	Pending  *Pending `json:"w,omitempty"`
	Recent   []Recent `json:"i,omitempty"` // newest last

	Queued []Effect `json:"e,omitempty"` // asked for while work was pending: becomes Pending when that is confirmed
	Filed  string   `json:"c,omitempty"` // id of the report that was filed in this conversation, for what is said after it

	Unlocked time.Time `json:"u,omitzero"`  // when the resident last wrote their PIN
	Wanted   Command   `json:"g,omitempty"` // the command that waits for it

	Row     *Row   `json:"row,omitempty"`
	Flood   Flood  `json:"fl,omitzero"`
	Backlog string `json:"bl,omitempty"` // words for the agency of Talking that came in a flood
	Calmed  bool   `json:"ca,omitempty"` // an insult was met
	Uneasy  bool   `json:"un,omitempty"` // danger was read since the draft began: no nudge
	Nudged  bool   `json:"nu,omitempty"` // the resident was reminded of this draft
	Dropped bool   `json:"dr,omitempty"` // a draft lay for so long that it was dropped, and nobody has said so

	Turn  int64     `json:"n,omitempty"` // turns so far
	Began time.Time `json:"b,omitzero"`
	Heard time.Time `json:"h,omitzero"` // when the resident last wrote
}

// Waits reports whether a notice waits to be read: of a notice that has just
// been told, whether it was only named and not shown.
func (s Session) Waits(notice string) bool {
	for _, n := range s.Resident.Waiting {
		if n.ID == notice {
			return true
		}
	}
	return false
}

// Answer is what was said at one step.
type Answer struct {
	Step   string  `json:"s"`
	Value  string  `json:"v,omitempty"` // choice id, or the words
	Place  *Place  `json:"p,omitempty"`
	When   *When   `json:"w,omitempty"`
	Photos []Photo `json:"f,omitempty"`
	Skip   bool    `json:"k,omitempty"` // passed over on purpose
	Ahead  bool    `json:"h,omitempty"` // came with an earlier message; shown at review, not asked
}

// Photo is a photo at the provider or one that came by an upload link.
type Photo struct {
	Channel string `json:"c"`           // the network that has it
	File    string `json:"f"`           // its id there
	Type    string `json:"t,omitempty"` // MIME type as the network says
	Size    int64  `json:"s,omitempty"` // bytes
}

// Resident is a copy of the rows that outlive a conversation. It is read once,
// when a conversation begins.
type Resident struct {
	Known   bool     `json:"k,omitempty"` // the record was asked; false: it was away, ask again
	Blocked bool     `json:"-"`           // when the record was asked, it held that nothing reaches them
	Stopped bool     `json:"x,omitempty"` // STOP holds: nothing goes out unasked
	Reports []Known  `json:"r,omitempty"` // own reports that are open or closed of late, newest first, 5 at most
	Waiting []Notice `json:"w,omitempty"` // messages that wait to be read, oldest first
	PIN     bool     `json:"n,omitempty"` // they have set one: it guards what they could read here

	Updates Subscription `json:"su,omitzero"`  // the plan updates that they asked for
	Asked   bool         `json:"as,omitempty"` // they were asked whether they want updates: never again
	News    News         `json:"nw,omitzero"`  // the plan update that they were sent last, within a day

	Pulsed time.Time `json:"q,omitzero"` // when they were last offered the pulse, or answered it
}

// Known is one of the resident's own reports.
type Known struct {
	ID        string   `json:"i"`
	Reference string   `json:"r"`
	Theme     int      `json:"t,omitempty"`
	Degree    Degree   `json:"d,omitempty"`
	Status    Status   `json:"s,omitempty"`
	Agencies  []string `json:"a,omitempty"` // ids of those who have it now
}

// Degree says how guarded a theme is (resident-safety rule 5).
type Degree string

// The degrees.
const (
	Open    Degree = "open"
	Neutral Degree = "neutral"
	Guarded Degree = "guarded"
)

// Status is where a report stands.
type Status string

// The statuses of a report.
const (
	StatusNew       Status = "new"       // nobody has taken it
	StatusTaken     Status = "taken"     // an officer has it
	StatusClosed    Status = "closed"    // closed with an outcome
	StatusWithdrawn Status = "withdrawn" // by the resident
	StatusForgotten Status = "forgotten" // keys destroyed
)

// Recent is an inbound id that had its effect, with the reply that was
// recorded for it. Older ones keep the id alone.
type Recent struct {
	ID    string `json:"i"`
	Reply *Reply `json:"r,omitempty"`
}

// Pending is work that this session has promised and the record has not
// confirmed. It is frozen: whoever finds it, does it, keyed by its ID.
type Pending struct {
	ID      string    `json:"i"`
	Input   string    `json:"n"` // the inbound id that caused it, whose reply the outcome will be
	Effects []Effect  `json:"e"`
	Since   time.Time `json:"s"`
	Told    bool      `json:"t,omitempty"` // the resident was told that it is kept and will go by itself
	Lead    []Line    `json:"l,omitempty"` // what the reply begins with, such as 999
}
