package bot

import (
	"crypto/rand"
	"encoding/base64"
	"regexp"
)

// NewSecret draws 256 bits that can stand in an address or a cookie.
func NewSecret() string {
	var raw [32]byte
	_, _ = rand.Read(raw[:]) // it never fails: the program would have ended
	return base64.RawURLEncoding.EncodeToString(raw[:])
}

var secretForm = regexp.MustCompile(`^[A-Za-z0-9_-]{43}$`)

// IsSecret reports whether a text has the shape of what NewSecret draws.
func IsSecret(text string) bool { return secretForm.MatchString(text) }

// hookSecretBytes is how long the secret of a hook is: the scheme asks for 24 to 64.
const hookSecretBytes = 32

// NewHookSecret draws a secret with which a hook is signed, as the Standard
// Webhooks scheme writes it.
func NewHookSecret() string {
	var raw [hookSecretBytes]byte
	_, _ = rand.Read(raw[:]) // it never fails: the program would have ended
	return "whsec_" + base64.StdEncoding.EncodeToString(raw[:])
}

// keyPrefix begins every API key, so that one that lies about is known for what
// it is.
const keyPrefix = "yousaid_"

// keyBegins is how much of a key is kept to be shown: too little to try the rest.
const keyBegins = len(keyPrefix) + 5

// NewAPIKey draws an API key, and what is kept of it to know it again.
func NewAPIKey() (token, begins string) {
	token = keyPrefix + NewSecret()
	return token, token[:keyBegins]
}
