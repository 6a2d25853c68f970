package desk_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"yousaid/bot"
	"yousaid/bot/channel/gsm7"
	"yousaid/bot/desk"
)

// sound is a reference, from the same letters each time.
func sound(t interface{ Fatal(...any) }) string {
	reference, err := bot.NewReference("LUT", strings.NewReader(strings.Repeat("\x05\x0b\x13\x02\x1a\x07", 3)))
	if err != nil {
		t.Fatal(err)
	}
	return reference
}

func TestTextsAreRead(t *testing.T) {
	ref := sound(t)
	bare := strings.TrimPrefix(ref, "LUT-")
	for text, want := range map[string][4]string{
		"TAKE " + ref:                           {"take", ref, "", ""},
		"take: " + strings.ToLower(ref):         {"take", ref, "", ""},
		"TAKE #" + ref + ".":                    {"take", ref, "", ""},
		ref + " TAKE":                           {"take", ref, "", ""},
		"i think I take (" + ref + ")":          {"", "", "", "i think I take (" + ref + ")"},
		"Reply " + ref + ": we come at 7":       {"reply", ref, "", "we come at 7"},
		"reply " + bare + " we come":            {"reply", ref, "", "we come"},
		"reply we come to " + ref:               {"reply", "", "", "we come to " + ref},
		"NOTE\n" + ref + "\nline one\nline two": {"note", ref, "", "line one\nline two"},
		"ntoe " + ref + " x":                    {"note", ref, "", "x"},
		"notes " + ref + " x":                   {"note", ref, "", "x"},
		"reply LUT-7K3M we come":                {"reply", "", "LUT-7K3M", "we come"},
		"reply lut7k we come":                   {"reply", "", "LUT7K", "we come"},
		"reply Lutfi is here":                   {"reply", "", "", "Lutfi is here"},
		"tell me":                               {"", "", "", "tell me"},
		"":                                      {"", "", "", ""},
		"PASS on " + ref + " 4 why":             {"pass", ref, "", "4 why"},
		"answer " + ref + " 12 o'clock":         {"reply", ref, "", "12 o'clock"},
	} {
		do, reference, wrong, words := desk.Read(text)
		if got := [4]string{do, reference, wrong, words}; got != want {
			t.Errorf("%q is read as %q, not %q", text, got, want)
		}
	}
	for text, want := range map[string]bool{
		"TAKE " + ref: true, ref + " take": true, "taek " + ref: false, "TAKE " + bare: false, ref: false, "take care": false,
	} {
		if desk.Plainly(text) != want {
			t.Errorf("%q can only be an officer's: %v", text, !want)
		}
	}
}

// Whatever is written, it is read without a fault, and words are never made up.
func TestAnyTextIsRead(t *testing.T) {
	ref := sound(t)
	word := rapid.OneOf(rapid.SampledFrom([]string{"take", "reply", "to", "it", "LUT", ref, "lut-7", "7K3M", "please", "\n", "list"}), rapid.String())
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(word, 0, 8).Draw(t, "words"), " ")
		if _, _, _, words := desk.Read(text); !strings.Contains(text, words) {
			t.Fatalf("%q gives %q", text, words)
		}
	})
}

func TestAnswersFitTwoParts(t *testing.T) {
	for _, text := range []string{"short", strings.Repeat("We are looking into it. ", 40), strings.Repeat("Łódź Ćwikła ", 60), strings.Repeat("{[€]} ", 100)} {
		if n := gsm7.Parts(desk.Fitted(text)); n > 2 || n < 1 {
			t.Errorf("%d parts of %q", n, desk.Fitted(text))
		}
	}
}
