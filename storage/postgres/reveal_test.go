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

const because = "She wrote that he is on his way to her with a knife."

// person adds an officer with a role.
func (r *rig) person(name, agency string, role bot.Role, cleared bool) bot.Actor {
	r.t.Helper()
	o := bot.Officer{ID: uuid.NewString(), Name: name, Agency: agency, Role: role, Cleared: cleared}
	if err := r.AddOfficer(r.t.Context(), o); err != nil {
		r.t.Fatal(err)
	}
	return o.Actor()
}

// asked has an officer ask for a contact and returns the request.
func (r *rig) asked(by bot.Actor, report string) bot.Reveal {
	r.t.Helper()
	if _, err := r.AskReveal(r.t.Context(), action(by), report, bot.RevealLife, because); err != nil {
		r.t.Fatal(err)
	}
	list, err := r.RevealsOf(r.t.Context(), by, report)
	if err != nil || len(list) == 0 {
		r.t.Fatalf("%d requests, %v", len(list), err)
	}
	return list[0]
}

func (r *rig) approve(by bot.Actor, id string) (bot.Acted, error) {
	return r.DecideReveal(r.t.Context(), action(by), id, true, "I agree")
}

// mayDecide says whether a request is among those that an officer may decide.
func (r *rig) mayDecide(by bot.Actor, id string) bool {
	r.t.Helper()
	list, err := r.Reveals(r.t.Context(), by)
	if err != nil {
		r.t.Fatal(err)
	}
	n, err := r.RevealsOpen(r.t.Context(), by)
	if err != nil || n != len(list) {
		r.t.Errorf("%d are counted, %d listed, %v", n, len(list), err)
	}
	return slices.ContainsFunc(list, func(v bot.Reveal) bool { return v.ID == id })
}

func TestTwoPeopleRevealAContactForAnHour(t *testing.T) {
	r := start(t)
	known := r.file(ana, 6)
	mia := r.person("Mia", "neighbourhood-services", bot.RoleOfficer, false)
	lena := r.person("Lena", "neighbourhood-services", bot.RoleLead, false)
	v := r.asked(mia, known.ID)
	if v.State != bot.RevealAsked || v.AskerName != "Mia" || !r.mayDecide(lena, v.ID) || r.mayDecide(mia, v.ID) {
		t.Errorf("asked %+v", v)
	}
	if read, err := r.Reveal(t.Context(), lena, v.ID); err != nil || read.Reason != because || read.Ground != bot.RevealLife {
		t.Errorf("the lead reads %+v, %v", read, err)
	}
	if _, _, err := r.ShowReveal(t.Context(), mia, v.ID); !errors.Is(err, bot.ErrUsed) {
		t.Errorf("shown before anybody approved: %v", err)
	}
	if _, err := r.approve(lena, v.ID); err != nil {
		t.Fatal(err)
	}
	if r.mayDecide(lena, v.ID) {
		t.Error("it still waits")
	}
	if _, _, err := r.ShowReveal(t.Context(), lena, v.ID); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("shown to who approved: %v", err)
	}
	for range 2 {
		shown, who, err := r.ShowReveal(t.Context(), mia, v.ID)
		if err != nil || who != ana || !shown.Until.Equal(noon.Add(bot.RevealLives)) || shown.Decider != "Lena" {
			t.Errorf("shown %+v, %v, %v", shown, who == ana, err)
		}
	}
	r.clock.add(time.Hour)
	if _, _, err := r.ShowReveal(t.Context(), mia, v.ID); !errors.Is(err, bot.ErrUsed) {
		t.Errorf("shown after an hour: %v", err)
	}
	if again := r.asked(mia, known.ID); again.ID == v.ID {
		t.Error("no new request after the hour")
	}

	// The audit has who, who and why; the thread has no reason.
	for _, action := range []string{"ask reveal", "approve reveal"} {
		rows := r.strings(`SELECT detail::text FROM audit WHERE action = $1 AND report_id = $2 ORDER BY id`, action, known.ID)
		if len(rows) == 0 || !strings.Contains(rows[0], because) || !strings.Contains(rows[0], `"asker": "Mia"`) {
			t.Errorf("%s: %v", action, rows)
		}
	}
	if rows := r.strings(`SELECT detail::text FROM audit WHERE action = 'approve reveal'`); !strings.Contains(rows[0], `"decider": "Lena"`) {
		t.Errorf("approved: %v", rows)
	}
	if n := r.count(`SELECT count(*) FROM audit WHERE action = 'see reveal' AND officer_id::text = $1`, mia.Officer); n != 2 {
		t.Errorf("%d looks are in the audit", n)
	}
	report, err := r.Open(t.Context(), mia, known.ID, "page")
	if err != nil {
		t.Fatal(err)
	}
	var states []string
	for _, e := range report.Thread {
		if e.Event == "reveal" {
			states = append(states, e.Detail["state"])
		}
		if strings.Contains(e.Text, "knife") {
			t.Error("the reason is in the thread")
		}
	}
	if !slices.Equal(states, []string{"asked", "approved", "seen", "asked"}) {
		t.Errorf("the thread says %v", states)
	}
	for table, text := range r.everything() {
		if table != "public.audit" && strings.Contains(text, because) {
			t.Errorf("the reason lies open in %s", table)
		}
	}
}

