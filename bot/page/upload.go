package page

import (
	"context"
	"errors"
	"net/http"
	"time"

	"yousaid/bot"
	"yousaid/bot/frame"
	"yousaid/bot/picture"
	"yousaid/flows"
)

// mostUploads is how many uploads are read at once: each has a file in memory.
const mostUploads = 4

// uploadSheet is the page on which residents send photos.
type uploadSheet struct {
	Path    string
	Left    int
	Problem string
	Taken   string
	Refused []refusedFile

	// What it says.
	Title, What, Clean, Count, Choose, Hint, Send, Wait, Danger, Next, RefusedTitle string
}

// refusedFile is a file that could not be taken.
type refusedFile struct{ Name, Why string }

// uploadPage shows what an upload link is for. It uses nothing up.
func (p *Pages) uploadPage(w http.ResponseWriter, r *http.Request) {
	_, left, err := p.Store.Upload(r.Context(), r.PathValue("token"))
	switch {
	case errors.Is(err, bot.ErrUsed):
		p.uploadOver(w, r)
	case err != nil:
		p.failed(w, r, err)
	default:
		p.uploadSheet(w, r, http.StatusOK, received{}, left)
	}
}

// upload takes photos. What was sent before is known by its content, so
// pressing twice changes nothing.
func (p *Pages) upload(w http.ResponseWriter, r *http.Request) {
	_, left, err := p.Store.Upload(r.Context(), r.PathValue("token"))
	switch {
	case errors.Is(err, bot.ErrUsed):
		p.uploadOver(w, r)
		return
	case err != nil:
		p.failed(w, r, err)
		return
	}
	if !p.slot(r.Context()) {
		drain(w, r)
		w.Header().Set("Retry-After", "60")
		say := p.voice(r)
		p.message(w, http.StatusServiceUnavailable, say.note(flows.Say("upload.title"), flows.Say("upload.busy"), flows.Say("upload.busy.wait")))
		return
	}
	defer func() { <-p.slots }()
	if r.ContentLength > mostBody {
		drain(w, r)
		p.uploadSheet(w, r, http.StatusRequestEntityTooLarge, received{problem: flows.Say("upload.much")}, left)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, mostBody)
	p.uploaded(w, r, p.receive(w, r, left))
}

// slot waits for its turn, though not for long.
func (p *Pages) slot(ctx context.Context) bool {
	patience := time.NewTimer(p.Patience)
	defer patience.Stop()
	select {
	case p.slots <- struct{}{}:
		return true
	case <-patience.C:
	case <-ctx.Done():
	}
	return false
}

// uploaded shows what came of an upload.
func (p *Pages) uploaded(w http.ResponseWriter, r *http.Request, got received) {
	_, left, err := p.Store.Upload(r.Context(), r.PathValue("token"))
	if err != nil && !errors.Is(err, bot.ErrUsed) {
		p.failed(w, r, err)
		return
	}
	if got.over && got.taken == 0 {
		p.uploadOver(w, r)
		return
	}
	p.uploadSheet(w, r, got.status(), got, left)
}

func (p *Pages) uploadOver(w http.ResponseWriter, r *http.Request) {
	p.message(w, http.StatusGone, p.voice(r).note(flows.Say("upload.over"), flows.Say("upload.over.why"), flows.Say("upload.over.kept")))
}

func (p *Pages) uploadSheet(w http.ResponseWriter, r *http.Request, status int, got received, left int) {
	say := p.voice(r)
	page := uploadSheet{
		Path: p.frame.At("/u/" + r.PathValue("token")), Left: left, Problem: say.line(got.problem),
		Title:        say.line(flows.Say("upload.title")),
		What:         say.line(flows.Say("upload.what")),
		Clean:        say.line(flows.Say("upload.clean")),
		Choose:       say.line(flows.Say("upload.choose")),
		Hint:         say.line(flows.Say("upload.hint", "Size", picture.MostBytes>>20)),
		Send:         say.line(flows.Say("upload.send")),
		Wait:         say.line(flows.Say("upload.wait")),
		Next:         say.line(flows.Say("upload.next")),
		Danger:       say.line(flows.Say("danger.unsure", "Danger", p.Plan.Emergency.Danger)),
		RefusedTitle: say.line(flows.Say("upload.refused")),
		Count:        say.line(flows.Say("upload.full")),
	}
	if left > 0 {
		page.Count = say.line(flows.Say("upload.left", "Count", left))
	}
	if got.taken > 0 {
		page.Taken = say.line(flows.Say("upload.taken", "Count", got.taken))
	}
	for _, file := range got.refused {
		page.Refused = append(page.Refused, refusedFile{file.name, say.line(file.why)})
	}
	p.render(w, status, "upload", frame.Sheet{Lang: say.lang, Title: page.Title, Page: page})
}
