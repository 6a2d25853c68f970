package console

import (
	"fmt"
	"html/template"
	"slices"
	"strconv"
	"time"

	"github.com/google/uuid"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/bot/desk"
	"yousaid/flows"
)

// shown is what a report is shown with.
type shown struct {
	do      string   // the form that is wanted; empty: the one that is needed most
	form    form     // what was sent, when a form comes back
	problem *problem // why it was not done
	look    bool     // it is shown as the resident will read it
	status  int
}

// reportPage is what the page of a report shows.
type reportPage struct {
	desk.View
	Path      string
	Reference string
	Language  string // of the resident's words
	Reads     string // of what they are written to in
	New, Over bool
	TakeOver  bool // a colleague has it, who is away
	Reachable bool
	Guarded   bool
	What      []string
	Sent      time.Time
	Came      string // the network
	Safe      string
	Photos    []picture
	Coming    int // photos that are still being fetched
	Map       *placeMap
	Entries   []line

	Done    template.HTML
	Changed []line // what happened since the form that comes back was read
	Problem *problem

	Tabs []actionTab
	More []way
	Form formPage
}

// picture is a photo that can be looked at.
type picture struct {
	Path, Name    string
	Width, Height int
}

// line is an entry of the thread.
type line struct {
	Kind   bot.EntryKind
	Who    string
	Agency string // id
	At     time.Time
	Text   string
	Says   template.HTML // of an event, in the desk's words
	State  string        // how far it has come with the resident
}

// actionTab is one of the forms.
type actionTab struct {
	Path, Label string
	Here        bool
}

// formPage is the form that stands beside the story.
type formPage struct {
	Do       string
	ID       string // makes it happen once
	TakeID   string
	Read     int // how many entries the officer has seen
	Text     string
	To       string
	Outcome  string
	From     string // what the resident sees as the sender
	Later    time.Time
	Foreseen *foreseen
	Answers  []answerGroup
	Themes   []bot.Elsewhere
	Agencies []bot.Elsewhere
}

func (c *Console) reportPage(v visit, r bot.Report, s shown) reportPage {
	view := c.Desk.View(r, c.dates())
	page := reportPage{
		View: view, Path: c.reportAt(r.Reference, ""), Reference: r.Reference, Language: r.Language, Reads: r.Reads,
		New: r.Status == flows.StatusNew, Over: r.Over(), Reachable: r.Reach == bot.ReachOpen, Guarded: r.Degree == flows.Guarded,
		TakeOver: !r.Away.IsZero() && r.TakenFor == v.officer.Agency && r.TakenBy != v.officer.Name,
		What:     r.What, Sent: r.SentAt, Came: networkWord(r.Channel), Safe: r.Safe, Map: c.mapOf(r.Place),
		Problem: s.problem, More: c.more(r),
	}
	for i, entry := range r.Thread {
		page.Entries = append(page.Entries, c.line(entry, view.Thread[i]))
	}
	page.Photos, page.Coming = pictures(page.Path, r.Photos)
	page.Form = c.formPage(v, r, s)
	if read, err := strconv.Atoi(s.form.Get("read")); err == nil && read >= 0 && read < len(page.Entries) && s.do != doTake {
		page.Changed = page.Entries[read:]
	}
	page.Tabs = c.actionTabs(r, page.Form.Do)
	return page
}

// offered are the forms that a report can have as it stands, the one that is
// needed most first.
func offered(r bot.Report) (list []string) {
	if r.Reach == bot.ReachOpen {
		list = append(list, doReply)
	}
	list = append(list, doNote)
	if !r.Over() {
		list = append(list, doPass, doClose)
	}
	return list
}

var tabLabels = map[string]string{doReply: "Reply or ask", doNote: "Note", doPass: "Pass on", doClose: "Close"}

func (c *Console) actionTabs(r bot.Report, here string) (list []actionTab) {
	for _, do := range offered(r) {
		list = append(list, actionTab{c.reportAt(r.Reference, do) + "#act", tabLabels[do], do == here})
	}
	return list
}

// formPage makes the form. Words that can't go any more where they were to go
// (somebody closed the report, the resident sent STOP) can be kept as a note.
func (c *Console) formPage(v visit, r bot.Report, s shown) formPage {
	list := offered(r)
	p := formPage{
		Do: list[0], ID: uuid.NewString(), TakeID: uuid.NewString(), Read: len(r.Thread),
		Text: s.form.words("text"), To: s.form.Get("to"), Outcome: s.form.Get("outcome"), From: c.agency(v.officer.Agency), Later: c.Officers.Later(r),
	}
	switch {
	case slices.Contains(list, s.do):
		p.Do = s.do
	case s.form.words("text") != "":
		p.Do = doNote
	}
	if id := s.form.Get("id"); id != "" && p.Do == s.do {
		p.ID = id
	}
	p.Themes, p.Agencies = r.Elsewhere(c.Plan, v.officer.Agency)
	if p.Do == doReply {
		p.Answers = c.answers(r, v)
	}
	if s.look {
		p.Foreseen = c.foresee(v, r, p.Do, s.form)
	}
	return p
}

func (c *Console) line(e bot.Entry, said desk.Line) line {
	l := line{Kind: e.Kind, Who: e.Author, Agency: e.Agency, At: e.At, Text: e.Text, State: toldWord(e)}
	if e.Kind == bot.EntryEvent {
		l.Says = markup(said.HTML)
	}
	return l
}

// markup lets the desk's words stand as they are: it escapes what anybody wrote.
func markup(words string) template.HTML { return template.HTML(words) } //nolint:gosec // escaped by the desk

// toldWord says how far words have come with the resident.
func toldWord(e bot.Entry) string {
	switch e.State {
	case bot.NoticeWaiting:
		return "not sent yet"
	case bot.NoticeTold:
		return "they know that it waits for them"
	case bot.NoticeRead:
		return "shown on their phone"
	case bot.NoticeSuppressed, bot.NoticeFailed:
		return "could not be delivered"
	}
	return ""
}

func networkWord(name string) string {
	switch name {
	case channel.SMS:
		return "text message"
	case channel.Open311:
		return "an agency’s system"
	}
	return "Telegram"
}

func pictures(path string, photos []bot.Photo) (list []picture, coming int) {
	for i, photo := range photos {
		if !photo.Ready {
			coming++
			continue
		}
		list = append(list, picture{
			path + "/photo/" + photo.ID, fmt.Sprintf("Photo %d of %d from the resident", i+1, len(photos)), photo.Width, photo.Height,
		})
	}
	return list, coming
}

// At is what stands at a field; nothing where all is well.
func (p reportPage) At(field string) problem {
	if !p.Said(field) {
		return problem{}
	}
	return *p.Problem
}

// Said reports whether something is wrong with a field.
func (p reportPage) Said(field string) bool { return p.Problem != nil && p.Problem.Field == field }
