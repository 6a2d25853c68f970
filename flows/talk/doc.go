// Package talk is the flow of messages between a resident and the agencies that
// have their reports.
//
// A notice comes as flows.Noticed. By the degree of its theme and by whether
// the resident is in a conversation now it is shown at once, or only its
// reference is named and it waits until they write READ (resident-safety rule
// 5). What was shown last is what plain words answer: they go to that report's
// agency, through the record, until the resident writes NEW.
//
// What always holds:
//   - a notice about a guarded theme is shown only when it was asked for, and
//     names no theme and no agency;
//   - while a draft is open, words belong to the draft, so a notice only names
//     its reference and waits;
//   - every message that is shown says where an answer goes.
package talk
