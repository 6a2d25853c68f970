package mine

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"yousaid/flows"
	"yousaid/flows/partnership"
)

// A copy goes in parts where messages come in the chat. Both count characters:
// of one line, and of a part.
const (
	mostLine = 1500
	mostPart = 2600
	perLine  = 60 // what stands around what was filled in
)

// data gives the copy: in parts by messages that may be long, else by a link to
// a page. The button for the next part says which that is.
func data(sc flows.Scene) flows.Move {
	effect := flows.Effect{Kind: flows.CopyData}
	if !sc.In.Form.Buttons {
		effect.Text = sc.In.Fresh.Token
	} else if part, err := strconv.Atoi(sc.In.Choice.Draft); err == nil && sc.In.Kind == flows.Chose {
		effect.Value = part
	}
	return flows.Move{Effects: []flows.Effect{effect}}
}

func (f flow) copied(sc flows.Scene, effect flows.Effect, out flows.Outcome) flows.Move {
	if out.Link != "" {
		return flows.Move{Say: []flows.Line{flows.Say("data.link", "Link", out.Link)}}
	}
	if out.Copy == nil {
		return flows.Move{Say: []flows.Line{flows.Say("away")}}
	}
	all := parts(CopyLines(f.plan, *out.Copy))
	part := min(max(effect.Value, 0), len(all)-1)
	reply := flows.Reply{Lines: all[part], Protect: true}
	if part+1 < len(all) {
		next := flows.Do(flows.CmdData, flows.Say("data.next", "Part", part+2, "Of", len(all)))
		next.Draft = strconv.Itoa(part + 1)
		reply.Choices = []flows.Choice{next}
	} else if sc.Session.Flow != "" {
		reply.Lines = append(reply.Lines, flows.Say("still.question"))
	}
	return flows.Move{Reply: &reply}
}

// parts splits lines so that each part fits one message.
func parts(lines []flows.Line) [][]flows.Line {
	var all [][]flows.Line
	room := 0
	for _, line := range lines {
		size := perLine + len(line.Text)
		for _, arg := range line.Args {
			if text, ok := arg.(string); ok {
				size += len(text)
			}
		}
		if len(all) == 0 || room < size {
			all, room = append(all, nil), mostPart
		}
		last := len(all) - 1
		all[last], room = append(all[last], line), room-size
	}
	return all
}

// CopyLines are all that is kept about a resident, line by line.
func CopyLines(plan *partnership.Plan, c flows.Copy) []flows.Line {
	f := flow{plan}
	lines := []flows.Line{flows.Say("data.head", "Service", plan.Name)}
	if c.Address != "" {
		lines = append(lines, flows.Say("data.address", "Channel", c.Channel, "Address", c.Address))
	}
	if c.Language != "" {
		lines = append(lines, flows.Say("data.language", "Language", c.Language))
	}
	if !c.PIN.IsZero() {
		lines = append(lines, flows.Say("data.pin", "When", f.moment(c.PIN)))
	}
	if !c.Stopped.IsZero() {
		lines = append(lines, flows.Say("data.stopped", "When", f.moment(c.Stopped)))
	}
	for _, comment := range c.Comments {
		lines = append(lines, flows.Say("data.from.you", "When", f.moment(comment.At)))
		if comment.Score > 0 {
			lines = append(lines, flows.Say("data.score", "Score", comment.Score))
		}
		lines = append(lines, pieces("", comment.Text)...)
		for _, answer := range comment.Answers {
			lines = append(lines, f.copyEntry(answer)...)
		}
	}
	for _, thumb := range c.Thumbs {
		lines = append(lines, f.copyThumb(thumb))
	}
	for _, other := range c.Other {
		lines = append(lines, pieces("", other)...)
	}
	lines = append(lines, flows.Say("data.reports", "Count", len(c.Reports)))
	for _, report := range c.Reports {
		lines = append(lines, f.copyReport(report)...)
	}
	return append(lines, flows.Say("data.end"))
}

// copyThumb is what they said of one plan update.
func (f flow) copyThumb(thumb flows.CopiedThumb) flows.Line {
	theme, _ := f.plan.Theme(thumb.Theme)
	about := flows.Named(theme.Key("short"), theme.Short)
	if thumb.Up {
		return flows.Say("data.thumb.up", "When", f.moment(thumb.At), "Theme", about)
	}
	return flows.Say("data.thumb.down", "When", f.moment(thumb.At), "Theme", about)
}

