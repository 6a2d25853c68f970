package faults_test

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yousaid/bot/sandbox"
	"yousaid/cmd/yousaid/internal/rig"
)

// pause is how long the networks ask to be left alone.
const pause = 6 * time.Second

// STOP and FORGET ME while much waits to be sent to the same resident: an
// officer's answer that a network has put off, a plan update, and a photo that
// is being fetched. Nothing of it is sent later, and of who was forgotten
// nothing can be read: not in the record, in Redis, on the disk or in a backup
// that is restored.
func TestStopAndForgetMeHoldForWhatWaits(t *testing.T) {
	t.Parallel()
	seen := proves(t, "STOP and FORGET ME at every step", "with an answer, a plan update and a photo under way, both networks")
	r := rig.New(t, rig.Options{Env: map[string]string{"PLAN_FILE": daytime(t)}})
	ctx := r.Context(8 * time.Minute)
	q := &queued{Rig: r}
	r.Box.Faults.Set(sandbox.Fault{Provider: "telegram", Method: "getFile", Kind: sandbox.Slow, After: 20 * time.Second})
	for _, right := range []string{"STOP", "FORGET ME"} {
		for _, phone := range []rig.Phone{r.Telegram(), r.SMS()} {
			who := r.Reporter(phone, 6, "waits"+phone.Network()+strings.ToLower(right[:1]))
			if err := reportsWithPhoto(ctx, t, who); err != nil {
				t.Fatal(err)
			}
			if err := r.Subscribe(ctx, 6, phone); err != nil {
				t.Fatal(err)
			}
			q.all = append(q.all, &waiting{Resident: who, right: right})
		}
	}
	vault := r.DumpOf("--schema", "vault", "--data-only", "--inserts", "--on-conflict-do-nothing")
	q.pileUp(ctx, t)
	q.use(t)
	q.quiet(t)
	for _, w := range q.all {
		later := r.Box.Ledger.Entries(w.after, func(e sandbox.Entry) bool {
			return e.Done && e.Chat == rig.Address(w.Phone).ID && e.Direction == sandbox.ToProvider && e.Method != "answerCallbackQuery" && !strings.HasPrefix(e.Method, "edit") &&
				!strings.HasPrefix(e.Method, "delete")
		})
		for _, e := range later {
			if text := e.Params["text"] + e.Params["Body"]; !strings.Contains(text, "deleted") && !strings.Contains(text, "no more messages") {
				t.Errorf("after %s on %s: %q", w.right, w.Network(), text)
			}
		}
	}
	places := q.readable(ctx, t)
	again := q.restored(t, vault)
	seen.saw("0 sent later, 0 words in %d places, %d keys of a restored vault destroyed again by tombstones", places, again)
}

// reportsWithPhoto reports by a picture and words below it, where that can be.
func reportsWithPhoto(ctx context.Context, t *testing.T, who *rig.Resident) (err error) {
	t.Helper()
	if who.Network() == "sms" {
		_, err = who.Report(ctx)
		return err
	}
	if _, err = rig.Seat(who.Phone).Photo(rig.Picture(t), who.Story); err == nil {
		_, err = who.Finish(ctx)
	}
	return err
}

// waiting is a resident for whom something waits.
type waiting struct {
	*rig.Resident
	right string
	asked rig.Heard // what FORGET ME asks
	after int       // entries of the ledger when they used their right
}

// queued is a rig in which much waits.
type queued struct {
	*rig.Rig
	all []*waiting
}

const promised = "zqanswered we send somebody on Monday"

