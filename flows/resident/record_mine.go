package resident

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"yousaid/flows"
)

// mostTries is how many wrong PINs end in an hour's wait. The running service
// also makes every wrong one wait longer than the one before.
const mostTries = 5

// locks are the PINs that were set, by who did, and how often a wrong one was
// tried.
type locks struct {
	pins    map[string]string
	tries   map[string]int
	visited map[string]bool // who opened which report by its PIN
}

// Resident is what the record knows of who writes now, for a conversation that
// begins.
func (r *Record) Resident() *flows.Resident {
	known := &flows.Resident{
		Known: true, Stopped: r.Stopped, PIN: r.pins[r.From] != "", Asked: r.Asked, Updates: r.Updates, News: r.News,
	}
	for _, report := range r.own() {
		if len(known.Reports) < 5 {
			known.Reports = append(known.Reports, report.Known)
		}
	}
	return known
}

// own are the reports of who writes now, newest first.
func (r *Record) own() []flows.Standing {
	var list []flows.Standing
	for _, filed := range r.Reports {
		if filed.From == r.From && filed.Status != flows.StatusWithdrawn {
			list = append(list, r.standing(filed))
		}
	}
	slices.Reverse(list)
	return list
}

func (r *Record) standing(filed *Filed) flows.Standing {
	s := flows.Standing{Known: r.known(filed.ID).Report, Filed: filed.Sent, Changed: filed.Changed, Result: filed.Result}
	for _, n := range filed.Notices {
		s.Unread = append(s.Unread, n.ID)
	}
	return s
}

// Read takes notices that were shown off those that wait.
func (r *Record) Read(ids ...string) {
	for _, filed := range r.Reports {
		filed.Notices = slices.DeleteFunc(filed.Notices, func(n flows.Notice) bool { return slices.Contains(ids, n.ID) })
	}
}

func (r *Record) mine(effect flows.Effect) flows.Outcome {
	switch effect.Kind {
	case flows.ListReports:
		list := r.own()
		return flows.Outcome{Reports: list[:min(5, len(list))]}
	case flows.OpenReport:
		return r.open(effect)
	default:
	}
	filed := r.find(effect.Target)
	if filed == nil || filed.Status == flows.StatusWithdrawn ||
		filed.From != r.From && (effect.Kind != flows.AddTo || !r.visited[r.From+filed.Reference]) {
		return flows.Outcome{Refused: flows.RefusedOver}
	}
	switch effect.Kind {
	case flows.AddTo:
		r.write(filed, effect)
	case flows.Withdraw:
		filed.Status = flows.StatusWithdrawn
	default:
		filed.Rated = append(filed.Rated, strings.TrimSpace(fmt.Sprint(effect.Value, " ", effect.Text)))
	}
	return r.known(filed.ID)
}

func (r *Record) open(effect flows.Effect) flows.Outcome {
	i := slices.IndexFunc(r.Reports, func(filed *Filed) bool { return filed.Reference == effect.Target })
	own := i >= 0 && r.Reports[i].From == r.From
	visited := r.visited[r.From+effect.Target]
	if !own && !visited {
		pin := ""
		if i >= 0 && r.Reports[i].Status != flows.StatusWithdrawn {
			pin = r.pins[r.Reports[i].From]
		}
		if out := r.try(effect.Target, effect.Text, pin); out.Refused != "" {
			return out
		}
		r.visited = map[string]bool{r.From + effect.Target: true}
	}
	filed := r.Reports[i]
	out := flows.Outcome{Guest: !own, Reports: []flows.Standing{r.standing(filed)}}
	for _, n := range filed.Notices {
		if slices.Contains(effect.Targets, n.ID) {
			out.Notices = append(out.Notices, n)
		}
	}
	r.Read(effect.Targets...)
	return out
}

// try compares a PIN, unless too many wrong ones were tried on the same thing
// or by the same phone.
func (r *Record) try(thing, tried, pin string) flows.Outcome {
	if r.tries == nil {
		r.tries = map[string]int{}
	}
	switch {
	case tried == "":
		return flows.Outcome{Refused: flows.RefusedPIN}
	case r.tries[thing] >= mostTries || r.tries["by "+r.From] >= mostTries:
		return flows.Outcome{Refused: flows.RefusedWait, Wait: time.Hour}
	case tried != pin:
		r.tries[thing]++
		r.tries["by "+r.From]++
		return flows.Outcome{Refused: flows.RefusedPIN}
	}
	return flows.Outcome{}
}

func (r *Record) pin(effect flows.Effect) flows.Outcome {
	if effect.Kind == flows.TryPIN {
		return r.try("own "+r.From, effect.Text, r.pins[r.From])
	}
	if r.pins == nil {
		r.pins = map[string]string{}
	}
	r.pins[r.From] = effect.Text
	return flows.Outcome{}
}

func (r *Record) copy(effect flows.Effect) flows.Outcome {
	if effect.Text != "" {
		return flows.Outcome{Link: r.Copies}
	}
	all := &flows.Copy{Channel: "telegram"}
	for _, voice := range r.Voices {
		all.Comments = append(all.Comments, flows.CopiedComment{Theme: voice.Theme, Score: voice.Score, Text: voice.Text})
	}
	for _, filed := range r.Reports {
		if filed.From != r.From {
			continue
		}
		report := flows.CopiedReport{
			Standing: r.standing(filed), What: filed.What, Place: filed.Place, When: filed.When, Safe: filed.Safe,
			Name: filed.Name, Phone: filed.Phone, Contact: filed.Contact, Photos: len(filed.Photos) + len(filed.Added),
		}
		for _, text := range filed.Thread {
			report.Thread = append(report.Thread, flows.CopiedEntry{Text: text, At: filed.Sent})
		}
		all.Reports = append(all.Reports, report)
	}
	return flows.Outcome{Copy: all}
}
