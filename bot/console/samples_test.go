package console_test

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"yousaid/bot"
	"yousaid/bot/console"
)

// sample says how a test asks for a route. Every route of the table has one.
type sample struct {
	kind    string            // of the id in its path, of kinds; empty: there is none
	more    string            // what stands behind the path, such as a query
	form    map[string]string // what is posted; a value "id:KIND" is an id of that kind
	foreign bool              // its page is of another hand: how it looks is not ours
	file    bool              // it answers with a file or a stream, not with a page
	anyone  bool              // who hasn't signed in may ask, too
	foul    bool              // it sets what follows aside: signing out, say
}

// samples are for every route of the table, by method and path. A route that is
// added there is added here: then who may have it is tried, and how its page
// looks and sounds.
var samples = map[string]sample{
	"GET sign-in":     {anyone: true},
	"POST sign-in/as": {anyone: true, form: map[string]string{"officer": "id:officer"}},
	"POST sign-out":   {foul: true},
	"GET {$}":         {more: "?view=all"},
	"GET audit":       {},
	"GET audit.csv":   {file: true},
	"GET jobs/":       {foreign: true},
	"POST jobs/":      {more: "api/jobs/retry"},
	"PUT jobs/":       {more: "api/queues/default/pause"},
	"PATCH jobs/":     {more: "api/queues/default"},
}

// kinds make ids for routes: of who asks, and of others.
var kinds = map[string]kind{
	"report":  {own: reportOn(4), guarded: reportOn(3), other: reportOn(6), full: (*rig).busy, unknown: reference},
	"officer": {own: officerOf(home), other: officerOf("neighbourhood-services"), all: []bot.Role{bot.RoleAdministrator}},
}

// home is the agency of everybody who asks. It leads a theme that is guarded,
// and one that isn't.
const home = "public-health"

// kind is one kind of id. Its functions make what the ids are of, anew for each
// request: what was done about one must not change what the next request meets.
type kind struct {
	own     func(*rig) string
	guarded func(*rig) string // own, but only for who is cleared; nil: no such thing
	other   func(*rig) string // another agency's
	full    func(*rig) string // own, with all that may stand on its page; nil: as own
	unknown func() string     // nobody's; nil: a UUID
	all     []bot.Role        // who has other agencies', too; nil: coordinators
}

func reportOn(theme int) func(*rig) string {
	return func(r *rig) string { return r.file(theme, mark).Reference }
}

func reference() string { return bot.NewFresh("LUT")().Reference }

func officerOf(agency string) func(*rig) string {
	return func(r *rig) string { return r.officer("Kofi", agency, bot.RoleOfficer, false).ID }
}

// fullest makes one with all that may stand on its page.
func (k kind) fullest(r *rig) string {
	if k.full != nil {
		return k.full(r)
	}
	return k.own(r)
}

// nobodys makes one that is nobody's.
func (k kind) nobodys() string {
	if k.unknown != nil {
		return k.unknown()
	}
	return uuid.NewString()
}

// everywhere reports whether somebody has other agencies' ids of a kind, too.
func (k kind) everywhere(o bot.Officer) bool {
	if k.all == nil {
		return o.Role == bot.RoleCoordinator
	}
	return slices.Contains(k.all, o.Role)
}

var wildcard = regexp.MustCompile(`\{[a-z]+(\.\.\.)?\}`)

// path fills a route's path in. An id of several parts, with spaces between
// them, fills as many wildcards.
func (s sample) path(route console.Route, id string) string {
	parts := append(strings.Fields(id), "")
	return wildcard.ReplaceAllStringFunc(strings.TrimSuffix(route.Path, "{$}"), func(string) string {
		part := parts[0]
		if len(parts) > 2 {
			parts = parts[1:]
		}
		return part
	}) + s.more
}

// filled is the form with the ids that pick makes.
func (s sample) filled(pick func(kind) string) url.Values {
	form := url.Values{"form": {uuid.NewString()}, "id": {uuid.NewString()}}
	for name, value := range s.form {
		if of, is := strings.CutPrefix(value, "id:"); is {
			value = pick(kinds[of])
		}
		form.Set(name, value)
	}
	return form
}

// named are the kinds of ids that its form has.
func (s sample) named() (list []kind) {
	for _, value := range s.form {
		if of, is := strings.CutPrefix(value, "id:"); is {
			list = append(list, kinds[of])
		}
	}
	return list
}

// sampled gives each route of the table with its sample; one without fails the
// test, and so does a sample whose route is gone.
func sampled(t *testing.T, table []console.Route, fn func(string, console.Route, sample)) {
	t.Helper()
	left := map[string]bool{}
	for name := range samples {
		left[name] = true
	}
	for _, route := range table {
		name := route.Method + " " + route.Path
		delete(left, name)
		s, known := samples[name]
		if !known {
			t.Errorf("%s has no sample: say in samples_test.go how it is asked for", name)
			continue
		}
		if s.anyone != route.Open {
			t.Errorf("%s: anyone may: %t, its sample says %t", name, route.Open, s.anyone)
		}
		fn(name, route, s)
	}
	for name := range left {
		t.Errorf("there is no route %s any more: take its sample away", name)
	}
}
