package desk_test

import (
	"strings"
	"testing"

	"github.com/google/uuid"

	"yousaid/bot"
	"yousaid/bot/channel"
)

func (r *rig) acts(user int64, name, agency string, cleared bool) bot.Action {
	return bot.Action{ID: uuid.NewString(), By: bot.Actor{Officer: r.officers[user], Name: name, Agency: agency, Cleared: cleared}}
}

func TestAMarkedReportAlertsEveryDeskOnce(t *testing.T) {
	r := start(t)
	phone := channel.Address{Channel: channel.SMS, ID: "+447700900999"}
	err := r.AddDesk(t.Context(), bot.Desk{ID: uuid.NewString(), Agency: "neighbourhood-services", Label: "Duty", Address: phone})
	if err != nil {
		t.Fatal(err)
	}
	known := r.file(6)
	r.card(wardens, known.Reference)
	r.until("the text", func() bool { return len(r.texts.all()) == 1 })
	mia := r.acts(mia.ID, "Mia", "neighbourhood-services", false)
	for range 2 {
		if _, err := r.config.Officers.MarkUrgent(t.Context(), mia, known.ID, true, "He has a knife <i> "+secretWords); err != nil {
			t.Fatal(err)
		}
	}
	r.message(wardens, 0, known.Reference+" is marked as urgent.", "Mia marked it as urgent: He has a knife <i>")
	card := r.card(wardens, known.Reference, "URGENT: marked so by Mia (Luton Council Neighbourhood Services).", "He has a knife <i>")
	if strings.Contains(card.Says(), "999") {
		t.Error("the card says that the resident was told to call 999")
	}
	r.until("the second text", func() bool { return len(r.texts.all()) == 2 })
	if text := r.texts.all()[1].Text; !strings.HasPrefix(text, "URGENT: "+known.Reference+" is marked as urgent. ") || strings.Contains(text, "knife") || strings.Contains(text, "999") {
		t.Errorf("the number gets %q", text)
	}
	calm := mia
	calm.ID = uuid.NewString()
	if _, err := r.config.Officers.MarkUrgent(t.Context(), calm, known.ID, false, "He has left"); err != nil {
		t.Fatal(err)
	}
	card = r.card(wardens, known.Reference, "Mia marked it as not urgent any more: He has left")
	if strings.Contains(card.Says(), "URGENT") {
		t.Error("the card still says that it is urgent")
	}
	if n := strings.Count(r.said(wardens), "is marked as urgent."); n != 1 {
		t.Errorf("alerted %d times", n)
	}
}

// Joint leads are both alerted; a neutral report's words stand in no room.
func TestJointLeadsAreBothAlerted(t *testing.T) {
	r := start(t)
	known := r.file(1)
	r.card(police, known.Reference)
	r.card(council, known.Reference)
	if _, err := r.config.Officers.MarkUrgent(t.Context(), r.acts(pat.ID, "Pat", "bedfordshire-police", false), known.ID, true, "He has a knife"); err != nil {
		t.Fatal(err)
	}
	for _, group := range []int64{police, council} {
		r.message(group, 0, known.Reference+" is marked as urgent.")
		r.card(group, known.Reference, "URGENT: marked so by Pat")
		if strings.Contains(r.said(group), "knife") {
			t.Errorf("the room reads %s", r.said(group))
		}
	}
}

// A guarded report's alert says nothing of why in a room.
func TestAGuardedReportsAlertHasNoWords(t *testing.T) {
	r := start(t)
	known := r.file(3)
	r.card(health, known.Reference)
	a := r.acts(nia.ID, "Nia", "public-health", true)
	if _, err := r.config.Officers.MarkUrgent(t.Context(), a, known.ID, true, "He has a knife"); err != nil {
		t.Fatal(err)
	}
	alert := r.message(health, 0, known.Reference+" is marked as urgent.")
	if strings.Contains(r.said(health), "knife") || !strings.Contains(alert.Says(), known.Reference) {
		t.Errorf("the room reads %q", r.said(health))
	}
}

func TestCardsFollowWhatIsHandedOpenedAgainAndLinked(t *testing.T) {
	r := start(t)
	known := r.file(6)
	r.card(wardens, known.Reference)
	act := func() bot.Action { return r.acts(mia.ID, "Mia", "neighbourhood-services", false) }
	must := func(_ bot.Acted, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(r.config.Officers.Hand(t.Context(), act(), known.ID, r.officers[tom.ID]))
	r.card(wardens, known.Reference, "Taken by Tom", "Mia gave it to Tom.")
	must(r.config.Officers.Resolve(t.Context(), act(), known.ID, bot.OutcomeDone, ""))
	must(r.config.Officers.Reopen(t.Context(), act(), known.ID, "It is back <i>"))
	r.card(wardens, known.Reference, "Opened again by Mia", "Mia opened it again: It is back <i>")
	other := r.file(6)
	r.card(wardens, other.Reference)
	must(r.config.Officers.Link(t.Context(), act(), known.ID, []string{other.ID}, bot.LinkDuplicate))
	r.card(wardens, known.Reference, "Mia marked it as a duplicate of another report.")
	r.card(wardens, other.Reference, "Mia linked a duplicate of it.")
	must(r.config.Officers.Unlink(t.Context(), act(), known.ID))
	r.card(wardens, known.Reference, "Mia took it out of its incident.")
}
