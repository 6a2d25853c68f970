package page_test

import (
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"unicode"

	"yousaid/storage/storagetest"
)

// forged is a secret of which something was changed, and which can stand in an
// address and as a cookie.
func forged(random *rand.Rand, secret string) string {
	text := storagetest.Forged(random, secret)
	if text == "" || strings.ContainsAny(text, "?#/% ") || strings.ContainsFunc(text, unicode.IsControl) {
		return secret[1:] // it would be another address
	}
	return text
}

// Nobody opens a report, a comment or an upload by a link that is nearly right,
// nor by a session that is, and the real ones are none the worse for it.
func TestNoForgedLinkOpensAnything(t *testing.T) {
	r := start(t)
	r.phones(duty)
	known := r.file(6)
	link, upload := r.link(duty, known.Reference), r.uploadLink(known.ID)
	used := r.link(duty, r.file(6).Reference)
	holder := newBrowser(t)
	report := holder.open(used).want(http.StatusOK, mark)
	cookie := ""
	for _, c := range holder.client.Jar.Cookies(mustParse(t, report.url)) {
		if strings.HasPrefix(c.Name, "report_") {
			cookie = c.Name + "=" + c.Value
		}
	}
	name, session, _ := strings.Cut(cookie, "=")
	token := func(link string) string { return link[strings.LastIndex(link, "/")+1:] }
	random := rand.New(rand.NewPCG(rand.Uint64(), 6))
	for range storagetest.Forgeries(60) {
		b := newBrowser(t)
		if other := forged(random, token(link)); other != token(link) {
			b.get(r.site + "/r/" + other).want(http.StatusGone).without(mark)
			b.open2(r.site + "/r/" + other).want(http.StatusGone).without(mark)
		}
		if other := forged(random, token(upload)); other != token(upload) {
			if got := b.get(r.site + "/u/" + other); got.status != http.StatusGone {
				t.Errorf("an upload link %q: %d", other, got.status)
			}
			if got := b.upload(r.site+"/u/"+other, photo(1)); got.status != http.StatusGone {
				t.Errorf("an upload by the link %q: %d", other, got.status)
			}
		}
		if other := forged(random, session); other != session {
			b.header.Set("Cookie", name+"="+other)
			b.get(report.url).want(http.StatusForbidden).without(mark)
			b.post(report.url, "do", "take", "id", "x").want(http.StatusForbidden).without(mark)
		}
	}
	if n := r.count(`SELECT count(*) FROM link_sessions`); n != 1 {
		t.Errorf("%d sessions, want the one", n)
	}
	if n := r.count(`SELECT count(*) FROM files`) + r.count(`SELECT count(*) FROM reports WHERE status <> 'new'`); n != 0 {
		t.Errorf("%d things were done", n)
	}
	holder.get(report.url).want(http.StatusOK, mark)
	newBrowser(t).open(link).want(http.StatusOK, mark)
}

func mustParse(t *testing.T, address string) *url.URL {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u
}
