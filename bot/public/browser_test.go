package public_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

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
