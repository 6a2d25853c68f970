// Package flowtest plays chat transcripts against the flows.
//
// A transcript is a file that reads like a chat. The player sends every line of
// the resident and of the desk to the real engine, with a record in memory, and
// compares what the bot says with its lines in the file; `go test -update`
// writes them anew, and the difference is reviewed as copy.
//
//	# Ana reports by SMS, then corrects the theme.
//	channel: sms
//	reads: 4=0.70 6=0.20 place="Wardown Park"
//	ana> needles by the swings in wardown park again
//	bot> It sounds like Drugs, alcohol and mental health. Is that right?
//	     1 Yes 2 No, show me others
//	ana> 2
//	-- reports --
//	theme=6 where="Wardown Park" agencies=neighbourhood-services
//
// What triage read in a message stands in the line before it ("reads:"), so
// that a transcript tests the flows whatever triage learns. The other lines:
//
//	channel: sms | telegram
//	ana>> and on our road too      (right after the last one, before the answer was read)
//	clock: 2026-11-23 10:00 | +2h  (what is due meanwhile happens)
//	record: away | back
//	tongue: pl                     (the language that the network tells)
//	lost: yes
//	conversation: over             (a day later, nothing of it is left but the record)
//	phone: second | own            (somebody writes from another phone)
//	asked: no                      (nobody has asked them yet whether they want news)
//	ana: presses Yes
//	ana: sends place 51.88,-0.42 | photo [caption] | phone 07700 900123 | sticker | voice | edit
//	ana: floods 30 it is getting worse   (so many messages, ten a second)
//	ana: sends again               (the network brings the last message once more)
//	ana: types "a\x00b"            (a Go string)
//	ana: types 5000 letters
//	ana: answers 1 "…"             (by the network's own reply, to a message about the first report)
//	desk: message "…" | passed "…" | closed done "…" | reopened | photo "…" | takes | publishes 6 "…"
//	desk: 1 message "…"            (about the first report; else it is the last one)
package flowtest