func TestWhoMayDecideOnAReveal(t *testing.T) {
	r := start(t)
	open, guarded := r.file(ana, 4), r.file(ana, 3)
	owen := r.person("Owen", "public-health", bot.RoleOfficer, true)
	asks := []bot.Reveal{r.asked(owen, open.ID), r.asked(owen, guarded.ID)}
	for name, c := range map[string]struct {
		by  bot.Actor
		may [2]bool // open, guarded
	}{
		"lead, cleared":            {r.person("Lena", "public-health", bot.RoleLead, true), [2]bool{true, true}},
		"lead, not cleared":        {r.person("Leo", "public-health", bot.RoleLead, false), [2]bool{true, false}},
		"coordinator, cleared":     {r.person("Hannah", "partnership", bot.RoleCoordinator, true), [2]bool{true, true}},
		"coordinator, not cleared": {r.person("Hal", "partnership", bot.RoleCoordinator, false), [2]bool{true, false}},
		"colleague":                {r.person("Ola", "public-health", bot.RoleOfficer, true), [2]bool{}},
		"administrator":            {r.person("Ada", "public-health", bot.RoleAdministrator, true), [2]bool{}},
		"another agency's lead":    {r.person("Pat", "bedfordshire-police", bot.RoleLead, true), [2]bool{}},
	} {
		for i, v := range asks {
			if got := r.mayDecide(c.by, v.ID); got != c.may[i] {
				t.Errorf("%s, request %d: listed %t", name, i, got)
			}
			if _, err := r.Reveal(t.Context(), c.by, v.ID); (err == nil) != c.may[i] || err != nil && !errors.Is(err, bot.ErrNotFound) {
				t.Errorf("%s, request %d: reads %v", name, i, err)
			}
			if c.may[i] {
				continue
			}
			if _, err := r.approve(c.by, v.ID); !errors.Is(err, bot.ErrNotFound) {
				t.Errorf("%s, request %d: approves %v", name, i, err)
			}
		}
	}
	lena := r.person("Lea", "public-health", bot.RoleLead, true)
	own := r.asked(lena, open.ID)
	if _, err := r.approve(lena, own.ID); !errors.Is(err, bot.ErrOwn) || r.mayDecide(lena, own.ID) {
		t.Errorf("approves their own: %v", err)
	}
	// A session that says more than the record is not believed.
	if _, err := r.approve(bot.Actor{Officer: owen.Officer, Name: "Owen", Agency: "public-health", Cleared: true, All: true}, own.ID); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("an officer approves: %v", err)
	}
}

func TestAReportsJointLeadNeitherSeesNorDecidesARequest(t *testing.T) {
	r := start(t)
	known := r.file(ana, 1)
	pat := r.person("Pat", "bedfordshire-police", bot.RoleOfficer, false)
	lou := r.person("Lou", "luton-council", bot.RoleLead, true)
	v := r.asked(pat, known.ID)
	if _, err := r.Reveal(t.Context(), lou, v.ID); !errors.Is(err, bot.ErrNotFound) || r.mayDecide(lou, v.ID) {
		t.Errorf("the joint lead reads it: %v", err)
	}
	if _, err := r.approve(lou, v.ID); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("the joint lead approves: %v", err)
	}
}

