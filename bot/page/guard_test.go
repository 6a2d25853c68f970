package page_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"yousaid/bot"
	"yousaid/bot/page"
)

func TestEveryAnswerIsGuarded(t *testing.T) {
	r := start(t)
	r.phones(duty)
	b, report, _ := r.opened(6)
	for _, address := range []string{report.url, r.site + "/r/x", r.site + "/u/x", r.site + "/page/style.css", r.site + "/r/", r.site + "/page/x"} {
		got := b.get(address)
		for name, value := range map[string]string{
			"Content-Security-Policy": "default-src 'none'", "Referrer-Policy": "same-origin", "X-Content-Type-Options": "nosniff",
			"Cache-Control": "no-store", "X-Robots-Tag": "noindex",
		} {
			if !strings.HasPrefix(got.header.Get(name), value) {
				t.Errorf("%s: %s is %q", address, name, got.header.Get(name))
			}
		}
	}
	for _, method := range []string{http.MethodPut, http.MethodDelete, http.MethodPatch} {
		b.do(method, report.url, "", nil).want(http.StatusMethodNotAllowed)
	}
	b.get(r.site+"/page/style.css").want(http.StatusOK, "prefers-color-scheme")
}

func TestFormsOfOtherSitesAreRefused(t *testing.T) {
	r := start(t)
	r.phones(duty)
	known := r.file(6)
	link, b := r.link(duty, known.Reference), newBrowser(t)
	evil := newBrowser(t)
	for name, value := range map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"} {
		evil.header = http.Header{}
		evil.header.Set(name, value)
		evil.open2(link).want(http.StatusForbidden, "Nothing was done")
		evil.upload(r.site + "/u/x").want(http.StatusForbidden)
	}
	page := b.open(link).want(http.StatusOK)
	b.header.Set("Sec-Fetch-Site", "same-site")
	b.send(page, "take").want(http.StatusForbidden, "Nothing was done")
	if n := r.count(`SELECT count(*) FROM reports WHERE status = 'new'`); n != 1 {
		t.Error("another site took the report")
	}
}

func TestFormsHaveLimits(t *testing.T) {
	r := start(t)
	r.phones(duty)
	b, page, _ := r.opened(6)
	b.send(page, "note", "text", strings.Repeat("x", 65<<10)).want(http.StatusRequestEntityTooLarge, "That is too much")
	b.do(http.MethodPost, page.url, "application/x-www-form-urlencoded", strings.NewReader("do=%zz")).want(http.StatusBadRequest)
}

func TestCookiesFollowThePublicAddress(t *testing.T) {
	r := start(t, func(s *settings) { s.public = "https://chat.example.org/csp/" })
	r.phones(duty)
	link, b := r.link(duty, r.file(6).Reference), newBrowser(t)
	session := b.get(link).hidden("session")
	b.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	b.header.Set("Origin", "https://chat.example.org") // the proxy has changed the host
	got := b.post(link, "session", session).want(http.StatusSeeOther)
	if to := got.header.Get("Location"); !strings.HasPrefix(to, "/csp/r/s/") {
		t.Errorf("goes on to %s", to)
	}
	cookie := got.header.Get("Set-Cookie")
	for _, part := range []string{"report_", "; Path=/csp/r/", "; Max-Age=14400", "; HttpOnly", "; Secure", "; SameSite=Strict"} {
		if !strings.Contains(cookie, part) {
			t.Errorf("no %q in %s", part, cookie)
		}
	}
}

// broken is a record that makes a page panic, with what was asked for in it.
type broken struct{ page.Store }

func (broken) PeekLink(_ context.Context, token string) error { panic(token) }

func (broken) LinkSession(context.Context, string) (bot.Actor, bot.Target, error) {
	return bot.Actor{}, bot.Target{}, bot.ErrUsed
}

func TestPanicIsAPage(t *testing.T) {
	r := start(t, func(s *settings) { s.page.Store = broken{s.page.Store} })
	newBrowser(t).get(r.site+"/r/"+mark).want(http.StatusInternalServerError, "nothing was changed")
	if !strings.Contains(r.logs.String(), `"panic":"string"`) {
		t.Errorf("not logged: %s", r.logs)
	}
}

func TestAddressMustBeOne(t *testing.T) {
	for _, bad := range []string{"", "chat.example.org", "://"} {
		if _, err := page.New(page.Config{PublicURL: bad}); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}
