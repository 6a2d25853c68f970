package page_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"yousaid/flows"
)

func TestALinkIsUsedUpByPressingNotByOpening(t *testing.T) {
	r := start(t)
	r.phones(duty)
	link := r.link(duty, r.file(6).Reference)
	b := newBrowser(t)
	for range 3 {
		b.get(link).want(http.StatusOK, "Open the report").without(mark)
	}
	if n := r.count(`SELECT count(*) FROM audit`); n != 0 {
		t.Errorf("opening the link left %d traces", n)
	}
	report := b.open(link).want(http.StatusOK, "Rubbish <script>alert(1)</script> & more", "Alley <3", "Dallow ward", "Nobody has taken it", "Their number stays hidden")
	if strings.Contains(report.html, "<script") || strings.Contains(report.html, "Alley <3") {
		t.Error("a resident's words are markup")
	}
	if strings.Contains(report.url, strings.TrimPrefix(link, r.site+"/r/")) {
		t.Errorf("the link's secret stands in the report's address %s", report.url)
	}
	if n := r.count(`SELECT count(*) FROM audit WHERE action = 'read' AND detail->>'how' = 'page'`); n != 1 {
		t.Errorf("the read is audited %d times", n)
	}

	// This browser may go on; another, which has seen the link, may not.
	b.open2(link).want(http.StatusGone, "You have opened this report already")
	b.get(link).want(http.StatusGone, "Go on to the report")
	other := newBrowser(t)
	other.open2(link).want(http.StatusGone, "socialjustice@luton.gov.uk", "text SHOW and its reference").without("Go on", mark)
	other.get(report.url).want(http.StatusForbidden, "not open in this browser", "text SHOW and its reference").without(mark)
	other.post(report.url, "do", "take", "id", "x").want(http.StatusForbidden).without(mark)
}

// open2 presses a button that was shown before the link was used.
func (b *browser) open2(link string) seen {
	b.t.Helper()
	return b.post(link, "session", strings.Repeat("A", 43))
}

func TestTwoPressesAtOnceOpenTheReport(t *testing.T) {
	r := start(t)
	r.phones(duty)
	link, b := r.link(duty, r.file(6).Reference), newBrowser(t)
	session := b.get(link).hidden("session")
	var presses sync.WaitGroup
	for range 4 {
		presses.Go(func() { b.post(link, "session", session).want(http.StatusOK, mark) })
	}
	presses.Wait()
	if n := r.count(`SELECT count(*) FROM link_sessions`); n != 1 {
		t.Errorf("%d sessions", n)
	}
}

func TestTwoReportsAreOpenSideBySide(t *testing.T) {
	r := start(t)
	r.phones(duty)
	one, two := r.file(6), r.file(6)
	b := newBrowser(t)
	first, other := b.open(r.link(duty, one.Reference)), b.open(r.link(duty, two.Reference))
	b.get(first.url).want(http.StatusOK, one.Reference).without(two.Reference)
	b.get(other.url).want(http.StatusOK, two.Reference).without(one.Reference)
}

func TestLinksAndSessionsEnd(t *testing.T) {
	r := start(t)
	r.phones(duty)
	known := r.file(6)
	link, b := r.link(duty, known.Reference), newBrowser(t)
	page := b.open(link).want(http.StatusOK)
	r.later(4*time.Hour + time.Minute)
	b.get(page.url).want(http.StatusForbidden)
	b.send(page, "reply", "text", "words of the "+mark).want(http.StatusForbidden, "to be copied", "words of the "+mark)
	b.get(link).want(http.StatusGone).without("Go on")

	late := r.link(duty, r.file(6).Reference)
	r.later(8 * 24 * time.Hour)
	b.get(late).want(http.StatusGone)
	b.open2(late).want(http.StatusGone)
	b.get(r.site+"/r/nothing-like-it").want(http.StatusGone, "ask Luton Community Safety Partnership team")
}

// Webmail is another site, so a strict cookie doesn't come along.
func TestWayOnFromWebmail(t *testing.T) {
	r := start(t)
	r.phones(duty)
	link, b := r.link(duty, r.file(6).Reference), newBrowser(t)
	page := b.open(link)
	stranger := newBrowser(t)
	stranger.header.Set("Sec-Fetch-Site", "cross-site")
	if got := stranger.get(link).want(http.StatusGone, "I opened it in this browser before"); !strings.Contains(page.url, "/r/s/") || !strings.Contains(got.html, strings.TrimPrefix(page.url, r.site)) {
		t.Errorf("the way on doesn't lead to %s", page.url)
	}
}

func TestForgedCookiesOpenNothing(t *testing.T) {
	r := start(t)
	r.phones(duty)
	page := newBrowser(t).open(r.link(duty, r.file(6).Reference))
	name := "report_" + page.url[strings.LastIndex(page.url, "/")+1:]
	for _, value := range []string{strings.Repeat("A", 43), "x", "' OR true", page.url} {
		b := newBrowser(t)
		b.header.Set("Cookie", name+"="+value)
		b.get(page.url).want(http.StatusForbidden).without(mark)
	}
}

func TestGuardedReportsAreForClearedDesks(t *testing.T) {
	r := start(t)
	r.phones(health, cleared)
	known := r.file(3, func(s *flows.Submission) { s.Urgent, s.Safe = true, "after 10 in the morning" })
	b := newBrowser(t)
	b.open(r.link(health, known.Reference)).want(http.StatusNotFound, "only cleared officers may read it").without(mark, known.Reference)
	page := newBrowser(t).open(r.link(cleared, known.Reference))
	page.want(http.StatusOK, mark, "URGENT", "They say when it is safe to write: after 10 in the morning")
}

func TestReportThatIsForgottenIsGone(t *testing.T) {
	r := start(t)
	r.phones(duty)
	b := newBrowser(t)
	page := b.open(r.link(duty, r.file(6).Reference))
	r.commit(flows.Effect{Kind: flows.ForgetMe})
	b.get(page.url).want(http.StatusForbidden).without(mark)
	b.send(page, "reply", "text", "Hello "+mark).want(http.StatusForbidden, "to be copied", "Hello "+mark)
}
