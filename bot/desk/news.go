package desk

import (
	"context"
	"errors"
	"fmt"
	"html"
	"regexp"
	"strconv"
	"strings"

	"yousaid/bot"
	"yousaid/bot/channel"
)

// newsForm is /update, alone or with the words behind it.
var newsForm = regexp.MustCompile(`(?is)^/update(?:@\w+)?(?:\s+(.*))?$`)

// newsCommand finds what is to be told to residents; true with no words for
// /update alone.
func newsCommand(text string) (string, bool) {
	found := newsForm.FindStringSubmatch(strings.TrimSpace(text))
	if found == nil {
		return "", false
	}
	return strings.TrimSpace(found[1]), true
}

// news begins a plan update of the desk's agency.
func (d *Desk) news(ctx context.Context, in channel.Inbound, text string) error {
	by, err := d.officer(ctx, in)
	if errors.Is(err, bot.ErrNotFound) {
		return d.say(ctx, under(in, notOfficer))
	}
	if err != nil {
		return err
	}
	if d.Newsroom == nil || len(d.Newsroom.Leads(by.Agency)) == 0 {
		return d.say(ctx, under(in, "Your agency leads no subject of the plan, so there is nothing to tell residents from here."))
	}
	theme := 0
	if led := d.Newsroom.Leads(by.Agency); len(led) == 1 {
		theme = led[0].Number
	}
	update, err := d.Newsroom.Write(ctx, action(in, by), bot.Draft{Theme: theme, Words: text})
	if said, no := newsRefusal(err); no {
		return d.say(ctx, under(in, said))
	}
	if err != nil {
		return err
	}
	return d.newsNext(ctx, in, by, update)
}

// newsNext asks for what an update still lacks, or shows it to be approved.
func (d *Desk) newsNext(ctx context.Context, in channel.Inbound, by bot.Actor, update bot.PlanUpdate) error {
	m := bot.DeskMessage{Report: update.ID, Agency: by.Agency, Purpose: forNews}
	switch {
	case update.State == bot.UpdatePublished || update.State == bot.UpdateRejected:
		return d.say(ctx, under(in, html.EscapeString(d.decided(update))))
	case update.Words == "":
		out := under(in, "Reply to this message with what residents shall read. "+newsAdvice)
		out.ForceReply, m.Officer = true, by.Officer
		return d.remember(ctx, out, m)
	case update.Theme == 0:
		out := under(in, "Which subject is it about?")
		out.Buttons = d.newsThemes(by.Agency, update.ID)
		return d.say(ctx, out)
	}
	update, err := d.Newsroom.Offer(ctx, by, update.ID, update.Version)
	if said, no := newsRefusal(err); no {
		return d.say(ctx, under(in, said))
	}
	if err != nil {
		return err
	}
	text, err := d.newsPreview(ctx, update)
	if err != nil {
		return err
	}
	out := under(in, text)
	out.Buttons = newsButtons(update)
	m.Args = map[string]string{"version": strconv.Itoa(update.Version)}
	return d.remember(ctx, out, m)
}

const newsAdvice = "Plain words and short sentences, please, and nothing by which somebody could be known."

// newsPreview is an update as residents will read it, with who they are.
func (d *Desk) newsPreview(ctx context.Context, update bot.PlanUpdate) (string, error) {
	preview, err := d.Newsroom.Preview(ctx, update)
	if err != nil {
		return "", err
	}
	words, _ := quote([]string{update.Words}, bot.MostUpdate*2)
	return join(
		fmt.Sprintf("Update on <b>%s</b>, written by %s:", html.EscapeString(d.theme(update.Theme)), html.EscapeString(update.WriterName)),
		words,
		html.EscapeString(update.Link),
		extras(update),
		audience(preview),
		cost(preview),
		fmt.Sprintf("A team lead of %s, or the partnership’s coordinator, has to approve it. To change it, reply to this message with the new words.",
			html.EscapeString(d.agency(update.Agency))),
	), nil
}

// audience says to how many it goes, when, on which network.
func audience(p bot.Preview) string {
	if p.Audience.Residents() == 0 {
		return "Nobody has asked for updates on this yet. It will stand with the plan."
	}
	line := func(when string, weekly bool) string {
		return fmt.Sprintf("%s: %d by Telegram, %d by text message", when, p.Audience.On(channel.Telegram, weekly), p.Audience.On(channel.SMS, weekly))
	}
	return line("At once", false) + "\n" + line("In Monday’s digest", true)
}

// cost says what the text messages of it are paid as.
func cost(p bot.Preview) string {
	if p.Parts == 0 {
		return ""
	}
	text := fmt.Sprintf("One text message of it has %s.", number(p.Parts, "part", "parts"))
	if p.Texts > 0 {
		text += fmt.Sprintf(" All of them are paid as %s", number(p.Texts, "message", "messages"))
		if p.Cost > 0 {
			text += ", " + p.Cost.String()
		}
		text += "."
	}
	if p.Cut {
		text += " Your words are longer than that, so text messages have only their beginning, and how to read the rest."
	}
	return text
}

func newsButtons(update bot.PlanUpdate) [][]channel.Choice {
	version := strconv.Itoa(update.Version)
	return [][]channel.Choice{
		{{Label: "Approve and send", Data: button{doApprove, update.ID, version}.data()}},
		{{Label: "Reject", Data: button{doReject, update.ID, version}.data()}},
	}
}

func (d *Desk) newsThemes(agency, update string) [][]channel.Choice {
	var rows [][]channel.Choice
	for _, theme := range d.Newsroom.Leads(agency) {
		rows = append(rows, []channel.Choice{{Label: theme.Short, Data: button{doNewsTheme, update, strconv.Itoa(theme.Number)}.data()}})
	}
	return rows
}

// decided says what became of an update.
func (d *Desk) decided(update bot.PlanUpdate) string {
	at := d.short().At(update.At)
	if update.State == bot.UpdateDraft {
		return fmt.Sprintf("%s sent it back %s: %s", update.By, at, update.Comment)
	}
	if update.State == bot.UpdateRejected {
		return fmt.Sprintf("%s rejected it %s: %s", update.By, at, update.Comment)
	}
	return fmt.Sprintf("%s approved it %s. It goes to %s.", update.By, at, number(update.Residents, "resident", "residents"))
}

// newsRefusal puts an error of the newsroom into an officer's words.
func newsRefusal(err error) (string, bool) {
	switch {
	case errors.Is(err, bot.ErrLong):
		return fmt.Sprintf("That is too long: %d characters at most.", bot.MostUpdate), true
	case errors.Is(err, bot.ErrOwn):
		return "You wrote this yourself. Somebody else has to approve it: a team lead of your agency, or the partnership’s coordinator.", true
	case errors.Is(err, bot.ErrMayNot):
		return "A team lead of this agency decides that, or the partnership’s coordinator.", true
	case errors.Is(err, bot.ErrMarkup):
		return "Residents would see the tags as they stand. Please write it without them.", true
	case errors.Is(err, bot.ErrConflict):
		return "It was changed in the meantime. Please look at its newest version, below.", true
	case errors.Is(err, bot.ErrNotFound):
		return "This update isn’t your agency’s.", true
	}
	return refusal(err)
}
