package postgres_test

import (
	"crypto/rand"
	"testing"

	"github.com/google/uuid"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/flows"
	"yousaid/storage/seal"
)

func masterKey(t *testing.T, id string) seal.MasterKey {
	t.Helper()
	key, err := seal.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return seal.MasterKey{ID: id, Key: key}
}

func ringOf(t *testing.T, keys ...seal.MasterKey) *seal.Keyring {
	t.Helper()
	ring, err := seal.NewKeyring(keys...)
	if err != nil {
		t.Fatal(err)
	}
	return ring
}

// Every kind of value that a master key seals is sealed again: an end-to-end test
// looks for what is not of the list.
func TestEveryKindOfValueIsSealedAgain(t *testing.T) {
	r := start(t)
	first, second := masterKey(t, "first"), masterKey(t, "second")
	r.config.Keyring = ringOf(t, first)
	r.Store = r.another()
	report := r.file(ana, 4)
	r.commit(ana, flows.Effect{Kind: flows.FileComment, Comment: &flows.Comment{ID: uuid.NewString(), Theme: 4, Text: "lamps"}})
	mia := r.registered("Mia", miaMail)
	chat := channel.Address{Channel: channel.Telegram, ID: "-100700"}
	err := r.AddDesk(t.Context(), bot.Desk{ID: uuid.NewString(), Agency: "probation", Address: chat, Label: "probation"})
	if err == nil {
		err = r.Remember(t.Context(), bot.DeskMessage{Chat: chat, Message: "7:8", Report: report.ID, Agency: "probation", Purpose: "card"})
	}
	if err == nil {
		err = r.SetAside(t.Context(), "SM123", channel.SMS, []byte(`{"Text":"x"}`), "panic")
	}
	if err != nil {
		t.Fatal(err)
	}
	r.signsIn("done")
	if _, err := r.TryApp(t.Context(), try("done+", "777777"), step7("777777"), []string{"recovery"}); err != nil {
		t.Fatal(err)
	}
	secret := r.strings(`SELECT encode(secret, 'hex') FROM officer_apps`)
	if err := r.ResetApp(t.Context(), mia.ID); err != nil { // so that one is about to be set up as well
		t.Fatal(err)
	}
	r.signsIn("begun")
	r.exec(`INSERT INTO officer_apps (officer_id, secret, last_step, set_up_at) VALUES ($1, decode($2, 'hex'), 7, now())`, mia.ID, secret[0])

	lena := r.person("Lena", "public-health", bot.RoleLead, false)
	hook := bot.Hook{ID: uuid.NewString(), Agency: "public-health", URL: "https://cases.example.org", Events: []bot.HookEvent{bot.HookTaken}}
	if err := r.AddHook(t.Context(), bot.Officer{ID: lena.Officer}, hook, "whsec_Zmlyc3Q="); err != nil {
		t.Fatal(err)
	}
	if err := r.RotateHook(t.Context(), bot.Officer{ID: lena.Officer}, hook.ID, "whsec_c2Vjb25k"); err != nil {
		t.Fatal(err)
	}

	before, err := r.SealedBy(t.Context())
	if err != nil || before["first"] != 11 {
		t.Fatalf("sealed before: %v, %v", before, err)
	}
	r.config.Keyring = ringOf(t, second, first)
	if changed, lost, err := r.another().Rotate(t.Context()); err != nil || changed != 11 || lost != 0 {
		t.Fatalf("changed %d, lost %d, %v", changed, lost, err)
	}
	if changed, _, err := r.another().Rotate(t.Context()); err != nil || changed != 0 {
		t.Errorf("a second time changed %d: %v", changed, err)
	}
	r.config.Keyring = ringOf(t, second)
	r.Store = r.another()
	if after, err := r.SealedBy(t.Context()); err != nil || len(after) != 1 || after["second"] != 11 {
		t.Errorf("sealed after: %v, %v", after, err)
	}
	if desks, err := r.Desks(t.Context()); err != nil || len(desks) != 1 || desks[0].Address != chat {
		t.Errorf("desks: %+v, %v", desks, err)
	}
	if about, err := r.About(t.Context(), chat, "7:8"); err != nil || about.Report != report.ID || about.Chat != chat {
		t.Errorf("message: %+v, %v", about, err)
	}
	if found, err := r.OfficerAt(t.Context(), miaMail); err != nil || found.ID != mia.ID {
		t.Errorf("officer: %+v, %v", found, err)
	}
	copied := r.commit(ana, flows.Effect{Kind: flows.CopyData})[0].Copy
	if copied.Address != ana.ID || len(copied.Reports) != 1 || len(copied.Comments) != 1 {
		t.Errorf("resident: %+v", copied)
	}
}

// signsIn goes as far as setting an app up.
func (r *rig) signsIn(token string) {
	r.t.Helper()
	if _, _, err := r.AskCode(r.t.Context(), wish(token, miaMail)); err != nil {
		r.t.Fatal(err)
	}
	if _, err := r.TryCode(r.t.Context(), try(token, "123456")); err != nil {
		r.t.Fatal(err)
	}
	if _, err := r.App(r.t.Context(), token+"+", "SECRET"); err != nil {
		r.t.Fatal(err)
	}
}

// What no key of the ring opens is counted and left as it is.
func TestWhatNoKeyOpensIsLeftAlone(t *testing.T) {
	r := start(t)
	first, second := masterKey(t, "first"), masterKey(t, "second")
	r.config.Keyring = ringOf(t, first)
	r.Store = r.another()
	r.file(ana, 4)
	r.config.Keyring = ringOf(t, second)
	if changed, lost, err := r.another().Rotate(t.Context()); err != nil || changed != 0 || lost != 2 {
		t.Errorf("changed %d, lost %d, %v", changed, lost, err)
	}
	if copied := r.commit(ana, flows.Effect{Kind: flows.CopyData})[0].Copy; len(copied.Reports) != 1 {
		t.Errorf("resident: %+v", copied)
	}
}
