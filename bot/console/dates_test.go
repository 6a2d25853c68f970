package console_test

import (
	"testing"
	"time"

	"yousaid/bot"
	"yousaid/flows"
)

// Every date of a report is whole: how it stands, when it was, what was refused
// and what waits for the morning. (That no page has a short one is looked at
// with every page that a test reads.)
func TestReportSaysWholeDates(t *testing.T) {
	w := open(t)
	day := time.Date(2026, 11, 26, 0, 0, 0, 0, w.plan.Zone())
	for _, c := range []struct {
		start, end time.Time
		says       string
	}{
		{day, day.AddDate(0, 0, 1), "26 November 2026 (“then”)"},
		{day.Add(5*time.Hour + 35*time.Minute), time.Time{}, "26 November 2026, 05:35 (“then”)"},
		{day.Add(18 * time.Hour), day.Add(20 * time.Hour), "26 November 2026, 18:00 to 20:00 (“then”)"},
		{day.Add(22 * time.Hour), day.Add(27 * time.Hour), "26 November 2026, 22:00 to 27 November 2026, 03:00 (“then”)"},
	} {
		known := w.sends(ana, 6, func(s *flows.Submission) { s.When = &flows.When{Words: "then", Start: c.start, End: c.end} })
		if p := w.ruth().get(report(known)); !p.has(c.says) {
			t.Errorf("not %q: %s", c.says, p.plain())
		}
	}
	known := w.sends(ana, 6, func(s *flows.Submission) { s.Sent = w.now().Add(-time.Hour) })
	says := func(what string, p page, words string) {
		t.Helper()
		if !p.has(words) {
			t.Errorf("%s: not %q: %s", what, words, p.plain())
		}
	}
	date := func(t time.Time) string { return t.In(w.plan.Zone()).Format("2 January 2006, 15:04") }
	stands := func(o bot.Officer) bot.Report { return w.stands(o, known.ID) }
	mia := w.rig.officer("Mia", "neighbourhood-services", bot.RoleOfficer, false)
	ruth, b := w.ruth(), w.signedIn(mia)
	at := report(known)
	says("new", b.get(at), "New since "+date(stands(mia).FiledAt)+". Nobody has taken it.")
	take := ruth.get(at).fill("take")
	b.post(at+"/take", b.get(at).fill("take"))
	says("taken", b.get(at), "Taken by Mia (Luton Council Neighbourhood Services), "+date(stands(mia).TakenAt))
	says("too late", ruth.post(at+"/take", take), "Mia took it on "+date(stands(mia).TakenAt)+".")
	b.send(at, "close", b.get(at+"/close").fill("close", "outcome", "done"))
	says("closed", b.get(at), "Closed by Mia, "+date(stands(mia).ClosedAt)+": done")
}
