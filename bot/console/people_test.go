package console_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"yousaid/bot"
	"yousaid/bot/channel"
)

// cast is who is there in these tests.
type cast struct {
	*rig
	bilal, lena, ruth, priya bot.Officer // administrator; lead and officer of one agency; officer of another
}

func whoIsWho(t *testing.T) cast {
	t.Helper()
	r := start(t)
	return cast{
		rig:   r,
		bilal: r.officer("Bilal", "partnership", bot.RoleAdministrator, false),
		lena:  r.officer("Lena", "neighbourhood-services", bot.RoleLead, false),
		ruth:  r.officer("Ruth", "neighbourhood-services", bot.RoleOfficer, false),
		priya: r.officer("Priya", "public-health", bot.RoleOfficer, false),
	}
}

// now is an officer as the record has them.
func (r *rig) officerNow(id string) bot.Officer {
	r.t.Helper()
	list, err := r.Officers(r.t.Context())
	if err != nil {
		r.t.Fatal(err)
	}
	for _, officer := range list {
		if officer.ID == id {
			return officer
		}
	}
	r.t.Fatalf("there is no officer %s", id)
	return bot.Officer{}
}

// noted counts notes of the audit on an action.
func (r *rig) noted(action string) (n int) {
	r.t.Helper()
	if err := r.Pool().QueryRow(r.t.Context(), `SELECT count(*) FROM audit WHERE action = $1`, action).Scan(&n); err != nil {
		r.t.Fatal(err)
	}
	return n
}

func form(o bot.Officer, name string, role bot.Role, cleared bool) url.Values {
	was := map[bool]string{true: "true", false: "false"}[o.Cleared]
	f := url.Values{
		"was-name": {o.Name}, "was-role": {string(o.Role)}, "was-cleared": {was}, "name": {name}, "role": {string(role)},
	}
	if cleared {
		f.Set("cleared", "yes")
	}
	return f
}

func TestPeopleAreLookedAfterByThoseWhoMay(t *testing.T) {
	c := whoIsWho(t)
	coordinator := c.officer("Hannah", "partnership", bot.RoleCoordinator, true)
	admin := c.officer("Ada", "neighbourhood-services", bot.RoleAdministrator, false)
	paths := func(id string) (get, post []string) {
		return []string{"people/" + id, "people/" + id + "/remove"}, []string{
			"people/" + id, "people/" + id + "/address", "people/" + id + "/address/remove", "people/" + id + "/invitation",
			"people/" + id + "/app", "people/" + id + "/account", "people/" + id + "/remove",
		}
	}
	unknown := c.signedIn(c.lena).get("people/" + uuid.NewString())
	for _, who := range []struct {
		officer bot.Officer
		targets []bot.Officer
	}{
		{c.ruth, []bot.Officer{c.ruth, c.lena, c.priya, c.bilal}},
		{coordinator, []bot.Officer{c.ruth, coordinator}},
		{c.lena, []bot.Officer{c.priya, c.bilal, admin, coordinator}},
	} {
		b := c.signedIn(who.officer)
		for _, target := range who.targets {
			get, post := paths(target.ID)
			for _, path := range get {
				if p := b.get(path); p.Status != http.StatusNotFound || p.Body != unknown.Body {
					t.Errorf("%s, %s: GET %s: %d", who.officer.Name, target.Name, path, p.Status)
				}
			}
			for _, path := range post {
				f := form(target, "Mallory", bot.RoleOfficer, false)
				f.Set("address", "mallory@luton.example")
				if p := b.post(path, f); p.Status != http.StatusNotFound || p.Body != unknown.Body {
					t.Errorf("%s, %s: POST %s: %d", who.officer.Name, target.Name, path, p.Status)
				}
			}
			if now := c.officerNow(target.ID); now.Name != target.Name || !now.Active || len(now.Addresses) > 0 {
				t.Errorf("%s changed %s", who.officer.Name, target.Name)
			}
		}
	}
	for _, who := range []bot.Officer{c.ruth, coordinator} {
		b := c.signedIn(who)
		if p := b.get("people"); p.Status != http.StatusNotFound {
			t.Errorf("%s lists people: %d", who.Name, p.Status)
		}
		if p := b.get("people/new"); p.Status != http.StatusNotFound {
			t.Errorf("%s may add people: %d", who.Name, p.Status)
		}
		if p := b.get(""); strings.Contains(p.Body, `/people"`) {
			t.Errorf("%s is offered people", who.Name)
		}
	}
	list := c.signedIn(c.lena).get("people").Body
	if !strings.Contains(list, c.ruth.ID) || !strings.Contains(list, c.lena.ID) || strings.Contains(list, c.priya.ID) ||
		strings.Contains(list, admin.ID) || strings.Contains(list, c.bilal.ID) {
		t.Error("a lead's list is not their officers and leads")
	}
	list = c.signedIn(c.bilal).get("people").Body
	for _, officer := range []bot.Officer{c.ruth, c.priya, c.bilal, admin, coordinator} {
		if !strings.Contains(list, officer.ID) {
			t.Errorf("%s is not in an administrator's list", officer.Name)
		}
	}
}

