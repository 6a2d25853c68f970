package seal_test

import (
	"testing"

	"yousaid/storage/seal"
)

// A conversation is about 1 KiB, a photo some MiB.
func BenchmarkSealConversation(b *testing.B) {
	box, text := ring(b, "a").For("session"), make([]byte, 1<<10)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		box.Seal(text, []byte("telegram:123456789"))
	}
}

func BenchmarkOpenConversation(b *testing.B) {
	box := ring(b, "a").For("session")
	value := box.Seal(make([]byte, 1<<10), nil)
	b.SetBytes(int64(len(value)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := box.Open(value, nil); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSealPhoto(b *testing.B) {
	key, photo := ring(b, "a").NewDataKey(), make([]byte, 4<<20)
	b.SetBytes(int64(len(photo)))
	for b.Loop() {
		key.Seal(photo, nil)
	}
}

func BenchmarkUnwrapAndOpen(b *testing.B) {
	keys := ring(b, "a")
	key := keys.NewDataKey()
	wrapped, value := keys.Wrap(key, nil), key.Seal(make([]byte, 300), nil)
	b.ReportAllocs()
	for b.Loop() {
		unwrapped, err := keys.Unwrap(wrapped, nil)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := unwrapped.Open(value, nil); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLookup(b *testing.B) {
	lookup := seal.NewLookup(fixedKey(b, 1))
	b.ReportAllocs()
	for b.Loop() {
		lookup.Of("sms", "+447700900123")
	}
}
