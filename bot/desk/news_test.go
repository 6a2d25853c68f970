package desk_test

import (
	"strings"
	"testing"

	"github.com/google/uuid"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/bot/sandbox"
	"yousaid/flows"
)

func (r *rig) wants(who channel.Address, weekly bool, themes ...int) {
	r.t.Helper()
	r.commitFor(who, flows.Effect{Kind: flows.Subscribe, Updates: &flows.Subscription{Themes: themes, Weekly: weekly, Language: "en"}})
}

func TestUpdateIsWrittenShownAndApprovedByASecondOfficer(t *testing.T) {
	r := start(t)
	r.wants(ana, false, 6)
	r.wants(channel.Address{Channel: channel.SMS, ID: "+447700900124"}, true, 6)
	r.wants(at(7001), false, 6)
	said := r.box.Telegram.Person(mia.ID).In(wardens).Say("/update We cleared <40> fly-tips & more. " + secretWords)
	preview := r.message(wardens, said, "Update on Antisocial behaviour", "written by Mia", "We cleared <40> fly-tips & more.")
	for _, want := range []string{
		"At once: 1 by Telegram, 1 by text message", "In Monday’s digest: 0 by Telegram, 1 by text message",
		"has 1 part. All of them are paid as 2 messages.", "A team lead of Luton Council Neighbourhood Services",
	} {
		if !strings.Contains(preview.Says(), want) {
			t.Errorf("the preview doesn’t say %q:\n%s", want, preview.Says())
		}
	}
	if got := r.press(mia, wardens, preview.MessageID, "Approve and send"); !got.Alert || !strings.Contains(got.Text, "wrote this yourself") {
		t.Errorf("by its writer: %+v", got)
	}
	if got := r.press(vic, wardens, preview.MessageID, "Approve and send"); !got.Alert || !strings.Contains(got.Text, "Only officers") {
		t.Errorf("by nobody known: %+v", got)
	}
	data, _ := preview.Button("Approve and send")
	if got := r.answer(r.box.Telegram.Person(pat.ID).In(police).PressData(1, data)); !got.Alert || !strings.Contains(got.Text, "isn’t your agency’s") {
		t.Errorf("by another agency: %+v", got)
	}
	if got := r.press(tom, wardens, preview.MessageID, "Approve and send"); got.Alert || !strings.Contains(got.Text, "Approved") {
		t.Errorf("approved: %+v", got)
	}
	r.message(wardens, said, "Tom approved it at", "It goes to 3 residents.")
	if got := r.answer(r.box.Telegram.Person(tom.ID).In(wardens).PressData(preview.MessageID, data)); !got.Alert || !strings.Contains(got.Text, "Tom approved it at") {
		t.Errorf("once more: %+v", got)
	}
	if news, err := r.Progress(t.Context(), 6); err != nil || !strings.HasPrefix(news.Words, "We cleared") {
		t.Errorf("%+v, %v", news, err)
	}
}

func TestTwoApprovalsAtOnce(t *testing.T) {
	r := start(t)
	r.bind(pip, "neighbourhood-services", false)
	r.box.Telegram.Group(wardens).Join(pip)
	r.wants(ana, false, 6)
	said := r.box.Telegram.Person(mia.ID).In(wardens).Say("/update We cleared it.")
	preview := r.message(wardens, said, "written by Mia")
	first, err1 := r.box.Telegram.Person(tom.ID).In(wardens).Press(preview.MessageID, "Approve and send")
	second, err2 := r.box.Telegram.Person(pip.ID).In(wardens).Press(preview.MessageID, "Approve and send")
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	answers := []sandbox.Answer{r.answer(first), r.answer(second)}
	if answers[0].Alert == answers[1].Alert {
		t.Errorf("answers %+v", answers)
	}
	if n := r.count(`SELECT count(*) FROM plan_deliveries`); n != 1 {
		t.Errorf("%d rows", n)
	}
}

func TestUpdateIsAskedForItsWordsAndItsSubject(t *testing.T) {
	r := start(t)
	said := r.box.Telegram.Person(pat.ID).In(police).Say("/update")
	prompt := r.message(police, said, "what residents shall read")
	reply := r.reply(pat, police, prompt.MessageID, "More patrols on Friday nights. "+secretWords)
	which := r.message(police, reply, "Which subject")
	if _, offered := which.Button("Nuisance, noise, rubbish"); offered {
		t.Error("a subject that others lead is offered")
	}
	r.bind(lou, "bedfordshire-police", false)
	r.box.Telegram.Group(police).Join(lou)
	if got := r.press(lou, police, which.MessageID, "Town centre safety"); !got.Alert || !strings.Contains(got.Text, "Pat wrote it") {
		t.Errorf("a colleague says what it is about: %+v", got)
	}
	r.press(pat, police, which.MessageID, "Town centre safety")
	preview := r.message(police, reply, "Update on Town Centre safety", "More patrols", "Nobody has asked for updates")
	if got := r.press(lou, police, preview.MessageID, "Approve and send"); got.Alert {
		t.Errorf("%+v", got)
	}
	r.message(police, reply, "Lou approved it", "0 residents")
}

