package console_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"yousaid/bot"
	"yousaid/storage/storagetest"
)

// hookOf makes a hook of an agency; the one before goes, since an agency has few.
func hookOf(agency string) func(*rig) string {
	return func(r *rig) string {
		r.t.Helper()
		r.exec(`DELETE FROM hooks WHERE agency = $1`, agency)
		lead := r.officer("Lea", agency, bot.RoleLead, true)
		hook := bot.Hook{ID: uuid.NewString(), Agency: agency, URL: "https://127.0.0.1:8443/", Description: "Case system", Events: bot.HookEvents()}
		if err := r.AddHook(r.t.Context(), lead, hook, bot.NewHookSecret()); err != nil {
			r.t.Fatal(err)
		}
		return hook.ID
	}
}

// keyOf makes an API key of an agency.
func keyOf(agency string) func(*rig) string {
	return func(r *rig) string {
		r.t.Helper()
		r.exec(`UPDATE api_keys SET revoked_at = now() WHERE agency = $1`, agency)
		lead := r.officer("Lea", agency, bot.RoleLead, true)
		token, begins := bot.NewAPIKey()
		key := bot.APIKey{ID: uuid.NewString(), Agency: agency, Name: "Case system", Begins: begins, Words: true, Creates: true}
		if err := r.AddKey(r.t.Context(), lead, key, token); err != nil {
			r.t.Fatal(err)
		}
		return key.ID
	}
}

// busyHook is a hook of home that was told things, and not told others.
func (r *rig) busyHook() string {
	r.t.Helper()
	id := hookOf(home)(r)
	keyOf(home)(r)
	for _, result := range []bot.HookResult{
		{State: "sent", Status: 204, Took: 80 * time.Millisecond},
		{State: "waiting", Failure: "slow", Took: 15 * time.Second, Next: r.now().Add(5 * time.Minute)},
		{State: "waiting", Status: 302, Failure: "redirect", Took: 120 * time.Millisecond, Next: r.now().Add(5 * time.Minute)},
		{State: "failed", Status: 500, Failure: "answer", Took: 1200 * time.Millisecond},
	} {
		r.file(4, mark)
		call, err := r.ClaimHook(r.t.Context(), time.Minute)
		if err == nil {
			err = r.HookTried(r.t.Context(), call, result)
		}
		if err != nil {
			r.t.Fatal(err)
		}
		r.later(time.Minute)
	}
	return id
}

var shownSecret = regexp.MustCompile(`<p class="key">([^<]+)</p>`)

func TestALeadConnectsTheirSystem(t *testing.T) {
	r := start(t)
	lena := r.officer("Lena", home, bot.RoleLead, false)
	b := r.signedIn(lena)
	form := url.Values{
		"id": {uuid.NewString()}, "description": {"Cases"}, "url": {"https://127.0.0.1:8443/hook"}, "event": {"report.taken", "report.closed"},
	}
	p := b.post("systems/hooks/new", form)
	secret := html.UnescapeString(shownSecret.FindStringSubmatch(p.Body)[1])
	if !strings.HasPrefix(secret, "whsec_") || p.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("%d: %.300s", p.Status, p.Body)
	}
	hooks, err := r.Hooks(t.Context(), lena)
	if err != nil || len(hooks) != 1 || len(hooks[0].Events) != 2 || hooks[0].Guarded {
		t.Fatalf("hooks %+v, %v", hooks, err)
	}
	at := "systems/hooks/" + hooks[0].ID
	for _, path := range []string{"systems", at} {
		if p := b.get(path); !strings.Contains(p.Body, "Cases") || strings.Contains(p.Body, secret) {
			t.Errorf("%s: %d %.300s", path, p.Status, p.Body)
		}
	}
	if p := b.post("systems/hooks/new", form); !strings.Contains(p.Body, "done before") || shownSecret.MatchString(p.Body) {
		t.Errorf("the same form again: %d %.300s", p.Status, p.Body)
	}
	if p := b.post(at+"/secret", url.Values{}); html.UnescapeString(shownSecret.FindStringSubmatch(p.Body)[1]) == secret {
		t.Error("a new secret is the old one")
	}
	if p := b.get(at); !strings.Contains(p.Body, "signs as well until") {
		t.Errorf("nothing is said of the secret before: %.300s", p.Body)
	}
	if p := b.post(at+"/test", url.Values{}); !strings.Contains(p.Body, "A test is on its way") || !strings.Contains(p.Body, "<td>Test<br>") {
		t.Errorf("a test: %d %.300s", p.Status, p.Body)
	}
	call, err := r.ClaimHook(t.Context(), time.Minute)
	if err != nil || call.Event != bot.HookTest {
		t.Fatalf("claimed %+v, %v", call, err)
	}
	if err := r.HookTried(t.Context(), call, bot.HookResult{State: "failed", Status: 400, Failure: "answer"}); err != nil {
		t.Fatal(err)
	}
	if p := b.get(at); !strings.Contains(p.Body, "Given up") || !strings.Contains(p.Body, "status 400") {
		t.Errorf("what failed is not in the log: %s", p.Body)
	}
	again := regexp.MustCompile(`name="delivery" value="(\d+)"`).FindStringSubmatch(b.get(at).Body)[1]
	if p := b.post(at+"/again", url.Values{"delivery": {again}}); !strings.Contains(p.Body, "sent again now") {
		t.Errorf("send again: %d", p.Status)
	}
	if p := b.post(at+"/switch", url.Values{"do": {"off"}}); !strings.Contains(p.Body, "<dd>Off</dd>") {
		t.Errorf("switched off: %d", p.Status)
	}
	if p := b.post(at+"/remove", url.Values{}); !strings.Contains(p.Body, "None is connected") {
		t.Errorf("removed: %d %.300s", p.Status, p.Body)
	}
	if strings.Contains(r.logs.String(), "whsec") {
		t.Error("a secret is in the log")
	}
}

