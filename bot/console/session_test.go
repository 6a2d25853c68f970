package console_test

import (
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"yousaid/bot"
	"yousaid/bot/console"
)

func TestNobodyGetsInWithoutSigningIn(t *testing.T) {
	r := start(t)
	if p := r.stranger().get("?view=all"); p.Path != "sign-in?to=%3Fview%3Dall" {
		t.Errorf("led to %s", p.Path)
	}
	b := r.stranger()
	b.Jar.SetCookies(mustParse(t, r.site), []*http.Cookie{{Name: "console", Value: strings.Repeat("A", 43), Path: "/"}})
	if p := b.get(""); !strings.HasPrefix(p.Path, "sign-in") {
		t.Errorf("a forged session led to %s", p.Path)
	}
}

func TestOneClickIsForTheTrialAlone(t *testing.T) {
	r := start(t, func(c *console.Config) { c.Dev = false })
	officer := r.officer("Ruth", "neighbourhood-services", bot.RoleOfficer, false)
	b := r.stranger()
	if p := b.post("sign-in/as", url.Values{"officer": {officer.ID}}); p.Status != http.StatusNotFound {
		t.Errorf("status %d", p.Status)
	}
	if p := b.get("sign-in"); strings.Contains(p.Body, officer.ID) {
		t.Error("officers are listed")
	}
}

func TestSessionEnds(t *testing.T) {
	r := start(t)
	officer := r.officer("Ruth", "neighbourhood-services", bot.RoleOfficer, false)
	over := func(b *browser) bool { return strings.HasPrefix(b.get("").Path, "sign-in") }

	idle, busy := r.signedIn(officer), r.signedIn(officer)
	r.later(20 * time.Minute)
	if over(busy) {
		t.Error("ended while in use")
	}
	r.later(20 * time.Minute)
	if !over(idle) || over(busy) {
		t.Error("idle for 40 minutes and still in, or in use and out")
	}
	for range 40 {
		r.later(15 * time.Minute)
		busy.get("")
	}
	if !over(busy) {
		t.Error("in for more than ten hours")
	}

	here, there := r.signedIn(officer), r.signedIn(officer)
	here.post("sign-out", url.Values{})
	if !over(here) || over(there) {
		t.Error("signing out ends one session")
	}
	here = r.signedIn(officer)
	here.post("sign-out", url.Values{"everywhere": {"yes"}})
	if !over(here) || !over(there) {
		t.Error("signing out everywhere ends all")
	}

	left := r.signedIn(officer)
	if err := r.RemoveOfficer(t.Context(), officer.ID); err != nil {
		t.Fatal(err)
	}
	if !over(left) {
		t.Error("somebody removed is still in")
	}
}

// What was typed while the session ended is shown, and goes on from there.
func TestWordsOutliveTheSession(t *testing.T) {
	w := open(t)
	at := report(w.sends(ana, 6))
	officer := w.rig.officer("Ruth", "neighbourhood-services", bot.RoleOfficer, false)
	b := w.signedIn(officer)
	form := b.get(at).fill("reply", "text", "We come <on> Monday "+mark)
	w.later(40 * time.Minute)

	form.Set("do", "preview")
	late := b.post(at+"/reply", form)
	if late.Status != http.StatusForbidden || !late.has("You have been signed out") || !late.has("We come <on> Monday "+mark) ||
		!strings.Contains(late.Body, `target="_blank"`) {
		t.Fatalf("%d %s", late.Status, late.plain())
	}
	kept := late.fill("reply")
	kept.Set("text", html.UnescapeString(kept.Get("text")))
	if kept.Encode() != form.Encode() {
		t.Errorf("kept is %v, and %v was sent", kept, form)
	}
	b.post("sign-in/as", url.Values{"officer": {officer.ID}})
	if p := b.send(at, "reply", kept); !p.has("On its way") {
		t.Errorf("sent once more: %d %s", p.Status, p.plain())
	}

	w.later(40 * time.Minute)
	if p := b.post(at+"/take", url.Values{}); p.Status != http.StatusForbidden || strings.Contains(p.Body, "Send it once more") {
		t.Errorf("without words: %d", p.Status)
	}

	picture := make([]byte, 200<<10)
	late = b.upload("updates/new", map[string]string{"words": "We cleared <the> lane. " + mark, "story": "It took a week."}, picture)
	if late.Status != http.StatusForbidden || !late.has("We cleared <the> lane. "+mark) || !late.has("It took a week.") || strings.Contains(late.Body, "Send it once more") {
		t.Errorf("an update: %d %s", late.Status, late.plain())
	}
}

func TestSigningInLeadsBackToTheConsoleOnly(t *testing.T) {
	r := start(t)
	officer := r.officer("Ruth", "neighbourhood-services", bot.RoleOfficer, false)
	for to, wanted := range map[string]string{
		"?view=mine":          "?view=mine",
		"":                    "",
		"https://evil.test/":  "",
		"//evil.test/":        "",
		"/\\evil.test":        "",
		"\\\\evil.test":       "",
		"../sandbox/":         "",
		"a/../../x":           "",
		"javascript:alert(1)": "",
		"sign-out":            "",
		"%2f%2fevil.test":     "",
		"\r\nX: y":            "",
	} {
		b := r.stranger()
		if p := b.post("sign-in/as", url.Values{"officer": {officer.ID}, "to": {to}}); p.Path != wanted {
			t.Errorf("%q led to %q", to, p.Path)
		}
	}
}

func TestOtherSitesSendNothing(t *testing.T) {
	r := start(t)
	b := r.signedIn(r.officer("Ruth", "neighbourhood-services", bot.RoleOfficer, false))
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, r.site+"sign-out", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Origin", "https://evil.test")
	answer, err := b.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	if err := answer.Body.Close(); err != nil {
		t.Fatal(err)
	}
	if answer.StatusCode != http.StatusForbidden {
		t.Errorf("status %d", answer.StatusCode)
	}
	if p := b.get(""); p.Path != "" {
		t.Error("signed out by another site")
	}
}

func TestPagesArePrivate(t *testing.T) {
	r := start(t)
	p := r.signedIn(r.officer("Ruth", "neighbourhood-services", bot.RoleOfficer, false)).get("")
	for name, value := range map[string]string{
		"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin",
	} {
		if p.Header.Get(name) != value {
			t.Errorf("%s: %q", name, p.Header.Get(name))
		}
	}
	if policy := p.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") {
		t.Errorf("policy: %s", policy)
	}
}

func mustParse(t *testing.T, address string) *url.URL {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u
}
