// Package voice is the flow in which residents say what they think: how safe
// they feel (the pulse), or an idea or a comment on the plan, on a theme or on
// one plan update.
//
// What is written goes to the leads of its theme and to the partnership's own
// team, once the resident has seen it and said send. They may be answered here,
// and nobody there sees whose it is; they are told both. What they write back to
// an answer goes on from it. A score alone names nobody and goes to the figures.
//
// The pulse is offered in one line below what was done, at most every 90 days;
// the line asks nothing, so that the next words stay free. A resident may give
// it by PULSE whenever they like.
//
// What always holds:
//   - the pulse is never offered in danger, nor to somebody with a report on a
//     guarded theme;
//   - a draft of another flow stays: this one waits until it is sent or dropped;
//   - words that choose nothing are kept as a comment where one was to be
//     written anyhow, and else heard as between flows.
package voice
