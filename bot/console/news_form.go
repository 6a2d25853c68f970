package console

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/google/uuid"

	"yousaid/bot"
	"yousaid/bot/frame"
	images "yousaid/bot/picture"
	"yousaid/flows/partnership"
)

// mostNews is how many bytes the form of an update may have: a picture, and
// texts in every language.
const mostNews = images.MostBytes + 1<<20

// updateForm is the page on which an update is written.
type updateForm struct {
	Path     string
	Back     string
	ID       string // of the form
	Version  int    // that was read; 0 for a new update
	New      bool
	About    *bot.PlanUpdate // the update about which this says what was heard
	Themes   []partnership.Theme
	Wishes   []partnership.YouSaid
	Draft    bot.Draft
	Texts    []updateText // a place for each further language
	When     string       // the time for it as it was typed
	Picture  string       // what the picture that it has shows
	Alt      string       // what the picture that is sent shows
	Lost     bool         // a picture was chosen, and a browser doesn't keep it
	Problems []problem
	Most     struct{ Words, Story, Alt int }
}

// updateText is a text in a further language.
type updateText struct {
	Language, Name, Own string // code, in English, and its own
	Words, Story        string
	Open                bool // it has something
}

// Said is what is wrong with a field; empty for nothing.
func (f updateForm) Said(field string) string {
	for _, p := range f.Problems {
		if p.Field == field {
			return p.Text
		}
	}
	return ""
}

// whenShape is how browsers send a time, in the town's.
const whenShape = "2006-01-02T15:04"

// updateForm is the form for a draft.
func (c *Console) updateForm(v visit, draft bot.Draft) updateForm {
	f := updateForm{ID: uuid.NewString(), Themes: c.Newsroom.Leads(v.officer.Agency), Wishes: c.Plan.YouSaid, Draft: draft}
	f.Most.Words, f.Most.Story, f.Most.Alt = bot.MostUpdate, bot.MostStory, bot.MostAlt
	if len(f.Themes) == 1 && draft.Theme == 0 {
		f.Draft.Theme = f.Themes[0].Number
	}
	if !draft.SendAt.IsZero() {
		f.When = draft.SendAt.In(c.Plan.Zone()).Format(whenShape)
	}
	for _, code := range c.Bundle.Languages() {
		if code == bot.English {
			continue
		}
		text := updateText{Language: code, Name: c.Bundle.English(code), Own: c.Bundle.Name(code)}
		if found, own := draft.In(code); own {
			text.Words, text.Story, text.Open = found.Words, found.Story, true
		}
		f.Texts = append(f.Texts, text)
	}
	return f
}

func (c *Console) newUpdate(w http.ResponseWriter, r *http.Request, v visit) {
	if !c.writes(v) {
		c.nowhere(w, r)
		return
	}
	f, ok := c.heardAbout(w, r, v, c.updateForm(v, bot.Draft{Answers: r.FormValue("about")}))
	if !ok {
		return
	}
	f.New = true
	c.showUpdateForm(w, v, http.StatusOK, f)
}

// heardAbout finds what a form says what was heard about. Where that isn't there, the
// answer has been given.
func (c *Console) heardAbout(w http.ResponseWriter, r *http.Request, v visit, f updateForm) (updateForm, bool) {
	if f.Draft.Answers == "" {
		return f, true
	}
	about, err := c.Newsroom.Store.PlanUpdate(r.Context(), v.by, f.Draft.Answers)
	switch {
	case errors.Is(err, bot.ErrNotFound) || err == nil && about.Agency != v.officer.Agency:
		c.nowhere(w, r)
		return f, false
	case err != nil:
		c.failed(w, r, err)
		return f, false
	}
	f.About = &about
	return f, true
}

func (c *Console) editUpdate(w http.ResponseWriter, r *http.Request, v visit) {
	update, ok := c.updateOf(w, r, v)
	if !ok {
		return
	}
	if update.State == bot.UpdatePublished || update.Agency != v.officer.Agency {
		http.Redirect(w, r, c.updatePath(update.ID, ""), http.StatusSeeOther) // which says how it stands
		return
	}
	f, ok := c.heardAbout(w, r, v, c.updateForm(v, update.Draft))
	if !ok {
		return
	}
	f.Version, f.Picture, f.Alt = update.Version, update.Picture, update.Picture
	c.showUpdateForm(w, v, http.StatusOK, f)
}

