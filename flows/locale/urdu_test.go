package locale_test

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"yousaid/flows"
	"yousaid/flows/flowtest"
	"yousaid/flows/locale"
)

// urdu is a bundle with a few Urdu texts of these tests' own, so that they test
// the rendering and not the language's file.
func urdu(t *testing.T) *locale.Bundle {
	t.Helper()
	en, err := os.ReadFile("en.yaml")
	if err != nil {
		t.Fatal(err)
	}
	file := `
language: ur
name: اردو
words: {}
texts:
  "missed": "` + strings.Repeat("معاف ", 20) + `"
  "sent.later": "بھیج دیا گیا۔ آپ کا حوالہ {{.Reference}} ہے۔"
  "helpline": "{{.Name}}: {{.Ways}}"
  "confirm": "یہ {{.Theme}} لگتا ہے؟"
  "yes": "ہاں"
  "language.offer": "کیا میں اردو میں لکھوں؟"
`
	bundle, err := locale.Load(fstest.MapFS{"en.yaml": {Data: en}, "ur.yaml": {Data: []byte(file)}})
	if err != nil {
		t.Fatal(err)
	}
	return bundle.With(map[string]map[string]string{"ur": {"plan.theme.drugs.name": "منشیات"}})
}

func TestLatinStaysReadableFromRightToLeft(t *testing.T) {
	bundle := urdu(t)
	line := flows.Say("helpline", "Name", flows.Words("گھریلو تشدد"), "Ways", "0808 2000 247")
	for name, c := range map[string]struct {
		line flows.Line
		form flows.Form
		want string
	}{
		"a reference is kept apart": {
			flows.Say("sent.later", "Reference", "LUT-7K3M-2QX"),
			flows.Form{Buttons: true},
			"بھیج دیا گیا۔ آپ کا حوالہ \u2068LUT-7K3M-2QX\u2069 ہے۔",
		},
		"in a text message the marks would cost": {
			flows.Say("sent.later", "Reference", "LUT-7K3M-2QX"),
			flows.Form{},
			"بھیج دیا گیا۔ آپ کا حوالہ LUT-7K3M-2QX ہے۔",
		},
		"so is a number":                           {line, flows.Form{Buttons: true}, "گھریلو تشدد: \u20680808 2000 247\u2069"},
		"whose groups would change their order":    {line, flows.Form{}, "گھریلو تشدد: 0808-2000-247"},
		"words that run the same way need nothing": {flows.Say("confirm", "Theme", flows.Words("منشیات")), flows.Form{Buttons: true}, "یہ منشیات لگتا ہے؟"},
		"the plan's own words, translated": {
			flows.Say("confirm", "Theme", flows.Named("plan.theme.drugs.name", "Drugs")), flows.Form{}, "یہ منشیات لگتا ہے؟",
		},
		"the plan's own words, as they are": {
			flows.Say("confirm", "Theme", flows.Named("plan.theme.x.name", "Town Centre")), flows.Form{Buttons: true}, "یہ \u2068Town Centre\u2069 لگتا ہے؟",
		},
		"an English text stays as it is": {flows.Say("review.where", "Where", "Ash Road"), flows.Form{Buttons: true}, "Where: Ash Road"},
	} {
		if got := bundle.Render(flows.Reply{Lines: []flows.Line{c.line}}, "ur", c.form).Text; got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

func TestALineIsSaidInItsOwnLanguage(t *testing.T) {
	line := flows.Say("language.offer")
	line.Tongue = "ur"
	choices := []flows.Choice{{ID: "ur", Label: flows.Words("اردو")}, {ID: "en", Label: flows.Words("English")}}
	got := urdu(t).Render(flows.Reply{Lines: []flows.Line{line}, Choices: choices}, "en", flows.Form{}).Text
	if want := "کیا میں اردو میں لکھوں؟\n1 اردو\n2 English"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// What can be spared is left out of a text message that would be too long; the
// question, its choices and one helpline never are.
func TestATextMessageLeavesOutWhatCanBeSpared(t *testing.T) {
	bundle := urdu(t)
	long := flows.Words(strings.Repeat("سوال ", 25))
	choices := []flows.Choice{{ID: "yes", Label: flows.Say("yes")}}
	render := func(lines ...flows.Line) string {
		text := bundle.Render(flows.Reply{Lines: lines, Choices: choices}, "ur", flows.Form{}).Text
		if err := flowtest.Fits(text); err != nil {
			t.Error(err)
		}
		return text
	}
	if got := render(flows.Say("missed"), long); strings.Contains(got, "معاف") || !strings.Contains(got, "سوال") || !strings.Contains(got, "1 ہاں") {
		t.Errorf("got %q", got)
	}
	if got := render(flows.Say("missed"), flows.Words("سوال")); !strings.Contains(got, "معاف") {
		t.Errorf("left out without need: %q", got)
	}
	line := flows.Say("helpline", "Name", "Samaritans Samaritans Samaritans", "Ways", "116 123")
	if got := render(long, line, line, line); strings.Count(got, "116-123") != 1 {
		t.Errorf("got %q, want one helpline", got)
	}
}
