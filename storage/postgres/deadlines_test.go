package postgres_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/google/uuid"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/flows"
)

const council = "neighbourhood-services" // leads theme 6; Monday to Friday, 9 to 17

// keep has deadlines follow what happened, and what is due be told.
func (r *rig) keep() (missed []bot.Deadline) {
	r.t.Helper()
	for {
		n, err := r.KeepDeadlines(r.t.Context(), 100)
		if err != nil {
			r.t.Fatal(err)
		}
		list, m, err := r.PassDeadlines(r.t.Context(), 100)
		if err != nil {
			r.t.Fatal(err)
		}
		missed = append(missed, list...)
		if n+m == 0 {
			return missed
		}
	}
}

// due is what is kept of a report's deadlines, in words.
func (r *rig) due(report string) []string {
	r.t.Helper()
	return r.strings(`
		SELECT agency || ' ' || what || coalesce(' ' || to_char(due_at AT TIME ZONE 'Europe/London', 'Dy DD HH24:MI'), ' stands still')
		       || CASE WHEN met_at IS NOT NULL THEN ' met' WHEN ended_at IS NOT NULL THEN ' ended' ELSE '' END || CASE WHEN missed THEN ' missed' ELSE '' END
		FROM deadlines WHERE report_id = $1 ORDER BY agency, from_at, due_at NULLS LAST, what`, report)
}

func (r *rig) wantDue(report string, want ...string) {
	r.t.Helper()
	if diff := cmp.Diff(want, r.due(report), cmpopts.EquateEmpty()); diff != "" {
		r.t.Errorf("deadlines (-want +got):\n%s", diff)
	}
}

func TestDeadlinesFollowWhatHappens(t *testing.T) {
	r := start(t)
	report, mia := r.file(ana, 6), r.officer("Mia", council, false)
	r.keep()
	r.wantDue(report.ID, council+" take Wed 25 12:00", council+" answer Thu 26 12:00", council+" close Tue 22 12:00")
	r.clock.add(time.Hour)
	if _, err := r.Take(t.Context(), action(mia), report.ID); err != nil {
		t.Fatal(err)
	}
	r.keep()
	r.wantDue(report.ID, council+" take Wed 25 12:00 met", council+" answer Thu 26 12:00", council+" close Tue 22 12:00")
	r.clock.add(time.Hour)
	if _, err := r.AddReply(t.Context(), action(mia), report.ID, "Where was it?"); err != nil {
		t.Fatal(err)
	}
	r.keep()
	r.wantDue(report.ID, council+" take Wed 25 12:00 met", council+" answer Thu 26 12:00 met", council+" close stands still")
	r.clock.add(7 * 24 * time.Hour)
	r.commit(ana, flows.Effect{Kind: flows.AnswerDesk, Target: report.ID, Text: "At the corner"})
	r.keep()
	r.wantDue(report.ID, council+" take Wed 25 12:00 met", council+" answer Thu 26 12:00 met", council+" close Thu 31 12:00", council+" answer Thu 03 14:00")
	r.clock.add(time.Hour)
	if _, err := r.Resolve(t.Context(), action(mia), report.ID, bot.OutcomeDone, ""); err != nil {
		t.Fatal(err)
	}
	r.keep()
	r.wantDue(report.ID, council+" take Wed 25 12:00 met", council+" answer Thu 26 12:00 met", council+" close Thu 31 12:00 met", council+" answer Thu 03 14:00 met")
}

func TestWhatIsPassedOnIsDueThere(t *testing.T) {
	r := start(t)
	report, mia := r.file(ana, 6), r.officer("Mia", council, false)
	if _, err := r.Take(t.Context(), action(mia), report.ID); err != nil {
		t.Fatal(err)
	}
	r.clock.add(time.Hour)
	if _, err := r.Reroute(t.Context(), action(mia), report.ID, 0, "probation", "for you"); err != nil {
		t.Fatal(err)
	}
	r.keep()
	r.wantDue(report.ID,
		council+" take Wed 25 12:00 met", council+" answer Thu 26 12:00 ended", council+" close Tue 22 12:00 ended",
		"probation take Wed 25 13:00", "probation answer Thu 26 13:00", "probation close Tue 22 13:00")
}

func TestWhatIsHandedByTheCoordinatorStaysTaken(t *testing.T) {
	r := start(t)
	report, mia := r.file(ana, 1), r.officer("Mia", "luton-council", false)
	boss := r.role("Cora", "partnership", bot.RoleCoordinator)
	if _, err := r.Hand(t.Context(), action(boss), report.ID, mia.Officer); err != nil {
		t.Fatal(err)
	}
	r.clock.add(time.Hour)
	polly := r.officer("Polly", "bedfordshire-police", false)
	if _, err := r.Reroute(t.Context(), action(polly), report.ID, 0, "probation", "for you"); err != nil {
		t.Fatal(err)
	}
	r.keep()
	if n := r.count(`SELECT count(*) FROM deadlines WHERE what = 'take' AND met_at IS NULL AND ended_at IS NULL`); n != 0 {
		t.Errorf("it is to be taken though Mia has it: %q", r.due(report.ID))
	}
}

