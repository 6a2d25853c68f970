package desk

import (
	"context"
	"errors"
	"fmt"

	"yousaid/bot"
	"yousaid/bot/channel"
)

// draft does with an officer's words what they chose, once.
func (p pressing) draft(ctx context.Context) (*channel.Outbound, error) {
	if p.button.do == doDiscard {
		return p.discard(ctx)
	}
	acted, err := p.Officers.SendDraft(ctx, p.by, p.id, p.button.do == doKeep)
	if errors.Is(err, bot.ErrUsed) {
		return p.toast("That has been sent, kept or discarded already."), nil
	}
	if text, no := Denied(acted, err, p.short()); no {
		return p.alert(text), nil
	}
	if err != nil {
		return nil, err
	}
	if acted.Did == "note" {
		p.settle(ctx, kept(acted))
		return p.toast("Kept as a note."), nil
	}
	p.settle(ctx, sent(acted, p.short()))
	if !acted.Waits.IsZero() {
		return p.alert(fmt.Sprintf("No texts go out at night. The resident gets it %s.", p.short().At(acted.Waits))), nil
	}
	return p.toast("Sent to the resident."), nil
}

func (p pressing) discard(ctx context.Context) (*channel.Outbound, error) {
	if err := p.Officers.Discard(ctx, p.by, p.id); err != nil {
		return nil, err
	}
	p.settle(ctx, "Discarded.")
	return p.toast("Discarded."), nil
}
