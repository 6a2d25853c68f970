package public

import (
	"context"
	"net/http"

	"yousaid/flows"
	"yousaid/flows/partnership"
)

// What the first page shows of what there is.
const (
	wishNews   = 2 // updates for each wish
	homeMonths = 6
)

// homePage is the partnership's plan, and how it goes.
type homePage struct {
	About    []string
	Partners []flows.Line
	Ways     ways
	Themes   []themeCard
	Wishes   []wish
	Pulse    []month
	Reports  reportTable
}

// themeCard is a theme with what was told of it last.
type themeCard struct {
	Number             int
	Name, Short, Doing string
	Leads              []flows.Line
	Newest             *news
}

// wish is what residents asked for, and what is done about it.
type wish struct {
	Said  string
	Doing []string
	News  []news
}

func (p *pages) home(ctx context.Context, v voice, _ *http.Request) (sheet, error) {
	page := homePage{Ways: p.ways(ctx)}
	for i, line := range p.Plan.About {
		page.About = append(page.About, v.line(flows.Named(partnership.AboutKey(i), line)))
	}
	for _, name := range p.Plan.Partners {
		page.Partners = append(page.Partners, flows.Words(name))
	}
	var err error
	if page.Themes, err = p.cards(ctx, v); err != nil {
		return sheet{}, err
	}
	if page.Wishes, err = p.wishes(ctx, v); err != nil {
		return sheet{}, err
	}
	if page.Pulse, err = p.pulse(ctx); err != nil {
		return sheet{}, err
	}
	all, months, err := p.reports(ctx, homeMonths)
	if err != nil {
		return sheet{}, err
	}
	page.Reports = all.table(months, v.subjects())
	return sheet{Title: v.Say("web.title", "Town", p.Plan.Town), Name: "home", Page: page}, nil
}

// cards are the themes with their newest updates.
func (p *pages) cards(ctx context.Context, v voice) ([]themeCard, error) {
	var numbers []int
	for _, theme := range p.Plan.Themes {
		numbers = append(numbers, theme.Number)
	}
	updates, err := p.Store.NewestPublished(ctx, v.Lang, numbers)
	if err != nil {
		return nil, err
	}
	newest := map[int]*news{}
	for _, update := range updates {
		n := v.news(update)
		newest[update.Theme] = &n
	}
	var cards []themeCard
	for _, theme := range p.Plan.Themes {
		cards = append(cards, v.card(theme, newest[theme.Number]))
	}
	return cards, nil
}

func (v voice) card(theme partnership.Theme, newest *news) themeCard {
	return themeCard{
		Number: theme.Number, Name: v.theme(theme, "name", theme.Name), Short: v.theme(theme, "short", theme.Short),
		Doing: v.theme(theme, "doing", theme.Doing), Leads: v.leads(theme.Number), Newest: newest,
	}
}

// wishes are what residents asked for, with the updates that belong to each.
func (p *pages) wishes(ctx context.Context, v voice) ([]wish, error) {
	updates, err := p.Store.PublishedByWish(ctx, v.Lang, len(p.Plan.YouSaid), wishNews)
	if err != nil {
		return nil, err
	}
	list := make([]wish, len(p.Plan.YouSaid))
	for i, said := range p.Plan.YouSaid {
		list[i].Said = v.line(flows.Named(partnership.SaidKey(i, "said"), said.Said))
		for j, doing := range said.Doing {
			list[i].Doing = append(list[i].Doing, v.line(flows.Named(partnership.DoingKey(i, j), doing)))
		}
	}
	for _, update := range updates {
		list[update.Wish-1].News = append(list[update.Wish-1].News, v.news(update))
	}
	return list, nil
}
