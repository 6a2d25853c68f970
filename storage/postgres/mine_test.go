package postgres_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/flows"
)

// cat has neither report nor PIN.
var cat = channel.Address{Channel: channel.Telegram, ID: "700900789"}

func (r *rig) setPIN(pin string) {
	r.t.Helper()
	r.commit(ana, flows.Effect{Kind: flows.SetPIN, Text: pin})
}

// open opens a report by its reference.
func (r *rig) open(from channel.Address, reference, pin string, notices ...string) flows.Outcome {
	r.t.Helper()
	return r.commit(from, flows.Effect{Kind: flows.OpenReport, Target: reference, Text: pin, Targets: notices})[0]
}

func TestReportsAreListedWithWhereTheyStand(t *testing.T) {
	r := start(t)
	first := r.file(ana, 4)
	r.clock.add(time.Hour)
	second := r.file(ana, 6)
	r.file(ben, 4)
	notice := r.reply(first.ID, "Where?")
	r.exec(`UPDATE reports SET status = 'taken', taken_at = $2 WHERE id = $1`, first.ID, noon.Add(time.Minute))
	r.exec(`UPDATE reports SET status = 'closed', taken_at = $2, closed_at = $3, outcome = 'no_action' WHERE id = $1`,
		second.ID, noon.Add(time.Minute), noon.Add(2*time.Hour))

	list := r.commit(ana, flows.Effect{Kind: flows.ListReports})[0].Reports
	if len(list) != 2 || list[0].ID != second.ID || list[1].ID != first.ID {
		t.Fatalf("listed: %+v", list)
	}
	if list[0].Status != flows.StatusClosed || list[0].Result != "no_action" || !list[0].Changed.Equal(noon.Add(2*time.Hour)) {
		t.Errorf("the closed one: %+v", list[0])
	}
	if !list[1].Changed.Equal(noon.Add(time.Minute)) || !list[1].Filed.Equal(noon) || !slices.Equal(list[1].Unread, []string{notice}) {
		t.Errorf("the taken one: %+v", list[1])
	}
	if len(r.commit(cat, flows.Effect{Kind: flows.ListReports})[0].Reports) != 0 {
		t.Error("a stranger has reports")
	}
}

func TestReferenceAloneOpensOnlyWhatIsOnesOwn(t *testing.T) {
	r := start(t)
	report := r.file(ana, 4)
	own := r.open(ana, report.Reference, "")
	if own.Refused != "" || own.Guest || len(own.Reports) != 1 || own.Reports[0].ID != report.ID {
		t.Errorf("her own: %+v", own)
	}
	r.setPIN("4821")
	for _, reference := range []string{report.Reference, "LUT-0000-000", ""} {
		if out := r.open(ben, reference, ""); out.Refused != flows.RefusedPIN || len(out.Reports) > 0 {
			t.Errorf("%q: %+v", reference, out)
		}
	}
	if n := r.count(`SELECT count(*) FROM pin_tries`); n != 0 {
		t.Errorf("%d tries of no PIN", n)
	}
}

func TestReferenceAndPINOpenAReportFromElsewhere(t *testing.T) {
	r := start(t)
	r.desk(r.config.Plan.Leads(4)[0].ID)
	report := r.file(ana, 4)
	r.setPIN("4821")
	notice := r.reply(report.ID, "Where exactly? "+mark)

	out := r.open(ben, report.Reference, "4821")
	if out.Refused != "" || !out.Guest || len(out.Reports) != 1 || !slices.Equal(out.Reports[0].Unread, []string{notice}) || len(out.Notices) > 0 {
		t.Fatalf("opened: %+v", out)
	}
	work := pending(flows.Effect{Kind: flows.OpenReport, Target: report.Reference, Targets: []string{notice}})
	for range 2 { // the answer to the first may have been lost
		outcomes, err := r.Commit(t.Context(), ben, work)
		if err != nil || len(outcomes[0].Notices) != 1 || outcomes[0].Notices[0].Text != "Where exactly? "+mark {
			t.Errorf("read: %+v, %v", outcomes, err)
		}
	}
	if n, err := r.Notice(t.Context(), notice); err != nil || n.State != bot.NoticeRead {
		t.Errorf("the notice is %s, %v", n.State, err)
	}
	add := pending(flows.Effect{Kind: flows.AddTo, Target: report.ID, Text: "By the swings " + mark})
	for range 2 {
		if outcomes, err := r.Commit(t.Context(), ben, add); err != nil || outcomes[0].Refused != "" {
			t.Errorf("added: %+v, %v", outcomes, err)
		}
	}
	if n := r.count(`SELECT count(*) FROM entries WHERE kind = 'resident'`); n != 1 {
		t.Errorf("%d entries", n)
	}
	if n := r.count(`SELECT count(*) FROM deliveries WHERE entry_id IS NOT NULL`); n != 1 {
		t.Errorf("%d deliveries of what was added", n)
	}
	if out := r.commit(ben, flows.Effect{Kind: flows.OfferUpload, Target: report.ID, Text: "token"})[0]; out.Link == "" {
		t.Errorf("no photos can be added: %+v", out)
	}
	r.lookFor(mark, "4821")
}

