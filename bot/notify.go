package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"yousaid/bot/channel"
	"yousaid/flows"
)

// QuietHours are when nobody is texted unasked (resident-safety rule 10).
type QuietHours struct {
	From, To int            // hours of the day; From 21, To 8
	Zone     *time.Location // the town's
}

// current is how long after their last message a resident counts as being in
// the conversation (resident-safety rules 5 and 10).
const current = 15 * time.Minute

// Until returns when quiet hours that hold at now are over, and the zero time
// when none hold.
func (q QuietHours) Until(now time.Time) time.Time {
	if q.Zone == nil || q.From == q.To {
		return time.Time{}
	}
	local := now.In(q.Zone)
	morning := time.Date(local.Year(), local.Month(), local.Day(), q.To, 0, 0, 0, q.Zone)
	switch {
	case local.Hour() < q.To:
		return morning
	case local.Hour() >= q.From:
		return morning.AddDate(0, 0, 1)
	}
	return time.Time{}
}

// LaterError says that a job can't be done before At; it costs no attempt.
type LaterError struct{ At time.Time }

// Error says so.
func (e *LaterError) Error() string { return "not before " + e.At.Format(time.RFC3339) }

// Notify tells a resident what an agency or the service has for them. It is
// safe to call again: the resident is told once, and again only where nobody
// can know whether the first call reached them.
func (s *Service) Notify(ctx context.Context, id string) error {
	n, err := s.Store.Notice(ctx, id)
	if errors.Is(err, ErrNotFound) {
		return nil // forgotten since
	}
	if err != nil {
		return fmt.Errorf("read notice: %w", err)
	}
	if n.State != NoticeWaiting {
		return nil
	}
	ch, ok := s.Channels[n.To.Channel]
	if n.Reach != ReachOpen || !ok {
		return s.Store.NoticeDone(ctx, id, NoticeSuppressed, string(n.Reach))
	}
	done, err := s.tell(ctx, ch, n)
	if err != nil {
		return err
	}
	if done.Reply.IsZero() && !done.Repeat {
		return s.Store.NoticeDone(ctx, id, NoticeSuppressed, "nothing to say")
	}
	return s.told(ctx, n, done)
}

// tell steps the resident's conversation with the notice.
func (s *Service) tell(ctx context.Context, ch channel.Channel, n Notice) (*turn, error) {
	input := flows.Input{ID: "notice:" + n.ID, Kind: flows.Noticed, Notice: &n.Notice, Form: form(n.To.Channel, ch.Can()), Fresh: s.Fresh()}
	var last flows.Turn
	var known facts
	saved, err := s.Sessions.Update(ctx, n.To, input.ID, func(found Loaded) (Saving, error) {
		now := s.Now()
		if at := s.Quiet.Until(now); n.To.Channel == channel.SMS && !at.IsZero() && now.Sub(found.Session.Heard) > current {
			return Saving{}, &LaterError{At: at}
		}
		input.Resident = nil
		if !found.Session.Resident.Known {
			input.Resident = s.know(ctx, n.To, &found.Session, &known)
		}
		if found.Session.Language == "" {
			found.Session.Language = n.Language
		}
		last = s.step(&found, &input, now)
		if last.Repeat {
			return Saving{Nothing: true}, nil
		}
		return s.saving(n.To, ch, &last, false), nil
	})
	return &turn{Turn: last, saved: saved}, err
}

// told sends what tell saved and notes how far it came.
func (s *Service) told(ctx context.Context, n Notice, done *turn) error {
	if err := s.dispatch(ctx, n.To, done); err != nil {
		return err
	}
	left, err := s.Sessions.Waits(ctx, n.To)
	if err != nil {
		return err
	}
	if left > 0 {
		return &LaterError{At: s.Now().Add(firstRetry)}
	}
	after, err := s.Store.Notice(ctx, n.ID)
	switch {
	case errors.Is(err, ErrNotFound):
		return nil // forgotten meanwhile
	case err != nil:
		return err
	case after.Reach == ReachBlocked:
		return s.Store.NoticeDone(ctx, n.ID, NoticeFailed, string(ReachBlocked))
	case done.Session.Waits(n.ID):
		return s.Store.NoticeDone(ctx, n.ID, NoticeTold, "") // named only
	}
	return s.Store.NoticeDone(ctx, n.ID, NoticeRead, "")
}
