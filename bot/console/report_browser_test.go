package console_test

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/go-rod/rod"
	"github.com/go-rod/rod/lib/proto"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/bot/console"
	"yousaid/bot/sandbox/screen"
	"yousaid/flows"
)

// shots keeps pictures of a page in all its forms, and checks that it fits.
func shots(t *testing.T, tab *rod.Page, name string) {
	t.Helper()
	for size, width := range map[string]int{"desktop": 1280, "320": 320} {
		for _, scheme := range []string{"light", "dark"} {
			tab.MustSetViewport(width, 900, 1, width < 500)
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
	tab.MustSetViewport(1280, 900, 1, false)
	for what, script := range map[string]string{
		"one h1":                   `() => document.querySelectorAll("h1").length === 1`,
		"a label on every field":   `() => [...document.querySelectorAll("input:not([type=hidden]), select, textarea")].every(f => f.labels.length > 0)`,
		"targets of 44 px":         `() => [...document.querySelectorAll("button, select, textarea, .button, .choice label")].every(e => !e.offsetHeight || e.offsetHeight >= 44)`,
		"an alternative to images": `() => [...document.querySelectorAll("main img:not(.leaflet-tile)")].every(i => i.alt)`,
		"ids that are unique":      `() => { const all = [...document.querySelectorAll("[id]")].map(e => e.id); return new Set(all).size === all.length }`,
	} {
		if !tab.MustEval(script).Bool() {
			t.Errorf("%s has not got %s", name, what)
		}
	}
}

// press presses a button and waits for the page that comes of it.
func press(tab *rod.Page, button string) {
	wait := tab.MustWaitNavigation()
	tab.MustElement(button).MustClick()
	wait()
	tab.MustWaitLoad()
}

// enter signs an officer in.
func (w *town) enter(tab *rod.Page, o bot.Officer) {
	tab.MustNavigate(w.site + "sign-in")
	press(tab, `button[value="`+o.ID+`"]`)
	tab.MustElementR(".who", o.Name)
	tab.MustWaitStable()
}

// tiles serves map tiles, as another host would.
func tiles(t *testing.T) (address string) {
	t.Helper()
	square := image.NewRGBA(image.Rect(0, 0, 256, 256))
	for y := range 256 {
		for x := range 256 {
			shade := uint8(226)
			if x%64 < 6 || y%64 < 6 {
				shade = 250
			}
			square.Set(x, y, color.RGBA{shade, shade, shade - 8, 255})
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, square); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if referrer := r.Referer(); strings.Contains(referrer, "report") {
			t.Errorf("the tiles' host is told %s", referrer)
		}
		w.Header().Set("Content-Type", "image/png")
		_, _ = w.Write(out.Bytes())
	}))
	t.Cleanup(server.Close)
	return server.URL + "/{z}/{x}/{y}.png"
}

