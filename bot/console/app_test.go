package console_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestCodeOfTheAppWorksOnce(t *testing.T) {
	r, _ := ruth(t)
	app, _ := r.stranger().joined(ruthMail)
	b := r.stranger()
	b.half(ruthMail)
	if p := b.typeApp(app.shows()); p.Status != http.StatusUnprocessableEntity || b.in() {
		t.Errorf("the code that set the app up, again: %d", p.Status)
	}
	r.later(-30 * time.Second)
	old := app.shows()
	r.later(30 * time.Second)
	if p := b.typeApp(old); p.Status != http.StatusUnprocessableEntity {
		t.Errorf("the code before the last that was used: %d", p.Status)
	}
	r.later(30 * time.Second)
	if p := b.typeApp(app.shows()); p.Path != "?view=mine" {
		t.Errorf("the next code: %d", p.Status)
	}

	r.later(5 * time.Minute)
	late := r.stranger()
	late.half(ruthMail)
	code := app.shows()
	r.later(2 * time.Minute)
	if p := late.typeApp(code); p.Status != http.StatusUnprocessableEntity {
		t.Errorf("a code of two minutes ago: %d", p.Status)
	}
	for range 4 {
		late.typeApp(wrongCode(app.shows()))
	}
	if p := late.typeApp(app.shows()); !strings.HasPrefix(p.Path, "sign-in?") || late.in() {
		t.Errorf("the right one after five wrong ones led to %s", p.Path)
	}
}

func TestAppOfAnotherOfficerIsNone(t *testing.T) {
	r, _ := ruth(t)
	r.reached(r.officer("Tom", "neighbourhood-services", "officer", false), tomMail)
	r.stranger().joined(ruthMail)
	toms, codes := r.stranger().joined(tomMail)
	r.later(time.Minute)
	b := r.stranger()
	b.half(ruthMail)
	if p := b.typeApp(toms.shows()); p.Status != http.StatusUnprocessableEntity {
		t.Errorf("another officer's app: %d", p.Status)
	}
	if p := b.post("sign-in/recovery", url.Values{"recovery": {codes[0]}}); p.Status != http.StatusUnprocessableEntity || b.in() {
		t.Errorf("another officer's recovery code: %d", p.Status)
	}
}

func TestAppIsSetUpOnce(t *testing.T) {
	r, _ := ruth(t)
	one, two := r.stranger(), r.stranger()
	first := r.scan(one.half(ruthMail))
	second := r.scan(two.half(ruthMail))
	if first.key == second.key {
		t.Fatal("two browsers share a key")
	}
	one.typeApp(first.shows())
	if p := two.typeApp(second.shows()); p.Status != http.StatusUnprocessableEntity || two.in() {
		t.Errorf("set up in a second browser: %d", p.Status)
	}
	r.later(time.Minute)
	if p := two.typeApp(first.shows()); p.Path != "?view=mine" {
		t.Errorf("the app of the first in the second: %d at %s", p.Status, p.Path)
	}
}

func TestRecoveryCodeWorksOnce(t *testing.T) {
	r, _ := ruth(t)
	_, codes := r.stranger().joined(ruthMail)
	use := func(code string) (*browser, page) {
		r.later(6 * time.Minute)
		b := r.stranger()
		b.half(ruthMail)
		return b, b.post("sign-in/recovery", url.Values{"recovery": {code}})
	}
	if b, _ := use(strings.ToLower(strings.ReplaceAll(codes[3], "-", " "))); !b.in() {
		t.Error("not in by a recovery code")
	}
	for _, code := range []string{codes[3], "AAAAA-AAAAA", "", "12", "' OR 1=1"} {
		if b, p := use(code); p.Status != http.StatusUnprocessableEntity || b.in() {
			t.Errorf("%q: %d", code, p.Status)
		}
	}
	if b, _ := use(codes[4]); !b.in() {
		t.Error("not in by another one")
	}
}

func TestSecondStepNeedsTheFirst(t *testing.T) {
	r, _ := ruth(t)
	app, codes := r.stranger().joined(ruthMail)
	r.later(time.Minute)
	b := r.stranger()
	if p := b.typeApp(app.shows()); !strings.HasPrefix(p.Path, "sign-in") || b.in() {
		t.Errorf("the app alone led to %s", p.Path)
	}
	b.ask(ruthMail.ID)
	if p := b.typeApp(app.shows()); p.Status != http.StatusConflict || b.in() {
		t.Errorf("the app in the place of the code: %d", p.Status)
	}
	if p := b.post("sign-in/recovery", url.Values{"recovery": {codes[0]}}); p.Status != http.StatusConflict || b.in() {
		t.Errorf("a recovery code in the place of the code: %d", p.Status)
	}
	if p := b.get("sign-in/app.png"); p.Status != http.StatusNotFound {
		t.Errorf("a picture before the code: %d", p.Status)
	}
}
