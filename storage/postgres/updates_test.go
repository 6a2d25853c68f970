package postgres_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/flows"
	"yousaid/storage/postgres"
	"yousaid/storage/storagetest"
)

var monday = time.Date(2026, 11, 30, 10, 0, 0, 0, time.UTC)

func asking(weekly bool, themes ...int) flows.Effect {
	return flows.Effect{Kind: flows.Subscribe, Updates: &flows.Subscription{
		All: len(themes) == 0, Themes: themes, Weekly: weekly, Language: "en",
	}}
}

// writers are two officers of the agency that leads theme 6.
func (r *rig) writers() (writer, second bot.Actor) {
	return r.lead("Mia", "neighbourhood-services"), r.lead("Tom", "neighbourhood-services")
}

// lead is a team lead of an agency.
func (r *rig) lead(name, agency string) bot.Actor {
	r.t.Helper()
	o := bot.Officer{ID: newID(), Name: name, Agency: agency, Role: bot.RoleLead}
	if err := r.AddOfficer(r.t.Context(), o); err != nil {
		r.t.Fatal(err)
	}
	return o.Actor()
}

// offered writes an update on theme 6 and asks for its approval.
func (r *rig) offered(writer bot.Actor, words string) bot.PlanUpdate {
	r.t.Helper()
	update, err := r.WriteUpdate(r.t.Context(), writer, newID(), bot.Draft{Theme: 6, Words: words})
	if err == nil {
		update, err = r.OfferUpdate(r.t.Context(), writer, update.ID, update.Version)
	}
	if err != nil {
		r.t.Fatal(err)
	}
	return update
}

// published writes an update on theme 6 and has it approved.
func (r *rig) published(words string) bot.PlanUpdate {
	r.t.Helper()
	writer, second := r.writers()
	update := r.offered(writer, words)
	update, err := r.ApproveUpdate(r.t.Context(), second, update.ID, update.Version, monday)
	if err != nil {
		r.t.Fatal(err)
	}
	return update
}

// outcomes are the counts of an update by state, those that are there.
func (r *rig) outcomes(id string) string {
	r.t.Helper()
	counts, err := r.UpdateOutcomes(r.t.Context(), id)
	if err != nil {
		r.t.Fatal(err)
	}
	return fmt.Sprint(counts)
}

func TestSubscriptionIsKeptChangedAndEnded(t *testing.T) {
	r := start(t)
	for _, step := range []struct {
		effect flows.Effect
		want   flows.Subscription
	}{
		{asking(false, 6, 5), flows.Subscription{Themes: []int{5, 6}, Language: "en"}},
		{asking(true, 5), flows.Subscription{Themes: []int{5}, Weekly: true, Language: "en"}},
		{asking(true), flows.Subscription{All: true, Weekly: true, Language: "en"}},
		{flows.Effect{Kind: flows.EndUpdates}, flows.Subscription{}},
	} {
		work := pending(step.effect)
		for range 2 {
			if _, err := r.Commit(t.Context(), ana, work); err != nil {
				t.Fatal(err)
			}
		}
		resident := r.resident()
		if got := resident.Updates; fmt.Sprint(got) != fmt.Sprint(step.want) || !resident.Asked {
			t.Errorf("has %+v, asked %t, want %+v", got, resident.Asked, step.want)
		}
	}
	if n := r.count(`SELECT count(*) FROM subscriptions`); n != 0 {
		t.Errorf("%d rows are left", n)
	}
}

func TestSubscriptionToNoThemeIsRefused(t *testing.T) {
	r := start(t)
	for _, effect := range []flows.Effect{asking(false, 12), asking(false, 6, 0), asking(false, 6, -1), {Kind: flows.Subscribe}} {
		if out := r.commit(ana, effect)[0]; out.Refused != flows.RefusedTheme {
			t.Errorf("%+v: %+v", effect.Updates, out)
		}
	}
	if n := r.count(`SELECT (SELECT count(*) FROM subscriptions) + (SELECT count(*) FROM vault.contacts)`); n != 0 {
		t.Errorf("%d rows of nothing", n)
	}
}

