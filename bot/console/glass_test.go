package console_test

import (
	_ "embed"
	"fmt"
	"strings"
	"time"

	"github.com/go-rod/rod"
	"github.com/go-rod/rod/lib/input"
	"github.com/go-rod/rod/lib/proto"

	"yousaid/bot"
	"yousaid/bot/sandbox/screen"
)

// axe finds what keeps people out who see, hear or point less well. Version
// 4.14.1, under the licence beside it.
//
//go:embed testdata/axe.min.js
var axe string

// looks are how a page is looked at.
var looks = []look{{"light", 1200}, {"dark", 1200}, {"light", 320}}

type look struct {
	scheme string
	width  int // CSS pixels
}

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
	tab := private.MustPage().Timeout(time.Minute)
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
	heard := &buffer{}
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
	if _, err := g.Evaluate(&rod.EvalOptions{JS: "() => {" + axe + "\n}"}); err != nil {
		t.Fatal(err)
	}
	for _, l := range looks {
		where := fmt.Sprintf("%s in %s at %d px", name, l.scheme, l.width)
		g.dress(l)
		for _, violation := range g.violations() {
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
	g.MustSetViewport(l.width, 800, 1, l.width < 500) // a phone has no bar to scroll by
	feature := &proto.EmulationMediaFeature{Name: "prefers-color-scheme", Value: l.scheme}
	if err := (proto.EmulationSetEmulatedMedia{Features: []*proto.EmulationMediaFeature{feature}}).Call(g); err != nil {
		g.rig.t.Fatal(err)
	}
}

// violations are what axe finds on a page, by the rules of WCAG 2.2 AA.
func (g *glass) violations() (list []string) {
	g.rig.t.Helper()
	found := g.MustEval(`async () => {
		const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
		const all = await axe.run(document, { runOnly: tags, resultTypes: ["violations"], rules: { "target-size": { enabled: true } } })
		if (all.passes.length === 0) return ["axe looked at nothing"]
		return all.violations.map(v => v.id + ": " + v.help + ": " + v.nodes.map(n => n.html.slice(0, 200) + " " + n.failureSummary).join(" | "))
	}`)
	for _, violation := range found.Arr() {
		list = append(list, violation.Str())
	}
	return list
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
// that comes of it. It needs no script to run in the page, as rod's own click
// does.
func (g *glass) press(within, words string) {
	g.rig.t.Helper()
	what := g.MustElementR(within+" :is(a, button)", words)
	if err := (proto.DOMScrollIntoViewIfNeeded{ObjectID: what.Object.ObjectID}).Call(g); err != nil {
		g.rig.t.Fatal(err)
	}
	wait := g.MustWaitNavigation()
	if err := g.Mouse.MoveTo(*what.MustShape().OnePointInside()); err != nil {
		g.rig.t.Fatal(err)
	}
	g.Mouse.MustClick(proto.InputMouseButtonLeft)
	wait()
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
