// Package seal seals and opens text and files with the keyring; blind lookup of
// addresses.
//
// A message passes it three times. Its address is turned into a [Lookup] value,
// by which the record finds a resident without being able to read who it is.
// The conversation is sealed into Redis by a [Box] of the [Keyring]. And when a
// report is filed, its text, place and photos are sealed with a [DataKey] of
// that report alone, which is itself wrapped by the keyring and kept in the
// vault. To forget a report is to delete its wrapped key.
//
// # How it is sealed
//
// Everything is sealed with XAES-256-GCM (https://c2sp.org/XAES-256-GCM): it
// derives an AES-256-GCM key for every message from the first half of a random
// 192-bit nonce. With plain AES-GCM and random 96-bit nonces, one key may seal
// no more than 2^32 messages before a repeated nonce, which would give the key
// stream away, is likelier than one in four thousand million (NIST SP 800-38D,
// 8.3). For the key of one report that is plenty. The key that seals
// conversations, though, lives for years and seals one with every turn, so that
// the limit would have to be counted. The longer nonce moves it to 2^80, which
// needs no counting, and costs half a microsecond; one construction everywhere
// is worth more than that.
//
// What is sealed is never compressed: its length would tell of its content.
//
// # What it looks like
//
// Numbers are bytes. The part before the nonce is authenticated too.
//
//	by a data key   1 | nonce 24 | ciphertext | tag 16
//	by the keyring  2 | length of the key's id 1 | id | nonce 24 | ciphertext | tag 16
//
// The first byte is the version of the format: another construction will have
// another one, and what was sealed before stays readable.
//
// # What always holds
//
//   - What was changed, was sealed by another key, or is opened with other
//     associated data than it was sealed with, fails with [ErrSealed] and gives
//     nothing of its content. The associated data names table, column and row
//     ([Cell]), so that a value can't be moved to another place.
//   - Keys of one use can't open what was sealed for another: a [Box] has a key
//     of its own for its purpose, derived by HKDF-SHA256.
//   - No error and no formatted value shows any part of a key.
//   - All types are safe for use by several goroutines.
package seal
