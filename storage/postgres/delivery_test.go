package postgres_test

import (
	"errors"
	"slices"
	"strconv"
	"testing"
	"time"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/flows"
)

// deliveries returns the ids of all deliveries in order.
func (r *rig) deliveries() []int64 {
	r.t.Helper()
	var ids []int64
	if err := r.Pool().QueryRow(r.t.Context(), `SELECT coalesce(array_agg(id ORDER BY id), '{}') FROM deliveries`).Scan(&ids); err != nil {
		r.t.Fatal(err)
	}
	return ids
}

func (r *rig) delivery(id int64) bot.Delivery {
	r.t.Helper()
	d, err := r.Delivery(r.t.Context(), id)
	if err != nil {
		r.t.Fatal(err)
	}
	return d
}

func TestCardShowsWordsOnlyWhereTheyMayStand(t *testing.T) {
	r := start(t)
	tests := []struct {
		theme     int
		reference bool
		network   string
		words     bool
	}{
		{theme: 6, network: channel.Telegram, words: true},
		{theme: 6, network: channel.Telegram, reference: true},
		{theme: 6, network: channel.SMS},
		{theme: 6, network: channel.Email},
		{theme: 4, network: channel.Telegram},
		{theme: 3, network: channel.Telegram},
	}
	for _, test := range tests {
		lead := r.config.Plan.Leads(test.theme)[0].ID
		desk := bot.Desk{
			ID: newID(), Agency: lead, Label: "d", ReferenceOnly: test.reference,
			Address: channel.Address{Channel: test.network, ID: newID()},
		}
		if err := r.AddDesk(t.Context(), desk); err != nil {
			t.Fatal(err)
		}
		known := r.file(ana, test.theme)
		ids := r.deliveries()
		d := r.delivery(ids[len(ids)-1])
		audited := r.count(`SELECT count(*) FROM audit`)
		report, err := r.Card(t.Context(), d)
		if err != nil || report.Reference != known.Reference {
			t.Fatalf("%+v: %v", test, err)
		}
		if got := report.What != nil; got != test.words {
			t.Errorf("%+v: words %v", test, got)
		}
		if got := r.count(`SELECT count(*) FROM audit`) > audited; got != test.words {
			t.Errorf("%+v: audited %v", test, got)
		}
		if err := r.RemoveDesk(t.Context(), desk.ID); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAnswerGoesUnderTheCard(t *testing.T) {
	r := start(t)
	desk := r.group("neighbourhood-services", "-1")
	known := r.file(ana, 6)
	r.commit(ana, flows.Effect{Kind: flows.AnswerDesk, Target: known.ID, Text: "again " + mark})
	ids := r.deliveries()
	card, answer := r.delivery(ids[0]), r.delivery(ids[1])
	if card.Entry != nil || card.Desk != desk || answer.Entry == nil || !answer.CardWaits {
		t.Errorf("card %+v, answer %+v", card, answer)
	}
	if err := r.Delivered(t.Context(), card.ID, desk.Address, "41", card.Version); err != nil {
		t.Fatal(err)
	}
	if answer = r.delivery(ids[1]); answer.Card != "41" || answer.CardWaits {
		t.Errorf("answer %+v", answer)
	}
	report, err := r.Card(t.Context(), answer)
	if err != nil || report.Thread[0].ID != answer.Entry.ID || report.Thread[0].Text != "again "+mark {
		t.Errorf("%+v, %v", report.Thread, err)
	}
	if cards, err := r.Cards(t.Context(), known.ID); err != nil || len(cards) != 1 || cards[0].Shown != card.Version {
		t.Errorf("%+v, %v", cards, err)
	}
}

func TestNewDeskGetsWhatItsAgencyNeverSaw(t *testing.T) {
	r := start(t)
	r.file(ana, 6)
	closed := r.file(ana, 6)
	mia := r.officer("Mia", "neighbourhood-services", false)
	if _, err := r.Resolve(t.Context(), action(mia), closed.ID, bot.OutcomeDone, ""); err != nil {
		t.Fatal(err)
	}
	r.group("neighbourhood-services", "-1")
	if n := r.jobs("deliver"); n != 1 {
		t.Errorf("%d deliveries to the first desk, want the open report", n)
	}
	r.group("neighbourhood-services", "-2")
	if n := r.jobs("deliver"); n != 1 {
		t.Errorf("a second desk brought %d more", n-1)
	}
}

func TestGroupThatMovesIsFollowed(t *testing.T) {
	r := start(t)
	desk := r.group("neighbourhood-services", "-1")
	moved := channel.Address{Channel: channel.Telegram, ID: "-1001"}
	if err := r.MoveDesk(t.Context(), desk.Address, moved); err != nil {
		t.Fatal(err)
	}
	if found, err := r.DeskAt(t.Context(), moved); err != nil || found.ID != desk.ID || found.Address != moved {
		t.Errorf("%+v, %v", found, err)
	}
	if _, err := r.DeskAt(t.Context(), desk.Address); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("old id: %v", err)
	}
	if err := r.MoveDesk(t.Context(), desk.Address, moved); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("moved again: %v", err)
	}
}

