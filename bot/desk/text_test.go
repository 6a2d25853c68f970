package desk_test

import (
	"context"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/bot/desk"
	"yousaid/bot/sandbox"
	"yousaid/flows"
)

func TestADeskIsWorkedByText(t *testing.T) {
	x := startTexts(t, "twiml")
	one := x.report("one", 6)
	alert := x.alerted("duty", 0, one.Reference)
	if got := x.shown(alert.Body); got != "New report {one}. Nuisance, noise, rubbish. Read and answer, once, within 7 days: {link} Or text TAKE {one}" {
		t.Errorf("the alert: %s", got)
	}
	x.card(wardens, one.Reference)
	x.chat(`
		duty> TAKE {one}
		bot> {one} is yours.
		kim> take {one}
		bot> {one}: Duty phone took it at {time}.
		duty> take {one}
		bot> {one} is yours already.
		duty> reply {one} We come on Monday.
		bot> On its way to the resident of {one}.
		kim> note {one} Bring gloves
		bot> Kept as a note on {one}. The resident doesn't see it.
		duty> LIST
		bot> 1 report is open: | {one} taken
		duty> SHOW {one}
		bot> {one}: Read and answer, once, within 7 days: {link}
		duty> CLOSE {one} done
		bot> {one} is closed: done. The resident is told, and can say that it is not over.
		kim> CLOSE {one} done
		bot> {one}: Duty phone closed it at {time}.
		duty> LIST
		bot> No report is open.
	`)
	if n := x.told(1); n.Text != "We come on Monday." || n.To != ana {
		t.Errorf("the resident was told %+v", n.Notice)
	}
	x.card(wardens, one.Reference, "Closed by Duty phone", "Bring gloves")
}

func TestReferencesAndCommandsAreReadAsPeopleWriteThem(t *testing.T) {
	x := startTexts(t, "twiml")
	one := x.report("one", 6)
	x.alerted("duty", 0, one.Reference)
	x.chat(`
		duty> {one small} take
		bot> {one} is yours.
		duty> taek {one spaced}
		bot> {one} is yours already.
		duty> Please take it, {one}!
		bot> {one} is yours already.
		duty> TAKE {one bare}
		bot> {one} is yours already.
		duty> {one}
		bot> {one}: Taken by Duty phone (Luton Council Neighbourhood Services), {time}. Nothing was done. Text TAKE, SHOW, REPLY, NOTE, PASS or CLOSE with it.
		duty> {one spaced} rpely: Thank you
		bot> On its way to the resident of {one}.
		duty> Reply to {one small}, we come at 7
		bot> On its way to the resident of {one}.
		duty> TAKE {one slip}
		bot> ` + x.shown(slip(one.Reference)) + ` is no reference: one of its letters or digits is wrong. Nothing was done. Please look again.
		duty> reply {one}
		bot> Nothing is written. Please write REPLY {one} and your words.
		duty> close {one}
		bot> Not closed. Please write CLOSE {one} and DONE, NO ACTION and why, or NOT FOR US.
		duty> close {one} no action
		bot> Not closed: say why nothing could be done, the resident reads it. Please write CLOSE {one} NO ACTION and why.
		duty> close {one} No action: it is private land
		bot> {one} is closed: no action possible. The resident is told, and can say that it is not over.
	`)
	if n := x.told(2); n.Text != "we come at 7" {
		t.Errorf("the second reply is %q", n.Text)
	}
	if n := x.told(3); n.Result != "no_action" || n.Text != "it is private land" {
		t.Errorf("closed with %+v", n.Notice)
	}
}

