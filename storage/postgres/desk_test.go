package postgres_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/flows"
)

// officer adds an officer and returns them as an actor.
func (r *rig) officer(name, agency string, cleared bool) bot.Actor {
	r.t.Helper()
	o := bot.Officer{ID: uuid.NewString(), Name: name, Agency: agency, Cleared: cleared}
	if err := r.AddOfficer(r.t.Context(), o); err != nil {
		r.t.Fatal(err)
	}
	return bot.Actor{Officer: o.ID, Name: name, Agency: agency, Cleared: cleared}
}

func action(by bot.Actor) bot.Action { return bot.Action{ID: uuid.NewString(), By: by} }

// group adds a Telegram group as a desk.
func (r *rig) group(agency, id string) bot.Desk {
	r.t.Helper()
	desk := bot.Desk{
		ID: uuid.NewString(), Agency: agency, Label: "Desk of " + agency,
		Address: channel.Address{Channel: channel.Telegram, ID: id},
	}
	if err := r.AddDesk(r.t.Context(), desk); err != nil {
		r.t.Fatal(err)
	}
	return desk
}

func TestOfficerReadsWhatTheirAgencyHasAndItIsAudited(t *testing.T) {
	r := start(t)
	known := r.file(ana, 6)
	mia := r.officer("Mia", "neighbourhood-services", false)
	report, err := r.Open(t.Context(), mia, known.ID, "privately")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(report.What[0], mark) || report.Place.Ward != "Dallow" || report.Reach != bot.ReachOpen ||
		!slices.Equal(report.Agencies, []string{"neighbourhood-services"}) || report.Reference != known.Reference {
		t.Errorf("read %+v", report)
	}
	if n := r.count(`SELECT count(*) FROM audit WHERE action = 'read' AND actor = 'Mia' AND report_id = $1`, known.ID); n != 1 {
		t.Errorf("%d audit rows", n)
	}
	for name, by := range map[string]bot.Actor{
		"another agency": r.officer("Tom", "probation", true),
		"no agency":      {Name: "nobody", Cleared: true},
	} {
		if _, err := r.Open(t.Context(), by, known.ID, "privately"); !errors.Is(err, bot.ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := r.Take(t.Context(), action(by), known.ID); !errors.Is(err, bot.ErrNotFound) {
			t.Errorf("%s takes: %v", name, err)
		}
		if _, err := r.Find(t.Context(), by, known.Reference); !errors.Is(err, bot.ErrNotFound) {
			t.Errorf("%s finds: %v", name, err)
		}
	}
}

func TestGuardedReportsAreForClearedOfficersOnly(t *testing.T) {
	r := start(t)
	known := r.file(ana, 3)
	plain, cleared := r.officer("Mia", "public-health", false), r.officer("Nia", "public-health", true)
	if _, err := r.Open(t.Context(), plain, known.ID, "privately"); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("not cleared: %v", err)
	}
	if _, err := r.AddReply(t.Context(), action(plain), known.ID, "hello"); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("not cleared, reply: %v", err)
	}
	if report, err := r.Open(t.Context(), cleared, known.ID, "privately"); err != nil || len(report.What) == 0 {
		t.Errorf("cleared: %v", err)
	}
}

func TestOfTwoOfficersOneTakes(t *testing.T) {
	r := start(t)
	for range 10 {
		known := r.file(ana, 6)
		by := []bot.Actor{r.officer("Mia", "neighbourhood-services", false), r.officer("Tom", "neighbourhood-services", false)}
		acted, errs := make([]bot.Acted, 2), make([]error, 2)
		var both sync.WaitGroup
		for i := range by {
			both.Go(func() { acted[i], errs[i] = r.Take(t.Context(), action(by[i]), known.ID) })
		}
		both.Wait()
		first := slices.Index(errs, nil)
		if first < 0 || !errors.Is(errs[1-first], bot.ErrConflict) {
			t.Fatalf("errors %v", errs)
		}
		if second := acted[1-first]; second.By != by[first].Name || second.Report.TakenBy != by[first].Name || second.At.IsZero() {
			t.Errorf("the second is told %+v", second)
		}
		if n := r.count(`SELECT count(*) FROM entries WHERE report_id = $1 AND event = 'taken'`, known.ID); n != 1 {
			t.Errorf("taken %d times", n)
		}
	}
}

