package console_test

import (
	"encoding/base64"
	"net/http"
	"strings"
	"testing"
	"time"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/bot/console"
)

func TestOfficerSignsInWithTheirWorkAccount(t *testing.T) {
	r, e := employ(t)
	officer := r.officer("Ruth", "neighbourhood-services", bot.RoleOfficer, false)
	r.reached(officer, ruthMail)
	e.people.add("u-1", "Ruth@Luton.Example", true)
	b := r.stranger()
	if p := b.get("sign-in"); !strings.Contains(p.Body, "Sign in with your Luton account") {
		t.Error("no way to the work account")
	}
	if p := b.get(b.work(e, "u-1")); p.Path != "?view=mine" || !strings.Contains(p.Body, "Ruth") {
		t.Fatalf("led to %s (%d)", p.Path, p.Status)
	}
	// From now on it is the account that counts, not its address.
	e.people["u-1"].Email, e.people["u-1"].EmailVerified = "ruth.okoro@luton.example", false
	if p := r.stranger(); p.get(p.work(e, "u-1")).Path != "?view=mine" {
		t.Error("the account isn't known again")
	}
	// Somebody else who is given the address isn't Ruth.
	e.people.add("u-2", ruthMail.ID, true)
	b = r.stranger()
	if p := b.get(b.work(e, "u-2")); p.Status != http.StatusForbidden || b.in() {
		t.Errorf("another account with the address: %d", p.Status)
	}
	if err := r.RemoveOfficer(t.Context(), officer.ID); err != nil {
		t.Fatal(err)
	}
	b = r.stranger()
	if p := b.get(b.work(e, "u-1")); p.Status != http.StatusForbidden || b.in() {
		t.Errorf("somebody whose access was taken away: %d", p.Status)
	}
}

func TestAccountNeedsAVerifiedAddress(t *testing.T) {
	const some = "known"
	check := func(r *rig, e *employer, name, email string, verified any, in bool) {
		id := strings.ReplaceAll(name, " ", ".")
		if email == some {
			email = id + "@luton.example"
			r.reached(r.officer(name, "neighbourhood-services", bot.RoleOfficer, false), channel.Address{Channel: channel.Email, ID: email})
		}
		e.people.add(id, email, true)
		e.forge = func(path string, says map[string]any) {
			if path != "/userinfo" {
				return
			}
			delete(says, "email_verified")
			if verified != nil {
				says["email_verified"] = verified
			}
		}
		b := r.stranger()
		p := b.get(b.work(e, id))
		if b.in() != in {
			t.Errorf("%s: in: %v (%d)", name, !in, p.Status)
		}
		if !in && (p.Status != http.StatusForbidden || !strings.Contains(p.Body, "Ask your team lead")) {
			t.Errorf("%s: status %d, or nobody to ask", name, p.Status)
		}
	}
	r, e := employ(t)
	check(r, e, "verified", some, true, true)
	check(r, e, "verified in a string", some, "true", true)
	check(r, e, "not verified", some, false, false)
	check(r, e, "of which nothing is said", some, nil, false)
	check(r, e, "of nobody", "nobody@luton.example", true, false)
	check(r, e, "none", "", true, false)
	r, e = employ(t, func(c *console.Config) { c.Work.TrustEmail = true })
	check(r, e, "of which nothing is said", some, nil, true)
	check(r, e, "not verified", some, false, false)
	check(r, e, "with nonsense", some, map[string]any{}, false)
	check(r, e, "none", "", nil, false)
}

