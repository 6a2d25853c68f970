package bot

import (
	"context"
	"time"

	"yousaid/flows/partnership"
)

// ReminderStep is how far reminders of a deadline have come.
type ReminderStep int

// The steps, each told once at the most. A desk is told while there is still
// time to act on it; a team lead when there is none; the coordinator when the
// agency had half as long again and nothing came of it.
const (
	RemindedNobody ReminderStep = iota
	RemindedAtOnce              // a lead: the report came while nobody is there who could take it
	RemindedSoon                // the desk: three quarters of the time are used
	RemindedMissed              // the team lead: the time is over
	RemindedLate                // the coordinator: half as long again has passed
)

// Next is when the next step of a deadline comes, of those after the ones that
// were told; zero for never, or for not while its clock stands still. Nobody says
// that there is nobody at the agency: all of its officers are away, or it is
// closed and the deadline isn't.
func (d Deadline) Next(told ReminderStep, nobody bool) (step ReminderStep, at time.Time) {
	switch {
	case d.Over():
		return told, time.Time{}
	case told < RemindedAtOnce && d.What == DueTake && nobody:
		return RemindedAtOnce, d.From
	case told < RemindedSoon:
		return RemindedSoon, d.Soon
	case told < RemindedMissed:
		return RemindedMissed, d.Due
	case told < RemindedLate:
		return RemindedLate, d.Late
	}
	return told, time.Time{}
}

// Reached is the last step that has come by now.
func (d Deadline) Reached(told ReminderStep, nobody bool, now time.Time) ReminderStep {
	for {
		step, at := d.Next(told, nobody)
		if at.IsZero() || at.After(now) {
			return told
		}
		told = step
	}
}

// Shut reports whether a deadline runs by the clock and began while its agency
// was closed.
func (d Deadline) Shut(plan *partnership.Plan) bool {
	return d.Clock && !plan.WorkingTime(d.Agency).Open(d.From)
}

// RemindJob tells a desk or an officer of what is due. There is one for all that
// they are to be told at that time.
type RemindJob struct {
	Desk    string `json:"desk,omitempty"`
	Officer string `json:"officer,omitempty"`
}

// Kind names the job in the queue.
func (RemindJob) Kind() string { return "remind" }

// Reminder is what a desk or an officer is to be told: nothing of a report but
// its reference and what is due.
type Reminder struct {
	ID        int64
	Report    string // id
	Reference string
	Theme     int
	Guarded   bool // the theme is not to be named
	Urgent    bool
	Agency    string // whose deadline it is
	What      DeadlineKind
	Due       time.Time
	Step      ReminderStep
}

// Reminders is what a desk or an officer is to be told at one time, and where.
type Reminders struct {
	Desk    Desk    // zero for an officer
	Officer Officer // zero for a desk
	List    []Reminder
}

// DeadlineStore keeps deadlines.
type DeadlineStore interface {
	// KeepDeadlines works out the deadlines of reports to which something
	// happened, up to so many of them, and returns how many these were.
	KeepDeadlines(ctx context.Context, most int) (int, error)
	// PassDeadlines queues the reminders of what has come due, up to so many,
	// and returns which deadlines were missed since, and how many it looked at.
	PassDeadlines(ctx context.Context, most int) (missed []Deadline, n int, err error)
}

// ReminderStore hands out reminders.
type ReminderStore interface {
	// Reminders takes what a desk or an officer is to be told, for a while:
	// nobody else gets it meanwhile. What was met is not in it. LaterError: it
	// is being told by somebody.
	Reminders(ctx context.Context, to RemindJob) (Reminders, error)
	// Reminded notes that they were told, or that they can't be.
	Reminded(ctx context.Context, list []Reminder, sent bool) error
	// NotReminded gives back what was taken: it is told by the next try.
	NotReminded(ctx context.Context, list []Reminder) error
}

// Timekeeper keeps deadlines true and has reminders sent. Any replica's does all
// of the work; what one does no other repeats.
type Timekeeper struct {
	Store  DeadlineStore
	Missed func(agency string, what DeadlineKind) // told of each deadline that is missed; may be nil
}

// atOnce is how many reports one step takes, so that it ends soon.
const atOnce = 100

// Keep does what there is to do.
func (k *Timekeeper) Keep(ctx context.Context) error {
	for {
		n, err := k.Store.KeepDeadlines(ctx, atOnce)
		if err != nil {
			return err
		}
		missed, m, err := k.Store.PassDeadlines(ctx, atOnce)
		if err != nil {
			return err
		}
		for _, d := range missed {
			if k.Missed != nil {
				k.Missed(d.Agency, d.What)
			}
		}
		if n < atOnce && m < atOnce {
			return nil
		}
	}
}
