package console_test

import (
	"bytes"
	"image/png"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/bot/console"
)

var (
	ruthMail  = channel.Address{Channel: channel.Email, ID: "ruth@luton.example"}
	ruthPhone = channel.Address{Channel: channel.SMS, ID: "+447700900201"}
	ruthChat  = channel.Address{Channel: channel.Telegram, ID: "201"}
	tomMail   = channel.Address{Channel: channel.Email, ID: "tom@luton.example"}
)

// ruth is an officer with an e-mail address, in a service that is no trial.
func ruth(t *testing.T, change ...func(*console.Config)) (*rig, bot.Officer) {
	t.Helper()
	r := start(t, append([]func(*console.Config){func(c *console.Config) { c.Dev = false }}, change...)...)
	officer := r.officer("Ruth", "neighbourhood-services", bot.RoleOfficer, false)
	r.reached(officer, ruthMail)
	return r, officer
}

// ask asks for a code, in one browser.
func (b *browser) ask(who string) page {
	b.rig.t.Helper()
	return b.post("sign-in/code", url.Values{"who": {who}, "to": {"?view=mine"}})
}

func (b *browser) typeCode(code string) page {
	b.rig.t.Helper()
	return b.post("sign-in/code/check", url.Values{"code": {code}, "to": {"?view=mine"}})
}

func (b *browser) typeApp(code string) page {
	b.rig.t.Helper()
	return b.post("sign-in/app", url.Values{"app": {code}, "to": {"?view=mine"}})
}

// in reports whether somebody has signed in.
func (b *browser) in() bool { return !strings.HasPrefix(b.get("").Path, "sign-in") }

// half goes the first half of the way, to the app.
func (b *browser) half(at channel.Address) page {
	b.rig.t.Helper()
	b.ask(at.ID)
	p := b.typeCode(b.rig.code(at))
	if !strings.HasPrefix(p.Path, "sign-in/app") {
		b.rig.t.Fatalf("led to %s (%d)", p.Path, p.Status)
	}
	return p
}

var (
	keyForm      = regexp.MustCompile(`<strong class="key">([A-Z2-7 ]+)</strong>`)
	recoveryForm = regexp.MustCompile(`<li>([A-Z2-7]{5}-[A-Z2-7]{5})</li>`)
)

// app is an officer's authenticator app, as the page said to set it up.
type app struct {
	rig *rig
	key string
}

func (r *rig) scan(p page) app {
	r.t.Helper()
	found := keyForm.FindStringSubmatch(p.Body)
	if found == nil {
		r.t.Fatalf("no key on the page at %s", p.Path)
	}
	return app{r, strings.ReplaceAll(found[1], " ", "")}
}

// shows is what the app shows now.
func (a app) shows() string {
	a.rig.t.Helper()
	code, err := totp.GenerateCode(a.key, a.rig.now())
	if err != nil {
		a.rig.t.Fatal(err)
	}
	return code
}

// joined goes the whole way for the first time.
func (b *browser) joined(at channel.Address) (app, []string) {
	b.rig.t.Helper()
	a := b.rig.scan(b.half(at))
	p := b.typeApp(a.shows())
	var codes []string
	for _, found := range recoveryForm.FindAllStringSubmatch(p.Body, -1) {
		codes = append(codes, found[1])
	}
	if p.Status != http.StatusOK || len(codes) != 10 || !b.in() {
		b.rig.t.Fatalf("%d, with %d recovery codes", p.Status, len(codes))
	}
	return a, codes
}

