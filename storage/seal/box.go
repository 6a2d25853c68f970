package seal

import (
	"bytes"
	"io"
)

// Box seals and opens for one purpose with the keyring itself: conversations,
// say, which live for a day and have no data key. It comes from [Keyring.For].
type Box struct {
	keys   []boxKey // newest first
	random io.Reader
}

// boxKey is what one master key became for the purpose of the box.
type boxKey struct {
	header []byte // begins everything that this key seals
	cipher hidden[xaes]
}

// Seal seals with the newest key. The associated data says whose value it is
// (an address's id, a [Cell]); the same must be given to open it.
func (b *Box) Seal(plaintext, aad []byte) []byte {
	newest := b.keys[0]
	return sealed(newest.cipher.get(), b.random, newest.header, plaintext, aad)
}

// Open opens what any key of the keyring sealed for this purpose. Its errors
// are [ErrSealed], and [ErrNoKey] where the keyring lacks the key.
func (b *Box) Open(value, aad []byte) ([]byte, error) {
	for _, key := range b.keys {
		if bytes.HasPrefix(value, key.header) {
			return opened(key.cipher.get(), len(key.header), value, aad)
		}
	}
	if len(value) > 0 && value[0] == byKeyring {
		return nil, ErrNoKey
	}
	return nil, ErrSealed
}

// Newest reports whether the newest key sealed a value. What isn't so must be
// sealed again before the older key can leave the keyring.
func (b *Box) Newest(value []byte) bool { return bytes.HasPrefix(value, b.keys[0].header) }

// Reseal seals a value with the newest key instead of an older one. What the
// newest key sealed already comes back as it was, and changed is false. Its
// errors are those of [Box.Open].
func (b *Box) Reseal(value, aad []byte) (resealed []byte, changed bool, err error) {
	if b.Newest(value) {
		return value, false, nil
	}
	plain, err := b.Open(value, aad)
	if err != nil {
		return nil, false, err
	}
	return b.Seal(plain, aad), true, nil
}

// KeyOf is the id of the master key that sealed a value; empty for what no
// keyring sealed.
func KeyOf(value []byte) string {
	if len(value) < 2 || value[0] != byKeyring || len(value) < 2+int(value[1]) {
		return ""
	}
	return string(value[2 : 2+int(value[1])])
}
