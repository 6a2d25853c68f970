package console_test

import (
	"net/http"
	"strings"
	"testing"

	"yousaid/bot"
	"yousaid/flows"
)

// stands reads how a report is, as an officer sees it.
func (r *rig) stands(o bot.Officer, report string) bot.Report {
	r.t.Helper()
	found, err := r.Open(r.t.Context(), o.Actor(), report, "test")
	r.must(err)
	return found
}

// closed has an officer close a report.
func (r *rig) closed(o bot.Officer, report string) {
	r.t.Helper()
	_, err := r.Resolve(r.t.Context(), bot.Action{ID: "close:" + report + o.ID, By: o.Actor()}, report, bot.OutcomeDone, "")
	r.must(err)
}

// back says that an action led back to the report's page.
func (p page) back(t *testing.T, what, reference string) {
	t.Helper()
	if p.Path != "report/"+reference {
		t.Errorf("%s: %d at %s: %s", what, p.Status, p.Path, p.Body)
	}
}

func TestEveryActionIsForWhoHasTheReport(t *testing.T) {
	r := start(t)
	open, guarded := r.file(6, mark), r.file(3, mark)
	outsider := r.signedIn(r.officer("Tom", "probation", bot.RoleLead, true))
	unclear := r.signedIn(r.officer("Owen", "public-health", bot.RoleLead, false))
	for _, what := range []string{"hand", "urgent", "reopen", "link", "reveal"} {
		unknown := "report/LUT-0000-000/" + what
		for name, c := range map[string]struct {
			by        *browser
			reference string
		}{
			"another agency's": {outsider, open.Reference}, "not cleared": {unclear, guarded.Reference}, "uncleared, another's": {unclear, open.Reference},
		} {
			path := "report/" + c.reference + "/" + what
			got, none := c.by.get(path), c.by.get(unknown)
			if got.Status != http.StatusNotFound || got.Body != none.Body {
				t.Errorf("%s, GET %s: %d, or another page than for an unknown one", name, what, got.Status)
			}
			form := fill("to", "x", "words", "my own words", "ground", "life", "do", "urgent")
			got, none = c.by.post(path, form), c.by.post(unknown, form)
			if got.Status != http.StatusNotFound || got.Body != none.Body || !strings.Contains(got.Body, "my own words") {
				t.Errorf("%s, POST %s: %d, or another page than for an unknown one, or words lost", name, what, got.Status)
			}
		}
		if p := r.stranger().get("report/" + open.Reference + "/" + what); !strings.HasPrefix(p.Path, "sign-in") {
			t.Errorf("a stranger, %s: at %s", what, p.Path)
		}
	}
}

func TestHandToAColleague(t *testing.T) {
	r := start(t)
	known := r.file(6, mark)
	path := "report/" + known.Reference + "/hand"
	mia := r.officer("Mia", "neighbourhood-services", bot.RoleOfficer, false)
	tom := r.officer("Tom", "neighbourhood-services", bot.RoleOfficer, false)
	lena := r.officer("Lena", "neighbourhood-services", bot.RoleLead, false)
	pat := r.officer("Pat", "probation", bot.RoleOfficer, false)
	asMia, asTom, asLena := r.signedIn(mia), r.signedIn(tom), r.signedIn(lena)

	p := asMia.get(path)
	p.says(t, "nobody's", 200, "Nobody has this report.", "Mia (you)", "Tom", "Lena", "Hand it over")
	p.silent(t, "nobody's", "Pat")
	asMia.post(path, fill()).says(t, "nobody chosen", http.StatusUnprocessableEntity, "Choose a colleague", `href="#to-0"`)
	asMia.post(path, fill("to", pat.ID)).says(t, "elsewhere", http.StatusUnprocessableEntity, "Choose a colleague")

	form := fill("to", tom.ID)
	for range 2 { // the same form twice
		p := asMia.post(path, form)
		p.back(t, "handed", known.Reference)
		p.says(t, "handed", 200, "<b>"+known.Reference+"</b> is now with Tom.")
	}
	now := r.stands(mia, known.ID)
	if now.TakenBy != "Tom" || len(now.Thread) != 1 || now.Thread[0].Event != "handed" || now.Thread[0].Author != "Mia" || now.Thread[0].Detail["to"] != "Tom" {
		t.Errorf("it is with %q; thread %+v", now.TakenBy, now.Thread)
	}

	p = asMia.get(path)
	p.says(t, "a colleague's", 200, "Tom (Luton Council Neighbourhood Services) has this report since", "Ask them for it")
	p.silent(t, "a colleague's", "Hand it over")
	p = asMia.post(path, fill("to", mia.ID))
	p.says(t, "a colleague's, all the same", http.StatusConflict, "Tom has it since")
	asTom.get(path).says(t, "own", 200, "You have this report since", "Hand it over")
	asTom.get(path).silent(t, "own", "Tom (you)")
	asLena.post(path, fill("to", tom.ID)).says(t, "who has it", http.StatusConflict, "Tom has it already.")
	asLena.post(path, fill("to", lena.ID)).back(t, "the lead takes it", known.Reference)
	if now := r.stands(mia, known.ID); now.TakenBy != "Lena" {
		t.Errorf("it is with %q", now.TakenBy)
	}

	r.closed(lena, known.ID)
	asLena.get(path).says(t, "closed", 200, "It is over")
	asLena.post(path, fill("to", mia.ID)).says(t, "closed", http.StatusConflict, "Lena closed it")
	if r.stands(mia, known.ID).Status != flows.StatusClosed {
		t.Error("open again")
	}
}

