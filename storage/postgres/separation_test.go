package postgres_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"yousaid/bot"
	"yousaid/flows"
	"yousaid/flows/partnership"
)

// asDesk runs fn as the desk role for an agency, in a transaction that is taken
// back.
func (r *rig) asDesk(agency string, cleared bool, fn func(pgx.Tx)) {
	r.t.Helper()
	tx, err := r.Pool().Begin(r.t.Context())
	if err != nil {
		r.t.Fatal(err)
	}
	defer func() { _ = tx.Rollback(r.t.Context()) }()
	yes := map[bool]string{true: "yes", false: "no"}[cleared]
	_, err = tx.Exec(r.t.Context(), `
		SELECT set_config('yousaid.agency', $1, true), set_config('yousaid.cleared', $2, true), set_config('role', 'yousaid_desk', true)`,
		agency, yes)
	if err != nil {
		r.t.Fatal(err)
	}
	fn(tx)
}

// denied reports whether an error says that the role lacks a privilege.
func denied(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == "42501"
}

// sees counts what an agency sees of each table; -1 where it may not look.
func (r *rig) sees(agency string, cleared bool) map[string]int {
	r.t.Helper()
	counts := map[string]int{}
	for _, table := range r.tables() {
		r.asDesk(agency, cleared, func(tx pgx.Tx) {
			var n int
			err := tx.QueryRow(r.t.Context(), `SELECT count(*) FROM `+table).Scan(&n)
			if denied(err) {
				n, err = -1, nil
			}
			if err != nil {
				r.t.Fatal(err)
			}
			counts[table] = n
		})
	}
	return counts
}

// tables are all tables and views of ours, so that a new one is tested unasked.
func (r *rig) tables() []string {
	r.t.Helper()
	return r.strings(`
		SELECT nspname || '.' || relname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
		WHERE nspname IN ('public', 'vault', 'river') AND relkind IN ('r', 'v', 'm', 'p') AND NOT relispartition ORDER BY 1`)
}

// lived files a report on a theme and lets everything happen to it that makes
// rows.
func (r *rig) lived(theme int) flows.Known {
	r.t.Helper()
	lead := r.config.Plan.Leads(theme)[0].ID
	desk, officer := r.desk(lead), uuid.NewString()
	keeper := r.keeper(lead, bot.RoleLead, true)
	r.hook(keeper, true)
	r.apiKey(keeper, uuid.NewString(), nil)
	sub := submission(theme)
	sub.Photos = []flows.Photo{{Channel: "telegram", File: "photo"}}
	report := r.commit(ana, filing(sub))[0].Report
	r.commit(ana, flows.Effect{Kind: flows.AnswerDesk, Target: report.ID, Text: "More"})
	r.commit(ana, flows.Effect{Kind: flows.FileComment, Comment: &flows.Comment{ID: uuid.NewString(), Theme: theme, Text: "An idea"}})
	r.reply(report.ID, "Thanks")
	r.exec(`INSERT INTO officers (id, name, agency, created_at) VALUES ($1, 'PC Khan', $2, now())`, officer, lead)
	r.exec(`INSERT INTO drafts (id, report_id, officer_id, agency, text, source, created_at) VALUES ($1, $2, $3, $4, '', 'test', now())`,
		uuid.NewString(), report.ID, officer, lead)
	r.exec(`INSERT INTO audit (at, agency, actor, action, report_id) VALUES (now(), $1, 'PC Khan', 'read', $2)`, lead, report.ID)
	r.exec(`INSERT INTO links (token, desk_id, report_id, expires_at) VALUES ($1, $2, $3, now())`, []byte(report.ID), desk, report.ID)
	return report
}

// other is an agency that doesn't lead a theme.
func (r *rig) other(theme int) string {
	r.t.Helper()
	for _, agency := range r.config.Plan.Agencies {
		leads := r.config.Plan.Leads(theme)
		if !slices.ContainsFunc(leads, func(lead partnership.Agency) bool { return lead.ID == agency.ID }) {
			return agency.ID
		}
	}
	r.t.Fatal("every agency leads it")
	return ""
}

func TestAnAgencySeesNothingOfAnother(t *testing.T) {
	r := start(t)
	r.lived(4)
	for table, n := range r.sees(r.other(4), true) {
		if n > 0 {
			t.Errorf("another agency sees %d rows of %s", n, table)
		}
	}
	for table, n := range r.sees("", true) {
		if n > 0 {
			t.Errorf("without an agency %d rows of %s are seen", n, table)
		}
	}
	own := r.sees(r.config.Plan.Leads(4)[0].ID, true)
	for _, table := range []string{"reports", "referrals", "entries", "files", "deliveries", "drafts", "notices", "officers", "desks", "comments", "comment_deliveries", "hooks", "hook_deliveries", "api_keys"} {
		if own["public."+table] < 1 {
			t.Errorf("the lead sees %d rows of %s", own["public."+table], table)
		}
	}
	if own["vault.report_keys"] != 1 || own["vault.contacts"] > 0 || own["public.audit"] > 0 {
		t.Errorf("the lead sees %d keys, %d contacts, %d lines of the audit",
			own["vault.report_keys"], own["vault.contacts"], own["public.audit"])
	}
}

