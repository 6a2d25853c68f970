package console_test

import (
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"unicode"

	"yousaid/bot"
	"yousaid/storage/storagetest"
)

func TestNoForgedSessionGetsIn(t *testing.T) {
	r := start(t)
	known := r.file(6, mark)
	b := r.signedIn(r.officer("Ruth", "neighbourhood-services", bot.RoleOfficer, false))
	cookie := b.Jar.Cookies(mustParse(t, r.site))[0]
	random := rand.New(rand.NewPCG(rand.Uint64(), 5))
	tried := 0
	for range storagetest.Forgeries(100) {
		value := storagetest.Forged(random, cookie.Value)
		if value == cookie.Value || strings.ContainsFunc(value, unicode.IsControl) { // the same, or nothing that can be sent
			continue
		}
		tried++
		other := r.stranger()
		for _, path := range []string{"", "report/" + known.Reference} {
			request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, r.site+path, http.NoBody)
			if err != nil {
				t.Fatal(err)
			}
			request.Header.Set("Cookie", cookie.Name+"="+value)
			if p := other.fetch(request); !strings.HasPrefix(p.Path, "sign-in") || strings.Contains(p.Body, mark) {
				t.Errorf("%q led to %s", value, p.Path)
			}
		}
	}
	if tried == 0 || !b.in() {
		t.Errorf("%d were tried, and the real one is in: %v", tried, b.in())
	}
}

// A form of another site, or of one that looks like ours, does nothing, though
// the browser sends the officer's cookie along. No browser sends a form without
// saying where it is from.
func TestNoForeignFormDoesAnything(t *testing.T) {
	r := start(t)
	known := r.file(6, mark)
	b := r.signedIn(r.officer("Ruth", "neighbourhood-services", bot.RoleOfficer, false))
	host := strings.TrimPrefix(r.origin, "http://")
	origins := []string{
		"null", "https://evil.example", "http://" + host + ".evil.example", "http://evil.example/" + host, "http://" + strings.Split(host, ":")[0],
		r.origin + "0", "http://user@" + host + "x", "file://", "http://[::1]", "http://" + strings.ToUpper("localhost") + ":1",
	}
	take := url.Values{"id": {"00000000-0000-4000-8000-000000000001"}}
	for _, origin := range origins {
		for _, site := range []string{"", "cross-site", "same-site", "Same-Origin ", "other"} {
			request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, r.site+"report/"+known.Reference+"/take", strings.NewReader(take.Encode()))
			if err != nil {
				t.Fatal(err)
			}
			request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			request.Header.Set("Origin", origin)
			if site != "" {
				request.Header.Set("Sec-Fetch-Site", site)
			}
			answer, err := b.Do(request)
			if err != nil {
				t.Fatal(err)
			}
			if _ = answer.Body.Close(); answer.StatusCode != http.StatusForbidden {
				t.Errorf("a form of %q, %q: %d", origin, site, answer.StatusCode)
			}
		}
	}
	var taken int
	r.must(r.Pool().QueryRow(t.Context(), `SELECT count(*) FROM reports WHERE status <> 'new'`).Scan(&taken))
	if taken > 0 {
		t.Error("the report was taken")
	}
}
