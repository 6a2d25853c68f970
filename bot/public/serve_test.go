package public_test

import (
	"context"
	"encoding/xml"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"yousaid/bot"
	"yousaid/bot/frame"
	"yousaid/bot/public"
)

// counted counts how often the record is asked for what begins the first page.
type counted struct {
	public.Store
	asked atomic.Int64
}

func (c *counted) NewestPublished(ctx context.Context, language string, themes []int) ([]bot.Published, error) {
	c.asked.Add(1)
	return c.Store.NewestPublished(ctx, language, themes)
}

func TestTheRecordIsAskedOnceAMinute(t *testing.T) {
	r := start(t)
	store := &counted{Store: r.store}
	r.serve(func(c *public.Config) { c.Store = store })
	var readers sync.WaitGroup
	for range 20 {
		readers.Go(func() { r.says("/") })
	}
	readers.Wait()
	if n := store.asked.Load(); n != 1 {
		t.Errorf("asked %d times for 20 readers", n)
	}
	page := r.get("/")
	mark := page.header.Get("ETag")
	if again := r.get("/", "If-None-Match", mark); mark == "" || again.status != http.StatusNotModified || again.body != "" {
		t.Errorf("read again with %q: %d, %d bytes", mark, again.status, len(again.body))
	}
	r.now = r.now.Add(time.Minute)
	r.says("/")
	if n := store.asked.Load(); n != 2 {
		t.Errorf("asked %d times in two minutes", n)
	}
}

// Where the record is away the last page stays; what was never made can't be
// shown, which is said kindly.
func TestPagesStayWhileTheRecordIsAway(t *testing.T) {
	r := start(t)
	r.says("/")
	r.store.Close()
	r.now = r.now.Add(time.Hour)
	r.says("/", "The plan for a safer Luton")
	if !strings.Contains(r.logs.String(), "public page not made") {
		t.Errorf("nobody is told: %s", r.logs)
	}
	page := r.get("/ur/")
	if page.status < 500 || !strings.Contains(page.body, `<html lang="ur"`) || page.header.Get("Retry-After") == "" {
		t.Errorf("status %d:\n%s", page.status, page.body)
	}
	r.says("/report", "How to report")
}

func TestPagesAreForEverybodyAndKeptAMinute(t *testing.T) {
	r := start(t)
	for _, path := range []string{"/", "/themes/6", "/poster", "/qr/sms.svg", "/updates.atom", "/robots.txt"} {
		h := r.get(path).header
		for name, want := range map[string]string{
			"Cache-Control": "public, max-age=60", "Content-Security-Policy": string(frame.Reading), "X-Content-Type-Options": "nosniff",
			"X-Robots-Tag": "", "Set-Cookie": "",
		} {
			if got := h.Get(name); got != want {
				t.Errorf("%s: %s is %q", path, name, got)
			}
		}
	}
	for _, inline := range []string{"<script", "style=", "onclick", "<style"} {
		for _, path := range []string{"/", "/themes/6", "/report", "/poster/all"} {
			if strings.Contains(r.says(path), inline) {
				t.Errorf("%s has %s", path, inline)
			}
		}
	}
	request, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, r.site+"/report", strings.NewReader("x"))
	response, err := r.client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("a form is answered with %d", response.StatusCode)
	}
}

// allowed reads robots.txt as RFC 9309 does: the longest match counts.
func allowed(rules, path string) bool {
	longest, allow := -1, true
	for line := range strings.Lines(rules) {
		verb, pattern, _ := strings.Cut(strings.TrimSpace(line), ": ")
		size := len(pattern)
		pattern, whole := strings.CutSuffix(pattern, "$")
		if verb != "Allow" && verb != "Disallow" || !strings.HasPrefix(path, pattern) || whole && path != pattern {
			continue
		}
		if size > longest {
			longest, allow = size, verb == "Allow"
		}
	}
	return allow
}

func TestSearchEnginesReadThePublicPagesAlone(t *testing.T) {
	rules := start(t).says("/robots.txt", "User-agent: *")
	for path, want := range map[string]bool{
		"/": true, "/report": true, "/ur/": true, "/themes/6": true, "/poster/a5": true, "/pl/report": true, "/qr/sms.svg": true,
		"/r/token": false, "/reports": false, "/u/token": false, "/d/token": false, "/console/": false, "/sandbox/": false, "/webhooks/telegram": false,
	} {
		if got := allowed(rules, path); got != want {
			t.Errorf("%s: allowed %t, want %t", path, got, want)
		}
	}
}

func TestNewsIsFed(t *testing.T) {
	r := start(t)
	r.town()
	var feed struct {
		ID      string    `xml:"id"`
		Updated time.Time `xml:"updated"`
		Entries []struct {
			ID      string `xml:"id"`
			Title   string `xml:"title"`
			Content string `xml:"content"`
			Link    struct {
				Href string `xml:"href,attr"`
			} `xml:"link"`
		} `xml:"entry"`
	}
	if err := xml.Unmarshal([]byte(r.says("/updates.atom")), &feed); err != nil {
		t.Fatal(err)
	}
	if len(feed.Entries) != 30 || feed.ID != "https://chat.example.org/" || !feed.Updated.Equal(today.AddDate(0, 0, -1)) {
		t.Fatalf("feed %+v", feed)
	}
	clean := feed.Entries[2]
	if !strings.Contains(clean.Content, "<b>Tell us</b>") || !strings.HasPrefix(clean.Link.Href, "https://chat.example.org/themes/6#u-") || !strings.HasPrefix(clean.ID, "urn:uuid:") {
		t.Errorf("entry %+v", clean)
	}
}

func TestPagesNeedAnAddress(t *testing.T) {
	for _, url := range []string{"", "chat.example.org"} {
		if _, err := public.Handler(public.Config{PublicURL: url}); err == nil {
			t.Errorf("%q is taken for one", url)
		}
	}
}
