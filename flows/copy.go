package flows

import "time"

// Copy is all that is kept about a resident, for themselves.
type Copy struct {
	Channel  string
	Address  string    // their number, or their id on the network; empty when none is kept
	Language string    // that they chose; empty when they chose none
	Stopped  time.Time // since when STOP holds; zero when it doesn't
	PIN      time.Time // when they set their PIN; zero when they have none
	Reports  []CopiedReport
	Comments []CopiedComment
	Thumbs   []CopiedThumb
	Other    []string // further rows that are kept by their address, as JSON
}

// CopiedReport is one of their reports, whole.
type CopiedReport struct {
	Standing
	What    []string
	Place   *Place
	When    *When
	Safe    string
	Name    string
	Phone   string
	Contact Contact
	Photos  int
	Thread  []CopiedEntry
}

// CopiedComment is one idea or comment of theirs.
type CopiedComment struct {
	Theme int
	Score int // of the pulse that it came with; 0 when none
	Text  string
	At    time.Time

	Answers []CopiedEntry // what agencies answered
}

// CopiedThumb is what they said of one plan update.
type CopiedThumb struct {
	Theme int
	Up    bool
	At    time.Time
}

// CopiedEntry is one thing of a report's thread. What officers note for each
// other is not the resident's and not in it.
type CopiedEntry struct {
	Agency string // id; empty when the resident wrote it
	Event  string // taken, passed, closed …; empty for words
	Text   string
	At     time.Time
}
