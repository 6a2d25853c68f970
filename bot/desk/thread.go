package desk

import (
	"fmt"
	"html"
	"regexp"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"yousaid/bot"
)

var tags = regexp.MustCompile(`<[^>]*>`)

// quote is what a resident said, as a quotation that fits into so many UTF-16
// units; true when it had to be cut.
func quote(said []string, room int) (string, bool) {
	text, cut := clip(strings.Join(said, "\n"), room)
	if text == "" {
		return "", cut
	}
	return "<blockquote>" + html.EscapeString(text) + "</blockquote>", cut
}

// clip cuts a text to so many UTF-16 units and says whether it had to.
func clip(text string, most int) (string, bool) {
	if len(utf16.Encode([]rune(text))) <= most {
		return text, false
	}
	length := 1 // of the ellipsis
	for i, r := range text {
		if length += max(utf16.RuneLen(r), 1); length > most {
			return text[:i] + "…", true
		}
	}
	return text, false
}

// clipped is clip for where nobody needs to know.
func clipped(text string, most int) string {
	text, _ = clip(text, most)
	return text
}

// thread is the end of what was written about a report; 0 for all of it.
func (d *Desk) thread(entries []bot.Entry, lines, most int) string {
	if lines > 0 && len(entries) > lines {
		entries = entries[len(entries)-lines:]
	}
	list := make([]string, 0, len(entries))
	for _, e := range entries {
		list = append(list, d.entry(e, most))
	}
	return strings.Join(list, "\n")
}

// entry is one line of a thread.
func (d *Desk) entry(e bot.Entry, most int) string {
	text := e.Text
	if most > 0 {
		text = clipped(text, most)
	}
	author, text := html.EscapeString(e.Author), html.EscapeString(text)
	switch e.Kind {
	case bot.EntryResident:
		if text == "" {
			text = "<i>a photo</i>"
		}
		return "<b>Resident:</b> " + text
	case bot.EntryReply:
		return fmt.Sprintf("<b>%s to the resident%s:</b> %s", author, told(e.State), text)
	case bot.EntryNote:
		return fmt.Sprintf("<b>Note by %s:</b> %s", author, text)
	case bot.EntryEvent:
	}
	return "<i>" + d.event(e, author) + "</i>" + reason(text)
}

func reason(text string) string {
	if text == "" {
		return ""
	}
	return " " + text
}

// told says how far a reply has come.
func told(state bot.NoticeState) string {
	switch state {
	case bot.NoticeWaiting:
		return " (not sent yet)"
	case bot.NoticeSuppressed, bot.NoticeFailed:
		return " (could not be delivered)"
	case bot.NoticeRead:
		return " (read)"
	case bot.NoticeTold:
	}
	return ""
}

func (d *Desk) event(e bot.Entry, author string) string {
	switch e.Event {
	case "taken":
		return author + " took it."
	case "handed":
		return fmt.Sprintf("%s gave it to %s.", author, html.EscapeString(e.Detail["to"]))
	case "linked":
		return author + " " + linked(e.Detail["kind"])
	case "urgent":
		if e.Detail["urgent"] == "yes" {
			return author + " marked it as urgent:"
		}
		return author + " marked it as not urgent any more:"
	case "passed":
		return fmt.Sprintf("%s (%s) passed it on to %s:", author, html.EscapeString(d.agency(e.Agency)), html.EscapeString(e.Detail["to"]))
	case "closed":
		return fmt.Sprintf("%s closed it: %s.", author, outcome(bot.Outcome(e.Detail["outcome"])))
	case "reopened":
		if e.Author != "" {
			return author + " opened it again:"
		}
		return "The resident says that it is not over."
	case "withdrawn":
		return "The resident withdrew it."
	case "reveal":
		return author + " " + revealed(e.Detail["state"])
	case "rated":
		return fmt.Sprintf("The resident says how it was dealt with: %s of 5 (5 is very well).", html.EscapeString(e.Detail["rating"]))
	}
	return html.EscapeString(e.Event)
}

// linked says how a report came to belong to others, or not to any more. It
// names none: not everybody who has the report may see those.
func linked(kind string) string {
	switch kind {
	case "duplicate":
		return "marked it as a duplicate of another report."
	case "original":
		return "linked a duplicate of it."
	case "unlinked":
		return "took it out of its incident."
	}
	return "linked it with another report of the same incident."
}

// revealed says how a request for the hidden contact went on.
func revealed(state string) string {
	switch bot.RevealState(state) {
	case bot.RevealApproved:
		return "approved that the resident’s contact is shown, for an hour, to who asked."
	case bot.RevealRefused:
		return "refused to have the resident’s contact shown."
	case bot.RevealSeen:
		return "saw the resident’s contact."
	case bot.RevealAsked, bot.RevealExpired, bot.RevealForgotten:
	}
	return "asked to see the resident’s contact. A second person decides."
}

// pages splits the whole of a report into messages. A quotation is never torn:
// blocks are escaped one by one.
func pages(blocks []string, most int) []string {
	var list []string
	page := ""
	for _, block := range blocks {
		if page != "" && shown(page)+shown(block)+2 > most {
			list, page = append(list, page), ""
		}
		page = join(page, block)
	}
	return append(list, page)
}

// pieces cuts a long text into quotations of so many characters.
func pieces(text string, most int) []string {
	var list []string
	for text != "" {
		cut := len(text)
		if utf8.RuneCountInString(text) > most {
			cut = len(string([]rune(text)[:most]))
		}
		list = append(list, "<blockquote>"+html.EscapeString(text[:cut])+"</blockquote>")
		text = text[cut:]
	}
	return list
}
