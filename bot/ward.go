package bot

import "yousaid/flows"

// Ward names the ward at a position in WGS 84 degrees, and tells whether that
// lies in the partnership's area.
type Ward func(lat, lon float64) (ward string, inside bool)

// Place adds to a position the ward that it lies in. Of a nil Ward it stays as
// it is.
func (w Ward) Place(place *flows.Place) *flows.Place {
	if w != nil {
		ward, inside := w(place.Lat, place.Lon)
		place.Ward, place.Outside = ward, !inside
	}
	return place
}
