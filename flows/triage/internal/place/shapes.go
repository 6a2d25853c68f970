package place

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// Shape is where a ward lies, as rough as the points in it.
type Shape struct {
	Ward  string
	Rings [][][2]float64 // outlines, each closed by itself, of latitudes and longitudes
	Label [2]float64     // a position inside, for its name
}

// Shapes are the outlines of all wards, in the order of the alphabet: of each the
// part of the borough that is nearer to its points than to any other's, as
// [Gazetteer.Ward] has it.
func (g *Gazetteer) Shapes() []Shape {
	var shapes []Shape
	for _, w := range g.wards {
		var cells [][]point
		for _, p := range w.points {
			cells = append(cells, g.cell(p))
		}
		shape := Shape{Ward: w.name}
		for _, ring := range outlines(cells) {
			shape.Rings = append(shape.Rings, positions(ring))
		}
		largest := slices.MaxFunc(cells, func(a, b []point) int { return cmp.Compare(area(a), area(b)) })
		middle := centre(largest)
		shape.Label = [2]float64{middle.lat, middle.lon}
		shapes = append(shapes, shape)
	}
	slices.SortFunc(shapes, func(a, b Shape) int { return strings.Compare(a.Ward, b.Ward) })
	return shapes
}

// cell is the part of the borough that is nearer to a point than to any other.
func (g *Gazetteer) cell(p point) []point {
	cell := slices.Clone(border)
	for _, w := range g.wards {
		for _, q := range w.points {
			if q != p {
				cell = nearer(cell, p, q)
			}
		}
	}
	return cell
}

// nearer cuts off an outline what is nearer to q than to p.
func nearer(outline []point, p, q point) []point {
	var kept []point
	last := outline[len(outline)-1]
	for _, next := range outline {
		before, after := distance(last, p)-distance(last, q), distance(next, p)-distance(next, q)
		if (before <= 0) != (after <= 0) {
			// The difference of the distances changes evenly along a line.
			share := before / (before - after)
			kept = append(kept, point{last.lat + share*(next.lat-last.lat), last.lon + share*(next.lon-last.lon)})
		}
		if after <= 0 {
			kept = append(kept, next)
		}
		last = next
	}
	return kept
}

// outlines are the outer lines of cells that lie side by side: the lines between
// two of them, which both have in opposite directions, are left out.
func outlines(cells [][]point) [][]point {
	next := map[point][]point{}
	for _, cell := range cells {
		last := rounded(cell[len(cell)-1])
		for _, at := range cell {
			to := rounded(at)
			if i := slices.Index(next[to], last); i >= 0 {
				next[to] = slices.Delete(next[to], i, i+1)
			} else if to != last {
				next[last] = append(next[last], to)
			}
			last = to
		}
	}
	var rings [][]point
	for {
		start, found := first(next)
		if !found {
			return rings
		}
		var ring []point
		for at := start; len(next[at]) > 0; {
			to := next[at][0]
			next[at] = next[at][1:]
			ring, at = append(ring, at), to
		}
		rings = append(rings, ring)
	}
}

// first is the southernmost point that a line goes from.
func first(next map[point][]point) (from point, found bool) {
	for p, to := range next {
		if len(to) > 0 && (!found || p.lat < from.lat || p.lat == from.lat && p.lon < from.lon) {
			from, found = p, true
		}
	}
	return from, found
}

// rounded brings points together that two cells work out a little differently:
// to ten centimetres.
func rounded(p point) point {
	return point{math.Round(p.lat*1e6) / 1e6, math.Round(p.lon*1e6) / 1e6}
}

// area is that of an outline, in square degrees of latitude.
func area(outline []point) (sum float64) {
	last := outline[len(outline)-1]
	for _, next := range outline {
		sum += (last.lon*next.lat - next.lon*last.lat) * 0.617 / 2
		last = next
	}
	return math.Abs(sum)
}

// centre is the middle of an outline's corners.
func centre(outline []point) (middle point) {
	for _, p := range outline {
		middle.lat += p.lat / float64(len(outline))
		middle.lon += p.lon / float64(len(outline))
	}
	return middle
}

func positions(ring []point) [][2]float64 {
	list := make([][2]float64, len(ring))
	for i, p := range ring {
		list[i] = [2]float64{p.lat, p.lon}
	}
	return list
}
