package faults_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"yousaid/bot/sandbox"
	"yousaid/cmd/yousaid/internal/rig"
)

// steps is at how many answers into a report a right is used; the last is
// after it was sent.
const steps = 5

// STOP at every step ends everything outbound; START begins again.
func TestStopHoldsAtEveryStep(t *testing.T) {
	t.Parallel()
	proves(t, "STOP and FORGET ME at every step", "STOP after 0 to %d answers, both networks", steps).saw("nothing sent later")
	r := rig.New(t, rig.Options{})
	for step := range steps + 1 {
		for _, phone := range []rig.Phone{r.Telegram(), r.SMS()} {
			who := r.Reporter(phone, 6, fmt.Sprintf("stop%s%c", phone.Network(), 'a'+step))
			t.Run(fmt.Sprintf("%s after %d answers", phone.Network(), step), func(t *testing.T) { stops(t, r, who, step) })
		}
	}
}

func stops(t *testing.T, r *rig.Rig, who *rig.Resident, step int) {
	ctx := r.Context(time.Minute)
	if err := goes(ctx, who, step); err != nil {
		t.Fatal(err)
	}
	who.Say("STOP")
	if who.Network() == "telegram" { // by SMS Twilio says it, and we say nothing
		if h, err := who.Next(ctx); err != nil || !strings.Contains(h.Text, "no more messages") {
			t.Fatalf("STOP is answered with %q, %v", h.Text, err)
		}
	} else {
		r.Eventually(rig.Patience, "the record knows of STOP", func() bool { return r.Count(`SELECT count(*) FROM stops`) > 0 })
	}
	if who.Reference != "" {
		officerIsToldOfStop(ctx, t, r, who)
	}
	before := len(who.All())
	time.Sleep(300 * time.Millisecond)
	if after := len(who.All()); after != before {
		t.Errorf("%d messages after STOP", after-before)
	}
	who.Say("START")
	if h, err := who.Next(ctx); err != nil || !strings.Contains(h.Text, "on again") {
		t.Errorf("START is answered with %q, %v", h.Text, err)
	}
}

// officerIsToldOfStop has an officer write to somebody who can't be reached.
func officerIsToldOfStop(ctx context.Context, t *testing.T, r *rig.Rig, who *rig.Resident) {
	t.Helper()
	desk := r.Leads(who)[0]
	card, err := desk.Card(ctx, who.Reference)
	if err != nil {
		t.Fatal(err)
	}
	if err := desk.Reads(ctx, card, "sent STOP"); err != nil {
		t.Error(err)
	}
}

// goes answers so many questions of a report.
func goes(ctx context.Context, who *rig.Resident, step int) error {
	if step == steps {
		_, err := who.Report(ctx)
		return err
	}
	if step == 0 {
		return nil
	}
	who.Say(who.Story)
	for range step {
		h, err := who.Next(ctx)
		if err != nil || strings.Contains(h.Text, "Your reference is") {
			return err
		}
		if strings.Contains(h.Text, "To send") || strings.Contains(h.Text, "what we will send") {
			return nil // the last question: sending is the last step's
		}
		if err := who.Answer(h); err != nil {
			return err
		}
	}
	_, err := who.Next(ctx)
	return err
}

// FORGET ME at every step leaves nothing that can be read: not in a dump of the
// whole database, not in what Redis has written, not in a log; and the cards
// at the desks are blanked.
func TestForgetMeLeavesNothingToRead(t *testing.T) {
	t.Parallel()
	proves(t, "STOP and FORGET ME at every step", "FORGET ME after 0 to %d answers, dumps searched", steps).saw("nothing to read")
	r := rig.New(t, rig.Options{})
	var all []*rig.Resident
	for step := range steps + 1 {
		for _, phone := range []rig.Phone{r.Telegram(), r.SMS()} {
			who := r.Reporter(phone, 6, fmt.Sprintf("forget%s%c", phone.Network(), 'a'+step))
			all = append(all, who)
			t.Run(fmt.Sprintf("%s after %d answers", phone.Network(), step), func(t *testing.T) { forgets(t, r, who, step) })
		}
	}
	for where, text := range map[string]string{"the database": r.Dump(), "Redis": r.RedisFiles()} {
		for _, who := range all {
			for _, word := range strings.Fields(who.Story) {
				if strings.HasPrefix(word, "zq") && strings.Contains(text, word) {
					t.Errorf("%q can be read in %s", word, where)
				}
			}
		}
		if found := r.Personal(text); where == "Redis" && len(found) > 0 {
			t.Errorf("%q can be read in %s", found, where)
		}
	}
	for _, query := range []string{`SELECT count(*) FROM vault.report_keys`, `SELECT count(*) FROM vault.contacts`} {
		if n := r.Count(query); n != 0 {
			t.Errorf("%s: %d after everybody was forgotten", query, n)
		}
	}
}

func forgets(t *testing.T, r *rig.Rig, who *rig.Resident, step int) {
	ctx := r.Context(time.Minute)
	if err := goes(ctx, who, step); err != nil {
		t.Fatal(err)
	}
	if who.Reference != "" {
		if _, err := r.Leads(who)[0].Card(ctx, who.Reference); err != nil {
			t.Fatal(err)
		}
	}
	if err := who.ForgetsMe(ctx); err != nil {
		t.Fatal(err)
	}
	if who.Reference == "" {
		return
	}
	desk := r.Leads(who)[0]
	word := strings.Fields(who.Story)[4]
	_, err := desk.Sees(ctx, 0, func(b sandbox.Bubble) bool {
		return strings.Contains(b.Says(), who.Reference) && strings.Contains(b.Says(), "was deleted by its resident")
	})
	if err != nil {
		t.Errorf("the card isn't blanked: %v", err)
	}
	for _, b := range r.Box.Telegram.History(desk.Chat) {
		if strings.Contains(b.Says(), word) {
			t.Errorf("a card still shows the words: %q", b.Says())
		}
	}
}
