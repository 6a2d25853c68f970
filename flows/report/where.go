package report

import (
	"fmt"
	"strings"

	"yousaid/flows"
)

// mostTime is how many words are a time and nothing else: "last night". With
// more, a place that no list knows may be among them.
const mostTime = 2

func (f flow) askWhere(sc flows.Scene) flows.Question {
	line := flows.Say("where")
	if sc.In.Form.Location {
		line = flows.Say("where.here")
	}
	return flows.Question{Lines: []flows.Line{line}, Want: flows.WantPlace, Words: true}
}

func (f flow) takeWhere(sc flows.Scene, _ string) flows.Move {
	if sc.In.Kind != flows.Said {
		return flows.Move{Missed: true}
	}
	if read := sc.In.Reading; read.When != nil && placeOf(read) == nil && !sc.Has(whenStep) && len(strings.Fields(sc.In.Text)) <= mostTime {
		absorbWhere(sc, read)
		return flows.Move{Say: []flows.Line{flows.Say("extra.added")}}
	}
	return flows.Move{Say: f.placed(sc, sc.In.Text)}
}

// placed takes words for the place.
func (f flow) placed(sc flows.Scene, words string) []flows.Line {
	words, _ = flows.Shorten(strings.TrimSpace(words), 300)
	place := flows.Place{Name: words}
	read := placeOf(sc.In.Reading)
	if sc.In.Row != nil {
		read = placeOf(*sc.In.Row)
	}
	if read != nil {
		place.Postcode, place.Ward, place.Lat, place.Lon, place.Outside = read.Postcode, read.Ward, read.Lat, read.Lon, read.Outside
	}
	if place.Postcode != "" && squeeze(words) == squeeze(place.Postcode) {
		place.Name = ""
	}
	sc.Put(flows.Answer{Step: whereStep, Value: words, Place: &place})
	if place.Outside {
		return []flows.Line{flows.Say("where.outside", "Town", f.plan.Town)}
	}
	return nil
}

// placeLine is a place as people say it.
func placeLine(sc flows.Scene, a flows.Answer, ok bool) flows.Line {
	if !ok || a.Skip || a.Place == nil {
		return flows.Say("where.none")
	}
	place := a.Place
	_, most := room(sc)
	name := cut(place.Name, most)
	switch {
	case name != "" && place.Postcode != "" && !strings.Contains(squeeze(name), squeeze(place.Postcode)):
		return flows.Words(name + ", " + place.Postcode)
	case name != "":
		return flows.Words(name)
	case place.Postcode != "":
		return flows.Words(place.Postcode)
	case place.Lat != 0 || place.Lon != 0:
		return flows.Say("where.position", "Position", fmt.Sprintf("%.4f, %.4f", place.Lat, place.Lon))
	}
	return flows.Say("where.none")
}

func squeeze(s string) string { return strings.ToUpper(strings.ReplaceAll(s, " ", "")) }
