package desk

import (
	"yousaid/bot"
	"yousaid/bot/channel/gsm7"
)

// Unreached says why a resident can't be written to, as plain text; empty when
// they can.
func Unreached(reach bot.Reach) string { return unreached(reach) }

// Parts is how many parts of a text message a text is paid as.
func Parts(text string) int { return gsm7.Parts(text) }
