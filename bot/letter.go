package bot

import (
	"strings"

	"yousaid/bot/channel"
	"yousaid/bot/channel/gsm7"
	"yousaid/flows"
	"yousaid/flows/partnership"
)

// How long a week's updates may be together: over SMS two billed parts, or
// three where a letter makes all of them dearer (resident-safety rule 11).
const (
	mostDigest      = 3500 // characters, where they are free
	mostDigestParts = 2
	mostWideParts   = 3
	leastWords      = 24 // characters; words that are cut shorter say nothing
)

func progressOf(u PlanUpdate) flows.Progress {
	return flows.Progress{ID: u.ID, Theme: u.Theme, Agency: u.Agency, Words: u.Words, At: u.At}
}

// letter is what one resident gets: one update whole, or several as the week's.
func (n *Newsroom) letter(ch channel.Channel, language string, news ...flows.Progress) channel.Outbound {
	if len(news) == 1 {
		return n.rendered(ch, language, n.single(news[0]))
	}
	for most := MostUpdate; most >= leastWords; most = most * 4 / 5 {
		if out := n.rendered(ch, language, n.week(news, most)); fits(ch, out.Text) {
			return out
		}
	}
	return n.rendered(ch, language, []flows.Line{flows.Say("news.week.short", "Town", n.Plan.Town, "Count", len(news))})
}

// single is one update. What is guarded is only pointed to: our own words name
// nothing of it until they are asked to (resident-safety rule 5).
func (n *Newsroom) single(news flows.Progress) []flows.Line {
	if n.guarded(news) {
		return []flows.Line{flows.Say("news.guarded", "Service", n.Plan.Name)}
	}
	theme, _ := n.Plan.Theme(news.Theme)
	agency, _ := n.Plan.Agency(news.Agency)
	return []flows.Line{
		flows.Say("news", "Town", n.Plan.Town, "Theme", flows.Named(theme.Key("short"), theme.Short), "Agency", agency.Short),
		flows.Words(news.Words), flows.Say("news.end"),
	}
}

// week is several updates with so many characters of each.
func (n *Newsroom) week(news []flows.Progress, most int) []flows.Line {
	lines := []flows.Line{flows.Say("news.week", "Town", n.Plan.Town)}
	more := false
	for _, one := range news {
		if n.guarded(one) {
			more = true
			continue
		}
		theme, _ := n.Plan.Theme(one.Theme)
		short, cut := flows.Shorten(strings.Join(strings.Fields(one.Words), " "), most)
		if cut {
			short += "..."
		}
		more = more || cut
		lines = append(lines, flows.Say("news.item", "Theme", flows.Named(theme.Key("short"), theme.Short), "Words", short))
	}
	if len(lines) == 1 {
		return []flows.Line{flows.Say("news.guarded", "Service", n.Plan.Name)}
	}
	if more {
		lines = append(lines, flows.Say("news.more"))
	}
	return append(lines, flows.Say("news.end"))
}

func (n *Newsroom) guarded(news flows.Progress) bool {
	return n.Plan.Degree(news.Theme) == partnership.Guarded
}

// rendered puts lines into a language and the form of a network, with a button
// that ends all updates where there are buttons.
func (n *Newsroom) rendered(ch channel.Channel, language string, lines []flows.Line) channel.Outbound {
	reply := flows.Reply{Lines: lines, Quiet: true}
	reply.Choices = []flows.Choice{flows.Do(flows.CmdNoNews, flows.Say("news.off"))}
	out := outbound(n.Bundle.Render(reply, language, form(ch.Name(), ch.Can())))
	if ch.Can().Parts != nil {
		out.Text = gsm7.Replace(out.Text) // an officer's phone types curly quotes, which cost
	}
	return out
}

// fits reports whether a week's updates are short enough for a network.
func fits(ch channel.Channel, text string) bool {
	parts := ch.Can().Parts
	if parts == nil {
		return len(text) <= mostDigest
	}
	most := mostDigestParts
	if !gsm7.Encodable(text) {
		most = mostWideParts
	}
	return parts(text) <= most
}
