package public

import (
	"context"
	"net/http"
)

// posterPage is a page to print: how to report, in one language or in all.
type posterPage struct {
	Size   string // as the style sheet names it
	Ways   ways
	Voices []voice
	Sizes  []tongue // the other posters of the language
	Site   string   // the address of the pages
}

func (p *pages) posterA4(ctx context.Context, v voice, _ *http.Request) (sheet, error) {
	return p.poster(ctx, v, "a4", "poster", []voice{v}), nil
}

func (p *pages) posterA5(ctx context.Context, v voice, _ *http.Request) (sheet, error) {
	return p.poster(ctx, v, "a5", "poster/a5", []voice{v}), nil
}

func (p *pages) posterAll(ctx context.Context, v voice, _ *http.Request) (sheet, error) {
	var all []voice
	for _, lang := range p.Bundle.Languages() {
		all = append(all, voice{p, lang})
	}
	return p.poster(ctx, v, "all", "poster/all", all), nil
}

func (p *pages) poster(ctx context.Context, v voice, size, path string, voices []voice) sheet {
	page := posterPage{Size: size, Ways: p.ways(ctx), Voices: voices, Site: p.frame.URL(below(v.Lang))}
	page.Sizes = []tongue{
		{Name: v.Say("web.poster.a4"), Way: v.At("poster"), Here: size == "a4"},
		{Name: v.Say("web.poster.a5"), Way: v.At("poster/a5"), Here: size == "a5"},
		{Name: v.Say("web.poster.all"), Way: v.At("poster/all"), Here: size == "all"},
	}
	return sheet{Title: v.Say("web.poster"), Name: "poster", Path: path, Page: page}
}
