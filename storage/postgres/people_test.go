package postgres_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"

	"yousaid/bot"
	"yousaid/bot/channel"
)

func newID() string { return uuid.NewString() }

func TestOfficerIsBoundByTheirCodeOnce(t *testing.T) {
	r := start(t)
	mia := r.officer("Mia", "probation", true)
	at := channel.Address{Channel: channel.Telegram, ID: "11"}
	if err := r.Invite(t.Context(), mia.Officer, "code", time.Hour); err != nil {
		t.Fatal(err)
	}
	bound, err := r.Bind(t.Context(), "code", at)
	if err != nil || bound.ID != mia.Officer || len(bound.Addresses) != 1 || bound.Addresses[0] != at {
		t.Fatalf("%+v, %v", bound, err)
	}
	if _, err := r.Bind(t.Context(), "code", at); err != nil {
		t.Errorf("the same again: %v", err)
	}
	if _, err := r.Bind(t.Context(), "code", channel.Address{Channel: channel.Telegram, ID: "12"}); !errors.Is(err, bot.ErrUsed) {
		t.Errorf("somebody else uses it: %v", err)
	}
	if found, err := r.OfficerAt(t.Context(), at); err != nil || found.Name != "Mia" || !found.Cleared {
		t.Errorf("%+v, %v", found, err)
	}
	if err := r.RemoveOfficer(t.Context(), mia.Officer); err != nil {
		t.Fatal(err)
	}
	if _, err := r.OfficerAt(t.Context(), at); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("removed: %v", err)
	}
	if _, err := r.Bind(t.Context(), "code", at); !errors.Is(err, bot.ErrUsed) {
		t.Errorf("a removed officer's code: %v", err)
	}
}

func TestOldCodesBindNobody(t *testing.T) {
	r := start(t)
	mia := r.officer("Mia", "probation", true)
	if err := errors.Join(
		r.Invite(t.Context(), mia.Officer, "code", time.Hour), r.InviteDesk(t.Context(), "probation", "desk", false, time.Hour),
	); err != nil {
		t.Fatal(err)
	}
	r.clock.add(2 * time.Hour)
	if _, err := r.Bind(t.Context(), "code", ana); !errors.Is(err, bot.ErrUsed) {
		t.Errorf("officer: %v", err)
	}
	if _, err := r.Link(t.Context(), "desk", bot.Officer{ID: mia.Officer, Agency: "probation"}, ben, "g"); !errors.Is(err, bot.ErrUsed) {
		t.Errorf("desk: %v", err)
	}
}

func TestGroupIsLinkedByAnOfficerOfTheAgency(t *testing.T) {
	r := start(t)
	r.file(ana, 6)
	mia := bot.Officer{ID: r.officer("Mia", "neighbourhood-services", false).Officer, Name: "Mia", Agency: "neighbourhood-services"}
	tom := bot.Officer{ID: r.officer("Tom", "probation", false).Officer, Name: "Tom", Agency: "probation"}
	group := channel.Address{Channel: channel.Telegram, ID: "-5"}
	if err := r.InviteDesk(t.Context(), "neighbourhood-services", "code", true, time.Hour); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Link(t.Context(), "code", tom, group, "g"); !errors.Is(err, bot.ErrUsed) {
		t.Errorf("an officer of another agency: %v", err)
	}
	desk, err := r.Link(t.Context(), "code", mia, group, "g")
	if err != nil || !desk.Cleared || desk.Agency != mia.Agency {
		t.Fatalf("%+v, %v", desk, err)
	}
	if again, err := r.Link(t.Context(), "code", mia, group, "g"); err != nil || again.ID != desk.ID {
		t.Errorf("repeated: %+v, %v", again, err)
	}
	if _, err := r.Link(t.Context(), "code", mia, channel.Address{Channel: channel.Telegram, ID: "-6"}, "h"); !errors.Is(err, bot.ErrUsed) {
		t.Errorf("the code links another group: %v", err)
	}
	if r.jobs("deliver") != 1 {
		t.Error("the report that waited has not been delivered")
	}
	if err := r.RemoveDesk(t.Context(), desk.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := r.DeskAt(t.Context(), group); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("removed: %v", err)
	}
	if err := r.AddDesk(t.Context(), bot.Desk{ID: newID(), Agency: "no-such", Address: group}); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("a desk of nobody: %v", err)
	}
}
