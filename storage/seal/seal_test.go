package seal_test

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strings"
	"sync"
	"testing"

	"yousaid/storage/seal"
)

// fixedKey is a key of known bytes: first, first+1, first+2 …
func fixedKey(t testing.TB, first byte) seal.Key {
	t.Helper()
	raw := make([]byte, 32)
	for i := range raw {
		raw[i] = first + byte(i)
	}
	key, err := seal.ParseKey(base64.StdEncoding.EncodeToString(raw))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// ring makes a keyring of fixed keys with those ids, newest first.
func ring(t testing.TB, ids ...string) *seal.Keyring {
	t.Helper()
	var keys []seal.MasterKey
	for _, id := range ids {
		keys = append(keys, seal.MasterKey{ID: id, Key: fixedKey(t, id[0])})
	}
	made, err := seal.NewKeyring(keys...)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// counting is a source of "randomness" that gives 0, 1, 2 …
type counting struct{ next byte }

func (c *counting) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = c.next
		c.next++
	}
	return len(b), nil
}

// sealer is what boxes and data keys have in common.
type sealer interface {
	Seal(plaintext, aad []byte) []byte
	Open(value, aad []byte) ([]byte, error)
}

func sealers(t testing.TB) map[string]sealer {
	keys := ring(t, "b", "a")
	return map[string]sealer{"box": keys.For("session"), "data key": keys.NewDataKey()}
}

func TestWhatIsSealedOpensAgain(t *testing.T) {
	photo := make([]byte, 20<<20)
	_, _ = rand.Read(photo)
	for name, s := range sealers(t) {
		for _, plaintext := range [][]byte{nil, []byte("x"), []byte("needles by the swings"), photo} {
			value := s.Seal(plaintext, seal.Cell("reports", "text", "42"))
			got, err := s.Open(value, seal.Cell("reports", "text", "42"))
			if err != nil || !bytes.Equal(got, plaintext) {
				t.Errorf("%s: %d bytes came back as %d, %v", name, len(plaintext), len(got), err)
			}
		}
	}
}

func TestTheSameTextNeverLooksTheSame(t *testing.T) {
	for name, s := range sealers(t) {
		seen := map[string]bool{}
		for range 1000 {
			seen[string(s.Seal([]byte("yes"), nil))] = true
		}
		if len(seen) != 1000 {
			t.Errorf("%s: %d of 1000 differ", name, len(seen))
		}
	}
}

func TestEveryChangedBitIsNoticed(t *testing.T) {
	aad := seal.Cell("reports", "text", "42")
	for name, s := range sealers(t) {
		value := s.Seal([]byte("needles by the swings"), aad)
		for i := range len(value) * 8 {
			changed := bytes.Clone(value)
			changed[i/8] ^= 1 << (i % 8)
			if got, err := s.Open(changed, aad); !errors.Is(err, seal.ErrSealed) || got != nil {
				t.Errorf("%s, bit %d of byte %d: %q, %v", name, i%8, i/8, got, err)
			}
		}
		for length := range value {
			if got, err := s.Open(value[:length], aad); !errors.Is(err, seal.ErrSealed) || got != nil {
				t.Errorf("%s, cut to %d: %q, %v", name, length, got, err)
			}
		}
		if _, err := s.Open(append(bytes.Clone(value), 0), aad); !errors.Is(err, seal.ErrSealed) {
			t.Errorf("%s, one byte more: %v", name, err)
		}
	}
}

func TestAValueOpensInItsOwnCellOnly(t *testing.T) {
	home := seal.Cell("reports", "text", "42")
	for name, s := range sealers(t) {
		value := s.Seal([]byte("needles by the swings"), home)
		for _, other := range [][]byte{
			nil, seal.Cell("reports", "text", "43"), seal.Cell("reports", "place", "42"),
			seal.Cell("entries", "text", "42"), append(bytes.Clone(home), 0),
		} {
			if _, err := s.Open(value, other); !errors.Is(err, seal.ErrSealed) {
				t.Errorf("%s opened as %q: %v", name, other, err)
			}
		}
	}
}

