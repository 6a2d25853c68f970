package console

import (
	"testing"

	"yousaid/flows/partnership"
)

// Templates are read when they are first asked for, and nobody should learn then
// that one can't be.
func TestEveryTemplateCanBeRead(t *testing.T) {
	sheets, err := (&Console{Config: Config{Plan: partnership.Luton()}}).readSheets()
	if err != nil || len(sheets) < 30 {
		t.Fatalf("%d templates: %v", len(sheets), err)
	}
	for name, sheet := range sheets {
		if sheet().Lookup("layout") == nil {
			t.Errorf("%s has no layout around it", name)
		}
	}
}
