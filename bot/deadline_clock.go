package bot

import (
	"slices"
	"time"

	"yousaid/flows/partnership"
)

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
