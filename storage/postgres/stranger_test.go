package postgres_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"yousaid/bot"
	"yousaid/storage/postgres"
)

// owned is what one agency has, by what it is: ids that another one must get
// nothing by.
func (r *rig) owned(theme int) map[string]string {
	r.t.Helper()
	lead := r.config.Plan.Leads(theme)[0].ID
	report, linked := r.lived(theme), r.file(ben, theme)
	by := r.person("Mia", lead, bot.RoleLead, true)
	if _, err := r.LinkReports(r.t.Context(), action(by), report.ID, []string{linked.ID}, bot.LinkSame); err != nil {
		r.t.Fatal(err)
	}
	draft, err := r.SaveDraft(r.t.Context(), action(by), report.ID, mark)
	if err != nil {
		r.t.Fatal(err)
	}
	if _, err := r.AskReveal(r.t.Context(), action(by), report.ID, bot.RevealLife, because); err != nil {
		r.t.Fatal(err)
	}
	update := uuid.NewString()
	if _, err := r.WriteUpdate(r.t.Context(), by, update, bot.Draft{Theme: theme, Words: mark}); err != nil {
		r.t.Fatal(err)
	}
	one := func(sql string) string {
		list := r.strings(sql)
		if len(list) == 0 {
			r.t.Fatalf("%s: nothing", sql)
		}
		return list[0]
	}
	return map[string]string{
		"report": report.ID, "reference": report.Reference, "linked": linked.ID, "draft": draft, "update": update, "officer": by.Officer,
		"photo": one(`SELECT id::text FROM files`), "comment": one(`SELECT id::text FROM comments`),
		"reveal": one(`SELECT id::text FROM reveals`), "incident": one(`SELECT incident_id::text FROM incident_members`),
		"desk": one(`SELECT id::text FROM desks`), "notice": one(`SELECT id::text FROM notices`),
	}
}

// unasked are methods that take an actor and are no question about what an
// agency has, with why.
var unasked = map[string]string{
	"NoteAudit":  "writes down what the caller did",
	"WorkAsDesk": "of these tests",
	"Note":       "of these tests",
}

// actors are the methods by which somebody asks or acts for an agency.
func actors() []reflect.Method {
	var list []reflect.Method
	store := reflect.TypeFor[*postgres.Store]()
	for i := range store.NumMethod() {
		m := store.Method(i)
		for n := 2; n < m.Type.NumIn(); n++ {
			switch m.Type.In(n) {
			case reflect.TypeFor[bot.Actor](), reflect.TypeFor[bot.Action]():
				if unasked[m.Name] == "" {
					list = append(list, m)
				}
			}
		}
	}
	return list
}

// ask calls a method for an actor, with an id for whatever is text. It returns
// what came back; nil for nothing or an error.
func (r *rig) ask(m reflect.Method, by bot.Actor, id string) (got []byte, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic: %v", cause)
		}
	}()
	args := []reflect.Value{reflect.ValueOf(r.Store)}
	for n := 1; n < m.Type.NumIn(); n++ {
		args = append(args, r.argument(m.Type.In(n), by, id))
	}
	var back []any
	for _, value := range m.Func.Call(args) {
		if failed, is := value.Interface().(error); is {
			return nil, failed
		}
		back = append(back, value.Interface())
	}
	return json.Marshal(back)
}

func (r *rig) argument(of reflect.Type, by bot.Actor, id string) reflect.Value {
	switch of {
	case reflect.TypeFor[context.Context]():
		return reflect.ValueOf(r.t.Context())
	case reflect.TypeFor[bot.Actor]():
		return reflect.ValueOf(by)
	case reflect.TypeFor[bot.Action]():
		return reflect.ValueOf(action(by))
	case reflect.TypeFor[bot.InboxFilter]():
		return reflect.ValueOf(bot.InboxFilter{View: bot.InboxAll, Most: 50})
	case reflect.TypeFor[bot.InboxSearch]():
		return reflect.ValueOf(bot.InboxSearch{Filter: bot.InboxFilter{View: bot.InboxAll, Most: 50}, Words: []string{"zebra"}, Within: time.Minute})
	case reflect.TypeFor[[]string]():
		return reflect.ValueOf([]string{id})
	}
	value := reflect.New(of).Elem()
	switch of.Kind() {
	case reflect.String:
		value.SetString(id)
	case reflect.Int:
		value.SetInt(1)
	case reflect.Bool:
		value.SetBool(true)
	default:
	}
	return value
}

