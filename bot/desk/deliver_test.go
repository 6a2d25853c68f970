package desk_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/bot/sandbox"
	"yousaid/flows"
)

func TestGroupThatBecomesASupergroupIsFollowed(t *testing.T) {
	r := start(t)
	before := r.file(6)
	old := r.card(wardens, before.Reference)
	moved := r.box.Telegram.Group(wardens).Upgrade(-1001234567890)
	r.until("the desk has moved", func() bool {
		_, err := r.DeskAt(t.Context(), at(moved.ID))
		return err == nil
	})
	after := r.file(6)
	r.card(moved.ID, after.Reference)

	// A card that stayed behind comes anew where it can be edited.
	data := dataOf(t, old, "Take it")
	if got := r.answer(r.box.Telegram.Person(mia.ID).In(moved.ID).PressData(1, data)); !strings.Contains(got.Text, "yours") {
		t.Errorf("taken: %+v", got)
	}
	r.card(moved.ID, before.Reference, "Taken by Mia")
}

// Messages are numbered anew in the new group. What happens to a report of the
// old one doesn't touch a card that has its card's number there by chance.
func TestACardOfTheOldGroupIsNeverTakenForOneOfTheNew(t *testing.T) {
	r := start(t)
	var before []flows.Known
	for range 3 {
		before = append(before, r.file(6))
		r.card(wardens, before[len(before)-1].Reference)
	}
	closed := before[2]
	by := bot.Actor{Officer: r.officers[mia.ID], Name: "Mia", Agency: "neighbourhood-services"}
	if _, err := r.Resolve(t.Context(), bot.Action{ID: uuid.NewString(), By: by}, closed.ID, bot.OutcomeDone, ""); err != nil {
		t.Fatal(err)
	}
	r.card(wardens, closed.Reference, "Closed")
	moved := r.box.Telegram.Group(wardens).Upgrade(-1001234567890)
	cards := map[string]sandbox.Bubble{}
	ben := channel.Address{Channel: channel.SMS, ID: "+447700900456"}
	for _, known := range before[:2] {
		cards[known.Reference] = r.card(moved.ID, known.Reference)
	}
	for range 4 { // enough for every number of the old group to be one of the new
		known := r.fileFor(ben, 6)
		cards[known.Reference] = r.card(moved.ID, known.Reference)
	}
	r.commit(flows.Effect{Kind: flows.ForgetMe})
	for _, known := range before[:2] {
		r.card(moved.ID, known.Reference, "was deleted by its resident")
	}
	r.until("no card shows what was forgotten", func() bool {
		return r.count(`SELECT count(*) FROM deliveries WHERE failure = 'forgotten'`) == len(before)
	})
	for _, b := range r.box.Telegram.History(moved.ID) {
		for reference, card := range cards {
			if b.MessageID == card.MessageID && !strings.Contains(b.Says(), reference) {
				t.Errorf("the card of %s says %q", reference, b.Says())
			}
		}
	}
}

// The service message may come after a card was due: the call says it, too.
func TestMoveIsLearntFromARefusedCall(t *testing.T) {
	r := start(t)
	moved := r.box.Telegram.Group(wardens).Upgrade(-1001234567890)
	r.until("the desk has moved", func() bool {
		_, err := r.DeskAt(t.Context(), at(moved.ID))
		return err == nil
	})
	if err := r.MoveDesk(t.Context(), at(moved.ID), at(wardens)); err != nil { // as if nobody had said so
		t.Fatal(err)
	}
	known := r.file(6)
	r.card(moved.ID, known.Reference)
	if _, err := r.DeskAt(t.Context(), at(moved.ID)); err != nil {
		t.Errorf("the next card goes to the old id: %v", err)
	}
}

func TestRemovedBotIsNotedAndWhatWasMissedComesLater(t *testing.T) {
	r := start(t)
	group := r.box.Telegram.Group(wardens)
	group.RemoveBot(mia.ID)
	unreachable := func() bool {
		d, err := r.DeskAt(t.Context(), at(wardens))
		return err == nil && d.Unreachable
	}
	r.until("the desk is unreachable", unreachable)
	known := r.file(6)
	r.until("the delivery has failed", func() bool { return r.count(`SELECT count(*) FROM deliveries WHERE state = 'failed'`) == 1 })
	group.AddBot(mia.ID)
	r.card(wardens, known.Reference)
	r.until("the desk is reached", func() bool { return !unreachable() })
}

func TestThrottledCardWaitsWithoutAnAttempt(t *testing.T) {
	r := start(t)
	r.box.Faults.Set(sandbox.Fault{Method: "sendMessage", Kind: sandbox.TooMany, After: time.Second, Times: 2})
	known := r.file(6)
	r.card(wardens, known.Reference)
	if n := r.count(`SELECT coalesce(max(attempt), 0) FROM river.river_job WHERE kind = 'deliver'`); n > 1 {
		t.Errorf("waiting took %d attempts", n)
	}
}

func TestManyChangesAreFewEdits(t *testing.T) {
	r := start(t)
	known := r.file(6)
	r.card(wardens, known.Reference)
	by := bot.Actor{Officer: r.officers[mia.ID], Name: "Mia", Agency: "neighbourhood-services"}
	for i := range 12 {
		if _, err := r.AddNote(t.Context(), bot.Action{ID: uuid.NewString(), By: by}, known.ID, fmt.Sprintf("note %d", i)); err != nil {
			t.Fatal(err)
		}
	}
	r.card(wardens, known.Reference, "note 11")
	time.Sleep(100 * time.Millisecond)
	edits := r.box.Ledger.Entries(0, func(e sandbox.Entry) bool { return e.Method == "editMessageText" })
	if len(edits) > 12 {
		t.Errorf("%d edits of 12 changes", len(edits))
	}
	r.card(wardens, known.Reference, "note 11")
}