func (c *Console) showUpdateForm(w http.ResponseWriter, v visit, status int, f updateForm) {
	title := "Change the update"
	if f.New {
		title = "Write an update"
	}
	if f.About != nil {
		title = "Write what you heard"
	}
	if len(f.Problems) > 0 {
		title = "Problem: " + title
	}
	c.render(w, status, "update_form", &v, sheet{Title: title, Here: "updates", Page: f})
}

// sentUpdate is what an officer sent of an update.
type sentUpdate struct {
	form
	draft   bot.Draft
	when    string
	version int
	alt     string
	drop    bool   // the picture is to go
	data    []byte // of a new picture
	problem *problem
}

// readUpdate reads the form of an update. Where it can't be read, the answer has
// been given.
func (c *Console) readUpdate(w http.ResponseWriter, r *http.Request) (sentUpdate, bool) {
	r.Body = http.MaxBytesReader(w, r.Body, mostNews)
	if err := r.ParseMultipartForm(1 << 20); err != nil && !errors.Is(err, http.ErrNotMultipart) { //nolint:gosec // the body is bounded above
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			c.message(w, http.StatusRequestEntityTooLarge, note{
				Title: "That is too much", Lines: []string{fmt.Sprintf("Nothing was done. Go back and choose a picture of at most %d MB.", images.MostBytes>>20)},
			})
			return sentUpdate{}, false
		}
		c.message(w, http.StatusBadRequest, note{Title: "That can’t be read", Lines: []string{"Nothing was done. Go back and try again."}})
		return sentUpdate{}, false
	}
	f := form{frame.Legible(r.PostForm)}
	field := f.words
	sent := sentUpdate{form: f, when: field("when"), alt: field("alt"), drop: field("drop") == "yes"}
	sent.version, _ = strconv.Atoi(field("version"))
	d := &sent.draft
	d.Theme, _ = strconv.Atoi(field("theme"))
	d.Wish, _ = strconv.Atoi(field("wish"))
	d.Words, d.Story, d.Link, d.Answers = field("words"), field("story"), field("link"), field("about")
	for _, code := range c.Bundle.Languages() {
		if code != bot.English {
			d.Texts = append(d.Texts, bot.UpdateText{Language: code, Words: field("words-" + code), Story: field("story-" + code)})
		}
	}
	if sent.when != "" {
		at, err := time.ParseInLocation(whenShape, sent.when, c.Plan.Zone())
		if err != nil {
			sent.problem = &problem{Text: "Give the day and the time like 2026-11-30T10:00, or leave it empty.", Field: "when"}
		}
		d.SendAt = at
	}
	var err error
	if sent.data, err = uploaded(r, "picture"); err != nil {
		sent.problem = &problem{Text: "The picture did not arrive whole. Please choose it again.", Field: "picture"}
	}
	return sent, true
}

// uploaded is a file of a form; nil when none was chosen.
func uploaded(r *http.Request, name string) ([]byte, error) {
	file, _, err := r.FormFile(name)
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	return io.ReadAll(file)
}

func (c *Console) writeUpdate(w http.ResponseWriter, r *http.Request, v visit) {
	sent, ok := c.readUpdate(w, r)
	if !ok {
		return
	}
	c.saveUpdate(w, r, v, sent, bot.PlanUpdate{}, func() (bot.PlanUpdate, error) {
		return c.Newsroom.Write(r.Context(), sent.action(v.by), sent.draft)
	})
}

func (c *Console) changeUpdate(w http.ResponseWriter, r *http.Request, v visit) {
	sent, ok := c.readUpdate(w, r)
	if !ok {
		return
	}
	update, ok := c.updateOf(w, r, v)
	if !ok {
		return
	}
	if update.Agency != v.officer.Agency {
		c.showUpdate(w, r, v, http.StatusConflict, &problem{Text: "Nothing was changed: only the agency that wrote an update changes it. You can send it back with what to change."})
		return
	}
	sent.draft.Answers = update.Answers
	if update.Answers != "" {
		sent.draft.Theme, sent.draft.Wish = update.Theme, update.Wish
	}
	c.saveUpdate(w, r, v, sent, update, func() (bot.PlanUpdate, error) {
		return c.Newsroom.Change(r.Context(), v.by, update.ID, sent.version, sent.draft)
	})
}

