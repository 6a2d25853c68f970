package main

import (
	"yousaid/bot"
	"yousaid/bot/console"
	"yousaid/flows/partnership"
	"yousaid/flows/triage"
)

// areasOf are the wards of the plan's area, for lists and the console's map.
// The service knows Luton's: elsewhere there are none. Asking for them builds what
// triage reads by, at start, so that the first message doesn't wait for it.
func areasOf(plan *partnership.Plan) (list []console.Area) {
	for _, ward := range triage.WardShapes() {
		if plan.Area.Box.Contains(ward.Label[0], ward.Label[1]) {
			list = append(list, console.Area(ward))
		}
	}
	return list
}

// wardsOf are the names of areas.
func wardsOf(areas []console.Area) []string {
	names := make([]string, len(areas))
	for i, area := range areas {
		names[i] = area.Name
	}
	return names
}

// wardOf names the ward at a position, and tells whether that lies in the
// plan's area: by its border where wards are known, else by its box.
func wardOf(plan *partnership.Plan, areas []console.Area) bot.Ward {
	known := len(areas) > 0
	return func(lat, lon float64) (string, bool) {
		switch {
		case !plan.Area.Box.Contains(lat, lon):
			return "", false
		case !known:
			return "", true
		}
		return triage.WardAt(lat, lon)
	}
}
