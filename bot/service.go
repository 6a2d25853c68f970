package bot

import (
	"context"
	"errors"
	"time"

	"github.com/rs/zerolog"

	"yousaid/bot/channel"
	"yousaid/bot/trail"
	"yousaid/flows"
	"yousaid/flows/locale"
)

// Service performs the use cases. Its fields are set once, before the first
// call; it has no state of its own that matters, so replicas may share what they
// work on.
type Service struct {
	Engine   *flows.Engine
	Bundle   *locale.Bundle
	Read     func(text string, now time.Time) flows.Reading // triage
	Ward     Ward                                           // nil where nobody knows
	Sessions Sessions
	Store    Store
	Channels map[string]channel.Channel // by name
	Now      func() time.Time
	Fresh    func() flows.Fresh
	Quiet    QuietHours
	// GaveUp is told where conversations end because nobody writes any more; nil:
	// nobody is.
	GaveUp func(flow, step string)
	Log    zerolog.Logger

	trouble trouble
}

// How long a turn waits for the record. A conversation goes on without it; a
// report is kept and goes by itself.
const (
	factsTimeout  = 700 * time.Millisecond
	commitTimeout = 4 * time.Second
	queueLimit    = 4 // pieces of work that one turn does after another
	keptAnswers   = 2 // answers that are given once more where a network asks again
)

// turn is one turn as it was saved.
type turn struct {
	flows.Turn
	saved Saved
}

// Receive takes what a resident wrote through one turn. It returns the reply
// where the network takes it in its answer; where it has been sent, or is kept
// to be sent, what takes the buttons off the question that was answered by words,
// if the network takes that; else nil. An error means that nothing was saved: the same Inbound
// may come again. A reply beside an error says only that.
func (s *Service) Receive(ctx context.Context, in channel.Inbound) (*channel.Outbound, error) {
	ch, ok := s.Channels[in.Chat.Channel]
	if !ok {
		return nil, ErrNotFound
	}
	if in.Kind == channel.Left {
		return nil, s.left(ctx, in.Chat)
	}
	if in.Kind == channel.Returned {
		return nil, s.Store.Reachable(ctx, in.Chat)
	}
	if in.Kind == channel.Joined || in.Kind == channel.Migrated {
		return nil, nil // a group's business
	}

	done, err := s.patiently(ctx, in, ch)
	if err != nil {
		return s.sorry(ctx, in, ch, err), err
	}
	if in.OptOut != "" {
		return nil, nil // the provider has answered already
	}
	if !ch.Can().InAnswer {
		old := oldButtons(in, ch.Can(), done)
		err := s.answer(ctx, in.Chat, done)
		if err == nil && old != nil {
			return old, nil
		}
		if pressed := in.Press.Message; pressed != done.saved.Asked && !done.Repeat && !lasts(in.Press) {
			s.strip(ctx, in.Chat, pressed)
		}
		return nil, err
	}
	if done.Reply.IsZero() {
		return nil, nil
	}
	return s.outbound(in.Chat, ch.Can(), done.Session.Language, done.Reply), nil
}

// answer sends the reply of a turn, and deletes what was said before where the
// turn asks for that. Should that fail, the message comes again.
func (s *Service) answer(ctx context.Context, who channel.Address, done *turn) error {
	err := s.dispatch(ctx, who, done)
	if err != nil || !done.Reply.Wipe {
		return err
	}
	if err := s.Sessions.Wipe(ctx, who, done.saved.Seq); err != nil {
		return err
	}
	return s.Flush(ctx, who)
}

// about finds which report a reply of the network's own is about. What can't be
// told belongs to the report that was talked of last.
func (s *Service) about(ctx context.Context, in channel.Inbound) string {
	if in.ReplyTo == "" {
		return ""
	}
	about, err := s.Sessions.About(ctx, in.Chat, in.ReplyTo)
	if err != nil {
		s.Log.Warn().Ctx(ctx).Err(err).Msg("what a reply is about was not found; going on without")
	}
	return about
}

// deletable is the message that came, where it can be deleted later.
func deletable(in channel.Inbound, can channel.Capabilities) string {
	if !can.Delete || in.Kind == channel.Press {
		return ""
	}
	return in.Message
}

// turn advances the conversation and does what that asks of the record. Work
// that an earlier turn left pending is finished first.
func (s *Service) turn(ctx context.Context, in channel.Inbound, ch channel.Channel) (*turn, error) {
	_, end := trail.Step(ctx, "triage")
	input, inAnswer := s.input(in, ch.Can()), ch.Can().InAnswer
	end(nil)
	input.About = s.about(ctx, in)
	done, err := s.advance(ctx, in, ch, &input, inAnswer, true)
	var left *unfinishedError
	if errors.As(err, &left) {
		if err := s.catchUp(ctx, in.Chat, ch, left.work); err != nil {
			return nil, err
		}
		done, err = s.advance(ctx, in, ch, &input, inAnswer, false)
	}
	if err != nil {
		return nil, err
	}
	if work := done.Session.Pending; work != nil && (work.Input == input.ID || done.Repeat) {
		return s.finish(ctx, in.Chat, ch, *work, inAnswer)
	}
	return done, nil
}

