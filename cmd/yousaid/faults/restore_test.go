package faults_test

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"yousaid/cmd/yousaid/internal/rig"
)

// The lines of docs/backup.md back a loaded record up and restore it: every
// report is back and can be read and answered, except of those who asked to be
// forgotten after the backup was made; and without the vault nobody reads
// anything.
func TestBackupIsRestoredAsTheDocumentSays(t *testing.T) {
	t.Parallel()
	r := rig.New(t, rig.Options{})
	ctx := r.Context(6 * time.Minute)
	residents := 60
	if allFaults() {
		residents = 300
	}
	seen := proves(t, "backup and restore", "the lines of docs/backup.md; %d reports, 21 residents forgotten after the dump", residents+3)
	backUp, restore := documented(t, "Backups"), documented(t, "Restoring a backup")
	folder := t.TempDir()
	crowd, err := r.Crowd(ctx, 5, residents)
	if err != nil {
		t.Fatal(err)
	}
	r.Eventually(2*time.Minute, "the crowd's reports are at their desks", func() bool {
		return r.Count(`SELECT count(*) FROM deliveries WHERE state = 'waiting'`) == 0
	})
	keeps, leaves, stops := r.Reporter(r.SMS(), 6, "keeps"), r.Reporter(r.Telegram(), 6, "leaves"), r.Reporter(r.Telegram(), 6, "halts")
	for _, who := range []*rig.Resident{keeps, leaves, stops} {
		if _, err := who.Report(ctx); err != nil {
			t.Fatal(err)
		}
	}
	desk := r.Leads(keeps)[0]
	card, err := desk.Card(ctx, keeps.Reference)
	if err != nil {
		t.Fatal(err)
	}
	if err := desk.Answer(ctx, desk.Officers[0], card, "At which gate, zqgate?"); err != nil {
		t.Fatal(err)
	}
	if err := keeps.Reads(ctx, "zqgate"); err != nil {
		t.Fatal(err)
	}
	shell(t, r, folder, backUp)

	gone := crowd[:20]
	if err := r.Forget(ctx, gone); err != nil {
		t.Fatal(err)
	}
	if err := leaves.ForgetsMe(ctx); err != nil {
		t.Fatal(err)
	}
	if err := stops.Talks(ctx, "STOP", "no more messages"); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(backUp), "\n")
	shell(t, r, folder, lines[len(lines)-1]) // as cron does every few minutes

	r.Replicas[0].Stop()
	restored := r.Database() + "_restored"
	restore = strings.ReplaceAll(restore, "yousaid_restored", restored)
	old := r.Database()
	r.MoveTo(restored)
	if said := shell(t, r, folder, restore); !strings.Contains(said, "Forgotten again: 21 residents") || !strings.Contains(said, "STOPs that were missing: 1") {
		t.Errorf("restoring says:\n%s", said)
	}
	if said := r.Run("restored", filepath.Join(folder, "forgotten.txt")); !strings.Contains(said, "Forgotten again: 0 residents") || !strings.Contains(said, "and 0 reports and 0 comments") {
		t.Errorf("a second time says:\n%s", said)
	}
	if n := r.Count(`SELECT count(*) FROM reports`); n != len(crowd)+3 {
		t.Errorf("%d reports, want %d", n, len(crowd)+3)
	}
	stayForgotten(ctx, t, r, gone, leaves)
	r.Replicas[0].Start()
	allAreBack(ctx, t, r, crowd[len(gone):])

	if err := desk.Answer(ctx, desk.Officers[0], card, "It is mended, zqmended."); err != nil {
		t.Error(err)
	}
	if err := keeps.Reads(ctx, "zqmended"); err != nil {
		t.Error(err)
	}
	path, err := keeps.AsksForCopy(ctx)
	if err != nil {
		t.Fatal(err)
	}
	r.Mark(strings.TrimPrefix(path, "/d/"))
	if status, body, err := r.Browse(ctx, http.MethodPost, path); err != nil || status != http.StatusOK || !strings.Contains(body, keeps.Story) || !strings.Contains(body, "zqgate") {
		t.Errorf("the resident's report: %d\n%s", status, body)
	}
	r.Replicas[0].Stop()
	withoutVault(t, r, folder, old+"_long", residents)
	seen.saw("%d reports back, those of 21 unreadable; nothing to read in the dump without the vault", residents+3-21)
}

