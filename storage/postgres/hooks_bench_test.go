package postgres_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"yousaid/bot"
)

// BenchmarkFilingBesideHooks says what it costs whoever files that a system is
// told: first without the triggers, second with two hooks of the lead agency.
func BenchmarkFilingBesideHooks(b *testing.B) {
	without, with := fill(b, 5000), fill(b, 5000)
	without.owner(`DROP TRIGGER hook_arrives ON referrals`, `DROP TRIGGER hook_speaks ON entries`)
	lead := bot.Officer{ID: uuid.NewString(), Name: "Lena", Agency: "neighbourhood-services", Role: bot.RoleLead, Active: true}
	if err := with.AddOfficer(b.Context(), lead); err != nil {
		b.Fatal(err)
	}
	for range 2 {
		h := bot.Hook{ID: uuid.NewString(), Agency: lead.Agency, URL: "https://cases.example.org", Description: "Cases", Events: bot.HookEvents()}
		if err := with.AddHook(b.Context(), lead, h, bot.NewHookSecret()); err != nil {
			b.Fatal(err)
		}
	}
	compare(b, func(w *town) error {
		_, err := w.Commit(b.Context(), ana, pending(filing(submission(6))))
		return err
	}, without, with)
}

// BenchmarkServiceRequests reads a page of an agency's reports for its system,
// of few reports and of many.
func BenchmarkServiceRequests(b *testing.B) {
	few, many := fill(b, 2000), fill(b, 100_000)
	key := bot.APIKey{ID: uuid.NewString(), Agency: "neighbourhood-services", Name: "Cases"}
	now := few.config.Now()
	filter := bot.ServiceFilter{From: now.Add(-90 * 24 * time.Hour), To: now.Add(time.Hour), Most: 100}
	compare(b, func(w *town) error {
		_, err := w.ServiceRequests(b.Context(), key, filter)
		return err
	}, few, many)
}
