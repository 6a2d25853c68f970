// Package hooks tells agencies' own systems what happens to their reports, by
// webhooks of the Standard Webhooks scheme (https://www.standardwebhooks.com).
//
// What is to be told stands in the record: the transaction in which something
// happens writes it (migration 22). A Sender claims one hook at a time with the
// oldest thing that is due there, signs it, posts it and notes what came of it.
//
// What always holds: a hook is told each thing at least once, with the same
// webhook-id at every try, or the log says that it never was; one that is away
// for a day gets everything after it, in order as far as tries allow; one that is
// slow holds up itself alone; nothing goes to an address inside a network unless
// the settings name it, whatever a name resolves to at that moment; no words, no
// place and no name of a resident is in a message.
package hooks
