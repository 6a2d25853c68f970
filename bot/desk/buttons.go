package desk

import (
	"strconv"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/flows"
)

func choice(label, do, id string) channel.Choice {
	return channel.Choice{Label: label, Data: button{do: do, id: id}.data()}
}

// openButtons are those of a card that shows the words.
func openButtons(r bot.Report, more bool) [][]channel.Choice {
	rows := actions(r)
	var last []channel.Choice
	if more {
		last = append(last, choice("Show me", doShow, r.ID))
	}
	if len(r.Photos) > 0 {
		last = append(last, choice("Photos", doPhotos, r.ID))
	}
	return appendRow(rows, last)
}

// sealedButtons are those of a card that shows no words. What is written about
// a guarded report is written in private, so its card offers no more than that.
func sealedButtons(r bot.Report) [][]channel.Choice {
	show := choice("Show me", doShow, r.ID)
	if r.Degree == flows.Guarded {
		if free(r) {
			return [][]channel.Choice{{choice("Take it", doTake, r.ID), show}}
		}
		return [][]channel.Choice{{show}}
	}
	return append([][]channel.Choice{{show}}, actions(r)...)
}

// viewButtons are those below the whole report in private.
func viewButtons(r bot.Report) [][]channel.Choice {
	rows := actions(r)
	if len(r.Photos) > 0 {
		rows = append(rows, []channel.Choice{choice("Photos", doPhotos, r.ID)})
	}
	return rows
}

// actions are what can be done to a report as it stands.
func actions(r bot.Report) [][]channel.Choice {
	write := []channel.Choice{choice("Note", doNote, r.ID)}
	if r.Reach == bot.ReachOpen {
		write = append([]channel.Choice{choice("Ask or reply", doAsk, r.ID)}, write...)
	}
	if r.Over() {
		return [][]channel.Choice{write}
	}
	rows := [][]channel.Choice{write, {choice("Pass on", doPass, r.ID), choice("Close", doClose, r.ID)}}
	if free(r) {
		rows = append([][]channel.Choice{{choice("Take it", doTake, r.ID)}}, rows...)
	}
	return rows
}

// free reports whether a report can be taken: nobody has it, or who has it is
// away.
func free(r bot.Report) bool {
	return r.Status == flows.StatusNew || r.Status == flows.StatusTaken && !r.Away.IsZero()
}

// outcomeButtons are the ways to close a report.
func outcomeButtons(report string) [][]channel.Choice {
	row := func(label string, how bot.Outcome) []channel.Choice {
		return []channel.Choice{{Label: label, Data: button{doOutcome, report, string(how)}.data()}}
	}
	return [][]channel.Choice{
		row("Done", bot.OutcomeDone), row("No action possible", bot.OutcomeNoAction), row("Not for us", bot.OutcomeNotForUs),
		{choice("Cancel", doCancel, report)},
	}
}

// themeButtons are the themes that a report can be passed on to.
func (d *Desk) themeButtons(report string) [][]channel.Choice {
	var rows [][]channel.Choice
	for _, theme := range d.Plan.Themes {
		rows = append(rows, []channel.Choice{{Label: theme.Short, Data: button{doTheme, report, strconv.Itoa(theme.Number)}.data()}})
	}
	return append(rows,
		[]channel.Choice{choice("To an agency instead…", doOthers, report)},
		[]channel.Choice{choice("Cancel", doCancel, report)})
}

// agencyButtons are the agencies that a report can be passed on to: all but
// one's own.
func (d *Desk) agencyButtons(report, own string) [][]channel.Choice {
	var rows [][]channel.Choice
	for _, agency := range d.Plan.Agencies {
		if agency.ID != own {
			rows = append(rows, []channel.Choice{{Label: agency.Short, Data: button{doAgency, report, mark(agency.ID)}.data()}})
		}
	}
	return append(rows, []channel.Choice{choice("Cancel", doCancel, report)})
}

// draftButtons ask where words go.
func draftButtons(draft string) [][]channel.Choice {
	return [][]channel.Choice{
		{choice("Send to the resident", doSend, draft)},
		{choice("Keep as a note", doKeep, draft), choice("Discard", doDiscard, draft)},
	}
}

func appendRow(rows [][]channel.Choice, row []channel.Choice) [][]channel.Choice {
	if len(row) == 0 {
		return rows
	}
	return append(rows, row)
}
