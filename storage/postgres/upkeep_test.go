package postgres_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgconn"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/flows"
	"yousaid/storage/postgres"
)

func TestOneProcessHoldsALock(t *testing.T) {
	r := start(t)
	other := r.another()
	held, release, ok, err := r.PollLock(t.Context(), "telegram")
	if err != nil || !ok {
		t.Fatalf("%v, %v", ok, err)
	}
	if _, _, ok, err := other.PollLock(t.Context(), "telegram"); ok || err != nil {
		t.Errorf("a second holder: %v, %v", ok, err)
	}
	_, releaseOther, ok, err := other.PollLock(t.Context(), "something else")
	if err != nil || !ok {
		t.Fatalf("another lock: %v, %v", ok, err)
	}
	releaseOther()
	if held.Err() != nil {
		t.Error("it was lost unasked")
	}
	release()
	if held.Err() == nil {
		t.Error("it is held after its release")
	}
	_, release, ok, err = other.PollLock(t.Context(), "telegram")
	if err != nil || !ok {
		t.Fatalf("after the release: %v, %v", ok, err)
	}
	release()
}

func TestLockThatIsLostIsNoticed(t *testing.T) {
	r := start(t)
	held, release, ok, err := r.PollLock(t.Context(), "telegram")
	if err != nil || !ok {
		t.Fatalf("%v, %v", ok, err)
	}
	defer release()
	if _, err := r.owner().Exec(t.Context(), `
		SELECT pg_terminate_backend(pid) FROM pg_locks
		WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`); err != nil {
		t.Fatal(err)
	}
	select {
	case <-held.Done():
	case <-time.After(20 * time.Second):
		t.Error("not noticed")
	}
}

