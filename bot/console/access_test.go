package console_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"yousaid/bot"
	"yousaid/bot/console"
)

// Who may ask for what: every route, by every role, with ids of their agency, of
// another, of what they are not cleared for and of nothing. What isn't theirs
// answers exactly as what doesn't exist.
func TestEveryRouteIsForWhoMayAndNobodyElse(t *testing.T) {
	t.Parallel()
	r := open(t).rig
	r.exec(`INSERT INTO river.river_queue (name, metadata, created_at, updated_at) VALUES ('default', '{}', now(), now())`)
	all, routes, asked := r.callers(), 0, 0
	sampled(t, r.pages.Table(), func(name string, route console.Route, s sample) {
		r.strangerAsks(name, route, s)
		routes++
		for _, one := range all {
			asked += r.asks(name, route, s, one)
		}
	})
	t.Logf("%d routes, %d kinds of officer, %d requests", routes, len(all), asked)
}

// caller is an officer at a browser.
type caller struct {
	*browser
	who bot.Officer
}

// callers are an officer of each role, cleared and not, who have signed in. They
// stay: to sign in for each route takes longer than what is tried.
func (r *rig) callers() (all []*caller) {
	r.t.Helper()
	for _, role := range bot.Roles() {
		for _, cleared := range []bool{false, true} {
			who := r.officer("Ruth", home, role, cleared)
			all = append(all, &caller{r.signedIn(who), who})
		}
	}
	return all
}

// strangerAsks checks that nobody gets anything before signing in.
func (r *rig) strangerAsks(name string, route console.Route, s sample) {
	r.t.Helper()
	id := ""
	if s.kind != "" {
		id = kinds[s.kind].own(r)
	}
	p := r.stranger().try(route, s, id, func(k kind) string { return k.own(r) })
	switch {
	case s.anyone:
		if p.Status >= http.StatusInternalServerError || (p.Status == http.StatusNotFound) != s.nothing {
			r.t.Errorf("%s: a stranger gets status %d", name, p.Status)
		}
	case s.data:
		if p.Status != http.StatusUnauthorized || strings.Contains(p.Body, "<") {
			r.t.Errorf("%s: a stranger gets status %d: %.100s", name, p.Status, p.Body)
		}
	case route.Method == http.MethodGet:
		if !strings.HasPrefix(p.Path, "sign-in?to=") {
			r.t.Errorf("%s: a stranger is led to %q with status %d", name, p.Path, p.Status)
		}
	default:
		if p.Status != http.StatusForbidden {
			r.t.Errorf("%s: a stranger gets status %d", name, p.Status)
		}
	}
}

// asks tries a route as one officer, and says by how many ids.
func (r *rig) asks(name string, route console.Route, s sample, one *caller) (asked int) {
	r.t.Helper()
	who, nothing := one.who, one.nothing(route, s)
	may := slices.Contains(route.Roles, who.Role) && (s.only == nil || s.only(who))
	for what, id := range r.ids(s.kind, who) {
		if may && s.endless || s.anyone {
			continue // it would not end, or is for nobody who is in
		}
		asked++
		p := one.try(route, s, id.id, func(k kind) string { return k.own(r) })
		p.Body = without(p.Body, id.id)
		r.expect(name+" of "+what, who, p, nothing, may && id.theirs)
		if s.foul {
			one.browser = r.signedIn(who)
		}
	}
	if may && len(s.named()) > 0 {
		r.names(name, route, s, one)
		if s.foul {
			one.browser = r.signedIn(who)
		}
	}
	if !one.stays() {
		r.t.Errorf("%s: %s is signed out by it, or is somebody else: its sample has to be foul", name, person(who))
		one.browser = r.signedIn(who)
	}
	return asked
}

// stays reports whether the browser is still its officer's, who may as much as
// before.
func (c *caller) stays() bool {
	c.rig.t.Helper()
	site, err := url.Parse(c.rig.site)
	if err != nil {
		c.rig.t.Fatal(err)
	}
	for _, cookie := range c.Jar.Cookies(site) {
		if is, err := c.rig.Session(c.rig.t.Context(), cookie.Value, time.Hour); err == nil {
			return is.ID == c.who.ID && is.Role == c.who.Role && is.Cleared == c.who.Cleared
		}
	}
	return false
}

