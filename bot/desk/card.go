package desk

import (
	"fmt"
	"html"
	"slices"
	"strings"
	"time"
	"unicode/utf16"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/flows"
)

const (
	mostShown  = 4096 // UTF-16 units of a message, markup not counted
	mostThread = 5    // last lines of a thread on a card
	mostLine   = 240  // characters of one of them
	mostPlace  = 300
	mostPiece  = 1300 // characters of a quotation: even as emoji it fits one message
)

// Card is what a desk's group shows of a report. A report that was read without
// its words shows none.
func (d *Desk) card(r bot.Report, words bool) channel.Outbound {
	head := d.head(r, r.Degree != flows.Guarded)
	if !words {
		text := join(head, d.count(r), `<i>Press “Show me” to read it in private.</i>`)
		return channel.Outbound{Text: text, HTML: true, Buttons: sealedButtons(r)}
	}
	tail := join(d.facts(r), d.thread(r.Thread, mostThread, mostLine))
	room := mostShown - shown(join(head, tail)) - 80
	what, cut := quote(r.What, room)
	if cut {
		what += "\n<i>There is more: press “Show me” to read all of it.</i>"
	}
	return channel.Outbound{Text: join(head, what, tail), HTML: true, Buttons: openButtons(r, cut)}
}

// head is reference, theme and how the report stands.
func (d *Desk) head(r bot.Report, theme bool) string {
	title := "<b>" + html.EscapeString(r.Reference) + "</b>"
	if theme {
		title += " · " + html.EscapeString(d.theme(r.Theme))
	}
	lines := []string{title}
	if what, alerted := d.danger(r); what != "" {
		lines = append(lines, "<b>"+html.EscapeString(what)+"</b> "+alerted)
	}
	lines = append(lines, html.EscapeString(d.status(r, d.short())))
	if gone := away(r, d.short()); gone != "" {
		lines = append(lines, html.EscapeString(gone))
	}
	lines = append(lines, d.dueOnCard(r)...)
	if others := d.others(r); others != "" {
		lines = append(lines, html.EscapeString(others))
	}
	return strings.Join(lines, "\n")
}

func (d *Desk) theme(number int) string {
	if theme, ok := d.Plan.Theme(number); ok {
		return theme.Name
	}
	return "No theme chosen"
}

// status says how a report stands; plain text.
func (d *Desk) status(r bot.Report, say Dates) string {
	switch r.Status {
	case flows.StatusTaken:
		return fmt.Sprintf("Taken by %s (%s), %s", r.TakenBy, d.agency(r.TakenFor), say.Clock(r.TakenAt))
	case flows.StatusClosed:
		return fmt.Sprintf("Closed by %s, %s: %s", r.TakenBy, say.Clock(r.ClosedAt), outcome(r.Outcome))
	case flows.StatusWithdrawn:
		return "Withdrawn by its resident"
	case flows.StatusNew, flows.StatusForgotten:
	}
	line := "New since " + say.Clock(r.FiledAt) + ". Nobody has taken it."
	for _, e := range r.Thread {
		switch {
		case e.Event != "reopened":
		case e.Author != "":
			line = "Opened again by " + e.Author + ", " + say.Clock(e.At) + ". Nobody has taken it."
		default:
			line = "Open again: the resident says that it is not over. Nobody has taken it."
		}
	}
	return line
}

func outcome(o bot.Outcome) string {
	switch o {
	case bot.OutcomeNoAction:
		return "no action possible"
	case bot.OutcomeNotForUs:
		return "not for us"
	case bot.OutcomeDone:
	}
	return "done"
}

// others names who leads jointly; plain text.
func (d *Desk) others(r bot.Report) string {
	if len(r.Agencies) < 2 {
		return ""
	}
	return "With " + d.agencies(r.Agencies)
}

