package bot

import (
	"crypto/rand"

	"github.com/google/uuid"

	"yousaid/flows"
)

// NewFresh makes the randomness of a turn: an id, a reference with the
// partnership's prefix, and a secret for a link (130 bits).
func NewFresh(prefix string) func() flows.Fresh {
	return func() flows.Fresh {
		reference, err := NewReference(prefix, rand.Reader)
		if err != nil {
			panic(err) // crypto/rand.Reader never fails: the program would have ended
		}
		return flows.Fresh{ID: uuid.NewString(), Reference: reference, Token: rand.Text()}
	}
}
