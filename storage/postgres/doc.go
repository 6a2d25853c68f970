// Package postgres keeps the record and queues jobs, each use case one
// transaction.
//
// A message meets it three times. When a conversation begins, Resident reads
// what outlives conversations. When the resident says send, Commit files the
// report with its referrals, its deliveries and their jobs, keyed by the id of
// the conversation's pending work. And when an agency answers, the desk's use
// cases write the thread and a notice, whose job finds the resident's address
// here again.
//
// What always holds:
//
//   - A use case is done whole or not at all, jobs included, and a second time
//     it changes nothing: it is keyed by an id that came from outside.
//   - What a resident wrote, their address and their photos are sealed before
//     they leave this process; forgetting destroys the keys.
//   - Connections work as the role yousaid_service. A transaction for an officer
//     turns into yousaid_desk for their agency, and then the database itself
//     shows it nothing of other agencies.
//   - An error from here holds no value of any row. One that means "try again
//     later" is [bot.ErrAway], what isn't there (or isn't yours) is
//     [bot.ErrNotFound].
package postgres
