package partnership

import (
	"testing"

	"yousaid/flows/packed/packedtest"
)

func TestWhatIsBuiltInIsFresh(t *testing.T) { packedtest.Fresh(t, luton, "luton.yaml", "luton.*.yaml") }
