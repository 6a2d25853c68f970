package desk

import (
	"context"
	"errors"
	"fmt"
	"html"
	"slices"
	"strconv"
	"strings"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/bot/channel/gsm7"
	"yousaid/flows"
)

// longText is how many parts of a text message go to a resident without a
// second look.
const longText = 2

// replying is an officer's reply to a message of the desk.
type replying struct {
	*Desk
	in    channel.Inbound
	by    bot.Actor
	about bot.DeskMessage
}

// reply takes a reply to one of the desk's messages. Other replies are talk
// among officers.
func (d *Desk) reply(ctx context.Context, in channel.Inbound) error {
	about, err := d.Store.About(ctx, in.Chat, in.ReplyTo)
	if errors.Is(err, bot.ErrNotFound) {
		var ours bool
		if about, ours = offered(in); !ours {
			return nil
		}
	} else if err != nil {
		return err
	}
	by, err := d.officer(ctx, in)
	if about.Agency == "" {
		about.Agency = by.Agency // another agency's report isn't there for them
	}
	switch {
	case errors.Is(err, bot.ErrNotFound), err == nil && by.Agency != about.Agency:
		return d.say(ctx, under(in, notOfficer))
	case err != nil:
		return err
	}
	r := replying{d, in, by, about}
	switch {
	case in.Kind == channel.Other && in.What == "edit":
		return r.answered(ctx, "I can’t follow a message that you change later. What you wrote first still counts.")
	case in.Kind != channel.Text:
		return r.answered(ctx, "Only words can go on from here. Please write them.")
	case about.Officer != "" && about.Officer != by.Officer:
		return r.answered(ctx, "That question was for a colleague. Please use the buttons of the card.")
	}
	if about.Purpose == forNews || about.Purpose == forNewsNo {
		return r.news(ctx)
	}
	do := r.do
	if ofComment(about.Purpose) {
		do = r.answer
	}
	text, err := do(ctx)
	if text == "" {
		return err
	}
	return r.answered(ctx, text)
}

// ofComment reports whether a message of some purpose is about what a resident
// thinks, and not about a report.
func ofComment(purpose string) bool {
	return purpose == forIdea || purpose == forReply || purpose == forSaidIdea
}

// answered says what came of a reply. Who goes on from there by replying to that,
// with a further word or a shorter one, is asked where it goes: without a word
// they would think it sent, and in private a resident's conversation would take it.
func (r replying) answered(ctx context.Context, text string) error {
	got, err := r.send(ctx, under(r.in, text))
	if err != nil || r.about.Purpose == forNews || r.about.Purpose == forNewsNo {
		return r.unsent(ctx, err)
	}
	m := bot.DeskMessage{Chat: got.chat, Message: got.message, Report: r.about.Report, Agency: r.by.Agency, Purpose: forSaid}
	if ofComment(r.about.Purpose) {
		m.Purpose = forSaidIdea
	}
	if err := r.Store.Remember(ctx, m); err != nil { // it has been said: should it come again for that?
		r.Log.Warn().Ctx(ctx).Err(err).Msg("answer of a desk not remembered")
	}
	return nil
}

// offered is what a message is about by its own buttons: a card is shown a
// moment before it is noted, and for good where the service ended in between.
func offered(in channel.Inbound) (about bot.DeskMessage, ours bool) {
	for _, data := range in.Offered {
		b, ok := parse(data)
		if !ok {
			continue
		}
		about = bot.DeskMessage{Chat: in.Chat, Message: in.ReplyTo, Report: b.id}
		switch b.do {
		case doTake, doShow, doPhotos, doAsk, doNote, doPass, doClose:
			about.Purpose = forCard
			return about, true
		case doComment, doAnswer:
			about.Purpose = forIdea
			return about, true
		}
	}
	return bot.DeskMessage{}, false
}

// do does what the message asked for and returns what is said about it.
func (r replying) do(ctx context.Context) (string, error) {
	report, err := r.Officers.Glance(ctx, r.by, r.about.Report)
	if text, no := refusal(err); no {
		return text, nil
	}
	if err != nil {
		return "", err
	}
	if report.Degree == flows.Guarded && !r.in.Private {
		return "This report is handled in private. I have not kept what you wrote: please delete it here, and press “Show me” on the card.", nil
	}
	a := action(r.in, r.by)
	switch r.about.Purpose {
	case forAsk:
		if _, long := Long(report, r.in.Text); !long {
			acted, err := r.Officers.Reply(ctx, a, report.ID, r.in.Text)
			return r.told(acted, err, func() string { return sent(acted, r.short()) })
		}
	case forNote:
		acted, err := r.Officers.Note(ctx, a, report.ID, r.in.Text)
		return r.told(acted, err, func() string { return kept(acted) })
	case forPass:
		theme, _ := strconv.Atoi(r.about.Args["theme"])
		to := bot.Destination{Theme: theme, Agency: r.about.Args["agency"]}
		acted, err := r.Officers.Reroute(ctx, a, report.ID, to, r.in.Text)
		return r.told(acted, err, func() string { return r.passed(acted) })
	case forClose:
		how := bot.Outcome(r.about.Args["outcome"])
		acted, err := r.Officers.Resolve(ctx, a, report.ID, how, r.in.Text)
		return r.told(acted, err, func() string { return closed(acted.Report, how) })
	}
	return r.draft(ctx, report)
}

