package page_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/go-rod/rod"
	"github.com/go-rod/rod/lib/proto"

	"yousaid/bot/sandbox/screen"
	"yousaid/flows"
)

// shots keeps pictures of a page in all its forms, and checks that it fits.
func shots(t *testing.T, tab *rod.Page, name string) {
	t.Helper()
	for size, width := range map[string]int{"320": 320, "desktop": 1200} {
		for _, scheme := range []string{"light", "dark"} {
			tab.MustSetViewport(width, 800, 1, width < 500) // a phone has no bar to scroll by
			feature := &proto.EmulationMediaFeature{Name: "prefers-color-scheme", Value: scheme}
			if err := (proto.EmulationSetEmulatedMedia{Features: []*proto.EmulationMediaFeature{feature}}).Call(tab); err != nil {
				t.Fatal(err)
			}
			if err := tab.WaitStable(100 * time.Millisecond); err != nil {
				t.Fatal(err)
			}
			if wide := tab.MustEval(`() => document.documentElement.scrollWidth`).Int(); wide > width {
				t.Errorf("%s is %d px wide at %d px", name, wide, width)
			}
			screen.Whole(t, tab, name+"-"+size+"-"+scheme+".png")
		}
	}
	fits(t, tab, name)
}

// fits checks what helps people who see, hear or point less well.
func fits(t *testing.T, tab *rod.Page, name string) {
	t.Helper()
	for what, script := range map[string]string{
		"one h1":                   `() => document.querySelectorAll("h1").length === 1`,
		"a label on every field":   `() => [...document.querySelectorAll("input:not([type=hidden]), select, textarea")].every(f => f.labels.length > 0)`,
		"targets of 44 px":         `() => [...document.querySelectorAll("button, select, textarea, summary, .button, .choice label, input[type=file]")].every(e => !e.offsetHeight || e.offsetHeight >= 44)`,
		"an alternative to images": `() => [...document.images].every(i => i.alt)`,
		"ids that are unique":      `() => { const all = [...document.querySelectorAll("[id]")].map(e => e.id); return new Set(all).size === all.length }`,
		"no script":                `() => document.scripts.length === 0`,
		"the style sheet":          `() => document.styleSheets.length === 1 && document.styleSheets[0].cssRules.length > 20`,
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

func TestPagesInABrowser(t *testing.T) {
	r := start(t)
	r.phones(duty)
	tab := screen.Browser(t).MustPage().Timeout(time.Minute)
	known := r.file(6, func(s *flows.Submission) {
		s.Reference, s.Urgent = "LUT-7K3M-2QX", true
		s.What = []string{"Someone keeps dumping rubbish at the end of our road. Now there are needles between the bags, and two men shouted at my neighbour.", "It is worst behind the garages <b>since Friday</b>."}
		s.Place = &flows.Place{Name: "behind the garages, Dallow Road", Postcode: "LU1 1NS", Ward: "Dallow"}
		s.When = &flows.When{Words: "since Friday, mostly at night"}
	})

	// A resident sends two photos and something else.
	tab.MustNavigate(r.uploadLink(known.ID))
	shots(t, tab, "upload")
	tab.MustElement("#photos").MustSetFiles(onDisk(t, photo(1)), onDisk(t, photo(3)), onDisk(t, file{"shopping list.txt", []byte("milk")}))
	press(tab, "form button")
	tab.MustElementR(".done", "We have your 2 photos")
	tab.MustElementR(".problem", "shopping list.txt")
	shots(t, tab, "uploaded")

	// An officer opens the report, takes it, writes, and closes it.
	tab.MustNavigate(r.link(duty, known.Reference))
	shots(t, tab, "link")
	press(tab, "form button")
	shots(t, tab, "report")
	press(tab, `[value="take"]`)
	tab.MustElementR(".done", "is yours")
	tab.MustElement("#text").MustInput("Thank you. Is it the garages by the bus stop?")
	press(tab, `[value="reply"]`)
	r.commit(flows.Effect{Kind: flows.AnswerDesk, Target: known.ID, Text: "Yes, the ones with the green doors."})
	tab.MustElement("#text").MustInput("Wardens go there on Tuesday.")
	press(tab, `[value="note"]`)
	tab.MustElementR(".thread", "green doors")
	tab.MustElementR("summary", "Close").MustClick()
	tab.MustElement("#no-action").MustClick()
	press(tab, `[value="close"]`)
	tab.MustElementR(".problem", "Write why nothing could be done")
	shots(t, tab, "problem")
	if at := tab.MustEval(`() => document.activeElement.className`).Str(); at != "problem" {
		t.Errorf("the focus is at %q, not at what is wrong", at)
	}
	tab.MustElement("#done").MustClick()
	press(tab, `[value="close"]`)
	tab.MustElementR(".done", "is closed: done")
	shots(t, tab, "closed")
	tab.MustNavigate(r.link(duty, known.Reference))
	shots(t, tab, "used")
}

func onDisk(t *testing.T, f file) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), f.name)
	if err := os.WriteFile(path, f.data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
