package bot

import (
	"context"
	"time"

	"yousaid/flows"
)

// InboxView is whose reports a list shows.
type InboxView string

// The views.
const (
	InboxMine InboxView = "mine" // those that the officer has
	InboxTeam InboxView = "team" // open ones of their agency: nobody's first of all
	InboxAll  InboxView = "all"  // everything that they may see
)

// What a filter can say beside a value.
const (
	InboxOpen   = "open" // InboxFilter.Status: new or taken
	InboxNobody = "none" // InboxFilter.Officer: open, and nobody has it, or who has it is away
)

// InboxFilter says which reports a list shows. Zero fields don't filter. What
// doesn't exist, such as an officer's id that is none, finds nothing.
type InboxFilter struct {
	View     InboxView
	Theme    *int
	Status   string // InboxOpen, or a flows.Status
	Ward     string
	Language string        // BCP 47
	Urgent   bool          // only open ones where danger was read
	Calm     bool          // without those: they stand in a group of their own
	Older    time.Duration // filed at least so long ago
	Officer  string        // id, or InboxNobody
	Agency   string        // id; only for who sees all agencies
	Overdue  bool          // only open ones of which something is overdue
	Due      bool          // what is due first comes first, instead of the newest; open ones alone
	Oldest   bool          // the oldest first, instead of the newest
	After    InboxPlace    // the last one of the page before
	Most     int           // how many at once; 50 unless set
}

// InboxPlace is a place in a list, for the page that begins behind it.
type InboxPlace struct {
	Filed  time.Time // or due, in a list that is in that order
	Report string    // id
}

// InboxRow is a report in a list: nothing of its words.
type InboxRow struct {
	Report    string // id
	Reference string
	Theme     int
	Degree    flows.Degree
	Status    flows.Status
	Urgent    bool
	Ward      string
	Language  string
	Agencies  []string  // ids of those who have it
	TakenBy   string    // name; empty when nobody has it
	Away      time.Time // until when who has it is away; zero: they aren't
	Waits     Waits
	DueAt     time.Time    // what is due first; zero: nothing
	DueWhat   DeadlineKind // and what that is
	FiledAt   time.Time
	MovedAt   time.Time // when something last happened
}

// Waits says who is to do something next about a report.
type Waits string

// The ways to wait.
const (
	WaitsDesk     Waits = "desk"     // nobody has taken it, or the resident wrote last
	WaitsResident Waits = "resident" // the agency wrote last
	WaitsNobody   Waits = "nobody"   // it is over
)

// InboxPage is one page of a list.
type InboxPage struct {
	Rows []InboxRow
	Next InboxPlace // where the next page begins; zero when this is the last
}

// MostWaiting is how far what waits is counted: more are as many.
const MostWaiting = 100

// InboxWaiting is how many reports wait for somebody to do something, up to
// MostWaiting.
type InboxWaiting struct {
	Mine    int // the officer has them, and they wait for an answer
	Team    int // they wait for the agency
	Urgent  int // open ones where danger was read, of all that the officer may see
	Overdue int // open ones of which something is overdue, of those of their agency; of all, for who sees all
}

// Colleague is an officer by name.
type Colleague struct {
	ID   string
	Name string
}

// InboxStore lists reports. It works as the desk: what the actor may not see
// isn't in any list.
type InboxStore interface {
	Inbox(ctx context.Context, by Actor, f InboxFilter) (InboxPage, error)
	Waiting(ctx context.Context, by Actor) (InboxWaiting, error)
	// Colleagues are the active officers of an agency, by name; none where the
	// actor may not see that agency.
	Colleagues(ctx context.Context, by Actor, agency string) ([]Colleague, error)
	Search(ctx context.Context, by Actor, s InboxSearch) (InboxFound, error)
}

// What a search opens at the most, and shows.
const (
	MostOpened = 2000
	MostFound  = 100
)

// InboxSearch looks for words in the reports that a list would show, the newest
// first whatever the filter's order.
type InboxSearch struct {
	Filter InboxFilter
	Words  []string      // as flows.Fold writes them; each must begin a word of the report
	Within time.Duration // how long it may look
}

// InboxFound is what a search came to.
type InboxFound struct {
	Hits   []InboxHit // the newest first, MostFound at the most
	More   bool       // there are more hits than these
	Opened int        // how many reports were looked into
	Oldest time.Time  // when the last one of these was filed
	Whole  bool       // every report that the filters leave was looked into
	Late   bool       // the time was over first
}

// InboxHit is a report in which all words were found.
type InboxHit struct {
	Row     InboxRow
	Excerpt []Excerpt
}

// Excerpt is a piece of what stands in a report.
type Excerpt struct {
	Text string
	Hit  bool // it begins with a word that was looked for
}
