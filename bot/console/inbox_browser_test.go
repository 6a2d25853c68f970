package console_test

import (
	"testing"
	"time"

	"github.com/go-rod/rod"
	"github.com/go-rod/rod/lib/input"

	"yousaid/bot"
	"yousaid/bot/sandbox/screen"
	"yousaid/flows"
)

// enter signs in as an officer in a real browser.
func (r *rig) enter(tab *rod.Page, o bot.Officer) {
	r.t.Helper()
	tab.MustNavigate(r.site + "sign-in").MustWaitLoad()
	wait := tab.MustWaitNavigation()
	tab.MustElement(`button[value="` + o.ID + `"]`).MustClick()
	wait()
	tab.MustWaitLoad()
}

// focused is the text of what has the keyboard.
func focused(tab *rod.Page) string {
	return tab.MustEval(`() => document.activeElement.id || document.activeElement.textContent`).Str()
}

func TestInboxInABrowser(t *testing.T) {
	t.Parallel()
	r := start(t)
	ruth := r.officer("Ruth", "neighbourhood-services", bot.RoleOfficer, false)
	first := r.file(6, "A white van by the garages "+mark)
	r.later(3 * time.Hour)
	second := r.file(6, "Needles by the swings "+mark, func(s *flows.Submission) { s.Language, s.Place.Ward = "pl", "Stopsley" })
	urgent := r.file(6, "Two men shout "+mark, func(s *flows.Submission) { s.Urgent = true })
	r.take(ruth, first.ID)
	tab := screen.Browser(t).MustPage().Timeout(2 * time.Minute)
	r.enter(tab, ruth)
	tab.MustNavigate(r.site + "?view=team&theme=6").MustWaitLoad()
	shots(t, tab, "inbox")

	keys := tab.Keyboard
	for _, step := range []struct {
		key  input.Key
		want string
	}{
		{'j', urgent.Reference},
		{'j', second.Reference},
		{input.ArrowDown, first.Reference},
		{'j', first.Reference},
		{'k', second.Reference},
		{input.ArrowUp, urgent.Reference},
		{'/', "search"},
	} {
		keys.MustType(step.key)
		if got := focused(tab); got != step.want {
			t.Errorf("%v leads to %q", step.key, got)
		}
	}
	keys.MustType('j', '?', '/') // in a field letters are letters
	if got := tab.MustElement("#search").MustProperty("value").Str(); got != "j?/" {
		t.Errorf("the field has %q", got)
	}
	tab.MustEval(`() => document.activeElement.blur()`)
	keys.MustType('?')
	if !tab.MustEval(`() => document.getElementById("keys").open`).Bool() {
		t.Error("the keys are not shown")
	}
	tab.MustElement("#keys-on").MustClick()
	tab.MustEval(`() => document.activeElement.blur()`)
	keys.MustType('j')
	if got := focused(tab); got == urgent.Reference {
		t.Error("switched off, they still work")
	}
	tab.MustElement("#keys-on").MustClick()
	tab.MustEval(`() => document.activeElement.blur()`)
	keys.MustType('j')
	wait := tab.MustWaitNavigation()
	keys.MustType(input.Enter)
	wait()
	if got := tab.MustInfo().URL; got != r.site+"report/"+urgent.Reference {
		t.Errorf("Enter leads to %s", got)
	}
}

func TestNewsInABrowser(t *testing.T) {
	t.Parallel()
	r := start(t)
	ruth := r.officer("Ruth", "neighbourhood-services", bot.RoleOfficer, false)
	first := r.file(6, mark)
	tab := screen.Browser(t).MustPage().Timeout(2 * time.Minute)
	r.enter(tab, ruth)
	tab.MustElementR("#list a.open", first.Reference)
	second := r.file(6, mark)
	tab.MustElementR("#list a.open", second.Reference) // by itself: nobody is in the middle of anything

	tab.Keyboard.MustType('j')
	third := r.file(6, mark)
	tab.MustElementR("#news button", "Show")
	if tab.MustHasR("#list a.open", third.Reference) {
		t.Error("the list moved under somebody's hands")
	}
	if got := focused(tab); got != second.Reference {
		t.Errorf("the keyboard went to %q", got)
	}
	screen.Whole(t, tab, "inbox-news.png")
	tab.MustElement("#news button").MustClick()
	tab.MustElementR("#list a.open", third.Reference)
	if got := focused(tab); got != third.Reference {
		t.Errorf("the keyboard went to %q", got)
	}
	r.file(5, mark) // another agency's
	time.Sleep(quiet)
	if tab.MustHas("#news button") {
		t.Error("another agency's is news")
	}
}

func TestSearchInABrowser(t *testing.T) {
	t.Parallel()
	r := start(t)
	ruth := r.officer("Ruth", "neighbourhood-services", bot.RoleOfficer, false)
	known := r.file(6, "A white van comes each night and leaves sofas, paint and fridges behind the garages of Dallow Road. "+mark)
	tab := screen.Browser(t).MustPage().Timeout(2 * time.Minute)
	r.enter(tab, ruth)
	tab.MustElement("#search").MustInput("sofa night")
	wait := tab.MustWaitNavigation()
	tab.Keyboard.MustType(input.Enter)
	wait()
	tab.MustWaitLoad()
	tab.MustElementR("#list a.open", known.Reference)
	shots(t, tab, "search")
	tab.Keyboard.MustType('j')
	if got := focused(tab); got != "search" && got != known.Reference {
		t.Errorf("the keyboard went to %q", got)
	}
}
