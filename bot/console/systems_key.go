package console

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/google/uuid"

	"yousaid/bot"
)

// keyForm is what is asked about a new API key.
type keyForm struct {
	bot.APIKey
	Problems mistakes
	Clears   bool // the officer may open guarded themes
}

func (c *Console) newKey(w http.ResponseWriter, _ *http.Request, v visit) {
	c.showNewKey(w, http.StatusOK, v, keyForm{APIKey: bot.APIKey{ID: uuid.NewString()}})
}

func (c *Console) showNewKey(w http.ResponseWriter, status int, v visit, asked keyForm) {
	asked.Clears = v.officer.Cleared
	c.render(w, status, "key_new", &v, sheet{Title: titled("Make an API key", len(asked.Problems) > 0), Here: "systems", Page: asked})
}

func (c *Console) addKey(w http.ResponseWriter, r *http.Request, v visit) {
	f, ok := c.form(w, r, mostFields)
	if !ok {
		return
	}
	token, begins := bot.NewAPIKey()
	asked := keyForm{APIKey: bot.APIKey{
		ID: f.Get("id"), Agency: v.officer.Agency, Name: strings.TrimSpace(f.Get("name")), Begins: begins,
		Words: f.Get("words") != "", Guarded: f.Get("guarded") != "", Creates: f.Get("creates") != "",
	}}
	if _, err := uuid.Parse(asked.ID); err != nil {
		asked.ID = uuid.NewString()
	}
	if text := nameProblem(asked.Name); text != "" {
		asked.Problems = append(asked.Problems, problem{"name", text})
		c.showNewKey(w, http.StatusUnprocessableEntity, v, asked)
		return
	}
	err := c.Store.AddKey(r.Context(), v.officer, asked.APIKey, token)
	switch {
	case errors.Is(err, bot.ErrUsed):
		http.Redirect(w, r, c.at("systems")+"?done=before", http.StatusSeeOther)
	case errors.Is(err, bot.ErrMayNot):
		asked.Problems = append(asked.Problems, problem{"guarded", mayNotGuarded})
		c.showNewKey(w, http.StatusUnprocessableEntity, v, asked)
	case errors.Is(err, bot.ErrConflict):
		asked.Problems = append(asked.Problems, problem{"name", asManyAsMay})
		c.showNewKey(w, http.StatusConflict, v, asked)
	case err != nil:
		c.failed(w, r, err)
	default:
		c.showSecret(w, v, secretPage{
			Title: "The API key " + asked.Name, Secret: token, Way: c.at("systems"),
			Lines: []string{"Give it to whoever runs your system, by a way that nobody else reads. Whoever has it reads your agency’s reports as it may: revoke it if it gets into other hands."},
		})
	}
}

// keyOf finds a key that an officer keeps and that still works.
func (c *Console) keyOf(r *http.Request, v visit) (bot.APIKey, error) {
	keys, err := c.Store.APIKeys(r.Context(), v.officer)
	if err != nil {
		return bot.APIKey{}, err
	}
	i := slices.IndexFunc(keys, func(k bot.APIKey) bool { return k.ID == r.PathValue("id") && k.Revoked.IsZero() })
	if i < 0 {
		return bot.APIKey{}, bot.ErrNotFound
	}
	return keys[i], nil
}

func (c *Console) askRevoke(w http.ResponseWriter, r *http.Request, v visit) {
	key, err := c.keyOf(r, v)
	if err != nil {
		c.notKept(w, r, err)
		return
	}
	c.sure(w, v, surePage{
		Title: "Revoke " + key.Name, Path: c.at("systems/keys/" + key.ID + "/revoke"), Button: "Revoke it", Way: c.at("systems"),
		Lines: []string{"The system that uses this key can’t read or file reports from then on. A revoked key never works again."},
	})
}

func (c *Console) revokeKey(w http.ResponseWriter, r *http.Request, v visit) {
	if err := c.Store.RevokeKey(r.Context(), v.officer, r.PathValue("id")); err != nil {
		c.notKept(w, r, err)
		return
	}
	http.Redirect(w, r, c.at("systems")+"?done=revoked", http.StatusSeeOther)
}
