package resident_test

import (
	"fmt"
	"testing"
	"time"

	"yousaid/flows"
	"yousaid/flows/resident"
)

var noon = time.Date(2026, time.November, 23, 12, 0, 0, 0, time.UTC)

// at brings a conversation to a step by what the resident says.
func at(t *testing.T, form flows.Form, said ...string) *resident.Conversation {
	t.Helper()
	n := 0
	c := &resident.Conversation{
		Engine: engine, Bundle: bundle, Form: form, Record: &resident.Record{Plan: plan},
		Fresh: func() flows.Fresh {
			n++
			return flows.Fresh{ID: fmt.Sprintf("id-%d", n), Reference: "LUT-7K3M-2QX"}
		},
	}
	for _, text := range said {
		say(c, text)
	}
	return c
}

func say(c *resident.Conversation, text string) {
	c.Receive(flows.Input{
		ID: fmt.Sprintf("in-%d", c.Session.Turn), Text: text,
		Reading: flows.Reading{Themes: []flows.Guess{{Theme: 6, Confidence: 0.9}}},
	}, noon)
}

// What is understood where one of two things is asked for.
func TestWordsAtAChoice(t *testing.T) {
	for text, want := range map[string]string{
		"1": "where", "1.": "where", "(1)": "where", "one": "where", "number one i think": "where", "option 1 please": "where",
		"1️⃣": "where", "١": "where", "۱": "where", "১": "where", "੧": "where", "૧": "where", "yes": "where", "YES!!": "where", "yep go on then": "where", "yeah": "where",
		"ok": "where", "👍": "where", "that's right": "where", "i think so": "where", "the first one": "where",
		"2": "theme", "no 2": "theme", "no. 2": "theme", "number two i think": "theme", "nah": "theme", "no thanks": "theme",
		"No, show me others": "theme", "show others": "theme", "not really": "theme", "👎": "theme", "second": "theme",
		"9": "confirm", "0.5": "confirm", "banana": "confirm", "?!": "confirm", "1 2": "confirm", "12": "confirm",
	} {
		c := at(t, resident.SMS, "old car left on the verge")
		// What triage makes of a single word is no help here.
		c.Receive(flows.Input{ID: "x", Text: text}, noon)
		if c.Session.Step != want {
			t.Errorf("%q led to %q, want %q", text, c.Session.Step, want)
		}
	}
}

func TestStopIsUnderstoodAndNothingElseIsTakenForIt(t *testing.T) {
	for text, want := range map[string]bool{
		"STOP": true, "stop": true, "Stop.": true, "Stop. Thank you": true, "please stop": true, "STOPALL": true,
		"please stop messaging me": true, "can you stop texting me please": true, "stop sending me messages": true,
		"stopp": true, "sotp": true, "/stop": true, "unsubscribe": true, "END": true, "cancel": true, "quit": true,
		"shop": false, "step": false, "top": false, "stoop": false, "the bus stop": false, "at the stop": false,
		"we have got to STOP this": false, "stop them": false, "make it stop": false, "it won't stop": false,
		"i want to stop": false, "bus stop": false, "help my street is flooding": false,
	} {
		c := at(t, resident.SMS, "old car left on the verge", "yes")
		say(c, text)
		if c.Session.Resident.Stopped != want {
			t.Errorf("%q: stopped is %v, want %v", text, c.Session.Resident.Stopped, want)
		}
	}
}

func TestCommandsAreWholeMessagesWithASlipAllowed(t *testing.T) {
	for text, step := range map[string]string{
		"back": "confirm", "bakc": "confirm", "BACK!": "confirm", "/back": "confirm",
		"skip": "review", "sikp": "review", "don't know": "review", "idk": "review",
		"restart": "menu", "restrat": "menu", "restarts": "menu", "0": "menu", "start again": "menu",
		"forget me": "forget", "forgetme": "forget", "forget mee": "forget", "/forgetme": "forget",
		"help": "where", "hlep": "where", "menu": "where", "/help@luton_bot": "where",
		"help my street": "review", "back lane": "review", "the skip": "review", "menu street": "review",
	} {
		c := at(t, resident.Telegram, "old car left on the verge", "yes")
		say(c, text)
		if c.Session.Step != step {
			t.Errorf("%q led to %q, want %q", text, c.Session.Step, step)
		}
	}
}

func TestDigits(t *testing.T) {
	for text, want := range map[string]string{
		"LUT-۷K۳M-۲QX": "LUT-7K3M-2QX", "০৭৭০০ ৯০০১২৩": "07700 900123", "੧੨੩੪": "1234", "૧૨૩૪": "1234",
		"\u202a+44 7700\u202c": "+44 7700", "plain 7": "plain 7", "Ana Żak": "Ana Żak",
	} {
		if got := flows.Digits(text); got != want {
			t.Errorf("Digits(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestFold(t *testing.T) {
	for text, want := range map[string]string{
		" Don’t  KNOW!! ": "dont know", "No. 2": "no 2", "١٢": "12", "২": "2", "2️⃣": "2", "🎉": "", "Ż-ó_ł": "z o l",
		"Pomiń": "pomin", "ROMÂNĂ": "romana", "s\u0323i": "si", "۱۲۳ ১২৩ ੧੨੩ ૧૨૩": "123 123 123 123",
		"ہاں": "ہاں", "هاں": "ہاں", "آپ": "اپ", "می\u200cخواہ": "میخواہ", "\u2068LUT-7K3M\u2069": "lut 7k3m",
		"\u09dc": "\u09a1", "\u09a1\u09bc": "\u09a1", "হ্যাঁ": "হ্যা", "\u0a36": "\u0a38", "\u0a38\u0a3c": "\u0a38",
	} {
		if got := flows.Fold(text); got != want {
			t.Errorf("Fold(%q) = %q, want %q", text, got, want)
		}
	}
}