func TestAMissingReferenceIsTheOneThatCanBeMeant(t *testing.T) {
	x := startTexts(t, "twiml")
	x.chat(`
		kim> TAKE
		bot> Your agency has no open report. Nothing was done.
	`)
	one := x.report("one", 6)
	x.alerted("duty", 0, one.Reference)
	x.chat(`
		kim> TAKE
		bot> {one} is yours.
		kim> reply We are on our way
		bot> On its way to the resident of {one}.
	`)
	two := x.report("two", 6)
	x.alerted("duty", 0, two.Reference)
	x.chat(`
		kim> note Spoke of one alone here
		bot> Kept as a note on {one}. The resident doesn't see it.
		duty> take
		bot> Which report? Nothing was done. Please write TAKE LUT-.... Text LIST for what is open.
		duty> reply On our way
		bot> Which report? Nothing was done. Please write REPLY LUT-... and your words. Text LIST for what is open.
		duty> take care
		bot> Which report? Nothing was done. Please write TAKE LUT-.... Text LIST for what is open.
		duty> repyl On our way
		bot> Nothing was done. If you meant REPLY: REPLY LUT-... and your words.
		duty> Good morning
		bot> Nothing was done. Text TAKE, SHOW, REPLY, NOTE, PASS or CLOSE with the report's reference, or LIST for what is open. To report something yourself, text RESIDENT.
	`)
	if n := x.count(`SELECT count(*) FROM entries WHERE kind = 'reply'`); n != 1 {
		t.Errorf("%d replies", n)
	}
}

func TestReportsArePassedOnByText(t *testing.T) {
	x := startTexts(t, "twiml")
	x.alerted("duty", 0, x.report("one", 6).Reference)
	x.report("two", 6)
	x.report("three", 6)
	x.chat(`
		duty> PASS {one}
		bot> Not passed on. To whom? Please write the subject's number, 1 to 8, or an agency such as Bedfordshire Police, then why.
		duty> PASS {one} council please have a look
		bot> Not passed on. Which agency: Luton Council, Youth Partnership, Council Public Health, Neighbourhood Services, Citizen Engagement?
		duty> PASS {one} police
		bot> Not passed on: say why. Please write PASS {one}, a subject's number or an agency, and why.
		duty> PASS {one} police It was theft
		bot> {one} is now with Bedfordshire Police. The resident is told who has it.
		duty> PASS {two} 4 needles
		bot> {two} is now with Luton Council Public Health. The resident is told who has it.
		duty> PASS {three} 6 ours
		bot> {three}: The report is there already.
		duty> PASS {three} 77 no such thing
		bot> Not passed on. To whom? Please write the subject's number, 1 to 8, or an agency such as Bedfordshire Police, then why.
		duty> TAKE {one}
		bot> {one} is not here: your agency doesn't have it any more, its resident had it deleted, or only cleared officers may read it.
	`)
	var reference string
	for r, name := range x.names {
		if name == "one" {
			reference = r
		}
	}
	x.card(police, reference, "It was theft")
}

func TestAnotherWordIsNoOutcome(t *testing.T) {
	x := startTexts(t, "twiml")
	x.alerted("duty", 0, x.report("one", 6).Reference)
	x.chat(`
		duty> CLOSE {one} none of it was there
		bot> Not closed. Please write CLOSE {one} and DONE, NO ACTION and why, or NOT FOR US.
		duty> CLOSE {one} gone when we came
		bot> Not closed. Please write CLOSE {one} and DONE, NO ACTION and why, or NOT FOR US.
		duty> CLOSE {one} don't know
		bot> Not closed. Please write CLOSE {one} and DONE, NO ACTION and why, or NOT FOR US.
		duty> CLOSE {one} doen
		bot> {one} is closed: done. The resident is told, and can say that it is not over.
	`)
}

