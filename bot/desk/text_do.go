package desk

import (
	"context"
	"errors"
	"fmt"
	"html"
	"slices"
	"strings"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/bot/channel/gsm7"
	"yousaid/flows"
)

// plain is what was said for Telegram as a text message says it.
func plain(markup string) string { return html.UnescapeString(tags.ReplaceAllString(markup, "")) }

// take makes the report the officer's, or the desk's.
func (t texting) take(ctx context.Context, r bot.Report) (string, error) {
	acted, err := t.Officers.Acknowledge(ctx, action(t.in, t.by), r.ID)
	if Own(acted, err, t.by) {
		return r.Reference + " is yours already.", nil
	}
	return t.told(r, acted, err, func() string {
		return r.Reference + " is yours. " + unreached(acted.Report.Reach)
	})
}

// told puts what came of an action into words: its own, or why not.
func (t texting) told(r bot.Report, acted bot.Acted, err error, done func() string) (string, error) {
	if text, no := Denied(acted, err, t.short()); no {
		return r.Reference + ": " + text, nil
	}
	if err != nil {
		return "", err
	}
	return strings.TrimSpace(done()), nil
}

// write has words told to the resident, or keeps them as a note.
func (t texting) write(ctx context.Context, r bot.Report) (string, error) {
	if t.said.words == "" {
		if r.Degree == flows.Guarded {
			return t.onPage(ctx, r)
		}
		return "Nothing is written. Please write " + form(t.said.do, r.Reference), nil
	}
	a := action(t.in, t.by)
	if t.said.do == textNote {
		acted, err := t.Officers.Note(ctx, a, r.ID, t.said.words)
		return t.told(r, acted, err, func() string { return plain(kept(acted)) })
	}
	acted, err := t.Officers.Reply(ctx, a, r.ID, t.said.words)
	if errors.Is(err, bot.ErrNoContact) {
		return fmt.Sprintf("%s: Not sent. %s To keep it for colleagues, text NOTE instead of REPLY.", r.Reference, unreached(acted.Report.Reach)), nil
	}
	return t.told(r, acted, err, func() string { return plain(sent(acted, t.short())) + t.long(r) })
}

// long says so of words that go to the resident in many parts.
func (t texting) long(r bot.Report) string {
	parts := gsm7.Parts(gsm7.Replace(t.said.words))
	if r.Channel != channel.SMS || parts <= longText {
		return ""
	}
	return fmt.Sprintf(" It is paid as %d messages: a shorter text is read sooner.", parts)
}

// outcomeWords are how the ways to close a report are written, the longest
// first.
var outcomeWords = []struct {
	words string
	how   bot.Outcome
}{
	{"no action possible", bot.OutcomeNoAction},
	{"no action", bot.OutcomeNoAction},
	{"noaction", bot.OutcomeNoAction},
	{"not for us", bot.OutcomeNotForUs},
	{"not ours", bot.OutcomeNotForUs},
	{"notforus", bot.OutcomeNotForUs},
	{"done", bot.OutcomeDone},
}

// otherwise are words of their own that a slip could be taken for: "none found" and
// "gone when we came" are no "done".
var otherwise = []string{"none", "gone", "dont", "bone", "tone", "zone", "one", "don"}

// closing reads with what outcome a report is closed, and why.
func closing(words string) (how bot.Outcome, why string, ok bool) {
	list := tokens(words)
	for _, outcome := range outcomeWords {
		want := strings.Fields(outcome.words)
		if len(list) < len(want) {
			continue
		}
		same := true
		for i, word := range want {
			typed := flows.Fold(list[i].text)
			same = same && (typed == word || oneLetter(typed, word) && !slices.Contains(otherwise, typed))
		}
		if same {
			return outcome.how, strings.TrimLeft(words[list[len(want)-1].end:], ":;,.-–— \n\t"), true
		}
	}
	return "", "", false
}

// close ends a report.
func (t texting) close(ctx context.Context, r bot.Report) (string, error) {
	how, why, ok := closing(t.said.words)
	if !ok {
		return "Not closed. Please write " + form(textClose, r.Reference), nil
	}
	acted, err := t.Officers.Resolve(ctx, action(t.in, t.by), r.ID, how, why)
	if errors.Is(err, bot.ErrEmpty) {
		return fmt.Sprintf("Not closed: say why nothing could be done, the resident reads it. Please write CLOSE %s NO ACTION and why.", r.Reference), nil
	}
	return t.told(r, acted, err, func() string { return plain(closed(acted.Report, acted.Report.Outcome)) })
}

// show sends a one-time link to the report.
func (t texting) show(ctx context.Context, r bot.Report) (string, error) {
	link, err := t.link(ctx, r)
	if err != nil {
		return "", err
	}
	return r.Reference + ": " + link, nil
}

// link makes a one-time link for who writes: their own where they are known.
func (t texting) link(ctx context.Context, r bot.Report) (string, error) {
	return t.oneTimeLink(ctx, bot.Link{Desk: t.by.Desk, Officer: t.by.Officer, Target: bot.Target{Report: r.ID}})
}

// onPage sends an officer of a guarded report to its page: nothing that is
// written about one goes by text.
func (t texting) onPage(ctx context.Context, r bot.Report) (string, error) {
	if _, why, ok := closing(t.said.words); t.said.do == textClose && ok && why == "" {
		return t.close(ctx, r)
	}
	link, err := t.link(ctx, r)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s is written about on its page alone. Nothing of your words was kept: please delete them here. %s", r.Reference, link), nil
}