// role is an officer with a role, who is written to by mail.
func (r *rig) role(name, agency string, role bot.Role) bot.Actor {
	r.t.Helper()
	o := bot.Officer{ID: uuid.NewString(), Name: name, Agency: agency, Role: role, Addresses: []channel.Address{
		{Channel: channel.Email, ID: strings.ToLower(name) + "@" + agency + ".test"},
	}}
	if err := r.AddOfficer(r.t.Context(), o); err != nil {
		r.t.Fatal(err)
	}
	return o.Actor()
}

func TestWhoSendsStopIsOwedNoAnswer(t *testing.T) {
	r := start(t)
	report := r.file(ana, 6)
	r.keep()
	r.clock.add(time.Hour)
	r.commit(ana, flows.Effect{Kind: flows.StopAll})
	r.clock.add(72 * time.Hour)
	missed := r.keep()
	r.wantDue(report.ID, council+" take Wed 25 12:00 missed", council+" answer Thu 26 12:00 ended", council+" close Tue 22 12:00")
	if len(missed) != 1 || missed[0].What != bot.DueTake {
		t.Errorf("missed: %+v", missed)
	}
	r.commit(ana, flows.Effect{Kind: flows.StartAgain})
	r.commit(ana, flows.Effect{Kind: flows.AnswerDesk, Target: report.ID, Text: "I am back"})
	r.keep()
	r.wantDue(report.ID, council+" take Wed 25 12:00 missed", council+" answer Thu 26 12:00 ended", council+" close Tue 22 12:00", council+" answer Tue 01 13:00")
}

func TestNothingIsDueOfWhatIsForgotten(t *testing.T) {
	r := start(t)
	report := r.file(ana, 6)
	r.keep()
	r.commit(ana, flows.Effect{Kind: flows.StopAll})
	r.keep()
	r.commit(ana, flows.Effect{Kind: flows.ForgetMe})
	r.keep()
	r.wantDue(report.ID)
	if n := r.count(`SELECT count(*) FROM silences`); n != 0 {
		t.Errorf("%d times are kept at which the resident couldn't be written to", n)
	}
}

func TestDueAndOverdueReportsAreListed(t *testing.T) {
	r := start(t)
	mia := r.officer("Mia", council, false)
	cora := r.role("Cora", "partnership", bot.RoleCoordinator)
	var filed []flows.Known
	for range 3 {
		filed = append(filed, r.file(ana, 6))
		r.clock.add(time.Hour)
	}
	joint := r.file(ana, 7) // police, who work always, and citizen engagement
	if _, err := r.Take(t.Context(), action(mia), filed[0].ID); err != nil {
		t.Fatal(err)
	}
	r.keep()
	list := func(by bot.Actor, f bot.InboxFilter) (references []string) {
		t.Helper()
		for {
			page, err := r.Inbox(t.Context(), by, f)
			if err != nil {
				t.Fatal(err)
			}
			for _, row := range page.Rows {
				references = append(references, row.Reference+" "+string(row.DueWhat)+" "+row.DueAt.In(r.config.Plan.Zone()).Format("Mon 15:04"))
			}
			if page.Next == (bot.InboxPlace{}) {
				return references
			}
			f.After = page.Next
		}
	}
	want := func(what string, got []string, want ...string) {
		t.Helper()
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", what, diff)
		}
	}
	one, two, three, both := filed[0].Reference, filed[1].Reference, filed[2].Reference, joint.Reference
	want("an agency's", list(mia, bot.InboxFilter{View: bot.InboxTeam, Due: true, Most: 2}),
		two+" take Wed 13:00", three+" take Wed 14:00", one+" answer Thu 12:00")
	want("everybody's", list(cora, bot.InboxFilter{View: bot.InboxAll, Due: true, Most: 2}),
		both+" take Tue 23:00", two+" take Wed 13:00", three+" take Wed 14:00", one+" answer Thu 12:00")
	want("overdue, too soon", list(mia, bot.InboxFilter{View: bot.InboxTeam, Due: true, Overdue: true}))
	r.clock.add(22*time.Hour + 30*time.Minute) // Wednesday, 13:30
	want("overdue", list(mia, bot.InboxFilter{View: bot.InboxTeam, Due: true, Overdue: true}), two+" take Wed 13:00")
	want("overdue, of all", list(cora, bot.InboxFilter{View: bot.InboxAll, Due: true, Overdue: true}), both+" take Tue 23:00", two+" take Wed 13:00")
	want("overdue, in the order of filing", list(cora, bot.InboxFilter{View: bot.InboxAll, Overdue: true}), both+" take Tue 23:00", two+" take Wed 13:00")
	for by, n := range map[*bot.Actor]int{&mia: 1, &cora: 2} {
		if waiting, err := r.Waiting(t.Context(), *by); err != nil || waiting.Overdue != n {
			t.Errorf("%s: %d are overdue, %v; want %d", by.Name, waiting.Overdue, err, n)
		}
	}
	if _, err := r.Resolve(t.Context(), action(mia), filed[1].ID, bot.OutcomeDone, ""); err != nil {
		t.Fatal(err)
	}
	want("closed, before its deadlines are kept", list(mia, bot.InboxFilter{View: bot.InboxTeam, Due: true, Overdue: true}))
	r.keep()
	page, err := r.Inbox(t.Context(), mia, bot.InboxFilter{View: bot.InboxAll, Status: "closed"})
	if err != nil || len(page.Rows) != 1 || !page.Rows[0].DueAt.IsZero() {
		t.Errorf("closed: %+v, %v", page.Rows, err)
	}
}

