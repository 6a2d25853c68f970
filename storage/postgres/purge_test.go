package postgres_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/flows"
	"yousaid/storage/storagetest"
)

// After 90 days nobody can tell any more whom an update was sent to, and it still
// stands how many.
func TestOutcomesOutliveTheirRows(t *testing.T) {
	r := start(t)
	r.commit(ana, asking(false, 6))
	r.commit(ben, asking(false, 6))
	r.commit(person(1), asking(true, 6)) // gets it with a digest, days later
	update := r.published("We cleared it")
	for network, state := range map[string]bot.DeliveryState{channel.SMS: bot.DeliverySent, channel.Telegram: bot.DeliveryUnknown} {
		parcel, err := storagetest.ClaimParcel(t.Context(), r.Store, network)
		if err == nil {
			err = r.ParcelsDone(t.Context(), bot.ParcelEnd{Parcel: parcel, State: state})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	r.clock.add(6 * 24 * time.Hour)
	parcel, err := storagetest.ClaimParcel(t.Context(), r.Store, person(1).Channel)
	if err == nil {
		err = r.ParcelsDone(t.Context(), bot.ParcelEnd{Parcel: parcel, State: bot.DeliverySent})
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct{ days, rows int }{{89, 3}, {91, 1}, {91, 1}, {97, 0}, {400, 0}} {
		if err := r.Purge(t.Context(), noon.AddDate(0, 0, step.days)); err != nil {
			t.Fatal(err)
		}
		if n := r.count(`SELECT count(*) FROM plan_deliveries`); n != step.rows {
			t.Errorf("after %d days: %d rows, want %d", step.days, n, step.rows)
		}
		if got := r.outcomes(update.ID); got != "map[sent:2 unknown:1]" {
			t.Errorf("after %d days: %s", step.days, got)
		}
	}
}

// A draft's key and photos go when its report never came; those of a report stay,
// also where its key was made for a draft, or by a program that knows no drafts.
func TestKeysOfDraftsAreToldFromThoseOfReports(t *testing.T) {
	r := start(t)
	never, sub := uuid.NewString(), submission(4)
	sub.Uploads = true
	r.commit(ana, flows.Effect{Kind: flows.OfferUpload, Target: never, Text: "never"}, flows.Effect{Kind: flows.OfferUpload, Target: sub.ID, Text: "soon"})
	for _, token := range []string{"never", "soon"} {
		if err := r.AddUpload(t.Context(), token, uuid.NewString(), picture); err != nil {
			t.Fatal(err)
		}
	}
	r.commit(ana, filing(sub))
	plain := r.file(ben, 4)
	r.exec(`UPDATE vault.report_keys SET draft = true WHERE report_id = $1`, plain.ID)
	drafts := func() []string {
		return r.strings(`SELECT report_id::text FROM vault.report_keys WHERE draft ORDER BY report_id = $1`, plain.ID)
	}
	if got := drafts(); len(got) != 3 {
		t.Errorf("drafts: %v", got)
	}
	for range 2 {
		if err := r.Purge(t.Context(), noon.AddDate(0, 0, 8)); err != nil {
			t.Fatal(err)
		}
	}
	if got := drafts(); len(got) != 0 {
		t.Errorf("still drafts: %v", got)
	}
	if keys, files := r.count(`SELECT count(*) FROM vault.report_keys`), r.count(`SELECT count(*) FROM files`); keys != 2 || files != 1 {
		t.Errorf("%d keys, %d photos are left", keys, files)
	}
}
