package report_test

import (
	"testing"

	"yousaid/bot/channel/gsm7"
	"yousaid/flows/flowtest"
)

func TestTranscripts(t *testing.T) { flowtest.Run(t, "testdata/*.txtar", gsm7.Parts) }
