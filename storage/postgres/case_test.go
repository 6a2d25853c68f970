package postgres_test

import (
	"errors"
	"slices"
	"sync"
	"testing"

	"github.com/google/uuid"

	"yousaid/bot"
	"yousaid/flows"
)

func (r *rig) hand(by bot.Actor, report string, to bot.Actor) (bot.Acted, error) {
	return r.Hand(r.t.Context(), action(by), report, to.Officer)
}

// done fails when an action was not done.
func (r *rig) done(acted bot.Acted, err error) bot.Acted {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
	return acted
}

func TestWhoHandsAReportToWhom(t *testing.T) {
	r := start(t)
	mia := r.person("Mia", "neighbourhood-services", bot.RoleOfficer, false)
	tom := r.person("Tom", "neighbourhood-services", bot.RoleOfficer, false)
	lena := r.person("Lena", "neighbourhood-services", bot.RoleLead, false)
	hannah := r.person("Hannah", "partnership", bot.RoleCoordinator, true)
	pat := r.person("Pat", "probation", bot.RoleLead, true)
	gone := r.person("Gil", "neighbourhood-services", bot.RoleOfficer, false)
	if err := r.RemoveOfficer(t.Context(), gone.Officer); err != nil {
		t.Fatal(err)
	}
	nobody := bot.Actor{}
	for name, c := range map[string]struct {
		has, by, to bot.Actor
		want        error
	}{
		"own":                    {mia, mia, tom, nil},
		"nobody's":               {nobody, mia, tom, nil},
		"nobody's to oneself":    {nobody, mia, mia, nil},
		"a colleague's":          {tom, mia, mia, bot.ErrConflict},
		"a colleague's, by lead": {tom, lena, mia, nil},
		"lead takes it":          {tom, lena, lena, nil},
		"coordinator":            {tom, hannah, mia, nil},
		"who has it":             {tom, lena, tom, bot.ErrSame},
		"another agency's":       {nobody, mia, pat, bot.ErrNobody},
		"coordinator, elsewhere": {nobody, hannah, pat, bot.ErrNobody},
		"removed":                {nobody, mia, gone, bot.ErrNobody},
		"nobody known":           {nobody, mia, bot.Actor{Officer: uuid.NewString()}, bot.ErrNobody},
		"another agency's lead":  {tom, pat, pat, bot.ErrNotFound},
		"a desk's link":          {nobody, bot.Actor{Name: "Desk", Agency: "neighbourhood-services"}, mia, bot.ErrNotFound},
	} {
		known := r.file(ana, 6)
		if c.has.Officer != "" {
			r.done(r.Take(t.Context(), action(c.has), known.ID))
		}
		acted, err := r.hand(c.by, known.ID, c.to)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if errors.Is(err, bot.ErrConflict) && acted.By != c.has.Name {
			t.Errorf("%s: told that %q has it", name, acted.By)
		}
		if err == nil && (acted.Report.TakenBy != c.to.Name || acted.Report.Status != flows.StatusTaken || acted.Report.TakenFor != c.to.Agency) {
			t.Errorf("%s: %+v", name, acted.Report)
		}
		if handed := r.count(`SELECT count(*) FROM entries WHERE event = 'handed' AND report_id = $1`, known.ID); (handed == 1) != (err == nil) {
			t.Errorf("%s: %d events", name, handed)
		}
	}
	if rows := r.strings(`SELECT DISTINCT actor FROM audit WHERE action = 'hand' AND detail->>'from' = 'Tom' ORDER BY 1`); !slices.Equal(rows, []string{"Hannah", "Lena"}) {
		t.Errorf("the audit has it from %v", rows)
	}
}

func TestGuardedReportsGoToClearedColleagues(t *testing.T) {
	r := start(t)
	known := r.file(ana, 3)
	nia := r.person("Nia", "public-health", bot.RoleOfficer, true)
	pia := r.person("Pia", "public-health", bot.RoleOfficer, true)
	owen := r.person("Owen", "public-health", bot.RoleOfficer, false)
	if _, err := r.hand(nia, known.ID, owen); !errors.Is(err, bot.ErrNobody) {
		t.Errorf("to who isn't cleared: %v", err)
	}
	list, err := r.Takers(t.Context(), nia, known.ID)
	if err != nil || len(list) != 2 || list[0].ID != nia.Officer || list[1].ID != pia.Officer {
		t.Errorf("colleagues %+v, %v", list, err)
	}
	if list, err := r.Takers(t.Context(), owen, known.ID); err != nil || len(list) != 0 {
		t.Errorf("who isn't cleared sees %+v, %v", list, err)
	}
	r.done(r.hand(nia, known.ID, pia))
}

