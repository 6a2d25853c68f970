package postgres_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/flows"
	"yousaid/storage/storagetest"
)

// everything is each table's every row as text, the job queue's included; bytea
// shows as hex, so the mark is looked for in both forms.
func (r *rig) everything() map[string]string {
	r.t.Helper()
	all := map[string]string{}
	tables := r.strings(`
		SELECT schemaname || '.' || tablename FROM pg_tables WHERE schemaname IN ('public', 'vault', 'river') AND tablename NOT LIKE 'audit\_%' ORDER BY 1`) // parts are in the audit
	if len(tables) < 20 {
		r.t.Fatalf("only %d tables", len(tables))
	}
	for _, table := range tables {
		if table == "public.goose_db_version" || strings.HasPrefix(table, "river.river_migration") {
			continue
		}
		all[table] = strings.Join(r.strings(`SELECT t::text FROM `+table+` t`), "\n")
	}
	return all
}

// lookFor fails where any of the words lies in the record as plain text.
func (r *rig) lookFor(words ...string) {
	r.t.Helper()
	for table, text := range r.everything() {
		for _, word := range words {
			if strings.Contains(text, word) || strings.Contains(text, fmt.Sprintf("%x", word)) {
				r.t.Errorf("%s holds %q", table, word)
			}
		}
	}
}

// full gives ana everything that a resident can have in the record.
func (r *rig) full() (report flows.Known, notice string) {
	r.t.Helper()
	r.desk(r.config.Plan.Leads(4)[0].ID)
	sub := submission(4)
	sub.Contact, sub.Name, sub.Phone, sub.Safe = flows.ContactShare, "Ana "+mark, ana.ID, "mornings "+mark
	sub.Photos = []flows.Photo{{Channel: channel.Telegram, File: mark + "-file"}}
	report = r.commit(ana, filing(sub))[0].Report
	r.commit(ana,
		flows.Effect{Kind: flows.AnswerDesk, Target: report.ID, Text: "More of the " + mark},
		flows.Effect{Kind: flows.OfferUpload, Target: report.ID, Text: mark + "-token"})
	r.commit(ana, flows.Effect{Kind: flows.OfferUpload, Target: uuid.NewString(), Text: mark + "-draft"})
	for _, token := range []string{mark + "-token", mark + "-draft"} {
		if err := r.AddUpload(r.t.Context(), token, uuid.NewString(), bot.StoredPhoto{Type: "image/jpeg", Data: []byte(mark)}); err != nil {
			r.t.Fatal(err)
		}
	}
	r.commit(ana, flows.Effect{Kind: flows.SetLanguage, Text: "pl"}, flows.Effect{Kind: flows.SetPIN, Text: "4821"},
		flows.Effect{Kind: flows.CopyData, Text: mark + "-copy"})
	r.commit(ana, asking(false, 6))
	r.published("We cleared it")
	r.commit(ana, flows.Effect{Kind: flows.TryPIN, Text: "1111"})
	r.commit(ben, flows.Effect{Kind: flows.OpenReport, Target: report.Reference, Text: "4821"})
	r.commit(ben, flows.Effect{Kind: flows.OfferUpload, Target: report.ID, Text: mark + "-guest"})
	r.commit(ana,
		flows.Effect{Kind: flows.FileComment, Comment: &flows.Comment{ID: uuid.NewString(), Theme: 4, Text: "An idea by the " + mark}},
		flows.Effect{Kind: flows.FilePulse, Comment: &flows.Comment{ID: uuid.NewString(), Score: 2, Text: "Light at the " + mark}})
	payload, err := json.Marshal(channel.Inbound{ID: "SM1" + mark, Chat: ana, Text: mark})
	if err != nil {
		r.t.Fatal(err)
	}
	if err := r.SetAside(r.t.Context(), "SM1"+mark, ana.Channel, payload, "panic"); err != nil {
		r.t.Fatal(err)
	}
	notice = r.reply(report.ID, "Seen the "+mark)
	r.queue(bot.NotifyJob{Notice: notice})
	return report, notice
}

