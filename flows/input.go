package flows

// InputKind says what an Input is.
type InputKind int

// The kinds of Input. The first ones come from the resident, the last four
// from the service.
const (
	Said      InputKind = iota // Text, with what triage read in it
	Chose                      // a button: Choice
	SentPlace                  // a position: Place
	SentPhoto                  // Photos, with Text as the caption
	SentPhone                  // a shared contact: Phone
	SentOther                  // What the flows can't use: sticker, voice, edit …
	Committed                  // the record confirmed Session.Pending: Outcomes
	Delayed                    // the record is away: what is pending is kept and will go by itself
	Noticed                    // an agency or the service has something to tell: Notice
	Elapsed                    // the time of Engine.Due has come, if nobody wrote meanwhile
)

// Input is what one turn starts from. Time comes beside it and everything
// random in it, so that Advance is a function of its arguments alone.
type Input struct {
	ID   string // unique for this resident; a repeat of it has no effect
	Kind InputKind

	Text    string
	Reading Reading
	Row     *Reading // what triage read in Text with the words that it follows (Session.Together); nil when it follows none
	Choice  Choice   // Chose: ID, and the Draft and Step that the button was made for
	Place   *Place
	Photos  []Photo
	Phone   string
	Name    string // as the network names the resident; may be empty
	What    string
	About   string // id of the report whose message this answers, by the network's own reply; empty when it can't be told

	Outcomes []Outcome
	Notice   *Notice

	Resident *Resident // what the record knows; only at the first turn of a session, nil when it is away
	Language string    // what the network says of the resident's language, BCP 47, may be empty
	Lost     bool      // earlier drafts may be gone: the store of conversations lost its data of late
	Form     Form
	Fresh    Fresh
}

// Form is what the resident's network can show.
type Form struct {
	Channel  string // the network's name
	Buttons  bool   // choices are buttons; otherwise numbered
	Location bool   // a position can be asked for
	Photos   bool   // photos come in the chat; otherwise by upload link
	Delete   bool   // what was said can be deleted by the service
	Wide     bool   // the resident's language makes every letter of a text message dearer; the engine sets it
	Plain    bool   // text messages in the resident's language go without accents; the engine sets it
}

// Fresh is the randomness of one turn.
type Fresh struct {
	ID        string // a new id (UUID), for a draft or for pending work
	Reference string // a new reference ("LUT-7K3M-2QX")
	Token     string // a new secret for a link, 128 bits or more, URL-safe
}

// Notice is something that the service tells by itself.
type Notice struct {
	ID     string     `json:"i"`
	Kind   NoticeKind `json:"k"`
	Report Known      `json:"r"`
	Agency string     `json:"a,omitempty"` // name of the agency that speaks, or that has the report now
	Text   string     `json:"x,omitempty"` // an officer's words, a reason, a photo's problem
	Result string     `json:"o,omitempty"` // NoticeClosed: "done", "no_action" or "not_for_us"
	Rate   bool       `json:"q,omitempty"` // NoticeClosed: nobody has asked yet how it was dealt with
	Remark *Remark    `json:"m,omitempty"` // NoticeAnswer: what it answers; of Report there is the degree alone
}

// Remark is a comment that an agency answers.
type Remark struct {
	Thread string `json:"h"`           // id of the first comment of its thread
	Theme  int    `json:"t,omitempty"` // 0: the plan as a whole
	Update string `json:"u,omitempty"` // id of the plan update that it is about
	Words  string `json:"w,omitempty"` // how it begins
}

// NoticeKind says what a Notice is about.
type NoticeKind string

// The kinds of Notice.
const (
	NoticeMessage NoticeKind = "message" // an officer wrote; an answer goes back
	NoticePassed  NoticeKind = "passed"  // another agency has it now
	NoticeClosed  NoticeKind = "closed"  // closed, with Result; the resident can say that it is not over
	NoticePhoto   NoticeKind = "photo"   // a photo could not be used

	NoticeReopened NoticeKind = "reopened" // an agency opened the closed report again
	NoticeAnswer   NoticeKind = "answer"   // an agency answers a comment, Remark; what is written back goes on from that
)