func TestStatesAndCodesAreForOneBrowserOnce(t *testing.T) {
	r, e := employ(t)
	r.reached(r.officer("Ruth", "neighbourhood-services", bot.RoleOfficer, false), ruthMail)
	r.reached(r.officer("Tom", "neighbourhood-services", bot.RoleOfficer, false), tomMail)
	e.people.add("u-1", ruthMail.ID, true)
	e.people.add("u-2", tomMail.ID, true)

	ruth := r.stranger()
	back := ruth.work(e, "u-1")
	victim := r.stranger()
	if p := victim.get(back); p.Status != http.StatusConflict || victim.in() {
		t.Errorf("in a browser that never went: %d", p.Status)
	}
	victim.login(e)
	if p := victim.get(back); p.Status != http.StatusConflict || victim.in() {
		t.Errorf("in a browser that went for itself: %d", p.Status)
	}
	if p := ruth.get(changed(t, back, "state", strings.Repeat("A", 43))); p.Status != http.StatusConflict {
		t.Errorf("a forged state: %d", p.Status)
	}
	if p := ruth.get(changed(t, back, "iss", "https://evil.example")); p.Status != http.StatusForbidden || ruth.in() {
		t.Errorf("another provider's answer: %d", p.Status)
	}
	if p := ruth.get(back); p.Status != http.StatusConflict || ruth.in() {
		t.Errorf("a state that was used: %d", p.Status)
	}
	back = ruth.work(e, "u-1")
	if p := ruth.get(back); p.Path != "?view=mine" {
		t.Fatalf("led to %s (%d)", p.Path, p.Status)
	}
	replay := r.stranger()
	fresh := replay.work(e, "u-2")
	if p := replay.get(changed(t, fresh, "code", parameter(t, back, "code"))); p.Status != http.StatusForbidden || replay.in() {
		t.Errorf("a code that was used: %d", p.Status)
	}

	// Tom's code, unused, in Ruth's browser: it was asked for with Tom's verifier.
	toms := r.stranger().work(e, "u-2")
	ruth = r.stranger()
	if p := ruth.get(changed(t, ruth.work(e, "u-1"), "code", parameter(t, toms, "code"))); p.Status != http.StatusForbidden || ruth.in() {
		t.Errorf("another browser's code: %d", p.Status)
	}
	// Two tabs of one browser: each code belongs to its own state.
	one, two := ruth.work(e, "u-1"), ruth.work(e, "u-1")
	if p := ruth.get(changed(t, one, "code", parameter(t, two, "code"))); p.Status != http.StatusForbidden || ruth.in() {
		t.Errorf("the other tab's code: %d", p.Status)
	}
	if p := ruth.get(two); p.Status != http.StatusForbidden && p.Path != "?view=mine" {
		t.Errorf("the second tab: %d", p.Status)
	}

	late := r.stranger()
	back = late.work(e, "u-1")
	r.later(16 * time.Minute)
	if p := late.get(back); p.Status != http.StatusConflict || late.in() {
		t.Errorf("late: %d", p.Status)
	}
}

func TestProviderSaysNo(t *testing.T) {
	r, e := employ(t)
	b := r.stranger()
	b.login(e)
	at := mustParse(t, "sign-in/oidc")
	b.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	way := mustParse(t, b.get("sign-in/work").Header.Get("Location")).Query()
	for _, name := range []string{"state", "nonce", "code_challenge"} {
		if len(way.Get(name)) != 43 {
			t.Errorf("%s is %q", name, way.Get(name))
		}
	}
	if way.Get("code_challenge_method") != "S256" || way.Get("redirect_uri") != r.site+"sign-in/oidc" {
		t.Errorf("the way there: %v", way)
	}
	b.CheckRedirect = nil
	at.RawQuery = "error=access_denied&error_description=" + mark + "&state=" + way.Get("state")
	if p := b.get(at.String()); p.Status != http.StatusForbidden || strings.Contains(p.Body, mark) || b.in() {
		t.Errorf("refused there: %d", p.Status)
	}
}

