package mine_test

import (
	"testing"

	"yousaid/flows"
)

func TestPINIsReadAsPeopleWriteIt(t *testing.T) {
	for text, want := range map[string]string{
		"4821": "4821", " 48 21 ": "4821", "4-8-2-1": "4821", "12345678": "12345678", "٤٨٢١": "4821", "৪৮২১": "4821", "4821.": "4821",
		"482": "", "123456789": "", "48a1": "", "my pin is 4821": "", "": "", "four eight two one": "",
	} {
		got, ok := flows.PINOf(flows.Input{Kind: flows.Said, Text: text})
		if got != want || ok != (want != "") {
			t.Errorf("%q is read as %q, %v", text, got, ok)
		}
	}
	if _, ok := flows.PINOf(flows.Input{Kind: flows.SentPhoto, Text: "4821"}); ok {
		t.Error("the caption of a photo is a PIN")
	}
}
