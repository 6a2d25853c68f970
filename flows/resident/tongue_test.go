package resident_test

import (
	"strings"
	"testing"
	"time"

	"yousaid/flows"
	"yousaid/flows/resident"
)

// A language is chosen by its own name, its English one, or LANGUAGE with
// either; nothing else that holds such a word chooses one.
func TestALanguageIsChosenByItsName(t *testing.T) {
	for text, want := range map[string]string{
		"polski": "pl", "POLSKI!": "pl", "Polish": "pl", "po polsku": "pl", "język polski": "pl", "LANGUAGE Polish": "pl", "language: polski": "pl",
		"/language polish": "pl", "polish language": "pl", "română": "ro", "romana": "ro", "limba română": "ro", "limba romana": "ro", "in romanian": "ro",
		"English": "en", "język english": "en",
		"the polish shop": "", "he is polish": "", "polis": "", "a polish man was shouting": "", "the language he used": "", "language school": "",
	} {
		c := at(t, resident.SMS, "old car left on the verge", "yes")
		say(c, text)
		if got := c.Record.Tongue; got != want {
			t.Errorf("%q chose %q, want %q", text, got, want)
		}
		if want != "" && (c.Session.Language != want || c.Session.Step != "where" || c.Session.Draft == "") {
			t.Errorf("%q: %q is spoken, at %q", text, c.Session.Language, c.Session.Step)
		}
	}
}

// LANGUAGE is understood in every language, whatever is spoken; by slash too.
func TestLanguageIsAskedForInAnyLanguage(t *testing.T) {
	for _, text := range []string{"LANGUAGE", "/language", "język", "jezyk", "/język", "limba", "limbă", "change language", "zmień język"} {
		c := at(t, resident.Telegram, "old car left on the verge", "yes")
		say(c, text)
		if c.Session.Step != "language" {
			t.Errorf("%q led to %q", text, c.Session.Step)
		}
		say(c, "skip")
		if c.Session.Step != "where" || c.Record.Tongue != "" {
			t.Errorf("after %q, skip led to %q in %q", text, c.Session.Step, c.Record.Tongue)
		}
	}
}

// In a chosen language its own words are understood, and the English ones.
func TestBothLanguagesAreUnderstood(t *testing.T) {
	for text, want := range map[string]string{
		"tak": "where", "no tak": "where", "TAK!": "where", "jedynka": "where", "pierwsze": "where", "yes": "where", "1": "where", "the first one": "where",
		"nie": "theme", "Nie, pokaż inne": "theme", "pokaz inne": "theme", "dwójka": "theme", "no": "theme", "show others": "theme", "drugie poproszę": "theme",
		"od nowa": "menu", "restart": "menu", "cofnij": "menu", "usuń wszystko": "forget", "usun wszystko": "forget", "forget me": "forget",
		"pomoc": "confirm", "help": "confirm", "numery": "confirm", "pomiń": "confirm",
	} {
		c := at(t, resident.Telegram, "stary samochód na trawniku", "polski")
		if text == "cofnij" {
			say(c, "restart")
		}
		c.Receive(flows.Input{ID: "x", Text: text}, noon)
		if c.Session.Step != want {
			t.Errorf("%q led to %q, want %q", text, c.Session.Step, want)
		}
	}
}

// A language is offered once, and never against a choice.
func TestALanguageIsOfferedOnce(t *testing.T) {
	clock := noon
	polish := func(c *resident.Conversation, id, text string) string {
		clock = clock.Add(time.Minute) // no row of messages
		replies := c.Receive(flows.Input{ID: id, Text: text, Reading: flows.Reading{
			Language: "pl", Themes: []flows.Guess{{Theme: 6, Confidence: 0.9}},
		}}, clock)
		return c.Show(replies[len(replies)-1]).Text
	}
	offered := func(text string) bool { return strings.Contains(text, "Czy pisac po polsku?") }
	c := at(t, resident.SMS)
	if text := polish(c, "a", "ktoś wyrzuca śmieci na naszej ulicy"); !offered(text) {
		t.Fatalf("not offered: %s", text)
	}
	if text := polish(c, "b", "i to codziennie od miesiąca"); offered(text) || c.Session.Language != "en" {
		t.Fatalf("offered again, or taken for chosen: %s", text)
	}
	chose := at(t, resident.SMS, "english")
	if text := polish(chose, "a", "ktoś wyrzuca śmieci na naszej ulicy"); offered(text) {
		t.Fatalf("offered against a choice: %s", text)
	}
	short := at(t, resident.SMS)
	if text := polish(short, "a", "nie to"); offered(text) {
		t.Fatalf("two short words offered a language: %s", text)
	}
	if text := polish(short, "b", "dzień dobry"); !offered(text) {
		t.Fatalf("a greeting did not offer its language: %s", text)
	}
}

// Another language holds for the conversation though the record is away, and a
// report that waits goes on waiting.
func TestALanguageIsChosenWhileTheRecordIsAway(t *testing.T) {
	c := at(t, resident.SMS, "old car left on the verge", "yes", "ash road")
	c.Away = true
	say(c, "send")
	say(c, "polski")
	if c.Session.Language != "pl" || len(c.Record.Reports) != 0 || c.Record.Tongue != "" {
		t.Fatalf("%q is spoken, %d reports, %q kept", c.Session.Language, len(c.Record.Reports), c.Record.Tongue)
	}
	c.Away = false
	said := c.Finish(noon)
	if len(said) != 1 || !strings.HasPrefix(c.Show(said[0]).Text, "Wyslane.") {
		t.Errorf("said %v", said)
	}
	if len(c.Record.Reports) != 1 || c.Record.Tongue != "pl" || c.Session.Pending != nil {
		t.Errorf("%d reports, language %q, pending %v", len(c.Record.Reports), c.Record.Tongue, c.Session.Pending)
	}
}

// Two digits, a phone number, in the scripts of the town.
func TestAPhoneNumberIsKeptInWesternDigits(t *testing.T) {
	c := at(t, resident.Telegram, "old car left on the verge", "yes", "ash road", "change", "how to reach me", "۰۷۷۰۰ ۹۰۰۱۲۳", "skip", "send")
	if len(c.Record.Reports) != 1 || c.Record.Reports[0].Phone != "07700 900123" {
		t.Fatalf("reports: %+v", c.Record.Reports)
	}
}
