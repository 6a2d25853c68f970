package channel

// Verb says which one provider call an Outbound is.
type Verb int

// The verbs.
const (
	Say    Verb = iota // send a new message
	Edit               // replace text and buttons of Target; without a text, its buttons alone
	Delete             // delete Target
	Answer             // answer the press Target: Text is shown as a toast, as an alert when Alert
)

// Outbound is one provider call: one message, one edit, one deletion or one
// answer to a press. It can be stored and sent later.
type Outbound struct {
	Verb   Verb    `json:"v,omitempty"`
	To     Address `json:"to"`
	Target string  `json:"tg,omitempty"` // message or press that Edit, Delete and Answer act on
	// Targets are messages that Delete acts on together, in the place of
	// Target: at most 100. Those that are not there are passed over.
	Targets []string `json:"tgs,omitempty"`
	Text    string   `json:"x,omitempty"`
	HTML    bool     `json:"h,omitempty"` // Text is Telegram's HTML; otherwise it is shown as it stands

	Buttons    [][]Choice `json:"b,omitempty"` // rows
	Location   string     `json:"l,omitempty"` // label of a key that sends the person's position; empty for none
	Contact    string     `json:"n,omitempty"` // label of a key that shares the person's number; empty for none
	ClearKeys  bool       `json:"ck,omitempty"`
	Asks       bool       `json:"as,omitempty"` // its buttons belong to a question and go with it
	ForceReply bool       `json:"fr,omitempty"` // ask the network to open a reply to this message
	ReplyTo    string     `json:"r,omitempty"`
	Silent     bool       `json:"q,omitempty"` // no sound
	Protect    bool       `json:"p,omitempty"` // no forwarding, no saving
	Alert      bool       `json:"al,omitempty"`
	Photo      *Picture   `json:"ph,omitempty"` // Text is its caption
	About      string     `json:"ab,omitempty"` // the sender's own note, which goes nowhere: what a reply to this is about
}

// Labels are what stands on its buttons, from top to bottom.
func (o Outbound) Labels() (list []string) {
	for _, row := range o.Buttons {
		for _, button := range row {
			list = append(list, button.Label)
		}
	}
	return list
}

// Choice is one button: what it shows and what comes back (1 to 64 bytes).
type Choice struct {
	Label string `json:"l"`
	Data  string `json:"d"`
}

// Picture is a picture to be sent: ours, re-encoded and without metadata.
type Picture struct {
	Type string `json:"t"` // image/jpeg
	Data []byte `json:"d"`
}
