package postgres_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"yousaid/bot"
	"yousaid/flows"
)

// keeper adds an officer who may keep systems of an agency.
func (r *rig) keeper(agency string, role bot.Role, cleared bool) bot.Officer {
	r.t.Helper()
	actor := r.person("Lena", agency, role, cleared)
	return bot.Officer{ID: actor.Officer, Name: actor.Name, Agency: agency, Role: role, Cleared: cleared, Active: true}
}

// hook adds a hook of an officer's agency that is told everything.
func (r *rig) hook(by bot.Officer, guarded bool) bot.Hook {
	r.t.Helper()
	h := bot.Hook{
		ID: uuid.NewString(), Agency: by.Agency, URL: "https://cases.example.org/hook", Description: "Cases",
		Events: bot.HookEvents(), Guarded: guarded,
	}
	if err := r.AddHook(r.t.Context(), by, h, "whsec_c2VjcmV0"); err != nil {
		r.t.Fatal(err)
	}
	return h
}

// hears lists the events that wait for a hook, in order.
func (r *rig) hears(hook string) []string {
	r.t.Helper()
	return r.strings(`SELECT event FROM hook_deliveries WHERE hook_id = $1 ORDER BY id`, hook)
}

func TestAHookIsToldWhatHappensToItsAgencysReports(t *testing.T) {
	r := start(t)
	lena := r.keeper("neighbourhood-services", bot.RoleLead, false)
	other := r.keeper("probation", bot.RoleLead, false)
	hook, others := r.hook(lena, false), r.hook(other, false)
	known := r.file(ana, 6)
	r.done(r.Take(t.Context(), action(lena.Actor()), known.ID))
	r.done(r.AddReply(t.Context(), action(lena.Actor()), known.ID, "Which day was it?"))
	r.done(r.AddNote(t.Context(), action(lena.Actor()), known.ID, "A note"))
	r.commit(ana, flows.Effect{Kind: flows.AnswerDesk, Target: known.ID, Text: "Monday"})
	r.done(r.MarkUrgent(t.Context(), action(lena.Actor()), known.ID, true, "knives"))
	r.done(r.Resolve(t.Context(), action(lena.Actor()), known.ID, bot.OutcomeDone, ""))
	r.done(r.Reopen(t.Context(), action(lena.Actor()), known.ID, "again"))
	r.done(r.Reroute(t.Context(), action(lena.Actor()), known.ID, 0, "probation", "theirs"))
	r.commit(ana, flows.Effect{Kind: flows.Withdraw, Target: known.ID})
	r.commit(ana, flows.Effect{Kind: flows.ForgetMe})
	want := []string{
		"report.referred", "report.taken", "report.replied", "report.answered", "report.changed", "report.closed", "report.reopened", "report.passed",
	}
	if diff := cmp.Diff(want, r.hears(hook.ID)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"report.referred", "report.changed", "report.withdrawn", "report.forgotten"}, r.hears(others.ID)); diff != "" {
		t.Error(diff)
	}
	all := strings.Join(r.strings(`SELECT data::text FROM hook_deliveries`), "\n")
	for _, word := range []string{mark, "Monday", "Which day", "knives", "+4477"} {
		if strings.Contains(all, word) {
			t.Errorf("%q is in what hooks are told: %s", word, all)
		}
	}
	var first map[string]any
	if err := json.Unmarshal([]byte(r.strings(`SELECT data::text FROM hook_deliveries WHERE hook_id = $1 ORDER BY id`, hook.ID)[0]), &first); err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]any{"reference": known.Reference, "status": "new", "theme": 6.0, "urgent": false, "ward": "Dallow"} {
		if first[name] != value {
			t.Errorf("%s is %v, want %v", name, first[name], value)
		}
	}
}