// standing is all that the agency has, as it stands.
func (r *rig) standing() string {
	r.t.Helper()
	var all strings.Builder
	for _, table := range r.tables() {
		if strings.HasPrefix(table, "public.audit") || strings.HasPrefix(table, "river.") || table == "public.actions" {
			continue // who asked is written down
		}
		fmt.Fprintln(&all, table, r.strings(`SELECT coalesce(md5(string_agg(t::text, ' ' ORDER BY t::text)), '') FROM `+table+` t`))
	}
	return all.String()
}

// Every method that takes an actor is called for officers of every other
// agency with whatever ids the agency has: nothing comes back, and nothing
// changes.
func TestNoMethodGivesAnAgencyWhatIsAnothers(t *testing.T) {
	r := start(t)
	ids := r.owned(4)
	before := r.standing()
	leads := r.config.Plan.Leads(4)
	var strangers []string
	for _, agency := range r.config.Plan.Agencies {
		if agency.ID != leads[0].ID {
			strangers = append(strangers, agency.ID)
		}
	}
	if os.Getenv("FAULTS") != "all" {
		strangers = strangers[:2]
	}
	methods, calls := actors(), 0
	for _, agency := range strangers {
		for _, m := range methods {
			for what, id := range ids {
				by := bot.Actor{Officer: uuid.NewString(), Name: "Eve", Agency: agency, Role: bot.RoleLead, Cleared: true}
				got, err := r.ask(m, by, id)
				calls++
				if err != nil {
					continue
				}
				for other, mine := range ids {
					if other != what && bytes.Contains(got, []byte(mine)) {
						t.Errorf("%s gives %s the %s by the id of the %s", m.Name, agency, other, what)
					}
				}
				if bytes.Contains(got, []byte(mark)) {
					t.Errorf("%s gives %s words by the id of the %s: %.300s", m.Name, agency, what, got)
				}
			}
		}
	}
	if after := r.standing(); after != before {
		t.Errorf("something was changed:\n%s\n%s", before, after)
	}
	r.controls(t, methods, ids, leads[0].ID)
	t.Logf("%d methods × %d ids × %d agencies: %d calls, 0 of them got anything", len(methods), len(ids), len(strangers), calls)
}

// controls shows that the same calls do give the agency itself what is its own:
// else the test above would prove nothing.
func (r *rig) controls(t *testing.T, methods []reflect.Method, ids map[string]string, agency string) {
	t.Helper()
	var mute []string
	for _, m := range methods {
		by := bot.Actor{Officer: ids["officer"], Name: "Mia", Agency: agency, Role: bot.RoleLead, Cleared: true}
		gives := slices.ContainsFunc([]string{"report", "reference", "comment", "update", "draft", "photo", "reveal", "incident"}, func(what string) bool {
			_, err := r.ask(m, by, ids[what])
			return !errors.Is(err, bot.ErrNotFound) // a refusal says that it is there
		})
		if !gives {
			mute = append(mute, m.Name)
		}
	}
	if len(mute) > 8 {
		t.Errorf("of %d methods these give their own agency nothing either: %q", len(methods), mute)
	}
	t.Logf("refused to the agency itself with these arguments: %q", mute)
}

// Whoever comes in as the desk's role without saying for which agency sees
// nothing, and no table that the role may read is without the policies that see
// to it. (The login itself may do what the service may: it is a member.)
func TestWithoutAnAgencyNothingIsSeen(t *testing.T) {
	r := start(t)
	r.owned(4)
	conn := r.owner()
	if _, err := conn.Exec(t.Context(), `SET ROLE yousaid_desk`); err != nil {
		t.Fatal(err)
	}
	tables, closed := r.tables(), 0
	for _, table := range tables {
		var n int
		err := conn.QueryRow(t.Context(), `SELECT count(*) FROM `+table).Scan(&n)
		switch {
		case denied(err):
			closed++
		case err != nil || n > 0:
			t.Errorf("%d rows of %s, %v", n, table, err)
		}
	}
	bare := r.strings(`
		SELECT oid::regclass::text FROM pg_class
		WHERE relnamespace::regnamespace::text IN ('public', 'vault', 'river') AND relkind IN ('r', 'p', 'm', 'v')
		  AND (has_table_privilege('public', oid, 'SELECT') OR
		       has_table_privilege('yousaid_desk', oid, 'SELECT') AND NOT (relrowsecurity AND relforcerowsecurity))`)
	if len(bare) > 0 {
		t.Errorf("open to a desk without policies: %q", bare)
	}
	t.Logf("0 rows of %d tables, %d of them not to be read at all", len(tables), closed)
}
