package postgres_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"yousaid/bot"
	"yousaid/bot/channel"
)

// number is an address of a phone.
func number(end string) channel.Address {
	return channel.Address{Channel: channel.SMS, ID: "+4477009005" + end}
}

// phone makes a number a desk.
func (r *rig) phone(agency, end string, cleared bool) bot.Desk {
	r.t.Helper()
	d := bot.Desk{ID: newID(), Agency: agency, Label: "Phone " + end, Address: number(end), Cleared: cleared}
	if err := r.AddDesk(r.t.Context(), d); err != nil {
		r.t.Fatal(err)
	}
	return d
}

// bound makes a number an officer's.
func (r *rig) bound(by bot.Actor, a channel.Address) {
	r.t.Helper()
	code := newID()
	if err := r.Invite(r.t.Context(), by.Officer, code, time.Hour); err != nil {
		r.t.Fatal(err)
	}
	if _, err := r.Bind(r.t.Context(), code, a); err != nil {
		r.t.Fatal(err)
	}
}

func TestNumbersOfDesksAndOfficersAreKnown(t *testing.T) {
	r := start(t)
	desk := r.phone("neighbourhood-services", "01", false)
	mia, pat := r.officer("Mia", "neighbourhood-services", true), r.officer("Pat", "probation", true)
	r.bound(mia, number("02"))
	r.bound(pat, number("03"))
	r.group("probation", "-9")
	if err := r.RemoveOfficer(t.Context(), pat.Officer); err != nil {
		t.Fatal(err)
	}
	list, err := r.Numbers(t.Context())
	if err != nil || !slices.Equal(list, []channel.Address{number("01"), number("02")}) {
		t.Errorf("%d numbers, %v", len(list), err)
	}
	n, err := r.NumberAt(t.Context(), number("01"))
	if by := n.Actor(); err != nil || by.Desk != desk.ID || by.Officer != "" || by.Name != "Phone 01" || by.Cleared {
		t.Errorf("the desk: %+v, %v", by, err)
	}
	n, err = r.NumberAt(t.Context(), number("02"))
	if by := n.Actor(); err != nil || by.Officer != mia.Officer || by.Desk != "" || !by.Cleared {
		t.Errorf("the officer: %+v, %v", by, err)
	}
	for _, end := range []string{"03", "04"} {
		if _, err := r.NumberAt(t.Context(), number(end)); !errors.Is(err, bot.ErrNotFound) {
			t.Errorf("%s is somebody's: %v", end, err)
		}
	}
}

func TestOfficerAtADeskActsForItsAgency(t *testing.T) {
	r := start(t)
	ours, theirs := r.phone("neighbourhood-services", "01", false), r.phone("public-health", "02", true)
	mia := r.officer("Mia", "neighbourhood-services", false)
	for _, desk := range []bot.Desk{ours, theirs} {
		r.bound(mia, desk.Address)
	}
	n, err := r.NumberAt(t.Context(), ours.Address)
	if by := n.Actor(); err != nil || by.Officer != mia.Officer || by.Desk != ours.ID {
		t.Errorf("at their own: %+v, %v", by, err)
	}
	n, err = r.NumberAt(t.Context(), theirs.Address)
	if by := n.Actor(); err != nil || by.Officer != "" || by.Desk != theirs.ID || by.Agency != "public-health" {
		t.Errorf("at another agency's: %+v, %v", by, err)
	}
}

func TestNumberWritesAsAResidentForAWhile(t *testing.T) {
	r := start(t)
	r.phone("neighbourhood-services", "01", false)
	as := func() bool {
		n, err := r.NumberAt(t.Context(), number("01"))
		if err != nil {
			t.Fatal(err)
		}
		return n.Resident
	}
	if as() {
		t.Error("a desk is a resident")
	}
	if err := r.WriteAsResident(t.Context(), number("01"), r.clock.now().Add(time.Hour)); err != nil || !as() {
		t.Errorf("within the hour: %v", err)
	}
	r.clock.add(61 * time.Minute)
	if as() {
		t.Error("it goes on after the hour")
	}
	if err := r.Purge(t.Context(), r.clock.now()); err != nil || r.count(`SELECT count(*) FROM desk_residents`) != 0 {
		t.Errorf("it is kept: %v", err)
	}
}