func TestGuardedReportsAreForHooksThatMayHearOfThem(t *testing.T) {
	r := start(t)
	lena := r.keeper("public-health", bot.RoleLead, true)
	plain, cleared := r.hook(lena, false), r.hook(lena, true)
	r.file(ana, 3)
	if told := r.hears(plain.ID); len(told) > 0 {
		t.Errorf("a plain hook is told %v", told)
	}
	if diff := cmp.Diff([]string{`{"status": "new", "reference": `}, []string{strings.SplitN(r.strings(`SELECT data::text FROM hook_deliveries WHERE hook_id = $1`, cleared.ID)[0], `"LUT`, 2)[0]}); diff != "" {
		t.Errorf("a cleared hook is told more than reference and status: %s", diff)
	}

	// What becomes guarded elsewhere has left, and that is all that is said of it.
	nina := r.keeper("neighbourhood-services", bot.RoleLead, false)
	hers := r.hook(nina, false)
	known := r.file(ben, 6)
	r.done(r.Reroute(t.Context(), action(nina.Actor()), known.ID, 3, "", "abuse"))
	if diff := cmp.Diff([]string{"report.referred", "report.passed"}, r.hears(hers.ID)); diff != "" {
		t.Error(diff)
	}
	if told := r.hears(plain.ID); len(told) > 0 {
		t.Errorf("a plain hook of its new agency is told %v", told)
	}
}

func TestWhoConnectsAndKeepsHooks(t *testing.T) {
	r := start(t)
	lena := r.keeper("public-health", bot.RoleLead, false)
	pat := r.keeper("probation", bot.RoleLead, true)
	mia := r.keeper("public-health", bot.RoleOfficer, true)
	hannah := r.keeper("partnership", bot.RoleCoordinator, true)
	bilal := r.keeper("partnership", bot.RoleAdministrator, false)
	hook := r.hook(lena, false)
	for _, by := range []bot.Officer{pat, mia, hannah, bilal} {
		h := hook
		h.ID = uuid.NewString()
		if err := r.AddHook(t.Context(), by, h, "whsec_"); !errors.Is(err, bot.ErrMayNot) {
			t.Errorf("%s of %s adds a hook: %v", by.Role, by.Agency, err)
		}
	}
	guarded := hook
	if guarded.Guarded = true; !errors.Is(r.ChangeHook(t.Context(), lena, guarded), bot.ErrMayNot) {
		t.Error("a lead who isn't cleared opens guarded themes")
	}
	for _, by := range []bot.Officer{pat, mia, hannah} {
		for name, err := range map[string]error{
			"switches": r.SwitchHook(t.Context(), by, hook.ID, false), "changes": r.ChangeHook(t.Context(), by, hook),
			"rotates": r.RotateHook(t.Context(), by, hook.ID, "whsec_"), "removes": r.RemoveHook(t.Context(), by, hook.ID),
			"tests": r.TestHook(t.Context(), by, hook.ID), "repeats": r.SendAgain(t.Context(), by, hook.ID, 1),
		} {
			if !errors.Is(err, bot.ErrNotFound) {
				t.Errorf("%s of %s %s a hook: %v", by.Role, by.Agency, name, err)
			}
		}
		if list, err := r.Hooks(t.Context(), by); err != nil || len(list) > 0 {
			t.Errorf("%s of %s sees %d hooks, %v", by.Role, by.Agency, len(list), err)
		}
		if _, _, err := r.Hook(t.Context(), by, hook.ID); !errors.Is(err, bot.ErrNotFound) {
			t.Errorf("%s of %s opens a hook: %v", by.Role, by.Agency, err)
		}
	}
	if list, err := r.Hooks(t.Context(), bilal); err != nil || len(list) != 1 {
		t.Errorf("the administrator sees %d hooks, %v", len(list), err)
	}
	if err := r.SwitchHook(t.Context(), bilal, hook.ID, true); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("an administrator switches a hook on: %v", err)
	}
	if err := r.SwitchHook(t.Context(), bilal, hook.ID, false); err != nil {
		t.Error(err)
	}
	r.file(ana, 4)
	if told := r.hears(hook.ID); len(told) > 0 {
		t.Errorf("a hook that is off is told %v", told)
	}
	noted := r.strings(`SELECT DISTINCT action FROM audit WHERE action LIKE 'hook%' ORDER BY 1`)
	if diff := cmp.Diff([]string{"hook-added", "hook-off"}, noted); diff != "" {
		t.Error(diff)
	}
}

