package postgres_test

import (
	"slices"
	"testing"
	"time"

	"yousaid/bot"
	"yousaid/flows"
)

// listed is what an actor's list shows, by report.
func (r *rig) listed(by bot.Actor, f bot.InboxFilter) map[string]bot.InboxRow {
	r.t.Helper()
	page, err := r.Inbox(r.t.Context(), by, f)
	if err != nil {
		r.t.Fatal(err)
	}
	rows := map[string]bot.InboxRow{}
	for _, row := range page.Rows {
		rows[row.Report] = row
	}
	return rows
}

func TestInboxFollowsAReport(t *testing.T) {
	r := start(t)
	known := r.file(ana, 6)
	mia, tom := r.officer("Mia", "neighbourhood-services", false), r.officer("Tom", "probation", false)
	all := bot.InboxFilter{View: bot.InboxAll}
	stands := func(by bot.Actor, status flows.Status, waits bot.Waits, what string) {
		t.Helper()
		row, ok := r.listed(by, all)[known.ID]
		if !ok || row.Status != status || row.Waits != waits || row.Reference != known.Reference {
			t.Errorf("%s: listed %t, %+v", what, ok, row)
		}
	}
	must := func(_ bot.Acted, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	stands(mia, flows.StatusNew, bot.WaitsDesk, "filed")
	must(r.Take(t.Context(), action(mia), known.ID))
	stands(mia, flows.StatusTaken, bot.WaitsDesk, "taken")
	must(r.AddReply(t.Context(), action(mia), known.ID, "Which day?"))
	stands(mia, flows.StatusTaken, bot.WaitsResident, "asked")
	must(r.AddNote(t.Context(), action(mia), known.ID, "rang the depot"))
	stands(mia, flows.StatusTaken, bot.WaitsResident, "noted")
	if _, ok := r.listed(tom, all)[known.ID]; ok {
		t.Error("another agency lists it")
	}
	must(r.Reroute(t.Context(), action(mia), known.ID, 8, "", "yours"))
	if _, ok := r.listed(mia, all)[known.ID]; ok {
		t.Error("still listed after it was passed on")
	}
	stands(tom, flows.StatusNew, bot.WaitsDesk, "passed on")
	must(r.Resolve(t.Context(), action(tom), known.ID, bot.OutcomeDone, ""))
	stands(tom, flows.StatusClosed, bot.WaitsNobody, "closed")
	if _, ok := r.listed(tom, bot.InboxFilter{View: bot.InboxTeam})[known.ID]; ok {
		t.Error("a closed one waits for the team")
	}
}

func TestInboxIsReadByPages(t *testing.T) {
	r := start(t)
	var want []string
	for range 7 {
		want = append(want, r.file(ana, 6).ID)
	}
	slices.Sort(want) // all were filed in one moment
	mia := r.officer("Mia", "neighbourhood-services", false)
	for _, oldest := range []bool{false, true} {
		f := bot.InboxFilter{View: bot.InboxAll, Most: 3, Oldest: oldest}
		var got []string
		for range 3 {
			page, err := r.Inbox(t.Context(), mia, f)
			if err != nil {
				t.Fatal(err)
			}
			for _, row := range page.Rows {
				got = append(got, row.Report)
			}
			f.After = page.Next
		}
		if f.After != (bot.InboxPlace{}) {
			t.Error("a fourth page")
		}
		if !oldest {
			slices.Reverse(got)
		}
		if !slices.Equal(got, want) {
			t.Errorf("oldest %t: %d rows, or in another order", oldest, len(got))
		}
	}
}

func TestJointReportIsListedOnceForAll(t *testing.T) {
	r := start(t)
	known := r.file(ana, 1)
	coordinator := r.officer("Hannah", "partnership", true)
	coordinator.All = true
	page, err := r.Inbox(t.Context(), coordinator, bot.InboxFilter{View: bot.InboxAll})
	if err != nil {
		t.Fatal(err)
	}
	if len(page.Rows) != 1 || !slices.Equal(page.Rows[0].Agencies, []string{"bedfordshire-police", "luton-council"}) {
		t.Errorf("listed %+v", page.Rows)
	}
	police := r.officer("Priya", "bedfordshire-police", true)
	if _, err := r.Reroute(t.Context(), action(police), known.ID, 0, "probation", "yours"); err != nil {
		t.Fatal(err)
	}
	if rows := r.listed(coordinator, bot.InboxFilter{View: bot.InboxAll}); len(rows) != 1 {
		t.Errorf("%d rows after one of two passed it on", len(rows))
	}
	if rows := r.listed(coordinator, bot.InboxFilter{View: bot.InboxAll, Older: time.Hour}); len(rows) != 0 {
		t.Errorf("%d rows are older than an hour", len(rows))
	}
}
