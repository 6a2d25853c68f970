package place

import (
	"testing"

	"yousaid/flows/packed/packedtest"
)

func TestWhatIsBuiltInIsFresh(t *testing.T) { packedtest.Fresh(t, places, "*.txt") }
