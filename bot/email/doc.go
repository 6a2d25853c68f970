// Package email sends mail to agencies.
//
// An alert comes as a channel.Outbound; the first line of its text becomes the
// subject, the rest the mail: as plain text, and as a simple page made of it.
// Each Send opens one SMTP session and closes it: alerts are few. What always
// holds: mail names nothing of a resident, because what it is given doesn't; it
// carries a Message-ID of ours and is marked as automatic, so that no absence
// notice answers it; a reply to it goes to an address that takes none; nothing
// that it is given can add a header or markup; and an error holds no address.
//
// There is no List-Id: a mailbox that is told of danger should not have these
// mails sorted among newsletters.
package email
