package faults_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"yousaid/cmd/yousaid/internal/rig"
)

// before is the release that is upgraded: its newest migration is 13.
const before = "808be74"

// longestLock is how long the old release may have to wait for a table while
// the record is migrated under it.
const longestLock = time.Second

// A release takes over from an older one in mid-conversation: the record is
// migrated while the old one serves, then both serve the same residents. Talks
// begin on one and end on the other, both ways; nothing waits long, nothing is
// lost, nothing is filed twice.
func TestANewReleaseTakesOverInMidConversation(t *testing.T) {
	t.Parallel()
	rows, talks := 5000, 4
	if allFaults() {
		rows, talks = 200_000, 20
	}
	seen := proves(t, "upgrade", "from %s, over %d reports and comments each; %d talks cross over each way, %d through both", before, rows, talks, talks)
	old := rig.Release(t, before)
	r := rig.New(t, rig.Options{Binary: old, Replicas: 2, Stopped: true})
	u := &upgrade{Rig: r, new: rig.Binary(t), talks: talks}
	r.Replicas[1].Binary = u.new
	ctx := r.Context(10 * time.Minute)
	r.Lead(r.Replicas[0])
	r.Replicas[0].Start()
	r.ManDesks()
	u.fill(ctx, t, rows)

	forth := u.begin(ctx, t, "forth")
	commented := u.comment(ctx, t, 0)
	longest := u.migrate(ctx, t)
	if allFaults() && longest > longestLock { // CI's machines are too busy to judge it
		t.Errorf("somebody waited %v for a table", longest)
	}
	if !r.Replicas[0].IsReady() {
		t.Fatal("the old release doesn't serve the migrated record")
	}
	commented = append(commented, u.comment(ctx, t, 1)...) // filed by the old release in the new record
	r.Replicas[1].Start()
	r.Lead(r.Replicas...)
	through := u.begin(ctx, t, "through") // by turns through both
	u.end(t, through)
	r.Lead(r.Replicas[1])
	u.end(t, forth)
	back := u.begin(ctx, t, "back")
	r.Lead(r.Replicas[0])
	u.end(t, back)
	r.Lead(r.Replicas[1])
	r.Replicas[0].Stop()
	after := u.begin(ctx, t, "after")
	u.end(t, after)
	u.judge(ctx, t, append(append(append(forth, through...), back...), after...), commented)
	seen.saw("0 lost, 0 twice of %d, longest wait for a table %v", 4*talks, longest.Round(time.Millisecond))
}

// upgrade is a rig with two releases.
type upgrade struct {
	*rig.Rig
	new   string
	talks int
}

// fill puts many rows into the tables that grow, which have long been vacuumed.
func (u *upgrade) fill(ctx context.Context, t *testing.T, rows int) {
	t.Helper()
	first := u.Reporter(u.Telegram(), 6, "first")
	if _, err := first.Report(ctx); err != nil {
		t.Fatal(err)
	}
	u.comment(ctx, t, 9)
	conn := u.Connect(ctx)
	copies := map[string]string{
		"reports":  `id = gen_random_uuid()::text, reference = 'filler-' || n, contact_id = NULL::text`,
		"comments": `id = gen_random_uuid()::text, lookup = NULL::text`,
	}
	for table, changes := range copies {
		var kept []string
		for _, change := range strings.Split(changes, ", ") {
			column, value, _ := strings.Cut(change, " = ")
			kept = append(kept, fmt.Sprintf("'%s', %s", column, value))
		}
		sql := fmt.Sprintf(`
			INSERT INTO %[1]s SELECT (json_populate_record(one.whole, json_build_object(%[2]s))).*
			FROM (SELECT %[1]s AS whole FROM %[1]s LIMIT 1) one, generate_series(1, %[3]d) n`, table, strings.Join(kept, ", "), rows)
		for _, statement := range []string{`SET session_replication_role = replica`, sql, `VACUUM ` + table} {
			if _, err := conn.Exec(ctx, statement); err != nil {
				t.Fatalf("fill %s: %v", table, err)
			}
		}
	}
}

