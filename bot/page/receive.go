package page

import (
	"context"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"

	"yousaid/bot"
	"yousaid/bot/picture"
	"yousaid/flows"
)

const (
	// mostBody is how much is read at once: six photos, which is what a fresh link
	// takes, however many of them may still come. What is too much is named.
	mostBody = 6*picture.MostBytes + 1<<20
	mostName = 40 // characters of a file's name that are shown
	mostRest = 20 // files beyond those that may come whose names are shown
)

// received is what came of an upload.
type received struct {
	taken   int
	refused []refusal
	problem flows.Line // with the whole of it; zero for none
	over    bool       // the link came to its end meanwhile
	failed  bool       // something of ours failed
}

// refusal is why a file was not taken.
type refusal struct {
	name string
	why  flows.Line
}

func (g received) status() int {
	switch {
	case g.failed && g.taken == 0:
		return http.StatusServiceUnavailable
	case g.problem.Key != "" && g.taken == 0 || len(g.refused) > 0 && g.taken == 0:
		return http.StatusUnprocessableEntity
	}
	return http.StatusOK
}

func (g *received) refuse(name string, why flows.Line) {
	g.refused = append(g.refused, refusal{name, why})
}

// receive reads the photos of a form, one at a time, as many as may come.
func (p *Pages) receive(w http.ResponseWriter, r *http.Request, left int) (got received) {
	parts, err := r.MultipartReader()
	if err != nil {
		got.problem = flows.Say("upload.none")
		return got
	}
	for n := 0; n < left+mostRest; {
		allow(w, r)
		part, err := parts.NextPart()
		if err != nil {
			got.ended(err, n)
			return got
		}
		if part.FormName() != "photos" || part.FileName() == "" {
			continue // the body's own limit bounds how many there are
		}
		n++
		if n > left {
			got.refuse(shortName(part.FileName()), flows.Say("upload.why.full"))
			continue
		}
		if !p.take(r.Context(), r.PathValue("token"), part, &got) {
			return got
		}
	}
	return got
}

// allow gives the next file its time, within that of all. Where a connection
// can't do it, the server's own limit holds.
func allow(w http.ResponseWriter, r *http.Request) {
	until := time.Now().Add(fileTime)
	if end, ok := r.Context().Deadline(); ok && end.Before(until) {
		until = end
	}
	_ = http.NewResponseController(w).SetReadDeadline(until)
}

// drain reads past a form that isn't taken, for a while: a browser shows no
// answer before it has sent all.
func drain(w http.ResponseWriter, r *http.Request) {
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(fileTime / 3))
	_, _ = io.CopyN(io.Discard, r.Body, 2*mostBody) // whatever comes of it, the answer is the same
}

// ended notes why no more came after n files.
func (g *received) ended(err error, n int) {
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		g.problem = flows.Say("upload.much")
	case !errors.Is(err, io.EOF):
		g.problem = flows.Say("upload.broken")
	case n == 0:
		g.problem = flows.Say("upload.none")
	}
}

// take reads one file and keeps it; false when nothing more can be read.
func (p *Pages) take(ctx context.Context, token string, part *multipart.Part, got *received) bool {
	name := shortName(part.FileName())
	data, err := io.ReadAll(io.LimitReader(part, picture.MostBytes+1))
	if err != nil {
		got.ended(err, 1)
		return false
	}
	if len(data) > picture.MostBytes {
		got.refuse(name, flows.Say("upload.why.large"))
		return true
	}
	// The same photo by the same link has the same id, whoever presses how often.
	id := uuid.NewSHA1(uuid.NewSHA1(uuid.Nil, []byte(token)), data).String()
	err = p.Photos.Upload(ctx, token, id, data)
	switch {
	case err == nil:
		got.taken++
	case errors.Is(err, picture.ErrTooLarge):
		got.refuse(name, flows.Say("upload.why.large"))
	case errors.Is(err, picture.ErrUnfit):
		got.refuse(name, flows.Say("upload.why.picture"))
	case errors.Is(err, bot.ErrUsed):
		got.over = true
		got.refuse(name, flows.Say("upload.why.full"))
	default:
		p.Log.Error().Ctx(ctx).Err(err).Msg("photo not taken")
		got.failed = true
		got.refuse(name, flows.Say("upload.why.trouble"))
	}
	return true
}

// shortName is what a file is called, as far as it helps to tell it by.
func shortName(name string) string {
	letters := []rune(strings.ToValidUTF8(name, "?"))
	if len(letters) > mostName {
		return string(letters[:mostName]) + "…"
	}
	return string(letters)
}
