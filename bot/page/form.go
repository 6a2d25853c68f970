package page

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/google/uuid"

	"yousaid/bot/frame"
)

// mostForm is how many bytes a form of an officer may have: the longest words
// that are taken, four times over, as a browser encodes them.
const mostForm = 64 << 10

// form is what an officer sent.
type form struct{ url.Values }

// form reads a form. Where it can't be read, the answer has been given.
func (p *Pages) form(w http.ResponseWriter, r *http.Request) (form, bool) {
	r.Body = http.MaxBytesReader(w, r.Body, mostForm)
	err := r.ParseForm()
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		p.message(w, http.StatusRequestEntityTooLarge, note{
			Title: "That is too much", Lines: []string{"Nothing was done. Please go back and write less."},
		})
	case err != nil:
		p.message(w, http.StatusBadRequest, note{
			Title: "That can’t be read", Lines: []string{"Nothing was done. Please go back and try again."},
		})
	}
	return form{frame.Legible(r.PostForm)}, err == nil
}

// first is a field as a browser means it: it sends line breaks as two
// characters, which would be counted, and paid for, as two.
func (f form) first(name string) string { return strings.ReplaceAll(f.Get(name), "\r\n", "\n") }

// id makes an action happen once: it is the same when the same form is sent
// again with the same words. Other words are another action, even when the
// browser went back to an old form to write them. To send words and to keep
// them as a note are one action here: whichever button was first counts.
func (f form) id() string {
	parts := []string{f.Get("id")}
	for _, field := range []string{"text", "to", "reason", "outcome", "why"} {
		parts = append(parts, f.first(field))
	}
	return "page:" + uuid.NewSHA1(uuid.Nil, []byte(strings.Join(parts, "\x00"))).String()
}

// words are what somebody typed, to be given back.
func (f form) words() string {
	return strings.TrimSpace(f.first("text") + f.first("reason") + f.first("why"))
}
