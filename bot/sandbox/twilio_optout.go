package sandbox

import "strings"

// Twilio's own words, sent by default.
// https://help.twilio.com/articles/223134027
const (
	stopText  = "You have successfully been unsubscribed. You will not receive any more messages from this number. Reply START to resubscribe."
	startText = "You have successfully been re-subscribed to messages from this number. Reply HELP for help. Reply STOP to unsubscribe. Msg&Data Rates May Apply."
	helpText  = "Reply STOP to unsubscribe. Msg&Data Rates May Apply."
)

// optOutKind reports what Twilio takes a message for: STOP, START, HELP or
// nothing. The word must be the whole message.
func optOutKind(text string) string {
	switch strings.ToUpper(strings.TrimSpace(text)) {
	case "STOP", "STOPALL", "UNSUBSCRIBE", "END", "QUIT", "REVOKE", "OPTOUT", "CANCEL":
		return "STOP"
	case "START", "YES", "UNSTOP":
		return "START"
	case "HELP":
		return "HELP"
	}
	return ""
}
