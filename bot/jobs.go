package bot

import "time"

// The jobs that the record queues in the same transaction as what causes them.
// Their arguments are ids alone: the queue's table holds nothing personal.

// DeliverJob brings a card or an alert to a desk.
type DeliverJob struct {
	Delivery int64 `json:"delivery"`
}

// Kind names the job in the queue.
func (DeliverJob) Kind() string { return "deliver" }

// RefreshJob brings every card of a report to its present state, or blanks it
// when the report was forgotten.
type RefreshJob struct {
	Report string `json:"report"`
}

// Kind names the job in the queue.
func (RefreshJob) Kind() string { return "refresh" }

// NotifyJob tells a resident something.
type NotifyJob struct {
	Notice string `json:"notice"`
}

// Kind names the job in the queue.
func (NotifyJob) Kind() string { return "notify" }

// PhotoJob fetches, cleans and keeps a photo.
type PhotoJob struct {
	Photo string `json:"photo"`
}

// Kind names the job in the queue.
func (PhotoJob) Kind() string { return "photo" }

// SpreadJob sends the plan updates that are due on a network, from At on.
type SpreadJob struct {
	Network string    `json:"network"`
	At      time.Time `json:"-"` // zero: now
}

// Kind names the job in the queue.
func (SpreadJob) Kind() string { return "spread" }

// SpreadDueJob sends what is due on every network, whatever became of the jobs
// that were queued for it.
type SpreadDueJob struct{}

// Kind names the job in the queue.
func (SpreadDueJob) Kind() string { return "spread_due" }

// UpdateBellJob tells a desk that a plan update of its agency was offered or
// decided in the console.
type UpdateBellJob struct {
	Update  string `json:"update"`
	Version int    `json:"version"`
	Desk    string `json:"desk"`
}

// Kind names the job in the queue.
func (UpdateBellJob) Kind() string { return "update_bell" }

// CommentJob brings what a resident thinks to a desk.
type CommentJob struct {
	Delivery int64 `json:"delivery"`
}

// Kind names the job in the queue.
func (CommentJob) Kind() string { return "comment" }

// RecommentJob brings every card of a comment to its present state.
type RecommentJob struct {
	Comment string `json:"comment"`
}

// Kind names the job in the queue.
func (RecommentJob) Kind() string { return "recomment" }

// UncommentJob blanks a comment at desks after it was forgotten.
type UncommentJob struct {
	Comment string `json:"comment"`
}

// Kind names the job in the queue.
func (UncommentJob) Kind() string { return "uncomment" }

// WarnJob tells colleagues that a desk can't be reached any more.
type WarnJob struct {
	Desk string `json:"desk"`
}

// Kind names the job in the queue.
func (WarnJob) Kind() string { return "warn" }

// BulkJob tells a desk that somebody has opened unusually many reports.
type BulkJob struct {
	Desk string `json:"desk"`
}

// Kind names the job in the queue.
func (BulkJob) Kind() string { return "bulk" }

// MissedJob lists what a network received while nobody could take it.
type MissedJob struct{}

// Kind names the job in the queue.
func (MissedJob) Kind() string { return "missed" }

// EraseJob blanks message bodies that a provider still keeps.
type EraseJob struct{}

// Kind names the job in the queue.
func (EraseJob) Kind() string { return "erase" }

// FiguresJob counts what figures are read from, where reports have changed.
type FiguresJob struct{}

// Kind names the job in the queue.
func (FiguresJob) Kind() string { return "figures" }

// PurgeJob removes what is past its time: used codes, links, drafts, uploads
// that no report took.
type PurgeJob struct{}

// Kind names the job in the queue.
func (PurgeJob) Kind() string { return "purge" }
