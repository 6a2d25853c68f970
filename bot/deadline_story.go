package bot

import "time"

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
