package desk_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/bot/channel/gsm7"
	"yousaid/flows"
)

// aged makes a report as old as that for its agencies, and has deadlines follow.
func (r *rig) aged(report string, age time.Duration) {
	r.t.Helper()
	if _, err := r.Pool().Exec(r.t.Context(), `UPDATE referrals SET created_at = now() - $2::interval WHERE report_id = $1`, report, age); err != nil {
		r.t.Fatal(err)
	}
	r.keep()
}

func (r *rig) keep() {
	r.t.Helper()
	if err := (&bot.Timekeeper{Store: r.Store}).Keep(r.t.Context()); err != nil {
		r.t.Fatal(err)
	}
}

// lead adds a team lead who is written to by mail.
func (r *rig) lead(name, agency string) bot.Officer {
	r.t.Helper()
	o := bot.Officer{ID: uuid.NewString(), Name: name, Agency: agency, Role: bot.RoleLead, Addresses: []channel.Address{
		{Channel: channel.Email, ID: strings.ToLower(name) + "@" + agency + ".test"},
	}}
	if err := r.AddOfficer(r.t.Context(), o); err != nil {
		r.t.Fatal(err)
	}
	return o
}

// The police work day and night, so that this test can run at any hour.
func TestADeskIsRemindedAndThenItsLead(t *testing.T) {
	r := start(t)
	r.lead("Pia", "bedfordshire-police")
	known := r.file(5)
	r.card(police, known.Reference)
	r.aged(known.ID, 6*time.Hour+30*time.Minute)
	told := r.message(police, 0, "1 thing is due soon")
	if text := told.Says(); !strings.Contains(text, known.Reference+" (Town centre safety): take it by ") || !strings.Contains(text, "/console/?view=all&overdue=yes") {
		t.Errorf("reminded with %q", text)
	}
	r.aged(known.ID, 9*time.Hour)
	r.until("the lead is told", func() bool { return len(r.texts.all()) > 0 })
	mail := r.texts.all()[0]
	if mail.To.ID != "pia@bedfordshire-police.test" || !strings.HasPrefix(mail.Text, "1 thing is overdue\n\n"+known.Reference) ||
		!strings.Contains(mail.Text, "(Bedfordshire Police)") {
		t.Errorf("the lead is told %+v", mail)
	}
	r.card(police, known.Reference, "Overdue: take, since")
	r.press(pat, police, r.card(police, known.Reference).MessageID, "Take it")
	r.keep()
	r.until("the card follows", func() bool {
		return !strings.Contains(r.card(police, known.Reference, "Taken by Pat").Says(), "Overdue: take")
	})
	if said := r.said(police); strings.Count(said, "due soon") != 1 {
		t.Errorf("told more than once: %s", said)
	}
}

// wait puts a reminder of a report into the record, as if its time had come.
func (r *rig) wait(desk string, known flows.Known, agency string, step bot.ReminderStep) {
	r.t.Helper()
	r.keep()
	_, err := r.Pool().Exec(r.t.Context(), `
		INSERT INTO reminders (desk_id, report_id, agency, what, from_at, step, created_at)
		SELECT $1, report_id, agency, what, from_at, $4, now() FROM deadlines WHERE report_id = $2 AND agency = $3 AND what = 'take'`,
		desk, known.ID, agency, step)
	if err != nil {
		r.t.Fatal(err)
	}
}

func (r *rig) deskOf(address channel.Address) string {
	r.t.Helper()
	desk, err := r.DeskAt(r.t.Context(), address)
	if err != nil {
		r.t.Fatal(err)
	}
	return desk.ID
}

func TestARemindersWordsHoldNothingOfAReport(t *testing.T) {
	r := start(t)
	phone := bot.Desk{ID: uuid.NewString(), Agency: "public-health", Label: "Phone", Address: channel.Address{Channel: channel.SMS, ID: "+447700900600"}}
	if err := r.AddDesk(t.Context(), phone); err != nil {
		t.Fatal(err)
	}
	guarded, neutral := r.file(3), r.file(4)
	r.until("both alerts", func() bool { return len(r.texts.all()) == 2 })
	r.wait(phone.ID, guarded, "public-health", bot.RemindedMissed)
	r.wait(phone.ID, neutral, "public-health", bot.RemindedSoon)
	if err := r.desk.Remind(t.Context(), bot.RemindJob{Desk: phone.ID}); err != nil {
		t.Fatal(err)
	}
	sent := r.texts.all()
	text := sent[len(sent)-1].Text
	for _, word := range []string{"2 things are due soon or overdue.", guarded.Reference + ": overdue since ", neutral.Reference + " (Drugs, drink, wellbeing): take it by "} {
		if !strings.Contains(text, word) {
			t.Errorf("%q is not in %q", word, text)
		}
	}
	for _, word := range []string{"abuse", "omestic", secretWords, "Dallow"} {
		if strings.Contains(text, word) {
			t.Errorf("%q is in %q", word, text)
		}
	}
	if gsm7.Parts(text) > 2 {
		t.Errorf("%d parts: %q", gsm7.Parts(text), text)
	}
	if err := r.desk.Remind(t.Context(), bot.RemindJob{Desk: phone.ID}); err != nil || len(r.texts.all()) != len(sent) {
		t.Errorf("told twice: %v", err)
	}
}