func TestRequestsThatCantBeDecidedAnyMore(t *testing.T) {
	for name, c := range map[string]struct {
		before func(*rig, flows.Known, bot.Actor, bot.Reveal)
		want   error
	}{
		"a day later": {func(r *rig, _ flows.Known, _ bot.Actor, _ bot.Reveal) { r.clock.add(bot.RevealWaits) }, bot.ErrUsed},
		"forgotten": {func(r *rig, _ flows.Known, _ bot.Actor, _ bot.Reveal) {
			r.commit(ana, flows.Effect{Kind: flows.ForgetMe})
		}, bot.ErrClosed},
		"asker gone": {func(r *rig, _ flows.Known, asker bot.Actor, _ bot.Reveal) {
			if err := r.RemoveOfficer(r.t.Context(), asker.Officer); err != nil {
				r.t.Fatal(err)
			}
		}, bot.ErrAsker},
		"asker not cleared any more": {func(r *rig, _ flows.Known, asker bot.Actor, _ bot.Reveal) {
			r.exec(`UPDATE officers SET cleared = false WHERE id::text = $1`, asker.Officer)
		}, bot.ErrAsker},
		"asker elsewhere": {func(r *rig, _ flows.Known, asker bot.Actor, _ bot.Reveal) {
			r.exec(`UPDATE officers SET agency = 'probation' WHERE id::text = $1`, asker.Officer)
		}, bot.ErrAsker},
		"passed on": {func(r *rig, known flows.Known, asker bot.Actor, _ bot.Reveal) {
			if _, err := r.Reroute(r.t.Context(), action(asker), known.ID, 0, "probation", "yours"); err != nil {
				r.t.Fatal(err)
			}
		}, bot.ErrAsker},
		"refused": {func(r *rig, _ flows.Known, _ bot.Actor, v bot.Reveal) {
			lea := r.person("Lea", "public-health", bot.RoleLead, true)
			if _, err := r.DecideReveal(r.t.Context(), action(lea), v.ID, false, "ring 999"); err != nil {
				r.t.Fatal(err)
			}
		}, bot.ErrConflict},
	} {
		t.Run(name, func(t *testing.T) {
			r := start(t)
			known := r.file(ana, 3)
			nia := r.person("Nia", "public-health", bot.RoleOfficer, true)
			hannah := r.person("Hannah", "partnership", bot.RoleCoordinator, true)
			v := r.asked(nia, known.ID)
			c.before(r, known, nia, v)
			if acted, err := r.approve(hannah, v.ID); !errors.Is(err, c.want) || errors.Is(err, bot.ErrConflict) && acted.By != "Lea" {
				t.Errorf("approve: %v, by %q", err, acted.By)
			}
			if _, who, err := r.ShowReveal(t.Context(), nia, v.ID); err == nil || who.ID != "" {
				t.Errorf("shown: %v", err)
			}
			if n := r.count(`SELECT count(*) FROM audit WHERE action IN ('approve reveal', 'see reveal')`); n != 0 {
				t.Errorf("%d lines in the audit of what was not done", n)
			}
		})
	}
}

