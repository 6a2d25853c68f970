package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"

	"github.com/rs/zerolog"

	"yousaid/bot/channel"
	"yousaid/flows"
)

// Intake takes what the networks bring, for residents and for desks alike. Its
// Receive is the channel.Handler of every adapter.
type Intake struct {
	Residents *Service
	Desk      Desks
	Aside     Aside
	Counted   func(channel, reason string) // told of each message that is set aside; may be nil
	Log       zerolog.Logger
}

// Desks is the agency's side in chat.
type Desks interface {
	// Handles says whether an Inbound is an officer's or a desk's.
	Handles(context.Context, channel.Inbound) (bool, error)
	Receive(context.Context, channel.Inbound) (*channel.Outbound, error)
	// Apologise says in a group that nothing came of what somebody did there.
	Apologise(context.Context, channel.Inbound) error
}

// Aside keeps messages that nothing could be made of, sealed, so that somebody
// can look at them and nothing behind them has to wait.
type Aside interface {
	SetAside(ctx context.Context, id, channel string, payload []byte, reason string) error
}

// Receive brings an Inbound to whom it is for. An error says that it should
// come again; a message that makes the service panic, or that holds what the
// record refuses, would do so each time, so it is set aside instead and answered
// with an apology.
func (i *Intake) Receive(ctx context.Context, in channel.Inbound) (*channel.Outbound, error) {
	in = in.Clean()
	out, err := i.safely(ctx, in)
	switch {
	case errors.Is(err, errPanic):
		return i.setAside(ctx, in, "panic")
	case errors.Is(err, ErrRefused):
		i.Log.Error().Ctx(ctx).Err(err).Str("channel", in.Chat.Channel).Msg("message set aside")
		return i.setAside(ctx, in, "refused")
	}
	return out, err
}

var errPanic = errors.New("panic")

// safely takes a message and turns a panic into an error.
func (i *Intake) safely(ctx context.Context, in channel.Inbound) (out *channel.Outbound, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			i.Log.Error().Ctx(ctx).Str("channel", in.Chat.Channel).Str("panic", panicKind(cause)).Bytes("stack", debug.Stack()).Msg("message set aside")
			out, err = nil, errPanic
		}
	}()
	desk, err := i.Desk.Handles(ctx, in)
	if err != nil {
		return nil, fmt.Errorf("tell officers from residents: %w", err)
	}
	if desk {
		return i.Desk.Receive(ctx, in)
	}
	if !in.Private {
		return nil, nil // a group that is no desk: not our conversation
	}
	return i.Residents.Receive(ctx, in)
}

// setAside keeps a poisonous message and apologises for it.
func (i *Intake) setAside(ctx context.Context, in channel.Inbound, reason string) (*channel.Outbound, error) {
	payload, err := json.Marshal(in)
	if err != nil {
		return nil, err
	}
	if err := i.Aside.SetAside(ctx, in.ID, in.Chat.Channel, payload, reason); err != nil {
		return nil, err
	}
	if i.Counted != nil {
		i.Counted(in.Chat.Channel, reason)
	}
	if !in.Private {
		if err := i.Desk.Apologise(ctx, in); err != nil {
			i.Log.Warn().Ctx(ctx).Err(err).Msg("apology not sent")
		}
		return nil, nil
	}
	ch, ok := i.Residents.Channels[in.Chat.Channel]
	if !ok {
		return nil, nil
	}
	sorry := i.Residents.outbound(in.Chat, ch.Can(), in.Person.Language, flows.Reply{Lines: []flows.Line{flows.Say("trouble")}})
	if ch.Can().InAnswer {
		return sorry, nil
	}
	if _, err := ch.Send(ctx, *sorry); err != nil {
		i.Log.Warn().Ctx(ctx).Err(err).Msg("apology not sent")
	}
	return nil, nil
}

// panicKind names a panic without its value, which may quote a message.
func panicKind(cause any) string {
	if err, ok := cause.(error); ok {
		return fmt.Sprintf("%T", err)
	}
	return fmt.Sprintf("%T", cause)
}
