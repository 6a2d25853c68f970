package console_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"yousaid/bot"
	"yousaid/flows"
)

const because = "She wrote that he is on his way to her, " + mark + "."

// contact is how ana's number stands on a page.
const contact = "&#43;447700900123"

// fill makes a form with a fresh id.
func fill(pairs ...string) url.Values {
	form := url.Values{"id": {uuid.NewString()}}
	for i := 0; i < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return form
}

func reveal(reference string) string { return "report/" + reference + "/reveal" }

var requestForm = regexp.MustCompile(`reveals/([0-9a-f-]{36})`)

// request finds the newest request on an officer's page of a report.
func (b *browser) request(reference string) string {
	b.rig.t.Helper()
	found := requestForm.FindStringSubmatch(b.get(reveal(reference)).Body)
	if found == nil {
		b.rig.t.Fatal("no request on the page")
	}
	return found[1]
}

// asks has an officer ask for a contact.
func (b *browser) asks(reference string) string {
	b.rig.t.Helper()
	if p := b.post(reveal(reference), fill("ground", "life", "words", because)); p.Path != "report/"+reference {
		b.rig.t.Fatalf("asking: %d at %s: %s", p.Status, p.Path, p.Body)
	}
	return b.request(reference)
}

func (p page) says(t *testing.T, what string, status int, words ...string) {
	t.Helper()
	if p.Status != status {
		t.Errorf("%s: status %d, at %s", what, p.Status, p.Path)
	}
	for _, word := range words {
		if !strings.Contains(p.Body, word) {
			t.Errorf("%s: the page doesn't say %q: %s", what, word, p.Body)
		}
	}
}

func (p page) silent(t *testing.T, what string, words ...string) {
	t.Helper()
	for _, word := range words {
		if strings.Contains(p.Body, word) {
			t.Errorf("%s: the page says %q", what, word)
		}
	}
}

func TestARevealTakesTwoAndLastsAnHour(t *testing.T) {
	r := start(t)
	known := r.file(6, mark)
	who := r.officer("Mia", "neighbourhood-services", bot.RoleOfficer, false)
	mia := r.signedIn(who)
	lena := r.signedIn(r.officer("Lena", "neighbourhood-services", bot.RoleLead, false))
	mia.get(reveal(known.Reference)).says(t, "form", 200, "Lena, Luton Council Neighbourhood Services", "call 999 first", "Ask to see the contact")
	lena.get("").says(t, "navigation", 200, `reveals">Requests</a>`)

	id := mia.asks(known.Reference)
	lena.get("").says(t, "navigation", 200, "Requests <strong class=\"count\">1")
	mia.get("").silent(t, "an officer's navigation", "Requests")
	lena.get("reveals").says(t, "list", 200, "Mia", known.Reference, id)
	lena.get("reveals").silent(t, "list", mark)
	lena.get("reveals/"+id).says(t, "request", 200, because, "A life is at risk", "Approve for an hour")
	p := mia.get("reveals/" + id)
	p.says(t, "own request", 200, "It waits for an answer until", because)
	p.silent(t, "own request", "Approve", "Show the contact")
	mia.post("reveals/"+id+"/show", fill()).says(t, "shown too soon", http.StatusConflict, "nobody has approved")

	if p := lena.post("reveals/"+id, fill("do", "approve", "words", "I agree.")); p.Path != "reveals" || p.Status != 200 {
		t.Fatalf("approving: %d at %s: %s", p.Status, p.Path, p.Body)
	}
	mia.get("reveals/"+id).says(t, "approved", 200, "Lena approved it", "I agree.", "Show the contact")
	mia.get("reveals/"+id).silent(t, "approved, not asked for", contact)
	p = mia.post("reveals/"+id+"/show", fill())
	p.says(t, "shown", 200, "Phone number", contact, "It is recorded that you see this")
	if p.Header.Get("Cache-Control") != "no-store" {
		t.Error("browsers keep it")
	}
	for name, other := range map[string]*browser{"who approved": lena, "a colleague": r.signedIn(r.officer("Tom", "neighbourhood-services", bot.RoleOfficer, false))} {
		p := other.post("reveals/"+id+"/show", fill())
		p.says(t, name, http.StatusNotFound)
		p.silent(t, name, contact)
	}
	r.later(bot.RevealLives)
	mia = r.signedIn(who) // the session was idle for too long
	p = mia.post("reveals/"+id+"/show", fill())
	p.says(t, "an hour later", http.StatusConflict, "the hour is over", "The hour is over")
	p.silent(t, "an hour later", contact)
	mia.get(reveal(known.Reference)).says(t, "a new request can be made", 200, "Ask to see the contact</button>")
}

func TestARequestNeedsAGroundAndASentence(t *testing.T) {
	r := start(t)
	known := r.file(6, mark)
	mia := r.signedIn(r.officer("Mia", "neighbourhood-services", bot.RoleOfficer, false))
	path := reveal(known.Reference)
	for name, form := range map[string]url.Values{
		"no ground":    fill("words", because),
		"third ground": fill("ground", "curious", "words", because),
	} {
		mia.post(path, form).says(t, name, http.StatusUnprocessableEntity, "Choose whether a life or a child is at risk", `href="#life"`, because)
	}
	for name, words := range map[string]string{"nothing": "", "a word": "danger", "long word": strings.Repeat("danger", 9), "three words": "he is coming"} {
		p := mia.post(path, fill("ground", "child", "words", words))
		p.says(t, name, http.StatusUnprocessableEntity, `href="#words"`, `aria-invalid="true"`, `value="child" checked`, words)
	}
	mia.post(path, fill("ground", "child", "words", strings.Repeat("long words ", 100))).says(t, "long", http.StatusUnprocessableEntity, "too long")
	first := fill("ground", "child", "words", because)
	for range 2 {
		if p := mia.post(path, first); p.Path != "report/"+known.Reference {
			t.Errorf("led to %s", p.Path)
		}
	}
	mia.post(path, fill("ground", "child", "words", because)).says(t, "a second one", http.StatusConflict, "You have asked already", "What you wrote", because)
}

