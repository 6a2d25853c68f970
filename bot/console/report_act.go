package console

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"yousaid/bot"
	"yousaid/bot/desk"
)

// errLook sends an officer back to look at what the resident will read: they
// asked to see it, or it is not what they saw.
var errLook = errors.New("not looked at yet")

// act does what an officer sent, once for each form.
func (c *Console) act(do string) func(http.ResponseWriter, *http.Request, visit) {
	return func(w http.ResponseWriter, r *http.Request, v visit) {
		f, ok := c.form(w, r, mostWords)
		if !ok {
			return
		}
		id, err := c.reportID(r, v)
		if err != nil {
			c.lost(w, r, f, err)
			return
		}
		if f.Get("do") == "ready" {
			f.Set("text", strings.TrimSpace(f.words("text")+"\n"+f.words("ready")))
			c.show(w, r, v, id, shown{do: do, form: f, look: true, status: http.StatusOK})
			return
		}
		acted, err := c.do(r.Context(), v, id, do, f)
		c.answer(w, r, v, id, shown{do: do, form: f}, acted, err)
	}
}

// answer turns what came of an action into a page.
func (c *Console) answer(w http.ResponseWriter, r *http.Request, v visit, id string, s shown, acted bot.Acted, err error) {
	text, denied := desk.Denied(acted, err, c.dates())
	s.status = http.StatusUnprocessableEntity
	switch {
	case err == nil && acted.Report.FiledAt.IsZero():
		c.passedOn(w, v, acted)
	case err == nil, desk.Own(acted, err, v.by):
		c.tell(w, acted)
		http.Redirect(w, r, c.reportAt(acted.Report.Reference, ""), http.StatusSeeOther)
	case errors.Is(err, errLook):
		s.look, s.status = true, http.StatusOK
		c.show(w, r, v, id, s)
	case errors.As(err, &s.problem):
		c.show(w, r, v, id, s)
	case errors.Is(err, bot.ErrStale):
		s.look, s.status = true, http.StatusConflict
		c.show(w, r, v, id, s)
	case errors.Is(err, bot.ErrNotFound), !denied, errors.Is(err, bot.ErrAway):
		c.lost(w, r, s.form, err)
	default:
		s.problem = &problem{"text", text}
		if s.do == doTake {
			s.problem.Field = ""
		}
		if errors.Is(err, bot.ErrConflict) || errors.Is(err, bot.ErrClosed) || errors.Is(err, bot.ErrSame) || errors.Is(err, bot.ErrNoContact) {
			s.status = http.StatusConflict
		}
		c.show(w, r, v, id, s)
	}
}

// passedOn tells somebody who has passed a report on, and so has it no more.
func (c *Console) passedOn(w http.ResponseWriter, v visit, acted bot.Acted) {
	c.render(w, http.StatusOK, "message", &v, sheet{Title: "Passed on", Here: "inbox", Page: note{
		Title: "Passed on", Done: markup(c.Desk.Done(acted, c.dates())), Lines: []string{"You can’t read it here any more."},
		Way: c.at(""), On: "Go to the inbox",
	}})
}

func (c *Console) do(ctx context.Context, v visit, id, do string, f form) (bot.Acted, error) {
	a := c.action(v, do, f)
	switch do {
	case doTake:
		acted, err := c.Officers.Acknowledge(ctx, a, id)
		return desk.Taken(acted, err, v.by)
	case doNote:
		return c.Officers.Note(ctx, a, id, f.words("text"))
	case doPass:
		return c.pass(ctx, a, id, f)
	case doClose:
		return c.close(ctx, a, v, id, f)
	}
	if err := c.looked(ctx, v, id, do, f); err != nil {
		return bot.Acted{}, err
	}
	return c.Officers.Reply(ctx, a, id, f.words("text"))
}

func (c *Console) pass(ctx context.Context, a bot.Action, id string, f form) (bot.Acted, error) {
	to, ok := bot.ParseDestination(f.Get("to"))
	if !ok {
		return bot.Acted{}, &problem{"to", "Choose where it goes."}
	}
	if strings.TrimSpace(f.words("text")) == "" {
		return bot.Acted{}, &problem{"text", "Write why you pass it on."}
	}
	acted, err := c.Officers.Reroute(ctx, a, id, to, f.words("text"))
	if errors.Is(err, bot.ErrSame) {
		return bot.Acted{}, &problem{"to", "The report is there already. Choose somewhere else."}
	}
	return acted, err
}

func (c *Console) close(ctx context.Context, a bot.Action, v visit, id string, f form) (bot.Acted, error) {
	how := bot.Outcome(f.Get("outcome"))
	switch how {
	case bot.OutcomeNoAction:
		if strings.TrimSpace(f.words("text")) == "" {
			return bot.Acted{}, &problem{"text", "Write why nothing could be done. The resident reads it."}
		}
	case bot.OutcomeDone, bot.OutcomeNotForUs:
	default:
		return bot.Acted{}, &problem{"done", "Choose how it ended."}
	}
	if err := c.looked(ctx, v, id, doClose, f); err != nil {
		return bot.Acted{}, err
	}
	return c.Officers.Resolve(ctx, a, id, how, f.words("text"))
}
