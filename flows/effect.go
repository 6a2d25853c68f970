package flows

import "time"

// EffectKind says what an Effect does to the record.
type EffectKind string

// The effects. Each is keyed by Pending.ID and its place in it: doing it a
// second time changes nothing.
const (
	FileReport  EffectKind = "file"       // Report becomes a report with its referrals
	AnswerDesk  EffectKind = "answer"     // Text (and Photos) goes into the thread of Target
	Reopen      EffectKind = "reopen"     // "it is not over": Target is open again, with Text
	StopAll     EffectKind = "stop"       // nothing goes out on this address any more
	StartAgain  EffectKind = "start"      // undoes StopAll
	ForgetMe    EffectKind = "forget"     // destroys what the record has of this address
	ReadNotices EffectKind = "read"       // Targets (notice ids) were shown
	SetLanguage EffectKind = "language"   // Text is the language
	OfferUpload EffectKind = "upload"     // opens an upload link: Target is the draft or report, Text the token
	FileComment EffectKind = "comment"    // Comment goes to the leads of its theme and to the partnership's own team
	FilePulse   EffectKind = "pulse"      // Comment.Score counts; its Text, if any, goes to the partnership's own team
	OfferPulse  EffectKind = "offerpulse" // notes that the pulse was offered

	ListReports  EffectKind = "list"       // Outcome.Reports: the resident's own, newest first
	OpenReport   EffectKind = "open"       // Outcome.Reports: the one with the reference Target, if it is theirs or Text is its PIN; Targets (notice ids) were shown
	AddTo        EffectKind = "add"        // Text (and Photos) goes into the thread of Target, their own or opened by its PIN
	Withdraw     EffectKind = "withdraw"   // they take Target back
	Rate         EffectKind = "rate"       // Value (1 to 5) is how Target was dealt with, Text why
	SetPIN       EffectKind = "pin"        // Text is the PIN of this address from now on; empty: it has none
	TryPIN       EffectKind = "unlock"     // is Text the PIN of this address? Target is the command that waits for it
	CopyData     EffectKind = "copy"       // Outcome.Copy is all that is kept of this address; with a token in Text, a one-time link to that
	Subscribe    EffectKind = "subscribe"  // Updates takes the place of what was subscribed to before
	EndUpdates   EffectKind = "updatesoff" // ends every subscription
	NoteAsked    EffectKind = "asked"      // the resident was asked about updates: never again
	ReadProgress EffectKind = "progress"   // the newest plan update of each theme in Updates is wanted
	Thumb        EffectKind = "thumb"      // Value (ThumbUp, ThumbDown) is what the resident thinks of the plan update Target, in the place of what they thought before
)

// Effect is one change of the record that a turn asks for.
type Effect struct {
	Kind    EffectKind  `json:"k"`
	Report  *Submission `json:"r,omitempty"`
	Target  string      `json:"g,omitempty"`
	Targets []string    `json:"gs,omitempty"`
	Text    string      `json:"x,omitempty"`
	Photos  []Photo     `json:"f,omitempty"`
	Value   int         `json:"v,omitempty"`
	Comment *Comment    `json:"m,omitempty"`

	Updates *Subscription `json:"su,omitempty"`
}

// Comment is what a resident thinks, as they said yes to it.
type Comment struct {
	ID       string `json:"i"`
	Theme    int    `json:"t,omitempty"` // 0: the plan as a whole
	Update   string `json:"u,omitempty"` // id of the plan update that it answers
	Thread   string `json:"h,omitempty"` // id of an earlier comment of theirs that it goes on from, in answer to an agency
	Score    int    `json:"s,omitempty"` // FilePulse: how safe they feel, 1 to 5
	Text     string `json:"x,omitempty"`
	Ward     string `json:"w,omitempty"` // FilePulse: of a place that its text names
	Guarded  bool   `json:"g,omitempty"` // the words may be about a guarded theme
	Language string `json:"l,omitempty"`
}

// Submission is a report as the resident said yes to it.
type Submission struct {
	ID        string   `json:"i"`
	Reference string   `json:"r"`           // the wish; the record may give another if it is taken
	Theme     int      `json:"t,omitempty"` // 0: not sure, for the partnership's own team
	What      []string `json:"w"`           // the resident's words, in order
	Place     *Place   `json:"p,omitempty"`
	When      *When    `json:"n,omitempty"`
	Photos    []Photo  `json:"f,omitempty"`
	Contact   Contact  `json:"c"`
	Name      string   `json:"nm,omitempty"` // only where Contact is ContactShare
	Phone     string   `json:"ph,omitempty"` // only where Contact is ContactShare
	Safe      string   `json:"sf,omitempty"` // guarded themes: when it is safe to write, in the resident's words
	Urgent    bool     `json:"u,omitempty"`  // danger was read in it
	Language  string   `json:"l,omitempty"`
	Uploads   bool     `json:"up,omitempty"` // photos may come, or have come, by the upload link of this draft

	Began time.Time `json:"b"` // when the first message came
	Sent  time.Time `json:"s"` // when the resident said send
}

// Contact is how the resident may be reached.
type Contact string

// The ways to be reached. ContactHere is the default: the number is hidden and
// agencies write through the service.
const (
	ContactHere  Contact = "here"
	ContactShare Contact = "share"
	ContactNone  Contact = "none"
)

// Outcome is what the record made of one Effect.
type Outcome struct {
	Kind     EffectKind `json:"k"`
	Report   Known      `json:"r,omitzero"` // the report that was filed or written to
	Agencies []string   `json:"a,omitempty"`
	Link     string     `json:"l,omitempty"` // OfferUpload: the address of the page
	Notices  []Notice   `json:"n,omitempty"` // what waits to be read, when the effect asked
	Refused  string     `json:"x,omitempty"` // why it could not be done; empty when done

	Reports []Standing    `json:"rs,omitempty"`
	Guest   bool          `json:"gu,omitempty"` // OpenReport: it is somebody else's address, and the PIN was right
	Wait    time.Duration `json:"wt,omitempty"` // RefusedWait: until a PIN may be tried again
	Count   int           `json:"ct,omitempty"` // FileReport: how many they have sent that count towards a case review, this one included
	Copy    *Copy         `json:"-"`            // CopyData; never stored

	Progress []Progress `json:"pr,omitempty"` // ReadProgress: newest first
	Away     bool       `json:"-"`            // ReadProgress: the record can't be reached, so nobody knows
}

// Standing is where a report stands, for whoever sent it.
type Standing struct {
	Known
	Filed   time.Time `json:"f"`
	Changed time.Time `json:"c,omitzero"`  // when an officer took it, or when it was closed
	Result  string    `json:"o,omitempty"` // StatusClosed: as Notice.Result
	Unread  []string  `json:"u,omitempty"` // ids of notices that wait to be read, oldest first
}

// RefusedGone refuses an effect whose report is withdrawn, forgotten or not
// this resident's.
const RefusedGone = "gone"

// Refusals that the flow which asked for the effect answers by itself.
const (
	RefusedOver  = "over"  // the report isn't theirs, or is not open to this any more
	RefusedPIN   = "pin"   // no such PIN; the same for a reference that doesn't exist
	RefusedWait  = "wait"  // too many wrong PINs: not before Outcome.Wait
	RefusedTheme = "theme" // a subscription to a theme that the plan doesn't have
)