// What was approved is taken away again by whatever takes the report away.
func TestApprovalEndsWithAccess(t *testing.T) {
	for name, c := range map[string]struct {
		after func(*rig, flows.Known, bot.Actor)
		want  error
	}{
		"forgotten": {func(r *rig, _ flows.Known, _ bot.Actor) { r.commit(ana, flows.Effect{Kind: flows.ForgetMe}) }, bot.ErrClosed},
		"passed on": {func(r *rig, known flows.Known, asker bot.Actor) {
			if _, err := r.Reroute(r.t.Context(), action(asker), known.ID, 0, "probation", "yours"); err != nil {
				r.t.Fatal(err)
			}
		}, bot.ErrNotFound},
		"not cleared": {func(r *rig, _ flows.Known, asker bot.Actor) {
			r.exec(`UPDATE officers SET cleared = false WHERE id::text = $1`, asker.Officer)
		}, bot.ErrAsker},
		"removed": {func(r *rig, _ flows.Known, asker bot.Actor) {
			if err := r.RemoveOfficer(r.t.Context(), asker.Officer); err != nil {
				r.t.Fatal(err)
			}
		}, bot.ErrAsker},
	} {
		t.Run(name, func(t *testing.T) {
			r := start(t)
			known := r.file(ana, 3)
			nia := r.person("Nia", "public-health", bot.RoleOfficer, true)
			lea := r.person("Lea", "public-health", bot.RoleLead, true)
			v := r.asked(nia, known.ID)
			if _, err := r.approve(lea, v.ID); err != nil {
				t.Fatal(err)
			}
			c.after(r, known, nia)
			if _, who, err := r.ShowReveal(t.Context(), nia, v.ID); !errors.Is(err, c.want) || who.ID != "" {
				t.Errorf("shown: %v", err)
			}
		})
	}
}

func TestForgettingLeavesNoReasonOfARequest(t *testing.T) {
	r := start(t)
	known := r.file(ana, 6)
	mia := r.person("Mia", "neighbourhood-services", bot.RoleOfficer, false)
	v := r.asked(mia, known.ID)
	r.commit(ana, flows.Effect{Kind: flows.ForgetMe})
	if n := r.count(`SELECT count(*) FROM reveals WHERE reason IS NOT NULL OR word IS NOT NULL`); n != 0 {
		t.Error("the reason is kept")
	}
	if now, err := r.Reveal(t.Context(), mia, v.ID); err != nil || now.State != bot.RevealForgotten || now.Reason != "" {
		t.Errorf("it stands as %+v, %v", now, err)
	}
}

func TestOfTwoApprovalsOneCounts(t *testing.T) {
	r := start(t)
	mia := r.person("Mia", "neighbourhood-services", bot.RoleOfficer, false)
	by := []bot.Actor{
		r.person("Lena", "neighbourhood-services", bot.RoleLead, false), r.person("Hannah", "partnership", bot.RoleCoordinator, true),
	}
	for range 10 {
		v := r.asked(mia, r.file(ana, 6).ID)
		acted, errs := make([]bot.Acted, 2), make([]error, 2)
		var both sync.WaitGroup
		for i := range by {
			both.Go(func() { acted[i], errs[i] = r.DecideReveal(t.Context(), action(by[i]), v.ID, i == 0, "a word") })
		}
		both.Wait()
		first := slices.Index(errs, nil)
		if first < 0 || !errors.Is(errs[1-first], bot.ErrConflict) || acted[1-first].By != by[first].Name {
			t.Fatalf("errors %v", errs)
		}
		if n := r.count(`SELECT count(*) FROM audit WHERE detail->>'reveal' = $1 AND action IN ('approve reveal', 'refuse reveal')`, v.ID); n != 1 {
			t.Errorf("decided %d times", n)
		}
	}
}

// Whichever of FORGET ME and an approval is first, the contact is not seen
// after the first, and nothing hangs.
func TestForgettingWhileARequestIsDecidedAndSeen(t *testing.T) {
	r := start(t)
	mia := r.person("Mia", "neighbourhood-services", bot.RoleOfficer, false)
	lena := r.person("Lena", "neighbourhood-services", bot.RoleLead, false)
	for range 10 {
		v := r.asked(mia, r.file(ana, 6).ID)
		var all sync.WaitGroup
		all.Go(func() { r.commit(ana, flows.Effect{Kind: flows.ForgetMe}) })
		all.Go(func() {
			if _, err := r.approve(lena, v.ID); err != nil && !errors.Is(err, bot.ErrClosed) {
				t.Errorf("approve: %v", err)
			}
			if _, who, err := r.ShowReveal(t.Context(), mia, v.ID); err == nil && who != ana || err != nil && !errors.Is(err, bot.ErrClosed) && !errors.Is(err, bot.ErrUsed) {
				t.Errorf("show: %v", err)
			}
		})
		all.Wait()
		if _, who, err := r.ShowReveal(t.Context(), mia, v.ID); !errors.Is(err, bot.ErrClosed) || who.ID != "" {
			t.Errorf("shown after it was forgotten: %v", err)
		}
	}
}

