// Package photo cleans photos: what an officer sees was decoded, turned
// upright, made smaller and encoded anew, and carries nothing of the original
// but its picture (resident-safety rule 14).
//
// A job fetches a resident's photo from its network, or the upload page gets
// it, and hands its bytes to Clean. What always holds: a picture too large to
// be decoded safely is refused by its header alone; nothing of the file
// survives but pixels.
package photo
