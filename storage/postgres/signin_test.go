package postgres_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"yousaid/bot"
	"yousaid/bot/channel"
)

var miaMail = channel.Address{Channel: channel.Email, ID: "mia@probation.example"}

// registered is an officer with an e-mail address.
func (r *rig) registered(name string, at channel.Address) bot.Officer {
	r.t.Helper()
	o := bot.Officer{ID: newID(), Name: name, Agency: "probation", Role: bot.RoleOfficer, Active: true, Addresses: []channel.Address{at}}
	if err := r.AddOfficer(r.t.Context(), o); err != nil {
		r.t.Fatal(err)
	}
	return o
}

func wish(token string, at channel.Address) bot.CodeWish {
	return bot.CodeWish{Token: token, Address: at, Code: "123456", From: "192.0.2.7", Lives: 10 * time.Minute}
}

func try(token, code string) bot.SignInTry {
	return bot.SignInTry{Token: token, Code: code, From: "192.0.2.7", Next: token + "+", Lives: 10 * time.Minute}
}

// step7 knows one code, of time step 7.
func step7(code string) func(string) int64 {
	return func(string) int64 {
		if code == "777777" {
			return 7
		}
		return 0
	}
}

func TestReplicasShareSignIns(t *testing.T) {
	r := start(t)
	mia := r.registered("Mia", miaMail)
	other := r.another()
	if officer, wait, err := r.AskCode(t.Context(), wish("t", miaMail)); err != nil || wait != 0 || officer.ID != mia.ID {
		t.Fatalf("%s, %v, %v", officer.Name, wait, err)
	}
	if tried, err := other.TryCode(t.Context(), try("t", "654321")); err != nil || tried.Right() || tried.Left != 4 {
		t.Errorf("wrong: %+v, %v", tried, err)
	}
	if tried, err := other.TryCode(t.Context(), try("t", "123456")); err != nil || tried.Officer.ID != mia.ID {
		t.Fatalf("right: %+v, %v", tried, err)
	}
	app, err := r.App(t.Context(), "t+", "FIRST")
	if err != nil || app.Done || app.Secret != "FIRST" || app.Officer.ID != mia.ID {
		t.Fatalf("%+v, %v", app, err)
	}
	if app, err := other.App(t.Context(), "t+", "SECOND"); err != nil || app.Secret != "FIRST" {
		t.Errorf("another key for the same browser: %q, %v", app.Secret, err)
	}
	if tried, err := other.TryApp(t.Context(), try("t+", "777777"), step7("777777"), []string{"AAAAAAAAAA", "BBBBBBBBBB"}); err != nil || !tried.Right() {
		t.Fatalf("%+v, %v", tried, err)
	}
	if since, left, err := r.OwnApp(t.Context(), mia.ID); err != nil || !since.Equal(noon) || left != 2 {
		t.Errorf("since %v, %d codes, %v", since, left, err)
	}
	if _, err := r.TryApp(t.Context(), try("t+", "777777"), step7("777777"), nil); !errors.Is(err, bot.ErrUsed) {
		t.Errorf("over, and tried again: %v", err)
	}
}

func TestNothingOfASignInCanBeReadInTheRecord(t *testing.T) {
	r := start(t)
	mia := r.registered("Mia", miaMail)
	_, _, err := r.AskCode(t.Context(), wish("token-zq", miaMail))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.TryCode(t.Context(), try("token-zq", "123456")); err != nil {
		t.Fatal(err)
	}
	if _, err := r.App(t.Context(), "token-zq+", "SECRETZQ"); err != nil {
		t.Fatal(err)
	}
	if _, err := r.TryApp(t.Context(), try("token-zq+", "777777"), step7("777777"), []string{"RECOVERYZQ"}); err != nil {
		t.Fatal(err)
	}
	if _, err := r.KeepState(t.Context(), "state-zq", "browser-zq", "?view=mine", "192.0.2.7", time.Minute); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Identify(t.Context(), bot.Identity{Issuer: "https://id.example", Subject: "subject-zq", Email: miaMail.ID}); err != nil {
		t.Fatal(err)
	}
	for _, table := range r.tables() {
		for _, row := range r.strings(`SELECT encode(convert_to(rows::text, 'UTF8'), 'escape') FROM ` + table + ` AS rows`) {
			for _, secret := range []string{"zq", "ZQ", "123456", "192.0.2.7", miaMail.ID} {
				// Bytes are printed in hex.
				if strings.Contains(row, secret) || strings.Contains(row, hexOf(secret)) {
					t.Errorf("%s holds %q", table, secret)
				}
			}
		}
	}
	if n := r.count(`SELECT count(*) FROM officer_apps WHERE officer_id = $1`, mia.ID); n != 1 {
		t.Errorf("%d apps", n)
	}
}

