package place

import (
	"math"
	"math/rand/v2"
	"testing"
)

func ringOf(positions [][2]float64) []point {
	ring := make([]point, len(positions))
	for i, at := range positions {
		ring[i] = point{at[0], at[1]}
	}
	return ring
}

// Whatever ward a position is in, it lies within its shape and within no other.
func TestShapesAreWhereWardsAre(t *testing.T) {
	g, draw := Default(), rand.New(rand.NewPCG(1, 2))
	shapes, inside := g.Shapes(), 0
	for range 20_000 {
		at := point{51.850 + draw.Float64()*0.08, -0.505 + draw.Float64()*0.16}
		ward, in := g.Ward(at.lat, at.lon)
		if in {
			inside++
		}
		for _, shape := range shapes {
			drawn := within(oneLine(shape), at)
			if drawn != (shape.Ward == ward) {
				t.Fatalf("%v is in %q, and within the shape of %s: %t", at, ward, shape.Ward, drawn)
			}
		}
	}
	if inside < 5_000 {
		t.Errorf("only %d positions were in the borough", inside)
	}
}

// oneLine makes one line of several rings, which crosses itself nowhere twice.
func oneLine(shape Shape) []point {
	var line []point
	for _, positions := range shape.Rings {
		ring := ringOf(positions)
		line = append(append(line, ring...), ring[0])
		if len(line) > len(ring)+1 {
			line = append(line, line[0])
		}
	}
	return line
}

// The wards cover the borough, and each is one piece with its label in it.
func TestShapesCoverTheBorough(t *testing.T) {
	shapes, sum := Default().Shapes(), 0.0
	for _, shape := range shapes {
		if len(shape.Rings) != 1 {
			t.Errorf("%s is in %d pieces", shape.Ward, len(shape.Rings))
		}
		for _, ring := range shape.Rings {
			sum += area(ringOf(ring))
		}
		if ward, _ := Default().Ward(shape.Label[0], shape.Label[1]); ward != shape.Ward {
			t.Errorf("the label of %s is in %q", shape.Ward, ward)
		}
	}
	if whole := area(border); math.Abs(sum-whole)/whole > 1e-4 {
		t.Errorf("the wards have %v of the borough", sum/whole)
	}
	if len(shapes) != 20 {
		t.Errorf("%d wards", len(shapes))
	}
}
