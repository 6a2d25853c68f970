package seal

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Keyring holds the master keys, newest first. The newest seals; all of them
// open, so that a new key can be put in front while what older ones sealed is
// still there.
type Keyring struct {
	keys   []MasterKey
	random io.Reader
	wraps  *Box
}

// ParseKeyring reads MASTER_KEYS: keys of the form id:base64, separated by
// commas or white space, newest first. An error names every key that is wrong by
// its place in the list, never by its text.
func ParseKeyring(text string) (*Keyring, error) {
	items := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(", \t\r\n", r) })
	keys := make([]MasterKey, len(items))
	var problems []error
	for i, item := range items {
		var err error
		if keys[i], err = parseMaster(item); err != nil {
			problems = append(problems, fmt.Errorf("master key %d of %d: %w", i+1, len(items), err))
		}
	}
	if len(problems) > 0 {
		return nil, errors.Join(problems...)
	}
	return NewKeyring(keys...)
}

func parseMaster(item string) (MasterKey, error) {
	id, text, found := strings.Cut(item, ":")
	if !found {
		return MasterKey{}, errors.New("it has no id: write it as id:key")
	}
	key, err := ParseKey(text)
	return MasterKey{ID: id, Key: key}, err
}

// NewKeyring makes a keyring of at least one key, newest first. Ids and keys
// must differ.
func NewKeyring(keys ...MasterKey) (*Keyring, error) {
	if len(keys) == 0 {
		return nil, errors.New("the keyring has no master key")
	}
	var problems []error
	for i, key := range keys {
		if err := key.fits(keys[:i]); err != nil {
			problems = append(problems, fmt.Errorf("master key %d of %d: %w", i+1, len(keys), err))
		}
	}
	if len(problems) > 0 {
		return nil, errors.Join(problems...)
	}
	ring := &Keyring{keys: append([]MasterKey(nil), keys...), random: rand.Reader}
	ring.wraps = ring.For("data key")
	return ring, nil
}

func (m MasterKey) fits(earlier []MasterKey) error {
	if !masterID.MatchString(m.ID) {
		return errors.New("its id must be 1 to 16 small letters, digits and dashes")
	}
	if m.Key.none() {
		return errors.New("it has an id and no key")
	}
	for i, other := range earlier {
		if other.ID == m.ID {
			return fmt.Errorf("its id is that of key %d", i+1)
		}
		if !other.Key.none() && *other.Key.secret.get() == *m.Key.secret.get() {
			return fmt.Errorf("it is the same key as key %d", i+1)
		}
	}
	return nil
}

// IDs are the ids of the keys, newest first.
func (k *Keyring) IDs() []string {
	ids := make([]string, len(k.keys))
	for i, key := range k.keys {
		ids[i] = key.ID
	}
	return ids
}

// WithRandom returns the same keyring drawing nonces and data keys from another
// source, for tests that need the same bytes twice. The source must be safe for
// several goroutines; when it fails, sealing panics.
func (k *Keyring) WithRandom(random io.Reader) *Keyring {
	ring := &Keyring{keys: k.keys, random: random}
	ring.wraps = ring.For("data key")
	return ring
}

// For returns the box of one purpose, such as "session". Boxes of different
// purposes can't open each other's values. Deriving its keys takes
// microseconds: make it once and keep it.
func (k *Keyring) For(purpose string) *Box {
	box := &Box{keys: make([]boxKey, len(k.keys)), random: k.random}
	for i, master := range k.keys {
		derived, err := hkdf.Key(sha256.New, master.Key.secret.get()[:], nil, "yousaid keyring 1: "+purpose, keySize)
		if err != nil {
			panic(err) // only for a length that HKDF can't give
		}
		box.keys[i] = boxKey{
			header: append([]byte{byKeyring, byte(len(master.ID))}, master.ID...), //nolint:gosec // ParseKeyring bounds it
			cipher: hide(newXAES((*[keySize]byte)(derived))),
		}
	}
	return box
}
