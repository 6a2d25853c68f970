// Package email sends mail to agencies.
//
// An alert comes as a channel.Outbound; its first line becomes the subject, the
// whole of it the text. Each Send opens one SMTP session and closes it: alerts
// are few. What always holds: mail is plain text, carries a Message-ID of ours,
// is marked as automatic so that no absence notice answers it, and names
// nothing of a resident, because what it is given doesn't; an error holds no
// address.
package email
