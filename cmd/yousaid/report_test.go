package main_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"yousaid/bot/sandbox"
	"yousaid/cmd/yousaid/internal/rig"
	"yousaid/flows/partnership"
)

// Each of the eight themes, and "not sure", by each network, ends at its lead
// agencies; an officer takes it and asks; the resident answers.
func TestEveryThemeReachesItsAgenciesAndTheAnswerComesBack(t *testing.T) {
	t.Parallel()
	r := rig.New(t, rig.Options{Invited: true})
	ctx := r.Context(3 * time.Minute)
	var talks errgroup.Group
	talks.SetLimit(4)
	for n := range len(r.Plan.Themes) + 1 {
		for _, phone := range []rig.Phone{r.Telegram(), r.SMS()} {
			who := r.Reporter(phone, n, "theme"+phone.Network())
			talks.Go(func() error {
				if err := fromReportToAnswer(ctx, r, who, n); err != nil {
					t.Errorf("theme %d by %s: %v", n, phone.Network(), err)
				}
				return nil
			})
		}
	}
	_ = talks.Wait()
	queries := map[string]string{
		"reports":                 `SELECT count(*) FROM reports`,
		"reports that were taken": `SELECT count(*) FROM reports WHERE status = 'taken'`,
		"answers of residents":    `SELECT count(*) FROM entries WHERE kind = 'resident'`,
	}
	for what, query := range queries {
		if got, want := r.Count(query), 2*(len(r.Plan.Themes)+1); got != want {
			t.Errorf("%d %s, want %d", got, what, want)
		}
	}
}

// fromReportToAnswer is a report until its resident has answered an officer's
// question.
func fromReportToAnswer(ctx context.Context, r *rig.Rig, who *rig.Resident, n int) error {
	reference, err := who.Report(ctx)
	if err != nil {
		return err
	}
	var cards []sandbox.Bubble
	for _, desk := range r.Leads(who) {
		card, err := desk.Card(ctx, reference)
		if err != nil {
			return err
		}
		cards = append(cards, card)
		if err := showsWhatItMay(card, who, n); err != nil {
			return err
		}
	}
	if err := taken(ctx, r.Leads(who), cards); err != nil {
		return err
	}
	desk := r.Leads(who)[0]
	if err := desk.Answer(ctx, desk.Officers[0], cards[0], "Can you say at what time, zqquestion?"); err != nil {
		return err
	}
	if err := who.Reads(ctx, "Can you say at what time, zqquestion?"); err != nil {
		return err
	}
	words := "mostly after six, " + rig.Word("answer"+who.Network(), n)
	r.Mark(rig.Word("answer"+who.Network(), n))
	who.Say(words)
	if _, err := who.Next(ctx); err != nil {
		return err
	}
	return underTheCard(ctx, desk, cards[0], who, words)
}

func degree(who *rig.Resident) partnership.Degree {
	if who.Theme == nil {
		return partnership.Neutral
	}
	return who.Theme.Degree
}

// showsWhatItMay holds a card in a group against resident-safety rule 7: words
// for open themes only, and the theme unless it is guarded.
func showsWhatItMay(card sandbox.Bubble, who *rig.Resident, n int) error {
	words := strings.Contains(card.Says(), rig.Word("theme"+who.Network(), n))
	if words != (degree(who) == partnership.Open) {
		return fmt.Errorf("words on the card of a theme that is %s: %t", degree(who), words)
	}
	if who.Theme == nil {
		return nil
	}
	named := strings.Contains(card.Says(), who.Theme.Name)
	if named == (degree(who) == partnership.Guarded) {
		return fmt.Errorf("theme on the card of a theme that is %s: %t", degree(who), named)
	}
	return nil
}

// taken has both officers press Take it at once. One has it, the other one is
// told who; and every desk that has the report sees it. Somebody who isn't
// cleared can't take a guarded report at all.
func taken(ctx context.Context, desks []*rig.Desk, cards []sandbox.Bubble) error {
	var answers [2]sandbox.Answer
	var presses errgroup.Group
	for n, officer := range desks[0].Officers {
		presses.Go(func() (err error) {
			answers[n], err = desks[0].Press(ctx, officer, cards[0].MessageID, rig.TakeIt)
			return err
		})
	}
	if err := presses.Wait(); err != nil {
		return err
	}
	for n, desk := range desks {
		if err := desk.Reads(ctx, cards[n], "Taken by"); err != nil {
			return err
		}
	}
	for n, officer := range desks[0].Officers {
		card := desks[0].Shown(cards[0].MessageID).Says()
		told := strings.Contains(answers[1-n].Text, officer.Name) || strings.Contains(answers[1-n].Text, "cleared")
		if strings.Contains(card, "Taken by "+officer.Name) && told {
			return nil
		}
	}
	return fmt.Errorf("two officers took it at once, and were told %q and %q", answers[0].Text, answers[1].Text)
}

// underTheCard waits for the resident's answer at the desk: its words where
// they may stand there, else that there is one.
func underTheCard(ctx context.Context, desk *rig.Desk, card sandbox.Bubble, who *rig.Resident, words string) error {
	answer, err := desk.Sees(ctx, card.MessageID, func(b sandbox.Bubble) bool {
		return b.ReplyTo != nil && b.ReplyTo.MessageID == card.MessageID && (strings.Contains(b.Says(), words) || strings.Contains(b.Says(), "answer"))
	})
	if err != nil {
		return fmt.Errorf("no answer under the card at %s: %w", desk.Agency.ID, err)
	}
	if shown := strings.Contains(answer.Says(), words); shown != (degree(who) == partnership.Open) {
		return fmt.Errorf("words under the card of a theme that is %s: %q", degree(who), answer.Says())
	}
	if degree(who) == partnership.Open {
		return nil
	}
	shown, err := desk.Show(ctx, desk.Officers[0], card)
	if err != nil {
		return err
	}
	if !strings.Contains(shown.Says(), words) {
		return fmt.Errorf("Show me at %s doesn't show the answer: %q", desk.Agency.ID, shown.Says())
	}
	return nil
}
