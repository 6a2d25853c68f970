package desk

import (
	"context"
	"errors"
	"fmt"
	"html"
	"strings"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/flows"
)

// inPrivate is said where a comment may not be handled before others' eyes.
const inPrivate = "This is handled in private. Press “Show me”."

// stands reports whether what is said about a comment may stand in the chat in
// which somebody acts (resident-safety rule 7).
func (d *Desk) stands(ctx context.Context, in channel.Inbound, c bot.Comment) (bool, error) {
	if in.Private || c.Degree != flows.Open {
		return in.Private, nil
	}
	desk, err := d.Store.DeskAt(ctx, in.Chat)
	return err == nil && !desk.ReferenceOnly, err
}

// askAnswer asks what the resident shall be told.
func (p pressing) askAnswer(ctx context.Context) (*channel.Outbound, error) {
	c, err := p.Officers.GlanceComment(ctx, p.by, p.id)
	if errors.Is(err, bot.ErrNotFound) {
		return p.alert(notThere), nil
	}
	if err != nil {
		return nil, err
	}
	stands, err := p.stands(ctx, p.in, c)
	if err != nil {
		return nil, err
	}
	if !stands {
		return p.alert(inPrivate), nil
	}
	if why := unreached(c.Reach); why != "" {
		return p.alert(why), nil
	}
	return p.toast(""), p.prompt(ctx, bot.DeskMessage{Purpose: forReply}, fmt.Sprintf(
		"reply to this message with your answer. The resident reads it as from %s, without your name, and can answer you. You see it once more before it goes.",
		html.EscapeString(p.agency(p.by.Agency))))
}

// answer keeps a reply to a comment and shows what its resident will read.
func (r replying) answer(ctx context.Context) (string, error) {
	c, err := r.Officers.GlanceComment(ctx, r.by, r.about.Report)
	if errors.Is(err, bot.ErrNotFound) {
		return notThere, nil
	}
	if err != nil {
		return "", err
	}
	stands, err := r.stands(ctx, r.in, c)
	switch {
	case err != nil:
		return "", err
	case !stands:
		return "This is handled in private. I have not kept what you wrote: please delete it here, and press “Show me” on the card.", nil
	case c.Reach != bot.ReachOpen:
		return "Not sent. " + unreached(c.Reach), nil
	}
	draft, err := r.Officers.DraftAnswer(ctx, action(r.in, r.by), c.ID, r.in.Text)
	if text, no := refusal(err); no {
		return text, nil
	}
	if err != nil {
		return "", err
	}
	out := under(r.in, "")
	if out.Text, err = r.foretold(ctx, c); err != nil {
		return "", err
	}
	out.Buttons = [][]channel.Choice{{choice("Send to the resident", doAnswerSend, draft)}, {choice("Discard", doDiscard, draft)}}
	err = r.remember(ctx, out, bot.DeskMessage{Report: c.ID, Agency: r.by.Agency, Officer: r.by.Officer, Purpose: forReply, Shows: true})
	if text, no := busy(err); no {
		return text, nil
	}
	return "", err
}

// foretold is what the resident of a comment will get, message by message.
func (r replying) foretold(ctx context.Context, c bot.Comment) (string, error) {
	words, _ := quote([]string{r.in.Text}, bot.MostReply*2)
	if r.Foretell == nil {
		return join("Send this to the resident?", words), nil
	}
	c, err := r.Store.ReadComment(ctx, r.by, c.ID, "answer")
	if err != nil {
		return "", err
	}
	blocks := []string{"Send this to the resident? They read:"}
	parts := 0
	for _, message := range r.Foretell(c, r.Plan.ShortAgency(r.by.Agency), r.in.Text) {
		if message.Asked {
			blocks = append(blocks, "When they ask for it, by READ:")
		}
		text, _ := quote([]string{message.Text}, bot.MostReply*2)
		blocks = append(blocks, text)
		parts += message.Parts
	}
	if parts > longText {
		blocks = append(blocks, fmt.Sprintf("It goes by text message, and is paid as %d messages. A shorter text is read sooner.", parts))
	}
	if len(blocks) == 1 {
		blocks = append(blocks, words)
	}
	return join(blocks...), nil
}

// sendAnswer sends what was shown, once.
func (p pressing) sendAnswer(ctx context.Context) (*channel.Outbound, error) {
	answered, err := p.Officers.SendAnswer(ctx, p.by, p.id)
	switch {
	case errors.Is(err, bot.ErrUsed):
		return p.toast("That has been sent or discarded already."), nil
	case errors.Is(err, bot.ErrNotFound):
		return p.alert(notThere), nil
	case errors.Is(err, bot.ErrNoContact):
		return p.alert("Not sent. " + unreached(answered.Comment.Reach)), nil
	case err != nil:
		return nil, err
	}
	if !answered.Waits.IsZero() {
		at := p.short().At(answered.Waits)
		p.settle(ctx, "Kept for the resident. No texts go out at night: it is sent "+at+".")
		return p.alert("No texts go out at night. The resident gets it " + at + "."), nil
	}
	p.settle(ctx, "On its way to the resident. What comes of it stands on the card.")
	return p.toast("Sent to the resident."), nil
}

// answers are what was answered to a comment, line by line; without words where
// those may not be shown.
func (d *Desk) answers(c bot.Comment, words bool) string {
	lines := make([]string, 0, len(c.Answers))
	for _, a := range c.Answers {
		who := fmt.Sprintf("<b>%s (%s) to the resident%s</b>", html.EscapeString(a.Author), html.EscapeString(d.Plan.ShortAgency(a.Agency)), told(a.State))
		if words && a.Text != "" {
			who += " " + html.EscapeString(clipped(a.Text, mostLine))
		}
		lines = append(lines, who)
	}
	return strings.Join(lines, "\n")
}

// RefreshComment brings every card of a comment to its present state: what was
// answered, and what came of it. It is safe to call at any time; whoever edits
// last looks whether they showed the last state.
func (d *Desk) RefreshComment(ctx context.Context, comment string) error {
	cards, err := d.Store.CommentCards(ctx, comment)
	if err != nil {
		return err
	}
	var failures []error
	for _, card := range cards {
		if card.Desk.Address.Channel != channel.Telegram || card.Desk.Unreachable || card.Forgotten || card.Message == "" {
			continue
		}
		if err := d.refreshComment(ctx, card); err != nil {
			failures = append(failures, err)
		}
	}
	return worst(failures)
}

func (d *Desk) refreshComment(ctx context.Context, card bot.CommentDelivery) error {
	shown := ""
	for range refreshes {
		c, err := d.Store.CommentCard(ctx, card)
		if err != nil {
			return ignore(err, bot.ErrNotFound) // it was forgotten; the job of that will see to it
		}
		out, err := d.commentCard(ctx, card.Desk, c)
		if err != nil || out.Text == shown {
			return err
		}
		shown = out.Text
		out.Verb, out.Target = channel.Edit, card.Message
		if _, err := d.send(ctx, out); err != nil {
			return d.done(ctx, err)
		}
	}
	return &bot.LaterError{At: d.Now().Add(refreshPause)}
}
