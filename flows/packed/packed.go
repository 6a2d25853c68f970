// Package packed keeps files that are built into the program in one piece,
// compressed: texts and word lists are a quarter of their size so. The files
// themselves stay in the repository as people read and review them; go generate
// makes the piece from them, and a test beside each says when it is out of date.
package packed

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math"
	"slices"
	"strings"
)

// Files are contents by path.
type Files map[string][]byte

// ErrFormat is what Unpack returns for bytes that Pack didn't write.
var ErrFormat = errors.New("no files are packed here")

// From reads the files of a folder that match any of the patterns ([fs.Glob]).
// A pattern that nothing matches is an error: its files are missing.
func From(folder fs.FS, patterns ...string) (Files, error) {
	files := Files{}
	for _, pattern := range patterns {
		names, err := fs.Glob(folder, pattern)
		if err != nil {
			return nil, err
		}
		if len(names) == 0 {
			return nil, fmt.Errorf("%s: %w", pattern, fs.ErrNotExist)
		}
		for _, name := range names {
			if files[name], err = fs.ReadFile(folder, name); err != nil {
				return nil, err
			}
		}
	}
	return files, nil
}

// Pack writes the files in the order of their names, so that the same files are
// the same bytes.
func (f Files) Pack() ([]byte, error) {
	var plain, packed bytes.Buffer
	for _, name := range slices.Sorted(maps.Keys(f)) {
		for _, part := range [][]byte{[]byte(name), f[name]} {
			plain.Write(binary.AppendUvarint(nil, uint64(len(part))))
			plain.Write(part)
		}
	}
	w, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(plain.Bytes()); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return packed.Bytes(), nil
}

// Unpack gives the files that Pack wrote. The piece is a string, as what is
// embedded so stands among what is only read: the system may take its pages back.
// The error is [ErrFormat], or what compress/gzip says.
func Unpack(packed string) (Files, error) {
	r, err := gzip.NewReader(strings.NewReader(packed))
	if err != nil {
		return nil, err
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	files := Files{}
	for len(plain) > 0 {
		var name, content []byte
		if name, plain, err = part(plain); err != nil {
			return nil, err
		}
		if content, plain, err = part(plain); err != nil {
			return nil, err
		}
		files[string(name)] = content
	}
	return files, nil
}

// MustUnpack is Unpack for what is built in; a test of each loads it.
func MustUnpack(packed string) Files {
	files, err := Unpack(packed)
	if err != nil {
		panic(fmt.Sprintf("files that are built in: %v", err))
	}
	return files
}

func part(plain []byte) (first, rest []byte, err error) {
	size, n := binary.Uvarint(plain)
	if n <= 0 || size > math.MaxInt32 || int(size) > len(plain)-n {
		return nil, nil, ErrFormat
	}
	end := n + int(size)
	return plain[n:end:end], plain[end:], nil
}
