package desk

import "yousaid/bot"

// Read reads a text message as an officer's: its command, its reference, what
// looks like one and isn't, and what is left.
func Read(text string) (do, reference, wrong, words string) {
	r := readText("LUT", text)
	return r.do, r.reference, r.wrong, r.words
}

// Plainly reports whether a text can only be an officer's.
func Plainly(text string) bool { return readText("LUT", text).plainly() }

// Fitted is an answer as it goes out.
func Fitted(text string) string { return fitted(text) }

// CardText is what a card says that shows no words.
func CardText(d *Desk, r bot.Report) string { return d.card(r, false).Text }
