package public_test

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/go-rod/rod/lib/proto"

	"yousaid/bot/sandbox/screen"
)

// looks are how a page is looked at.
var looks = []struct {
	width         int
	scheme, media string
	rules         string
}{
	{1280, "light", "screen", screen.Everything},
	{1280, "dark", "screen", screen.Colours},
	{320, "light", "screen", screen.Everything},
	{320, "dark", "screen", screen.Colours},
	{718, "light", "print", screen.Colours}, // A4 without its margins
}

// A poster is one sheet of its own size, in the languages with the longest and
// the highest lines too.
func TestAPosterIsOneSheet(t *testing.T) {
	t.Parallel()
	browser := screen.Browser(t)
	r := start(t)
	tab := browser.MustPage().Timeout(2 * time.Minute)
	boxes := map[string]string{"poster": "0 0 594.9", "poster/a5": "0 0 420 ", "poster/all": "0 0 594.9"}
	for _, lang := range []string{"", "ur/", "pl/", "bn/"} {
		for path, box := range boxes {
			tab.MustNavigate(r.site + "/" + lang + path).MustWaitLoad()
			stream, err := tab.PDF(&proto.PagePrintToPDF{PreferCSSPageSize: true})
			if err != nil {
				t.Fatal(err)
			}
			pdf, err := io.ReadAll(stream)
			if err != nil {
				t.Fatal(err)
			}
			if n := len(regexp.MustCompile(`/Type /Page\b[^s]`).FindAll(pdf, -1)); n != 1 || !bytes.Contains(pdf, []byte("MediaBox ["+box)) {
				t.Errorf("%s%s: %d sheets, %s", lang, path, n, regexp.MustCompile(`MediaBox \[[^]]*\]`).Find(pdf))
			}
		}
	}
}

// Every page, in two languages, as everybody may see it: nobody is kept out and
// nothing has to be scrolled sideways on the smallest phone.
func TestThePagesInABrowser(t *testing.T) {
	t.Parallel()
	browser := screen.Browser(t)
	r := start(t)
	r.town()
	tab := browser.MustPage().Timeout(5 * time.Minute)
	for _, lang := range []string{"", "ur/"} {
		for _, path := range []string{"", "themes/6", "report", "poster", "poster/a5", "poster/all", "nothing"} {
			where := "/" + lang + path
			tab.MustNavigate(r.site + where).MustWaitLoad()
			screen.Bring(t, tab)
			for _, look := range looks {
				screen.Dress(t, tab, look.width, look.scheme, look.media)
				seen := fmt.Sprintf("%s at %d px, %s, on %s", where, look.width, look.scheme, look.media)
				for _, violation := range screen.Violations(t, tab, look.rules) {
					t.Errorf("%s: %s", seen, violation)
				}
				if wide := tab.MustEval(`() => document.documentElement.scrollWidth`).Int(); wide > look.width {
					t.Errorf("%s is %d px wide", seen, wide)
				}
				screen.Whole(t, tab, fmt.Sprintf("%s-%d-%s-%s.png", strings.NewReplacer("/", "_").Replace("p"+where), look.width, look.scheme, look.media))
			}
		}
	}
}
