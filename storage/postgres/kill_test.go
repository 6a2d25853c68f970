package postgres_test

import (
	"errors"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"yousaid/bot"
	"yousaid/storage/storagetest"
)

// PostgreSQL is killed in the middle of many commits, again and again. What was
// confirmed is there, what wasn't is filed when it is tried again, and nothing
// is there twice.
func TestNothingIsLostOrDoubledWhenPostgresIsKilled(t *testing.T) {
	server, url := storagetest.Server(t)
	r := &rig{t: t, clock: &clock{at: noon}, config: storagetest.Config(t, url)}
	r.Store = r.another()
	r.desk(r.config.Plan.Leads(4)[0].ID)

	const writers, each, kills = 8, 40, 5
	var confirmed, away sync.Map
	var all sync.WaitGroup
	for range writers {
		all.Go(func() {
			for range each {
				work := pending(filing(submission(4)))
				for deadline := time.Now().Add(time.Minute); ; {
					_, err := r.Commit(t.Context(), ana, work)
					if err == nil {
						confirmed.Store(work.Effects[0].Report.ID, true)
						break
					}
					if !errors.Is(err, bot.ErrAway) || time.Now().After(deadline) {
						t.Errorf("commit: %v", err)
						return
					}
					away.Store(work.ID, true)
					time.Sleep(5 * time.Millisecond)
				}
			}
		})
	}
	for range kills {
		time.Sleep(time.Duration(20+rand.IntN(60)) * time.Millisecond)
		if err := server.Kill(); err != nil {
			t.Fatal(err)
		}
		if err := server.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	all.Wait()

	found := r.strings(`SELECT id::text FROM reports`)
	for _, id := range found {
		if _, ok := confirmed.LoadAndDelete(id); !ok {
			t.Errorf("report %s was never confirmed", id)
		}
	}
	confirmed.Range(func(id, _ any) bool { t.Errorf("report %s is lost", id); return true })
	if len(found) != writers*each || r.jobs("deliver") != writers*each || r.count(`SELECT count(*) FROM deliveries`) != writers*each {
		t.Errorf("%d reports, %d deliveries", len(found), r.jobs("deliver"))
	}
	cut := 0
	away.Range(func(any, any) bool { cut++; return true })
	if cut == 0 {
		t.Error("no commit met a server that was away")
	}
	t.Logf("%d reports; %d of them met a server that was away", len(found), cut)
}

// Filing is one round trip, on a connection that has done it before.
func BenchmarkFile(b *testing.B) {
	config := storagetest.Config(b, storagetest.DB(b))
	store := openFor(b, config)
	if _, err := store.Pool().Exec(b.Context(), `
		INSERT INTO desks (id, agency, channel, lookup, address, label, created_at)
		VALUES (gen_random_uuid(), $1, 'telegram', 'x', '', 'desk', now())`, config.Plan.Leads(4)[0].ID); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := store.Commit(b.Context(), ana, pending(filing(submission(4)))); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkResident is what the first turn of a conversation waits for.
func BenchmarkResident(b *testing.B) {
	store := openFor(b, storagetest.Config(b, storagetest.DB(b)))
	for range 3 {
		if _, err := store.Commit(b.Context(), ana, pending(filing(submission(4)))); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		if _, _, err := store.Resident(b.Context(), ana); err != nil {
			b.Fatal(err)
		}
	}
}
