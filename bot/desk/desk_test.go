package desk_test

import (
	"strings"
	"testing"
	"time"

	"yousaid/bot"
	"yousaid/bot/sandbox"
	"yousaid/flows"
)

func TestReportIsTakenAnsweredAndClosedInTheGroup(t *testing.T) {
	r := start(t)
	known := r.file(6)
	card := r.card(wardens, known.Reference)
	for _, want := range []string{"Antisocial behaviour and environmental crime", "Nobody has taken it", "Rubbish <b>again</b> & again", "Alley <3, Dallow ward", "number stays hidden"} {
		if !strings.Contains(card.Text, want) {
			t.Errorf("the card doesn’t say %q:\n%s", want, card.Text)
		}
	}
	if strings.Contains(card.Text, "7700") {
		t.Error("the card shows the number")
	}

	if got := r.press(mia, wardens, card.MessageID, "Take it"); got.Alert || !strings.Contains(got.Text, "is yours") {
		t.Errorf("taken: %+v", got)
	}
	taken := r.card(wardens, known.Reference, "Taken by Mia")
	if taken.MessageID != card.MessageID {
		t.Error("taking sent another card")
	}
	if _, still := taken.Button("Take it"); still {
		t.Error("it can still be taken")
	}

	prompt := r.reply(mia, wardens, card.MessageID, "We come on Monday. "+secretWords)
	draft := r.message(wardens, prompt, "Send this to the resident", "We come on Monday.")
	r.toldNothing()
	if got := r.press(mia, wardens, draft.MessageID, "Send to the resident"); !strings.Contains(got.Text, "Sent") {
		t.Errorf("sent: %+v", got)
	}
	if n := r.told(1); n.Text != "We come on Monday. "+secretWords || n.To != ana || n.Kind != flows.NoticeMessage {
		t.Errorf("the resident was told %+v", n.Notice)
	}
	r.message(wardens, prompt, "On its way")
	r.card(wardens, known.Reference, "Mia to the resident:")

	r.commit(flows.Effect{Kind: flows.AnswerDesk, Target: known.ID, Text: "Thanks <i>!</i>"})
	answer := r.message(wardens, draft.MessageID, "has answered", "Thanks <i>!</i>")
	if answer.ReplyTo == nil || answer.ReplyTo.MessageID != card.MessageID {
		t.Error("the answer doesn’t stand under the card")
	}

	r.press(tom, wardens, card.MessageID, "Close")
	menu := r.message(wardens, answer.MessageID, "with what outcome")
	r.press(tom, wardens, menu.MessageID, "Done")
	if n := r.told(2); n.Kind != flows.NoticeClosed || n.Result != "done" {
		t.Errorf("the resident was told %+v", n.Notice)
	}
	closed := r.card(wardens, known.Reference, "Closed by Tom")
	if _, still := closed.Button("Close"); still {
		t.Error("it can be closed again")
	}
	r.message(wardens, answer.MessageID, "is closed: done")
}

func TestTwoOfficersAtOnce(t *testing.T) {
	r := start(t)
	known := r.file(6)
	card := r.card(wardens, known.Reference)
	first, err1 := r.box.Telegram.Person(mia.ID).In(wardens).Press(card.MessageID, "Take it")
	second, err2 := r.box.Telegram.Person(tom.ID).In(wardens).Press(card.MessageID, "Take it")
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	answers := []sandbox.Answer{r.answer(first), r.answer(second)}
	names := []string{"Mia", "Tom"}
	winner := 0
	if answers[0].Alert {
		winner = 1
	}
	if answers[winner].Alert || !answers[1-winner].Alert || !strings.Contains(answers[1-winner].Text, names[winner]+" took it at") {
		t.Errorf("answers %+v", answers)
	}
	r.card(wardens, known.Reference, "Taken by "+names[winner])
}

