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

// InboxFilter says which reports a list shows. Zero fields don't filter.
type InboxFilter struct {
	View     InboxView
	Theme    *int
	Status   string // "open" (new or taken), or a flows.Status
	Ward     string
	Language string        // BCP 47
	Urgent   bool          // only open ones where danger was read
	Older    time.Duration // filed at least so long ago
	Officer  string        // id; "none": nobody has it
	Agency   string        // id; only for who sees all agencies
	Oldest   bool          // the oldest first, instead of the newest
	After    InboxPlace    // the last one of the page before
	Most     int           // how many at once; 50 unless set
}

// InboxPlace is a place in a list, for the page that begins behind it.
type InboxPlace struct {
	Filed  time.Time
	Report string // id
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
	Agencies  []string // ids of those who have it
	TakenBy   string   // name; empty when nobody has it
	Waits     Waits
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

// InboxStore lists reports. It works as the desk: what the actor may not see
// isn't in any list.
type InboxStore interface {
	Inbox(ctx context.Context, by Actor, f InboxFilter) (InboxPage, error)
}