// unfinishedError says that an earlier turn's work is still pending.
type unfinishedError struct{ work flows.Pending }

func (*unfinishedError) Error() string { return "earlier work is pending" }

// catchUp finishes the work of an earlier turn. While that turn's own request
// may still be answering, its answer carries the outcome; later nobody else
// will tell it.
func (s *Service) catchUp(ctx context.Context, who channel.Address, ch channel.Channel, work flows.Pending) error {
	answering := ch.Can().InAnswer && !work.Told && s.Now().Sub(work.Since) < commitTimeout
	done, err := s.finish(ctx, who, ch, work, answering)
	if err != nil || answering {
		return err
	}
	return s.dispatch(ctx, who, done)
}

// advance runs one step of a conversation and saves it. A reply that doesn't go
// in the answer is saved with it, so that it survives a crash. With strict, work
// of an earlier turn is an *unfinishedError.
func (s *Service) advance(ctx context.Context, in channel.Inbound, ch channel.Channel, input *flows.Input, inAnswer, strict bool) (*turn, error) {
	who := in.Chat
	var done turn
	var known facts
	saved, err := s.Sessions.Update(ctx, who, input.ID, func(found Loaded) (Saving, error) {
		input.Resident = nil
		if found.New || !found.Session.Resident.Known {
			input.Resident = s.know(ctx, who, &found.Session, &known)
		}
		now := s.Now()
		input.Lost, input.Row = found.Lost && found.New, nil
		if words, row := found.Session.Together(*input, now); row {
			read := s.Read(words, now)
			input.Row = &read
		}
		_, end := trail.Step(ctx, "step")
		done.Turn = s.step(&found, input, now)
		end(nil)
		if done.Repeat {
			return Saving{Nothing: true}, nil
		}
		if strict && found.Session.Pending != nil {
			return Saving{}, &unfinishedError{*found.Session.Pending}
		}
		keep := s.saving(who, ch, &done.Turn, inAnswer)
		keep.Heard = deletable(in, ch.Can())
		keep.Answered = answered(&found.Session, &done.Turn)
		return keep, nil
	})
	if err == nil && known.resident != nil && known.resident.Blocked {
		err = s.Store.Reachable(ctx, who) // they have just written
	}
	done.saved = saved
	return &done, err
}

// step advances a conversation, unless the input had its effect before.
func (s *Service) step(found *Loaded, input *flows.Input, now time.Time) flows.Turn {
	if found.Seen {
		return flows.Turn{Session: found.Session, Reply: recorded(&found.Session, input.ID), Repeat: true}
	}
	return s.Engine.Advance(found.Session, *input, now)
}

// answered reports whether the question that stood before a turn has had its
// answer, or is asked anew.
func answered(before *flows.Session, t *flows.Turn) bool {
	moved := before.Step != t.Session.Step || before.Draft != t.Session.Draft
	return !t.Reply.IsZero() && (moved || len(t.Reply.Choices) > 0)
}

// saving is how a turn is kept: with its reply, where that goes by a call.
func (s *Service) saving(who channel.Address, ch channel.Channel, t *flows.Turn, inAnswer bool) Saving {
	replies := 0 // what is sent by a call stays on its list until it is sent
	if ch.Can().InAnswer {
		replies = keptAnswers
	}
	keep := Saving{Session: t.Session.Lean(replies), Wake: s.wakeAt(who, t.Session)}
	if !inAnswer && !t.Reply.IsZero() {
		keep.Send = s.outbound(who, ch.Can(), t.Session.Language, t.Reply)
	}
	return keep
}

// facts is what the record knows of a resident beyond a conversation.
type facts struct {
	resident *flows.Resident // nil: not asked yet, or the record is away
	language string
}

// know tells a conversation what outlives it. The record is asked once; while it
// is away the conversation goes on without, and asks again at the next turn.
func (s *Service) know(ctx context.Context, who channel.Address, session *flows.Session, known *facts) *flows.Resident {
	if known.resident == nil {
		*known = s.facts(ctx, who)
	}
	if known.language != "" && !session.Chosen {
		session.Language, session.Chosen = known.language, true
	}
	return known.resident
}

func (s *Service) facts(ctx context.Context, who channel.Address) facts {
	ctx, cancel := context.WithTimeout(ctx, factsTimeout)
	defer cancel()
	resident, language, err := s.Store.Resident(ctx, who)
	if err != nil {
		s.Log.Warn().Ctx(ctx).Err(err).Msg("resident's record not read; going on without")
		return facts{}
	}
	resident.Known = true
	return facts{resident: &resident, language: language}
}