func TestOfficerSignsInByCodeAndApp(t *testing.T) {
	r, _ := ruth(t)
	b := r.stranger()
	if p := b.ask(" Ruth@Luton.example "); p.Path != "sign-in/code?to=%3Fview%3Dmine" || p.Status != http.StatusOK {
		t.Fatalf("led to %s (%d)", p.Path, p.Status)
	}
	p := b.typeCode(" " + r.code(ruthMail)[:3] + " " + r.code(ruthMail)[3:])
	first := r.scan(p)
	if !strings.Contains(p.Body, `href="otpauth://totp/`) || r.scan(b.get("sign-in/app")).key != first.key {
		t.Error("no way into the app, or another key each time")
	}
	picture := b.get("sign-in/app.png")
	if image, err := png.Decode(bytes.NewReader([]byte(picture.Body))); err != nil || image.Bounds().Dx() != 256 {
		t.Errorf("the QR code is no picture: %v", err)
	}
	if b.in() {
		t.Error("in before the app was set up")
	}
	if p := b.typeApp("000000"); p.Status != http.StatusUnprocessableEntity || r.scan(p).key != first.key {
		t.Errorf("a wrong code of the app: %d", p.Status)
	}
	if p := b.typeApp(first.shows()); len(recoveryForm.FindAllString(p.Body, -1)) != 10 {
		t.Fatalf("no recovery codes: %d", p.Status)
	}
	if p := b.get("?view=mine"); p.Path != "?view=mine" {
		t.Errorf("not in: %s", p.Path)
	}

	r.later(time.Hour)
	again := r.stranger()
	if p := again.half(ruthMail); keyForm.MatchString(p.Body) {
		t.Error("the key is shown again")
	}
	if p := again.get("sign-in/app.png"); p.Status != http.StatusNotFound {
		t.Errorf("the picture is shown again: %d", p.Status)
	}
	if p := again.typeApp(first.shows()); p.Path != "?view=mine" {
		t.Errorf("led to %s", p.Path)
	}
}

func TestCodeGoesWhereTheOfficerSays(t *testing.T) {
	r, officer := ruth(t)
	r.reached(officer, ruthPhone)
	r.stranger().ask("07700 900201")
	r.code(ruthPhone)
	wish := url.Values{"who": {ruthMail.ID}, "by": {"telegram"}}
	r.stranger().post("sign-in/code", wish)
	r.code(ruthMail) // they aren't known at Telegram
	r.reached(officer, ruthChat)
	r.stranger().post("sign-in/code", wish)
	r.code(ruthChat)
}

func TestNobodyLearnsWhoIsRegistered(t *testing.T) {
	r, _ := ruth(t)
	r.post.hold = make(chan struct{}) // a network that doesn't answer must not hold the page up
	known, unknown := r.stranger(), r.stranger()
	p, q := known.ask(ruthMail.ID), unknown.ask("nobody@luton.example")
	if p.Status != http.StatusOK || p.Status != q.Status || p.Path != q.Path || p.Body != q.Body {
		t.Errorf("asked: %d at %s, and %d at %s", p.Status, p.Path, q.Status, q.Path)
	}
	close(r.post.hold)
	if n := len(r.letters()); n != 1 {
		t.Errorf("%d messages", n)
	}
	for range 6 {
		p, q = known.typeCode(wrongCode(r.code(ruthMail))), unknown.typeCode("123456")
		if p.Status != q.Status || p.Path != q.Path || p.Body != q.Body {
			t.Errorf("tried: %d at %s, and %d at %s", p.Status, p.Path, q.Status, q.Path)
		}
	}
}

// wrongCode is another code than this one.
func wrongCode(code string) string { return code[:5] + string('0'+(code[5]-'0'+1)%10) }

