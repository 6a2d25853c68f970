package console

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/base64"
)

// concealed writes words for an address of one session, so that nobody else
// reads them there: not in a browser's history, not in a proxy's log. The key
// comes of the session's token, so that any replica opens them and nobody does
// once the session is over.
func concealed(token, words string) string {
	sealed := sessionCipher(token).Seal(nil, nil, []byte(words), nil) //nolint:gosec // it draws its own nonce
	return base64.RawURLEncoding.EncodeToString(sealed)
}

// revealed undoes concealed; false for anything else.
func revealed(token, text string) (words string, ok bool) {
	sealed, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return "", false
	}
	plain, err := sessionCipher(token).Open(nil, nil, sealed, nil)
	return string(plain), err == nil
}

func sessionCipher(token string) cipher.AEAD {
	key := sha256.Sum256([]byte("words of an address " + token))
	block, err := aes.NewCipher(key[:])
	if err != nil {
		panic(err) // the key is 32 bytes long
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err) // AES has blocks of 16 bytes
	}
	return aead
}
