package console

import (
	"errors"
	"fmt"
	"net/http"

	"yousaid/bot"
	"yousaid/bot/channel"
)

// Grounds of a request, as they are said.
var grounds = map[bot.RevealGround]string{
	bot.RevealLife:  "A life is at risk",
	bot.RevealChild: "A child is at risk",
}

// reveal is the page on which an officer asks for a resident's hidden contact,
// and finds what came of asking.
func (c *Console) reveal(w http.ResponseWriter, r *http.Request, v visit, report bot.Report, f form) {
	if page, ok := c.revealPage(w, r, v, report, f); ok {
		c.caseShow(w, v, http.StatusOK, page)
	}
}

func (c *Console) askReveal(w http.ResponseWriter, r *http.Request, v visit, report bot.Report, f form) {
	ground := bot.RevealGround(f.Get("ground"))
	var acted bot.Acted
	err := errNoGround
	if _, known := grounds[ground]; known {
		acted, err = c.Officers.AskReveal(r.Context(), f.action(v.by), report.ID, ground, f.words("words"))
	}
	page, ok := c.revealPage(w, r, v, report, f)
	switch {
	case !ok:
	case errors.Is(err, errNoGround):
		c.caseAgain(w, v, http.StatusUnprocessableEntity, page, f, problem{"ground", "Choose whether a life or a child is at risk."})
	case errors.Is(err, bot.ErrSame):
		c.caseAgain(w, v, http.StatusConflict, page, f, problem{Text: "You have asked already. Your request is below."})
	case errors.Is(err, bot.ErrNoContact):
		c.caseAgain(w, v, http.StatusConflict, page, f, problem{Text: "There is no contact to show: the service doesn’t have one any more."})
	default:
		c.caseDone(w, r, v, page, f, acted, err)
	}
}

var errNoGround = errors.New("no ground was chosen")

// revealPage is the form with the officer's own requests below it. While one is
// of use there is no form.
func (c *Console) revealPage(w http.ResponseWriter, r *http.Request, v visit, report bot.Report, f form) (casePage, bool) {
	page := c.caseAbout(report, "Ask to see the resident’s contact", "reveal", f)
	page.Alarm = "If somebody is in danger now, call 999 first. Don’t wait for an answer here."
	own, err := c.Store.RevealsOf(r.Context(), v.by, report.ID)
	var who []bot.Officer
	if err == nil {
		who, err = c.Store.RevealDeciders(r.Context(), v.by, report.ID)
	}
	if err != nil {
		c.lost(w, r, f, err)
		return page, false
	}
	page.Lines = []string{
		"Residents were told beforehand that this can happen where a life or a child is at risk, and for nothing else.",
		"A second person has to approve: " + c.deciders(who),
		"You can then see the number or the Telegram account for an hour. Your name, theirs and the reason are recorded.",
	}
	page.Fields = []caseField{
		{ID: "ground", Kind: "radios", Label: "Who is at risk", Options: []option{
			{ID: "life", Name: "ground", Value: "life", Label: "Somebody’s life", Chosen: f.Get("ground") == "life"},
			{ID: "child", Name: "ground", Value: "child", Label: "A child", Chosen: f.Get("ground") == "child"},
		}},
		{
			ID: "words", Kind: "area", Label: "Why", Value: f.words("words"),
			Hint: "A sentence at least. It stays in the audit even when the resident has their report deleted, so write no names and no addresses.",
		},
	}
	page.Buttons = []option{{Label: "Ask to see the contact"}}
	page.After = c.ownRequests(own)
	if len(own) > 0 && (own[0].State == bot.RevealAsked || own[0].Shows(c.Now())) {
		page.Path, page.Fields = "", nil
		page.Lines = append(page.Lines, "You have asked already. Your request is below.")
	}
	return page, true
}

// deciders names who can answer, so that somebody in a hurry knows whom to ring.
func (c *Console) deciders(who []bot.Officer) string {
	if len(who) == 0 {
		return "nobody can at present. Ask the administrator of this service."
	}
	text := ""
	for i, o := range who {
		if i > 0 {
			text += "; "
		}
		text += o.Name + ", " + c.agency(o.Agency)
	}
	return text + "."
}

func (c *Console) ownRequests(own []bot.Reveal) []caseSection {
	if len(own) == 0 {
		return nil
	}
	section := caseSection{Title: "Your requests"}
	for _, request := range own {
		section.Items = append(section.Items, caseItem{
			Way: c.at("reveals/" + request.ID), On: "Asked " + c.clock(request.AskedAt) + ".", Text: c.requestState(request),
		})
	}
	return []caseSection{section}
}

// requestState says how a request stands.
func (c *Console) requestState(v bot.Reveal) string {
	switch v.State {
	case bot.RevealAsked:
		return "It waits for an answer until " + c.clock(v.AskedAt.Add(bot.RevealWaits)) + "."
	case bot.RevealApproved:
		return fmt.Sprintf("%s approved it. The contact can be seen until %s.", v.Decider, c.clock(v.Until))
	case bot.RevealSeen:
		if v.Shows(c.Now()) {
			return fmt.Sprintf("%s approved it, and the contact was seen. It can be seen again until %s.", v.Decider, c.clock(v.Until))
		}
		return fmt.Sprintf("%s approved it, and the contact was seen. The hour is over.", v.Decider)
	case bot.RevealRefused:
		return fmt.Sprintf("%s refused it.", v.Decider)
	case bot.RevealExpired:
		if v.Decider != "" {
			return fmt.Sprintf("%s approved it, and nobody looked within the hour. The contact can’t be seen any more.", v.Decider)
		}
		return "Nobody answered within 24 hours. It has expired."
	case bot.RevealForgotten:
		return "The resident had their report deleted. There is nothing to show any more."
	}
	return ""
}

// network names where a contact is.
func network(name string) string {
	switch name {
	case channel.SMS:
		return "Phone number"
	case channel.Telegram:
		return "Telegram account number"
	}
	return "Address"
}
