package console

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"

	"yousaid/bot"
)

// hookForm is what is asked about a hook.
type hookForm struct {
	bot.Hook
	Problems mistakes
	Path     string
	Button   string
	Clears   bool // the officer may open guarded themes
}

// mistakes are what is wrong with the fields of a form.
type mistakes []problem

// Said is what is wrong with a field; empty for nothing.
func (p mistakes) Said(field string) string {
	for _, one := range p {
		if one.Field == field {
			return one.Text
		}
	}
	return ""
}

// Events are all that can be chosen.
func (hookForm) All() []bot.HookEvent { return bot.HookEvents() }

// Has reports whether an event is chosen.
func (f hookForm) Has(event bot.HookEvent) bool { return slices.Contains(f.Events, event) }

// hookPage is a hook, with what can be done about it.
type hookPage struct {
	bot.Hook
	Form     hookForm
	Log      []bot.HookDelivery
	Done     string
	Connects bool
}

func (c *Console) newHook(w http.ResponseWriter, _ *http.Request, v visit) {
	c.showNewHook(w, http.StatusOK, v, hookForm{Hook: bot.Hook{ID: uuid.NewString(), Events: bot.HookEvents()}})
}

func (c *Console) showNewHook(w http.ResponseWriter, status int, v visit, asked hookForm) {
	asked.Path, asked.Button, asked.Clears = c.at("systems/hooks/new"), "Connect it", v.officer.Cleared
	c.render(w, status, "hook_new", &v, sheet{Title: titled("Connect a system by webhooks", len(asked.Problems) > 0), Here: "systems", Page: asked})
}

// readHook reads what was asked, and what is wrong with it.
func (c *Console) readHook(r *http.Request, f form, v visit) hookForm {
	asked := hookForm{Hook: bot.Hook{
		ID: f.Get("id"), Agency: v.officer.Agency, URL: strings.TrimSpace(f.Get("url")), Description: strings.TrimSpace(f.Get("description")),
		Guarded: f.Get("guarded") != "",
	}}
	for _, event := range f.Values["event"] {
		if event := bot.HookEvent(event); event.Known() && !asked.Has(event) {
			asked.Events = append(asked.Events, event)
		}
	}
	if text := nameProblem(asked.Description); text != "" {
		asked.Problems = append(asked.Problems, problem{"description", text})
	}
	var refused *bot.HookRefusedError
	if err := c.CheckHook(r.Context(), asked.URL); errors.As(err, &refused) {
		asked.Problems = append(asked.Problems, problem{"url", refused.Why})
	} else if err != nil {
		asked.Problems = append(asked.Problems, problem{"url", "This address could not be looked at. Try again."})
	}
	if len(asked.Events) == 0 {
		asked.Problems = append(asked.Problems, problem{"events", "Choose at least one thing that it is told."})
	}
	return asked
}

// nameProblem says what is wrong with what a system is called.
func nameProblem(name string) string {
	switch {
	case name == "":
		return "Enter what the system is called."
	case utf8.RuneCountInString(name) > longestName || strings.ContainsFunc(name, unicode.IsControl):
		return "The name can have up to 80 characters, on one line."
	}
	return ""
}

const (
	mayNotGuarded = "Guarded themes are not yours to open: you are not cleared for them."
	asManyAsMay   = "Your agency has as many as it may have. Remove one first."
)

func (c *Console) addHook(w http.ResponseWriter, r *http.Request, v visit) {
	f, ok := c.form(w, r, mostFields)
	if !ok {
		return
	}
	asked := c.readHook(r, f, v)
	if _, err := uuid.Parse(asked.ID); err != nil {
		asked.ID = uuid.NewString()
	}
	if len(asked.Problems) > 0 {
		c.showNewHook(w, http.StatusUnprocessableEntity, v, asked)
		return
	}
	secret := bot.NewHookSecret()
	err := c.Store.AddHook(r.Context(), v.officer, asked.Hook, secret)
	switch {
	case errors.Is(err, bot.ErrUsed):
		http.Redirect(w, r, c.at("systems")+"?done=before", http.StatusSeeOther)
	case errors.Is(err, bot.ErrMayNot):
		asked.Problems = append(asked.Problems, problem{"guarded", mayNotGuarded})
		c.showNewHook(w, http.StatusUnprocessableEntity, v, asked)
	case errors.Is(err, bot.ErrConflict):
		asked.Problems = append(asked.Problems, problem{"url", asManyAsMay})
		c.showNewHook(w, http.StatusConflict, v, asked)
	case err != nil:
		c.failed(w, r, err)
	default:
		c.showHookSecret(w, v, asked.ID, secret)
	}
}

func (c *Console) showHookSecret(w http.ResponseWriter, v visit, id, secret string) {
	c.showSecret(w, v, secretPage{
		Title: "The secret of this connection", Secret: secret, Way: c.at("systems/hooks/" + url.PathEscape(id)),
		Lines: []string{
			"Give it to whoever runs your system, by a way that nobody else reads. With it the system checks that a message is ours.",
			"If there was a secret before, messages are signed with both for a day.",
		},
	})
}

