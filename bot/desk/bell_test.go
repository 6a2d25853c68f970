package desk_test

import (
	"strings"
	"testing"

	"github.com/google/uuid"

	"yousaid/bot"
)

// asksToReveal adds an officer who asks for ana's contact.
func (r *rig) asksToReveal(report string) bot.Actor {
	r.t.Helper()
	o := bot.Officer{ID: uuid.NewString(), Name: "Uma", Agency: "neighbourhood-services"}
	if err := r.AddOfficer(r.t.Context(), o); err != nil {
		r.t.Fatal(err)
	}
	a := bot.Action{ID: uuid.NewString(), By: o.Actor()}
	_, err := r.config.Officers.AskReveal(r.t.Context(), a, report, bot.RevealLife, "He is on his way to her, "+secretWords)
	if err != nil {
		r.t.Fatal(err)
	}
	return a.By
}

// A room reads only that something waits; the card says who asked, and no reason.
func TestDesksOfWhoDecidesAreRungWithoutNamesOrWords(t *testing.T) {
	r := start(t)
	lena := bot.Officer{ID: uuid.NewString(), Name: "Lena", Agency: "neighbourhood-services", Role: bot.RoleLead}
	if err := r.AddOfficer(t.Context(), lena); err != nil {
		t.Fatal(err)
	}
	known := r.file(6)
	r.card(wardens, known.Reference)
	uma := r.asksToReveal(known.ID)
	if bell := r.message(wardens, 0, "waits in the console"); bell.Says() != "A request waits in the console." {
		t.Errorf("rung with %q", bell.Says())
	}
	r.card(wardens, known.Reference, "Uma asked to see the resident’s contact.")
	list, err := r.RevealsOf(t.Context(), uma, known.ID)
	if err != nil {
		t.Fatal(err)
	}
	_, err = r.config.Officers.DecideReveal(t.Context(), bot.Action{ID: uuid.NewString(), By: lena.Actor()}, list[0].ID, true, "agreed "+secretWords)
	if err != nil {
		t.Fatal(err)
	}
	r.message(wardens, 0, "A request in the console was answered.")
	r.card(wardens, known.Reference, "Lena approved that the resident’s contact is shown")
	if said := r.said(council) + r.said(police) + r.said(health); strings.Contains(said, "console") {
		t.Errorf("others are rung: %s", said)
	}
	if said := r.said(wardens); strings.Contains(said, "on his way") || strings.Contains(said, "agreed") {
		t.Error("the room reads the reason")
	}
}
