package postgres_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"yousaid/bot"
)

// reminded is who is told what of each deadline, in the order of being told.
func (r *rig) reminded() []string {
	r.t.Helper()
	return r.strings(`
		SELECT coalesce(officers.name, desks.label) || ': ' || what || ' ' || step || ' ' || state
		FROM reminders LEFT JOIN officers ON officers.id = officer_id LEFT JOIN desks ON desks.id = desk_id ORDER BY reminders.id`)
}

func (r *rig) wantReminded(want ...string) {
	r.t.Helper()
	if diff := cmp.Diff(want, r.reminded(), cmpopts.EquateEmpty()); diff != "" {
		r.t.Errorf("reminders (-want +got):\n%s", diff)
	}
}

func TestTheDeskThenTheLeadThenTheCoordinatorAreTold(t *testing.T) {
	r := start(t)
	r.group(council, "-100")
	r.role("Lea", council, bot.RoleLead)
	r.role("Cora", "partnership", bot.RoleCoordinator)
	mia := r.officer("Mia", council, false)
	r.officer("Tom", council, false)
	report := r.file(ana, 6) // to be taken by Wednesday 12:00
	r.keep()
	r.wantReminded()
	r.clock.add(21*time.Hour + 59*time.Minute) // Wednesday, 9:59
	r.keep()
	r.wantReminded()
	r.clock.add(time.Minute)
	if missed := r.keep(); len(missed) > 0 {
		t.Errorf("missed too soon: %+v", missed)
	}
	soon := "Desk of " + council + ": take 2 waiting"
	r.wantReminded(soon)
	version := r.count(`SELECT version FROM reports WHERE id = $1`, report.ID)
	r.clock.add(2 * time.Hour)
	if missed := r.keep(); len(missed) != 1 || missed[0].Agency != council || missed[0].What != bot.DueTake {
		t.Errorf("missed: %+v", missed)
	}
	if missed := r.keep(); len(missed) > 0 {
		t.Errorf("missed again: %+v", missed)
	}
	r.wantReminded(soon, "Lea: take 3 waiting")
	if now := r.count(`SELECT version FROM reports WHERE id = $1`, report.ID); now <= version || r.jobs("refresh") == 0 {
		t.Errorf("cards don't follow: version %d after %d, %d jobs", now, version, r.jobs("refresh"))
	}
	r.clock.add(4 * time.Hour)
	r.keep()
	r.wantReminded(soon, "Lea: take 3 waiting", "Desk of "+council+": answer 2 waiting", "Cora: take 4 waiting")
	if _, err := r.Take(t.Context(), action(mia), report.ID); err != nil {
		t.Fatal(err)
	}
	r.keep()
	desk := r.strings(`SELECT id::text FROM desks`)[0]
	found, err := r.Reminders(t.Context(), bot.RemindJob{Desk: desk})
	if err != nil || len(found.List) != 1 || found.List[0].What != bot.DueAnswer {
		t.Errorf("told of what was met: %+v, %v", found.List, err)
	}
	if got := r.reminded()[0]; got != "Desk of "+council+": take 2 over" {
		t.Errorf("the desk's: %s", got)
	}
}

