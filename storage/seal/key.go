package seal

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"regexp"
)

const keySize = 32

// Key is 32 secret bytes. Printing, logging or marshalling it shows nothing of
// them; [Key.Base64] is the one way to write them down. The zero Key is none
// and good for nothing.
type Key struct {
	secret hidden[[keySize]byte]
}

// GenerateKey draws a new key, from crypto/rand.Reader unless in a test.
func GenerateKey(random io.Reader) (Key, error) {
	secret := new([keySize]byte)
	if _, err := io.ReadFull(random, secret[:]); err != nil {
		return Key{}, fmt.Errorf("draw a key: %w", err)
	}
	return Key{hide(secret)}, nil
}

// ParseKey reads a key from base64 (RFC 4648, section 4), as
// `openssl rand -base64 32` prints it. Its errors don't repeat the text.
func ParseKey(text string) (Key, error) {
	raw, err := base64.StdEncoding.DecodeString(text)
	switch {
	case err != nil:
		return Key{}, errors.New("it is not base64")
	case len(raw) != keySize:
		return Key{}, fmt.Errorf("it has %d bytes instead of %d", len(raw), keySize)
	}
	if bytes.Count(raw, raw[:1]) == keySize {
		return Key{}, errors.New("it is the same byte over and over: draw a real one")
	}
	return Key{hide((*[keySize]byte)(raw))}, nil
}

// none reports whether this is the zero Key.
func (k Key) none() bool { return k.secret.get == nil }

// Base64 returns the secret itself, to be stored where secrets are stored.
func (k Key) Base64() string {
	if k.none() {
		return ""
	}
	return base64.StdEncoding.EncodeToString(k.secret.get()[:])
}

// String returns a placeholder and nothing of the secret.
func (k Key) String() string { return "(secret key)" }

// MasterKey is a key of the keyring with the name that sealed values call it by.
type MasterKey struct {
	ID  string // 1 to 16 small letters, digits and dashes: "2026a"
	Key Key
}

var masterID = regexp.MustCompile(`^[a-z0-9-]{1,16}$`)

// Text returns the key as it stands in MASTER_KEYS, secret included: "id:base64".
func (m MasterKey) Text() string { return m.ID + ":" + m.Key.Base64() }
