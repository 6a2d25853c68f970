package storagetest

import (
	"math/rand/v2"
	"os"
	"strings"
)

// Forgeries is how many forged secrets a test tries: many in the fault tests at
// full length (FAULTS=all), else few.
func Forgeries(few int) int {
	if os.Getenv("FAULTS") == "all" {
		return 2000
	}
	return few
}

// Forged is a secret of which something was changed: a bit of a letter, a letter
// more or fewer, capitals, another order. It may be the secret all the same, or
// hold what can't be sent.
func Forged(random *rand.Rand, secret string) string {
	at := random.IntN(len(secret))
	text := []byte(secret)
	switch random.IntN(6) {
	case 0:
		return secret[:at]
	case 1:
		return secret + string(secret[at])
	case 2:
		return strings.ToUpper(secret)
	case 3:
		return secret[1:] + secret[:1]
	case 4: // the last letter has two bits that no byte of the secret needs
		text[len(text)-1] ^= 1
	default:
		text[at] ^= 1 << random.IntN(6)
	}
	return string(text)
}
