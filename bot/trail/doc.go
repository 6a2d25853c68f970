// Package trail ties together what one request causes: the lines of its log by
// an id, and, where tracing is on, its steps by spans.
//
// [Tracks.Front] gives each request that comes in an id, which goes by the
// context through the service to the jobs that are queued for it. [Hook] writes
// it on each line of the log that has a context; [Step] begins a span.
//
// What always holds: nothing personal is in an id, a span's name or an
// attribute: names of ours, networks, kinds of jobs and the methods of providers;
// errors only as the fact that there was one. Without tracing, Step costs the
// look at a context and no memory.
package trail
