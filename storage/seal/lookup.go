package seal

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
)

// Lookup turns addresses into values by which the record finds them again
// without holding them. Who has the record and not the key can't even try all
// phone numbers. The key is never rotated: with another one, nobody who wrote
// before would be known, and a STOP would be forgotten.
type Lookup struct {
	key Key
}

// NewLookup makes a lookup with the key of LOOKUP_KEY (see [ParseKey]).
func NewLookup(key Key) *Lookup {
	if key.none() {
		panic("seal: a lookup without a key")
	}
	return &Lookup{key: key}
}

// Of returns the blind value of an address: HMAC-SHA256 of channel and id. The
// address must be in its one canonical form (a number in E.164): another
// spelling is another value.
func (l *Lookup) Of(channel, address string) [32]byte {
	return l.blind("address", channel, address)
}

// OfMessage returns the blind value of a provider's message id, by which an old
// signed request is known when it comes again. It has nothing in common with
// the value of an address of the same spelling.
func (l *Lookup) OfMessage(channel, id string) [32]byte {
	return l.blind("message", channel, id)
}

// OfPIN returns what is kept of a resident's PIN. There are so few PINs that
// the salt and a slow hash alone would hide none; without the key of the lookup
// nobody can try them.
func (l *Lookup) OfPIN(salt, owner []byte, pin string) [32]byte {
	return l.blind("pin", string(salt), string(owner), pin)
}

// OfTry returns the blind value by which tries of PINs are counted: kind says
// for what, such as a reference.
func (l *Lookup) OfTry(kind string, what []byte) [32]byte {
	return l.blind("try", kind, string(what))
}

// OfCode returns what is kept of a short code that an officer types: kind says
// what it is for, owner whose it is.
func (l *Lookup) OfCode(kind string, owner []byte, code string) [32]byte {
	return l.blind("code", kind, string(owner), code)
}

// OfIdentity returns the blind value of an account at an identity provider.
func (l *Lookup) OfIdentity(issuer, subject string) [32]byte {
	return l.blind("identity", issuer, subject)
}

// blind gives each part its length, so that no two lists of parts are one text.
func (l *Lookup) blind(parts ...string) [32]byte {
	mac := hmac.New(sha256.New, l.key.secret.get()[:])
	var length [8]byte
	for _, part := range parts {
		binary.BigEndian.PutUint64(length[:], uint64(len(part)))
		mac.Write(length[:])
		mac.Write([]byte(part))
	}
	return [32]byte(mac.Sum(nil))
}