func TestAReportThatCannotBeWorkedOutHoldsUpNoOther(t *testing.T) {
	r := start(t)
	poison, sound := r.file(ana, 6), r.file(ben, 6)
	owner := r.owner()
	if _, err := owner.Exec(t.Context(), `ALTER TABLE deadlines ADD CONSTRAINT poison CHECK (report_id <> '`+poison.ID+`' OR met_at IS NULL AND next_at < '2027-01-01')`); err != nil {
		t.Fatal(err)
	}
	n, err := r.KeepDeadlines(t.Context(), 100)
	if n != 2 || err != nil {
		t.Fatalf("%d are kept: %v", n, err)
	}
	mia := r.officer("Mia", council, false)
	for _, report := range []string{poison.ID, sound.ID} {
		if _, err := r.Take(t.Context(), action(mia), report); err != nil {
			t.Fatal(err)
		}
	}
	n, err = r.KeepDeadlines(t.Context(), 100)
	if n != 1 || err == nil || !strings.Contains(err.Error(), poison.ID) {
		t.Errorf("%d are kept: %v", n, err)
	}
	if due := r.due(sound.ID); !strings.HasSuffix(due[0], "met") {
		t.Errorf("the other one: %q", due)
	}
	if n := r.count(`SELECT count(*) FROM deadline_marks WHERE report_id = $1`, poison.ID); n != 1 {
		t.Errorf("it has %d marks", n)
	}
	if _, err := owner.Exec(t.Context(), `ALTER TABLE deadlines DROP CONSTRAINT poison`); err != nil {
		t.Fatal(err)
	}
	r.keep()
	if due := r.due(poison.ID); !strings.HasSuffix(due[0], "met") {
		t.Errorf("once it can be: %q", due)
	}
}

// What is kept is what follows from the story, whatever was done in which order.
func TestWhatIsKeptOfDeadlinesIsWhatPagesSay(t *testing.T) {
	r := start(t)
	mia := r.officer("Mia", council, false)
	for seed := range 30 {
		report := r.file(ana, 6)
		for step := range 6 {
			r.clock.add(time.Duration(1+(seed*7+step*13)%20) * time.Hour)
			switch (seed + step*step) % 6 {
			case 0:
				_, _ = r.Take(t.Context(), action(mia), report.ID)
			case 1:
				_, _ = r.AddReply(t.Context(), action(mia), report.ID, "Hello")
			case 2:
				r.commit(ana, flows.Effect{Kind: flows.AnswerDesk, Target: report.ID, Text: "Yes"})
			case 3:
				_, _ = r.Resolve(t.Context(), action(mia), report.ID, bot.OutcomeDone, "")
			case 4:
				_, _ = r.MarkUrgent(t.Context(), action(mia), report.ID, step%2 == 0, "because")
			case 5:
				_, _ = r.Reopen(t.Context(), action(mia), report.ID, "because")
			}
			if (seed+step)%3 == 0 {
				r.keep()
			}
		}
		r.keep()
		now, err := r.Glance(t.Context(), mia, report.ID)
		if err != nil {
			t.Fatal(err)
		}
		var want []string
		for _, d := range now.Deadlines {
			want = append(want, fmt.Sprintf("%s %d %d", d.What, d.From.UnixMicro(), d.Due.UnixMicro()))
		}
		got := r.strings(`
			SELECT what || ' ' || (extract(epoch FROM from_at) * 1000000)::bigint || ' ' ||
			       coalesce((extract(epoch FROM due_at) * 1000000)::bigint, $2)
			FROM deadlines WHERE report_id = $1 AND met_at IS NULL AND ended_at IS NULL`, report.ID, time.Time{}.UnixMicro())
		slices.Sort(want)
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" && len(want)+len(got) > 0 {
			t.Fatalf("seed %d (-page +kept):\n%s", seed, diff)
		}
	}
}
