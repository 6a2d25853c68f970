package console

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"yousaid/bot"
)

// link is the page on which a report is linked with others.
func (c *Console) link(w http.ResponseWriter, r *http.Request, v visit, report bot.Report, f form) {
	if page, ok := c.linkPage(w, r, v, report, f); ok {
		c.caseShow(w, v, http.StatusOK, page)
	}
}

func (c *Console) linkUp(w http.ResponseWriter, r *http.Request, v visit, report bot.Report, f form) {
	var acted bot.Acted
	var err error
	same := "They are linked so already."
	if f.Get("do") == "unlink" {
		acted, err = c.Officers.Unlink(r.Context(), f.action(v.by), report.ID)
		same = "It is linked with no other report any more."
	} else {
		acted, err = c.linkOthers(r, v, report, f)
	}
	if err == nil {
		c.tell(w, acted)
		http.Redirect(w, r, c.reportAt(report.Reference, ""), http.StatusSeeOther)
		return
	}
	var wrong *problem
	page, ok := c.linkPage(w, r, v, report, f)
	switch {
	case !ok:
	case errors.As(err, &wrong):
		c.caseAgain(w, v, http.StatusUnprocessableEntity, page, f, *wrong)
	case errors.Is(err, bot.ErrSame):
		c.caseAgain(w, v, http.StatusConflict, page, f, problem{Text: same})
	default:
		c.caseDone(w, r, v, page, f, acted, err)
	}
}

// linkOthers links a report with those that were ticked or named.
func (c *Console) linkOthers(r *http.Request, v visit, report bot.Report, f form) (bot.Acted, error) {
	others, unknown, err := c.linked(r, v, f)
	kind := bot.LinkKind(f.Get("kind"))
	switch {
	case err != nil:
		return bot.Acted{}, err
	case unknown != "":
		return bot.Acted{}, &problem{"reference", fmt.Sprintf("Your agency has no report with the reference %s.", unknown)}
	case kind != bot.LinkSame && kind != bot.LinkDuplicate:
		return bot.Acted{}, &problem{"kind", "Choose how they belong together."}
	case kind == bot.LinkDuplicate && len(others) > 1:
		return bot.Acted{}, &problem{"reference", "A duplicate repeats one report: choose one."}
	}
	acted, err := c.Officers.Link(r.Context(), f.action(v.by), report.ID, others, kind)
	switch {
	case errors.Is(err, bot.ErrEmpty):
		err = &problem{"reference", "Choose another report, or write its reference."}
	case errors.Is(err, bot.ErrLong):
		err = &problem{"reference", fmt.Sprintf("That is too many at once: %d at most.", bot.MostLinks)}
	}
	return acted, err
}

// linked finds the reports that were ticked or named; unknown is a reference
// that the officer's agency doesn't have.
func (c *Console) linked(r *http.Request, v visit, f form) (ids []string, unknown string, err error) {
	references := f.Values["with"]
	for _, typed := range strings.FieldsFunc(f.Get("reference"), func(r rune) bool { return r == ',' || r == ';' || r == '\n' }) {
		if typed = strings.TrimSpace(typed); typed != "" {
			references = append(references, c.referenceIn(typed))
		}
	}
	if len(references) > bot.MostLinks {
		return make([]string, bot.MostLinks+1), "", nil
	}
	for _, reference := range references {
		id, err := c.Store.Find(r.Context(), v.by, reference)
		if errors.Is(err, bot.ErrNotFound) {
			return nil, reference, nil
		}
		if err != nil {
			return nil, "", err
		}
		ids = append(ids, id)
	}
	return ids, "", nil
}

// referenceIn reads a reference as people write it.
func (c *Console) referenceIn(typed string) string {
	if reference, ok := bot.ParseReference(c.Plan.Prefix, typed); ok {
		return reference
	}
	return typed
}

func (c *Console) linkPage(w http.ResponseWriter, r *http.Request, v visit, report bot.Report, f form) (casePage, bool) {
	page := c.caseAbout(report, "Link "+report.Reference+" with other reports", "link", f)
	near, err := c.Store.Candidates(r.Context(), v.by, report.ID)
	var incident bot.Incident
	if err == nil {
		incident, err = c.Store.IncidentOf(r.Context(), v.by, report.ID)
	}
	if err != nil && !errors.Is(err, bot.ErrNotFound) {
		c.failed(w, r, err)
		return page, false
	}
	page.Lines = []string{"Linked reports can be answered and closed together. The residents don’t hear of it, and an agency sees only those that it has."}
	label := "By reference"
	if len(near) > 0 {
		label = "Or by reference"
		field := caseField{ID: "with", Kind: "ticks", Label: "Reports like this one", Hint: "Of the same subject and ward, within 7 days."}
		for i, m := range near {
			field.Options = append(field.Options, option{
				ID: fmt.Sprintf("with-%d", i), Name: "with", Value: m.Reference, Label: m.Reference, Hint: c.memberLine(m), Chosen: slices.Contains(f.Values["with"], m.Reference),
			})
		}
		page.Fields = append(page.Fields, field)
	}
	page.Fields = append(page.Fields,
		caseField{ID: "reference", Kind: "line", Label: label, Hint: "Several with a comma between them.", Value: f.words("reference")},
		caseField{ID: "kind", Kind: "radios", Label: "How they belong together", Options: []option{
			{ID: "same", Name: "kind", Value: "same", Label: "They tell of the same incident", Chosen: f.Get("kind") == "same"},
			{ID: "duplicate", Name: "kind", Value: "duplicate", Label: "This report repeats the other one", Chosen: f.Get("kind") == "duplicate"},
		}})
	page.Buttons = []option{{Label: "Link them"}}
	if len(incident.Members) > 0 {
		page.After = []caseSection{c.linkedNow(page, incident, report.ID)}
	}
	return page, true
}

// linkedNow lists what a report is linked with, and can be taken out of.
func (c *Console) linkedNow(page casePage, incident bot.Incident, report string) caseSection {
	section := caseSection{Title: "Linked now"}
	for _, m := range incident.Members {
		item := caseItem{Text: c.memberLine(m) + " " + c.linkedLine(m), Way: c.reportAt(m.Reference, ""), On: m.Reference}
		if m.Report == report {
			item.Path, item.Button, item.Do, item.ID = page.Path, "Take this report out", "unlink", page.ID
		}
		section.Items = append(section.Items, item)
	}
	section.Items = append(section.Items, caseItem{Way: c.at("incident/" + incident.ID), On: "Answer or close them together"})
	return section
}

// memberLine says what a report in a list is.
func (c *Console) memberLine(m bot.Member) string {
	parts := []string{c.theme(m.Theme)}
	if m.Ward != "" {
		parts = append(parts, m.Ward)
	}
	state := statusWord(m.Status)
	if m.TakenBy != "" {
		state += " by " + m.TakenBy
	}
	return strings.Join(append(parts, "sent "+c.clock(m.FiledAt), state), ", ") + "."
}

// linkedLine says how a report came to belong to others.
func (c *Console) linkedLine(m bot.Member) string {
	how := "Same incident"
	switch {
	case m.Kind == bot.LinkDuplicate && m.Original != "":
		how = "Duplicate of " + m.Original
	case m.Kind == bot.LinkDuplicate:
		how = "Duplicate"
	}
	return fmt.Sprintf("%s: linked by %s (%s), %s.", how, m.LinkedBy, c.agency(m.LinkedOf), c.date(m.LinkedAt))
}
