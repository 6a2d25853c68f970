package locale_test

import (
	"strings"
	"testing"

	"yousaid/flows/locale"
)

// What a button sent back is read as that choice again when it is written, or is
// a choice of nothing, which is stale.
func FuzzDecode(f *testing.F) {
	f.Add("id-0001:theme:4")
	f.Add("::")
	f.Add("a:b:c:d")
	f.Add("d:t:AAAAAAAAAAAAAAAAAAAAAA")
	f.Add(strings.Repeat("ż", 40))
	f.Fuzz(func(t *testing.T, data string) {
		choice := locale.Decode(data)
		written := locale.Encode(choice)
		if len(written) > 64 {
			t.Fatalf("%q is written in %d bytes", data, len(written))
		}
		if strings.Count(data, ":") < 2 {
			if choice.Draft != "" || choice.Step != "" || choice.ID != data {
				t.Fatalf("%q is %+v", data, choice)
			}
			return
		}
		if len(data) <= 64 && (written != data || locale.Encode(locale.Decode(written)) != data) {
			t.Fatalf("%q is %+v, written %q", data, choice, written)
		}
	})
}