func TestNobodyElseCanDoAnything(t *testing.T) {
	r := start(t)
	known := r.file(6)
	card := r.card(wardens, known.Reference)
	for _, label := range []string{"Take it", "Ask or reply", "Note", "Pass on", "Close"} {
		if got := r.press(vic, wardens, card.MessageID, label); !got.Alert || !strings.Contains(got.Text, "Only officers") {
			t.Errorf("%s: %+v", label, got)
		}
	}
	said := r.reply(vic, wardens, card.MessageID, "I know him")
	r.message(wardens, said, "Only officers")
	if err := r.RemoveOfficer(t.Context(), r.officers[tom.ID]); err != nil {
		t.Fatal(err)
	}
	if got := r.press(tom, wardens, card.MessageID, "Take it"); !got.Alert || !strings.Contains(got.Text, "Only officers") {
		t.Errorf("a removed officer: %+v", got)
	}
	// An officer of another agency who is in the group, or who knows the button.
	r.box.Telegram.Group(wardens).Join(pat)
	if got := r.press(pat, wardens, card.MessageID, "Take it"); !got.Alert {
		t.Errorf("another agency’s officer: %+v", got)
	}
	data, _ := card.Button("Take it")
	r.box.Telegram.Person(pat.ID).Start("")
	if got := r.answer(r.box.Telegram.Person(pat.ID).Private().PressData(1, data)); !got.Alert || !strings.Contains(got.Text, "can’t open") {
		t.Errorf("another agency’s officer in private: %+v", got)
	}
	if n := r.count(`SELECT count(*) FROM entries`) + r.count(`SELECT count(*) FROM drafts`); n != 0 {
		t.Errorf("%d things were done", n)
	}
}

func TestOldAndForgedButtonsDoNothing(t *testing.T) {
	r := start(t)
	known := r.file(6)
	card := r.card(wardens, known.Reference)
	seat := r.box.Telegram.Person(mia.ID).In(wardens)
	for _, data := range []string{"d:", "d:t", "d:t:", "d:t:!!!", "d:zz:AAAAAAAAAAAAAAAAAAAAAA", "d:t:AAAAAAAAAAAAAAAAAAAAAA:x:y", "report:1"} {
		if got := r.answer(seat.PressData(card.MessageID, data)); got.Text == "" {
			t.Errorf("%s: silence", data)
		}
	}
	if got := r.answer(seat.PressData(card.MessageID, "d:t:AAAAAAAAAAAAAAAAAAAAAA")); !strings.Contains(got.Text, "can’t open") {
		t.Errorf("a report that never was: %+v", got)
	}
}

func TestNeutralReportIsShownInPrivate(t *testing.T) {
	r := start(t)
	known := r.file(4)
	card := r.card(health, known.Reference, "Drugs, alcohol and mental health")
	if strings.Contains(card.Text, secretWords) || strings.Contains(card.Text, "Alley") {
		t.Errorf("the group reads %s", card.Text)
	}
	if got := r.press(pip, health, card.MessageID, "Show me"); !got.Alert || !strings.Contains(got.Text, "t.me/") {
		t.Errorf("who never pressed Start: %+v", got)
	}
	started := r.box.Telegram.Person(pip.ID).Start("")
	if got := r.press(pip, health, card.MessageID, "Show me"); got.Alert {
		t.Errorf("shown: %+v", got)
	}
	view := r.message(pip.ID, started, known.Reference, secretWords, "Alley <3")
	if !view.Protected {
		t.Error("the report can be forwarded")
	}
	if n := r.count(`SELECT count(*) FROM audit WHERE action = 'read' AND actor = 'Pip' AND detail->>'how' = 'privately'`); n == 0 {
		t.Error("nobody knows that Pip read it")
	}
	if got := r.press(pip, pip.ID, view.MessageID, "Take it"); !strings.Contains(got.Text, "yours") {
		t.Errorf("taken in private: %+v", got)
	}
	r.card(health, known.Reference, "Taken by Pip")

	// A reply to what was shown is a reply to the report.
	said := r.reply(pip, pip.ID, view.MessageID, "Can you say more?")
	draft := r.message(pip.ID, said, "Send this to the resident", "Can you say more?")
	r.press(pip, pip.ID, draft.MessageID, "Keep as a note")
	r.message(pip.ID, said, "Kept as a note")
	r.toldNothing()
}

