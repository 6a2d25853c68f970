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
	"yousaid/storage/storagetest"
)

// sample says how a test asks for a route. Every route of the table has one.
type sample struct {
	kind    string                 // of the id in its path, of kinds; empty: there is none
	only    func(bot.Officer) bool // of their ids, who has something there; nil: everybody who may
	more    string                 // what stands behind the path, such as a query
	form    map[string]string      // what is posted; a value "id:KIND" is an id of that kind
	foreign bool                   // its page is of another hand: how it looks is not ours
	file    bool                   // it answers with a file or a stream, not with a page
	data    bool                   // a page asks for it by itself: no stranger is led to signing in
	endless bool                   // it goes on until it is left
	nothing bool                   // there is nothing before one has begun to sign in
	anyone  bool                   // who hasn't signed in may ask, too
	foul    bool                   // who asked is signed out by it, or somebody else
}

// samples are for every route of the table, by method and path. A route that is
// added there is added here: then who may have it is tried, and how its page
// looks and sounds.
var samples = map[string]sample{
	"GET sign-in":     {anyone: true},
	"POST sign-in/as": {anyone: true, foul: true, form: map[string]string{"officer": "id:officer"}},
	"POST sign-out":   {foul: true},
	"GET {$}":         {more: "?view=all"},

	"GET list":    {file: true, data: true, more: "?view=all"},
	"GET events":  {file: true, data: true, endless: true},
	"GET search":  {more: "?q=needles"},
	"POST search": {form: map[string]string{"q": "needles"}},

	"GET report/{reference}":               {kind: "report"},
	"GET report/{reference}/photo/{photo}": {kind: "photo", file: true},
	"POST report/{reference}/preview":      {kind: "report", file: true, form: map[string]string{"for": "reply", "text": mark}},
	"POST report/{reference}/take":         {kind: "report"},
	"GET report/{reference}/reply":         {kind: "report"},
	"POST report/{reference}/reply":        {kind: "report", form: map[string]string{"text": mark}},
	"GET report/{reference}/note":          {kind: "report"},
	"POST report/{reference}/note":         {kind: "report", form: map[string]string{"text": mark}},
	"GET report/{reference}/pass":          {kind: "report"},
	"POST report/{reference}/pass":         {kind: "report", form: map[string]string{"to": "theme-8", "text": mark}},
	"GET report/{reference}/close":         {kind: "report"},
	"POST report/{reference}/close":        {kind: "report", form: map[string]string{"outcome": "done"}},

	"GET report/{reference}/hand":    {kind: "report"},
	"POST report/{reference}/hand":   {kind: "report", form: map[string]string{"to": "id:officer"}},
	"GET report/{reference}/urgent":  {kind: "report"},
	"POST report/{reference}/urgent": {kind: "report", form: map[string]string{"words": mark, "do": "mark"}},
	"GET report/{reference}/reopen":  {kind: "report"},
	"POST report/{reference}/reopen": {kind: "report", form: map[string]string{"words": mark}},
	"GET report/{reference}/link":    {kind: "report"},
	"POST report/{reference}/link":   {kind: "report", form: map[string]string{"reference": "id:report", "kind": "same"}},
	"GET report/{reference}/reveal":  {kind: "report"},
	"POST report/{reference}/reveal": {kind: "report", form: map[string]string{"ground": "life", "words": mark}},

	"GET incident/{id}":        {kind: "incident"},
	"GET incident/{id}/reply":  {kind: "incident"},
	"POST incident/{id}/reply": {kind: "incident", form: map[string]string{"words": mark}},
	"GET incident/{id}/close":  {kind: "incident"},
	"POST incident/{id}/close": {kind: "incident", form: map[string]string{"outcome": "done"}},

	"GET reveals":            {},
	"GET reveals/{id}":       {kind: "request", only: decides},
	"POST reveals/{id}":      {kind: "request", form: map[string]string{"do": "approve", "words": mark}},
	"POST reveals/{id}/show": {kind: "request", only: noneOfThese}, // who asked, once it is approved,

	"GET account":                     {},
	"POST account/recovery":           {},
	"POST account/away":               {form: map[string]string{"until": "tomorrow"}},
	"GET people":                      {},
	"GET people/new":                  {},
	"POST people/new":                 {},
	"GET people/{id}":                 {kind: "officer"},
	"POST people/{id}":                {kind: "officer"},
	"POST people/{id}/address":        {kind: "officer"},
	"POST people/{id}/address/remove": {kind: "officer", only: noneOfThese}, // it names an address,
	"POST people/{id}/away":           {kind: "officer", form: map[string]string{"until": "tomorrow"}},
	"POST people/{id}/invitation":     {kind: "officer"},
	"POST people/{id}/app":            {kind: "officer"},
	"POST people/{id}/account":        {kind: "officer"},
	"GET people/{id}/remove":          {kind: "officer"},
	"POST people/{id}/remove":         {kind: "officer"},

	"GET systems":                    {},
	"GET systems/hooks/new":          {},
	"POST systems/hooks/new":         {form: map[string]string{"url": "https://127.0.0.1:8443/", "description": "Cases", "event": "report.taken"}},
	"GET systems/hooks/{id}":         {kind: "hook"},
	"POST systems/hooks/{id}":        {kind: "hook", form: map[string]string{"url": "https://127.0.0.1:8443/", "description": "Cases", "event": "report.taken"}},
	"POST systems/hooks/{id}/switch": {kind: "hook", form: map[string]string{"do": "off"}},
	"POST systems/hooks/{id}/secret": {kind: "hook"},
	"POST systems/hooks/{id}/test":   {kind: "hook"},
	"POST systems/hooks/{id}/again":  {kind: "hook", only: noneOfThese}, // it names a delivery,
	"GET systems/hooks/{id}/remove":  {kind: "hook"},
	"POST systems/hooks/{id}/remove": {kind: "hook"},
	"GET systems/keys/new":           {},
	"POST systems/keys/new":          {form: map[string]string{"name": "Cases"}},
	"GET systems/keys/{id}/revoke":   {kind: "key"},
	"POST systems/keys/{id}/revoke":  {kind: "key"},

	"GET sign-in/work":        {anyone: true, file: true, nothing: true},
	"GET sign-in/oidc":        {anyone: true, file: true, nothing: true},
	"POST sign-in/code":       {anyone: true},
	"GET sign-in/code":        {anyone: true},
	"POST sign-in/code/check": {anyone: true},
	"GET sign-in/app":         {anyone: true},
	"GET sign-in/app.png":     {anyone: true, file: true, nothing: true},
	"POST sign-in/app":        {anyone: true},
	"POST sign-in/recovery":   {anyone: true},

	"GET updates":                  {},
	"GET updates/new":              {},
	"POST updates/new":             {form: map[string]string{"theme": "4", "words": mark}},
	"GET updates/{id}":             {kind: "update"},
	"GET updates/{id}/edit":        {kind: "update"},
	"POST updates/{id}/edit":       {kind: "update", form: map[string]string{"theme": "4", "words": mark, "version": "2"}},
	"GET updates/{id}/picture.jpg": {kind: "update", file: true},
	"GET updates/{id}/progress":    {kind: "update", file: true, data: true, endless: true},
	"POST updates/{id}/offer":      {kind: "update", form: map[string]string{"version": "2"}},
	"GET updates/{id}/decide":      {kind: "update"},
	"POST updates/{id}/decide":     {kind: "update", form: map[string]string{"version": "2", "do": "back", "comment": mark}},
	"POST updates/{id}/pause":      {kind: "update"},
	"POST updates/{id}/resume":     {kind: "update"},
	"GET updates/{id}/cancel":      {kind: "update"},
	"POST updates/{id}/cancel":     {kind: "update"},

	"GET comments":              {more: "?view=all"},
	"GET comments/figures":      {},
	"GET comments/{id}":         {kind: "comment"},
	"POST comments/{id}/answer": {kind: "comment", form: map[string]string{"words": mark}},

	"GET figures":      {more: "?period=52"},
	"GET figures.csv":  {file: true},
	"GET figures.json": {file: true},

	"GET audit":     {},
	"GET audit.csv": {file: true},
	"GET jobs/":     {foreign: true},
	"POST jobs/":    {more: "api/jobs/retry"},
	"PUT jobs/":     {more: "api/queues/default/pause"},
	"PATCH jobs/":   {more: "api/queues/default"},
}

