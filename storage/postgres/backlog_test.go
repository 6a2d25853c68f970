package postgres_test

import (
	"testing"
	"time"

	"yousaid/storage/postgres"
)

func TestBacklogIsWhatWaits(t *testing.T) {
	r := start(t)
	r.group("neighbourhood-services", "-1")
	r.file(ana, 6)
	r.file(ana, 6)
	r.exec(`UPDATE river.river_job SET scheduled_at = $1 WHERE kind = 'deliver'`, r.clock.now().Add(-time.Minute))
	r.exec(`UPDATE river.river_job SET scheduled_at = $1 WHERE id = (SELECT max(id) FROM river.river_job WHERE kind = 'deliver')`, r.clock.now().Add(time.Hour))
	found, err := r.Backlog(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	due := map[string]postgres.DueJobs{}
	for _, jobs := range found.Jobs {
		due[jobs.Kind] = jobs
	}
	if got := due["deliver"]; got.Count != 1 || got.State != "available" || got.Oldest < time.Minute || got.Oldest > 2*time.Minute {
		t.Errorf("due are %+v", found.Jobs)
	}
	waiting := map[string]int{}
	for _, sent := range found.Deliveries {
		waiting[sent.What+" "+sent.State] = sent.Count
	}
	if waiting["card waiting"] != 2 || waiting["update waiting"] != 0 || len(waiting) != 3 {
		t.Errorf("waiting are %v", waiting)
	}
}
