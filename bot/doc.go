// Package bot names the domain and performs its use cases.
//
// A resident's message comes in as a channel.Inbound. Service.Receive loads
// the conversation, lets the flows advance it, saves it by version and only
// then runs what the flows asked for (DESIGN §2). Officers' use cases
// (Acknowledge, Reply, Reroute, Resolve …) are each one transaction of the
// Store, keyed by the provider's id of what the officer did.
//
// Newsroom brings what a lead agency publishes to the residents who asked for it.
// It is on a road of its own beside the conversations, so that nobody waits for a
// reply because many are written to.
//
// What always holds: no effect runs from an unconfirmed copy of a
// conversation; a report that the resident was told is sent is in the record
// exactly once; nothing that goes to an agency names the resident's address;
// a plan update reaches each resident at most once.
package bot