// count says how much there is to read.
func (d *Desk) count(r bot.Report) string {
	var parts []string
	if n := len(r.Photos); n > 0 {
		parts = append(parts, number(n, "photo", "photos"))
	}
	answers := 0
	for _, e := range r.Thread {
		if e.Kind == bot.EntryResident {
			answers++
		}
	}
	if answers > 0 {
		parts = append(parts, number(answers, "answer from the resident", "answers from the resident"))
	}
	return join(strings.Join(parts, ", "), unreached(r.Reach))
}

func number(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// facts are where, when, photos and how the resident can be reached.
func (d *Desk) facts(r bot.Report) string {
	var lines []string
	for _, fact := range d.list(r, d.short()) {
		lines = append(lines, "<b>"+fact.Label+"</b> "+html.EscapeString(fact.Text))
	}
	return strings.Join(lines, "\n")
}

func (d *Desk) list(r bot.Report, say Dates) []Fact {
	photos := ""
	if n := len(r.Photos); n > 0 {
		photos = fmt.Sprint(n)
	}
	facts := []Fact{
		{"Where", where(r.Place)},
		{"When", when(r.When, d.Plan.Zone(), say)},
		{photosLabel, photos},
		{"Contact", contact(r)},
		{"Safe to write", clipped(r.Safe, mostPlace)},
	}
	return slices.DeleteFunc(facts, func(f Fact) bool { return f.Text == "" })
}

func where(p *flows.Place) string {
	if p == nil {
		return ""
	}
	parts := []string{clipped(p.Name, mostPlace)}
	if p.Postcode != "" && !strings.Contains(p.Name, p.Postcode) {
		parts = append(parts, p.Postcode)
	}
	if p.Ward != "" {
		parts = append(parts, p.Ward+" ward")
	}
	if p.Lat != 0 || p.Lon != 0 {
		parts = append(parts, fmt.Sprintf("%.5f, %.5f", p.Lat, p.Lon))
	}
	if p.Outside {
		parts = append(parts, "outside our area")
	}
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), ", ")
}

// when is a span of time as it is said, with the resident's own words.
func when(w *flows.When, zone *time.Location, say Dates) string {
	if w == nil {
		return ""
	}
	words := clipped(w.Words, mostPlace)
	if w.Start.IsZero() {
		return words
	}
	start, end := w.Start.In(zone), w.End.In(zone)
	var span string
	switch {
	case say.Hour(start) == "00:00" && end.Sub(start) >= 23*time.Hour && end.Sub(start) <= 25*time.Hour:
		span = say.Day(start)
	case end.IsZero() || !end.After(start):
		span = say.Day(start) + ", " + say.Hour(start)
	case start.YearDay() == end.Add(-time.Minute).YearDay():
		span = say.Day(start) + ", " + say.Hour(start) + " to " + say.Hour(end)
	default:
		span = say.Day(start) + ", " + say.Hour(start) + " to " + say.Day(end) + ", " + say.Hour(end)
	}
	if words == "" {
		return span
	}
	return span + " (“" + words + "”)"
}

// contact says how a resident may be reached, and where that can't be done.
func contact(r bot.Report) string {
	if why := unreached(r.Reach); why != "" {
		return why
	}
	by := "By Telegram, through this service. Their account stays hidden."
	if r.Channel == channel.SMS {
		by = "By text, through this service. Their number stays hidden."
	}
	if r.Contact != flows.ContactShare {
		return by
	}
	shared := strings.Join(slices.DeleteFunc([]string{r.Name, r.Phone}, func(s string) bool { return s == "" }), ", ")
	return "They share: " + clipped(shared, mostPlace)
}

// shown counts what Telegram counts: UTF-16 units without markup.
func shown(markup string) int {
	return len(utf16.Encode([]rune(html.UnescapeString(tags.ReplaceAllString(markup, "")))))
}

// join puts the blocks that have any text below each other.
func join(blocks ...string) string {
	blocks = slices.DeleteFunc(blocks, func(s string) bool { return s == "" })
	return strings.Join(blocks, "\n\n")
}
