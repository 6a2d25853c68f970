package postgres_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"yousaid/bot"
	"yousaid/flows"
)

// tells are the references of an incident as an officer sees it.
func (r *rig) tells(by bot.Actor, report string) []string {
	r.t.Helper()
	incident, err := r.IncidentOf(r.t.Context(), by, report)
	if errors.Is(err, bot.ErrNotFound) {
		return nil
	}
	if err != nil {
		r.t.Fatal(err)
	}
	if again, err := r.Incident(r.t.Context(), by, incident.ID); err != nil || len(again.Members) != len(incident.Members) {
		r.t.Errorf("by its id: %+v, %v", again, err)
	}
	var list []string
	for _, m := range incident.Members {
		list = append(list, m.Reference)
	}
	slices.Sort(list)
	return list
}

func (r *rig) link(by bot.Actor, report string, kind bot.LinkKind, others ...string) error {
	_, err := r.LinkReports(r.t.Context(), action(by), report, others, kind)
	return err
}

func references(list ...flows.Known) []string {
	var all []string
	for _, known := range list {
		all = append(all, known.Reference)
	}
	slices.Sort(all)
	return all
}

func TestReportsOfOneIncidentAreLinked(t *testing.T) {
	r := start(t)
	mia := r.person("Mia", "neighbourhood-services", bot.RoleOfficer, false)
	a, b, c, d := r.file(ana, 6), r.file(ben, 6), r.file(ana, 6), r.file(ana, 6)
	for _, link := range [][2]string{{a.ID, b.ID}, {c.ID, d.ID}} {
		if err := r.link(mia, link[0], bot.LinkSame, link[1]); err != nil {
			t.Fatal(err)
		}
	}
	if got := r.tells(mia, b.ID); !slices.Equal(got, references(a, b)) {
		t.Errorf("linked %v", got)
	}
	if err := r.link(mia, a.ID, bot.LinkSame, b.ID); !errors.Is(err, bot.ErrSame) {
		t.Errorf("linked twice: %v", err)
	}
	if err := r.link(mia, b.ID, bot.LinkDuplicate, c.ID); err != nil {
		t.Fatal(err)
	}
	if got := r.tells(mia, d.ID); !slices.Equal(got, references(a, b, c, d)) {
		t.Errorf("two incidents that meet: %v", got)
	}
	incident, err := r.IncidentOf(t.Context(), mia, a.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range incident.Members {
		if m.LinkedBy != "Mia" || m.LinkedOf != "neighbourhood-services" || m.LinkedAt.IsZero() || m.Reach != bot.ReachOpen {
			t.Errorf("member %+v", m)
		}
		if (m.Original == c.Reference) != (m.Report == b.ID) || (m.Kind == bot.LinkDuplicate) != (m.Report == b.ID) {
			t.Errorf("%s: %s of %q", m.Reference, m.Kind, m.Original)
		}
	}
	// The later word counts: c repeats b, so b doesn't repeat c.
	if err := r.link(mia, c.ID, bot.LinkDuplicate, b.ID); err != nil {
		t.Fatal(err)
	}
	if n := r.count(`SELECT count(*) FROM incident_members WHERE kind = 'duplicate'`); n != 1 {
		t.Errorf("%d duplicates", n)
	}
	if _, err := r.UnlinkReport(t.Context(), action(mia), b.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := r.UnlinkReport(t.Context(), action(mia), b.ID); !errors.Is(err, bot.ErrSame) {
		t.Errorf("taken out twice: %v", err)
	}
	if got := r.tells(mia, a.ID); !slices.Equal(got, references(a, c, d)) || r.tells(mia, b.ID) != nil {
		t.Errorf("left: %v", got)
	}
	if n := r.count(`SELECT count(*) FROM incident_members WHERE kind = 'duplicate'`); n != 0 {
		t.Error("c still repeats what isn't there")
	}
	for _, id := range []string{a.ID, c.ID} {
		r.done(r.UnlinkReport(t.Context(), action(mia), id))
	}
	if n := r.count(`SELECT count(*) FROM incident_members`); n != 0 {
		t.Errorf("%d reports alone in an incident", n)
	}
	thread := r.strings(`SELECT detail->>'kind' FROM entries WHERE event = 'linked' AND report_id = $1 ORDER BY id`, b.ID)
	if want := []string{"same", "duplicate", "original", "unlinked"}; !slices.Equal(thread, want) {
		t.Errorf("the thread of b says %v", thread)
	}
	if n := r.count(`SELECT count(*) FROM audit WHERE action IN ('link', 'unlink') AND detail ? 'incident'`); n != 7 {
		t.Errorf("%d lines in the audit", n)
	}
}

func TestAnIncidentShowsAnAgencyItsOwn(t *testing.T) {
	r := start(t)
	pat := r.person("Pat", "bedfordshire-police", bot.RoleOfficer, false)
	lou := r.person("Lou", "luton-council", bot.RoleOfficer, false)
	tom := r.person("Tom", "probation", bot.RoleOfficer, false)
	hannah := r.person("Hannah", "partnership", bot.RoleCoordinator, true)
	joint, police, council := r.file(ana, 1), r.file(ana, 1), r.file(ana, 1)
	r.exec(`UPDATE referrals SET active = false WHERE report_id = $1 AND agency = 'luton-council'`, police.ID)
	r.exec(`UPDATE referrals SET active = false WHERE report_id = $1 AND agency = 'bedfordshire-police'`, council.ID)
	if err := r.link(lou, council.ID, bot.LinkDuplicate, joint.ID); err != nil {
		t.Fatal(err)
	}
	id := r.strings(`SELECT DISTINCT incident_id::text FROM incident_members`)[0]
	for _, by := range []bot.Actor{pat, tom} {
		if _, err := r.Incident(t.Context(), by, id); !errors.Is(err, bot.ErrNotFound) {
			t.Errorf("%s sees an incident of one report at the most: %v", by.Name, err)
		}
	}
	if _, err := r.UnlinkReport(t.Context(), action(pat), joint.ID); !errors.Is(err, bot.ErrSame) {
		t.Errorf("the police take apart what they don't see: %v", err)
	}
	if err := r.link(pat, joint.ID, bot.LinkSame, council.ID); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("the police link what they don't have: %v", err)
	}
	if err := r.link(pat, police.ID, bot.LinkSame, joint.ID); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		by   bot.Actor
		sees []string
	}{
		{pat, references(joint, police)}, {lou, references(joint, council)}, {tom, nil}, {hannah, references(joint, police, council)},
	} {
		if got := r.tells(c.by, joint.ID); !slices.Equal(got, c.sees) {
			t.Errorf("%s sees %v", c.by.Name, got)
		}
	}
	// What repeats a report that the reader doesn't have doesn't name it.
	r.exec(`UPDATE referrals SET active = false WHERE report_id = $1 AND agency = 'luton-council'`, joint.ID)
	r.exec(`INSERT INTO referrals (report_id, agency, created_at) VALUES ($1, 'luton-council', now())`, police.ID)
	incident, err := r.IncidentOf(t.Context(), lou, council.ID)
	if err != nil || len(incident.Members) != 2 {
		t.Fatalf("%+v, %v", incident, err)
	}
	for _, m := range incident.Members {
		if m.Original != "" {
			t.Errorf("%s names %s", m.Reference, m.Original)
		}
	}
	for _, e := range r.strings(`SELECT detail::text || author FROM entries WHERE event = 'linked'`) {
		for _, known := range []flows.Known{joint, police, council} {
			if strings.Contains(e, known.Reference) || strings.Contains(e, known.ID) {
				t.Errorf("a thread names %s", known.Reference)
			}
		}
	}
}

