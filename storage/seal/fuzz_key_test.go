package seal_test

import (
	"strings"
	"testing"

	"yousaid/storage/seal"
)

// A keyring that is read seals and opens; what is refused is named by its place,
// and no error repeats any of it.
func FuzzParseKeyring(f *testing.F) {
	good := "zq3T9m2bq7yq0m8nq1vq5pq4wq6xqAqBqCqDqEqFqGo="
	f.Add("k1:" + good)
	f.Add("k2:" + good + ", k1:" + strings.Replace(good, "z", "y", 1))
	f.Add("k1:" + good + "\nk1:" + good)
	f.Add("k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")
	f.Add(":::,,K1:x")
	f.Fuzz(func(t *testing.T, text string) {
		ring, err := seal.ParseKeyring(text)
		if err != nil {
			for _, secret := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(",: \t\r\n", r) }) {
				if len(secret) > 16 && strings.Contains(err.Error(), secret) {
					t.Fatalf("the error repeats a key: %v", err)
				}
			}
			return
		}
		box := ring.For("session")
		sealed := box.Seal([]byte("needles"), []byte("sms:1"))
		if plain, err := box.Open(sealed, []byte("sms:1")); err != nil || string(plain) != "needles" || !box.Newest(sealed) {
			t.Fatalf("%q, %v", plain, err)
		}
	})
}
