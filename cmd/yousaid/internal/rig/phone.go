package rig

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"sync/atomic"

	"yousaid/bot/sandbox"
)

// Heard is a message of the service as it stands on a phone.
type Heard struct {
	Text   string
	Labels []string // of buttons; by SMS they are part of the text

	message int // Telegram
}

// Offers reports whether one of the message's choices has this label.
func (h Heard) Offers(label string) bool {
	return slices.Contains(h.Labels, label) || h.number(label) != ""
}

// number is what to reply by SMS for the choice with this label.
func (h Heard) number(label string) string {
	match := regexp.MustCompile(`(?:^|\s)(\d{1,2}) ` + regexp.QuoteMeta(label) + `(?:\s|$)`).FindStringSubmatch(h.Text)
	if match == nil {
		return ""
	}
	return match[1]
}

// Phone is a resident's phone with the service's chat open.
type Phone interface {
	// Say sends words.
	Say(text string)
	// Choose takes the choice with this label.
	Choose(h Heard, label string) error
	// Hear waits for the next message of the service.
	Hear(ctx context.Context) (Heard, error)
	// Skip passes over what has come so far.
	Skip()
	// All is what the phone shows of the service, from the beginning.
	All() []Heard
	Network() string
}

var errNoChoice = errors.New("there is no such choice")

// chat is a phone with Telegram.
type chat struct {
	seat *sandbox.Seat
	last int // message id that was heard last
}

var people atomic.Int64

// Telegram gives somebody new a phone with Telegram. They have pressed nothing
// yet.
func (r *Rig) Telegram() Phone {
	// Ids of this form are what the logs are searched for.
	id := 5_550_100_000 + people.Add(1)
	person := r.Box.Telegram.AddUser(sandbox.User{ID: id, FirstName: "Resident", LanguageCode: "en"})
	return &chat{seat: person.Private()}
}

// Seat is what stands behind a phone with Telegram.
func Seat(p Phone) *sandbox.Seat { return p.(*chat).seat }

func (c *chat) Network() string { return "telegram" }

func (c *chat) Say(text string) { c.seat.Say(text) }

func (c *chat) Choose(h Heard, label string) error {
	if !slices.Contains(h.Labels, label) {
		return fmt.Errorf("%w: %s", errNoChoice, label)
	}
	_, err := c.seat.Press(h.message, label)
	return err
}

func (c *chat) Hear(ctx context.Context) (Heard, error) {
	b, err := c.seat.Wait(ctx, c.last, nil)
	if err != nil {
		return Heard{}, err
	}
	c.last = b.MessageID
	return heard(b), nil
}

func (c *chat) Skip() {
	for _, b := range c.seat.History() {
		c.last = b.MessageID
	}
}

func (c *chat) All() []Heard {
	var list []Heard
	for _, b := range c.seat.History() {
		if b.FromBot {
			list = append(list, heard(b))
		}
	}
	return list
}

func heard(b sandbox.Bubble) Heard {
	return Heard{Text: b.Says(), Labels: b.Labels(), message: b.MessageID}
}

// texts is a phone that texts.
type texts struct {
	rig   *Rig
	phone *sandbox.Phone
	heard map[string]bool // by SID: texts may overtake each other
}

// SMS gives somebody new a phone that texts, with a number of those that are
// kept for drama: 07700 900000 to 900998.
func (r *Rig) SMS() Phone {
	number := fmt.Sprintf("+447700900%03d", r.phones.Add(1)-1)
	return &texts{rig: r, phone: r.Box.Twilio.Phone(number), heard: map[string]bool{}}
}

// Mobile is what stands behind a phone that texts.
func Mobile(p Phone) *sandbox.Phone { return p.(*texts).phone }

func (s *texts) Network() string { return "sms" }

func (s *texts) Say(text string) {
	sid := s.phone.Text(text)
	if s.rig.Repeats != nil {
		s.phone.Repeat(sid, s.rig.Repeats())
	}
}

func (s *texts) Choose(h Heard, label string) error {
	number := h.number(label)
	if number == "" {
		return fmt.Errorf("%w: %s", errNoChoice, label)
	}
	s.Say(number)
	return nil
}

func (s *texts) Hear(ctx context.Context) (Heard, error) {
	m, err := s.phone.Wait(ctx, 0, func(m sandbox.SMS) bool { return !s.heard[m.Sid] })
	if err != nil {
		return Heard{}, err
	}
	s.heard[m.Sid] = true
	return Heard{Text: m.Said}, nil
}

func (s *texts) Skip() {
	for _, m := range s.phone.History() {
		s.heard[m.Sid] = true
	}
}

func (s *texts) All() []Heard {
	var list []Heard
	for _, m := range s.phone.History() {
		if m.Direction != sandbox.Inbound && !m.ByTwilio {
			list = append(list, Heard{Text: m.Said})
		}
	}
	return list
}
