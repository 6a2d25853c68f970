// Command bench measures the service beside the floor, on private servers, and
// writes what it found into docs/performance.md: `make bench`.
//
// Both are played with by the same residents (`yousaid load`), in turn, so that
// what else the machine does strikes both. Only what stands between the page's
// markers is written.
package main
