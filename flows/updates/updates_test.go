package updates_test

import (
	"testing"

	"yousaid/flows/flowtest"
)

func TestTranscripts(t *testing.T) { flowtest.Run(t, "testdata/*.txtar", flowtest.Fits) }