// saveUpdate keeps the texts and then the picture, and leads to the update's
// page, or shows the form again with what was typed and what is wrong.
func (c *Console) saveUpdate(w http.ResponseWriter, r *http.Request, v visit, sent sentUpdate, was bot.PlanUpdate, save func() (bot.PlanUpdate, error)) {
	if sent.problem != nil {
		c.againUpdate(w, r, v, sent, was, *sent.problem)
		return
	}
	update, err := save()
	if err == nil && (sent.drop || len(sent.data) > 0 || sent.alt != update.Picture && update.Picture != "") {
		alt := sent.alt
		if sent.drop {
			alt, sent.data = "", nil
		}
		was = update // the texts are kept, whatever becomes of the picture
		sent.version = update.Version
		update, err = c.Newsroom.Illustrate(r.Context(), v.by, update.ID, update.Version, alt, sent.data)
	}
	var refused *bot.DraftError
	switch {
	case err == nil:
		http.Redirect(w, r, c.updatePath(update.ID, ""), http.StatusSeeOther)
	case errors.As(err, &refused):
		c.againUpdate(w, r, v, sent, was, c.draftProblem(refused))
	case errors.Is(err, bot.ErrConflict):
		c.againUpdate(w, r, v, sent, update, problem{Text: "Somebody changed this update while you wrote. What you wrote stands below; look at theirs in another tab, then save again to replace it."})
	case errors.Is(err, bot.ErrClosed):
		c.againUpdate(w, r, v, sent, update, problem{Text: "This update has been approved meanwhile, so it can’t be changed. What you wrote stands below."})
	case errors.Is(err, bot.ErrNotFound):
		c.againUpdate(w, r, v, sent, was, problem{Text: "Choose a subject that your agency leads.", Field: "theme"})
	default:
		c.failed(w, r, err)
	}
}

// againUpdate shows the form with what was typed.
func (c *Console) againUpdate(w http.ResponseWriter, r *http.Request, v visit, sent sentUpdate, was bot.PlanUpdate, problems ...problem) {
	f, ok := c.heardAbout(w, r, v, c.updateForm(v, sent.draft))
	if !ok {
		return
	}
	f.New, f.When, f.Alt = was.ID == "", sent.when, sent.alt
	if was.ID != "" {
		f.Version, f.Picture = was.Version, was.Picture
		f.Path = c.updatePath(was.ID, "/edit")
	}
	f.ID = sent.id()
	f.Lost = len(sent.data) > 0
	f.Problems = problems
	c.showUpdateForm(w, v, http.StatusUnprocessableEntity, f)
}

// draftProblem puts what is wrong with a draft into words.
func (c *Console) draftProblem(e *bot.DraftError) problem {
	field := e.Field
	in := ""
	if e.Language != "" && e.Language != bot.English {
		field, in = e.Field+"-"+e.Language, " in "+c.Bundle.English(e.Language)
	}
	return problem{Field: field, Text: draftWords(e, in)}
}

func draftWords(e *bot.DraftError, in string) string {
	most := map[string]int{"words": bot.MostUpdate, "story": bot.MostStory, "link": bot.MostLink, "alt": bot.MostAlt}
	switch {
	case errors.Is(e.Err, bot.ErrLong):
		return fmt.Sprintf("The %s%s: %d characters at most.", fieldWord(e.Field), in, most[e.Field])
	case errors.Is(e.Err, bot.ErrMarkup):
		return fmt.Sprintf("Take the tags (such as <b>) out of the %s%s: residents would see them as they stand.", fieldWord(e.Field), in)
	case errors.Is(e.Err, bot.ErrLink):
		return "Give a whole address that begins with https://, such as https://www.luton.gov.uk/clean-streets."
	case errors.Is(e.Err, bot.ErrPast):
		return "Choose a time that is still to come, within a year."
	case errors.Is(e.Err, images.ErrTooLarge):
		return "The picture is too large. Choose a smaller one."
	case errors.Is(e.Err, images.ErrUnfit):
		return "This is no picture that can be shown. Choose a JPEG, PNG, WebP or GIF."
	case errors.Is(e.Err, bot.ErrEmpty) && e.Field == "alt":
		return "Say what the picture shows, for people who can’t see it."
	case errors.Is(e.Err, bot.ErrEmpty) && e.Field == "theme":
		return "Choose what the update is about."
	case errors.Is(e.Err, bot.ErrEmpty):
		return fmt.Sprintf("Write the short words%s.", in)
	case e.Field == "wish":
		return "Choose one of the wishes, or none."
	}
	return "This can’t be sent as it is."
}

func fieldWord(field string) string {
	switch field {
	case "story":
		return "longer text"
	case "link":
		return "link"
	case "alt":
		return "words for the picture"
	}
	return "short words"
}