func TestGuardedReportIsForClearedOfficersInPrivate(t *testing.T) {
	r := start(t)
	known := r.file(3)
	card := r.card(health, known.Reference)
	if strings.Contains(card.Text, "abuse") || strings.Contains(card.Text, secretWords) {
		t.Errorf("the group reads %s", card.Text)
	}
	for _, label := range []string{"Ask or reply", "Note", "Pass on", "Close"} {
		if _, there := card.Button(label); there {
			t.Errorf("the group is offered %q", label)
		}
	}
	r.box.Telegram.Person(pip.ID).Start("")
	started := r.box.Telegram.Person(nia.ID).Start("")
	for _, label := range []string{"Show me", "Take it"} {
		if got := r.press(pip, health, card.MessageID, label); !got.Alert || !strings.Contains(got.Text, "cleared") {
			t.Errorf("%s, not cleared: %+v", label, got)
		}
	}
	said := r.reply(nia, health, card.MessageID, "I call her tonight")
	r.message(health, said, "handled in private", "delete it here")

	r.press(nia, health, card.MessageID, "Show me")
	view := r.message(nia.ID, started, known.Reference, "Domestic abuse", secretWords)
	r.press(nia, nia.ID, view.MessageID, "Ask or reply")
	ask := r.message(nia.ID, view.MessageID, "Reply to this message with your words")
	if ask.Keys == nil || !ask.Keys.ForceReply {
		t.Errorf("the reply doesn’t open: %+v", ask.Keys)
	}
	r.reply(nia, nia.ID, ask.MessageID, "When can we talk?")
	if n := r.told(1); n.Text != "When can we talk?" {
		t.Errorf("told %+v", n.Notice)
	}
	r.message(nia.ID, ask.MessageID, "On its way")
	if strings.Contains(r.said(health), "When can we talk") {
		t.Error("the group reads what was asked")
	}
}

func TestPassingOnAsksWhyAndBlanksTheOldCard(t *testing.T) {
	r := start(t)
	known := r.file(6)
	card := r.card(wardens, known.Reference)
	r.press(mia, wardens, card.MessageID, "Pass on")
	menu := r.message(wardens, card.MessageID, "to which subject")
	r.press(mia, wardens, menu.MessageID, "To an agency instead…")
	menu = r.message(wardens, card.MessageID, "to which agency")
	if _, own := menu.Button("Neighbourhood Services"); own {
		t.Error("it can be passed on to oneself")
	}
	r.press(mia, wardens, menu.MessageID, "Bedfordshire Police")
	prompt := r.message(wardens, menu.MessageID, "why do you pass", "Bedfordshire Police")
	said := r.reply(mia, wardens, prompt.MessageID, "It is theft. "+secretWords)
	r.message(wardens, said, "is now with Bedfordshire Police")

	r.message(wardens, 0, known.Reference, "was passed on to Bedfordshire Police")
	for _, b := range r.box.Telegram.History(wardens) {
		if b.FromBot && strings.Contains(b.Says(), "Rubbish") {
			t.Errorf("the old desk still reads %s", b.Says())
		}
	}
	r.card(police, known.Reference, "Rubbish", "Mia (Luton Council Neighbourhood Services) passed it on", "It is theft.")
	if n := r.told(1); n.Kind != flows.NoticePassed || n.Agency != "Bedfordshire Police" || n.Text != "" {
		t.Errorf("told %+v", n.Notice)
	}
	// Tom has the old card open still.
	if got := r.answer(r.box.Telegram.Person(tom.ID).In(wardens).PressData(card.MessageID, dataOf(t, card, "Take it"))); !strings.Contains(got.Text, "can’t open") {
		t.Errorf("the old card: %+v", got)
	}
}

func TestJointLeadsSeeWhoTookIt(t *testing.T) {
	r := start(t)
	known := r.file(1)
	mine, theirs := r.card(police, known.Reference), r.card(council, known.Reference)
	if !strings.Contains(mine.Text, "With Bedfordshire Police and Luton Council") {
		t.Errorf("card %s", mine.Text)
	}
	r.press(pat, police, mine.MessageID, "Take it")
	r.card(council, known.Reference, "Taken by Pat (Bedfordshire Police)")
	if got := r.press(lou, council, theirs.MessageID, "Note"); got.Alert {
		t.Errorf("a joint lead notes: %+v", got)
	}
}

func TestClosingWithoutActionAsksWhy(t *testing.T) {
	r := start(t)
	known := r.file(6)
	card := r.card(wardens, known.Reference)
	r.press(mia, wardens, card.MessageID, "Close")
	menu := r.message(wardens, card.MessageID, "with what outcome")
	r.press(mia, wardens, menu.MessageID, "No action possible")
	prompt := r.message(wardens, menu.MessageID, "why could nothing be done")
	if got := r.reply(tom, wardens, prompt.MessageID, "not me"); got == 0 {
		t.Fatal("not said")
	}
	r.message(wardens, prompt.MessageID, "was for a colleague")
	r.reply(mia, wardens, prompt.MessageID, "It is private land.")
	if n := r.told(1); n.Kind != flows.NoticeClosed || n.Result != "no_action" || n.Text != "It is private land." {
		t.Errorf("told %+v", n.Notice)
	}
	r.card(wardens, known.Reference, "Closed by Mia", "no action possible")
}

