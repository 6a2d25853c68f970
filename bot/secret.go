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