// Tokens that the provider didn't make so, for us, for this sign-in, and now.
func TestForgedTokensAreRefused(t *testing.T) {
	r, e := employ(t)
	r.reached(r.officer("Ruth", "neighbourhood-services", bot.RoleOfficer, false), ruthMail)
	e.people.add("u-1", ruthMail.ID, true)
	own, key := e.key()
	strange := strangersKey(t)
	none := func(map[string]any) {}
	claim := func(name string, value any) func(map[string]any) {
		return func(claims map[string]any) { claims[name] = value }
	}
	var earlier string
	e.forge = func(path string, says map[string]any) {
		if path == "/oauth/token" {
			earlier, _ = says["id_token"].(string)
		}
	}
	b := r.stranger()
	b.get(b.work(e, "u-1"))
	if !b.in() {
		t.Fatal("the real token is refused")
	}
	for name, forged := range map[string]func(token any) any{
		"signed by somebody else":        func(token any) any { return e.resign(token, own, strange, none) },
		"signed with an unknown key":     func(token any) any { return e.resign(token, "k2", strange, none) },
		"for another client":             func(token any) any { return e.resign(token, own, key, claim("aud", "somebody")) },
		"authorized for another client":  func(token any) any { return e.resign(token, own, key, claim("azp", "somebody")) },
		"by another issuer":              func(token any) any { return e.resign(token, own, key, claim("iss", "https://evil.example")) },
		"over":                           func(token any) any { return e.resign(token, own, key, claim("exp", r.now().Add(-time.Minute).Unix())) },
		"with another nonce":             func(token any) any { return e.resign(token, own, key, claim("nonce", "other")) },
		"without a nonce":                func(token any) any { return e.resign(token, own, key, claim("nonce", "")) },
		"of an earlier sign-in":          func(any) any { return earlier },
		"not signed":                     unsigned,
		"with a signature that is short": func(token any) any { return token.(string)[:len(token.(string))-10] },
		"missing":                        func(any) any { return nil },
		"no token":                       func(any) any { return "x.y.z" },
	} {
		e.forge = func(path string, says map[string]any) {
			if path == "/oauth/token" {
				says["id_token"] = forged(says["id_token"])
			}
		}
		b := r.stranger()
		if p := b.get(b.work(e, "u-1")); p.Status != http.StatusForbidden || b.in() {
			t.Errorf("%s: %d", name, p.Status)
		}
	}
	// What the token signs for is somebody else than what userinfo says.
	r2, e2 := employ(t)
	r2.reached(r2.officer("Ruth", "neighbourhood-services", bot.RoleOfficer, false), ruthMail)
	e2.people.add("u-9", ruthMail.ID, true)
	e2.forge = func(path string, says map[string]any) {
		if path == "/userinfo" {
			says["sub"] = "u-1"
		}
	}
	b = r2.stranger()
	if p := b.get(b.work(e2, "u-9")); p.Status != http.StatusForbidden || b.in() {
		t.Errorf("another's userinfo: %d", p.Status)
	}
}

// unsigned is a token of algorithm "none".
func unsigned(token any) any {
	parts := strings.Split(token.(string), ".")
	return base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none","typ":"JWT"}`)) + "." + parts[1] + "."
}

func TestProviderThatIsAwayKeepsNobodyOut(t *testing.T) {
	r, e := employ(t)
	r.reached(r.officer("Ruth", "neighbourhood-services", bot.RoleOfficer, false), ruthMail)
	e.people.add("u-1", ruthMail.ID, true)
	e.away.Store(true) // from the start: nothing was known of it
	b := r.stranger()
	if p := b.get("sign-in"); p.Status != http.StatusOK {
		t.Errorf("the page for signing in: %d", p.Status)
	}
	if p := b.get("sign-in/work"); p.Status != http.StatusServiceUnavailable || !strings.Contains(p.Body, "Sign in another way") {
		t.Errorf("status %d, or no other way", p.Status)
	}
	b.joined(ruthMail)
	e.away.Store(false)
	b = r.stranger()
	back := b.work(e, "u-1")
	e.away.Store(true)
	if p := b.get(back); p.Status != http.StatusServiceUnavailable {
		t.Errorf("away when the code is traded: %d", p.Status)
	}
	e.away.Store(false)
	if p := b.get(b.work(e, "u-1")); p.Path != "?view=mine" {
		t.Errorf("back again, and led to %s (%d)", p.Path, p.Status)
	}
}

func TestWithoutAProviderThereIsNone(t *testing.T) {
	r, _ := ruth(t)
	b := r.stranger()
	for _, path := range []string{"sign-in/work", "sign-in/oidc?state=x&code=y"} {
		if p := b.get(path); p.Status != http.StatusNotFound {
			t.Errorf("%s: %d", path, p.Status)
		}
	}
	if p := b.get("sign-in"); strings.Contains(p.Body, "sign-in/work") {
		t.Error("a way to nowhere")
	}
}
