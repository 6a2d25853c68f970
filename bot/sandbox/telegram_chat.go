package sandbox

import (
	"slices"
	"strconv"
	"time"
)

// Bubble is a message as somebody with the phone in hand sees it now.
type Bubble struct {
	Message
	FromBot bool `json:"from_bot"`
	Silent  bool `json:"silent,omitempty"`
	Deleted bool `json:"deleted,omitempty"`
	// Earlier are the texts (or captions) before each edit, oldest first.
	Earlier []string `json:"earlier,omitempty"`
	Keys    *Keys    `json:"keys,omitempty"`
}

// Says returns the text, or the caption of a photo.
func (b Bubble) Says() string {
	if b.Text != "" {
		return b.Text
	}
	return b.Caption
}

// Button returns the data of the button with this label or data.
func (b Bubble) Button(labelOrData string) (data string, ok bool) {
	if b.ReplyMarkup == nil {
		return "", false
	}
	for _, row := range b.ReplyMarkup.Rows {
		for _, button := range row {
			if button.Text == labelOrData || button.Data == labelOrData {
				return button.Data, button.Data != ""
			}
		}
	}
	return "", false
}

// Labels returns the labels of all buttons in reading order.
func (b Bubble) Labels() []string {
	if b.ReplyMarkup == nil {
		return nil
	}
	var labels []string
	for _, button := range slices.Concat(b.ReplyMarkup.Rows...) {
		labels = append(labels, button.Text)
	}
	return labels
}

// The bot's standing in a group.
const (
	standingMember = "member"
	standingAdmin  = "administrator"
	standingLeft   = "left"
	standingKicked = "kicked"
	standingNone   = ""
)

// room is a chat with its history. It is guarded by Telegram.mu.
type room struct {
	chat     Chat
	standing string         // groups: the bot's
	members  map[int64]bool // groups
	started  bool           // private: the person pressed Start, or wrote
	blocked  bool           // private
	movedTo  int64
	lastID   int
	bubbles  []*Bubble
	version  int // counts changes, for the page
	bell     bell
	bot      []time.Time
}

func (r *room) private() bool { return r.chat.Type == "private" }

// add appends a message and gives it the next id of this chat.
func (r *room) add(b *Bubble) *Bubble {
	r.lastID++
	b.MessageID, b.Chat = r.lastID, r.chat
	r.bubbles = append(r.bubbles, b)
	r.touch()
	return b
}

// touch marks the chat as changed.
func (r *room) touch() {
	r.version++
	r.bell.ring()
}

// find returns a message that is still there.
func (r *room) find(id int) *Bubble {
	i, ok := slices.BinarySearchFunc(r.bubbles, id, byID)
	if !ok || r.bubbles[i].Deleted {
		return nil
	}
	return r.bubbles[i]
}

func byID(b *Bubble, id int) int { return b.MessageID - id }

// chatKey is how the ledger and the faults name a chat.
func chatKey(id int64) string { return strconv.FormatInt(id, 10) }

// quoted is a message as reply_to_message carries it: without its own.
func quoted(b *Bubble) *Message {
	copied := b.Message
	copied.ReplyTo = nil
	return &copied
}
