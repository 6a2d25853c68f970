package postgres_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"yousaid/bot"
)

// files files so many reports on theme 6.
func (r *rig) files(n int) (ids []string) {
	r.t.Helper()
	for range n {
		ids = append(ids, r.commit(ana, filing(submission(6)))[0].Report.ID)
	}
	return ids
}

// told is how often bulk reading was noted, and how many messages were queued.
func (r *rig) told() [2]int {
	r.t.Helper()
	return [2]int{r.count(`SELECT count(*) FROM audit WHERE action = 'bulk'`), r.jobs("bulk")}
}

func (r *rig) reads(by bot.Actor, reports ...string) {
	r.t.Helper()
	for _, report := range reports {
		if _, err := r.Open(r.t.Context(), by, report, "console"); err != nil {
			r.t.Fatal(err)
		}
	}
}

// team is a rig that tells two desks of the partnership's team after three
// different reports.
func team(t *testing.T) *rig {
	r := start(t)
	r.config.BulkReads = 3
	r.Store = r.another()
	r.group(r.config.Plan.Team, "-100")
	r.group(r.config.Plan.Team, "-101")
	r.group("probation", "-102")
	return r
}

func TestReadingInBulkIsToldOnceAnHour(t *testing.T) {
	r := team(t)
	mia, tom := r.officer("Mia", "neighbourhood-services", false), r.officer("Tom", "neighbourhood-services", false)
	ids := r.files(5)
	r.reads(mia, ids[:3]...)
	r.reads(mia, ids[:3]...)
	r.reads(mia, ids[:3]...)
	r.reads(tom, ids[3:]...)
	if got := r.told(); got != [2]int{0, 0} {
		t.Fatalf("three different reports, again and again: told %v", got)
	}
	r.reads(mia, ids[3])
	if got := r.told(); got != [2]int{1, 2} {
		t.Fatalf("the fourth: told %v", got)
	}
	r.reads(mia, ids...)
	if got := r.told(); got != [2]int{1, 2} {
		t.Errorf("told more than once: %v", got)
	}
	line := r.audited(bot.AuditFilter{Action: bot.AuditBulk})[0]
	if line.Officer != mia.Officer || line.Detail["reads"] != "4" || line.Reference != "" {
		t.Errorf("noted: %+v", line)
	}
	r.clock.add(59 * time.Minute)
	r.reads(mia, ids...)
	r.clock.add(2 * time.Minute)
	r.reads(mia, ids[0])
	if got := r.told(); got != [2]int{2, 4} {
		t.Errorf("in the next hour it goes on: told %v", got)
	}
	r.clock.add(2 * time.Hour)
	r.reads(mia, ids[:3]...)
	if got := r.told(); got != [2]int{2, 4} {
		t.Errorf("three after a pause: told %v", got)
	}
	for _, args := range r.strings(`SELECT args::text FROM river.river_job WHERE kind = 'bulk'`) {
		if strings.Contains(args, "Mia") || strings.Contains(args, "LUT-") {
			t.Errorf("a job holds %s", args)
		}
	}
}

// Two replicas and many readings at once: the one too many is not overlooked,
// and not told twice.
func TestReadingInBulkAllAtOnceIsToldOnce(t *testing.T) {
	r := team(t)
	other := r.another()
	ids := r.files(4)
	for range 10 {
		mia := r.officer("Mia", "neighbourhood-services", false)
		before := r.told()
		var work sync.WaitGroup
		for i, id := range ids {
			store := r.Store
			if i%2 == 0 {
				store = other
			}
			for range 3 {
				work.Go(func() {
					if _, err := store.Open(t.Context(), mia, id, "console"); err != nil {
						t.Error(err)
					}
				})
			}
		}
		work.Wait()
		if after := r.told(); after != [2]int{before[0] + 1, before[1] + 2} {
			t.Fatalf("told %v, before it was %v", after, before)
		}
	}
}

// What is noted as the desk leaves the transaction a desk's: it sees no more
// than before.
func TestWatchingKeepsTheRole(t *testing.T) {
	r := team(t)
	ids := r.files(4)
	mia := r.officer("Mia", "neighbourhood-services", false)
	r.reads(mia, ids[:3]...)
	for range 2 {
		var role string
		err := r.WorkAsDesk(t.Context(), mia, func(tx pgx.Tx) error {
			if err := r.Note(t.Context(), tx, mia, bot.AuditRead, ids[3]); err != nil {
				return err
			}
			return tx.QueryRow(t.Context(), `SELECT current_user`).Scan(&role)
		})
		if err != nil || role != "yousaid_desk" {
			t.Errorf("afterwards it works as %s, %v", role, err)
		}
	}
	if got := r.told(); got != [2]int{1, 2} {
		t.Errorf("told %v", got)
	}
}

func TestSearchingInBulkIsTold(t *testing.T) {
	r := team(t)
	mia := r.officer("Mia", "neighbourhood-services", false)
	for n := 1; n <= 32; n++ {
		err := r.WorkAsDesk(t.Context(), mia, func(tx pgx.Tx) error { return r.Note(t.Context(), tx, mia, bot.AuditSearched, "") })
		if err != nil {
			t.Fatal(err)
		}
		if got, want := r.told()[0], min(max(n-30, 0), 1); got != want {
			t.Fatalf("after %d searches told %d times", n, got)
		}
	}
}

// A desk's link has no officer: nobody is watched by it.
func TestLinksAreNotWatched(t *testing.T) {
	r := team(t)
	by := bot.Actor{Desk: uuid.NewString(), Name: "Duty", Agency: "neighbourhood-services"}
	r.reads(by, r.files(4)...)
	if got := r.told(); got != [2]int{0, 0} {
		t.Errorf("told %v", got)
	}
}
