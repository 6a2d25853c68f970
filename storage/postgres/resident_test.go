package postgres_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"yousaid/bot"
	"yousaid/flows"
	"yousaid/storage/postgres"
)

// reply puts an officer's reply into a report's thread, as the desk's use cases
// do, and returns the id of its notice.
func (r *rig) reply(report, text string) (notice string) {
	r.t.Helper()
	notice = uuid.NewString()
	source := "test:" + notice
	sealed, err := r.SealText(r.t.Context(), report, source, text)
	if err != nil {
		r.t.Fatal(err)
	}
	r.exec(`INSERT INTO entries (report_id, kind, author, agency, text, source, at) VALUES ($1, 'reply', 'PC Khan', 'police', $2, $3, now())`,
		report, sealed, source)
	r.exec(`INSERT INTO notices (id, report_id, kind, entry_id, agency, created_at)
		SELECT $1, $2, 'message', id, $3, $4 FROM entries WHERE source = $5`,
		notice, report, r.config.Plan.Agencies[0].ID, r.clock.now(), source)
	r.clock.add(time.Second) // they have an order
	return notice
}

func (r *rig) resident() flows.Resident {
	r.t.Helper()
	resident, _, err := r.Resident(r.t.Context(), ana)
	if err != nil {
		r.t.Fatal(err)
	}
	return resident
}

func TestStrangerIsKnownToHaveNothing(t *testing.T) {
	r := start(t)
	resident := r.resident()
	if !resident.Known || resident.Stopped || len(resident.Reports)+len(resident.Waiting) > 0 {
		t.Errorf("%+v", resident)
	}
}

func TestResidentSeesTheirOwnReportsNewestFirst(t *testing.T) {
	r := start(t)
	var filed []string
	for range 7 {
		filed = append(filed, r.file(ana, 4).ID)
		r.clock.add(time.Minute)
	}
	r.file(ben, 4)
	r.exec(`UPDATE reports SET status = 'closed', closed_at = $2 WHERE id = $1`, filed[6], r.clock.now().Add(-31*24*time.Hour))
	r.exec(`UPDATE reports SET status = 'closed', closed_at = $2 WHERE id = $1`, filed[5], r.clock.now().Add(-29*24*time.Hour))

	var seen []string
	for _, known := range r.resident().Reports {
		seen = append(seen, known.ID)
	}
	want := slices.Clone(filed[1:6])
	slices.Reverse(want)
	if !slices.Equal(seen, want) {
		t.Errorf("saw %v, want %v", seen, want)
	}
}

func TestNoticesWaitUntilTheyAreRead(t *testing.T) {
	r := start(t)
	report := r.file(ana, 4)
	first, second := r.reply(report.ID, "Where exactly? "+mark), r.reply(report.ID, "Thank you")
	if waiting := r.resident().Waiting; len(waiting) != 0 {
		t.Errorf("before anybody told of them: %+v", waiting)
	}
	for _, id := range []string{first, second} {
		if err := r.NoticeDone(t.Context(), id, bot.NoticeTold, ""); err != nil {
			t.Fatal(err)
		}
	}
	waiting := r.resident().Waiting
	if len(waiting) != 2 || waiting[0].ID != first || waiting[0].Text != "Where exactly? "+mark || waiting[0].Report.Reference != report.Reference {
		t.Fatalf("waiting: %+v", waiting)
	}
	if waiting[0].Agency != r.config.Plan.Agencies[0].Name {
		t.Errorf("it comes from %q", waiting[0].Agency)
	}

	work := pending(flows.Effect{Kind: flows.ReadNotices, Targets: []string{first}})
	for range 2 { // the answer to the first may have been lost
		outcomes, err := r.Commit(t.Context(), ana, work)
		if err != nil {
			t.Fatal(err)
		}
		if list := outcomes[0].Notices; len(list) != 2 || list[0].Text != "Where exactly? "+mark {
			t.Errorf("asked for: %+v", list)
		}
	}
	if waiting := r.resident().Waiting; len(waiting) != 1 || waiting[0].ID != second {
		t.Errorf("left: %+v", waiting)
	}
	if stored := r.strings(`SELECT outcomes::text FROM commits`); strings.Contains(fmt.Sprint(stored), mark) {
		t.Error("the words of a notice lie in the record unsealed")
	}
}

