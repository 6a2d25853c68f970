package locale

import (
	"testing"

	"yousaid/flows/packed"
	"yousaid/flows/packed/packedtest"
)

func TestWhatIsBuiltInIsFresh(t *testing.T) { packedtest.Fresh(t, built, "*.yaml") }

func BenchmarkUnpack(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		packed.MustUnpack(built)
	}
}