func TestManyRemindersFitOneMessage(t *testing.T) {
	r := start(t)
	desk := r.deskOf(at(wardens))
	for range 12 {
		r.wait(desk, r.file(6), "neighbourhood-services", bot.RemindedMissed)
	}
	if err := r.desk.Remind(t.Context(), bot.RemindJob{Desk: desk}); err != nil {
		t.Fatal(err)
	}
	told := r.message(wardens, 0, "12 things are overdue", "and 4 more.")
	if n := strings.Count(told.Says(), "take it"); n != 8 {
		t.Errorf("%d are named", n)
	}
}

func TestAReminderThatTheNetworkDoesNotTakeComesAgain(t *testing.T) {
	r := start(t)
	desk := r.deskOf(at(wardens))
	r.wait(desk, r.file(6), "neighbourhood-services", bot.RemindedSoon)
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if err := r.desk.Remind(over, bot.RemindJob{Desk: desk}); err == nil {
		t.Fatal("it was told to nobody without an error")
	}
	if err := r.desk.Remind(t.Context(), bot.RemindJob{Desk: desk}); err != nil {
		t.Fatal(err)
	}
	r.message(wardens, 0, "1 thing is due soon")
}

func TestAnOfficerSaysInTheGroupThatTheyAreAway(t *testing.T) {
	r := start(t)
	known := r.file(6)
	r.press(mia, wardens, r.card(wardens, known.Reference).MessageID, "Take it")
	r.card(wardens, known.Reference, "Taken by Mia")
	days, shown := awayDay(r, 3)
	said := r.box.Telegram.Person(mia.ID).In(wardens).Say("/away " + days)
	r.message(wardens, said, "You are away from now until the end of "+shown)
	card := r.card(wardens, known.Reference, "Mia is away until "+shown+". A colleague can take it over.")
	r.press(tom, wardens, card.MessageID, "Take it")
	r.card(wardens, known.Reference, "Taken by Tom")
	said = r.box.Telegram.Person(mia.ID).In(wardens).Say("/back")
	r.message(wardens, said, "You are back.")
	said = r.box.Telegram.Person(vic.ID).In(wardens).Say("/away " + days)
	r.message(wardens, said, "Only officers of this agency")
	said = r.box.Telegram.Person(mia.ID).In(wardens).Say("/away")
	r.message(wardens, said, "Until when? Nothing was changed. Write /away and until when", "/back ends it.")
}

func awayDay(r *rig, days int) (said, shown string) {
	day := time.Now().In(r.config.Plan.Zone()).AddDate(0, 0, days)
	return day.Format("2 Jan"), day.Format("Mon 2 Jan")
}

func TestAnOfficerTextsThatTheyAreAway(t *testing.T) {
	x := startTexts(t, "twiml")
	one := x.report("one", 6)
	x.alerted("duty", 0, one.Reference)
	x.says("kim", "TAKE "+one.Reference)
	if err := x.AddOfficer(t.Context(), bot.Officer{ID: uuid.NewString(), Name: "Ola", Agency: "neighbourhood-services"}); err != nil {
		t.Fatal(err)
	}
	said, shown := awayDay(x.rig, 3)
	_, back := awayDay(x.rig, 4)
	for text, want := range map[string]string{
		"AWAY":            "Until when? Nothing was changed.",
		"AWAY at lunch":   "Until when? Nothing was changed.",
		"BACK to you":     "Write BACK alone",
		"AWAY 3 Dec 2024": "Until when? Nothing was changed.",
	} {
		if got := x.says("kim", text); !strings.HasPrefix(got, want) {
			t.Errorf("%s: %q", text, got)
		}
	}
	if got := x.says("duty", "AWAY "+said); !strings.HasPrefix(got, "Only officers who are known") {
		t.Errorf("a desk is away: %q", got)
	}
	want := fmt.Sprintf("You are away from now until the end of %s, and back on %s. Your reports say so, and colleagues can take them. BACK ends it.", shown, back)
	if got := x.says("kim", "AWAY "+said); got != want {
		t.Errorf("away: %q, want %q", got, want)
	}
	card := x.card(wardens, one.Reference, "Kim is away until "+shown)
	x.press(mia, wardens, card.MessageID, "Take it")
	x.card(wardens, one.Reference, "Taken by Mia")
	x.aged(one.ID, 40*24*time.Hour)
	if got := x.says("kim", "LIST"); got != "1 report is open: | {one} taken, OVERDUE" {
		t.Errorf("list: %q", got)
	}
	if got := x.says("kim", "BACK"); got != "You are back. Reminders go to your desk again." {
		t.Errorf("back: %q", got)
	}
}

func TestWhoAloneWorksReportsIsToldBeforeTheyAreAway(t *testing.T) {
	x := startTexts(t, "twiml")
	said, shown := awayDay(x.rig, 3)
	if got := x.says("kim", "AWAY "+said); !strings.HasPrefix(got, "You are the only officer of Neighbourhood Services who isn't away. Nothing was changed yet.") ||
		!strings.Contains(got, "AWAY "+said+" YES") {
		t.Errorf("away: %q", got)
	}
	if got := x.says("kim", "AWAY "+said+" YES"); !strings.HasPrefix(got, "You are away from now until the end of "+shown) {
		t.Errorf("yes: %q", got)
	}
}
