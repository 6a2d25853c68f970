package seal_test

import (
	"encoding/hex"
	"testing"

	"yousaid/storage/seal"
)

func TestAnAddressIsAlwaysFoundUnderTheSameValue(t *testing.T) {
	lookup := seal.NewLookup(fixedKey(t, 1))
	const want = "82e34d9997e66f7bd5cb6a1e78c7583f9f679fa996a3e5cc37048d0b5b4b0379"
	got := lookup.Of("sms", "+447700900123")
	if hex.EncodeToString(got[:]) != want {
		t.Errorf("%x, was %s: nobody would be known any more", got, want)
	}
}

func TestDifferentThingsHaveDifferentValues(t *testing.T) {
	lookup, other := seal.NewLookup(fixedKey(t, 1)), seal.NewLookup(fixedKey(t, 2))
	seen := map[[32]byte]string{}
	for name, value := range map[string][32]byte{
		"address":           lookup.Of("sms", "12"),
		"another address":   lookup.Of("sms", "13"),
		"another channel":   lookup.Of("telegram", "12"),
		"parts shifted":     lookup.Of("sms1", "2"),
		"parts joined":      lookup.Of("", "sms12"),
		"a message":         lookup.OfMessage("sms", "12"),
		"an account":        lookup.OfIdentity("sms", "12"),
		"a code":            lookup.OfCode("sms", nil, "12"),
		"somebody's code":   lookup.OfCode("sms", []byte("12"), ""),
		"under another key": other.Of("sms", "12"),
	} {
		if twin, ok := seen[value]; ok {
			t.Errorf("%s and %s have the same value", name, twin)
		}
		seen[value] = name
	}
}

func TestALookupNeedsAKey(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("made without a key")
		}
	}()
	seal.NewLookup(seal.Key{})
}
