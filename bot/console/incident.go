package console

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"yousaid/bot"
	"yousaid/bot/desk"
	"yousaid/flows"
)

// incidentPage lists the reports of an incident.
type incidentPage struct {
	ID      string
	Members []memberLine
}

// memberLine is a report of an incident.
type memberLine struct {
	bot.Member
	Linked    string // how it belongs to the others, and who says so
	Unreached string // why its resident can't be written to
	Due       *dueLine
}

func (c *Console) incident(w http.ResponseWriter, r *http.Request, v visit) {
	found, ok := c.incidentOf(w, r, v, form{})
	if !ok {
		return
	}
	page := incidentPage{ID: found.ID}
	for _, m := range found.Members {
		page.Members = append(page.Members, memberLine{m, c.linkedLine(m), desk.Unreached(m.Reach), c.due(m.DueAt, m.DueWhat)})
	}
	c.render(w, http.StatusOK, "incident", &v, sheet{Title: "Reports of one incident", Page: page})
}

// incidentOf reads an incident that the officer may see, or has given the answer.
func (c *Console) incidentOf(w http.ResponseWriter, r *http.Request, v visit, f form) (bot.Incident, bool) {
	found, err := c.Store.Incident(r.Context(), v.by, r.PathValue("id"))
	switch {
	case errors.Is(err, bot.ErrNotFound):
		c.lost(w, r, f, err)
	case err != nil:
		c.failed(w, r, err)
	}
	return found, err == nil
}

// together is what can be done to all reports of an incident.
type together struct {
	title, send string
	do          string // doReply or doClose
	one, many   string // whom it is done to
	to, notTo   string // what stands over the lists of whom it is done to, and not
	fields      func(f form) []caseField
	problem     func(f form) problem
	refused     func(m bot.Member) string                                                        // why it isn't done to a report; empty when it is
	act         func(r *http.Request, a bot.Action, incident string, f form) ([]bot.Each, error) // to those that f names
}

// replyAll has one text told to the residents of all reports.
func (c *Console) replyAll() together {
	return together{
		title: "Reply to all", do: doReply, send: "Send to %s", one: "resident", many: "residents", to: "Who gets it", notTo: "Who does not",
		fields: func(f form) []caseField {
			return []caseField{{
				ID: "words", Kind: "area", Label: "Your words", Value: f.words("words"),
				Hint: "Each resident sees them as an answer to their own report, from your agency and without your name. Write nothing that tells one of another.",
			}}
		},
		problem: func(f form) problem { return wordsProblem(f, true) },
		refused: func(m bot.Member) string { return desk.Unreached(m.Reach) },
		act: func(r *http.Request, a bot.Action, incident string, f form) ([]bot.Each, error) {
			return c.Officers.ReplyAll(r.Context(), a, incident, f.Values["to"], f.words("words"))
		},
	}
}

// closeAll closes all reports with one outcome.
func (c *Console) closeAll() together {
	return together{
		title: "Close all", do: doClose, send: "Close %s", one: "report", many: "reports", to: "What is closed", notTo: "What stays as it is",
		fields: func(f form) []caseField {
			choice := func(how bot.Outcome, label string) option {
				return option{ID: string(how), Name: "outcome", Value: string(how), Label: label, Chosen: f.Get("outcome") == string(how)}
			}
			return []caseField{
				{ID: "outcome", Kind: "radios", Label: "Outcome", Hint: "Residents are told, and can say that it is not over.", Options: []option{
					choice(bot.OutcomeDone, "Done"), choice(bot.OutcomeNoAction, "No action possible"), choice(bot.OutcomeNotForUs, "Not for us"),
				}},
				{ID: "words", Kind: "area", Label: "Why", Hint: "Needed where no action is possible. Residents read it.", Value: f.words("words")},
			}
		},
		problem: func(f form) problem {
			switch bot.Outcome(f.Get("outcome")) {
			case bot.OutcomeDone, bot.OutcomeNotForUs:
				return wordsProblem(f, false)
			case bot.OutcomeNoAction:
				return wordsProblem(f, true)
			}
			return problem{"outcome", "Choose an outcome."}
		},
		refused: func(m bot.Member) string {
			if m.Status != flows.StatusNew && m.Status != flows.StatusTaken {
				return "It is over already."
			}
			return ""
		},
		act: func(r *http.Request, a bot.Action, incident string, f form) ([]bot.Each, error) {
			return c.Officers.ResolveAll(r.Context(), a, incident, f.Values["to"], bot.Outcome(f.Get("outcome")), f.words("words"))
		},
	}
}

// wordsProblem is what is wrong with words that residents are to read.
func wordsProblem(f form, needed bool) problem {
	words := strings.TrimSpace(f.words("words"))
	switch {
	case words == "" && needed:
		return problem{"words", "Write something."}
	case utf8.RuneCountInString(words) > bot.MostReply:
		return problem{"words", fmt.Sprintf("That is too long: %d characters at most.", bot.MostReply)}
	}
	return problem{}
}

// allAction makes what is done to all happen once for each form and its words,
// whomever it was shown for.
func (f form) allAction(by bot.Actor) bot.Action {
	return form{url.Values{"id": f.Values["id"], "words": {f.words("words")}, "outcome": f.Values["outcome"]}}.action(by)
}