func TestRepeatedActionChangesNothing(t *testing.T) {
	r := start(t)
	known := r.file(ana, 6)
	mia := r.officer("Mia", "neighbourhood-services", false)
	a := action(mia)
	var all sync.WaitGroup
	repeats := make(chan bool, 6)
	for range cap(repeats) {
		all.Go(func() {
			acted, err := r.AddReply(t.Context(), a, known.ID, "We come on Monday.")
			if err != nil {
				t.Error(err)
			}
			repeats <- acted.Repeat
		})
	}
	all.Wait()
	close(repeats)
	fresh := 0
	for repeat := range repeats {
		if !repeat {
			fresh++
		}
	}
	if fresh != 1 || r.count(`SELECT count(*) FROM notices`) != 1 || r.jobs("notify") != 1 {
		t.Errorf("%d done, %d notices", fresh, r.count(`SELECT count(*) FROM notices`))
	}
	notice, err := r.Notice(t.Context(), r.strings(`SELECT id::text FROM notices`)[0])
	if err != nil || notice.Text != "We come on Monday." || notice.To != ana || notice.Agency != "Luton Council Neighbourhood Services" {
		t.Errorf("notice %+v, %v", notice.Notice, err)
	}
}

func TestReplyToSomebodyWhoCantBeReached(t *testing.T) {
	r := start(t)
	mia := r.officer("Mia", "neighbourhood-services", false)
	none := submission(6)
	none.Contact = flows.ContactNone
	r.commit(ana, filing(none))
	stopped := r.file(ben, 6)
	r.commit(ben, flows.Effect{Kind: flows.StopAll})
	for id, want := range map[string]bot.Reach{none.ID: bot.ReachNone, stopped.ID: bot.ReachStopped} {
		acted, err := r.AddReply(t.Context(), action(mia), id, "hello")
		if !errors.Is(err, bot.ErrNoContact) || acted.Report.Reach != want {
			t.Errorf("%s: %v, reach %s", want, err, acted.Report.Reach)
		}
	}
	if n := r.count(`SELECT count(*) FROM entries`) + r.count(`SELECT count(*) FROM notices`); n != 0 {
		t.Errorf("%d rows left of what was refused", n)
	}
}

func TestJointLeadKeepsAReportThatTheOtherPassesOn(t *testing.T) {
	r := start(t)
	r.group("bedfordshire-police", "-1")
	r.group("luton-council", "-2")
	r.group("probation", "-3")
	known := r.file(ana, 1)
	pat := r.officer("Pat", "bedfordshire-police", false)
	if _, err := r.Take(t.Context(), action(pat), known.ID); err != nil {
		t.Fatal(err)
	}
	before := r.jobs("deliver")
	a := action(pat)
	acted, err := r.Reroute(t.Context(), a, known.ID, 0, "probation", "known to them")
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"luton-council", "probation"}; !slices.Equal(acted.Report.Agencies, want) || acted.Report.What != nil {
		t.Errorf("afterwards %+v", acted.Report)
	}
	if r.jobs("deliver") != before+1 || r.jobs("notify") != 1 || r.jobs("refresh") < 1 {
		t.Errorf("jobs: %d deliver, %d notify", r.jobs("deliver"), r.jobs("notify"))
	}
	if _, err := r.Open(t.Context(), pat, known.ID, "privately"); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("who passed it on reads it still: %v", err)
	}
	lou := r.officer("Lou", "luton-council", false)
	report, err := r.Open(t.Context(), lou, known.ID, "privately")
	if err != nil || report.Status != flows.StatusNew || report.TakenBy != "" {
		t.Errorf("it is nobody's now: %+v, %v", report, err)
	}
	last := report.Thread[len(report.Thread)-1]
	if last.Event != "passed" || last.Text != "known to them" || last.Detail["to"] != "Probation Services" {
		t.Errorf("thread ends with %+v", last)
	}
	again, err := r.Reroute(t.Context(), a, known.ID, 0, "probation", "known to them")
	if err != nil || !again.Repeat || r.jobs("deliver") != before+1 {
		t.Errorf("repeated: %+v, %v", again, err)
	}
}

