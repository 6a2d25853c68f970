// Package mine is what residents do with the reports that they have sent: see
// where these stand, add to them, take them back, say that they are not over.
// It also gives them the copy of all that is kept about them.
//
// MY REPORTS asks the record, since a conversation may know less than it does.
// A report that was sent from another phone or account is opened by its
// reference and the PIN that was set there; whoever has these sees where it
// stands and what waits to be read, and can add to it, and nothing else. A
// reference that doesn't exist gets the answers of one that is somebody else's.
//
// What always holds:
//   - where a PIN is set, nothing is shown before it was given;
//   - about a report on a guarded theme our own words name no theme, no agency;
//   - a draft that is open stays what it is: then the reports are only listed.
package mine
