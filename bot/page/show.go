package page

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"html/template"
	"strings"

	"github.com/google/uuid"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/bot/desk"
	"yousaid/flows"
)

// shown is what a report is shown with.
type shown struct {
	done    string   // what has just been done, in a word of the desk; empty for nothing
	problem *problem // why something was not done
	form    form     // what was sent then
	status  int
}

// reportPage is what the page of a report shows.
type reportPage struct {
	desk.View
	Path      string
	Reference string
	Language  string // of the resident
	New, Over bool
	What      []string
	Photos    []photoLink
	Coming    int // photos that are still being fetched
	Entries   []line

	Done    template.HTML
	Problem *problem
	Typed   typed

	Reachable bool
	From      string // what the resident sees as the sender
	Text      bool   // it goes by text message
	Safe      string
	Asked     string // marks the words that were asked about
	IDs       ids
	Themes    []bot.Elsewhere
	Agencies  []bot.Elsewhere
}

// photoLink is a photo that can be looked at.
type photoLink struct{ Path, Name string }

// line is an entry of the thread.
type line struct {
	Kind bot.EntryKind
	At   string
	Says template.HTML
}

// typed is what was in a form that comes back.
type typed struct{ Do, Text, To, Reason, Outcome, Why string }

// ids make each form happen once.
type ids struct{ Take, Write, Pass, Close string }

func (p *Pages) reportPage(v visit, r bot.Report, s shown) reportPage {
	view := p.Desk.View(r, p.dates())
	page := reportPage{
		View: view, Path: p.reportPath(v.handle), Reference: r.Reference, Language: r.Language,
		New: r.Status == flows.StatusNew, Over: r.Over(), What: r.What, Done: markup(p.Desk.Done(desk.Recall(s.done, r), p.dates())), Problem: s.problem,
		Reachable: r.Reach == bot.ReachOpen, From: p.agency(v.by.Agency), Text: r.Channel == channel.SMS, Safe: r.Safe,
		Typed: typed{
			s.form.Get("do"), s.form.first("text"), s.form.Get("to"), s.form.first("reason"), s.form.Get("outcome"), s.form.first("why"),
		},
		IDs: newIDs(s.form),
	}
	if s.problem != nil && s.problem.Long {
		page.Asked = mark(s.form.first(s.problem.Field))
	}
	for _, entry := range view.Thread {
		page.Entries = append(page.Entries, line{entry.Kind, entry.At, markup(entry.HTML)})
	}
	page.Photos, page.Coming = p.photoLinks(page.Path, r.Photos)
	page.Themes, page.Agencies = r.Elsewhere(p.Plan, v.by.Agency)
	return page
}

// dates are as short here as in the text that led to the page.
func (p *Pages) dates() desk.Dates { return desk.Short(p.Plan.Zone()) }

// markup lets the desk's words stand as they are: it escapes what anybody wrote.
func markup(words string) template.HTML { return template.HTML(words) } //nolint:gosec // escaped by the desk

// newIDs draws the ids of all forms but the one that comes back.
func newIDs(back form) ids {
	fresh := ids{uuid.NewString(), uuid.NewString(), uuid.NewString(), uuid.NewString()}
	if id := back.Get("id"); id != "" {
		switch back.Get("do") {
		case "take":
			fresh.Take = id
		case "reply", "note":
			fresh.Write = id
		case "pass":
			fresh.Pass = id
		case "close":
			fresh.Close = id
		}
	}
	return fresh
}

func (p *Pages) photoLinks(path string, photos []bot.Photo) (links []photoLink, coming int) {
	for i, photo := range photos {
		if !photo.Ready {
			coming++
			continue
		}
		links = append(links, photoLink{path + "/photo/" + photo.ID, fmt.Sprintf("Photo %d of %d", i+1, len(photos))})
	}
	return links, coming
}

func (p *Pages) agency(id string) string {
	if agency, ok := p.Plan.Agency(id); ok {
		return agency.Name
	}
	return id
}

// mark tells whether words are those that were asked about.
func mark(text string) string {
	sum := sha256.Sum256([]byte(strings.TrimSpace(text)))
	return base64.RawURLEncoding.EncodeToString(sum[:9])
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
