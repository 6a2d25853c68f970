package place

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// point is a position in WGS 84 degrees.
type point struct{ lat, lon float64 }

// ward is a part of the borough with points that lie in it.
type ward struct {
	name   string
	points []point
}

func readWards(file string) []ward {
	var wards []ward
	for line := range strings.Lines(file) {
		name, rest, ok := strings.Cut(strings.TrimSpace(line), ":")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		w := ward{name: name}
		for pair := range strings.FieldsSeq(rest) {
			lat, lon, _ := strings.Cut(pair, ",")
			p := point{}
			p.lat, _ = strconv.ParseFloat(lat, 64) // the file is built in; a test reads it
			p.lon, _ = strconv.ParseFloat(lon, 64)
			w.points = append(w.points, p)
		}
		wards = append(wards, w)
	}
	return wards
}

// border is the borough's outline, coarse, from the M1 by Lewsey clockwise.
var border = []point{
	{51.8870, -0.4985},
	{51.8950, -0.5010},
	{51.9040, -0.5020},
	{51.9120, -0.4930},
	{51.9200, -0.4850},
	{51.9265, -0.4760},
	{51.9275, -0.4560},
	{51.9275, -0.4330},
	{51.9260, -0.4170},
	{51.9180, -0.4040},
	{51.9150, -0.3900},
	{51.9110, -0.3740},
	{51.9010, -0.3590},
	{51.8910, -0.3500},
	{51.8810, -0.3520},
	{51.8700, -0.3660},
	{51.8660, -0.3900},
	{51.8560, -0.3980},
	{51.8545, -0.4170},
	{51.8600, -0.4360},
	{51.8650, -0.4510},
	{51.8740, -0.4620},
	{51.8790, -0.4800},
}

// Wards are the names of the wards, in the order of the alphabet.
func (g *Gazetteer) Wards() []string {
	names := make([]string, 0, len(g.wards))
	for _, w := range g.wards {
		names = append(names, w.name)
	}
	slices.Sort(names)
	return names
}

// Ward names the ward at a position; inside is false beyond the border.
func (g *Gazetteer) Ward(lat, lon float64) (name string, inside bool) {
	at := point{lat, lon}
	if !within(border, at) {
		return "", false
	}
	nearest := math.Inf(1)
	for _, w := range g.wards {
		for _, p := range w.points {
			if d := distance(at, p); d < nearest {
				name, nearest = w.name, d
			}
		}
	}
	return name, true
}

// distance is comparable, not in metres; a degree of longitude is 0.617 of one
// of latitude here.
func distance(a, b point) float64 {
	north, east := a.lat-b.lat, (a.lon-b.lon)*0.617
	return north*north + east*east
}

// within counts how often a line eastward from the point crosses the outline.
func within(outline []point, at point) bool {
	inside := false
	last := outline[len(outline)-1]
	for _, next := range outline {
		if (next.lat > at.lat) != (last.lat > at.lat) &&
			at.lon < (last.lon-next.lon)*(at.lat-next.lat)/(last.lat-next.lat)+next.lon {
			inside = !inside
		}
		last = next
	}
	return inside
}
