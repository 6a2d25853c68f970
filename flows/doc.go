// Package flows advances conversations.
//
// A message arrives as an [Input], with what triage read in it, beside the
// [Session] as it was saved and the time. [Engine.Advance] looks, in this
// order, whether the message was seen before, whether somebody is in danger,
// whether work is still pending, whether it is a command, whether it answers
// the question that was asked, and returns the next Session, one [Reply] and,
// as Session.Pending, what the record should do.
//
// A [Flow] is data: its steps, when each applies, how it is asked and what its
// answer is. The engine asks the first step that applies and has no answer, so
// an answer that came ahead is not asked for and a changed one leads back to
// where the resident was.
//
// What always holds:
//   - Advance is a function of its arguments: no clock, no randomness, no I/O;
//   - an input seen before changes nothing and gets the reply it had;
//   - a turn with effects says nothing until the record confirmed them;
//   - 999 comes before anything else when somebody may be in danger;
//   - only the resident drops a draft, or a day without a word from them;
//   - silence answers only words that follow others at once and are kept, while
//     the question that those led to still stands, and what comes in a flood.
package flows