func TestManyAreToldTogetherAndOnceAcrossReplicas(t *testing.T) {
	r := start(t)
	desk := r.group(council, "-100")
	r.officer("Mia", council, false)
	for range 20 {
		r.file(ana, 6)
	}
	r.keep()
	r.clock.add(22 * time.Hour)
	replicas := []interface {
		PassDeadlines(ctx context.Context, most int) ([]bot.Deadline, int, error)
	}{r.Store, r.another(), r.another()}
	var all sync.WaitGroup
	for _, replica := range replicas {
		all.Go(func() {
			for {
				_, n, err := replica.PassDeadlines(t.Context(), 5)
				if err != nil {
					t.Error(err)
				}
				if n == 0 {
					return
				}
			}
		})
	}
	all.Wait()
	if n := r.count(`SELECT count(*) FROM reminders`); n != 20 {
		t.Errorf("%d reminders of 20 reports", n)
	}
	found, err := r.Reminders(t.Context(), bot.RemindJob{Desk: desk.ID})
	if err != nil || len(found.List) != 20 || found.Desk.ID != desk.ID {
		t.Fatalf("%d are told together: %v", len(found.List), err)
	}
	var later *bot.LaterError
	if _, err := r.Reminders(t.Context(), bot.RemindJob{Desk: desk.ID}); !errors.As(err, &later) {
		t.Errorf("somebody else takes them, too: %v", err)
	}
	if err := r.NotReminded(t.Context(), found.List); err != nil {
		t.Fatal(err)
	}
	if found, err = r.Reminders(t.Context(), bot.RemindJob{Desk: desk.ID}); err != nil || len(found.List) != 20 {
		t.Fatalf("given back, %d are there: %v", len(found.List), err)
	}
	if err := r.Reminded(t.Context(), found.List, true); err != nil {
		t.Fatal(err)
	}
	if found, err = r.Reminders(t.Context(), bot.RemindJob{Desk: desk.ID}); err != nil || len(found.List) != 0 {
		t.Errorf("told twice: %+v, %v", found.List, err)
	}
}

func TestTheNightIsQuietUnlessItIsUrgent(t *testing.T) {
	r := start(t)
	r.group(council, "-100")
	r.role("Lea", council, bot.RoleLead)
	r.officer("Mia", council, false)
	r.officer("Tom", council, false)
	r.file(ana, 6)
	r.keep()
	r.clock.add(32 * time.Hour) // nothing ran until Wednesday, 20:00
	r.keep()
	r.wantReminded()
	r.clock.add(13 * time.Hour) // Thursday, 9:00
	r.keep()
	r.wantReminded("Lea: take 3 waiting", "Desk of "+council+": answer 2 waiting")
	r.clock.add(14 * time.Hour) // Thursday, 23:00
	sub := submission(6)
	sub.Urgent = true
	r.commit(ben, filing(sub))
	r.keep()
	if told := r.reminded(); len(told) != 3 || !slices.Contains(told, "Lea: take 1 waiting") {
		t.Errorf("an urgent report comes at night: %q", told)
	}
	r.clock.add(45 * time.Minute)
	r.keep()
	if told := r.reminded(); !slices.Contains(told, "Desk of "+council+": take 2 waiting") {
		t.Errorf("an urgent report waits at night: %q", told)
	}
}

// setAway makes an officer away from now on.
func (r *rig) setAway(who bot.Actor, days int) {
	r.t.Helper()
	away := bot.Away{From: r.clock.now(), Until: r.clock.now().Add(time.Duration(days) * 24 * time.Hour)}
	if err := r.SetAway(r.t.Context(), bot.Officer{ID: who.Officer}, who.Officer, away); err != nil {
		r.t.Fatal(err)
	}
}

func TestWhereNobodyIsThereTheLeadIsToldAtOnceElseTheCoordinator(t *testing.T) {
	r := start(t)
	r.group(council, "-100")
	lea := r.role("Lea", council, bot.RoleLead)
	r.role("Cora", "partnership", bot.RoleCoordinator)
	mia, tom := r.officer("Mia", council, false), r.officer("Tom", council, false)
	alone := func(who bot.Actor, want bool) {
		t.Helper()
		if _, got, err := r.AwayOf(t.Context(), who.Officer); err != nil || got != want {
			t.Errorf("without %s nobody is there: %v, %v", who.Name, got, err)
		}
	}
	alone(mia, false)
	r.setAway(tom, 30)
	alone(mia, true)
	report := r.file(ana, 6)
	r.keep()
	r.wantReminded()
	r.setAway(mia, 30)
	r.keep()
	r.wantReminded("Lea: take 1 waiting")
	r.setAway(lea, 30)
	r.file(ben, 6)
	r.keep()
	r.wantReminded("Lea: take 1 waiting", "Cora: take 1 waiting")
	r.clock.add(22 * time.Hour)
	r.keep()
	r.wantReminded("Lea: take 1 waiting", "Cora: take 1 waiting", "Cora: take 2 waiting", "Cora: take 2 waiting")
	if err := r.SetAway(t.Context(), bot.Officer{ID: mia.Officer}, mia.Officer, bot.Away{}); err != nil {
		t.Fatal(err)
	}
	if away, _, err := r.AwayOf(t.Context(), mia.Officer); err != nil || away != (bot.Away{}) {
		t.Errorf("back, and away %+v: %v", away, err)
	}
	if _, err := r.Take(t.Context(), action(mia), report.ID); err != nil {
		t.Fatal(err)
	}
	r.clock.add(24 * time.Hour) // Thursday, 10:00: the answers
	r.keep()
	if told := r.reminded(); !slices.Contains(told, "Desk of "+council+": answer 2 waiting") {
		t.Errorf("somebody is there again, and the desk is not told: %q", told)
	}
}

