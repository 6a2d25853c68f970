package sessions

import (
	"bytes"
	"reflect"
	"slices"
	"time"

	"yousaid/flows"
)

// sessionSize is what a decoded session takes beside its words.
var sessionSize = int(reflect.TypeFor[flows.Session]().Size())

// mangled is how JSON writes what is no UTF-8: it is read as another text.
var mangled = []byte(`\ufffd`)

// asRead is a session as it is read again once it is saved, without reading it;
// plain is what is saved. It shares nothing with the session that it is made
// from. What comes seldom and holds much is left to be read: ok is false then.
func asRead(s flows.Session, plain []byte) (flows.Session, bool) {
	if bytes.Contains(plain, mangled) {
		return flows.Session{}, false
	}
	return apart(s)
}

// apart copies a session, with its empty lists and its times as JSON has them.
func apart(s flows.Session) (_ flows.Session, ok bool) {
	if len(s.Queued)+len(s.Recent)+len(s.Resident.Waiting) > 0 || s.Pending != nil && len(s.Pending.Lead) > 0 {
		return flows.Session{}, false
	}
	var t times
	s.Queued, s.Recent, s.Resident.Waiting, s.Resident.Blocked = nil, nil, nil, false
	s.Offered, s.Asked = listed(s.Offered), listed(s.Asked)
	s.Answers = listed(s.Answers)
	for i := range s.Answers {
		t.answer(&s.Answers[i])
	}
	s.Resident.Reports = listed(s.Resident.Reports)
	for i := range s.Resident.Reports {
		s.Resident.Reports[i].Agencies = listed(s.Resident.Reports[i].Agencies)
	}
	if s.Resident.Updates.IsZero() {
		s.Resident.Updates = flows.Subscription{}
	}
	s.Resident.Updates.Themes = listed(s.Resident.Updates.Themes)
	if s.Pending != nil {
		s.Pending = t.pending(*s.Pending)
	}
	if s.Row != nil {
		row := *s.Row
		row.Said = listed(row.Said)
		t.read(&row.At)
		s.Row = &row
	}
	for _, at := range []*time.Time{
		&s.Began, &s.Heard, &s.Unlocked, &s.Flood.Since, &s.Flood.Danger, &s.Resident.News.At, &s.Resident.Pulsed,
	} {
		t.read(at)
	}
	s.Full()
	return s, !t.elsewhere
}

// listed copies a list; an empty one is none.
func listed[T any](list []T) []T {
	if len(list) == 0 {
		return nil
	}
	return slices.Clone(list)
}

// times makes times what they are read as, if they are not elsewhere than in UTC.
type times struct{ elsewhere bool }

func (t *times) read(at *time.Time) {
	if at.IsZero() {
		*at = time.Time{}
		return
	}
	if _, offset := at.Zone(); offset != 0 {
		t.elsewhere = true
	}
	*at = at.UTC() // without the monotonic clock
}

func (t *times) answer(a *flows.Answer) {
	a.Photos = listed(a.Photos)
	a.Place, a.When = another(a.Place), t.when(a.When)
}

func (t *times) when(w *flows.When) *flows.When {
	if w = another(w); w != nil {
		t.read(&w.Start)
		t.read(&w.End)
	}
	return w
}

func (t *times) pending(work flows.Pending) *flows.Pending {
	work.Lead = nil
	work.Effects = slices.Clone(work.Effects) // JSON tells an empty list from none here
	for i := range work.Effects {
		t.effect(&work.Effects[i])
	}
	t.read(&work.Since)
	return &work
}

func (t *times) effect(e *flows.Effect) {
	e.Targets, e.Photos, e.Comment = listed(e.Targets), listed(e.Photos), another(e.Comment)
	if e.Updates = another(e.Updates); e.Updates != nil {
		e.Updates.Themes = listed(e.Updates.Themes)
	}
	if e.Report = another(e.Report); e.Report != nil {
		e.Report.What = slices.Clone(e.Report.What) // here, too
		e.Report.Photos, e.Report.Place, e.Report.When = listed(e.Report.Photos), another(e.Report.Place), t.when(e.Report.When)
		t.read(&e.Report.Began)
		t.read(&e.Report.Sent)
	}
}

// another copies what a pointer points to.
func another[T any](one *T) *T {
	if one == nil {
		return nil
	}
	same := *one
	return &same
}
