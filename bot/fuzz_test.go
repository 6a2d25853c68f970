package bot_test

import (
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"

	"yousaid/bot"
	"yousaid/bot/channel"
)

// A key of a list that is read is written and read back as itself, and names a
// moment and a row; nothing else is taken.
func FuzzParseListKey(f *testing.F) {
	f.Add("")
	f.Add(bot.ListKey{At: time.Date(2026, 11, 26, 9, 30, 0, 0, time.UTC), ID: "7f0b6bd4-93a1-4a5c-8a3c-0e6a8d1f2b11"}.String())
	f.Add("2gosa7pa2gv-00000000000000000000000000000000")
	f.Add("-1-7f0b6bd493a14a5c8a3c0e6a8d1f2b11")
	f.Fuzz(func(t *testing.T, text string) {
		key, ok := bot.ParseListKey(text)
		if !ok || text == "" {
			if key != (bot.ListKey{}) {
				t.Fatalf("%q, but %v", text, key)
			}
			return
		}
		if again, ok := bot.ParseListKey(key.String()); !ok || !again.At.Equal(key.At) || again.ID != key.ID {
			t.Fatalf("%q is %v, and that is %v", text, key, again)
		}
		if year := key.At.UTC().Year(); year < 1970 || year > 9999 || uuid.Validate(key.ID) != nil {
			t.Fatalf("%q is %v, %q", text, key.At, key.ID)
		}
	})
}

// An address that is taken has its one form, which is taken as itself, and can
// mean nothing more in a header or a call.
func FuzzParseAddress(f *testing.F) {
	for _, seed := range []string{
		"07700 900123", "+44 7700 900123", "0044 (0)7700-900123 ext. 5", "tel:+447700900123;ext=5", "Bilal.Hussain@Example.gov.uk",
		"a@b.c\r\nBcc: x@y.z", "a@b", "112", "00000000", "+999123456789", "٠٧٧٠٠٩٠٠١٢٣", "020 7946 0958",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		address, err := bot.ParseAddress(typed)
		if err != nil {
			if address != (channel.Address{}) {
				t.Fatalf("refused, but %v", address)
			}
			return
		}
		again, err := bot.ParseAddress(address.ID)
		if err != nil || again != address {
			t.Fatalf("%q is %v, and that is %v, %v", typed, address, again, err)
		}
		switch address.Channel {
		case channel.SMS:
			if digits, plus := strings.CutPrefix(address.ID, "+"); !plus || digits == "" || strings.Trim(digits, "0123456789") != "" || len(digits) > 20 {
				t.Fatalf("%q is the number %q", typed, address.ID)
			}
		case channel.Email:
			if len(address.ID) > 254 || strings.Count(address.ID, "@") != 1 || strings.ContainsAny(address.ID, " \r\n\t,;:<>\"()[]\\") {
				t.Fatalf("%q is the mailbox %q", typed, address.ID)
			}
		default:
			t.Fatalf("%q is on %q", typed, address.Channel)
		}
	})
}

// A destination that is read is written and read back as itself.
func FuzzParseDestination(f *testing.F) {
	f.Add("theme:4")
	f.Add("theme:+04")
	f.Add("agency:police")
	f.Add("agency:a:b")
	f.Fuzz(func(t *testing.T, text string) {
		to, ok := bot.ParseDestination(text)
		if !ok {
			return
		}
		if again, ok := bot.ParseDestination(to.String()); !ok || again != to {
			t.Fatalf("%q is %+v, and that is %+v", text, to, again)
		}
	})
}

// What a search shows of a report is of that report, in its order, and never
// more than an excerpt's length; its words are in the form in which words are
// compared.
func FuzzSearch(f *testing.F) {
	f.Add("needles", "needles by the swings in Wardown Park again")
	f.Add("  Śmieci ulicy ", "Śmieci przy naszej ulicy, codziennie "+strings.Repeat("znowu ", 80))
	f.Add("it's", "it’s \xff\u202e a")
	f.Fuzz(func(t *testing.T, typed, text string) {
		words := bot.SearchWords(typed)
		if len(words) > 10 {
			t.Fatalf("%d words", len(words))
		}
		if again := bot.SearchWords(strings.Join(words, " ")); strings.Join(again, " ") != strings.Join(words, " ") {
			t.Fatalf("%q and %q", words, again)
		}
		at, length := 0, 0
		for _, piece := range bot.ExcerptOf([]string{text}, words) {
			if !piece.Hit && (piece.Text == "… " || piece.Text == " …") {
				continue
			}
			found := strings.Index(text[at:], piece.Text)
			if found < 0 {
				t.Fatalf("%q isn't in the rest of %q", piece.Text, text)
			}
			at += found + len(piece.Text)
			length += utf8.RuneCountInString(piece.Text)
		}
		if length > 220+60 {
			t.Fatalf("%d characters of %q", length, text)
		}
		bot.Matches([]string{text}, words)
	})
}

