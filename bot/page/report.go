package page

import (
	"errors"
	"net/http"

	"yousaid/bot"
	"yousaid/bot/desk"
	"yousaid/bot/frame"
)

// report shows a report whole.
func (p *Pages) report(w http.ResponseWriter, r *http.Request) {
	v, err := p.visit(r, r.PathValue("handle"))
	switch {
	case errors.Is(err, bot.ErrUsed):
		p.noSession(w)
	case err != nil:
		p.failed(w, r, err)
	case v.comment != "":
		p.comment(w, r, v)
	default:
		p.show(w, r, v, shown{done: p.told(w, r, v.handle), status: http.StatusOK})
	}
}

// show shows a report with what has just been done, or why it wasn't, and what
// was typed. That it was read is audited.
func (p *Pages) show(w http.ResponseWriter, r *http.Request, v visit, s shown) {
	report, err := p.Officers.Open(r.Context(), v.by, v.report, "page")
	switch {
	case errors.Is(err, bot.ErrNotFound):
		text, _ := desk.Denied(bot.Acted{}, err, p.dates())
		p.give(w, http.StatusNotFound, s.form, gone(text))
		return
	case err != nil && s.form.Values == nil:
		p.failed(w, r, err)
		return
	case err != nil:
		p.giveBack(w, v.handle, s.form, err)
		return
	}
	title := "Report " + report.Reference
	if s.problem != nil {
		title = "Problem: " + title
	}
	p.render(w, s.status, "report", frame.Sheet{Title: title, Page: p.reportPage(v, report, s)})
}

// photo shows a photo of the report that the browser has open: another one's,
// though it may be the same agency's, isn't there.
func (p *Pages) photo(w http.ResponseWriter, r *http.Request) {
	v, err := p.visit(r, r.PathValue("handle"))
	if errors.Is(err, bot.ErrUsed) {
		p.noSession(w)
		return
	}
	var stored bot.StoredPhoto
	if err == nil {
		stored, err = p.Officers.Photo(r.Context(), v.by, v.report, r.PathValue("photo"))
	}
	switch {
	case errors.Is(err, bot.ErrNotFound):
		p.message(w, http.StatusNotFound, note{Title: "There is no such photo", Way: p.reportPath(v.handle), On: "Back to the report"})
	case err != nil:
		p.failed(w, r, err)
	default:
		w.Header().Set("Content-Type", stored.Type)
		w.Header().Set("Content-Disposition", "inline")
		_, _ = w.Write(stored.Data)
	}
}