func TestGuardedThemesNeedClearedOfficers(t *testing.T) {
	r := start(t)
	guarded := slices.IndexFunc([]int{1, 2, 3, 4, 5, 6, 7, 8}, func(n int) bool {
		return flows.Degree(r.config.Plan.Degree(n)) == flows.Guarded
	}) + 1
	if guarded == 0 {
		t.Fatal("no theme is guarded")
	}
	r.lived(guarded)
	lead := r.config.Plan.Leads(guarded)[0].ID
	plain, cleared := r.sees(lead, false), r.sees(lead, true)
	for _, table := range []string{"public.reports", "public.entries", "public.files", "public.deliveries", "public.drafts", "public.notices", "vault.report_keys", "public.comments", "vault.comment_keys", "public.hook_deliveries"} {
		if plain[table] != 0 || cleared[table] < 1 {
			t.Errorf("%s: %d rows without clearance, %d with", table, plain[table], cleared[table])
		}
	}
}

// A report that was passed on is gone from the agency that had it.
func TestReportThatWasPassedOnIsNotSeenAnyMore(t *testing.T) {
	r := start(t)
	report := r.lived(4)
	lead := r.config.Plan.Leads(4)[0].ID
	r.exec(`UPDATE referrals SET active = false WHERE report_id = $1`, report.ID)
	r.exec(`UPDATE comment_deliveries SET agency = 'elsewhere'`)
	r.exec(`UPDATE comments SET agencies = '{elsewhere}'`) // a comment isn't passed on
	for table, n := range r.sees(lead, true) {
		// inbox_lanes says which kinds of report there were, and of none that it was.
		// What an agency's own system was told before, it was told.
		own := []string{"public.officers", "public.desks", "public.inbox_lanes", "public.hooks", "public.hook_deliveries", "public.api_keys"}
		if n > 0 && !slices.Contains(own, table) {
			t.Errorf("it still sees %d rows of %s", n, table)
		}
	}
}

// Both leads see the report; of each other's cards they see nothing.
func TestJointLeadsSeeTheirOwnCards(t *testing.T) {
	r := start(t)
	for _, lead := range r.config.Plan.Leads(1) {
		r.desk(lead.ID)
	}
	r.file(ana, 1)
	for _, lead := range r.config.Plan.Leads(1) {
		if seen := r.sees(lead.ID, true); seen["public.reports"] != 1 || seen["public.deliveries"] != 1 || seen["public.referrals"] != 1 {
			t.Errorf("%s sees %v", lead.ID, seen)
		}
	}
}

func TestADeskWritesNothingButTheAudit(t *testing.T) {
	r := start(t)
	report := r.lived(4)
	lead := r.config.Plan.Leads(4)[0].ID
	for _, table := range r.tables() {
		r.asDesk(lead, true, func(tx pgx.Tx) {
			if _, err := tx.Exec(t.Context(), `DELETE FROM `+table); !denied(err) {
				t.Errorf("deleting from %s: %v", table, err)
			}
		})
	}
	for sql, may := range map[string]bool{
		`UPDATE reports SET status = 'closed' WHERE id = $1 OR true`:                                              false,
		`UPDATE reports SET version = 7 WHERE id = $1`:                                                            false,
		`UPDATE audit SET actor = 'nobody' WHERE report_id = $1`:                                                  false,
		`INSERT INTO audit (at, agency, actor, action, report_id) VALUES (now(), 'elsewhere', '', 'read', $1)`:    false,
		`INSERT INTO audit (at, agency, actor, action, report_id) VALUES (now(), '` + lead + `', '', 'read', $1)`: true,
		`SELECT FROM reports WHERE id = $1 FOR UPDATE`:                                                            true,
	} {
		r.asDesk(lead, true, func(tx pgx.Tx) {
			if tag, err := tx.Exec(t.Context(), sql, report.ID); denied(err) == may || (may && tag.RowsAffected() != 1) {
				t.Errorf("%s: %v, %v", sql, tag, err)
			}
		})
	}
}

// The service itself can't rewrite what was audited.
func TestAuditIsOnlyEverAddedTo(t *testing.T) {
	r := start(t)
	r.lived(4)
	for _, sql := range []string{`DELETE FROM audit`, `UPDATE audit SET actor = ''`, `TRUNCATE audit`} {
		if _, err := r.Pool().Exec(t.Context(), sql); !denied(err) {
			t.Errorf("%s: %v", sql, err)
		}
	}
}

// A connection that comes back to the pool works as the service again.
func TestRoleEndsWithItsTransaction(t *testing.T) {
	r := start(t)
	r.config.MaxConns = 1
	r.Store = r.another()
	r.asDesk("police", true, func(pgx.Tx) {})
	got := r.strings(`SELECT current_user || coalesce(nullif(current_setting('yousaid.agency', true), ''), '')`)
	if !strings.EqualFold(got[0], "yousaid_service") {
		t.Errorf("it works as %s", got[0])
	}
}