func TestKeysOfOneUseDontOpenAnother(t *testing.T) {
	keys := ring(t, "a")
	dataKey := keys.NewDataKey()
	wrapped := keys.Wrap(dataKey, nil)
	session := keys.For("session").Seal([]byte("text"), nil)
	report := dataKey.Seal([]byte("text"), nil)

	for name, try := range map[string]func() error{
		"another purpose":         func() error { _, err := keys.For("poison").Open(session, nil); return err },
		"a data key from session": func() error { _, err := keys.Unwrap(session, nil); return err },
		"a session from wrapped":  func() error { _, err := keys.For("session").Open(wrapped, nil); return err },
		"another data key":        func() error { _, err := keys.NewDataKey().Open(report, nil); return err },
		"a report by the keyring": func() error { _, err := keys.For("session").Open(report, nil); return err },
		"a session by a data key": func() error { _, err := dataKey.Open(session, nil); return err },
		"another key, same id": func() error {
			other, err := seal.NewKeyring(seal.MasterKey{ID: "a", Key: fixedKey(t, 'z')})
			if err != nil {
				t.Fatal(err)
			}
			_, err = other.For("session").Open(session, nil)
			return err
		},
	} {
		if err := try(); !errors.Is(err, seal.ErrSealed) || errors.Is(err, seal.ErrNoKey) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The record holds values for years: whoever changes these has to teach Open
// the old form as well.
func TestTheFormatStaysAsItIs(t *testing.T) {
	keys := ring(t, "2026a").WithRandom(&counting{})
	aad := seal.Cell("reports", "text", "42")
	dataKey := keys.NewDataKey()
	for _, test := range []struct {
		name, want string
		got        []byte
		open       func(value []byte) ([]byte, error)
	}{
		{
			"data key", goldenDataKey, dataKey.Seal([]byte("needles"), aad),
			func(value []byte) ([]byte, error) { return dataKey.Open(value, aad) },
		},
		{
			"box", goldenBox, keys.For("session").Seal([]byte("needles"), aad),
			func(value []byte) ([]byte, error) { return keys.For("session").Open(value, aad) },
		},
		{
			"wrapped", goldenWrapped, keys.Wrap(dataKey, aad),
			func(value []byte) ([]byte, error) {
				unwrapped, err := keys.Unwrap(value, aad)
				if err != nil {
					return nil, err
				}
				golden, err := hex.DecodeString(goldenDataKey)
				if err != nil {
					return nil, err
				}
				return unwrapped.Open(golden, aad)
			},
		},
	} {
		if got := hex.EncodeToString(test.got); got != test.want {
			t.Errorf("%s is sealed as\n%s, was\n%s", test.name, got, test.want)
		}
		value, err := hex.DecodeString(test.want)
		if err != nil {
			t.Fatal(err)
		}
		if text, err := test.open(value); err != nil || string(text) != "needles" {
			t.Errorf("%s as it was opens to %q, %v", test.name, text, err)
		}
	}
}

const (
	goldenDataKey = "01202122232425262728292a2b2c2d2e2f303132333435363709753aa68d25a28661dc55e5330014aa8818b96adc115c"
	goldenBox     = "0205323032366138393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f2afc0ba6dfdfaf1e0d3197455982c60d847b06d9d05c41"
	goldenWrapped = "02053230323661505152535455565758595a5b5c5d5e5f6061626364656667280c6334ae49bcce0a37a6267c8e44d8ffc047edf13027b756d01c1be3ee8b3a96b663e23bf5756404c2d98ddd7d8e8a"
)

func TestWithoutRandomnessNothingIsSealed(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("sealed without a nonce")
		}
	}()
	ring(t, "a").WithRandom(strings.NewReader("too short")).For("session").Seal(nil, nil)
}

func TestManyMaySealAtOnce(t *testing.T) {
	for name, s := range sealers(t) {
		var group sync.WaitGroup
		for range 8 {
			group.Go(func() {
				for range 200 {
					if got, err := s.Open(s.Seal([]byte("text"), nil), nil); err != nil || string(got) != "text" {
						t.Errorf("%s: %q, %v", name, got, err)
					}
				}
			})
		}
		group.Wait()
	}
}
