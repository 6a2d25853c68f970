package main_test

import (
	"context"
	"io"
	"net/http"
	"regexp"
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
	talks(ctx, t, who, "PIN", "Choose a PIN", "48215", "PIN is set")
	other := &rig.Resident{Phone: r.Telegram(), Reply: rig.Patience}
	talks(ctx, t, other,
		who.Reference, "can't find that", "11111", "do not fit", "48215", "too quick")
	time.Sleep(6 * time.Second)
	talks(ctx, t, other, " 48215 ", who.Reference+", sent today")
	talks(ctx, t, other, "add something", "What would you like to add", "there is more of it on Mondays", "I added that to "+who.Reference)
	talks(ctx, t, who, "my reports", "Take it back", "take it back", "will not work on it", "yes", "taken back")
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

// talks says things and expects answers, in turn.
func talks(ctx context.Context, t *testing.T, who *rig.Resident, lines ...string) {
	t.Helper()
	for i := 0; i+1 < len(lines); i += 2 {
		who.Say(lines[i])
		h, err := who.Next(ctx)
		if err != nil || !strings.Contains(h.Text, lines[i+1]) {
			t.Fatalf("%q is answered with %q, want %q, %v", lines[i], h.Text, lines[i+1], err)
		}
	}
}

var copyLink = regexp.MustCompile(`https://\S+(/d/\w+)`)

// MY DATA over SMS leads to a page that shows the copy once.
func TestCopyBySMSIsAPageThatOpensOnce(t *testing.T) {
	t.Parallel()
	r := rig.New(t, rig.Options{})
	ctx := r.Context(time.Minute)
	who := r.Reporter(r.SMS(), 6, "copy")
	if _, err := who.Report(ctx); err != nil {
		t.Fatal(err)
	}
	who.Say("MY DATA")
	h, err := who.Next(ctx)
	match := copyLink.FindStringSubmatch(h.Text)
	if err != nil || match == nil {
		t.Fatalf("MY DATA is answered with %q, %v", h.Text, err)
	}
	r.Mark(strings.TrimPrefix(match[1], "/d/"))
	for _, step := range []struct {
		method string
		status int
		copied bool
	}{
		{http.MethodGet, http.StatusOK, false}, {http.MethodPost, http.StatusOK, true}, {http.MethodPost, http.StatusGone, false},
	} {
		status, body := browse(ctx, t, r, step.method, match[1])
		if status != step.status || strings.Contains(body, who.Reference) != step.copied || strings.Contains(body, who.Story) != step.copied {
			t.Errorf("%s: %d\n%s", step.method, status, body)
		}
	}
}

// browse asks a replica for a page, as the proxy in front of it does.
func browse(ctx context.Context, t *testing.T, r *rig.Rig, method, path string) (int, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(ctx, method, r.Replicas[0].URL()+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(body)
}
