package model

import (
	"encoding/binary"
	"fmt"
	"io"
	"math/bits"
)

// table finds rows by the key of a feature. In the file rows are a fingerprint
// of the key (4 bytes), the feature's rarity, and its numbers (1 byte each), and
// a row whose fingerprint is 0 is free. In memory the free ones, a quarter, are
// left out: a row's place is how many stand before it.
type table struct {
	rows   []byte
	taken  []uint64 // a bit for each slot of the file, whether there is a row
	before []uint32 // for each 64 slots how many rows stand before them
	count  uint32   // of slots
	size   int      // of a row
}

const keySize = 4

func rowSize(numbers int) int { return keySize + 1 + numbers }

// readTable reads as many slots as it is told.
func readTable(from io.Reader, slots, numbers int) (table, error) {
	t := table{
		rows: make([]byte, 0, filled(slots)*rowSize(numbers)), taken: make([]uint64, (slots+63)/64), before: make([]uint32, (slots+63)/64),
		count: uint32(slots), size: rowSize(numbers), //nolint:gosec // far below
	}
	some := make([]byte, 64*t.size)
	for at := 0; at < slots; at += 64 {
		part := some[:min(64, slots-at)*t.size]
		if _, err := io.ReadFull(from, part); err != nil {
			return table{}, fmt.Errorf("%w: %w", ErrFormat, err)
		}
		t.before[at/64] = uint32(len(t.rows) / t.size) //nolint:gosec // far below
		for slot := 0; slot*t.size < len(part); slot++ {
			if row := part[slot*t.size:][:t.size]; binary.LittleEndian.Uint32(row) != 0 {
				t.taken[at/64] |= 1 << slot
				t.rows = append(t.rows, row...)
			}
		}
	}
	if len(t.rows) == slots*t.size {
		return table{}, fmt.Errorf("%w: no row is free", ErrFormat) // a look-up would have no end
	}
	return t, nil
}

// find gives the rarity and the numbers of a feature, nil when it isn't known.
func (t *table) find(key uint64) (rarity uint32, numbers []byte) {
	wanted := fingerprint(key)
	slot := slotOf(key, t.count)
	at := (int(t.before[slot/64]) + bits.OnesCount64(t.taken[slot/64]&(1<<(slot%64)-1))) * t.size
	for t.taken[slot/64]&(1<<(slot%64)) != 0 {
		row := t.rows[at : at+t.size]
		if binary.LittleEndian.Uint32(row) == wanted {
			return uint32(row[keySize]), row[keySize+1:]
		}
		at += t.size
		if slot++; slot == t.count {
			slot, at = 0, 0
		}
	}
	return 0, nil
}

// slotOf spreads the low half of the key evenly over the slots.
func slotOf(key uint64, slots uint32) uint32 {
	return uint32(uint64(uint32(key)) * uint64(slots) >> 32) //nolint:gosec // the low half is meant
}

// written is a table as it stands in the file.
type written struct {
	rows  []byte
	count uint32
	size  int
}

func newWritten(slots, numbers int) written {
	return written{rows: make([]byte, slots*rowSize(numbers)), count: uint32(slots), size: rowSize(numbers)} //nolint:gosec // far below
}

// put writes a row; the table must have a free one.
func (w *written) put(key uint64, rarity uint8, numbers []int8) {
	slot := int(slotOf(key, w.count))
	for binary.LittleEndian.Uint32(w.rows[slot*w.size:]) != 0 {
		if slot++; slot == int(w.count) {
			slot = 0
		}
	}
	row := w.rows[slot*w.size:]
	binary.LittleEndian.PutUint32(row, fingerprint(key))
	row[keySize] = rarity
	for i, number := range numbers {
		row[keySize+1+i] = byte(number) //nolint:gosec // a signed byte
	}
}

// capacity leaves a quarter of the slots free, so that a look-up ends soon.
func capacity(rows int) int { return rows + rows/3 + 1 }

// filled is the most rows that so many slots were made for.
func filled(slots int) int { return slots - slots/4 }

// fingerprint is the part of a key that is kept in the table.
func fingerprint(key uint64) uint32 {
	return uint32(key>>32) | 1
}