func TestForgottenReportIsBlankedEverywhere(t *testing.T) {
	r := start(t)
	known := r.file(6)
	card := r.card(wardens, known.Reference)
	started := r.box.Telegram.Person(mia.ID).Start("")
	data, _ := card.Button("Take it")
	r.answer(r.box.Telegram.Person(mia.ID).In(wardens).PressData(card.MessageID, strings.Replace(data, "d:t:", "d:s:", 1)))
	r.message(mia.ID, started, secretWords)
	r.commit(flows.Effect{Kind: flows.AnswerDesk, Target: known.ID, Text: "more " + secretWords})
	r.message(wardens, card.MessageID, "has answered", secretWords)
	draft := r.reply(mia, wardens, card.MessageID, "about your "+secretWords)
	r.message(wardens, draft, "Send this", secretWords)

	r.commit(flows.Effect{Kind: flows.ForgetMe})
	r.card(wardens, known.Reference, "was deleted by its resident")
	r.until("nothing is left", func() bool {
		for _, chat := range []int64{wardens, mia.ID} {
			for _, b := range r.box.Telegram.History(chat) {
				if b.FromBot && !b.Deleted && strings.Contains(b.Says(), secretWords) {
					return false
				}
			}
		}
		return true
	})
	if got := r.answer(r.box.Telegram.Person(tom.ID).In(wardens).PressData(card.MessageID, data)); !strings.Contains(got.Text, "can’t open") {
		t.Errorf("pressed afterwards: %+v", got)
	}
}

func TestResidentWhoCantBeReached(t *testing.T) {
	r := start(t)
	known := r.file(6, func(s *flows.Submission) { s.Contact = flows.ContactNone })
	card := r.card(wardens, known.Reference, "chose not to be contacted")
	if _, there := card.Button("Ask or reply"); there {
		t.Error("a reply is offered")
	}
	said := r.reply(mia, wardens, card.MessageID, "hello?")
	draft := r.message(wardens, said, "Keep it as a note?")
	if _, there := draft.Button("Send to the resident"); there {
		t.Error("it can be sent")
	}
	other := r.file(6)
	card = r.card(wardens, other.Reference)
	r.press(mia, wardens, card.MessageID, "Ask or reply")
	ask := r.message(wardens, card.MessageID, "reply to this message with your words")
	r.commit(flows.Effect{Kind: flows.StopAll})
	r.card(wardens, other.Reference, "they sent STOP")
	r.reply(mia, wardens, ask.MessageID, "hello?")
	r.message(wardens, ask.MessageID, "Not sent", "STOP")
	r.toldNothing()
}

func TestNightAndLongTextsAreSaid(t *testing.T) {
	r := start(t)
	r.mu.Lock()
	r.at = time.Date(2026, 11, 24, 22, 0, 0, 0, time.UTC)
	r.mu.Unlock()
	known := r.file(6, func(s *flows.Submission) { s.Sent = time.Date(2026, 11, 24, 20, 0, 0, 0, time.UTC) })
	card := r.card(wardens, known.Reference)
	r.press(mia, wardens, card.MessageID, "Ask or reply")
	ask := r.message(wardens, card.MessageID, "with your words")
	long := strings.Repeat("We are looking into it. ", 20)
	r.reply(mia, wardens, ask.MessageID, long)
	draft := r.message(wardens, ask.MessageID, "4 parts")
	if got := r.press(mia, wardens, draft.MessageID, "Send to the resident"); !got.Alert || !strings.Contains(got.Text, "08:00 on Wed 25 Nov") {
		t.Errorf("at night: %+v", got)
	}
	r.message(wardens, ask.MessageID, "it is sent at 08:00")
	if got := r.press(mia, wardens, card.MessageID, "Take it"); got.Alert {
		t.Errorf("%+v", got)
	}
	if got := r.answer(r.box.Telegram.Person(mia.ID).In(wardens).PressData(draft.MessageID, dataOf(t, draft, "Keep as a note"))); !strings.Contains(got.Text, "already") {
		t.Errorf("sent and kept: %+v", got)
	}
	if n := r.count(`SELECT count(*) FROM entries WHERE kind IN ('reply', 'note')`); n != 1 {
		t.Errorf("%d entries of one draft", n)
	}
}

