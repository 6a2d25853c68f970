package load

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"sync/atomic"
	"time"

	"yousaid/bot/sandbox"
)

// phone is a resident's phone with the service's chat open.
type phone interface {
	say(text string)
	choose(label string) error
	photo(data []byte) error
	// hear waits for the next message of the service.
	hear(ctx context.Context) (text string, err error)
	// again makes the last webhook come once more.
	again()
	// heard counts what the service has said.
	heard() int
}

var errNoChoice = errors.New("the reply offers no such choice")

// people makes phones whose owners the service has never heard of, in this run
// or an earlier one.
type people struct {
	standIns *standIns
	first    int64
	users    atomic.Int64
	numbers  atomic.Int64
}

func newPeople(s *standIns) *people {
	p := &people{standIns: s, first: time.Now().UnixMicro() - 1_700_000_000_000_000}
	p.numbers.Store(p.first / 1000 % numbers)
	return p
}

// numbers is how many numbers there are for texting. They are nobody's, and the
// network is a stand-in.
const numbers = 100_000

func (p *people) telegram() *chat {
	user := sandbox.User{ID: p.first + p.users.Add(1), FirstName: "Resident", LanguageCode: "en"}
	return &chat{seat: p.standIns.box.Telegram.AddUser(user).Private()}
}

func (p *people) sms() *texts {
	return &texts{known: map[string]bool{}, phone: p.standIns.box.Twilio.Phone(fmt.Sprintf("+4477009%05d", p.numbers.Add(1)%numbers))}
}

// chat is a phone with Telegram.
type chat struct {
	seat *sandbox.Seat
	last sandbox.Bubble
}

func (c *chat) say(text string) { c.seat.Say(text) }

func (c *chat) choose(label string) error {
	if _, err := c.seat.Press(c.last.MessageID, label); err != nil {
		return fmt.Errorf("%w: %q to %q", errNoChoice, label, c.last.Says())
	}
	return nil
}

func (c *chat) photo(data []byte) error {
	_, err := c.seat.Photo(data, "")
	return err
}

func (c *chat) hear(ctx context.Context) (string, error) {
	b, err := c.seat.Wait(ctx, c.last.MessageID, nil)
	if err != nil {
		return "", err
	}
	c.last = b
	return b.Says(), nil
}

func (c *chat) again() {} // the stand-in does it by itself: sandbox.Telegram.Repeat

func (c *chat) heard() int {
	n := 0
	for _, b := range c.seat.History() {
		if b.FromBot {
			n++
		}
	}
	return n
}

// texts is a phone that texts.
type texts struct {
	phone *sandbox.Phone
	last  sandbox.SMS
	sid   string
	known map[string]bool // what was heard
}

func (t *texts) say(text string) { t.sid = t.phone.Text(text) }

func (t *texts) choose(label string) error {
	match := regexp.MustCompile(`(?:^|\s)(\d{1,2}) ` + regexp.QuoteMeta(label) + `(?:\s|$)`).FindStringSubmatch(t.last.Said)
	if match == nil {
		return fmt.Errorf("%w: %q to %q", errNoChoice, label, t.last.Said)
	}
	t.say(match[1])
	return nil
}

func (t *texts) photo([]byte) error { return errors.New("a text message carries no photo") }

// hear passes over what was said before: the answer to a repeated webhook, which
// may come late.
func (t *texts) hear(ctx context.Context) (string, error) {
	m, err := t.phone.WaitTaken(ctx, t.last.Seq, func(m sandbox.SMS) bool { return !t.known[m.Said] })
	if err != nil {
		return "", err
	}
	t.last, t.known[m.Said] = m, true
	return m.Said, nil
}

func (t *texts) again() { t.phone.Repeat(t.sid, 1) }

// heard counts a reply once that came twice: a repeated webhook of Twilio's is
// answered with what was said before, as its answer may have been lost.
func (t *texts) heard() int {
	different := map[string]bool{}
	for _, m := range t.phone.History() {
		if m.Direction != sandbox.Inbound && !m.ByTwilio {
			different[m.Said] = true
		}
	}
	return len(different)
}
