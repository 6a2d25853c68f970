package public_test

import (
	"net/http"
	"strings"
	"testing"

	"yousaid/bot/public"
)

func TestTheFirstPageShowsThePlan(t *testing.T) {
	r := start(t)
	r.town()
	page := r.says("/", `<html lang="en" dir="ltr">`, "<h1>The plan for a safer Luton</h1>", "Violence and exploitation",
		"Domestic abuse and on-street sexual exploitation", "Lead: Bedfordshire Police and Luton Council", "Danger now? Call 999.",
		"You said, we&#39;re doing", "We want to enjoy our Town Centre", "We want you to feel safer there.",
		"Newest, 23 November 2026", "Two more officers walk from The Mall", "@luton_safety_bot", "07700 900999",
		`href="https://t.me/luton_safety_bot?start=poster"`, `href="sms:&#43;447700900999"`, "October 2026")
	if n := strings.Count(page, "Two more officers walk"); n != 2 { // at its theme and at its wish
		t.Errorf("an update stands there %d times", n)
	}
	if strings.Contains(page, "They come in January") {
		t.Error("what was heard is shown as news")
	}
	size := len(page)
	for _, path := range []string{"/public.css", "/qr/telegram.svg", "/qr/sms.svg"} {
		size += len(r.says(path))
	}
	if size > 50_000 {
		t.Errorf("the first page has %d bytes in all", size)
	}
	t.Logf("the first page has %d bytes in all", size)
	urdu := r.says("/ur/", `<html lang="ur" dir="rtl">`, "اس مہینے ہم نے بری پارک", `<div lang="en" dir="ltr"><p class="words">A knife bin stands`, "یہ ابھی صرف انگریزی میں ہے۔", "<th scope=\"row\">اکتوبر \u20682026\u2069</th>")
	if len(urdu) > 50_000 {
		t.Errorf("the first page in Urdu has %d bytes", len(urdu))
	}
}

func TestEveryLanguageHasItsPages(t *testing.T) {
	r := start(t)
	for _, lang := range r.config.Bundle.Languages() {
		start := "/" + lang + "/"
		if lang == "en" {
			start = "/"
		}
		for _, path := range []string{"", "themes/3", "report", "poster", "poster/a5", "poster/all", "updates.atom"} {
			r.says(start+path, `lang="`+lang+`"`)
		}
		for path, status := range map[string]int{"nowhere": http.StatusNotFound, "themes/0": http.StatusNotFound, "themes/9": http.StatusNotFound, "themes/06": http.StatusNotFound, "themes/x": http.StatusNotFound, "themes/6?before=x": http.StatusNotFound, "themes/6?before=1-0": http.StatusNotFound} {
			if page := r.get(start + path); page.status != status || !strings.Contains(page.body, `<html lang="`+lang+`"`) || page.header.Get("Cache-Control") != "no-store" {
				t.Errorf("%s%s: status %d\n%s", start, path, page.status, page.body)
			}
		}
	}
}

// What a browser asks for is offered in a line, and nobody is led there.
func TestALanguageIsOfferedAndNotForced(t *testing.T) {
	r := start(t)
	const hint = "یہ صفحہ اردو میں پڑھیں"
	for _, c := range []struct {
		path, accept, want string
	}{
		{"/", "ur-PK,ur;q=0.9,en;q=0.5", `lang="ur" dir="rtl"`},
		{"/themes/6", "ur", `<a href="/ur/themes/6" hreflang="ur">` + hint},
		{"/ur/", "en-GB", "Read this page in English"},
	} {
		page := r.get(c.path, "Accept-Language", c.accept)
		if page.status != http.StatusOK || !strings.Contains(page.body, c.want) || !strings.Contains(page.header.Get("Vary")+strings.Join(page.header.Values("Vary"), ","), "Accept-Language") {
			t.Errorf("%s for %s: status %d, %v\n%s", c.path, c.accept, page.status, page.header, page.body)
		}
	}
	for _, accept := range []string{"", "en", "en-GB,ur;q=0.3", "fr", "%%%", strings.Repeat("ur,", 100)} {
		if page := r.get("/", "Accept-Language", accept); strings.Contains(page.body, hint) {
			t.Errorf("Urdu is offered for %q", accept)
		}
	}
}

func TestAChannelThatIsOffIsNotSpokenOf(t *testing.T) {
	r := start(t, func(c *public.Config) { c.BotName = nil })
	for _, path := range []string{"/", "/report", "/poster", "/poster/all", "/pl/poster"} {
		if page := r.says(path, "07700 900999"); strings.Contains(page, "Telegram") || strings.Contains(page, "telegram") {
			t.Errorf("%s speaks of Telegram:\n%s", path, page)
		}
	}
	if r.get("/qr/telegram.svg").status != http.StatusNotFound || r.get("/qr/other.svg").status != http.StatusNotFound {
		t.Error("there is a code that leads nowhere")
	}
	r.serve(func(c *public.Config) { c.Number = "" })
	for _, path := range []string{"/", "/report", "/poster", "/poster/all"} {
		if page := r.says(path, "@luton_safety_bot"); strings.Contains(page, "sms.svg") || strings.Contains(page, "usual rate") || strings.Contains(page, "text message") {
			t.Errorf("%s speaks of SMS:\n%s", path, page)
		}
	}
	r.serve(func(c *public.Config) { c.BotName, c.Number = nil, "" })
	r.says("/", "You can&#39;t write to us here yet. Police, not urgent: 101.")
	r.says("/report", "You can&#39;t write to us here yet.")
}

func TestHowToReportIsTold(t *testing.T) {
	r := start(t)
	page := r.says("/report", "If you or someone else is in danger now, call 999.", "then press 55", "Nothing goes to a team before you say send.", "LUT-7K3M-2QX",
		"Write STOP", "Write FORGET ME", "the law may make us tell who you are", "Samaritans", `<a href="tel:116123"><bdi>116 123</bdi></a>`, `<a href="sms:82111">Text 82111</a>`)
	if strings.Contains(page, "01582 547653") {
		t.Error("a number is given that nobody has checked")
	}
}
