package console_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestOfficerSeesWhereTheyAreSignedIn(t *testing.T) {
	r, officer := ruth(t)
	here, there := r.stranger(), r.stranger()
	app, old := here.joined(ruthMail)
	r.later(10 * time.Minute)
	there.half(ruthMail)
	there.typeApp(app.shows())
	p := here.get("account")
	if strings.Count(p.Body, "With a code and an app") != 2 || strings.Count(p.Body, "(this browser)") != 1 || !strings.Contains(p.Body, "10 recovery codes left") {
		t.Errorf("%d: %s", p.Status, p.Body)
	}
	r.later(25 * time.Minute)
	here.get("")
	r.later(10 * time.Minute)
	if p := here.get("account"); strings.Count(p.Body, "With a code and an app") != 1 {
		t.Error("a session that was idle for too long is shown")
	}

	if p := here.post("account/recovery", url.Values{"app": {wrongCode(app.shows())}}); p.Status != http.StatusUnprocessableEntity {
		t.Errorf("new codes for a wrong one: %d", p.Status)
	}
	code := app.shows()
	p = here.post("account/recovery", url.Values{"app": {code}})
	if p.Status != http.StatusOK || len(recoveryForm.FindAllString(p.Body, -1)) != 10 {
		t.Fatalf("no new codes: %d", p.Status)
	}
	fresh := recoveryForm.FindStringSubmatch(p.Body)[1]
	if p := here.post("account/recovery", url.Values{"app": {code}}); p.Status != http.StatusUnprocessableEntity {
		t.Errorf("new codes twice for one: %d", p.Status)
	}
	b := r.stranger()
	b.half(ruthMail)
	if b.post("sign-in/recovery", url.Values{"recovery": {old[0]}}); b.in() {
		t.Error("an older recovery code works")
	}
	if p := b.post("sign-in/recovery", url.Values{"recovery": {fresh}}); p.Path != "account" || !strings.Contains(p.Body, "9 recovery codes left") {
		t.Errorf("a new one led to %s (%d)", p.Path, p.Status)
	}
	here.post("sign-out", url.Values{"everywhere": {"yes"}})
	if here.in() || b.in() {
		t.Error("signed out everywhere, and still in")
	}
	if r.noted("sign-in") != 3 || r.noted("sign-out") != 1 || r.noted("recovery-code-used") != 1 || r.noted("sign-in-failed") < 2 {
		t.Error("not all is noted")
	}
	var name, agency string
	err := r.Pool().QueryRow(t.Context(), `SELECT DISTINCT actor, agency FROM audit WHERE officer_id = $1`, officer.ID).Scan(&name, &agency)
	if err != nil || name != "Ruth" || agency != "neighbourhood-services" {
		t.Errorf("noted as %s of %s, %v", name, agency, err)
	}
}

func TestOfficerWithoutAnAppHasNoRecoveryCodes(t *testing.T) {
	r := start(t)
	b := r.signedIn(r.officer("Ruth", "neighbourhood-services", "officer", false))
	if p := b.get("account"); p.Status != http.StatusOK || strings.Contains(p.Body, "recovery") {
		t.Errorf("status %d, or codes are offered", p.Status)
	}
	if p := b.post("account/recovery", url.Values{"app": {"123456"}}); p.Status != http.StatusNotFound {
		t.Errorf("codes for nobody's app: %d", p.Status)
	}
}

func TestTooManyWrongCodesAreWaitedFor(t *testing.T) {
	r, _ := ruth(t)
	for range 2 { // ten wrong ones, by two browsers
		b := r.stranger()
		b.ask(ruthMail.ID)
		code := r.code(ruthMail)
		for range 5 {
			b.typeCode(wrongCode(code))
		}
	}
	b := r.stranger()
	b.ask(ruthMail.ID)
	code := r.code(ruthMail)
	p := b.typeCode(code)
	if p.Status != http.StatusTooManyRequests || !strings.Contains(p.Body, "Wait 6 minutes") || p.Header.Get("Retry-After") == "" {
		t.Fatalf("the right one at once: %d, to wait %q", p.Status, p.Header.Get("Retry-After"))
	}
	r.later(6 * time.Minute)
	if p := b.typeCode(code); !strings.HasPrefix(p.Path, "sign-in/app") {
		t.Errorf("after that it led to %s (%d)", p.Path, p.Status)
	}

	if p := r.stranger().ask(ruthMail.ID); p.Status != http.StatusOK {
		t.Errorf("another code after six minutes: %d", p.Status)
	}
	if p := r.stranger().ask(ruthMail.ID); p.Status != http.StatusTooManyRequests || !strings.Contains(p.Body, "minutes") || !strings.Contains(p.Body, ruthMail.ID) {
		t.Errorf("one code too many: %d", p.Status)
	}
	var last page
	for range 5 {
		last = r.stranger().ask("nobody@luton.example")
	}
	if last.Status != http.StatusTooManyRequests {
		t.Errorf("too many codes for nobody: %d", last.Status)
	}
	if n := len(r.letters()); n != 4 {
		t.Errorf("%d messages", n)
	}
}