// pileUp has the networks put everything off, and lets it gather.
func (q *queued) pileUp(ctx context.Context, t *testing.T) {
	t.Helper()
	q.Mark(promised)
	for _, w := range q.all {
		if w.right == "FORGET ME" {
			w.Say(w.right)
			var err error
			if w.asked, err = w.Next(ctx); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, w := range q.all {
		q.Box.Faults.Set(sandbox.Fault{Chat: rig.Address(w.Phone).ID, Kind: sandbox.TooMany, After: pause})
	}
	for _, w := range q.all {
		desk := q.Leads(w.Resident)[0]
		card, err := desk.Card(ctx, w.Reference)
		if err != nil {
			t.Fatal(err)
		}
		if err := desk.Answer(ctx, desk.Officers[0], card, promised); err != nil {
			t.Fatal(err)
		}
	}
	if n := q.Count(`SELECT count(*) FROM files WHERE state = 'waiting'`); n != 2 {
		t.Errorf("%d photos are being fetched, want 2", n)
	}
	publish(ctx, t, q.Rig, "Bins are emptied twice a week, zqupdate")
	for _, w := range q.all {
		_, err := q.Box.Ledger.Wait(ctx, 0, func(e sandbox.Entry) bool {
			return e.Chat == rig.Address(w.Phone).ID && e.Fault == sandbox.TooMany
		})
		if err != nil {
			t.Fatalf("nothing waits for %s on %s: %v", w.right, w.Network(), err)
		}
	}
}

// use has everybody use their right, and then lets the networks go on.
func (q *queued) use(t *testing.T) {
	t.Helper()
	for _, w := range q.all {
		w.after = q.Box.Ledger.Len()
		if w.right == "STOP" {
			w.Say(w.right)
		} else if err := w.Choose(w.asked, "Yes, delete all"); err != nil {
			t.Fatal(err)
		}
	}
	err := rig.Until(q.Context(time.Minute), func() bool {
		return q.Count(`SELECT count(*) FROM stops`) == 2 && q.Count(`SELECT count(*) FROM reports WHERE status = 'forgotten'`) == 2
	})
	if err != nil {
		for _, w := range q.all {
			t.Logf("%s on %s heard %+v", w.right, w.Network(), w.All())
		}
		t.Fatalf("%d stops, %d forgotten", q.Count(`SELECT count(*) FROM stops`), q.Count(`SELECT count(*) FROM reports WHERE status = 'forgotten'`))
	}
	q.Box.Faults.Clear(0)
}

// quiet waits until nothing waits any more, and as long as the networks asked.
func (q *queued) quiet(t *testing.T) {
	t.Helper()
	began := time.Now()
	q.Eventually(time.Minute, "every delivery has an end", func() bool {
		return q.Count(`SELECT count(*) FROM plan_deliveries WHERE state IN ('waiting', 'claimed')`) == 0 &&
			q.Count(`SELECT count(*) FROM river.river_job WHERE state NOT IN ('completed', 'cancelled', 'discarded') AND kind IN ('notify', 'photo', 'deliver', 'refresh')`) == 0
	})
	time.Sleep(time.Until(began.Add(pause + 2*time.Second))) // what was put off would come by then
}

// readable searches everything that is kept for words of who was forgotten, and
// returns in how many places it looked.
func (q *queued) readable(ctx context.Context, t *testing.T) (places int) {
	t.Helper()
	if err := q.RewriteRedis(ctx); err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{"the record": q.Dump(), "Redis": q.RedisFiles()}
	err := filepath.WalkDir(q.Folder(), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return nil //nolint:nilerr // what has gone meanwhile can't be read
		}
		content, err := os.ReadFile(path)
		texts[path] = string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for where, text := range texts {
		for _, w := range q.all {
			if w.right == "STOP" {
				continue
			}
			for _, word := range strings.Fields(w.Story) {
				if strings.HasPrefix(word, "zq") && strings.Contains(text, word) {
					t.Errorf("%q can be read in %s", word, where)
				}
			}
		}
		if strings.Contains(text, promised) {
			t.Errorf("what an officer wrote can be read in %s", where)
		}
	}
	return len(texts)
}

// restored brings a dump of the vault back, from before anybody was forgotten,
// and forgets again by the tombstones as docs/backup.md says. It returns
// how many keys that destroyed.
func (q *queued) restored(t *testing.T, vault string) int {
	t.Helper()
	keys := func() int {
		return q.Count(`SELECT (SELECT count(*) FROM vault.report_keys JOIN reports ON reports.id = report_id WHERE status = 'forgotten')
			+ (SELECT count(*) FROM vault.contacts JOIN tombstones ON kind = 'contact' AND target = contacts.id)`)
	}
	if n := keys(); n != 0 {
		t.Errorf("%d keys of who was forgotten", n)
	}
	q.Restore(vault)
	back := keys()
	if back != 4 { // a contact and a report of each
		t.Errorf("%d keys came back with the dump, want 4", back)
	}
	q.Restore(`
		DELETE FROM vault.contacts USING tombstones WHERE kind = 'contact' AND target = contacts.id;
		DELETE FROM vault.report_keys USING tombstones WHERE kind = 'report' AND target = report_keys.report_id;
		DELETE FROM vault.comment_keys USING tombstones WHERE kind = 'comment' AND target = comment_keys.comment_id;`)
	if n := keys(); n != 0 {
		t.Errorf("%d keys outlive the tombstones", n)
	}
	return back
}
