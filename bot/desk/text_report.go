package desk

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"yousaid/bot"
	"yousaid/flows"
)

// report finds the report that a text is about, or what to say instead: by its
// reference, or the only one that it can be.
func (t *texting) report(ctx context.Context) (bot.Report, string, error) {
	id, say, err := t.which(ctx)
	if say != "" || err != nil {
		if err == nil {
			err = t.heard(ctx, "")
		}
		return bot.Report{}, say, err
	}
	r, err := t.Officers.Glance(ctx, t.by, id)
	if text, no := refusal(err); no {
		return bot.Report{}, text, nil
	}
	return r, "", err
}

func (t *texting) which(ctx context.Context) (id, say string, err error) {
	// One that comes again is about what it was about, however things stand now.
	before, err := t.Store.TextAbout(ctx, t.in.ID)
	if err := ignore(err, bot.ErrNotFound); err != nil {
		return "", "", err
	}
	switch {
	case t.said.wrong != "":
		return "", fmt.Sprintf("%s is no reference: one of its letters or digits is wrong. Nothing was done. Please look again.", clipped(t.said.wrong, 20)), nil
	case t.said.reference != "":
		id, err = t.Store.Find(ctx, t.by, t.said.reference)
	case before != "":
		return before, "", nil
	default:
		return t.only(ctx)
	}
	if errors.Is(err, bot.ErrNotFound) && t.said.doubtful { // it was a word
		t.said.words = t.said.withWord
		if before != "" {
			return before, "", nil
		}
		return t.only(ctx)
	}
	if errors.Is(err, bot.ErrNotFound) {
		return "", fmt.Sprintf("%s is not here: your agency doesn’t have it any more, its resident had it deleted, or only cleared officers may read it.",
			t.said.reference), nil
	}
	return id, "", err
}

// only finds the one report that can be meant where none is named: the one that
// was spoken of here in the last hour, or the only open one.
func (t *texting) only(ctx context.Context) (id, say string, err error) {
	if t.said.do == "" {
		return "", "Nothing was done. " + textHelpText + " " + textResidentHint, nil
	}
	if t.said.words != "" && (t.said.do == textTake || t.said.do == textShow) {
		return "", t.ask(), nil
	}
	spoken, err := t.Store.SpokenOf(ctx, t.by, t.in.Chat, t.Now().Add(-spokenFor))
	if err != nil {
		return "", "", err
	}
	switch len(spoken) {
	case 0:
	case 1:
		return spoken[0], "", nil
	default:
		return "", t.ask(), nil
	}
	page, err := t.Store.Inbox(ctx, t.by, bot.InboxFilter{View: bot.InboxTeam, Most: 2})
	switch {
	case err != nil:
		return "", "", err
	case len(page.Rows) == 1:
		return page.Rows[0].Report, "", nil
	case len(page.Rows) == 0:
		return "", "Your agency has no open report. Nothing was done.", nil
	}
	return "", t.ask(), nil
}

// ask asks which report is meant.
func (t *texting) ask() string {
	return fmt.Sprintf("Which report? Nothing was done. Please write %s Text LIST for what is open.", form(t.said.do, t.Plan.Prefix+"-..."))
}

// form shows how a command is written, as the end of a sentence.
func form(do, reference string) string {
	head := upper(do) + " " + reference
	switch do {
	case textReply, textNote:
		return head + " and your words."
	case textPass:
		return head + ", a subject's number or an agency, and why."
	case textClose:
		return head + " and DONE, NO ACTION and why, or NOT FOR US."
	case textAway:
		return "AWAY and until when."
	case textList, textHelp, textResident, textDesk, textBack:
		return upper(do) + " alone."
	}
	return head + "."
}

func upper(word string) string { return strings.ToUpper(word) }

// standing says how a report stands, without anything of it.
func (t texting) standing(r bot.Report) string {
	if why := unreached(r.Reach); why != "" && !r.Over() {
		return t.status(r, t.short()) + ". " + why
	}
	return strings.TrimSuffix(t.status(r, t.short()), ".") + "."
}

// list names the open reports of the agency.
func (t texting) list(ctx context.Context) (string, error) {
	if err := t.heard(ctx, ""); err != nil {
		return "", err
	}
	const most = 50
	page, err := t.Store.Inbox(ctx, t.by, bot.InboxFilter{View: bot.InboxTeam, Most: most})
	if text, no := refusal(err); no {
		return text, nil
	}
	if err != nil {
		return "", err
	}
	if len(page.Rows) == 0 {
		return "No report is open.", nil
	}
	count := number(len(page.Rows), "report is open", "reports are open")
	if page.Next.Report != "" {
		count = fmt.Sprintf("More than %d reports are open", most)
	}
	text := count + ":"
	for i, row := range page.Rows {
		line := "\n" + row.Reference + " " + state(row, t.Now())
		end := fmt.Sprintf("\nand %d more.", len(page.Rows)-i)
		if len(text)+len(line)+len(end) > 300 {
			return text + end, nil
		}
		text += line
	}
	return text, nil
}

func state(row bot.InboxRow, now time.Time) string {
	word := "new"
	if row.Status == flows.StatusTaken {
		word = "taken"
	}
	if row.Urgent {
		word += ", URGENT"
	}
	if !row.DueAt.IsZero() && !row.DueAt.After(now) {
		word += ", OVERDUE"
	}
	return word
}