func TestTextThatComesAgainIsAboutTheSame(t *testing.T) {
	r := start(t)
	one, two := r.file(ana, 6), r.file(ana, 6)
	if _, err := r.TextAbout(t.Context(), "SM1"); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("before it came: %v", err)
	}
	for _, report := range []string{"", one.ID, two.ID, ""} {
		if err := r.HearText(t.Context(), "SM1", number("01"), report); err != nil {
			t.Fatal(err)
		}
	}
	if about, err := r.TextAbout(t.Context(), "SM1"); err != nil || about != one.ID {
		t.Errorf("about %s, %v", about, err)
	}
	r.clock.add(91 * 24 * time.Hour)
	if err := r.Purge(t.Context(), r.clock.now()); err != nil || r.count(`SELECT count(*) FROM desk_texts`) != 0 {
		t.Errorf("it is kept: %v", err)
	}
}

func TestSpokenOfIsWhatTheAgencyHasAndMaySee(t *testing.T) {
	r := start(t)
	desk := r.phone("public-health", "01", false)
	by := bot.Actor{Desk: desk.ID, Name: desk.Label, Agency: desk.Agency}
	cleared := by
	cleared.Cleared = true
	open, guarded, passed := r.file(ana, 4), r.file(ana, 3), r.file(ana, 4)
	hear := func(id, report string) {
		if err := r.HearText(t.Context(), id, desk.Address, report); err != nil {
			t.Fatal(err)
		}
	}
	spoken := func(by bot.Actor) int {
		list, err := r.SpokenOf(t.Context(), by, desk.Address, r.clock.now().Add(-time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		return len(list)
	}
	if n := spoken(cleared); n != 0 {
		t.Errorf("nothing was said, and it is of %d", n)
	}
	hear("SM1", open.ID)
	hear("SM2", guarded.ID)
	hear("SM3", passed.ID)
	if a, b := spoken(by), spoken(cleared); a != 2 || b != 3 {
		t.Errorf("%d, and %d when cleared", a, b)
	}
	if _, err := r.Reroute(t.Context(), action(cleared), passed.ID, 0, "probation", "theirs"); err != nil {
		t.Fatal(err)
	}
	if n := spoken(by); n != 1 {
		t.Errorf("%d after one was passed on", n)
	}
	r.clock.add(2 * time.Hour)
	if n := spoken(cleared); n != 0 {
		t.Errorf("%d two hours later", n)
	}
	for _, id := range r.deliveries() { // an alert was sent: that counts, too
		if d := r.delivery(id); d.Report == open.ID {
			if err := r.Delivered(t.Context(), id, d.Desk.Address, "SM9", 1); err != nil {
				t.Fatal(err)
			}
		}
	}
	if n := spoken(by); n != 1 {
		t.Errorf("%d after an alert", n)
	}
}

func TestOneCallerWritesToAMailbox(t *testing.T) {
	r := start(t)
	desk := bot.Desk{ID: newID(), Agency: "neighbourhood-services", Label: "Mail", Address: channel.Address{Channel: channel.Email, ID: "d@example.org"}}
	if err := r.AddDesk(t.Context(), desk); err != nil {
		t.Fatal(err)
	}
	claim := func() time.Duration {
		next, err := r.ClaimMail(t.Context(), desk.ID, 10*time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		if next.IsZero() {
			return 0
		}
		return next.Sub(r.clock.now()).Round(time.Minute)
	}
	if claim() != 0 || claim() != 10*time.Minute {
		t.Error("two may write at once")
	}
	if err := r.ReleaseMail(t.Context(), desk.ID); err != nil || claim() != 0 {
		t.Errorf("a claim that was given back holds: %v", err)
	}
	r.clock.add(4 * time.Minute)
	if wait := claim(); wait != 6*time.Minute {
		t.Errorf("the next one waits %v", wait)
	}
	r.clock.add(6 * time.Minute)
	if wait := claim(); wait != 0 {
		t.Errorf("after ten minutes it waits %v", wait)
	}
	if _, err := r.ClaimMail(t.Context(), newID(), time.Minute); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("no desk: %v", err)
	}
}

func TestMailbagHoldsWhatWaitsAndIsNotUrgent(t *testing.T) {
	r := start(t)
	desk := bot.Desk{ID: newID(), Agency: "neighbourhood-services", Label: "Mail", Address: channel.Address{Channel: channel.Email, ID: "d@example.org"}}
	if err := r.AddDesk(t.Context(), desk); err != nil {
		t.Fatal(err)
	}
	r.group("neighbourhood-services", "-9")
	first, second, urgent := r.file(ana, 6), r.file(ana, 6), r.file(ana, 6)
	r.exec(`UPDATE reports SET urgent = true WHERE id = $1`, urgent.ID)
	alerts, ideas, err := r.Mailbag(t.Context(), desk.ID)
	if err != nil || len(alerts) != 2 || len(ideas) != 0 || alerts[0].Report != first.ID || alerts[1].Report != second.ID {
		t.Fatalf("%d alerts, %d ideas, %v", len(alerts), len(ideas), err)
	}
	if err := r.Delivered(t.Context(), alerts[0].ID, desk.Address, "m", 1); err != nil {
		t.Fatal(err)
	}
	if alerts, _, err = r.Mailbag(t.Context(), desk.ID); err != nil || len(alerts) != 1 {
		t.Errorf("%d after one was sent, %v", len(alerts), err)
	}
}

func TestLinkOfAnOfficerIsTheirs(t *testing.T) {
	r := start(t)
	known := r.file(ana, 3)
	nia := r.officer("Nia", "public-health", true)
	link := bot.Link{Officer: nia.Officer, Target: bot.Target{Report: known.ID}}
	for _, token := range []string{"one", "two"} {
		if err := r.CreateLink(t.Context(), link, token, time.Hour); err != nil {
			t.Fatal(err)
		}
	}
	by, to, err := r.UseLink(t.Context(), "one", "session", time.Hour)
	if err != nil || by != nia || to != link.Target {
		t.Errorf("%+v, %+v, %v", by, to, err)
	}
	if err := r.RemoveOfficer(t.Context(), nia.Officer); err != nil {
		t.Fatal(err)
	}
	if _, _, err := r.LinkSession(t.Context(), "session"); !errors.Is(err, bot.ErrUsed) {
		t.Errorf("a removed officer reads on: %v", err)
	}
	if _, _, err := r.UseLink(t.Context(), "two", "other", time.Hour); !errors.Is(err, bot.ErrUsed) {
		t.Errorf("a removed officer's link: %v", err)
	}
}

func TestColleaguesAreToldOnceThatADeskIsLost(t *testing.T) {
	r := start(t)
	desk := r.phone("neighbourhood-services", "01", false)
	for range 2 {
		if err := r.DeskReached(t.Context(), desk.Address, false); err != nil {
			t.Fatal(err)
		}
	}
	if n := r.jobs("warn"); n != 1 {
		t.Errorf("%d warnings", n)
	}
	if err := errors.Join(r.DeskReached(t.Context(), desk.Address, true), r.DeskReached(t.Context(), desk.Address, false)); err != nil {
		t.Fatal(err)
	}
	if n := r.jobs("warn"); n != 2 {
		t.Errorf("%d warnings after it was back", n)
	}
}