func TestAJointLeadsOfficerKeepsWhatTheOthersLeadWouldHand(t *testing.T) {
	r := start(t)
	known := r.file(ana, 1)
	pat := r.person("Pat", "bedfordshire-police", bot.RoleOfficer, false)
	lou := r.person("Lou", "luton-council", bot.RoleLead, false)
	hannah := r.person("Hannah", "partnership", bot.RoleCoordinator, true)
	r.done(r.Take(t.Context(), action(pat), known.ID))
	if acted, err := r.hand(lou, known.ID, lou); !errors.Is(err, bot.ErrConflict) || acted.By != "Pat" {
		t.Errorf("taken from the police: %v", err)
	}
	if list, err := r.Takers(t.Context(), hannah, known.ID); err != nil || len(list) != 2 {
		t.Errorf("the coordinator sees %+v, %v", list, err)
	}
	r.done(r.hand(hannah, known.ID, lou))
}

func TestOfTwoWhoHandOneIsFirst(t *testing.T) {
	r := start(t)
	mia := r.person("Mia", "neighbourhood-services", bot.RoleOfficer, false)
	tom := r.person("Tom", "neighbourhood-services", bot.RoleOfficer, false)
	for range 10 {
		known := r.file(ana, 6)
		errs := make([]error, 2)
		var both sync.WaitGroup
		both.Go(func() { _, errs[0] = r.hand(mia, known.ID, mia) })
		both.Go(func() { _, errs[1] = r.Take(t.Context(), action(tom), known.ID) })
		both.Wait()
		first := slices.Index(errs, nil)
		if first < 0 || !errors.Is(errs[1-first], bot.ErrConflict) {
			t.Fatalf("errors %v", errs)
		}
	}
}

func TestUrgentIsMarkedOnceAndAlertsEveryDeskOfIt(t *testing.T) {
	r := start(t)
	r.group("bedfordshire-police", "-1")
	r.group("luton-council", "-2")
	r.group("probation", "-3")
	known := r.file(ana, 1)
	pat := r.person("Pat", "bedfordshire-police", bot.RoleOfficer, false)
	lou := r.person("Lou", "luton-council", bot.RoleOfficer, false)
	cards := r.jobs("deliver")
	errs := make([]error, 2)
	var both sync.WaitGroup
	for i, by := range []bot.Actor{pat, lou} {
		both.Go(func() { _, errs[i] = r.MarkUrgent(t.Context(), action(by), known.ID, true, "He has a "+mark) })
	}
	both.Wait()
	if first := slices.Index(errs, nil); first < 0 || !errors.Is(errs[1-first], bot.ErrSame) {
		t.Fatalf("errors %v", errs)
	}
	if n := r.jobs("deliver") - cards; n != 2 {
		t.Errorf("%d alerts", n)
	}
	report, err := r.Open(t.Context(), lou, known.ID, "page")
	if err != nil || !report.Urgent || len(report.Thread) != 1 || report.Thread[0].Detail["urgent"] != "yes" || report.Thread[0].Text != "He has a "+mark {
		t.Errorf("it stands %+v, %v", report, err)
	}
	r.lookFor(mark)
	if rows := r.listed(lou, bot.InboxFilter{View: bot.InboxAll, Urgent: true}); len(rows) != 1 {
		t.Error("the joint lead doesn't list it as urgent")
	}
	r.done(r.MarkUrgent(t.Context(), action(lou), known.ID, false, "He has left"))
	if n := r.jobs("deliver") - cards; n != 2 {
		t.Errorf("%d alerts after it was taken back", n)
	}
	if n := r.count(`SELECT count(*) FROM audit WHERE action = 'urgent'`); n != 2 {
		t.Errorf("%d lines in the audit", n)
	}
	tom := r.person("Tom", "probation", bot.RoleLead, true)
	if _, err := r.MarkUrgent(t.Context(), action(tom), known.ID, true, "x"); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("another agency marks it: %v", err)
	}
	r.done(r.Resolve(t.Context(), action(lou), known.ID, bot.OutcomeDone, ""))
	if acted, err := r.MarkUrgent(t.Context(), action(lou), known.ID, true, "x"); !errors.Is(err, bot.ErrClosed) || acted.By != "Lou" {
		t.Errorf("a closed one is marked: %v", err)
	}
}