func TestAlertsNameNoMoreThanTheyMay(t *testing.T) {
	r := start(t)
	for network, address := range map[string]string{channel.SMS: "+441582000000", channel.Email: "duty@example.org"} {
		for _, agency := range []string{"neighbourhood-services", "public-health"} {
			d := bot.Desk{ID: uuid.NewString(), Agency: agency, Label: "Duty", Address: channel.Address{Channel: network, ID: agency + address}}
			if err := r.AddDesk(t.Context(), d); err != nil {
				t.Fatal(err)
			}
		}
	}
	open, guarded := r.file(6), r.file(3, func(s *flows.Submission) { s.Urgent = true })
	r.until("four alerts", func() bool { return len(r.texts.all()) == 4 })
	for _, out := range r.texts.all() {
		link := "https://yousaid.test/r/"
		if !strings.Contains(out.Text, link) || strings.Contains(out.Text, secretWords) || strings.Contains(out.Text, "Alley") {
			t.Errorf("alert %q", out.Text)
		}
		token := strings.Fields(out.Text[strings.Index(out.Text, link)+len(link):])[0]
		if err := r.PeekLink(t.Context(), token); err != nil || len(token) < 43 {
			t.Errorf("link with a token of %d: %v", len(token), err)
		}
		switch {
		case strings.Contains(out.Text, open.Reference):
			if !strings.Contains(out.Text, "Nuisance, noise, rubbish") || strings.Contains(out.Text, "URGENT") {
				t.Errorf("alert %q", out.Text)
			}
		case strings.Contains(out.Text, guarded.Reference):
			if strings.Contains(out.Text, "abuse") || !strings.HasPrefix(out.Text, "URGENT: ") {
				t.Errorf("alert %q", out.Text)
			}
		default:
			t.Errorf("alert %q", out.Text)
		}
	}
}

func TestGroupIsLinkedByACode(t *testing.T) {
	r := start(t)
	group := int64(-500)
	r.box.Telegram.AddGroup(sandbox.GroupInfo{ID: group, Title: "Second", BotAbsent: true, Officers: []sandbox.User{mia, vic}})
	r.box.Telegram.Group(group).AddBot(mia.ID)
	hello := r.message(group, 0, "/link CODE")
	const code = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	if err := r.InviteDesk(t.Context(), "neighbourhood-services", code, false, time.Hour); err != nil {
		t.Fatal(err)
	}
	r.box.Telegram.Person(vic.ID).In(group).Say("/link " + code)
	r.message(group, hello.MessageID, "Only officers")
	r.box.Telegram.Person(mia.ID).In(group).Say("/link WRONGCODEWRONGCODE")
	r.message(group, hello.MessageID, "ask for a new one")
	r.box.Telegram.Person(mia.ID).In(group).Say("/link " + strings.ToLower(code))
	r.message(group, hello.MessageID, "now gets the reports of Luton Council Neighbourhood Services")
	known := r.file(6)
	r.card(group, known.Reference)
	r.card(wardens, known.Reference)
}

func TestOfficerStartsWithACode(t *testing.T) {
	r := start(t)
	zoe := sandbox.User{ID: 51, FirstName: "Zoe"}
	r.box.Telegram.AddUser(zoe)
	id, code := uuid.NewString(), "ZBCDEFGHIJKLMNOPQRSTUVWXYZ"
	if err := errors.Join(
		r.AddOfficer(t.Context(), bot.Officer{ID: id, Name: "Zoe", Agency: "probation"}), r.Invite(t.Context(), id, code, time.Hour),
	); err != nil {
		t.Fatal(err)
	}
	r.box.Telegram.Person(zoe.ID).Start(code)
	r.message(zoe.ID, 0, "Hello Zoe", "Probation Services")
	if o, err := r.OfficerAt(t.Context(), at(zoe.ID)); err != nil || o.ID != id {
		t.Errorf("%+v, %v", o, err)
	}
	r.box.Telegram.Person(vic.ID).Start(code)
	r.message(vic.ID, 0, "has been used")
}

func TestWhatResidentsWriteIsNotTheDesks(t *testing.T) {
	r := start(t)
	known := r.file(6)
	card := r.card(wardens, known.Reference)
	for name, in := range map[string]channel.Inbound{
		"words":                {Kind: channel.Text, Text: "needles in the park"},
		"start":                {Kind: channel.Text, Text: "/start"},
		"start from a poster":  {Kind: channel.Text, Text: "/start poster-7"},
		"a resident's button":  {Kind: channel.Press, Press: channel.Button{Data: "6:theme"}},
		"a reply to the bot":   {Kind: channel.Text, Text: "yes", ReplyTo: "77"},
		"the id of a card":     {Kind: channel.Text, Text: "yes", ReplyTo: fmt.Sprint(card.MessageID)},
		"a text with the code": {Kind: channel.Text, Text: "my code is ABCDEFGHIJKLMNOPQRSTUVWXYZ"},
	} {
		in.Chat, in.Private, in.Person.ID = at(99), true, "99"
		if ours, err := r.desk.Handles(t.Context(), in); ours || err != nil {
			t.Errorf("%s: %v, %v", name, ours, err)
		}
	}
}
