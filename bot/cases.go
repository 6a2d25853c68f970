package bot

import "context"

// CaseStore keeps what is done to a report beside answering it. Each acts once
// for each Action.ID, under the desk role: a report that the actor may not see
// is ErrNotFound.
type CaseStore interface {
	// Takers are who a report can be handed to by the actor.
	Takers(ctx context.Context, by Actor, report string) ([]Officer, error)
	// Hand gives a report to an officer, whoever has it. ErrConflict says that
	// somebody has it whose it is not the actor's to hand, ErrNobody that the
	// officer may not have it, ErrSame that they have it already.
	Hand(ctx context.Context, a Action, report, officer string) (Acted, error)
	// MarkUrgent says that an open report is urgent, or isn't any more. ErrSame
	// says that it stands so already.
	MarkUrgent(ctx context.Context, a Action, report string, urgent bool, why string) (Acted, error)
	// Reopen opens a closed report again. ErrSame says that it is open, ErrClosed
	// that its resident withdrew it.
	Reopen(ctx context.Context, a Action, report, why string) (Acted, error)
}

// Hand gives a report to a colleague. An officer hands their own or nobody's; a
// team lead anybody's of their agency; the coordinator anybody's. The colleague
// is of the actor's agency or, for the coordinator, of any that has the report.
func (o *Officers) Hand(ctx context.Context, a Action, report, officer string) (Acted, error) {
	return o.Store.Hand(ctx, a, report, officer)
}

// MarkUrgent says that an open report is urgent, or isn't any more, and why:
// colleagues read that. Desks of all who have it are alerted once when it is.
func (o *Officers) MarkUrgent(ctx context.Context, a Action, report string, urgent bool, why string) (Acted, error) {
	why, err := words(why)
	if err != nil {
		return Acted{}, err
	}
	return o.Store.MarkUrgent(ctx, a, report, urgent, why)
}

// Reopen opens a closed report again, for anybody to take. Colleagues read why;
// the resident, who was told that it is over, is told that it isn't.
func (o *Officers) Reopen(ctx context.Context, a Action, report, why string) (Acted, error) {
	why, err := words(why)
	if err != nil {
		return Acted{}, err
	}
	return o.Store.Reopen(ctx, a, report, why)
}
