package bot

import (
	"context"
	"errors"
	"slices"
	"time"

	"yousaid/flows"
)

// LinkKind says how a report belongs to others.
type LinkKind string

// The ways to belong.
const (
	LinkSame      LinkKind = "same"      // they tell of one incident
	LinkDuplicate LinkKind = "duplicate" // it repeats another report
)

// MostLinks is how many reports are linked at once.
const MostLinks = 50

// Incident is several reports of one thing, as far as the reader may see them:
// what other agencies have of it is neither here nor counted.
type Incident struct {
	ID      string // UUID
	Members []Member
}

// Member is a report of an incident: nothing of its words.
type Member struct {
	Report    string // UUID
	Reference string
	Theme     int
	Degree    flows.Degree
	Status    flows.Status
	Urgent    bool
	Ward      string
	Channel   string
	Language  string
	TakenBy   string
	FiledAt   time.Time
	DueAt     time.Time    // what is due first; zero: nothing
	DueWhat   DeadlineKind // and what that is
	Reach     Reach

	Kind     LinkKind
	Original string // reference of the report that it repeats, where the reader may see that
	LinkedBy string // name
	LinkedOf string // id of that officer's agency
	LinkedAt time.Time
}

// IncidentStore keeps which reports belong together. All work under the desk
// role: a report that the actor may not see is ErrNotFound.
type IncidentStore interface {
	// LinkReports puts others into one incident with a report, and makes one of what
	// they belonged to before. ErrSame: they are linked so already.
	LinkReports(ctx context.Context, a Action, report string, others []string, kind LinkKind) (Acted, error)
	// UnlinkReport takes a report out of its incident; ErrSame when it is in none.
	UnlinkReport(ctx context.Context, a Action, report string) (Acted, error)
	// Incident reads an incident; ErrNotFound unless the actor sees two reports
	// of it at least.
	Incident(ctx context.Context, by Actor, id string) (Incident, error)
	// IncidentOf finds the incident of a report, as Incident does.
	IncidentOf(ctx context.Context, by Actor, report string) (Incident, error)
	// Candidates are reports of the same theme and ward, filed within a week of
	// this one and not linked with it; the nearest in time first.
	Candidates(ctx context.Context, by Actor, report string) ([]Member, error)
}

// Link says that reports tell of one incident, or that a report repeats another
// one; then there is one other. ErrEmpty when there is none, ErrLong when there
// are too many.
func (o *Officers) Link(ctx context.Context, a Action, report string, others []string, kind LinkKind) (Acted, error) {
	others = slices.Compact(slices.Sorted(slices.Values(others)))
	others = slices.DeleteFunc(others, func(id string) bool { return id == report })
	switch {
	case len(others) == 0:
		return Acted{}, ErrEmpty
	case len(others) > MostLinks, kind == LinkDuplicate && len(others) > 1:
		return Acted{}, ErrLong
	case kind != LinkSame && kind != LinkDuplicate:
		return Acted{}, ErrNotFound
	}
	return o.Store.LinkReports(ctx, a, report, others, kind)
}

// Unlink takes a report out of its incident.
func (o *Officers) Unlink(ctx context.Context, a Action, report string) (Acted, error) {
	return o.Store.UnlinkReport(ctx, a, report)
}

// Each is what came of an action on one report of an incident.
type Each struct {
	Member
	Acted Acted
	Err   error // nil: it was done
}

// ReplyAll has the same words told to the resident of each report of an
// incident that is named, as an ordinary reply into each thread: once for each
// report and Action.ID. Who was linked since the names were shown gets nothing. What was done so far stays done when it ends with ErrAway; the same
// action goes on where it ended. Of two reports by one resident both are
// answered: that they are by one is not for officers to learn.
func (o *Officers) ReplyAll(ctx context.Context, a Action, incident string, reports []string, text string) ([]Each, error) {
	if _, err := words(text); err != nil {
		return nil, err
	}
	return o.each(ctx, a, incident, reports, func(a Action, report string) (Acted, error) { return o.Reply(ctx, a, report, text) })
}

// ResolveAll closes each report of an incident that is named with one outcome, as Resolve does.
func (o *Officers) ResolveAll(ctx context.Context, a Action, incident string, reports []string, how Outcome, why string) ([]Each, error) {
	if _, err := words(why); err != nil && (!errors.Is(err, ErrEmpty) || how == OutcomeNoAction) {
		return nil, err
	}
	return o.each(ctx, a, incident, reports, func(a Action, report string) (Acted, error) { return o.Resolve(ctx, a, report, how, why) })
}

// each acts on the named reports of an incident that the actor may see.
func (o *Officers) each(ctx context.Context, a Action, incident string, reports []string, do func(Action, string) (Acted, error)) ([]Each, error) {
	all, err := o.Store.Incident(ctx, a.By, incident)
	if err != nil {
		return nil, err
	}
	list := make([]Each, 0, len(all.Members))
	for _, member := range all.Members {
		if !slices.Contains(reports, member.Report) {
			continue
		}
		acted, err := do(Action{ID: a.ID + ":" + member.Report, By: a.By}, member.Report)
		if errors.Is(err, ErrAway) || ctx.Err() != nil {
			return list, err
		}
		list = append(list, Each{Member: member, Acted: acted, Err: err})
	}
	return list, nil
}
