package desk

import (
	"slices"
	"strings"
	"testing"

	"yousaid/bot"
)

// Whatever an officer texts, a reference that is read is one, what is left are
// words of theirs, and what can only be an officer's says so in full.
func FuzzReadText(f *testing.F) {
	for _, seed := range []string{
		"TAKE LUT-01M2-X5Y", "lut 01m2 x5y reply We are on our way", "please take it", "replu 01M2-X5Y: thanks", "CLOSE LUT01M2X5Y fixed\nthe lamp is new",
		"note LUT-0000-000 seen", "pass to lut-01m2-x5y housing", "list", "٠١M2 show", "\u00a0\x00\xff take", "SHOW the one about lut-01m2-x5y please",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		said := readText("LUT", text)
		if said != readText("LUT", text) {
			t.Fatal("the same text is read in two ways")
		}
		if said.do != "" && !slices.Contains([]string{textTake, textReply, textNote, textPass, textClose, textShow, textList, textHelp, textResident, textDesk}, said.do) {
			t.Fatalf("does %q", said.do)
		}
		if said.reference != "" {
			if read, ok := bot.ParseReference("LUT", said.reference); !ok || read != said.reference {
				t.Fatalf("%q is about %q", text, said.reference)
			}
		}
		if said.reference != "" && said.wrong != "" || said.doubtful && said.reference == "" || said.whole && said.reference == "" {
			t.Fatalf("%q is read as %+v", text, said)
		}
		for _, left := range []string{said.words, said.withWord} {
			if !strings.Contains(text, left) {
				t.Fatalf("%q leaves %q", text, left)
			}
		}
		if said.plainly() && (said.do == "" || said.reference == "" || said.slipped || said.wrong != "") {
			t.Fatalf("%q is plainly %+v", text, said)
		}
	})
}

// The data of a button that is read is written and read back as itself, and fits
// into what Telegram carries.
func FuzzParseButton(f *testing.F) {
	f.Add(button{doTake, "7f0b6bd4-93a1-4a5c-8a3c-0e6a8d1f2b11", ""}.data())
	f.Add(button{doAgency, "7f0b6bd4-93a1-4a5c-8a3c-0e6a8d1f2b11", mark("police")}.data())
	f.Add("d:t:AAAA")
	f.Add("d::AAAAAAAAAAAAAAAAAAAAAA:")
	f.Add("d:t:AAAAAAAAAAAAAAAAAAAAA\nA")
	f.Fuzz(func(t *testing.T, data string) {
		b, ok := parse(data)
		if !ok {
			return
		}
		if again, ok := parse(b.data()); !ok || again != b {
			t.Fatalf("%q is %+v, and that is %+v", data, b, again)
		}
		if len(b.data()) > len(data) {
			t.Fatalf("%q is written as %q", data, b.data())
		}
	})
}
