package channel

import (
	"slices"
	"strings"
	"time"
)

// Kind says what an Inbound carries.
type Kind int

// The kinds of Inbound. What a flow can't use still arrives, as Other: the
// resident gets a kind answer, never silence.
const (
	Text     Kind = iota // Text; Telegram commands too, as written ("/start abc")
	Press                // a button: Press
	Location             // Place
	Photo                // Photos, with Text as the caption
	Contact              // a phone number that the resident shared: Phone
	Other                // sticker, voice, video, document, edit …: What
	Left                 // the person blocked the bot, or it was removed from the group
	Returned             // the person let the bot back in
	Joined               // the bot was added to a group
	Migrated             // the group has a new id: Chat is the old address, Moved the new one
)

// Inbound is one thing that a network brought.
type Inbound struct {
	ID      string   // the provider's id of this delivery, unique in its channel; a repeat carries the same
	Chat    Address  // where it was said; answers go there
	Private bool     // between one person and the service
	Person  Person   // who did it
	Message string   // the provider's id of the message, unique in its chat
	ReplyTo string   // the message that it answers, by the network's own reply; empty when none
	Offered []string // data of our buttons below the message that it answers, where the network tells
	Sent    time.Time

	Kind   Kind
	Text   string
	Press  Button // Press.Data; Press.Message is the message that carries the button
	Place  Place
	Photos []File
	Album  string // several photos of one album share it; empty when alone
	Phone  string
	What   string // Other: "sticker", "voice", "video", "document", "edit", "album" …
	Moved  Address
	OptOut string // the provider already acted: "STOP", "START" or "HELP" (Twilio Advanced Opt-Out)
}

// Person is who stands behind an Inbound, as the network names them.
type Person struct {
	ID       string // the network's id of the person; a phone number on SMS
	Name     string // as they call themselves; empty on SMS
	Language string // BCP 47 as the network reports it; empty when unknown
}

// Button is a pressed button.
type Button struct {
	Query   string // id to answer the press by
	Data    string
	Message string
}

// Place is a position that somebody sent.
type Place struct {
	Lat, Lon float64 // WGS 84 degrees
	Name     string  // a venue's title, empty for a bare position
}

// File is a file at the provider, to be fetched later by its ID.
type File struct {
	ID   string `json:"i"`
	Type string `json:"t,omitempty"` // MIME type, may be empty
	Size int64  `json:"s,omitempty"` // bytes; 0 when unknown
}

// Clean takes out of every text what no database can keep: NUL and broken
// UTF-8. Everything else belongs to what was said.
func (in Inbound) Clean() Inbound {
	in.Photos = slices.Clone(in.Photos)
	texts := []*string{
		&in.ID, &in.Chat.ID, &in.Person.ID, &in.Person.Name, &in.Person.Language, &in.Message, &in.ReplyTo, &in.Text,
		&in.Press.Query, &in.Press.Data, &in.Press.Message, &in.Place.Name, &in.Album, &in.Phone, &in.What, &in.Moved.ID, &in.OptOut,
	}
	for i := range in.Photos {
		texts = append(texts, &in.Photos[i].ID, &in.Photos[i].Type)
	}
	in.Offered = slices.Clone(in.Offered)
	for i := range in.Offered {
		texts = append(texts, &in.Offered[i])
	}
	for _, text := range texts {
		*text = strings.ReplaceAll(strings.ToValidUTF8(*text, ""), "\x00", "")
	}
	return in
}
