package console_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"yousaid/bot"
	"yousaid/bot/sandbox/screen"
)

// keep has deadlines follow what happened.
func (r *rig) keep() {
	r.t.Helper()
	if err := (&bot.Timekeeper{Store: r.Store}).Keep(r.t.Context()); err != nil {
		r.t.Fatal(err)
	}
}

func (r *rig) takes(by bot.Officer, report string) {
	r.t.Helper()
	if _, err := r.Take(r.t.Context(), bot.Action{ID: uuid.NewString(), By: by.Actor()}, report); err != nil {
		r.t.Fatal(err)
	}
}

func (p page) wants(t *testing.T, status int, words ...string) {
	t.Helper()
	if p.Status != status {
		t.Errorf("%s: status %d, want %d", p.Path, p.Status, status)
	}
	for _, word := range words {
		if !p.has(word) {
			t.Errorf("%s doesn't say %q: %s", p.Path, word, p.plain())
		}
	}
}

func (p page) lacks(t *testing.T, words ...string) {
	t.Helper()
	for _, word := range words {
		if p.has(word) {
			t.Errorf("%s says %q", p.Path, word)
		}
	}
}

func TestWhatIsOverdueIsSeenAtAGlance(t *testing.T) {
	t.Parallel()
	r := start(t)
	old := r.file(6, mark)
	r.keep()
	r.later(10 * 24 * time.Hour)
	fresh := r.file(6, mark)
	r.keep()
	ruth := r.officer("Ruth", wardens, bot.RoleOfficer, false)
	b := r.signedIn(ruth)
	b.get("?view=team").wants(t, http.StatusOK, "Overdue 1 report", "Overdue to be taken, since", "Take due by")
	past := b.get("?view=all&overdue=yes")
	past.wants(t, http.StatusOK, old.Reference, "Overdue only")
	past.lacks(t, fresh.Reference, "Overdue 1 report")
	due := b.get("?view=team&order=due")
	if first, second := strings.Index(due.Body, old.Reference), strings.Index(due.Body, fresh.Reference); first < 0 || second < first {
		t.Errorf("what is due first doesn't come first: %d, %d", first, second)
	}
	b.get("report/"+old.Reference).wants(t, http.StatusOK, "Overdue: take, since", "Overdue: answer, since", "Close due by")
	b.get("report/"+fresh.Reference).wants(t, http.StatusOK, "Take due by", "Answer due by")
	r.takes(ruth, old.ID)
	b.get("report/"+old.Reference).lacks(t, "Overdue: take")
	if _, err := r.AddReply(t.Context(), bot.Action{ID: uuid.NewString(), By: ruth.Actor()}, old.ID, "Where was it?"); err != nil {
		t.Fatal(err)
	}
	r.keep()
	b.get("report/"+old.Reference).wants(t, http.StatusOK, "the clock stands still while it waits for the resident")
	b.get("?view=team").lacks(t, "Overdue 1 report", "to be taken, since")
}

func TestALoneOfficerIsToldWhatTheirAbsenceMeans(t *testing.T) {
	t.Parallel()
	r := start(t)
	ana := r.officer("Ana", wardens, bot.RoleOfficer, false)
	lea := r.officer("Lea", wardens, bot.RoleLead, false)
	known := r.file(6, mark)
	r.takes(ana, known.ID)
	b := r.signedIn(ana)
	for typed, field := range map[string]url.Values{
		"nothing": {}, "a day that is over": {"until": {"2020-01-01"}}, "words": {"until": {"soon"}, "from": {"<b>"}},
		"backwards": {"from": {"2030-02-01"}, "until": {"2030-01-01"}},
	} {
		p := b.post("account/away", field)
		p.wants(t, http.StatusUnprocessableEntity, "There is a problem")
		if typed == "backwards" && !strings.Contains(p.Body, `value="2030-02-01"`) {
			t.Error("what was typed is lost")
		}
	}
	last := r.now().In(r.config.Plan.Zone()).AddDate(0, 0, 3)
	form := url.Values{"until": {last.Format(time.DateOnly)}}
	b.post("account/away", form).wants(t, http.StatusOK, "Is this right?", "You are the only officer there who is not away", last.Format("2 January 2006"), last.AddDate(0, 0, 1).Format("2 January 2006"))
	b.get("account").lacks(t, "Away until")
	form.Set("sure", "yes")
	b.post("account/away", form).wants(t, http.StatusOK, "Saved.", "Away until "+last.Format("2 January 2006"), "I am back")
	other := r.signedIn(lea)
	report := other.get("report/" + known.Reference)
	report.wants(t, http.StatusOK, "Ana is away until "+last.Format("2 January 2006"), "Take it over")
	other.get("?view=team&officer=none").wants(t, http.StatusOK, known.Reference, "Away until "+last.Format("2 January 2006"))
	other.post("report/"+known.Reference+"/take", url.Values{"id": {uuid.NewString()}}).wants(t, http.StatusOK, "Taken by Lea")
	b.post("account/away", url.Values{"do": {"back"}}).wants(t, http.StatusOK, "nobody is told any more")
	if n := r.one(`SELECT count(*)::text FROM audit WHERE action IN ('away', 'back')`); n != "2" {
		t.Errorf("%s lines in the audit", n)
	}
}