func TestARequestIsMadeOnce(t *testing.T) {
	r := start(t)
	known := r.file(ana, 6)
	mia := r.person("Mia", "neighbourhood-services", bot.RoleOfficer, false)
	a := action(mia)
	var all sync.WaitGroup
	for range 6 {
		all.Go(func() {
			if _, err := r.AskReveal(t.Context(), a, known.ID, bot.RevealChild, because); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if _, err := r.AskReveal(t.Context(), action(mia), known.ID, bot.RevealChild, because); !errors.Is(err, bot.ErrSame) {
		t.Errorf("asked twice: %v", err)
	}
	if n := r.count(`SELECT count(*) FROM reveals`); n != 1 {
		t.Errorf("%d requests", n)
	}
	tom := r.person("Tom", "probation", bot.RoleOfficer, true)
	if _, err := r.AskReveal(t.Context(), action(tom), known.ID, bot.RevealLife, because); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("another agency asks: %v", err)
	}
	if _, err := r.AskReveal(t.Context(), action(bot.Actor{Name: "Desk", Agency: "neighbourhood-services"}), known.ID, bot.RevealLife, because); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("a desk's link asks: %v", err)
	}
}

func TestApproversDesksAreRung(t *testing.T) {
	r := start(t)
	own, partners := r.group("neighbourhood-services", "-1"), r.group("partnership", "-2")
	r.group("probation", "-3")
	known := r.file(ana, 6)
	mia := r.person("Mia", "neighbourhood-services", bot.RoleOfficer, false)
	r.person("Hannah", "partnership", bot.RoleCoordinator, true)
	v := r.asked(mia, known.ID)
	rung := func() []string {
		return r.strings(`SELECT args->>'desk' FROM river.river_job WHERE kind = 'bell' ORDER BY id`)
	}
	if got := rung(); !slices.Equal(got, []string{partners.ID}) {
		t.Errorf("rung %v: nobody of the agency may decide", got)
	}
	bell := bot.BellJob{Reveal: v.ID, Desk: partners.ID}
	if desk, err := r.Bell(t.Context(), bell); err != nil || desk.Address != partners.Address {
		t.Errorf("bell: %+v, %v", desk, err)
	}
	lena := r.person("Lena", "neighbourhood-services", bot.RoleLead, false)
	if _, err := r.approve(lena, v.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Bell(t.Context(), bell); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("rung after it was decided: %v", err)
	}
	if got := rung(); !slices.Equal(got, []string{partners.ID, own.ID}) {
		t.Errorf("rung %v: who asked is to hear of the answer", got)
	}
	if desk, err := r.Bell(t.Context(), bot.BellJob{Reveal: v.ID, Desk: own.ID, Answered: true}); err != nil || desk.ID != own.ID {
		t.Errorf("bell: %+v, %v", desk, err)
	}
	deciders, err := r.RevealDeciders(t.Context(), mia, known.ID)
	if err != nil || len(deciders) != 2 || deciders[0].Name != "Lena" || deciders[1].Name != "Hannah" {
		t.Errorf("deciders %+v, %v", deciders, err)
	}
}

// Whoever holds the phone reads a copy: it doesn't say that somebody was alarmed.
func TestACopyDoesNotTellOfARequest(t *testing.T) {
	r := start(t)
	known := r.file(ana, 6)
	mia := r.person("Mia", "neighbourhood-services", bot.RoleOfficer, false)
	r.asked(mia, known.ID)
	if _, err := r.Take(t.Context(), action(mia), known.ID); err != nil {
		t.Fatal(err)
	}
	thread := r.commit(ana, flows.Effect{Kind: flows.CopyData})[0].Copy.Reports[0].Thread
	if len(thread) != 1 || thread[0].Event != "taken" {
		t.Errorf("the copy's thread: %+v", thread)
	}
}
