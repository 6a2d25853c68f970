package triage

import (
	"yousaid/flows"
)

// Line is what `yousaid triage` prints about one message, as one JSON object.
type Line struct {
	Theme      int      `json:"theme"`      // 0 to 8; 0 is "not for this service"
	Themes     []int    `json:"themes"`     // all nine, best first
	Confidence float64  `json:"confidence"` // of Theme, 0 to 1
	Emergency  bool     `json:"emergency"`  // sure enough for 999 to come first
	Language   string   `json:"language"`   // BCP 47
	Postcode   *string  `json:"postcode"`   // null when none or partial
	Place      *string  `json:"place"`      // null when none or generic
	When       *Between `json:"when"`       // null when vague, going on or repeating
}

// Between is a span of wall-clock time in Europe/London, without offset.
type Between struct {
	Start string `json:"start"`
	End   string `json:"end"`
}

const wallClock = "2006-01-02T15:04:05"

// Encode turns a reading into the line that is printed about it.
func Encode(reading flows.Reading) Line {
	line := Line{
		Emergency: reading.Danger == flows.SureDanger,
		Language:  reading.Language,
		Themes:    make([]int, 0, len(reading.Themes)),
	}
	for _, guess := range reading.Themes {
		line.Themes = append(line.Themes, guess.Theme)
	}
	if len(reading.Themes) > 0 {
		line.Theme, line.Confidence = reading.Themes[0].Theme, reading.Themes[0].Confidence
	}
	if reading.Postcode != "" {
		line.Postcode = &reading.Postcode
	}
	if reading.Place != nil && reading.Place.Name != "" {
		line.Place = &reading.Place.Name
	}
	if when := reading.When; when != nil && !when.Start.IsZero() {
		line.When = &Between{Start: when.Start.Format(wallClock), End: when.End.Format(wallClock)}
	}
	return line
}
