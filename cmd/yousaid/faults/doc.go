// Package faults proves the service's promises (DESIGN §2 and §4) by breaking
// what it stands on.
//
// A message's way: residents write on the sandbox's phones to the real binary,
// with a real PostgreSQL and a real Redis, all child processes of the test;
// meanwhile something is killed, filled up, cut off, repeated or forged. When
// all is quiet, the ledgers of the stand-ins for Telegram and Twilio and the
// record are compared. Lost is what was acknowledged and isn't there; double is
// an effect that came twice.
//
// What always holds: `make test` runs every row of the table in a short form,
// which judges the same; `make faults` (FAULTS=all) runs it at full length and
// prints the table. A run's random choices can be repeated by its KILL_SEED.
package faults
