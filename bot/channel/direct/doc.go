// Package direct asks HTTP servers on the goroutine of whoever asks.
//
// [net/http.Transport] has two goroutines for each connection; a question wakes
// one, which writes it, and its answer another, which hands it over. Where the
// questions are small, as a provider's calls are, waking them costs more than
// the question. Here the caller writes the request and reads the answer itself,
// by what net/http has for both.
//
// What always holds:
//
//   - A connection that is kept is looked at before it is used again: one that
//     the other end has closed, or said something on unasked, isn't used.
//   - A request goes a second time only where nothing of it was written before,
//     or where it changes nothing (GET, HEAD) and nothing of the answer came.
//     So a message is never sent twice.
//   - A connection is kept only when its answer was read to the end, and nothing
//     came behind it: no answer is taken for that of another question.
//   - No request outlives its context, and neither does the reading of its
//     answer.
//   - What doesn't fit goes by the [net/http.Transport] that was given: requests
//     by a proxy, long or unmeasured bodies, anything unusual.
package direct
