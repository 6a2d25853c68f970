package console_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/flows"
	"yousaid/storage/storagetest"
)

var ben = channel.Address{Channel: channel.Telegram, ID: "700900456"}

// fileFrom has somebody send a report.
func (r *rig) fileFrom(from channel.Address, theme int, contact flows.Contact, language string) flows.Known {
	r.t.Helper()
	plan := storagetest.Plan(r.t)
	done, err := r.Commit(r.t.Context(), from, flows.Pending{ID: uuid.NewString(), Effects: []flows.Effect{{
		Kind: flows.FileReport,
		Report: &flows.Submission{
			ID: uuid.NewString(), Reference: bot.NewFresh(plan.Prefix)().Reference, Theme: theme, What: []string{mark},
			Place: &flows.Place{Name: "Dallow Road", Ward: "Dallow"}, Contact: contact, Language: language, Began: r.now(), Sent: r.now(),
		},
	}}})
	r.must(err)
	return done[0].Report
}

// linkedTo links a report with others, and finds the incident.
func (b *browser) linkedTo(report flows.Known, others ...flows.Known) string {
	b.rig.t.Helper()
	form := fill("kind", "same")
	for _, other := range others {
		form.Add("with", other.Reference)
	}
	if p := b.post("report/"+report.Reference+"/link", form); p.Path != "report/"+report.Reference {
		b.rig.t.Fatalf("linking: %d at %s: %s", p.Status, p.Path, p.Body)
	}
	found := regexp.MustCompile(`incident/([0-9a-f-]{36})`).FindStringSubmatch(b.get("report/" + report.Reference + "/link").Body)
	if found == nil {
		b.rig.t.Fatal("no incident on the page")
	}
	return found[1]
}

// replies counts what was written to residents about a report.
func (r *rig) replies(report string) (n int) {
	r.t.Helper()
	r.must(r.Pool().QueryRow(r.t.Context(), `SELECT count(*) FROM entries WHERE kind = 'reply' AND report_id = $1`, report).Scan(&n))
	return n
}

// sends turns a preview into the form that its button sends.
func (p page) sends(t *testing.T, form url.Values) url.Values {
	t.Helper()
	send := url.Values{"do": {"send"}}
	for name, values := range form {
		if name != "do" {
			send[name] = values
		}
	}
	for _, field := range regexp.MustCompile(`<input type="hidden" name="(to|shown)" value="([^"]+)">`).FindAllStringSubmatch(p.Body, -1) {
		send.Add(field[1], field[2])
	}
	if len(send["to"]) == 0 || send.Get("shown") == "" {
		t.Fatalf("nothing to send: %s", p.Body)
	}
	return send
}

func TestLinkPageFindsAndLinks(t *testing.T) {
	r := start(t)
	report, near, far := r.file(6, mark), r.file(6, mark), r.file(3, mark)
	mia := r.signedIn(r.officer("Mia", "neighbourhood-services", bot.RoleOfficer, false))
	path := "report/" + report.Reference + "/link"
	p := mia.get(path)
	p.says(t, "form", 200, `value="`+near.Reference+`"`, "Of the same subject and ward")
	p.silent(t, "form", far.Reference, mark)
	for name, c := range map[string]struct {
		form url.Values
		says string
	}{
		"nothing":          {fill("kind", "same"), "Choose another report"},
		"itself":           {fill("kind", "same", "reference", report.Reference), "Choose another report"},
		"no kind":          {fill("with", near.Reference), "Choose how they belong together"},
		"another agency's": {fill("kind", "same", "reference", far.Reference), "no report with the reference " + far.Reference},
		"unknown":          {fill("kind", "same", "reference", "LUT-0000-000"), "no report with the reference LUT-0000-000"},
		"markup":           {fill("kind", "same", "reference", "<b>"), "no report with the reference &lt;b&gt;"},
		"two originals":    {fill("kind", "duplicate", "with", near.Reference, "reference", r.file(6, mark).Reference), "choose one"},
	} {
		p := mia.post(path, c.form)
		p.says(t, name, http.StatusUnprocessableEntity, c.says)
		if kind := c.form.Get("kind"); kind != "" && !strings.Contains(p.Body, `value="`+kind+`" checked`) {
			t.Errorf("%s: what was chosen is lost", name)
		}
	}
	typed := strings.ToLower(strings.ReplaceAll(near.Reference, "-", " "))
	form := fill("kind", "duplicate", "reference", typed)
	for range 2 {
		mia.post(path, form).back(t, "linked", report.Reference)
	}
	p = mia.get(path)
	p.says(t, "linked", 200, "Duplicate of "+near.Reference+": linked by Mia (Luton Council Neighbourhood Services)", "Take this report out")
	p.silent(t, "linked", `name="with" value="`+near.Reference)
	mia.post(path, fill("kind", "duplicate", "reference", typed)).says(t, "again", http.StatusConflict, "They are linked so already.")
	mia.post(path, fill("do", "unlink")).back(t, "unlinked", report.Reference)
	mia.get(path).silent(t, "unlinked", "Linked now")
	mia.post(path, fill("do", "unlink")).says(t, "again", http.StatusConflict, "linked with no other report")
}