func TestAClosedReportIsOpenedAgainAndItsResidentTold(t *testing.T) {
	r := start(t)
	r.group("neighbourhood-services", "-1")
	known := r.file(ana, 6)
	mia := r.person("Mia", "neighbourhood-services", bot.RoleOfficer, false)
	tom := r.person("Tom", "neighbourhood-services", bot.RoleOfficer, false)
	if _, err := r.Reopen(t.Context(), action(mia), known.ID, "x"); !errors.Is(err, bot.ErrSame) {
		t.Errorf("an open one: %v", err)
	}
	r.done(r.Resolve(t.Context(), action(mia), known.ID, bot.OutcomeDone, "Cleared"))
	r.group("neighbourhood-services", "-2") // a desk that came since has no card
	cards := r.jobs("deliver")
	errs := make([]error, 2)
	var both sync.WaitGroup
	for i, by := range []bot.Actor{mia, tom} {
		both.Go(func() { _, errs[i] = r.Reopen(t.Context(), action(by), known.ID, "It is back at the "+mark) })
	}
	both.Wait()
	if first := slices.Index(errs, nil); first < 0 || !errors.Is(errs[1-first], bot.ErrSame) {
		t.Fatalf("errors %v", errs)
	}
	report, err := r.Open(t.Context(), mia, known.ID, "page")
	if err != nil || report.Status != flows.StatusNew || report.TakenBy != "" || report.Outcome != "" || !report.ClosedAt.IsZero() {
		t.Errorf("it stands %+v, %v", report, err)
	}
	if last := report.Thread[len(report.Thread)-1]; last.Event != "reopened" || last.Author == "" || last.Text != "It is back at the "+mark {
		t.Errorf("the thread ends with %+v", last)
	}
	if n := r.jobs("deliver") - cards; n != 1 {
		t.Errorf("%d cards for desks that had none", n)
	}
	ids := r.strings(`SELECT id::text FROM notices WHERE kind = 'reopened'`)
	if len(ids) != 1 {
		t.Fatalf("%d notices", len(ids))
	}
	notice, err := r.Notice(t.Context(), ids[0])
	if err != nil || notice.Kind != flows.NoticeReopened || notice.Text != "" || notice.Report.Status != flows.StatusNew || notice.Agency == "" {
		t.Errorf("the resident is told %+v, %v", notice.Notice, err)
	}
	if row, ok := r.listed(mia, bot.InboxFilter{View: bot.InboxTeam})[known.ID]; !ok || row.Waits != bot.WaitsDesk {
		t.Error("it doesn't wait in the inbox")
	}
}

func TestWhatIsWithdrawnOrForgottenStaysSo(t *testing.T) {
	r := start(t)
	mia := r.person("Mia", "neighbourhood-services", bot.RoleOfficer, false)
	withdrawn := r.file(ana, 6)
	r.commit(ana, flows.Effect{Kind: flows.Withdraw, Target: withdrawn.ID})
	if _, err := r.Reopen(t.Context(), action(mia), withdrawn.ID, "x"); !errors.Is(err, bot.ErrClosed) {
		t.Errorf("withdrawn: %v", err)
	}
	forgotten := r.file(ben, 6)
	r.done(r.Resolve(t.Context(), action(mia), forgotten.ID, bot.OutcomeDone, ""))
	r.commit(ben, flows.Effect{Kind: flows.ForgetMe})
	if _, err := r.Reopen(t.Context(), action(mia), forgotten.ID, "x"); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("forgotten: %v", err)
	}
	silent := submission(6)
	silent.Contact = flows.ContactNone
	r.commit(ana, filing(silent))
	r.done(r.Resolve(t.Context(), action(mia), silent.ID, bot.OutcomeDone, ""))
	r.done(r.Reopen(t.Context(), action(mia), silent.ID, "It is back"))
	if n := r.count(`SELECT count(*) FROM notices WHERE kind = 'reopened'`); n != 0 {
		t.Errorf("somebody who chose no contact is told")
	}
}
