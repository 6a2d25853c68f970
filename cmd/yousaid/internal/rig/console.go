package rig

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"yousaid/bot"
)

// Console is an officer's browser that is signed in.
type Console struct {
	rig    *Rig
	cookie string
}

// Console signs an officer in. How they do that is tried elsewhere; here the
// record is written as signing in would have it.
func (r *Rig) Console(ctx context.Context, officer *Officer) (*Console, error) {
	store, err := r.open(ctx)
	if err != nil {
		return nil, err
	}
	defer store.Close()
	ids := Rows[string](r, `SELECT id::text FROM officers WHERE name = $1`, officer.Name)
	if len(ids) != 1 {
		return nil, fmt.Errorf("%d officers are called %s", len(ids), officer.Name)
	}
	token := bot.NewSecret()
	r.Mark(token)
	return &Console{r, token}, store.OpenSession(ctx, token, ids[0], "test", time.Hour)
}

// Page asks for a page below /console/.
func (c *Console) Page(ctx context.Context, path string) (status int, body string, err error) {
	return c.do(ctx, http.MethodGet, path, nil)
}

// Send sends a form to an address below /console/.
func (c *Console) Send(ctx context.Context, path string, form url.Values) (status int, body string, err error) {
	return c.do(ctx, http.MethodPost, path, form)
}

func (c *Console) do(ctx context.Context, method, path string, form url.Values) (status int, body string, err error) {
	request, err := http.NewRequestWithContext(ctx, method, c.rig.Replicas[0].URL()+"/console/"+path, strings.NewReader(form.Encode()))
	if err != nil {
		return 0, "", err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Origin", PublicURL)
	request.AddCookie(&http.Cookie{Name: "__Host-console", Value: c.cookie, Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	answer, err := http.DefaultTransport.RoundTrip(request) // it follows nothing
	if err != nil {
		return 0, "", err
	}
	defer func() { _ = answer.Body.Close() }()
	read, err := io.ReadAll(answer.Body)
	return answer.StatusCode, string(read), err
}
