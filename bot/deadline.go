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

// run is one deadline with the stretches of time in which its clock ran.
type run struct {
	what       DeadlineKind
	from       time.Time
	stretches  []stretch
	met, ended time.Time
}

// stretch is from when to when a clock ran; it runs still without an end.
type stretch struct{ from, to time.Time }

// works follows a story for one agency.
type works struct {
	story  Story
	agency string
	runs   []*run
	has    bool // the agency has the report
	over   bool // closed, withdrawn
	taken  bool
	theirs bool // the resident is to say something next
}

func (w *works) happen(h Happening) {
	switch h.What {
	case HappenedReferred, HappenedLeft:
		if h.Agency == w.agency {
			w.moved(h)
		}
	case HappenedTaken:
		w.taken = true
		w.meet(DueTake, h.At)
	case HappenedUntaken:
		w.taken = false
		w.begin(DueTake, h.At)
	case HappenedReply:
		w.replied(h.At)
	case HappenedResident:
		w.wrote(h.At)
	case HappenedSilent:
		w.end(h.At, DueAnswer)
	case HappenedClosed, HappenedWithdrawn:
		w.ended(h)
	case HappenedReopened:
		w.over, w.taken, w.theirs = false, false, false
		w.beginAll(h.At)
	}
}

// moved is that the agency got the report, or has it no more.
func (w *works) moved(h Happening) {
	w.has = h.What == HappenedReferred
	if !w.has {
		w.end(h.At, DueTake, DueAnswer, DueClose)
		return
	}
	w.theirs = false
	w.beginAll(h.At)
}

func (w *works) beginAll(at time.Time) {
	if !w.taken {
		w.begin(DueTake, at)
	}
	w.begin(DueAnswer, at)
	w.begin(DueClose, at)
}

// begin begins a deadline, unless it is there already.
func (w *works) begin(what DeadlineKind, at time.Time) {
	if w.has && !w.over && w.open(what) == nil {
		w.runs = append(w.runs, &run{what: what, from: at, stretches: []stretch{{from: at}}})
	}
}

// open is the deadline of a kind that is not over.
func (w *works) open(what DeadlineKind) *run {
	for _, r := range w.runs {
		if r.what == what && r.met.IsZero() && r.ended.IsZero() {
			return r
		}
	}
	return nil
}

func (w *works) meet(what DeadlineKind, at time.Time) {
	if r := w.open(what); r != nil {
		r.stop(at)
		r.met = at
	}
}

func (w *works) end(at time.Time, kinds ...DeadlineKind) {
	for _, what := range kinds {
		if r := w.open(what); r != nil {
			r.stop(at)
			r.ended = at
		}
	}
}

// replied is that the resident heard from somebody who has the report.
func (w *works) replied(at time.Time) {
	w.theirs = true
	w.meet(DueAnswer, at)
	if r := w.open(DueClose); r != nil {
		r.stop(at)
	}
}

// wrote is that the resident waits for an answer.
func (w *works) wrote(at time.Time) {
	w.theirs = false
	w.begin(DueAnswer, at)
	if r := w.open(DueClose); r != nil {
		r.goOn(at)
	}
}

// ended is that nobody works on the report any more. Who closes it tells its
// resident, so that answers them, too.
func (w *works) ended(h Happening) {
	if h.What == HappenedClosed {
		w.meet(DueTake, h.At)
		w.meet(DueAnswer, h.At)
		w.meet(DueClose, h.At)
	}
	w.end(h.At, DueTake, DueAnswer, DueClose)
	w.over = true
}

func (r *run) stop(at time.Time) {
	if last := &r.stretches[len(r.stretches)-1]; last.to.IsZero() {
		last.to = at
	}
}

func (r *run) goOn(at time.Time) {
	if last := r.stretches[len(r.stretches)-1]; !last.to.IsZero() {
		r.stretches = append(r.stretches, stretch{from: at})
	}
}

// running are the stretches as if the run had gone on: what was met in time was
// due at a time, too.
func (r *run) running() []stretch {
	list := slices.Clone(r.stretches)
	last := &list[len(list)-1]
	if over := !r.met.IsZero() || !r.ended.IsZero(); over && (last.to.Equal(r.met) || last.to.Equal(r.ended)) {
		last.to = time.Time{}
	}
	return list
}

// deadline works out when a run is due; false when nothing is.
func (r *run) deadline(limits, urgent partnership.Limits, story Story) (Deadline, bool) {
	d := Deadline{What: r.what, From: r.from, Met: r.met, Ended: r.ended}
	limit, soon := limits.Take, urgent.Take
	switch r.what {
	case DueAnswer:
		limit, soon = limits.Answer, urgent.Answer
	case DueClose:
		limit, soon = limits.Close, urgent.Close
	case DueTake:
	}
	if limit.Within == 0 || r.what == DueAnswer && story.Silent && !d.Over() || d.Ended.Equal(d.From) {
		return Deadline{}, false
	}
	b := budget{limit, r.running()}
	if story.Urgent {
		if sooner := (budget{soon, after(b.stretches, story.urgentSince())}); sooner.before(b) {
			b = sooner
		}
	}
	d.Clock = b.limit.Of.Always() && !limit.Of.Always()
	d.Due, d.Left = b.spent(1, 1)
	d.Soon, _ = b.spent(3, 4)
	d.Late, _ = b.spent(3, 2)
	if last := r.stretches[len(r.stretches)-1]; !d.Over() {
		d.Stopped = last.to
	}
	return d, true
}

// urgentSince is when a report was last marked as urgent; zero where it came so.
func (s Story) urgentSince() (since time.Time) {
	for _, h := range s.Happened {
		if h.What == HappenedUrgent {
			since = h.At
		}
	}
	return since
}

// after is what of stretches lies after a time.
func after(stretches []stretch, at time.Time) (list []stretch) {
	for _, s := range stretches {
		if !s.to.IsZero() && !s.to.After(at) {
			continue
		}
		if s.from.Before(at) {
			s.from = at
		}
		list = append(list, s)
	}
	return list
}

// budget is the time that may be used in certain stretches.
type budget struct {
	limit     partnership.Limit
	stretches []stretch
}

// spent is when a part of the time is used up; zero and what is left of it when
// it isn't, for the clock stands still.
func (b budget) spent(part, of time.Duration) (at time.Time, left time.Duration) {
	left = b.limit.Within * part / of
	for _, s := range b.stretches {
		at = b.limit.Of.After(s.from, left)
		if s.to.IsZero() || !at.After(s.to) {
			return at, 0
		}
		left -= b.limit.Of.Between(s.from, s.to)
	}
	return time.Time{}, left
}

// before reports whether a budget is used up sooner than another one; of two
// that stand still, whether it has less left.
func (b budget) before(other budget) bool {
	at, left := b.spent(1, 1)
	its, more := other.spent(1, 1)
	switch {
	case len(b.stretches) == 0:
		return false
	case at.IsZero() && its.IsZero():
		return left < more
	case at.IsZero() || its.IsZero():
		return its.IsZero()
	}
	return at.Before(its)
}
