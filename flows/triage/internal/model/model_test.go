package model

import (
	"bytes"
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"yousaid/flows/triage/internal/words"
)

func sample() *Weights {
	weights := &Weights{Temperature: [2]float64{2, 1}, Corpus: 7, Hidden: map[uint64]*HiddenRow{}}
	for group := range weights.Group {
		weights.Group[group] = map[uint64]*Row{}
	}
	weights.Bias[0] = 0.25
	for n := range uint64(50) {
		weights.Group[words.Stems][key(n)] = &Row{Rarity: RarityUnit, Weights: [Outputs]float32{1: float32(n), Danger: -float32(n)}}
	}
	weights.Hidden[key(3)] = &HiddenRow{Rarity: RarityUnit, Weights: [Hidden]float32{0: 2}}
	weights.Output[0][4] = 1.5
	return weights
}

// key spreads small numbers over both halves, as hashes do.
func key(n uint64) uint64 { return (n + 1) * 0x9E3779B97F4A7C15 }

func TestWhatIsWrittenIsRead(t *testing.T) {
	loaded, err := Load(bytes.NewReader(sample().Marshal()))
	if err != nil {
		t.Fatal(err)
	}
	for n := range uint64(50) {
		scores := loaded.Score(&words.Features{words.Stems: {key(n)}})
		if got, want := scores[1], float64(n); math.Abs(got-want) > 0.25 {
			t.Errorf("feature %d scores %g", n, got)
		}
		if scores[1] != -scores[Danger] || scores[0] != 0.25 {
			t.Errorf("feature %d scores %v", n, scores)
		}
		if hidden := scores[4]; n == 3 && math.Abs(hidden-3) > 0.05 || n != 3 && hidden != 0 {
			t.Errorf("the hidden layer says %g of feature %d", hidden, n)
		}
	}
	if got := loaded.Score(&words.Features{words.Stems: {key(1000)}}); got[1] != 0 {
		t.Errorf("an unknown feature scores %v", got)
	}
}

func TestLoadRefuses(t *testing.T) {
	good := sample().Marshal()
	for name, data := range map[string][]byte{"nothing": nil, "text": []byte("not a model at all"), "cut": good[:len(good)-1], "longer": append(good[:len(good):len(good)], 0), "head": good[:40]} {
		if _, err := Load(bytes.NewReader(data)); !errors.Is(err, ErrFormat) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestProbabilities(t *testing.T) {
	loaded, err := Load(bytes.NewReader(sample().Marshal()))
	if err != nil {
		t.Fatal(err)
	}
	themes, danger := loaded.Probabilities(Scores{2: 1000, 3: -1000})
	if themes[2] != 1 || danger != 0.5 {
		t.Errorf("%v, %g", themes, danger)
	}
	themes, _ = loaded.Probabilities(Scores{1: 2})
	if want := math.E / (math.E + 8); math.Abs(themes[1]-want) > 1e-9 {
		t.Errorf("at temperature 2 a lead of 2 gives %g, want %g", themes[1], want)
	}
}

// Free places are left out of memory: what stands behind them, around the end
// and where many meet must be found all the same.
func TestEveryRowIsFound(t *testing.T) {
	weights := sample()
	numbers := rand.New(rand.NewPCG(1, 2))
	known := map[uint64]bool{}
	for n := range 3000 {
		at := numbers.Uint64()
		if n%3 == 0 {
			at |= 0xFFFFFFF0 // in the last places, and so on in the first
		}
		weights.Hidden[at], known[at] = &HiddenRow{Rarity: uint8(1 + n%250), Weights: [Hidden]float32{0: 2, 1: float32(n % 2)}}, true
	}
	loaded, err := Load(bytes.NewReader(weights.Marshal()))
	if err != nil {
		t.Fatal(err)
	}
	for at := range known {
		rarity, row := loaded.hidden.find(at)
		want := weights.Hidden[at]
		if rarity != uint32(want.Rarity) || len(row) != Hidden || row[0] != 127 || (row[1] > 0) != (want.Weights[1] > 0) {
			t.Fatalf("%x: rarity %d, row %v, want %+v", at, rarity, row, want)
		}
	}
	for range 3000 {
		if at := numbers.Uint64(); !known[at] {
			if _, row := loaded.hidden.find(at); row != nil {
				t.Fatalf("%x isn't in there, and is %v", at, row)
			}
		}
	}
	if rows := len(loaded.hidden.rows) / loaded.hidden.size; rows != len(weights.Hidden) || cap(loaded.hidden.rows) > (rows+1)*loaded.hidden.size {
		t.Errorf("%d rows are kept of %d, with room for %d bytes", rows, len(weights.Hidden), cap(loaded.hidden.rows))
	}
}
