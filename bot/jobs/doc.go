// Package jobs works what is queued: deliveries, reminders, digests, retention.
//
// What a message causes beyond its own turn is queued by storage/postgres in
// the transaction that causes it, and so neither lost nor done for something
// that never happened. River brings it here; the work itself belongs to others
// (bot/desk, bot.Service) and is handed in as functions of ids.
//
// What always holds: what fails for now is tried again for as long as it takes,
// and waiting that a provider or quiet hours ask for costs no attempt; what can
// never work is ended at once; a job may run twice, so all work looks first
// whether it is still to be done; no argument, error or log line of a job holds
// anything but ids and words of ours.
package jobs