var idForm = regexp.MustCompile(`name="id" value="([0-9a-f-]{36})"`)

func TestLeadAddsAnOfficerWhoSignsIn(t *testing.T) {
	c := whoIsWho(t)
	b := c.signedIn(c.lena)
	id := idForm.FindStringSubmatch(b.get("people/new").Body)[1]
	f := url.Values{
		"id": {id}, "name": {" Tom <b>Baker</b> "}, "agency": {"neighbourhood-services"}, "role": {"officer"},
		"email": {"Tom@Luton.example"}, "phone": {"07700 900202"},
	}
	p := b.post("people/new", f)
	if p.Path != "people/"+id+"?done=added" || !strings.Contains(p.Body, "Tom &lt;b&gt;Baker&lt;/b&gt;") {
		t.Fatalf("led to %s (%d)", p.Path, p.Status)
	}
	if p := b.post("people/new", f); p.Path != "people/"+id+"?done=added" || c.noted("officer-added") != 1 {
		t.Errorf("the same form again led to %s (%d)", p.Path, p.Status)
	}
	if tom := c.officerNow(id); len(tom.Addresses) != 2 || tom.Role != bot.RoleOfficer || tom.Cleared || !tom.Active {
		t.Errorf("%+v", tom)
	}
	c.stranger().joined(tomMail)
}

