package console

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"yousaid/bot"
)

// SystemsStore keeps how agencies' own systems are connected. What an officer
// doesn't keep is bot.ErrNotFound; each change is audited.
type SystemsStore interface {
	Hooks(ctx context.Context, by bot.Officer) ([]bot.Hook, error)
	// Hook reads one with the newest of what it was told.
	Hook(ctx context.Context, by bot.Officer, id string) (bot.Hook, []bot.HookDelivery, error)
	// AddHook adds a hook, once for each id: then bot.ErrUsed. bot.ErrMayNot: it
	// is not theirs to connect; bot.ErrConflict: there are as many as there may be.
	AddHook(ctx context.Context, by bot.Officer, h bot.Hook, secret string) error
	ChangeHook(ctx context.Context, by bot.Officer, h bot.Hook) error
	SwitchHook(ctx context.Context, by bot.Officer, id string, on bool) error
	RotateHook(ctx context.Context, by bot.Officer, id, secret string) error
	TestHook(ctx context.Context, by bot.Officer, id string) error
	SendAgain(ctx context.Context, by bot.Officer, id string, delivery int64) error
	RemoveHook(ctx context.Context, by bot.Officer, id string) error

	APIKeys(ctx context.Context, by bot.Officer) ([]bot.APIKey, error)
	// AddKey adds a key as AddHook adds a hook.
	AddKey(ctx context.Context, by bot.Officer, k bot.APIKey, token string) error
	RevokeKey(ctx context.Context, by bot.Officer, id string) error
}

// A lead connects the systems of their agency. An administrator sees all and can
// switch them off: what leaves an agency is for its lead to decide.
var (
	keepSystems    = []bot.Role{bot.RoleLead, bot.RoleAdministrator}
	connectSystems = []bot.Role{bot.RoleLead}
)

func (c *Console) systemRoutes() []route {
	return []route{
		{method: "GET", path: "systems", who: keepSystems, page: c.systems},
		{method: "GET", path: "systems/hooks/new", who: connectSystems, page: c.newHook},
		{method: "POST", path: "systems/hooks/new", who: connectSystems, page: c.addHook},
		{method: "GET", path: "systems/hooks/{id}", who: keepSystems, page: c.hook},
		{method: "POST", path: "systems/hooks/{id}", who: connectSystems, page: c.changeHook},
		{method: "POST", path: "systems/hooks/{id}/switch", who: keepSystems, page: c.switchHook},
		{method: "POST", path: "systems/hooks/{id}/secret", who: connectSystems, page: c.newSecret},
		{method: "POST", path: "systems/hooks/{id}/test", who: connectSystems, page: c.testHook},
		{method: "POST", path: "systems/hooks/{id}/again", who: connectSystems, page: c.sendAgain},
		{method: "GET", path: "systems/hooks/{id}/remove", who: connectSystems, page: c.askRemoveHook},
		{method: "POST", path: "systems/hooks/{id}/remove", who: connectSystems, page: c.removeHook},
		{method: "GET", path: "systems/keys/new", who: connectSystems, page: c.newKey},
		{method: "POST", path: "systems/keys/new", who: connectSystems, page: c.addKey},
		{method: "GET", path: "systems/keys/{id}/revoke", who: keepSystems, page: c.askRevoke},
		{method: "POST", path: "systems/keys/{id}/revoke", who: keepSystems, page: c.revokeKey},
	}
}

// systemsPage lists what is connected.
type systemsPage struct {
	Done     string
	Hooks    []bot.Hook
	Keys     []bot.APIKey
	Revoked  []bot.APIKey
	Connects bool // the officer may connect more
	All      bool // of every agency
}

func (c *Console) systems(w http.ResponseWriter, r *http.Request, v visit) {
	page := systemsPage{Done: systemDone(r), Connects: v.officer.ConnectsSystems(v.officer.Agency), All: v.officer.Role == bot.RoleAdministrator}
	var err error
	var keys []bot.APIKey
	if page.Hooks, err = c.Store.Hooks(r.Context(), v.officer); err == nil {
		keys, err = c.Store.APIKeys(r.Context(), v.officer)
	}
	if err != nil {
		c.failed(w, r, err)
		return
	}
	for _, key := range keys {
		if key.Revoked.IsZero() {
			page.Keys = append(page.Keys, key)
		} else {
			page.Revoked = append(page.Revoked, key)
		}
	}
	c.render(w, http.StatusOK, "systems", &v, sheet{Title: "Systems", Here: "systems", Page: page})
}

// secretPage shows a secret, this once.
type secretPage struct {
	Title  string
	Secret string
	Lines  []string
	Way    string
}

func (c *Console) showSecret(w http.ResponseWriter, v visit, page secretPage) {
	c.render(w, http.StatusOK, "secret", &v, sheet{Title: page.Title, Here: "systems", Page: page})
}

// systemDone says what was done, as the address names it.
func systemDone(r *http.Request) string {
	return map[string]string{
		"before":  "That was done before, by the same form. The secret was shown then, and only then: make another one if nobody kept it.",
		"saved":   "Saved.",
		"on":      "Switched on. What waited goes now.",
		"off":     "Switched off. It is told nothing until a team lead switches it on.",
		"test":    "A test is on its way. What came of it stands in the log in a moment: load this page again.",
		"again":   "It is sent again now. What came of it stands in the log in a moment: load this page again.",
		"removed": "Removed, with its log.",
		"revoked": "Revoked. The key does not work any more.",
	}[r.URL.Query().Get("done")]
}

// Words for systems.

func hookState(h bot.Hook) string {
	switch h.State {
	case bot.HookOff:
		return "Off"
	case bot.HookPaused:
		return "Paused: it failed for three days"
	case bot.HookGone:
		return "Off: it said that it is gone"
	case bot.HookOn:
	}
	if !h.Failing.IsZero() {
		return "Failing"
	}
	return "On"
}

func hookEvent(event bot.HookEvent) string {
	words := map[bot.HookEvent]string{
		bot.HookReferred: "A report comes to the agency", bot.HookTaken: "Somebody takes it, or is handed it",
		bot.HookReplied: "An officer writes to the resident", bot.HookAnswered: "The resident writes",
		bot.HookChanged: "Its theme or urgency changes", bot.HookClosed: "It is closed", bot.HookReopened: "It is opened again",
		bot.HookWithdrawn: "The resident takes it back", bot.HookPassed: "It leaves the agency",
		bot.HookForgotten: "The resident has it deleted", bot.HookTest: "Test",
	}
	if word, known := words[event]; known {
		return word
	}
	return string(event)
}

func hookFailure(d bot.HookDelivery) string {
	switch d.Failure {
	case "":
		return ""
	case "slow":
		return "no answer within 15 seconds"
	case "redirect":
		return fmt.Sprintf("it redirected (status %d), which is not followed", d.Status)
	case "refused":
		return "inside a private network: not connected"
	case "unreachable":
		return "could not be reached, or its certificate is not valid"
	case "fault":
		return "a fault on our side"
	}
	return "it answered with status " + strconv.Itoa(d.Status)
}

func took(d time.Duration) string {
	if d < time.Second {
		return strconv.FormatInt(d.Milliseconds(), 10) + " ms"
	}
	return strconv.FormatFloat(d.Seconds(), 'f', 1, 64) + " s"
}

// notKept answers an error about a system: what an officer doesn't keep is not
// there.
func (c *Console) notKept(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, bot.ErrNotFound) || errors.Is(err, bot.ErrMayNot) {
		c.nowhere(w, r)
		return
	}
	c.failed(w, r, err)
}
