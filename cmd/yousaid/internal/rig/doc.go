// Package rig runs the real service for end-to-end tests: the built binary as
// child processes, a private PostgreSQL and Redis, and the sandbox's networks
// in the test's own process.
//
// A message's way: a scripted Resident writes on a sandbox phone, the sandbox
// calls the webhook of one of the Replicas (or is polled), the replica keeps
// the conversation in the rig's own Redis and the report in its own database,
// and the card comes up in the sandbox group of the agency, where an Officer
// reads it by its words and buttons, as people do.
//
// What always holds: nothing in here imports what it tests, save the names of
// themes and agencies; each rig has a database, a Redis, ports and phones of
// its own, so that tests run beside each other; every process that a rig
// starts ends with its test; and at the end the logs of all replicas are read,
// and a text, number, id, reference or secret in them fails the test.
package rig