// A call to the old group that ends while the desk moves waits for the move:
// its number names nothing in the new group.
func TestDeliveryThatEndsWhileItsGroupMoves(t *testing.T) {
	r := start(t)
	desk := r.group("neighbourhood-services", "-1")
	r.file(ana, 6)
	id := r.deliveries()[0]
	moving, err := r.Pool().Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = moving.Rollback(t.Context()) }()
	if _, err := moving.Exec(t.Context(), `UPDATE desks SET lookup = $2 WHERE id = $1`, desk.ID, []byte("another group")); err != nil {
		t.Fatal(err)
	}
	noted := make(chan error, 1)
	go func() { noted <- r.Delivered(t.Context(), id, desk.Address, "42", 1) }()
	for waits := 0; waits == 0; {
		select {
		case err := <-noted:
			t.Fatalf("it is noted before the move is over, %v", err)
		default:
			waits = r.count(`SELECT count(*) FROM pg_locks WHERE NOT granted AND (database IS NULL OR database = (SELECT oid FROM pg_database WHERE datname = current_database()))`)
		}
	}
	if err := moving.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := <-noted; err != nil {
		t.Fatal(err)
	}
	if d := r.delivery(id); d.State != "sent" || d.Message != "" || d.Shown != 0 {
		t.Errorf("after the move: %+v", d)
	}
}

// A number is unique in its chat only: those of the old group name nothing in
// the new one. The cards of open reports are sent anew.
func TestNumbersOfTheOldGroupAreForgotten(t *testing.T) {
	r := start(t)
	desk := r.group("neighbourhood-services", "-1")
	moved := channel.Address{Channel: channel.Telegram, ID: "-1001"}
	known, closed := r.file(ana, 6), r.file(ana, 6)
	ids := r.deliveries()
	for i, id := range ids {
		if err := r.Delivered(t.Context(), id, desk.Address, strconv.Itoa(41+i), 1); err != nil {
			t.Fatal(err)
		}
	}
	r.exec(`UPDATE reports SET status = 'closed' WHERE id = $1`, closed.ID)
	if err := r.MoveDesk(t.Context(), desk.Address, moved); err != nil {
		t.Fatal(err)
	}
	for _, id := range ids {
		if d := r.delivery(id); d.Message != "" || d.Shown != 0 || d.State != "sent" {
			t.Errorf("after the move: %+v", d)
		}
	}
	if jobs := r.strings(`SELECT args->>'report' FROM river.river_job WHERE kind = 'refresh'`); !slices.Equal(jobs, []string{known.ID}) {
		t.Errorf("refreshed are %q", jobs)
	}
	steps := []struct {
		in      channel.Address
		message string
		want    string
	}{
		{desk.Address, "43", ""}, // a call to the old group that was under way
		{moved, "7", "7"},
		{desk.Address, "44", "7"},
	}
	for _, step := range steps {
		if err := r.Delivered(t.Context(), ids[0], step.in, step.message, 2); err != nil {
			t.Fatal(err)
		}
		if d := r.delivery(ids[0]); d.Message != step.want || d.State != "sent" {
			t.Errorf("after message %s: %+v", step.message, d)
		}
	}
}

