package faults_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"yousaid/cmd/yousaid/internal/rig"
)

// Officers of every other agency ask the running service for a report that
// isn't theirs: what comes is what comes of a reference that nobody has. (The
// whole is in bot/console, TestEveryRouteIsForWhoMayAndNobodyElse, and in
// storage/postgres, TestNoMethodGivesAnAgencyWhatIsAnothers and
// TestWithoutAnAgencyNothingIsSeen.)
func TestAnotherAgencysReportIsNotThere(t *testing.T) {
	t.Parallel()
	seen := proves(t, "agency reads another's",
		"each agency's officer at the running service; every route × role × id in bot/console, every method and table in storage/postgres")
	r := rig.New(t, rig.Options{})
	ctx := r.Context(4 * time.Minute)
	who := r.Reporter(r.Telegram(), 6, "others")
	if _, err := who.Report(ctx); err != nil {
		t.Fatal(err)
	}
	own := r.Leads(who)[0]
	asked := 0
	for _, agency := range r.Plan.Agencies {
		desk := r.Desks[agency.ID]
		console, err := r.Console(ctx, desk.Officers[0])
		if err != nil {
			t.Fatal(err)
		}
		get := func(reference, path string, form url.Values) (int, string) {
			status, body, err := console.Page(ctx, "report/"+reference+path)
			if form != nil {
				status, body, err = console.Send(ctx, "report/"+reference+path, form)
			}
			if err != nil {
				t.Fatal(err)
			}
			return status, strings.ReplaceAll(body, reference, "")
		}
		if desk == own {
			if status, _ := get(who.Reference, "", nil); status != http.StatusOK {
				t.Errorf("its own agency gets %d", status)
			}
			continue
		}
		words := url.Values{"text": {"hello"}, "do": {"send"}}
		for path, form := range map[string]url.Values{
			"": nil, "/reply": nil, "/note": nil, "/pass": nil, "/close": nil,
			"/take": {}, "/preview": words, "/reply?": words, "/note?": words, "/pass?": words, "/close?": words,
		} {
			asked++
			status, body := get(who.Reference, path, form)
			unknown, nothing := get("LUT-0000-000", path, form)
			if status != http.StatusNotFound || unknown != status || body != nothing {
				t.Errorf("%s of %s: %d, of nothing %d", path, agency.ID, status, unknown)
			}
		}
	}
	if n := r.Count(`SELECT count(*) FROM reports WHERE status <> 'new' OR taken_by <> ''`); n != 0 {
		t.Error("the report was changed")
	}
	seen.saw("0 answered in all, %d of them by the running service", asked)
}
