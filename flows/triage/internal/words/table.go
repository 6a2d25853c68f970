package words

import "math/bits"

// table finds what is known of a word or a phrase by its hash. Once made it
// doesn't change, and is a quarter of the size of a map: two slices, in which
// every key stands at the place that it points to, or soon after. The key of a
// free place is 0.
type table[V any] struct {
	keys   []uint64
	values []V
}

// newTable leaves a quarter of the places free, so that a look-up ends soon.
func newTable[V any](known map[uint64]V) table[V] {
	places := len(known) + len(known)/3 + 1
	t := table[V]{keys: make([]uint64, places), values: make([]V, places)}
	for key, value := range known {
		at := t.place(key)
		t.keys[at], t.values[at] = whole(key), value
	}
	return t
}

// find gives what is known, or the zero value.
func (t *table[V]) find(key uint64) (value V) {
	if at := t.place(key); t.keys[at] != 0 {
		return t.values[at]
	}
	return value
}

// place is where a key stands, or would.
func (t *table[V]) place(key uint64) int {
	key = whole(key)
	high, _ := bits.Mul64(key*0x9E3779B97F4A7C15, uint64(len(t.keys)))
	at := int(high) //nolint:gosec // below len(t.keys)
	for t.keys[at] != 0 && t.keys[at] != key {
		if at++; at == len(t.keys) {
			at = 0
		}
	}
	return at
}

// whole is a key that is not 0.
func whole(key uint64) uint64 {
	if key == 0 {
		return 1
	}
	return key
}
