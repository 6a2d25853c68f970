package seal

import (
	"bytes"
	"encoding/hex"
	"testing"
)

// The vectors are those of https://c2sp.org/XAES-256-GCM: the first key's K1
// has no carry, the second one's has.
func TestXAESGivesWhatItsSpecificationGives(t *testing.T) {
	for _, test := range []struct {
		key       byte
		aad, want string
	}{
		{0x01, "", "ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271"},
		{0x03, "c2sp.org/XAES-256-GCM", "986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d"},
	} {
		x := newXAES((*[keySize]byte)(bytes.Repeat([]byte{test.key}, keySize)))
		nonce, plaintext := []byte("ABCDEFGHIJKLMNOPQRSTUVWX"), []byte("XAES-256-GCM")
		got := x.seal(nil, nonce, plaintext, []byte(test.aad))
		if hex.EncodeToString(got) != test.want {
			t.Errorf("key %x: %x, want %s", test.key, got, test.want)
		}
		back, err := x.open(nonce, got, []byte(test.aad))
		if err != nil || !bytes.Equal(back, plaintext) {
			t.Errorf("key %x: opened %q, %v", test.key, back, err)
		}
	}
}
