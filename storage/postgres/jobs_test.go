package postgres_test

import (
	"context"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"

	"yousaid/flows"
)

// What the job queue does to its own table may be lost in a crash, which has it
// done again; nothing else may.
func TestOnlyTheQueueDoesNotWaitForTheDisk(t *testing.T) {
	r := start(t)
	for want, pool := range map[string]interface {
		QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
	}{"on": r.Pool(), "off": r.QueuePool()} {
		var waits, role string
		if err := pool.QueryRow(t.Context(), `SELECT current_setting('synchronous_commit'), current_user`).Scan(&waits, &role); err != nil {
			t.Fatal(err)
		}
		if waits != want || role != "yousaid_service" {
			t.Errorf("synchronous_commit is %s as %s, want %s", waits, role, want)
		}
	}
}

func TestCardsGoBeforeTheRest(t *testing.T) {
	r := start(t)
	r.group("neighbourhood-services", "-1")
	known := r.file(ana, 6)
	mia := r.officer("Mia", "neighbourhood-services", false)
	r.commit(ana, flows.Effect{Kind: flows.AnswerDesk, Target: known.ID, Text: "again"})
	if _, err := r.AddReply(t.Context(), action(mia), known.ID, "we look"); err != nil {
		t.Fatal(err)
	}
	got := r.strings(`SELECT DISTINCT priority || ' ' || kind FROM river.river_job ORDER BY 1`)
	if want := []string{"1 deliver", "1 refresh", "2 notify"}; !slices.Equal(got, want) {
		t.Errorf("queued are %q, want %q", got, want)
	}
}