func TestWhatALeadCantGive(t *testing.T) {
	c := whoIsWho(t)
	b := c.signedIn(c.lena)
	post := func(field, value string, more ...string) page {
		f := url.Values{"id": {uuid.NewString()}, "name": {"Tom"}, "agency": {"neighbourhood-services"}, "role": {"officer"}}
		f.Set(field, value)
		for i := 0; i+1 < len(more); i += 2 {
			f.Set(more[i], more[i+1])
		}
		return b.post("people/new", f)
	}
	if p := post("role", "administrator"); p.Status != http.StatusUnprocessableEntity {
		t.Errorf("an administrator: %d", p.Status)
	}
	if p := post("role", "coordinator"); p.Status != http.StatusUnprocessableEntity {
		t.Errorf("a coordinator: %d", p.Status)
	}
	if p := post("agency", "public-health"); p.Status != http.StatusUnprocessableEntity {
		t.Errorf("another agency's officer: %d", p.Status)
	}
	if p := post("id", c.priya.ID); p.Status != http.StatusNotFound {
		t.Errorf("the id of another agency's officer: %d", p.Status)
	}
	if p := post("cleared", "yes"); p.Status != http.StatusOK || slices.ContainsFunc(must(c.Officers(t.Context())), func(o bot.Officer) bool { return o.Cleared }) {
		t.Errorf("a clearance that they don't have: %d", p.Status)
	}
	if p := b.post("people/"+c.ruth.ID, form(c.ruth, "Ruth", bot.RoleOfficer, true)); p.Status != http.StatusUnprocessableEntity || c.officerNow(c.ruth.ID).Cleared {
		t.Errorf("a clearance for somebody who is there: %d", p.Status)
	}
	if p := b.post("people/"+c.lena.ID, form(c.lena, "Lena", bot.RoleLead, true)); p.Status != http.StatusUnprocessableEntity || c.officerNow(c.lena.ID).Cleared {
		t.Errorf("their own clearance: %d", p.Status)
	}
	if p := b.post("people/"+c.ruth.ID, form(c.ruth, "Ruth", bot.RoleAdministrator, false)); p.Status != http.StatusUnprocessableEntity {
		t.Errorf("an administrator's role: %d", p.Status)
	}
	admin := c.signedIn(c.bilal)
	if p := admin.post("people/"+c.bilal.ID, form(c.bilal, "Bilal", bot.RoleAdministrator, true)); p.Status != http.StatusUnprocessableEntity || c.officerNow(c.bilal.ID).Cleared {
		t.Errorf("an administrator's own clearance: %d", p.Status)
	}
	if p := admin.post("people/"+c.lena.ID, form(c.lena, "Lena", bot.RoleLead, true)); p.Status != http.StatusOK || !c.officerNow(c.lena.ID).Cleared {
		t.Errorf("an administrator clears a lead: %d", p.Status)
	}
	if p := b.post("people/"+c.ruth.ID, form(c.ruth, "Ruth", bot.RoleOfficer, true)); p.Status != http.StatusOK || !c.officerNow(c.ruth.ID).Cleared {
		t.Errorf("a cleared lead clears an officer: %d", p.Status)
	}
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func TestPersonFormSaysWhatIsWrongAndKeepsWhatWasTyped(t *testing.T) {
	c := whoIsWho(t)
	c.reached(c.ruth, ruthMail)
	b := c.signedIn(c.bilal)
	p := b.post("people/new", url.Values{
		"name": {""}, "agency": {"nowhere"}, "role": {"emperor"}, "email": {"tom@x\r\nBcc: a@b.example"}, "phone": {"12"},
	})
	for _, field := range []string{"name", "agency", "role", "email", "phone"} {
		if !strings.Contains(p.Body, `<li><a href="#`+field+`">`) {
			t.Errorf("nothing is said of %s", field)
		}
	}
	if p.Status != http.StatusUnprocessableEntity || !strings.Contains(html.UnescapeString(p.Body), "Bcc: a@b.example") {
		t.Errorf("%d, or what was typed is gone", p.Status)
	}
	p = b.post("people/new", url.Values{
		"name": {"Tom"}, "agency": {"public-health"}, "role": {"officer"}, "email": {ruthMail.ID},
	})
	if p.Status != http.StatusConflict || !strings.Contains(p.Body, "somebody else already") {
		t.Errorf("Ruth's address: %d", p.Status)
	}
	if n := c.noted("officer-added"); n != 0 {
		t.Errorf("%d were added", n)
	}
}

func TestChangeOfAPersonIsNotedAndMeetsNoOther(t *testing.T) {
	c := whoIsWho(t)
	b := c.signedIn(c.bilal)
	if p := b.post("people/"+c.ruth.ID, form(c.ruth, "Ruth Okoro", bot.RoleLead, true)); p.Path != "people/"+c.ruth.ID+"?done=saved" {
		t.Fatalf("led to %s (%d)", p.Path, p.Status)
	}
	now := c.officerNow(c.ruth.ID)
	if now.Name != "Ruth Okoro" || now.Role != bot.RoleLead || !now.Cleared || c.noted("officer-changed") != 1 {
		t.Errorf("%+v, noted %d times", now, c.noted("officer-changed"))
	}
	p := b.post("people/"+c.ruth.ID, form(c.ruth, "Ruth Adeyemi", bot.RoleOfficer, false))
	if p.Status != http.StatusConflict || !strings.Contains(p.Body, "Ruth Okoro, Team lead, cleared") || !strings.Contains(p.Body, `value="Ruth Adeyemi"`) {
		t.Errorf("a stale form: %d", p.Status)
	}
	if c.officerNow(c.ruth.ID).Name != "Ruth Okoro" {
		t.Error("a stale form was saved")
	}
	p = b.post("people/"+c.ruth.ID, form(now, "Ruth Adeyemi", bot.RoleOfficer, false))
	if now := c.officerNow(c.ruth.ID); p.Status != http.StatusOK || now.Cleared || now.Role != bot.RoleOfficer {
		t.Errorf("%d: %+v", p.Status, now)
	}
}

func TestRoleCountsFromTheNextPage(t *testing.T) {
	c := whoIsWho(t)
	lena := c.signedIn(c.lena)
	c.signedIn(c.bilal).post("people/"+c.lena.ID, form(c.lena, "Lena", bot.RoleOfficer, false))
	if p := lena.get("people"); p.Status != http.StatusNotFound {
		t.Errorf("still a lead: %d", p.Status)
	}
}

func TestThereIsAlwaysAnAdministrator(t *testing.T) {
	c := whoIsWho(t)
	b := c.signedIn(c.bilal)
	if p := b.post("people/"+c.bilal.ID, form(c.bilal, "Bilal", bot.RoleOfficer, false)); p.Status != http.StatusUnprocessableEntity ||
		!strings.Contains(p.Body, "There has to be an administrator") {
		t.Errorf("the last one gives it up: %d", p.Status)
	}
	if p := b.post("people/"+c.bilal.ID+"/remove", url.Values{}); p.Status != http.StatusUnprocessableEntity || !c.officerNow(c.bilal.ID).Active {
		t.Errorf("the last one leaves: %d", p.Status)
	}
	// Of two who give it up at once, one stays.
	ada := c.officer("Ada", "partnership", bot.RoleAdministrator, false)
	var both sync.WaitGroup
	for _, who := range []bot.Officer{c.bilal, ada} {
		b := c.signedIn(who)
		both.Go(func() { b.post("people/"+who.ID, form(who, who.Name, bot.RoleOfficer, false)) })
	}
	both.Wait()
	left := 0
	for _, who := range []bot.Officer{c.bilal, ada} {
		if c.officerNow(who.ID).Role == bot.RoleAdministrator {
			left++
		}
	}
	if left != 1 {
		t.Errorf("%d administrators are left", left)
	}
}

func TestTakingAWayInAwayEndsSessionsAtOnce(t *testing.T) {
	c := whoIsWho(t)
	admin := c.signedIn(c.bilal)
	address := regexp.MustCompile(`name="address" value="([0-9a-f]{64})"`)
	post := func(what string, f url.Values) page { return admin.post("people/"+c.ruth.ID+what, f) }

	if p := post("/address", url.Values{"address": {ruthMail.ID}}); !strings.Contains(p.Body, ruthMail.ID) {
		t.Fatalf("not registered: %d", p.Status)
	}
	b := c.stranger()
	b.joined(ruthMail)
	halfway := c.stranger()
	halfway.half(ruthMail)
	if p := post("/app", nil); p.Path != "people/"+c.ruth.ID+"?done=app" || b.in() {
		t.Errorf("the app was reset and they are still in (%d)", p.Status)
	}
	if p := halfway.get("sign-in/app"); p.Status != http.StatusConflict {
		t.Errorf("a sign-in under way goes on: %d", p.Status)
	}
	c.later(10 * time.Minute)
	b.joined(ruthMail) // with a new app

	priyas := address.FindStringSubmatch(func() string {
		admin.post("people/"+c.priya.ID+"/address", url.Values{"address": {"priya@luton.example"}})
		return admin.get("people/" + c.priya.ID).Body
	}())
	if p := post("/address/remove", url.Values{"address": {priyas[1]}}); p.Status != http.StatusNotFound || !b.in() {
		t.Errorf("somebody else's address: %d", p.Status)
	}
	found := address.FindStringSubmatch(admin.get("people/" + c.ruth.ID).Body)
	if p := post("/address/remove", url.Values{"address": {found[1]}}); p.Status != http.StatusOK || b.in() {
		t.Errorf("the address is gone and they are still in (%d)", p.Status)
	}
	if p := post("/address/remove", url.Values{"address": {found[1]}}); p.Status != http.StatusNotFound {
		t.Errorf("removed twice: %d", p.Status)
	}

	b = c.signedIn(c.ruth)
	if p := admin.get("people/" + c.ruth.ID + "/remove"); !strings.Contains(p.Body, "in the group of Luton Council Neighbourhood Services, have them removed there now") {
		t.Errorf("nobody hears that they stay in the group: %s", p.Body)
	}
	if p := post("/remove", nil); p.Path != "people?done=removed" || b.in() || !strings.Contains(p.Body, "Have them removed from the agency’s Telegram group") {
		t.Errorf("access is gone and they are still in (%s)", p.Path)
	}
	for _, action := range []string{"address-added", "app-reset", "address-removed", "officer-removed"} {
		if c.noted(action) == 0 {
			t.Errorf("%s is not noted", action)
		}
	}
}

func TestDisconnectedAccountIsOut(t *testing.T) {
	r, e := employ(t)
	bilal := r.officer("Bilal", "partnership", bot.RoleAdministrator, false)
	ruth := r.officer("Ruth", "neighbourhood-services", bot.RoleOfficer, false)
	r.reached(ruth, ruthMail)
	e.people.add("u-1", ruthMail.ID, true)
	e.people.add("u-2", ruthMail.ID, true)
	b := r.stranger()
	b.get(b.work(e, "u-1"))
	r.reached(bilal, tomMail)
	admin := r.stranger()
	admin.joined(tomMail)
	if p := admin.post("people/"+ruth.ID+"/account", nil); p.Status != http.StatusOK || b.in() {
		t.Errorf("disconnected and still in (%d)", p.Status)
	}
	b = r.stranger()
	if p := b.get(b.work(e, "u-2")); !b.in() {
		t.Errorf("the new account isn't taken: %d", p.Status)
	}
	if b = r.stranger(); b.get(b.work(e, "u-1")).Status != http.StatusForbidden || b.in() {
		t.Error("the old account is taken")
	}
}

func TestInvitationIsShownOnceAndWorks(t *testing.T) {
	c := whoIsWho(t)
	p := c.signedIn(c.lena).post("people/"+c.ruth.ID+"/invitation", nil)
	link := regexp.MustCompile(`https://t.me/luton_bot\?start=([A-Z2-7]{26})`).FindStringSubmatch(p.Body)
	if p.Status != http.StatusOK || link == nil {
		t.Fatalf("no link: %d", p.Status)
	}
	bound, err := c.Bind(t.Context(), link[1], channel.Address{Channel: channel.Telegram, ID: "11"})
	if err != nil || bound.ID != c.ruth.ID {
		t.Errorf("%s, %v", bound.Name, err)
	}
}