func TestNothingIsWrittenAboutAGuardedReportByText(t *testing.T) {
	x := startTexts(t, "twiml")
	one := x.report("one", 3)
	for _, name := range []string{"hub", "safe"} {
		if got := x.shown(x.alerted(name, 0, one.Reference).Body); got != "New report {one}. Read and answer, once, within 7 days: {link} Or text TAKE {one}" {
			t.Errorf("%s is told: %s", name, got)
		}
	}
	x.chat(`
		hub> TAKE {one}
		bot> {one} is not here: your agency doesn't have it any more, its resident had it deleted, or only cleared officers may read it.
		hub> LIST
		bot> No report is open.
		hub> reply she is safe
		bot> Your agency has no open report. Nothing was done.
		safe> take
		bot> {one} is yours.
		safe> REPLY {one} when can we talk
		bot> {one} is written about on its page alone. Nothing of your words was kept: please delete them here. Read and answer, once, within 7 days: {link}
		safe> PASS {one} police he came back
		bot> {one} is written about on its page alone. Nothing of your words was kept: please delete them here. Read and answer, once, within 7 days: {link}
		safe> {one}
		bot> {one}: Taken by Safe phone (Luton Council Public Health), {time}. Nothing was done. Text TAKE, SHOW, REPLY, NOTE, PASS or CLOSE with it.
		safe> CLOSE {one} done
		bot> {one} is closed: done. The resident is told, and can say that it is not over.
	`)
	if n := x.count(`SELECT count(*) FROM entries WHERE kind <> 'event'`); n != 0 {
		t.Errorf("%d things were written", n)
	}
}

// A resident's text is theirs, whatever word it begins with, and costs no look
// at the record.
func TestResidentsAreNotTakenForDesks(t *testing.T) {
	looks := &counted{}
	x := startTexts(t, "twiml", func(c *desk.Config) { looks.Store = c.Store; c.Store = looks })
	if mine, err := x.desk.Handles(t.Context(), text("duty", "x")); !mine || err != nil { // the roll is read
		t.Fatalf("a desk: %v, %v", mine, err)
	}
	for _, words := range []string{"take care", "TAKE", "reply", "list", "close the road", "show me the plan", "note this", "RESIDENT", "DESK", "take lut", "pass it on"} {
		before := looks.n.Load()
		if mine, err := x.desk.Handles(t.Context(), text("ana", words)); mine || err != nil {
			t.Errorf("%q: %v, %v", words, mine, err)
		}
		if n := looks.n.Load() - before; n != 0 {
			t.Errorf("%q cost %d looks at the record", words, n)
		}
	}
	if got := x.says("ana", "take care of the rubbish in dallow road please"); !strings.Contains(got, "It sounds like") {
		t.Errorf("ana is answered %s", got)
	}
	one := x.report("one", 6)
	if mine, err := x.desk.Handles(t.Context(), text("ana", "TAKE "+one.Reference)); mine || err != nil {
		t.Errorf("a command with a reference: %v, %v", mine, err)
	}
}

// text is a text message as it comes in.
func text(name, words string) channel.Inbound {
	who := channel.Address{Channel: channel.SMS, ID: phones[name]}
	return channel.Inbound{ID: "SM" + words, Chat: who, Private: true, Person: channel.Person{ID: who.ID}, Kind: channel.Text, Text: words}
}

// A number that another replica has just bound is known at its first command.
func TestANewNumberIsKnownAtOnce(t *testing.T) {
	x := startTexts(t, "twiml")
	x.report("one", 6)
	if _, err := x.desk.Handles(t.Context(), text("ana", "hello")); err != nil { // the roll has been read
		t.Fatal(err)
	}
	phones["new"] = "+447700900505"
	x.invited("new", "Lee")
	x.chat(`
		new> Take {one}
		bot> {one} is yours.
	`)
	if state := x.state(x.named("one")); state != "taken Lee" {
		t.Errorf("it is %s", state)
	}
	delete(phones, "new")
}

func TestJoinByText(t *testing.T) {
	x := startTexts(t, "twiml")
	x.report("one", 6)
	phones["joins"] = "+447700900506"
	defer delete(phones, "joins")
	code := x.code("Sue")
	x.chat(`
		joins> JOIN ` + code + `
		bot> Hello Sue. This number is now known as yours, for Luton Council Neighbourhood Services. Text TAKE, SHOW, REPLY, NOTE, PASS or CLOSE with the report's reference, or LIST for what is open.
		joins> take
		bot> {one} is yours.
		joins> list
		bot> 1 report is open: | {one} taken
	`)
}