func TestATeamLeadSaysThatAnOfficerIsAwayAndNobodyElseDoes(t *testing.T) {
	t.Parallel()
	r := start(t)
	ana, kofi := r.officer("Ana", wardens, bot.RoleOfficer, false), r.officer("Kofi", "probation", bot.RoleOfficer, false)
	r.officer("Tom", wardens, bot.RoleOfficer, false)
	lead := r.signedIn(r.officer("Lea", wardens, bot.RoleLead, false))
	form := url.Values{"until": {"tomorrow"}}
	lead.post("people/"+ana.ID+"/away", form).wants(t, http.StatusOK, "Is this right?")
	form.Set("sure", "yes")
	lead.post("people/"+ana.ID+"/away", form).wants(t, http.StatusOK, "Saved.", "They are back")
	lead.get("people").wants(t, http.StatusOK, "Ana Away until")
	lead.post("people/"+kofi.ID+"/away", form).wants(t, http.StatusNotFound)
	if err := r.SetAway(t.Context(), kofi, ana.ID, bot.Away{}); err == nil {
		t.Error("somebody of another agency ends it")
	}
	tom := r.officer("Tim", wardens, bot.RoleOfficer, false)
	if err := r.SetAway(t.Context(), tom, ana.ID, bot.Away{}); err == nil {
		t.Error("a colleague ends it")
	}
}

func TestHandingOverToSomebodyAwayWarns(t *testing.T) {
	t.Parallel()
	r := start(t)
	ana, ruth := r.officer("Ana", wardens, bot.RoleOfficer, false), r.officer("Ruth", wardens, bot.RoleOfficer, false)
	if err := r.SetAway(t.Context(), ana, ana.ID, bot.Away{From: r.now().Add(-time.Hour), Until: r.now().Add(48 * time.Hour)}); err != nil {
		t.Fatal(err)
	}
	known := r.file(6, mark)
	b := r.signedIn(ruth)
	b.get("report/"+known.Reference+"/hand").wants(t, http.StatusOK, "Away until")
	form := url.Values{"id": {uuid.NewString()}, "to": {ana.ID}}
	p := b.post("report/"+known.Reference+"/hand", form)
	p.wants(t, http.StatusConflict, "Ana is away until", "Hand it over all the same")
	if !strings.Contains(p.Body, `value="`+ana.ID+`" checked`) {
		t.Error("who was chosen is lost")
	}
	b.get("report/"+known.Reference).lacks(t, "Taken by")
	form.Set("away", "yes")
	b.post("report/"+known.Reference+"/hand", form).wants(t, http.StatusOK, "Taken by Ana", "Ana is away until")
}

// The pages with deadlines and absences, in light and dark, on a phone and on
// paper.
func TestDeadlinesInABrowser(t *testing.T) {
	t.Parallel()
	r := open(t).rig
	browser := screen.Browser(t)
	ana, lea := r.officer("Ana Featherstonehaugh", wardens, bot.RoleOfficer, false), r.officer("Lea", wardens, bot.RoleLead, false)
	old, waits := r.file(6, mark), r.file(6, mark)
	r.takes(ana, old.ID)
	r.keep()
	r.later(5 * 24 * time.Hour)
	fresh := r.file(6, mark)
	r.keep()
	if err := r.SetAway(t.Context(), ana, ana.ID, bot.Away{From: r.now().Add(-time.Hour), Until: r.now().Add(48 * time.Hour)}); err != nil {
		t.Fatal(err)
	}
	if _, err := r.LinkReports(t.Context(), bot.Action{ID: uuid.NewString(), By: lea.Actor()}, old.ID, []string{fresh.ID}, bot.LinkSame); err != nil {
		t.Fatal(err)
	}
	incident := r.one(`SELECT incident_id::text FROM incident_members WHERE report_id = $1`, old.ID)
	g := r.glass(browser, lea)
	g.view("deadlines inbox", "?view=team&order=due")
	g.view("deadlines overdue", "?view=all&overdue=yes")
	g.view("deadlines report", "report/"+old.Reference)
	g.view("deadlines incident", "incident/"+incident)
	g.view("deadlines person", "people/"+ana.ID)
	g.view("deadlines hand", "report/"+waits.Reference+"/hand")
	own := r.glass(browser, ana)
	own.view("deadlines account", "account")
	for _, paper := range []struct{ name, path string }{{"inbox", "?view=team&order=due"}, {"report", "report/" + old.Reference}} {
		g.MustNavigate(r.site + paper.path).MustWaitLoad()
		screen.Dress(t, g.Page, 794, "light", "print")
		if !g.MustElementR("main", "Overdue").MustVisible() {
			t.Errorf("%s on paper doesn't say what is overdue", paper.name)
		}
		screen.Whole(t, g.Page, "deadlines-"+paper.name+"-print.png")
	}
	g.dress(looks[0])
	g.MustNavigate(r.site + "people/" + ana.ID).MustWaitLoad()
	g.MustEval(`() => { document.querySelector("#until").type = "text" }`) // a date field takes no typed words
	g.types("#until", "tomorrow")
	g.press("main", "Say when")
	g.MustElementR("h1", "Is this right")
	screen.Bring(t, g.MustWaitLoad())
	for _, l := range looks {
		g.dress(l)
		for _, violation := range g.violations(l.rules) {
			t.Errorf("asking whether that is right: %s", violation)
		}
		screen.Whole(t, g.Page, "deadlines-away-"+l.scheme+".png")
	}
}
