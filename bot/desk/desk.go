package desk

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/rs/zerolog"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/flows/partnership"
)

// Store is what the desk needs of the record, beside the use cases.
type Store interface {
	bot.DeliveryStore
	bot.PeopleStore
	bot.CommentStore
	bot.TextStore
	bot.MailStore
	bot.InboxStore
	bot.ReminderStore
	bot.AwayStore
	Find(ctx context.Context, by bot.Actor, reference string) (reportID string, err error)
	Bell(ctx context.Context, job bot.BellJob) (bot.Desk, error)
	HookBell(ctx context.Context, job bot.HookBellJob) (bot.Desk, bot.Hook, error)
	CreateLink(ctx context.Context, link bot.Link, token string, lives time.Duration) error
	Photo(ctx context.Context, by bot.Actor, photo string) (bot.StoredPhoto, error)
}

// Config is what a Desk is made of.
type Config struct {
	Store     Store
	Officers  *bot.Officers
	Newsroom  *bot.Newsroom // nil: agencies publish nothing here
	Plan      *partnership.Plan
	Channels  map[string]channel.Channel // by name
	PublicURL string                     // alerts' links begin with it; without it they have none
	// BotName tells the bot's name at Telegram, without @.
	BotName func(context.Context) (string, error)
	// Foretell says what who wrote a comment will get of an answer; nil shows the
	// words alone.
	Foretell func(c bot.Comment, agency, text string) []bot.Foretold
	// MailPause is how long what isn't urgent waits for the next mail to a
	// mailbox: 10 minutes unless set.
	MailPause time.Duration
	Now       func() time.Time
	Log       zerolog.Logger
}

// Desk is the agencies' side in chat. Replicas share what is in the record; the
// only state of a Desk is which reports' cards it is bringing up to date, and
// which numbers it need not look up.
type Desk struct {
	Config
	refreshing busyReports
	roll       roll
}

// New makes a Desk.
func New(c Config) *Desk {
	c.PublicURL = strings.TrimSuffix(c.PublicURL, "/")
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.MailPause == 0 {
		c.MailPause = mailPause
	}
	return &Desk{Config: c, refreshing: busyReports{reports: map[string]bool{}}}
}

// Handles says whether an Inbound is the desk's: everything in groups, and in
// private what an officer does with a desk's message or code; over SMS, what a
// number that is a desk or an officer's writes. For what residents mostly send
// it asks no record.
//
// While the record is away, a private reply can't be told from a resident's,
// who must not wait: it counts as one. Nothing of it goes anywhere without a
// yes, so an officer only has to say it again.
func (d *Desk) Handles(ctx context.Context, in channel.Inbound) (bool, error) {
	switch {
	case !in.Private:
		return true, nil
	case in.Kind == channel.Press:
		return strings.HasPrefix(in.Press.Data, prefix), nil
	case officerCode(in) != "":
		return true, nil
	case in.Chat.Channel == channel.SMS:
		return d.texts(ctx, in)
	case in.ReplyTo == "" || in.Chat.Channel != channel.Telegram:
		return false, nil
	}
	_, err := d.Store.About(ctx, in.Chat, in.ReplyTo)
	if errors.Is(err, bot.ErrNotFound) {
		_, ours := offered(in)
		return ours, nil
	}
	if errors.Is(err, bot.ErrAway) {
		return false, nil
	}
	return err == nil, err
}

// Receive takes what somebody did at a desk. What it returns is the answer to a
// press, or to a text message where the network takes it in its own answer; everything else it has sent. An error says that the Inbound should
// come again.
func (d *Desk) Receive(ctx context.Context, in channel.Inbound) (*channel.Outbound, error) {
	if in.Private && in.Chat.Channel == channel.SMS && officerCode(in) == "" {
		return d.text(ctx, in)
	}
	switch in.Kind {
	case channel.Press:
		return d.press(ctx, in)
	case channel.Joined:
		return nil, d.joined(ctx, in)
	case channel.Returned:
		return nil, ignore(d.Store.DeskReached(ctx, in.Chat, true), bot.ErrNotFound)
	case channel.Left:
		return nil, ignore(d.Store.DeskReached(ctx, in.Chat, false), bot.ErrNotFound)
	case channel.Migrated:
		return nil, ignore(d.Store.MoveDesk(ctx, in.Chat, in.Moved), bot.ErrNotFound)
	case channel.Text:
		if code := officerCode(in); in.Private && code != "" {
			return d.bind(ctx, in, code)
		}
		if code, ok := linkCode(in.Text); ok && !in.Private {
			return nil, d.link(ctx, in, code)
		}
		if !in.Private && helpForm.MatchString(strings.TrimSpace(in.Text)) {
			return nil, d.help(ctx, in)
		}
		if words, back, ok := awayCommand(in.Text); ok && !in.Private {
			return nil, d.awayInGroup(ctx, in, words, back)
		}
		if text, ok := newsCommand(in.Text); ok && !in.Private {
			return nil, d.news(ctx, in, text)
		}
	case channel.Location, channel.Photo, channel.Contact, channel.Other:
	}
	if in.ReplyTo == "" {
		return nil, nil // officers talk among themselves
	}
	return nil, d.reply(ctx, in)
}

// Apologise says in a group that nothing came of what somebody did there, and
// that it is no use to try again.
func (d *Desk) Apologise(ctx context.Context, in channel.Inbound) error {
	if in.Person.ID == "" {
		return nil // nobody's doing
	}
	return d.say(ctx, under(in, "Something here can’t be read or kept, so nothing was done. If it happens again, "+
		"please tell the partnership’s team."))
}

// ignore drops an error that is as good as none.
func ignore(err, harmless error) error {
	if errors.Is(err, harmless) {
		return nil
	}
	return err
}

// person is the address at which somebody can be written to in private: at
// Telegram it is their own number.
func person(in channel.Inbound) channel.Address {
	return channel.Address{Channel: in.Chat.Channel, ID: in.Person.ID}
}

// officer finds who acts, for which agency. In a group, only officers of its
// agency are anybody. ErrNotFound says that it is nobody known.
func (d *Desk) officer(ctx context.Context, in channel.Inbound) (bot.Actor, error) {
	if in.Person.ID == "" {
		return bot.Actor{}, bot.ErrNotFound // an anonymous administrator
	}
	officer, err := d.Store.OfficerAt(ctx, person(in))
	if err != nil {
		return bot.Actor{}, err
	}
	by := officer.Actor()
	if in.Private {
		return by, nil
	}
	desk, err := d.Store.DeskAt(ctx, in.Chat)
	if err != nil {
		return bot.Actor{}, err
	}
	if desk.Agency != officer.Agency {
		return bot.Actor{}, bot.ErrNotFound
	}
	by.Desk, by.All = desk.ID, false // what colleagues read over somebody's shoulder is their agency's
	return by, nil
}

// action makes an officer's doing happen once for each Inbound.
func action(in channel.Inbound, by bot.Actor) bot.Action {
	return bot.Action{ID: in.Chat.Channel + ":" + in.ID, By: by}
}