func TestCodeWorksOnceForWhoAskedInTime(t *testing.T) {
	r, _ := ruth(t)
	tom := r.officer("Tom", "neighbourhood-services", bot.RoleOfficer, false)
	r.reached(tom, tomMail)
	mine, other := r.stranger(), r.stranger()
	mine.ask(ruthMail.ID)
	code := r.code(ruthMail)

	if p := other.typeCode(code); p.Status != http.StatusConflict {
		t.Errorf("in a browser that didn't ask: %d", p.Status)
	}
	other.ask(tomMail.ID)
	toms := r.code(tomMail)
	if p := other.typeCode(code); toms != code && p.Status != http.StatusUnprocessableEntity {
		t.Errorf("another officer's code: %d", p.Status)
	}
	if p := mine.typeCode(wrongCode(code)); p.Status != http.StatusUnprocessableEntity || !strings.Contains(p.Body, "4 more times") {
		t.Errorf("a wrong code: %d", p.Status)
	}
	for _, typed := range []string{"", "12345", "1234567", "abcdef", "１２３４５６", "12345\x00"} {
		if p := mine.typeCode(typed); p.Status != http.StatusUnprocessableEntity || strings.Contains(p.Body, "more times") {
			t.Errorf("%q: %d", typed, p.Status)
		}
	}
	before := cookie(t, mine, "sign-in")
	if p := mine.typeCode(code); !strings.HasPrefix(p.Path, "sign-in/app") {
		t.Fatalf("led to %s (%d)", p.Path, p.Status)
	}
	if cookie(t, mine, "sign-in") == before {
		t.Error("the browser keeps its token")
	}
	if p := mine.typeCode(code); p.Status != http.StatusConflict {
		t.Errorf("typed again: %d", p.Status)
	}
	thief := r.stranger()
	thief.Jar.SetCookies(mustParse(t, r.site), []*http.Cookie{{Name: "sign-in", Value: before, Path: "/"}})
	if p := thief.get("sign-in/app"); p.Status != http.StatusConflict {
		t.Errorf("the token of before: %d", p.Status)
	}

	late := r.stranger()
	late.ask(ruthMail.ID)
	code = r.code(ruthMail)
	r.later(11 * time.Minute)
	if p := late.typeCode(code); p.Status != http.StatusConflict {
		t.Errorf("late: %d", p.Status)
	}
}

func cookie(t *testing.T, b *browser, name string) string {
	t.Helper()
	for _, cookie := range b.Jar.Cookies(mustParse(t, b.rig.site)) {
		if cookie.Name == name {
			return cookie.Value
		}
	}
	return ""
}

func TestOnlyTheLastCodeWorks(t *testing.T) {
	r, _ := ruth(t)
	first, last := r.stranger(), r.stranger()
	first.ask(ruthMail.ID)
	code := r.code(ruthMail)
	last.ask(ruthMail.ID)
	if p := first.typeCode(code); p.Status != http.StatusConflict {
		t.Errorf("the first code: %d", p.Status)
	}
	if p := last.typeCode(r.code(ruthMail)); !strings.HasPrefix(p.Path, "sign-in/app") {
		t.Errorf("the last code led to %s (%d)", p.Path, p.Status)
	}
}

func TestTwentyTriesAtOnceAreFiveGuesses(t *testing.T) {
	r, _ := ruth(t)
	b := r.stranger()
	b.ask(ruthMail.ID)
	code := r.code(ruthMail)
	var guesses, over sync.Map
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			switch p := b.typeCode(wrongCode(code)); p.Status {
			case http.StatusUnprocessableEntity:
				guesses.Store(i, true)
			case http.StatusConflict:
				over.Store(i, true)
			default:
				t.Errorf("status %d", p.Status)
			}
		})
	}
	all.Wait()
	if n, m := count(&guesses), count(&over); n != 4 || m != 16 { // the fifth is told that it was the last
		t.Errorf("%d guesses that left another one, %d refused", n, m)
	}
	if p := b.typeCode(code); p.Status != http.StatusConflict {
		t.Errorf("the right one after five wrong ones: %d", p.Status)
	}
}

func count(m *sync.Map) (n int) {
	m.Range(func(any, any) bool { n++; return true })
	return n
}

func TestAddressIsNoHeader(t *testing.T) {
	r, _ := ruth(t)
	for _, who := range []string{
		ruthMail.ID + "\r\nBcc: all@luton.example", "a@b.example\nSubject: x", "Ruth <" + ruthMail.ID + ">",
		ruthMail.ID + ", all@luton.example", "", "ruth", `<script>alert(1)</script>`,
	} {
		p := r.stranger().ask(who)
		if p.Status != http.StatusUnprocessableEntity || strings.Contains(p.Body, "<script>") {
			t.Errorf("%q: %d", who, p.Status)
		}
	}
	if n := len(r.letters()); n != 0 {
		t.Errorf("%d messages", n)
	}
}