func TestUpdateIsRejectedChangedAndThenApproved(t *testing.T) {
	r := start(t)
	said := r.box.Telegram.Person(mia.ID).In(wardens).Say("/update@yousaid_sandbox_bot We did lots of things.")
	first := r.message(wardens, said, "We did lots of things.")
	r.press(tom, wardens, first.MessageID, "Reject")
	why := r.message(wardens, first.MessageID, "why should this update not go out")
	r.reply(tom, wardens, why.MessageID, "Say where & when")
	rejected := r.message(wardens, why.MessageID, "Rejected", "Mia can write it anew")
	r.message(wardens, said, "Tom rejected it at", "Say where & when")
	data, _ := first.Button("Approve and send")
	if got := r.answer(r.box.Telegram.Person(tom.ID).In(wardens).PressData(first.MessageID, data)); !got.Alert || !strings.Contains(got.Text, "Tom rejected it") {
		t.Errorf("approving what is rejected: %+v", got)
	}
	reply := r.reply(mia, wardens, rejected.MessageID, "We cleared Ash Road on Monday.")
	second := r.message(wardens, reply, "We cleared Ash Road on Monday.", "written by Mia")
	again := r.reply(mia, wardens, second.MessageID, "We cleared Ash Road on Monday, 12 May.")
	third := r.message(wardens, again, "12 May.")
	r.message(wardens, reply, "Mia changed this update")
	old, _ := second.Button("Approve and send")
	if got := r.answer(r.box.Telegram.Person(tom.ID).In(wardens).PressData(second.MessageID, old)); !got.Alert || !strings.Contains(got.Text, "changed in the meantime") {
		t.Errorf("approving an older version: %+v", got)
	}
	if got := r.press(tom, wardens, third.MessageID, "Approve and send"); got.Alert {
		t.Errorf("%+v", got)
	}
	late := r.reply(mia, wardens, third.MessageID, "Wait")
	r.message(wardens, late, "Tom approved it")
}

func TestUpdateThatCantBeWrittenIsAnswered(t *testing.T) {
	r := start(t)
	for _, test := range []struct {
		user  sandbox.User
		chat  int64
		words string
		want  string
	}{
		{vic, wardens, "/update hello", "Only officers"},
		{mia, wardens, "/update " + strings.Repeat("long ", bot.MostUpdate/5+1), "too long: 600 characters"},
	} {
		said := r.box.Telegram.Person(test.user.ID).In(test.chat).Say(test.words)
		r.message(test.chat, said, test.want)
	}
	said := r.box.Telegram.Person(mia.ID).In(wardens).Say("/update " + strings.Repeat("We cleared it. ", 20))
	r.message(wardens, said, "has 2 parts", "text messages have only their beginning")
	if n := r.count(`SELECT count(*) FROM plan_updates`); n != 1 {
		t.Errorf("%d updates", n)
	}
}

// What is offered in the console reaches the agency's desks, and can be approved
// in their chat; what is decided there reaches them, too.
func TestUpdateOfferedInTheConsoleWaitsInTheChat(t *testing.T) {
	r := start(t)
	writer := bot.Officer{ID: uuid.NewString(), Name: "Wren", Agency: "neighbourhood-services", Role: bot.RoleOfficer}
	if err := r.AddOfficer(t.Context(), writer); err != nil {
		t.Fatal(err)
	}
	by := writer.Actor()
	draft := bot.Draft{Theme: 6, Words: "We cleared <40> places.", Story: "A lot of it.", Texts: []bot.UpdateText{{Language: "pl", Words: "Czysto."}}}
	update, err := r.WriteUpdate(t.Context(), by, uuid.NewString(), draft)
	if err == nil {
		_, err = r.OfferUpdate(t.Context(), by, update.ID, 1)
	}
	if err != nil {
		t.Fatal(err)
	}
	preview := r.message(wardens, 0, "written by Wren", "We cleared <40> places.", "It also has a longer text and 1 translation")
	if got := r.press(tom, wardens, preview.MessageID, "Reject"); got.Alert {
		t.Errorf("%+v", got)
	}
	why := r.message(wardens, preview.MessageID, "why should this update not go out")
	r.reply(tom, wardens, why.MessageID, "Say where")
	if n := r.count(`SELECT count(*) FROM river.river_job WHERE kind = 'update_bell'`); n != 1 {
		t.Errorf("%d jobs: what is decided in the chat is seen there", n)
	}
	if update, err = r.ChangeUpdate(t.Context(), by, update.ID, 1, draft); err == nil {
		_, err = r.OfferUpdate(t.Context(), by, update.ID, 2)
	}
	lead := bot.Officer{ID: uuid.NewString(), Name: "Lena", Agency: "neighbourhood-services", Role: bot.RoleLead}
	if err == nil {
		err = r.AddOfficer(t.Context(), lead)
	}
	if err == nil {
		_, err = r.DecideUpdate(t.Context(), lead.Actor(), update.ID, 2, bot.UpdateDraft, "Say when, too")
	}
	if err != nil {
		t.Fatal(err)
	}
	r.message(wardens, preview.MessageID, "Lena sent it back ", "Say when, too")
}
