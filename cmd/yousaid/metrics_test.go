package main_test

import (
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"yousaid/cmd/yousaid/internal/rig"
)

// promtool is where make check has put it, or the machine's own.
func promtool(t *testing.T) string {
	t.Helper()
	path, err := filepath.Abs("../../.bin/promtool")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err == nil {
		return path
	}
	if path, err = exec.LookPath("promtool"); err != nil {
		t.Skip("there is no promtool: bash .ci/promtool.sh fetches it")
	}
	return path
}

// theirs are what promtool says of metrics that libraries bring.
var theirs = regexp.MustCompile(`^(go|process|promhttp)_`)

// What a service measures after a report is all there, named as Prometheus wants
// it, and says nothing of anybody.
func TestMetricsOfARunningServiceAreNamedByTheRules(t *testing.T) {
	t.Parallel()
	tool := promtool(t)
	r := rig.New(t, rig.Options{})
	ctx := r.Context(time.Minute)
	for _, phone := range []rig.Phone{r.Telegram(), r.SMS()} {
		who := r.Reporter(phone, 5, "metrics"+phone.Network())
		reference, err := who.Report(ctx)
		if err != nil {
			t.Fatal(err)
		}
		r.Mark(reference)
		for _, desk := range r.Leads(who) {
			if _, err := desk.Card(ctx, reference); err != nil {
				t.Fatal(err)
			}
		}
	}
	asked, err := http.NewRequestWithContext(ctx, http.MethodGet, r.Replicas[0].Admin()+"/metrics", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(asked)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	page, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	check := exec.CommandContext(ctx, tool, "check", "metrics")
	check.Stdin = strings.NewReader(string(page))
	said, err := check.CombinedOutput()
	if _, refused := err.(*exec.ExitError); err != nil && !refused { //nolint:errorlint // Run returns it as it is
		t.Fatal(err)
	}
	for line := range strings.Lines(string(said)) {
		if !theirs.MatchString(line) {
			t.Errorf("promtool: %s", line)
		}
	}
	for _, metric := range []string{
		`yousaid_build_info{commit=`, `yousaid_connections{pool="postgres",state="most"}`, `yousaid_connections{pool="redis",state="idle"}`,
		`yousaid_deliveries_total{channel="telegram",outcome="sent"}`, `yousaid_provider_request_duration_seconds_count{code="200",provider="telegram"}`,
		`yousaid_record_away 0`, `yousaid_triage_confidence_ratio_count`, `yousaid_turn_duration_seconds_count{channel="sms",outcome="taken"}`,
	} {
		if !strings.Contains(string(page), "\n"+metric) {
			t.Errorf("/metrics has no %s", metric)
		}
	}
	if found := r.Personal(string(page)); len(found) > 0 {
		t.Errorf("/metrics shows what is personal: %q", found)
	}
}