func TestAColleagueTakesOverWhatSomebodyHasWhoIsAway(t *testing.T) {
	r := start(t)
	report := r.file(ana, 1) // joint leads
	mia, tom, pat := r.officer("Mia", "luton-council", false), r.officer("Tom", "luton-council", false), r.officer("Pat", "bedfordshire-police", false)
	if _, err := r.Take(t.Context(), action(mia), report.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Take(t.Context(), action(tom), report.ID); !errors.Is(err, bot.ErrConflict) {
		t.Errorf("taken from somebody who is there: %v", err)
	}
	r.setAway(mia, 3)
	if _, err := r.Take(t.Context(), action(pat), report.ID); !errors.Is(err, bot.ErrConflict) {
		t.Errorf("taken over by another agency: %v", err)
	}
	now, err := r.Glance(t.Context(), tom, report.ID)
	if err != nil || now.Away.IsZero() {
		t.Errorf("it doesn't say that Mia is away: %v, %v", now.Away, err)
	}
	page, err := r.Inbox(t.Context(), tom, bot.InboxFilter{View: bot.InboxTeam, Officer: bot.InboxNobody})
	if err != nil || len(page.Rows) != 1 || page.Rows[0].Away.IsZero() {
		t.Errorf("what waits for Mia is not among what waits for anybody: %+v, %v", page.Rows, err)
	}
	acted, err := r.Take(t.Context(), action(tom), report.ID)
	if err != nil || acted.Report.TakenBy != "Tom" || !acted.Report.Away.IsZero() {
		t.Errorf("taken over: %+v, %v", acted, err)
	}
	r.clock.add(4 * 24 * time.Hour)
	if _, err := r.Take(t.Context(), action(mia), report.ID); !errors.Is(err, bot.ErrConflict) {
		t.Errorf("Mia is back and takes it from Tom: %v", err)
	}
}

func TestAnAbsenceBeginsAndEndsByItself(t *testing.T) {
	r := start(t)
	r.group(council, "-100")
	r.role("Lea", council, bot.RoleLead)
	mia := r.officer("Mia", council, false)
	mine, free := r.file(ana, 6), r.file(ben, 6)
	if _, err := r.Take(t.Context(), action(mia), mine.ID); err != nil {
		t.Fatal(err)
	}
	from := r.clock.now().Add(2 * time.Hour)
	if err := r.SetAway(t.Context(), bot.Officer{ID: mia.Officer}, mia.Officer, bot.Away{From: from, Until: from.Add(2 * time.Hour)}); err != nil {
		t.Fatal(err)
	}
	version := func() int { return r.count(`SELECT version FROM reports WHERE id = $1`, mine.ID) }
	r.keep()
	r.wantReminded()
	before := version()
	r.clock.add(2 * time.Hour)
	r.keep()
	if began := version(); began <= before {
		t.Error("no card says that Mia is away now")
	}
	r.wantReminded("Lea: take 1 waiting")
	if n := r.count(`SELECT count(*) FROM reminders WHERE report_id = $1`, free.ID); n != 1 {
		t.Errorf("Lea is told of another report")
	}
	before = version()
	r.clock.add(2 * time.Hour)
	r.keep()
	if ended := version(); ended <= before {
		t.Error("cards go on saying that Mia is away")
	}
	before = version()
	r.keep()
	if version() != before {
		t.Error("it is said again and again")
	}
}

func TestALostDeskIsPassedOver(t *testing.T) {
	r := start(t)
	desk := r.group(council, "-100")
	r.role("Lea", council, bot.RoleLead)
	r.officer("Mia", council, false)
	r.file(ana, 6)
	if err := r.DeskReached(t.Context(), desk.Address, false); err != nil {
		t.Fatal(err)
	}
	r.keep()
	r.clock.add(22 * time.Hour)
	r.keep()
	r.wantReminded("Lea: take 2 waiting")
}

func TestAnAgencySeesItsOwnDeadlinesAndNothingOfReminders(t *testing.T) {
	r := start(t)
	r.file(ana, 1)
	r.keep()
	for agency, want := range map[string]int{"luton-council": 3, "bedfordshire-police": 3, "probation": 0, "": 0} {
		sees := r.sees(agency, true)
		if sees["public.deadlines"] != want {
			t.Errorf("%q sees %d deadlines, want %d", agency, sees["public.deadlines"], want)
		}
		for _, table := range []string{"reminders", "deadline_marks", "silences"} {
			if sees["public."+table] != -1 {
				t.Errorf("%q may look into %s", agency, table)
			}
		}
	}
}

func TestADeadlineAboutWhichNothingCanBeDoneIsPutOff(t *testing.T) {
	r := start(t)
	r.group(council, "-100")
	r.officer("Mia", council, false)
	poison := r.file(ana, 6)
	r.clock.add(time.Minute)
	r.file(ben, 6)
	r.keep()
	owner := r.owner()
	if _, err := owner.Exec(t.Context(), `ALTER TABLE reminders ADD CONSTRAINT poison CHECK (report_id <> '`+poison.ID+`')`); err != nil {
		t.Fatal(err)
	}
	r.clock.add(22*time.Hour + time.Minute)
	_, n, err := r.PassDeadlines(t.Context(), 100)
	if n != 2 || err == nil || !strings.Contains(err.Error(), poison.ID) {
		t.Errorf("%d are passed: %v", n, err)
	}
	r.wantReminded("Desk of " + council + ": take 2 waiting")
	if _, err := owner.Exec(t.Context(), `ALTER TABLE reminders DROP CONSTRAINT poison`); err != nil {
		t.Fatal(err)
	}
	r.clock.add(time.Hour)
	r.keep()
	r.wantReminded("Desk of "+council+": take 2 waiting", "Desk of "+council+": take 2 waiting")
}

func TestOfReportsFromBeforeNobodyIsToldWhatHasPassed(t *testing.T) {
	r := start(t)
	r.group(council, "-100")
	r.role("Lea", council, bot.RoleLead)
	r.officer("Mia", council, false)
	report := r.file(ana, 6)
	r.exec(`UPDATE deadline_marks SET late = true`)
	r.clock.add(24 * time.Hour)
	if missed := r.keep(); len(missed) > 0 {
		t.Errorf("missed: %+v", missed)
	}
	r.wantReminded()
	r.wantDue(report.ID, council+" take Wed 25 12:00 missed", council+" answer Thu 26 12:00", council+" close Tue 22 12:00")
	r.clock.add(22 * time.Hour) // Thursday, 10:00: the answer has three quarters behind it
	r.keep()
	if told := r.reminded(); !slices.Contains(told, "Desk of "+council+": answer 2 waiting") {
		t.Errorf("told: %q", told)
	}
}

func TestAbsencesAndRemindersAreNotKeptForLong(t *testing.T) {
	r := start(t)
	r.group(council, "-100")
	mia := r.officer("Mia", council, false)
	r.officer("Tom", council, false)
	r.setAway(mia, 1)
	r.file(ana, 6)
	r.keep()
	r.clock.add(22 * time.Hour)
	r.keep()
	kept := func(absences, reminders int) {
		t.Helper()
		if err := r.Purge(t.Context(), r.clock.now()); err != nil {
			t.Fatal(err)
		}
		if a, b := r.count(`SELECT count(*) FROM officers WHERE away_from IS NOT NULL`), r.count(`SELECT count(*) FROM reminders`); a != absences || b != reminders {
			t.Errorf("%d absences and %d reminders are kept", a, b)
		}
	}
	kept(1, 1)
	r.clock.add(9 * 24 * time.Hour)
	kept(0, 1)
	r.clock.add(90 * 24 * time.Hour)
	kept(0, 0)
}
