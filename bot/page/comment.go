package page

import (
	"errors"
	"net/http"

	"yousaid/bot"
	"yousaid/bot/frame"
)

// commentPage is what a resident thinks.
type commentPage struct {
	Head string
	Text string
}

// comment shows what a resident thinks. That it was read is audited.
func (p *Pages) comment(w http.ResponseWriter, r *http.Request, v visit) {
	c, err := p.Store.OpenComment(r.Context(), v.by, v.comment)
	switch {
	case errors.Is(err, bot.ErrNotFound):
		p.message(w, http.StatusNotFound, note{
			Title: "This is not here", Lines: []string{"Its resident had it deleted, or only cleared officers may read it."},
		})
	case err != nil:
		p.failed(w, r, err)
	default:
		head := p.Desk.CommentHead(c)
		p.render(w, http.StatusOK, "comment", frame.Sheet{Title: head, Page: commentPage{Head: head, Text: c.Text}})
	}
}