func pixels(t *testing.T, wide, high int) []byte {
	t.Helper()
	picture := image.NewRGBA(image.Rect(0, 0, wide, high))
	for y := range high {
		for x := range wide {
			picture.Set(x, y, color.RGBA{uint8(90 + x*80/wide), uint8(100 + y*60/high), 80, 255})
		}
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, picture, nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestReportInABrowser(t *testing.T) {
	t.Parallel()
	w := open(t, func(c *console.Config) { c.Tiles = console.Tiles{URL: tiles(t), By: "© <b>mappers</b>"} })
	tab := screen.Browser(t).MustPage().Timeout(5 * time.Minute)
	ruth := w.rig.officer("Ruth", "neighbourhood-services", bot.RoleOfficer, true)
	known := w.sends(ana, 6, func(s *flows.Submission) {
		s.Urgent, s.Safe = true, "after 6, when the children are in bed"
		s.What = []string{"Someone keeps dumping rubbish at the end of our road. Now there are needles between the bags, and two men shouted at my neighbour.", "It is worst behind the garages <b>since Friday</b>."}
		s.Place = &flows.Place{Name: "behind the garages, Dallow Road", Postcode: "LU1 1NS", Ward: "Dallow", Lat: 51.8821, Lon: -0.4312}
		s.When = &flows.When{Words: "since Friday, mostly at night"}
	})
	w.photo(known, pixels(t, 640, 480))
	w.enter(tab, ruth)
	tab.MustNavigate(w.site + report(known))
	tab.MustElement(".leaflet-tile-loaded")
	if by := tab.MustElement(".leaflet-control-attribution").MustText(); !strings.Contains(by, "© <b>mappers</b>") {
		t.Errorf("the tiles are by %q", by)
	}
	shots(t, tab, "report")

	press(tab, ".take button")
	tab.MustElementR(".done", "is yours")
	// What the resident will read stands below the words while they are typed.
	if !tab.MustElement(".look").MustEval(`function () { return this.hidden }`).Bool() {
		t.Error("two ways to preview are offered")
	}
	tab.MustElement("#text").MustInput("Thank you. Is it the garages by the bus stop?")
	tab.MustElementR(".bubble", "bus stop")
	tab.MustElement("#ready").MustSelect("It will be cleared by …")
	tab.MustElement("button[value=ready]").MustClick()
	tab.MustElementR("#foreseen .said", `\[day\]`)
	tab.MustElement("#text").MustInput("Tuesday") // over the selected gap
	tab.MustElementR(".bubble", "clear this by Tuesday")
	shots(t, tab, "reply")
	press(tab, "#foreseen button")
	tab.MustElementR(".thread", "clear this by Tuesday")

	w.commit(ana, flows.Effect{Kind: flows.AnswerDesk, Target: known.ID, Text: "Yes, the ones with the green doors."})
	tab.MustNavigate(w.site + report(known) + "/note")
	tab.MustElement("#text").MustInput("Wardens go there on Tuesday.")
	press(tab, ".act form button")
	tab.MustNavigate(w.site + report(known) + "/pass")
	shots(t, tab, "pass")

	// A colleague is quicker.
	kofi := w.signedIn(w.rig.officer("Kofi", "neighbourhood-services", bot.RoleOfficer, false))
	tab.MustNavigate(w.site + report(known) + "/close")
	tab.MustElement("#no-action").MustClick()
	tab.MustElement("#text").MustInput("The land is private.")
	tab.MustElementR(".bubble", "The land is private")
	kofi.post(report(known)+"/note", kofi.get(report(known)+"/note").fill("note", "text", "The owner is told. Keep it open till Friday."))
	press(tab, "#foreseen button")
	tab.MustElementR(".problem", "Keep it open till Friday")
	if at := tab.MustEval(`() => document.activeElement.className`).Str(); at != "problem" {
		t.Errorf("the focus is at %q, not at what changed", at)
	}
	shots(t, tab, "stale")
	press(tab, "#foreseen button")
	tab.MustElementR(".status", "Closed by Ruth")
	shots(t, tab, "closed")

	guarded := w.sends(channel.Address{Channel: channel.Telegram, ID: "5550100009"}, 3, func(s *flows.Submission) {
		s.Language = "ur"
		s.What = []string{"میرا شوہر مجھے مارتا ہے۔ ہم LU1 میں رہتے ہیں۔"}
		s.Place = &flows.Place{Name: "Bury Park", Ward: "Biscot"}
	})
	w.enter(tab, w.rig.officer("Nasreen", "public-health", bot.RoleOfficer, true))
	tab.MustNavigate(w.site + report(guarded))
	tab.MustElement("#text").MustInput("شکریہ۔ ہم دیکھ رہے ہیں۔")
	tab.MustElementR(".between", "when they ask")
	shots(t, tab, "guarded")
	w.commit(channel.Address{Channel: channel.Telegram, ID: "5550100009"}, flows.Effect{Kind: flows.StopAll})
	tab.MustNavigate(w.site + report(guarded))
	shots(t, tab, "stopped")
}

// Without a script, two buttons do what it does; without tiles, words do.
func TestReportWithoutAScript(t *testing.T) {
	t.Parallel()
	w := open(t)
	known := w.sends(ana, 6, func(s *flows.Submission) {
		s.Place = &flows.Place{Name: "Dallow Road", Ward: "Dallow", Lat: 51.8821, Lon: -0.4312}
	})
	tab := screen.Browser(t).MustPage().Timeout(time.Minute)
	w.enter(tab, w.rig.officer("Ruth", "neighbourhood-services", bot.RoleOfficer, true))
	if err := (proto.NetworkEnable{}).Call(tab); err != nil {
		t.Fatal(err)
	}
	// The driver of the browser needs scripts itself: only ours don't come.
	if err := (proto.NetworkSetBlockedURLs{Urls: []string{"*.js"}}).Call(tab); err != nil {
		t.Fatal(err)
	}
	tab.MustNavigate(w.site + report(known))
	tab.MustElementR("dd", "Dallow ward, 51.88210, -0.43120")
	tab.MustElement("#text").MustInput("Thank you.")
	press(tab, "button[value=preview]")
	tab.MustElementR(".bubble", "Thank you.")
	screen.Whole(t, tab, "no-script.png")
	press(tab, "#foreseen button")
	tab.MustElementR(".done", "On its way to the resident")
	if p := w.ruth().get(report(known)); strings.Contains(p.Body, "leaflet") || !strings.Contains(p.Header.Get("Content-Security-Policy"), "img-src 'self';") {
		t.Error("there is a map without tiles")
	}
}
