package desk

import (
	"errors"
	"fmt"

	"yousaid/bot"
	"yousaid/bot/channel"
)

// Texts that are used in more than one place.
const (
	notOfficer = "Only officers of this agency who are known to the service can do that. Ask your partnership’s team for an invitation."
	notYours   = "You can’t open this report: your agency doesn’t have it any more, its resident had it deleted, or only cleared officers may read it."
	urgent     = "URGENT: it sounds as if somebody is in danger."
	notAlerted = "The resident was told to call 999. Nobody else has been alerted."
	notThere   = "You can’t open this: its resident had it deleted, or only cleared officers may read it."
	oldButton  = "That button is from an earlier version. Please use the newest card of the report."
)

// refusal puts an error into an officer's words; false for one that is a
// failure of the service.
func refusal(err error) (string, bool) {
	switch {
	case errors.Is(err, bot.ErrNotFound):
		return notYours, true
	case errors.Is(err, bot.ErrUsed):
		return "That has been dealt with already.", true
	case errors.Is(err, bot.ErrSame):
		return "The report is there already.", true
	case errors.Is(err, bot.ErrEmpty):
		return "There is nothing written in that message.", true
	case errors.Is(err, bot.ErrLong):
		return fmt.Sprintf("That is too long: %d characters at most.", bot.MostReply), true
	case errors.Is(err, bot.ErrAway):
		return "The service can’t reach its record just now. Nothing was changed: please try again in a minute.", true
	}
	return busy(err)
}

// busy is for what a network doesn't take now, or doesn't take from us.
func busy(err error) (string, bool) {
	var failed *channel.SendError
	if !errors.As(err, &failed) {
		return "", false
	}
	if failed.Reason == channel.Throttled {
		return fmt.Sprintf("Telegram asks us to slow down. Please press again in %d seconds.", max(1, int(failed.RetryAfter.Seconds()))), true
	}
	return "", false
}

// Denied puts why an officer's action was not done into words, as plain text:
// what somebody else did first, why the resident can't be written to, what is
// wrong with the words. It is false for a failure of the service, and for nil.
func Denied(acted bot.Acted, err error, say Dates) (string, bool) {
	switch {
	case errors.Is(err, bot.ErrConflict):
		return fmt.Sprintf("%s took it %s.", acted.By, say.At(acted.At)), true
	case errors.Is(err, bot.ErrClosed) && acted.By != "":
		return fmt.Sprintf("%s closed it %s.", acted.By, say.At(acted.At)), true
	case errors.Is(err, bot.ErrClosed):
		return "The report is closed.", true
	case errors.Is(err, bot.ErrNoContact):
		return "Not sent. " + unreached(acted.Report.Reach), true
	}
	return refusal(err)
}

// unreached says why a resident can't be written to; empty when they can.
func unreached(reach bot.Reach) string {
	switch reach {
	case bot.ReachNone:
		return "The resident chose not to be contacted."
	case bot.ReachStopped:
		return "The resident can’t be reached: they sent STOP."
	case bot.ReachBlocked:
		return "The resident can’t be reached: the network doesn’t take messages for them."
	case bot.ReachGone:
		return "The resident can’t be reached: they had their data deleted."
	case bot.ReachUnknown:
		return "The resident can’t be reached: where to write to them was not kept."
	case bot.ReachOpen:
	}
	return ""
}
