package place

import "testing"

// TestWard checks positions that everybody in Luton can place.
func TestWard(t *testing.T) {
	for _, at := range []struct {
		what     string
		lat, lon float64
		ward     string
	}{
		{"the Mall", 51.8793, -0.4148, "Central"},
		{"High Town Road", 51.8858, -0.4098, "High Town"},
		{"the lake in Wardown Park", 51.8945, -0.4243, "Biscot"},
		{"the Purley Centre", 51.9160, -0.4520, "Northwell"},
		{"Lewsey Park", 51.9030, -0.4880, "Lewsey"},
		{"Sundon Park Road", 51.9190, -0.4710, "Sundon Park"},
		{"Stopsley's green", 51.9030, -0.3960, "Stopsley"},
		{"Asda in Wigmore", 51.8890, -0.3690, "Wigmore"},
		{"Farley Hill", 51.8710, -0.4330, "Farley"},
		{"Cutenhoe Road", 51.8660, -0.4110, "South"},
		{"Bramingham Wood", 51.9190, -0.4320, "Bramingham"},
		{"Stockwood Park", 51.8645, -0.4265, "Farley"},
	} {
		if ward, inside := Default().Ward(at.lat, at.lon); ward != at.ward || !inside {
			t.Errorf("%s is in %q (inside: %v), want %q", at.what, ward, inside, at.ward)
		}
	}
}

// TestWardOutside checks the towns and villages around.
func TestWardOutside(t *testing.T) {
	for what, at := range map[string]point{
		"Dunstable": {51.8860, -0.5210}, "Houghton Regis": {51.9040, -0.5240}, "Caddington": {51.8480, -0.4580}, "Harpenden": {51.8150, -0.3560},
		"Hitchin": {51.9490, -0.2830}, "Bedford": {52.1360, -0.4670}, "London": {51.5070, -0.1280}, "nowhere": {0, 0}, "Slip End": {51.8450, -0.4280},
		"Lower Sundon": {51.9290, -0.4900}, "Streatley": {51.9430, -0.4520}, "Lilley": {51.9230, -0.3740},
	} {
		if ward, inside := Default().Ward(at.lat, at.lon); inside || ward != "" {
			t.Errorf("%s is in %q", what, ward)
		}
	}
}

// TestGazetteer checks the file: known kinds and wards, all wards in use, names
// that are found by themselves.
func TestGazetteer(t *testing.T) {
	g := Default()
	if len(g.wards) != 20 {
		t.Errorf("%d wards, want the twenty of 2023", len(g.wards))
	}
	used := map[string]int{}
	for _, entry := range g.entries {
		used[entry.Ward]++
		if (entry.Ward == "") != entry.Outside() {
			t.Errorf("%s: ward %q", entry.Name, entry.Ward)
		}
	}
	for _, w := range g.wards {
		if ward, inside := g.Ward(w.points[0].lat, w.points[0].lon); ward != w.name || !inside {
			t.Errorf("the middle of %s is in %q", w.name, ward)
		}
		if used[w.name] == 0 {
			t.Errorf("%s has no places", w.name)
		}
	}
	if len(g.entries) < 1000 {
		t.Errorf("%d places", len(g.entries))
	}
}

// TestEveryName checks that each place is found by its own name.
func TestEveryName(t *testing.T) {
	for _, entry := range Default().entries {
		before := "it happened in "
		if entry.Kind == Shop {
			before = "it happened outside "
		}
		if got := named(before+entry.Name, entry.Name); got != entry.Name && got != entry.Name+" (outside)" {
			t.Errorf("%q is found as %q", before+entry.Name, got)
		}
	}
}