// queue puts a job into the queue as River does.
func (r *rig) queue(job interface{ Kind() string }) {
	r.t.Helper()
	args, err := json.Marshal(job)
	if err != nil {
		r.t.Fatal(err)
	}
	r.exec(`INSERT INTO river.river_job (kind, args, max_attempts) VALUES ($1, $2, 25)`, job.Kind(), args)
}

func TestNothingPersonalLiesInTheRecordUnsealed(t *testing.T) {
	r := start(t)
	r.full()
	r.lookFor(mark, ana.ID, ana.ID[1:])
}

func TestForgettingLeavesNothingThatCanBeOpened(t *testing.T) {
	r := start(t)
	report, notice := r.full()
	bens := r.file(ben, 4)
	r.commit(ana, flows.Effect{Kind: flows.StopAll})
	audited := r.count(`SELECT count(*) FROM audit`)

	work := pending(flows.Effect{Kind: flows.ForgetMe})
	for range 2 {
		if _, err := r.Commit(t.Context(), ana, work); err != nil {
			t.Fatal(err)
		}
	}

	for what, sql := range map[string]string{
		"contacts":      `SELECT count(*) - 1 FROM vault.contacts`, // ben's
		"report keys":   `SELECT count(*) - 1 FROM vault.report_keys`,
		"bodies":        `SELECT count(*) - 1 FROM reports WHERE body IS NOT NULL`,
		"ties":          `SELECT count(*) - 1 FROM reports WHERE contact_id IS NOT NULL`,
		"texts":         `SELECT count(*) FROM entries WHERE text IS NOT NULL`,
		"files":         `SELECT count(*) FROM files`,
		"uploads":       `SELECT count(*) FROM uploads`,
		"notices":       `SELECT count(*) FROM notices`,
		"preferences":   `SELECT count(*) FROM preferences`,
		"subscriptions": `SELECT count(*) FROM subscriptions`,
		"updates":       `SELECT count(*) FROM plan_deliveries WHERE contact_id IS NOT NULL OR state = 'waiting'`,
		"set aside":     `SELECT count(*) FROM set_aside`,
		"PIN, its tries, who it let in, copies": `SELECT (SELECT count(*) FROM pins) + (SELECT count(*) - 1 FROM pin_tries) -- ben's address
			+ (SELECT count(*) FROM guests) + (SELECT count(*) FROM copies)`,
		"drafts, links": `SELECT (SELECT count(*) FROM drafts) + (SELECT count(*) FROM links) + (SELECT count(*) FROM link_sessions)`,
		"deliveries":    `SELECT count(*) - 1 FROM deliveries WHERE state = 'waiting'`,
		"comments":      `SELECT count(*) FROM comments WHERE text IS NOT NULL OR lookup IS NOT NULL`,
		"comment keys":  `SELECT count(*) FROM vault.comment_keys`,
		"pulse offers":  `SELECT count(*) FROM pulse_offers`,
		"comment cards": `SELECT count(*) FROM comment_deliveries WHERE state = 'waiting'`,
		"comment jobs":  `SELECT count(*) FROM river.river_job WHERE kind = 'comment'`,
		"photo jobs":    `SELECT count(*) FROM river.river_job WHERE kind = 'photo'`,
		"notify jobs":   `SELECT count(*) FROM river.river_job WHERE kind = 'notify'`,
		"deliver jobs":  `SELECT count(*) - 1 FROM river.river_job WHERE kind = 'deliver'`,
	} {
		if n := r.count(sql); n != 0 {
			t.Errorf("%s: %d too many", what, n)
		}
	}
	if n := r.count(`SELECT count(*) FROM river.river_job WHERE kind = 'refresh' AND args->>'report' = $1`, report.ID); n == 0 {
		t.Error("its cards are not blanked")
	}
	if n := r.count(`SELECT count(*) FROM river.river_job WHERE kind = 'uncomment'`); n != 2 {
		t.Errorf("%d comments are blanked at desks", n)
	}
	if n := r.count(`SELECT count(*) FROM pulses WHERE score = 2`); n != 1 {
		t.Error("the figures changed: a pulse names nobody and stays")
	}
	if n := r.count(`SELECT count(*) FROM tombstones`); n != 4 { // the contact, its one report and its two comments
		t.Errorf("%d tombstones", n)
	}
	if n := r.count(`SELECT count(*) FROM stops`); n != 1 {
		t.Error("STOP was forgotten too")
	}
	if n := r.count(`SELECT count(*) FROM audit`); n != audited {
		t.Error("the audit changed")
	}
	if got := r.strings(`SELECT status FROM reports WHERE id = $1`, report.ID); got[0] != string(flows.StatusForgotten) {
		t.Errorf("the report is %v", got)
	}
	if _, err := r.Notice(t.Context(), notice); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("its notice: %v", err)
	}
	if _, _, err := r.Upload(t.Context(), mark+"-token"); !errors.Is(err, bot.ErrUsed) {
		t.Errorf("its upload link: %v", err)
	}
	if resident := r.resident(); len(resident.Reports) != 0 || !resident.Stopped {
		t.Errorf("known of ana: %+v", resident)
	}
	if left, _, err := r.Resident(t.Context(), ben); err != nil || len(left.Reports) != 1 || left.Reports[0].ID != bens.ID {
		t.Errorf("known of ben: %+v, %v", left, err)
	}
}

