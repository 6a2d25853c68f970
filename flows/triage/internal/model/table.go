package model

import "encoding/binary"

// table finds rows by the key of a feature. Rows are a fingerprint of the key
// (4 bytes), the feature's rarity, and its numbers (1 byte each); a row whose
// fingerprint is 0 is free.
type table struct {
	rows  []byte
	count uint32
	size  int // of a row
}

const keySize = 4

func newTable(rows []byte, numbers int) table {
	size := keySize + 1 + numbers
	return table{rows: rows, count: uint32(len(rows) / size), size: size} //nolint:gosec // far below
}

// find gives the rarity and the numbers of a feature, nil when it isn't known.
func (t *table) find(key uint64) (rarity uint32, numbers []byte) {
	wanted := fingerprint(key)
	for slot := t.slot(key); ; {
		row := t.rows[slot*t.size : (slot+1)*t.size]
		switch binary.LittleEndian.Uint32(row) {
		case 0:
			return 0, nil
		case wanted:
			return uint32(row[keySize]), row[keySize+1:]
		}
		if slot++; slot == int(t.count) {
			slot = 0
		}
	}
}

// slot spreads the low half of the key evenly over the rows.
func (t *table) slot(key uint64) int {
	return int(uint64(uint32(key)) * uint64(t.count) >> 32) //nolint:gosec // the low half is meant
}

// put writes a row; the table must have a free one.
func (t *table) put(key uint64, rarity uint8, numbers []int8) {
	slot := t.slot(key)
	for binary.LittleEndian.Uint32(t.rows[slot*t.size:]) != 0 {
		if slot++; slot == int(t.count) {
			slot = 0
		}
	}
	row := t.rows[slot*t.size:]
	binary.LittleEndian.PutUint32(row, fingerprint(key))
	row[keySize] = rarity
	for i, number := range numbers {
		row[keySize+1+i] = byte(number) //nolint:gosec // a signed byte
	}
}

// fingerprint is the part of a key that is kept in the table.
func fingerprint(key uint64) uint32 {
	return uint32(key>>32) | 1
}
