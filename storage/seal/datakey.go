package seal

import "io"

// DataKey seals what belongs to one report or to one contact. Without it, none
// of that can ever be read again, which is how the service forgets.
type DataKey struct {
	key    Key
	cipher hidden[xaes]
	random io.Reader
}

// NewDataKey draws a key for a new report or contact.
func (k *Keyring) NewDataKey() *DataKey {
	secret := new([keySize]byte)
	readRandom(k.random, secret[:])
	return k.dataKey(secret)
}

func (k *Keyring) dataKey(secret *[keySize]byte) *DataKey {
	return &DataKey{key: Key{hide(secret)}, cipher: hide(newXAES(secret)), random: k.random}
}

// Wrap seals a data key with the newest master key, to be kept in the vault.
// The associated data says whose key it is.
func (k *Keyring) Wrap(key *DataKey, aad []byte) []byte {
	return k.wraps.Seal(key.key.secret.get()[:], aad)
}

// Unwrap opens a data key that any key of the keyring wrapped. Its errors are
// those of [Box.Open].
func (k *Keyring) Unwrap(wrapped, aad []byte) (*DataKey, error) {
	secret, err := k.wraps.Open(wrapped, aad)
	if err != nil {
		return nil, err
	}
	if len(secret) != keySize {
		return nil, ErrSealed
	}
	return k.dataKey((*[keySize]byte)(secret)), nil
}

// Rewrap wraps a data key with the newest master key instead of an older one.
// The data key stays the same, and so does everything that it sealed. When the
// newest key wrapped it already, it comes back as it was, and changed is false;
// it isn't opened then.
func (k *Keyring) Rewrap(wrapped, aad []byte) (rewrapped []byte, changed bool, err error) {
	if k.wraps.Newest(wrapped) {
		return wrapped, false, nil
	}
	key, err := k.Unwrap(wrapped, aad)
	if err != nil {
		return nil, false, err
	}
	return k.Wrap(key, aad), true, nil
}

// Seal seals text or a file (in memory, so up to some tens of megabytes). The
// associated data names the [Cell] that it is kept in.
func (d *DataKey) Seal(plaintext, aad []byte) []byte {
	return sealed(d.cipher.get(), d.random, []byte{byDataKey}, plaintext, aad)
}

// Open opens what this key sealed with the same associated data. Its error is
// [ErrSealed].
func (d *DataKey) Open(value, aad []byte) ([]byte, error) {
	if len(value) == 0 || value[0] != byDataKey {
		return nil, ErrSealed
	}
	return opened(d.cipher.get(), 1, value, aad)
}
