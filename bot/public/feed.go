package public

import (
	"context"
	"encoding/xml"
	"fmt"
	"net/http"
	"strings"
	"time"

	"yousaid/bot"
	"yousaid/flows"
)

// mostFed is how many updates a feed has.
const mostFed = 30

// atom is a feed (RFC 4287).
type atom struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string      `xml:"http://www.w3.org/XML/1998/namespace lang,attr"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Author  string      `xml:"author>name"`
	Links   []atomLink  `xml:"link"`
	Entries []atomEntry `xml:"entry"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	ID      string   `xml:"id"`
	Title   string   `xml:"title"`
	Updated string   `xml:"updated"`
	Author  string   `xml:"author>name"`
	Link    atomLink `xml:"link"`
	Content atomText `xml:"content"`
}

// atomText is text: what stands in it is no markup.
type atomText struct {
	Lang string `xml:"http://www.w3.org/XML/1998/namespace lang,attr"`
	Type string `xml:"type,attr"`
	Text string `xml:",chardata"`
}

// feed serves the newest updates of all themes to programs that gather news.
func (p *pages) feed(w http.ResponseWriter, r *http.Request, lang string) {
	v := voice{p, lang}
	p.give(w, r, r.URL.Path, func(ctx context.Context) (kept, error) {
		updates, err := p.Store.LatestPublished(ctx, lang, mostFed)
		if err != nil {
			return kept{}, err
		}
		body, err := xml.Marshal(v.atom(updates))
		if err != nil {
			return kept{}, err
		}
		return keep(append([]byte(xml.Header), body...), "application/atom+xml; charset=utf-8")
	})
}

func (v voice) atom(updates []bot.Published) atom {
	home := v.pages.frame.URL(below(v.Lang))
	feed := atom{
		Lang: v.Lang, ID: home, Title: v.Say("web.title", "Town", v.pages.Plan.Town), Author: v.pages.Plan.Name, Updated: stamp(time.Unix(0, 0)),
		Links: []atomLink{{"self", home + "updates.atom"}, {"alternate", home}},
	}
	for i, update := range updates {
		if i == 0 {
			feed.Updated = stamp(update.At)
		}
		feed.Entries = append(feed.Entries, v.entry(home, update))
	}
	return feed
}

func (v voice) entry(home string, update bot.Published) atomEntry {
	n, title := v.news(update), v.pages.Plan.Name
	if theme, ok := v.pages.Plan.Theme(update.Theme); ok {
		title = v.line(flows.Named(theme.Key("name"), theme.Name))
	}
	at := update.ID
	if update.Answers != "" {
		at = update.Answers // it stands below that
	}
	return atomEntry{
		ID: "urn:uuid:" + update.ID, Title: title, Updated: stamp(update.At), Author: n.By,
		Link:    atomLink{"alternate", fmt.Sprintf("%sthemes/%d#u-%s", home, update.Theme, at)},
		Content: atomText{Lang: update.Language, Type: "text", Text: n.Text},
	}
}

func stamp(at time.Time) string { return at.UTC().Format(time.RFC3339) }

// robots tells programs that read pages which of ours are for them: the public
// ones alone.
func (p *pages) robots(w http.ResponseWriter, r *http.Request) {
	var out strings.Builder
	out.WriteString("User-agent: *\nDisallow: /\n")
	for _, lang := range p.Bundle.Languages() {
		for _, path := range []string{"$", "themes/", "report$", "poster", "updates.atom$"} {
			fmt.Fprintf(&out, "Allow: %s\n", p.frame.At(below(lang)+path))
		}
	}
	for _, path := range []string{"/updates/", "/qr/", stylePath} {
		fmt.Fprintf(&out, "Allow: %s\n", p.frame.At(path))
	}
	page, err := keep([]byte(out.String()), "text/plain; charset=utf-8")
	if err != nil {
		panic(err) // it is written to memory
	}
	page.serve(w, r)
}
