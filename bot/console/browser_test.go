package console_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/go-rod/rod"
	"github.com/go-rod/rod/lib/input"
	"github.com/go-rod/rod/lib/proto"

	"yousaid/bot"
	"yousaid/bot/console"
	"yousaid/bot/sandbox/screen"
)

// One browser for all: it takes longer to start than to look.
func TestTheConsoleInABrowser(t *testing.T) {
	t.Parallel()
	r := open(t).rig
	browser := screen.Browser(t)
	r.town()
	r.looksAround(browser)
	r.worksByKeys(browser)
	r.worksWithoutScripts(browser)
}

// Every page of the table, as everybody may see it: nobody is kept out, nothing
// has to be scrolled sideways on the smallest phone, nothing fails.
func (r *rig) looksAround(browser *rod.Browser) {
	r.t.Helper()
	tabs, stranger := map[bot.Role]*glass{}, r.glass(browser, bot.Officer{})
	sampled(r.t, r.pages.Table(), func(name string, route console.Route, s sample) {
		if route.Method != http.MethodGet || s.file {
			return
		}
		id := ""
		if s.kind != "" {
			id = kinds[s.kind].fullest(r)
		}
		role := reader(route)
		if tabs[role] == nil {
			tabs[role] = r.glass(browser, r.officer("Oluwaseun Featherstonehaugh-Cholmondeley", home, role, true))
		}
		g := tabs[role]
		if s.anyone {
			g = stranger
		}
		if s.foreign {
			g.glance(name, s.path(route, id))
			return
		}
		g.view(name, s.path(route, id))
	})
	nowhere := stranger
	nowhere.view("GET nowhere", "no-such-page")
	nowhere.MustEval(`() => document.documentElement.removeAttribute("lang")`)
	if len(nowhere.violations(everything)) != 1 {
		r.t.Error("a page without a language is no violation: nothing is looked at")
	}
}

// Who has no mouse gets from signing in to a report, and sees all the way where
// they are.
func (r *rig) worksByKeys(browser *rod.Browser) {
	r.t.Helper()
	r.officer("Zofia", home, bot.RoleOfficer, false)
	known := r.file(4, mark)
	g := r.glass(browser, bot.Officer{})
	g.MustNavigate(r.site)
	g.tabTo("Zofia")
	g.enters()
	g.MustElementR("h1", "Inbox")

	g.tabTo("Skip to main content")
	g.KeyActions().Press(input.Enter).MustDo()
	if at := g.MustEval(`() => document.activeElement.id`).Str(); at != "main" {
		r.t.Errorf("skipping to the main content leads to %q", at)
	}
	if !r.hasReports() {
		return
	}
	g.tabTo(known.Reference)
	g.enters()
	if g.MustElementR("main", known.Reference); strings.TrimSuffix(g.MustInfo().URL, "/") == strings.TrimSuffix(r.site, "/") {
		r.t.Error("the reference leads nowhere")
	}
}

// hasReports reports whether there are pages of reports.
func (r *rig) hasReports() bool {
	return slices.ContainsFunc(r.pages.Table(), func(route console.Route) bool {
		s := samples[route.Method+" "+route.Path]
		return route.Method == http.MethodGet && s.kind == "report" && !s.file && strings.HasSuffix(route.Path, "}")
	})
}

// Nothing of what an officer does needs a script.
func (r *rig) worksWithoutScripts(browser *rod.Browser) {
	r.t.Helper()
	r.officer("Wiktor", home, bot.RoleOfficer, false)
	known := r.file(4, mark)
	g := r.glass(browser, bot.Officer{})
	if err := (proto.EmulationSetScriptExecutionDisabled{Value: true}).Call(g); err != nil {
		r.t.Fatal(err)
	}
	whole := g.MustWaitNavigation() // until it is whole, nothing stays where it is
	g.MustNavigate(r.site + "?view=all")
	whole()
	g.press("main", "Wiktor")
	g.MustElementR("main", known.Reference)
	if way := g.MustInfo().URL; !strings.HasSuffix(way, "?view=all") {
		r.t.Errorf("signing in led to %s, not to what was asked for", way)
	}
	g.press("main nav", "Mine")
	if strings.Contains(g.MustElement("main").MustText(), known.Reference) {
		r.t.Error("nobody has taken it, and it is among what is theirs")
	}
	g.press("main nav", "Everything")
	g.press("main th", known.Reference)
	g.press("main", "Take it")
	g.MustElementR("main", "Taken")
	g.press(".act nav", "Reply")
	g.types("#text", "Which day was it?")
	g.press("main", "Preview")
	g.MustElementR("main", "Which day was it\\?")
	g.press("main", "Send to the resident")
	g.MustElementR(".thread .reply", "Which day was it\\?")
	g.press(".act nav", "Close")
	g.touch(g.MustElement("#done"))
	g.press("main", "Preview")
	g.press("main", "Close the report")
	g.MustElementR("main", "Closed")
	g.press("header", "Sign out")
	g.MustElementR("h1", "Sign in")
}

// reader is the role that sees most of a page.
func reader(route console.Route) bot.Role {
	if slices.Contains(route.Roles, bot.RoleCoordinator) {
		return bot.RoleCoordinator
	}
	return route.Roles[len(route.Roles)-1]
}
