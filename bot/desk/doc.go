// Package desk is the agency's side in chat: report cards, buttons, officers'
// commands.
//
// A report's way: the Courier of the replica that filed it brings its cards, or
// else a job asks Deliver to bring a delivery to a desk. A Telegram group gets a
// card; a number or a mailbox gets an alert with a one-time link,
// whose page is in bot/page. What an officer does there (a press, a reply to a
// card, a reply to a question that the bot asked) comes in by Receive, becomes
// one use case of bot.Officers, and a job then has Refresh bring every card of
// the report up to date. What a resident answers comes back as a delivery, too,
// under the card.
//
// A text message is an officer's when its number is a desk or bound to one; which
// numbers are, is kept in memory, so that a resident's text costs no look at the
// record. TAKE, REPLY and the others become the same use cases, once for each of
// the provider's ids. What isn't urgent waits for a mailbox and goes together.
//
// Written in a lead agency's group, /update begins news of its theme for the
// residents who asked for it; bot.Newsroom publishes it once a second officer
// has pressed Approve.
//
// What always holds:
//   - nothing is done for a press or a reply but for a known officer of the
//     desk's agency; everybody else is only told so;
//   - a chat shows a report's words only when its theme is open and the desk is
//     not set to references; everything else is shown to one officer at a time,
//     in private, protected from forwarding, and is audited;
//   - a text message or a mail holds none of a report's words, and of a guarded
//     one not the theme;
//   - what anybody wrote is escaped before it stands in a message;
//   - everything that shows a report can be found and blanked when it is
//     forgotten or passed on.
package desk
