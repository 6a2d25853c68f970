package desk

import "yousaid/bot"

// Unreached says why a resident can't be written to, as plain text; empty when
// they can.
func Unreached(reach bot.Reach) string { return unreached(reach) }
