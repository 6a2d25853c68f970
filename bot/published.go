package bot

import "time"

// Published is a plan update as everybody may read it.
type Published struct {
	ID       string // UUID
	Theme    int
	Agency   string // id
	Words    string
	Story    string // where there is room; empty: the words alone
	Link     string // https, to read more; empty for none
	Wish     int    // which of "You said", from 1; 0: none
	Answers  string // id of the update about which it says what was heard; empty for none
	Language string // of words and story: the one asked for, or English
	Picture  string // what it shows, for who can't see it; empty: there is none
	At       time.Time

	// What residents made of it. Small numbers are for nobody to see.
	Up, Down, Comments int
}

// Key is where a list goes on after this update.
func (p Published) Key() ListKey { return ListKey{p.At, p.ID} }

// MonthlyReports counts the reports on a theme (0: on none) that came in within
// a month of the area's clock.
type MonthlyReports struct {
	Month time.Time // its first day, in UTC
	Theme int
	Count int
}

// MonthlyPulse is how safe residents felt in a month: each of them counts once
// within 90 days.
type MonthlyPulse struct {
	Month   time.Time // its first day, in UTC
	Answers int
	Mean    float64 // 1 to 5
}
