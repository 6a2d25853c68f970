package desk

import (
	"context"
	"fmt"
	"html"
	"strings"

	"yousaid/bot"
	"yousaid/bot/channel"
)

// Purposes of the messages that a desk remembers.
const (
	forCard     = "card"     // the card; a reply to it is asked about
	forView     = "view"     // the report, or part of it, in private
	forPhoto    = "photo"    // one photo
	forAnswer   = "answer"   // what the resident answered, below the card
	forSaid     = "said"     // what came of a reply, or why nothing did; a reply to it is asked about
	forDraft    = "draft"    // "send or keep as a note?"
	forAsk      = "ask"      // these ask for a reply: words to the resident,
	forNote     = "note"     // a note,
	forPass     = "pass"     // why a report is passed on, with theme or agency as args,
	forIdea     = "idea"     // what a resident thinks, which stands where a report would; a reply to it is an answer, once it is shown again
	forSaidIdea = "saididea" // what came of such an answer, as forSaid
	forReply    = "remark"   // these ask for such an answer
	forClose    = "close"    // why nothing could be done, with the outcome as args
	forNews     = "news"     // words of a plan update, which stands where a report would; with its version once it is shown
	forNewsNo   = "newsno"   // why a version of it is rejected
)

// prompt asks the officer who pressed for a reply, and remembers for what.
func (p pressing) prompt(ctx context.Context, m bot.DeskMessage, text string) error {
	if who := mention(p.in); who != "" {
		text = who + text
	} else {
		text = strings.ToUpper(text[:1]) + text[1:]
	}
	out := under(p.in, text)
	out.ForceReply = true
	m.Report, m.Agency, m.Officer = p.id, p.by.Agency, p.by.Officer
	return p.remember(ctx, out, m)
}

// mention names a person in a group, so that the reply opens for them alone.
func mention(in channel.Inbound) string {
	if in.Private || in.Person.Name == "" {
		return ""
	}
	return fmt.Sprintf(`<a href="tg://user?id=%s">%s</a>, `, html.EscapeString(in.Person.ID), html.EscapeString(in.Person.Name))
}

// ask asks what the resident shall be told, or what shall be noted.
func (p pressing) ask(ctx context.Context) (*channel.Outbound, error) {
	r, no, err := p.handled(ctx)
	if err != nil || no != nil {
		return no, err
	}
	if p.button.do == doNote {
		return p.toast(""), p.prompt(ctx, bot.DeskMessage{Purpose: forNote},
			fmt.Sprintf("reply to this message with your note on <b>%s</b>. Only colleagues see it.", r.Reference))
	}
	if why := unreached(r.Reach); why != "" {
		return p.alert(why), nil
	}
	text := fmt.Sprintf("reply to this message with your words to the resident of <b>%s</b>. They see them as from %s, without your name.",
		r.Reference, html.EscapeString(p.agency(p.by.Agency)))
	if r.Safe != "" {
		text += "\nThey said when it is safe to write: please read that first."
	}
	return p.toast(""), p.prompt(ctx, bot.DeskMessage{Purpose: forAsk}, text)
}

// destination asks why the report is passed on to what was chosen.
func (p pressing) destination(ctx context.Context) (*channel.Outbound, error) {
	r, no, err := p.handled(ctx)
	if err != nil || no != nil {
		return no, err
	}
	to, name, ok := p.chosen()
	if !ok {
		return p.toast(oldButton), nil
	}
	err = p.prompt(ctx, bot.DeskMessage{Purpose: forPass, Args: to},
		fmt.Sprintf("why do you pass <b>%s</b> on to %s? Reply to this message. Colleagues there read the reason; the resident hears only who has the report now.",
			r.Reference, html.EscapeString(name)))
	if err != nil {
		return nil, err
	}
	p.remove(ctx)
	return p.toast(""), nil
}

// chosen is where a report goes by the button that was pressed.
func (p pressing) chosen() (args map[string]string, name string, ok bool) {
	if p.button.do == doTheme {
		for _, theme := range p.Plan.Themes {
			if fmt.Sprint(theme.Number) == p.with {
				return map[string]string{"theme": p.with}, theme.Name, true
			}
		}
		return nil, "", false
	}
	for _, agency := range p.Plan.Agencies {
		if mark(agency.ID) == p.with {
			return map[string]string{"agency": agency.ID}, agency.Name, true
		}
	}
	return nil, "", false
}

// outcome closes the report, or asks first why nothing could be done.
func (p pressing) outcome(ctx context.Context) (*channel.Outbound, error) {
	r, no, err := p.handled(ctx)
	if err != nil || no != nil {
		return no, err
	}
	how := bot.Outcome(p.with)
	switch how {
	case bot.OutcomeNoAction:
		err := p.prompt(ctx, bot.DeskMessage{Purpose: forClose, Args: map[string]string{"outcome": p.with}},
			fmt.Sprintf("why could nothing be done about <b>%s</b>? Reply to this message. The resident reads it.", r.Reference))
		if err != nil {
			return nil, err
		}
		p.remove(ctx)
		return p.toast(""), nil
	case bot.OutcomeDone, bot.OutcomeNotForUs:
	default:
		return p.toast(oldButton), nil
	}
	acted, err := p.Officers.Resolve(ctx, action(p.in, p.by), p.id, how, "")
	if text, no := Denied(acted, err, p.short()); no {
		return p.alert(text), nil
	}
	if err != nil {
		return nil, err
	}
	p.settle(ctx, closed(acted.Report, how))
	return p.toast(acted.Report.Reference + " is closed."), nil
}

// closed tells what came of closing a report.
func closed(r bot.Report, how bot.Outcome) string {
	text := fmt.Sprintf("<b>%s</b> is closed: %s.", r.Reference, outcome(how))
	if why := unreached(r.Reach); why != "" {
		return text + " " + why
	}
	return text + " The resident is told, and can say that it is not over."
}