func hexOf(text string) string {
	const digits = "0123456789abcdef"
	var out strings.Builder
	for _, b := range []byte(text) {
		out.WriteByte(digits[b>>4])
		out.WriteByte(digits[b&15])
	}
	return out.String()
}

func TestAllowanceComesBack(t *testing.T) {
	r := start(t)
	nobody := channel.Address{Channel: channel.SMS, ID: "+447700900777"}
	ask := func() time.Duration {
		t.Helper()
		officer, wait, err := r.AskCode(t.Context(), wish(newID(), nobody))
		if err != nil || officer.ID != "" {
			t.Fatalf("%s, %v", officer.Name, err)
		}
		return wait
	}
	for i := range 3 {
		if wait := ask(); wait != 0 {
			t.Errorf("code %d has to wait %v", i+1, wait)
		}
	}
	for range 3 { // a refusal uses nothing up
		if wait := ask(); wait != 5*time.Minute {
			t.Errorf("the fourth has to wait %v", wait)
		}
	}
	r.clock.add(2 * time.Minute)
	if wait := ask(); wait != 3*time.Minute {
		t.Errorf("after two minutes it has to wait %v", wait)
	}
	r.clock.add(3 * time.Minute)
	if wait := ask(); wait != 0 {
		t.Errorf("after five it has to wait %v", wait)
	}
	if wait := ask(); wait != 5*time.Minute {
		t.Errorf("the next has to wait %v", wait)
	}
	r.clock.add(time.Hour)
	if err := r.Purge(t.Context(), r.clock.now()); err != nil {
		t.Fatal(err)
	}
	if n := r.count(`SELECT (SELECT count(*) FROM sign_in_tries) + (SELECT count(*) FROM sign_ins)`); n != 0 {
		t.Errorf("%d rows are kept of what is over", n)
	}
}

func TestStateIsTakenOnceByItsBrowser(t *testing.T) {
	r := start(t)
	if _, err := r.KeepState(t.Context(), "state", "browser", "?view=mine", "192.0.2.7", time.Minute); err != nil {
		t.Fatal(err)
	}
	other := r.another()
	for _, wrong := range [][2]string{{"state", "another"}, {"another", "browser"}, {"state", ""}, {"", ""}} {
		if _, err := other.TakeState(t.Context(), wrong[0], wrong[1]); !errors.Is(err, bot.ErrUsed) {
			t.Errorf("%q: %v", wrong, err)
		}
	}
	if page, err := other.TakeState(t.Context(), "state", "browser"); err != nil || page != "?view=mine" {
		t.Errorf("%q, %v", page, err)
	}
	if _, err := r.TakeState(t.Context(), "state", "browser"); !errors.Is(err, bot.ErrUsed) {
		t.Errorf("again: %v", err)
	}
	if _, err := r.KeepState(t.Context(), "late", "browser", "", "192.0.2.7", time.Minute); err != nil {
		t.Fatal(err)
	}
	r.clock.add(time.Minute)
	if _, err := r.TakeState(t.Context(), "late", "browser"); !errors.Is(err, bot.ErrUsed) {
		t.Errorf("late: %v", err)
	}
}

func TestAccountBecomesAnOfficersOnce(t *testing.T) {
	r := start(t)
	mia := r.registered("Mia", miaMail)
	who := bot.Identity{Issuer: "https://id.example", Subject: "1", Email: miaMail.ID}
	stranger := bot.Identity{Issuer: who.Issuer, Subject: "2", Email: "nobody@probation.example"}
	for range 2 {
		if officer, err := r.Identify(t.Context(), who); err != nil || officer.ID != mia.ID {
			t.Errorf("%s, %v", officer.Name, err)
		}
		who.Email = "" // it is not needed any more
	}
	for name, other := range map[string]bot.Identity{
		"nobody":                        stranger,
		"another with the same address": {Issuer: who.Issuer, Subject: "3", Email: miaMail.ID},
		"without an address":            {Issuer: who.Issuer, Subject: "4"},
		"the subject of another issuer": {Issuer: "https://evil.example", Subject: "1"},
	} {
		if _, err := r.Identify(t.Context(), other); !errors.Is(err, bot.ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if r.count(`SELECT count(*) FROM audit WHERE action = 'account-connected'`) != 1 || r.count(`SELECT count(*) FROM audit WHERE action = 'sign-in-failed'`) != 4 {
		t.Error("not all is noted")
	}
}

func TestAddressIsOneOfficersOnly(t *testing.T) {
	r := start(t)
	r.registered("Mia", miaMail)
	tom := bot.Officer{ID: newID(), Name: "Tom", Agency: "probation", Addresses: []channel.Address{miaMail}}
	if err := r.AddOfficer(t.Context(), tom); !errors.Is(err, bot.ErrConflict) {
		t.Errorf("Mia's address for Tom: %v", err)
	}
	if n := r.count(`SELECT count(*) FROM officers WHERE name = 'Tom'`); n != 0 {
		t.Error("Tom was added without it")
	}
}