func TestWhoWasAskedIsKnownToHaveBeen(t *testing.T) {
	r := start(t)
	if r.resident().Asked {
		t.Error("nobody asked yet")
	}
	r.commit(ana, filing(submission(6)), flows.Effect{Kind: flows.NoteAsked})
	r.commit(ana, flows.Effect{Kind: flows.SetLanguage, Text: "pl"})
	resident, language, err := r.Resident(t.Context(), ana)
	if err != nil || !resident.Asked || language != "pl" {
		t.Errorf("asked %t, language %q, %v", resident.Asked, language, err)
	}
}

func TestSecondOfficerDecidesAboutWhatWasShown(t *testing.T) {
	r := start(t)
	writer, second := r.writers()
	stranger := r.lead("Pat", "bedfordshire-police")
	update, err := r.WriteUpdate(t.Context(), writer, newID(), bot.Draft{Words: "We cleared it"})
	if err != nil {
		t.Fatal(err)
	}
	if again, err := r.WriteUpdate(t.Context(), writer, update.ID, bot.Draft{Theme: 6, Words: "Other"}); err != nil || again.Words != "We cleared it" {
		t.Errorf("written twice: %+v, %v", again, err)
	}
	approve := func(by bot.Actor, version int) (bot.PlanUpdate, error) {
		return r.ApproveUpdate(t.Context(), by, update.ID, version, monday)
	}
	if _, err := approve(second, 1); !errors.Is(err, bot.ErrConflict) {
		t.Errorf("without a theme: %v", err)
	}
	update.Theme = 6
	if update, err = r.ChangeUpdate(t.Context(), writer, update.ID, 1, update.Draft); err != nil || update.Version != 2 {
		t.Fatalf("%+v, %v", update, err)
	}
	if _, err := approve(second, 2); !errors.Is(err, bot.ErrConflict) {
		t.Errorf("before it was offered: %v", err)
	}
	if got, err := r.OfferUpdate(t.Context(), writer, update.ID, 1); !errors.Is(err, bot.ErrConflict) || got.State != bot.UpdateDraft {
		t.Errorf("an older version is offered: %+v, %v", got, err)
	}
	offer := func() {
		if got, err := r.OfferUpdate(t.Context(), writer, update.ID, update.Version); err != nil || got.State != bot.UpdateOffered {
			t.Fatalf("offered: %+v, %v", got, err)
		}
	}
	offer()
	if _, err := approve(r.officer("Zoe", "neighbourhood-services", true), 2); !errors.Is(err, bot.ErrMayNot) {
		t.Errorf("by who is no lead: %v", err)
	}
	if _, err := approve(writer, 2); !errors.Is(err, bot.ErrOwn) {
		t.Errorf("by its writer: %v", err)
	}
	if _, err := approve(second, 1); !errors.Is(err, bot.ErrConflict) {
		t.Errorf("an older version: %v", err)
	}
	if _, err := approve(stranger, 2); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("by another agency: %v", err)
	}
	if got, err := r.DecideUpdate(t.Context(), second, update.ID, 2, bot.UpdateDraft, "Say when"); err != nil || got.State != bot.UpdateDraft || got.Comment != "Say when" {
		t.Errorf("sent back: %+v, %v", got, err)
	}
	offer()
	if got, err := r.DecideUpdate(t.Context(), second, update.ID, 2, bot.UpdateRejected, "Say where"); err != nil || got.State != bot.UpdateRejected || got.By != "Tom" {
		t.Errorf("rejected: %+v, %v", got, err)
	}
	if got, err := approve(second, 2); !errors.Is(err, bot.ErrClosed) || got.Comment != "Say where" {
		t.Errorf("after it was rejected: %+v, %v", got, err)
	}
	update.Words = "We cleared it in Dallow"
	if update, err = r.ChangeUpdate(t.Context(), second, update.ID, 0, update.Draft); err != nil || update.State != bot.UpdateDraft || update.Theme != 6 {
		t.Fatalf("%+v, %v", update, err)
	}
	offer()
	if _, err := approve(second, 3); !errors.Is(err, bot.ErrOwn) {
		t.Errorf("by who changed it: %v", err)
	}
	if got, err := approve(writer, 3); err != nil || got.State != bot.UpdatePublished {
		t.Errorf("approved: %+v, %v", got, err)
	}
	if got, err := approve(writer, 3); !errors.Is(err, bot.ErrClosed) || got.By != "Mia" || !got.At.Equal(noon) {
		t.Errorf("once more: %+v, %v", got, err)
	}
	if _, err := r.ChangeUpdate(t.Context(), writer, update.ID, 0, bot.Draft{Words: "x"}); !errors.Is(err, bot.ErrClosed) {
		t.Errorf("changed after it went: %v", err)
	}
}

