package console

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"yousaid/bot"
	"yousaid/flows"
)

// searchPath is the page of what a search found.
const searchPath = "search"

// How long a search may look, and what may be typed to search for (in
// characters).
const (
	searchTime = 5 * time.Second
	mostTyped  = 200
)

// searched is what came of a search.
type searched struct {
	Typed  string
	Sample string // how a reference looks
	Said   string // what is wrong with what was typed; empty when it was looked for
	Found  bot.InboxFound
	Rows   []inboxRow
	Wide   bool // no filter is set
}

// searchSent takes what was typed and goes on to what it found. What was typed
// travels in the form and then sealed: an address is kept by browsers and
// written down by proxies, and names may be in it.
func (c *Console) searchSent(w http.ResponseWriter, r *http.Request, v visit) {
	f, ok := c.form(w, r, mostFields)
	if !ok {
		return
	}
	typed := strings.TrimSpace(f.Get("q"))
	if utf8.RuneCountInString(typed) > mostTyped {
		typed = string([]rune(typed)[:mostTyped])
	}
	kept := url.Values{}
	for name, values := range f.Values {
		if name != "q" && name != askView && name != askAfter && len(values[0]) <= mostTyped {
			kept.Set(name, values[0])
		}
	}
	if typed == "" {
		http.Redirect(w, r, c.at("?"+kept.Encode()), http.StatusSeeOther)
		return
	}
	kept.Set(askFind, concealed(v.token, typed))
	http.Redirect(w, r, c.at(searchPath+"?"+kept.Encode()), http.StatusSeeOther)
}

// search shows what a search found, or leads to the report whose reference was
// typed.
func (c *Console) search(w http.ResponseWriter, r *http.Request, v visit) {
	query := r.URL.Query()
	typed, ok := revealed(v.token, query.Get(askFind))
	result := searched{Typed: typed, Sample: c.Plan.Prefix + "-7K3M-2QX"}
	status := http.StatusOK
	if !ok {
		result.Said = "This search is not kept any more. Type again what you look for."
	} else if to, said, err := c.reference(r, v, typed); err != nil {
		c.failed(w, r, err)
		return
	} else if to != "" {
		http.Redirect(w, r, to, http.StatusSeeOther) //nolint:gosec // reference leads to pages of the console alone
		return
	} else if said != "" {
		result.Said, status = said, http.StatusNotFound
	}
	query.Set(askView, string(bot.InboxAll)) // whatever tab it was typed in
	r.URL.RawQuery = query.Encode()
	page, err := c.inboxOf(r, v, searchPath)
	if err == nil && result.Said == "" {
		result.Wide = len(page.Chips) == 0
		err = c.find(r, v, page.asked.Filter, &result)
	}
	if err != nil {
		c.failed(w, r, err)
		return
	}
	page.Search = &result
	c.render(w, status, "inbox", &v, sheet{Title: "Search", Here: "inbox", Page: page.inboxPage})
}

// reference finds the report whose reference was typed: where it is to be seen,
// or what is wrong with it. Both are empty for what is no reference.
func (c *Console) reference(r *http.Request, v visit, typed string) (to, said string, err error) {
	reference, sound, whole := flows.ReadReference(c.Plan.Prefix, flows.Digits(typed))
	if reference == "" || !sound && !whole {
		return "", "", nil
	}
	if !sound {
		return "", "There is a slip in " + reference + ": no report has that reference. Check it character by character.", nil
	}
	_, err = c.Store.Find(r.Context(), v.by, reference)
	switch {
	case err == nil:
		return c.reportAt(reference, ""), "", nil
	case !errors.Is(err, bot.ErrNotFound):
		return "", "", err
	case whole:
		return "", "There is no report " + reference + ", or it is not for you to see.", nil
	}
	return "", "", nil // a word of seven letters, by chance
}

// find looks for words.
func (c *Console) find(r *http.Request, v visit, f bot.InboxFilter, result *searched) (err error) {
	words := bot.SearchWords(result.Typed)
	if utf8.RuneCountInString(strings.Join(words, "")) < 2 {
		result.Said = "Type a reference, or at least two letters of a word."
		return nil
	}
	result.Found, err = c.Store.Search(r.Context(), v.by, bot.InboxSearch{Filter: f, Words: words, Within: searchTime})
	for _, hit := range result.Found.Hits {
		rows := c.rows(v, []bot.InboxRow{hit.Row})
		rows[0].Excerpt = hit.Excerpt
		result.Rows = append(result.Rows, rows...)
	}
	return err
}

// Summary says how far the search looked, and what helps to look further.
func (s searched) Summary() string {
	many := fmt.Sprintf("%d reports", s.Found.Opened)
	if s.Found.Opened == 1 {
		many = "1 report"
	}
	among := "that you may see"
	if !s.Wide {
		among = "that the filters leave"
	}
	switch {
	case s.Found.Late:
		return fmt.Sprintf("The search stopped after %d seconds. It looked into the newest %s %s.", int(searchTime.Seconds()), many, among)
	case !s.Found.Whole:
		return fmt.Sprintf("It looked into the newest %s %s: that is the most for one search.", many, among)
	}
	return fmt.Sprintf("It looked into all %s %s.", many, among)
}
