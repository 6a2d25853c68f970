package console

import (
	"cmp"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/google/uuid"

	"yousaid/bot"
	"yousaid/bot/frame"
)

// How many bytes a form may have: one with few and short fields, and one with
// the longest words that are taken, several times over, as a browser encodes
// them, or with a long list of ticks.
const (
	mostFields = 16 << 10
	mostWords  = 64 << 10
)

// form is what somebody sent.
type form struct{ url.Values }

// form reads what was sent, up to so many bytes. Where it can't be read, the
// answer has been given.
func (c *Console) form(w http.ResponseWriter, r *http.Request, most int64) (form, bool) {
	r.Body = http.MaxBytesReader(w, r.Body, most)
	err := r.ParseForm()
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		c.message(w, http.StatusRequestEntityTooLarge, note{
			Title: "That is too much", Lines: []string{"Nothing was done. Please go back and write less."},
		})
	case err != nil:
		c.message(w, http.StatusBadRequest, note{
			Title: "That can’t be read", Lines: []string{"Nothing was done. Please go back and try again."},
		})
	}
	return form{frame.Legible(r.PostForm)}, err == nil
}

// words are a field as a browser means it: it sends line breaks as two
// characters, which would be counted, and paid for, as two.
func (f form) words(name string) string { return strings.ReplaceAll(f.Get(name), "\r\n", "\n") }

// typed are the words that are given back where they can't stand any more.
func (f form) typed() string { return cmp.Or(f.words("text"), f.words("words")) }

// hidden are all fields, for a form that sends the same once more.
func (f form) hidden() (list []option) {
	for _, name := range slices.Sorted(maps.Keys(f.Values)) {
		for _, value := range f.Values[name] {
			list = append(list, option{Name: name, Value: value})
		}
	}
	return list
}

// id is that of the form, for when it comes back; a fresh one for a new form.
func (f form) id() string { return cmp.Or(f.Get("id"), uuid.NewString()) }

// action makes what is sent happen once: the same form with the same words is
// the same action. Other words are another one, even in an old form.
func (f form) action(by bot.Actor) bot.Action {
	parts := []string{f.Get("id")}
	for _, name := range slices.Sorted(maps.Keys(f.Values)) {
		if name != "id" {
			parts = append(parts, name, strings.Join(f.Values[name], "\x01"))
		}
	}
	return once(by, parts...)
}

// once is the action of an officer that all these parts tell from others.
func once(by bot.Actor, parts ...string) bot.Action {
	parts = append([]string{by.Officer}, parts...)
	return bot.Action{ID: "console:" + uuid.NewSHA1(uuid.Nil, []byte(strings.Join(parts, "\x00"))).String(), By: by}
}

// problem is what is wrong with a form, and the field that it is about; without
// a text nothing is.
type problem struct{ Field, Text string }

// Error says that it is meant for the officer.
func (p *problem) Error() string { return "refused: " + p.Field }

// option is one of several to choose from, a button, or a hidden field.
type option struct {
	ID, Name, Value, Label, Hint string
	Chosen                       bool
}
