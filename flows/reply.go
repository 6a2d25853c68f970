package flows

// Reply is the one answer of a turn: lines of text as message keys, what can
// be chosen, and what the network should offer. The zero Reply says nothing.
type Reply struct {
	Lines   []Line   `json:"l,omitempty"`
	Choices []Choice `json:"c,omitempty"`
	Want    Want     `json:"w,omitempty"`
	Quiet   bool     `json:"q,omitempty"` // no sound
	Protect bool     `json:"p,omitempty"` // not to be forwarded
	About   string   `json:"a,omitempty"` // id of the report that it is a message about, so that a reply to it is understood
	Wipe    bool     `json:"x,omitempty"` // what was said before is to be deleted, where the network can
}

// IsZero reports whether there is nothing to say.
func (r Reply) IsZero() bool { return len(r.Lines) == 0 && len(r.Choices) == 0 }

// Line is one paragraph: a key of the catalogue with its arguments. Text is
// set instead where the words are not ours: a resident's, an officer's. With
// both, Text is what is said where no language has the key: a name out of the
// plan, which a translation of the plan may have.
type Line struct {
	Key  string         `json:"k,omitempty"`
	Args map[string]any `json:"a,omitempty"` // strings, numbers, Lines and lists of Lines; numbers come back from JSON as float64
	Text string         `json:"x,omitempty"`
	// Tongue is the language that it is said in, whatever the resident's is;
	// empty for theirs.
	Tongue string `json:"t,omitempty"`
}

// Choice is one thing to choose.
type Choice struct {
	ID    string `json:"i"`
	Label Line   `json:"l"`
	Step  string `json:"s,omitempty"` // the step that it answers
	Draft string `json:"d,omitempty"` // the draft that it belongs to, shortened
	Wide  bool   `json:"w,omitempty"` // as a button, it has a row to itself
}

// Want is what the network should offer beside the text.
type Want int

// The wants.
const (
	WantNothing Want = iota
	WantPlace        // a key that sends the position
	WantPhone        // a key that shares the phone number
)