func TestNobodyReadsSomebodyElsesNotices(t *testing.T) {
	r := start(t)
	notice := r.reply(r.file(ana, 4).ID, mark)
	out := r.commit(ben, flows.Effect{Kind: flows.ReadNotices, Targets: []string{notice}})[0]
	if len(out.Notices) != 0 {
		t.Errorf("ben reads %+v", out.Notices)
	}
	if n, err := r.Notice(t.Context(), notice); err != nil || n.State != bot.NoticeWaiting {
		t.Errorf("it is %s now, %v", n.State, err)
	}
}

func TestNoticeKnowsWhereItGoes(t *testing.T) {
	r := start(t)
	notice := r.reply(r.file(ana, 4).ID, "Hello "+mark)
	n, err := r.Notice(t.Context(), notice)
	if err != nil || n.To != ana || n.Reach != bot.ReachOpen || n.Text != "Hello "+mark || n.Language != "en" {
		t.Errorf("%+v, %v", n, err)
	}
	r.commit(ana, flows.Effect{Kind: flows.SetLanguage, Text: "ur"})
	if n, err = r.Notice(t.Context(), notice); err != nil || n.Language != "ur" {
		t.Errorf("language %s, %v", n.Language, err)
	}
	if _, err := r.Notice(t.Context(), uuid.NewString()); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("one that isn't there: %v", err)
	}
}

func TestReachFollowsWhatTheResidentAndTheNetworkSay(t *testing.T) {
	r := start(t)
	report := r.file(ana, 4)
	notice := r.reply(report.ID, "Hello")
	reach := func(want bot.Reach, cards int) {
		t.Helper()
		n, err := r.Notice(t.Context(), notice)
		if err != nil || n.Reach != want {
			t.Errorf("reach %s, want %s, %v", n.Reach, want, err)
		}
		if got := r.jobs("refresh"); got != cards {
			t.Errorf("cards were refreshed %d times, want %d", got, cards)
		}
	}
	reach(bot.ReachOpen, 0)
	for range 2 { // the second time is nothing new
		if err := r.Unreachable(t.Context(), ana); err != nil {
			t.Fatal(err)
		}
	}
	reach(bot.ReachBlocked, 1)
	r.commit(ana, flows.Effect{Kind: flows.StopAll})
	reach(bot.ReachStopped, 2)
	if !r.resident().Stopped {
		t.Error("the conversation doesn't hear of STOP")
	}
	if err := r.Reachable(t.Context(), ana); err != nil {
		t.Fatal(err)
	}
	reach(bot.ReachStopped, 3)
	r.commit(ana, flows.Effect{Kind: flows.StartAgain})
	reach(bot.ReachOpen, 4)
	if err := r.Reachable(t.Context(), ben); err != nil {
		t.Errorf("an address that wrote nothing: %v", err)
	}
	if r.count(`SELECT version FROM reports WHERE id = $1`, report.ID) != 5 {
		t.Error("the report's version doesn't tell its cards apart")
	}
}

func TestNoContactMeansNone(t *testing.T) {
	r := start(t)
	sub := submission(4)
	sub.Contact = flows.ContactNone
	r.commit(ana, filing(sub))
	n, err := r.Notice(t.Context(), r.reply(sub.ID, "Hello"))
	if err != nil || n.Reach != bot.ReachNone {
		t.Errorf("reach %s, %v", n.Reach, err)
	}
}