// Whatever is typed into an update, what is kept of it is sound text, within
// its length, without a tag, and changes no more when it is saved again.
func FuzzCleanText(f *testing.F) {
	for _, seed := range []string{"We mended 40 lamps.\r\nMore soon.", "<b>bold</b>", "a < b > c", "I <3 Luton", "\x00\xff\u2028", " \n<!--", "<\r\n/a>"} {
		f.Add(seed, 600)
	}
	f.Add("12345", 4)
	f.Fuzz(func(t *testing.T, text string, most int) {
		kept, err := bot.CleanText(text, most)
		if err != nil {
			return
		}
		if again, err := bot.CleanText(kept, most); err != nil || again != kept {
			t.Fatalf("%q is kept as %q, and that as %q, %v", text, kept, again, err)
		}
		if !utf8.ValidString(kept) || utf8.RuneCountInString(kept) > max(most, 0) {
			t.Fatalf("%q is kept as %q", text, kept)
		}
		if strings.ContainsFunc(kept, func(r rune) bool { return unicode.IsControl(r) && r != '\n' }) {
			t.Fatalf("a control character is left in %q", kept)
		}
	})
}

// A link that is taken leads to a name by https, shows no password, breaks out
// of no attribute and is taken as itself when it is saved again.
func FuzzCleanLink(f *testing.F) {
	for _, seed := range []string{
		"https://www.luton.gov.uk/clean-streets", "luton.gov.uk", "http://luton.gov.uk", "https://user:pass@luton.gov.uk", "https://10.0.0.1/",
		"https://xn--luton-9za.example/ä?q=\"><script>", "https://[::1]/", "javascript:alert(1)//a.bc", "https://a.bc:99999/", "https://luton.gov.uk@evil.example",
		"https://a.bc/\\evil", "https://%65vil.example",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		link, err := bot.CleanLink(typed)
		if err != nil || link == "" {
			if err != nil && link != "" {
				t.Fatalf("refused, but %q", link)
			}
			return
		}
		if again, err := bot.CleanLink(link); err != nil || again != link {
			t.Fatalf("%q is kept as %q, and that as %q, %v", typed, link, again, err)
		}
		host, _, _ := strings.Cut(strings.TrimPrefix(link, "https://"), "/")
		if !strings.HasPrefix(link, "https://") || strings.Contains(host, "@") || !strings.Contains(host, ".") {
			t.Fatalf("%q is kept as %q", typed, link)
		}
		if utf8.RuneCountInString(link) > bot.MostLink || strings.ContainsFunc(link, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || strings.ContainsRune(`"<>`, r) }) {
			t.Fatalf("%q is kept as %q", typed, link)
		}
	})
}

// A line of what was forgotten that is read is written and read back as itself; a
// list is taken whole or not at all.
func FuzzReadForgotten(f *testing.F) {
	f.Add("contact 7f0b6bd4-93a1-4a5c-8a3c-0e6a8d1f2b11 2026-11-26T09:30:00Z\nstop " + strings.Repeat("0a", 32) + " 2026-11-26T09:30:00+01:00\n")
	f.Add("report {7f0b6bd4-93a1-4a5c-8a3c-0e6a8d1f2b11} 2026-11-26T09:30:00.5Z\r\n\r\n")
	f.Add("comment urn:uuid:7f0b6bd4-93a1-4a5c-8a3c-0e6a8d1f2b11 0001-01-01T00:00:00Z")
	f.Fuzz(func(t *testing.T, text string) {
		list, err := bot.ReadForgotten(strings.NewReader(text))
		if err != nil {
			if list != nil {
				t.Fatalf("%v, but %v", err, list)
			}
			return
		}
		var written strings.Builder
		for _, one := range list {
			written.WriteString(one.String() + "\n")
		}
		again, err := bot.ReadForgotten(strings.NewReader(written.String()))
		if err != nil || len(again) != len(list) {
			t.Fatalf("%q is written as %q: %v", text, written.String(), err)
		}
		for i, one := range again {
			if one.String() != list[i].String() {
				t.Fatalf("%v is %v", list[i], one)
			}
		}
	})
}
