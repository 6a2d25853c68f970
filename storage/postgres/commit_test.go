package postgres_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yousaid/bot/channel"
	"yousaid/flows"
)

func TestReportGoesToItsLeads(t *testing.T) {
	r := start(t)
	sub := submission(1)
	desks := map[string]int{}
	for _, lead := range r.config.Plan.Leads(1) {
		r.desk(lead.ID)
		desks[lead.ID]++
	}
	if len(desks) != 2 {
		t.Fatal("theme 1 has no joint leads any more: the test needs another")
	}
	r.desk("somebody-else")
	sub.Photos = []flows.Photo{{Channel: channel.Telegram, File: mark + "-file", Type: "image/jpeg"}}

	out := r.commit(ana, filing(sub))[0]
	if out.Report.Reference != sub.Reference || out.Report.Status != flows.StatusNew || len(out.Agencies) != 2 {
		t.Errorf("outcome %+v", out)
	}
	if got := r.strings(`SELECT agency FROM referrals ORDER BY agency`); !slices.Equal(got, out.Agencies) {
		t.Errorf("referred to %v, said %v", got, out.Agencies)
	}
	if got := r.count(`SELECT count(*) FROM deliveries JOIN desks ON desks.id = desk_id WHERE desks.agency = ANY($1)`, out.Agencies); got != 2 {
		t.Errorf("%d deliveries", got)
	}
	if n := r.count(`SELECT count(*) FROM deliveries`); n != 2 || r.jobs("deliver") != 2 || r.jobs("photo") != 1 {
		t.Errorf("%d deliveries; jobs: %d deliver, %d photo", n, r.jobs("deliver"), r.jobs("photo"))
	}
}

func TestEveryThemeIsFiledWithItsLeadsAndDegree(t *testing.T) {
	r := start(t)
	for theme := range 9 {
		known := r.file(ana, theme)
		var leads []string
		for _, lead := range r.config.Plan.Leads(theme) {
			leads = append(leads, lead.ID)
		}
		slices.Sort(leads)
		if !slices.Equal(known.Agencies, leads) || known.Degree != flows.Degree(r.config.Plan.Degree(theme)) {
			t.Errorf("theme %d: %+v, want leads %v", theme, known, leads)
		}
	}
}

func TestSecondCommitChangesNothing(t *testing.T) {
	r := start(t)
	work := pending(filing(submission(4)))
	first, err := r.Commit(t.Context(), ana, work)
	if err != nil {
		t.Fatal(err)
	}
	before := r.count(`SELECT count(*) FROM river.river_job`)
	second, err := r.another().Commit(t.Context(), ana, work)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first, second); diff != "" {
		t.Errorf("another outcome (-first +second):\n%s", diff)
	}
	if n := r.count(`SELECT count(*) FROM reports`); n != 1 || r.count(`SELECT count(*) FROM river.river_job`) != before {
		t.Errorf("%d reports", n)
	}
}

// Two replicas and a sweep may find the same pending work at the same time.
func TestCommitsAtTheSameTimeFileOnce(t *testing.T) {
	r := start(t)
	r.desk(r.config.Plan.Leads(4)[0].ID)
	other := r.another()
	for range 10 {
		sub := submission(4)
		work := pending(filing(sub))
		outcomes := make([][]flows.Outcome, 8)
		var all sync.WaitGroup
		for i := range outcomes {
			store := r.Store
			if i%2 == 1 {
				store = other
			}
			all.Go(func() {
				var err error
				if outcomes[i], err = store.Commit(t.Context(), ana, work); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		for _, out := range outcomes[1:] {
			if diff := cmp.Diff(outcomes[0], out); diff != "" {
				t.Fatalf("outcomes differ:\n%s", diff)
			}
		}
		if n := r.count(`SELECT count(*) FROM deliveries WHERE report_id = $1`, sub.ID); n != 1 {
			t.Fatalf("%d deliveries", n)
		}
	}
	if n := r.jobs("deliver"); n != 10 || r.count(`SELECT count(*) FROM vault.contacts`) != 1 {
		t.Errorf("%d delivery jobs for 10 reports", n)
	}
}

// The process may be killed after the record committed and before anybody heard
// of it. To the record that is a client that goes away in mid-commit, at any
// moment.
func TestCommitThatIsCutOffIsDoneOnceAfterAll(t *testing.T) {
	r := start(t)
	r.desk(r.config.Plan.Leads(4)[0].ID)
	const conversations = 60
	r.file(ana, 4) // the first takes longer
	began := time.Now()
	r.file(ana, 4)
	usual := time.Since(began)
	lost := 0
	for i := range conversations {
		work := pending(filing(submission(4)))
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() {
			_, err := r.Commit(ctx, ana, work)
			done <- err
		}()
		time.Sleep(usual * time.Duration(i) / (conversations / 2)) // a little later in every round
		cancel()
		if <-done != nil {
			lost++
		}
		if _, err := r.Commit(t.Context(), ana, work); err != nil {
			t.Fatal(err)
		}
	}
	if n := r.count(`SELECT count(*) FROM reports`); n != conversations+2 || r.jobs("deliver") != conversations+2 {
		t.Errorf("%d reports and %d deliveries of %d", n, r.jobs("deliver"), conversations+2)
	}
	if lost == 0 {
		t.Error("no commit was cut off")
	}
	t.Logf("%d of %d were cut off", lost, conversations)
}

func TestReferenceThatIsTakenIsReplaced(t *testing.T) {
	r := start(t)
	first, second := submission(4), submission(4)
	second.Reference = first.Reference
	r.commit(ana, filing(first))
	out := r.commit(ben, filing(second))[0]
	if out.Report.Reference == first.Reference || !strings.HasPrefix(out.Report.Reference, "LUT-") || len(out.Report.Reference) != 12 {
		t.Errorf("reference %s", out.Report.Reference)
	}
}

func TestReportIsNotFiledTwiceByOtherWork(t *testing.T) {
	r := start(t)
	sub := submission(4)
	first := r.commit(ana, filing(sub))[0]
	second := r.commit(ana, filing(sub))[0]
	if diff := cmp.Diff(first, second); diff != "" {
		t.Errorf("another outcome:\n%s", diff)
	}
	if n := r.count(`SELECT count(*) FROM reports`); n != 1 {
		t.Errorf("%d reports", n)
	}
}

func TestNobodyIsNamedWhoDidNotSaySo(t *testing.T) {
	r := start(t)
	sub := submission(4)
	sub.Name, sub.Phone = "Ana", "+447700900123"
	r.commit(ana, filing(sub))
	shared := submission(4)
	shared.Name, shared.Phone, shared.Contact = "Ana", "+447700900123", flows.ContactShare
	r.commit(ana, filing(shared))
	if a, b := r.count(`SELECT length(body) FROM reports WHERE id = $1`, sub.ID), r.count(`SELECT length(body) FROM reports WHERE id = $1`, shared.ID); a >= b {
		t.Errorf("bodies have %d and %d bytes: the name is in both", a, b)
	}
}