func TestOfTwoApprovalsAtOnceOneWins(t *testing.T) {
	r := start(t)
	writer, second := r.writers()
	third := r.lead("Zoe", "neighbourhood-services")
	r.commit(ana, asking(false, 6))
	update := r.offered(writer, "We cleared it")
	errs := make([]error, 2)
	var both sync.WaitGroup
	for i, by := range []bot.Actor{second, third} {
		both.Go(func() { _, errs[i] = r.another().ApproveUpdate(t.Context(), by, update.ID, 1, monday) })
	}
	both.Wait()
	if (errs[0] == nil) == (errs[1] == nil) || !errors.Is(errors.Join(errs...), bot.ErrClosed) {
		t.Errorf("%v", errs)
	}
	if n := r.count(`SELECT count(*) FROM plan_deliveries`); n != 1 {
		t.Errorf("%d rows", n)
	}
}

func TestAudienceIsWhoAskedForTheTheme(t *testing.T) {
	r := start(t)
	r.commit(ana, asking(false, 6))
	r.commit(ben, asking(true))
	r.commit(person(1), asking(false, 5))
	r.commit(person(2), asking(false, 6), flows.Effect{Kind: flows.StopAll})
	audience, err := r.Audience(t.Context(), 6)
	if err != nil || audience.On(channel.SMS, false) != 1 || audience.On(channel.Telegram, true) != 1 || audience.Residents() != 2 {
		t.Errorf("%+v, %v", audience, err)
	}
	update := r.published("We cleared it")
	if got := r.outcomes(update.ID); got != "map[waiting:3]" || update.Residents != 3 {
		t.Errorf("rows %s, audience %d", got, update.Residents)
	}
	due := r.strings(`SELECT to_char(due_at AT TIME ZONE 'UTC', 'DD HH24') FROM plan_deliveries ORDER BY weekly`)
	if !slices.Equal(due, []string{"24 12", "24 12", "30 10"}) || r.jobs("spread") != 4 {
		t.Errorf("due %v, %d jobs", due, r.jobs("spread"))
	}
	news, err := r.Progress(t.Context(), 6)
	if err != nil || news.Words != "We cleared it" || news.Agency != "neighbourhood-services" || !news.At.Equal(noon) {
		t.Errorf("progress %+v, %v", news, err)
	}
	if _, err := r.Progress(t.Context(), 5); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("progress of another theme: %v", err)
	}
	read := flows.Effect{Kind: flows.ReadProgress, Updates: &flows.Subscription{Themes: []int{5, 6}}}
	if out := r.commit(ana, read)[0]; len(out.Progress) != 1 || out.Progress[0].ID != update.ID {
		t.Errorf("asked for: %+v", out)
	}
}

// person is somebody at Telegram.
func person(n int) channel.Address {
	return channel.Address{Channel: channel.Telegram, ID: fmt.Sprint(5000 + n)}
}