func dataOf(t *testing.T, b sandbox.Bubble, label string) string {
	t.Helper()
	data, ok := b.Button(label)
	if !ok {
		t.Fatalf("no button %q", label)
	}
	return data
}

func TestLongReportIsCutOnTheCardAndWholeInPrivate(t *testing.T) {
	r := start(t)
	end := "and that was all"
	known := r.file(6, func(s *flows.Submission) { s.What = []string{strings.Repeat("<&\U0001F5D1> ", 1500) + end} })
	card := r.card(wardens, known.Reference, "There is more")
	if strings.Contains(card.Text, end) || !strings.Contains(card.Text, "Alley") {
		t.Error("the card was not cut in its words")
	}
	started := r.box.Telegram.Person(mia.ID).Start("")
	r.press(mia, wardens, card.MessageID, "Show me")
	r.message(mia.ID, started, end)
	r.message(mia.ID, started, known.Reference)
}

func TestUrgentReportSaysSo(t *testing.T) {
	r := start(t)
	known := r.file(3, func(s *flows.Submission) { s.Urgent = true })
	r.card(health, known.Reference, "URGENT")
}

func TestWhatOfficersSayAmongThemselvesIsLeftAlone(t *testing.T) {
	r := start(t)
	known := r.file(6)
	card := r.card(wardens, known.Reference)
	seat := r.box.Telegram.Person(mia.ID).In(wardens)
	talk := seat.Say("who is on today? " + secretWords)
	r.reply(tom, wardens, talk, "me")
	seat.Sticker("ok")
	note := r.reply(mia, wardens, card.MessageID, "on it")
	r.message(wardens, note, "or keep it as a note?")
	seat.Edit(note, "on it now")
	r.message(wardens, note, "can’t follow")
	for _, b := range r.box.Telegram.History(wardens) {
		if b.FromBot && b.MessageID > card.MessageID && b.MessageID < note {
			t.Errorf("the bot answered talk: %s", b.Says())
		}
	}
}

// A card is shown a moment before the record knows it, and for good where the
// service ended in between: words under it go the way of all words.
func TestReplyToACardThatNobodyNotedIsTaken(t *testing.T) {
	r := start(t)
	open, neutral := r.file(6), r.file(4)
	forget := func(notes int) {
		t.Helper()
		r.until("the messages are noted", func() bool {
			notes -= r.count(`WITH gone AS (DELETE FROM desk_messages RETURNING 1) SELECT count(*) FROM gone`)
			return notes <= 0
		})
	}
	card, sealed := r.card(wardens, open.Reference), r.card(health, neutral.Reference)
	forget(2)
	said := r.reply(mia, wardens, card.MessageID, "We come on Monday. "+secretWords)
	draft := r.message(wardens, said, "Send this to the resident of "+open.Reference, "We come on Monday.")
	r.press(mia, wardens, draft.MessageID, "Send to the resident")
	if n := r.told(1); n.Text != "We come on Monday. "+secretWords {
		t.Errorf("the resident was told %+v", n.Notice)
	}
	said = r.reply(vic, wardens, card.MessageID, "Me too")
	r.message(wardens, said, "Only officers")

	started := r.box.Telegram.Person(nia.ID).Start("")
	r.press(nia, health, sealed.MessageID, "Show me")
	shown := r.message(nia.ID, started, neutral.Reference, "Rubbish")
	forget(1)
	said = r.reply(nia, nia.ID, shown.MessageID, "Here is a number to call.")
	r.message(nia.ID, said, "or keep it as a note?")
}

// Who goes on under "On its way", or under a refusal, would otherwise take it for
// sent; in private it would reach their own conversation as a resident.
func TestReplyToWhatCameOfAReplyIsAskedAbout(t *testing.T) {
	r := start(t)
	open, guarded := r.file(6), r.file(3)
	card, sealed := r.card(wardens, open.Reference), r.card(health, guarded.Reference)

	r.press(mia, wardens, card.MessageID, "Ask or reply")
	ask := r.message(wardens, card.MessageID, "with your words")
	said := r.reply(mia, wardens, ask.MessageID, strings.Repeat("z", bot.MostReply+1))
	refused := r.message(wardens, said, "That is too long")
	said = r.reply(mia, wardens, refused.MessageID, "We come on Monday. "+secretWords)
	r.message(wardens, said, "Send this to the resident of "+open.Reference, "We come on Monday.")
	said = r.reply(mia, wardens, ask.MessageID, "We come today.")
	onItsWay := r.message(wardens, said, "On its way")
	r.told(1)
	said = r.reply(tom, wardens, onItsWay.MessageID, "With a van.")
	r.message(wardens, said, "Send this to the resident of "+open.Reference, "With a van.")
	said = r.reply(vic, wardens, onItsWay.MessageID, "I know him")
	r.message(wardens, said, "Only officers")

	started := r.box.Telegram.Person(nia.ID).Start("")
	r.press(nia, health, sealed.MessageID, "Show me")
	shown := r.message(nia.ID, started, guarded.Reference, "Rubbish")
	r.press(nia, nia.ID, shown.MessageID, "Note")
	ask = r.message(nia.ID, shown.MessageID, "with your note")
	said = r.reply(nia, nia.ID, ask.MessageID, "Call at noon. "+secretWords)
	kept := r.message(nia.ID, said, "Kept as a note")
	said = r.reply(nia, nia.ID, kept.MessageID, "Or at one.")
	r.message(nia.ID, said, "Send this to the resident of "+guarded.Reference, "Or at one.")
}

