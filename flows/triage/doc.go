// Package triage reads a free-text message: theme, urgency, place, time,
// language.
//
//	reading := triage.Read("lads with knives outside the chicken shop rn", now)
//	reading.Themes[0]  // {Theme: 1, Confidence: 0.9}, and the other eight after it
//	reading.Danger     // SureDanger: 999 comes first and alone
//	reading.Needs      // which help fits, such as NeedDomestic
//
// A message's way: it is folded and cut into words, its language is told by
// script and common words, and the words of other languages get their English
// where the lexicon knows it (internal/words). What it has, words and pairs,
// runs of letters, ideas and how they are told, is scored by weights that were
// learnt from a corpus invented for it (internal/model). Scores become chances
// that are calibrated: of messages with confidence 0.7, about 70 % are right.
// Postcode, place and time come from grammars of their own (internal/place,
// internal/moment).
//
// Danger now is a question of its own beside the theme: learnt with the way in
// which each clause is told (going on, past, habit, not real), weighed by rules
// made by hand as well (internal/danger), and compared with two thresholds.
//
// What always holds: Read never fails and never panics; nine themes whose
// confidences add up to 1; the same text at the same time gives the same
// answer; at most words.MaxRunes letters are read, so the time is bounded; no
// network, no file, nothing that changes once built.
//
// The model is made by `go generate ./flows/triage` from the files in corpus/
// and in internal/words/lexicon, and from nothing else. `make eval` prints how
// well it does; docs/triage.md tells what was tried.
package triage