func TestParcelIsClaimedOnceAndNotForThoseWhoEndedIt(t *testing.T) {
	r := start(t)
	for n := range 5 {
		r.commit(person(n), asking(false, 6))
	}
	update := r.published("We cleared it")
	r.commit(person(0), flows.Effect{Kind: flows.StopAll})
	r.commit(person(1), flows.Effect{Kind: flows.EndUpdates})
	r.commit(person(2), flows.Effect{Kind: flows.ForgetMe})
	if err := r.Unreachable(t.Context(), person(3)); err != nil {
		t.Fatal(err)
	}
	parcel, err := storagetest.ClaimParcel(t.Context(), r.Store, channel.Telegram)
	if err != nil || parcel.To != person(4) || parcel.Language != "en" || len(parcel.News) != 1 || parcel.News[0].Words != "We cleared it" {
		t.Fatalf("%+v, %v", parcel, err)
	}
	if _, err := storagetest.ClaimParcel(t.Context(), r.Store, channel.Telegram); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("a second claim: %v", err)
	}
	if got := r.outcomes(update.ID); got != "map[claimed:1 suppressed:4]" {
		t.Errorf("outcomes %s", got)
	}
	if err := r.ReleaseParcels(t.Context(), parcel); err != nil {
		t.Fatal(err)
	}
	if parcel, err = storagetest.ClaimParcel(t.Context(), r.Store, channel.Telegram); err != nil || parcel.To != person(4) {
		t.Fatalf("after it was given back: %+v, %v", parcel, err)
	}
	r.clock.add(2 * time.Minute)
	if n, err := r.LoseClaims(t.Context(), r.clock.now().Add(-time.Minute)); n != 1 || err != nil {
		t.Errorf("%d lost, %v", n, err)
	}
	if err := r.ReleaseParcels(t.Context(), parcel); err != nil {
		t.Fatal(err)
	}
	if got := r.outcomes(update.ID); got != "map[suppressed:4 unknown:1]" {
		t.Errorf("outcomes %s", got)
	}
	if err := r.ParcelsDone(t.Context(), bot.ParcelEnd{Parcel: parcel, State: bot.DeliverySent}); err != nil { // it was slow, and went
		t.Fatal(err)
	}
	if got := r.outcomes(update.ID); got != "map[sent:1 suppressed:4]" {
		t.Errorf("outcomes %s", got)
	}
	if news := r.known(person(4)).News; news.ID != update.ID || news.Theme != 6 {
		t.Errorf("their last news is %+v", news)
	}
	r.clock.add(25 * time.Hour)
	if news := r.known(person(4)).News; news.ID != "" {
		t.Errorf("a day later it is %+v", news)
	}
}

func (r *rig) known(who channel.Address) flows.Resident {
	r.t.Helper()
	resident, _, err := r.Resident(r.t.Context(), who)
	if err != nil {
		r.t.Fatal(err)
	}
	return resident
}

func TestDigestIsOneParcelForAllThemes(t *testing.T) {
	r := start(t)
	r.commit(ana, asking(true, 6))
	for n := range 3 {
		r.published(fmt.Sprintf("Week's news %d", n))
		r.clock.add(time.Hour)
	}
	if _, err := storagetest.ClaimParcel(t.Context(), r.Store, channel.SMS); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("before Monday: %v", err)
	}
	r.clock.add(monday.Sub(r.clock.now()))
	var mu sync.Mutex
	var parcels []bot.Parcel
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			parcel, err := storagetest.ClaimParcel(t.Context(), r.another(), channel.SMS)
			if errors.Is(err, bot.ErrNotFound) {
				return
			}
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			parcels = append(parcels, parcel)
		})
	}
	all.Wait()
	if len(parcels) != 1 || len(parcels[0].News) != 3 || !parcels[0].Weekly || parcels[0].News[0].Words != "Week's news 0" {
		t.Errorf("%+v", parcels)
	}
}

