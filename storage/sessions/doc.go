// Package sessions keeps conversations, their timers and unsent replies in
// Redis.
//
// A turn begins from what this replica saved last, or loads its conversation
// with one script, and saves it with another that compares first what it began
// from. The save also puts the reply on the address's list of unsent messages
// and takes the lease on that list, so that a replica that dies in between
// leaves a reply that any other one finds (Due) and sends in order. That it was
// sent is noted with the next save, or shortly after with others.
//
// What always holds: the text of a conversation, its address and its unsent
// replies are sealed; keys carry an HMAC instead of the address, with the hash
// tag of a fixed number of shards; pending work never expires; a shard without
// its epoch key has lost its data.
package sessions