// Whoever opened a report by its PIN sees where it stands, reads what waits and
// adds to it; nothing else, and not for long.
func TestGuestCanDoNothingElse(t *testing.T) {
	r := start(t)
	report, other := r.file(ana, 4), r.file(ana, 4)
	r.setPIN("4821")
	r.open(ben, report.Reference, "4821")
	notice := r.reply(other.ID, mark)
	if out := r.open(ben, report.Reference, "", notice); len(out.Notices) > 0 {
		t.Errorf("read a message about another report: %+v", out)
	}
	for kind, want := range map[flows.EffectKind]string{
		flows.Withdraw: flows.RefusedOver, flows.Rate: flows.RefusedOver, flows.Reopen: flows.RefusedGone, flows.AnswerDesk: flows.RefusedGone,
	} {
		if out := r.commit(ben, flows.Effect{Kind: kind, Target: report.ID, Text: "x", Value: 3})[0]; out.Refused != want {
			t.Errorf("%s: %+v", kind, out)
		}
	}
	if out := r.commit(ben, flows.Effect{Kind: flows.AddTo, Target: other.ID, Text: "x"})[0]; out.Refused != flows.RefusedOver {
		t.Errorf("adding to another report: %+v", out)
	}
	if list := r.commit(ben, flows.Effect{Kind: flows.ListReports})[0].Reports; len(list) > 0 {
		t.Errorf("listed: %+v", list)
	}
	r.clock.add(time.Hour)
	if out := r.commit(ben, flows.Effect{Kind: flows.AddTo, Target: report.ID, Text: "x"})[0]; out.Refused != flows.RefusedOver {
		t.Errorf("an hour later: %+v", out)
	}
	if out := r.open(ben, report.Reference, ""); out.Refused != flows.RefusedPIN {
		t.Errorf("an hour later it is open: %+v", out)
	}
}

func TestWithdrawnReportIsOverAndItsCardsSaySo(t *testing.T) {
	r := start(t)
	r.desk(r.config.Plan.Leads(4)[0].ID)
	report := r.file(ana, 4)
	r.setPIN("4821")
	work := pending(flows.Effect{Kind: flows.Withdraw, Target: report.ID})
	for range 2 {
		outcomes, err := r.Commit(t.Context(), ana, work)
		if err != nil || outcomes[0].Report.Status != flows.StatusWithdrawn {
			t.Errorf("%+v, %v", outcomes, err)
		}
	}
	if got := r.strings(`SELECT status FROM reports`); got[0] != "withdrawn" {
		t.Errorf("it is %v", got)
	}
	if got := r.strings(`SELECT event FROM entries`); !slices.Equal(got, []string{"withdrawn"}) || r.jobs("refresh") != 1 {
		t.Errorf("the thread has %v, %d refreshes", got, r.jobs("refresh"))
	}
	for _, kind := range []flows.EffectKind{flows.Withdraw, flows.AddTo, flows.Rate} {
		if out := r.commit(ana, flows.Effect{Kind: kind, Target: report.ID, Text: "x", Value: 3})[0]; out.Refused != flows.RefusedOver {
			t.Errorf("%s: %+v", kind, out)
		}
	}
	if out := r.open(ana, report.Reference, ""); len(out.Reports) != 1 || out.Reports[0].Status != flows.StatusWithdrawn {
		t.Errorf("she sees %+v", out)
	}
	if out := r.open(ben, report.Reference, "4821"); out.Refused != flows.RefusedPIN {
		t.Errorf("others see %+v", out)
	}
}