func TestGuardedMembersAreForClearedOfficers(t *testing.T) {
	r := start(t)
	nia := r.person("Nia", "public-health", bot.RoleOfficer, true)
	owen := r.person("Owen", "public-health", bot.RoleOfficer, false)
	open, guarded, other := r.file(ana, 4), r.file(ana, 3), r.file(ana, 4)
	if err := r.link(owen, open.ID, bot.LinkSame, guarded.ID); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("links what they may not see: %v", err)
	}
	if err := r.link(nia, open.ID, bot.LinkSame, guarded.ID, other.ID); err != nil {
		t.Fatal(err)
	}
	if got := r.tells(owen, open.ID); !slices.Equal(got, references(open, other)) {
		t.Errorf("who isn't cleared sees %v", got)
	}
}

func TestCandidatesAreNearInThemePlaceAndTime(t *testing.T) {
	r := start(t)
	mia := r.person("Mia", "neighbourhood-services", bot.RoleOfficer, false)
	hannah := r.person("Hannah", "partnership", bot.RoleCoordinator, true)
	report, near, linked, withdrawn := r.file(ana, 6), r.file(ana, 6), r.file(ana, 6), r.file(ana, 6)
	r.file(ben, 6) // forgotten
	elsewhere := submission(6)
	elsewhere.Place.Ward = "Wigmore"
	r.commit(ana, filing(elsewhere))
	nowhere := submission(6)
	nowhere.Place = nil
	r.commit(ana, filing(nowhere))
	r.file(ana, 4) // another theme
	r.commit(ana, flows.Effect{Kind: flows.Withdraw, Target: withdrawn.ID})
	r.commit(ben, flows.Effect{Kind: flows.ForgetMe})
	if err := r.link(mia, report.ID, bot.LinkSame, linked.ID); err != nil {
		t.Fatal(err)
	}
	r.clock.add(6 * 24 * time.Hour)
	week := r.file(ana, 6)
	r.clock.add(2 * 24 * time.Hour)
	r.file(ana, 6) // 8 days after
	for _, by := range []bot.Actor{mia, hannah} {
		list, err := r.Candidates(t.Context(), by, report.ID)
		if err != nil || len(list) != 2 || list[0].Reference != near.Reference || list[1].Reference != week.Reference {
			t.Errorf("%s: %+v, %v", by.Name, list, err)
		}
	}
	if list, err := r.Candidates(t.Context(), mia, nowhere.ID); err != nil || len(list) != 0 {
		t.Errorf("without a ward: %+v, %v", list, err)
	}
	if list, err := r.Candidates(t.Context(), r.person("Tom", "probation", bot.RoleOfficer, true), report.ID); err != nil || len(list) != 0 {
		t.Errorf("another agency: %+v, %v", list, err)
	}
}

