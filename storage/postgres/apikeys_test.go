package postgres_test

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/flows"
)

// apiKey adds a key of an officer's agency.
func (r *rig) apiKey(by bot.Officer, token string, change func(*bot.APIKey)) bot.APIKey {
	r.t.Helper()
	key := bot.APIKey{ID: uuid.NewString(), Agency: by.Agency, Name: "Cases", Begins: token[:4]}
	if change != nil {
		change(&key)
	}
	if err := r.AddKey(r.t.Context(), by, key, token); err != nil {
		r.t.Fatal(err)
	}
	return key
}

func everything() bot.ServiceFilter {
	return bot.ServiceFilter{From: noon.AddDate(0, 0, -90), To: noon.AddDate(0, 0, 90), Most: 100}
}

func (r *rig) asks(key bot.APIKey, change func(*bot.ServiceFilter)) []bot.ServiceRequest {
	r.t.Helper()
	filter := everything()
	if change != nil {
		change(&filter)
	}
	list, err := r.ServiceRequests(r.t.Context(), key, filter)
	if err != nil {
		r.t.Fatal(err)
	}
	return list
}

func TestAKeyIsFoundUntilItIsRevoked(t *testing.T) {
	r := start(t)
	lena, pat := r.keeper("public-health", bot.RoleLead, false), r.keeper("probation", bot.RoleLead, false)
	key := r.apiKey(lena, "token-1", nil)
	found, wait, err := r.APIKey(t.Context(), "token-1", "192.0.2.1")
	if err != nil || wait > 0 || found.ID != key.ID || found.Agency != "public-health" {
		t.Fatalf("found %+v, %v, %v", found, wait, err)
	}
	if list, err := r.APIKeys(t.Context(), lena); err != nil || len(list) != 1 || !list[0].Used.Equal(noon) {
		t.Errorf("keys %+v, %v", list, err)
	}
	if list, err := r.APIKeys(t.Context(), pat); err != nil || len(list) > 0 {
		t.Errorf("another agency sees %+v, %v", list, err)
	}
	if err := r.RevokeKey(t.Context(), pat, key.ID); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("another agency revokes it: %v", err)
	}
	if err := r.RevokeKey(t.Context(), lena, key.ID); err != nil {
		t.Fatal(err)
	}
	if _, _, err := r.APIKey(t.Context(), "token-1", "192.0.2.1"); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("a revoked key: %v", err)
	}
	guarded := bot.APIKey{ID: uuid.NewString(), Agency: "public-health", Name: "x", Guarded: true}
	if err := r.AddKey(t.Context(), lena, guarded, "token-2"); !errors.Is(err, bot.ErrMayNot) {
		t.Errorf("a lead who isn't cleared opens guarded themes: %v", err)
	}
}

func TestKeysAreThrottledAndWrongOnesForWhereTheyComeFrom(t *testing.T) {
	r := start(t)
	lena := r.keeper("public-health", bot.RoleLead, false)
	r.apiKey(lena, "token-1", nil)
	asked := 0
	for range 200 {
		if _, wait, err := r.APIKey(t.Context(), "token-1", "192.0.2.1"); err != nil {
			t.Fatal(err)
		} else if wait > 0 {
			break
		}
		asked++
	}
	if asked != 120 {
		t.Errorf("%d requests at once", asked)
	}
	for n := range 31 {
		_, wait, err := r.APIKey(t.Context(), "wrong", "192.0.2.2")
		if n < 30 && !errors.Is(err, bot.ErrNotFound) || n == 30 && wait == 0 {
			t.Errorf("wrong key %d: %v, %v", n, wait, err)
		}
	}
	r.clock.add(time.Minute)
	if _, wait, err := r.APIKey(t.Context(), "token-1", "192.0.2.2"); err != nil || wait > 0 {
		t.Errorf("a right key after wrong ones: %v, %v", wait, err)
	}
}

func TestAKeyReadsWhatItMayOfItsAgency(t *testing.T) {
	r := start(t)
	lena := r.keeper("public-health", bot.RoleLead, true)
	plain := r.apiKey(lena, "token-1", nil)
	words := r.apiKey(lena, "token-2", func(k *bot.APIKey) { k.Words, k.Guarded = true, true })
	open, guarded := r.file(ana, 4), r.file(ana, 3)
	r.file(ben, 6)
	list := r.asks(plain, nil)
	if len(list) != 1 || list[0].Reference != open.Reference || list[0].What != nil || list[0].Place != nil || !slices.Equal(list[0].Agencies, []string{"public-health"}) {
		t.Errorf("a plain key reads %+v", list)
	}
	if n := r.count(`SELECT count(*) FROM audit WHERE action = 'read'`); n != 0 {
		t.Errorf("%d reads are noted of a key that reads no words", n)
	}
	list = r.asks(words, nil)
	if len(list) != 2 || len(list[0].What) != 1 || list[0].Place == nil {
		t.Errorf("a key that reads words reads %+v", list)
	}
	if n := r.count(`SELECT count(*) FROM audit WHERE action = 'read' AND detail->>'how' = 'open311' AND agency = 'public-health'`); n != 2 {
		t.Errorf("%d reads are noted", n)
	}
	if list := r.asks(words, func(f *bot.ServiceFilter) { f.References = []string{guarded.Reference} }); len(list) != 1 {
		t.Errorf("by reference: %+v", list)
	}
	r.commit(ana, flows.Effect{Kind: flows.ForgetMe})
	if list := r.asks(words, nil); len(list) > 0 {
		t.Errorf("what was forgotten is read: %+v", list)
	}
}

func TestWhatAKeyFiledIsOneReportAndItsStandingIsReadElsewhere(t *testing.T) {
	r := start(t)
	lena, pat := r.keeper("public-health", bot.RoleLead, false), r.keeper("probation", bot.RoleLead, false)
	key := r.apiKey(lena, "token-1", func(k *bot.APIKey) { k.Creates, k.Words = true, true })
	others := r.apiKey(pat, "token-2", nil)
	ids := make([]bot.Filing, 8)
	var all sync.WaitGroup
	for i := range ids {
		all.Go(func() {
			var err error
			if ids[i], err = r.KeepFiling(t.Context(), key, "a form", time.Minute); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	for _, filing := range ids {
		if filing.Report != ids[0].Report || filing.Work != ids[0].Work {
			t.Fatalf("filings %+v", ids)
		}
	}
	sub := submission(6)
	sub.ID, sub.Contact = ids[0].Report, flows.ContactNone
	work := flows.Pending{ID: ids[0].Work, Effects: []flows.Effect{filing(sub)}, Since: noon}
	for range 2 {
		if _, err := r.Commit(t.Context(), channel.Address{Channel: channel.Open311, ID: sub.ID}, work); err != nil {
			t.Fatal(err)
		}
	}
	if n := r.count(`SELECT count(*) FROM reports`); n != 1 {
		t.Errorf("%d reports", n)
	}
	list := r.asks(key, func(f *bot.ServiceFilter) { f.References = []string{sub.Reference} })
	if len(list) != 1 || list[0].Own || list[0].What != nil || list[0].Theme != 0 || list[0].Status != flows.StatusNew {
		t.Errorf("its filer reads %+v", list)
	}
	if list := r.asks(others, func(f *bot.ServiceFilter) { f.References = []string{sub.Reference} }); len(list) > 0 {
		t.Errorf("another agency reads %+v", list)
	}
	r.clock.add(2 * time.Minute)
	if later, err := r.KeepFiling(t.Context(), key, "a form", time.Minute); err != nil || later.Report == sub.ID {
		t.Errorf("the same form later: %+v, %v", later, err)
	}
}