func TestStrangerCanBeForgotten(t *testing.T) {
	r := start(t)
	r.commit(ana, flows.Effect{Kind: flows.ForgetMe})
	if n := r.count(`SELECT count(*) FROM tombstones`); n != 0 {
		t.Errorf("%d tombstones of nobody", n)
	}
}

func TestWhoWasForgottenBeginsAnew(t *testing.T) {
	r := start(t)
	old := r.file(ana, 4)
	r.commit(ana, flows.Effect{Kind: flows.ForgetMe})
	if out := r.commit(ana, flows.Effect{Kind: flows.AnswerDesk, Target: old.ID, Text: "Hello?"})[0]; out.Refused == "" {
		t.Errorf("the old report takes an answer: %+v", out)
	}
	report := r.file(ana, 4)
	if reports := r.resident().Reports; len(reports) != 1 || reports[0].ID != report.ID {
		t.Errorf("known: %+v", reports)
	}
}

// A report that is filed while its resident is being forgotten is either
// forgotten too or belongs to a new contact; none is left without one.
func TestFilingAndForgettingAtTheSameTime(t *testing.T) {
	r := start(t)
	other := r.another()
	for range 15 {
		var both sync.WaitGroup
		for range 3 {
			both.Go(func() {
				if _, err := r.Commit(t.Context(), ana, pending(filing(submission(4)))); err != nil {
					t.Error(err)
				}
			})
		}
		both.Go(func() {
			if _, err := other.Commit(t.Context(), ana, pending(flows.Effect{Kind: flows.ForgetMe})); err != nil {
				t.Error(err)
			}
		})
		both.Wait()
	}
	if n := r.count(`
		SELECT count(*) FROM reports LEFT JOIN vault.contacts ON contacts.id = contact_id
		LEFT JOIN vault.report_keys ON report_id = reports.id
		WHERE (status = 'forgotten') <> (contacts.id IS NULL) OR (status = 'forgotten') <> (report_id IS NULL)`); n != 0 {
		t.Errorf("%d reports are neither forgotten nor anybody's", n)
	}
	if n := r.count(`SELECT count(*) FROM reports`); n != 45 {
		t.Errorf("%d of 45 reports", n)
	}
}

// Without vault, which long-kept dumps leave out, nothing of it can be read;
// with the vault and without the keyring neither.
func TestRecordWithoutItsKeysIsSilent(t *testing.T) {
	r := start(t)
	report, _ := r.full()
	r.config.Keyring = storagetest.Keyring(t)
	stranger := r.another()
	if _, err := stranger.OpenText(t.Context(), r.strings(`SELECT source FROM entries WHERE text IS NOT NULL LIMIT 1`)[0]); err == nil {
		t.Error("another keyring opens a text")
	}
	conn := r.owner()
	if _, err := conn.Exec(t.Context(), `DROP SCHEMA vault CASCADE`); err != nil {
		t.Fatal(err)
	}
	var body []byte
	if err := conn.QueryRow(t.Context(), `SELECT body FROM reports WHERE id = $1`, report.ID).Scan(&body); err != nil && !errors.Is(err, pgx.ErrNoRows) {
		t.Fatal(err)
	}
	if strings.Contains(string(body), mark) {
		t.Error("the body is plain")
	}
}
