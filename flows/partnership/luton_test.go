package partnership_test

import (
	"testing"

	"yousaid/flows/partnership"
)

func TestLutonHasNoGap(t *testing.T) {
	plan := partnership.Luton()
	if err := plan.Check(); err != nil {
		t.Fatal(err)
	}
}
