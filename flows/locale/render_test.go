package locale_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"yousaid/flows"
	"yousaid/flows/locale"
)

func english(t *testing.T) *locale.Bundle {
	t.Helper()
	bundle, err := locale.New()
	if err != nil {
		t.Fatal(err)
	}
	return bundle
}

func TestRenderNumbersOrButtons(t *testing.T) {
	reply := flows.Reply{
		Lines: []flows.Line{flows.Say("confirm", "Theme", flows.Words("Town Centre safety"))},
		Choices: []flows.Choice{
			{ID: "yes", Step: "confirm", Draft: "0a1b", Label: flows.Say("yes")},
			{ID: "no", Step: "confirm", Draft: "0a1b", Label: flows.Say("confirm.no")},
			flows.Do(flows.CmdSkip, flows.Say("still.skip")),
		},
	}
	numbered := english(t).Render(reply, "en", flows.Form{})
	want := "It sounds like Town Centre safety. Is that right?\n1 Yes 2 No, show me others"
	if numbered.Text != want || numbered.Buttons != nil {
		t.Errorf("got %q and %v, want %q", numbered.Text, numbered.Buttons, want)
	}
	shown := english(t).Render(reply, "en-GB", flows.Form{Buttons: true})
	buttons := [][]locale.Button{
		{{Label: "Yes", Data: "0a1b:confirm:yes"}, {Label: "No, show me others", Data: "0a1b:confirm:no"}},
		{{Label: "Just open it again", Data: ":do:skip"}},
	}
	if diff := cmp.Diff(buttons, shown.Buttons); diff != "" {
		t.Error(diff)
	}
}

// A reply that was recorded is stored as JSON; it must read the same after.
func TestRenderAfterStoring(t *testing.T) {
	reply := flows.Reply{Lines: []flows.Line{
		flows.Say("filed", "Reference", "LUT-7K3M-2QX", "Agencies",
			[]flows.Line{flows.Words("Bedfordshire Police"), flows.Words("Luton Council")}),
		flows.Say("photos.kept", "Count", 1),
		flows.Say("photos.kept", "Count", 3),
		flows.Say("review.when", "When", flows.Say("day.date", "Day", 23, "Month", flows.Say("month.11"), "Year", "2026")),
	}}
	raw, err := json.Marshal(reply)
	if err != nil {
		t.Fatal(err)
	}
	var stored flows.Reply
	if err := json.Unmarshal(raw, &stored); err != nil {
		t.Fatal(err)
	}
	want := "Thank you. Your report is with Bedfordshire Police and Luton Council now. Your reference is LUT-7K3M-2QX.\n\n" +
		"I have 1 photo.\n\nI have 3 photos.\n\nWhen: 23 November 2026"
	for name, r := range map[string]flows.Reply{"new": reply, "stored": stored} {
		if got := english(t).Render(r, "", flows.Form{Buttons: true}).Text; got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}

func TestButtonDataRoundTrip(t *testing.T) {
	for _, c := range []flows.Choice{
		{Draft: "0a1b", Step: "theme", ID: "6"},
		{Step: flows.DoStep, ID: "read"},
		{Draft: "0a1b", Step: flows.DoStep, ID: "notover"},
	} {
		data := locale.Encode(c)
		if len(data) > 64 {
			t.Errorf("%q has %d bytes", data, len(data))
		}
		if got := locale.Decode(data); got.Draft != c.Draft || got.Step != c.Step || got.ID != c.ID {
			t.Errorf("%q came back as %+v", data, got)
		}
	}
	if got := locale.Decode("from an old version"); got.Step != "" {
		t.Errorf("got %+v, want a choice of no step", got)
	}
}

func TestAnotherLanguageFallsBackToEnglish(t *testing.T) {
	en, err := os.ReadFile("en.yaml")
	if err != nil {
		t.Fatal(err)
	}
	polish := "language: pl\nname: Polski\nreviewed-by: \"\"\nwords: {}\ntexts:\n  \"yes\": \"Tak\"\n"
	bundle, err := locale.Load(fstest.MapFS{
		"en.yaml": {Data: en}, "pl.yaml": {Data: []byte(polish)},
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := bundle.Text(flows.Say("yes"), "pl"); got != "Tak" {
		t.Errorf("got %q in Polish", got)
	}
	if got := bundle.Text(flows.Say("menu.report"), "pl-PL"); got != "Report something" {
		t.Errorf("a text that is missing in Polish is %q", got)
	}
	if got := strings.Join(bundle.Unreviewed(), " "); got != "en pl" {
		t.Errorf("unreviewed: %s", got)
	}
}

func TestLoadNamesWhatIsWrong(t *testing.T) {
	for name, file := range map[string]string{
		"no English":   "language: pl\ntexts: {}\n",
		"bad language": "language: '?'\ntexts: {}\n",
		"bad plural":   "language: en\ntexts: {a: {several: b}}\n",
		"bad field":    "language: en\ntext: {}\n",
	} {
		if _, err := locale.Load(fstest.MapFS{"x.yaml": {Data: []byte(file)}}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// Telegram's own limits (setMyShortDescription, setMyDescription, setMyCommands).
func TestProfileFitsItsPlace(t *testing.T) {
	bundle := english(t)
	for _, lang := range bundle.Languages() {
		p := bundle.Profile(lang)
		if n := len([]rune(p.Short)); n == 0 || n > 120 {
			t.Errorf("%s: the short description has %d characters", lang, n)
		}
		if n := len([]rune(p.Description)); n == 0 || n > 512 {
			t.Errorf("%s: the description has %d characters", lang, n)
		}
		for _, c := range p.Commands {
			if len(c.Name) > 32 || c.Text == "" || len([]rune(c.Text)) > 256 {
				t.Errorf("%s: command %q does not fit", lang, c.Name)
			}
		}
	}
}