func TestDeskThatComesBackGetsWhatItMissed(t *testing.T) {
	r := start(t)
	desk := r.group("neighbourhood-services", "-1")
	r.file(ana, 6)
	id := r.deliveries()[0]
	if err := errors.Join(r.DeliveryFailed(t.Context(), id, "failed", "blocked"), r.DeskReached(t.Context(), desk.Address, false)); err != nil {
		t.Fatal(err)
	}
	if list, err := r.Desks(t.Context()); err != nil || !list[0].Unreachable {
		t.Errorf("%+v, %v", list, err)
	}
	if err := r.DeskReached(t.Context(), desk.Address, true); err != nil {
		t.Fatal(err)
	}
	if d := r.delivery(id); d.State != "waiting" || d.Desk.Unreachable || r.jobs("deliver") != 2 {
		t.Errorf("%+v, %d jobs", d, r.jobs("deliver"))
	}
}

func TestMessagesOfDesksAreRememberedAndBlankedLater(t *testing.T) {
	r := start(t)
	known := r.file(ana, 6)
	chat := channel.Address{Channel: channel.Telegram, ID: "77"}
	m := bot.DeskMessage{
		Chat: chat, Message: "5", Report: known.ID, Agency: "neighbourhood-services", Purpose: "view", Shows: true,
		Args: map[string]string{"a": "b"},
	}
	if err := r.Remember(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	if got, err := r.About(t.Context(), chat, "5"); err != nil || got.Report != known.ID || got.Args["a"] != "b" || got.Chat != chat || !got.Shows {
		t.Errorf("%+v, %v", got, err)
	}
	views := func() int {
		list, err := r.Views(t.Context(), known.ID)
		if err != nil {
			t.Fatal(err)
		}
		return len(list)
	}
	if n := views(); n != 0 {
		t.Errorf("%d to be blanked of a report that is there", n)
	}
	mia := r.officer("Mia", "neighbourhood-services", false)
	if _, err := r.Reroute(t.Context(), action(mia), known.ID, 5, "", "x"); err != nil {
		t.Fatal(err)
	}
	if n := views(); n != 1 {
		t.Errorf("%d to be blanked after it was passed on", n)
	}
	if err := r.ForgetView(t.Context(), chat, "5"); err != nil || views() != 0 {
		t.Errorf("%d left, %v", views(), err)
	}
}

func TestLinkIsUsedOnceAndItsSessionEnds(t *testing.T) {
	r := start(t)
	known := r.file(ana, 6)
	desk := bot.Desk{ID: newID(), Agency: "neighbourhood-services", Label: "Duty", Address: channel.Address{Channel: channel.Email, ID: "duty@example.org"}}
	if err := errors.Join(r.AddDesk(t.Context(), desk), r.CreateLink(t.Context(), bot.Link{Desk: desk.ID, Target: bot.Target{Report: known.ID}}, "secret", time.Hour)); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(r.PeekLink(t.Context(), "secret"), r.PeekLink(t.Context(), "secret")); err != nil {
		t.Errorf("looking used it up: %v", err)
	}
	by, to, err := r.UseLink(t.Context(), "secret", "session", 30*time.Minute)
	if err != nil || to.Report != known.ID || by.Agency != desk.Agency || by.Name != "Duty" || by.Desk != desk.ID || by.Cleared {
		t.Errorf("%+v, %v", by, err)
	}
	if _, _, err := r.UseLink(t.Context(), "secret", "other", time.Minute); !errors.Is(err, bot.ErrUsed) || !errors.Is(r.PeekLink(t.Context(), "secret"), bot.ErrUsed) {
		t.Errorf("used twice: %v", err)
	}
	if again, _, err := r.LinkSession(t.Context(), "session"); err != nil || again != by {
		t.Errorf("session: %+v, %v", again, err)
	}
	r.clock.add(31 * time.Minute)
	if _, _, err := r.LinkSession(t.Context(), "session"); !errors.Is(err, bot.ErrUsed) {
		t.Errorf("session that is over: %v", err)
	}
	if n := r.count(`SELECT count(*) FROM links WHERE encode(token, 'escape') = 'secret'`); n != 0 {
		t.Error("the secret itself is kept")
	}
}
