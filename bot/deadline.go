package bot

import (
	"cmp"
	"slices"
	"time"

	"yousaid/flows/partnership"
)

// DeadlineKind is what is due of an agency.
type DeadlineKind string

// What is due: somebody takes the report, its resident hears from the agency,
// it is closed.
const (
	DueTake   DeadlineKind = "take"
	DueAnswer DeadlineKind = "answer"
	DueClose  DeadlineKind = "close"
)

// Deadline is something that an agency has to do about a report, and how it
// stands. One that is over was met or ended: passed on, taken back.
type Deadline struct {
	Agency  string // id
	What    DeadlineKind
	From    time.Time     // when its clock began
	Due     time.Time     // zero while the clock stands still with time left
	Stopped time.Time     // since when it waits for the resident; zero while it runs
	Left    time.Duration // stopped: the working time that is left
	Met     time.Time
	Ended   time.Time
	Clock   bool // it runs by the clock, whenever the agency works

	Soon time.Time // when three quarters of the time are used; zero as Due
	Late time.Time // when half as much again has passed
}

// Over reports whether nothing is due any more.
func (d Deadline) Over() bool { return !d.Met.IsZero() || !d.Ended.IsZero() }

// Missed reports whether it was not met in time, at now.
func (d Deadline) Missed(now time.Time) bool {
	switch {
	case d.Due.IsZero():
		return false
	case !d.Met.IsZero():
		return d.Met.After(d.Due)
	case !d.Ended.IsZero():
		return d.Ended.After(d.Due)
	}
	return !now.Before(d.Due)
}

// Happening is one thing in the story of a report that deadlines go by.
type Happening struct {
	What   string // one of the words below
	Agency string // "referred", "left"
	At     time.Time
}

// The words of a Happening.
const (
	HappenedReferred  = "referred" // an agency got the report
	HappenedLeft      = "left"     // an agency doesn't have it any more
	HappenedTaken     = "taken"    // somebody has it
	HappenedUntaken   = "untaken"  // it is nobody's again
	HappenedReply     = "reply"    // an agency wrote to the resident
	HappenedResident  = "resident" // the resident wrote
	HappenedClosed    = "closed"
	HappenedReopened  = "reopened"
	HappenedWithdrawn = "withdrawn" // or forgotten
	HappenedSilent    = "silent"    // the resident can't be written to any more
	HappenedUrgent    = "urgent"    // it was marked as urgent
)

// Story is what deadlines of a report go by.
type Story struct {
	Theme    int
	Urgent   bool        // it is, now
	Silent   bool        // the resident can't be written to, now: no answer is due
	Happened []Happening // in order
}

// Deadlines works out from a report's story what was and is due of each agency
// that had it.
//
// Take: until somebody has the report; one agency's taking is that of all.
// Answer: from the report's coming to the first words to its resident, and again
// from each time that they write. Close: while the report is open; it stands
// still while it waits for the resident. A report that is opened again begins
// anew. A report that is urgent is due by the plan's time for urgent ones from
// when it became so, or by the other time if that is sooner.
func Deadlines(plan *partnership.Plan, story Story) []Deadline {
	var list []Deadline
	for _, agency := range agenciesOf(story) {
		w := &works{story: story, agency: agency}
		for _, h := range story.Happened {
			w.happen(h)
		}
		limits := plan.Limits(agency, story.Theme, false)
		urgent := plan.Limits(agency, story.Theme, true)
		for _, run := range w.runs {
			if d, ok := run.deadline(limits, urgent, story); ok {
				d.Agency = agency
				list = append(list, d)
			}
		}
	}
	slices.SortStableFunc(list, func(a, b Deadline) int {
		return cmp.Or(cmp.Compare(a.Agency, b.Agency), a.From.Compare(b.From))
	})
	return list
}

func agenciesOf(story Story) (list []string) {
	for _, h := range story.Happened {
		if h.What == HappenedReferred && !slices.Contains(list, h.Agency) {
			list = append(list, h.Agency)
		}
	}
	return list
}
