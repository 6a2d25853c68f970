package console_test

import (
	"fmt"
	"strings"
	"time"

	"github.com/go-rod/rod"
	"github.com/go-rod/rod/lib/input"
	"github.com/go-rod/rod/lib/proto"

	"yousaid/bot"
	"yousaid/bot/sandbox/screen"
	"yousaid/storage/storagetest"
)

// looks are how a page is looked at.
var looks = []look{{"light", 1200, everything}, {"dark", 1200, colours}, {"light", 320, everything}}

type look struct {
	scheme string
	width  int    // CSS pixels
	rules  string // what axe looks for
}

// What axe looks for.
const (
	everything = screen.Everything
	colours    = screen.Colours
)

// glass is a tab of the browser, in which what fails is noticed.
type glass struct {
	*rod.Page
	rig   *rig
	wrong func() []string // what the browser complained of since it was last asked
}

// glass opens a tab in which an officer has signed in; without an id nobody has.
func (r *rig) glass(browser *rod.Browser, who bot.Officer) *glass {
	r.t.Helper()
	private := browser.MustIncognito()
	tab := private.MustPage().Timeout(10 * time.Minute)
	r.t.Cleanup(func() { _ = private.Close() })
	if who.ID != "" {
		for _, cookie := range r.signedIn(who).Jar.Cookies(mustParse(r.t, r.site)) {
			tab.MustSetCookies(&proto.NetworkCookieParam{Name: cookie.Name, Value: cookie.Value, URL: r.site})
		}
	}
	g := &glass{Page: tab, rig: r}
	g.wrong = g.listen()
	return g
}

// listen gathers the complaints of a tab.
func (g *glass) listen() func() []string {
	heard := &storagetest.Log{}
	go g.EachEvent(
		func(e *proto.LogEntryAdded) {
			if e.Entry.Level == proto.LogLogEntryLevelError {
				_, _ = fmt.Fprintf(heard, "%s %s\n", e.Entry.Text, e.Entry.URL)
			}
		},
		func(e *proto.RuntimeExceptionThrown) { _, _ = fmt.Fprintln(heard, e.ExceptionDetails.Text) },
		func(e *proto.RuntimeConsoleAPICalled) {
			if e.Type == proto.RuntimeConsoleAPICalledTypeError {
				_, _ = fmt.Fprintln(heard, "console.error", e.Args)
			}
		},
	)()
	seen := 0
	return func() []string {
		all := heard.String()
		lines := strings.FieldsFunc(all[seen:], func(r rune) bool { return r == '\n' })
		seen = len(all)
		return lines
	}
}

// glance looks whether a page works at all.
func (g *glass) glance(name, path string) {
	g.rig.t.Helper()
	g.dress(looks[0])
	g.MustNavigate(g.rig.site+path).MustElementR("#root", "[a-z]")
	screen.Whole(g.rig.t, g.Page, picture(name)+".png")
	for _, complaint := range g.wrong() {
		g.rig.t.Errorf("%s: the browser says %s", name, complaint)
	}
}

// view looks at a page in all ways.
func (g *glass) view(name, path string) {
	t := g.rig.t
	t.Helper()
	g.MustNavigate(g.rig.site + path).MustWaitLoad()
	screen.Bring(t, g.Page)
	for _, l := range looks {
		where := fmt.Sprintf("%s in %s at %d px", name, l.scheme, l.width)
		g.dress(l)
		for _, violation := range g.violations(l.rules) {
			t.Errorf("%s: %s", where, violation)
		}
		if wide := g.MustEval(`() => document.documentElement.scrollWidth`).Int(); wide > l.width {
			t.Errorf("%s is %d px wide", where, wide)
		}
		screen.Whole(t, g.Page, picture(name)+fmt.Sprintf("-%d-%s.png", l.width, l.scheme))
	}
	for _, complaint := range g.wrong() {
		if path != "no-such-page" || !strings.Contains(complaint, "404") {
			t.Errorf("%s: the browser says %s", name, complaint)
		}
	}
}

// dress gives a tab a size and a colour scheme.
func (g *glass) dress(l look) {
	g.rig.t.Helper()
	screen.Dress(g.rig.t, g.Page, l.width, l.scheme, "")
}

// violations are what axe finds on a page.
func (g *glass) violations(rules string) []string {
	g.rig.t.Helper()
	return screen.Violations(g.rig.t, g.Page, rules)
}

// atKeys says what the keys work on, and whether that can be seen.
const atKeys = `() => {
	const at = document.activeElement
	if (!at || at === document.body) return ["", true]
	const style = getComputedStyle(at), box = at.getBoundingClientRect()
	const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== "none"
	const inside = box.width > 0 && box.right > 0 && box.bottom > 0 && box.left < innerWidth && box.top < innerHeight
	return [at.innerText || at.getAttribute("aria-label") || at.name || at.id, at.matches(":focus-visible") && ring && inside]
}`

// tabTo goes by the tab key to what is called so, and sees on the way where it is.
func (g *glass) tabTo(words string) {
	g.rig.t.Helper()
	for range 200 {
		g.KeyActions().Press(input.Tab).MustDo()
		at := g.MustEval(atKeys).Arr()
		if !at[1].Bool() {
			g.rig.t.Errorf("at %q nobody sees where they are", at[0].Str())
		}
		if strings.Contains(at[0].Str(), words) {
			return
		}
	}
	g.rig.t.Fatalf("no key leads to %q", words)
}

// enters presses the enter key, and waits for the page that comes of it.
func (g *glass) enters() {
	wait := g.MustWaitNavigation()
	g.KeyActions().Press(input.Enter).MustDo()
	wait()
	g.MustWaitLoad()
}

// press presses the button or link that is called so, and waits for the page
// that comes of it, without a script in the page, as rod's own click needs.
func (g *glass) press(within, words string) {
	g.rig.t.Helper()
	wait := g.MustWaitNavigation()
	g.touch(g.MustElementR(within+" :is(a, button)", words))
	wait()
}

// touch presses the mouse on something. It needs no script to run in the page.
func (g *glass) touch(what *rod.Element) {
	g.rig.t.Helper()
	if err := (proto.DOMScrollIntoViewIfNeeded{ObjectID: what.Object.ObjectID}).Call(g); err != nil {
		g.rig.t.Fatal(err)
	}
	if err := g.Mouse.MoveTo(*what.MustShape().OnePointInside()); err != nil {
		g.rig.t.Fatal(err)
	}
	g.Mouse.MustClick(proto.InputMouseButtonLeft)
}

// types writes into a field.
func (g *glass) types(field, text string) {
	g.rig.t.Helper()
	g.touch(g.MustElement(field))
	if err := g.InsertText(text); err != nil {
		g.rig.t.Fatal(err)
	}
}

// picture is a route's name as that of a file.
func picture(name string) string {
	name = strings.Trim(strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, strings.ToLower(strings.TrimPrefix(name, "GET "))), "-")
	if name == "" {
		return "inbox"
	}
	return name
}
