package mine_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"yousaid/flows"
	"yousaid/flows/locale"
	"yousaid/flows/mine"
	"yousaid/flows/partnership"
	"yousaid/flows/resident"
)

// A copy of much is whole, and each part of it fits a message of Telegram.
func TestCopyComesWholeInPartsThatFit(t *testing.T) {
	bundle, err := locale.New()
	if err != nil {
		t.Fatal(err)
	}
	plan := partnership.Luton()
	n := 0
	c := &resident.Conversation{
		Engine: resident.Engine(plan, bundle), Bundle: bundle, Form: resident.Telegram, Record: &resident.Record{Plan: plan},
		Fresh: func() flows.Fresh {
			n++
			return flows.Fresh{ID: fmt.Sprintf("id-%d", n)}
		},
	}
	for i := range 8 {
		sub := &flows.Submission{
			ID: fmt.Sprint(i), Reference: fmt.Sprintf("LUT-7K3M-%dQX", i), Theme: 6, Sent: time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC),
			What: []string{strings.Repeat(fmt.Sprintf("ж%d", i), 1500*i), strings.Repeat("😀", 700)},
			Name: "Ana", Phone: "07700 900123", Safe: "mornings", Contact: flows.ContactNone,
			Place: &flows.Place{Name: "Alley", Ward: "Dallow", Lat: 51.88, Lon: -0.42},
			When:  &flows.When{Start: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC), End: time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)},
		}
		c.Record.Commit(flows.Pending{ID: sub.ID, Effects: []flows.Effect{{Kind: flows.FileReport, Report: sub}}})
	}
	in := flows.Input{ID: "in-0", Kind: flows.Said, Text: "MY DATA"}
	whole, parts := "", 0
	for {
		said := c.Receive(in, time.Date(2026, 11, 24, 10, parts, 0, 0, time.UTC))
		if len(said) != 1 || !said[0].Protect {
			t.Fatalf("part %d: %+v", parts, said)
		}
		shown := c.Show(said[0])
		if units := len(utf16.Encode([]rune(shown.Text))); units > 4096 {
			t.Errorf("part %d has %d units", parts, units)
		}
		whole, parts = whole+shown.Text, parts+1
		if len(shown.Buttons) == 0 {
			break
		}
		in = flows.Input{ID: fmt.Sprintf("in-%d", parts), Kind: flows.Chose, Choice: locale.Decode(shown.Buttons[0][0].Data)}
	}
	for i := range 8 {
		if got, want := strings.Count(whole, fmt.Sprintf("ж%d", i)), 1500*i; got < want-i*20 || got > want { // a cut may part the two
			t.Errorf("report %d: %d of %d words", i, got, want)
		}
		if !strings.Contains(whole, fmt.Sprintf("Report LUT-7K3M-%dQX", i)) {
			t.Errorf("report %d is not named", i)
		}
	}
	if got := strings.Count(whole, "😀"); got != 8*700 {
		t.Errorf("%d of %d faces", got, 8*700)
	}
}

// What they pressed below news is in it in words.
func TestCopyTellsOfThumbs(t *testing.T) {
	at := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	bundle, err := locale.New()
	if err != nil {
		t.Fatal(err)
	}
	text := ""
	for _, line := range mine.CopyLines(partnership.Luton(), flows.Copy{Thumbs: []flows.CopiedThumb{{Theme: 6, Up: true, At: at}, {Theme: 5, At: at}}}) {
		text += bundle.Text(line, "en") + "\n"
	}
	for _, want := range []string{"you liked the news about \"Nuisance, noise, rubbish\".", "you did not like the news about \"Town centre safety\"."} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in it:\n%s", want, text)
		}
	}
}