func TestIncidentIsForWhoHasItsReports(t *testing.T) {
	r := start(t)
	a, b := r.file(6, mark), r.file(6, mark)
	id := r.signedIn(r.officer("Mia", "neighbourhood-services", bot.RoleOfficer, false)).linkedTo(a, b)
	hannah := r.signedIn(r.officer("Hannah", "partnership", bot.RoleCoordinator, true))
	hannah.get("incident/"+id).says(t, "coordinator", 200, a.Reference, b.Reference, "New", "Mia")
	tom := r.signedIn(r.officer("Tom", "probation", bot.RoleLead, true))
	for _, path := range []string{"", "/reply", "/close"} {
		its, none := tom.get("incident/"+id+path), tom.get("incident/"+uuid.NewString()+path)
		if its.Status != http.StatusNotFound || its.Body != none.Body {
			t.Errorf("GET %q: %d, or another page than for an unknown one", path, its.Status)
		}
		if path == "" {
			continue
		}
		form := fill("words", "my own words", "outcome", "done", "do", "send", "to", a.ID)
		its, none = tom.post("incident/"+id+path, form), tom.post("incident/"+uuid.NewString()+path, form)
		if its.Status != http.StatusNotFound || its.Body != none.Body || !strings.Contains(its.Body, "my own words") {
			t.Errorf("POST %q: %d, or another page than for an unknown one, or words lost", path, its.Status)
		}
	}
	if r.replies(a.ID) != 0 {
		t.Error("another agency answers")
	}
}

