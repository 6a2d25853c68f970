package main_test

import (
	"strings"
	"testing"
	"time"

	"yousaid/cmd/yousaid/internal/rig"
)

// Who asks by post is forgotten as by their phone: by a reference, or by their
// number, and nothing is sent to them. Others stay.
func TestForgettingByPost(t *testing.T) {
	t.Parallel()
	r := rig.New(t, rig.Options{})
	ctx := r.Context(2 * time.Minute)
	byReference, byNumber, stays := r.Reporter(r.Telegram(), 6, "posta"), r.Reporter(r.SMS(), 6, "postb"), r.Reporter(r.SMS(), 6, "postc")
	for _, who := range []*rig.Resident{byReference, byNumber, stays} {
		if _, err := who.Report(ctx); err != nil {
			t.Fatal(err)
		}
		if _, err := r.Leads(who)[0].Card(ctx, who.Reference); err != nil {
			t.Fatal(err)
		}
	}
	heard := len(byReference.All()) + len(byNumber.All())
	r.Run("forget", strings.ToLower(byReference.Reference))
	r.Run("forget", "--number", rig.Mobile(byNumber.Phone).Number)
	if n := r.Count(`SELECT count(*) FROM reports WHERE status = 'forgotten' AND contact_id IS NULL`); n != 2 {
		t.Errorf("%d reports are forgotten, want 2", n)
	}
	if n := r.Count(`SELECT count(*) FROM vault.contacts`) + r.Count(`SELECT count(*) FROM vault.report_keys`); n != 2 {
		t.Errorf("%d keys and contacts are left, want one each", n)
	}
	for _, who := range []*rig.Resident{byReference, byNumber} {
		desk := r.Leads(who)[0]
		r.Eventually(rig.Patience, "the card is blanked", func() bool { return desk.Cards()[who.Reference] == 0 })
	}
	if n := len(byReference.All()) + len(byNumber.All()); n != heard {
		t.Errorf("they heard %d messages of it", n-heard)
	}
	for _, args := range [][]string{{"forget", byReference.Reference}, {"forget"}, {"forget", "--number", "12"}} {
		if code, printed := rig.Command(t, r.Env(), args...); code == 0 {
			t.Errorf("%q is done: %s", args, printed)
		}
	}
}
