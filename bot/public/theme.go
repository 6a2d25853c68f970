package public

import (
	"context"
	"net/http"
	"strconv"

	"yousaid/bot"
	"yousaid/flows"
)

// perPage is how many updates stand on a page, and mostHeard how much is told
// there of what was heard about them.
const (
	perPage   = 20
	mostHeard = 100
)

// themePage is a theme with all that was told of it.
type themePage struct {
	Number        int
	Covers, Doing string
	Leads         []flows.Line
	News          []news
	Older         string // the address of what was told before; empty: that is all
	First         bool   // the newest are on this page
	Months        []month
	Others        []themeCard
}

func (p *pages) theme(ctx context.Context, v voice, r *http.Request) (sheet, error) {
	number, err := strconv.Atoi(r.PathValue("number"))
	theme, known := p.Plan.Theme(number)
	behind, sound := bot.ParseListKey(r.URL.Query().Get("before"))
	if err != nil || !known || !sound || r.PathValue("number") != strconv.Itoa(number) {
		return sheet{}, bot.ErrNotFound
	}
	page := themePage{
		Number: number, Covers: v.theme(theme, "covers", theme.Covers), Doing: v.theme(theme, "doing", theme.Doing),
		Leads: v.leads(number), First: behind == bot.ListKey{}, Others: v.others(number),
	}
	path := "themes/" + strconv.Itoa(number)
	if page.News, page.Older, err = p.history(ctx, v, number, behind); err != nil {
		return sheet{}, err
	}
	if page.Months, err = p.ofTheme(ctx, number); err != nil {
		return sheet{}, err
	}
	return sheet{Title: v.theme(theme, "name", theme.Name), Name: "theme", Path: path, Page: page}, nil
}

func (v voice) others(number int) []themeCard {
	var cards []themeCard
	for _, theme := range v.pages.Plan.Themes {
		if theme.Number != number {
			cards = append(cards, v.card(theme, nil))
		}
	}
	return cards
}

// history is a page of updates, what was heard about each below it.
func (p *pages) history(ctx context.Context, v voice, theme int, behind bot.ListKey) (list []news, older string, err error) {
	updates, err := p.Store.PublishedOn(ctx, v.Lang, theme, behind, perPage+1)
	if err != nil {
		return nil, "", err
	}
	if len(updates) > perPage {
		updates = updates[:perPage]
		older = v.At("themes/"+strconv.Itoa(theme)) + "?before=" + updates[perPage-1].Key().String()
	}
	heard, err := p.heard(ctx, v, updates)
	if err != nil {
		return nil, "", err
	}
	for _, update := range updates {
		one := v.news(update)
		one.Heard = heard[update.ID]
		list = append(list, one)
	}
	return list, older, nil
}

// heard is what was heard about updates, by their ids.
func (p *pages) heard(ctx context.Context, v voice, updates []bot.Published) (map[string][]news, error) {
	var ids []string
	for _, update := range updates {
		ids = append(ids, update.ID)
	}
	if len(ids) == 0 {
		return nil, nil
	}
	answers, err := p.Store.PublishedAnswers(ctx, v.Lang, ids, mostHeard)
	if err != nil {
		return nil, err
	}
	all := map[string][]news{}
	for _, answer := range answers {
		all[answer.Answers] = append(all[answer.Answers], v.news(answer))
	}
	return all, nil
}

// picture serves the picture of an update.
func (p *pages) picture(w http.ResponseWriter, r *http.Request) {
	data, err := p.Store.PublishedPicture(r.Context(), r.PathValue("id"))
	p.give(w, r, "", func(context.Context) (kept, error) {
		if err != nil {
			return kept{}, err
		}
		return asIs(data, "image/jpeg"), nil
	})
}