func TestPassingToAnotherThemeMovesAllLeadsAndKeepsItGuarded(t *testing.T) {
	r := start(t)
	known := r.file(ana, 3)
	nia := r.officer("Nia", "public-health", true)
	acted, err := r.Reroute(t.Context(), action(nia), known.ID, 6, "", "it is noise")
	if err != nil || !slices.Equal(acted.Report.Agencies, []string{"neighbourhood-services"}) {
		t.Fatalf("%+v, %v", acted, err)
	}
	if _, err := r.Open(t.Context(), r.officer("Mia", "neighbourhood-services", false), known.ID, ""); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("a guarded report became readable by being passed on: %v", err)
	}
	zoe := r.officer("Zoe", "neighbourhood-services", true)
	report, err := r.Open(t.Context(), zoe, known.ID, "")
	if err != nil || report.Theme != 6 || report.Degree != flows.Guarded {
		t.Errorf("%+v, %v", report, err)
	}
	for theme, agency := range map[int]string{6: "", 99: "", 5: "neighbourhood-services"} {
		if _, err := r.Reroute(t.Context(), action(zoe), known.ID, theme, agency, "x"); !errors.Is(err, bot.ErrSame) {
			t.Errorf("theme %d, agency %q: %v", theme, agency, err)
		}
	}
}

func TestClosedReportIsToldAndTakesNoMoreButWords(t *testing.T) {
	r := start(t)
	known := r.file(ana, 6)
	mia := r.officer("Mia", "neighbourhood-services", false)
	if _, err := r.Resolve(t.Context(), action(mia), known.ID, bot.OutcomeNoAction, "It is private land."); err != nil {
		t.Fatal(err)
	}
	notice, err := r.Notice(t.Context(), r.strings(`SELECT id::text FROM notices`)[0])
	if err != nil || notice.Kind != flows.NoticeClosed || notice.Result != "no_action" || notice.Text != "It is private land." {
		t.Errorf("%+v, %v", notice.Notice, err)
	}
	tom := r.officer("Tom", "neighbourhood-services", false)
	acted, err := r.Resolve(t.Context(), action(tom), known.ID, bot.OutcomeDone, "")
	if !errors.Is(err, bot.ErrClosed) || acted.By != "Mia" {
		t.Errorf("closed twice: %+v, %v", acted, err)
	}
	if _, err := r.Take(t.Context(), action(tom), known.ID); !errors.Is(err, bot.ErrClosed) {
		t.Errorf("taken: %v", err)
	}
	if _, err := r.AddReply(t.Context(), action(tom), known.ID, "Write to the landlord."); err != nil {
		t.Errorf("reply: %v", err)
	}
}

func TestDraftIsUsedOnce(t *testing.T) {
	r := start(t)
	known := r.file(ana, 6)
	mia := r.officer("Mia", "neighbourhood-services", false)
	a := action(mia)
	id, err := r.SaveDraft(t.Context(), a, known.ID, "See you at "+mark)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := r.SaveDraft(t.Context(), a, known.ID, "See you at "+mark); err != nil || again != id {
		t.Errorf("the same message became draft %s and %s (%v)", id, again, err)
	}
	if _, _, err := r.Draft(t.Context(), r.officer("Tom", "probation", true), id); !errors.Is(err, bot.ErrUsed) {
		t.Errorf("another agency reads it: %v", err)
	}
	report, text, err := r.Draft(t.Context(), mia, id)
	if err != nil || report != known.ID || text != "See you at "+mark {
		t.Errorf("%s %q %v", report, text, err)
	}
	send := bot.Action{ID: "draft:" + id, By: mia, Draft: id}
	if _, err := r.AddReply(t.Context(), send, report, text); err != nil {
		t.Fatal(err)
	}
	if acted, err := r.AddNote(t.Context(), send, report, text); err != nil || !acted.Repeat || acted.Did != "reply" {
		t.Errorf("used again as a note: %+v, %v", acted, err)
	}
	if _, _, err := r.Draft(t.Context(), mia, id); !errors.Is(err, bot.ErrUsed) {
		t.Errorf("still there: %v", err)
	}
	if err := r.DiscardDraft(t.Context(), mia, id); !errors.Is(err, bot.ErrUsed) {
		t.Errorf("discarded after use: %v", err)
	}
}