// Whoever links what with what at one moment, all ends in one incident, and
// nothing hangs.
func TestLinksThatMeetMakeOneIncident(t *testing.T) {
	r := start(t)
	mia := r.person("Mia", "neighbourhood-services", bot.RoleOfficer, false)
	for range 5 {
		var ids []string
		for range 6 {
			ids = append(ids, r.file(ana, 6).ID)
		}
		var all sync.WaitGroup
		for i := range ids {
			all.Go(func() {
				if err := r.link(mia, ids[i], bot.LinkSame, ids[(i+1)%len(ids)]); err != nil && !errors.Is(err, bot.ErrSame) {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if n := r.count(`SELECT count(DISTINCT incident_id) FROM incident_members WHERE report_id::text = ANY($1)`, ids); n != 1 {
			t.Errorf("%d incidents", n)
		}
	}
	time.Sleep(1200 * time.Millisecond) // connections tell within a second what happened to them
	if n := r.count(`SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()`); n != 0 {
		t.Errorf("%d deadlocks: they waited for each other", n)
	}
}

func TestForgettingLeavesNoLink(t *testing.T) {
	r := start(t)
	mia := r.person("Mia", "neighbourhood-services", bot.RoleOfficer, false)
	a, b, c := r.file(ben, 6), r.file(ana, 6), r.file(ana, 6)
	for _, id := range []string{b.ID, c.ID} {
		if err := r.link(mia, id, bot.LinkDuplicate, a.ID); err != nil {
			t.Fatal(err)
		}
	}
	r.commit(ben, flows.Effect{Kind: flows.ForgetMe})
	if n := r.count(`SELECT count(*) FROM incident_members WHERE report_id = $1 OR original = $1`, a.ID); n != 0 {
		t.Errorf("%d rows tell of it", n)
	}
	if got := r.tells(mia, b.ID); !slices.Equal(got, references(b, c)) {
		t.Errorf("left: %v", got)
	}
	if err := r.link(mia, b.ID, bot.LinkSame, a.ID); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("linked with what was forgotten: %v", err)
	}
	if err := r.link(mia, b.ID, bot.LinkSame, uuid.NewString()); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("linked with nothing: %v", err)
	}
}
