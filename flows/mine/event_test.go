package mine_test

import (
	"strings"
	"testing"

	"yousaid/flows"
	"yousaid/flows/locale"
	"yousaid/flows/mine"
	"yousaid/flows/partnership"
)

// What happened to a report stands in a copy in words, in every language.
func TestEventsOfACopyAreWords(t *testing.T) {
	bundle, err := locale.New()
	if err != nil {
		t.Fatal(err)
	}
	lines := func(language, agency, event string) string {
		c := flows.Copy{Reports: []flows.CopiedReport{{Thread: []flows.CopiedEntry{{Event: event, Agency: agency}}}}}
		reply := flows.Reply{Lines: mine.CopyLines(partnership.Luton(), c)}
		return bundle.Render(reply, language, flows.Form{Buttons: true}).Text
	}
	for _, language := range []string{"en", "ur", "bn", "pl", "ro", "pa", "gu"} {
		said := map[string]string{}
		for _, event := range []string{"taken", "handed", "passed", "urgent", "linked", "closed", "reopened"} {
			said[event] = lines(language, "luton-council", event)
			if strings.Contains(said[event], ": "+event+"\n") {
				t.Errorf("%s: %q is not translated: %s", language, event, said[event])
			}
			for other, text := range said {
				if other != event && text == said[event] {
					t.Errorf("%s: %q reads like %q", language, event, other)
				}
			}
		}
		if lines(language, "", "reopened") == said["reopened"] {
			t.Errorf("%s: opened again by the resident reads as by the team", language)
		}
	}
}