func TestNobodyElseComesNearARequest(t *testing.T) {
	r := start(t)
	known := r.file(3, mark) // guarded
	id := r.signedIn(r.officer("Nia", "public-health", bot.RoleOfficer, true)).asks(known.Reference)
	unknown := uuid.NewString()
	for name, o := range map[string]bot.Officer{
		"colleague":              r.officer("Pia", "public-health", bot.RoleOfficer, true),
		"lead, not cleared":      r.officer("Leo", "public-health", bot.RoleLead, false),
		"another agency's lead":  r.officer("Pat", "bedfordshire-police", bot.RoleLead, true),
		"administrator":          r.officer("Ada", "partnership", bot.RoleAdministrator, true),
		"coordinator, uncleared": r.officer("Hal", "partnership", bot.RoleCoordinator, false),
	} {
		b := r.signedIn(o)
		for _, path := range []string{"reveals/", "reveals/%s/show"} {
			its, none := strings.Replace(path, "%s", id, 1), strings.Replace(path, "%s", unknown, 1)
			if path == "reveals/" {
				its, none = path+id, path+unknown
			}
			get, missing := b.get(its), b.get(none)
			if path == "reveals/" && (get.Status != http.StatusNotFound || get.Body != missing.Body) {
				t.Errorf("%s: GET %s gives %d, and another page than an unknown one", name, path, get.Status)
			}
			post, absent := b.post(its, fill("do", "approve")), b.post(none, fill("do", "approve"))
			if post.Status != http.StatusNotFound || post.Body != absent.Body {
				t.Errorf("%s: POST %s gives %d, and another page than an unknown one", name, path, post.Status)
			}
		}
		if o.Role == bot.RoleOfficer || o.Role == bot.RoleAdministrator {
			b.get("reveals").says(t, name, http.StatusNotFound)
		} else {
			b.get("reveals").says(t, name, 200, "No request waits for you.")
		}
		typed := b.post("reveals/"+id, fill("do", "approve", "words", "my own words"))
		if typed.Status != http.StatusNotFound || o.Role.Decides() && !strings.Contains(typed.Body, "my own words") {
			t.Errorf("%s: %d, or words lost", name, typed.Status)
		}
	}
	outsider := r.signedIn(r.officer("Tom", "probation", bot.RoleOfficer, true))
	for _, reference := range []string{known.Reference, "LUT-0000-000"} {
		outsider.get(reveal(reference)).says(t, reference, http.StatusNotFound, "may not have this report any more")
		outsider.post(reveal(reference), fill("ground", "life", "words", because)).says(t, reference, http.StatusNotFound, because)
	}
}

func TestWhyARequestCantBeApproved(t *testing.T) {
	for name, c := range map[string]struct {
		before func(*rig, bot.Officer)
		says   string
	}{
		"own":         {nil, "You asked for this yourself"},
		"forgotten":   {func(r *rig, _ bot.Officer) { r.forget() }, "deleted"},
		"asker gone":  {func(r *rig, o bot.Officer) { r.must(r.RemoveOfficer(r.t.Context(), o.ID)) }, "may not see this report any more"},
		"after a day": {func(r *rig, _ bot.Officer) { r.later(bot.RevealWaits) }, "nobody did within 24 hours"},
	} {
		t.Run(name, func(t *testing.T) {
			r := start(t)
			known := r.file(6, mark)
			nia := r.officer("Nia", "neighbourhood-services", bot.RoleLead, false)
			hannah := r.officer("Hannah", "partnership", bot.RoleCoordinator, true)
			b := r.signedIn(nia)
			id := b.asks(known.Reference)
			if c.before != nil {
				c.before(r, nia)
				b = r.signedIn(hannah)
			}
			p := b.post("reveals/"+id, fill("do", "approve", "words", "my own words"))
			p.says(t, name, http.StatusConflict, c.says, "my own words")
			p.silent(t, name, contact)
		})
	}
}

func (r *rig) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

// forget has ana delete everything.
func (r *rig) forget() {
	r.t.Helper()
	_, err := r.Commit(r.t.Context(), ana, flows.Pending{ID: uuid.NewString(), Effects: []flows.Effect{{Kind: flows.ForgetMe}}, Since: time.Now()})
	r.must(err)
}

func TestOfTwoAnswersTheSecondHearsOfTheFirst(t *testing.T) {
	r := start(t)
	known := r.file(6, mark)
	id := r.signedIn(r.officer("Mia", "neighbourhood-services", bot.RoleOfficer, false)).asks(known.Reference)
	by := []*browser{
		r.signedIn(r.officer("Lena", "neighbourhood-services", bot.RoleLead, false)), r.signedIn(r.officer("Hannah", "partnership", bot.RoleCoordinator, true)),
	}
	pages := make([]page, 2)
	var both sync.WaitGroup
	for i, do := range []string{"approve", "refuse"} {
		both.Go(func() { pages[i] = by[i].post("reveals/"+id, fill("do", do, "words", "word "+do)) })
	}
	both.Wait()
	second := 0
	if pages[0].Status == http.StatusOK {
		second = 1
	}
	if pages[1-second].Path != "reveals" {
		t.Errorf("the first is led to %s", pages[1-second].Path)
	}
	pages[second].says(t, "the second", http.StatusConflict, []string{"Lena", "Hannah"}[1-second]+" has answered it meanwhile", "word "+[]string{"approve", "refuse"}[second])
}
