package hooks

import (
	"crypto/rand"
	"encoding/base64"
)

// secretBytes is how long a secret is: the scheme asks for 24 to 64.
const secretBytes = 32

// NewSecret draws a secret as the scheme writes it.
func NewSecret() string {
	var raw [secretBytes]byte
	_, _ = rand.Read(raw[:]) // it never fails: the program would have ended
	return "whsec_" + base64.StdEncoding.EncodeToString(raw[:])
}
