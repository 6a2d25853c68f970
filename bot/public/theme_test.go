package public_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestAThemeTellsItsHistory(t *testing.T) {
	r := start(t)
	r.town()
	page := r.says("/themes/6", "<h1>Antisocial behaviour and environmental crime</h1>", "Lead: Luton Council Neighbourhood Services",
		"We want cleaner, tidier and safer streets", "Noise, neighbours", "20 November 2026", "We put up four cameras",
		"&lt;b&gt;Tell us&lt;/b&gt;", `alt="Two council workers lift an old sofa into a lorry."`, "Read more at luton.gov.uk",
		"Thumbs up: 23", "Comments: 9", "What we heard back", "You asked for cameras")
	if strings.Contains(page, "<b>") || strings.Contains(page, "Thumbs down") {
		t.Error("markup of an update, or a small count, is shown")
	}
	heard, update := strings.Index(page, "You asked for cameras"), strings.Index(page, "We put up four cameras")
	if next := strings.Index(page, "Older news of the streets"); heard < update || heard > next {
		t.Error("what was heard doesn't stand below its update")
	}
	urdu := r.says("/ur/themes/6", "اس مہینے ہم نے", `<div lang="en" dir="ltr"><p class="words">Older news`)
	if strings.Contains(urdu, "We put up four cameras") {
		t.Error("the Urdu words come with the English story")
	}
	picture := regexp.MustCompile(`src="(/updates/[^"]+)"`).FindStringSubmatch(page)
	if picture == nil {
		t.Fatal("no picture")
	}
	if got := r.get(picture[1]); got.header.Get("Content-Type") != "image/jpeg" || !strings.HasPrefix(got.body, "\xff\xd8") || got.header.Get("Content-Encoding") != "" {
		t.Errorf("picture: %d %v", got.status, got.header)
	}
	if got := r.get("/updates/none/picture.jpg"); got.status != http.StatusNotFound {
		t.Errorf("no picture: %d", got.status)
	}
}

func TestOldNewsIsOnFurtherPages(t *testing.T) {
	r := start(t)
	r.town()
	articles := func(page string) int { return strings.Count(page, "<article id=") }
	first := r.says("/themes/6", "Older news</a>")
	older := regexp.MustCompile(`href="(/themes/6\?before=[^"]+)"`).FindStringSubmatch(first)
	if articles(first) != 20 || older == nil {
		t.Fatalf("%d updates on the first page, older: %v", articles(first), older)
	}
	second := r.says(older[1], "Back to the newest")
	if articles(second) != 6 || strings.Contains(second, "Older news</a>") {
		t.Errorf("%d updates on the second page", articles(second))
	}
	ids := regexp.MustCompile(`article id="u-([^"]+)"`)
	for _, id := range ids.FindAllString(second, -1) {
		if strings.Contains(first, id) {
			t.Errorf("%s stands on both pages", id)
		}
	}
	r.says("/themes/2", "There is no news about that yet.")
}

// What officers wrote is text, wherever it stands.
func TestAnUpdateIsNoMarkup(t *testing.T) {
	r := start(t)
	const evil = `<script>alert("1")</script> ' " & {{.}}`
	id := r.publish(update{theme: 5, wish: 4, words: evil, story: evil, link: `https://e.example/"><script>`, picture: `"><script>`})
	r.publish(update{theme: 5, answers: id, words: evil})
	r.publish(update{theme: 1, words: "Follow me", link: "javascript:alert(1)"})
	for _, path := range []string{"/", "/themes/5", "/themes/1", "/ur/themes/5", "/updates.atom"} {
		if page := r.says(path); strings.Contains(page, "<script") || strings.Contains(page, "javascript:") {
			t.Errorf("%s has markup of an update:\n%s", path, page)
		}
	}
}

// What comes out later is not told before, and what is taken back no more.
func TestWhatIsOutIsShownWithinAMinute(t *testing.T) {
	r := start(t)
	r.publish(update{theme: 5, words: "At noon", at: r.now.Add(30 * time.Second)})
	shows := func(want bool) {
		t.Helper()
		if got := strings.Contains(r.says("/themes/5"), "At noon"); got != want {
			t.Errorf("shown: %t, want %t", got, want)
		}
	}
	shows(false)
	r.now = r.now.Add(time.Minute)
	shows(true)
	r.exec(`UPDATE plan_updates SET cancelled_at = $1`, r.now)
	r.now = r.now.Add(59 * time.Second)
	shows(true)
	r.now = r.now.Add(time.Second)
	shows(false)
}