func (c *Console) hook(w http.ResponseWriter, r *http.Request, v visit) {
	c.showHook(w, r, http.StatusOK, v, nil)
}

// showHook shows a hook; asked is a form that was not taken.
func (c *Console) showHook(w http.ResponseWriter, r *http.Request, status int, v visit, asked *hookForm) {
	hook, log, err := c.Store.Hook(r.Context(), v.officer, r.PathValue("id"))
	if err != nil {
		c.notKept(w, r, err)
		return
	}
	page := hookPage{Hook: hook, Log: log, Done: systemDone(r), Connects: v.officer.ConnectsSystems(hook.Agency), Form: hookForm{Hook: hook}}
	if asked != nil {
		page.Form = *asked
	}
	page.Form.ID, page.Form.Path, page.Form.Button = hook.ID, c.at("systems/hooks/"+hook.ID), "Save"
	page.Form.Clears = v.officer.Cleared || hook.Guarded
	c.render(w, status, "hook", &v, sheet{Title: titled(cmp.Or(hook.Description, "A system"), len(page.Form.Problems) > 0), Here: "systems", Page: page})
}

func (c *Console) changeHook(w http.ResponseWriter, r *http.Request, v visit) {
	f, ok := c.form(w, r, mostFields)
	if !ok {
		return
	}
	if _, _, err := c.Store.Hook(r.Context(), v.officer, r.PathValue("id")); err != nil {
		c.notKept(w, r, err)
		return
	}
	asked := c.readHook(r, f, v)
	asked.ID = r.PathValue("id")
	if len(asked.Problems) > 0 {
		c.showHook(w, r, http.StatusUnprocessableEntity, v, &asked)
		return
	}
	err := c.Store.ChangeHook(r.Context(), v.officer, asked.Hook)
	if errors.Is(err, bot.ErrMayNot) {
		asked.Problems = append(asked.Problems, problem{"guarded", mayNotGuarded})
		c.showHook(w, r, http.StatusUnprocessableEntity, v, &asked)
		return
	}
	c.hookDone(w, r, "saved", err)
}

func (c *Console) switchHook(w http.ResponseWriter, r *http.Request, v visit) {
	f, ok := c.form(w, r, mostFields)
	if !ok {
		return
	}
	what := "off"
	if f.Get("do") == "on" {
		what = "on"
	}
	c.hookDone(w, r, what, c.Store.SwitchHook(r.Context(), v.officer, r.PathValue("id"), what == "on"))
}

func (c *Console) newSecret(w http.ResponseWriter, r *http.Request, v visit) {
	secret := bot.NewHookSecret()
	if err := c.Store.RotateHook(r.Context(), v.officer, r.PathValue("id"), secret); err != nil {
		c.notKept(w, r, err)
		return
	}
	c.showHookSecret(w, v, r.PathValue("id"), secret)
}

func (c *Console) testHook(w http.ResponseWriter, r *http.Request, v visit) {
	c.hookDone(w, r, "test", c.Store.TestHook(r.Context(), v.officer, r.PathValue("id")))
}

func (c *Console) sendAgain(w http.ResponseWriter, r *http.Request, v visit) {
	f, ok := c.form(w, r, mostFields)
	if !ok {
		return
	}
	delivery, err := strconv.ParseInt(f.Get("delivery"), 10, 64)
	if err != nil {
		c.nowhere(w, r)
		return
	}
	c.hookDone(w, r, "again", c.Store.SendAgain(r.Context(), v.officer, r.PathValue("id"), delivery))
}

// hookDone leads back to a hook's page after something was done.
func (c *Console) hookDone(w http.ResponseWriter, r *http.Request, what string, err error) {
	if err != nil {
		c.notKept(w, r, err)
		return
	}
	http.Redirect(w, r, c.at("systems/hooks/"+url.PathEscape(r.PathValue("id")))+"?done="+what, http.StatusSeeOther)
}

// surePage asks before something is ended for good.
type surePage struct {
	Title  string
	Lines  []string
	Path   string
	Button string
	Way    string
}

func (c *Console) sure(w http.ResponseWriter, v visit, page surePage) {
	c.render(w, http.StatusOK, "sure", &v, sheet{Title: page.Title, Here: "systems", Page: page})
}

func (c *Console) askRemoveHook(w http.ResponseWriter, r *http.Request, v visit) {
	hook, _, err := c.Store.Hook(r.Context(), v.officer, r.PathValue("id"))
	if err != nil {
		c.notKept(w, r, err)
		return
	}
	way := c.at("systems/hooks/" + hook.ID)
	c.sure(w, v, surePage{
		Title: "Remove " + hook.Description, Path: way + "/remove", Button: "Remove it", Way: way,
		Lines: []string{"It is told nothing any more, what waits for it is dropped, and its log goes with it. To stop it for a while, switch it off instead."},
	})
}

func (c *Console) removeHook(w http.ResponseWriter, r *http.Request, v visit) {
	if err := c.Store.RemoveHook(r.Context(), v.officer, r.PathValue("id")); err != nil {
		c.notKept(w, r, err)
		return
	}
	http.Redirect(w, r, c.at("systems")+"?done=removed", http.StatusSeeOther)
}