func TestMarkUrgentAndNotUrgent(t *testing.T) {
	r := start(t)
	known := r.file(1, mark) // led jointly
	path := "report/" + known.Reference + "/urgent"
	pat := r.officer("Pat", "bedfordshire-police", bot.RoleOfficer, false)
	lou := r.officer("Lou", "luton-council", bot.RoleOfficer, false)
	asPat, asLou := r.signedIn(pat), r.signedIn(lou)
	asPat.get("report/"+known.Reference).says(t, "the way there", 200, "Mark as urgent</a>")
	asPat.get(path).says(t, "form", 200, "Mark as urgent</button>")
	asPat.post(path, fill("do", "urgent", "words", "  ")).says(t, "no reason", http.StatusUnprocessableEntity, "Write something.", `href="#words"`)
	asPat.post(path, fill("words", "why")).says(t, "no button", http.StatusUnprocessableEntity, "why")
	p := asPat.post(path, fill("do", "urgent", "words", "He has a knife <b>"))
	p.back(t, "marked", known.Reference)
	p.says(t, "marked", 200, "</b> is marked as urgent. Every desk that has it is alerted, once.")
	asLou.get("?view=all").says(t, "the joint lead's inbox", 200, "Urgent</strong>")
	asLou.get("report/"+known.Reference).says(t, "the way back", 200, "Mark as not urgent</a>")
	asLou.post(path, fill("do", "urgent", "words", "my own words")).says(t, "second", http.StatusConflict, "A colleague was first", "my own words", "Mark as not urgent</button>")
	asLou.get(path).says(t, "urgent", 200, "Mark as not urgent</button>")
	p = asLou.post(path, fill("do", "calm", "words", "He has left"))
	p.back(t, "taken back", known.Reference)
	p.says(t, "taken back", 200, "</b> is not marked as urgent any more.")
	thread := r.stands(pat, known.ID).Thread
	if len(thread) != 2 || thread[0].Text != "He has a knife <b>" || thread[1].Author != "Lou" || thread[1].Detail["urgent"] != "no" {
		t.Errorf("thread %+v", thread)
	}
	r.closed(lou, known.ID)
	asLou.get(path).says(t, "closed", 200, "is over")
	asLou.post(path, fill("do", "urgent", "words", "my own words")).says(t, "closed", http.StatusConflict, "Lou closed it", "What you wrote", "my own words")
	asLou.get("report/"+strings.ToLower(known.Reference)+"/urgent").says(t, "written in another way", 200, known.Reference)
}

func TestReopenAClosedReport(t *testing.T) {
	r := start(t)
	known := r.file(6, mark)
	path := "report/" + known.Reference + "/reopen"
	mia := r.officer("Mia", "neighbourhood-services", bot.RoleOfficer, false)
	b := r.signedIn(mia)
	p := b.get(path)
	p.says(t, "open", 200, "This report is open.")
	p.silent(t, "open", "Open it again")
	b.post(path, fill("words", "my own words")).says(t, "open", http.StatusConflict, "It is open already.", "my own words")
	r.closed(mia, known.ID)
	b.get(path).says(t, "closed", 200, "Open it again</button>", "The resident is told that it is open again")
	b.post(path, fill("words", "")).says(t, "no reason", http.StatusUnprocessableEntity, "Write something.")
	p = b.post(path, fill("words", "It is back."))
	p.back(t, "opened", known.Reference)
	p.says(t, "opened", 200, "</b> is open again, and waits for somebody to take it.")
	now := r.stands(mia, known.ID)
	if last := now.Thread[len(now.Thread)-1]; now.Status != flows.StatusNew || last.Event != "reopened" || last.Text != "It is back." {
		t.Errorf("it stands %s; %+v", now.Status, last)
	}

	gone := r.file(6, mark)
	_, err := r.Commit(t.Context(), ana, flows.Pending{ID: "4b0ab7dd-6a4f-4a0c-8f0c-000000000001", Effects: []flows.Effect{{Kind: flows.Withdraw, Target: gone.ID}}})
	r.must(err)
	path = "report/" + gone.Reference + "/reopen"
	b.get(path).says(t, "withdrawn", 200, "can’t be opened again")
	b.post(path, fill("words", "my own words")).says(t, "withdrawn", http.StatusConflict, "Its resident withdrew it", "my own words")
}
