package report_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"yousaid/bot/channel/gsm7"
	"yousaid/flows/flowtest"
	"yousaid/flows/locale"
	"yousaid/flows/partnership"
)

// mostReport is how many billed parts a whole report may cost us.
const mostReport = 7

// A report by text message costs fewer than eight parts of ours, from the first
// word to the reference, and most of our messages are one part.
func TestAReportCostsFewParts(t *testing.T) {
	bundle, err := locale.New()
	if err != nil {
		t.Fatal(err)
	}
	reports, messages, single := 0, 0, 0
	for _, pattern := range []string{"theme[1-8]-sms", "ahead-sms", "row-sms", "none-sms", "outside-sms"} {
		paths, err := filepath.Glob("testdata/" + pattern + ".txtar")
		if err != nil || len(paths) == 0 {
			t.Fatalf("no transcripts match %s (%v)", pattern, err)
		}
		for _, path := range paths {
			raw, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			_, _, texts, err := flowtest.Play(partnership.Luton(), bundle, string(txtar.Parse(raw).Comment))
			if err != nil {
				t.Fatal(err)
			}
			cost, sent := 0, false
			for _, text := range texts {
				n := gsm7.Parts(gsm7.Replace(text))
				if messages++; n == 1 {
					single++
				}
				if !sent {
					cost += n
				}
				sent = sent || strings.Contains(text, "Your reference is")
			}
			if sent {
				reports++
			}
			if sent && cost > mostReport {
				t.Errorf("%s costs %d parts", path, cost)
			}
		}
	}
	if reports < 10 || 2*single < messages {
		t.Errorf("%d reports; %d of %d messages are one part", reports, single, messages)
	}
	t.Logf("%d reports; %d of %d messages are one part", reports, single, messages)
}
