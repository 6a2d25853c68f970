package console

import (
	"net/http"
	"slices"

	"yousaid/bot"
	"yousaid/bot/channel"
)

// updatePage is one plan update, with what can be done about it.
type updatePage struct {
	bot.PlanUpdate
	Wished   string // the wish that it belongs to, in the residents' words
	About    *bot.PlanUpdate
	Previews []phonePreview
	Read     string // the language of the previews
	Tongues  []tongue
	Reach    *reachWords // before it is decided
	Problem  *problem
	Edits    bool // the officer may change it
	Offers   bool // and ask for its approval
	Decides  bool // and decide
	Mine     bool // the officer wrote it
	Holds    bool // may pause and cancel
	Resumes  bool
	Progress progressWords
	Figures  bot.UpdateFigures // once it is published
	Tells    bool              // the officer may write what was heard
}

// phonePreview is an update on one phone.
type phonePreview struct {
	Network  string
	Language string
	Messages []bot.Foretold // the one
	Parts    int
	Cut      bool
	Photo    bool
	Left     bool // there is a picture, and it doesn't go with a text of this length
}

// tongue is a language in which the previews can be read.
type tongue struct {
	Code, Name string
	Here       bool
	English    bool // there is no translation
}

// reachWords is who would get an update, what it costs and how long it takes.
type reachWords struct {
	bot.Preview
	Rows    []reachRow
	Priced  bool
	NoTexts bool
}

type reachRow struct {
	Network, Language string
	Now, Weekly       int
	English           bool // they read it in English, for lack of a translation
}

func (c *Console) update(w http.ResponseWriter, r *http.Request, v visit) {
	c.showUpdate(w, r, v, http.StatusOK, nil)
}

// showUpdate shows an update, with why something was not done.
func (c *Console) showUpdate(w http.ResponseWriter, r *http.Request, v visit, status int, refused *problem) {
	page, ok := c.updatePage(w, r, v)
	if !ok {
		return
	}
	page.Problem = refused
	c.render(w, status, "update", &v, sheet{Title: c.updateTitle(page.PlanUpdate), Here: "updates", Page: page})
}

func (c *Console) updateTitle(update bot.PlanUpdate) string {
	if update.Theme == 0 {
		return "Update without a subject"
	}
	return "Update on " + c.theme(update.Theme)
}

// updatePage reads an update with what can be done about it. Where that can't be
// had, the answer has been given.
func (c *Console) updatePage(w http.ResponseWriter, r *http.Request, v visit) (updatePage, bool) {
	update, ok := c.updateOf(w, r, v)
	if !ok {
		return updatePage{}, false
	}
	page, err := c.about(r, v, update)
	if err != nil {
		c.failed(w, r, err)
	}
	return page, err == nil
}

func (c *Console) about(r *http.Request, v visit, update bot.PlanUpdate) (updatePage, error) {
	own := update.Agency == v.officer.Agency
	page := updatePage{PlanUpdate: update, Mine: update.Writer == v.officer.ID}
	page.Edits = own && update.State != bot.UpdatePublished
	page.Offers = own && update.State == bot.UpdateDraft
	page.Decides = update.State == bot.UpdateOffered && !page.Mine && v.by.MayApprove()
	page.Holds = v.by.MayApprove() || page.Mine
	page.Resumes = v.by.MayApprove()
	if update.Wish > 0 && update.Wish <= len(c.Plan.YouSaid) {
		page.Wished = c.Plan.YouSaid[update.Wish-1].Said
	}
	if update.Answers != "" {
		about, err := c.Newsroom.Store.PlanUpdate(r.Context(), v.by, update.Answers)
		if err != nil {
			return page, err
		}
		page.About = &about
	}
	c.previewUpdate(r, &page)
	if update.State == bot.UpdatePublished {
		page.Tells = own && update.Answers == "" && c.writes(v)
		var err error
		if page.Figures, err = c.Store.UpdateFigures(r.Context(), v.by, update.ID); err != nil {
			return page, err
		}
		page.Progress = progressOf(update, page.Figures.Outcomes)
		return page, nil
	}
	if update.Theme == 0 {
		return page, nil
	}
	reach, err := c.reachOf(r, update)
	page.Reach = &reach
	return page, err
}

// previewUpdate shows the update as both phones will, in a language.
func (c *Console) previewUpdate(r *http.Request, page *updatePage) {
	update := page.PlanUpdate
	page.Read = c.Bundle.Language(r.FormValue("in"))
	for _, code := range c.Bundle.Languages() {
		_, own := update.In(code)
		page.Tongues = append(page.Tongues, tongue{Code: code, Name: c.Bundle.English(code), Here: code == page.Read, English: !own})
	}
	if update.Words == "" {
		return
	}
	for _, network := range []string{channel.Telegram, channel.SMS} {
		out, parts, on := c.Newsroom.Foreseen(network, page.Read, update)
		if !on {
			continue
		}
		shown := phonePreview{
			Network: network, Language: page.Read, Parts: parts, Photo: out.Photo != nil,
			Messages: []bot.Foretold{{Text: out.Text, Buttons: out.Labels(), Parts: parts}},
			Left:     network == channel.Telegram && update.Picture != "" && out.Photo == nil,
		}
		if network == channel.SMS {
			whole, most := c.Newsroom.TextParts(update.Draft, page.Read)
			shown.Cut = whole > most
		}
		page.Previews = append(page.Previews, shown)
	}
}

// reachOf says who would get an update.
func (c *Console) reachOf(r *http.Request, update bot.PlanUpdate) (reachWords, error) {
	preview, err := c.Newsroom.Preview(r.Context(), update)
	reach := reachWords{Preview: preview, Priced: c.Newsroom.Price > 0, NoTexts: preview.Parts == 0}
	for _, share := range preview.Audience {
		i := slices.IndexFunc(reach.Rows, func(row reachRow) bool {
			return row.Network == share.Channel && row.Language == share.Language
		})
		if i < 0 {
			_, own := update.In(share.Language)
			reach.Rows = append(reach.Rows, reachRow{Network: share.Channel, Language: share.Language, English: !own})
			i = len(reach.Rows) - 1
		}
		if share.Weekly {
			reach.Rows[i].Weekly += share.Residents
		} else {
			reach.Rows[i].Now += share.Residents
		}
	}
	return reach, err
}

// updateState says where an update stands.
func (c *Console) updateState(u bot.PlanUpdate) string {
	switch {
	case !u.Cancelled.IsZero():
		return "Cancelled"
	case !u.Paused.IsZero():
		return "Paused"
	case u.State == bot.UpdateDraft && u.Comment != "":
		return "Sent back"
	case u.State == bot.UpdateDraft:
		return "Being written"
	case u.State == bot.UpdateOffered:
		return "Waiting for approval"
	case u.State == bot.UpdateRejected:
		return "Rejected"
	case u.SendAt.After(c.Now()):
		return "Approved, goes out later"
	}
	return "Approved"
}