func TestReadNoticeStaysRead(t *testing.T) {
	r := start(t)
	notice := r.reply(r.file(ana, 4).ID, "Hello")
	for _, state := range []bot.NoticeState{bot.NoticeRead, bot.NoticeTold} {
		if err := r.NoticeDone(t.Context(), notice, state, ""); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := r.Notice(t.Context(), notice); err != nil || n.State != bot.NoticeRead {
		t.Errorf("it is %s, %v", n.State, err)
	}
	if r.jobs("refresh") != 1 {
		t.Errorf("%d refreshes for one change", r.jobs("refresh"))
	}
}

func TestAnswerGoesUnderTheCards(t *testing.T) {
	r := start(t)
	r.desk(r.config.Plan.Leads(4)[0].ID)
	report := r.file(ana, 4)
	r.desk(r.config.Plan.Leads(4)[0].ID) // it has no card, so nothing to put it under
	work := pending(flows.Effect{
		Kind: flows.AnswerDesk, Target: report.ID, Text: "By the swings " + mark,
		Photos: []flows.Photo{{Channel: "telegram", File: mark}},
	})
	for range 2 {
		outcomes, err := r.Commit(t.Context(), ana, work)
		if err != nil || outcomes[0].Refused != "" || !slices.Equal(outcomes[0].Agencies, report.Agencies) {
			t.Errorf("%+v, %v", outcomes, err)
		}
	}
	if n := r.count(`SELECT count(*) FROM deliveries WHERE entry_id IS NOT NULL`); n != 1 || r.jobs("deliver") != 2 {
		t.Errorf("%d deliveries of the answer, %d jobs in all", n, r.jobs("deliver"))
	}
	if n := r.count(`SELECT count(*) FROM files WHERE entry_id = (SELECT id FROM entries WHERE kind = 'resident')`); n != 1 {
		t.Errorf("%d photos with the answer", n)
	}
	text, err := r.OpenText(t.Context(), r.strings(`SELECT source FROM entries WHERE kind = 'resident'`)[0])
	if err != nil || text != "By the swings "+mark {
		t.Errorf("the thread says %q, %v", text, err)
	}
}

func TestAnswerToAClosedReportOpensIt(t *testing.T) {
	for _, kind := range []flows.EffectKind{flows.AnswerDesk, flows.Reopen} {
		t.Run(string(kind), func(t *testing.T) {
			r := start(t)
			lead := r.config.Plan.Leads(4)[0].ID
			r.desk(lead)
			report := r.file(ana, 4)
			r.desk(lead) // came later: now it gets a card
			r.exec(`UPDATE reports SET status = 'closed', closed_at = $2, outcome = 'done', taken_by = 'PC Khan' WHERE id = $1`, report.ID, noon)
			out := r.commit(ana, flows.Effect{Kind: kind, Target: report.ID, Text: "It is back"})[0]
			if out.Report.Status != flows.StatusNew {
				t.Errorf("outcome %+v", out)
			}
			if n := r.count(`SELECT count(*) FROM reports WHERE status = 'new' AND closed_at IS NULL AND outcome = '' AND taken_by = ''`); n != 1 {
				t.Error("it is not open")
			}
			if got := r.strings(`SELECT kind || event FROM entries ORDER BY id`); !slices.Equal(got, []string{"eventreopened", "resident"}) {
				t.Errorf("the thread has %v", got)
			}
			if n := r.count(`SELECT count(*) FROM deliveries WHERE entry_id IS NULL`); n != 2 {
				t.Errorf("%d cards", n)
			}
		})
	}
}

func TestNobodyWritesToSomebodyElsesReport(t *testing.T) {
	r := start(t)
	report := r.file(ana, 4)
	r.exec(`UPDATE reports SET status = 'closed', closed_at = $2 WHERE id = $1`, report.ID, noon)
	for _, target := range []string{report.ID, uuid.NewString(), "", "no uuid; DROP TABLE reports"} {
		for _, kind := range []flows.EffectKind{flows.AnswerDesk, flows.Reopen} {
			if out := r.commit(ben, flows.Effect{Kind: kind, Target: target, Text: mark})[0]; out.Refused != postgres.Gone {
				t.Errorf("%s %q: %+v", kind, target, out)
			}
		}
	}
	if n := r.count(`SELECT count(*) FROM entries`); n != 0 {
		t.Errorf("%d entries", n)
	}
}

func TestLanguageIsKept(t *testing.T) {
	r := start(t)
	for _, language := range []string{"pl", "ur"} {
		r.commit(ana, flows.Effect{Kind: flows.SetLanguage, Text: language})
		if _, got, err := r.Resident(t.Context(), ana); err != nil || got != language {
			t.Errorf("chose %s, kept %s, %v", language, got, err)
		}
	}
}