func TestWhoAsksForHelpInAGroupGetsIt(t *testing.T) {
	r := start(t)
	said := r.box.Telegram.Person(vic.ID).In(wardens).Say("/help")
	r.message(wardens, said, "reply to a card", "/away 3 Dec", "/update")
	group := int64(-500)
	r.box.Telegram.AddGroup(sandbox.GroupInfo{ID: group, Title: "Second", Officers: []sandbox.User{mia}})
	said = r.box.Telegram.Person(mia.ID).In(group).Say("/start")
	r.message(group, said, "/link CODE")
}

func TestReplyToAClosedReportSaysSo(t *testing.T) {
	r := start(t)
	known := r.file(6)
	card := r.card(wardens, known.Reference)
	r.press(mia, wardens, card.MessageID, "Close")
	menu := r.message(wardens, card.MessageID, "with what outcome")
	r.press(mia, wardens, menu.MessageID, "Done")
	r.card(wardens, known.Reference, "Closed by Mia")
	said := r.reply(tom, wardens, card.MessageID, "And one more thing.")
	r.message(wardens, said, "Send this to the resident of "+known.Reference, "The report is closed.")
}

func TestReplyBecomesOneDraftHoweverOftenItComes(t *testing.T) {
	r := start(t)
	r.box.Telegram.Repeat(func(string) int { return 2 })
	known := r.file(6)
	card := r.card(wardens, known.Reference)
	r.press(mia, wardens, card.MessageID, "Ask or reply")
	ask := r.message(wardens, card.MessageID, "with your words")
	r.reply(mia, wardens, ask.MessageID, "Hello "+secretWords)
	r.told(1)
	r.press(mia, wardens, card.MessageID, "Close")
	menu := r.message(wardens, ask.MessageID, "with what outcome")
	r.press(mia, wardens, menu.MessageID, "Done")
	r.told(2)
	time.Sleep(300 * time.Millisecond) // the repeats
	if n := r.count(`SELECT count(*) FROM entries WHERE kind = 'reply'`); n != 1 || r.count(`SELECT count(*) FROM notices`) != 2 {
		t.Errorf("%d replies, %d notices", n, r.count(`SELECT count(*) FROM notices`))
	}
}

func TestCardSaysHowItWasDealtWithAndThatItWasTakenBack(t *testing.T) {
	r := start(t)
	known := r.file(6)
	card := r.card(wardens, known.Reference)
	r.press(tom, wardens, card.MessageID, "Close")
	menu := r.message(wardens, card.MessageID, "with what outcome")
	r.press(tom, wardens, menu.MessageID, "Done")
	r.card(wardens, known.Reference, "Closed by Tom")
	r.commit(flows.Effect{Kind: flows.Rate, Target: known.ID, Value: 4})
	r.card(wardens, known.Reference, "how it was dealt with: 4 of 5")
	r.commit(flows.Effect{Kind: flows.Rate, Target: known.ID, Value: 4, Text: "quick <3"})
	r.card(wardens, known.Reference, "4 of 5 (5 is very well). quick <3")

	other := r.file(6)
	r.card(wardens, other.Reference)
	r.commit(flows.Effect{Kind: flows.Withdraw, Target: other.ID})
	back := r.card(wardens, other.Reference, "Withdrawn by its resident")
	for _, label := range []string{"Take it", "Close", "Pass on"} {
		if _, still := back.Button(label); still {
			t.Errorf("a report that was taken back still offers %q", label)
		}
	}
}
