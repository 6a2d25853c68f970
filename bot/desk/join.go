package desk

import (
	"context"
	"errors"
	"fmt"
	"html"
	"regexp"
	"strings"

	"yousaid/bot"
	"yousaid/bot/channel"
)

// Codes are rand.Text: 26 letters and digits of base32.
var (
	officerForm = regexp.MustCompile(`(?i)^(?:/start|join)\s+([a-z2-7]{26})$`)
	linkForm    = regexp.MustCompile(`(?i)^/link(?:\s+([a-z2-7]{8,32}))?\s*$`)
)

// officerCode finds an officer's code: behind /start at Telegram, behind JOIN in
// a text message.
func officerCode(in channel.Inbound) string {
	if in.Kind != channel.Text {
		return ""
	}
	found := officerForm.FindStringSubmatch(strings.TrimSpace(in.Text))
	if found == nil {
		return ""
	}
	return strings.ToUpper(found[1])
}

// linkCode finds the code of /link; true with no code for /link alone.
func linkCode(text string) (string, bool) {
	found := linkForm.FindStringSubmatch(strings.TrimSpace(text))
	if found == nil {
		return "", false
	}
	return strings.ToUpper(found[1]), true
}

// bind makes an account or a number an officer's.
func (d *Desk) bind(ctx context.Context, in channel.Inbound, code string) (*channel.Outbound, error) {
	out := channel.Outbound{To: in.Chat}
	officer, err := d.Store.Bind(ctx, code, person(in))
	switch {
	case errors.Is(err, bot.ErrUsed):
		out.Text = "This invitation has been used, or it is too old. Please ask for a new one."
	case err != nil:
		return nil, err
	case in.Chat.Channel == channel.SMS:
		if err := d.readRoll(ctx); err != nil {
			d.Log.Warn().Ctx(ctx).Err(err).Msg("numbers of desks not read")
		}
		out.Text = fitted(fmt.Sprintf("Hello %s. This number is now known as yours, for %s. %s", officer.Name, d.agency(officer.Agency), textHelpText))
	default:
		out.Text = fmt.Sprintf("Hello %s. You are now known here as an officer of %s.\n\n"+
			"Reports reach you in your agency’s group. What may not stand there, I show you in this chat: press “Show me” on its card.",
			officer.Name, d.agency(officer.Agency))
	}
	if ch, ok := d.Channels[in.Chat.Channel]; ok && ch.Can().InAnswer {
		return &out, nil
	}
	return nil, d.say(ctx, out)
}

// joined greets a group that the bot was added to.
func (d *Desk) joined(ctx context.Context, in channel.Inbound) error {
	_, err := d.Store.DeskAt(ctx, in.Chat)
	if err == nil { // back again
		return d.Store.DeskReached(ctx, in.Chat, true)
	}
	if !errors.Is(err, bot.ErrNotFound) {
		return err
	}
	return d.say(ctx, channel.Outbound{To: in.Chat, Text: howToLink})
}

const howToLink = "Hello. To get your agency’s reports here, an officer writes\n/link CODE\nwith the code that the partnership’s team gave you."

// helpForm is what somebody writes in a group who doesn't know what to write.
var helpForm = regexp.MustCompile(`(?i)^/(help|start)(@\w+)?$`)

// help says what can be done in a group.
func (d *Desk) help(ctx context.Context, in channel.Inbound) error {
	_, err := d.Store.DeskAt(ctx, in.Chat)
	if errors.Is(err, bot.ErrNotFound) {
		return d.say(ctx, under(in, howToLink))
	}
	if err != nil {
		return err
	}
	return d.say(ctx, under(in, "Your agency’s reports come here as cards, with buttons for all that you can do. "+
		"You can also reply to a card: I ask whether your words go to the resident or stay a note. Other talk here is yours, and I leave it alone.\n\n"+
		"/away 3 Dec and /back: you are away until then, or in again.\n/update and words: tell residents how your agency’s subject of the plan goes."))
}

// link makes a group a desk.
func (d *Desk) link(ctx context.Context, in channel.Inbound, code string) error {
	text, err := d.linked(ctx, in, code)
	if err != nil {
		return err
	}
	return d.say(ctx, under(in, text))
}

func (d *Desk) linked(ctx context.Context, in channel.Inbound, code string) (string, error) {
	officer, err := d.Store.OfficerAt(ctx, person(in))
	switch {
	case errors.Is(err, bot.ErrNotFound) || in.Person.ID == "":
		return "Only officers who are known to the service can link a group. Ask the partnership’s team for an invitation.", nil
	case err != nil:
		return "", err
	case code == "":
		return "Write the code behind it: /link CODE", nil
	}
	desk, err := d.Store.Link(ctx, code, officer, in.Chat, "Telegram group")
	switch {
	case errors.Is(err, bot.ErrUsed):
		return "This code has been used, is too old, or is for another agency. Please ask for a new one.", nil
	case errors.Is(err, bot.ErrConflict):
		return "This group gets another agency’s reports already.", nil
	case err != nil:
		return "", err
	}
	return fmt.Sprintf("This group now gets the reports of <b>%s</b>.", html.EscapeString(d.agency(desk.Agency))), nil
}

// agency is an agency's name.
func (d *Desk) agency(id string) string {
	if agency, ok := d.Plan.Agency(id); ok {
		return agency.Name
	}
	return id
}

// agencies are several agencies' names, as they are read.
func (d *Desk) agencies(ids []string) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = d.agency(id)
	}
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}
