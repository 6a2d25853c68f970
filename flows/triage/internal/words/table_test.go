package words

import (
	"testing"

	"pgregory.net/rapid"
)

// Keys that stand near each other, at the end and at 0 meet in the same places.
func TestATableKnowsWhatItWasMadeOf(t *testing.T) {
	key := rapid.OneOf(rapid.Uint64Range(2, 40), rapid.Uint64Min(1<<64-40), rapid.Uint64Min(2), rapid.Just(uint64(0)))
	rapid.Check(t, func(t *rapid.T) {
		known := rapid.MapOf(key, rapid.IntRange(1, 9)).Draw(t, "known")
		table := newTable(known)
		for key, want := range known {
			if got := table.find(key); got != want {
				t.Fatalf("%d is %d, want %d", key, got, want)
			}
		}
		other := key.Filter(func(key uint64) bool { return known[key] == 0 }).Draw(t, "other")
		if got := table.find(other); got != 0 {
			t.Fatalf("%d isn't in there, and is %d", other, got)
		}
	})
}
