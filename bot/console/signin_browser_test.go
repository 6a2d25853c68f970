package console_test

import (
	"testing"
	"time"

	"github.com/go-rod/rod"
	"github.com/go-rod/rod/lib/proto"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/bot/sandbox/screen"
)

// accessLooks checks a page in all its forms, and keeps pictures of them.
func accessLooks(t *testing.T, tab *rod.Page, name string) {
	t.Helper()
	for size, width := range map[string]int{"320": 320, "desktop": 1200} {
		for _, scheme := range []string{"light", "dark"} {
			tab.MustSetViewport(width, 800, 1, width < 500)
			feature := &proto.EmulationMediaFeature{Name: "prefers-color-scheme", Value: scheme}
			if err := (proto.EmulationSetEmulatedMedia{Features: []*proto.EmulationMediaFeature{feature}}).Call(tab); err != nil {
				t.Fatal(err)
			}
			if wide := tab.MustEval(`() => document.documentElement.scrollWidth`).Int(); wide > width {
				t.Errorf("%s is %d px wide at %d px", name, wide, width)
			}
			screen.Whole(t, tab, name+"-"+size+"-"+scheme+".png")
		}
	}
	for what, script := range map[string]string{
		"one h1":                     `() => document.querySelectorAll("h1").length === 1`,
		"a label on every field":     `() => [...document.querySelectorAll("input:not([type=hidden]), select")].every(f => f.labels.length > 0)`,
		"targets of 44 px":           `() => [...document.querySelectorAll("main button, main select, main summary, main .button, .choice label")].every(e => !e.offsetHeight || e.offsetHeight >= 44)`,
		"an alternative to images":   `() => [...document.images].every(i => i.alt && i.naturalWidth > 0)`,
		"ids that are unique":        `() => { const all = [...document.querySelectorAll("[id]")].map(e => e.id); return new Set(all).size === all.length }`,
		"targets of its links":       `() => [...document.querySelectorAll("a[href^='#']")].every(a => document.querySelector(a.getAttribute("href")))`,
		"descriptions where it says": `() => [...document.querySelectorAll("[aria-describedby]")].every(e => e.getAttribute("aria-describedby").split(" ").every(id => document.getElementById(id)))`,
		"the style sheet":            `() => document.styleSheets.length === 1`,
	} {
		if !tab.MustEval(script).Bool() {
			t.Errorf("%s has not got %s", name, what)
		}
	}
}

// sends presses the button of a form, and waits for the page that comes of it.
func sends(tab *rod.Page, button string) {
	wait := tab.MustWaitNavigation()
	tab.MustElement(button).MustClick()
	wait()
	tab.MustWaitLoad()
}

// From the page for signing in to the one for people, in a real browser.
func TestAccessInABrowser(t *testing.T) {
	t.Parallel()
	r, e := employ(t)
	bilal := r.officer("Bilal", "partnership", bot.RoleAdministrator, false)
	r.reached(bilal, ruthMail)
	ruth := r.officer("Ruth", "neighbourhood-services", bot.RoleOfficer, true)
	r.reached(ruth, channel.Address{Channel: channel.Email, ID: "ruth.okoro-with-a-long-name@neighbourhood-services.luton.example"})
	r.reached(ruth, ruthPhone)
	r.reached(ruth, ruthChat)
	e.people.add("u-1", tomMail.ID, true)
	tab := screen.Browser(t).MustPage().Timeout(3 * time.Minute)

	tab.MustNavigate(r.site + "sign-in")
	accessLooks(t, tab, "signin")
	sends(tab, "main form button")
	accessLooks(t, tab, "signin-problem")
	tab.MustElement("#who").MustInput(ruthMail.ID)
	sends(tab, "main form button")
	accessLooks(t, tab, "code")
	tab.MustElement("#code").MustInput(wrongCode(r.code(ruthMail)))
	sends(tab, "main form button")
	accessLooks(t, tab, "code-problem")
	tab.MustElement("#code").MustInput(r.code(ruthMail))
	sends(tab, "main form button")
	accessLooks(t, tab, "app-new")
	app := r.scan(page{Body: tab.MustHTML()})
	tab.MustElement("#app").MustInput(app.shows())
	sends(tab, "main form button")
	accessLooks(t, tab, "recovery-codes")
	sends(tab, "main .button")

	tab.MustNavigate(r.site + "account")
	accessLooks(t, tab, "account")
	tab.MustNavigate(r.site + "people")
	accessLooks(t, tab, "people")
	tab.MustNavigate(r.site + "people/new")
	accessLooks(t, tab, "person-new")
	tab.MustElement("#email").MustInput("tom")
	sends(tab, "main form button")
	accessLooks(t, tab, "person-new-problem")
	tab.MustNavigate(r.site + "people/" + ruth.ID)
	accessLooks(t, tab, "person")
	sends(tab, "form[action$='/invitation'] button")
	accessLooks(t, tab, "invitation")
	tab.MustNavigate(r.site + "people/" + ruth.ID + "/remove")
	accessLooks(t, tab, "person-remove")
	sends(tab, "main form button")
	accessLooks(t, tab, "people-removed")

	sends(tab, ".who button")
	sends(tab, "a[href*='sign-in/work']") // to the provider, past the content security policy
	tab.MustElement("[name=username]").MustInput("u-1")
	tab.MustElement("[name=password]").MustInput(password)
	sends(tab, "[type=submit]")
	accessLooks(t, tab, "account-unknown")
	tab.MustElementR("h1", "do not know this account")
}