// begin has residents talk until they are asked where it was.
func (u *upgrade) begin(ctx context.Context, t *testing.T, test string) []*rig.Resident {
	t.Helper()
	var work errgroup.Group
	list := make([]*rig.Resident, u.talks)
	for n := range list {
		phone := u.Telegram()
		if n%2 == 1 {
			phone = u.SMS()
		}
		list[n] = u.Reporter(phone, 6, test+string(rune('a'+n)))
		work.Go(func() error {
			list[n].Say(list[n].Story)
			_, err := list[n].Until(ctx, "Where was it?")
			return err
		})
	}
	if err := work.Wait(); err != nil {
		t.Fatal(err)
	}
	return list
}

// end has them finish.
func (u *upgrade) end(t *testing.T, list []*rig.Resident) {
	t.Helper()
	var work errgroup.Group
	for _, who := range list {
		work.Go(func() error {
			who.Say(who.Place)
			_, err := who.Finish(u.Context(2 * time.Minute))
			return err
		})
	}
	if err := work.Wait(); err != nil {
		t.Error(err)
	}
}

// comment has somebody say what they think of a theme, and returns the words.
func (u *upgrade) comment(ctx context.Context, t *testing.T, n int) []string {
	t.Helper()
	who := &rig.Resident{Phone: u.SMS(), Reply: rig.Patience}
	word := rig.Word("idea", n)
	u.Mark(word)
	for _, words := range []string{"IDEA", "6", "more lamps by the park " + word, "1"} {
		who.Say(words)
		if _, err := who.Next(ctx); err != nil {
			t.Fatal(err)
		}
	}
	return []string{word}
}

// migrate brings the record forward while somebody writes to every table all
// the time, and returns the longest that they waited.
func (u *upgrade) migrate(ctx context.Context, t *testing.T) (longest time.Duration) {
	t.Helper()
	tables := rig.Rows[string](u.Rig, `SELECT oid::regclass::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'goose_db_version'`)
	probing, done := context.WithCancel(ctx)
	var probes errgroup.Group
	waits := make([]time.Duration, len(tables))
	for i, table := range tables {
		conn := u.Connect(ctx)
		probes.Go(func() error {
			for probing.Err() == nil {
				began := time.Now()
				err := pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
					_, err := tx.Exec(ctx, `LOCK TABLE `+table+` IN ROW EXCLUSIVE MODE`) // as whoever writes does
					return err
				})
				if err != nil {
					return err
				}
				waits[i] = max(waits[i], time.Since(began))
				time.Sleep(10 * time.Millisecond)
			}
			return nil
		})
	}
	began := time.Now()
	code, printed := rig.Command(t, u.Env(), "migrate")
	took := time.Since(began)
	done()
	if err := probes.Wait(); err != nil || code != 0 {
		t.Fatalf("migrate: %d, %v: %s", code, err, printed)
	}
	for i, wait := range waits {
		if wait > longestLock/4 {
			t.Logf("%s: %v", tables[i], wait)
		}
		longest = max(longest, wait)
	}
	t.Logf("migrated in %v", took)
	return longest
}

// judge compares what was acknowledged with the record.
func (u *upgrade) judge(ctx context.Context, t *testing.T, list []*rig.Resident, comments []string) {
	t.Helper()
	for _, who := range list {
		if n := u.Count(`SELECT count(*) FROM reports WHERE reference = $1`, who.Reference); who.Reference == "" || n != 1 {
			t.Errorf("%d reports %q", n, who.Reference)
			continue
		}
		if _, err := u.Leads(who)[0].Card(ctx, who.Reference); err != nil {
			t.Error(err)
		}
	}
	if n, want := u.Count(`SELECT count(*) FROM reports WHERE contact_id IS NOT NULL`), len(list)+1; n != want {
		t.Errorf("%d reports, want %d", n, want)
	}
	if n := u.Count(`SELECT count(*) FROM comments WHERE lookup IS NOT NULL AND agencies = '{}'`); n != 0 {
		t.Errorf("%d comments are for nobody", n)
	}
	if n, want := u.Count(`SELECT count(*) FROM comments WHERE lookup IS NOT NULL`), len(comments)+1; n != want {
		t.Errorf("%d comments, want %d", n, want)
	}
}