func TestNobodyWithdrawsSomebodyElsesReportOrAClosedOne(t *testing.T) {
	r := start(t)
	report := r.file(ana, 4)
	for _, target := range []string{report.ID, uuid.NewString(), "", "no uuid"} {
		for _, kind := range []flows.EffectKind{flows.Withdraw, flows.AddTo, flows.Rate} {
			if out := r.commit(ben, flows.Effect{Kind: kind, Target: target, Text: "x", Value: 3})[0]; out.Refused != flows.RefusedOver {
				t.Errorf("%s %q: %+v", kind, target, out)
			}
		}
	}
	r.exec(`UPDATE reports SET status = 'closed', closed_at = $2 WHERE id = $1`, report.ID, noon)
	if out := r.commit(ana, flows.Effect{Kind: flows.Withdraw, Target: report.ID})[0]; out.Refused != flows.RefusedOver {
		t.Errorf("a closed one: %+v", out)
	}
}

func TestHowItWasDealtWithIsOneLineOfTheThread(t *testing.T) {
	r := start(t)
	report := r.file(ana, 4)
	r.exec(`UPDATE reports SET status = 'closed', closed_at = $2 WHERE id = $1`, report.ID, noon)
	r.commit(ana, flows.Effect{Kind: flows.Rate, Target: report.ID, Value: 4})
	r.commit(ana, flows.Effect{Kind: flows.Rate, Target: report.ID, Value: 4, Text: "quick " + mark})
	if got := r.strings(`SELECT kind || event || (detail->>'rating') FROM entries`); !slices.Equal(got, []string{"eventrated4"}) {
		t.Errorf("the thread has %v", got)
	}
	if why, err := r.OpenText(t.Context(), "rated:"+report.ID); err != nil || why != "quick "+mark {
		t.Errorf("why: %q, %v", why, err)
	}
	r.commit(ana, flows.Effect{Kind: flows.Rate, Target: report.ID, Value: 2})
	if why, err := r.OpenText(t.Context(), "rated:"+report.ID); err != nil || why != "quick "+mark {
		t.Errorf("without a word the old one stays: %q, %v", why, err)
	}
	for _, value := range []int{0, 6, -1} {
		if out := r.commit(ana, flows.Effect{Kind: flows.Rate, Target: report.ID, Value: value})[0]; out.Refused == "" {
			t.Errorf("%d was taken", value)
		}
	}
	r.lookFor(mark)
}

func TestHowItWasDealtWithIsAskedOnce(t *testing.T) {
	r := start(t)
	report := r.file(ana, 4)
	var asked []bool
	for range 3 {
		notice := uuid.NewString()
		r.exec(`INSERT INTO notices (id, report_id, kind, result, created_at) VALUES ($1, $2, 'closed', 'done', $3)`, notice, report.ID, r.clock.now())
		n, err := r.Notice(t.Context(), notice)
		if err != nil {
			t.Fatal(err)
		}
		asked = append(asked, n.Rate)
		if len(asked) == 2 {
			continue // whoever is told only now was not asked by the one before
		}
		if err := r.NoticeDone(t.Context(), notice, bot.NoticeRead, ""); err != nil {
			t.Fatal(err)
		}
		r.clock.add(time.Hour)
	}
	if !slices.Equal(asked, []bool{true, false, false}) {
		t.Errorf("asked: %v", asked)
	}
	if n, err := r.Notice(t.Context(), r.reply(report.ID, "Hello")); err != nil || n.Rate {
		t.Errorf("a message asks it, %v", err)
	}
}

func TestReportsAreCountedTowardsACaseReview(t *testing.T) {
	r := start(t)
	theme := r.config.Plan.CaseReview.Theme
	count := func(theme int) int {
		t.Helper()
		work := pending(filing(submission(theme)))
		var counts []int
		for range 2 { // the second finds what the first stored
			outcomes, err := r.Commit(t.Context(), ana, work)
			if err != nil {
				t.Fatal(err)
			}
			counts = append(counts, outcomes[0].Count)
		}
		if counts[0] != counts[1] {
			t.Errorf("counted %v", counts)
		}
		return counts[0]
	}
	r.file(ben, theme)
	if n := count(theme); n != 1 {
		t.Errorf("the first is number %d", n)
	}
	r.clock.add(200 * 24 * time.Hour)
	if n := count(theme); n != 2 {
		t.Errorf("the second is number %d", n)
	}
	if n := count(4); n != 0 {
		t.Errorf("another theme counts %d", n)
	}
	taken := r.file(ana, theme)
	r.commit(ana, flows.Effect{Kind: flows.Withdraw, Target: taken.ID})
	if n := count(theme); n != 3 {
		t.Errorf("with one taken back: %d", n)
	}
	r.clock.add(200 * 24 * time.Hour)
	if n := count(theme); n != 3 {
		t.Errorf("the oldest is more than a year old: %d", n)
	}
}

