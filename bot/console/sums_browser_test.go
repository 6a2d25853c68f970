package console_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/go-rod/rod/lib/proto"

	"yousaid/bot"
	"yousaid/bot/sandbox/screen"
)

// Figures of a full year, on screens and on paper: nobody is kept out, nothing
// has to be scrolled sideways but the chart on a phone.
func TestFiguresInABrowser(t *testing.T) {
	t.Parallel()
	r := start(t, withAreas)
	r.yearOf(5_000)
	tab := r.glass(screen.Browser(t), r.officer("Hannah", "partnership", bot.RoleCoordinator, true))
	for name, path := range map[string]string{
		"year": "figures?period=52", "short": "figures?period=4&theme=6", "days": "figures?from=2026-06-01&to=2026-11-24",
	} {
		tab.view("GET figures "+name, path)
		screen.Dress(t, tab.Page, 718, "light", "print") // A4 without its margins
		for _, violation := range tab.violations(colours) {
			t.Errorf("%s in print: %s", name, violation)
		}
		if wide := tab.MustEval(`() => document.documentElement.scrollWidth`).Int(); wide > 718 {
			t.Errorf("%s is %d px wide on paper", name, wide)
		}
		for what, script := range map[string]string{
			"the chart whole":      `() => { const c = document.querySelector(".chart"); return c.getBoundingClientRect().right <= innerWidth }`,
			"all weeks":            `() => { const t = document.querySelector(".rolled"); return t.scrollHeight <= t.clientHeight + 1 }`,
			"no form":              `() => !document.querySelector("form.asking").offsetHeight`,
			"a hatch in each area": `() => [...document.querySelectorAll("path.area")].every(a => document.querySelector(a.getAttribute("fill").slice(4, -1)))`,
		} {
			if !tab.MustEval(script).Bool() {
				t.Errorf("%s on paper has not got %s", name, what)
			}
		}
		screen.Whole(t, tab.Page, "figures-"+name+"-print.png")
		screen.Dress(t, tab.Page, 1200, "light", "")
	}
	if tree := tab.spoken(); tree["Reports by week"] == 0 || tree["Map of reports by area"] == 0 {
		t.Errorf("the drawings have no names: %v", tree)
	}
}

// spoken counts the names of drawings, as screen readers get them.
func (g *glass) spoken() map[string]int {
	g.rig.t.Helper()
	if err := (proto.AccessibilityEnable{}).Call(g); err != nil {
		g.rig.t.Fatal(err)
	}
	tree, err := proto.AccessibilityGetFullAXTree{}.Call(g.Page.Timeout(time.Minute))
	if err != nil {
		g.rig.t.Fatal(err)
	}
	names := map[string]int{}
	for _, node := range tree.Nodes {
		if node.Role != nil && node.Name != nil && (node.Role.Value.Str() == "img" || node.Role.Value.Str() == "image") {
			names[fmt.Sprint(node.Name.Value)]++
		}
	}
	return names
}