func TestForgettingUntiesWhatWasSent(t *testing.T) {
	r := start(t)
	r.commit(ana, asking(false, 6))
	first := r.published("First")
	parcel, err := storagetest.ClaimParcel(t.Context(), r.Store, channel.SMS)
	if err != nil {
		t.Fatal(err)
	}
	second := r.published("Second")
	r.commit(ana, flows.Effect{Kind: flows.ForgetMe})
	if n := r.count(`SELECT (SELECT count(*) FROM subscriptions) + (SELECT count(*) FROM plan_deliveries WHERE contact_id IS NOT NULL)`); n != 0 {
		t.Errorf("%d ties are left", n)
	}
	if err := r.ParcelsDone(t.Context(), bot.ParcelEnd{Parcel: parcel, State: bot.DeliverySent}); err != nil { // the call was under way
		t.Fatal(err)
	}
	if a, b := r.outcomes(first.ID), r.outcomes(second.ID); a != "map[sent:1]" || b != "map[suppressed:1]" {
		t.Errorf("outcomes %s, %s", a, b)
	}
	if resident := r.resident(); !resident.Updates.IsZero() || resident.Asked || resident.News.ID != "" {
		t.Errorf("known of her: %+v", resident)
	}
}

// One process at a time sends to many on a network; who takes it over leaves it
// alone for a while, and all keep to its pauses.
func TestOneProcessHasANetwork(t *testing.T) {
	const spell, rest = time.Minute, time.Hour
	r := start(t)
	other := r.another()
	take := func(store *postgres.Store, spell time.Duration) bot.Turn {
		t.Helper()
		turn, err := store.TakeNetwork(t.Context(), channel.Telegram, spell, rest)
		if err != nil {
			t.Fatal(err)
		}
		return turn
	}
	for range 2 {
		if turn := take(r.Store, spell); !turn.Ours || turn.Wait != 0 || turn.Due {
			t.Errorf("the first: %+v", turn)
		}
	}
	r.commit(person(1), asking(false, 6))
	r.published("We cleared it")
	if turn := take(other, spell); turn.Ours || !turn.Due {
		t.Errorf("another meanwhile: %+v", turn)
	}
	if turn, err := other.TakeNetwork(t.Context(), channel.SMS, spell, rest); !turn.Ours || turn.Wait != 0 || turn.Due || err != nil {
		t.Errorf("another network: %+v, %v", turn, err)
	}
	if err := errors.Join(other.LeaveNetwork(t.Context(), channel.Telegram), r.LeaveNetwork(t.Context(), channel.Telegram)); err != nil {
		t.Fatal(err)
	}
	if turn := take(r.Store, time.Millisecond); !turn.Ours || turn.Wait != 0 {
		t.Errorf("the same again: %+v", turn)
	}
	time.Sleep(10 * time.Millisecond) // it has died
	if turn := take(other, spell); !turn.Ours || turn.Wait < rest-time.Minute || turn.Wait > rest {
		t.Errorf("another afterwards: %+v", turn)
	}
	if turn := take(r.Store, spell); turn.Ours {
		t.Errorf("it had not died, and still has it: %+v", turn)
	}
	if err := r.HoldPace(t.Context(), channel.Telegram, 3*time.Hour); err != nil {
		t.Fatal(err)
	}
	if turn := take(other, spell); !turn.Ours || turn.Wait < 2*time.Hour {
		t.Errorf("a held network waits %+v", turn)
	}
}

func TestAnAgencySeesItsOwnUpdatesAlone(t *testing.T) {
	r := start(t)
	r.commit(ana, asking(false, 6))
	update := r.published("We cleared it")
	writer, _ := r.writers()
	if got, err := r.PlanUpdate(t.Context(), writer, update.ID); err != nil || got.Words != "We cleared it" {
		t.Errorf("its own: %+v, %v", got, err)
	}
	if _, err := r.PlanUpdate(t.Context(), r.officer("Pat", "bedfordshire-police", true), update.ID); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("another's: %v", err)
	}
	own, others := r.sees("neighbourhood-services", true), r.sees("bedfordshire-police", true)
	if own["public.plan_updates"] != 1 || others["public.plan_updates"] != 0 || own["public.subscriptions"] > 0 || own["public.plan_deliveries"] > 0 {
		t.Errorf("sees %v, %v", own, others)
	}
	r.asDesk("neighbourhood-services", true, func(tx pgx.Tx) {
		if tag, err := tx.Exec(t.Context(), `UPDATE plan_updates SET version = 9`); err == nil && tag.RowsAffected() > 0 {
			t.Error("a desk changes an update")
		}
	})
}