// kinds make ids for routes: of who asks, and of others.
var kinds = map[string]kind{
	"report":   {own: reportOn(4), guarded: reportOn(3), other: reportOn(6), full: (*rig).busy, unknown: reference},
	"photo":    {own: photoOn(4), guarded: photoOn(3), other: photoOn(6), unknown: noPhoto},
	"incident": {own: incidentOf(4), guarded: incidentOf(3), other: incidentOf(6)},
	"request":  {own: requestOn(4), guarded: requestOn(3), other: requestOn(6)},
	"comment":  {own: commentOn(4), guarded: commentOn(3), other: commentOn(6)},
	"update":   {own: updateOn(4), other: updateOn(6)},
	"hook":     {own: hookOf(home), other: hookOf("neighbourhood-services"), full: (*rig).busyHook, all: []bot.Role{bot.RoleAdministrator}},
	"key":      {own: keyOf(home), other: keyOf("neighbourhood-services"), all: []bot.Role{bot.RoleAdministrator}},
	"officer":  {own: officerOf(home), other: officerOf("neighbourhood-services"), all: []bot.Role{bot.RoleAdministrator}},
}

func decides(o bot.Officer) bool { return o.Role == bot.RoleLead || o.Role == bot.RoleCoordinator }

func noneOfThese(bot.Officer) bool { return false }

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

