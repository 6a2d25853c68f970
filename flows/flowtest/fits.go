package flowtest

import (
	"fmt"

	"yousaid/bot/channel/gsm7"
)

// Billed parts that a text message may have: one more where its letters need
// the larger alphabet (resident-safety rule 11).
const (
	mostParts     = 2
	mostLongParts = 3
)

// Fits says why a text message is too long; nil when it is not.
func Fits(text string) error {
	most := mostParts
	if !gsm7.Encodable(text) {
		most = mostLongParts
	}
	if n := gsm7.Parts(text); n > most {
		return fmt.Errorf("%d parts, at most %d: %s", n, most, text)
	}
	return nil
}
