package console_test

import (
	"context"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"yousaid/bot"
	"yousaid/bot/console"
)

// ends waits until a page has heard that its session is over, and its stream has
// ended: long before anybody looks by the clock.
func (e *ear) ends(what string) {
	e.t.Helper()
	if said, ok := e.hears("over", soon); !ok {
		e.t.Errorf("%s: it isn't said that the session is over, but %q", what, said)
	}
	for until := time.Now().Add(soon); ; {
		if _, more := e.next(time.Until(until)); !more {
			break
		}
	}
	if _, open := <-e.lines; open {
		e.t.Errorf("%s: the stream goes on", what)
	}
}

// stays checks that nothing was said of an end.
func (e *ear) stays(what string) {
	e.t.Helper()
	if said, ok := e.hears("over", quiet); ok {
		e.t.Errorf("%s: another session's stream ended: %v", what, said)
	}
}

// endings are the ways in which somebody ends sessions; each ends that of ruth's
// first browser.
func endings(admin *browser) map[string]func(o bot.Officer, first, second *browser) {
	return map[string]func(bot.Officer, *browser, *browser){
		"signed out":            func(_ bot.Officer, first, _ *browser) { first.post("sign-out", url.Values{}) },
		"signed out everywhere": func(_ bot.Officer, _, second *browser) { second.post("sign-out", url.Values{"everywhere": {"yes"}}) },
		"signed in anew":        func(o bot.Officer, first, _ *browser) { first.post("sign-in/as", url.Values{"officer": {o.ID}}) },
		"app reset":             func(o bot.Officer, _, _ *browser) { admin.post("people/"+o.ID+"/app", url.Values{}) },
		"removed":               func(o bot.Officer, _, _ *browser) { admin.post("people/"+o.ID+"/remove", url.Values{}) },
	}
}

func TestStreamEndsWithItsSession(t *testing.T) {
	t.Parallel()
	r := start(t)
	admin := r.signedIn(r.officer("Ada", "partnership", bot.RoleAdministrator, false))
	bystander := r.signedIn(r.officer("Mia", "neighbourhood-services", bot.RoleOfficer, false)).listen()
	for what, end := range endings(admin) {
		ruth := r.officer("Ruth", "neighbourhood-services", bot.RoleOfficer, false)
		first, second := r.signedIn(ruth), r.signedIn(ruth)
		page, again, other := first.listen(), first.listen(), second.listen()
		end(ruth, first, second)
		page.ends(what)
		again.ends(what + ", another page")
		if what == "signed out" || what == "signed in anew" {
			other.stays(what)
			continue
		}
		other.ends(what + ", another browser")
	}
	bystander.stays("all that")
	ruth := r.officer("Ruth", "neighbourhood-services", bot.RoleOfficer, false)
	page := r.signedIn(ruth).listen()
	r.must(r.RemoveOfficer(t.Context(), ruth.ID)) // as the command line does
	page.ends("removed elsewhere")
}

// unheard is a record whose connection for news is down.
type unheard struct{ console.Store }

func (unheard) Listen(ctx context.Context, _, _ func(string)) { <-ctx.Done() }

func TestStreamEndsThoughNoNewsCome(t *testing.T) {
	t.Parallel()
	r := start(t, func(c *console.Config) { c.Store = unheard{c.Store} })
	admin := r.signedIn(r.officer("Ada", "partnership", bot.RoleAdministrator, false))
	for what, end := range endings(admin) {
		ruth := r.officer("Ruth", "neighbourhood-services", bot.RoleOfficer, false)
		first, second := r.signedIn(ruth), r.signedIn(ruth)
		page := first.listen()
		end(ruth, first, second)
		page.ends(what)
	}
}

func TestStreamOfAnotherReplicaEnds(t *testing.T) {
	t.Parallel()
	r := start(t)
	pages, err := console.New(r.config)
	r.must(err)
	handler, err := pages.Handler()
	r.must(err)
	server, stop := httptest.NewServer(handler), live(t, pages)
	t.Cleanup(func() { stop(); server.Close() })
	here := r.site
	admin := r.signedIn(r.officer("Ada", "partnership", bot.RoleAdministrator, false))
	for what, end := range endings(admin) {
		ruth := r.officer("Ruth", "neighbourhood-services", bot.RoleOfficer, false)
		first, second := r.signedIn(ruth), r.signedIn(ruth)
		r.site = server.URL + console.Path
		page := first.listen()
		page.settle() // it hears when the replica has its connection for news
		r.site = here
		end(ruth, first, second)
		page.ends(what)
	}
}

func TestStreamEndsWhenTheSessionsTimeIsOver(t *testing.T) {
	t.Parallel()
	r := start(t)
	ruth := r.officer("Ruth", "neighbourhood-services", bot.RoleOfficer, false)
	unused, used := r.signedIn(ruth), r.signedIn(ruth)
	r.later(30*time.Minute - 12*time.Second)
	idle, inUse := unused.listen(), used.listen()
	used.get("account")
	idle.ends("left alone") // an open page is not in use
	inUse.stays("used meanwhile")
	if _, err := r.Pool().Exec(t.Context(), `UPDATE console_sessions SET expires_at = $1 WHERE officer_id = $2`, r.now().Add(3*time.Second), ruth.ID); err != nil {
		t.Fatal(err)
	}
	shift := used.listen()
	used.get("account")
	shift.ends("after a shift")
}
