package seal_test

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"testing/iotest"

	"yousaid/storage/seal"
)

func TestANewKeyInFrontStillOpensTheOld(t *testing.T) {
	old, rotated, later := ring(t, "a"), ring(t, "b", "a"), ring(t, "b")
	aad := seal.Cell("vault.contacts", "key", "7")
	dataKey := old.NewDataKey()
	text := dataKey.Seal([]byte("needles"), nil)
	wrapped := old.Wrap(dataKey, aad)

	opens := func(keys *seal.Keyring, wrapped []byte) error {
		key, err := keys.Unwrap(wrapped, aad)
		if err != nil {
			return err
		}
		_, err = key.Open(text, nil)
		return err
	}
	if err := opens(rotated, wrapped); err != nil {
		t.Fatalf("after rotation: %v", err)
	}
	if err := opens(later, wrapped); !errors.Is(err, seal.ErrNoKey) || !errors.Is(err, seal.ErrSealed) {
		t.Errorf("the old key left too early: %v", err)
	}
	rewrapped, changed, err := rotated.Rewrap(wrapped, aad)
	if err != nil || !changed || bytes.Equal(rewrapped, wrapped) {
		t.Fatalf("rewrap: changed %v, %v", changed, err)
	}
	if err := opens(later, rewrapped); err != nil {
		t.Errorf("rewrapped, without the old key: %v", err)
	}
	if err := opens(old, rewrapped); !errors.Is(err, seal.ErrNoKey) {
		t.Errorf("rewrapped, with the old key alone: %v", err)
	}
	again, changed, err := rotated.Rewrap(rewrapped, aad)
	if err != nil || changed || !bytes.Equal(again, rewrapped) {
		t.Errorf("rewrapped again: changed %v, %v", changed, err)
	}
	if _, _, err := rotated.Rewrap(wrapped, nil); !errors.Is(err, seal.ErrSealed) {
		t.Errorf("rewrapped for another cell: %v", err)
	}
}

func TestConversationsSurviveRotation(t *testing.T) {
	value := ring(t, "a").For("session").Seal([]byte("step 3"), []byte("sms:1"))
	box := ring(t, "c", "b", "a").For("session")
	if got, err := box.Open(value, []byte("sms:1")); err != nil || string(got) != "step 3" {
		t.Errorf("%q, %v", got, err)
	}
	if box.Newest(value) || !box.Newest(box.Seal(nil, nil)) {
		t.Error("which key sealed it is told wrongly")
	}
}

func TestAKeyringIsReadFromASetting(t *testing.T) {
	first, second := fixedKey(t, 1), fixedKey(t, 2)
	a, b := "2026b:"+first.Base64(), seal.MasterKey{ID: "2026a", Key: second}.Text()
	value := func() []byte {
		keys, err := seal.NewKeyring(seal.MasterKey{ID: "2026b", Key: first})
		if err != nil {
			t.Fatal(err)
		}
		return keys.For("x").Seal([]byte("text"), nil)
	}()
	for _, text := range []string{a, a + "," + b, b + ", " + a, a + "\n" + b + "\n", " " + a + " ,"} {
		keys, err := seal.ParseKeyring(text)
		if err != nil {
			t.Fatalf("%d characters: %v", len(text), err)
		}
		if got, err := keys.For("x").Open(value, nil); err != nil || string(got) != "text" {
			t.Errorf("%q, %v", got, err)
		}
	}
}

