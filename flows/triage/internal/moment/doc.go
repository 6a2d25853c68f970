// Package moment reads when something happened from a message, as people in
// Britain say it: "last night", "about half 7 this morning", "sat just gone",
// "2 weeks ago", "on the 14th".
//
//	found, ok := moment.Find(message.Tokens, now, moment.London())
//	if ok && !found.Vague {
//		found.Span.Start, found.Span.End // on London's clock
//	}
//
// Tokens are those of the text as written (words.Message.Tokens, not English).
// The commonest time words of the other languages are put into English first
// (foreign.go), so that one grammar reads them all.
//
// A message has a day ("on saturday"), a time of day ("about half 7"), both or
// neither, or a distance from now ("10 minutes ago"). Days lie in the past, the
// latest that fits, those with a name too ("boxing day", "the may bank holiday";
// holiday.go); a time of day without a day is the latest one that has been.
// What repeats or goes on ("every friday", "since september"), what is only a
// limit ("until 3am") and when to ring somebody back name no moment: Vague.
// Numbers that say how many, how old or which house are no times (decoy.go).
//
// How long each phrase lasts is fixed by the reference that triage is scored by:
// a quarter of an hour each way for "at 9pm", half an hour for "about 9", 18:00
// to 05:59 for "last night", 05:00 to 11:59 for "this morning", the whole day for
// a day alone, three days each way for "2 weeks ago", the half hour before for
// "just now". All reckoning is on the calendar and clock of Europe/London, so
// that the days on which clocks change are 23 or 25 hours long.
package moment
