package bot

import (
	"strings"
	"unicode/utf16"

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

// letterOf is an update in a language, or in English where it isn't in that.
func letterOf(u PlanUpdate, language string) Letter {
	text, own := u.In(language)
	return Letter{
		Progress: flows.Progress{ID: u.ID, Theme: u.Theme, Agency: u.Agency, Words: text.Words, At: u.At, Heard: u.Answers != ""},
		Story:    text.Story, Link: u.Link, English: !own,
	}
}

// letter is what one resident gets: one update whole, or several as the week's.
func (n *Newsroom) letter(ch channel.Channel, language string, news ...Letter) channel.Outbound {
	if len(news) == 1 {
		return n.alone(ch, language, news[0])
	}
	for most := MostUpdate; most >= leastWords; most = most * 4 / 5 {
		if out := n.rendered(ch, language, n.week(news, most)); fits(ch, out.Text) {
			return out
		}
	}
	return n.rendered(ch, language, []flows.Line{flows.Say("news.week.short", "Town", n.Plan.Town, "Count", len(news))})
}

// alone is one update. In a text message it is cut where it would be too long;
// all of it can be asked for.
func (n *Newsroom) alone(ch channel.Channel, language string, news Letter) channel.Outbound {
	out := n.whole(ch, language, news)
	if n.guarded(news) {
		return out
	}
	if ch.Can().Parts == nil {
		return n.pictured(out, news)
	}
	for most := MostUpdate; !fits(ch, out.Text) && most >= leastWords; most = most * 9 / 10 {
		short, cut := flows.Shorten(news.Words, most)
		if cut {
			out = n.rendered(ch, language, n.single(news, short+"...", flows.Say("news.more")))
		}
	}
	return out
}

// mostCaption is how long the text below a picture may be at Telegram, in
// UTF-16 units: https://core.telegram.org/bots/api#sendphoto
const mostCaption = 1024

// pictured puts the picture to its text, where that is short enough to stand
// below it. Else the picture is on the public page alone.
func (n *Newsroom) pictured(out channel.Outbound, news Letter) channel.Outbound {
	if news.Picture != nil && len(utf16.Encode([]rune(out.Text))) <= mostCaption {
		out.Photo = &channel.Picture{Type: "image/jpeg", Data: news.Picture.Data}
	}
	return out
}

// whole is one update with all that there is to it on a network: the longer
// text where messages are free.
func (n *Newsroom) whole(ch channel.Channel, language string, news Letter) channel.Outbound {
	text := news.Words
	if ch.Can().Parts == nil && news.Story != "" {
		text = news.Story
	}
	return n.rendered(ch, language, n.single(news, text), n.thumbs(ch, news)...)
}

// thumbs are the buttons by which a resident says what they think of an update,
// where there are buttons. What is only pointed to has none.
func (n *Newsroom) thumbs(ch channel.Channel, news Letter) []flows.Choice {
	if !ch.Can().Buttons || n.guarded(news) {
		return nil
	}
	return flows.Thumbs(news.ID)
}

// single is one update. What is guarded is only pointed to: our own words name
// nothing of it until they are asked to (resident-safety rule 5).
func (n *Newsroom) single(news Letter, text string, more ...flows.Line) []flows.Line {
	if n.guarded(news) {
		return []flows.Line{flows.Say("news.guarded", "Service", n.Plan.Name)}
	}
	theme, _ := n.Plan.Theme(news.Theme)
	agency, _ := n.Plan.Agency(news.Agency)
	about := flows.Named(theme.Key("short"), theme.Short)
	lines := []flows.Line{flows.Say("news", "Town", n.Plan.Town, "Theme", about, "Agency", agency.Short)}
	if news.Heard {
		lines[0] = flows.Say("news.heard", "Town", n.Plan.Town, "Theme", about, "Agency", agency.Short)
	}
	if news.English {
		lines = append(lines, flows.Say("news.english"))
	}
	lines = append(append(lines, flows.Words(text)), more...)
	if news.Link != "" {
		lines = append(lines, flows.Words(news.Link))
	}
	return append(lines, flows.Say("news.end"))
}

// week is several updates with so many characters of each.
func (n *Newsroom) week(news []Letter, most int) []flows.Line {
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
		more = more || cut || one.Story != "" || one.Link != ""
		item := flows.Say("news.item", "Theme", flows.Named(theme.Key("short"), theme.Short), "Words", short)
		if one.Heard {
			item = flows.Say("news.item.heard", "Theme", flows.Named(theme.Key("short"), theme.Short), "Words", short)
		}
		lines = append(lines, item)
	}
	if len(lines) == 1 {
		return []flows.Line{flows.Say("news.guarded", "Service", n.Plan.Name)}
	}
	if more {
		lines = append(lines, flows.Say("news.more"))
	}
	return append(lines, flows.Say("news.end"))
}

func (n *Newsroom) guarded(news Letter) bool {
	return n.Plan.Degree(news.Theme) == partnership.Guarded
}

// rendered puts lines into a language and the form of a network, with a button
// that ends all updates below the others, where there are buttons.
func (n *Newsroom) rendered(ch channel.Channel, language string, lines []flows.Line, choices ...flows.Choice) channel.Outbound {
	reply := flows.Reply{Lines: lines, Quiet: true}
	reply.Choices = append(choices, flows.Do(flows.CmdNoNews, flows.Say("news.off")))
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