func TestABadKeyringIsNamedWithoutItsKeys(t *testing.T) {
	good := fixedKey(t, 1).Base64()
	other := fixedKey(t, 2).Base64()
	for _, test := range []struct{ name, text, want string }{
		{"empty", "", "the keyring has no master key"},
		{"commas alone", " ,\n", "the keyring has no master key"},
		{"no id", good, "master key 1 of 1: it has no id: write it as id:key"},
		{"empty id", ":" + good, "master key 1 of 1: its id must be 1 to 16 small letters, digits and dashes"},
		{"long id", strings.Repeat("a", 17) + ":" + good, "master key 1 of 1: its id must be 1 to 16 small letters, digits and dashes"},
		{"the other way round", good + ":a", "master key 1 of 1: it is not base64"},
		{"no base64", "a:hunter2!", "master key 1 of 1: it is not base64"},
		{"short", "a:" + base64.StdEncoding.EncodeToString([]byte("hunter2")), "master key 1 of 1: it has 7 bytes instead of 32"},
		{"no key", "a:", "master key 1 of 1: it has 0 bytes instead of 32"},
		{"placeholder", "a:" + base64.StdEncoding.EncodeToString(make([]byte, 32)), "master key 1 of 1: it is the same byte over and over: draw a real one"},
		{"id twice", "a:" + good + ",a:" + other, "master key 2 of 2: its id is that of key 1"},
		{"key twice", "a:" + good + ",b:" + good, "master key 2 of 2: it is the same key as key 1"},
		{"two problems", "a:!," + good + ",c:" + other, "master key 1 of 3: it is not base64\nmaster key 2 of 3: it has no id: write it as id:key"},
	} {
		_, err := seal.ParseKeyring(test.text)
		if err == nil || err.Error() != test.want {
			t.Errorf("%s: %v, want %s", test.name, err, test.want)
			continue
		}
		for _, secret := range []string{good[:8], other[:8], "hunter2"} {
			if strings.Contains(err.Error(), secret) {
				t.Errorf("%s: the error shows the key", test.name)
			}
		}
	}
	if _, err := seal.NewKeyring(seal.MasterKey{ID: "a"}, seal.MasterKey{ID: "b"}); err == nil {
		t.Error("keys without secrets were taken")
	}
}

func TestGeneratedKeysDifferAndCanBeReadBack(t *testing.T) {
	one, err := seal.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	two, err := seal.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if one.Base64() == two.Base64() {
		t.Error("two keys are the same")
	}
	back, err := seal.ParseKey(one.Base64())
	if err != nil || back.Base64() != one.Base64() {
		t.Errorf("read back: %v", err)
	}
	if _, err := seal.GenerateKey(iotest.ErrReader(errors.New("no entropy"))); err == nil {
		t.Error("a key was drawn from nothing")
	}
	if text := (seal.Key{}).Base64(); text != "" {
		t.Errorf("the zero key is %q", text)
	}
}

// longList finds a dozen numbers in a row.
var longList = regexp.MustCompile(`(?:[0-9a-fA-Fx]+[ ,]+){12}`)

// A key that is printed by mistake must not be in the log. It has the bytes 200, 201,
// 202 …
func TestPrintingAKeyShowsNothingOfIt(t *testing.T) {
	key := fixedKey(t, 200)
	keys, err := seal.NewKeyring(seal.MasterKey{ID: "a", Key: key})
	if err != nil {
		t.Fatal(err)
	}
	holders := []any{
		key, &key,
		seal.MasterKey{ID: "a", Key: key},
		keys, *keys, keys.For("x"), *keys.For("x"),
		seal.NewLookup(key), *seal.NewLookup(key), keys.WithRandom(&counting{next: 200}).NewDataKey(),
	}
	for _, holder := range holders {
		printed := ""
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%o", "%b", "%c"} {
			printed += fmt.Sprintf(verb, holder) + "\n"
		}
		asJSON, err := json.Marshal(holder)
		if err != nil {
			t.Fatal(err)
		}
		printed += string(asJSON)
		for _, part := range []string{"200 201", "200,201", "c8c9", "c8 c9", "C8C9", "0xc8, 0xc9", "310 311", "\xc8\xc9", key.Base64()[:6]} {
			if strings.Contains(printed, part) {
				t.Errorf("%T shows %q of its key", holder, part)
			}
		}
		if list := longList.FindString(printed); list != "" {
			t.Errorf("%T shows numbers that may be a key: %s", holder, list)
		}
	}
}