func TestFacts(t *testing.T) {
	r := start(t)
	if _, err := r.Fact(t.Context(), "epoch"); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("a fact that was never set: %v", err)
	}
	var all sync.WaitGroup
	values := make([]string, 6)
	for i := range values {
		all.Go(func() {
			var err error
			if values[i], err = r.FirstFact(t.Context(), "epoch", fmt.Sprint(i)); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	for _, value := range values {
		if value != values[0] {
			t.Errorf("replicas disagree: %v", values)
		}
	}
	if err := r.SetFact(t.Context(), "epoch", "later"); err != nil {
		t.Fatal(err)
	}
	if value, err := r.Fact(t.Context(), "epoch"); value != "later" || err != nil {
		t.Errorf("%q, %v", value, err)
	}
}

func TestMessageIsSetAsideOnce(t *testing.T) {
	r := start(t)
	for range 2 {
		if err := r.SetAside(t.Context(), "SM123", channel.SMS, []byte(`{"Text":"`+mark+`"}`), "panic"); err != nil {
			t.Fatal(err)
		}
	}
	if n := r.count(`SELECT count(*) FROM set_aside`); n != 1 {
		t.Errorf("%d are set aside", n)
	}
	r.lookFor(mark, "SM123")
}

func TestPurgeRemovesWhatIsOver(t *testing.T) {
	r := start(t)
	report := r.file(ana, 4)
	desk, draft := r.desk("police"), uuid.NewString()
	r.commit(ana, flows.Effect{Kind: flows.OfferUpload, Target: draft, Text: "draft"}, flows.Effect{Kind: flows.OfferUpload, Target: report.ID, Text: "report"})
	for _, token := range []string{"draft", "report"} {
		if err := r.AddUpload(t.Context(), token, uuid.NewString(), picture); err != nil {
			t.Fatal(err)
		}
	}
	r.exec(`INSERT INTO drafts (id, report_id, agency, text, source, created_at) VALUES ($1, $2, 'police', '', 'x', $3)`, uuid.NewString(), report.ID, noon)
	r.exec(`INSERT INTO invites (code, kind, agency, expires_at) VALUES ('x', 'desk', 'police', $1)`, noon)
	r.exec(`INSERT INTO links (token, desk_id, report_id, expires_at) VALUES ('x', $1, $2, $3)`, desk, report.ID, noon)
	r.exec(`INSERT INTO link_sessions (token, desk_id, report_id, expires_at) VALUES ('x', $1, $2, $3)`, desk, report.ID, noon)
	r.exec(`INSERT INTO actions (id, result, at) VALUES ('x', '{}', $1)`, noon)
	if err := r.SetAside(t.Context(), "SM123", channel.SMS, []byte(`{}`), "panic"); err != nil {
		t.Fatal(err)
	}

	counted := []string{"drafts", "invites", "links", "link_sessions", "uploads", "set_aside", "actions", "commits", "files", "vault.report_keys"}
	for _, step := range []struct {
		after time.Duration
		want  string
	}{
		{0, "[1 1 1 1 2 1 1 2 2 2]"},
		{49 * time.Hour, "[0 1 1 0 0 1 1 2 2 2]"},
		{8 * 24 * time.Hour, "[0 0 0 0 0 1 1 2 1 1]"}, // what belongs to the report stays
		{91 * 24 * time.Hour, "[0 0 0 0 0 0 0 0 1 1]"},
	} {
		if err := r.Purge(t.Context(), noon.Add(step.after)); err != nil {
			t.Fatal(err)
		}
		var left []int
		for _, table := range counted {
			left = append(left, r.count(`SELECT count(*) FROM `+table))
		}
		if got := fmt.Sprint(left); got != step.want {
			t.Errorf("after %v: %s left, want %s of %v", step.after, got, step.want, counted)
		}
	}
}

func TestWorkThatTheRecordHasForgottenIsStillDoneOnce(t *testing.T) {
	r := start(t)
	report := r.file(ana, 4)
	answer := pending(flows.Effect{Kind: flows.AnswerDesk, Target: report.ID, Text: "More"})
	for range 2 {
		if _, err := r.Commit(t.Context(), ana, answer); err != nil {
			t.Fatal(err)
		}
		r.exec(`DELETE FROM commits`)
	}
	if n := r.count(`SELECT count(*) FROM entries`); n != 1 {
		t.Errorf("%d answers", n)
	}
}

func TestErrorsHoldNoValues(t *testing.T) {
	r := start(t)
	sub := submission(4)
	sub.Language = mark + "\x00" // PostgreSQL takes no NUL, and quotes what it refuses
	for _, err := range []error{
		commitError(r, sub),
		poolError(r, `SELECT $1::int`, mark),
		poolError(r, `SELECT $1::text::int`, mark),
		poolError(r, `INSERT INTO facts VALUES ($1, '1'), ($1, '2')`, mark),
		poolError(r, `INSERT INTO reports (id) SELECT NULL WHERE $1 <> ''`, mark),
	} {
		if err == nil {
			t.Error("no error")
			continue
		}
		r.noValue(err)
	}
}

func commitError(r *rig, sub *flows.Submission) error {
	_, err := r.Commit(r.t.Context(), ana, pending(filing(sub)))
	return err
}

func poolError(r *rig, sql string, args ...any) error {
	_, err := r.Pool().Exec(r.t.Context(), sql, args...)
	return postgres.Clean(err)
}

func TestServerThatIsGoneIsAway(t *testing.T) {
	r := start(t)
	for code, away := range map[string]bool{
		"57P01": true, "57P03": true, "08006": true, "53100": true, "53300": true, "25006": true, "40P01": true, "58030": true,
		"23505": false, "42P01": false, "22021": false,
	} {
		err := postgres.Clean(&pgconn.PgError{Code: code, Message: mark, Detail: mark})
		if errors.Is(err, bot.ErrAway) != away {
			t.Errorf("%s: %v", code, err)
		}
		r.noValue(err)
	}
	r.config.URL = "postgres:///yousaid?host=/nowhere-" + mark + "&connect_timeout=1"
	gone := r.another()
	if _, err := gone.Commit(t.Context(), ana, pending(filing(submission(4)))); !errors.Is(err, bot.ErrAway) {
		t.Errorf("Commit: %v", err)
	}
	if _, _, err := gone.Resident(t.Context(), ana); !errors.Is(err, bot.ErrAway) {
		t.Errorf("Resident: %v", err)
	}
}
