package triage

// WardAt names the ward at a position in WGS 84 degrees. inside is false, and
// ward empty, for a position outside the borough.
func WardAt(lat, lon float64) (ward string, inside bool) {
	return built().gazetteer.Ward(lat, lon)
}

// Wards are the names of all wards, in the order of the alphabet.
func Wards() []string { return built().gazetteer.Wards() }

// WardShape is where a ward lies, good to a few hundred metres.
type WardShape struct {
	Name  string
	Rings [][][2]float64 // outlines, each closed by itself, of latitudes and longitudes in WGS 84 degrees
	Label [2]float64     // a position inside
}

// WardShapes are those of all wards, in the order of their names.
func WardShapes() []WardShape {
	var list []WardShape
	for _, shape := range built().gazetteer.Shapes() {
		list = append(list, WardShape{Name: shape.Ward, Rings: shape.Rings, Label: shape.Label})
	}
	return list
}
