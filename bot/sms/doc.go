// Package sms translates Twilio's text messages, both ways.
//
// A message's way in: Twilio posts it to Webhook; its signature is checked on
// the raw body; it becomes a channel.Inbound; the handler takes it through its
// turn; the reply goes in the answer as TwiML, or by a call of its own where
// the setting says so. Where nothing could be made safe the answer is 503 and
// OnTrouble is called: Twilio may not come again, so what was missed is listed
// later and taken through its turns by Missed.
//
// A message's way out: Send makes one call, and every failure is a
// *channel.SendError. What becomes of the message comes to Status.
//
// What always holds: nothing of a request is used, and without a signature
// nothing is read, before the signature has been found right; a message in one
// call or answer has at most 1,600 characters; no call outlives its context;
// and no log line or error holds a number, a text or the auth token. Twilio's
// own error texts quote numbers, so that only their codes are passed on.
//
// The signature carries no time. An old request verifies for ever, so the
// handler must know repeats by their id.
package sms