func TestEachCommandIsDoneOnce(t *testing.T) {
	x := startTexts(t, "twiml")
	one := x.report("one", 6)
	x.alerted("duty", 0, one.Reference)
	after := x.box.Twilio.Last()
	sid := x.phone("duty").Text("reply Hello once")
	x.waits("duty", after, func(m sandbox.SMS) bool { return strings.Contains(m.Body, "On its way") })
	two := x.report("two", 6) // now two can be meant
	x.alerted("duty", 0, two.Reference)
	after = x.box.Twilio.Last()
	x.phone("duty").Repeat(sid, 3)
	var answers []sandbox.SMS // they come side by side, in any order
	x.until("every repeat is answered", func() bool {
		answers = slices.DeleteFunc(x.phone("duty").History(), func(m sandbox.SMS) bool {
			return m.Seq <= after || m.Direction != sandbox.OutboundReply
		})
		return len(answers) == 3
	})
	for _, m := range answers {
		if got := x.shown(m.Body); got != "On its way to the resident of {one}." {
			t.Errorf("a repeat is answered %s", got)
		}
	}
	if n := x.count(`SELECT count(*) FROM entries WHERE kind = 'reply'`); n != 1 {
		t.Errorf("%d replies", n)
	}
	if known, err := x.desk.Heard(t.Context(), channel.Address{Channel: channel.SMS, ID: phones["duty"]}, sid); !known || err != nil {
		t.Errorf("heard: %v, %v", known, err)
	}
}

func TestADeskThatSendsSTOPIsMissedByItsColleagues(t *testing.T) {
	x := startTexts(t, "twiml")
	x.alerted("duty", 0, x.report("one", 6).Reference)
	x.phone("duty").Text("STOP")
	x.message(wardens, 0, "can’t be reached: Duty phone", "START")
	duty := channel.Address{Channel: channel.SMS, ID: phones["duty"]}
	if d, err := x.DeskAt(t.Context(), duty); err != nil || !d.Unreachable {
		t.Errorf("%+v, %v", d, err)
	}
	two := x.report("two", 6)
	x.until("the alert is refused", func() bool { return x.count(`SELECT count(*) FROM deliveries WHERE state = 'failed'`) == 1 })
	x.phone("duty").Text("LIST") // it comes in; the answer can't go out
	x.until("the text is heard", func() bool { return x.count(`SELECT count(*) FROM desk_texts`) == 2 })
	if d, err := x.DeskAt(t.Context(), duty); err != nil || !d.Unreachable {
		t.Errorf("any text undoes STOP: %+v, %v", d, err)
	}
	after := x.box.Twilio.Last()
	x.phone("duty").Text("START")
	x.alerted("duty", after, two.Reference)
	if d, err := x.DeskAt(t.Context(), duty); err != nil || d.Unreachable {
		t.Errorf("%+v, %v", d, err)
	}
	if n := x.count(`SELECT count(*) FROM river.river_job WHERE kind = 'warn'`); n != 1 {
		t.Errorf("%d warnings", n)
	}
}

func TestSomebodyAtADeskReportsAsAResident(t *testing.T) {
	x := startTexts(t, "twiml")
	x.report("one", 6)
	x.chat(`
		kim> RESIDENT
		bot> Until {time}, what you text from this number is a resident's. Text DESK to end that. What do you want to report?
	`)
	if got := x.says("kim", "rubbish in dallow road again"); !strings.Contains(got, "It sounds like") {
		t.Errorf("kim is answered %s", got)
	}
	x.chat(`
		kim> TAKE {one}
		bot> {one} is yours.
		kim> DESK
		bot> This is a desk now. Text TAKE, SHOW, REPLY, NOTE, PASS or CLOSE with the report's reference, or LIST for what is open.
		kim> list
		bot> 1 report is open: | {one} taken
		kim> RESIDENT
		bot> Until {time}, what you text from this number is a resident's. Text DESK to end that. What do you want to report?
	`)
	if mine, err := x.desk.Handles(t.Context(), text("kim", "hello")); mine || err != nil {
		t.Errorf("within the hour: %v, %v", mine, err)
	}
	if err := x.WriteAsResident(t.Context(), channel.Address{Channel: channel.SMS, ID: phones["kim"]}, time.Now().Add(-time.Minute)); err != nil {
		t.Fatal(err)
	}
	if mine, err := x.desk.Handles(t.Context(), text("kim", "hello")); !mine || err != nil {
		t.Errorf("after it: %v, %v", mine, err)
	}
}

