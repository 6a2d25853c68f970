package main_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"yousaid/bot/sandbox"
	"yousaid/cmd/yousaid/internal/rig"
)

// CLEAR deletes a chat on Telegram on both sides, but for the words that say so.
func TestClearDeletesBothSides(t *testing.T) {
	t.Parallel()
	r := rig.New(t, rig.Options{})
	ctx := r.Context(time.Minute)
	who := r.Reporter(r.Telegram(), 6, "clear")
	if _, err := who.Report(ctx); err != nil {
		t.Fatal(err)
	}
	who.Say("CLEAR")
	h, err := who.Next(ctx)
	if err != nil || !strings.Contains(h.Text, "I am deleting") {
		t.Fatalf("CLEAR is answered with %q, %v", h.Text, err)
	}
	left := func() (list []string) {
		for _, b := range rig.Seat(who.Phone).History() {
			if !b.Deleted {
				list = append(list, b.Says())
			}
		}
		return list
	}
	r.Eventually(rig.Patience, "all but the last message is deleted", func() bool { return len(left()) == 1 })
	if list := left(); !strings.Contains(list[0], "I am deleting") {
		t.Errorf("left: %q", list)
	}
	if n := r.Count(`SELECT count(*) FROM reports WHERE status = 'new'`); n != 1 {
		t.Error("the report went with the chat")
	}
}

// With two reports open, a reply of Telegram's own goes to the report that the
// message is about.
func TestReplyGoesToItsReport(t *testing.T) {
	t.Parallel()
	r := rig.New(t, rig.Options{})
	ctx := r.Context(2 * time.Minute)
	phone := r.Telegram()
	first, second := r.Reporter(phone, 6, "first"), r.Reporter(phone, 5, "second")
	messages := map[*rig.Resident]int{}
	for _, who := range []*rig.Resident{first, second} {
		if who == second {
			phone.Say("NEW")
			if _, err := who.Next(ctx); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := who.Report(ctx); err != nil {
			t.Fatal(err)
		}
	}
	for _, who := range []*rig.Resident{first, second} {
		desk := r.Leads(who)[0]
		card, err := desk.Card(ctx, who.Reference)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := desk.Press(ctx, desk.Officers[0], card.MessageID, rig.TakeIt); err != nil {
			t.Fatal(err)
		}
		if err := desk.Answer(ctx, desk.Officers[0], card, "At what time was that, zqquestion?"); err != nil {
			t.Fatal(err)
		}
		shown, err := rig.Seat(phone).Wait(ctx, 0, func(b sandbox.Bubble) bool {
			return strings.Contains(b.Says(), who.Reference) && strings.Contains(b.Says(), "zqquestion")
		})
		if err != nil {
			t.Fatal(err)
		}
		messages[who] = shown.MessageID
	}
	for _, who := range []*rig.Resident{first, second} {
		rig.Seat(phone).Reply(messages[who], "it was about six "+who.Reference)
	}
	r.Eventually(rig.Patience, "both answers are in the record", func() bool {
		return r.Count(`SELECT count(DISTINCT report_id) FROM entries WHERE kind = 'resident'`) == 2
	})
	for _, who := range []*rig.Resident{first, second} {
		desk := r.Leads(who)[0]
		if _, err := desk.Sees(ctx, 0, func(b sandbox.Bubble) bool { return strings.Contains(b.Says(), "about six "+who.Reference) }); err != nil {
			t.Errorf("%s: %v", desk.Agency.ID, err)
		}
	}
}

// From another phone a report is opened by its reference and PIN, and added to;
// from their own it is taken back, and the card says so.
func TestReportIsOpenedFromElsewhereAndTakenBack(t *testing.T) {
	t.Parallel()
	r := rig.New(t, rig.Options{})
	ctx := r.Context(2 * time.Minute)
	who := r.Reporter(r.SMS(), 6, "elsewhere")
	if _, err := who.Report(ctx); err != nil {
		t.Fatal(err)
	}
	if err := who.Talks(ctx, "PIN", "Choose a PIN", "48215", "PIN is set"); err != nil {
		t.Fatal(err)
	}
	other := &rig.Resident{Phone: r.Telegram(), Reply: rig.Patience}
	if err := other.Talks(ctx,
		who.Reference, "can't find that", "11111", "do not fit", "48215", "too quick"); err != nil {
		t.Fatal(err)
	}
	time.Sleep(6 * time.Second)
	if err := other.Talks(ctx, " 48215 ", who.Reference+", sent today"); err != nil {
		t.Fatal(err)
	}
	if err := other.Talks(ctx, "add something", "What would you like to add", "there is more of it on Mondays", "I added that to "+who.Reference); err != nil {
		t.Fatal(err)
	}
	if err := who.Talks(ctx, "my reports", "Take it back", "take it back", "will not work on it", "yes", "taken back"); err != nil {
		t.Fatal(err)
	}
	desk := r.Leads(who)[0]
	card, err := desk.Card(ctx, who.Reference)
	if err != nil {
		t.Fatal(err)
	}
	if err := desk.Reads(ctx, card, "Withdrawn by its resident"); err != nil {
		t.Error(err)
	}
	if err := desk.Reads(ctx, card, "more of it on Mondays"); err != nil {
		t.Error(err)
	}
}

// MY DATA over SMS leads to a page that shows the copy once.
func TestCopyBySMSIsAPageThatOpensOnce(t *testing.T) {
	t.Parallel()
	r := rig.New(t, rig.Options{})
	ctx := r.Context(time.Minute)
	who := r.Reporter(r.SMS(), 6, "copy")
	if _, err := who.Report(ctx); err != nil {
		t.Fatal(err)
	}
	path, err := who.AsksForCopy(ctx)
	if err != nil {
		t.Fatal(err)
	}
	r.Mark(strings.TrimPrefix(path, "/d/"))
	for _, step := range []struct {
		method string
		status int
		copied bool
	}{
		{http.MethodGet, http.StatusOK, false}, {http.MethodPost, http.StatusOK, true}, {http.MethodPost, http.StatusGone, false},
	} {
		status, body, err := r.Browse(ctx, step.method, path)
		if err != nil || status != step.status || strings.Contains(body, who.Reference) != step.copied || strings.Contains(body, who.Story) != step.copied {
			t.Errorf("%s: %d\n%s", step.method, status, body)
		}
	}
}
