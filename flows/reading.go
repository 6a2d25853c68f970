package flows

import "time"

// Reading is what triage understood of one free-text message. It suggests;
// nothing is routed on it without the resident's yes. The zero Reading says
// that nothing was understood.
type Reading struct {
	Themes   []Guess // every theme and 0 ("not for this service"), best first
	Danger   Danger  // is somebody in danger now
	Plain    bool    // the words say danger by themselves: they are no answer to what was asked
	Needs    []Need  // which help fits, most pressing first; empty for ordinary messages
	Language string  // BCP 47, such as "en", "ur" or "bn-Latn"; empty when it can't be told
	Postcode string  // "LU1 2AB": upper case, one space; empty when none or partial
	Place    *Place  // a place that the message names, nil when none
	When     *When   // when it happened, nil when the message doesn't say or is vague
}

// Guess is one theme with the probability that it is the right one.
type Guess struct {
	Theme      int     // 1 to 8 as in the plan; 0 is "not for this service"
	Confidence float64 // 0 to 1, calibrated; all guesses of a Reading add up to 1
}

// Danger says how sure triage is that somebody is in danger now. It errs to
// caution: Unsure puts the 999 line first and goes on, Sure puts 999 first and
// alone (resident-safety rule 1).
type Danger int

// The degrees of danger.
const (
	NoDanger Danger = iota
	UnsureDanger
	SureDanger
)

// Need names the kind of help that fits a message; the partnership's file
// holds the helplines of each.
type Need string

// The needs that triage can tell.
const (
	NeedSilent    Need = "silent"    // speaking may be unsafe: press 55
	NeedDespair   Need = "despair"   // suicide, self-harm
	NeedChild     Need = "child"     // a child writes, or is the one in danger
	NeedDomestic  Need = "domestic"  // partner or family abuse
	NeedDrugs     Need = "drugs"     // drugs or alcohol
	NeedSlavery   Need = "slavery"   // modern slavery, trafficking
	NeedHate      Need = "hate"      // hate crime
	NeedTerrorism Need = "terrorism" // extremism
	NeedHomeless  Need = "homeless"  // rough sleeping
)

// Place is where something happened.
type Place struct {
	Name     string  `json:",omitempty"` // a named place as the gazetteer writes it, or the resident's own words
	Ward     string  `json:",omitempty"` // the ward that it lies in, empty when unknown
	Postcode string  `json:",omitempty"` // in full, or empty
	Lat      float64 `json:",omitempty"` // WGS 84 degrees; both 0 when unknown
	Lon      float64 `json:",omitempty"`
	Outside  bool    `json:",omitempty"` // known to lie outside the partnership's area
}

// When is a span of wall-clock time in Europe/London, start included, end
// excluded, or the resident's own words where these name no span.
type When struct {
	Start time.Time `json:",omitzero"`
	End   time.Time `json:",omitzero"`
	Words string    `json:",omitempty"`
}