// finish does what a conversation has pending and tells the outcome, then does
// what was asked for meanwhile. Whoever finds pending work may call it, any
// number of times.
func (s *Service) finish(ctx context.Context, who channel.Address, ch channel.Channel, work flows.Pending, inAnswer bool) (*turn, error) {
	done, err := s.commit(ctx, who, ch, work, inAnswer)
	for range queueLimit {
		if err != nil {
			break
		}
		next := done.Session.Pending
		if next == nil || next.ID == work.ID {
			break
		}
		if err = s.dispatch(ctx, who, done); err == nil {
			work = *next
			done, err = s.commit(ctx, who, ch, work, inAnswer)
		}
	}
	return done, err
}

// commit does one piece of pending work and tells its outcome.
func (s *Service) commit(ctx context.Context, who channel.Address, ch channel.Channel, work flows.Pending, inAnswer bool) (*turn, error) {
	within, cancel := context.WithTimeout(ctx, commitTimeout)
	within, end := trail.Step(within, "commit")
	outcomes, err := s.Store.Commit(within, who, work)
	end(err)
	cancel()
	input := flows.Input{Kind: flows.Committed, Outcomes: outcomes, Form: form(who.Channel, ch.Can()), Fresh: s.Fresh()}
	if err != nil {
		s.Log.Error().Ctx(ctx).Err(err).Msg("work not committed; it is kept")
		input.Kind = flows.Delayed
	}
	if forgets(work) && err == nil {
		return s.forgotten(ctx, who, ch, input, inAnswer)
	}
	return s.settle(ctx, who, ch, work, input, inAnswer)
}

// settle records the outcome of pending work in its conversation, unless
// somebody else has: then the reply is the one that they recorded.
func (s *Service) settle(ctx context.Context, who channel.Address, ch channel.Channel, work flows.Pending, input flows.Input, inAnswer bool) (*turn, error) {
	var done turn
	saved, err := s.Sessions.Update(ctx, who, "", func(found Loaded) (Saving, error) {
		pending := found.Session.Pending
		if pending == nil || pending.ID != work.ID || (input.Kind == flows.Delayed && pending.Told) {
			done.Turn = flows.Turn{Session: found.Session, Reply: recorded(&found.Session, work.Input), Repeat: true}
			return Saving{Nothing: true}, nil
		}
		done.Turn = s.Engine.Advance(found.Session, input, s.Now())
		keep := s.saving(who, ch, &done.Turn, inAnswer)
		keep.Answered = answered(&found.Session, &done.Turn)
		if stops(work) && input.Kind == flows.Committed {
			keep.Clear = true
		}
		return keep, nil
	})
	done.saved = saved
	return &done, err
}

// forgotten ends a conversation whose resident has been forgotten. Its last
// words go out at once: nothing of them is kept to be sent later.
func (s *Service) forgotten(ctx context.Context, who channel.Address, ch channel.Channel, input flows.Input, inAnswer bool) (*turn, error) {
	var last flows.Turn
	_, err := s.Sessions.Update(ctx, who, "", func(found Loaded) (Saving, error) {
		last = s.Engine.Advance(found.Session, input, s.Now())
		return Saving{Nothing: true}, nil
	})
	if err != nil {
		return nil, err
	}
	if err := s.Sessions.Forget(ctx, who); err != nil {
		return nil, err
	}
	if !inAnswer && !last.Reply.IsZero() {
		if _, err := ch.Send(ctx, *s.outbound(who, ch.Can(), last.Session.Language, last.Reply)); err != nil {
			s.Log.Warn().Ctx(ctx).Err(err).Msg("last words to a forgotten resident not sent")
		}
	}
	return &turn{Turn: last}, nil
}

// left notes that a person can't be written to any more.
func (s *Service) left(ctx context.Context, who channel.Address) error {
	if err := s.Sessions.Drop(ctx, who); err != nil {
		return err
	}
	return s.Lost(ctx, who)
}

// Lost notes that a network refuses an address. A conversation that goes on asks
// the record anew at the next message, and finds that to be over.
func (s *Service) Lost(ctx context.Context, who channel.Address) error {
	return lost(ctx, s.Store, s.Sessions, who)
}

func lost(ctx context.Context, store interface {
	Unreachable(ctx context.Context, who channel.Address) error
}, sessions Sessions, who channel.Address,
) error {
	if err := store.Unreachable(ctx, who); err != nil {
		return err
	}
	_, err := sessions.Update(ctx, who, "", func(found Loaded) (Saving, error) {
		unasked := !found.Session.Resident.Known
		found.Session.Resident.Known = false
		return Saving{Session: found.Session, Nothing: found.New || unasked, Aside: true}, nil
	})
	return err
}

// recorded is the reply that a session keeps for an inbound id.
func recorded(session *flows.Session, inbound string) flows.Reply {
	for _, r := range session.Recent {
		if r.ID == inbound && r.Reply != nil {
			return *r.Reply
		}
	}
	return flows.Reply{}
}

func forgets(work flows.Pending) bool { return has(work, flows.ForgetMe) }
func stops(work flows.Pending) bool   { return has(work, flows.StopAll) }

func has(work flows.Pending, kind flows.EffectKind) bool {
	for _, e := range work.Effects {
		if e.Kind == kind {
			return true
		}
	}
	return false
}
