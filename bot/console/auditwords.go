package console

import (
	"strings"

	"yousaid/bot"
)

// deed is an action as the audit names it, with what it is called here.
type deed struct{ Action, Words string }

// deeds say in plain words what the audit notes, in the order in which they can
// be chosen. Only what is here can be chosen; an action that isn't is shown by
// its own name.
func deeds() []deed {
	return []deed{
		{bot.AuditRead, "Read a report"},
		{"photo", "Looked at a photo"},
		{bot.AuditSearched, "Searched reports for words"},
		{"card", "Report shown in the agency’s chat"},
		{"comment", "Read a resident’s comment"},
		{"comments", "Read a list of residents’ comments"},
		{"answer", "Answered a resident’s comment"},
		{"link used", "Opened a report by a link"},
		{"take", "Took a report"},
		{"hand", "Handed a report to a colleague"},
		{"reply", "Wrote to the resident"},
		{"note", "Wrote a note"},
		{"pass", "Passed a report on"},
		{"urgent", "Marked a report as urgent"},
		{"close", "Closed a report"},
		{"reopen", "Opened a closed report again"},
		{"ask reveal", "Asked for a hidden contact"},
		{"approve reveal", "Approved a request for a hidden contact"},
		{"refuse reveal", "Refused a request for a hidden contact"},
		{"read reveal", "Read a request for a hidden contact"},
		{"see reveal", "Saw a hidden contact"},
		{"change update", "Changed a plan update"},
		{"change picture", "Changed the picture of a plan update"},
		{"offer update", "Asked for the approval of a plan update"},
		{"send back update", "Sent a plan update back to its writer"},
		{"approve update", "Approved a plan update"},
		{"reject update", "Rejected a plan update"},
		{"pause update", "Paused a plan update"},
		{"resume update", "Let a plan update go on"},
		{"cancel update", "Cancelled a plan update"},
		{"hook-added", "Connected a system by webhooks"},
		{"hook-changed", "Changed what a connected system is told"},
		{"hook-on", "Switched a connected system on"},
		{"hook-off", "Switched a connected system off"},
		{"hook-paused", "Connected system paused, since it failed for days"},
		{"hook-gone", "Connected system said that it is gone"},
		{"hook-secret", "Made a new secret for a connected system"},
		{"hook-tested", "Sent a test to a connected system"},
		{"hook-again", "Sent something again to a connected system"},
		{"hook-removed", "Removed a connected system"},
		{"key-added", "Made an API key"},
		{"key-revoked", "Revoked an API key"},
		{"link", "Made a group a desk"},
		{"away", "Said when somebody is away"},
		{"back", "Said that somebody is back"},
		{"sign-in", "Signed in"},
		{"sign-in-failed", "Failed to sign in"},
		{"sign-out", "Signed out"},
		{"account-connected", "Connected a work account"},
		{bot.AuditLooked, "Looked at the audit"},
		{bot.AuditExported, "Took a copy of the audit"},
		{bot.AuditFigures, "Took a copy of figures"},
		{bot.AuditJobs, "Changed jobs or their queue"},
		{bot.AuditBulk, "Opened or searched unusually much"},
	}
}

// did is an action in plain words.
func did(action string) string {
	for _, d := range deeds() {
		if d.Action == action {
			return d.Words
		}
	}
	return action
}

// details says more about a line: only what is of a few words of ours or a name.
// What an officer wrote, as a reason for instance, stays where it was written.
func details(line bot.AuditLine) string {
	var said []string
	for _, d := range []struct{ key, before string }{
		{"how", ""},
		{"to", "to "},
		{"outcome", "as "},
		{"reads", "reports in an hour: "},
		{"searches", "searches in an hour: "},
		{"period", ""},
		{"subject", ""},
		{"of", ""},
		{"format", "as "},
		{"rows", "rows: "},
	} {
		if word := line.Detail[d.key]; word != "" {
			said = append(said, d.before+detailWord(word))
		}
	}
	return strings.Join(said, "; ")
}

func detailWord(word string) string {
	switch word {
	case "privately":
		return "privately in chat"
	case "page":
		return "by a link"
	case "open311":
		return "by its own system"
	case "console":
		return "in the console"
	case string(bot.OutcomeNotForUs):
		return "not for this agency"
	case string(bot.OutcomeNoAction):
		return "nothing could be done"
	}
	return word
}
