package postgres

// PostgreSQL commits transactions that NOTIFY one after another: each holds a
// lock of the whole server until its commit is on the disk. Where many file at
// once they would stand in line for the disk. So what notifies commits without
// waiting for it, and waits afterwards, outside of the lock, where PostgreSQL
// writes for all who wait at once.
const (
	// dontWait makes a transaction commit without waiting for the disk. Whoever
	// is told of the commit before flushed has run is told too early.
	dontWait = `SELECT set_config('synchronous_commit', 'off', true)`

	// flushed, as a transaction by itself, returns when everything that was
	// committed before is on the disk, and at a synchronous standby where there is
	// one: a commit waits for all that stands before it, if it has written anything
	// itself. This is the least that can be written.
	flushed = `SELECT pg_logical_emit_message(true, 'yousaid', '')`
)