func photoOn(theme int) func(*rig) string {
	return func(r *rig) string {
		reference := r.lived(theme, mark)
		return reference + " " + r.photoOf(reference)
	}
}

func incidentOf(theme int) func(*rig) string {
	return func(r *rig) string {
		one, other, by := r.file(theme, mark), r.file(theme, mark), r.lead(theme)
		if _, err := r.LinkReports(r.t.Context(), bot.Action{ID: uuid.NewString(), By: by}, one.ID, []string{other.ID}, bot.LinkSame); err != nil {
			r.t.Fatal(err)
		}
		return r.one(`SELECT incident_id::text FROM incident_members WHERE report_id = $1`, one.ID)
	}
}

func requestOn(theme int) func(*rig) string {
	return func(r *rig) string {
		known, by := r.file(theme, mark), r.lead(theme)
		if _, err := r.AskReveal(r.t.Context(), bot.Action{ID: uuid.NewString(), By: by}, known.ID, bot.RevealLife, because); err != nil {
			r.t.Fatal(err)
		}
		return r.one(`SELECT id::text FROM reveals WHERE report_id = $1`, known.ID)
	}
}

// lead is a team lead of the agency that leads a theme.
func (r *rig) lead(theme int) bot.Actor {
	return r.officer("Lea", storagetest.Plan(r.t).Leads(theme)[0].ID, bot.RoleLead, true).Actor()
}

// one reads a single text of the record.
func (r *rig) one(sql string, args ...any) (text string) {
	r.t.Helper()
	if err := r.Pool().QueryRow(r.t.Context(), sql, args...).Scan(&text); err != nil {
		r.t.Fatal(err)
	}
	return text
}

func noPhoto() string { return reference() + " " + uuid.NewString() }

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
// test.
func sampled(t *testing.T, table []console.Route, fn func(string, console.Route, sample)) {
	t.Helper()
	for _, route := range table {
		name := route.Method + " " + route.Path
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
}