func TestAHookIsClaimedByOneAtATimeAndHeldWhenItFails(t *testing.T) {
	r := start(t)
	lena := r.keeper("public-health", bot.RoleLead, false)
	hook := r.hook(lena, false)
	first, second := r.file(ana, 4), r.file(ben, 4)
	call, err := r.ClaimHook(t.Context(), time.Minute)
	if err != nil || !strings.Contains(string(call.Data), first.Reference) || !slices.Equal(call.Secrets, []string{"whsec_c2VjcmV0"}) {
		t.Fatalf("claimed %+v, %v", call, err)
	}
	if _, err := r.another().ClaimHook(t.Context(), time.Minute); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("another replica claims it, too: %v", err)
	}
	hold := r.clock.now().Add(10 * time.Minute)
	fails := bot.HookResult{State: "waiting", Failure: "unreachable", Next: r.clock.now().Add(5 * time.Second), Hold: hold}
	if err := r.HookTried(t.Context(), call, fails); err != nil {
		t.Fatal(err)
	}
	r.clock.add(time.Minute)
	if _, err := r.ClaimHook(t.Context(), time.Minute); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("a hook that is held is claimed: %v", err)
	}
	r.clock.add(10 * time.Minute)
	if call, err = r.ClaimHook(t.Context(), time.Minute); err != nil || call.Attempts != 1 || call.Failures != 1 {
		t.Fatalf("claimed %+v, %v", call, err)
	}
	if err := r.HookTried(t.Context(), call, bot.HookResult{State: "sent", Status: 204}); err != nil {
		t.Fatal(err)
	}
	if call, err = r.ClaimHook(t.Context(), time.Minute); err != nil || !strings.Contains(string(call.Data), second.Reference) {
		t.Errorf("claimed %+v, %v", call, err)
	}
	// Whoever claimed it is killed: another goes on once the lease is over.
	r.clock.add(2 * time.Minute)
	if again, err := r.ClaimHook(t.Context(), time.Minute); err != nil || again.ID != call.ID {
		t.Errorf("claimed %+v, %v", again, err)
	}
	_, log, err := r.Hook(t.Context(), lena, hook.ID)
	if err != nil || len(log) != 2 || log[1].State != "sent" || log[1].Attempts != 2 || log[1].Status != 204 || log[1].Reference != first.Reference {
		t.Errorf("log %+v, %v", log, err)
	}
}

func TestALeadHearsThatAHookIsPausedAndWhatWaitedGoesLater(t *testing.T) {
	r := start(t)
	lena := r.keeper("public-health", bot.RoleLead, false)
	hook := r.hook(lena, false)
	desk := bot.Desk{ID: uuid.NewString(), Agency: "public-health", Address: ben, Label: "Health"}
	if err := r.AddDesk(t.Context(), desk); err != nil {
		t.Fatal(err)
	}
	r.file(ana, 4)
	call, err := r.ClaimHook(t.Context(), time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	job := bot.HookBellJob{Hook: hook.ID, Desk: desk.ID}
	if _, _, err := r.HookBell(t.Context(), job); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("a bell about a hook that is on: %v", err)
	}
	gone := bot.HookResult{State: "waiting", Status: 410, Failure: "gone", Next: r.clock.now(), Becomes: bot.HookGone}
	if err := r.HookTried(t.Context(), call, gone); err != nil {
		t.Fatal(err)
	}
	if n := r.count(`SELECT count(*) FROM river.river_job WHERE kind = 'hook_bell'`); n != 1 {
		t.Errorf("%d bells", n)
	}
	if to, which, err := r.HookBell(t.Context(), job); err != nil || to.Address != ben || which.State != bot.HookGone {
		t.Errorf("bell %v %+v, %v", to, which, err)
	}
	if _, err := r.ClaimHook(t.Context(), time.Minute); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("a hook that is gone is claimed: %v", err)
	}
	if err := r.SwitchHook(t.Context(), lena, hook.ID, true); err != nil {
		t.Fatal(err)
	}
	if again, err := r.ClaimHook(t.Context(), time.Minute); err != nil || again.ID != call.ID {
		t.Errorf("claimed %+v, %v", again, err)
	}
}