func TestCopyHoldsEverythingAndNoNotes(t *testing.T) {
	r := start(t)
	report, _ := r.full()
	r.file(ben, 4)
	r.setPIN("4821")
	r.exec(`INSERT INTO entries (report_id, kind, author, agency, source, at) VALUES ($1, 'note', 'PC Khan', 'police', 'note', now())`, report.ID)
	r.exec(`INSERT INTO entries (report_id, kind, event, author, agency, source, at) VALUES ($1, 'event', 'taken', 'PC Khan', 'police', 'taken', now())`, report.ID)

	work := pending(flows.Effect{Kind: flows.CopyData})
	for range 2 {
		outcomes, err := r.Commit(t.Context(), ana, work)
		if err != nil || outcomes[0].Copy == nil {
			t.Fatalf("%+v, %v", outcomes, err)
		}
		all := *outcomes[0].Copy
		if all.Address != ana.ID || all.Channel != ana.Channel || all.Language != "pl" || all.PIN.IsZero() || !all.Stopped.IsZero() || len(all.Reports) != 1 {
			t.Fatalf("the copy: %+v", all)
		}
		if len(all.Comments) != 2 || all.Comments[0].Text+all.Comments[1].Text == "" || all.Comments[0].Score+all.Comments[1].Score != 2 {
			t.Errorf("its comments: %+v", all.Comments)
		}
		got := all.Reports[0]
		if got.Reference != report.Reference || got.Name != "Ana "+mark || got.Phone != ana.ID || got.Safe != "mornings "+mark ||
			got.Place == nil || got.When == nil || got.Photos != 2 || !strings.Contains(strings.Join(got.What, ""), mark) {
			t.Errorf("its report: %+v", got)
		}
		var thread []string
		for _, entry := range got.Thread {
			thread = append(thread, entry.Event+entry.Text)
		}
		if want := []string{"More of the " + mark, "Seen the " + mark, "taken"}; !slices.Equal(thread, want) {
			t.Errorf("its thread: %q, want %q", thread, want)
		}
	}
	if stored := r.strings(`SELECT outcomes::text FROM commits`); strings.Contains(strings.Join(stored, ""), mark) {
		t.Error("the copy lies in the record unsealed")
	}
}

// A table that comes to be kept by address is in the copy without anybody's
// doing.
func TestCopyHoldsWhatOthersKeepByAddress(t *testing.T) {
	r := start(t)
	conn := r.owner()
	for _, sql := range []string{
		`CREATE TABLE wishes (lookup bytea, theme int, secret bytea)`,
		`INSERT INTO wishes SELECT lookup, 6, 'x' FROM preferences`,
		`GRANT SELECT ON wishes TO yousaid_service`,
	} {
		r.commit(ana, flows.Effect{Kind: flows.SetLanguage, Text: "pl"})
		if _, err := conn.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	all := r.commit(ana, flows.Effect{Kind: flows.CopyData})[0].Copy
	if !slices.Equal(all.Other, []string{`wishes: {"theme": 6}`}) {
		t.Errorf("further rows: %q", all.Other)
	}
}

func TestLinkToACopyOpensOnce(t *testing.T) {
	r := start(t)
	report := r.file(ana, 4)
	r.commit(ana, flows.Effect{Kind: flows.SetLanguage, Text: "pl"})
	work := pending(flows.Effect{Kind: flows.CopyData, Text: "secret"})
	for range 2 {
		outcomes, err := r.Commit(t.Context(), ana, work)
		if err != nil || outcomes[0].Link != "https://yousaid.test/d/secret" {
			t.Fatalf("%+v, %v", outcomes, err)
		}
	}
	r.lookFor("secret")
	for range 2 {
		if language, err := r.PeekCopy(t.Context(), "secret"); err != nil || language != "pl" {
			t.Errorf("looked at: %q, %v", language, err)
		}
	}
	all, err := r.UseCopy(t.Context(), "secret")
	if err != nil || len(all.Reports) != 1 || all.Reports[0].Reference != report.Reference {
		t.Errorf("%+v, %v", all, err)
	}
	r.used("secret")
	r.commit(ana, flows.Effect{Kind: flows.CopyData, Text: "late"})
	r.clock.add(10 * time.Minute)
	r.used("late")
	r.used("never")
}

// used fails unless a link to a copy is over.
func (r *rig) used(token string) {
	r.t.Helper()
	if _, err := r.PeekCopy(r.t.Context(), token); !isUsed(err) {
		r.t.Errorf("%s: %v", token, err)
	}
	if _, err := r.UseCopy(r.t.Context(), token); !isUsed(err) {
		r.t.Errorf("%s: %v", token, err)
	}
}
