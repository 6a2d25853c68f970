package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/subtle"
)

const (
	nonceSize = 24
	tagSize   = 16
)

// xaes is XAES-256-GCM as https://c2sp.org/XAES-256-GCM defines it. It holds
// what doesn't depend on the message, the cipher of the main key and the CMAC
// subkey K1, so that sealing costs one key schedule and not two.
type xaes struct {
	main cipher.Block
	k1   [aes.BlockSize]byte
}

func newXAES(key *[keySize]byte) *xaes {
	x := &xaes{main: newAES(key[:])}
	x.main.Encrypt(x.k1[:], x.k1[:])
	carry := x.k1[0] >> 7
	for i := range x.k1 {
		x.k1[i] <<= 1
		if i+1 < len(x.k1) {
			x.k1[i] |= x.k1[i+1] >> 7
		}
	}
	// 0x87 is the reduction of CMAC's field (NIST SP 800-38B, 6.1); a product
	// and not a branch, since the carry comes from the key.
	x.k1[len(x.k1)-1] ^= carry * 0x87
	return x
}

// message derives the AES-256-GCM of one message from the first half of its nonce.
func (x *xaes) message(nonce []byte) cipher.AEAD {
	var key [keySize]byte
	for i, half := range [][]byte{key[:aes.BlockSize], key[aes.BlockSize:]} {
		copy(half, []byte{0, byte(i + 1), 'X', 0})
		copy(half[4:], nonce[:12])
		subtle.XORBytes(half, half, x.k1[:])
		x.main.Encrypt(half, half)
	}
	gcm, err := cipher.NewGCM(newAES(key[:]))
	if err != nil {
		panic(err) // only for a block of another size than AES has
	}
	return gcm
}

// seal appends ciphertext and tag to dst.
func (x *xaes) seal(dst, nonce, plaintext, aad []byte) []byte {
	return x.message(nonce).Seal(dst, nonce[12:], plaintext, aad)
}

// open returns the plaintext; its error is always [ErrSealed].
func (x *xaes) open(nonce, ciphertext, aad []byte) ([]byte, error) {
	plaintext, err := x.message(nonce).Open(nil, nonce[12:], ciphertext, aad)
	if err != nil {
		return nil, ErrSealed
	}
	return plaintext, nil
}

func newAES(key []byte) cipher.Block {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err) // only for a key of another length than AES has
	}
	return block
}
