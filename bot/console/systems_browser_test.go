package console_test

import (
	"testing"

	"yousaid/bot"
	"yousaid/bot/sandbox/screen"
)

// The pages of a connection fit every screen and paper, the one that shows a
// secret, too, which no address leads to.
func TestSystemsInABrowser(t *testing.T) {
	t.Parallel()
	r := open(t).rig
	browser := screen.Browser(t)
	id := r.busyHook()
	g := r.glass(browser, r.officer("Lena", home, bot.RoleLead, true))
	for _, page := range []struct{ name, path string }{{"systems", "systems"}, {"hook", "systems/hooks/" + id}} {
		g.MustNavigate(r.site + page.path).MustWaitLoad()
		shots(t, g.Page, page.name)
		screen.Dress(t, g.Page, 718, "light", "print") // A4 without its margins
		if wide := g.MustEval(`() => document.documentElement.scrollWidth`).Int(); wide > 718 {
			t.Errorf("%s is %d px wide on paper", page.name, wide)
		}
		screen.Whole(t, g.Page, page.name+"-print.png")
		screen.Dress(t, g.Page, 1280, "light", "")
	}
	g.press("main", "Make a new secret")
	g.MustElementR("main", "whsec_")
	shots(t, g.Page, "secret")
	screen.Bring(t, g.Page)
	for _, l := range looks {
		g.dress(l)
		for _, violation := range g.violations(l.rules) {
			t.Errorf("the secret in %s at %d px: %s", l.scheme, l.width, violation)
		}
	}
}
