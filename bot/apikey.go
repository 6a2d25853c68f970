package bot

import (
	"context"
	"time"

	"yousaid/flows"
)

// APIKey lets an agency's own system read and file reports.
type APIKey struct {
	ID      string // UUID
	Agency  string // id
	Name    string
	Begins  string // its first characters, to know it again
	Words   bool   // it reads what residents wrote, and where
	Guarded bool   // it reads reports on guarded themes
	Creates bool   // it files reports
	AddedBy string
	Added   time.Time
	Used    time.Time // to the minute; zero: never
	Revoked time.Time // zero: it works
	By      string    // who revoked it
}

// Actor is the key as somebody who reads.
func (k APIKey) Actor() Actor {
	return Actor{Name: "System: " + k.Name, Agency: k.Agency, Cleared: k.Guarded}
}

// ServiceRequest is a report as an agency's own system may see it.
type ServiceRequest struct {
	ID        string
	Reference string
	Own       bool // the agency has it; else it only filed it, and nothing but the status is here
	Theme     int
	Status    flows.Status
	Outcome   Outcome
	Urgent    bool
	Agencies  []string // ids of those who have it
	Filed     time.Time
	Changed   time.Time
	What      []string     // only where the key reads words
	Place     *flows.Place // only where the key reads words
}

// ServiceFilter says which reports are asked for. Empty fields don't filter.
type ServiceFilter struct {
	References []string
	Themes     []int
	Statuses   []flows.Status
	From, To   time.Time // filed from the one on, and before the other
	Skip, Most int
}

// Filing is a report that a key files.
type Filing struct {
	Report string // UUID of the report
	Work   string // UUID of the pending work that commits it
	Before bool   // the same request came before
}

// Open311Store is what Open311 needs of the record.
type Open311Store interface {
	// APIKey finds a key by what its system sent; from is the network address
	// that it came from. ErrNotFound for one that isn't there or was revoked.
	// With wait it was asked too often, and nothing was looked at.
	APIKey(ctx context.Context, token, from string) (key APIKey, wait time.Duration, err error)
	// ServiceRequests reads the agency's reports, newest first, and those that it
	// filed and another has where they are asked for by reference. Words that
	// are read are audited.
	ServiceRequests(ctx context.Context, key APIKey, filter ServiceFilter) ([]ServiceRequest, error)
	// KeepFiling gives a request the ids under which it is filed: the same ones
	// to the same digest, until it is over.
	KeepFiling(ctx context.Context, key APIKey, digest string, lives time.Duration) (Filing, error)
	ResidentStore
}
