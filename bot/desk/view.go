package desk

import (
	"errors"
	"fmt"
	"html"
	"slices"
	"strconv"
	"strings"
	"time"

	"yousaid/bot"
)

// View is a report in an officer's words, for a page. All of it is plain text
// but what is called HTML: that is of the kind that Telegram takes, with
// everything that anybody wrote escaped.
type View struct {
	Theme     string
	Danger    string // empty unless it is urgent
	Alerted   string // who knows of the danger
	Status    string
	Away      string    // that who has it is away; empty when they aren't
	Due       []DueLine // what is due of the agency, the first first
	Others    string    // who leads jointly; empty when nobody does
	Unreached string    // why the resident can't be written to; empty when they can
	Facts     []Fact
	Thread    []Line
}

// Fact is something that is known about a report.
type Fact struct{ Label, Text string }

// Line is an entry of a report's thread.
type Line struct {
	Kind bot.EntryKind
	At   string
	HTML string
}

const photosLabel = "Photos"

// View puts a report into words. Photos are left to the page: it shows them.
func (d *Desk) View(r bot.Report, say Dates) View {
	v := View{
		Theme: d.theme(r.Theme), Status: d.status(r, say), Others: d.others(r), Unreached: unreached(r.Reach),
		Away: away(r, say), Due: d.due(r, dated(d.Plan.Zone(), d.Now(), say)),
		Facts: slices.DeleteFunc(d.list(r, say), func(f Fact) bool { return f.Label == photosLabel }),
	}
	v.Danger, v.Alerted = d.danger(r)
	for _, e := range r.Thread {
		v.Thread = append(v.Thread, Line{Kind: e.Kind, At: say.Clock(e.At), HTML: d.entry(e, 0)})
	}
	return v
}

// Done tells an officer what came of an action, as HTML like a View's.
func (d *Desk) Done(acted bot.Acted, say Dates) string {
	switch acted.Did {
	case "take":
		return "<b>" + acted.Report.Reference + "</b> is yours."
	case "reply":
		return sent(acted, say)
	case "note":
		return kept(acted)
	case "pass":
		return d.passed(acted)
	case "close":
		return closed(acted.Report, acted.Report.Outcome)
	case "hand":
		return fmt.Sprintf("<b>%s</b> is now with %s.", acted.Report.Reference, html.EscapeString(acted.Report.TakenBy))
	case "urgent":
		if acted.Report.Urgent {
			return fmt.Sprintf("<b>%s</b> is marked as urgent. Every desk that has it is alerted, once.", acted.Report.Reference)
		}
		return fmt.Sprintf("<b>%s</b> is not marked as urgent any more.", acted.Report.Reference)
	case "reopen":
		return fmt.Sprintf("<b>%s</b> is open again, and waits for somebody to take it.", acted.Report.Reference)
	case "link":
		return fmt.Sprintf("<b>%s</b> is linked.", acted.Report.Reference)
	case "unlink":
		return fmt.Sprintf("<b>%s</b> is linked with no other report any more.", acted.Report.Reference)
	case owned:
		return "You have it already."
	}
	return ""
}

// owned is in the place of what was done when a report was taken by who has it.
const owned = "own"

// Taken makes of a report's taking what Done can tell, also of one that was
// refused because the actor has it already.
func Taken(acted bot.Acted, err error, by bot.Actor) (bot.Acted, error) {
	if Own(acted, err, by) {
		acted.Did = owned
	}
	return acted, err
}

// Word is what was done in a word, and until when it waits, for the page that
// follows: a cookie or an address may hold it. The rest is read with the report.
func Word(acted bot.Acted) string {
	if acted.Waits.IsZero() {
		return acted.Did
	}
	return acted.Did + "." + strconv.FormatInt(acted.Waits.Unix(), 10)
}

// Recall undoes Word, about a report as it stands now.
func Recall(word string, r bot.Report) bot.Acted {
	did, waits, _ := strings.Cut(word, ".")
	acted := bot.Acted{Did: did, Report: r}
	if at, err := strconv.ParseInt(waits, 10, 64); err == nil {
		acted.Waits = time.Unix(at, 0)
	}
	return acted
}

// Own tells that taking a report was refused because the actor has it already.
func Own(acted bot.Acted, err error, by bot.Actor) bool {
	return errors.Is(err, bot.ErrConflict) && acted.By == by.Name && acted.Report.TakenFor == by.Agency
}
