package screen

import (
	_ "embed"
	"fmt"
	"testing"

	"github.com/go-rod/rod"
	"github.com/go-rod/rod/lib/proto"
)

// axe finds what keeps people out who see, hear or point less well. Version
// 4.14.1, under the licence beside it.
//
//go:embed axe.min.js
var axe string

// What axe looks for: the rules of WCAG 2.2 AA and good practice, or those of
// them that a colour scheme can break.
const (
	Everything = `{ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], rules: { "target-size": { enabled: true } } }`
	Colours    = `{ runOnly: { type: "rule", values: ["color-contrast", "link-in-text-block"] } }`
)

// Bring brings axe into the page that a tab shows.
func Bring(t testing.TB, tab *rod.Page) {
	t.Helper()
	if _, err := tab.Evaluate(&rod.EvalOptions{JS: "() => {" + axe + "\n}"}); err != nil {
		t.Fatal(err)
	}
}

// Violations are what axe, once it was brought, finds on a page.
func Violations(t testing.TB, tab *rod.Page, rules string) (list []string) {
	t.Helper()
	found := tab.MustEval(`async () => {
		const all = await axe.run(document, ` + "Object.assign(" + rules + `, { resultTypes: ["violations"] }))
		if (all.passes.length === 0) return ["axe looked at nothing"]
		return all.violations.map(v => v.id + ": " + v.help + ": " + v.nodes.map(n => n.html.slice(0, 200) + " " + n.failureSummary).join(" | "))
	}`)
	for _, violation := range found.Arr() {
		list = append(list, violation.Str())
	}
	return list
}

// Dress gives a tab the width of a screen, in CSS pixels, a colour scheme and
// what it is shown on: "screen" or "print".
func Dress(t testing.TB, tab *rod.Page, width int, scheme, media string) {
	t.Helper()
	tab.MustSetViewport(width, 800, 1, width < 500) // a phone has no bar to scroll by
	err := proto.EmulationSetEmulatedMedia{
		Media: media, Features: []*proto.EmulationMediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
	}.Call(tab)
	if err != nil {
		t.Fatal(fmt.Errorf("dress the page: %w", err))
	}
}
