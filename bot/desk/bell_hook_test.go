package desk_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"yousaid/bot"
)

// When an agency's own system is not told any more, its desks hear that, and
// nobody else's; once it is switched on again there is nothing to hear.
func TestDesksHearThatTheirSystemIsNotToldAnyMore(t *testing.T) {
	r := start(t)
	lena := bot.Officer{ID: uuid.NewString(), Name: "Lena", Agency: "neighbourhood-services", Role: bot.RoleLead, Active: true}
	if err := r.AddOfficer(t.Context(), lena); err != nil {
		t.Fatal(err)
	}
	hook := bot.Hook{ID: uuid.NewString(), Agency: lena.Agency, URL: "https://cases.example.org", Description: "Cases & <more>", Events: bot.HookEvents()}
	err := r.AddHook(t.Context(), lena, hook, bot.NewHookSecret())
	if err == nil {
		err = r.TestHook(t.Context(), lena, hook.ID)
	}
	if err != nil {
		t.Fatal(err)
	}
	call, err := r.ClaimHook(t.Context(), time.Minute)
	if err == nil {
		err = r.HookTried(t.Context(), call, bot.HookResult{State: "waiting", Failure: "slow", Becomes: bot.HookPaused})
	}
	if err != nil {
		t.Fatal(err)
	}
	bell := r.message(wardens, 0, "Your own system is not told of reports any more")
	if said := bell.Says(); !strings.Contains(said, "Cases & <more>") || !strings.Contains(said, "waits for it") || strings.Contains(said, "https") {
		t.Errorf("told %q", said)
	}
	if said := r.said(council) + r.said(police) + r.said(health); strings.Contains(said, "Your own system") {
		t.Errorf("others hear it: %s", said)
	}
	if err := r.SwitchHook(t.Context(), lena, hook.ID, true); err != nil {
		t.Fatal(err)
	}
	if err := r.desk.HookBell(t.Context(), bot.HookBellJob{Hook: hook.ID, Desk: uuid.NewString()}); err != nil {
		t.Errorf("a bell that is over: %v", err)
	}
}
