package console

import (
	"strconv"
	"strings"

	"yousaid/bot"
	"yousaid/flows"
)

// Tiles are the pictures that a map is made of.
type Tiles struct {
	URL string // https://tile.example.org/{z}/{x}/{y}.png; empty: there is no map
	By  string // whose they are, as text
}

// host is the source of the tiles in a content security policy; {s} stands for
// one of several hosts.
func (t Tiles) host() string {
	scheme, rest, ok := strings.Cut(t.URL, "://")
	if !ok {
		return ""
	}
	name, _, _ := strings.Cut(rest, "/")
	return scheme + "://" + strings.Replace(name, "{s}", "*", 1)
}

// placeMap is a place on a map.
type placeMap struct{ Lat, Lon, Tiles, By string }

// mapOf is the map of a place; nil where there are no tiles, or nobody said
// where exactly it is.
func (c *Console) mapOf(place *flows.Place) *placeMap {
	if c.Tiles.URL == "" || place == nil || place.Lat == 0 && place.Lon == 0 {
		return nil
	}
	degrees := func(d float64) string { return strconv.FormatFloat(d, 'f', 6, 64) }
	return &placeMap{degrees(place.Lat), degrees(place.Lon), c.Tiles.URL, c.Tiles.By}
}

// answerGroup is a list of ready answers.
type answerGroup struct {
	Name    string
	Answers []option
}

// answers are what can be put into a reply, ready to be edited: in the
// resident's language too, where it has been translated.
func (c *Console) answers(r bot.Report, v visit) []answerGroup {
	own := answerGroup{Name: c.Bundle.English(r.Reads)}
	english := answerGroup{Name: "English"}
	for _, a := range c.Plan.ReadyAnswers(r.Theme, r.Reads, r.Reference, c.agency(v.officer.Agency)) {
		english.Answers = append(english.Answers, option{Value: a.Text, Label: a.Title})
		if a.Own != "" {
			own.Answers = append(own.Answers, option{Value: a.Own, Label: a.Title})
		}
	}
	list := []answerGroup{}
	for _, group := range []answerGroup{own, english} {
		if len(group.Answers) > 0 {
			list = append(list, group)
		}
	}
	return list
}
