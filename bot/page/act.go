package page

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"unicode/utf8"

	"yousaid/bot"
	"yousaid/bot/desk"
)

// problem is why an action was not done, and at which field.
type problem struct {
	Text  string
	Field string // id of the field; empty for none
	Long  bool   // the words are long; sending them once more will do
}

// Error says that it is meant for the officer.
func (p *problem) Error() string { return "refused: " + p.Field }

// act does what an officer pressed, once for each form.
func (p *Pages) act(w http.ResponseWriter, r *http.Request) {
	f, ok := p.form(w, r)
	if !ok {
		return
	}
	handle := r.PathValue("handle")
	v, err := p.visit(r, handle)
	switch {
	case errors.Is(err, bot.ErrUsed):
		p.give(w, http.StatusForbidden, f, p.closedHere())
		return
	case err != nil:
		p.giveBack(w, handle, f, err)
		return
	case v.report == "":
		p.give(w, http.StatusNotFound, f, gone("Nothing can be done about a comment: it doesn’t say whose it is."))
		return
	}
	acted, err := p.do(r.Context(), v, f)
	p.answer(w, r, v, f, acted, err)
}

// answer turns what came of an action into a page.
func (p *Pages) answer(w http.ResponseWriter, r *http.Request, v visit, f form, acted bot.Acted, err error) {
	var refused *problem
	text, denied := desk.Denied(acted, err, p.dates())
	switch {
	case err == nil && acted.Report.FiledAt.IsZero():
		p.passedOn(w, acted)
	case err == nil, desk.Own(acted, err, v.by):
		p.tell(w, v.handle, acted)
		http.Redirect(w, r, p.reportPath(v.handle), http.StatusSeeOther)
	case errors.As(err, &refused):
		p.show(w, r, v, shown{form: f, problem: refused, status: http.StatusUnprocessableEntity})
	case errors.Is(err, bot.ErrAway):
		p.giveBack(w, v.handle, f, err)
	case errors.Is(err, bot.ErrNotFound):
		p.give(w, http.StatusNotFound, f, gone(text))
	case denied:
		p.show(w, r, v, shown{form: f, problem: &problem{Text: text, Field: field(f)}, status: statusOf(err)})
	default:
		p.giveBack(w, v.handle, f, err)
	}
}

func statusOf(err error) int {
	if errors.Is(err, bot.ErrConflict) || errors.Is(err, bot.ErrClosed) || errors.Is(err, bot.ErrSame) {
		return http.StatusConflict
	}
	return http.StatusUnprocessableEntity
}

// field is the one that a form is mostly about.
func field(f form) string {
	return map[string]string{"reply": "text", "note": "text", "pass": "reason", "close": "why"}[f.Get("do")]
}

func (p *Pages) do(ctx context.Context, v visit, f form) (bot.Acted, error) {
	a := bot.Action{ID: f.id(), By: v.by}
	switch f.Get("do") {
	case "take":
		acted, err := p.Officers.Acknowledge(ctx, a, v.report)
		return desk.Taken(acted, err, v.by)
	case "reply":
		return p.reply(ctx, a, v, f)
	case "note":
		return p.Officers.Note(ctx, a, v.report, f.first("text"))
	case "pass":
		return p.pass(ctx, a, v, f)
	case "close":
		return p.close(ctx, a, v, f)
	}
	return bot.Acted{}, &problem{Text: "Please press one of the buttons."}
}

// reply has words told to the resident.
func (p *Pages) reply(ctx context.Context, a bot.Action, v visit, f form) (bot.Acted, error) {
	if err := p.askedOf(ctx, v, f, "text"); err != nil {
		return bot.Acted{}, err
	}
	return p.Officers.Reply(ctx, a, v.report, f.first("text"))
}

// askedOf refuses words that make a long text message, until they were asked
// about: the form then says which words that were.
func (p *Pages) askedOf(ctx context.Context, v visit, f form, field string) error {
	text := f.first(field)
	now, err := p.Officers.Glance(ctx, v.by, v.report)
	if err != nil {
		return err
	}
	warning, long := desk.Long(now, text)
	if long && now.Reach == bot.ReachOpen && f.Get("asked") != mark(text) && utf8.RuneCountInString(text) <= bot.MostReply {
		return &problem{Text: warning, Field: field, Long: true}
	}
	return nil
}

func (p *Pages) pass(ctx context.Context, a bot.Action, v visit, f form) (bot.Acted, error) {
	to, ok := bot.ParseDestination(f.Get("to"))
	if !ok {
		return bot.Acted{}, &problem{Text: "Choose where it goes.", Field: "to"}
	}
	if strings.TrimSpace(f.Get("reason")) == "" {
		return bot.Acted{}, &problem{Text: "Write why you pass it on.", Field: "reason"}
	}
	return p.Officers.Reroute(ctx, a, v.report, to, f.first("reason"))
}

func (p *Pages) close(ctx context.Context, a bot.Action, v visit, f form) (bot.Acted, error) {
	how := bot.Outcome(f.Get("outcome"))
	switch how {
	case bot.OutcomeNoAction:
		if strings.TrimSpace(f.Get("why")) == "" {
			return bot.Acted{}, &problem{Text: "Write why nothing could be done. The resident reads it.", Field: "why"}
		}
	case bot.OutcomeDone, bot.OutcomeNotForUs:
	default:
		return bot.Acted{}, &problem{Text: "Choose an outcome.", Field: "done"}
	}
	if err := p.askedOf(ctx, v, f, "why"); err != nil {
		return bot.Acted{}, err
	}
	return p.Officers.Resolve(ctx, a, v.report, how, f.first("why"))
}