func TestAnswersGoByACallWhereTheyMust(t *testing.T) {
	x := startTexts(t, "rest")
	x.report("one", 6)
	x.alerted("duty", 0, x.named("one"))
	x.chat(`
		kim> TAKE {one}
		bot> {one} is yours.
	`)
}

func TestResidentWhoCantBeReachedByText(t *testing.T) {
	x := startTexts(t, "twiml")
	x.report("one", 6, func(s *flows.Submission) { s.Contact = flows.ContactNone })
	x.chat(`
		kim> TAKE {one}
		bot> {one} is yours. The resident chose not to be contacted.
		kim> REPLY {one} hello
		bot> {one}: Not sent. The resident chose not to be contacted. To keep it for colleagues, text NOTE instead of REPLY.
	`)
}

// What was taken elsewhere before an alert goes out, the alert says.
func TestAnAlertSaysWhatHappenedMeanwhile(t *testing.T) {
	x := startTexts(t, "twiml")
	x.phone("duty").SetQueueFull(true)
	one := x.report("one", 6)
	x.until("the alert waits", func() bool {
		return x.count(`SELECT count(*) FROM river.river_job WHERE kind = 'deliver' AND state = 'scheduled'`) == 1
	})
	card := x.card(wardens, one.Reference)
	x.press(mia, wardens, card.MessageID, "Take it")
	x.phone("duty").SetQueueFull(false)
	x.waited.Store(int64(time.Minute)) // by then a queue has drained
	x.exec(`UPDATE river.river_job SET scheduled_at = now(), state = 'available' WHERE kind = 'deliver' AND state = 'scheduled'`)
	got := x.shown(x.alerted("duty", 0, one.Reference).Body)
	if got != "New report {one}. Nuisance, noise, rubbish. Mia (Neighbourhood Services) has it. Read and answer, once, within 7 days: {link}" {
		t.Errorf("the alert: %s", got)
	}
}

func TestALongListIsCut(t *testing.T) {
	x := startTexts(t, "twiml")
	for i := range 20 {
		x.report("r"+string(rune('a'+i)), 6)
	}
	got := x.says("kim", "LIST")
	if !strings.HasPrefix(got, "20 reports are open: | {r") || !strings.Contains(got, " more.") {
		t.Errorf("the list: %s", got)
	}
}

func (x *texts) exec(sql string) {
	x.t.Helper()
	if _, err := x.Pool().Exec(x.t.Context(), sql); err != nil {
		x.t.Fatal(err)
	}
}

func (x *texts) named(name string) string {
	for reference, called := range x.names {
		if called == name {
			return reference
		}
	}
	x.t.Fatalf("no report %s", name)
	return ""
}

// counted is the record, with a count of what telling officers from residents
// asks of it.
type counted struct {
	desk.Store
	n atomic.Int64
}

func (c *counted) NumberAt(ctx context.Context, a channel.Address) (bot.Number, error) {
	c.n.Add(1)
	return c.Store.NumberAt(ctx, a)
}

func (c *counted) Numbers(ctx context.Context) ([]channel.Address, error) {
	c.n.Add(1)
	return c.Store.Numbers(ctx)
}

func (c *counted) About(ctx context.Context, chat channel.Address, message string) (bot.DeskMessage, error) {
	c.n.Add(1)
	return c.Store.About(ctx, chat, message)
}