func TestActionOnWhatHasChangedIsRefused(t *testing.T) {
	r := start(t)
	known := r.file(ana, 6)
	mia, tom := r.officer("Mia", "neighbourhood-services", false), r.officer("Tom", "neighbourhood-services", false)
	before, err := r.Open(t.Context(), mia, known.ID, "console")
	if err != nil {
		t.Fatal(err)
	}
	read := len(before.Thread)
	first, second := action(mia), action(tom)
	first.Read, second.Read = &read, &read
	if _, err := r.AddNote(t.Context(), second, known.ID, "first"); err != nil {
		t.Fatal(err)
	}
	acted, err := r.AddReply(t.Context(), first, known.ID, "late")
	if !errors.Is(err, bot.ErrStale) || len(acted.Report.Thread) != read+1 || acted.Report.Thread[read].Text != "first" {
		t.Errorf("%v: %+v", err, acted.Report.Thread)
	}
	if n := r.count(`SELECT count(*) FROM entries WHERE kind = 'reply'`); n != 0 {
		t.Errorf("%d replies", n)
	}
	if acted, err := r.AddNote(t.Context(), second, known.ID, "first"); err != nil || !acted.Repeat {
		t.Errorf("what was done comes again: %v", err)
	}
	read++
	if _, err := r.AddReply(t.Context(), first, known.ID, "in time"); err != nil {
		t.Errorf("once it was read: %v", err)
	}
}

func TestReportSaysWhatItsResidentReads(t *testing.T) {
	r := start(t)
	known := r.file(ana, 6)
	mia := r.officer("Mia", "neighbourhood-services", false)
	for _, want := range []string{"en", "ur"} {
		if report, err := r.Glance(t.Context(), mia, known.ID); err != nil || report.Reads != want {
			t.Errorf("reads %q, want %q: %v", report.Reads, want, err)
		}
		r.commit(ana, flows.Effect{Kind: flows.SetLanguage, Text: "ur"})
	}
}

func TestPhotoIsOpenedForItsAgency(t *testing.T) {
	r := start(t)
	sub := submission(6)
	sub.Photos = []flows.Photo{{Channel: channel.Telegram, File: "f"}}
	r.commit(ben, filing(sub))
	photo := r.strings(`SELECT id::text FROM files`)[0]
	mia := r.officer("Mia", "neighbourhood-services", false)
	if _, err := r.Photo(t.Context(), mia, photo); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("not fetched yet: %v", err)
	}
	if err := r.StorePhoto(t.Context(), photo, &bot.StoredPhoto{Type: "image/jpeg", Data: []byte(mark), Width: 3, Height: 4}); err != nil {
		t.Fatal(err)
	}
	if p, err := r.Photo(t.Context(), mia, photo); err != nil || string(p.Data) != mark || p.Width != 3 {
		t.Errorf("%+v, %v", p, err)
	}
	list, err := r.Glance(t.Context(), mia, sub.ID)
	if err != nil || !slices.Equal(list.Photos, []bot.Photo{{ID: photo, Ready: true, Width: 3, Height: 4}}) {
		t.Errorf("%+v, %v", list.Photos, err)
	}
	if _, err := r.Photo(t.Context(), r.officer("Tom", "probation", true), photo); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("another agency: %v", err)
	}
	if n := r.count(`SELECT count(*) FROM audit WHERE action = 'photo'`); n != 1 {
		t.Errorf("%d audit rows", n)
	}
}

func TestForgottenReportIsGoneForOfficers(t *testing.T) {
	r := start(t)
	known := r.file(ana, 6)
	mia := r.officer("Mia", "neighbourhood-services", false)
	r.clock.add(time.Minute)
	r.commit(ana, flows.Effect{Kind: flows.ForgetMe})
	if _, err := r.Open(t.Context(), mia, known.ID, ""); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("open: %v", err)
	}
	if _, err := r.AddNote(t.Context(), action(mia), known.ID, "x"); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("note: %v", err)
	}
}
