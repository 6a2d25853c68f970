// Package telegram translates Telegram's Bot API, both ways.
//
// A message's way in: Telegram posts an update to Webhook, or Poll fetches it;
// the update becomes a channel.Inbound (what people can send and no flow can
// use is an Inbound too, what only Telegram has to say to itself is not); the
// handler takes it through its turn; then the update is acknowledged, by 2xx or
// by the offset of the next getUpdates. A press is answered with it, so that
// the button stops spinning. A handler that fails leaves the update with
// Telegram, which brings it again.
//
// A message's way out: Send makes one call of one channel.Outbound, and every
// failure is a *channel.SendError.
//
// What always holds: nothing is read of a request without the right secret; an
// update counts as done only when its handler returned without an error;
// updates of one chat are handled one after another; no call outlives its
// context; and no log line or error holds the bot's token or anything that a
// person wrote. Telegram's own error texts quote what was sent ("can't parse
// entities: unsupported start tag …"), so that only phrases known beforehand
// are passed on.
//
// The library brings the types and the encoding of calls. Its update channels
// are not used: they confirm before anything is processed and can't be stopped.
package telegram
