package flows

import "slices"

// withOffer adds to what a turn asks of the record that something is offered
// once it is done: one thing, and nothing in danger, where our own words name
// nothing, or where they are asked about updates: two wishes at once are too many.
func (t *turn) withOffer(effects []Effect) []Effect {
	if t.In.Reading.Danger != NoDanger || t.guarded() || slices.ContainsFunc(effects, asks) {
		return effects
	}
	for i := range t.engine.flows {
		if offer := t.engine.flows[i].Offer; offer != nil && offer.Due(t.Scene, effects) {
			return append(slices.Clip(effects), Effect{Kind: offer.Kind})
		}
	}
	return effects
}

func asks(effect Effect) bool { return effect.Kind == NoteAsked }

// offer finds what is offered by an effect of that kind.
func (e *Engine) offer(kind EffectKind) *Offer {
	for i := range e.flows {
		if offer := e.flows[i].Offer; offer != nil && offer.Kind == kind {
			return offer
		}
	}
	return nil
}

// below puts an offer under a reply. Where there is no reply, nothing is
// offered either.
func below(reply, offer Reply) Reply {
	if reply.IsZero() {
		return reply
	}
	reply.Lines = append(slices.Clip(reply.Lines), offer.Lines...)
	reply.Choices = append(slices.Clip(reply.Choices), offer.Choices...)
	return reply
}
