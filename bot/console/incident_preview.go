package console

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/bot/desk"
)

// mostTogether is how many reports of an incident something is done to at once:
// what their residents will read has to be found out, and sent, within a page's time.
const mostTogether = 200

// prospect is what would become of a report of an incident.
type prospect struct {
	bot.Member
	why  string    // nothing is done to it; empty when something is
	seen *foreseen // what its resident will read; nil: nothing
}

// foretellAll says what would become of each report. Nothing is read of their
// words for it.
func (c *Console) foretellAll(ctx context.Context, v visit, t together, f form, members []bot.Member) ([]prospect, error) {
	list, done := make([]prospect, 0, len(members)), 0
	for _, m := range members {
		p := prospect{Member: m, why: t.refused(m)}
		if p.why == "" && done == mostTogether {
			p.why = fmt.Sprintf("No more than %d are done at once. Do this one on its own page.", mostTogether)
		}
		if p.why == "" {
			if err := c.foretellOne(ctx, v, t, f, &p); err != nil {
				return nil, err
			}
		}
		if p.why == "" {
			done++
		}
		list = append(list, p)
	}
	return list, nil
}

func (c *Console) foretellOne(ctx context.Context, v visit, t together, f form, p *prospect) error {
	report, err := c.Officers.Glance(ctx, v.by, p.Report)
	if errors.Is(err, bot.ErrNotFound) {
		p.why = "It is not here any more."
		return nil
	}
	if err != nil {
		return err
	}
	p.Reach, p.Status, p.Language = report.Reach, report.Status, report.Reads
	if p.why = t.refused(p.Member); p.why != "" || p.Reach != bot.ReachOpen {
		return nil
	}
	seen := c.foretell(v, report, t.do, strings.TrimSpace(f.words("words")), f.Get("outcome"))
	switch {
	case !seen.Off:
		p.seen = seen
	case t.do == doReply:
		p.why = networkOff
	}
	return nil
}

// networkOff is why a resident can't be told.
const networkOff = "The resident can’t be told: this network is switched off here."

// unfitAll says why words can't go as they are: of several reports, for the one
// whose resident would get the most text messages.
func unfitAll(list []prospect) problem {
	var worst *prospect
	for i, p := range list {
		if p.seen != nil && p.seen.Problem != nil && (worst == nil || p.seen.Parts > worst.seen.Parts) {
			worst = &list[i]
		}
	}
	if worst == nil {
		return problem{}
	}
	return problem{Text: worst.seen.Problem.Text, Field: "words"}
}

// previewAll shows what residents read, who gets it and who doesn't, with a button
// that sends just that.
func (c *Console) previewAll(page *casePage, t together, f form, list []prospect) {
	gets, not := caseSection{Title: t.to}, caseSection{Title: t.notTo}
	for _, p := range list {
		if p.why != "" {
			not.Items = append(not.Items, caseItem{Text: p.Reference + ": " + p.why})
			continue
		}
		gets.Items = append(gets.Items, caseItem{Text: p.Reference + ": " + c.reached(p)})
		page.Hidden = append(page.Hidden, option{Name: "to", Value: p.Report}, option{Name: "shown", Value: p.mark(f)})
	}
	for _, section := range []caseSection{gets, not} {
		if len(section.Items) > 0 {
			page.After = append(page.After, section)
		}
	}
	page.Buttons[0].Label = "Show it again"
	if len(gets.Items) == 0 {
		page.Lines = []string{"There is nothing to do here: see why below."}
		return
	}
	page.Lines = []string{fmt.Sprintf("Nothing has been done yet. The button below does it to %s.", counted(len(gets.Items), t.one, t.many))}
	if line := paidLine(list); line != "" {
		page.Lines = append(page.Lines, line)
	}
	page.Phones = phones(list)
	send := option{Name: "do", Value: "send", Label: fmt.Sprintf(t.send, counted(len(gets.Items), t.one, t.many))}
	page.Buttons = append([]option{send}, page.Buttons...)
}

// paidLine says what the text messages cost; empty where there are none.
func paidLine(list []prospect) string {
	paid, asked := 0, false
	for _, p := range list {
		if p.seen == nil {
			continue
		}
		for _, m := range p.seen.Messages {
			paid += m.Parts
			asked = asked || m.Asked && m.Parts > 0
		}
	}
	switch {
	case paid == 0:
		return ""
	case asked:
		return fmt.Sprintf("The text messages are paid as %s when everybody asks to read theirs.", counted(paid, "message", "messages"))
	}
	return fmt.Sprintf("The text messages are paid as %s.", counted(paid, "message", "messages"))
}

// reached says by what way a resident gets it.
func (c *Console) reached(p prospect) string {
	if p.seen == nil {
		why := desk.Unreached(p.Reach)
		if why == "" {
			why = networkOff
		}
		return "closed without a word to the resident. " + why
	}
	way := "by Telegram"
	if p.Channel == channel.SMS {
		way = "by text message, " + counted(p.seen.Messages[0].Parts, "part", "parts")
		if len(p.seen.Messages) > 1 {
			way += " and " + counted(p.seen.Parts, "more", "more") + " when they ask to read it"
		}
	}
	way += ", in " + c.Bundle.English(p.seen.Language)
	if !p.seen.Later.IsZero() {
		way += ", " + c.dates().At(p.seen.Later) + ": no texts go out at night"
	}
	return way + "."
}

// phone is what the resident of a report will read.
type phone struct {
	Of       string // reference
	Language string // BCP 47
	Messages []bot.Foretold
	Also     int // how many more residents will read the same, but for the reference
}

// phones are all the different things that residents will read.
func phones(list []prospect) (shown []phone) {
	place := map[string]int{}
	for _, p := range list {
		if p.seen == nil {
			continue
		}
		key := p.alike()
		if n, known := place[key]; known {
			shown[n].Also++
			continue
		}
		place[key] = len(shown)
		shown = append(shown, phone{Of: p.Reference, Language: p.seen.Language, Messages: p.seen.Messages})
	}
	return shown
}

// alike is the same for those who will read the same of different reports.
func (p prospect) alike() string {
	same := *p.seen
	same.Messages = slices.Clone(same.Messages)
	for i := range same.Messages {
		same.Messages[i].Text = strings.ReplaceAll(same.Messages[i].Text, p.Reference, "\x00")
	}
	return same.Language + same.mark()
}

// mark tells whether what is about to happen to a report is what was shown.
func (p prospect) mark(f form) string {
	reads := ""
	if p.seen != nil {
		reads = p.seen.Mark
	}
	sum := sha256.Sum256([]byte(strings.Join([]string{p.Report, reads, f.words("words"), f.Get("outcome")}, "\x00")))
	return base64.RawURLEncoding.EncodeToString(sum[:12])
}

// saw reports whether a form sends what was shown and nothing else. What can't be
// done to a report any more is not asked here: the record says why.
func (f form) saw(list []prospect) bool {
	for _, p := range list {
		if p.why == "" && slices.Contains(f.Values["to"], p.Report) && !slices.Contains(f.Values["shown"], p.mark(f)) {
			return false
		}
	}
	return len(f.Values["to"]) > 0
}
