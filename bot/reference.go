package bot

import (
	"fmt"
	"io"

	"yousaid/flows"
)

// NewReference draws a reference such as "LUT-7K3M-2QX": the partnership's
// prefix, six random characters (887 million different ones) and a check
// character. It may be taken already; the record gives another one then. The
// source is crypto/rand.Reader unless in a test.
func NewReference(prefix string, source io.Reader) (string, error) {
	const letters = flows.ReferenceLetters
	var code [flows.ReferenceRandom]byte
	one := make([]byte, 1)
	for i := 0; i < len(code); {
		if _, err := io.ReadFull(source, one); err != nil {
			return "", fmt.Errorf("draw a reference: %w", err)
		}
		if int(one[0]) < 256/len(letters)*len(letters) { // else some would be likelier than others
			code[i] = letters[int(one[0])%len(letters)]
			i++
		}
	}
	drawn := string(code[:])
	return flows.WriteReference(prefix, drawn+string(flows.CheckLetter(drawn))), nil
}

// ParseReference reads a reference as people write it or read it out
// (flows.ReadReference), and returns false for what is none or has a slip in it.
func ParseReference(prefix, text string) (string, bool) {
	reference, sound, _ := flows.ReadReference(prefix, text)
	if !sound {
		return "", false
	}
	return reference, true
}
