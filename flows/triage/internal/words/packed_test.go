package words

import (
	"testing"

	"yousaid/flows/packed"
	"yousaid/flows/packed/packedtest"
)

func TestWhatIsBuiltInIsFresh(t *testing.T) { packedtest.Fresh(t, files, "lexicon/*.txt") }

// What the first message would wait for, if nothing had called Default before.
func BenchmarkRead(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		read()
	}
}

func BenchmarkUnpack(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		packed.MustUnpack(files)
	}
}
