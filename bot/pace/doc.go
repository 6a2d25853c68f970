// Package pace keeps a process that sends to many below what a network allows.
//
// Two things hold at once. Calls have times, a gap apart, so that they leave
// evenly; who is a little late makes it up. And of the calls in any window there
// are never more than the gap allows: one is made only when the call that was so
// many before it had its answer a whole window ago, less the way that every
// call needs there and back. A network counts a call somewhere between its beginning
// and its answer, so it can't count one too many, however unevenly calls leave and
// arrive. Time in which nothing could be sent for
// longer than a moment is lost: no network gives it back.
package pace