// told puts what came of an action into words: its own, or why not.
func (r replying) told(acted bot.Acted, err error, done func() string) (string, error) {
	if text, no := Denied(acted, err, r.short()); no {
		return html.EscapeString(text), nil
	}
	if err != nil {
		return "", err
	}
	return done(), nil
}

// draft keeps what was written and asks where it goes.
func (r replying) draft(ctx context.Context, report bot.Report) (string, error) {
	id, err := r.Officers.Draft(ctx, action(r.in, r.by), report.ID, r.in.Text)
	if text, no := refusal(err); no {
		return text, nil
	}
	if err != nil {
		return "", err
	}
	out := under(r.in, "")
	out.Text, out.Buttons = preview(report, r.in.Text), draftButtons(id)
	if report.Reach != bot.ReachOpen {
		out.Buttons = out.Buttons[1:] // it can't be sent
	}
	err = r.remember(ctx, out, bot.DeskMessage{
		Report: report.ID, Agency: r.by.Agency, Officer: r.by.Officer, Purpose: forDraft, Shows: true,
	})
	if text, no := busy(err); no {
		return text, nil
	}
	return "", err
}

// preview shows words as the resident would get them, and asks where they go.
func preview(report bot.Report, text string) string {
	quoted, _ := quote([]string{text}, bot.MostReply*2)
	question := fmt.Sprintf("Send this to the resident of <b>%s</b>, or keep it as a note?", report.Reference)
	if report.Over() {
		question += " The report is closed."
	}
	if why := unreached(report.Reach); why != "" {
		question = why + " Keep it as a note?"
	}
	warning, _ := Long(report, text)
	return join(question, quoted, warning)
}

// Long warns of words that go to a resident in many parts of a text message;
// false when there is nothing to warn of.
func Long(r bot.Report, text string) (warning string, long bool) {
	parts := gsm7.Parts(text)
	if r.Channel != channel.SMS || parts <= longText {
		return "", false
	}
	warning = fmt.Sprintf("It goes by text message: that is %d parts, and is paid as %d messages. A shorter text is read sooner.", parts, parts)
	if which, plain := Costly(text); which != "" && gsm7.Parts(plain) < parts {
		warning += fmt.Sprintf(" Without %s it would be %d.", which, gsm7.Parts(plain))
	}
	return warning, true
}

// fewCostly is how many kinds of characters are worth naming: more are a language.
const fewCostly = 3

// Costly finds the few characters, such as an emoji, that are outside the alphabet
// of text messages and so make of words more parts than they need, and the words
// without those. Empty: there are none, or too many.
func Costly(text string) (which, without string) {
	plain := func(letter rune) bool { return gsm7.Encodable(gsm7.Replace(string(letter))) }
	var found []string
	for _, run := range strings.FieldsFunc(text, plain) {
		if !slices.Contains(found, run) {
			found = append(found, run)
		}
	}
	if len(found) == 0 || len(found) > fewCostly {
		return "", text
	}
	return strings.Join(found, " "), strings.Map(func(letter rune) rune {
		if plain(letter) {
			return letter
		}
		return -1
	}, text)
}

// sent tells an officer what becomes of a reply.
func sent(acted bot.Acted, say Dates) string {
	if !acted.Waits.IsZero() {
		return fmt.Sprintf("Kept for the resident of <b>%s</b>. No texts go out at night: it is sent %s.",
			acted.Report.Reference, say.At(acted.Waits))
	}
	return fmt.Sprintf("On its way to the resident of <b>%s</b>.", acted.Report.Reference)
}

func kept(acted bot.Acted) string {
	return fmt.Sprintf("Kept as a note on <b>%s</b>. The resident doesn’t see it.", acted.Report.Reference)
}

func (d *Desk) passed(acted bot.Acted) string {
	return fmt.Sprintf("<b>%s</b> is now with %s. The resident is told who has it.",
		acted.Report.Reference, html.EscapeString(d.agencies(acted.Report.Agencies)))
}
