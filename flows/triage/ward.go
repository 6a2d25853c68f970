package triage

// WardAt names the ward at a position in WGS 84 degrees. inside is false, and
// ward empty, for a position outside the borough.
func WardAt(lat, lon float64) (ward string, inside bool) {
	return built().gazetteer.Ward(lat, lon)
}

// Wards are the names of all wards, in the order of the alphabet.
func Wards() []string { return built().gazetteer.Wards() }
