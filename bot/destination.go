package bot

import (
	"fmt"
	"strconv"
	"strings"

	"yousaid/flows/partnership"
)

// Destination is where a report is passed on to: an agency when that is set,
// else the leads of a theme.
type Destination struct {
	Theme  int
	Agency string // id
}

// String is a destination as a form names it.
func (d Destination) String() string {
	if d.Agency != "" {
		return "agency:" + d.Agency
	}
	return fmt.Sprintf("theme:%d", d.Theme)
}

// ParseDestination undoes String; false for anything else. Whether there is such
// a theme or agency is for [Officers.Reroute] to say.
func ParseDestination(text string) (to Destination, ok bool) {
	kind, name, _ := strings.Cut(text, ":")
	switch number, err := strconv.Atoi(name); {
	case kind == "agency" && name != "":
		return Destination{Agency: name}, true
	case kind == "theme" && err == nil:
		return Destination{Theme: number}, true
	}
	return Destination{}, false
}

// Elsewhere is a destination that can be chosen, by its name.
type Elsewhere struct {
	Destination
	Name string
}

// Elsewhere are the destinations that a report can be passed on to by an agency
// that has it: the other themes, and the other agencies.
func (r Report) Elsewhere(plan *partnership.Plan, own string) (themes, agencies []Elsewhere) {
	for _, theme := range plan.Themes {
		if theme.Number != r.Theme {
			themes = append(themes, Elsewhere{Destination{Theme: theme.Number}, theme.Name})
		}
	}
	for _, agency := range plan.Agencies {
		if agency.ID != own {
			agencies = append(agencies, Elsewhere{Destination{Agency: agency.ID}, agency.Name})
		}
	}
	return themes, agencies
}
