package main_test

import (
	"bufio"
	"context"
	"io"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/go-rod/rod"

	"yousaid/bot/sandbox/screen"
	"yousaid/cmd/yousaid/internal/rig"
)

// develop runs `yousaid dev` as a developer does, and returns the address that
// it prints.
func develop(t *testing.T) string {
	t.Helper()
	command := exec.Command(rig.Binary(t), "dev", "--dir", t.TempDir())
	command.Env = append(command.Environ(), "LISTEN_ADDR=127.0.0.1:0", "ADMIN_ADDR=127.0.0.1:0", "DATABASE_URL=", "REDIS_URL=")
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var failure strings.Builder
	command.Stderr = &failure
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = command.Process.Signal(syscall.SIGTERM)
		_ = command.Wait()
	})
	address := regexp.MustCompile(`http://\S+/sandbox/`)
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if found := address.FindString(lines.Text()); found != "" {
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return found
		}
	}
	t.Fatalf("dev printed no address: %s", failure.String())
	return ""
}

const sight = 15 * time.Second // until something is seen

// glass is one phone on the page, as somebody sees and touches it.
type glass struct {
	t     *testing.T
	tab   *rod.Page
	where string // selects the phone
}

// reads waits until the phone shows words from the service that match, and
// returns the bubble.
func (g glass) reads(words string) *rod.Element {
	g.t.Helper()
	const service = `[data-bubble][data-from="bot"], [data-bubble][data-from="service"]`
	found, err := g.tab.Timeout(sight).ElementR(g.where+" :is("+service+")", words)
	if err != nil {
		screen.Shot(g.t, g.tab, "failed.png")
		g.t.Fatalf("%s never reads %q; it shows:\n%s", g.where, words, g.tab.MustElement(g.where).MustText())
	}
	return found.CancelTimeout()
}

func (g glass) writes(text string) {
	g.tab.MustElement(g.where + " [data-composer]").MustInput(text)
	g.tab.MustElement(g.where + " [data-send]").MustClick()
}

func (g glass) presses(words, label string) {
	g.t.Helper()
	bubble := g.reads(words)
	button, err := bubble.ElementR("button[data-button]", "^"+regexp.QuoteMeta(label)+"$")
	if err != nil {
		g.t.Fatalf("%q has no button %q: %s", words, label, bubble.MustText())
	}
	button.MustEval("() => this.click()")
}

// look opens the page that a `yousaid dev` of the test's own serves, and gives
// the tab and the residents' two phones in it.
func look(t *testing.T) (tab *rod.Page, telegram, sms glass) {
	t.Helper()
	browser := screen.Browser(t)
	address := develop(t)
	within, cancel := context.WithTimeout(t.Context(), 90*time.Second)
	t.Cleanup(cancel)
	tab = browser.MustPage().Context(within)
	screen.Size(t, tab, 1440, 900)
	tab.MustNavigate(address)
	return tab, glass{t, tab, `[data-phone^="telegram:1"]`}, glass{t, tab, `[data-phone^="sms:"]`}
}

// From the first word to the officer's answer on both phones, in the page that
// `yousaid dev` serves, in a real browser.
func TestAReportInABrowserFromTheFirstWordToTheAnswer(t *testing.T) {
	tab, ana, text := look(t)
	desk := glass{t, tab, `[data-agency="Luton Council Neighbourhood Services"]`}

	tab.MustElement(ana.where + ` [data-action="start"]`).MustClick()
	ana.reads("999")
	ana.writes("someone keeps dumping rubbish and old sofas on Ashcroft Road")
	ana.agrees("What is it", func() {
		ana.presses("What is it", "Show all")
		ana.presses("What is it about", "Nuisance, noise, rubbish")
	}, func() { ana.presses("Is that right", "Yes") })
	ana.presses("This is what we will send", "Send")
	first := rig.Reference.FindString(ana.reads("Your reference is").MustText())
	desk.presses(first, "Take it")
	desk.reads("Taken by")
	screen.Shot(t, tab, "report-telegram.png")
	answer(desk, first, "Thank you. Our crew comes tomorrow morning.")
	ana.reads("Our crew comes tomorrow morning")

	text.writes("loud music from the flats on Ashcroft Road every night til 4am")
	text.agrees("What is it", func() { text.writes("nuisance, noise, rubbish") }, func() { text.writes("1") })
	text.writes("1")
	second := rig.Reference.FindString(text.reads("Your reference is").MustText())
	desk.reads(second)
	answer(desk, second, "We have written to the owner. Is it quieter now?")
	text.reads("Is it quieter now")
	text.writes("yes a bit, thank you")
	desk.reads("yes a bit, thank you")
	screen.Shot(t, tab, "report-both.png")
	tab.MustElement(`[data-theme-switch]`).MustClick()
	screen.Shot(t, tab, "report-dark.png")
}

// agrees says what the report is about, the way that it is asked, and where it
// was unless that was understood.
func (g glass) agrees(list string, choose, confirm func()) {
	g.t.Helper()
	if asked := g.reads("Is that right|" + list); strings.Contains(asked.MustText(), "Is that right") {
		confirm()
	} else {
		choose()
	}
	if asked := g.reads("Where was it|This is what we will send|To send:"); strings.Contains(asked.MustText(), "Where was it") {
		g.writes("Ashcroft Road")
	}
	g.reads("This is what we will send|To send:")
}

// answer replies to the card of a report and sends it to the resident.
func answer(desk glass, reference, words string) {
	desk.t.Helper()
	desk.reads(reference).MustElement("[data-reply]").MustEval("() => this.click()")
	desk.tab.MustElement(desk.where + " [data-replying]")
	desk.writes(words)
	desk.presses("Send this to the resident of "+reference, "Send to the resident")
}

// Both phones in a language that is read from right to left, and in Polish.
func TestBothPhonesInOtherLanguages(t *testing.T) {
	tab, ana, text := look(t)
	tab.MustElement(ana.where + ` [data-action="start"]`).MustClick()
	ana.reads("999")
	for _, said := range []struct{ language, story, asked string }{
		{"اردو", "ہماری سڑک پر کوئی کچرا پھینک جاتا ہے", "کیا ایسا ہی ہے"},
		{"polski", "ktoś wyrzuca śmieci na naszej ulicy", "Zgadza si"},
	} {
		for _, phone := range []glass{ana, text} {
			phone.writes(said.language)
			phone.reads("999")
			phone.writes(said.story)
			phone.reads(said.asked)
		}
		screen.Shot(t, tab, "language-"+said.language+".png")
		ana.writes("restart")
		text.writes("restart")
	}
}
