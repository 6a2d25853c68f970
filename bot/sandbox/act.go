package sandbox

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Act is something that somebody does with a phone, as the page and Remote
// send it.
type Act struct {
	Phone   string   `json:"phone"` // "telegram:<chat id>:<user id>" or "sms:<number>"
	Do      string   `json:"do"`    // see Sandbox.Act
	Text    string   `json:"text,omitempty"`
	Message int      `json:"message,omitempty"` // what is replied to, pressed or edited
	SID     string   `json:"sid,omitempty"`     // SMS: the message to repeat
	Lat     float64  `json:"lat,omitempty"`
	Lon     float64  `json:"lon,omitempty"`
	Files   [][]byte `json:"files,omitempty"`
	Number  int64    `json:"number,omitempty"` // seconds of a voice message, times of a repeat, a group's new id
}

// ErrNoSuchAct is returned for a phone or a doing that doesn't exist.
var ErrNoSuchAct = errors.New("sandbox: no such phone, or it can't do that")

// Act does what a says: text, reply, press, edit, forward, photo, location,
// contact, sticker, voice, start, block, unblock, add-bot, remove-bot and
// upgrade with Telegram; text, unheard and repeat with SMS. It returns the id
// of the message, of the press or of the text message.
func (s *Sandbox) Act(a Act) (id string, err error) {
	defer func() {
		if r := recover(); r != nil {
			id, err = "", fmt.Errorf("%w: %v", ErrNoSuchAct, r)
		}
	}()
	network, who, _ := strings.Cut(a.Phone, ":")
	switch network {
	case "sms":
		return s.Twilio.act(who, a)
	case "telegram":
		chat, user, _ := strings.Cut(who, ":")
		chatID, errChat := strconv.ParseInt(chat, 10, 64)
		userID, errUser := strconv.ParseInt(user, 10, 64)
		if errChat == nil && errUser == nil {
			return s.Telegram.act(&Seat{s.Telegram, userID, chatID}, a)
		}
	}
	return "", ErrNoSuchAct
}

func (w *Twilio) act(number string, a Act) (string, error) {
	if !validNumber(number) {
		return "", ErrNoSuchAct
	}
	p := w.Phone(number)
	switch a.Do {
	case "text":
		return p.Text(a.Text), nil
	case "unheard":
		return p.TextUnheard(a.Text), nil
	case "repeat":
		p.Repeat(a.SID, int(a.Number))
		return a.SID, nil
	}
	return "", ErrNoSuchAct
}

func (t *Telegram) act(s *Seat, a Act) (string, error) {
	if said := s.saying(a); said != nil {
		return itoa(said()), nil
	}
	person, group := t.Person(s.User), t.Group(s.Chat)
	switch a.Do {
	case "press":
		return s.Press(a.Message, a.Text)
	case "photo":
		ids, err := s.Album(a.Text, a.Files...)
		if err != nil || len(ids) == 0 {
			return "", errors.Join(ErrNoSuchAct, err)
		}
		return itoa(ids[0]), nil
	case "edit":
		s.Edit(a.Message, a.Text)
	case "block":
		person.Block()
	case "unblock":
		person.Unblock()
	case "add-bot":
		group.AddBot(s.User)
	case "remove-bot":
		group.RemoveBot(s.User)
	case "upgrade":
		group.Upgrade(a.Number)
	default:
		return "", ErrNoSuchAct
	}
	return "", nil
}

// saying returns how an act becomes one message, nil when it doesn't.
func (s *Seat) saying(a Act) func() int {
	switch a.Do {
	case "text":
		return func() int { return s.Reply(a.Message, a.Text) }
	case "start":
		return func() int { return s.t.Person(s.User).Start(a.Text) }
	case "location":
		return func() int { return s.Location(a.Lat, a.Lon) }
	case "contact":
		return func() int { return s.Contact(a.Text) }
	case "sticker":
		return func() int { return s.Sticker(a.Text) }
	case "voice":
		return func() int { return s.Voice(int(a.Number)) }
	case "forward":
		return func() int { return s.Forward(User{ID: 1, FirstName: "A friend"}, a.Text) }
	}
	return nil
}
