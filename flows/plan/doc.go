// Package plan is the flow in which residents read the partnership's plan: what
// it works on and who leads it, how that is going, what residents asked for and
// what is done about it, what matters most, and who takes part.
//
// Everything is three messages away at the most: PLAN, a list, a choice of it.
//
// What always holds:
//   - reading keeps no answers, so nothing is lost when the resident turns to
//     something else: words that choose nothing are heard as between flows;
//   - a draft of another flow stays: the plan waits until it is sent or dropped;
//   - what a lead published last is read from the record; a theme is shown
//     without it where that is away;
//   - over SMS what is read fits two parts.
package plan
