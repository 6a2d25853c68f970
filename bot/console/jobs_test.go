package console_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"

	"yousaid/bot"
	"yousaid/bot/console"
)

// jobsAsk sends JSON as the screen of the jobs does, from a site.
func (b *browser) jobsAsk(method, path, body, site string) int {
	b.rig.t.Helper()
	request, err := http.NewRequestWithContext(b.rig.t.Context(), method, b.rig.site+path, strings.NewReader(body))
	if err != nil {
		b.rig.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Sec-Fetch-Site", site)
	answer, err := b.Do(request)
	if err != nil {
		b.rig.t.Fatal(err)
	}
	if err := answer.Body.Close(); err != nil {
		b.rig.t.Fatal(err)
	}
	return answer.StatusCode
}

func TestAdministratorsLookAfterTheJobs(t *testing.T) {
	r := start(t)
	r.exec(`INSERT INTO river.river_job (id, kind, args, max_attempts, state, scheduled_at) VALUES (7, 'notify', '{"notice": "` + uuid.NewString() + `"}', 25, 'scheduled', now() + interval '1 day')`)
	admin := r.signedIn(r.officer("Bilal", "partnership", bot.RoleAdministrator, false))
	lead := r.signedIn(r.officer("Ruth", "partnership", bot.RoleLead, true))
	state := func() (state string) {
		t.Helper()
		if err := r.Pool().QueryRow(t.Context(), `SELECT state FROM river.river_job WHERE id = 7`).Scan(&state); err != nil {
			t.Fatal(err)
		}
		return state
	}
	if p := admin.get("jobs/api/jobs?state=scheduled&limit=20"); p.Status != http.StatusOK || !strings.Contains(p.Body, `"notify"`) {
		t.Errorf("the list: status %d: %s", p.Status, p.Body)
	}
	for who, b := range map[string]*browser{"a lead": lead, "a stranger": r.stranger()} {
		if got := b.jobsAsk("POST", "jobs/api/jobs/cancel", `{"ids": ["7"]}`, "same-origin"); got == http.StatusOK || state() != "scheduled" {
			t.Errorf("%s ends a job: status %d", who, got)
		}
	}
	if got := admin.jobsAsk("POST", "jobs/api/jobs/cancel", `{"ids": ["7"]}`, "cross-site"); got != http.StatusForbidden || state() != "scheduled" {
		t.Errorf("another site ends a job: status %d", got)
	}
	if got := admin.jobsAsk("POST", "jobs/api/jobs/cancel", `{"ids": ["7"]}`, "same-origin"); got != http.StatusOK || state() != "cancelled" {
		t.Errorf("an administrator ends a job: status %d, it is %s", got, state())
	}
	if rows := admin.copied("?action=change+jobs"); len(rows) != 1 || rows[0][2] != "Bilal" {
		t.Errorf("in the audit: %v", rows)
	}
}

// The screen's own addresses begin behind the path of PUBLIC_URL, which a proxy
// takes away.
func TestJobsStandBehindThePathOfThePublicAddress(t *testing.T) {
	r := start(t, func(c *console.Config) { c.PublicURL += "/luton" })
	b := r.stranger()
	b.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	b.post("sign-in/as", url.Values{"officer": {r.officer("Bilal", "partnership", bot.RoleAdministrator, false).ID}})
	p := b.get("jobs/")
	if p.Status != http.StatusOK || !strings.Contains(p.Body, `src="/luton/console/jobs/assets/`) {
		t.Errorf("status %d: %s", p.Status, p.Body)
	}
	policy := p.Header.Get("Content-Security-Policy")
	if !strings.Contains(policy, "script-src 'self';") || !strings.Contains(policy, "frame-ancestors 'none'") || strings.Contains(policy, "http") {
		t.Errorf("policy: %s", policy)
	}
}