func (f flow) copyReport(report flows.CopiedReport) []flows.Line {
	theme := flows.Say("theme.none")
	if known, ok := f.plan.Theme(report.Theme); ok {
		theme = flows.Named(known.Key("name"), known.Name)
	}
	lines := []flows.Line{
		flows.Say("data.report", "Reference", report.Reference, "When", f.moment(report.Filed)),
		flows.Say("review.theme", "Theme", theme),
		flows.Say("data.agencies", "Agencies", f.agencyNames(report.Agencies)),
		f.brief(report.Standing),
	}
	for _, words := range report.What {
		lines = append(lines, pieces("data.you", words)...)
	}
	if report.Place != nil {
		lines = append(lines, flows.Say("review.where", "Where", placed(*report.Place)))
	}
	if report.When != nil {
		lines = append(lines, flows.Say("review.when", "When", f.span(*report.When)))
	}
	if report.Safe != "" {
		lines = append(lines, flows.Say("data.safe", "When", report.Safe))
	}
	if report.Name != "" || report.Phone != "" {
		lines = append(lines, flows.Say("review.share", "Name", report.Name, "Phone", report.Phone))
	}
	if report.Contact == flows.ContactNone {
		lines = append(lines, flows.Say("review.none"))
	}
	if report.Photos > 0 {
		lines = append(lines, flows.Say("review.photos", "Count", report.Photos))
	}
	for _, entry := range report.Thread {
		lines = append(lines, f.copyEntry(entry)...)
	}
	return lines
}

func (f flow) copyEntry(entry flows.CopiedEntry) []flows.Line {
	when := f.moment(entry.At)
	switch {
	case entry.Event != "":
		return append([]flows.Line{flows.Say("data.event", "When", when, "Event", event(entry))}, pieces("", entry.Text)...)
	case entry.Agency != "":
		from := flows.Say("data.from", "When", when, "Agencies", f.agencyNames([]string{entry.Agency}))
		return append([]flows.Line{from}, pieces("", entry.Text)...)
	}
	return append([]flows.Line{flows.Say("data.from.you", "When", when)}, pieces("", entry.Text)...)
}

// event is what happened, in words. A report is opened again by its resident,
// or by the agency that is named.
func event(entry flows.CopiedEntry) flows.Line {
	switch entry.Event {
	case "taken":
		return flows.Say("data.event.taken")
	case "handed":
		return flows.Say("data.event.handed")
	case "urgent":
		return flows.Say("data.event.urgent")
	case "linked":
		return flows.Say("data.event.linked")
	case "passed":
		return flows.Say("data.event.passed")
	case "closed":
		return flows.Say("data.event.closed")
	case "reopened":
		if entry.Agency != "" {
			return flows.Say("data.event.again")
		}
		return flows.Say("data.event.reopened")
	case "withdrawn":
		return flows.Say("data.event.withdrawn")
	case "rated":
		return flows.Say("data.event.rated")
	}
	return flows.Words(entry.Event)
}

// pieces are words that a message may be too short for.
func pieces(key, text string) []flows.Line {
	var lines []flows.Line
	for text != "" {
		piece, _ := flows.Shorten(text, mostLine)
		text = text[len(piece):]
		line := flows.Words(piece)
		if key != "" {
			line = flows.Say("data.you", "Words", piece)
		}
		lines = append(lines, line)
	}
	return lines
}

func (f flow) agencyNames(ids []string) []flows.Line {
	var names []flows.Line
	for _, id := range ids {
		if agency, ok := f.plan.Agency(id); ok {
			id = agency.Name
		}
		names = append(names, flows.Words(id))
	}
	return names
}

func placed(p flows.Place) flows.Line {
	var words []string
	for _, word := range []string{p.Name, p.Postcode, p.Ward} {
		if word != "" {
			words = append(words, word)
		}
	}
	if p.Lat != 0 || p.Lon != 0 {
		words = append(words, fmt.Sprintf("%.5f, %.5f", p.Lat, p.Lon))
	}
	return flows.Words(strings.Join(words, ", "))
}

func (f flow) span(w flows.When) flows.Line {
	if w.Start.IsZero() {
		return flows.Words(w.Words)
	}
	return flows.Say("span.days", "From", f.moment(w.Start), "To", f.moment(w.End))
}

// moment is a day and a time of it.
func (f flow) moment(at time.Time) flows.Line {
	at = at.In(f.plan.Zone())
	return flows.Say("span.at", "Day", date(at), "At", at.Format("15:04"))
}