func TestAFormOfASystemThatIsWrongKeepsWhatWasTyped(t *testing.T) {
	r := start(t)
	b := r.signedIn(r.officer("Lena", home, bot.RoleLead, false))
	for name, c := range map[string]struct{ field, value, says string }{
		"not https":    {"url", "http://cases.example.org/", "begins with https"},
		"private":      {"url", "https://10.0.0.7/", "private network"},
		"metadata":     {"url", "https://169.254.169.254/", "private network"},
		"no name":      {"description", " ", "Enter what the system is called"},
		"nothing told": {"event", "report.exploded", "Choose at least one"},
		"guarded":      {"guarded", "yes", "not cleared"},
	} {
		form := url.Values{
			"id": {uuid.NewString()}, "description": {"Cases of ours"}, "url": {"https://127.0.0.1:8443/hook"}, "event": {"report.taken"},
		}
		form.Set(c.field, c.value)
		p := b.post("systems/hooks/new", form)
		if p.Status != http.StatusUnprocessableEntity || !strings.Contains(p.Body, c.says) || !strings.Contains(p.Body, html.EscapeString(form.Get("url"))) {
			t.Errorf("%s: %d %.400s", name, p.Status, p.Body)
		}
	}
}

func TestALeadMakesAKeyAndAnAdministratorRevokesIt(t *testing.T) {
	r := start(t)
	b := r.signedIn(r.officer("Lena", home, bot.RoleLead, false))
	p := b.post("systems/keys/new", url.Values{"id": {uuid.NewString()}, "name": {"Call centre"}, "creates": {"yes"}})
	token := shownSecret.FindStringSubmatch(p.Body)[1]
	key, _, err := r.APIKey(t.Context(), token, "192.0.2.1")
	if err != nil || key.Agency != home || !key.Creates || key.Words || key.Guarded {
		t.Fatalf("key %+v, %v", key, err)
	}
	if p := b.get("systems"); !strings.Contains(p.Body, "Call centre") || !strings.Contains(p.Body, key.Begins) || strings.Contains(p.Body, token) {
		t.Errorf("%.300s", p.Body)
	}
	if p := b.post("systems/keys/new", url.Values{"id": {uuid.NewString()}, "name": {"Call centre"}, "guarded": {"yes"}}); p.Status != http.StatusUnprocessableEntity {
		t.Errorf("a lead who isn't cleared opens guarded themes: %d", p.Status)
	}
	admin := r.signedIn(r.officer("Bilal", storagetest.Plan(t).Team, bot.RoleAdministrator, false))
	if p := admin.post("systems/keys/"+key.ID+"/revoke", url.Values{}); !strings.Contains(p.Body, "Revoked") {
		t.Errorf("%d %.300s", p.Status, p.Body)
	}
	if _, _, err := r.APIKey(t.Context(), token, "192.0.2.1"); err == nil {
		t.Error("a revoked key works")
	}
}
