// Package channel holds what every network shares: addresses, what comes in,
// what goes out, what a network can do, and why a send failed.
//
// A provider's adapter (telegram, sms, email) turns its own requests into an
// Inbound and an Outbound into one provider call. Nothing here knows a flow, a
// report or a store.
package channel