func TestReplyToAllShowsFirstAndSendsOnce(t *testing.T) {
	r := open(t).rig
	text, chat := r.fileFrom(ana, 6, flows.ContactHere, "en"), r.fileFrom(ben, 6, flows.ContactHere, "pl")
	silent := r.fileFrom(ana, 6, flows.ContactNone, "en")
	mia := r.officer("Mia", "neighbourhood-services", bot.RoleOfficer, false)
	b := r.signedIn(mia)
	path := "incident/" + b.linkedTo(text, chat, silent) + "/reply"
	b.get(path).says(t, "form", 200, "3 reports", "Show it first</button>")
	b.post(path, fill("do", "preview", "words", " ")).says(t, "nothing", http.StatusUnprocessableEntity, "Write something.")
	b.post(path, fill("do", "send", "words", strings.Repeat("long ", 250))).says(t, "long", http.StatusUnprocessableEntity, "too long")

	form := fill("do", "send", "words", "We come on Monday <b>.", "to", text.ID) // it was not shown
	p := b.post(path, form)
	p.says(t, "preview", 200, "Nothing has been done yet", "Send to 2 residents</button>", "We come on Monday &lt;b&gt;.",
		"Luton Council Neighbourhood Services about "+text.Reference, text.Reference+": by text message, 1 part, in English",
		chat.Reference+": by Telegram, in Polish", silent.Reference+": The resident chose not to be contacted.", "paid as 1 message")
	if r.replies(text.ID) != 0 {
		t.Fatal("sent before it was shown")
	}
	form.Del("to")
	send := p.sends(t, form)
	changed := url.Values{}
	for name, values := range send {
		changed[name] = values
	}
	changed.Set("words", "Other words")
	b.post(path, changed).says(t, "changed after it was shown", 200, "Nothing has been done yet", "Other words")

	later := r.fileFrom(ana, 6, flows.ContactHere, "en") // linked after it was shown
	b.linkedTo(text, later)
	var all sync.WaitGroup
	for range 3 {
		all.Go(func() {
			b.post(path, send).says(t, "sent", 200, "It was done to 2 reports of 2", text.Reference, chat.Reference)
		})
	}
	all.Wait()
	for id, want := range map[string]int{text.ID: 1, chat.ID: 1, silent.ID: 0, later.ID: 0} {
		if n := r.replies(id); n != want {
			t.Errorf("%d replies, want %d", n, want)
		}
	}
	thread := r.stands(mia, chat.ID).Thread
	if last := thread[len(thread)-1]; last.Kind != bot.EntryReply || last.Text != "We come on Monday <b>." || last.Author != "Mia" {
		t.Errorf("the thread ends with %+v", last)
	}
	var audited int
	r.must(r.Pool().QueryRow(t.Context(), `SELECT count(*) FROM audit WHERE action = 'reply' AND actor = 'Mia'`).Scan(&audited))
	if audited != 2 {
		t.Errorf("%d replies in the audit", audited)
	}

	// Somebody who stops between the two is named, and the others get it.
	form = fill("do", "preview", "words", "It is done.")
	p = b.post(path, form)
	_, err := r.Commit(t.Context(), ben, flows.Pending{ID: uuid.NewString(), Effects: []flows.Effect{{Kind: flows.StopAll}}})
	r.must(err)
	b.post(path, p.sends(t, form)).says(t, "one stopped", 200, "It was done to 2 reports of 3", "they sent STOP")
	if r.replies(text.ID) != 2 || r.replies(later.ID) != 1 || r.replies(chat.ID) != 1 {
		t.Error("not to all others")
	}
}

func TestCloseAllWithOneOutcome(t *testing.T) {
	r := open(t).rig
	open, silent, closed := r.fileFrom(ana, 6, flows.ContactHere, "en"), r.fileFrom(ben, 6, flows.ContactNone, "en"), r.file(6, mark)
	mia := r.officer("Mia", "neighbourhood-services", bot.RoleOfficer, false)
	tom := r.officer("Tom", "neighbourhood-services", bot.RoleOfficer, false)
	r.closed(tom, closed.ID)
	b := r.signedIn(mia)
	path := "incident/" + b.linkedTo(open, silent, closed) + "/close"
	b.post(path, fill("do", "preview", "words", "why")).says(t, "no outcome", http.StatusUnprocessableEntity, "Choose an outcome.", `href="#done"`, "why")
	b.post(path, fill("do", "preview", "outcome", "no_action")).says(t, "no reason", http.StatusUnprocessableEntity, "Write something.")
	form := fill("do", "preview", "outcome", "no_action", "words", "It is private land.")
	p := b.post(path, form)
	p.says(t, "preview", 200, "Close 2 reports</button>", "The team could not act on it.", "It is private land.",
		silent.Reference+": closed without a word to the resident", closed.Reference+": It is over already.")
	send := p.sends(t, form)
	r.closed(tom, silent.ID) // meanwhile
	for range 2 {
		b.post(path, send).says(t, "closed", 200, "It was done to 1 report of 2", "Tom closed it")
	}
	now := r.stands(mia, open.ID)
	if now.Status != flows.StatusClosed || now.Outcome != bot.OutcomeNoAction {
		t.Errorf("it stands %+v", now)
	}
	if was := r.stands(mia, closed.ID); was.Outcome != bot.OutcomeDone || was.TakenBy != "Tom" {
		t.Errorf("what was closed stands %+v", was)
	}
}
