package triage

import (
	"encoding/json"
	"testing"
)

func TestLine(t *testing.T) {
	line, err := json.Marshal(Encode(Read("hes outside trying to kick the door in, 12 Dallow Road", noon)))
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(line, &got); err != nil {
		t.Fatal(err)
	}
	if got["emergency"] != true || got["language"] != "en" || got["place"] != "Dallow Road" || got["postcode"] != nil || got["when"] != nil {
		t.Errorf("%s", line)
	}
	if themes, ok := got["themes"].([]any); !ok || len(themes) != 9 || themes[0] != got["theme"] {
		t.Errorf("themes %v", got["themes"])
	}
}
