package console_test

import (
	"html"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"yousaid/bot"
	"yousaid/bot/console"
	"yousaid/flows"
	"yousaid/storage/storagetest"
)

// some is a part of the naughty words that is another for each n; all of `make
// faults` has many more.
func some(t *testing.T, n, most int) (list []string) {
	t.Helper()
	words := storagetest.Naughty(t)
	if os.Getenv("FAULTS") == "all" {
		most *= 10
	}
	for i := range min(most, len(words)) {
		list = append(list, words[(n*most+i*len(words)/most)%len(words)])
	}
	return list
}

// Whatever stands in an address, a query or a form of any page of the console,
// it is answered, and not with a fault of ours.
func TestNaughtyWordsBreakNoPage(t *testing.T) {
	r := open(t).rig
	who := r.officer("Cara", home, bot.RoleCoordinator, true)
	b := r.signedIn(who)
	for n, route := range r.pages.Table() {
		s, known := samples[route.Method+" "+route.Path]
		if !known || s.endless || s.foreign {
			continue
		}
		id := ""
		if s.kind != "" {
			id = kinds[s.kind].own(r)
		}
		for _, words := range some(t, n, 6) {
			for what, got := range b.naughty(route, s, id, words) {
				if got >= http.StatusInternalServerError {
					t.Errorf("%s %s with %q in its %s: %d", route.Method, route.Path, words, what, got)
				}
			}
			if !b.in() {
				b = r.signedIn(who)
			}
		}
	}
	if log := r.logs.String(); strings.Contains(log, "panic") {
		t.Error("something panicked")
	}
}

// naughty tries a route with the words in its path, its query and its form.
func (b *browser) naughty(route console.Route, s sample, id, words string) map[string]int {
	b.rig.t.Helper()
	got := map[string]int{}
	ask := func(what, path string, form url.Values) { got[what] = b.do(route.Method, path, form).Status }
	form := func() url.Values {
		if route.Method == http.MethodGet {
			return nil
		}
		return s.filled(func(k kind) string { return k.own(b.rig) })
	}
	if s.kind != "" {
		ask("path", s.path(route, url.PathEscape(words)), form())
	}
	query := url.Values{}
	for _, name := range []string{"q", "view", "before", "after", "to", "id", "theme", "sort", "from", "until", "agency", "page", "lang", "state"} {
		query.Set(name, words)
	}
	path, _, _ := strings.Cut(s.path(route, id), "?")
	ask("query", path+"?"+query.Encode(), form())
	if fields := form(); fields != nil {
		for name := range fields {
			fields.Set(name, words)
		}
		fields.Set("id", words)
		ask("form", path, fields)
		fields = form()
		fields.Set(words, words)
		ask("form's names", path, fields)
	}
	return got
}

// What officers write reaches the record as they wrote it: in a note, in a reply
// and in an update. A NUL is taken out, bytes that are no UTF-8 too, and browsers
// write line breaks as two characters, which become one; blanks at both ends go.
func TestNaughtyWordsOfOfficersAreKeptAsTheyAre(t *testing.T) {
	w := open(t)
	by := w.rig.officer("Ruth", "neighbourhood-services", bot.RoleOfficer, false)
	b := w.signedIn(by)
	for n, words := range some(t, 0, 30) {
		known := w.sends(ana, 6)
		at := report(known)
		want := keptOf(words)
		if want == "" {
			continue
		}
		wrote := map[string]page{
			"note":  b.post(at+"/note", b.get(at+"/note").fill("note", "text", words)),
			"reply": b.send(at, "reply", b.get(at).fill("reply", "text", words)),
		}
		kept, err := w.Open(t.Context(), by.Actor(), known.ID, "test")
		if err != nil {
			t.Fatal(err)
		}
		for what, p := range wrote {
			if p.Status >= http.StatusInternalServerError {
				t.Errorf("word %d as a %s: %d", n, what, p.Status)
				continue
			}
			if p.Status != http.StatusOK {
				continue // refused with a reason: too long for a text message, say
			}
			if !slices.ContainsFunc(kept.Thread, func(e bot.Entry) bool { return e.Text == want }) {
				t.Errorf("%s %q is not in the record", what, want)
			}
			if !strings.Contains(html.UnescapeString(p.Body), want) {
				t.Errorf("%s %q is not on the page", what, want)
			}
		}
	}
}

func keptOf(words string) string {
	return strings.TrimSpace(strings.ReplaceAll(strings.ReplaceAll(strings.ToValidUTF8(words, ""), "\x00", ""), "\r\n", "\n"))
}

// Residents' words stand on the page as they wrote them.
func TestNaughtyWordsOfResidentsAreReadAsTheyAre(t *testing.T) {
	w := open(t)
	b := w.ruth()
	for _, words := range some(t, 1, 40) {
		want := strings.ReplaceAll(strings.ToValidUTF8(words, "\uFFFD"), "\x00", "")
		known := w.sends(ana, 6, func(s *flows.Submission) { s.What = []string{"before " + want + " after"} })
		p := b.get(report(known))
		shown := strings.ReplaceAll(html.UnescapeString(p.Body), "\r", "\n")
		if p.Status != http.StatusOK || !strings.Contains(shown, strings.ReplaceAll("before "+want+" after", "\r", "\n")) {
			t.Errorf("%d: %q is not on the page", p.Status, want)
		}
	}
}
