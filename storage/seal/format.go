package seal

import (
	"errors"
	"fmt"
	"io"
	"slices"
)

// ErrSealed says that something can't be opened: it was sealed by another key or
// for another place, or it was changed since. It says no more, on purpose.
var ErrSealed = errors.New("sealed: the key or the place is another, or it was changed")

// ErrNoKey is an [ErrSealed] whose cause the operator can mend: the keyring has
// no key with the id that the sealed value names. A key was dropped from
// MASTER_KEYS too early.
var ErrNoKey = fmt.Errorf("%w: the keyring has no key of that id", ErrSealed)

// The first byte of everything that is sealed.
const (
	byDataKey = 1
	byKeyring = 2
)

// Cell returns the associated data of a value in the record: "table.column:id".
// What was sealed for one cell can't be opened in another.
func Cell(table, column, id string) []byte {
	return []byte(table + "." + column + ":" + id)
}

// sealed puts a value together: header, nonce, ciphertext and tag, in one
// allocation. The header is authenticated before the caller's data; it gives
// its own length, so that the two can't be confused.
func sealed(x *xaes, random io.Reader, header, plaintext, aad []byte) []byte {
	out := make([]byte, 0, len(header)+nonceSize+len(plaintext)+tagSize)
	out = append(out, header...)
	nonce := out[len(header) : len(header)+nonceSize]
	readRandom(random, nonce)
	return x.seal(out[:len(header)+nonceSize], nonce, plaintext, slices.Concat(header, aad))
}

// opened undoes sealed; header is how many bytes of value the header has.
func opened(x *xaes, header int, value, aad []byte) ([]byte, error) {
	if len(value) < header+nonceSize+tagSize {
		return nil, ErrSealed
	}
	nonce, ciphertext := value[header:header+nonceSize], value[header+nonceSize:]
	return x.open(nonce, ciphertext, slices.Concat(value[:header], aad))
}

// readRandom fills b. The system's source never fails (crypto/rand ends the
// program first), and nothing may be sealed with any other nonce.
func readRandom(random io.Reader, b []byte) {
	if _, err := io.ReadFull(random, b); err != nil {
		panic(fmt.Sprintf("seal: the source of randomness failed: %v", err))
	}
}
