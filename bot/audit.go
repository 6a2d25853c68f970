package bot

import "time"

// What the audit calls what the service itself notes. Other actions are named
// by who does them.
const (
	AuditRead     = "read"           // a report was opened whole
	AuditSearched = "search"         // reports were searched for words
	AuditLooked   = "read audit"     // an administrator looked at the audit
	AuditExported = "export audit"   // an administrator took a copy of it
	AuditFigures  = "export figures" // somebody took a copy of figures
	AuditJobs     = "change jobs"    // an administrator tried jobs again, or dropped them
	AuditBulk     = "bulk"           // somebody opened or searched for unusually much
)

// AuditFilter says which lines of the audit are asked for. Zero fields don't
// filter.
type AuditFilter struct {
	Officer   string // id
	Agency    string // id
	Action    string
	Reference string     // of a report
	From, To  time.Time  // from the one on, and before the other
	After     AuditPlace // the last one of the page before
	Most      int        // how many at once; 50 unless set
}

// AuditPlace is a place in the audit, for the page that begins behind it.
type AuditPlace struct {
	At time.Time
	ID int64
}

// AuditLine is who read or did what. It holds nothing of a report's words.
type AuditLine struct {
	ID        int64
	At        time.Time
	Agency    string // id
	Officer   string // id; empty for a desk, or the service
	Actor     string // name
	Action    string
	Reference string            // of the report; empty when it is about none
	Detail    map[string]string // ids and words of ours, and what an officer gave as a reason
}

// AuditPage is one page of the audit, the newest line first.
type AuditPage struct {
	Lines []AuditLine
	Next  AuditPlace // where the next page begins; zero when this is the last
}