// documented are the lines of the first shell block below a heading.
func documented(t *testing.T, heading string) string {
	t.Helper()
	page, err := os.ReadFile("../../../docs/backup.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, found := strings.Cut(string(page), "\n## "+heading+"\n")
	_, block, found2 := strings.Cut(section, "```sh\n")
	block, _, found3 := strings.Cut(block, "\n```")
	if !found || !found2 || !found3 {
		t.Fatalf("docs/backup.md has no commands below %q", heading)
	}
	return block
}

// shell runs lines as an operator would, with the settings that the page names.
func shell(t *testing.T, r *rig.Rig, folder, lines string) string {
	t.Helper()
	admin, err := url.Parse(r.At("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, "sh", "-c", lines)
	command.Dir = folder
	query := admin.Query()
	command.Env = slices.Concat(r.Env(), []string{
		"PATH=" + strings.Join(append(r.Tools(), os.Getenv("PATH")), ":"),
		"PGHOST=" + cmp.Or(query.Get("host"), admin.Hostname()), "PGUSER=" + cmp.Or(query.Get("user"), admin.User.Username()),
		"PGPORT=" + cmp.Or(query.Get("port"), admin.Port(), "5432"), "PGDATABASE=" + r.Database(),
	})
	out, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s\n%s", err, lines, out)
	}
	return string(out)
}

// stayForgotten looks for those who asked to be forgotten.
func stayForgotten(ctx context.Context, t *testing.T, r *rig.Rig, gone []rig.Reporter, leaves *rig.Resident) {
	t.Helper()
	ids := make([]string, len(gone))
	for i, one := range gone {
		ids[i] = one.Report
	}
	for what, query := range map[string]string{
		"keys":  `SELECT count(*) FROM vault.report_keys WHERE report_id::text = ANY($1)`,
		"words": `SELECT count(*) FROM reports WHERE id::text = ANY($1) AND (status <> 'forgotten' OR body IS NOT NULL OR contact_id IS NOT NULL)`,
	} {
		if n := r.Count(query, ids); n != 0 {
			t.Errorf("the %s of %d who were forgotten are here again", what, n)
		}
	}
	if n := r.Count(`SELECT count(*) FROM reports WHERE reference = $1 AND status = 'forgotten' AND body IS NULL`, leaves.Reference); n != 1 {
		t.Error("who wrote FORGET ME in the chat is here again")
	}
	if n := r.Count(`SELECT count(*) FROM stops`); n != 1 {
		t.Errorf("%d STOPs", n)
	}
	copies, err := r.Copies(ctx, gone)
	if err != nil {
		t.Fatal(err)
	}
	for i, found := range copies {
		if found != nil && len(found.Reports) > 0 {
			t.Errorf("%s sees %d reports", gone[i].Address.ID, len(found.Reports))
		}
	}
}

// allAreBack lets everybody else see their report.
func allAreBack(ctx context.Context, t *testing.T, r *rig.Rig, crowd []rig.Reporter) {
	t.Helper()
	copies, err := r.Copies(ctx, crowd)
	if err != nil {
		t.Fatal(err)
	}
	for i, found := range copies {
		if found == nil || len(found.Reports) != 1 || !slices.Equal(found.Reports[0].What, []string{crowd[i].Words}) {
			t.Fatalf("of %q there is %+v", crowd[i].Words, found)
		}
	}
}

// withoutVault restores the dump that is kept for long: it has every report, no
// key, no address of a resident, and nothing that can be read.
func withoutVault(t *testing.T, r *rig.Rig, folder, database string, residents int) {
	t.Helper()
	shell(t, r, folder, "createdb "+database+" && pg_restore --exit-on-error --dbname="+database+" record.dump")
	r.MoveTo(database)
	if n := r.Count(`SELECT count(*) FROM reports WHERE body IS NOT NULL`); n < residents {
		t.Errorf("%d sealed reports", n)
	}
	if n := r.Count(`SELECT count(*) FROM pg_namespace WHERE nspname = 'vault'`); n != 0 {
		t.Error("the dump that is kept for long has the vault")
	}
	for table, column := range map[string]string{"reports": "body", "entries": "text", "comments": "text"} {
		// What a data key sealed begins with 1, and what a master key opens with 2.
		if n := r.Count(`SELECT count(*) FROM ` + table + ` WHERE ` + column + ` IS NOT NULL AND get_byte(` + column + `, 0) <> 1`); n != 0 {
			t.Errorf("%d of %s can be opened without the vault", n, table)
		}
	}
	text := shell(t, r, folder, "pg_restore --file=- record.dump")
	if strings.Contains(text, "zqcrowd") || strings.Contains(text, "+4477008") || strings.Contains(text, "zqgate") {
		t.Error("words or numbers of residents can be read")
	}
}
