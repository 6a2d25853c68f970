package load

import (
	"context"
	"testing"
	"time"
)

func TestSpreadTakesTimesThatWereMeasured(t *testing.T) {
	var list []time.Duration
	for n := range 200 {
		list = append(list, time.Duration(200-n)*time.Millisecond)
	}
	if got, want := spreadOf(list), (Spread{Count: 200, P50: 100, P90: 180, P99: 198, Max: 200}); got != want {
		t.Errorf("%+v", got)
	}
	if got, want := spreadOf([]time.Duration{3 * time.Millisecond}), (Spread{Count: 1, P50: 3, P90: 3, P99: 3, Max: 3}); got != want {
		t.Errorf("of one: %+v", got)
	}
	if got := spreadOf(nil); got != (Spread{}) {
		t.Errorf("of none: %+v", got)
	}
}

func TestPaceNeverGivesMoreTurnsThanTheRate(t *testing.T) {
	p := newPace(200)
	began := time.Now()
	for range 41 {
		if !p.wait(t.Context()) {
			t.Fatal("it ends")
		}
	}
	if took := time.Since(began); took < 200*time.Millisecond {
		t.Errorf("40 gaps of 5 ms took %v", took)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for _, p := range []*pace{newPace(0), {gap: time.Hour, next: time.Now().Add(time.Hour)}} {
		if p.wait(ended) {
			t.Error("it goes on after the end")
		}
	}
}

// Every script but mixed can be played by its moves, and those of mixed are there.
func TestScriptsAreWhole(t *testing.T) {
	scripts := Scripts()
	for name, script := range scripts {
		if (len(script.Moves) == 0) != (name == "mixed") {
			t.Errorf("%s has %d moves", name, len(script.Moves))
		}
	}
	for _, name := range mixed() {
		if !scripts[name].sends() {
			t.Errorf("mixed plays %s, which sends nothing", name)
		}
	}
	if got := len(scripts["standard"].Moves); got != 7 {
		t.Errorf("the standard has %d turns", got)
	}
}