// nothing is what a route answers of an id that is nobody's: the page of what
// isn't there, which may give back what was typed.
func (b *browser) nothing(route console.Route, s sample) page {
	b.rig.t.Helper()
	if s.kind == "" {
		p := b.get("no-such-page")
		p.Body = without(p.Body, "")
		return p
	}
	id := kinds[s.kind].nobodys()
	p := b.try(route, s, id, func(k kind) string { return k.own(b.rig) })
	p.Body = without(p.Body, id)
	if p.Status != http.StatusNotFound {
		b.rig.t.Errorf("%s %s of nobody: status %d: %.200s", route.Method, route.Path, p.Status, p.Body)
	}
	return p
}

// without takes out of a page the ids that were asked for, which it may say
// again, and the bar, which counts what waits meanwhile.
func without(body, id string) string {
	body = bar.ReplaceAllString(body, "")
	for _, part := range strings.Fields(id) {
		body = strings.ReplaceAll(body, part, "")
	}
	return body
}

// names tries a form on what is the officer's own, which names what isn't, or
// what isn't there.
func (r *rig) names(name string, route console.Route, s sample, one *caller) {
	r.t.Helper()
	who, id := one.who, ""
	if s.kind != "" {
		id = kinds[s.kind].own(r)
	}
	other := one.try(route, s, id, func(k kind) string { return k.other(r) })
	unknown := one.try(route, s, id, kind.nobodys)
	if unknown.Status < http.StatusBadRequest {
		r.t.Errorf("%s with a form of unknown ids: %s gets status %d", name, person(who), unknown.Status)
	}
	reach := !slices.ContainsFunc(s.named(), func(k kind) bool { return !k.everywhere(who) })
	if !s.anyone && !reach && (other.Status != unknown.Status || other.Status == http.StatusNotFound && other.Body != unknown.Body) {
		r.t.Errorf("%s with a form of another agency's ids: %s gets status %d, with unknown ones %d", name, person(who), other.Status, unknown.Status)
	}
}

// tried is an id, and whether who asks may have it.
type tried struct {
	id     string
	theirs bool
}

func (r *rig) ids(of string, who bot.Officer) map[string]tried {
	if of == "" {
		return map[string]tried{"nothing": {"", true}}
	}
	k, known := kinds[of]
	if !known {
		r.t.Fatalf("there is no kind %q of ids", of)
	}
	list := map[string]tried{
		"their agency": {k.own(r), true}, "another agency": {k.other(r), k.everywhere(who)},
		"nobody": {k.nobodys(), false},
	}
	if who.Role == bot.RoleOfficer && !who.Cleared { // no id: the same for everybody
		list["no shape"], list["a quote"] = tried{"zz", false}, tried{"%27%22%3C", false}
	}
	if k.guarded != nil {
		list["a guarded theme"] = tried{k.guarded(r), who.Cleared}
	}
	return list
}

// expect checks an answer: what may be had is there, in whatever state; what
// may not is nothing at all.
func (r *rig) expect(name string, who bot.Officer, got, nothing page, may bool) {
	r.t.Helper()
	isNothing := got.Status == http.StatusNotFound && got.Body == nothing.Body
	switch {
	case may && (got.Status == http.StatusNotFound || got.Status >= http.StatusInternalServerError):
		r.t.Errorf("%s: %s may, and gets status %d", name, person(who), got.Status)
	case !may && !isNothing:
		r.t.Errorf("%s: %s may not, and gets status %d: %.300s", name, person(who), got.Status, got.Body)
	}
}

func person(o bot.Officer) string {
	if o.Cleared {
		return "cleared " + string(o.Role)
	}
	return string(o.Role)
}

// try asks for a route as its sample says.
func (b *browser) try(route console.Route, s sample, id string, pick func(kind) string) page {
	b.rig.t.Helper()
	if route.Method == http.MethodGet {
		return b.get(s.path(route, id))
	}
	return b.do(route.Method, s.path(route, id), s.filled(pick))
}
