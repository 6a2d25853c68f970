package console

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"yousaid/bot"
)

// awayForm is when an officer is away, as it stands and as it is typed.
type awayForm struct {
	bot.Away        // zero: they are not, and are not going to be
	Path     string // where the form goes
	Now      bool   // they are away now
	Typed    awayTyped
	Problem  *problem
	Self     bool
}

// awayTyped are the days as somebody typed them.
type awayTyped struct{ From, Until string }

// awayPage says what was understood, before it is so.
type awayPage struct {
	Name  string
	Self  bool
	Alone bool // without them nobody is there who works their agency's reports
	From  time.Time
	Until time.Time // the last day
	Back  time.Time
	Path  string
	Typed awayTyped
	Way   string // without doing anything
}

// awayOf is the form of an officer.
func (c *Console) awayOf(ctx context.Context, officer, path string) (awayForm, error) {
	away, _, err := c.Store.AwayOf(ctx, officer)
	return awayForm{Away: away, Path: path, Now: away.At(c.Now())}, err
}

// selfAway is an officer's own word.
func (c *Console) selfAway(w http.ResponseWriter, r *http.Request, v visit) {
	c.setAway(w, r, v, v.officer, "account", func(status int, away awayForm) { c.showAccount(w, r, status, v, nil, away) })
}

// personAway is a team lead's for their officer.
func (c *Console) personAway(w http.ResponseWriter, r *http.Request, v visit) {
	person, err := c.Store.Person(r.Context(), v.officer, r.PathValue("id"))
	if err == nil && !person.Active {
		err = bot.ErrNotFound
	}
	if err != nil {
		c.notTheirs(w, r, err)
		return
	}
	c.setAway(w, r, v, person.Officer, "people/"+url.PathEscape(person.ID), func(status int, away awayForm) {
		c.showPerson(w, r, status, v, func(p *personPage) { p.Away = away })
	})
}

// setAway reads the days, says what they were understood as, and does it once
// that is confirmed. Who is back says so without days.
func (c *Console) setAway(w http.ResponseWriter, r *http.Request, v visit, who bot.Officer, on string, again func(int, awayForm)) {
	f, ok := c.form(w, r, mostFields)
	if !ok {
		return
	}
	if f.Get("do") == "back" {
		c.awaySet(w, r, on, "back", c.Store.SetAway(r.Context(), v.officer, who.ID, bot.Away{}))
		return
	}
	typed := awayTyped{strings.TrimSpace(f.Get("from")), strings.TrimSpace(f.Get("until"))}
	away, problem := c.readAway(typed)
	if problem != nil {
		form, err := c.awayOf(r.Context(), who.ID, c.at(on+"/away"))
		if err != nil {
			c.failed(w, r, err)
			return
		}
		form.Typed, form.Problem = typed, problem
		again(http.StatusUnprocessableEntity, form)
		return
	}
	if f.Get("sure") == "yes" {
		c.awaySet(w, r, on, "away", c.Store.SetAway(r.Context(), v.officer, who.ID, away))
		return
	}
	_, alone, err := c.Store.AwayOf(r.Context(), who.ID)
	if err != nil {
		c.notTheirs(w, r, err)
		return
	}
	c.render(w, http.StatusOK, "away", &v, sheet{Title: "Is this right?", Here: on, Page: awayPage{
		Name: who.Name, Self: who.ID == v.officer.ID, Alone: alone, From: away.From, Until: away.Until.Add(-time.Second), Back: away.Until,
		Path: c.at(on + "/away"), Typed: typed, Way: c.at(on),
	}})
}

// awaySet leads back after it was done.
func (c *Console) awaySet(w http.ResponseWriter, r *http.Request, on, what string, err error) {
	if err != nil {
		c.notTheirs(w, r, err)
		return
	}
	http.Redirect(w, r, c.at(on)+"?done="+what, http.StatusSeeOther)
}

// readAway reads the days that somebody typed. Without a first day it is from
// now on.
func (c *Console) readAway(typed awayTyped) (bot.Away, *problem) {
	if typed.Until == "" {
		return bot.Away{}, &problem{"until", "Enter the last day on which you are away."}
	}
	text := typed.Until
	if typed.From != "" {
		text = "from " + typed.From + " until " + typed.Until
	}
	away, err := bot.ReadAway(text, c.Now(), c.Plan.Zone())
	if errors.Is(err, bot.ErrWhen) || errors.Is(err, bot.ErrEmpty) {
		return bot.Away{}, &problem{"until", "Enter days that are to come and within a year, the first one first, such as 3 December."}
	}
	return away, nil
}
