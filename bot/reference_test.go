package bot_test

import (
	"bytes"
	"crypto/rand"
	"regexp"
	"strings"
	"testing"

	"yousaid/bot"
)

func newReference(t testing.TB) string {
	t.Helper()
	reference, err := bot.NewReference("LUT", rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return reference
}

func TestReferencesHaveOneShapeAndDiffer(t *testing.T) {
	shape := regexp.MustCompile(`^LUT-[0-9A-HJKMNP-TV-Y]{4}-[0-9A-HJKMNP-TV-Y]{3}$`)
	seen := map[string]bool{}
	for range 200 {
		reference := newReference(t)
		if !shape.MatchString(reference) {
			t.Fatalf("%s has another shape", reference)
		}
		if seen[reference] {
			t.Fatalf("%s came twice in 200", reference)
		}
		seen[reference] = true
		if got, ok := bot.ParseReference("LUT", reference); !ok || got != reference {
			t.Fatalf("%s reads back as %q", reference, got)
		}
	}
}

func TestReferenceIsReadAsPeopleWriteIt(t *testing.T) {
	reference, err := bot.NewReference("LUT", bytes.NewReader([]byte{0, 1, 20, 2, 29, 5})) // 01M2-X5…
	if err != nil {
		t.Fatal(err)
	}
	last := reference[len(reference)-1:]
	for _, text := range []string{
		"LUT-01M2-X5" + last, "lut 01m2 x5" + last, "01m2x5" + last, "LUTO1M2X5" + last, "oLmz-x5" + last,
		" oIM2 – x5 " + last + ".", "lut: 0 i m 2 x 5 " + last, "#LUT-01M2-X5" + last, "1vt-01m2-x5" + last,
	} {
		if got, ok := bot.ParseReference("LUT", text); !ok || got != reference {
			t.Errorf("%q reads as %q, %v", text, got, ok)
		}
	}
	for _, text := range []string{"", "LUT", "01M2X5", "01M2X5" + last + last, "my street is flooding", strings.Repeat("0", 5000)} {
		if got, ok := bot.ParseReference("LUT", text); ok {
			t.Errorf("%q reads as %s", text, got)
		}
	}
}

func TestEverySingleSlipInAReferenceIsNoticed(t *testing.T) {
	const letters = "0123456789ABCDEFGHJKMNPQRSTVWXY"
	for range 50 {
		code := []byte(strings.ReplaceAll(strings.TrimPrefix(newReference(t), "LUT-"), "-", ""))
		for i := range code {
			for _, other := range []byte(letters) {
				slip := bytes.Clone(code)
				slip[i] = other
				if _, ok := bot.ParseReference("LUT", string(slip)); ok != (other == code[i]) {
					t.Fatalf("%s for %s: taken %v", slip, code, ok)
				}
			}
			for j := range i {
				slip := bytes.Clone(code)
				slip[i], slip[j] = slip[j], slip[i]
				if _, ok := bot.ParseReference("LUT", string(slip)); ok != (code[i] == code[j]) {
					t.Fatalf("%s for %s: taken %v", slip, code, ok)
				}
			}
		}
	}
}

func FuzzParseReference(f *testing.F) {
	f.Add("LUT", "LUT-7K3M-2QX")
	f.Add("LUT", "lut 7k3m 2qx")
	f.Add("LU", "1VO-0000-000")
	f.Add("", "\x00\xff")
	f.Fuzz(func(t *testing.T, prefix, text string) {
		got, ok := bot.ParseReference(prefix, text)
		if !ok {
			if got != "" {
				t.Fatalf("refused, but with %q", got)
			}
			return
		}
		again, ok := bot.ParseReference(prefix, strings.TrimPrefix(got, prefix))
		if !ok || again != got {
			t.Fatalf("%q reads as %q, and that as %q", text, got, again)
		}
	})
}
